"""Hoàng Sa and Trường Sa on every map: named, in sight, and under nothing else that is drawn."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
import shapely
from maps_scene import clusters, districts, many, national, provincial
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from playwright.sync_api import Page

from geo.maps import Style, atlas_map
from geo.maps.paper import Kind, Paper
from geo.maps.plate import SEA, metres_at
from geo.maps.scene import scene
from geo.maps.spec import Sheet
from geo.maps.static import multiples, picture

ISLET = "#b09a5b"
SIZES = [(1280, 800), (1024, 768), (390, 844)]
A4_AT_96_DPI = {"width": 718, "height": 1047}
NOTES = tuple(f"Ghi chú thứ {i}, dài hơn một dòng khi in ra giấy khổ A4 hẹp." for i in range(6))


def with_islands(at: tuple[float, float]) -> Sheet:
    """The map of a province of which one district is a group of islands."""
    inland = districts()
    far = inland.iloc[[0]].assign(key="far", geometry=[shapely.Point(at).buffer(0.1)])
    layer = pd.concat([inland, far], ignore_index=True)
    return replace(provincial(), units={"district": layer})


HOANG_SA, TRUONG_SA, CON_DAO = (111.6, 16.5), (114.3, 11.4), (106.6, 8.7)
SHEETS: dict[str, tuple[Callable[[], Sheet], int, int]] = {
    "both": (lambda: national(many(200), notes=NOTES), 16, 2),
    "choropleth": (lambda: national(style=Style.CHOROPLETH, lang="en"), 16, 2),
    "markers": (lambda: national(style=Style.MARKERS), 16, 2),
    "Hoàng Sa": (lambda: with_islands(HOANG_SA), 0, 0),
    "Trường Sa": (lambda: with_islands(TRUONG_SA), 0, 0),
    "elsewhere": (lambda: provincial(style=Style.CHOROPLETH), 0, 0),
}
"""Maps with the number of islets, and of names of groups, that their first view must hold.

