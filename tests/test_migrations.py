"""Filled databases of every earlier version, brought to this one with all they hold.

What they hold is a part of the shipped record, in the tables and columns of their time, and what a
person added. `DRILL_MOMENTS` above 1 builds on each of them, else on the oldest alone.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from conftest import TODAY
from psycopg.sql import SQL, Identifier
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    create_engine,
    func,
    literal,
    literal_column,
    null,
    select,
    text,
)

from geo.build import Built, build
from geo.checks import check
from geo.database import open_database, transaction
from geo.model import Base
from geo.schema import EXTENSIONS, MIGRATIONS, known_revisions, revision, upgrade
from geo.settings import Settings

OLDEST = known_revisions()[0]
BUILT_ON = known_revisions() if int(os.environ.get("DRILL_MOMENTS", "1")) > 1 else [OLDEST]
KEPT = {"cluster_snapshot", "cluster_digest", "conflict_snapshot", "total_snapshot"}
"""What is kept for speed alone, and worked out anew."""

TOLD = text("SELECT status, area_ha FROM planning.cluster_now WHERE key = 'c'")

CHOSEN = """
    CREATE TEMPORARY VIEW chosen AS
    WITH pair AS (
        SELECT cluster_a_id, cluster_b_id FROM atlas.doubtful_pair ORDER BY 1, 2 LIMIT 1
    ), part AS (
        SELECT p.cluster_id, e.cluster_id AS other_id
        FROM atlas.event_cluster AS p JOIN atlas.event AS e USING (event_id) ORDER BY 1, 2 LIMIT 1
    )
    SELECT unnest(ARRAY[cluster_a_id, cluster_b_id]) AS cluster_id FROM pair
    UNION SELECT unnest(ARRAY[cluster_id, other_id]) FROM part
    UNION SELECT min(cluster_id) FROM atlas.cluster_alias
    UNION SELECT min(cluster_id) FROM atlas.milestone
    UNION SELECT min(cluster_id) FROM atlas.conflict_snapshot
"""
STANDING = """
    CREATE TEMPORARY VIEW standing AS
    WITH RECURSIVE reached (unit_id) AS (
        SELECT unit_id FROM atlas.cluster_site_unit JOIN chosen USING (cluster_id)
        UNION
        SELECT more.unit_id
        FROM reached AS r
        CROSS JOIN LATERAL (
            SELECT parent_id FROM atlas.administrative_unit WHERE unit_id = r.unit_id
            UNION ALL
            SELECT successor_id FROM atlas.unit_succession WHERE predecessor_id = r.unit_id
        ) AS more (unit_id)
        WHERE more.unit_id IS NOT NULL
    )
    SELECT unit_id FROM reached
"""
CITED = """
    CREATE TEMPORARY VIEW cited AS
    SELECT citation_id, source_id
    FROM atlas.citation
    WHERE citation_id IN (
        SELECT citation_id FROM atlas.event JOIN chosen USING (cluster_id)
        UNION SELECT citation_id FROM atlas.milestone JOIN chosen USING (cluster_id)
        UNION SELECT citation_id FROM atlas.cluster_alias JOIN chosen USING (cluster_id)
        UNION SELECT citation_id FROM atlas.indicator_value JOIN standing USING (unit_id)
    )
