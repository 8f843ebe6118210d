"""Put a cluster on the map: its point at the finest level known, its units then and now.

The address is read in the administrative system it was written in (`stated_on`) and carried over to
the other system by succession, so that both stand side by side. Where an earlier unit was divided,
the first successor the gazetteer names counts as the primary one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from geo.dates import SWITCH
from geo.gazetteer import Gazetteer, Unit
from geo.vocabulary import Level, Precision

_BEFORE = SWITCH - timedelta(days=1)


@dataclass(frozen=True)
class Site:
    """Where a cluster lies: point (EPSG:4326), how exact, and its units in order of importance.

    `primary` holds the key of the one unit that counts for each level and time, `stated_on` a day
    whose units the address names, where the source tells it.
    """

    lon: float
    lat: float
    precision: Precision
    method: str
    address: str
    units: tuple[Unit, ...]
    primary: frozenset[str]
    stated_on: date | None = None


@dataclass(frozen=True)
class Address:
    """A stated address, resolved: the province and, where given, its districts and communes."""

    province: Unit
    districts: tuple[Unit, ...]
    communes: tuple[Unit, ...]

    @property
    def finest(self) -> tuple[Unit, ...]:
        """The units of the finest level that the address names."""
        return self.communes or self.districts or (self.province,)

    def __str__(self) -> str:
        levels = (self.communes, self.districts, (self.province,))
        return ", ".join(" – ".join(unit.full_name for unit in level) for level in levels if level)


def place(gazetteer: Gazetteer, address: Address, site: tuple[float, float] | None = None) -> Site:
    """Place an address; `site` is the longitude and latitude a source gives for the cluster."""
    finest = address.finest
    if site is not None:
        lon, lat, precision, method = *site, Precision.SITE, "stated by the source"
    else:
        lon = round(fmean(unit.lon for unit in finest), 5)
        lat = round(fmean(unit.lat for unit in finest), 5)
        precision = Precision(finest[0].level)
        method = finest[0].centroid_method
        if len(finest) > 1:
            method = f"mean of {len(finest)} {finest[0].level} points"
    units = _both_systems(gazetteer, finest)
    return Site(lon, lat, precision, method, str(address), units, _primary(units))


def _both_systems(gazetteer: Gazetteer, stated: Iterable[Unit]) -> tuple[Unit, ...]:
    """Return the stated units, what they were and became, and all their parents; no duplicates."""
    found: dict[str, Unit] = {}
    for unit in stated:
        versions = (
            unit,
            *gazetteer.successors(unit, on=_BEFORE),
            *gazetteer.successors(unit, on=SWITCH),
        )
        members = [m for v in versions for m in (v, *gazetteer.ancestors(v))]
        members += _shared(gazetteer, gazetteer.predecessors(unit, on=_BEFORE))
        for member in members:
            if member.level is not Level.COUNTRY:
                found.setdefault(member.key, member)
    return tuple(found.values())


def _shared(gazetteer: Gazetteer, former: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Return the units that hold all of the former ones: itself and its parents if there is one.

    Today's commune is mostly several former ones of one district: the district is then certain, the
    former commune is not.
    """
    if not former:
        return ()
    lines = [(unit, *gazetteer.ancestors(unit)) for unit in former]
    return tuple(unit for unit in lines[0] if all(unit in line for line in lines))


def _primary(units: Iterable[Unit]) -> frozenset[str]:
    """Return the first unit of each level at each time."""
    chosen: list[Unit] = []
    for unit in units:
        if not any(unit.level is other.level and _meet(unit, other) for other in chosen):
            chosen.append(unit)
    return frozenset(unit.key for unit in chosen)


def _meet(one: Unit, other: Unit) -> bool:
    starts = [unit.valid.start or date.min for unit in (one, other)]
    ends = [unit.valid.end or date.max for unit in (one, other)]
    return max(starts) < min(ends)
