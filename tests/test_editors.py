"""Several editors at once: nobody's work is undone, and the second of two is told."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from decimal import Decimal
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from conftest import TODAY
from planners import GOOD, HEAD, xlsx
from program import run_geo
from sqlalchemy import Connection, Engine, create_engine, text
from test_review import FOUND, PUBLISHED, TEXT, accepted, review

from geo.build import load
from geo.extract.review import judge, write
from geo.extract.slips import Places, slips
from geo.gazetteer import Gazetteer
from geo.locator import Locator
from geo.matching import KnownClusters
from geo.settings import Settings, data_folder

EVENT = "bac-giang/yen-lu#expanded-1"
CORRECTION = text("UPDATE atlas.event SET area_ha = :new WHERE key = :key AND area_ha = :old")
AREA = text("SELECT area_ha FROM atlas.event WHERE key = :key").bindparams(key=EVENT)
NAMED = text("SELECT count(*) FROM atlas.cluster WHERE name = :name")
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def own_engine(own_atlas: Settings) -> Iterator[Engine]:
    """The record of one's own, which the tests here write to."""
    address = str(own_atlas.database_url).replace("postgresql", "postgresql+psycopg", 1)
    engine = create_engine(address)
    yield engine
    engine.dispose()


@contextmanager
def meanwhile(engine: Engine, work: Callable[[], Any]) -> Iterator[Future[Any]]:
    """Begin somebody else's work, and go on once it waits for us; at the end it is done."""
    with ThreadPoolExecutor(1) as other, engine.connect() as watching:
        begun = other.submit(work)
        while not begun.done() and not watching.scalar(WAITING):
            watching.rollback()
        assert not begun.done(), begun.result()
        yield begun


def corrected(connection: Connection, old: str, new: str) -> int:
    """Correct an area as README says; return how many rows still had the old one."""
    asked = {"key": EVENT, "old": old, "new": new}
    return connection.execute(CORRECTION, asked).rowcount


def reviewed(connection: Connection, title: str) -> tuple[int, list[bool]]:
    """Accept a new cluster of a text; return how many rows are new, and whether the cluster is."""
    gazetteer = Gazetteer.from_database(connection)
    places = Places(Locator(gazetteer, TODAY), KnownClusters.from_database(connection), PUBLISHED)
    rows = accepted(slips(TEXT, FOUND[1:2], places), code="cụm mới")
    judgement = judge(connection, review(rows, title=title), today=TODAY)
    judgement.require_sound("thu.xlsx")
    return write(connection, judgement), [one.is_new for one in judgement.accepted]


def told(found: CompletedProcess[str]) -> list[tuple[str, list[Any]]]:
    """Return what became of each row of an import, and the differences it made."""
    assert found.returncode == 0, found.stderr
    rows = [row for row in json.loads(found.stdout) if row["action"]]
    return [(row["action"], row["differences"] or []) for row in rows]


def test_of_two_who_correct_one_figure_the_second_is_told(own_engine: Engine) -> None:
    def second() -> int:
        with own_engine.begin() as connection:
            return corrected(connection, "75", "76")

    with own_engine.connect() as connection:
        assert corrected(connection, "75", "74.5") == 1
        with meanwhile(own_engine, second) as other:
            connection.commit()
    assert other.result() == 0
    with own_engine.connect() as connection:
        assert connection.scalar(AREA) == Decimal("74.5")


@pytest.mark.parametrize(("title", "more"), [("Quyết định thử", 0), ("Bài báo khác", 3)])
def test_of_two_reviews_the_second_adds_to_the_cluster_that_the_first_made(
    own_engine: Engine, title: str, more: int
) -> None:
    def second() -> tuple[int, list[bool]]:
        with own_engine.begin() as connection:
            return reviewed(connection, title)

    with own_engine.connect() as connection:
        made, new = reviewed(connection, "Quyết định thử")
        assert made > more
        assert new == [True]
        with meanwhile(own_engine, second) as other:
            connection.commit()
    assert other.result() == (more, [False])
    with own_engine.connect() as connection:
        assert connection.scalar(NAMED, {"name": "Bến Thử"}) == 1


@pytest.mark.parametrize("source", ["Danh mục", "Danh mục khác"])
def test_of_two_lists_taken_in_at_once_the_second_is_told_what_it_changes(
    own_atlas: Settings, own_engine: Engine, tmp_path: Path, source: str
) -> None:
    head, standing = [*HEAD, "Tình trạng"], "Đã thành lập"
    first = xlsx(tmp_path / "a.xlsx", head, [*GOOD, standing])
    second = xlsx(tmp_path / "b.xlsx", head, [*GOOD[:-1], 40, standing])
    asked = ("--date", "2026-06-01", "--commit", "--format", "json")
    with ThreadPoolExecutor(2) as both:
        begun = [
            both.submit(run_geo, own_atlas, "import", str(file), "--source", title, *asked)
            for file, title in ((first, "Danh mục"), (second, source))
        ]
    outcomes = dict(told(work.result())[0] for work in begun)
    assert set(outcomes) == {"added", "changed"}
    told_of = [{one["old"], one["new"]} for one in outcomes["changed"]]
    assert {"35.5", "40"} in told_of
    with own_engine.connect() as connection:
        assert connection.scalar(NAMED, {"name": GOOD[0]}) == 1


def test_an_import_waits_for_a_build_and_both_stay(
    own_atlas: Settings, own_engine: Engine, tmp_path: Path
) -> None:
    file = xlsx(tmp_path / "a.xlsx", HEAD, GOOD)

    def second() -> CompletedProcess[str]:
        return run_geo(own_atlas, "import", str(file), "--source", "Danh mục", "--commit")

    with own_engine.connect() as connection:
        connection.execute(text("DELETE FROM atlas.milestone"))
        assert load(connection, data_folder(), TODAY, lambda _: nullcontext()).inserted
        with meanwhile(own_engine, second) as other:
            connection.commit()
    assert other.result().returncode == 0, other.result().stderr
    with own_engine.connect() as connection:
        assert connection.scalar(NAMED, {"name": GOOD[0]}) == 1
        assert connection.scalar(text("SELECT count(*) FROM atlas.milestone"))