"""
_OF_CLUSTERS = "cluster_id IN (TABLE chosen)"
_OF_UNITS = "unit_id IN (TABLE standing)"
PART = {
    "administrative_unit": _OF_UNITS,
    "unit_name": _OF_UNITS,
    "unit_boundary": _OF_UNITS,
    "unit_succession": "predecessor_id IN (TABLE standing)",
    "import_run": "TRUE",
    "source": "source_id IN (SELECT source_id FROM cited)",
    "citation": "citation_id IN (SELECT citation_id FROM cited)",
    "cluster": _OF_CLUSTERS,
    "cluster_alias": _OF_CLUSTERS,
    "cluster_site": _OF_CLUSTERS,
    "cluster_site_unit": _OF_CLUSTERS,
    "event": _OF_CLUSTERS,
    "event_cluster": "event_id IN (SELECT event_id FROM atlas.event WHERE cluster_id IN (TABLE"
    " chosen)) AND cluster_id IN (TABLE chosen)",
    "milestone": _OF_CLUSTERS,
    "indicator": "TRUE",
    "indicator_value": _OF_UNITS,
    "doubtful_pair": "cluster_a_id IN (TABLE chosen) AND cluster_b_id IN (TABLE chosen)",
    "oddity": "TRUE",
    "cluster_snapshot": _OF_CLUSTERS,
    "cluster_digest": _OF_CLUSTERS,
    "conflict_snapshot": _OF_CLUSTERS,
    "total_snapshot": _OF_UNITS,
}
"""Which rows of the shipped record the earlier database holds."""

ADDED = (
    "INSERT INTO atlas.import_run (dataset, sha256, counts) VALUES ('list', '', '{}')",
    "INSERT INTO atlas.source (key, title) VALUES ('s', 'Quyết định')",
    "INSERT INTO atlas.citation (source_id, place)"
    " SELECT source_id, 'tr. 1' FROM atlas.source WHERE key = 's'",
    "INSERT INTO atlas.cluster (key, name, name_key, zone_type, import_run_id)"
    " SELECT 'c', 'Đồng Đình', 'dong dinh', 'CCN', max(import_run_id) FROM atlas.import_run",
    "INSERT INTO atlas.cluster_site (cluster_id, point, precision, method, address, stated_on)"
    " SELECT c.cluster_id, u.centroid, 'province', 'province', u.name, '2026-01-01'"
    " FROM atlas.cluster AS c, atlas.administrative_unit AS u"
    " WHERE c.key = 'c' AND u.unit_id = (SELECT min(unit_id) FROM atlas.administrative_unit"
    " WHERE level = 'province' AND upper_inf(valid) AND NOT lower_inf(valid))",
    "INSERT INTO atlas.cluster_site_unit (cluster_id, unit_id, is_primary)"
    " SELECT s.cluster_id, u.unit_id, TRUE FROM atlas.cluster_site AS s"
    " JOIN atlas.administrative_unit AS u ON u.level = 'province' AND u.name = s.address"
    " WHERE s.address <> '' AND s.method = 'province' AND s.stated_on = '2026-01-01'",
    "INSERT INTO atlas.event (key, cluster_id, kind, modality, period, area_ha, citation_id,"
    " import_run_id) SELECT 'e', cluster_id, 'established', 'done', '[2020-01-01,2021-01-01)', 50,"
    " citation_id, c.import_run_id FROM atlas.cluster AS c CROSS JOIN atlas.citation"
    " JOIN atlas.source USING (source_id) WHERE c.key = 'c' AND source.key = 's'",
    "INSERT INTO atlas.correction (table_name, key, field, old_value, new_value, reason, editor,"
    " decided_on, applied, import_run_id) SELECT 'clusters', 'x', 'name', 'X', 'Y', 'sai tên',"
    " 'An', '2025-01-01', FALSE, max(import_run_id) FROM atlas.import_run",
    "INSERT INTO atlas.geocode_cache (query, answer) VALUES ('Đồng Đình', '[]')",
)
OUTLINED = (
    "INSERT INTO atlas.boundary_layer (level, shown_on, title, file, sha256)"
    " VALUES ('province', '2025-07-01', 'Bản đồ', 'a.geojson', '')",
    "INSERT INTO atlas.imported_boundary (unit_id, boundary_layer_id, boundary, outline, method)"
    " SELECT unit_id, boundary_layer_id, boundary, boundary, 'thử'"
    " FROM atlas.unit_boundary JOIN atlas.administrative_unit USING (unit_id)"
    " JOIN atlas.boundary_layer USING (level) WHERE upper_inf(valid)",
)
"""What a person added: a list, a correction, a question to the geocoder; since 0006 boundaries."""


@pytest.fixture(scope="module")
def blank(engine: Engine) -> Iterator[str]:
    """Name a database that holds the extensions and nothing else."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as maintenance:
        maintenance.exec_driver_sql("CREATE DATABASE blank")
        extended = create_engine(engine.url.set(database="blank"))
        with extended.begin() as connection:
            for extension in EXTENSIONS:
                connection.exec_driver_sql(f"CREATE EXTENSION {extension}")
        extended.dispose()
        yield "blank"
        maintenance.exec_driver_sql("DROP DATABASE blank WITH (FORCE)")


