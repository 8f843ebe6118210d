"""What is wrong with a list, each fault with its place, for the person who can mend it."""

from bisect import insort_right
from collections.abc import Mapping
from typing import NamedTuple

from geo.books.grid import Value
from geo.errors import Text
from geo.lists.figures import shown
from geo.lists.headings import Column

_SHOWN = 80


class Problem(NamedTuple):
    """One fault of a list.

    Attributes:
        sheet: name of the sheet, None where the file has but one without a name.
        line: row of the file, counted as a spreadsheet does.
        column: heading as the file has it; None where the row as a whole is meant.
        cell: position of the column, counted from 0; None where `column` is.
        field: field of `data/lists/fields.csv` that the column was read as, if any.
        value: what stands there, shortened.
        text: what is wrong and what to do.
        nearest: names or words that may have been meant, the likeliest first.
        refuses: whether the row is left out for it; otherwise it is a warning and the row counts.
        is_number: whether a number stands there, which a spreadsheet shows in the user's language,
            and not its text.
    """

    sheet: str | None
    line: int
    column: str | None
    cell: int | None
    field: str | None
    value: str
    text: Text
    nearest: tuple[str, ...] = ()
    refuses: bool = True
    is_number: bool = False


class Ledger:
    """The problems of one sheet, as they are found.

    Args:
        sheet: name of the sheet.
        columns: its columns by field.
    """

    def __init__(self, sheet: str | None, columns: Mapping[str, Column]) -> None:
        self.problems: list[Problem] = []
        self._sheet, self._columns = sheet, columns

    def tell(
        self,
        line: int,
        field: str | None,
        value: Value,
        text: Text,
        nearest: tuple[str, ...] = (),
        *,
        refuses: bool,
    ) -> None:
        """Note a problem in a field of a row, or of the row as a whole."""
        column = self._columns.get(field) if field else None
        self.tell_column(line, column, value, text, nearest, refuses=refuses)

    def tell_column(
        self,
        line: int,
        column: Column | None,
        value: Value,
        text: Text,
        nearest: tuple[str, ...] = (),
        *,
        refuses: bool,
    ) -> None:
        """Note a problem in a column, be it a field or not."""
        title, cell, field = (
            (None, None, None) if column is None else (column.title, column.cell, column.field)
        )
        said = shown(value)
        said = said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
        self.problems.append(
            Problem(
                self._sheet,
                line,
                title,
                cell,
                field,
                said,
                text,
                nearest,
                refuses,
                isinstance(value, float),
            )
        )

    def tell_late(self, line: int, field: str, value: Value, text: Text) -> None:
        """Note a warning about a row read before; it keeps the order of the rows."""
        self.tell(line, field, value, text, refuses=False)
        insort_right(self.problems, self.problems.pop(), key=lambda problem: problem.line)

    def sort(self, start: int) -> None:
        """Put the problems from a position on in the order of the rows."""
        self.problems[start:] = sorted(self.problems[start:], key=lambda problem: problem.line)
