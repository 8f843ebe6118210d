"""Readers at work: threads that ask the named queries over and over, as the role of readers."""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from threading import Event, Thread
from time import perf_counter
from types import TracebackType
from typing import Any, NamedTuple, Self

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from geo.parameters import Binder
from geo.questions import names, question
from geo.server import READER

PROVINCE = {"province": "Bắc Giang"}
HERE = {"place": (106.1, 21.3)}
ASKED: Mapping[str, Mapping[str, object]] = {
    "changes_by_unit": {},
    "changes_by_cluster": PROVINCE,
    "history": {},
    "mergers": PROVINCE,
    "removals": PROVINCE,
    "area_limits": PROVINCE,
    "plan_gap": {},
    "waiting_in_plan": PROVINCE,
    "waiting_for_construction": PROVINCE,
    "milestones_due": PROVINCE,
    "room_for_new": {},
    "without_wastewater": PROVINCE,
    "near": {**HERE, "km": 5},
    "nearest_free": HERE,
    "in_commune": {"commune": "xã Tân Yên, Bắc Ninh"},
    "same_name": {"name": "Lăng Cao"},
    "capital_per_ha": PROVINCE,
    "stated_totals": {},
    "conflicts": PROVINCE,
    "placed_at_centroid": PROVINCE,
}
"""Every question: lists of one province, totals of the country."""

COUNTED = "how many clusters"
COUNT = text("SELECT count(*) FROM planning.cluster_now")


class Answer(NamedTuple):
    """When a question was asked and how long its answer took, in seconds."""

    began: float
    took: float
    question: str


def bound(connection: Connection, name: str) -> dict[str, Any]:
    """Return the values of a question's parameters; its cluster is one in the middle."""
    asked = dict(ASKED[name])
    if name == "history":
        middle = "SELECT key FROM planning.cluster ORDER BY key OFFSET :half LIMIT 1"
        half = (connection.scalar(text("SELECT count(*) FROM planning.cluster")) or 0) // 2
        asked["cluster"] = connection.scalar(text(middle), {"half": half})
    return Binder(connection, date.today()).bound(question(name), asked)  # noqa: DTZ011


class Readers:
    """Threads that ask at random until the block ends.

    Attributes:
        answers: of the named queries and of how many clusters there are.
        counts: how many clusters they saw.
        faults: what the server said where it gave no answer.
    """

    def __init__(self, engine: Engine, number: int) -> None:
        self._engine = engine
        with engine.connect() as connection:
            self._asked = {name: bound(connection, name) for name in names()}
        self._done = Event()
        self._threads = [Thread(target=self._read, args=(seed,)) for seed in range(number)]
        self.answers: list[Answer] = []
        self.counts: set[int] = set()
        self.faults: list[str] = []

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _read(self, seed: int) -> None:
        draw = random.Random(seed)  # noqa: S311
        choice: Sequence[str] = (COUNTED, *self._asked)
        with self._engine.connect() as connection:
            while not self._done.is_set():
                name, began = draw.choice(choice), perf_counter()
                try:
                    with connection.begin():
                        connection.exec_driver_sql(f"SET LOCAL ROLE {READER}")
                        if name == COUNTED:
                            self.counts.add(connection.scalar(COUNT) or 0)
                        else:
                            connection.execute(question(name).sql, self._asked[name]).all()
                except DBAPIError as error:
                    self.faults.append(f"{name}: {error.orig}")
                else:
                    self.answers.append(Answer(began, perf_counter() - began, name))


def percentile(answers: Sequence[Answer], share: float) -> float:
    """Return the time within which that share of the answers came."""
    times = sorted(answer.took for answer in answers)
    return times[min(len(times) - 1, int(len(times) * share))]
