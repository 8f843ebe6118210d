"""Points that a list gives: none, or one that lies where the row says its cluster does."""

from collections.abc import Sequence
from functools import cached_property
from math import cos, hypot, radians
from typing import Any

from geo.errors import Text
from geo.gazetteer import Gazetteer, Unit
from geo.ingest.places import Site
from geo.lists.blocks import Block
from geo.lists.columns import point_fault
from geo.lists.problems import Ledger
from geo.vocabulary import Level, Precision

POINT = ("lon", "lat")

_USUAL_KM = {
    Precision.SITE: 5.0,
    Precision.COMMUNE: 12.0,
    Precision.DISTRICT: 60.0,
    Precision.PROVINCE: 200.0,
}
"""How far from the point of its place a cluster lies without a word."""

_COMMUNE_KM = 15.0
"""How far a commune reaches beyond its point."""
_KM_PER_DEGREE = 111.2


class Points:
    """Checks the points of rows against their places.

    Args:
        gazetteer: the units.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def check(self, block: Block, sites: Sequence[Site], ledger: Ledger) -> None:
        """Leave points of units out, refuse those that are none or outside the district stated.

        What lies in the district, but far from the stated place, is told of.
        """
        known = next((name for name in POINT if name in block.columns), None)
        if known is None:
            return
        _drop_centroids(block)
        nothing: list[Any] = [None] * len(block)
        lons, lats = (block.columns.get(name, nothing) for name in POINT)
        for position, (lon, lat) in enumerate(zip(lons, lats, strict=True)):
            if not block.accepted[position] or (lon is None and lat is None):
                continue
            fault = point_fault(lon, lat)
            line, value = block.lines[position], f"{lon}, {lat}"
            if fault is not None:
                block.accepted[position] = False
                ledger.tell(line, known, value, fault.text, refuses=True)
                continue
            site = sites[block.site[position]]
            away, is_astray = _km(site, lon, lat), self._is_astray(site, lon, lat)
            if is_astray or away > _USUAL_KM[site.precision]:
                told = Text(
                    f"cách {site.address} {away:.0f} km; hãy xem lại tọa độ hoặc địa điểm",
                    f"lies {away:.0f} km from {site.address}; check the point or the address",
                )
                ledger.tell(line, known, value, told, refuses=is_astray)
                block.accepted[position] = not is_astray

    def _is_astray(self, site: Site, lon: float, lat: float) -> bool:
        """Tell whether a point lies beyond all communes of the districts of a place; of the
        provinces, where it has no district.
        """
        holders = [unit for unit in site.units if unit.level is Level.DISTRICT] or [
            unit for unit in site.units if unit.level is Level.PROVINCE
        ]
        return all(_km(unit, lon, lat) > self._reach(unit) for unit in holders)

    def _reach(self, unit: Unit) -> float:
        """Return how far a unit reaches from its point, km; an usual reach where no commune is
        known.
        """
        return self._farthest.get(unit.key, _USUAL_KM[Precision(unit.level)]) + _COMMUNE_KM

    @cached_property
    def _farthest(self) -> dict[str, float]:
        """How far the farthest commune of each unit is from it, point to point, km."""
        found: dict[str, float] = {}
        for commune in self._gazetteer:
            if commune.level is Level.COMMUNE:
                for holder in self._gazetteer.ancestors(commune):
                    away = _km(holder, commune.lon, commune.lat)
                    found[holder.key] = max(away, found.get(holder.key, 0.0))
        return found


def _drop_centroids(block: Block) -> None:
    """Leave out points that the list itself says are those of a unit, not of the cluster."""
    for name in POINT if "precision" in block.columns else ():
        if name in block.columns:
            both = zip(block.columns[name], block.columns["precision"], strict=True)
            block.columns[name] = [
                value if precision in (None, Precision.SITE) else None for value, precision in both
            ]


def _km(place: Site | Unit, lon: float, lat: float) -> float:
    """Return the distance of a point from a place, for judging only."""
    return _KM_PER_DEGREE * hypot((place.lon - lon) * cos(radians(lat)), place.lat - lat)
