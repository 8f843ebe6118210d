"""One real PostGIS for all tests: the program's own server, in a home of its own.

A machine without PostGIS fails here; nothing is skipped. Each test that takes `connection` works in
a transaction that is undone.
"""

import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import hypothesis
import pytest
from homes import take_away
from sqlalchemy import Connection, Engine, create_engine

from geo.build import Built, build
from geo.database import open_database
from geo.gazetteer import Gazetteer
from geo.ingest.units import read_units
from geo.server import PrivateServer
from geo.settings import Settings, data_folder
from geo.units import UnitTables

pytest_plugins = ["layers_drawn", "maps_scene", "measured", "own_atlas", "world"]

# No test is timed: how long an example takes depends on what else the machine does.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

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
    take_away(folder)


@pytest.fixture(scope="session")
def settings(home: Path) -> Settings:
    """Settings of the tests' own server, which does not wait for the disk."""
    with PrivateServer(home).use() as url:
        server = create_engine(url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
        server.dispose()
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


@pytest.fixture
def at_a_notebook(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The tests' own server; no kernels, start-up files or settings of whoever runs the tests."""
    own = tmp_path_factory.mktemp("jupyter")
    for name in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, str(own))
    for name in ("GEO_DATABASE_URL", "GEO_LANG", "MPLBACKEND"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GEO_HOME", str(settings.home))
