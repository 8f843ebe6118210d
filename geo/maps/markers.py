"""Marker map of the clusters planned, expanded, merged and removed by the target year."""

from collections.abc import Iterable, Mapping
from typing import Any

import folium
import geopandas as gpd

from geo.maps import compact
from geo.maps.classes import SYMBOLS
from geo.maps.drawing import framed
from geo.maps.spec import MapSpec
from geo.vocabulary import Change, Status

_TEXTS = (
    "key",
    "name",
    "zone_type",
    "change",
    "status",
    "certainty",
    "area_qualifier",
    "merged_into",
    "old_address",
    "new_address",
    "precision",
    "decision_no",
)
_AREAS = ("area_now_ha", "area_2030_ha")
_SOURCE = ("title", "publisher", "published", "url")
_BACKGROUND = (Change.KEPT, Status.UNCONFIRMED)
_BUSY = 150


def cluster_map(
    clusters: gpd.GeoDataFrame, base: Mapping[str, gpd.GeoDataFrame], spec: MapSpec
) -> folium.Map:
    """Return a map of clusters as marks whose colour and shape say what becomes of each.

    Clusters that are kept or unconfirmed start switched off where there are many of them and
    something else to see. A cluster without a point is listed beside the map.

    Args:
        clusters: one row a cluster: key, name, zone_type, change, status, certainty, area_now_ha,
            area_2030_ha, area_qualifier, merged_into, old_address, new_address, precision,
            decision_no, sources (a list of title, publisher, published, url, place) and a point.
        base: layers of outlines to draw pale under the marks (name, optional approximate), by
            `34`, `63` or `district`; the first is shown, the reader can switch.
        spec: title, dates, units and sources.
    """
    clusters = compact.in_degrees(clusters)
    known, cited = _citations(clusters["sources"])
    changes = clusters["change"].astype(str)
    behind = int(changes.isin([str(change) for change in _BACKGROUND]).sum())
    hide = behind > _BUSY and behind < len(clusters)
    content = {
        "n": len(clusters),
        "steps": compact.POINT_STEPS,
        "xy": compact.points(clusters.geometry),
        "texts": {name: compact.texts(clusters[name]) for name in _TEXTS},
        "areas": {name: compact.numbers(clusters[name], 2) for name in _AREAS},
        "sources": known,
        "cited": cited,
        "symbols": [[change, *symbol] for change, symbol in SYMBOLS.items()],
        "hidden": [str(change) for change in _BACKGROUND] if hide else [],
        "base": [outline_layer(key, frame) for key, frame in base.items()],
    }
    return framed("clusters", spec, content)


def outline_layer(key: str, frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return names and outlines of a layer of units, ready for the page."""
    frame = compact.in_degrees(frame)
    return {
        "key": key,
        "names": [str(name) for name in frame["name"]],
        "approximate": "approximate" in frame and bool(frame["approximate"].eq(True).any()),
        "steps": compact.OUTLINE_STEPS,
        "outlines": compact.outlines(frame.geometry),
        "at": compact.points(frame.geometry.representative_point()),
        "point_steps": compact.POINT_STEPS,
    }


def _citations(column: Iterable[Any]) -> tuple[list[list[str]], list[list[list[Any]]]]:
    """Return the different sources once, and for each cluster its sources and places in them."""
    known: dict[tuple[str, ...], int] = {}
    cited = []
    for sources in column:
        own = []
        for source in sources if isinstance(sources, list | tuple) else []:
            facts = tuple(_text(source.get(field)) for field in _SOURCE)
            own.append([known.setdefault(facts, len(known)), _text(source.get("place"))])
        cited.append(own)
    return [list(facts) for facts in known], cited


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)
