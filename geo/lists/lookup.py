"""Units by the names that lists give them, inside the units that hold them; remembered.

A list of a hundred thousand rows repeats few names and misspells some: names spelt officially are
found in a table of the last day with districts, names that no unit ever had are not looked for.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from functools import cached_property

from rapidfuzz import fuzz, process

from geo.addresses import readings
from geo.dates import SWITCH
from geo.gazetteer import Gazetteer, Unit
from geo.lists.stated import Part, split
from geo.locator import LAST_DAY, Locator
from geo.text import fold, spelling_key, tone_key
from geo.vocabulary import Level

NEAREST = 4
_SIMILAR = 60.0
_REMEMBERED = 100_000


class Lookup:
    """Looks units up by name.

    Args:
        gazetteer: the units.
        today: the day that counts as now.
        on: the day whose units the list was written in, if it is known.
    """

    def __init__(self, gazetteer: Gazetteer, today: date, on: date | None) -> None:
        self.gazetteer = gazetteer
        self.today = max(today, SWITCH)
        self._locator = Locator(gazetteer, self.today)
        former = self._locator.former_days
        self._days = former if on is None or on >= SWITCH else (on, *former)
        self._memory: dict[Hashable, tuple[Unit, ...]] = {}
        self._likely: dict[str, bool] = {}
        self._parts: dict[str, list[Part]] = {}
        self._folded: dict[Hashable, tuple[list[Unit], list[str]]] = {}

    def forget(self) -> None:
        """Forget what was looked up, when that has grown beyond what lists repeat."""
        if len(self._memory) > _REMEMBERED:
            self._memory.clear()
            self._locator = Locator(self.gazetteer, self.today)
        for memory in (self._parts, self._likely):
            if len(memory) > _REMEMBERED:
                memory.clear()

    def split(self, text: str | None) -> list[Part]:
        """Return the names in a cell (`stated.split`)."""
        if not text:
            return []
        if text not in self._parts:
            self._parts[text] = split(text, self._bears)
        return self._parts[text]

    def _bears(self, name: str) -> bool:
        return self._may_be(name) and self.gazetteer.bears(name)

    def provinces(self, name: str) -> tuple[Unit, ...]:
        """Return the provinces of a name, before 2025-07-01 and today; none if it is ambiguous.

        A city that is called a province (tỉnh Hà Nội) is found too.
        """
        key = (name, "provinces")
        if key not in self._memory:
            found: dict[str, Unit] = {}
            for day in (LAST_DAY, self.today) if self._may_be(name) else ():
                units = self._locator.find(name, day, None, Level.PROVINCE)
                if len(units) == 1:
                    found[units[0].key] = units[0]
            bare = bare_name(name)
            self._memory[key] = tuple(found.values()) or (
                self.provinces(bare) if bare != name and _is_province_type(name) else ()
            )
        return self._memory[key]

    def districts(self, name: str, holder: Unit | None) -> tuple[Unit, ...]:
        """Return the districts of a name inside a province, of the latest day that had one.

        A type that no district of that name ever bore (huyện for thị xã) is overlooked where only
        one district has the name.
        """
        key = (name, holder and holder.key, "districts")
        if key not in self._memory:
            self._memory[key] = self._districts(name, holder) if self._may_be(name) else ()
        return self._memory[key]

    def _districts(self, name: str, holder: Unit | None) -> tuple[Unit, ...]:
        for day in self._days:
            found = self._locator.find(name, day, holder, Level.DISTRICT)
            if found:
                return found
        bare = bare_name(name)
        if bare != name and not bare.isdigit():
            found = self.districts(bare, holder)
            return found if len(found) == 1 else ()
        return ()

    def communes(self, name: str, holder: Unit | None, day: date) -> tuple[Unit, ...]:
        """Return the communes of a name inside a unit; accents, where given, must agree."""
        found = self._find(name, day, holder)
        if name.isascii():
            return found
        wanted = {tone_key(reading.name) for reading in readings(name)} if found else set()
        return tuple(unit for unit in found if tone_key(unit.name) in wanted)

    def held(self, name: str, district: Unit, days: Sequence[date]) -> tuple[Unit, ...]:
        """Return the communes of a name in a district, of the first day that has one.

        A xã may have become a phường or a thị trấn: where none has the type, one so called will do.
        """
        for written in dict.fromkeys((name, bare_name(name))):
            for day in days:
                units = self._find(written, day, district)
                if units:
                    return units
        return ()

    def _find(self, name: str, day: date, holder: Unit | None) -> tuple[Unit, ...]:
        if not self._may_be(name):
            return ()
        return self._locator.find(name, day, holder, Level.COMMUNE)

    def near(self, text: str, holders: Iterable[Unit], level: Level) -> tuple[str, ...]:
        """Return the paths of the units of a level right inside others nearest to a name."""
        holding = tuple(holders)
        key = (level, *(unit.key for unit in holding))
        if key not in self._folded:
            units = [u for h in holding for u in self._children[h.key] if u.level is level]
            self._folded[key] = units, [fold(unit.name) for unit in units]
        units, names = self._folded[key]
        hits = process.extract(
            fold(bare_name(text)), names, scorer=fuzz.ratio, limit=NEAREST, score_cutoff=_SIMILAR
        )
        return tuple(dict.fromkeys(units[hit[2]].path for hit in hits))

    def former_provinces(self, holder: Unit | None) -> tuple[Unit, ...]:
        """Return a province and those that went into it; all of them for None."""
        if holder is None:
            return tuple(unit for unit in self.gazetteer if unit.level is Level.PROVINCE)
        return (holder, *self.gazetteer.predecessors(holder, on=LAST_DAY))

    def former_districts(self, unit: Unit) -> set[str]:
        """Return the keys of the districts in which the land of a commune lay."""
        parts = self.gazetteer.predecessors(unit, on=LAST_DAY)
        return {part.parent.key for part in parts if part.parent}

    def children(self, unit: Unit) -> list[Unit]:
        """Return the units of any time that lay in a unit last."""
        return self._children[unit.key]

    def exact(self, commune: str, district: str, province: str) -> tuple[Unit, Unit] | None:
        """Return a commune and its district by their official spelling on the last day; else None.

        None, too, where today's province of the name holds another district so called.
        """
        provinces = self._exact(None).get(province) or self._exact(None).get(province.casefold())
        if provinces is None:
            return None
        districts = self._exact(provinces)
        held = districts.get(district) or districts.get(district.casefold())
        if held is None or held.name in self._shared:
            return None
        communes = self._exact(held)
        found = communes.get(commune) or communes.get(commune.casefold())
        return None if found is None else (found, held)

    def _exact(self, holder: Unit | None) -> dict[str, Unit | None]:
        """Return the units right inside one by official spelling; None where two share it.

        A name without accents may be another one's short form, so these are left out.
        """
        key = holder.key if holder else ""
        if key not in self._spelled:
            table: dict[str, Unit | None] = {}
            for unit in self._children[key] if holder else self._provinces:
                if LAST_DAY in unit.valid:
                    unit_type, name = self.gazetteer.official_name(unit, LAST_DAY)
                    bare = spelling_key(name)
                    for written in (bare, f"{unit_type} {bare}"):
                        table[written] = None if written in table else unit
            self._spelled[key] = {text: unit for text, unit in table.items() if not text.isascii()}
        return self._spelled[key]

    @cached_property
    def _spelled(self) -> dict[str, dict[str, Unit | None]]:
        return {}

    @cached_property
    def _provinces(self) -> list[Unit]:
        return [unit for unit in self.gazetteer if unit.level is Level.PROVINCE]

    @cached_property
    def _shared(self) -> set[str]:
        """Names of districts that two provinces, one today, have."""
        found: set[str] = set()
        for province in self.gazetteer.at(Level.PROVINCE, on=self.today):
            parts = self.gazetteer.predecessors(province, on=LAST_DAY)
            names = [
                child.name
                for part in parts
                for child in self._children[part.key]
                if child.level is Level.DISTRICT
            ]
            found |= {name for name in names if names.count(name) > 1}
        return found

    @cached_property
    def _children(self) -> dict[str, list[Unit]]:
        children: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.gazetteer:
            if unit.parent is not None:
                children[unit.parent.key].append(unit)
        return children

    @cached_property
    def _closed(self) -> set[str]:
        return {
            fold(name).replace(" ", "")
            for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
            for name, _ in self.gazetteer.spellings(level)
        }

    def with_heirs(self, districts: Sequence[Unit]) -> tuple[Unit, ...]:
        """Return districts with those of the last day that took in ended ones."""
        key = ("heirs", *(unit.key for unit in districts))
        if key not in self._memory:
            heirs = self.gazetteer.successors
            found = (unit for d in districts for unit in (d, *heirs(d, on=LAST_DAY)))
            self._memory[key] = tuple(dict.fromkeys(found))
        return self._memory[key]

    def _may_be(self, name: str) -> bool:
        """Tell whether any unit may bear a name: quickly, and rather yes than no."""
        if name not in self._likely:
            self._likely[name] = self._is_likely(name)
        return self._likely[name]

    def _is_likely(self, name: str) -> bool:
        for reading in readings(name):
            folded = fold(reading.name)
            if folded.replace(" ", "") in self._closed or len(folded.rpartition(" ")[2]) < 4:
                return True
        return False


def _is_province_type(name: str) -> bool:
    return any(reading.unit_type == "tỉnh" for reading in readings(name))


def bare_name(text: str) -> str:
    """Return a name without its type."""
    return next((reading.name for reading in readings(text)), text)
