"""Tables and outlines as small, plain JSON.

Columns instead of rows, texts that repeat stored once, coordinates as whole numbers that tell the
step from the one before. Numbers stand in strings parted by blanks: as short as a list, and not the
long run of comma-parted numbers that mail gateways take for hidden code.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

WGS84 = 4326
POINT_STEPS = 10_000
"""Steps to a degree for points: 0.0001° is 11 m."""
OUTLINE_STEPS = 2_000
"""Steps to a degree for outlines: 0.0005° is 55 m."""
_MANY_VERTICES = 40_000
_SIMPLER_BY_DEGREES = 0.004
_UNSAFE = re.compile("[<\u2028\u2029\ud800-\udfff]")

Column = dict[str, Any]


def dumps(value: object) -> str:
    """Return JSON that can stand inside a script element of a page."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def numbers(values: Iterable[float | None], decimals: int = 0) -> str:
    """Return numbers parted by blanks; an unknown one leaves its place empty."""
    return " ".join(_number(value, decimals) for value in values)


def texts(values: Iterable[object]) -> Column:
    """Return a column of texts; each different text is stored once."""
    cells = [None if _missing(value) else str(value) for value in values]
    kinds = {text: i for i, text in enumerate(dict.fromkeys(c for c in cells if c is not None))}
    return {"texts": list(kinds), "at": numbers(None if c is None else kinds[c] for c in cells)}


def points(places: gpd.GeoSeries) -> str:
    """Return longitude and latitude steps of points in EPSG:4326, blanks where there is none."""
    words: list[str] = []
    last_x = last_y = 0
    for x, y in zip(places.x, places.y, strict=True):
        if np.isnan(x) or np.isnan(y):
            words += ["", ""]
            continue
        step_x, step_y = round(x * POINT_STEPS), round(y * POINT_STEPS)
        words += [str(step_x - last_x), str(step_y - last_y)]
        last_x, last_y = step_x, step_y
    return " ".join(words)


def outlines(areas: gpd.GeoSeries) -> list[list[list[str]]]:
    """Return polygons in EPSG:4326: lists of parts, each a list of rings, the outer one first.

    A layer with very many vertices is simplified first, keeping common borders common. A ring too
    small to be drawn is left out, and so is a part without an outer ring.
    """
    shapes = np.asarray(areas.array, dtype=object)
    if int(shapely.get_num_coordinates(shapes).sum()) > _MANY_VERTICES:
        shapes = shapely.coverage_simplify(shapes, _SIMPLER_BY_DEGREES)
    return [[rings for part in _polygons(shape) if (rings := _rings(part))] for shape in shapes]


def in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame in EPSG:4326.

    Raises:
        ValueError: the frame does not say what its coordinates are.
    """
    if frame.crs is None:
        raise ValueError("the coordinates have no reference system; set it with .set_crs()")
    return frame if frame.crs.to_epsg() == WGS84 else frame.to_crs(epsg=WGS84)


def _number(value: float | None, decimals: int) -> str:
    if value is None or _missing(value):
        return ""
    text = f"{float(value):.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


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
    steps: npt.NDArray[np.int64] = np.rint(corners * OUTLINE_STEPS).astype(np.int64)
    steps = steps[:-1][np.any(np.diff(steps, axis=0) != 0, axis=1)]
    if len(steps) < 3:
        return ""
    return " ".join(map(str, np.diff(steps, axis=0, prepend=[[0, 0]]).ravel().tolist()))