@pytest.fixture
def earlier(
    request: pytest.FixtureRequest, engine: Engine, blank: str
) -> Iterator[tuple[Engine, Settings]]:
    """A filled database of an earlier revision, with a view of that time."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as maintenance:
        maintenance.exec_driver_sql(f"CREATE DATABASE earlier TEMPLATE {blank}")
        url = engine.url.set(database="earlier").render_as_string(hide_password=False)
        settings = Settings(Path("/nowhere"), url, "en")
        try:
            with open_database(settings) as opened:
                with transaction(opened) as connection, engine.connect() as shipped:
                    make_earlier(connection, shipped, request.param)
                yield opened, settings
        finally:
            maintenance.exec_driver_sql("DROP DATABASE earlier WITH (FORCE)")


def make_earlier(connection: Connection, shipped: Connection, held: str) -> None:
    """Fill a database that holds the extensions alone, as a version of the program had it."""
    connection.exec_driver_sql("CREATE SCHEMA atlas")
    migrate(connection, held)
    fill(shipped, connection)
    connection.exec_driver_sql("CREATE SCHEMA planning")
    connection.exec_driver_sql("CREATE VIEW planning.statement AS SELECT event_id FROM atlas.event")


def migrate(connection: Connection, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def columns(connection: Connection) -> dict[str, list[str]]:
    """Return the tables of a database, with the columns that are not worked out from others."""
    found: dict[str, list[str]] = {}
    for table, column, is_free in connection.exec_driver_sql(
        "SELECT table_name, column_name, is_generated = 'NEVER' FROM information_schema.columns"
        " WHERE table_schema = 'atlas' AND table_name <> 'alembic_version' ORDER BY table_name"
    ):
        found.setdefault(table, []).extend([column] if is_free else [])
    return found


def fill(shipped: Connection, earlier: Connection) -> None:
    """Put in a part of the shipped record, what a person added, and what is kept for speed."""
    for view in (CHOSEN, STANDING, CITED):
        shipped.exec_driver_sql(view)
    theirs = columns(earlier)
    held = [table for table in Base.metadata.sorted_tables if table.name in theirs.keys() & PART]
    for table in held:
        if table.name not in KEPT:
            copy(shipped, earlier, table, theirs[table.name])
    for statement in (*ADDED, *(OUTLINED if "boundary_layer" in theirs else ())):
        assert earlier.exec_driver_sql(statement).rowcount > 0, statement
    for table in held:
        if table.name in KEPT:  # last: what is written to the record makes it forgotten
            copy(shipped, earlier, table, theirs[table.name])


def copy(shipped: Connection, earlier: Connection, table: Table, there: Sequence[str]) -> None:
    """Copy the chosen rows of a table, in the columns that it had, and let it count on."""
    common = [column for column in table.columns if column.name in there]
    # A build must not take the units for written; the source of a list may not be there, and what
    # a run counted is not all here.
    other = (
        {"sha256": literal(""), "source_id": null(), "counts": literal_column("'{}'::jsonb")}
        if table.name == "import_run"
        else {}
    )
    names = [other.get(column.name, literal_column(column.name)) for column in common]
    chosen = select(*names).select_from(table).where(text(PART[table.name]))
    reading = chosen.compile(dialect=shipped.dialect, compile_kwargs={"literal_binds": True})
    into = SQL("COPY {} ({}) FROM STDIN").format(
        Identifier("atlas", table.name), SQL(", ").join(Identifier(one.name) for one in common)
    )
    with (
        driver(shipped).cursor().copy(f"COPY ({reading}) TO STDOUT".encode()) as gives,
        driver(earlier).cursor().copy(into) as takes,
    ):
        for block in gives:
            takes.write(block)
    for column in (one for one in common if one.identity is not None):
        sequence = func.pg_get_serial_sequence(f"atlas.{table.name}", column.name)
        most = select(func.max(column)).scalar_subquery()
        earlier.execute(select(func.setval(sequence, most)))


def driver(connection: Connection) -> "psycopg.Connection[tuple[Any, ...]]":
    return cast("psycopg.Connection[tuple[Any, ...]]", connection.connection.driver_connection)


def rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables but those that are kept for speed alone."""
    return {
        table: list(connection.scalars(text(f"SELECT to_jsonb(t) FROM atlas.{table} AS t")))  # noqa: S608
        for table in columns(connection)
        if table not in KEPT
    }


