"""A record of one's own: a copy of the built database that a test may write to."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, create_engine, func, select, table

from geo.settings import Settings

Counts = Callable[[], dict[str, int]]


@pytest.fixture(scope="module")
def spare_server(settings: Settings, engine: Engine) -> Iterator[Engine]:
    """A copy of the built database that nobody is connected to."""
    server = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    engine.dispose()
    with server.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE plain TEMPLATE ccn_atlas")
    yield server
    with server.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE plain WITH (FORCE)")
    server.dispose()


@pytest.fixture
def own_atlas(settings: Settings, spare_server: Engine) -> Iterator[Settings]:
    """A database that may be written to, gone after the test."""
    with spare_server.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE lists TEMPLATE plain")
    url = spare_server.url.set(database="lists", drivername="postgresql")
    yield replace(settings, database_url=url.render_as_string(hide_password=False))
    with spare_server.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE lists WITH (FORCE)")


@pytest.fixture
def own_counts(own_atlas: Settings) -> Counts:
    """How many rows the tables of the record have."""

    def count() -> dict[str, int]:
        assert own_atlas.database_url is not None
        engine = create_engine(
            own_atlas.database_url.replace("postgresql", "postgresql+psycopg", 1)
        )
        tables = ("cluster", "event", "source", "citation", "import_run", "cluster_alias")
        with engine.connect() as connection:
            counts = {
                name: connection.execute(
                    select(func.count()).select_from(table(name, schema="atlas"))
                ).scalar_one()
                for name in tables
            }
        engine.dispose()
        return counts

    return count
