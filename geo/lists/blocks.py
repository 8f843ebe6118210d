"""Rows of a list in memory: a block of them column by column, and where their table lies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.books.grid import Value

BLOCK_ROWS = 10_000
"""Rows that are in memory at a time."""


@dataclass
class Block:
    """Up to `BLOCK_ROWS` rows of a list, column by column; all lists are equally long.

    Attributes:
        sheet: name of the sheet.
        lines: row of the file for each row, counted as a spreadsheet does.
        columns: values by field; only fields that the list has, and `name`, `name_key` (the folded
            name) and `zone_type` always. Text is `str | None`, a number Decimal, `lon`/`lat`
            float, `decided_on` a Period, `status` a Standing with its words in `status_text`;
            each None where the cell is empty or was refused.
        site: position in `Reading.sites` of the place of each row, -1 where it has none. That
            place is of the address; a point the list gives is in `lon` and `lat`.
        accepted: whether each row can be taken in.
        raw: the cells as they are in the file, where they were asked for.
    """

    sheet: str | None
    lines: list[int]
    columns: dict[str, list[Any]]
    site: list[int]
    accepted: list[bool]
    raw: list[list[Value]] | None = None

    def __len__(self) -> int:
        return len(self.lines)


@dataclass(frozen=True)
class Layout:
    """Where the table lies in its sheet: the rows of its heading, the columns by field."""

    sheet: str | None
    lines: tuple[int, ...]
    headings: tuple[str, ...]
    columns: Mapping[str, int] = field(default_factory=dict)
