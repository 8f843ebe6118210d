"""Making a page of a thousand clusters beside folium's own markers, in the same run.

Run with `pytest tests/benchmarks --benchmark-only`.
"""

from time import perf_counter
from typing import Any

import folium
from maps_scene import many, national, provinces

from geo.maps import atlas_map

CLUSTERS = 1_000
TIMES_FASTER = 4


def test_a_page_is_made_several_times_faster_than_stock_markers(benchmark: Any) -> None:
    sheet = national(many(CLUSTERS), {"63": provinces(63, corners=300)})
    started = perf_counter()
    stock = folium.Map(tiles=None)
    for name, point in zip(sheet.clusters["name"], sheet.clusters.geometry, strict=True):
        folium.Marker([point.y, point.x], popup=name).add_to(stock)
    stock.get_root().render()
    stock_seconds = perf_counter() - started

    benchmark.pedantic(
        lambda: atlas_map(sheet).get_root().render(), rounds=5, iterations=1, warmup_rounds=1
    )
    ours = benchmark.stats.stats.median
    benchmark.extra_info["times_faster"] = round(stock_seconds / ours, 1)
    assert ours * TIMES_FASTER <= stock_seconds, f"{stock_seconds / ours:.1f} times"
