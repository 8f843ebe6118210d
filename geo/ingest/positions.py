"""Where the shapes of a file lie: near which units, in which unit above, on whose land.

A file of another day is told by the land: Bắc Ninh of 2025-06-30 has a sixth of the Bắc Ninh of the
day after. A province's shape must cover three quarters of what the program computed for it, and
have no more than a quarter of its land elsewhere; real boundaries have 84 % and 87 % or more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from geo.ingest.boundaries import OFFSHORE_DEGREES
from geo.ingest.mending import COUNTRY, Shapes
from geo.units import Unit
from geo.vocabulary import Level

_NEAR = 0.3
"""Degrees within which a unit's point lies from its shape: points of islands are that rough."""

_MOST = 0.75


@dataclass
class Positions:
    """Where shapes lie.

    Args:
        shapes: polygons in EPSG:4326, None where the file has none.
        parents: polygons of the units above, by key.
        computed: polygons that the program computed for the units of the level, by key.
    """

    shapes: Shapes
    parents: Mapping[str, shapely.Geometry]
    computed: Mapping[str, shapely.Geometry]

    def distance(self, shape: int, unit: Unit) -> float:
        """Return how far a unit's point is from a shape, in degrees; infinite when it is not near.

        A shape that holds the point is at distance 0.
        """
        if self.shapes[shape] is None:
            return float("inf")
        west, south, east, north = self._boxes[shape]
        across = west - _NEAR <= unit.lon <= east + _NEAR
        if not (across and south - _NEAR <= unit.lat <= north + _NEAR):
            return float("inf")
        asked = (shape, unit.key)
        if asked not in self._distances:
            far = float(shapely.distance(self.shapes[shape], shapely.Point(unit.lon, unit.lat)))
            self._distances[asked] = far if far <= _NEAR else float("inf")
        return self._distances[asked]

    def is_near(self, shape: int, unit: Unit) -> bool:
        """Tell whether a unit's point is so near a shape that it can be the unit's."""
        return self.distance(shape, unit) <= _NEAR

    def nearest(self, shape: int, units: Iterable[Unit]) -> list[tuple[float, Unit]]:
        """Return units with the distances of their points from the middle of a shape, in order."""
        middle = shapely.centroid(self.shapes[shape])
        away = [
            (float(shapely.distance(middle, shapely.Point(unit.lon, unit.lat))), unit)
            for unit in units
        ]
        return sorted(away, key=lambda one: (one[0], one[1].key))

    def holders(self, shape: int) -> list[str]:
        """Return the units above whose polygons hold a point of a shape."""
        return self._holders.get(shape, [])

    def fits(self, shape: int, unit: Unit) -> bool:
        """Tell whether a shape has a province's land; other levels are computed too roughly."""
        if unit.level is not Level.PROVINCE or unit.key not in self._ashore:
            return True
        own = self._ashore[unit.key]
        there = shapely.make_valid(self.shapes[shape])
        common = shapely.area(shapely.intersection(there, own))
        land = shapely.area(shapely.intersection(there, self._land))
        return bool(common >= _MOST * max(shapely.area(own), land))

    @cached_property
    def _distances(self) -> dict[tuple[int, str], float]:
        return {}

    @cached_property
    def _boxes(self) -> npt.NDArray[np.float64]:
        return np.asarray(shapely.bounds(self.shapes), dtype=np.float64)

    @cached_property
    def _holders(self) -> dict[int, list[str]]:
        keys = list(self.parents)
        tree = shapely.STRtree([self.parents[key] for key in keys])
        inner = np.asarray(shapely.point_on_surface(self.shapes), dtype=object)
        held: dict[int, list[str]] = defaultdict(list)
        for shape, place in tree.query(inner, predicate="intersects").T.tolist():
            held[shape].append(keys[place])
        return held

    @cached_property
    def _ashore(self) -> dict[str, shapely.Geometry]:
        """Return the land that the program computed for each unit, without symbols of islands."""
        west, south, _, north = COUNTRY
        return {
            key: shapely.clip_by_rect(polygon, west, south, OFFSHORE_DEGREES, north)
            for key, polygon in self.computed.items()
        }

    @cached_property
    def _land(self) -> shapely.Geometry:
        return shapely.union_all(list(self._ashore.values()))
