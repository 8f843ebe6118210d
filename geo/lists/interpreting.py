"""What a row's names come to, in the units of one system: the district first, then its communes.

A district stands against its commune: a commune that lies in another district refuses the row, one
that is not known anywhere leaves it at its district, with a warning.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from rapidfuzz import fuzz

from geo.addresses import readings
from geo.gazetteer import Unit
from geo.ingest.places import Address
from geo.lists.doubts import (
    Doubt,
    Refused,
    ambiguous,
    elsewhere,
    left_out,
    misspelt,
    no_province,
    only_province,
    unknown,
)
from geo.lists.lookup import Lookup, bare_name
from geo.lists.stated import Stated
from geo.locator import LAST_DAY
from geo.text import fold
from geo.vocabulary import Level

_ALIKE = 80.0
"""How alike a misspelt district must be to that of the row's commune to be taken for it."""


class Scope(NamedTuple):
    """One way to read: inside which unit, and on which days communes are looked for."""

    is_old: bool
    holder: Unit | None
    days: tuple[date, ...]


class Answer(NamedTuple):
    """What a row came to: its address, and what is doubtful about it."""

    address: Address
    doubts: tuple[Doubt, ...] = ()


def interpret(stated: Stated, scope: Scope, lookup: Lookup) -> Answer:
    """Return what a row comes to in one system.

    Raises:
        Refused: nothing, or several places.
    """
    return _Row(stated, scope, lookup).answer()


