"""Layers of administrative units as a page carries them: names, outlines, inner points."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.maps import compact

STEPS = 2_000
"""Steps to a degree for outlines: 0.0005° is 55 m."""
_MANY_VERTICES = 40_000
_SIMPLER_BY_DEGREES = 0.004
_KEPT = 24

Rings = list[list[list[str]]]

# Boundaries stay the same from one map to the next, while finding their short form takes longest.
_cache: OrderedDict[bytes, tuple[Rings, str]] = OrderedDict()


def layer(key: str, frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return a layer of units ready for the page.

    Args:
        key: `34`, `63`, `district` or another key, by which the page words it.
        frame: key and name (the name stands for a key that is not there), optional approximate
            and boundary_source, and outlines. A unit without an outline keeps its place.
    """
    frame = compact.in_degrees(frame)
    shapes = np.asarray(frame.geometry.array, dtype=object)
    rings, at = _compacted(shapes)
    return {
        "key": key,
        "keys": [str(one) for one in frame["key" if "key" in frame else "name"]],
        "names": [str(name) for name in frame["name"]],
        "approximate": exactness(frame),
        "steps": STEPS,
        "outlines": rings,
        "at": at,
        "point_steps": compact.POINT_STEPS,
    }


def exactness(frame: gpd.GeoDataFrame) -> str:
    """Return the key of what a map says of its boundaries: that they, or some, are approximate.

    Empty where none is. Boundaries of a stated source are the real ones; computed ones beside them
    make a mixture.
    """
    if "approximate" not in frame or not frame["approximate"].eq(True).any():
        return ""
    mixed = "boundary_source" in frame and frame["boundary_source"].notna().any()
    return "approximate.part" if mixed else "approximate"


def outlines(shapes: npt.NDArray[np.object_]) -> Rings:
    """Return polygons in EPSG:4326: lists of parts, each a list of rings, the outer one first.

    A layer with very many vertices is simplified first, keeping common borders common. A ring too
    small to be drawn is left out, and so is a part without an outer ring.
    """
    if int(shapely.get_num_coordinates(shapes).sum()) > _MANY_VERTICES:
        areas = shapely.get_dimensions(shapes) == 2
        simpler = np.full(len(shapes), None, dtype=object)
        simpler[areas] = shapely.coverage_simplify(shapes[areas], _SIMPLER_BY_DEGREES)
        shapes = simpler
    return [[rings for part in _polygons(shape) if (rings := _rings(part))] for shape in shapes]


def _compacted(shapes: npt.NDArray[np.object_]) -> tuple[Rings, str]:
    """Return outlines and inner points, computed once for the same geometries."""
    digest = hashlib.blake2b(digest_size=16)
    for shape in shapely.to_wkb(shapes):
        digest.update(b"-" if shape is None else shape)
    name = digest.digest()
    if name not in _cache:
        inner = gpd.GeoSeries(shapely.point_on_surface(shapes), crs=compact.WGS84)
        _cache[name] = outlines(shapes), compact.points(inner)
    _cache.move_to_end(name)
    if len(_cache) > _KEPT:
        _cache.popitem(last=False)
    return _cache[name]


def _polygons(shape: Any) -> Sequence[Any]:
    if shape is None or shape.is_empty:
        return []
    if shape.geom_type == "Polygon":
        return [shape]
    return [part for one in getattr(shape, "geoms", []) for part in _polygons(one)]


def _rings(polygon: Any) -> list[str]:
    outer = _ring(polygon.exterior)
    if not outer:
        return []
    return [outer, *(ring for hole in polygon.interiors if (ring := _ring(hole)))]


def _ring(ring: Any) -> str:
    corners = shapely.get_coordinates(ring)
    steps: npt.NDArray[np.int64] = np.rint(corners * STEPS).astype(np.int64)
    steps = steps[:-1][np.any(np.diff(steps, axis=0) != 0, axis=1)]
    if len(steps) < 3:
        return ""
    return " ".join(map(str, np.diff(steps, axis=0, prepend=[[0, 0]]).ravel().tolist()))
