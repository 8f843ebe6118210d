"""Names of administrative units on a date: exactly one unit, or a refusal that says why.

Three keys compare spelling, strictest first: the same letters; the same letters with the tone on
either vowel (Hòa = Hoà); the same letters without accents and spaces. With each of them official
names of that date come before aliases, and these before the names that the unit bore at another
time (huyện Việt Yên, a thị xã since 2024). Without accents only what cannot be mistaken is
accepted: inside the unit given, among provinces, or when what was asked has no accents at all, and
then Đại An and Đại Ân are the same name, so that they are ambiguous.

A bare name means the coarsest units that bear it: Bắc Ninh is the province, not its town.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from math import cos, hypot, radians
from typing import NamedTuple, Self

from rapidfuzz import fuzz, process
from sqlalchemy import Connection

from geo.addresses import Reading, readings
from geo.database import named_query
from geo.dates import Period
from geo.errors import AmbiguousPlace, Text, UnknownPlace
from geo.text import clean, fold, spelling_key, tone_key
from geo.units import NameRow, SuccessionRow, Unit, UnitRow, UnitTables
from geo.vocabulary import Level

__all__ = ["Gazetteer", "Unit"]

_LEVELS = tuple(Level)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_NEAREST = 4
_SIMILAR = 60.0
"""Likeness, in percent, from which a name is told as one that may have been meant."""

_FAINT = 35.0
"""Likeness from which a name is told where none is similar, as the nearest there is."""

_ORIGINS = ("official", "alias", "other")


class _Name(NamedTuple):
    """One name of one unit, and when it was official or in use."""

    unit: Unit
    official: bool
    unit_type: str
    name: str
    valid: Period

    def origin(self, on: date) -> str:
        """Tell how the name stood on a date: official, alias, or of another time."""
        if on not in self.valid:
            return "other"
        return "official" if self.official else "alias"


class Gazetteer:
    """Administrative units with their names, aliases and succession; nothing in it changes."""

    def __init__(self, tables: UnitTables) -> None:
        periods: dict[tuple[date | None, date | None], Period] = {}

        def period(start: date | None, end: date | None) -> Period:
            if (start, end) not in periods:
                periods[start, end] = Period(start, end)
            return periods[start, end]

        official: dict[str, list[tuple[Period, str, str]]] = defaultdict(list)
        for name in tables.names:
            if name.kind == "official":
                valid = period(name.valid_from, name.valid_to)
                official[name.unit].append((valid, name.unit_type, name.name))
        self._official = dict(official)
        self._units: dict[str, Unit] = {}
        for row in tables.units:
            valid = period(row.valid_from, row.valid_to)
            parent = None if row.parent is None else self._units[row.parent]
            self._units[row.key] = Unit(
                row.key,
                Level(row.level),
                row.code,
                row.name,
                row.unit_type,
                parent,
                valid,
                row.lon,
                row.lat,
                row.centroid_method,
                self._path(f"{row.unit_type} {row.name}", parent, valid),
            )
        self._names = [
            _Name(
                self._units[name.unit],
                name.kind == "official",
                name.unit_type,
                name.name,
                period(name.valid_from, name.valid_to),
            )
            for name in tables.names
        ]
        self._loose_keys = [_loose(name.name_key) for name in tables.names]
        self._heirs: dict[str, list[Unit]] = defaultdict(list)
        self._parts: dict[str, list[Unit]] = defaultdict(list)
        for succession in tables.successions:
            predecessor = self._units[succession.predecessor]
            successor = self._units[succession.successor]
            self._heirs[predecessor.key].append(successor)
            self._parts[successor.key].append(predecessor)

    def _path(self, full_name: str, parent: Unit | None, valid: Period) -> str:
        if parent is None or parent.level is Level.COUNTRY:
            return full_name
        if valid.end is None or len(self._official.get(parent.key, ())) == 1:
            return f"{full_name}, {parent.path}"
        last_day = valid.end - timedelta(days=1)
        return self._path(f"{full_name}, {self.name_on(parent, last_day)}", parent.parent, valid)

    @classmethod
    def from_tables(cls, tables: UnitTables) -> Self:
        """Build the gazetteer from rows; parents must come before their children."""
        return cls(tables)

    @classmethod
    def from_database(cls, connection: Connection) -> Self:
        """Read the gazetteer from the tables of the record."""
        found = connection.execute(named_query("gazetteer_units")).all()
        keys = {unit_id: key for unit_id, _, key, *_ in found}
        units = [
            UnitRow(key, level, code, bare, kind, keys.get(parent), start, end, area, lon, lat, how)
            for _, parent, key, level, code, bare, kind, area, how, start, end, lon, lat in found
        ]
        names = connection.execute(named_query("gazetteer_names")).all()
        successions = connection.execute(named_query("gazetteer_successions")).all()
        return cls(
            UnitTables(
                sorted(units, key=_depth),
                [NameRow(keys[unit_id], *row) for unit_id, *row in names],
                [SuccessionRow(keys[old], keys[new], *row) for old, new, *row in successions],
            )
        )

    def __len__(self) -> int:
        return len(self._units)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units.values())

    def __getitem__(self, key: str) -> Unit:
        return self._units[key]

    def at(self, level: Level, *, on: date) -> tuple[Unit, ...]:
        """Return the units of a level on a date, by code."""
        return tuple(unit for unit in self if unit.level is level and on in unit.valid)

    def spellings(self, level: Level) -> Iterator[tuple[str, Unit]]:
        """Yield every name and alias that a unit of a level bore at any time, with the unit."""
        for name in self._names:
            if name.unit.level is level:
                yield name.name, name.unit

    def ancestors(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the units this one lay in last, nearest first, the country at the end."""
        found = []
        while unit.parent is not None:
            unit = unit.parent
            found.append(unit)
        return tuple(found)

    def official_name(self, unit: Unit, on: date) -> tuple[str, str]:
        """Return the type and the name that a unit officially bore on a date, else its last."""
        names = self._official.get(unit.key, ())
        for valid, unit_type, name in names if len(names) > 1 else ():
            if on in valid:
                return unit_type, name
        return unit.unit_type, unit.name

    def name_on(self, unit: Unit, on: date) -> str:
        """Return the official name with its type on a date: `huyện Việt Yên` in 2023."""
        return " ".join(self.official_name(unit, on))

    def path_on(self, unit: Unit, on: date) -> str:
        """Return the unit's path with the names it and its parents bore on a date."""
        line = (unit, *self.ancestors(unit)[:-1])
        return ", ".join(self.name_on(member, on) for member in line)

    def successors(self, unit: Unit, *, on: date) -> tuple[Unit, ...]:
        """Return the units of a date that the unit's land went to, the nearest point first.

        A unit of that date is its own successor. A district has none after 2025-07-01: its
        province's stand for it. Before the unit's own time there are none.
        """
        return self._follow(unit, on, self._heirs, lambda other: _starts_by(other, on))

    def predecessors(self, unit: Unit, *, on: date) -> tuple[Unit, ...]:
        """Return the units of a date whose land, whole or in part, the unit took in."""
        return self._follow(unit, on, self._parts, lambda other: _ends_after(other, on))

    def resolve(
        self, name: str, *, on: date, within: Unit | None = None, level: Level | None = None
    ) -> Unit:
        """Return the administrative unit that bore this name on a date.

        Args:
            name: with or without its type (`huyện Yên Dũng`, `H. Yên Dũng`, `Yên Dũng`).
            on: the date the text speaks of, not today.
            within: a unit whose land holds the answer, of that date or of another.
            level: the only level to look at.

        Raises:
            UnknownPlace: nothing matched; says what became of a unit that had ended, and carries
                the nearest names.
            AmbiguousPlace: several matched; carries them all and picks none.
        """
        found = self.candidates(name, on=on, within=within, level=level)
        if len(found) == 1:
            return found[0]
        if found:
            raise self.ambiguous(name, on, found)
        raise self.unknown(name, on, within, level)

    def candidates(
        self, name: str, *, on: date, within: Unit | None = None, level: Level | None = None
    ) -> tuple[Unit, ...]:
        """Return the units `resolve` chooses from: one answer, none, or several it cannot tell."""
        read = readings(name)

        loosely = clean(name).isascii()
        if not loosely:
            for key, index in ((spelling_key, self._by_spelling), (tone_key, self._by_tone)):
                found = _best(_matching(read, key, index, on, level, self._inside(within)), on)
                if found:
                    return found
        wanted = level if loosely or within is not None else Level.PROVINCE
        if level not in (None, wanted):
            return ()
        matches = _matching(read, _loose_key, self._by_loose, on, wanted, self._inside(within))
        return _best(matches, on, together=loosely)

    def bears(self, name: str) -> bool:
        """Tell whether a unit of any time bears the name."""
        return any(tone_key(reading.name) in self._by_tone for reading in readings(name))

    def _inside(self, within: Unit | None) -> Callable[[Unit], bool]:
        if within is None:
            return lambda unit: True
        return lambda unit: unit is not within and within.key in self._holders(unit)

    def _holders(self, unit: Unit) -> set[str]:
        """Return the keys of the units of any time in whose land the unit lies or may lie."""
        lines: list[Unit] = [unit, *self.ancestors(unit)]
        if unit.level is Level.COMMUNE:
            for part in self._parts.get(unit.key, ()):
                lines.extend((part, *self.ancestors(part)))
        holders = {holder.key for holder in lines}
        for step in (self._heirs, self._parts):
            queue = [holder for holder in lines if holder.level is not Level.COMMUNE]
            while queue:
                holder = queue.pop()
                if step is self._parts and holder.level is not Level.DISTRICT:
                    continue
                for other in step.get(holder.key, ()):
                    if other.key not in holders and other.level is holder.level:
                        holders.add(other.key)
                        queue.append(other)
        return holders

    @cached_property
    def _by_spelling(self) -> dict[str, list[_Name]]:
        return _index(self._names, (spelling_key(name.name) for name in self._names))

    @cached_property
    def _by_tone(self) -> dict[str, list[_Name]]:
        return _index(self._names, (tone_key(name.name) for name in self._names))

    @cached_property
    def _by_loose(self) -> dict[str, list[_Name]]:
        return _index(self._names, self._loose_keys)

    def _follow(
        self,
        unit: Unit,
        on: date,
        steps: dict[str, list[Unit]],
        reaches: Callable[[Unit], bool],
    ) -> tuple[Unit, ...]:
        if on in unit.valid:
            return (unit,)
        found: dict[str, Unit] = {}
        queue = [unit]
        while queue:
            here = queue.pop()
            if on in here.valid:
                found[here.key] = here
            elif reaches(here):
                ahead: Sequence[Unit] = steps.get(here.key, ())
                if not ahead and here.level is Level.DISTRICT and here.parent is not None:
                    ahead = (here.parent,) if steps is self._heirs else ()
                queue.extend(other for other in ahead if other.key not in found)
        return tuple(sorted(found.values(), key=lambda other: (_distance(unit, other), other.key)))

    def ambiguous(self, name: str, on: date, found: Iterable[Unit]) -> AmbiguousPlace:
        """Return the refusal that names all the units a name may mean."""
        units = sorted(found, key=lambda unit: (unit.path, unit.key))
        vi, en = (
            "; ".join(
                unit.path
                if on in unit.valid or end is None
                else f"{unit.path} ({until} {end:{form}})"
                for unit in units
                for end in (unit.valid.end,)
            )
            for until, form in (("trước", "%d/%m/%Y"), ("until", "%Y-%m-%d"))
        )
        return AmbiguousPlace(
            name,
            Text(
                vi=f"“{name}” ngày {on:%d/%m/%Y} có thể là {len(units)} nơi: {vi}. "
                "Hãy viết thêm loại đơn vị, huyện hoặc tỉnh.",
                en=f'"{name}" on {on} may be any of {len(units)} places: {en}. '
                "Add the type of the unit, its district or its province.",
            ),
            tuple(unit.path for unit in units),
        )

    def unknown(
        self, name: str, on: date, within: Unit | None = None, level: Level | None = None
    ) -> UnknownPlace:
        """Return the refusal that says what became of the name, or names the nearest ones."""
        where = Text("", "")
        if within is not None:
            where = Text(f" trong {within.path}", f" in {within.path}")
        inside = self._inside(within)
        ended = (
            entry
            for key, index in ((spelling_key, self._by_spelling), (tone_key, self._by_tone))
            for entry in _matching(readings(name), key, index, None, level, inside)
            if on not in entry.unit.valid
        )
        others = _best(ended, on)
        if others:
            told = [self._fate(unit, on) for unit in others[:_NEAREST]]
            vi, en = (". ".join(text.said(lang) for text in told) for lang in ("vi", "en"))
            nearest = tuple(
                dict.fromkeys(heir.path for unit in others for heir in self.successors(unit, on=on))
            )
        else:
            nearest = self._nearest(name, on, inside, level, _SIMILAR)
            vi = en = "; ".join(nearest)
            if nearest:
                vi, en = f"Gần nhất: {vi}", f"Nearest: {en}"
            else:
                faint = "; ".join(self._nearest(name, on, inside, level, _FAINT))
                vi, en = (
                    (f"; gần hơn cả: {faint}", f"; the nearest: {faint}") if faint else ("", "")
                )
                vi = (
                    f"Không tên nào gần giống{vi}. Hãy xem lại cách viết; cần tên xã, huyện hoặc"
                    " tỉnh, như “Yên Dũng, Bắc Giang”"
                )
                en = (
                    f"No name is similar{en}. Check the spelling; expected a commune, district or"
                    ' province, such as "Yên Dũng, Bắc Giang"'
                )
        return UnknownPlace(
            name,
            Text(
                vi=f"Không có đơn vị hành chính “{name}”{where.vi} vào ngày {on:%d/%m/%Y}. {vi}.",
                en=f'There is no administrative unit "{name}"{where.en} on {on}. {en}.',
            ),
            nearest,
        )

    def _fate(self, unit: Unit, on: date) -> Text:
        """Say when a unit that was not there on a date ended or began, and what it became."""
        start, end = unit.valid.start, unit.valid.end
        if end is not None and end <= on:
            heirs = "; ".join(heir.path for heir in self.successors(unit, on=on)[:_NEAREST])
            place = self.successors(unit, on=on)
            inside = bool(place) and place[0].level is not unit.level
            return Text(
                vi=f"{unit.path} không còn từ ngày {end:%d/%m/%Y}: nay "
                f"{'thuộc' if inside else 'là'} {heirs}",
                en=f"{unit.path} ended on {end}: now {'in ' if inside else ''}{heirs}",
            )
        return Text(f"{unit.path} chỉ có từ ngày {start:%d/%m/%Y}", f"{unit.path} began on {start}")

    def _nearest(
        self,
        name: str,
        on: date,
        inside: Callable[[Unit], bool],
        level: Level | None,
        least: float,
    ) -> tuple[str, ...]:
        unit_type, bare = (*readings(name), Reading(None, name))[0]
        names = [
            (entry.name, entry.unit)
            for entry in self._names
            if on in entry.unit.valid
            and (level is None or entry.unit.level is level)
            and inside(entry.unit)
        ]
        best = process.extract(
            fold(bare),
            [fold(text) for text, _ in names],
            scorer=fuzz.ratio,
            limit=4 * _NEAREST,
            score_cutoff=least,
        )
        ranked = sorted(
            best, key=lambda hit: (-hit[1], names[hit[2]][1].unit_type != unit_type, hit[2])
        )
        return tuple(dict.fromkeys(names[hit[2]][1].path for hit in ranked))[:_NEAREST]


