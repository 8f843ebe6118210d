"""Dates as planning texts state them: a year, a quarter, a month or a day, open at either end.

Periods are half-open: the day in `end` is the first that no longer belongs. An open end is None.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from typing import Self

from geo.errors import Text

SWITCH = date(2025, 7, 1)
"""First day of the 34 provinces without districts (Resolution 202/2025/QH15)."""

SYSTEMS = {"34": SWITCH, "63": SWITCH - timedelta(days=1)}
"""A day of each administrative system, by its number of provinces."""

PLAN_BEGIN, PLAN_END = date(2021, 1, 1), date(2030, 12, 31)
"""First and last day of the planning period 2021–2030."""

_PARTIAL = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>\d)|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?"
)


def looking_from(today: date, last: date) -> date:
    """Return the day from which changes until `last` are looked at where none is named.

    It is today; once the plan has ended, its own first day for what is asked until its end.
    """
    return PLAN_BEGIN if last == PLAN_END <= today else today


class PeriodError(ValueError):
    """What is no period; says why in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(vi, en)


@dataclass(frozen=True)
class Period:
    """A half-open span of days, `start` included and `end` not; None where it is open."""

    start: date | None
    end: date | None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start >= self.end:
            last = self.end - timedelta(days=1)
            raise PeriodError(
                f"kết thúc ({last:%d/%m/%Y}) trước khi bắt đầu ({self.start:%d/%m/%Y})",
                f"the period ends ({last}) before it begins ({self.start})",
            )

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def __str__(self) -> str:
        """Return the shortest text that `parse` reads as this period; empty for all of time."""
        if self.start is None and self.end is None:
            return ""
        last = None if self.end is None else self.end - timedelta(days=1)
        sides = zip(_named(self.start), _named(last), strict=True)
        texts = (a if a == b else f"{a}/{b}" for a, b in sides)
        return next(text for text in texts if type(self).parse(text) == self)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read `2021`, `2021-Q3`, `2021-06`, `2021-06-15`, or `A/B` with either side open.

        `/2030` is everything up to the last day of 2030: the deadline "đến năm 2030". An empty text
        is None: no date was stated.

        Raises:
            PeriodError: not of that form, no such day, or the end comes before the beginning.
        """
        if not text:
            return None
        first, slash, last = text.partition("/")
        if not slash:
            return cls(*_days(first))
        if not first and not last:
            raise PeriodError(
                "không có thời gian nào ở hai bên dấu gạch chéo",
                "names no date on either side of the slash",
            )
        return cls(_days(first)[0] if first else None, _days(last)[1] if last else None)


def _named(day: date | None) -> tuple[str, ...]:
    """Return the year, quarter, month and day that a day belongs to; empty where there is none."""
    if day is None:
        return ("",) * 4
    quarter = f"{day:%Y}-Q{(day.month + 2) // 3}"
    return f"{day:%Y}", quarter, f"{day:%Y-%m}", f"{day:%Y-%m-%d}"


def _days(text: str) -> tuple[date, date]:
    """Return the first day of a partial date and the first day after it."""
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise PeriodError(
            f"“{text}” không phải năm, quý (2021-Q3), tháng hay ngày",
            f'"{text}" is not a year, quarter (2021-Q3), month or day',
        )
    year, first, months = int(match["year"]), 1, 12
    if not 0 < year < MAXYEAR:
        raise _impossible(text, f"không có năm {year}", f"there is no year {year}")
    if match["quarter"]:
        first, months = 3 * int(match["quarter"]) - 2, 3
        if not 1 <= first <= 10:
            raise _impossible(text, "quý chỉ từ 1 đến 4", "quarters run from 1 to 4")
    elif match["month"]:
        first, months = int(match["month"]), 1
        if not 1 <= first <= 12:
            raise _impossible(text, "tháng chỉ từ 01 đến 12", "months run from 01 to 12")
    if match["day"]:
        day, length = int(match["day"]), monthrange(year, first)[1]
        if not 1 <= day <= length:
            raise _impossible(
                text,
                f"tháng {first} năm {year} chỉ có ngày 01 đến {length}",
                f"{year}-{first:02} has days 01 to {length}",
            )
        found = date(year, first, day)
        return found, found + timedelta(days=1)
    last = first + months - 1
    return date(year, first, 1), date(year + last // 12, last % 12 + 1, 1)


def _impossible(text: str, vi: str, en: str) -> PeriodError:
    return PeriodError(f"không có thời gian ấy: {vi}", f'"{text}" is no date: {en}')
