"""The sheet around every map in a real browser: closed, complete, printable, the same bytes."""

import re
import zipfile
from pathlib import Path
from typing import Any

import folium
import pytest
from maps_scene import HOSTILE, many, national, provinces, provincial, sample, systems
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from geo.maps import Page as MapPage
from geo.maps import Profile, RemoteContentError, Style, atlas_map

SIZES = [(1280, 800), (390, 844)]


def test_the_policy_alone_stops_what_slips_in(show: Any) -> None:
    one = show(atlas_map(national()))
    one.page.evaluate(
        """() => {
          document.body.append(Object.assign(new Image(), {src: 'https://spy.example/a.png'}));
          const image = '<img src="data:," onerror="window.hit = 1">';
          document.body.insertAdjacentHTML('beforeend', image);
          const script = document.createElement('script');
          script.textContent = 'window.hit = 2';
          document.body.append(script);
        }"""
    )
    one.page.wait_for_timeout(200)
    assert one.page.evaluate("window.hit") is None
    assert [error for error in one.errors if "Content Security Policy" in error]
    one.errors.clear()


def inside(box: dict[str, float], around: dict[str, float]) -> bool:
    return (
        around["x"] <= box["x"]
        and around["y"] <= box["y"]
        and box["x"] + box["width"] <= around["x"] + around["width"]
        and box["y"] + box["height"] <= around["y"] + around["height"]
    )


def apart(one: dict[str, float], other: dict[str, float]) -> bool:
    return (
        other["x"] + other["width"] <= one["x"]
        or one["x"] + one["width"] <= other["x"]
        or other["y"] + other["height"] <= one["y"]
        or one["y"] + one["height"] <= other["y"]
    )


def assert_uncovered(page: Page, parts: list[Locator]) -> None:
    around = page.locator(".atlas-map").bounding_box()
    others = [
        part.bounding_box()
        for name in (".atlas-side", ".atlas-head", ".leaflet-control", ".atlas-card")
        for part in page.locator(name).all()
        if part.is_visible()
    ]
    assert len(others) >= 5
    for part in parts:
        box = part.bounding_box()
        assert inside(box, around)
        assert all(apart(box, other) for other in others)


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
def test_the_islands_are_named_in_the_first_view_and_nothing_covers_them(
    show: Any, size: tuple[int, int], style: Style
) -> None:
    page = show(atlas_map(national(style=style)), size=size).page
    page.evaluate("ccnAtlas.units.choose(2)")
    if size[0] < 700:
        page.get_by_label("Đóng").click()
    page.wait_for_timeout(150)
    labels = page.locator(".atlas-island")
    expect(labels).to_have_count(2)
    assert "Hoàng Sa" in labels.nth(0).inner_text()
    assert "Đà Nẵng" in labels.nth(0).inner_text()
    assert "Trường Sa" in labels.nth(1).inner_text()
    assert "Khánh Hòa" in labels.nth(1).inner_text()
    assert_uncovered(page, page.locator(".atlas-islet").all() + labels.all())


@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
def test_a_part_of_the_country_is_shown_within_the_whole(show: Any, size: tuple[int, int]) -> None:
    page = show(atlas_map(provincial()), size=size).page
    inset = page.locator(".atlas-inset")
    assert inside(inset.bounding_box(), page.locator(".atlas-map").bounding_box())
    assert inset.locator("text").all_text_contents() == [
        "Hoàng Sa(Việt Nam)",
        "Trường Sa(Việt Nam)",
    ]
    page.get_by_label("Xem toàn bộ phần này").click()
    expect(page.get_by_role("img", name=re.compile("Vị trí trong cả nước"))).to_be_visible()
    before = inset.locator("path").last.get_attribute("d")
    page.get_by_label("Thu nhỏ").click()
    expect(inset.locator("path").last).not_to_have_attribute("d", before)


def test_the_inset_makes_way_for_the_islands(show: Any) -> None:
    page = show(atlas_map(provincial())).page
    around = page.locator(".atlas-map").bounding_box()
    corners = set()
    for view in ([13.5, 107.5], [8, 118], [19.5, 116], [20, 108]):
        page.evaluate("(at) => ccnAtlas.frame.map.setView(at, 6, {animate: false})", view)
        inset = page.locator(".atlas-inset").bounding_box()
        corners.add((inset["x"], inset["y"]))
        parts = page.locator(".atlas-islet").all() + page.locator(".atlas-island:visible").all()
        boxes = [part.bounding_box() for part in parts]
        assert all(apart(box, inset) for box in boxes if inside(box, around))
    assert len(corners) > 1


def test_no_inset_on_a_map_of_the_country_that_shows_its_islands(show: Any) -> None:
    page = show(atlas_map(national())).page
    expect(page.locator(".atlas-inset")).to_be_hidden()


