"""Dates as planning texts state them: a year, a quarter, a month or a day, open at either end.

Periods are half-open: the day in `end` is the first that no longer belongs. An open end is None.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

SWITCH = date(2025, 7, 1)
"""First day of the 34 provinces without districts (Resolution 202/2025/QH15)."""

SYSTEMS = {"34": SWITCH, "63": SWITCH - timedelta(days=1)}
"""A day of each administrative system, by its number of provinces."""

PLAN_END = date(2030, 12, 31)
"""Last day of the planning period 2021–2030."""

_PARTIAL = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>\d)|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?"
)


@dataclass(frozen=True)
class Period:
    """A half-open span of days, `start` included and `end` not; None where it is open."""

    start: date | None
    end: date | None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise ValueError(f"the period ends ({self.end}) before it begins ({self.start})")

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read `2021`, `2021-Q3`, `2021-06`, `2021-06-15`, or `A/B` with either side open.

        `/2030` is everything up to the last day of 2030: the deadline "đến năm 2030". An empty text
        is None: no date was stated.

        Raises:
            ValueError: not of that form, no such day, or the end comes before the beginning.
        """
        if not text:
            return None
        first, slash, last = text.partition("/")
        if not slash:
            return cls(*_days(first))
        if not first and not last:
            raise ValueError(f'"{text}" names no date on either side of the slash')
        return cls(_days(first)[0] if first else None, _days(last)[1] if last else None)


def _days(text: str) -> tuple[date, date]:
    """Return the first day of a partial date and the first day after it."""
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise ValueError(f'"{text}" is not a year, quarter (2021-Q3), month or day')
    year = int(match["year"])
    try:
        if match["day"]:
            day = date(year, int(match["month"]), int(match["day"]))
            return day, day + timedelta(days=1)
        first = int(match["month"] or 1)
        length = 1 if match["month"] else 12
        if match["quarter"]:
            if not 1 <= int(match["quarter"]) <= 4:
                raise ValueError("quarters run from 1 to 4")
            first, length = 3 * int(match["quarter"]) - 2, 3
        after = first + length
        return date(year, first, 1), date(year + (after > 12), (after - 1) % 12 + 1, 1)
    except (ValueError, OverflowError) as impossible:
        raise ValueError(f'"{text}" is no date: {impossible}') from impossible
