"""How the fold and the twenty questions grow with the record: tenfold, again and again.

Each size is ten times the one before and, in a single run, its rival. Lists are asked of one
province, which grows as the country does. `GROWTH_CLUSTERS` gives other sizes; a million clusters
with ten million events need 40 GB of disk.
"""

import os
from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from measured import CROWD, Table
from readers import ASKED, bound
from sqlalchemy import Connection, text

from geo.questions import names, question

SIZES = [int(size) for size in os.environ.get("GROWTH_CLUSTERS", f"1000,10000,{CROWD}").split(",")]
TIMES_FOR_TENFOLD = 15
MEDIAN_BAR_S = 0.05
WORST_BAR_S = 0.4
BARS_AT = 100_000
ROUNDS = 5

# The whole row is counted, so that every column is computed; no day is kept but today's.
FOLD = text("SELECT count(f) FROM planning.cluster_on(:day) AS f")
DAY = date(2025, 6, 30)

Crowds = Callable[[int], Connection]
Took = dict[int, dict[str, float]]


@pytest.fixture(scope="module")
def took() -> Took:
    """Seconds by size and question."""
    return {}


def best(ask: Callable[[], Any], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        started = perf_counter()
        ask()
        times.append(perf_counter() - started)
    return min(times)


@pytest.mark.parametrize("size", SIZES)
def test_the_fold_and_the_twenty_questions(
    benchmark: Any, crowds: Crowds, table: Table, took: Took, size: int
) -> None:
    assert set(ASKED) == set(names())
    crowd = crowds(size)
    found = took[size] = {}

    def ask_all() -> None:
        found["fold"] = best(lambda: crowd.execute(FOLD, {"day": DAY}).all(), 3)
        for name in names():
            values, statement = bound(crowd, name), question(name).sql
            found[name] = best(lambda s=statement, v=values: crowd.execute(s, v).all())

    benchmark.pedantic(ask_all, rounds=1)
    asked = {name: found[name] for name in names()}
    slowest = max(asked, key=lambda name: asked[name])
    benchmark.extra_info["ms"] = {name: round(time * 1000, 1) for name, time in found.items()}
    smaller = took.get(size // 10)
    bounded = f"≤ {TIMES_FOR_TENFOLD} × a tenth"
    said = f"{size:,} clusters, {10 * size:,} events"
    for what, time, before, bar in (
        (f"every cluster on a day, {said}", found["fold"], smaller and smaller["fold"], None),
        (
            f"twenty questions, median, {said}",
            median(asked.values()),
            smaller and median(smaller[name] for name in names()),
            MEDIAN_BAR_S,
        ),
        (
            f"twenty questions, slowest ({slowest}), {said}",
            asked[slowest],
            smaller and smaller[slowest],
            WORST_BAR_S,
        ),
    ):
        ratio = time / before if before else None
        held = bar is None or size != BARS_AT or time <= bar
        asked_of = f"; ≤ {bar * 1000:.0f} ms" if bar and size == BARS_AT else ""
        table.row(
            what,
            f"{time * 1000:.1f} ms",
            f"{before * 1000:.1f} ms at a tenth" if before else "",
            ratio,
            (bounded + asked_of) if before else "",
            held and (ratio is None or ratio <= TIMES_FOR_TENFOLD),
        )
