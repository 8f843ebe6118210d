"""Two who write at once: the second waits for the first, and then finds nothing left to do."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from killing import a_list, a_review
from own_atlas import counts
from program import run_geo
from sqlalchemy import Engine, create_engine, text

from geo.checks import check
from geo.database import write_alone
from geo.settings import Settings

Runs = Callable[..., list[CompletedProcess[str]]]

WAITING = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
    " WHERE datname = 'lists' AND locktype = 'advisory' AND NOT granted"
)


@pytest.fixture
def lists(own_atlas: Settings, spare_server: Engine) -> Iterator[Engine]:
    engine = create_engine(spare_server.url.set(database="lists"))
    yield engine
    engine.dispose()


@pytest.fixture
def at_once(own_atlas: Settings, lists: Engine, tmp_path: Path) -> Runs:
    """Let commands begin while somebody else writes, so that all of them wait; then let go."""

    def run(*commands: Sequence[str]) -> list[CompletedProcess[str]]:
        with ThreadPoolExecutor(len(commands)) as pool, lists.connect() as connection:
            with connection.begin():
                write_alone(connection)
                running = [
                    pool.submit(run_geo, own_atlas, "--lang", "en", *words, cwd=tmp_path)
                    for words in commands
                ]
                while connection.scalar(WAITING) != len(commands):
                    ended = [one.result().stderr for one in running if one.done()]
                    assert not ended, ended
                    time.sleep(0.02)
            return [one.result() for one in running]

    return run


def broken(engine: Engine) -> dict[str, tuple[str, ...]]:
    with engine.connect() as connection:
        return {one.rule: one.examples for one in check(connection) if one.faults}


def test_two_imports_of_one_list_are_one(
    at_once: Runs, own_atlas: Settings, lists: Engine, tmp_path: Path
) -> None:
    words = a_list(tmp_path, 20).words
    before = counts(own_atlas)
    first, second = at_once(words, words)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert sorted(("nothing changed" in one.stderr) for one in (first, second)) == [False, True]
    now = counts(own_atlas)
    assert {name: now[name] - before[name] for name in ("cluster", "source", "import_run")} == {
        "cluster": 20,
        "source": 1,
        "import_run": 1,
    }
    assert broken(lists) == {}


def test_two_reviews_of_one_text_are_one(
    at_once: Runs, own_atlas: Settings, lists: Engine, tmp_path: Path
) -> None:
    words = a_review(tmp_path, 3, lambda said: run_geo(own_atlas, *said, cwd=tmp_path)).words
    before = counts(own_atlas)
    first, second = at_once(words, words)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert sorted(("; 0 new rows" in one.stderr) for one in (first, second)) == [False, True]
    now = counts(own_atlas)
    assert {name: now[name] - before[name] for name in ("cluster", "event", "source")} == {
        "cluster": 3,
        "event": 3,
        "source": 1,
    }
    assert broken(lists) == {}


def test_builds_and_an_import_at_once_all_come_to_their_end(
    at_once: Runs, own_atlas: Settings, lists: Engine, tmp_path: Path
) -> None:
    before = counts(own_atlas)
    found = at_once(a_list(tmp_path, 20).words, ("build", "--out", "a"), ("build", "--out", "b"))
    assert [one.returncode for one in found] == [0, 0, 0], [one.stderr for one in found]
    assert all(" 0 rows new, 0 changed, 0 deleted" in one.stderr for one in found[1:])
    now = counts(own_atlas)
    assert now["cluster"] - before["cluster"] == 20
    assert broken(lists) == {}
