"""Periods that are reported on: a year, half a year, a quarter."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from geo.errors import InputError, Text

_FORM = re.compile(r"(?P<year>(?:19|20)\d\d)-?(?:(?P<part>[HQ])(?P<number>\d))?", re.IGNORECASE)
_PARTS = {"H": 2, "Q": 4}
_MONTHS = 12
_HALVES = (
    Text("6 tháng đầu năm", "First half of"),
    Text("6 tháng cuối năm", "Second half of"),
)
_QUARTERS = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class ReportPeriod:
    """A period with its name; both days belong to it."""

    name: Text
    first_day: date
    last_day: date


def read_period(text: str) -> ReportPeriod:
    """Read `2026`, `2026H2`, `2026Q3` (also with a hyphen, in small letters).

    Raises:
        InputError: it is none of these.
    """
    match = _FORM.fullmatch(text.strip())
    part = (match["part"] or "").upper() if match else ""
    number = int(match["number"] or 1) if match else 0
    if match is None or not 1 <= number <= _PARTS.get(part, 1):
        raise InputError(
            Text(
                f"--period “{text}”: cần một năm, nửa năm hoặc quý: 2026, 2026H2, 2026Q3.",
                f'--period "{text}": expected a year, half or quarter: 2026, 2026H2, 2026Q3.',
            )
        )
    months = _MONTHS // _PARTS.get(part, 1)
    year, before, through = int(match["year"]), (number - 1) * months, number * months
    following = date(year + through // _MONTHS, through % _MONTHS + 1, 1)
    name = _name(match["year"], part, number)
    return ReportPeriod(name, date(year, before + 1, 1), following - timedelta(days=1))


def _name(year: str, part: str, number: int) -> Text:
    if part == "H":
        half = _HALVES[number - 1]
        return Text(f"{half.vi} {year}", f"{half.en} {year}")
    if part == "Q":
        return Text(f"Quý {_QUARTERS[number - 1]} năm {year}", f"Quarter {number} of {year}")
    return Text(f"Năm {year}", f"Year {year}")
