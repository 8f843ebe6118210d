"""The private server's data taken to another set of programs, by the real `pg_upgrade`.

One PostgreSQL is all that these tests ask for: it takes over data of its own version.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from homes import take_away
from program import run_geo
from sqlalchemy import text

from geo import majors
from geo.database import open_database, transaction
from geo.errors import ServerError
from geo.programs import Programs, find_programs
from geo.schema import upgrade
from geo.server import UPGRADED, PrivateServer
from geo.settings import Settings

CLOSED = text("SELECT NOT has_function_privilege('ccn_atlas_reader', 'lo_create(oid)', 'EXECUTE')")


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """A home with the tables of the record, and a table of the user's own."""
    home = Path(tempfile.mkdtemp(prefix="ccn-atlas-test-"))
    home.chmod(0o711)
    chosen = Settings(home, None, "en")
    with open_database(chosen) as engine:
        upgrade(engine)
        with transaction(engine) as connection:
            connection.exec_driver_sql("CREATE TABLE public.mine AS SELECT 42 AS answer")
    yield chosen
    take_away(home)


def stop(settings: Settings) -> None:
    with PrivateServer(settings.home).alone():
        pass


def answer(settings: Settings) -> tuple[object, ...]:
    """Return what stands in the user's own table, and whether readers are kept from writing."""
    with open_database(settings) as engine, transaction(engine) as connection:
        return (
            connection.scalar(text("SELECT answer FROM public.mine")),
            connection.scalar(CLOSED),
        )


def taken_over(settings: Settings) -> majors.Upgraded:
    """Take the data over to the programs that made them."""
    same = find_programs()
    return majors.take_along(settings, same, same, lambda _: nullcontext())


def test_data_of_the_newest_version_stay_where_they_are(settings: Settings) -> None:
    told = run_geo(settings, "--lang", "en", "db", "upgrade")
    assert told.returncode == 0
    assert "newest PostgreSQL on this machine already" in told.stderr


def test_there_must_be_data_and_a_server_of_the_programs_own(tmp_path: Path) -> None:
    nothing = run_geo(Settings(tmp_path / "new", None, "en"), "--lang", "en", "db", "upgrade")
    assert nothing.returncode == 3
    assert "no private database yet" in nothing.stderr
    other = Settings(tmp_path / "new", "postgresql://a@localhost/b", "en")
    assert run_geo(other, "db", "upgrade").returncode == 3
    assert not (tmp_path / "new").exists()


def test_data_of_a_version_that_is_gone_are_told_with_what_to_do(settings: Settings) -> None:
    made_by = PrivateServer(settings.home).data_folder / "PG_VERSION"
    major = made_by.read_text()
    stop(settings)
    made_by.write_text("9\n")
    for words in (("status",), ("db", "upgrade")):
        refused = run_geo(settings, "--lang", "en", *words)
        assert refused.returncode == ServerError.exit_code
        assert refused.stderr.startswith("PostgreSQL 9, which made the private database, is not")
        assert 'then "geo db upgrade"' in refused.stderr
        assert refused.stderr.count("\n") == 1
    made_by.write_text(major)


def test_a_copy_that_fails_leaves_the_data_as_they_were(settings: Settings) -> None:
    with open_database(settings) as engine:
        alone = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with alone as connection:
            connection.exec_driver_sql("CREATE DATABASE shut ALLOW_CONNECTIONS false")
    with pytest.raises(ServerError, match=r"data are as they were \(pg_upgrade: .*upgrade\.log\)"):
        taken_over(settings)
    assert answer(settings) == (42, True)
    with open_database(settings) as engine:
        alone = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with alone as connection:
            connection.exec_driver_sql("DROP DATABASE shut")
    stop(settings)
    assert not list(settings.home.glob("initdb-*"))


def test_programs_without_pg_upgrade_are_told(settings: Settings) -> None:
    old = find_programs()
    fewer = settings.home / "fewer"
    fewer.mkdir(0o755)
    for name in ("initdb", "postgres", "pg_config"):
        (fewer / name).symlink_to(old.bin_folder / name)
    new = Programs(fewer, old.major, old.version)
    with pytest.raises(ServerError, match=r"pg_upgrade: .*missing"):
        majors.take_along(settings, old, new, lambda _: nullcontext())
    assert answer(settings) == (42, True)


def test_data_are_taken_over_whole_and_the_old_ones_kept(settings: Settings) -> None:
    major = find_programs().major
    done = taken_over(settings)
    assert done == (major, major, settings.home / f"postgres-{major}")
    assert (done.kept / "PG_VERSION").exists()
    assert answer(settings) == (42, True)
    stop(settings)
    assert not list(settings.home.glob("initdb-*"))


def test_an_upgrade_killed_on_its_last_step_is_ended_by_the_next_start(settings: Settings) -> None:
    data = PrivateServer(settings.home).data_folder
    stop(settings)
    data.rename(data.with_name(UPGRADED))
    assert answer(settings) == (42, True)
    assert data.exists()
    stop(settings)
    abandoned = data.with_name(UPGRADED)
    shutil.copytree(data, abandoned)  # killed a step earlier: the old data were used since
    assert answer(settings) == (42, True)
    assert not abandoned.exists()


def test_data_in_use_are_left_alone(settings: Settings) -> None:
    with open_database(settings), pytest.raises(ServerError, match="Processes use the server"):
        taken_over(settings)
    assert answer(settings) == (42, True)
