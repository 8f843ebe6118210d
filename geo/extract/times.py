"""Dates, quarters, spans and deadlines in the words of a text, and the numbers of decisions.

Everything is looked for in the text without accents, of the same length, so that `quy II/2025` of
an unaccented text is found too. A date without its year gets one from the other end of its span or
from the day of publication, else it stays without.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = r"(?:19|20)\d\d"
_SEP = r" ?[/.-] ?"


def _point(name: str) -> str:
    """Return the pattern of one point in time, its groups named by a letter."""
    return (
        rf"(?:(?:cuoi|dau|giua|het|trong|nua dau|nua cuoi) )?(?:"
        rf"quy (?P<q{name}>iv|iii|ii|i|[1-4])\b(?:(?:{_SEP}|,? nam | )(?P<qy{name}>{_YEAR})\b)?"
        rf"|thang (?P<m{name}>1[0-2]|0?[1-9])\b(?:(?:{_SEP}|,? nam )(?P<my{name}>{_YEAR})\b)?"
        rf"|(?:ngay )?(?P<d{name}>3[01]|[12]\d|0?[1-9])(?:{_SEP}| thang )"
        rf"(?P<dm{name}>1[0-2]|0?[1-9])(?:{_SEP}| nam |, nam )(?P<dy{name}>{_YEAR})\b"
        rf"|(?P<nm{name}>1[0-2]|0?[1-9])[/-](?P<ny{name}>{_YEAR})\b(?!/)"
        rf"|(?:nam )?(?P<y{name}>{_YEAR})\b(?![/.,]?\d))"
    )


_SPAN = re.compile(
    rf"\b(?:tu )?(?:{_point('a')})(?: ?- ?| (?:den|toi) )(?:truoc )?(?:{_point('b')})"
)
_DEADLINE = re.compile(
    rf"\b(?:(?:cham nhat|muon nhat) )?(?:den|toi|truoc|khong qua|cham nhat)(?: la)?(?: ngay)? "
    rf"(?:{_point('b')})"
)
_BEGINNING = re.compile(rf"\b(?:tu|sau|ke tu)(?: ngay)? (?:{_point('a')})")
_DAY = re.compile(
    rf"\b(?:ngay|sang|chieu|toi|hom) (?P<da>3[01]|[12]\d|0?[1-9])(?:{_SEP}| thang )"
    rf"(?P<dma>1[0-2]|0?[1-9])\b(?!%)(?:(?:{_SEP}| nam |, nam )(?P<dya>{_YEAR})\b)?"
)
_POINT = re.compile(rf"\b(?:{_point('a')})")
_PERIOD = re.compile(rf"\b(?:giai doan|thoi ky|nam) (?P<ya>{_YEAR}) ?[-–] ?(?P<yb>{_YEAR})\b")
_BARE_YEAR = re.compile(_YEAR)
_VAGUE = re.compile(r"\b(?:trong )?nam nay\b|\bnam toi\b|\bthoi gian toi\b")
_START = re.compile(
    r"(?:tu|den|toi|truoc|sau|ke|cham|muon|khong qua|quy|thang|ngay|sang|chieu|hom|giai doan"
    r"|thoi ky|nam|trong|cuoi|dau|giua|het|nua|thoi gian"
    r"|(?<![\d.,/-])\d{1,2}[/.-]\d|(?<![\d.,/-])(?:19|20)\d\d)"
)
DECISION = re.compile(
    r"(?<![\w/])\d{1,6}(?: ?/ ?\d{4})? ?/ ?(?:[A-ZĐ]{2,8}(?: ?- ?[A-ZĐ][A-ZĐa-zđ&]{0,9}){0,3})"
    r"(?:\d{0,3})\b"
    r"|(?<![\w/])\d{1,6}/(?:QD|NQ|TB|KH|CV|BC|TTr)(?:-[A-Za-zĐ&]{1,10}){0,3}\b"
)


@dataclass(frozen=True, slots=True)
class When:
    """A time named in a text: its place in the cleaned text and what it says, ISO.

    `kind` is `span`, `deadline`, `beginning` or `point`.
    """

    start: int
    end: int
    kind: str
    first: str | None
    last: str | None

    @property
    def is_fine(self) -> bool:
        """Tell whether it is exacter than a year."""
        return any(side is not None and len(side) > 4 for side in (self.first, self.last))

    def is_after(self, day: date | None) -> bool:
        """Tell whether it begins, or a deadline lies, after a day; not where no day is known."""
        stated = self.first or self.last
        if stated is None or day is None:
            return False
        year, _, quarter = stated.partition("-Q")
        begins = f"{year}-{3 * int(quarter) - 2:02}" if quarter else stated
        return begins > day.isoformat()


def times(plain: str, start: int, end: int, published: date | None) -> list[When]:
    """Return the times named between two places of a text without accents, in order.

    Args:
        plain: the text, lower case, without accents.
        start, end: where to look.
        published: completes a day or month without a year: the last one not after it.
    """
    found: list[When] = []
    place = start
    while (match := _START.search(plain, place, end)) is not None:
        if match.start() > start and plain[match.start() - 1].isalnum():
            place = match.start() + 1
            continue
        when = _at(plain, match.start(), end, published)
        if when is None:
            place = match.start() + 1
        else:
            found.append(when)
            place = when.end
    return found


def _at(plain: str, place: int, end: int, published: date | None) -> When | None:
    if match := _SPAN.match(plain, place, end):
        last = _iso(match, "b", None, published)
        first = _iso(match, "a", last, published)
        if match["ya"] and not match["yb"] and not match["qyb"] and not match["myb"]:
            first = match["ya"]
        if not _is_scrap(match) and not _is_one_point(match):
            return When(*match.span(), "span", first, last)
    if match := _PERIOD.match(plain, place, end):
        return When(*match.span(), "span", match["ya"], match["yb"])
    if (match := _DEADLINE.match(plain, place, end)) and not _is_scrap(match):
        return When(*match.span(), "deadline", None, _iso(match, "b", None, published))
    if (match := _BEGINNING.match(plain, place, end)) and not _is_scrap(match):
        return When(*match.span(), "beginning", _iso(match, "a", None, published), None)
    if match := _DAY.match(plain, place, end):
        day = _day(match["dya"], match["dma"], match["da"], published)
        return When(*match.span(), "point", day, day)
    if match := _VAGUE.match(plain, place, end):
        return When(*match.span(), "point", None, None)
    if (match := _POINT.match(plain, place, end)) and not _is_bare_year(match):
        point = _iso(match, "a", None, published)
        return When(*match.span(), "point", point, point)
    return None


def _is_scrap(match: re.Match[str]) -> bool:
    """Tell whether a span or deadline names no time: `từ 2020 ha`."""
    rest = match.string[match.end() : match.end() + 5].lstrip()
    return rest.startswith(("ha", "ty", "ti ", "trieu", "m2", "%"))


def _is_one_point(match: re.Match[str]) -> bool:
    """Tell whether a hyphen only joins a quarter or month to its year: `quý III-2024`."""
    alone = (match["qa"] and not match["qya"]) or (match["ma"] and not match["mya"])
    return bool(alone and match["yb"] and re.search(r"[iv\d] ?- ?\d{4}$", match[0]))


def _is_bare_year(match: re.Match[str]) -> bool:
    return _BARE_YEAR.fullmatch(match[0]) is not None


def _iso(match: re.Match[str], side: str, other: str | None, published: date | None) -> str | None:
    """Return one side of a match as ISO text, taking a missing year from the other side."""
    parts = match.groupdict()
    year = other[:4] if other else None
    if quarter := parts.get(f"q{side}"):
        number = _ROMAN.get(quarter) or int(quarter)
        known = parts[f"qy{side}"] or year or (str(published.year) if published else None)
        return f"{known}-Q{number}" if known else None
    if month := parts.get(f"m{side}"):
        known = parts[f"my{side}"] or year
        if known is None and published is not None:
            known = str(published.year)
        return f"{known}-{int(month):02}" if known else None
    if day := parts.get(f"d{side}"):
        return _day(parts[f"dy{side}"], parts[f"dm{side}"], day, published)
    if month := parts.get(f"nm{side}"):
        return f"{parts[f'ny{side}']}-{int(month):02}"
    return parts.get(f"y{side}")


def _day(year: str | None, month: str, day: str, published: date | None) -> str | None:
    """Return a day as ISO; None for one that never was or whose year nobody tells."""
    years = [int(year)] if year else []
    if not years and published is not None:
        years = [published.year, published.year - 1]
    latest = published + timedelta(days=31) if published is not None and not year else date.max
    for candidate in years:
        try:
            found = date(candidate, int(month), int(day))
        except ValueError:
            continue
        if found <= latest:
            return found.isoformat()
    return None
