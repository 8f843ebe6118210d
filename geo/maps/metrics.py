"""The figures that units can be shaded by, each computed from the columns of a layer of units."""

from collections.abc import Callable
from typing import NamedTuple

import geopandas as gpd
import numpy as np

from geo.errors import InputError, Text
from geo.maps.classes import Values
from geo.maps.compact import figures
from geo.vocabulary import Change

CHANGING = (Change.NEW, Change.EXPANDED, Change.REDUCED, Change.MERGED, Change.REMOVED)
"""What can become of a cluster that then differs."""


class Metric(NamedTuple):
    """A figure that a map can be shaded by.

    Attributes:
        key: its name; `metric.KEY` is its wording (`geo.maps.words`).
        unit: key of the wording of its unit.
        decimals: how many of them are shown.
        ramp: colours of its classes, `gain` (mirrored for losses) or `count`.
        values: computes one value for each unit of a layer; NaN is no data, never 0. What is no
            finite number in a layer is refused with an InputError.
        kinds: the changes it is made of, none where it does not tell of changes.
    """

    key: str
    unit: str
    decimals: int
    ramp: str
    values: Callable[[gpd.GeoDataFrame], Values]
    kinds: tuple[str, ...] = ()


def _column(name: str) -> Callable[[gpd.GeoDataFrame], Values]:
    def values(units: gpd.GeoDataFrame) -> Values:
        if name not in units:
            return np.full(len(units), np.nan)
        return figures(units, name)

    return values


def _ratio(part: str, whole: str, times: float = 1) -> Callable[[gpd.GeoDataFrame], Values]:
    def values(units: gpd.GeoDataFrame) -> Values:
        below = _column(whole)(units)
        return _column(part)(units) / np.where(below > 0, below, np.nan) * times

    return values


def _count(name: str) -> Callable[[gpd.GeoDataFrame], Values]:
    """Count nothing where no cluster is on record: of such a unit nothing is known."""

    def values(units: gpd.GeoDataFrame) -> Values:
        return np.where(_column("clusters_n")(units) > 0, _column(name)(units), np.nan)

    return values


# Rates come first: a total mostly tells how large a unit is.
METRICS = (
    Metric("rate", "unit.rate", 1, "gain", _ratio("change_ha", "area_km2", 1000), CHANGING),
    Metric("density", "unit.rate", 1, "count", _ratio("area_to_ha", "area_km2", 1000)),
    Metric("fill", "unit.percent", 1, "count", _column("fill_pct")),
    Metric("capital", "unit.capital", 1, "count", _ratio("capital_vnd_billion", "capital_area_ha")),
    Metric("change", "unit.change", 1, "gain", _column("change_ha"), CHANGING),
    Metric("new_ha", "unit.change", 1, "count", _column("new_ha"), (Change.NEW,)),
    Metric("expanded_ha", "unit.change", 1, "count", _column("expanded_ha"), (Change.EXPANDED,)),
    Metric("merged_ha", "unit.change", 1, "count", _column("merged_ha"), (Change.MERGED,)),
    Metric("removed_ha", "unit.change", 1, "count", _column("removed_ha"), (Change.REMOVED,)),
    Metric("new", "unit.count", 0, "count", _count("new_n"), (Change.NEW,)),
    Metric("expanded", "unit.count", 0, "count", _count("expanded_n"), (Change.EXPANDED,)),
    Metric("merged", "unit.count", 0, "count", _count("merged_n"), (Change.MERGED,)),
    Metric("removed", "unit.count", 0, "count", _count("removed_n"), (Change.REMOVED,)),
)


def metric(key: str) -> Metric:
    """Return the figure of this key.

    Raises:
        InputError: there is none; names those there are.
    """
    for one in METRICS:
        if one.key == key:
            return one
    known = ", ".join(one.key for one in METRICS)
    raise InputError(
        Text(
            f"Không có chỉ tiêu “{key}”; hãy chọn một trong: {known}.",
            f'There is no figure "{key}"; choose one of: {known}.',
        )
    )
