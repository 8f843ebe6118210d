"""A map in windows that are hidden, tiny or narrow: it comes right when there is room for it."""

import html
from pathlib import Path
from typing import Any

import folium
import pytest
from maps_scene import many, national, provincial
from playwright.sync_api import Frame, Page, expect

from geo.errors import Text
from geo.maps import Style, atlas_map
from geo.vocabulary import Change

VIEW = """(({ map }) => {
  const { lat, lng } = map.getCenter();
  return [lat, lng, map.getZoom()];
})(ccnAtlas.frame)"""
ROOM = "width: 900px; height: 500px"
TIGHT = (
    "display: none",
    "width: 0; height: 0",
    "width: 8px; height: 8px",
    "width: 60px; height: 40px",
)


def until(part: Frame | Page, condition: str) -> None:
    """Wait for a condition; the policy of a page lets no script be made of a string."""
    for _ in range(50):
        if part.evaluate(condition):
            return
        (part if isinstance(part, Page) else part.page).wait_for_timeout(100)
    pytest.fail(condition)


def framed(drawing: folium.Map, style: str) -> str:
    document = html.escape(drawing.get_root().render())
    return f'<iframe style="border: 0; {style}" srcdoc="{document}"></iframe>'


def opened(show: Any, file: Path, body: str) -> list[Frame]:
    """The frames of a page with this body, when their maps stand."""
    page = show(atlas_map(national())).page
    file.write_text(f"<!DOCTYPE html><title>x</title>{body}", "utf-8")
    page.goto(file.as_uri())
    frames: list[Frame] = page.frames[1:]
    for frame in frames:
        frame.wait_for_selector("html[data-ready]", state="attached")
    return frames


def give_room(frame: Frame) -> None:
    frame.page.eval_on_selector("iframe", f"(frame) => {{ frame.style.cssText = '{ROOM}'; }}")
    until(frame, "ccnAtlas.frame.map.getSize().y > 400")


@pytest.mark.parametrize("sheet", [national, provincial], ids=["national", "provincial"])
@pytest.mark.parametrize("style", TIGHT)
def test_a_map_opened_without_room_comes_right(
    show: Any, tmp_path: Path, style: str, sheet: Any
) -> None:
    drawing = atlas_map(sheet())
    file = tmp_path / "frame.html"
    (roomy,) = opened(show, file, framed(drawing, ROOM))
    until(roomy, "ccnAtlas.frame.map.getSize().y > 400")
    wanted = roomy.evaluate(VIEW)
    (frame,) = opened(show, file, framed(drawing, style))
    give_room(frame)
    assert frame.evaluate(VIEW) == pytest.approx(wanted)
    assert frame.evaluate("ccnAtlas.frame.home")
    expect(frame.locator(".atlas-list button").first).to_be_visible()
    assert frame.evaluate("ccnAtlas.clusters.layer.items.xs.length") > 0


TITLE = Text(
    "Cụm công nghiệp quy hoạch mới, mở rộng, sáp nhập, đưa ra khỏi quy hoạch đến năm 2030",
    "Industrial clusters planned, expanded, merged, removed to 2030",
)
UNITS = Text(
    "34 tỉnh, thành phố từ 01/07/2025; 63 tỉnh, thành phố trước 01/07/2025",
    "34 provinces since 1 July 2025; 63 provinces before 1 July 2025",
)
WIDEST = """[...document.querySelectorAll('select option')].map((option) => {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = getComputedStyle(option.parentElement).font;
  return pen.measureText(option.text).width;
}).reduce((most, width) => Math.max(most, width))"""


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "phone"])
def test_the_legend_and_the_names_of_the_figures_are_seen_whole(
    show: Any, size: tuple[int, int]
) -> None:
    kinds = [str(change) for change in Change if change != Change.PLANNED] + ["unconfirmed"]
    marks = many(160, histories=False)
    marks["change"] = [kinds[i % len(kinds)] for i in range(160)]
    page = show(atlas_map(national(marks, title=TITLE, units=UNITS)), size=size).page
    if size[0] < 700:
        page.locator(".atlas-handle").click()
    for _ in range(2):
        legend = page.locator(".atlas-legend")
        assert legend.evaluate("(one) => one.scrollHeight <= one.clientHeight")
        assert page.locator("select").evaluate("(one) => one.clientWidth") > 34 + page.evaluate(
            WIDEST
        )
        page.locator(".atlas-language").click()


