"""One real PostGIS for all tests: the program's own server, in a home of its own.

A machine without PostGIS fails here; nothing is skipped. Each test that takes `connection` works in
a transaction that is undone.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from geo.build import Built, build
from geo.database import open_database
from geo.gazetteer import Gazetteer
from geo.ingest.units import read_units
from geo.server import PrivateServer
from geo.settings import Settings, data_folder
from geo.units import UnitTables

pytest_plugins = ["maps_scene"]

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def tables() -> UnitTables:
    """The administrative record as the program reads it."""
    return read_units(data_folder() / "administrative")


@pytest.fixture(scope="session")
def gazetteer(tables: UnitTables) -> Gazetteer:
    """The gazetteer of the shipped record."""
    return Gazetteer.from_tables(tables)


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """A home that the server's account can reach, removed with all it holds."""
    folder = Path(tempfile.mkdtemp(prefix="ccn-atlas-test-"))
    folder.chmod(0o711)
    yield folder
    PrivateServer(folder).release()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def settings(home: Path) -> Settings:
    """Settings of the tests' own server."""
    return Settings(home=home, database_url=None, lang="vi")


@pytest.fixture(scope="session")
def built(settings: Settings, home: Path) -> Built:
    """The shipped record, built once as `geo build` does."""
    return build(settings, home / "maps", TODAY, lambda _: nullcontext())


@pytest.fixture(scope="session")
def engine(settings: Settings, built: Built) -> Iterator[Engine]:
    """The built database; the server stays up for the session."""
    with open_database(settings) as engine:
        yield engine


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection whose work is undone."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()
