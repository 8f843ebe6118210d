"""Addresses to administrative units, in the system of their day.

An address is read from its coarsest part inwards, each part inside what the coarser ones left
possible. A part that cannot be read ends the reading: what was found stands, at its own precision,
with the rest named as unmatched, unless the part says it is a unit (`xã …`) or nothing coarser was
found; then the address is refused.

Texts written after 2025-07-01 mix both systems. A district, or a province that has ended, is then
looked up on the last day before, or before the district mergers of 2024 and 2025, and `vintage`
says which day it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from geo.addresses import has_type, readings, split_address
from geo.dates import SWITCH
from geo.errors import AmbiguousPlace, UnknownPlace
from geo.gazetteer import Gazetteer
from geo.units import Unit
from geo.vocabulary import Level, Precision

LAST_DAY = SWITCH - timedelta(days=1)
"""Last day of the 63 provinces and of all districts."""

_INNER_LEVELS = (Level.DISTRICT, Level.COMMUNE)


def system(on: date) -> str:
    """Name the administrative system of a date by its number of provinces."""
    return "63" if on < SWITCH else "34"


@dataclass(frozen=True)
class Placement:
    """Where an address lies.

    Attributes:
        address: the address as given.
        cluster: the words naming a cluster or zone, if it carried any.
        unit: the finest unit it names, whose point is the answer (`unit.lon`, `unit.lat`).
        path: that unit and what it lay in, by the names of the day.
        precision: how exact the point is.
        vintage: the day whose units the address was read with.
        today: the units its land belongs to now, fine to coarse.
        former: the units its land belonged to before 2025-07-01, fine to coarse.
        unmatched: parts finer than the unit that could not be read.
    """

    address: str
    cluster: str | None
    unit: Unit
    path: str
    precision: Precision
    vintage: date
    today: tuple[Unit, ...]
    former: tuple[Unit, ...]
    unmatched: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What reading an address with the units of one day came to.

    One unit is an answer, several are an ambiguity; none comes with the part that was refused and
    the unit it was looked for in.
    """

    on: date
    units: tuple[Unit, ...]
    unmatched: tuple[str, ...] = ()
    refused: str = ""
    holder: Unit | None = None

    @property
    def is_complete(self) -> bool:
        """Tell whether every part was read, be it ambiguously."""
        return bool(self.units) and not self.unmatched

    @property
    def depth(self) -> int:
        """The level reached, 1 for provinces to 3 for communes."""
        return tuple(Level).index(self.units[0].level) if self.units else 0

    @property
    def is_former(self) -> bool:
        """Tell whether it needs units that ended by 2025-07-01: a district, or its province."""
        return any(
            member.valid.end is not None and member.level is not Level.COMMUNE
            for unit in self.units
            for member in (unit, unit.parent)
            if member is not None
        )


