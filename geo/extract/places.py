"""Names of administrative units in a text, anchored in the gazetteer.

A type word announces a unit (`xã`, `H.`, `TP`); how far its name reaches, and whether a name
without a type is a unit at all, the gazetteer tells. Units are asked for at several times, because
a text may use names of either side of 2025-07-01.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from geo.dates import SWITCH
from geo.extract.lexicon import Lexicon
from geo.extract.script import Token, bare, word_key
from geo.gazetteer import Gazetteer
from geo.text import spelling_key
from geo.units import Unit
from geo.vocabulary import Level

_LEVELS = {
    "tỉnh": Level.PROVINCE,
    "thành phố": Level.DISTRICT,
    "huyện": Level.DISTRICT,
    "quận": Level.DISTRICT,
    "thị xã": Level.DISTRICT,
    "xã": Level.COMMUNE,
    "phường": Level.COMMUNE,
    "thị trấn": Level.COMMUNE,
    "đặc khu": Level.COMMUNE,
}
_LONGEST = 5
_SIDES = frozenset(["bắc", "nam", "đông", "tây", "trung", "thượng", "hạ"])
"""Words that part a commune: `Bình Định Nam`, also where the gazetteer has only the whole."""

_NATION = "Việt Nam"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit named in a text: its tokens, its level and its bare name; `typed` with a type word."""

    first: int
    last: int
    level: Level
    name: str
    typed: bool


class Places:
    """What the gazetteer says of names; every question is asked once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._provinces: dict[tuple[str, ...], str] = {}
        self._municipal: set[str] = set()
        self._units: dict[str, list[Unit]] = {}
        for spelling, unit in gazetteer.spellings(Level.PROVINCE):
            words = [word for word in spelling.replace("-", " ").split() if word]
            name = spelling if spelling == unit.name or len(words) > 1 else unit.name
            for key in (word_key, bare):
                self._provinces.setdefault(tuple(key(word) for word in words), name)
            if unit.unit_type == "thành phố" and unit.name != "Huế":
                self._municipal.add(spelling_key(spelling))
            self._units.setdefault(spelling_key(spelling), []).append(unit)
        self._longest = max(len(words) for words in self._provinces)
        self._starts = {words[0] for words in self._provinces}
        ends = {unit.valid.end for unit in gazetteer if unit.valid.end is not None}
        self._days = (*(end - timedelta(days=1) for end in sorted(ends, reverse=True)), SWITCH)
        self._levels: dict[tuple[str, str | None], Level | None] = {}
        self._known: dict[str, bool] = {}

    def province_at(self, tokens: Sequence[Token], place: int) -> tuple[int, str] | None:
        """Return the token after the longest province name at a place, and the name."""
        if tokens[place].key not in self._starts or not tokens[place].is_name:
            return None
        words: list[str] = []
        best: tuple[int, str] | None = None
        at = place
        while at < len(tokens) and len(words) < self._longest:
            token = tokens[at]
            if token.text == "-" and words:
                at += 1
                continue
            if not token.is_word or not token.is_name:
                break
            words.append(token.key)
            at += 1
            name = self._provinces.get(tuple(words))
            if name is not None:
                best = at, name
        if best and best[0] < len(tokens) and _goes_on(tokens, best[0]):
            return None
        return best

    def is_known(self, name: str) -> bool:
        """Tell whether a unit of any level and time bears the name."""
        if name not in self._known:
            self._known[name] = self._gazetteer.bears(name)
        return self._known[name]

    def level_of(self, name: str, province: str | None) -> Level | None:
        """Return the level of a name without a type: a province, or what lies in the province.

        Without a province only other provinces and districts are recognised.
        """
        asked = (name, province)
        if asked not in self._levels:
            self._levels[asked] = self._level_of(name, province)
        return self._levels[asked]

    def _level_of(self, name: str, province: str | None) -> Level | None:
        if province is None:
            if spelling_key(name) in self._units:
                return Level.PROVINCE
            found = self._inside(name, None, (Level.DISTRICT,))
        else:
            found = self._inside(name, province, (Level.DISTRICT, Level.COMMUNE))
            if found is None and spelling_key(name) in self._units:
                return Level.PROVINCE
        return found

    def _inside(self, name: str, province: str | None, levels: tuple[Level, ...]) -> Level | None:
        if not self.is_known(name):
            return None
        holders: Sequence[Unit | None] = (
            [None] if province is None else self._units.get(spelling_key(province), [])
        )
        for level in levels:
            for day in self._days:
                for holder in holders:
                    if self._gazetteer.candidates(name, on=day, within=holder, level=level):
                        return level
        return None

    def holds(self, province: str, district: str) -> bool:
        """Tell whether a district of any time lay in the province."""
        return self.level_of(district, province) is Level.DISTRICT

    def typed_at(
        self, tokens: Sequence[Token], place: int, tables: Lexicon, plain: bool
    ) -> list[Place]:
        """Return the units that a type word at a place announces: `hai xã Đức Tân và Đức Hòa`."""
        head = tables.types.at(tokens, place, plain=plain)
        if head is None or (len(head.row) < 2 and not tokens[place].is_name):
            return []
        short = len(tokens[place].text) <= 2 and head.last - head.first == 1
        if short and not tokens[place].text.isupper() and head.row == "thành phố":
            return []
        level = _LEVELS[head.row]
        if head.row in ("tỉnh", "thành phố") and head.last < len(tokens):
            named = self.province_at(tokens, head.last)
            if named is not None:
                municipal = spelling_key(named[1]) in self._municipal
                level = Level.PROVINCE if head.row == "tỉnh" or municipal else Level.DISTRICT
                return [Place(place, named[0], level, named[1], True)]
        end = self._name_end(tokens, head.last, level)
        if end is None:
            return []
        name = joined(tokens, head.last, end)
        found = [Place(place, end, level, name, True)]
        several = place > 0 and tokens[place - 1].word in (
            "các",
            "hai",
            "ba",
            "bốn",
            "2",
            "3",
            "02",
        )
        listed = level is Level.COMMUNE or (level is Level.DISTRICT and several)
        while listed and (more := self._next(tokens, found[-1].last, level, several)):
            found.append(more)
        return found

    def _next(
        self, tokens: Sequence[Token], place: int, level: Level, several: bool
    ) -> Place | None:
        """Return the next unit of a list: after `và`, and after a comma of `các xã`."""
        if place + 1 >= len(tokens):
            return None
        joint = tokens[place].word
        if joint not in ("và", "va") and not (several and joint == ","):
            return None
        end = self._name_end(tokens, place + 1, level)
        if end is None:
            return None
        name = joined(tokens, place + 1, end)
        after = tokens[end].text if end < len(tokens) else ""
        if not self.is_known(name) or (after == "(" and level is Level.COMMUNE):
            return None
        return Place(place + 1, end, level, name, True)

    def _name_end(self, tokens: Sequence[Token], place: int, level: Level) -> int | None:
        """Return the token after a unit's name; the longest known name, else its capitals."""
        ends = list(_name_ends(tokens, place))
        for end in reversed(ends):
            if self.is_known(joined(tokens, place, end)):
                longer = end + 1 in ends and tokens[end].word in _SIDES
                return end + 1 if longer else end
        capitals = [end for end in ends if tokens[end - 1].is_word]
        return capitals[-1] if capitals and level is not Level.PROVINCE else None


