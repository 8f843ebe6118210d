"""The gazetteer behind geopy's interface: addresses to points, points to units, offline."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geo.dates import SWITCH
from geo.gazetteer import Gazetteer
from geo.locator import LAST_DAY, Locator, Outcome, Placement, system
from geo.units import Unit
from geo.vocabulary import Level

_EARTH_KM = 6371.0
_REACH_KM = 30.0
_FINE_TO_COARSE = (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]  # geopy publishes no types
    """The gazetteer behind geopy's interface; asks nothing of any server.

    Args:
        gazetteer: the units.
        today: the day that counts as now.
        boundaries: polygons (EPSG:4326) by unit key, for `reverse`.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        *,
        today: date,
        boundaries: Mapping[str, shapely.Geometry] | None = None,
    ) -> None:
        super().__init__()
        self.locator = Locator(gazetteer, today)
        self._boundaries = dict(boundaries or {})

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        on: date | None = None,
        timeout: object = DEFAULT_SENTINEL,
    ) -> Location | list[Location] | None:
        """Return the location of an address, None when it is unknown or ambiguous.

        Args:
            query: the address.
            exactly_one: False returns a list, with every candidate of an ambiguous address.
            on: the date the address speaks of (see `Locator.locate`).
            timeout: not used; part of geopy's interface.
        """
        cluster, parts = self.locator.parts(query)
        outcome = self.locator.read(parts, on)
        found = [
            _location(
                self.locator.placement(
                    query, cluster, Outcome(outcome.on, (unit,), outcome.unmatched)
                )
            )
            for unit in outcome.units
        ]
        if exactly_one:
            return found[0] if len(found) == 1 else None
        return found or None

    def reverse(
        self,
        query: Point | tuple[float, float] | str,
        *,
        exactly_one: bool = True,
        on: date | None = None,
        timeout: object = DEFAULT_SENTINEL,
    ) -> Location | list[Location] | None:
        """Return the unit of a date that a point lies in.

        With boundaries it is the finest unit whose polygon holds the point. Without, it is the
        commune, before 2025-07-01 the district, whose point is nearest, and None when that of the
        nearest commune is over 30 km away. `raw` holds the method and the distance in kilometres.

        Args:
            query: latitude and longitude, in geopy's order.
            exactly_one: False returns a list of one.
            on: the date whose units are asked for (default: today).
            timeout: not used; part of geopy's interface.
        """
        point = Point(query)
        day = on or self.locator.today
        found = self._containing(point, day) if self._boundaries else self._nearest(point, day)
        if found is None:
            return None
        unit, method, distance_km = found
        placement = self.locator.placement(str(query), None, Outcome(day, (unit,)))
        location = _location(placement, method=method, distance_km=distance_km)
        return location if exactly_one else [location]

    def _containing(self, point: Point, day: date) -> tuple[Unit, str, float] | None:
        place = shapely.Point(point.longitude, point.latitude)
        shapes = list(self._boundaries.values())
        units = [self.locator.gazetteer[key] for key in self._boundaries]
        holding = [
            units[position]
            for position in shapely.STRtree(shapes).query(place, predicate="intersects")
            if day in units[position].valid
        ]
        if not holding:
            return None
        return min(holding, key=lambda unit: _FINE_TO_COARSE.index(unit.level)), "polygon", 0.0

    def _nearest(self, point: Point, day: date) -> tuple[Unit, str, float] | None:
        communes, radians = self._communes
        lat, lon = np.radians((point.latitude, point.longitude))
        half = (
            np.sin((radians[:, 0] - lat) / 2) ** 2
            + np.cos(radians[:, 0]) * np.cos(lat) * np.sin((radians[:, 1] - lon) / 2) ** 2
        )
        nearest = int(half.argmin())
        distance = 2 * _EARTH_KM * float(np.arcsin(np.sqrt(half[nearest])))
        if distance > _REACH_KM:
            return None
        unit = self._district(communes[nearest], day) if day < SWITCH else communes[nearest]
        return unit, "nearest commune point", round(distance, 2)

    @cached_property
    def _communes(self) -> tuple[tuple[Unit, ...], np.ndarray[Any, np.dtype[np.float64]]]:
        gazetteer = self.locator.gazetteer
        communes = gazetteer.at(Level.COMMUNE, on=max(self.locator.today, SWITCH))
        return communes, np.radians([(unit.lat, unit.lon) for unit in communes])

    def _district(self, commune: Unit, day: date) -> Unit:
        """Return the district on a day that most parts of a commune of today lay in."""
        gazetteer = self.locator.gazetteer
        parts = gazetteer.predecessors(commune, on=LAST_DAY)
        districts = [part if part.level is Level.DISTRICT else part.parent for part in parts]
        ended = max((district for district in districts if district), key=districts.count)
        return min(
            gazetteer.predecessors(ended, on=day),
            key=lambda unit: (unit.lon - commune.lon) ** 2 + (unit.lat - commune.lat) ** 2,
        )


def _location(placement: Placement, **more: object) -> Location:
    unit = placement.unit
    return Location(
        placement.path,
        Point(unit.lat, unit.lon),
        {
            "unit": unit.key,
            "name": unit.full_name,
            "path": placement.path,
            "level": unit.level.value,
            "precision": placement.precision.value,
            "method": unit.centroid_method,
            "vintage": {"on": placement.vintage.isoformat(), "system": system(placement.vintage)},
            "today": [{"key": now.key, "name": now.full_name} for now in placement.today],
            "former": [{"key": was.key, "name": was.full_name} for was in placement.former],
            "cluster": placement.cluster,
            "unmatched": list(placement.unmatched),
            **more,
        },
    )
