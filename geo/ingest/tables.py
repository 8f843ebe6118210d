"""Tables of facts as they lie in `data/`: read, checked cell by cell, every fault with its place.

A cell is empty where the source states nothing. Several values in one cell are separated by `; `.
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

from geo.dates import Period, PeriodError
from geo.errors import DataError, GeoError, InputError, Text
from geo.files import unreadable
from geo.ingest.rules import last_day
from geo.text import clean

T = TypeVar("T")

LONGEST = 500
"""Characters of a text that an index holds: it takes 2,704 bytes, a character is up to four."""

YEARS = (1900, 2100)
"""What lies outside is a slip of the pen; what is only unlikely is flagged (`chronology`)."""

_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 80


@dataclass(frozen=True)
class Row:
    """One row of a table of facts, read cell by cell through typed accessors."""

    file: str
    line: int
    cells: dict[str, str]

    def optional(self, field: str) -> str | None:
        """Return the text of a cell, or None where it is empty."""
        return self.cells[field] or None

    def required(self, field: str) -> str:
        """Return the text of a cell that may not be empty."""
        if not self.cells[field]:
            self.refuse(field, Text(vi="không được để trống", en="must not be empty"))
        return self.cells[field]

    def indexed(self, field: str) -> str:
        """Return the text of a cell that may not be empty and that an index must hold."""
        text = self.required(field)
        if len(text) > LONGEST:
            self.refuse(
                field,
                Text(
                    vi=f"tối đa {LONGEST} ký tự, đang có {len(text)}; hãy rút gọn",
                    en=f"at most {LONGEST} characters, has {len(text)}; shorten it",
                ),
            )
        return text

    def several(self, field: str) -> list[str]:
        """Return the values of a cell that may hold several."""
        return [part for part in (p.strip() for p in self.cells[field].split(";")) if part]

    def word(self, field: str, words: type[StrEnum]) -> str:
        """Return a cell that must be a word of a vocabulary."""
        return self._checked(field, self.required(field), words)

    def optional_word(self, field: str, words: type[StrEnum]) -> str | None:
        """Return a cell that is empty or a word of a vocabulary."""
        return self._checked(field, self.cells[field], words) if self.cells[field] else None

    def number(self, field: str) -> Decimal | None:
        """Return a decimal number (`12.5`), or None where the cell is empty."""
        if not self.cells[field]:
            return None
        if not _NUMBER.fullmatch(self.cells[field]):
            self.refuse(
                field,
                Text(
                    vi="không phải là số (ví dụ đúng: 12.5; tối đa 9 chữ số và 6 số lẻ)",
                    en="is no number (such as 12.5; at most 9 digits and 6 decimals)",
                ),
            )
        return Decimal(self.cells[field])

    def positive(self, field: str) -> Decimal | None:
        """Return a number above zero, or None."""
        value = self.number(field)
        if value is not None and value <= 0:
            self.refuse(field, Text(vi="phải lớn hơn 0", en="must be above zero"))
        return value

    def not_negative(self, field: str) -> Decimal | None:
        """Return a number of zero or more, or None."""
        value = self.number(field)
        if value is not None and value < 0:
            self.refuse(field, Text(vi="phải từ 0 trở lên", en="must be zero or more"))
        return value

    def not_zero(self, field: str) -> Decimal | None:
        """Return a number that is not zero, or None."""
        value = self.number(field)
        if value == 0:
            self.refuse(
                field,
                Text(
                    vi="phải khác 0; nếu nguồn không nêu, hãy để trống",
                    en="must not be zero; leave it empty if the source states none",
                ),
            )
        return value

    def share(self, field: str) -> Decimal | None:
        """Return a percentage, or None."""
        value = self.number(field)
        if value is not None and not 0 <= value <= 100:
            self.refuse(field, Text(vi="phải từ 0 đến 100", en="must lie between 0 and 100"))
        return value

    def period(self, field: str) -> Period | None:
        """Return a period such as `2021`, `2021-Q3/2022-06` or `/2030`, or None."""
        return self._dated(field, "2021, 2021-Q3, 2021-06-15, 2021-Q3/2022-06, /2030")

    def day(self, field: str) -> date | None:
        """Return a day (`2025-07-01`), or None where the cell is empty."""
        if self.cells[field] and not _DAY.fullmatch(self.cells[field]):
            self.refuse(
                field,
                Text(
                    vi="phải là một ngày, viết năm-tháng-ngày như 2025-07-01",
                    en="must be one day, written year-month-day as 2025-07-01",
                ),
            )
        period = self._dated(field, "2025-07-01")
        return None if period is None else period.start

    def looked_up(self, field: str, found: Callable[[str], T]) -> T:
        """Return what `found` makes of a cell, with its refusal put at this place.

        Raises:
            DataError: the cell is empty, or `found` raised an InputError.
        """
        try:
            return found(self.indexed(field))
        except DataError:
            raise
        except InputError as fault:
            self.refuse(field, fault.text, fault)

    def refuse(self, field: str, problem: Text, cause: GeoError | None = None) -> NoReturn:
        """Refuse the cell with file, line, field and value (its beginning, if it is long)."""
        value = self.cells[field]
        shown = value if len(value) <= LONGEST else f"{value[:_SHOWN]}…"
        raise DataError(self.file, self.line, field, shown, problem) from cause

    def _dated(self, field: str, expected: str) -> Period | None:
        try:
            period = Period.parse(self.cells[field])
        except PeriodError as fault:
            self.refuse(
                field,
                Text(
                    vi=f"{fault.text.vi} (ví dụ đúng: {expected})",
                    en=f"{fault.text.en} (such as {expected})",
                ),
            )
        bounds = (period.start, last_day(period)) if period else ()
        first, last = YEARS
        if not all(day is None or first <= day.year <= last for day in bounds):
            self.refuse(
                field,
                Text(
                    vi=f"năm phải từ {first} đến {last}",
                    en=f"the year must lie between {first} and {last}",
                ),
            )
        return period

    def _checked(self, field: str, value: str, words: type[StrEnum]) -> str:
        if value not in list(words):
            listed = ", ".join(words)
            self.refuse(
                field, Text(vi=f"phải là một trong: {listed}", en=f"must be one of: {listed}")
            )
        return value


def read_rows(file: Path, columns: tuple[str, ...]) -> list[Row]:
    """Return the rows of a CSV file whose header is exactly `columns`, cells in NFC.

    Raises:
        InputError: the file cannot be read, is not UTF-8, or has another header.
        DataError: a row has too few or too many cells.
    """
    # Read whole: a generator that is left half-way would leave the file open.
    try:
        lines = file.read_text("utf-8-sig").splitlines(keepends=True)
        reader = csv.reader(lines, strict=True)
        header = tuple(next(reader, ()))
        found = [(reader.line_num, cells) for cells in reader if cells]
    except OSError as fault:
        raise unreadable(file, fault) from fault
    except (UnicodeDecodeError, csv.Error) as fault:
        raise InputError(
            Text(
                vi=f"{file}: không phải CSV mã UTF-8 ({fault}).",
                en=f"{file}: not CSV in UTF-8 ({fault}).",
            )
        ) from fault
    if header != columns:
        raise InputError(
            Text(
                vi=f"{file}: dòng tiêu đề phải là {','.join(columns)}; ở đây là"
                f" “{','.join(header)[:200]}”.",
                en=f"{file}: the header must be {','.join(columns)}; here it is"
                f' "{",".join(header)[:200]}".',
            )
        )
    return [_row(file.name, line, cells, columns) for line, cells in found]


def _row(file: str, line: int, cells: list[str], columns: tuple[str, ...]) -> Row:
    if len(cells) != len(columns):
        problem = Text(
            vi=f"có {len(cells)} ô, cần {len(columns)}",
            en=f"{len(cells)} cells, expected {len(columns)}",
        )
        raise DataError(file, line, columns[0], cells[0], problem)
    row = Row(file, line, dict(zip(columns, map(clean, cells), strict=True)))
    for field, text in row.cells.items():
        if "\0" in text:
            row.refuse(field, Text(vi="có ký tự NUL", en="holds a NUL character"))
    return row
