"""Clusters as maps draw them, whoever made the frame: points, kinds and years looked over first."""

from collections.abc import Sequence
from math import isinf
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import InputError, Text
from geo.maps.classes import SYMBOLS
from geo.maps.compact import in_degrees, no_number, row_name
from geo.vocabulary import Status

_WEST, _SOUTH, _EAST, _NORTH = 100, 5, 120, 25

State = tuple[Any, Any]


def drawable(clusters: gpd.GeoDataFrame, years: Sequence[int]) -> gpd.GeoDataFrame:
    """Return clusters ready to be drawn, in EPSG:4326, longitude first.

    An empty point, or one of NaN, is none; a cluster of which no change is told is unconfirmed;
    `years` holds status and area at the end of each of `years`, None for what is not told.

    Raises:
        InputError: a geometry is no point or lies nowhere near Viet Nam, a change is none that a
            map knows, or a cluster tells of more or fewer years.
        ValueError: the frame does not say what its coordinates are.
    """
    clusters = _located(in_degrees(clusters))
    told = clusters["years"] if years and "years" in clusters else [None] * len(clusters)
    states = [_states(clusters, row, cell, len(years)) for row, cell in enumerate(told)]
    return clusters.assign(
        change=_changes(clusters), years=pd.Series(states, index=clusters.index, dtype=object)
    )


def listed(cell: Any) -> list[Any]:
    """Return what a cell lists, empty where it lists nothing."""
    return list(cell) if isinstance(cell, list | tuple | np.ndarray) else []


def _located(clusters: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = np.asarray(clusters.geometry.array, dtype=object).copy()
    shapes[shapely.is_empty(shapes)] = None
    points = shapely.get_type_id(shapes) == int(shapely.GeometryType.POINT)
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    unknown = shapely.is_missing(shapes) | (points & (np.isnan(x) | np.isnan(y)))
    near = points & (x >= _WEST) & (x <= _EAST) & (y >= _SOUTH) & (y <= _NORTH)
    if not (unknown | near).all():
        row = int((unknown | near).argmin())
        named, said = row_name(clusters, row), str(shapes[row])[:60]
        raise InputError(
            Text(
                f"Cụm “{named}”: {said} không phải một điểm ở Việt Nam (kinh độ {_WEST}–{_EAST}"
                f" trước, vĩ độ {_SOUTH}–{_NORTH} sau).",
                f'Cluster "{named}": {said} is no point in Viet Nam (longitude {_WEST} to {_EAST}'
                f" first, then latitude {_SOUTH} to {_NORTH}).",
            )
        )
    shapes[unknown] = None
    return clusters.set_geometry(gpd.GeoSeries(shapes, index=clusters.index, crs=clusters.crs))


def _changes(clusters: gpd.GeoDataFrame) -> "pd.Series[str]":
    changes = clusters["change"].astype(object)
    changes = changes.where(changes.notna(), str(Status.UNCONFIRMED)).astype(str)
    unknown = ~changes.isin([str(kind) for kind in SYMBOLS]).to_numpy()
    if unknown.any():
        row = int(unknown.argmax())
        named, said, known = row_name(clusters, row), changes.iloc[row], ", ".join(SYMBOLS)
        raise InputError(
            Text(
                f"Cụm “{named}”: không có loại thay đổi “{said}”; cột “change” nhận: {known}.",
                f'Cluster "{named}": there is no change "{said}"; the column "change" takes:'
                f" {known}.",
            )
        )
    return changes


def _states(clusters: gpd.GeoDataFrame, row: int, cell: Any, years: int) -> list[State]:
    """Return what a cluster is at the end of each year."""
    told = listed(cell)
    if not told:
        return [(None, None)] * years
    pairs = [listed(state) for state in told]
    if len(told) != years or any(len(pair) != 2 for pair in pairs):
        named = row_name(clusters, row)
        raise InputError(
            Text(
                f"Cụm “{named}”: cột “years” cần [tình trạng, diện tích] của {years} năm, không"
                f" phải {len(told)}.",
                f'Cluster "{named}": the column "years" needs [status, area] of {years} years, not'
                f" of {len(told)}.",
            )
        )
    states = [(_known(status), _known(area)) for status, area in pairs]
    for _, area in states:
        if isinstance(area, float) and isinf(area):
            raise no_number("years", row_name(clusters, row), area)
    return states


def _known(value: Any) -> Any:
    return None if value is None or value is pd.NA or value != value else value
