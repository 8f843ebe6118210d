"""National choropleth of what changes in each province by the target year."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import folium
import geopandas as gpd
import numpy as np
import pandas as pd

from geo.maps import compact
from geo.maps.classes import SYMBOLS, Values, classify, counts, ranks
from geo.maps.drawing import framed
from geo.maps.markers import outline_layer
from geo.maps.spec import MapSpec, Words, both

_CHANGES = ("new", "expanded", "reduced", "merged", "removed", "kept", "unconfirmed")
_FIGURES = {
    "area_km2": 1,
    "change_ha": 2,
    "area_now_ha": 2,
    "area_2030_ha": 2,
    "clusters_n": 0,
    "without_area_n": 0,
} | {f"{change}_n": 0 for change in _CHANGES}


class Metric(NamedTuple):
    """A figure that the map can be shaded by."""

    key: str
    unit: str
    decimals: int
    ramp: str


# Rates come first: a total mostly tells how large a province is.
METRICS = (
    Metric("rate", "unit.rate", 1, "gain"),
    Metric("change", "unit.change", 1, "gain"),
    Metric("new", "unit.count", 0, "count"),
    Metric("expanded", "unit.count", 0, "count"),
    Metric("gone", "unit.count", 0, "count"),
)


def change_choropleth(systems: Mapping[str, gpd.GeoDataFrame], spec: MapSpec) -> folium.Map:
    """Return a map of provinces shaded by the change in cluster area, or by another figure.

    Classes are made of the figures of all systems together, so that the maps compare. A province
    without a figure is hatched; one with no cluster on record has no counts either.

    Args:
        systems: provinces by `34` and `63` (the first is shown, the reader can switch): name,
            area_km2, change_ha, area_now_ha, area_2030_ha (NaN where unknown), new_n, expanded_n,
            reduced_n, merged_n, removed_n, kept_n, unconfirmed_n, clusters_n, without_area_n,
            stated (a remark or none), approximate, and outlines.
        spec: title, dates, units, sources, and class bounds by metric if they are to be fixed.
    """
    figures = {key: _metrics(frame) for key, frame in systems.items()}
    metrics = []
    for metric in METRICS:
        parts = [figures[key][metric.key] for key in systems]
        classes = classify(
            np.concatenate(parts), breaks=spec.breaks.get(metric.key, ()), ramp=metric.ramp
        )
        metrics.append(
            metric._asdict()
            | {
                "classes": [list(one) for one in classes],
                "counts": [counts(classes, part) for part in parts],
                "values": [compact.numbers(part, 2) for part in parts],
                "ranks": [compact.numbers(ranks(classes, part)) for part in parts],
            }
        )
    content = {
        "systems": [_system(key, frame) for key, frame in systems.items()],
        "metrics": metrics,
        "symbols": [[change, *symbol] for change, symbol in SYMBOLS.items()],
    }
    return framed("choropleth", spec, content)


def _system(key: str, frame: gpd.GeoDataFrame) -> dict[str, Any]:
    stated = frame["stated"] if "stated" in frame else [None] * len(frame)
    return outline_layer(key, frame) | {
        "figures": {name: compact.numbers(frame[name], n) for name, n in _FIGURES.items()},
        "stated": [_remark(words) for words in stated],
    }


def _metrics(frame: gpd.GeoDataFrame) -> dict[str, Values]:
    def column(name: str) -> Values:
        return pd.to_numeric(frame[name]).to_numpy(dtype=float, na_value=np.nan)

    change, clusters = column("change_ha"), column("clusters_n")
    recorded = np.where(clusters > 0, 1.0, np.nan)
    return {
        "rate": change / column("area_km2") * 1000,
        "change": change,
        "new": column("new_n") * recorded,
        "expanded": column("expanded_n") * recorded,
        "gone": (column("merged_n") + column("removed_n")) * recorded,
    }


def _remark(words: Words | float | None) -> list[str]:
    return both(words) if isinstance(words, str | tuple) and words else []
