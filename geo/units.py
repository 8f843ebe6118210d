"""An administrative unit as the program holds it, and the rows its tables are made of.

Units are named by `key` = `level/code/first day`, the first day being `-` when it is not known: a
code alone names two units (24 is Bắc Giang, then Bắc Ninh).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Self

from geo.dates import Period
from geo.vocabulary import Level


def unit_key(level: str, code: str, first_day: date | None) -> str:
    """Return the key of a unit: `district/221/-`, `province/24/2025-07-01`."""
    return f"{level}/{code}/{first_day.isoformat() if first_day else '-'}"


@dataclass(frozen=True)
class Unit:
    """A country, province, district or commune for as long as its borders stood.

    Attributes:
        key: `level/code/first day`.
        code: code of the statistics office; says nothing without level and validity.
        name: last official name without its type (`Yên Dũng`).
        unit_type: type word in lower case (`huyện`).
        parent: the unit it lay in last; None for the country.
        valid: half-open validity, None where it is not known or has not come.
        lon: longitude of its point, degrees, EPSG:4326.
        lat: latitude of its point.
        centroid_method: how that point was made.
        path: the unit and what it lay in, below the country, as these were called last in its
            time: `huyện Yên Dũng, tỉnh Bắc Giang`.
    """

    key: str
    level: Level
    code: str
    name: str
    unit_type: str
    parent: Self | None = field(repr=False, compare=False)
    valid: Period
    lon: float
    lat: float
    centroid_method: str
    path: str

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def full_name(self) -> str:
        """The name with its type: `huyện Yên Dũng`."""
        return f"{self.unit_type} {self.name}"


class UnitRow(NamedTuple):
    """A row of `administrative_unit`; `parent` is a key, the point is longitude and latitude."""

    key: str
    level: str
    code: str
    name: str
    unit_type: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    area_km2: float | None
    lon: float
    lat: float
    centroid_method: str


class NameRow(NamedTuple):
    """A row of `unit_name`; `unit` is a key, `kind` is `official` or `alias`."""

    unit: str
    kind: str
    unit_type: str
    name: str
    name_key: str
    valid_from: date | None
    valid_to: date | None
    decision: str | None


class SuccessionRow(NamedTuple):
    """A row of `unit_succession`; both units are keys."""

    predecessor: str
    successor: str
    effective_on: date
    whole: bool
    decision: str | None


class UnitTables(NamedTuple):
    """The administrative record, parents before children."""

    units: list[UnitRow]
    names: list[NameRow]
    successions: list[SuccessionRow]
