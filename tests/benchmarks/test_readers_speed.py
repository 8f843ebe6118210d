"""Readers beside an import: what each costs the other.

`READERS_NUMBER` readers ask the named queries, one after another without a pause, as the role of
readers: first alone, then beside an import of `READERS_ROWS` rows by the program itself, for at
least `READERS_SECONDS`. They are threads of one process and share two cores with the server.
"""

import os
import subprocess
import time
from pathlib import Path
from typing import Any

from measured import Table
from program import GEO
from readers import Answer, Readers, percentile
from sqlalchemy import create_engine, text
from test_import_speed import write_list

from geo.gazetteer import Gazetteer
from geo.settings import Settings

ROWS = int(os.environ.get("READERS_ROWS", "100000"))
READERS = int(os.environ.get("READERS_NUMBER", "16"))
SECONDS = float(os.environ.get("READERS_SECONDS", "60"))
ALONE_S = SECONDS / 4
TIMES_SLOWER = 4
SLOWEST_BAR_S = 10
DEADLOCKS = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")


def test_readers_beside_an_import(
    benchmark: Any, own_atlas: Settings, table: Table, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    file = tmp_path / "danh-muc.csv"
    write_list(file, gazetteer, ROWS)
    outside = {name: said for name, said in os.environ.items() if not name.startswith("GEO_")}
    url = {"GEO_HOME": str(own_atlas.home), "GEO_DATABASE_URL": str(own_atlas.database_url)}
    address = str(own_atlas.database_url).replace("postgresql", "postgresql+psycopg", 1)
    engine = create_engine(address, pool_size=READERS + 1)

    def imported() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [GEO, "import", file, "--source", "Danh mục", "--skip-bad-rows", "--commit"],
            env=outside | url,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    with Readers(engine, READERS) as readers:
        time.sleep(ALONE_S)
        began = time.perf_counter()
        taken = benchmark.pedantic(imported, rounds=1)
        ended = time.perf_counter()
        time.sleep(max(ALONE_S, SECONDS - (ended - began)))
    with engine.connect() as connection:
        deadlocks = connection.scalar(DEADLOCKS)
    engine.dispose()
    assert taken.returncode == 0, taken.stderr
    alone = [answer for answer in readers.answers if answer.began + answer.took < began]
    beside = [answer for answer in readers.answers if began <= answer.began < ended]
    what = f"{READERS} readers beside an import of {ROWS:,} rows ({ended - began:.0f} s)"
    faults = len(readers.faults) + (deadlocks or 0) + (len(readers.counts) > 2)
    table.row(
        f"{what}: errors, deadlocks, halves of an import seen",
        str(faults),
        "",
        None,
        "0",
        not faults,
    )
    slower = percentile(beside, 0.99) / percentile(alone, 0.99)
    table.row(
        f"{what}: answers a second, median and p99",
        told(beside, ended - began),
        f"{told(alone, ALONE_S)} without the import",
        slower,
        f"p99 ≤ {TIMES_SLOWER} ×",
        slower <= TIMES_SLOWER,
    )
    after = [answer for answer in readers.answers if answer.began >= ended]
    slowest = max(after, key=lambda answer: answer.took)
    table.row(
        f"{what}: the slowest answer once it is in ({slowest.question})",
        f"{slowest.took:.1f} s",
        f"{percentile(alone, 1.0):.1f} s before, of 786 clusters",
        slowest.took / percentile(alone, 1.0),
        f"≤ {SLOWEST_BAR_S} s",
        slowest.took <= SLOWEST_BAR_S,
    )
    benchmark.extra_info["faults"] = readers.faults[:5]


def told(answers: list[Answer], seconds: float) -> str:
    times = [percentile(answers, share) * 1000 for share in (0.5, 0.99)]
    return f"{len(answers) / seconds:.0f}/s, {times[0]:.0f} ms, {times[1]:.0f} ms"
