"""Walks through a map as its readers take them: by mouse, by keyboard alone, to the printer."""

import re
from typing import Any

import pytest
from maps_scene import at, click_mark, clusters, many, names, national, provincial
from playwright.sync_api import Locator, Page, expect

from geo.maps import Style, atlas_map


def view(page: Page) -> list[float]:
    return page.evaluate(
        """() => {
          const { map } = ccnAtlas.frame;
          return [map.getZoom(), map.getCenter().lat, map.getCenter().lng];
        }"""
    )


def test_from_a_province_to_its_clusters_and_back_by_mouse(show: Any) -> None:
    page = show(atlas_map(national())).page
    card, chip = page.locator(".atlas-card"), page.locator(".atlas-chip")
    page.mouse.click(*at(page, 10.2, 106.8))
    expect(card.locator("h2")).to_have_text("Tỉnh 4")
    assert page.url.endswith("#unit=34%2Fp4")
    card.get_by_role("button", name="Ỷ La").click()
    expect(card.locator("h2")).to_have_text("Ỷ La")
    assert page.url.endswith("#cluster=k4")
    card.get_by_role("button", name="Tỉnh 4").click()
    expect(card.locator("h2")).to_have_text("Tỉnh 4")
    page.get_by_role("tab", name="Danh sách cụm").click()
    expect(card).to_be_hidden()
    expect(page.locator(".atlas-panel .atlas-name")).to_have_text(["Ỷ La"])
    expect(chip).to_have_text("Tỉnh 4×")
    chip.click()
    expect(chip).to_have_count(0)
    expect(page.locator(".atlas-panel .atlas-name")).to_have_count(6)
    assert "#" not in page.url


def test_what_was_chosen_outlives_a_change_of_language(show: Any) -> None:
    page = show(atlas_map(national())).page
    page.get_by_role("checkbox", name="Mở rộng").uncheck()
    page.get_by_role("searchbox").press_sequentially("bac ninh")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("searchbox")).to_have_value("bac ninh")
    expect(page.get_by_role("checkbox", name="Expanded")).not_to_be_checked()
    expect(page.locator(".atlas-status")).to_have_text("Showing 5 of 6 clusters")
    click_mark(page, "Hồng Lạc II")
    card = page.locator(".atlas-card")
    expect(card).to_contain_text("New units")
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(card.locator("h2")).to_have_text("Hồng Lạc II")
    expect(card).to_contain_text("Đơn vị mới")
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    page.get_by_label("Đóng").click()
    assert len(names(page)) == 5


def test_a_found_cluster_is_travelled_to_and_home_leads_back(show: Any) -> None:
    page = show(atlas_map(national())).page
    home = view(page)
    page.get_by_role("searchbox").press_sequentially("tan my")
    page.locator(".atlas-list button").click()
    expect(page.locator(".atlas-card h2")).to_have_text("Tân Mỹ")
    zoom, lat, lon = view(page)
    assert zoom >= 9
    assert (round(lat, 2), round(lon, 2)) == (15.5, 107.5)
    page.get_by_label("Phóng to").click()
    page.wait_for_timeout(400)
    assert view(page)[0] > zoom
    page.get_by_label("Xem cả nước").click()
    assert view(page) == pytest.approx(home, abs=0.01)
    box = page.locator(".folium-map").bounding_box()
    page.mouse.move(box["x"] + 500, box["y"] + 700)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 650, steps=5)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert view(page)[1:] != home[1:]


def test_the_slider_of_years_is_dragged(show: Any) -> None:
    page = show(atlas_map(national(style=Style.MARKERS))).page
    page.get_by_text("Trạng thái theo năm").click()
    box = page.get_by_label("Cuối năm").bounding_box()
    middle = box["y"] + box["height"] / 2
    for share, year in ((0.02, "2021"), (0.98, "2030")):
        page.mouse.move(box["x"] + box["width"] / 2, middle)
        page.mouse.down()
        page.mouse.move(box["x"] + share * box["width"], middle, steps=4)
        page.mouse.up()
        expect(page.locator(".atlas-year")).to_contain_text(year)
    counted = page.locator(".atlas-legend fieldset .atlas-row").all_inner_texts()
    assert "Đã sáp nhập 1" in [" ".join(text.split()) for text in counted]


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def tab_to(page: Page, target: Locator, *, most: int = 40) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("(part) => part === document.activeElement"):
            return
    pytest.fail(f"not reached in {most} steps: {target}")


