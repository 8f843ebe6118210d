"""Numbers with a unit: areas, capital, shares; what the words around them say they measure."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.extract.lexicon import Lexicon, Match
from geo.extract.script import Token

_SIGNS = frozenset(":,(~")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its measure.

    Attributes:
        first, last: its tokens, the qualifier among them.
        value: in the measure's unit; of a range (40 - 50 ha) the text gives no one value: None.
        measure: ha, vnd_billion, usd_million or percent.
        qualifier: the text's word, or None.
        role: what the words before or after say: area_total, area_from, area_to, area_delta,
            area_minus, area_other, area_leased, capital_total …; empty where nothing does.
    """

    first: int
    last: int
    value: float | None
    measure: str
    qualifier: str | None
    role: str


def number(text: str) -> float | None:
    """Return the value of a number as Vietnamese texts write it; None if it is none.

    `3.382,66` is 3382.66, `1.108` is 1108 and `27.5` is 27.5: a dot before three digits groups.
    """
    digits = text.replace(" ", "")
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        group = "." if digits.rindex(",") > digits.rindex(".") else ","
        digits = digits.replace(group, "").replace(",", ".")
    elif commas > 1 or dots > 1:
        digits = digits.replace(",", "").replace(".", "")
    elif dots == 1 and len(digits.partition(".")[2]) == 3 and not digits.startswith("0."):
        digits = digits.replace(".", "")
    digits = digits.replace(",", ".")
    if digits.count(".") > 1 or len(digits) > 18:
        return None
    return float(digits)


def whole(text: str) -> int | None:
    """Return a count below ten thousand, or None for any other number."""
    value = number(text)
    return int(value) if value is not None and value.is_integer() and value < 10_000 else None


def quantities(
    tokens: Sequence[Token], words: Sequence[Match[tuple[str, str]]], tables: Lexicon, plain: bool
) -> list[Quantity]:
    """Return the quantities of a line in order; numbers without a measure are none."""
    role_ending = {match.last: match.row[0] for match in words}
    role_starting = {match.first: match for match in words}
    found: list[Quantity] = []
    for place, token in enumerate(tokens):
        if not token.is_number or place + 1 >= len(tokens):
            continue
        measure = tables.measures.at(tokens, place + 1, plain=plain)
        if measure is None or not measure.row.factor:
            continue
        amount = number(token.text)
        first, qualifier = _qualified(tokens, place, tables, plain)
        if token.text[:2] in ("0", "00") and place and tokens[place - 1].is_number:
            amount = None  # `5 0 ha` of a scan
        if _is_range(tokens, place):
            amount, first = None, place - 2
        value = None if amount is None else round(amount * measure.row.factor, 9)
        role = _role(tokens, first, role_ending, measure.row.measure)
        after = role_starting.get(measure.last)
        if after and after.row[0] in ("area_other", "clean_land", "area_leased"):
            role = after.row[0]
        found.append(Quantity(first, measure.last, value, measure.row.measure, qualifier, role))
    return found


def _qualified(
    tokens: Sequence[Token], place: int, tables: Lexicon, plain: bool
) -> tuple[int, str | None]:
    """Return where the qualifier before a number begins, and its words."""
    for size in (3, 2, 1):
        first = place - size
        if first >= 0:
            found = tables.qualifiers.at(tokens, first, plain=plain)
            if found and found.last == place:
                return first, " ".join(token.text for token in tokens[first:place])
    return place, None


def _is_range(tokens: Sequence[Token], place: int) -> bool:
    return (
        place >= 2
        and tokens[place - 1].text == "-"
        and tokens[place - 2].is_number
        and number(tokens[place - 2].text) is not None
    )


def _role(tokens: Sequence[Token], first: int, role_ending: dict[int, str], measure: str) -> str:
    """Return what the words before a quantity say it measures, a few tokens back."""
    families = (
        ("area", "clean", "sum") if measure == "ha" else ("capital", "sum", "area_from", "area_to")
    )
    for place in range(first, max(first - 6, -1), -1):
        role = role_ending.get(place, "")
        if role.startswith(families):
            return role
        if place and not _may_stand_between(tokens[place - 1]):
            break
    return ""


def _may_stand_between(token: Token) -> bool:
    return (token.is_word and not token.is_name) or token.text in _SIGNS