def test_a_layer_of_the_users_own_works_offline(show: Any) -> None:
    drawing = atlas_map(national(style=Style.MARKERS))
    mark = folium.CircleMarker(
        [18, 110], radius=12, fill=True, popup="Ghi chú của tôi", tooltip="của tôi"
    )
    mark.add_to(drawing)
    folium.GeoJson(
        {"type": "LineString", "coordinates": [[109, 12], [112, 13]]}, name="tuyến"
    ).add_to(drawing)
    folium.LayerControl().add_to(drawing)
    page = show(drawing).page
    shape = page.locator(".leaflet-overlay-pane path.leaflet-interactive")
    expect(shape).to_have_count(2)
    shape.first.click()
    expect(page.locator(".leaflet-popup-content")).to_have_text("Ghi chú của tôi")


def test_base_tiles_are_allowed_only_by_name_and_shine_through(show: Any) -> None:
    tiles = folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="x")
    drawing = atlas_map(national())
    tiles.add_to(drawing)
    with pytest.raises(RemoteContentError, match=r"tiles\.example"):
        drawing.get_root().render()
    MapPage.adopt(drawing, allow=("https://tiles.example",))
    one = show(drawing)
    opacity = "ccnAtlas.units.prepared(0).shapes[0].options.fillOpacity"
    assert one.page.evaluate(opacity) < 1
    assert {request.split("/")[2] for request in one.requests} == {"tiles.example"}
    one.requests.clear()
    one.errors.clear()


def in_notebook(page: Page, drawing: folium.Map, file: Path) -> FrameLocator:
    file.write_text(f"<!DOCTYPE html><title>x</title>{drawing._repr_html_()}", "utf-8")
    page.goto(file.as_uri())
    return page.frame_locator("iframe")


