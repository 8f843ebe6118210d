"""Tables and points as small, plain JSON.

Columns instead of rows, texts that repeat stored once, coordinates as whole numbers that tell the
step from the one before. Numbers stand in strings parted by blanks: as short as a list, and not the
long run of comma-parted numbers that mail gateways take for hidden code.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import InputError, Text

WGS84 = 4326
_COLLECTION = int(shapely.GeometryType.GEOMETRYCOLLECTION)
_AREAS = (
    int(shapely.GeometryType.POLYGON),
    int(shapely.GeometryType.MULTIPOLYGON),
    _COLLECTION,
)
POINT_STEPS = 10_000
"""Steps to a degree for points: 0.0001° is 11 m."""
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
    """Return a column of texts, each stored once; without `at` where all rows have the same."""
    cells = [None if _missing(value) else str(value) for value in values]
    kinds = {text: i for i, text in enumerate(dict.fromkeys(c for c in cells if c is not None))}
    if not kinds or (len(kinds) == 1 and None not in cells):
        return {"texts": list(kinds)}
    return {"texts": list(kinds), "at": " ".join("" if c is None else str(kinds[c]) for c in cells)}


def alike(values: Iterable[str]) -> Column:
    """Return texts that begin like the one before, as those of an ordered list do.

    `shared` tells the length of what is the same, in the UTF-16 units that a script counts, and
    `rest` holds what follows.
    """
    lengths, rest = [], []
    last = ""
    for text in values:
        pairs = enumerate(zip(last, text, strict=False))
        same = next((i for i, (a, b) in pairs if a != b), min(len(last), len(text)))
        lengths.append(same + sum(letter > "\uffff" for letter in text[:same]))
        rest.append(text[same:])
        last = text
    return {"shared": numbers(lengths), "rest": rest}


def figures(frame: pd.DataFrame, name: str) -> npt.NDArray[np.float64]:
    """Return a column of numbers, NaN where one is unknown.

    Raises:
        InputError: something in it is no number, or an infinite one.
    """
    column = frame[name]
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    unusable = ~np.isfinite(values) & column.notna().to_numpy()
    if unusable.any():
        row = int(unusable.argmax())
        raise no_number(name, row_name(frame, row), column.iloc[row])
    return np.asarray(values)


def no_number(column: str, row: str, value: object) -> InputError:
    """Return what refuses a value that is not a finite number."""
    return InputError(
        Text(
            f"Cột “{column}”, dòng “{row}”: “{value}” không phải một số hữu hạn; để trống nếu chưa"
            " biết.",
            f'Column "{column}", row "{row}": "{value}" is not a finite number; leave it empty'
            " where it is not known.",
        )
    )


def row_name(frame: pd.DataFrame, row: int) -> str:
    """Return what a row, counted from 0, is called: its key, else its name, else its number."""
    for name in ("key", "name"):
        if name in frame:
            return str(frame[name].iloc[row])
    return str(row + 1)


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


def in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame in EPSG:4326, its areas mended.

    Raises:
        ValueError: the frame does not say what its coordinates are.
    """
    if frame.crs is None:
        raise ValueError("the coordinates have no reference system; set it with .set_crs()")
    return mended(frame if frame.crs.to_epsg() == WGS84 else frame.to_crs(epsg=WGS84))


def mended(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame with valid areas: rings that cross are cut, lines and points left out."""
    shapes = np.asarray(frame.geometry.array, dtype=object)
    kinds = shapely.get_type_id(shapes)
    bad = np.isin(kinds, _AREAS) & ((kinds == _COLLECTION) | ~shapely.is_valid(shapes))
    if not bad.any():
        return frame
    shapes = shapes.copy()
    shapes[bad] = [_area(shape) for shape in shapely.make_valid(shapes[bad])]
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _area(shape: Any) -> Any:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _number(value: float | None, decimals: int) -> str:
    if value is None or _missing(value):
        return ""
    text = f"{float(value):.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))