def _index(names: Iterable[_Name], keys: Iterable[str]) -> dict[str, list[_Name]]:
    index: dict[str, list[_Name]] = defaultdict(list)
    for name, key in zip(names, keys, strict=True):
        index[key].append(name)
    return dict(index)


def _loose(folded: str) -> str:
    """Close up a folded name, so that M'Đrắk, Mđrắk and M Đrắk agree, and Mỹ Đình I and 1."""
    head, _, last = folded.rpartition(" ")
    return (head + _ROMAN.get(last, last) if head else last).replace(" ", "")


def _loose_key(name: str) -> str:
    return _loose(fold(name))


def _matching(
    read: Iterable[Reading],
    key: Callable[[str], str],
    index: dict[str, list[_Name]],
    on: date | None,
    level: Level | None,
    inside: Callable[[Unit], bool],
) -> Iterator[_Name]:
    """Yield the names that a reading hits; `on` None looks at units of any time."""
    for reading in read:
        for name in index.get(key(reading.name), ()):
            if (
                (reading.unit_type is None or reading.unit_type == name.unit_type)
                and (reading.unit_type is not None or not name.name.isdigit())
                and (on is None or on in name.unit.valid)
                and (level is None or name.unit.level is level)
                and inside(name.unit)
            ):
                yield name


def _best(matches: Iterable[_Name], on: date, *, together: bool = False) -> tuple[Unit, ...]:
    """Return the units of the surest kind of name (all kinds `together`) at the coarsest level."""
    kinds: dict[str, dict[str, Unit]] = {origin: {} for origin in _ORIGINS}
    for name in matches:
        kinds["official" if together else name.origin(on)][name.unit.key] = name.unit
    found = next((units for units in kinds.values() if units), {})
    coarsest = min((_LEVELS.index(unit.level) for unit in found.values()), default=0)
    return tuple(unit for unit in found.values() if unit.level is _LEVELS[coarsest])


def _depth(row: UnitRow) -> int:
    return _LEVELS.index(row.level)


def _starts_by(unit: Unit, on: date) -> bool:
    return unit.valid.start is None or unit.valid.start <= on


def _ends_after(unit: Unit, on: date) -> bool:
    return unit.valid.end is None or on < unit.valid.end


def _distance(one: Unit, other: Unit) -> float:
    """Return the distance of two units' points in degrees of latitude, for ordering only."""
    return hypot((one.lon - other.lon) * cos(radians(one.lat)), one.lat - other.lat)