def test_a_notebook_shows_the_same_map_under_the_same_policy(show: Any, tmp_path: Path) -> None:
    drawing = atlas_map(national())
    one = show(drawing)
    inner = in_notebook(one.page, drawing, tmp_path / "notebook.html")
    expect(inner.locator("h1")).to_have_text("Cụm công nghiệp đến năm 2030")
    inner.get_by_role("tab", name="Bảng theo tỉnh").click()
    inner.locator(".atlas-table tbody button").first.click()
    expect(inner.locator(".atlas-card h2")).to_have_text("Tỉnh 33")
    inner.get_by_label("Đóng").click()
    frame = one.page.frames[-1]
    frame.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'window.hit = 1';
          document.body.append(script);
        }"""
    )
    assert frame.evaluate("window.hit") is None
    assert [error for error in one.errors if "Content Security Policy" in error]
    one.errors.clear()


@pytest.mark.parametrize("style", list(Style))
def test_paper_shows_map_legend_and_sources(show: Any, style: Style) -> None:
    page = show(atlas_map(national(style=style))).page
    size = page.locator(".folium-map").bounding_box()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1047})
    box = page.locator(".atlas-map").bounding_box()
    assert box["width"] <= 720
    assert box["width"] / box["height"] == pytest.approx(size["width"] / size["height"], 0.02)
    for shown in ("h1", ".atlas-legend", ".atlas-foot", ".atlas-notes li", ".atlas-island"):
        expect(page.locator(shown).first).to_be_visible()
    if style.shades:
        expect(page.locator(".atlas-caption b")).to_have_text("Tăng, giảm diện tích (ha/1.000 km²)")
        expect(page.locator(".atlas-table")).to_be_visible()
    foot = page.locator(".atlas-foot").bounding_box()
    assert foot["y"] + foot["height"] <= 1047
    for hidden in (".atlas-top", ".atlas-language", ".atlas-buttons", ".atlas-list", ".atlas-tabs"):
        for part in page.locator(hidden).all():
            expect(part).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_timeout(100)
    assert page.locator(".folium-map").bounding_box() == size


def test_without_script_a_sentence_stands_in(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    atlas_map(national()).save(str(file))
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(file.as_uri())
        expect(page.locator("noscript p")).to_contain_text("JavaScript")


def test_search_and_choices_stay_while_a_card_is_open(show: Any) -> None:
    page = show(atlas_map(national())).page
    page.get_by_role("tab", name="Bảng theo tỉnh").click()
    page.locator(".atlas-table tbody button").first.click()
    card = page.locator(".atlas-card")
    expect(card.locator("h2")).to_have_text("Tỉnh 33")
    select = page.get_by_label("Chỉ tiêu tô màu")
    expect(select).to_be_visible()
    select.select_option("Tỷ lệ lấp đầy đầu kỳ (%)")
    expect(card.locator(".atlas-shown")).to_contain_text("100 %")
    search = page.get_by_role("searchbox")
    search.press_sequentially("tinh 12")
    expect(card).to_be_hidden()
    assert search.evaluate("(e) => e === document.activeElement")
    expect(page.locator(".atlas-table tbody tr")).to_have_count(1)
    search.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(card.locator("h2")).to_have_text("Tỉnh 12")
    page.get_by_role("button", name="Trở lại").click()
    expect(card).to_be_hidden()


def test_tabs_are_walked_with_arrow_keys_and_close_a_card(show: Any) -> None:
    page = show(atlas_map(national())).page
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_count(2)
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    assert tabs.nth(1).get_attribute("aria-selected") == "true"
    expect(page.get_by_role("tabpanel", name="Bảng theo tỉnh")).to_be_visible()
    expect(page.locator(".atlas-panel .atlas-list")).to_be_hidden()
    page.evaluate("ccnAtlas.units.choose(4)")
    tabs.first.click()
    expect(page.locator(".atlas-card")).to_be_hidden()
    expect(page.locator(".atlas-panel .atlas-list")).to_be_visible()
    assert page.evaluate("ccnAtlas.units.chosen") == 4
    page.get_by_role("button", name="Tỉnh 4").click()
    assert page.evaluate("ccnAtlas.units.chosen") == -1
    alone = show(atlas_map(national(style=Style.CHOROPLETH))).page
    expect(alone.get_by_role("tab")).to_have_count(0)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
def test_no_wording_is_cut_off(show: Any, size: tuple[int, int], lang: str) -> None:
    page = show(atlas_map(national(lang=lang)), size=size).page
    if size[0] < 700:
        page.locator(".atlas-handle").click()
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    cut = page.evaluate(
        """() => {
          const parts = '.atlas-top span, .atlas-legend span, .atlas-tabs *';
          return [...document.querySelectorAll(`${parts}, .leaflet-control-scale-line`)]
            .filter((part) => part.offsetParent && part.clientWidth)
            .filter((part) => part.scrollWidth > part.clientWidth + 1)
            .map((part) => part.textContent);
        }"""
    )
    assert cut == []
    field = page.get_by_role("searchbox")
    room = field.evaluate(
        """(field) => {
          const style = getComputedStyle(field);
          const pen = document.createElement('canvas').getContext('2d');
          pen.font = style.font;
          const inner = field.clientWidth - parseFloat(style.paddingLeft) * 2;
          return inner - pen.measureText(field.placeholder).width;
        }"""
    )
    assert room >= 0


@pytest.mark.parametrize("sheet", [national, provincial], ids=["national", "provincial"])
def test_same_input_gives_the_same_bytes(sheet: Any) -> None:
    first, second = (atlas_map(sheet()).get_root().render() for _ in range(2))
    assert first == second


@pytest.mark.parametrize("style", list(Style))
def test_a_page_for_mail_has_nothing_that_gateways_take_for_smuggling(style: Style) -> None:
    odd = sample()
    odd["name"] = [HOSTILE[i] for i in range(len(odd))]
    text = atlas_map(national(odd, style=style, profile=Profile.MAIL)).get_root().render()
    for sign in (
        r"\batob\b",
        r"\bBlob\b",
        r"createObjectURL",
        r"fromCharCode",
        r"charCodeAt",
        r"\beval\(",
        r"new Function\b",
        r"\bunescape\(",
        r"msSaveOrOpenBlob",
        r"<a[^>]+\bdownload\b",
        r"(?:\d{2,3}\s*,\s*){60,}",
    ):
        assert not re.search(sign, text), sign


def test_a_map_without_units_or_clusters_still_opens(show: Any) -> None:
    page = show(atlas_map(national(sample().iloc[:0], {}))).page
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".atlas-island")).to_have_count(2)
    empty = {"34": provinces(34).iloc[:0]}
    page = show(atlas_map(national(sample(), empty, style=Style.CHOROPLETH))).page
    expect(page.locator(".atlas-table")).to_contain_text("chưa rõ tỉnh")
    page.get_by_role("searchbox").fill("không có")
    expect(page.locator(".atlas-table")).to_contain_text("Không có mục nào phù hợp.")


def test_a_thousand_clusters_make_a_small_file(show: Any, tmp_path: Path) -> None:
    drawing = atlas_map(national(many(1000), {"63": provinces(63, corners=300)}))
    text = drawing.get_root().render()
    assert len(text.encode()) <= 800_000
    packed = tmp_path / "map.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("map.html", text)
    assert packed.stat().st_size <= 280_000
    page = show(drawing).page
    expect(page.locator(".atlas-status")).to_contain_text("/ 1.000 cụm")


def test_a_layer_switch_of_hostile_keys_is_only_text(show: Any) -> None:
    layers = {HOSTILE[0]: systems()["34"], HOSTILE[2]: systems()["63"]}
    page = show(atlas_map(national(layers=layers))).page
    segments = page.locator(".atlas-bar .atlas-segments span")
    assert segments.all_text_contents() == [HOSTILE[0], HOSTILE[2]]
    assert page.evaluate("window.hit") is None
