"""Approximate polygons of provinces and districts, computed from the communes' points and areas.

No registry package carries Viet Nam's provinces under an open licence, and none may be shipped.
Each commune's point gets the land nearest to it; the cells of a district are joined and cut to an
outline of the country: discs of the communes' areas, gaps up to twice 9 km closed, holes filled.
Lines are simplified to 500 m together, so that neighbours keep sharing them, and provinces are
unions of their districts. A commune that straddled two districts counts to one of them, and a
district that ended before 2025-06-30 has no polygon.

Measured against real boundaries, median overlap (intersection over union): 0.91 for the 34
provinces, 0.89 for the 63, 0.72 for districts. Weighting the cells so that districts have their
known areas and centroids brings 0.005 more for ten times the time; the points are the limit, and
the coast. Good for a national map, not for deciding in which unit a place lies.

Hoàng Sa and Trường Sa are drawn as discs: symbols of 20 km, not boundaries.
"""

from collections import defaultdict
from math import pi

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.dates import SWITCH
from geo.ingest.communes import read_communes
from geo.ingest.units import former_districts
from geo.units import UnitRow, UnitTables
from geo.vocabulary import Level

FAR_ISLANDS = frozenset({"498", "576"})
"""Codes of the districts Hoàng Sa and Trường Sa."""

METHOD = "computed from commune points and areas"
SYMBOL = "disc of 20 km, a symbol"

EQUAL_AREA = "+proj=aea +lat_1=10 +lat_2=21 +lat_0=16 +lon_0=107 +datum=WGS84 +units=m"
OFFSHORE_DEGREES = 110.5
"""Longitude beyond which Viet Nam has no land but Hoàng Sa and Trường Sa."""

_SYMBOL_RADIUS_M = 20_000.0
_CLOSING_M = 9_000.0
_TOLERANCE_M = 500.0
_MARGIN_M = 100_000.0
_STRAY_FACTOR = 3.0


Shapes = npt.NDArray[np.object_]


def approximate_boundaries(tables: UnitTables) -> gpd.GeoDataFrame:
    """Return polygons of the districts of 2025-06-30 and of the provinces before and after.

    Returns:
        columns key, geometry (MultiPolygon, EPSG:4326) and method, by key.
    """
    districts = {
        unit.code: unit
        for unit in tables.units
        if unit.level == Level.DISTRICT and unit.valid_to == SWITCH
    }
    codes, shapes = _district_shapes(tables, districts)
    polygons = gpd.GeoSeries(shapes, crs=EQUAL_AREA).to_crs(4326).to_numpy()
    members: dict[str, list[int]] = defaultdict(list)
    heirs = {old: new for old, new, day, *_ in tables.successions if day == SWITCH}
    for position, code in enumerate(codes):
        members[districts[code].key].append(position)
        province = districts[code].parent
        if province is not None:
            members[province].append(position)
            if province in heirs:
                members[heirs[province]].append(position)
    symbols = {districts[code].key for code in FAR_ISLANDS}
    keys = sorted(members)
    return gpd.GeoDataFrame(
        {"key": keys, "method": [SYMBOL if key in symbols else METHOD for key in keys]},
        geometry=[_multipolygon(polygons[members[key]]) for key in keys],
        crs=4326,
    )[["key", "geometry", "method"]]


def _district_shapes(tables: UnitTables, districts: dict[str, UnitRow]) -> tuple[list[str], Shapes]:
    """Return district codes and their shapes in the equal-area projection."""
    communes = [
        unit for unit in tables.units if unit.level == Level.COMMUNE and unit.valid_from == SWITCH
    ]
    listed = read_communes()
    district_of = former_districts(listed)
    near = [unit for unit in communes if district_of[unit.code] not in FAR_ISLANDS]
    labels = np.array([district_of[unit.code] for unit in near])
    stated = {commune.code: commune.area_km2 for commune in listed.new}
    points = _projected(near)
    radius = np.sqrt(_areas_m2([stated[unit.code] for unit in near], labels, districts) / pi)
    frame = shapely.box(*points.min(axis=0) - _MARGIN_M, *points.max(axis=0) + _MARGIN_M)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame, ordered=True)
    )
    codes = sorted(set(labels))
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], codes)
    joined = np.array(
        [shapely.coverage_union_all(group) for group in np.split(cells[order], starts[1:])]
    )
    outline = _outline(points, radius)
    shapely.prepare(outline)
    drawn = shapely.coverage_simplify(shapely.intersection(joined, outline), _TOLERANCE_M)
    symbols = shapely.buffer(
        shapely.points(_projected([districts[code] for code in sorted(FAR_ISLANDS)])),
        _SYMBOL_RADIUS_M,
        quad_segs=8,
    )
    return [*codes, *sorted(FAR_ISLANDS)], np.concatenate([drawn, symbols])


def _projected(units: list[UnitRow]) -> npt.NDArray[np.float64]:
    points = gpd.points_from_xy(
        [unit.lon for unit in units], [unit.lat for unit in units], crs=4326
    )
    return shapely.get_coordinates(points.to_crs(EQUAL_AREA))


def _areas_m2(
    stated: list[float | None], labels: npt.NDArray[np.str_], districts: dict[str, UnitRow]
) -> npt.NDArray[np.float64]:
    """Return plausible areas: the stated ones, kept near the mean of their district.

    The list gives several communes the area of another of the same name, and some none at all.
    """
    known = pd.Series({code: unit.area_km2 for code, unit in districts.items()}, dtype=float)
    total = known.reindex(labels).to_numpy()
    areas = pd.Series(stated, dtype=float)
    mean = total / areas.groupby(labels).transform("size")
    areas = areas.fillna(mean).clip(mean / _STRAY_FACTOR, mean * _STRAY_FACTOR)
    scaled = areas * total / areas.groupby(labels).transform("sum")
    return np.asarray(scaled * 1e6, dtype=np.float64)


def _outline(points: npt.NDArray[np.float64], radius: npt.NDArray[np.float64]) -> shapely.Geometry:
    land = shapely.union_all(shapely.buffer(shapely.points(points), radius, quad_segs=6))
    closed = land.buffer(_CLOSING_M, quad_segs=4).buffer(-_CLOSING_M, quad_segs=4)
    exteriors = shapely.get_exterior_ring(shapely.get_parts(closed))
    return shapely.union_all(shapely.polygons(exteriors))


def _multipolygon(shapes: Shapes) -> shapely.MultiPolygon:
    joined = shapely.coverage_union_all(shapes)
    return shapely.MultiPolygon(list(shapely.get_parts(joined)))
