"""Invariants of the record: what must hold in a sound database, however it came to its state.

Each rule is a file of `geo/sql/check`, whose first line says what must hold; it returns what breaks
it. What only looks wrong in what the sources say is no fault of the database: see `geo oddities`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, text

from geo.database import SQL
from geo.errors import Text

_SHOWN = 5
_PURPOSE = "-- Purpose: "


class Check(NamedTuple):
    """One rule, how many things break it (none is as it should be), and the first of them."""

    rule: str
    holds: Text
    faults: int
    examples: tuple[str, ...]


def check(connection: Connection) -> Iterator[Check]:
    """Yield the outcome of each rule, in their order; the database is only read."""
    for file in sorted((SQL / "check").glob("*.sql")):
        sql = file.read_text("utf-8")
        purpose = sql.partition("\n")[0].removeprefix(_PURPOSE)
        faults = connection.execute(text(sql)).all()
        yield Check(
            file.stem.partition("_")[2],
            Text(*purpose.split(" / ")),
            len(faults),
            tuple(f"{found} ({detail})" for found, detail in faults[:_SHOWN]),
        )