def require_same(
    before: dict[str, list[dict[str, Any]]],
    now: dict[str, list[dict[str, Any]]],
    free: dict[str, list[str]],
) -> None:
    """See to it that all rows are there as they were, in the columns that are not worked out."""
    for table, held in before.items():
        for row in held:
            said = {name: row[name] for name in free[table]}
            assert any(said.items() <= one.items() for one in now[table]), (table, row)
        assert len(now[table]) == len(held), table


@pytest.mark.parametrize("earlier", known_revisions(), indirect=True)
def test_a_filled_database_comes_along_with_every_row(earlier: tuple[Engine, Settings]) -> None:
    opened, _ = earlier
    with transaction(opened) as connection:
        before, worked_out = rows(connection), columns(connection)
        assert {table for table, held in before.items() if not held} == set()
    assert upgrade(opened)
    with transaction(opened) as connection:
        assert revision(connection) == known_revisions()[-1]
        require_same(before, rows(connection), worked_out)
        assert {one.rule: one.examples for one in check(connection) if one.faults} == {}
        assert tuple(connection.execute(TOLD).one()) == ("established", 50)
    assert not upgrade(opened)


@pytest.mark.parametrize("earlier", [OLDEST], indirect=True)
def test_its_facts_are_watched_from_then_on(earlier: tuple[Engine, Settings]) -> None:
    opened, _ = earlier
    upgrade(opened)
    with transaction(opened) as connection:
        connection.exec_driver_sql(
            "INSERT INTO atlas.cluster_snapshot (cluster_id, ahead, known, status, build)"
            " SELECT cluster_id, FALSE, '(,)', 'kept', 'none' FROM atlas.cluster WHERE key = 'c'"
        )
        assert connection.execute(TOLD).one().status == "kept"
        connection.exec_driver_sql("UPDATE atlas.event SET area_ha = 60 WHERE key = 'e'")
        assert tuple(connection.execute(TOLD).one()) == ("established", 60)


@pytest.mark.parametrize("earlier", BUILT_ON, indirect=True)
def test_a_build_goes_on_from_there(
    earlier: tuple[Engine, Settings], built: Built, tmp_path: Path
) -> None:
    opened, settings = earlier
    done = build(settings, tmp_path / "maps", TODAY, lambda _: nullcontext())
    more = {name: done.contents[name] - count for name, count in built.contents.items()}
    mine = ("clusters", "events", "sources", "placed_province")
    assert {name: count for name, count in more.items() if count} == dict.fromkeys(mine, 1)
    with transaction(opened) as connection:
        assert {one.rule: one.examples for one in check(connection) if one.faults} == {}
        assert tuple(connection.execute(TOLD).one()) == ("established", 50)
