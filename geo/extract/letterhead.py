"""The head of an official text: its own number and the day it was signed."""

import re
from dataclasses import dataclass
from datetime import date

from geo.extract.script import bare
from geo.extract.times import DECISION, When

_LONGEST = 2000
"""Characters in which a head stands."""

_END = re.compile(r"^\s*(?:can cu|dieu 1)\b", re.MULTILINE)
_NUMBER = re.compile(r"(?:^|[|\t])[ ]*so ?:? ?(?=\d)", re.MULTILINE)
_DAY = re.compile(
    r"^[^\n]{0,90}?, ?(?P<words>ngay (?P<day>\d{1,2}) thang (?P<month>\d{1,2}) nam (?P<year>\d{4}))"
    r"[ ]*(?:[|\t]|$)",
    re.MULTILINE,
)
_DECIDES = re.compile(r"/(?:QĐ|QD|NQ)")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a text says of itself; `number` is that of a decision or resolution only.

    Attributes:
        number: as written, without spaces (`123/QĐ-UBND`).
        day: of signing.
        signed: the words that give the day.
    """

    number: str | None = None
    day: date | None = None
    signed: When | None = None


def letterhead(text: str) -> Letterhead:
    """Return what the head of a cleaned text says, empty where it has none."""
    plain = bare(text[:_LONGEST])
    end = _END.search(plain)
    plain = plain[: end.start()] if end else plain
    number: str | None = None
    if found := _NUMBER.search(plain):
        stated = DECISION.match(text, found.end())
        if stated is not None and _DECIDES.search(stated[0]):
            number = stated[0].replace(" ", "")
    dated = _DAY.search(plain)
    if dated is None:
        return Letterhead(number)
    try:
        day = date(int(dated["year"]), int(dated["month"]), int(dated["day"]))
    except ValueError:
        return Letterhead(number)
    iso = day.isoformat()
    return Letterhead(number, day, When(*dated.span("words"), "point", iso, iso))
