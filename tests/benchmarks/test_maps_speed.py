"""Time until a map with very many clusters stands, beside folium's quickest layer, in the same run.

Run with `pytest tests/benchmarks --benchmark-only`. folium's own page carries the same Leaflet and
its cluster plugin from the package XStatic-Leaflet-MarkerCluster, so that neither asks the network;
what else folium would load (Bootstrap, fonts) is left out, to folium's advantage.
"""

from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

import folium
import geopandas as gpd
import pytest
from folium.plugins import FastMarkerCluster
from maps_scene import many, national
from playwright.sync_api import Browser

from geo.maps import Page, Style, atlas_map

DRAW = """function (row) {
  return L.circleMarker([row[0], row[1]], {radius: 5})
    .bindPopup('<b>' + row[2] + '</b><br>' + row.slice(3).join('<br>'));
}"""
STANDS = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame("
    "() => done(performance.now()))))"
)
FACTS = ("name", "change", "status", "area_from_ha", "area_to_ha", "precision")
ADDRESSES = ("old_address", "new_address")


def plain(frame: gpd.GeoDataFrame) -> Page:
    """The same facts as a FastMarkerCluster of folium."""
    facts = frame[[*FACTS, *ADDRESSES]].fillna(0).to_numpy().tolist()
    rows = [
        [y, x, *said] for y, x, said in zip(frame.geometry.y, frame.geometry.x, facts, strict=True)
    ]
    drawing = folium.Map([16.2, 106.3], zoom_start=6, tiles=None)
    drawing.options["max_zoom"] = 18
    FastMarkerCluster(rows, callback=DRAW).add_to(drawing)
    package = metadata.distribution("XStatic-Leaflet-MarkerCluster")
    folder = Path(str(package.locate_file("xstatic/pkg/leaflet_markercluster/data")))
    plugin = FastMarkerCluster
    named = {
        name: folder / Path(link).name.replace(".min.", ".")
        for name, link in (*plugin.default_js, *plugin.default_css)
    }
    return Page.adopt(drawing, files=named)


def seconds(browser: Browser, file: Path) -> float:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.goto(file.as_uri(), wait_until="load")
        return float(page.evaluate(STANDS)) / 1000


@pytest.mark.parametrize(("n", "share"), [(10_000, 0.7), (50_000, 0.35)])
def test_very_many_clusters_stand_sooner_than_a_fast_marker_cluster(
    benchmark: Any, browser: Browser, tmp_path: Path, n: int, share: float
) -> None:
    frame = many(n, histories=False)
    ours, theirs = tmp_path / "ours.html", tmp_path / "theirs.html"
    atlas_map(national(frame, {}, style=Style.MARKERS, years=())).save(str(ours))
    plain(frame).save(str(theirs))

    def round_of_both() -> tuple[float, float]:
        return seconds(browser, ours), seconds(browser, theirs)

    rounds = [round_of_both() for _ in range(4)]
    benchmark.pedantic(lambda: rounds.append(round_of_both()), rounds=1)
    ratio = median(own for own, _ in rounds) / median(other for _, other in rounds)
    benchmark.extra_info["share"] = round(ratio, 2)
    assert ratio <= share, f"{ratio:.2f} of FastMarkerCluster"
