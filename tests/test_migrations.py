"""A filled database of an earlier version, brought to this one with all it holds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from geo.database import open_database, transaction
from geo.schema import EXTENSIONS, MIGRATIONS, known_revisions, revision, upgrade
from geo.settings import Settings

FACTS = (
    "INSERT INTO atlas.import_run (dataset, sha256, counts) VALUES ('test', '', '{}')",
    "INSERT INTO atlas.source (key, title) VALUES ('s', 'Quyết định')",
    "INSERT INTO atlas.citation (source_id, place) SELECT source_id, 'p. 1' FROM atlas.source",
    "INSERT INTO atlas.cluster (key, name, name_key, zone_type, import_run_id)"
    " SELECT 'c', 'Đồng Đình', 'dong dinh', 'CCN', import_run_id FROM atlas.import_run",
    "INSERT INTO atlas.event (key, cluster_id, kind, modality, period, area_ha, citation_id,"
    " import_run_id) SELECT 'e', cluster_id, 'established', 'done', '[2020-01-01,2021-01-01)', 50,"
    " citation_id, c.import_run_id FROM atlas.cluster AS c CROSS JOIN atlas.citation",
)
TOLD = text("SELECT status, area_ha FROM planning.cluster_now WHERE key = 'c'")


@pytest.fixture
def earlier(engine: Engine) -> Iterator[Engine]:
    """A database of revision 0002 with a cluster, and a view of that time."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as maintenance:
        maintenance.exec_driver_sql("CREATE DATABASE earlier")
        url = engine.url.set(database="earlier").render_as_string(hide_password=False)
        try:
            with open_database(Settings(Path("/nowhere"), url, "en")) as opened:
                with transaction(opened) as connection:
                    for extension in EXTENSIONS:
                        connection.exec_driver_sql(f"CREATE EXTENSION {extension}")
                    connection.exec_driver_sql("CREATE SCHEMA atlas")
                    migrate(connection, "0002")
                    for statement in FACTS:
                        connection.exec_driver_sql(statement)
                    connection.exec_driver_sql("CREATE SCHEMA planning")
                    connection.exec_driver_sql(
                        "CREATE VIEW planning.statement AS SELECT event_id FROM atlas.event"
                    )
                yield opened
        finally:
            maintenance.exec_driver_sql("DROP DATABASE earlier WITH (FORCE)")


def migrate(connection: Connection, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def test_a_filled_database_comes_along_with_its_facts(earlier: Engine) -> None:
    assert upgrade(earlier)
    with transaction(earlier) as connection:
        assert revision(connection) == known_revisions()[-1]
        assert tuple(connection.execute(TOLD).one()) == ("established", 50)
    assert not upgrade(earlier)


def test_its_facts_are_watched_from_then_on(earlier: Engine) -> None:
    upgrade(earlier)
    with transaction(earlier) as connection:
        connection.exec_driver_sql(
            "INSERT INTO atlas.cluster_snapshot (cluster_id, ahead, known, status, build)"
            " SELECT cluster_id, FALSE, '(,)', 'kept', 'none' FROM atlas.cluster"
        )
        assert connection.execute(TOLD).one().status == "kept"
        connection.exec_driver_sql("UPDATE atlas.event SET area_ha = 60")
        assert tuple(connection.execute(TOLD).one()) == ("established", 60)
