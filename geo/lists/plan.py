"""What a list does to the record, row by row: found out by doing it, in a transaction.

The dry run is the import itself, undone at the end; so it cannot say anything else than what the
import then does.
"""

import gc
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from geo.contributions import Provenance, begin, end
from geo.database import SQL, refresh_statistics, write_alone
from geo.ingest.merge import Changes, keys
from geo.lists.decisions import Decisions
from geo.lists.matching import Matcher, Rows, provinces_of
from geo.lists.reading import Reading
from geo.lists.words import Standing
from geo.lists.writing import Writer, has_known, staged
from geo.matching import Alike, KnownClusters
from geo.model import AdministrativeUnit, Base
from geo.roles import sign
from geo.snapshots import refresh_snapshots

PROBLEMS_KEPT = 1_000
"""How many of a list's problems the run remembers."""

_TURN = 0.0005
"""Seconds that reading may keep the writing of a block waiting."""


class Action(StrEnum):
    """What becomes of a row.

    `left`: the same source says exactly this already. `confirmed`: a new statement by which the
    record says what it said. `skipped`: a person decided so. Doubtful and refused rows are not
    written.
    """

    ADDED = "added"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    LEFT = "left"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    SKIPPED = "skipped"


class Difference(NamedTuple):
    """What is said of a cluster before and after; numbers as text, None where nothing is said.

    `field` is one of `data/lists/fields.csv`, or `status_2030`.
    """

    field: str
    old: str | None
    new: str | None


class Item(NamedTuple):
    """One row of a list: where it stands, what becomes of it, and of which cluster."""

    sheet: str | None
    line: int
    action: Action
    name: str
    key: str | None
    path: str | None
    alike: tuple[Alike, ...]
    differences: tuple[Difference, ...]


class Absent(NamedTuple):
    """A known cluster that a list of its province does not name."""

    key: str
    name: str
    path: str


class Plan:
    """What a list did, for as long as the transaction lasts in which it was taken in.

    Attributes:
        counts: rows by what became of them.
        changes: rows of the record that were inserted, updated and deleted.
    """

    def __init__(
        self,
        connection: Connection,
        changes: Changes,
        provinces: frozenset[str],
        zone_types: frozenset[str],
    ) -> None:
        self._connection = connection
        self._provinces, self._zone_types = sorted(provinces), sorted(zone_types)
        self.changes = changes
        tally = {row.action: row.rows for row in connection.execute(_query("tally"))}
        self.counts = {action: int(tally.get(action.value, 0)) for action in Action}

    @property
    def is_blocked(self) -> bool:
        """Whether rows are refused or doubtful, so that the list is not taken in as a whole."""
        return bool(self.counts[Action.REFUSED] or self.counts[Action.DOUBTFUL])

    def items(self, action: Action | None = None, limit: int | None = None) -> Iterator[Item]:
        """Yield the rows in the order of the list, or only those with one outcome."""
        asked = {"action": action and action.value, "count": limit}
        for row in self._connection.execute(_query("told"), asked).yield_per(10_000):
            sheet, line, became, name, key, path, alike, differences = row
            yield Item(
                *(sheet, line, Action(became), name, key, path),
                tuple(Alike(*one) for one in alike or ()),
                tuple(Difference(*one) for one in differences or ()),
            )

    def missing(self, limit: int | None = None) -> Iterator[Absent]:
        """Yield the known clusters of the list's provinces and types that it does not name."""
        asked = {"provinces": self._provinces, "zone_types": self._zone_types, "count": limit}
        for row in self._connection.execute(_query("missing"), asked):
            yield Absent(*row)


def take_in(
    connection: Connection,
    reading: Reading,
    provenance: Provenance,
    *,
    today: date,
    decisions: Decisions = MappingProxyType({}),
    status: Standing | None = None,
    replace: bool = False,
) -> Plan:
    """Read a list to its end and write what it says, in the caller's transaction; tell what it did.

    One load runs at a time: a second waits here. The server writes a block while the next is read.
    Whoever wants to see only, or finds the plan blocked, rolls back.

    Args:
        connection: in a transaction of its own.
        reading: the list.
        provenance: its source, file and editor.
        today: the day that counts as now.
        decisions: what a person decided of single rows.
        status: of rows that state none; without it their other columns tell, else they are planned.
        replace: drop what this source stated before and this list does not.
    """
    write_alone(connection)
    sign(connection, provenance.editor)
    origin = begin(connection, provenance)
    units = keys(connection, Base.metadata.tables[str(AdministrativeUnit.__table__)], "key")
    writer = Writer(
        connection, provenance, origin, units, today, status, decisions=reading.decisions
    )
    known = KnownClusters.from_database(connection)
    zone_types: set[str] = set()
    with _undisturbed(), _Behind() as behind:
        matcher: Matcher | None = None
        placed = 0
        for block in reading.blocks():
            matcher = matcher or Matcher(known, reading.sites, decisions, reading.warn)
            zone_types.update(block.columns["zone_type"])
            rows = matcher.take(block)
            behind.do(writer, matcher, rows, placed, reading)
            placed = len(reading.sites)
        if matcher is not None:
            behind.do(writer, matcher, matcher.settle(), placed, reading)
    writer.finish(replace=replace)
    provinces = frozenset(unit.key for site in reading.sites for unit in provinces_of(site))
    changes = origin.changes + writer.changes
    plan = Plan(connection, changes, provinces, frozenset(zone_types))
    problems = [
        {"sheet": p.sheet, "line": p.line, "column": p.column, "value": p.value, **p.text._asdict()}
        for p in reading.problems[:PROBLEMS_KEPT]
        if p.refuses
    ]
    counts: Mapping[str, int] = {action.value: number for action, number in plan.counts.items()}
    plan.changes = end(connection, origin, changes, counts, problems)
    return plan


def renew(connection: Connection, plan: Plan, today: date) -> None:
    """Renew statistics and what is kept of the record, where a plan changed it, before the commit.

    Nothing depends on it but the speed of the next answers.
    """
    if plan.changes:
        refresh_statistics(connection)
        refresh_snapshots(connection, today)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put Python's search for circles of dead objects off: rows make none, and it looks at all.

    And let who waits for the server go on as soon as it answers, not after the usual 5 ms.
    """
    is_on, interval = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if is_on:
            gc.enable()


class _Behind:
    """One worker who writes a block while the next is read."""

    def __enter__(self) -> "_Behind":
        self._pool = ThreadPoolExecutor(1)
        self._last: Future[None] | None = None
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if self._last is not None:
                self._last.result()
        finally:
            self._pool.shutdown()

    def do(
        self, writer: Writer, matcher: Matcher, rows: Rows, placed: int, reading: Reading
    ) -> None:
        """Write a block once the one before is written."""
        words, known = staged(rows, matcher.absorbing), has_known(rows)
        sites = reading.sites[placed:]
        if self._last is not None:
            self._last.result()
        self._last = self._pool.submit(_written, writer, words, known, placed, sites)


def _written(writer: Writer, words: str, known: bool, placed: int, sites: Any) -> None:
    writer.stage_sites(placed, sites)
    writer.write(words, known)


def _query(name: str) -> Any:
    return text((SQL / "import" / f"{name}.sql").read_text("utf-8"))
