"""Readers beside an import: all of it or none, no error, no deadlock, nobody waits for it."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import GEO
from readers import Readers
from sqlalchemy import Engine, create_engine, text

from geo.dates import SYSTEMS
from geo.gazetteer import Gazetteer
from geo.settings import Settings
from geo.vocabulary import Level

ROWS = int(os.environ.get("READERS_ROWS", "300"))
READERS = int(os.environ.get("READERS_NUMBER", "4"))
DEADLOCKS = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
CLUSTERS = text("SELECT count(*) FROM atlas.cluster")


@pytest.fixture
def own_engine(own_atlas: Settings) -> Iterator[Engine]:
    """An engine on the record of one's own, with a connection for each reader."""
    address = str(own_atlas.database_url).replace("postgresql", "postgresql+psycopg", 1)
    engine = create_engine(address, pool_size=READERS + 1)
    yield engine
    engine.dispose()


def listed(file: Path, gazetteer: Gazetteer) -> Path:
    """Write a list of new clusters, one in a commune."""
    communes = gazetteer.at(Level.COMMUNE, on=SYSTEMS["63"])
    lines = ["Tên CCN;Xã;Huyện;Tỉnh;Diện tích (ha)"]
    for number in range(ROWS):
        commune = communes[number * 7 % len(communes)]
        district, province, *_ = gazetteer.ancestors(commune)
        names = ";".join(unit.full_name for unit in (commune, district, province))
        lines.append(f"Thử nghiệm {number};{names};{20 + number % 50}")
    file.write_text("\n".join(lines), "utf-8")
    return file


def test_readers_see_all_of_an_import_or_nothing_and_never_fail(
    own_atlas: Settings, own_engine: Engine, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    file = listed(tmp_path / "danh-sach.csv", gazetteer)
    outside = {name: said for name, said in os.environ.items() if not name.startswith("GEO_")}
    url = {"GEO_HOME": str(own_atlas.home), "GEO_DATABASE_URL": str(own_atlas.database_url)}
    with own_engine.connect() as connection:
        before = connection.scalar(CLUSTERS)
    with Readers(own_engine, READERS) as readers:
        taken = subprocess.run(
            [GEO, "import", file, "--source", "Danh mục thử", "--commit"],
            env=outside | url,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    assert taken.returncode == 0, taken.stderr
    with own_engine.connect() as connection:
        after = connection.scalar(CLUSTERS)
        assert connection.scalar(DEADLOCKS) == 0
    assert after == (before or 0) + ROWS
    assert readers.faults == []
    assert readers.answers
    assert readers.counts <= {before, after}
