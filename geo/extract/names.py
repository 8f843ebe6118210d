"""How far a cluster's name reaches.

A name is a run of capitalised words with hyphens and a numeral, perhaps opened by a descriptor in
small letters (`làng nghề`, `phía tây`) or a type word of its own (`thị trấn Me`). A unit, an office
or a count behind it ends it.
"""

from collections.abc import Callable

from geo.extract.lines import Line
from geo.extract.places import joined
from geo.extract.script import bare

_QUOTE = '"'
LONGEST = 9
"""Tokens of the longest name."""

_PARTS = frozenset(["2", "3", "4", "ii", "iii", "iv"])
_BEHIND = frozenset(
    ["va", "co", "la", "tai", "o", "thuoc", "nam", "do", "duoc", "da", "dang", "vua"]
)
_IN_NAMES = frozenset(["thị trấn", "xã", "phường"])


class Names:
    """The names of one sentence.

    Args:
        line: the line.
        first, last: the sentence's tokens.
        is_unit: tells whether an administrative unit bears a name.
    """

    def __init__(self, line: Line, first: int, last: int, is_unit: Callable[[str], bool]) -> None:
        self.line, self.tokens, self.first, self.last = line, line.tokens, first, last
        self._is_unit = is_unit

    def end(self, at: int, *, after_head: bool, typed: bool = False) -> int | None:
        """Return the place after the name that begins here, or None if none does.

        Args:
            at: where it may begin.
            after_head: a head noun stands before it, so that it is no office.
            typed: it may begin with a type word in small letters (`cụm công nghiệp thị trấn Me`).
        """
        tokens, line, last = self.tokens, self.line, self.last
        if at >= last:
            return None
        if tokens[at].text == _QUOTE:
            for end in range(at + 2, min(at + 12, last)):
                if tokens[end].text == _QUOTE:
                    return end + 1
            return None
        place = at
        role = line.words.get(place)
        steps = 0
        while role and role.row[0] == "descriptor" and not tokens[place].is_name and steps < 3:
            place = role.last
            role = line.words.get(place)
            steps += 1
        unit = line.tables.types.at(tokens, place, plain=line.plain) if place < last else None
        if unit is not None:
            allowed = unit.row in _IN_NAMES and (typed or tokens[place].is_name)
            if not allowed or unit.last >= last or not tokens[unit.last].is_name:
                return None
            place = unit.last
        elif place < last and (self._is_office(place, after_head) or line.role(place) == "nation"):
            return None
        end = place
        while end < last and end - place < LONGEST and self.continues(end, place):
            end += 1
        while end > place and tokens[end - 1].text in "-.":
            end -= 1
        if end == place + 1:
            end = self._small_letters(end)
        if end > place:
            end = self._part_end(end)
        if end == place:
            if place > at and place < last and tokens[place].is_number:
                return place + 1
            return None
        return end

    def typed_end(self, at: int) -> int | None:
        """Return the end of a name that a capitalised type word begins: `Thị trấn Mộ Đức`."""
        typed = self.line.tables.types.at(self.tokens, at, plain=self.line.plain)
        if typed is None or typed.row not in _IN_NAMES or not self.tokens[at].is_name:
            return None
        return self.end(at, after_head=False)

    def may_begin(self, at: int) -> bool:
        """Tell whether a name may begin here: no figure, time, office or head noun does."""
        line = self.line
        if at >= self.last:
            return False
        if line.role(at) in ("not_name", "starter") and not self._only_sounds_like_office(at):
            return False
        if at in line.quantities or at in line.whens or at in line.decisions:
            return False
        if line.tables.heads.at(self.tokens, at, plain=line.plain) is not None:
            return False
        if line.tables.types.at(self.tokens, at, plain=line.plain) is not None:
            return self.tokens[at].text[0].isupper() and self.typed_end(at) is not None
        return True

    def capitals(self, at: int) -> str:
        """Return the run of capitals that begins here, empty where none does."""
        end = at
        while end < self.last and end - at < LONGEST and self.continues(end, at):
            end += 1
        return joined(self.tokens, at, end) if end > at else ""

    def continues(self, at: int, start: int) -> bool:
        """Tell whether a token belongs to the name that began at `start`."""
        tokens, line = self.tokens, self.line
        token = tokens[at]
        if token.is_word:
            if not token.is_name:
                return False
            return at == start or not (
                self._opens_unit(at)
                or line.tables.heads.at(tokens, at, plain=line.plain) is not None
                or (line.role(at) == "not_name" and token.text.isupper())
                or (line.is_shouted and self._is_spoken(at))
            )
        if at == start:
            return False
        if token.is_number:
            return (
                token.text.isdigit()
                and len(token.text) < 4
                and at not in line.quantities
                and not self._is_count(at)
            )
        if token.text == "-":
            after = tokens[at + 1] if at + 1 < self.last else None
            return after is not None and (
                (after.is_word and after.is_name and not self._is_unit_word(at + 1))
                or (after.is_number and after.start == token.end)
            )
        return (
            token.text == "."
            and at + 1 < self.last
            and (
                token.start == tokens[at - 1].end == token.start
                and len(tokens[at - 1].text) == 1
                and tokens[at + 1].is_name
            )
        )

    def _small_letters(self, end: int) -> int:
        """Go on over a name written with one capital (`Tóc tiên (35ha)`): a figure tells."""
        line = self.line
        for last in range(end + 1, min(end + 7, self.last)):
            token = self.tokens[last - 1]
            joins = token.text == "-" or (token.is_word and token.is_name)
            if not joins and (not token.is_word or (last - 1) in line.words):
                break
            if token.text == "-":
                continue
            stop = last + (self.tokens[last].is_number and last not in line.quantities)
            if stop < self.last and (
                stop in line.quantities
                or (self.tokens[stop].text == "(" and self._is_sized(stop + 1))
            ):
                return stop
        return end

    def _part_end(self, end: int) -> int:
        """Go on over the later part of a cluster: `Kim Bài giai đoạn 2`, `Châu Khê mở rộng`.

        `mở rộng` before a figure, a place or a size to come is what happens to the cluster.
        """
        words = [bare(token.text) for token in self.tokens[end : min(end + 3, self.last)]]
        if words[:2] == ["giai", "doan"] and len(words) == 3 and words[2] in _PARTS:
            return end + 3
        if words[:2] != ["mo", "rong"] or end + 2 in self.line.quantities:
            return end
        named = len(words) == 2 or words[2] in _BEHIND or not words[2].isalnum()
        typed = not named and self.line.tables.types.at(self.tokens, end + 2, plain=self.line.plain)
        return end + 2 if named or typed else end

    def _is_sized(self, at: int) -> bool:
        return (
            at in self.line.quantities
            or at + 1 in self.line.quantities
            or (at + 2 in self.line.quantities)
        )

    def _is_office(self, at: int, after_head: bool) -> bool:
        """Tell whether an office, company or the like begins here and no cluster."""
        if self.line.role(at) not in ("not_name", "starter"):
            return False
        single = self.line.words[at].last - at == 1 and not self.tokens[at].text.isupper()
        return not (after_head and single) and not self._only_sounds_like_office(at)

    def _only_sounds_like_office(self, at: int) -> bool:
        """Tell whether the first word of a unit's name is that of an office: `Báo Đáp`."""
        if self.line.words[at].last - at > 1 or not self.tokens[at].is_name:
            return False
        name = self.capitals(at)
        return " " in name and self._is_unit(name)

    def _opens_unit(self, at: int) -> bool:
        """Tell whether a type word with a capital opens a unit's name: not in `Tứ Quận`."""
        typed = self.line.tables.types.at(self.tokens, at, plain=self.line.plain)
        if typed is None:
            return False
        after = self.tokens[typed.last] if typed.last < self.last else None
        return after is not None and (
            after.is_name or (after.is_number and typed.last not in self.line.quantities)
        )

    def _is_spoken(self, at: int) -> bool:
        """Tell whether a verb or another word of the tables begins here, in a line of capitals."""
        return at in self.line.words or any(verb.first == at for verb in self.line.verbs)

    def _is_unit_word(self, at: int) -> bool:
        line = self.line
        return (
            line.tables.types.at(self.tokens, at, plain=line.plain) is not None
            or line.tables.heads.at(self.tokens, at, plain=line.plain) is not None
        )

    def _is_count(self, at: int) -> bool:
        """Tell whether a number counts what follows: `Tam Lập 3 khu công nghiệp`."""
        line = self.line
        after = at + 1
        if after >= self.last:
            return False
        if line.tables.heads.at(self.tokens, after, plain=line.plain) is not None:
            return True
        return line.role(after) in ("project", "investor", "secondary")
