"""Where the rows of a list lie: their cells to units, old, new or mixed; never by a guess.

A row is read twice: with the units before 2025-07-01 and with today's. Where both come to the same
land, or only one comes to anything, that is the answer. Where they differ the list decides: rows
that only one of the two can read tell which it was written in; else the row is ambiguous.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from geo.addresses import readings
from geo.dates import SWITCH, Period
from geo.gazetteer import Gazetteer, Unit
from geo.ingest.places import Address, Site, place
from geo.lists.coded import Coder
from geo.lists.doubts import Doubt, Refused, two_systems, unknown
from geo.lists.interpreting import Answer, Scope, interpret
from geo.lists.lookup import Lookup
from geo.lists.stated import Stated, Where, gather
from geo.locator import LAST_DAY
from geo.vocabulary import Level

__all__ = ["Doubt", "Found", "Where", "Whereabouts"]

_REMEMBERED = 50_000
_FEWEST = 2
"""Districts that it takes to tell the province of a list."""


class Found(NamedTuple):
    """The place of a row: its position in `sites`, -1 for none, and what is doubtful."""

    site: int
    doubts: tuple[Doubt, ...] = ()


class Whereabouts:
    """Reads the places of a list's rows; each distinct one once.

    Args:
        gazetteer: the units.
        today: the day that counts as now.
        on: the day whose units the list was written in, if it is known.
        province: the province of rows that name none.

    Attributes:
        sites: the places found.
        addresses: their addresses, as the list states them.
    """

    def __init__(
        self, gazetteer: Gazetteer, *, today: date, on: date | None, province: str | None
    ) -> None:
        self.province = province
        self.sites: list[Site] = []
        self.addresses: list[Address] = []
        self._gazetteer, self._on = gazetteer, on
        self._lookup = Lookup(gazetteer, today, on)
        self._found: dict[Where, Found] = {}
        self._positions: dict[Address, int] = {}
        self._coder = Coder(gazetteer, today)
        self._coded_at: dict[tuple[str, Period | None, str | None], int] = {}
        self._told = {True: 0, False: 0}

    def __getitem__(self, where: Where) -> Found:
        """Return the place of a row that was settled."""
        return self._found[where]

    def settle(self, wheres: Iterable[Where]) -> None:
        """Read places not read before, those first that only one system of units can read."""
        if len(self._found) > _REMEMBERED:
            self._found.clear()
        self._lookup.forget()
        pending: list[tuple[Where, list[Answer | Refused]]] = []
        for where in wheres:
            if where in self._found:
                continue
            coded = self._coded(where)
            if coded is not None:
                self._found[where] = Found(coded)
                continue
            try:
                answers = self._exact(where) or self._answers(where)
            except Refused as refused:
                self._found[where] = Found(-1, (refused.doubt,))
                continue
            if len(answers) == 1:
                self._keep(where, answers[0])
            else:
                pending.append((where, answers))
        for where, (old, new) in pending:
            self._decide(where, old, new)

    def common_province(self, wheres: Iterable[Where]) -> Unit | None:
        """Return the only province that has all the districts that rows name without a province."""
        names = {w.district or w.group_district for w in wheres if not w.province} - {None}
        held: set[str] | None = None
        for name in names:
            units = self._lookup.districts(str(name), None)
            provinces = {unit.parent.key for unit in units if unit.parent}
            if provinces:
                held = provinces if held is None else held & provinces
        if held is None or len(held) != 1 or len(names) < _FEWEST:
            return None
        return self._gazetteer[held.pop()]

    def is_district(self, name: str) -> bool:
        """Tell whether a name is a district: of the list's province, or of one province only."""
        holders = self._lookup.provinces(self.province) if self.province else (None,)
        return any(len(self._lookup.districts(name, holder)) == 1 for holder in holders)

    def is_only_province(self, name: str) -> bool:
        """Tell whether a name is a province and no district of the list's province."""
        return bool(self._lookup.provinces(name)) and not self._is_inside(name, self.province)

    def reads(self, where: Where) -> bool:
        """Tell whether a row states a place finer than a province."""
        try:
            answers = self._answers(where)
        except Refused:
            return False
        return all(
            isinstance(answer, Answer) and answer.address.finest != (answer.address.province,)
            for answer in answers
        )

    # From answers to places.

    def _keep(self, where: Where, answer: Answer | Refused) -> None:
        if isinstance(answer, Refused):
            self._found[where] = Found(-1, (answer.doubt,))
            return
        position = self._positions.get(answer.address)
        if position is None:
            position = self._positions[answer.address] = len(self.sites)
            self.sites.append(place(self._gazetteer, answer.address))
            self.addresses.append(answer.address)
        self._found[where] = Found(position, answer.doubts)

    def _coded(self, where: Where) -> int | None:
        """Return the position of a place told by the codes of its units; None where none is."""
        if where.unit_codes is None:
            return None
        told = self._coder.site(where)
        if told is None:
            return None
        key = (where.unit_codes, where.units_on, where.address)
        if key not in self._coded_at:
            self._coded_at[key] = len(self.sites)
            self.addresses.append(told[0])
            self.sites.append(told[1])
        return self._coded_at[key]

    def _decide(self, where: Where, old: Answer | Refused, new: Answer | Refused) -> None:
        """Keep the answer of the system that the list was written in."""
        before, after = self._told[True], self._told[False]
        if self._on is not None:
            self._keep(where, old if self._on < SWITCH else new)
        elif bool(before) != bool(after):
            self._keep(where, old if before else new)
        elif isinstance(old, Refused) or isinstance(new, Refused):
            self._keep(where, old if isinstance(old, Refused) else new)
        elif self._is_same_land(old.address, new.address):
            self._keep(where, new)
        else:
            told = ["; ".join(unit.path for unit in one.address.finest) for one in (old, new)]
            value = where.of(where.field) or where.aside or ""
            self._found[where] = Found(-1, (two_systems(where.field, value, tuple(told)),))

    def _is_same_land(self, old: Address, new: Address) -> bool:
        """Tell whether today's units took in the former ones."""
        parts = {p.key for u in new.finest for p in self._gazetteer.predecessors(u, on=LAST_DAY)}
        return all(unit.key in parts for unit in old.finest)

    # From cells to answers.

    def _exact(self, where: Where) -> list[Answer | Refused]:
        """Return the answer of a row spelt officially; nothing where it is not, or says more."""
        if where.aside or where.commune_now or where.province_now:
            return []
        if where.address is None:
            names = (where.commune, where.district, where.province or self.province)
        else:
            parts = where.address.split(", ")
            is_whole = len(parts) == 3 and not (where.commune or where.district or where.province)
            names = (parts[0], parts[1], parts[2]) if is_whole else (None, None, None)
        commune, district, province = names
        if not (commune and district and province):
            return []
        found = self._lookup.exact(commune, district, province)
        if found is None or found[1].parent is None:
            return []
        self._told[True] += 1
        return [Answer(Address(found[1].parent, (found[1],), (found[0],)))]

    def _answers(self, where: Where) -> list[Answer | Refused]:
        """Return what a row comes to, twice where the two systems differ.

        Raises:
            Refused: it comes to nothing in either.
        """
        stated = gather(where, self._lookup.split)
        stated, old, new = self._provinces(where, stated)
        if not stated.districts and where.group_district:
            stated = stated._replace(districts=(where.group_district,))
        if not (stated.communes or stated.bare) and where.group_commune:
            stated = stated._replace(communes=(where.group_commune,))
        scopes = self._scopes(stated, old, new)
        found = [self._interpreted(stated, scope) for scope in scopes]
        refusals = [one for one in found if isinstance(one, Refused)]
        if len(refusals) == len(found):
            is_new = not stated.districts and (self._on is None or self._on >= SWITCH)
            raise Refused(refusals[-1 if is_new else 0].doubt)
        if any(one.is_ambiguous for one in refusals):
            return found
        answers = [one for one in found if isinstance(one, Answer)]
        if len(answers) == 1:
            only = next(s for s, one in zip(scopes, found, strict=True) if one is answers[0])
            self._told[only.is_old] += only.holder is not None
            return [answers[0]]
        return [answers[0]] if answers[0].address == answers[1].address else found

    def _interpreted(self, stated: Stated, scope: Scope) -> Answer | Refused:
        try:
            return interpret(stated, scope, self._lookup)
        except Refused as refused:
            return refused.with_traceback(None)  # which would hold on to the frames, and they to it

    def _scopes(self, stated: Stated, old: Unit | None, new: Unit | None) -> list[Scope]:
        """Return the ways to read a row: one where the other could come to nothing else."""
        today = self._lookup.today
        former = Scope(True, old or new, (LAST_DAY, today))
        if stated.is_old is False:
            return [Scope(False, new or old, (today,))]
        if stated.is_old or (old is None and new is None):
            return [former]
        now = Scope(False, new or old, (today, LAST_DAY))
        is_last = len(stated.bare) > 1 or stated.communes
        names = stated.districts or (stated.bare[-1:] if is_last else ())
        found = [self._lookup.districts(name, former.holder) for name in names]
        others = [self._lookup.districts(name, now.holder) for name in names]
        is_same = bool(names) and found == others and (bool(stated.districts) or all(found))
        return [former] if is_same else [former, now]

    def _provinces(self, where: Where, stated: Stated) -> tuple[Stated, Unit | None, Unit | None]:
        """Return what is stated apart from the province, and the province, then and now.

        Raises:
            Refused: it is no province.
        """
        name, bare = stated.province, list(stated.bare)
        is_alone = bool(where.district) and len(bare) == 1
        if name is None and bare and not is_alone and self._is_province(bare[-1]):
            name = bare.pop()
        cities = [text for text in stated.districts if self._is_city(text, name)]
        districts = [text for text in stated.districts if text not in cities]
        name = name or next(iter(cities), None) or self.province
        stated = stated._replace(districts=tuple(districts), bare=tuple(bare))
        if name is None:
            return stated, None, None
        found = self._lookup.provinces(name)
        if not found:
            every = [unit for unit in self._gazetteer if unit.level is Level.COUNTRY]
            near = self._lookup.near(name, every, Level.PROVINCE)
            raise Refused(unknown("province", name, None, near))
        old = next((unit for unit in found if LAST_DAY in unit.valid), None)
        new = next((unit for unit in found if unit.valid.end is None), None)
        return stated, old, new

    def _is_province(self, text: str) -> bool:
        """Tell whether a name is a province, and no district of the list's if that is another."""
        found = self._lookup.provinces(text)
        own = self._lookup.provinces(self.province) if self.province else ()
        return bool(found) and (found == own or not self._is_inside(text, self.province))

    def _is_city(self, text: str, province: str | None) -> bool:
        """Tell whether a name is a city that is a province, and none of the row's province."""
        is_typed = any(reading.unit_type == "thành phố" for reading in readings(text))
        return (
            is_typed
            and bool(self._lookup.provinces(text))
            and not self._is_inside(text, province or self.province)
        )

    def _is_inside(self, name: str, province: str | None) -> bool:
        holders = self._lookup.provinces(province) if province else ()
        return any(self._lookup.districts(name, holder) for holder in holders)