class _Row:
    """One row on its way to an answer."""

    def __init__(self, stated: Stated, scope: Scope, lookup: Lookup) -> None:
        self.stated, self.scope, self.lookup = stated, scope, lookup
        self.doubts: list[Doubt] = []

    def answer(self) -> Answer:
        """Return what the row comes to."""
        stated, scope = self.stated, self.scope
        names, bare = list(stated.districts), list(stated.bare)
        if not names and bare and self._is_district(bare):
            names = [bare.pop()]
        communes = [*stated.communes, *(bare if stated.communes else bare[-1:])]
        if not names:
            return self._inside_province(communes)
        groups = [self.lookup.districts(name, scope.holder) for name in names]
        for position, name in enumerate(names):
            if not groups[position]:
                groups[position] = (self._misspelt(name),)
        districts = self._chosen(names, groups, communes)
        found = self._communes(communes, districts)
        for name in [] if stated.communes else bare[:-1]:
            held = {u: None for d in districts for u in self.lookup.held(name, d, scope.days)}
            found += [unit for unit in held if len(held) == 1 and unit not in found]
        self._check_beside(districts)
        province = districts[0].parent or scope.holder
        if province is None:
            raise Refused(no_province())
        return Answer(Address(province, tuple(districts), tuple(found)), tuple(self.doubts))

    def _is_district(self, bare: Sequence[str]) -> bool:
        """Tell whether the last bare name is a district.

        Raises:
            Refused: it stands alone, and may be a commune of another district.
        """
        districts = self.lookup.districts(bare[-1], self.scope.holder)
        if not districts or len(bare) > 1 or self.stated.communes or self.scope.holder is None:
            return bool(districts)
        keys = {unit.key for unit in self.lookup.with_heirs(districts)}
        others = [
            unit
            for day in self.scope.days
            for unit in self.lookup.communes(bare[-1], self.scope.holder, day)
            if not keys & self.lookup.former_districts(unit)
        ]
        if others:
            doubt = ambiguous(self.stated.field, bare[-1], (*districts, *others))
            raise Refused(doubt, is_ambiguous=True)
        return True

    def _misspelt(self, name: str) -> Unit:
        """Return the district that a misspelt one must be, its commune being there alone.

        Raises:
            Refused: the commune does not tell.
        """
        holder, communes = self.scope.holder, self.stated.communes
        if len(communes) == 1 and len(self.stated.districts) == 1 and holder is not None:
            units = self.lookup.communes(communes[0], holder, LAST_DAY)
            district = units[0].parent if len(units) == 1 else None
            if (
                district is not None
                and district.level is Level.DISTRICT
                and fuzz.ratio(fold(bare_name(name)), fold(district.name)) >= _ALIKE
            ):
                self.doubts.append(misspelt(name, district))
                return district
        provinces = self.lookup.former_provinces(holder)
        near = self.lookup.near(name, provinces, Level.DISTRICT)
        raise Refused(unknown("district", name, holder, near))

    def _chosen(
        self, names: Sequence[str], groups: Sequence[Sequence[Unit]], communes: Sequence[str]
    ) -> list[Unit]:
        """Return one district for each name, the communes telling between several.

        Raises:
            Refused: they do not.
        """
        chosen = []
        for name, group in zip(names, groups, strict=True):
            units = list(group)
            if len(units) > 1:
                days = self.scope.days
                units = [u for u in group if any(self.lookup.held(c, u, days) for c in communes)]
            if len(units) != 1:
                raise Refused(ambiguous("district", name, units or group), is_ambiguous=True)
            chosen.append(units[0])
        return list(dict.fromkeys(chosen))

    def _communes(self, names: Sequence[str], districts: Sequence[Unit]) -> list[Unit]:
        """Return the communes of names inside districts.

        Raises:
            Refused: one lies elsewhere.
        """
        found: list[Unit] = []
        for name in names:
            days = self.scope.days
            held = {unit: None for d in districts for unit in self.lookup.held(name, d, days)}
            if len(held) == 1:
                self._check_type(name, next(iter(held)), districts)
                found += held
            elif held:
                field = self.stated.field
                self.doubts.append(ambiguous(field, name, list(held), refuses=False))
            else:
                self.doubts.append(self._missing(name, districts))
        return list(dict.fromkeys(found))

    def _check_type(self, name: str, commune: Unit, districts: Sequence[Unit]) -> None:
        """Prove that no commune elsewhere has the type as well as the name that is stated.

        Raises:
            Refused: one has.
        """
        stated = next((reading.unit_type for reading in readings(name)), None)
        if stated in (None, commune.unit_type):
            return
        holder = self.scope.holder or districts[0].parent
        found = [u for day in self.scope.days for u in self.lookup.communes(name, holder, day)]
        if found and commune not in found:
            raise Refused(elsewhere(self.stated.field, name, districts, found))

    def _missing(self, name: str, districts: Sequence[Unit]) -> Doubt:
        """Return the warning about a commune that is not in its district.

        Raises:
            Refused: it lies in another one, or is one.
        """
        holder = self.scope.holder or districts[0].parent
        if name in self.stated.communes:
            found = [u for day in self.scope.days for u in self.lookup.communes(name, holder, day)]
        else:
            found = [u for u in self.lookup.districts(name, holder) if u not in districts]
        if found:
            raise Refused(elsewhere(self.stated.field, name, districts, found))
        near = self.lookup.near(name, self.lookup.with_heirs(districts), Level.COMMUNE)
        return left_out(self.stated.field, name, districts, near)

    def _check_beside(self, districts: Sequence[Unit]) -> None:
        """Prove that a district named beside the column of districts is one of them.

        Raises:
            Refused: it is another one.
        """
        for name in self.stated.beside:
            if self.lookup.provinces(name):
                continue
            others = self.lookup.districts(name, self.scope.holder or districts[0].parent)
            if others and not set(others) & set(districts):
                raise Refused(elsewhere(self.stated.field, name, districts, others))

    def _inside_province(self, names: Sequence[str]) -> Answer:
        """Return the communes of a row that names no district, else its province.

        Raises:
            Refused: one is not there, or may be several; or there is no province.
        """
        holder = self.scope.holder
        if holder is None:
            raise Refused(no_province())
        found: list[Unit] = []
        for name in names:
            units = self.lookup.communes(name, holder, self.scope.days[0])
            if len(units) > 1:
                raise Refused(ambiguous(self.stated.field, name, units), is_ambiguous=True)
            if not units:
                provinces = self.lookup.former_provinces(holder)
                inside = [unit for one in provinces for unit in self.lookup.children(one)]
                near = self.lookup.near(name, [holder, *inside], Level.COMMUNE)
                raise Refused(unknown(self.stated.field, name, holder, near))
            found.append(units[0])
        if not found:
            return Answer(Address(holder, (), ()), (only_province(),))
        parents = dict.fromkeys(unit.parent for unit in found if unit.parent)
        districts = tuple(unit for unit in parents if unit.level is Level.DISTRICT)
        province = districts[0].parent if districts else found[0].parent
        return Answer(Address(province or holder, districts, tuple(dict.fromkeys(found))))
