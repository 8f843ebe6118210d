"""Invariants of the record: what must hold in a sound database, however it came to its state.

Each rule is a file of `geo/sql/check`, whose first lines say what must hold and what to do where it
does not; it returns what breaks it. What only looks wrong in what the sources say is no fault of
the database: see `geo oddities`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, text

from geo.database import SQL
from geo.errors import Text

_SHOWN = 5
_HEADS = ("-- Purpose: ", "-- Next: ")
_FOR_EDITORS = {"counts": "atlas.import_run", "histories": "planning.row_history"}
"""Rules that only those can follow who may read a table."""

_MAY_READ = text(
    "SELECT has_schema_privilege(split_part(:name, '.', 1), 'USAGE')"
    " AND has_table_privilege(:name, 'SELECT')"
)


class Check(NamedTuple):
    """One rule, how many things break it (none is as it should be), and the first of them.

    `remedy` says what to do where it is broken.
    """

    rule: str
    holds: Text
    remedy: Text
    faults: int
    examples: tuple[str, ...]


def check(connection: Connection) -> Iterator[Check]:
    """Yield the outcome of each rule, in their order; the database is only read.

    A reader gets no outcome of the rules on what editors alone may see.
    """
    for file in sorted((SQL / "check").glob("*.sql")):
        rule = file.stem.partition("_")[2]
        needed = _FOR_EDITORS.get(rule)
        if needed is not None and not connection.scalar(_MAY_READ, {"name": needed}):
            continue
        sql = file.read_text("utf-8")
        holds, remedy = (
            Text(*line.removeprefix(head).split(" / "))
            for line, head in zip(sql.splitlines(), _HEADS, strict=False)
        )
        faults = connection.execute(text(sql)).all()
        examples = tuple(f"{found} ({detail})" for found, detail in faults[:_SHOWN])
        yield Check(rule, holds, remedy, len(faults), examples)
