"""What a line speaks of: named clusters, groups of clusters, units, in the order of the words.

A head noun (`cụm công nghiệp`, `CCN`) announces one name, or several when a count or `các` stands
before it. After a group (`04 cụm:`, `đó là`) names stand without a head noun, item by item. Whether
a name after a comma is a further cluster or the place of the last one, the gazetteer tells.
"""

from collections.abc import Iterator

from geo.extract.lexicon import Head, Match
from geo.extract.lines import Line
from geo.extract.names import LONGEST, Names
from geo.extract.places import Place, Places, joined
from geo.extract.quantities import whole
from geo.extract.subjects import Sentence, Thing
from geo.vocabulary import Level

_AND = frozenset(["và", "va", "cùng", "&"])
_SEPARATORS = frozenset([",", ";"]) | _AND
_QUOTE = '"'


class Scanner:
    """Finds the things of one line after the other.

    Args:
        places: the units of the gazetteer.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._runs = 0
        self.heads_at: Line | None = None  # below its head noun lists may do without

    def sentences(
        self, line: Line, province: str | None, group: Thing | None = None
    ) -> Iterator[Sentence]:
        """Yield the sentences of a line with their things and places.

        Args:
            line: the line.
            province: the province it is about, which decides what a bare name is.
            group: the group whose members the line lists, one or several.
        """
        for first, last in line.sentences:
            scan = _Scan(self, line, self._places, province, first, last)
            if group is not None and first == 0:
                scan.group, scan.listing, scan.zone = group, True, group.zone_type
            yield scan.sentence()

    def run(self) -> int:
        """Return a new number for clusters named in one breath."""
        self._runs += 1
        return self._runs


class _Scan:
    """One sentence, read from left to right."""

    def __init__(
        self, scanner: Scanner, line: Line, places: Places, province: str | None, a: int, b: int
    ) -> None:
        self.scanner, self.line, self.units, self.province = scanner, line, places, province
        self.tokens, self.first, self.last = line.tokens, a, b
        self.names = Names(line, a, b, places.is_known)
        self.things: list[Thing] = []
        self.places: list[Place] = []
        self.group: Thing | None = None
        self.listing = self.by_place = False
        self.zone: str | None = "CCN"

    def _is_itemised(self) -> bool:
        """Tell whether semicolons part the items of the list."""
        own = self.group is not None and self.group in self.things
        begin = self.group.last if own and self.group is not None else self.first
        marks = sum(token.text == ";" for token in self.tokens[begin : self.last])
        count = self.group.count if self.group is not None else None
        return marks >= max(1, (count or 0) - 1)

    def sentence(self) -> Sentence:
        at, depth = self.first, 0
        while at < self.last:
            token = self.tokens[at]
            if token.text == "(":
                depth += 1
                if self.group is not None and self.group.last == at and self._opens_names(at + 1):
                    self.listing, depth = True, depth - 1
                elif self._opens_sized_names(at + 1) and self._lists_of_place(at):
                    depth -= 1
                at += 1
            elif token.text == ")":
                depth = max(0, depth - 1)
                at += 1
            elif token.text == ":":
                if not self._lists_of_place(at):
                    self._lists_of_heading(at)
                self.listing = self.listing or self.group is not None
                at += 1
            else:
                at = self._step(at, depth)
        return Sentence(self.first, self.last, self.things, self.places)

    def _step(self, at: int, depth: int) -> int:
        """Read what stands at a place and return the place after it."""
        line = self.line
        for table in (line.decisions, line.whens):
            if at in table:
                return max(table[at][0], at + 1)
        if at in line.quantities:
            return line.quantities[at].last
        head = line.tables.heads.at(self.tokens, at, plain=line.plain)
        if head is not None:
            return self._head(head)
        if line.tables.types.at(self.tokens, at, plain=line.plain):
            if self._begins_item(at, depth) and self.tokens[at].is_name:
                named = self._typed_name(at)
                if named:
                    return named
            found = self.units.typed_at(self.tokens, at, line.tables, line.plain)
            if found:
                self._place(found)
                return found[-1].last
        role = line.role(at)
        if role in ("opening", "holding") and self._lists_of_place(at):
            return line.words[at].last
        if role == "opening" and self.group is not None:
            self.listing = True
            return line.words[at].last
        begins = self._begins_item(at, depth)
        if role in ("not_name", "starter") and not (begins and self.names.may_begin(at)):
            return self._skip_capitals(line.words[at])
        if begins:
            end = self._item(at)
            if end is not None:
                return end
        if self.tokens[at].is_name and self.tokens[at].is_word:
            return self._bare_name(at, depth)
        return at + 1

    def _lists_of_place(self, at: int) -> bool:
        """Begin the list of a district's clusters: `huyện Lập Thạch có Tử Du, Xuân Lôi`."""
        place = self.places[-1] if self.places else None
        if place is None or place.last != at or place.level is not Level.DISTRICT:
            return False
        start = at + 1
        if self.scanner.heads_at is None or not self.names.may_begin(start):
            return False
        if start >= self.last or not self.tokens[start].is_name:
            return False
        if self.names.end(start, after_head=False) is None:
            return False
        if self.group is None or self._is_full():
            self.group = Thing(at, at, self.zone, run=self.scanner.run())
        self.listing = self.by_place = True
        return True

    def _lists_of_heading(self, at: int) -> None:
        """Begin a list below a head noun without a count: `Danh mục CCN dự kiến thành lập: …`."""
        start = at + 1
        if self.group is not None or not self.things or self.things[-1].unit != "mention":
            return
        if start < self.last and self.tokens[start].is_name and self.names.may_begin(start):
            mention = self.things[-1]
            self.group = Thing(mention.first, mention.last, self.zone, run=self.scanner.run())

    # heads

    def _head(self, head: Match[Head]) -> int:
        """Read a head noun with what stands before and after it."""
        kind, line = head.row, self.line
        self.scanner.heads_at = line
        if kind.strength == "none":
            return head.last
        first, count, plural, unit = self._counted(head.first)
        at = self._after_ordinal(self._after_abbreviation(head.last))
        name_end = self.names.end(at, after_head=True, typed=not plural)
        if name_end is not None and self._is_owner(at, name_end, count):
            name_end = None
        if name_end is None:
            if kind.strength == "weak" and count is None and not plural:
                return head.last
            if count is not None or plural:
                self.group = Thing(
                    first, head.last, kind.zone_type, count=count, run=self.scanner.run(), unit=unit
                )
                self.things.append(self.group)
                self.listing = False
                self.zone = kind.zone_type
                if at > head.last:
                    self.group.last = at
            elif kind.strength == "strong":
                self.things.append(Thing(first, head.last, kind.zone_type, unit="mention"))
            return at
        self.zone = kind.zone_type
        run = self.scanner.run()
        many = count is not None or plural
        if self.listing and self.group is not None and not many:
            run = self.group.run
        named = self._cluster(head.first, at, name_end, run)
        if run == (self.group.run if self.group else None) and self.group is not None:
            self.group.members.append(named)
        if count is not None and self.listing is False:
            self.group = Thing(first, head.last, kind.zone_type, count=count, run=run, unit=unit)
            self.things.insert(len(self.things) - 1, self.group)
            self.group.members.append(named)
        end = self._more(name_end, run, count, many)
        if many:
            self.listing = True
            if self.group is None or self.group.run != run:
                self.group = Thing(first, head.last, kind.zone_type, None, None, run)
        return end

    def _is_owner(self, at: int, end: int, count: int | None) -> bool:
        """Tell whether the one name behind a count is the province of them: `6 cụm Hà Nội vừa`."""
        if count is None or count < 2:
            return False
        after = self.tokens[end].word if end < self.last else ""
        province = self.units.province_at(self.tokens, at)
        return province is not None and province[0] == end and after not in _SEPARATORS

    def _counted(self, at: int) -> tuple[int, int | None, bool, str]:
        """Return where a count before a head noun begins, the count, whether many, of what."""
        tokens, line = self.tokens, self.line
        unit = "cluster"
        place = at
        for size in (3, 2, 1):
            found = line.words.get(place - size)
            if found and found.last == place and found.row[0] in ("project", "secondary"):
                unit = "project" if found.row[0] == "project" else "secondary"
                place -= size
                break
        if place == at and place and tokens[place - 1].word in ("mới", "khác", "hạ"):
            place -= 1
        if place > self.first:
            before = tokens[place - 1]
            part = place - 2 >= self.first and tokens[place - 2].text == "/"
            count = whole(before.text) if before.is_number and not part else None
            if count is not None and not self._in_time(place - 1):
                return place - 1, count, True, unit
            for size in (2, 1):
                if place - size >= self.first:
                    word = line.tables.numerals.at(tokens, place - size, plain=line.plain)
                    if word and word.last == place and not self._in_time(place - size):
                        return place - size, word.row, True, unit
            if line.role(place - 1) == "plural" or (
                place - 2 >= self.first
                and line.role(place - 2) == "plural"
                and line.words[place - 2].last == place
            ):
                return place - 1, None, True, unit
        return at, None, False, unit

    def _in_time(self, at: int) -> bool:
        return any(first <= at < last for first, (last, _) in self.line.whens.items())

    def _after_abbreviation(self, at: int) -> int:
        """Skip the abbreviation that a text gives in brackets: `cụm công nghiệp (CCN)`."""
        if at + 2 < self.last and self.tokens[at].text == "(" and self.tokens[at + 2].text == ")":
            head = self.line.tables.heads.at(self.tokens, at + 1, plain=self.line.plain)
            if head is not None or self.tokens[at + 1].text.isupper():
                return at + 3
        return at

    def _after_ordinal(self, at: int) -> int:
        """Skip the place in a list that stands before a name: `cụm thứ tư là`."""
        end = at + 2
        if end < self.last and self.tokens[at].word in ("thứ", "thu"):
            joint = self.tokens[end].text in (",", ":") or self.line.role(end) == "opening"
            end += joint
            if end < self.last and self.tokens[end].is_name:
                return end
        return at

    # names

    def _cluster(self, first: int, at: int, end: int, run: int) -> Thing:
        inner = end
        start = at
        if self.tokens[start].text == _QUOTE:
            start += 1
            inner -= self.tokens[end - 1].text == _QUOTE
        name = self.line.spelled(start, inner)
        thing = Thing(first, end, self.zone, name, run=run)
        thing.target = first > self.first and self._turns_into(first - 1)
        self.things.append(thing)
        return thing

    def _turns_into(self, at: int) -> bool:
        """Tell whether the word before a name makes it what another cluster turns into."""
        if self.tokens[at].word not in ("thành", "vào", "thanh", "vao"):
            return False
        return at == self.first or self.tokens[at - 1].word not in (
            "khánh",
            "hoàn",
            "khanh",
            "hoan",
        )

    def _more(self, at: int, run: int, count: int | None, many: bool) -> int:
        """Read the names that follow one in the same breath, and return the place after them."""
        found = 1
        while at + 1 < self.last and self.tokens[at].word in _SEPARATORS:
            joint = self.tokens[at].word
            if joint == ";" or (count is not None and found >= count):
                break
            start = at + 1
            if joint == "," and self.tokens[start].word in _AND:
                joint, start = "và", start + 1
            if start >= self.last or not self.names.may_begin(start):
                break
            end = self.names.end(start, after_head=False)
            if end is None:
                break
            name = joined(self.tokens, start, end)
            if not many and not self._is_sibling(name, joint, end):
                break
            if many and count is None and self.units.level_of(name, None) is Level.PROVINCE:
                break
            self._cluster(start, start, end, run)
            if self.group is not None and self.group.run == run:
                self.group.members.append(self.things[-1])
            found += 1
            at = end
        return at

    def _is_sibling(self, name: str, joint: str, end: int) -> bool:
        """Tell whether a name after a single cluster's is another cluster and no place."""
        level = self.units.level_of(name, self.province)
        if joint == ",":
            if level in (Level.PROVINCE, Level.DISTRICT):
                return False
            after = self.tokens[end].text if end < self.last else ""
            return " " in name and (level is None or after != ",")
        return " " in name or level is None

    # lists

    def _opens_names(self, at: int) -> bool:
        if at < self.last and self.line.tables.heads.at(self.tokens, at, plain=self.line.plain):
            return True
        return (
            at < self.last
            and self.names.may_begin(at)
            and self.tokens[at].is_name
            and self.units.level_of(self.names.capitals(at), self.province)
            not in (Level.PROVINCE, Level.DISTRICT)
        )

    def _opens_sized_names(self, at: int) -> bool:
        """Tell whether names with figures stand in the brackets: `thị xã A (B 55 ha, C 30 ha)`."""
        if at >= self.last or not self._opens_names(at):
            return False
        return self.names.end(at, after_head=False) in self.line.quantities

    def _begins_item(self, at: int, depth: int) -> bool:
        if not self.listing or depth:
            return False
        if self.group is not None and self._is_full():
            return False
        before = self.tokens[at - 1] if at > self.first else None
        return (
            before is None
            or before.text in ",;:(-"
            or before.text.lower() in _AND
            or self.line.role(self._phrase_before(at)) in ("opening", "holding")
        )

    def _phrase_before(self, at: int) -> int:
        for size in (1, 2, 3):
            found = self.line.words.get(at - size)
            if found and found.last == at:
                return at - size
        return -1

    def _is_full(self) -> bool:
        group = self.group
        return group is not None and group.count is not None and len(group.members) >= group.count

    def _typed_name(self, at: int) -> int | None:
        """Read a list item that is called by a unit: `Thị trấn Mộ Đức (xã …)`."""
        end = self.names.typed_end(at)
        if end is None or self.group is None:
            return None
        self.group.members.append(self._cluster(at, at, end, self.group.run))
        return end

    def _item(self, at: int) -> int | None:
        """Read a list item without a head noun; None if there is no name."""
        if self.group is None or not self.names.may_begin(at):
            return None
        end = self.names.end(at, after_head=False)
        if end is None:
            return None
        name = joined(self.tokens, at, end)
        before = self.tokens[at - 1].text.lower() if at > self.first else ":"
        if before == "," and not self.by_place and self._is_itemised() and self._lies_in_item(at):
            level = self.units.level_of(name, self.province)
            after = self.tokens[end].text if end < self.last else ""
            if level is not None and after != "(" and not self._follows_figure(at, end):
                self._place([Place(at, end, level, name, False)])
                return end
        if self.group.members and before == ",":
            level = self.units.level_of(name, self.province)
            if level is Level.PROVINCE:
                return None
        self.group.members.append(self._cluster(at, at, end, self.group.run))
        return end

    def _follows_figure(self, at: int, end: int) -> bool:
        """Tell whether figures stand on both sides of a name: `A 65 ha, B 30 ha`."""
        before = any(figure.last == at - 1 for figure in self.line.quantities.values())
        return before and end in self.line.quantities

    def _lies_in_item(self, at: int) -> bool:
        """Tell whether a cluster has been named since the last semicolon."""
        for thing in reversed(self.things):
            if thing.name is not None:
                between = self.tokens[thing.last : at]
                return not any(token.text in ";:" for token in between)
        return False

    # places

    def _place(self, found: list[Place]) -> None:
        self.places.extend(found)

    def _bare_name(self, at: int, depth: int) -> int:
        """Read a name that no type word and no head noun announces: maybe a unit."""
        province = self.units.province_at(self.tokens, at)
        if province is not None:
            self._place([Place(at, province[0], Level.PROVINCE, province[1], False)])
            return province[0]
        end = at
        while end < self.last and end - at < LONGEST and self.names.continues(end, at):
            end += 1
        end = max(end, at + 1)
        while end > at + 1 and self.tokens[end - 1].text in "-.":
            end -= 1
        for last in range(end, at, -1):
            if self.tokens[last - 1].text == "-" or not self._asks_for_place(at, depth):
                continue
            name = joined(self.tokens, at, last)
            level = self.units.level_of(name, self.province)
            if level is not None:
                self._place([Place(at, last, level, name, False)])
                return last
        return end

    def _asks_for_place(self, at: int, depth: int) -> bool:
        """Tell whether a unit without a type word may stand here."""
        if at == self.first:
            return True
        before = self.tokens[at - 1]
        if before.text in "(,;-" or before.word in ("ở", "tại", "thuộc", "của", "o", "tai", "vậy"):
            return True
        return before.word in ("bàn", "ban", "với", "voi", "cho") or depth > 0

    def _skip_capitals(self, office: Match[tuple[str, str]]) -> int:
        """Go past the name of an office, but not past the province it is of.

        A private name may hold a province's: `Công ty CP Hòa Bình`.
        """
        at = office.last
        private = office.row[1] == "private"
        while (
            at < self.last
            and self.tokens[at].is_word
            and self.tokens[at].is_name
            and (private or self.units.province_at(self.tokens, at) is None)
            and self.line.tables.heads.at(self.tokens, at, plain=self.line.plain) is None
            and self.line.tables.types.at(self.tokens, at, plain=self.line.plain) is None
        ):
            at += 1
        return at
