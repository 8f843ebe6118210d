"""Shapes of a file made fit for the record: in degrees, valid, polygons only, islands complete.

What was done and what is wrong between neighbours is told, not hidden: an invalid ring is repaired,
overlaps and gaps are left as the file has them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj.exceptions import CRSError

from geo.errors import InputError, Text
from geo.ingest.boundaries import EQUAL_AREA, OFFSHORE_DEGREES
from geo.vectors import polygons

Shapes = npt.NDArray[np.object_]

COUNTRY = (100.0, 5.0, 120.0, 25.0)
"""West, south, east and north of what can be a part of Viet Nam (EPSG:4326)."""

OUTLINE_DEGREES = 0.0015
"""Size of what goes from outlines: corners with their neighbours make triangles of its square."""

_ISLET = 1e-4
"""Square degrees below which an island is left out of outlines: 1.2 km²."""

_SMALLEST_KM2 = 0.2
"""Overlaps and gaps below this are the width of a line."""


class Repair(NamedTuple):
    """An invalid shape, counted from 1, and how many km² it gained or lost by the repair."""

    shape: int
    changed_km2: float


class Flaw(NamedTuple):
    """Land that two neighbours both claim, or that none does: keys of the units, and km²."""

    units: tuple[str, ...]
    km2: float


def in_degrees(frame: gpd.GeoDataFrame, crs: str | None) -> tuple[gpd.GeoSeries, list[Text]]:
    """Return the shapes of a file in EPSG:4326, longitude first, and what had to be assumed.

    Args:
        frame: as the file has it.
        crs: what the user says of its coordinates (`EPSG:3405`), against the file if need be.

    Raises:
        InputError: there is no such CRS, coordinates fit none, or lie outside Viet Nam.
    """
    shapes, notes = frame.geometry, list[Text]()
    try:
        if crs is not None:
            shapes = shapes.set_crs(crs, allow_override=True)
    except CRSError as fault:
        raise InputError(
            Text(f"--crs “{crs}”: không có hệ tọa độ này.", f'--crs "{crs}": no such CRS.')
        ) from fault
    if shapes.crs is None:
        if not _is_within(shapes, COUNTRY):
            raise _no_crs()
        notes.append(
            Text(
                "Tệp không ghi hệ tọa độ: coi là kinh độ, vĩ độ (EPSG:4326).",
                "The file tells no CRS: taken for longitude and latitude (EPSG:4326).",
            )
        )
        shapes = shapes.set_crs(4326)
    west, south, east, north = COUNTRY
    if (
        shapes.crs is not None
        and shapes.crs.is_geographic
        and _is_within(shapes, (south, west, north, east))
    ):
        notes.append(Text("Vĩ độ đứng trước kinh độ: đã đổi lại.", "Latitude came first: swapped."))
        turned = [shape and shapely.transform(shape, _swapped) for shape in shapes]
        shapes = gpd.GeoSeries(turned, crs=shapes.crs)
    shapes = shapes.to_crs(4326)
    if not _is_within(shapes, COUNTRY):
        raise _no_crs()
    return shapes, notes


def mended(shapes: Sequence[shapely.Geometry | None]) -> tuple[Shapes, list[Repair]]:
    """Return valid polygons, one for each shape, None where it has no area; and what was wrong."""
    found, repairs = np.full(len(shapes), None, dtype=object), []
    for place, shape in enumerate(shapes):
        flat = shapely.MultiPolygon(polygons(shapely.force_2d(shape)))
        if flat.is_empty:
            continue
        if not flat.is_valid:
            whole = shapely.make_valid(flat, method="structure", keep_collapsed=False)
            mended = shapely.MultiPolygon(polygons(whole))
            repairs.append(Repair(place + 1, float(_km2(mended) - _km2(flat))))
            flat = mended
        if not flat.is_empty:
            found[place] = flat
    return found, repairs


def flaws(shapes: Mapping[str, shapely.Geometry]) -> tuple[list[Flaw], list[Flaw]]:
    """Return the overlaps and the gaps between polygons (EPSG:4326) of one level, worst first."""
    keys = list(shapes)
    flat = np.asarray(gpd.GeoSeries(list(shapes.values()), crs=4326).to_crs(EQUAL_AREA).array)
    if shapely.coverage_is_valid(np.asarray(list(shapes.values()), dtype=object)):
        overlaps = []
    else:
        one, other = shapely.STRtree(flat).query(flat, predicate="overlaps")
        pairs = one < other
        one, other = one[pairs], other[pairs]
        common = shapely.area(shapely.intersection(_valid(flat[one]), _valid(flat[other]))) / 1e6
        overlaps = [
            Flaw((keys[left], keys[right]), float(km2))
            for left, right, km2 in zip(one, other, common, strict=True)
            if km2 >= _SMALLEST_KM2
        ]
    whole = shapely.union_all(_valid(flat))
    holes = [ring for part in polygons(whole) for ring in part.interiors]
    gaps = []
    tree = shapely.STRtree(flat)
    for hole in holes:
        gap = shapely.Polygon(hole)
        if gap.area >= _SMALLEST_KM2 * 1e6:
            around = tree.query(gap, predicate="intersects")
            gaps.append(Flaw(tuple(keys[place] for place in sorted(around)), gap.area / 1e6))
    return sorted(overlaps, key=_worst), sorted(gaps, key=_worst)


def with_symbols(
    shapes: Mapping[str, shapely.MultiPolygon], computed: Mapping[str, shapely.Geometry]
) -> tuple[dict[str, shapely.MultiPolygon], tuple[str, ...]]:
    """Return the polygons with the far islands that the file lacks, and whose are symbols.

    Args:
        shapes: polygons of the file by unit (EPSG:4326).
        computed: polygons that the program computed for units of that level and day; their
            parts offshore are symbols of Hoàng Sa and Trường Sa.
    """
    complete, symbols = dict(shapes), list[str]()
    for key, polygon in computed.items():
        parts = polygons(polygon)
        islands = [part for part in parts if _is_offshore(part)]
        own = polygons(shapes.get(key))
        if not islands or any(_is_offshore(part) for part in own):
            continue
        if own:
            complete[key] = shapely.MultiPolygon([*own, *islands])
        if own or len(islands) == len(parts):
            symbols.append(key)
    return complete, tuple(symbols)


def outlines(shapes: Shapes) -> Shapes:
    """Return polygons (EPSG:4326) simplified together for maps, without islets; none vanishes."""
    simpler = shapely.coverage_simplify(_without_islets(shapes), OUTLINE_DEGREES)
    kept = [shapely.MultiPolygon(polygons(shapely.make_valid(outline))) for outline in simpler]
    return np.array(
        [whole if fit.is_empty else fit for whole, fit in zip(shapes, kept, strict=True)],
        dtype=object,
    )


def has_area(shape: shapely.Geometry | None) -> bool:
    """Tell whether there is a polygon in a geometry of any kind."""
    return bool(polygons(shape))


def _km2(shape: shapely.Geometry) -> float:
    flat = gpd.GeoSeries([shape], crs=4326).to_crs(EQUAL_AREA)
    return float(flat.area.iloc[0] / 1e6)


def _without_islets(shapes: Shapes) -> Shapes:
    """Return polygons without the parts that a map would show as specks; the largest part stays."""
    found = []
    for shape in shapes:
        parts = polygons(shape)
        least = min(_ISLET, max(part.area for part in parts))
        found.append(shapely.MultiPolygon([part for part in parts if part.area >= least]))
    return np.array(found, dtype=object)


def _worst(flaw: Flaw) -> tuple[float, tuple[str, ...]]:
    return -flaw.km2, flaw.units


def _valid(shapes: Shapes) -> Shapes:
    return np.asarray(shapely.make_valid(shapes), dtype=object)


def _is_offshore(part: shapely.Polygon) -> bool:
    return bool(part.bounds[0] > OFFSHORE_DEGREES)


def _is_within(shapes: gpd.GeoSeries, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = shapes.total_bounds
    return bool(box[0] <= west and box[1] <= south and east <= box[2] and north <= box[3])


def _swapped(corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return corners[:, ::-1]


def _no_crs() -> InputError:
    return InputError(
        Text(
            "Tọa độ trong tệp không nằm ở Việt Nam; nếu là hệ tọa độ khác (VN-2000), hãy ghi bằng"
            " --crs, ví dụ --crs EPSG:3405.",
            "The coordinates of the file do not lie in Viet Nam; if they are of another CRS"
            " (VN-2000), name it with --crs, such as --crs EPSG:3405.",
        )
    )