def test_all_is_reached_and_done_without_a_mouse(show: Any) -> None:
    page = show(atlas_map(national())).page
    page.set_default_timeout(3000)
    card = page.locator(".atlas-card")
    tab_to(page, page.get_by_role("button", name="English"))
    tab_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("tinh 4")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    tab_to(page, page.get_by_label("34 tỉnh, từ 7/2025"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("63 tỉnh, trước 7/2025")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    tab_to(page, page.get_by_label("Chỉ tiêu tô màu"))
    page.keyboard.press("ArrowDown")
    expect(page.locator(".atlas-caption")).to_contain_text("ha/1.000 km²")
    tab_to(page, page.get_by_label("Thay đổi đến năm 2030").first)
    page.keyboard.press("ArrowRight")
    tab_to(page, page.get_by_label("Cuối năm"))
    page.keyboard.press("End")
    expect(page.locator(".atlas-year")).to_contain_text("2030")
    tab_to(page, page.get_by_label("Trong quy hoạch"))
    page.keyboard.press("Space")
    expect(page.locator(".atlas-status")).to_have_text("Hiển thị 5 / 6 cụm")
    tab_to(page, page.get_by_role("tab", name="Danh sách cụm"))
    page.keyboard.press("ArrowRight")
    tab_to(page, page.locator(".atlas-table thead button").first)
    tab_to(page, page.get_by_role("button", name="Tỉnh 4", exact=True))
    page.keyboard.press("Enter")
    expect(card.locator("h2")).to_have_text("Tỉnh 4")
    tab_to(page, card.get_by_role("button", name="Ỷ La"))
    page.keyboard.press("Enter")
    expect(card.locator("h2")).to_have_text("Ỷ La")
    tab_to(page, card.get_by_role("button", name="Tỉnh 4"))
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(focused(page)).to_have_text("Tỉnh 4")
    tab_to(page, page.locator(".folium-map"))
    zoom = view(page)[0]
    page.keyboard.press("+")
    page.wait_for_timeout(400)
    assert view(page)[0] > zoom
    tab_to(page, page.get_by_label("Xem cả nước"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="English"))


def test_what_has_the_focus_is_seen_to_have_it(show: Any) -> None:
    page = show(atlas_map(national())).page
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        ring, what, shown = page.evaluate(
            """() => {
              const part = document.activeElement;
              const drawn = part.matches('.atlas-segments input') ? part.nextSibling : part;
              const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
              const box = drawn.getBoundingClientRect();
              const shown = box.width > 0 && box.left >= 0 && box.right <= innerWidth
                && box.bottom > 0 && box.top < innerHeight;
              return [`${outlineStyle} ${outlineWidth}`, part.outerHTML.slice(0, 90), shown];
            }"""
        )
        if what.startswith("<body"):
            break
        assert shown, what
        assert not re.match("none|.* 0px", ring), what
        seen.add(what)
    assert len(seen) > 20


@pytest.mark.parametrize("kind", ["both", "choropleth", "province"])
def test_the_printer_gets_whole_pages_of_a4(show: Any, kind: str) -> None:
    sheet = {
        "both": lambda: national(many(200)),
        "choropleth": lambda: national(style=Style.CHOROPLETH),
        "province": provincial,
    }[kind]()
    page = show(atlas_map(sheet)).page
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_label("In", exact=True).click()
    assert page.evaluate("window.printed")
    before = page.locator(".folium-map").bounding_box()
    paper = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}
    assert len(sizes) == {"both": 2, "choropleth": 2, "province": 2}[kind]
    page.wait_for_timeout(150)
    assert page.locator(".folium-map").bounding_box() == before
    assert page.locator(".folium-map").evaluate("(map) => map.style.transform") == ""


def below_handle(page: Page, part: Locator) -> float:
    """How far below the handle of the panel of a phone something begins, in pixels."""
    handle = page.locator(".atlas-handle").bounding_box()
    return part.bounding_box()["y"] - handle["y"] - handle["height"]


def test_on_a_phone_a_card_is_read_from_its_top_and_results_stand_below_the_search(
    show: Any,
) -> None:
    page = show(atlas_map(national(many(200))), size=(390, 844)).page
    page.locator(".atlas-handle").click()
    page.locator(".atlas-list button").nth(60).click()
    assert 0 <= below_handle(page, page.locator(".atlas-card")) < 4
    page.get_by_label("Đóng").click()
    page.locator(".atlas-handle").click()
    page.get_by_role("searchbox").press_sequentially("199")
    shown = page.locator(".atlas-list button").first.bounding_box()
    assert shown["y"] + shown["height"] <= 844


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "phone"])
def test_far_into_the_country_the_islands_stand_in_an_inset(
    show: Any, size: tuple[int, int]
) -> None:
    page = show(atlas_map(national()), size=size).page
    inset = page.locator(".atlas-inset")
    expect(inset).to_be_hidden()
    page.evaluate("ccnAtlas.clusters.choose(0, { travel: true })")
    expect(inset).to_be_visible()
    assert inset.locator("g path").get_attribute("d").count("M") > 30
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(inset).to_be_visible()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.evaluate("ccnAtlas.frame.goHome()")
    expect(inset).to_be_hidden()


def test_the_legend_tells_what_is_only_proposed(show: Any) -> None:
    kinds = [("removed", "proposed")] * 3 + [("removed", "decided"), ("new", "planned")]
    rows = [
        {"name": f"Cụm {i}", "change": change, "certainty": sure}
        for i, (change, sure) in enumerate(kinds)
    ]
    page = show(atlas_map(national(clusters(rows)))).page
    row = page.locator("label.atlas-row:has([value=removed]) output")
    expect(row).to_have_text("4 (3 đề xuất)")
    expect(page.locator("label.atlas-row small")).to_have_count(1)
    page.get_by_role("searchbox").fill("Cụm 1")
    expect(row).to_have_text("1 (1 đề xuất)")
    page.get_by_role("button", name="English").click()
    expect(row).to_have_text("1 (1 proposed)")
