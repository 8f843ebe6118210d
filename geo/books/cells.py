"""What a spreadsheet's cell shows: numbers, percentages and days by their format, legible text."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import Enum

from geo import legacy
from geo.books.faults import TOO_WIDE, WIDEST, letters
from geo.books.grid import Value
from geo.books.markup import Forbidden
from geo.errors import Text
from geo.text import unguarded

_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""Parts of a number format that stand for themselves: quotations, widths, colours."""

_DAY_SIGNS = re.compile(r"[dmyh]|ss", re.IGNORECASE)
_PLAIN = ("general", "standard", "@")
_BUILT_IN_DAYS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_BUILT_IN_PERCENT = frozenset((9, 10))
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 -- a spreadsheet's day has no zone
_SHIFT_1904 = 1462
_LEAP_BUG = 60
"""The 29 February 1900 that Excel counts and no calendar has."""

_PAST_LAST_DAY = 2_958_466
_EXACT = 2**53
_FONTS = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}
_MOST_NAMED = 10
_DECIMALS = 12
"""Decimals kept of a percentage, so that its hundredfold has none of its own."""


def put(cells: list[Value], column: int, value: Value) -> None:
    """Put a value into a row that reaches no further than where values stand.

    Raises:
        Forbidden: the row would be wider than any list.
    """
    if column >= WIDEST:
        raise Forbidden(TOO_WIDE)
    gap = column - len(cells)
    if gap < 0:
        cells[column] = value
        return
    if gap:
        cells.extend([None] * gap)
    cells.append(value)


class Shown(Enum):
    """How a number format shows a number."""

    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"


def shown(number: int, code: str | None) -> Shown:
    """Return how a number format shows a number.

    Args:
        number: its number, which has a meaning of its own where there is no code.
        code: its code, such as `dd/mm/yyyy`; None for one that is built in.
    """
    if code is None:
        if number in _BUILT_IN_DAYS:
            return Shown.DAY
        return Shown.PERCENT if number in _BUILT_IN_PERCENT else Shown.NUMBER
    bare = _ASIDE.sub("", code)
    if "%" in bare:
        return Shown.PERCENT
    if bare.strip().lower() in _PLAIN:
        return Shown.NUMBER
    return Shown.DAY if _DAY_SIGNS.search(bare) else Shown.NUMBER


def read_number(number: float, how: Shown, *, from_1904: bool = False) -> Value:
    """Return a number as it is shown; of a percentage what stands before its sign.

    A number that is no day that a calendar has, or a time without a day, stays a number.
    """
    if how is Shown.PERCENT:
        return whole(round(number * 100, _DECIMALS))
    if how is Shown.DAY:
        days = number + _SHIFT_1904 if from_1904 else number
        if 1 <= days < _PAST_LAST_DAY:
            return _day(days if days >= _LEAP_BUG else days + 1)
    return whole(number)


def _day(days: float) -> date | datetime:
    """Return the day of a count of days, with its time to the second if it has one."""
    seconds = round(days * 86_400)
    return moment(_EPOCH + timedelta(seconds=seconds))


def moment(when: datetime) -> date | datetime:
    """Return a moment as a day, if it is the beginning of one."""
    return when.date() if when.time() == time.min else when


def whole(number: float) -> int | float:
    """Return a number as a whole one if it is, and small enough to be meant so."""
    if isinstance(number, float) and number.is_integer() and abs(number) < _EXACT:
        return int(number)
    return number


class Reader:
    """Makes the rows of one grid legible; `pages` are the old code pages that it met.

    Args:
        guards: whether text may have the apostrophe of `text.guarded`.
    """

    def __init__(self, *, guards: bool = True) -> None:
        self.pages: set[str] = set()
        self._guards = guards

    def row(self, cells: Sequence[Value]) -> list[Value]:
        """Return the cells of a row up to the last that is filled; none if the row is blank.

        Empty text is None, text of old fonts is in Unicode, the apostrophe of `text.guarded` is
        gone.
        """
        joined = "".join([cell for cell in cells if isinstance(cell, str)])
        read = list(cells)
        if not joined.isascii():
            self.modernize(read, joined)
        if self._guards and "'" in joined:
            read = [unguarded(cell) if isinstance(cell, str) else cell for cell in read]
        while read and (read[-1] is None or (isinstance(read[-1], str) and not read[-1].strip())):
            read.pop()
        return [None if cell == "" else cell for cell in read]

    def modernize(self, cells: list[Value], joined: str) -> None:
        """Put text of old fonts into Unicode; `joined` is all text of the row."""
        if not legacy.FOREIGN.search(joined):
            return
        page = legacy.page_of_row(cells)
        if page is not None:
            self.pages.add(page)
            cells[:] = [
                legacy.read_in(cell, page) if isinstance(cell, str) else cell for cell in cells
            ]

    def notes(self, sheet: str | None, hidden_columns: Sequence[int] = ()) -> list[Text]:
        """Return what is to be told of a sheet as far as it was read."""
        vi, en = ("", "") if sheet is None else (f"Trang “{sheet}”: ", f'Sheet "{sheet}": ')
        found = [
            Text(
                f"{vi}chữ gõ bằng phông {_FONTS[page]} đã được đổi sang Unicode.",
                f"{en}text typed in {_FONTS[page]} fonts was read as Unicode.",
            )
            for page in sorted(self.pages)
        ]
        if hidden_columns:
            named = ", ".join(letters(column) for column in hidden_columns[:_MOST_NAMED])
            more = ", …" if len(hidden_columns) > _MOST_NAMED else ""
            found.append(
                Text(
                    f"{vi}các cột ẩn {named}{more} cũng được đọc.",
                    f"{en}the hidden columns {named}{more} are read, too.",
                )
            )
        return found