def test_on_a_phone_a_part_of_the_country_fills_the_width(show: Any) -> None:
    page = show(atlas_map(provincial()), size=(390, 844)).page
    wide = page.evaluate(
        """(({ map, bounds: [from, to] }) => {
          const [west, east] = [from, to].map((corner) => map.latLngToContainerPoint(corner).x);
          return east - west;
        })(ccnAtlas.frame)"""
    )
    assert 0.8 * 390 < wide <= 390


def test_what_was_chosen_before_there_was_room_is_shown(show: Any, tmp_path: Path) -> None:
    drawing = atlas_map(national())
    (frame,) = opened(show, tmp_path / "frame.html", framed(drawing, "display: none"))
    frame.evaluate("ccnAtlas.units.choose(4, {travel: true})")
    give_room(frame)
    around = "ccnAtlas.units.prepared(0).shapes[4].getBounds()"
    assert frame.evaluate(f"ccnAtlas.frame.map.getBounds().contains({around})")
    assert frame.evaluate("ccnAtlas.frame.map.getZoom()") > 8
    frame.page.eval_on_selector("iframe", "(frame) => { frame.style.display = 'none'; }")
    frame.evaluate("ccnAtlas.clusters.choose(0, {travel: true})")
    give_room(frame)
    place = "ccnAtlas.clusters.layer.latLng(0)"
    assert frame.evaluate(f"ccnAtlas.frame.map.getBounds().contains({place})")


@pytest.mark.parametrize("pause", [0, 60, 200])
def test_the_way_home_is_found_while_the_map_is_zooming(show: Any, pause: int) -> None:
    page = show(atlas_map(national())).page
    before = page.evaluate(VIEW)
    page.get_by_label("Phóng to").click()
    page.wait_for_timeout(pause)
    page.get_by_label("Xem cả nước").click()
    page.wait_for_timeout(500)
    assert page.evaluate("ccnAtlas.frame.home")
    assert page.evaluate(VIEW) == pytest.approx(before, abs=0.02)


def test_a_place_chosen_while_the_map_is_zooming_is_shown(show: Any) -> None:
    page = show(atlas_map(national())).page
    page.evaluate("ccnAtlas.frame.map.zoomOut(1)")
    page.evaluate("ccnAtlas.units.choose(4, {travel: true})")
    around = "ccnAtlas.units.prepared(0).shapes[4].getBounds()"
    until(page, f"ccnAtlas.frame.map.getBounds().contains({around})")
    until(page, "ccnAtlas.frame.map.getZoom() > 8")


def test_two_maps_of_a_notebook_of_540_pixels_do_not_meet(show: Any, tmp_path: Path) -> None:
    drawings = [atlas_map(national()), atlas_map(national(style=Style.CHOROPLETH))]
    cells = "".join(f'<div style="width: 540px">{one._repr_html_()}</div>' for one in drawings)
    frames = opened(show, tmp_path / "notebook.html", cells)
    for frame in frames:
        until(frame, "ccnAtlas.frame.map.getSize().y > 300")
        assert frame.evaluate("document.documentElement.scrollWidth") <= 540
        expect(frame.locator("h1")).to_be_visible()
        dots = "ccnAtlas.frame.islands.flatMap(({dots}) => dots)"
        assert frame.evaluate(f"{dots}.every((at) => ccnAtlas.frame.map.getBounds().contains(at))")
    first, second = frames
    first.get_by_role("button", name="English").click()
    expect(first.locator("html")).to_have_attribute("lang", "en")
    expect(second.locator("html")).to_have_attribute("lang", "vi")
    chosen = "[...document.querySelectorAll('input[type=radio]:checked')].map((e) => e.value)"
    before = second.evaluate(chosen)
    first.evaluate("document.querySelector('input[type=radio]:not(:checked)').click()")
    assert second.evaluate(chosen) == before
