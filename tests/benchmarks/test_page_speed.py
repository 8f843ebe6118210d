"""Making a page of a thousand clusters with full cards, beside folium's markers in the same run.

Libraries are loaded and boundaries are known from the page before; reading the database is not
counted. folium's markers say the name alone.
"""

from statistics import median
from time import perf_counter
from typing import Any

import folium
import geopandas as gpd
from maps_scene import many, national, provinces
from measured import Table

from geo.maps import atlas_map
from geo.maps.spec import Sheet

CLUSTERS, PROVINCES = 1_000, 63
MOST_SECONDS = 0.3
TIMES_FASTER = 2


def stock(clusters: gpd.GeoDataFrame) -> float:
    started = perf_counter()
    drawing = folium.Map(tiles=None)
    for name, point in zip(clusters["name"], clusters.geometry, strict=True):
        folium.Marker([point.y, point.x], popup=name).add_to(drawing)
    drawing.get_root().render()
    return perf_counter() - started


def ours(sheet: Sheet) -> float:
    started = perf_counter()
    atlas_map(sheet).get_root().render()
    return perf_counter() - started


def test_a_page_is_made_in_a_moment_and_sooner_than_stock_markers(
    benchmark: Any, table: Table
) -> None:
    clusters = many(CLUSTERS)
    sheet = national(clusters, {"63": provinces(PROVINCES, corners=300)})
    ours(sheet)
    rounds: list[tuple[float, float]] = []
    benchmark.pedantic(lambda: rounds.append((ours(sheet), stock(clusters))), rounds=5)
    seconds = median(own for own, _ in rounds)
    times = median(other / own for own, other in rounds)
    met = seconds <= MOST_SECONDS and times >= TIMES_FASTER
    table.row(
        f"page of {CLUSTERS:,} clusters with cards made",
        f"{seconds:.2f} s",
        f"{seconds * times:.2f} s: folium Marker with names only",
        times,
        f"≥ {TIMES_FASTER} ×; ≤ {MOST_SECONDS} s",
        met,
    )
