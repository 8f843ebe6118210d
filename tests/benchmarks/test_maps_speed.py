"""Time until a map with many clusters stands, beside folium's and geopandas', in the same run.

Their popups say what our cards say; no page has tiles or histories. Theirs carry the same Leaflet
and its cluster plugin, from the package XStatic-Leaflet-MarkerCluster, so that none asks the
network; what else folium would load (Bootstrap, fonts) is left out, to its advantage.
"""

from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import pytest
from folium.plugins import FastMarkerCluster
from maps_scene import many, national
from measured import Table
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
ROUNDS = 5
"""Each page is opened so often, in turn with the rival's; the best time of each counts."""

FACTS = ("name", "change", "status", "area_from_ha", "area_to_ha", "precision")
ADDRESSES = ("old_address", "new_address")


def fast(frame: gpd.GeoDataFrame) -> folium.Map:
    """The same facts as a FastMarkerCluster."""
    facts = frame[[*FACTS, *ADDRESSES]].fillna(0).to_numpy().tolist()
    rows = [
        [y, x, *said] for y, x, said in zip(frame.geometry.y, frame.geometry.x, facts, strict=True)
    ]
    drawing = country()
    FastMarkerCluster(rows, callback=DRAW).add_to(drawing)
    return drawing


def marked(frame: gpd.GeoDataFrame) -> folium.Map:
    """The same facts as Markers with popups."""
    drawing = country()
    facts = frame[[*FACTS, *ADDRESSES]].fillna(0).astype(str).to_numpy()
    for x, y, said in zip(frame.geometry.x, frame.geometry.y, facts, strict=True):
        folium.Marker([y, x], popup="<br>".join(said)).add_to(drawing)
    return drawing


def layered(frame: gpd.GeoDataFrame) -> folium.Map:
    """The same facts as a GeoJson layer with popups."""
    drawing = country()
    folium.GeoJson(
        frame[[*FACTS, *ADDRESSES, "geometry"]],
        marker=folium.CircleMarker(radius=5),
        popup=folium.GeoJsonPopup([*FACTS, *ADDRESSES]),
    ).add_to(drawing)
    return drawing


def explored(frame: gpd.GeoDataFrame) -> folium.Map:
    """The same facts as geopandas draws them."""
    drawn = frame[[*FACTS, *ADDRESSES, "geometry"]].explore(
        column="change", tiles=None, popup=True, legend=False
    )
    assert isinstance(drawn, folium.Map)
    return drawn


def country() -> folium.Map:
    drawing = folium.Map([16.2, 106.3], zoom_start=6, tiles=None)
    drawing.options["max_zoom"] = 18
    return drawing


RIVALS: dict[str, Callable[[gpd.GeoDataFrame], folium.Map]] = {
    "FastMarkerCluster": fast,
    "Marker": marked,
    "GeoJson": layered,
    "geopandas explore()": explored,
}


def plain(drawing: folium.Map) -> Page:
    """Return a page with the libraries that the drawing needs inside."""
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


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("rival", "n", "share"),
    [
        ("FastMarkerCluster", 10_000, 0.7),
        ("FastMarkerCluster", 50_000, 0.35),
        ("Marker", 1_000, 1.0),
        ("Marker", 5_000, 0.5),
        ("GeoJson", 1_000, 1.0),
        ("GeoJson", 10_000, 0.35),
        ("geopandas explore()", 1_000, 1.0),
        ("geopandas explore()", 10_000, 0.35),
    ],
)
def test_a_map_stands_sooner(
    benchmark: Any,
    browser: Browser,
    tmp_path: Path,
    table: Table,
    rival: str,
    n: int,
    share: float,
) -> None:
    frame = many(n, histories=False)
    ours, theirs = tmp_path / "ours.html", tmp_path / "theirs.html"
    atlas_map(national(frame, {}, style=Style.MARKERS, years=())).save(str(ours))
    plain(RIVALS[rival](frame)).save(str(theirs))

    def round_of_both() -> tuple[float, float]:
        return seconds(browser, ours), seconds(browser, theirs)

    rounds: list[tuple[float, float]] = []
    benchmark.pedantic(lambda: rounds.append(round_of_both()), rounds=ROUNDS)
    own, other = (min(times) for times in zip(*rounds, strict=True))
    size = ours.stat().st_size / theirs.stat().st_size
    table.row(
        f"map of {n:,} clusters stands in Chromium ({size:.2f} of the rival's size)",
        f"{own:.2f} s",
        f"{other:.2f} s: {rival}",
        own / other,
        f"≤ {share}",
        own <= share * other,
    )
