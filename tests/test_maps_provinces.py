"""The choropleth in a real browser: classes, figures, table."""

import re
from typing import Any

from maps_scene import (
    HOSTILE,
    SPEC,
    provinces,
    systems,
)
from playwright.sync_api import Page, expect

from geo.maps import MapSpec, change_choropleth


def test_hostile_province_names_do_nothing(show: Any) -> None:
    frame = provinces(34)
    frame["name"] = [HOSTILE[i % len(HOSTILE)] for i in range(34)]
    frame["stated"] = frame["name"]
    page = show(change_choropleth({"34": frame}, SPEC)).page
    shown = page.locator(".atlas-table tbody bdi").all_text_contents()
    assert sorted(shown) == sorted(frame["name"])
    page.locator("path.leaflet-interactive").nth(4).hover()
    assert page.locator(".leaflet-tooltip bdi").text_content() in HOSTILE
    page.locator("path.leaflet-interactive").nth(4).click()
    assert page.locator(".atlas-card h2").text_content() in HOSTILE
    assert page.evaluate("window.hit") is None


def class_counts(page: Page) -> list[int]:
    return [int(text) for text in page.locator(".atlas-classes output").all_text_contents()]


def test_provinces_are_counted_by_class_in_both_systems(show: Any) -> None:
    page = show(change_choropleth(systems(), SPEC)).page
    texts = page.locator(".atlas-classes .atlas-row > span").all_inner_texts()
    assert texts[-1] == "không có số liệu"
    assert "0 (không đổi)" in texts
    assert sum(class_counts(page)) == 34
    assert class_counts(page)[-1] == 1
    expect(page.locator("path.leaflet-interactive")).to_have_count(34)
    page.get_by_text("63 tỉnh, trước 7/2025").click()
    assert page.locator(".atlas-classes .atlas-row > span").all_inner_texts() == texts
    assert sum(class_counts(page)) == 63
    expect(page.locator("path.leaflet-interactive")).to_have_count(63)
    expect(page.locator(".leaflet-control-attribution")).to_have_text("Leaflet")


def test_no_data_is_hatched_and_zero_is_not(show: Any) -> None:
    page = show(change_choropleth(systems(), SPEC)).page
    fills = page.evaluate(
        "ccnAtlas.view.systems[0].shapes.map((shape) => shape.getElement().getAttribute('fill'))"
    )
    assert [i for i, fill in enumerate(fills) if fill.startswith("url(#")] == [3]
    assert page.locator("svg pattern#atlas-hatch").count() == 1
    assert fills[5] == "#f4f1ea"


def test_another_figure_can_be_shaded(show: Any) -> None:
    page = show(change_choropleth(systems(), SPEC)).page
    options = page.locator("select option").all_inner_texts()
    assert options[0] == "Tăng, giảm diện tích (ha/1.000 km²)"
    assert len(options) == 5
    for i, option in enumerate(options):
        page.get_by_label("Chỉ tiêu tô màu").select_option(option)
        assert sum(class_counts(page)) == 34
        assert page.evaluate("ccnAtlas.view.metric") == i
    top = page.locator(".atlas-table tbody tr").first.inner_text()
    assert "8" in top


def test_fixed_bounds_are_used(show: Any) -> None:
    spec = MapSpec(**(vars(SPEC) | {"breaks": {"rate": (10, 50, 100)}}))
    page = show(change_choropleth(systems(), spec)).page
    texts = page.locator(".atlas-classes .atlas-row > span").all_inner_texts()
    assert "+50 đến +100" in texts
    assert "0 đến +10" in texts


def test_click_on_a_province_shows_its_figures(show: Any) -> None:
    page = show(change_choropleth(systems(), SPEC)).page
    page.evaluate("ccnAtlas.view.systems[0].shapes[0].fire('click')")
    card = page.locator(".atlas-card")
    expect(card.locator("h2")).to_have_text("Tỉnh 0")
    text = " ".join(card.inner_text().split())
    for said in ("−60 ha", "100 ha", "40 ha", "−30 ha/1.000 km²", "nêu 44, có 7", "2.000 km²"):
        assert said.lower() in text.lower()
    page.get_by_role("button", name="English").click()
    expect(card).to_contain_text(re.compile("stated 44, on record 7", re.I))
    page.keyboard.press("Escape")


def test_table_sorts_searches_and_opens_by_keyboard(show: Any) -> None:
    page = show(change_choropleth(systems(), SPEC)).page
    first = page.locator(".atlas-table tbody tr").first
    expect(first).to_contain_text("Tỉnh 33")
    expect(page.locator(".atlas-table tbody tr").last).to_contain_text("không có số liệu")
    page.locator("thead button").first.focus()
    page.keyboard.press("Enter")
    expect(first).to_contain_text("Tỉnh 0")
    assert page.locator("thead th").first.get_attribute("aria-sort") == "ascending"
    page.get_by_label("Tìm tỉnh").fill("tinh 12")
    expect(page.locator(".atlas-table tbody tr")).to_have_count(1)
    page.locator("tbody button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".atlas-card h2")).to_have_text("Tỉnh 12")