On a map of a part of the country the inset holds them.
"""
MEASURE = """() => {
  const box = (part) => {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    return [left, top, right, bottom].map(Math.round);
  };
  const seen = (part) => part.checkVisibility() && part.getBoundingClientRect().width > 0;
  const all = (parts) => [...document.querySelectorAll(parts)].filter(seen);
  const others = '.atlas-head, .atlas-side, .atlas-card, .atlas-legend, .atlas-foot, '
    + '.leaflet-control, .leaflet-tooltip, .leaflet-popup, .atlas-inset';
  return {
    map: box(document.querySelector('.atlas-map')),
    labels: all('.atlas-island').map((part) => [part.textContent.split(' (')[0], ...box(part)]),
    dots: all('.atlas-islet').map((part) => box(part)),
    inset: all('.atlas-inset').map((part) => [part.textContent, ...box(part)]),
    others: all(others).map((part) => [part.className, ...box(part)]),
  };
}"""

# A window that has changed its size is drawn anew in the next frame.
SETTLED = """() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)));
})"""

Box = list[float]


def over(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def within(one: Box, other: Box) -> bool:
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]


def covered(page: Page, *, dots: int, labels: int) -> list[str]:
    """What is wrong with the islands of the window, in words."""
    found = page.evaluate(MEASURE)
    wrong = []
    seen = [dot for dot in found["dots"] if within(dot, found["map"])]
    if len(seen) < dots:
        wrong.append(f"{len(seen)} of {dots} islets in the window")
    whole = [label for label in found["labels"] if within(label[1:], found["map"])]
    if len(whole) < labels:
        wrong.append(f"{[label[0] for label in whole]} in the window")
    inset = [one for one in found["inset"] if within(one[1:], found["map"])]
    if not labels and "Hoàng Sa(Việt Nam)Trường Sa(Việt Nam)" not in str(inset):
        wrong.append(f"{found['inset']} as inset")
    for part in (*([["islet", *dot] for dot in seen]), *whole, *([] if labels else inset)):
        for name, *box in found["others"]:
            if over(part[1:], box) and not ("inset" in name and part in inset):
                wrong.append(f"{part} under {name} {box}")
    return wrong


@pytest.mark.parametrize("kind", SHEETS)
def test_nothing_on_a_page_or_its_print_covers_islands_or_their_names(show: Any, kind: str) -> None:
    sheet, dots, labels = SHEETS[kind]
    page = show(atlas_map(sheet()), size=SIZES[0]).page
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        states = ["frame", "units.choose(2)", "frame.closeCard()"]
        states += ["frame.unfold(true)", "frame.unfold(false)"] if width < 700 else []
        for state in states:
            page.evaluate(f"void ccnAtlas.{state}")
            page.evaluate(SETTLED)
            assert covered(page, dots=dots, labels=labels) == [], (width, state)
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        page.set_viewport_size(A4_AT_96_DPI)
        assert covered(page, dots=dots, labels=labels) == [], (width, "print")
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")


@pytest.mark.parametrize("at", [HOANG_SA, TRUONG_SA, CON_DAO])
def test_far_islands_do_not_make_the_rest_of_a_province_small(
    show: Any, at: tuple[float, float]
) -> None:
    page = show(atlas_map(with_islands(at))).page
    west, east = page.evaluate(
        "(({ _southWest: a, _northEast: b }) => [a.lng, b.lng])(ccnAtlas.frame.map.getBounds())"
    )
    assert 104 < west < 105
    assert 106 < east < 107.5
    named = page.locator(".atlas-inset").text_content()
    assert named.count("Huyện 0") == (at == CON_DAO)
    assert scene(with_islands(at)).extent[2] < metres_at([(20, 108)])[0][0]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Axes]:
    """The planes of the pictures made, with all that was drawn on them."""
    planes: list[Axes] = []
    finish = Paper.document

    def kept(paper: Paper, kind: Kind, title: str) -> bytes:
        planes.append(paper.plane)
        return finish(paper, kind, title)

    monkeypatch.setattr(Paper, "document", kept)
    return planes


PICTURES: dict[str, tuple[Callable[[], bytes], int, int]] = {
    "both": (lambda: picture(national(many(400), notes=NOTES)), 16, 2),
    "choropleth": (lambda: picture(national(style=Style.CHOROPLETH, lang="en")), 16, 2),
    "markers": (lambda: picture(national(style=Style.MARKERS)), 16, 2),
    "years": (lambda: multiples(national(many(400))), 4 * 16, 4 * 2),
    "Hoàng Sa": (lambda: picture(with_islands(HOANG_SA)), 16 + 7, 3),
    "Trường Sa": (lambda: picture(with_islands(TRUONG_SA)), 16 + 9, 3),
    "Côn Đảo": (lambda: picture(with_islands(CON_DAO)), 16, 2),
    "elsewhere": (lambda: picture(provincial(lang="en")), 16, 2),
    "years elsewhere": (lambda: multiples(provincial()), 16, 2),
}
"""Pictures with the number of islets and of names of groups that stand on them, insets included."""


@pytest.mark.parametrize("kind", PICTURES)
def test_nothing_on_a_picture_covers_islands_or_their_names(drawn: list[Axes], kind: str) -> None:
    make, dots, labels = PICTURES[kind]
    assert make()
    (plane,) = drawn
    boxes = [
        (to_hex(one.get_facecolor()), on_paper(plane, one))
        for one in plane.patches
        if isinstance(one, Rectangle) and one.get_facecolor()[3] > 0
    ]
    windows = [box for color, box in boxes if color == SEA]
    texts = [(one.get_text(), on_paper(plane, one)) for one in plane.texts]
    named = re.compile(r"Hoàng Sa|Trường Sa|Việt Nam\)")
    names = [(text, box) for text, box in texts if named.search(text)]
    islets = [("islet", box) for color, box in boxes if color == ISLET]
    assert len(islets) == dots
    assert len([text for text, _ in names if "Sa" in text and "Việt" not in text]) == 2 * labels
    for what, part in islets + names:
        around = [box for box in windows if over(part, box)]
        assert around, what
        assert all(within(part, window) for window in around), what
        above = [box for color, box in boxes if color not in {SEA, ISLET}]
        above += [box for text, box in texts if text not in dict(names)]
        assert not [box for box in above if over(part, box)], what


def test_a_cluster_on_a_far_island_stands_in_the_window_of_its_island(drawn: list[Axes]) -> None:
    there = clusters([{"name": "Xa bờ", "point": CON_DAO}, {"name": "Ở đâu", "point": (112, 12)}])
    picture(replace(with_islands(CON_DAO), clusters=there))
    (plane,) = drawn
    said = [one.get_text() for one in plane.texts]
    assert "Huyện 0" in said
    assert len([text for text in said if "ngoài khung" in text]) == 1
    assert any(text.startswith("1 cụm") for text in said if "ngoài khung" in text)


def test_small_maps_say_how_many_clusters_of_a_far_island_they_leave_out(
    drawn: list[Axes],
) -> None:
    there = clusters([{"name": "Xa bờ", "point": CON_DAO}, {"name": "Gần", "point": (105.5, 19.5)}])
    multiples(replace(with_islands(CON_DAO), clusters=there))
    (plane,) = drawn
    said = [one.get_text() for one in plane.texts]
    assert said.count("1 cụm nằm ngoài khung") == sum(one.startswith("Cuối năm") for one in said)
    assert said.count("2 cụm") == said.count("1 cụm nằm ngoài khung") > 0


def on_paper(plane: Axes, drawn: Artist) -> Box:
    """Where something is drawn, in millimetres from the left and from above."""
    extent = drawn.get_window_extent().transformed(plane.transData.inverted())
    return [extent.x0, min(extent.y0, extent.y1), extent.x1, max(extent.y0, extent.y1)]
