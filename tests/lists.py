"""Small lists for the tests: sheets of rows in memory, and what reading them comes to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from geo.books.grid import Book, Line, Merge, Value
from geo.gazetteer import Gazetteer
from geo.lists.blocks import Block
from geo.lists.problems import Problem
from geo.lists.reading import Reading

TODAY = date(2026, 11, 22)


@dataclass
class Sheet:
    """Rows as a grid gives them; `hidden` holds the numbers of those that are not shown."""

    rows: Sequence[Sequence[Value]]
    name: str | None = None
    merges: tuple[Merge, ...] = ()
    hidden: frozenset[int] = field(default_factory=frozenset)

    @property
    def total(self) -> int | None:
        return len(self.rows)

    def lines(self) -> Iterator[Line]:
        for number, row in enumerate(self.rows, 1):
            cells = [None if value == "" else value for value in row]
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                yield Line(number, cells, number in self.hidden)


def book(*sheets: Sheet) -> Book:
    return Book(Path("danh-sach.csv"), "csv", "0" * 64, tuple(sheets), ())


def typed(text: str) -> list[list[Value]]:
    """Return the rows of a list written with bars between its cells."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


@dataclass
class Read:
    """A list that was read to its end."""

    reading: Reading
    blocks: list[Block]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Values by field, with `line`, `accepted` and the `place` as an address."""
        found = []
        for block in self.blocks:
            for position, line in enumerate(block.lines):
                row = {name: values[position] for name, values in block.columns.items()}
                site = block.site[position]
                place = str(self.reading.addresses[site]) if site >= 0 else None
                accepted = block.accepted[position]
                found.append({**row, "line": line, "accepted": accepted, "place": place})
        return found

    @property
    def problems(self) -> list[Problem]:
        return self.reading.problems

    def told(self, line: int) -> list[Problem]:
        return [problem for problem in self.problems if problem.line == line]


def read(gazetteer: Gazetteer, rows: Sequence[Sequence[Value]] | Sheet | str, **how: Any) -> Read:
    """Read a list of one sheet."""
    if isinstance(rows, str):
        rows = typed(rows)
    sheet = rows if isinstance(rows, Sheet) else Sheet(rows)
    reading = Reading(book(sheet), gazetteer, **{"today": TODAY, **how})
    return Read(reading, list(reading.blocks()))
