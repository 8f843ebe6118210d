"""Tables of web pages, which many programs save under the name of an XLS file."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from geo import legacy
from geo.archives import BOMB
from geo.books.cells import Reader
from geo.books.faults import LONG_CELL, LONGEST_CELL, TOO_WIDE, WIDEST, fault
from geo.books.grid import Line, Merge
from geo.errors import Text

LARGEST = 2**25
"""Bytes of the largest page that is read; it is held whole."""

_SPACES = re.compile(r"\s+")
_BREAKS = frozenset(("br", "p", "div", "li", "tr", "td", "th"))
_UNREAD = frozenset(("script", "style", "head", "template"))
_MOST_SPANNED = 1000


class TableGrid:
    """One table of a page; every cell is text.

    Args:
        place: which table of the page it is, counted from 1.
    """

    def __init__(self, place: int) -> None:
        self.name: str | None = f"table {place}"
        self._merged: list[Merge] = []
        self.reader = Reader()
        self._rows: list[dict[int, str]] = []
        self._taken: dict[int, int] = {}

    @property
    def merges(self) -> tuple[Merge, ...]:
        """Ranges of cells that are shown as one."""
        return tuple(self._merged)

    @property
    def total(self) -> int | None:
        """How many rows it has."""
        return len(self._rows)

    @property
    def notes(self) -> list[Text]:
        """What is to be told of it, as far as it was read."""
        return self.reader.notes(self.name)

    def lines(self) -> Iterator[Line]:
        """Yield the rows that are not blank."""
        for number, row in enumerate(self._rows, 1):
            cells = [row.get(column) for column in range(max(row, default=-1) + 1)]
            if read := self.reader.row(cells):
                yield Line(number, read)

    def begin_row(self) -> None:
        """Begin the next row."""
        self._rows.append({})
        self._taken = {column: rows - 1 for column, rows in self._taken.items() if rows > 1}

    def put(self, text: str, columns: int, rows: int) -> None:
        """Put the next cell into the row, behind those that reach down into it.

        Raises:
            ValueError: the row is wider than any list.
        """
        row = self._rows[-1]
        column = next(n for n in range(WIDEST + 2) if n not in row and n not in self._taken)
        if column + columns > WIDEST:
            raise ValueError(column)
        row[column] = text
        for further in range(column, column + columns):
            row.setdefault(further, "")
            if rows > 1:
                self._taken[further] = rows
        if columns * rows > 1:
            number = len(self._rows)
            self._merged.append((number, column, number + rows - 1, column + columns - 1))


class _Page:
    """Takes the tags of a page as the parser meets them; tables in tables are text."""

    def __init__(self) -> None:
        self.grids: list[TableGrid] = []
        self._depth, self._unread = 0, 0
        self._cell: list[str] | None = None
        self._spans = 1, 1

    def start(self, tag: str, said: dict[str, str]) -> None:
        if tag in _UNREAD:
            self._unread += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.grids.append(TableGrid(len(self.grids) + 1))
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self.grids[-1].begin_row()
        elif self._depth == 1 and tag in ("td", "th") and self.grids[-1].total:
            self._end_cell()
            self._cell = []
            self._spans = _span(said.get("colspan")), _span(said.get("rowspan"))
        elif tag in _BREAKS:
            self.data(" ")

    def end(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread -= 1
        elif tag == "table":
            self._depth -= 1
            if self._depth == 0:
                self._end_cell()
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def data(self, text: str) -> None:
        if self._cell is not None and not self._unread:
            self._cell.append(text)

    def comment(self, text: str) -> None:
        """Leave comments out."""

    def close(self) -> list[TableGrid]:
        return self.grids

    def _end_cell(self) -> None:
        if self._cell is not None:
            text = _SPACES.sub(" ", "".join(self._cell)).strip()
            self._cell = None
            if len(text) > LONGEST_CELL:
                raise OverflowError
            self.grids[-1].put(text, *self._spans)


def _span(given: str | None) -> int:
    if given is None or not given.isascii() or not given.isdigit():
        return 1
    return max(1, min(int(given[:6]), _MOST_SPANNED))


def web_tables(file: Path, encoding: str | None) -> list[TableGrid]:
    """Return the tables of a page.

    Raises:
        InputError: the page is too large, too wide, in no encoding that is known.
    """
    if file.stat().st_size > LARGEST:
        raise fault(file, BOMB)
    text, _ = legacy.decode(file.read_bytes(), encoding, str(file))
    parser = etree.HTMLParser(target=_Page(), no_network=True, encoding="utf-8")
    try:
        parser.feed(text.encode("utf-8", "replace"))
        grids: list[TableGrid] = parser.close()
    except ValueError as said:
        raise fault(file, TOO_WIDE) from said
    except OverflowError as said:
        raise fault(file, LONG_CELL) from said
    except etree.XMLSyntaxError:  # a page without a single tag
        grids = []
    return grids
