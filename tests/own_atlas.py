"""A record of one's own: a copy of the built database that a test may write to."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from databases import maintenance
from program import run_geo
from sqlalchemy import Engine, create_engine, func, select, table

from geo.settings import Settings

Counts = Callable[[], dict[str, int]]
Run = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def spare_server(settings: Settings, engine: Engine) -> Iterator[Engine]:
    """A copy of the built database that nobody is connected to."""
    server = maintenance(engine)
    engine.dispose()
    with server.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE plain TEMPLATE ccn_atlas")
    yield server
    with server.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE plain WITH (FORCE)")


@pytest.fixture(scope="module")
def spare_atlas(settings: Settings, spare_server: Engine) -> Iterator[Settings]:
    """A database for what is to be refused: all tests of a module share it."""
    yield from _copy(settings, spare_server, "unwritten")


@pytest.fixture
def own_atlas(settings: Settings, spare_server: Engine) -> Iterator[Settings]:
    """A database that may be written to, gone after the test."""
    yield from _copy(settings, spare_server, "lists")


@pytest.fixture
def own_geo(own_atlas: Settings, tmp_path: Path) -> Run:
    """The command on one's own record, in the folder of the test."""

    def run(*words: str) -> CompletedProcess[str]:
        return run_geo(own_atlas, *words, cwd=tmp_path)

    return run


def _copy(settings: Settings, server: Engine, name: str) -> Iterator[Settings]:
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE plain")
    url = server.url.set(database=name, drivername="postgresql")
    yield replace(settings, database_url=url.render_as_string(hide_password=False))
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def own_counts(own_atlas: Settings) -> Counts:
    """How many rows the tables of one's own record have."""
    return lambda: counts(own_atlas)


def counts(atlas: Settings) -> dict[str, int]:
    """Return how many rows the tables of a record have."""
    assert atlas.database_url is not None
    engine = create_engine(atlas.database_url.replace("postgresql", "postgresql+psycopg", 1))
    tables = ("cluster", "event", "source", "citation", "import_run", "cluster_alias")
    with engine.connect() as connection:
        found = {
            name: connection.execute(
                select(func.count()).select_from(table(name, schema="atlas"))
            ).scalar_one()
            for name in tables
        }
    engine.dispose()
    return found
