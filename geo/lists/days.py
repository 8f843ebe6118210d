"""Dates of a list as people write them: a day (day first), a month, a quarter, a year, a span."""

import re
from datetime import date, datetime, timedelta

from geo.books.grid import Value
from geo.dates import Period, PeriodError
from geo.ingest.tables import YEARS
from geo.lists.figures import CellFault, is_nothing, text_of

_SERIALS = range(20_000, 80_000)
_BEFORE_FIRST = date(1899, 12, 30)
_DAY = re.compile(
    r"(?:ngày )?([0-9]{1,2})\s*(?:[/.-]|tháng)\s*([0-9]{1,2})\s*(?:[/.-]|năm)\s*([0-9]{4})"
)
_MONTH = re.compile(r"(?:tháng )?([0-9]{1,2})\s*(?:[/.-]|năm)\s*([0-9]{4})")
_QUARTER = re.compile(r"(?:quý|quí|q)\s*\.?\s*(iv|i{1,3}|[1-4])\s*(?:[/.-]|năm)?\s*([0-9]{4})")
_YEAR = re.compile(r"(?:năm )?([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")
_SPAN = re.compile(r"(?:(?:giai đoạn|thời kỳ|từ)\s+)?([0-9]{4})\s*(?:-|đến)\s*([0-9]{4})")
_UNTIL = re.compile(r"(?:đến|tới)(?: hết| cuối)? +(.+)")
_SINCE = re.compile(r"từ +(.+)")
_NOT_YET = re.compile(r"chưa(?: có| thành lập| rõ| xác định)?|không|0")
_STATED = re.compile(r"[0-9/Q-]*[0-9]{4}[0-9/Q-]*")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def period(value: Value) -> Period | None:
    """Read a date; None for an empty cell.

    `12/03/2021`, `tháng 3/2021`, `quý II/2022`, `2019`, `2021-2025`, `đến năm 2030`, a date of a
    spreadsheet or its serial number; also what `Period.parse` reads.

    Raises:
        CellFault: it is none of these, there is no such day, or the year is out of bounds; or as
            `text_of`.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and value in _SERIALS:
        value = _BEFORE_FIRST + timedelta(days=value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _checked(str(value))
    text = text_of(value)
    if text is None or is_nothing(text) or _NOT_YET.fullmatch(text.casefold()):
        return None
    return _checked(_parsed(text.casefold()))


def _parsed(text: str) -> str:
    """Return what `Period.parse` reads, from what people write."""
    if span := _SPAN.fullmatch(text):
        return f"{span[1]}/{span[2]}"
    if day := _DAY.fullmatch(text):
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    if _SHORT_YEAR.fullmatch(text):
        raise CellFault("năm phải đủ bốn chữ số", "the year needs four digits")
    if month := _MONTH.fullmatch(text):
        return f"{month[2]}-{int(month[1]):02}"
    if quarter := _QUARTER.fullmatch(text):
        return f"{quarter[2]}-Q{_QUARTERS.get(quarter[1], quarter[1])}"
    if year := _YEAR.fullmatch(text):
        return year[1]
    if until := _UNTIL.fullmatch(text):
        return f"/{_parsed(until[1])}"
    if since := _SINCE.fullmatch(text):
        return f"{_parsed(since[1])}/"
    if _STATED.fullmatch(text.upper()):
        return text.upper()
    raise CellFault(
        "không phải là thời gian (ví dụ đúng: 12/03/2021, tháng 3/2021, quý II/2022, 2019)",
        "is no date (such as 12/03/2021, day first; 2021-Q2; 2019)",
    )


def _checked(text: str) -> Period | None:
    try:
        found = Period.parse(text)
    except PeriodError as fault:
        raise CellFault(*fault.text) from fault
    first, last = YEARS
    for day in (found.start, found.end) if found else ():
        if day is not None and not first <= day.year <= last + 1:
            raise CellFault(
                f"năm phải từ {first} đến {last}",
                f"the year must lie between {first} and {last}",
            )
    return found