def _name_ends(tokens: Sequence[Token], place: int) -> list[int]:
    """Return the places where a name that begins here may end."""
    found = []
    at = place
    while at < len(tokens) and at - place < _LONGEST:
        token = tokens[at]
        if token.is_number:
            if not token.text.isdigit() or len(token.text) > 2:
                break
            at += 1
            found.append(at)
            break
        if token.text == "-" and at > place and at + 1 < len(tokens) and tokens[at + 1].is_name:
            at += 1
            continue
        if not token.is_word or not token.is_name:
            break
        at += 1
        found.append(at)
    return found


def _goes_on(tokens: Sequence[Token], end: int) -> bool:
    """Tell whether a name goes on with a capital: `Hà Nam Ninh` is not Hà Nam."""
    token = tokens[end]
    return (
        token.is_word
        and token.is_name
        and not token.text.isupper()
        and len(token.text) > 1
        and (tokens[end - 1].end + 1 == token.start)
    )


def joined(tokens: Sequence[Token], first: int, last: int) -> str:
    """Return the words of some tokens as the text spaces them."""
    pieces = [tokens[first].text]
    for before, token in zip(tokens[first : last - 1], tokens[first + 1 : last], strict=True):
        pieces.append((" " if token.start > before.end else "") + token.text)
    return "".join(pieces)


@lru_cache(maxsize=4)
def places_of(gazetteer: Gazetteer) -> Places:
    """Return the places of a gazetteer, made once."""
    return Places(gazetteer)
