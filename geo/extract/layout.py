"""Text put together from paragraphs and tables, as a person would copy it: one line for each.

A row of a table is one line, its cells apart by ` | `; a cell that another covers is empty, so that
the columns stay below their headings. A cell that holds a table of its own, or a whole page of
text, is no cell of data: its paragraphs stay lines.
"""

from dataclasses import dataclass, field

from geo.errors import InputError, Text

LONGEST = 5_000_000
"""Characters of the longest text that is read: some 2,500 pages."""

_CELL = 600
"""Characters of the longest cell that counts as data."""

_DEEPEST = 30
"""Tables inside each other; deeper ones are text."""

_SPAN = 200
"""Columns or rows that a cell may cover; more is a slip of its writer."""


@dataclass
class _Cell:
    lines: list[str] = field(default_factory=list)
    columns: int = 1
    is_page: bool = False


@dataclass
class _Table:
    """A table under way.

    `width` is how many columns the row has so far. `covered` counts for a column the rows, this one
    included, that a cell above still covers; `covering` holds those that a cell of this row covers
    further down.
    """

    row: list[_Cell] | None = None
    width: int = 0
    covered: dict[int, int] = field(default_factory=dict)
    covering: dict[int, int] = field(default_factory=dict)


class Layout:
    """Collects text as a document is read from front to back."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: list[str] = []
        self._words: list[str] = []
        self._tables: list[_Table] = []
        self._too_deep = 0
        self._length = 0

    def write(self, words: str) -> None:
        """Add words to the line under way.

        Raises:
            InputError: the document is longer than `LONGEST`.
        """
        self._length += len(words)
        require_length(self._length, self._name)
        self._words.append(words)

    def end_line(self) -> None:
        """End the line under way; nothing is left of an empty one."""
        line = "".join(self._words).strip(" \n\r\f\v\u00a0")
        self._words.clear()
        if line:
            self._here().append(line)

    def begin_table(self) -> None:
        """Begin a table, inside a cell or not."""
        self.end_line()
        if len(self._tables) == _DEEPEST:
            self._too_deep += 1
            return
        if self._tables and self._tables[-1].row:
            self._tables[-1].row[-1].is_page = True
        self._tables.append(_Table())

    def begin_row(self) -> None:
        """Begin a row; one that is under way in the same table ends."""
        if not self._tables:
            self.begin_table()
        self.end_row()
        self._tables[-1].row = []
        self._tables[-1].width = 0

    def begin_cell(self, columns: int = 1, rows: int = 1) -> None:
        """Begin a cell that covers so many columns and rows."""
        if not self._tables or self._tables[-1].row is None:
            self.begin_row()
        self.end_line()
        table = self._tables[-1]
        row = table.row = table.row or []
        self._skip_covered(table, row)
        place = table.width
        row.append(_Cell())
        table.width += 1
        self.widen(columns)
        if rows > 1:
            below = min(rows, _SPAN) - 1
            table.covering |= dict.fromkeys(range(place, place + row[-1].columns), below)

    def widen(self, columns: int) -> None:
        """Let the cell under way cover so many columns."""
        if self._tables and self._tables[-1].row:
            table, cell = self._tables[-1], self._tables[-1].row[-1]
            table.width -= cell.columns
            cell.columns = max(1, min(columns, _SPAN))
            table.width += cell.columns

    def end_row(self) -> None:
        """End the row under way, if there is one."""
        self.end_line()
        if not self._tables or self._tables[-1].row is None:
            return
        table = self._tables[-1]
        row = table.row or []
        self._skip_covered(table, row)
        table.row = None
        left = {column: rows - 1 for column, rows in table.covered.items() if rows > 1}
        table.covered, table.covering = left | table.covering, {}
        if any(cell.is_page or sum(map(len, cell.lines)) > _CELL for cell in row):
            self._here().extend(line for cell in row for line in cell.lines)
        elif any(cell.lines for cell in row):
            self._here().append(joined([" ".join(cell.lines) for cell in _spread(row)]))

    def end_table(self) -> None:
        """End the table under way, if there is one."""
        self.end_row()
        if self._too_deep:
            self._too_deep -= 1
        elif self._tables:
            self._tables.pop()

    def text(self) -> str:
        """Return the lines; what is still under way ends."""
        while self._tables:
            self.end_table()
        self.end_line()
        return "\n".join(self._lines)

    def _here(self) -> list[str]:
        """Return the lines of the innermost cell, else of the document."""
        for table in reversed(self._tables):
            if table.row:
                return table.row[-1].lines
        return self._lines

    def _skip_covered(self, table: _Table, row: list[_Cell]) -> None:
        """Put empty cells where cells of earlier rows reach down."""
        while table.width in table.covered:
            row.append(_Cell())
            table.width += 1


def _spread(row: list[_Cell]) -> list[_Cell]:
    """Return a cell for each column: one that covers several is followed by empty ones."""
    return [part for cell in row for part in (cell, *[_Cell()] * (cell.columns - 1))]


def joined(cells: list[str]) -> str:
    """Return a row of a table as one line; empty cells at its end are left out."""
    return " | ".join(" ".join(cell.split()) for cell in cells).rstrip(" |")


def require_length(length: int, name: str) -> None:
    """Refuse a text that is too long.

    Raises:
        InputError: it has more characters than `LONGEST`.
    """
    if length > LONGEST:
        millions = LONGEST // 1_000_000
        raise InputError(
            Text(
                f"{name}: dài hơn {millions} triệu ký tự (khoảng 2.500 trang); hãy tách thành"
                " nhiều tệp rồi đọc từng tệp.",
                f"{name}: longer than {millions} million characters (some 2,500 pages); split it"
                " and read one file after the other.",
            )
        )
