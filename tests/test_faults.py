"""The program, or its server, killed at any moment of a load: all of it is there, or nothing.

`DRILL_MOMENTS` says how many moments are tried of each load and victim: 50 of them take an hour.
"""

import os
import random
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import TODAY
from homes import take_away
from killing import Drill, Load, Moment, State, Victim, a_list, a_review, boundaries
from sqlalchemy import Engine, text
from test_migrations import columns, make_earlier, require_same, rows

from geo import frames, watcher
from geo.build import Built
from geo.database import open_database, transaction
from geo.errors import ServerError
from geo.schema import known_revisions, revision
from geo.settings import Settings

MOMENTS = int(os.environ.get("DRILL_MOMENTS", "1"))
BUILD = Load(("build", "--out", "maps"), commits=3)
VICTIMS: tuple[Victim, ...] = ("program", "server")
AGAIN = 10
"""After so many killed loads one is let run to its end; the next build begins with nothing."""
CHECKED = 5
"""After so many killed loads the database, whose rows are compared each time, is checked too."""


@pytest.fixture(scope="module")
def drill() -> Iterator[Drill]:
    """A home where nothing was ever built."""
    home, folder = (Path(tempfile.mkdtemp(prefix=f"ccn-atlas-{one}-")) for one in ("test", "out"))
    home.chmod(0o711)
    drilled = Drill(home, folder)
    yield drilled
    print(*drilled.told, sep="\n")
    assert drilled.left_behind() == []
    take_away(home)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def built_state(drill: Drill, built: Built) -> State:
    """Kill builds, then let one run to its end; return what a whole build leaves."""
    drill.usual[BUILD] = 10.0
    seen = []
    for number in range(MOMENTS * len(VICTIMS)):
        victim = VICTIMS[number % len(VICTIMS)]
        drill.kill(BUILD, victim, Moment.of(BUILD))
        seen.append(drill.state())
        if number % AGAIN == AGAIN - 1:
            drill.whole(BUILD)
            seen.append(drill.state())
            drill.forget()
        elif seen[-1].get("cluster"):
            drill.empty()
    drill.whole(BUILD)
    whole = drill.state()
    with drill.record() as connection:
        assert frames.contents(connection, on_date=TODAY) == built.contents
    tables = {name: 0 for name, rows in whole.items() if isinstance(rows, int)}
    for state in seen:
        assert state in ({}, whole) or {name: state[name] for name in tables} == tables
    return whole


@pytest.fixture(scope="module")
def loads(drill: Drill, built_state: State) -> Mapping[str, tuple[Load, State]]:
    """The other loads, and what each leaves of the built record."""
    drill.keep()
    drill.come_back()
    made = {
        "import": a_list(drill.folder, 100),
        "review": a_review(drill.folder, 15, drill.run),
        "map": boundaries(drill),
    }
    left = {}
    for name, load in made.items():
        drill.whole(load)
        left[name] = (load, drill.state())
        drill.come_back()
    return left


@pytest.mark.usefixtures("built_state")
def test_a_server_that_a_full_disk_ends_is_told(drill: Drill) -> None:
    with (
        pytest.raises(ServerError) as told,
        open_database(Settings(drill.home, None, "en")) as engine,
        transaction(engine) as connection,
    ):
        connection.exec_driver_sql("SELECT 1")
        os.kill(watcher.server_pid(drill.server.data_folder) or 0, signal.SIGKILL)
        with drill.server.log.open("a") as log:
            log.write('PANIC:  could not write to file "pg_wal/x": No space left on device\n')
        while True:
            connection.exec_driver_sql("SELECT 1")
    assert "its disk is full" in told.value.text.en
    assert "vì đĩa đầy" in told.value.text.vi


def test_a_build_is_there_whole_or_not_at_all(built_state: State) -> None:
    assert built_state["cluster"]


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("name", ["import", "review", "map"])
def test_a_load_is_there_whole_or_not_at_all(
    drill: Drill,
    built_state: State,
    loads: Mapping[str, tuple[Load, State]],
    name: str,
    victim: Victim,
) -> None:
    load, whole = loads[name]
    for number in range(MOMENTS):
        case = drill.kill(load, victim, Moment.of(load))
        state = drill.state(checked=number % CHECKED == 0)
        assert state in (built_state, whole), case
        if case.code == 0:
            assert state == whole, case
        if "nothing was written" in case.said:
            assert state == built_state, case
        if number % AGAIN == 0 and state == built_state:
            drill.whole(load)
            state = drill.state(checked=False)
            assert state == whole, case
        if state == whole:
            drill.come_back()


@pytest.mark.parametrize("held", known_revisions()[: -1 if MOMENTS > 1 else 1])
@pytest.mark.usefixtures("built_state")
def test_an_earlier_version_comes_along_whole_or_not_at_all(
    drill: Drill, engine: Engine, held: str
) -> None:
    with drill.bare() as connection, engine.connect() as shipped:
        make_earlier(connection, shipped, held)
        before, free = rows(connection), columns(connection)
    drill.keep()
    for number in range(MOMENTS):
        drill.come_back()
        commit = random.choice([None, None, 1])  # noqa: S311
        moment = Moment(random.random() * (0.3 if commit is None else 1.2), commit)  # noqa: S311
        case = drill.kill(BUILD, VICTIMS[number % len(VICTIMS)], moment)
        with drill.record() as connection:
            found, clusters = revision(connection), len(before["cluster"])
            assert found in (held, known_revisions()[-1]), case
            if connection.scalar(text("SELECT count(*) FROM atlas.cluster")) == clusters:
                require_same(before, rows(connection), free)
        drill.told.append(f"{held} was left at {found}")
        if number % AGAIN == 0:
            drill.whole(BUILD)
            drill.state()
            with drill.record() as connection:
                assert connection.scalar(text("SELECT count(*) FROM atlas.event WHERE key = 'e'"))
