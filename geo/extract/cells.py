"""The cells of a slip read back: numbers, periods, words; each fault with row and column."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from geo.dates import Period, PeriodError
from geo.errors import Text
from geo.extract.slips import COLUMNS, KINDS, PLACE_WORDS, WORDS, word_of

_NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,2})?")
_MOST = Decimal(10) ** 9
_YEARS = (1900, 2100)
_LONGEST = 500
_LONGEST_PLACE = 120


class Problem(NamedTuple):
    """What keeps a row from being accepted: its row in the workbook, its column, what is wrong."""

    row: int
    column: str
    text: Text

    @property
    def said(self) -> Text:
        """The sentence, with its place."""
        heading = COLUMNS[self.column]
        return Text(
            f"dòng {self.row}, cột “{heading.vi}”: {self.text.vi}",
            f'row {self.row}, column "{heading.en}": {self.text.en}',
        )


class Slip:
    """A row of a review, read cell by cell; what is wrong is told to `tell` and reads as None."""

    def __init__(self, row: int, cells: Mapping[str, Any], tell: Callable[[Problem], None]) -> None:
        self.row, self.cells, self._tell = row, cells, tell

    def refuse(self, column: str, vi: str, en: str) -> None:
        """Say what is wrong with a cell."""
        self._tell(Problem(self.row, column, Text(vi, en)))

    def text(self, column: str) -> str | None:
        """Return a text, or None where the cell is empty."""
        value = self.cells.get(column)
        said = "" if value is None else str(value).strip()
        if len(said) > _LONGEST:
            self.refuse(
                column, f"tối đa {_LONGEST} ký tự; hãy rút gọn", f"at most {_LONGEST} characters"
            )
            return None
        return said or None

    def word(self, column: str) -> str | None:
        """Return a word of the column's vocabulary, or None where the cell is empty."""
        said = self.text(column)
        return None if said is None else self._known(column, said)

    def several(self, column: str) -> list[str]:
        """Return the words of a cell that may hold several, with semicolons between."""
        parts = (part.strip() for part in (self.text(column) or "").split(";"))
        words = (self._known(column, part) for part in parts if part)
        return [word for word in words if word is not None]

    def number(
        self, column: str, *, least: Decimal | None = None, most: Decimal = _MOST
    ) -> Decimal | None:
        """Return a number; `least` is excluded where it is 0, and included otherwise."""
        value = self.cells.get(column)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            number = None
        elif isinstance(value, str):
            matched = _NUMBER.fullmatch(value.replace(" ", ""))
            number = Decimal(matched[0].replace(",", ".")) if matched else None
        else:
            number = Decimal(str(round(value, 6)))
        if number is None or not number.is_finite() or abs(number) >= _MOST:
            self.refuse(column, "không phải là số, ví dụ 12,5", "is no number such as 12.5")
            return None
        if least is not None and (number < least or (least == 0 and number == 0)):
            self.refuse(column, "phải lớn hơn 0", "must be above zero")
            return None
        if number > most:
            self.refuse(column, f"phải từ 0 đến {most}", f"must lie between 0 and {most}")
            return None
        return number

    def positive(self, column: str) -> Decimal | None:
        """Return a number above zero, or None."""
        return self.number(column, least=Decimal(0))

    def share(self, column: str) -> Decimal | None:
        """Return a percentage, or None."""
        number = self.number(column, most=Decimal(100))
        if number is not None and number < 0:
            self.refuse(column, "phải từ 0 đến 100", "must lie between 0 and 100")
            return None
        return number

    def period(self, column: str) -> Period | None:
        """Return a period such as `2024-Q3/2025` or `/2030`, or None."""
        try:
            period = Period.parse(self.text(column) or "")
        except PeriodError as fault:
            self.refuse(column, fault.text.vi, fault.text.en)
            return None
        days = (period.start, period.end) if period else ()
        if any(day is not None and not _YEARS[0] <= day.year <= _YEARS[1] for day in days):
            self.refuse(
                column,
                f"năm phải từ {_YEARS[0]} đến {_YEARS[1]}",
                f"the year must lie between {_YEARS[0]} and {_YEARS[1]}",
            )
            return None
        return period

    def place(self) -> str:
        """Return the few words that say where in the text it stands."""
        said = self.text("place") or ""
        words = (
            said.split(": ", 1)[-1].split() if said.startswith(("tr. ", "p. ")) else said.split()
        )
        if not words:
            self.refuse(
                "place",
                "cần vài chữ gọi tên sự việc, như trong văn bản",
                "expected the few words that name the event, as in the text",
            )
        elif len(words) > PLACE_WORDS or len(said) > _LONGEST_PLACE:
            self.refuse(
                "place",
                f"tối đa {PLACE_WORDS} chữ; không chép cả câu của nguồn",
                f"at most {PLACE_WORDS} words; sentences of a source are not copied",
            )
        return said

    @property
    def kind(self) -> str | None:
        """What the row is: a kind of event, a milestone or a figure."""
        said = self.word("event")
        if said is None and not self.text("event"):
            listed = list(KINDS.values())
            self.refuse(
                "event",
                f"cần một trong: {', '.join(text.vi for text in listed)}",
                f"expected one of: {', '.join(text.en for text in listed)}",
            )
        return said

    def _known(self, column: str, said: str) -> str | None:
        found = word_of(column, said)
        if found is None:
            words = WORDS[column].values()
            self.refuse(
                column,
                f"“{said}” không có; cần một trong: {', '.join(word.vi for word in words)}",
                f'there is no "{said}"; expected one of: {", ".join(word.en for word in words)}',
            )
        return found