class Locator:
    """Reads addresses with a gazetteer; what was looked up once is remembered.

    Args:
        gazetteer: the units.
        today: the day that counts as now.
    """

    def __init__(self, gazetteer: Gazetteer, today: date) -> None:
        self.gazetteer = gazetteer
        self.today = today
        self._found: dict[tuple[str, date, str | None, Level], tuple[Unit, ...]] = {}

    def locate(self, address: str, *, on: date | None = None) -> Placement:
        """Return where an address lies.

        Args:
            address: parts from fine to coarse, with or without type words.
            on: the date the address speaks of; without it today's units are tried, then those
                before 2025-07-01.

        Raises:
            UnknownPlace: a part that must be a unit is none; carries the nearest names.
            AmbiguousPlace: several units fit; carries them all.
        """
        cluster, parts = self.parts(address)
        outcome = self.read(parts, on)
        if len(outcome.units) != 1:
            raise self.refusal(address, outcome)
        return self.placement(address, cluster, outcome)

    def parts(self, address: str) -> tuple[str | None, list[str]]:
        """Return the cluster's words and the parts, `Yên Dũng - Bắc Giang` being two."""
        cluster, parts = split_address(address)
        pieces = []
        for part in parts:
            whole = " - " not in part or self.gazetteer.bears(part)
            pieces.extend([part] if whole else part.split(" - "))
        return cluster, pieces

    def read(self, parts: Sequence[str], on: date | None) -> Outcome:
        """Return the best outcome: complete before partial, the day asked before earlier ones.

        Of two that leave out as much, the coarser is the one that cannot be wrong.
        """
        outcomes = []
        for outcome in self._outcomes(parts, on):
            if outcome.is_complete:
                return self._with_former_bearers(parts, on, outcome)
            outcomes.append(outcome)
        partial = [outcome for outcome in outcomes if outcome.units]
        if partial:
            return min(partial, key=lambda found: (len(found.unmatched), found.depth))
        return max(outcomes, key=_reach)

    def refusal(self, address: str, outcome: Outcome) -> UnknownPlace | AmbiguousPlace:
        """Return the error that tells why an outcome is no answer."""
        if outcome.units:
            return self.gazetteer.ambiguous(address, outcome.on, outcome.units)
        return self.gazetteer.unknown(outcome.refused or address, outcome.on, outcome.holder)

    def placement(self, address: str, cluster: str | None, outcome: Outcome) -> Placement:
        """Return the answer that an outcome with one unit stands for."""
        (unit,) = outcome.units
        before = min(outcome.on, LAST_DAY)
        return Placement(
            address,
            cluster,
            unit,
            self.gazetteer.path_on(unit, outcome.on),
            Precision(unit.level),
            outcome.on,
            self._line(self.gazetteer.successors(unit, on=max(self.today, SWITCH))),
            self._line(self.gazetteer.predecessors(unit, on=before)),
            outcome.unmatched,
        )

    def _line(self, units: Iterable[Unit]) -> tuple[Unit, ...]:
        """Return units with what they lie in, each once, fine to coarse, without the country."""
        found = {
            member.key: member
            for unit in units
            for member in (unit, *self.gazetteer.ancestors(unit))
            if member.level is not Level.COUNTRY
        }
        order = (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)
        return tuple(sorted(found.values(), key=lambda unit: order.index(unit.level)))

    @cached_property
    def former_days(self) -> tuple[date, ...]:
        """The days to look back to, newest first: each is the last one of some district."""
        ends = {unit.valid.end for unit in self.gazetteer if unit.valid.end is not None}
        return tuple(end - timedelta(days=1) for end in sorted(ends, reverse=True))

    def _outcomes(self, parts: Sequence[str], on: date | None) -> Iterator[Outcome]:
        first = on or self.today
        if not parts:
            yield Outcome(first, ())
            return
        yield self._read_on(parts, first, first)
        if first < SWITCH:
            return
        for day in self.former_days:
            for province_day in (day, first):
                outcome = self._read_on(parts, day, province_day)
                if on is None or not outcome.units or outcome.is_former:
                    yield outcome

    def _read_on(self, parts: Sequence[str], day: date, province_day: date) -> Outcome:
        """Read the parts with the units of a day, the province being one of `province_day`."""
        *inner, last = parts
        holders = provinces = self.find(last, province_day, None, Level.PROVINCE)
        if not provinces:
            inner = list(parts)
        while inner:
            part = inner[-1]
            found = self.inside(part, day, holders)
            if not found:
                if not holders or has_type(part):
                    holder = holders[0] if len(holders) == 1 else None
                    return Outcome(day, (), refused=part, holder=holder)
                break
            holders = found
            inner.pop()
        if inner and len(inner) < len(parts) and not provinces and not has_type(last):
            return Outcome(day, (), refused=last)
        return Outcome(day, holders, tuple(inner))

    def inside(self, part: str, day: date, holders: tuple[Unit, ...]) -> tuple[Unit, ...]:
        """Return the districts, else the communes, that the part names inside the holders."""
        for level in _INNER_LEVELS:
            if not holders:
                found = self.find(part, day, None, level)
            else:
                found = tuple(
                    dict.fromkeys(
                        unit
                        for holder in holders
                        if holder.level is not Level.COMMUNE and holder.level is not level
                        for unit in self.find(part, day, holder, level)
                    )
                )
            if found:
                return found
        return ()

    def find(self, part: str, day: date, holder: Unit | None, level: Level) -> tuple[Unit, ...]:
        """Return the gazetteer's candidates for a part, remembered."""
        asked = (part, day, holder.key if holder else None, level)
        if asked not in self._found:
            self._found[asked] = self.gazetteer.candidates(part, on=day, within=holder, level=level)
        return self._found[asked]

    def _with_former_bearers(
        self, parts: Sequence[str], on: date | None, outcome: Outcome
    ) -> Outcome:
        """Add the former units of a bare name that is a commune's today.

        Quốc Oai is a xã now and was a huyện; Bắc Giang is a phường and was a province. Without a
        date, or when the name stands alone, the writer may well mean the former unit.
        """
        asked = on is None or len(parts) == 1
        if not asked or outcome.on < SWITCH or has_type(parts[0]):
            return outcome
        for day in self.former_days if outcome.depth == tuple(Level).index(Level.COMMUNE) else ():
            former = self._read_on(parts, day, day)
            if former.is_complete and former.depth < outcome.depth:
                return Outcome(outcome.on, (*outcome.units, *former.units))
        return outcome


def _reach(outcome: Outcome) -> tuple[bool, bool]:
    """Rank refusals: the one that got inside a unit, then the one whose day knew the type."""
    types = {reading.unit_type for reading in readings(outcome.refused)}
    old_type = bool(types & {"huyện", "quận", "thị xã"})
    return outcome.holder is not None, old_type == (outcome.on < SWITCH)
