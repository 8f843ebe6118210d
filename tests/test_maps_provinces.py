"""Shaded units in a real browser: classes, figures, cards, table, links."""

import re
from typing import Any

import numpy as np
import pytest
from maps_scene import (
    HOSTILE,
    at,
    clusters,
    districts,
    far_reaching,
    national,
    provinces,
    provincial,
    sample,
)
from playwright.sync_api import Page, expect

from geo.errors import InputError
from geo.maps import Style, atlas_map
from geo.maps.choropleth import shading
from geo.maps.legend import shade_section
from geo.maps.scene import scene
from geo.maps.speech import Speech

CHOROPLETH = Style.CHOROPLETH
SHAPES = ".leaflet-atlas-base-pane path.leaflet-interactive"
NAN = float("nan")
CLASSES = ".atlas-classes .atlas-row > span:not(.atlas-count)"


def class_counts(page: Page) -> list[int]:
    return [int(text) for text in page.locator(".atlas-classes .atlas-count").all_text_contents()]


def fills(page: Page) -> list[str]:
    shapes = "ccnAtlas.units.prepared(ccnAtlas.units.current).shapes"
    return page.evaluate(f"{shapes}.map((shape) => shape.getElement().getAttribute('fill'))")


def test_hostile_names_do_nothing(show: Any) -> None:
    frame = provinces(34)
    frame["name"] = [HOSTILE[i % len(HOSTILE)] for i in range(34)]
    frame["key"] = [f"{HOSTILE[i % len(HOSTILE)]}/{i}" for i in range(34)]
    frame["stated"] = frame["name"]
    page = show(atlas_map(national(layers={"34": frame}, style=CHOROPLETH))).page
    shown = page.locator(".atlas-table tbody bdi").all_text_contents()
    assert sorted(shown) == sorted(frame["name"])
    for i in range(len(HOSTILE)):
        page.evaluate("(i) => ccnAtlas.units.choose(i)", i)
        assert page.locator(".atlas-card h2").text_content() == HOSTILE[i]
        assert page.locator(".atlas-stated bdi").text_content() == HOSTILE[i]
    page.get_by_label("Đóng").click()
    page.mouse.move(*at(page, 12.5, 104.5))
    assert page.locator(".leaflet-tooltip bdi").text_content() == HOSTILE[14]
    assert page.evaluate("window.hit") is None


def test_units_are_counted_by_class_in_both_systems(show: Any) -> None:
    page = show(atlas_map(national(style=CHOROPLETH))).page
    texts = page.locator(CLASSES).all_inner_texts()
    assert texts[-1] == "không có số liệu"
    assert "0 (không ghi nhận thay đổi diện tích nào)" in texts
    assert sum(class_counts(page)) == 34
    assert class_counts(page)[-1] == 1
    expect(page.locator(SHAPES)).to_have_count(34)
    attribution = page.locator(".leaflet-control-attribution")
    expect(attribution).to_have_text("Leaflet | Ranh giới gần đúng")
    page.get_by_text("63 tỉnh, trước 7/2025").click()
    assert set(texts) < set(page.locator(CLASSES).all_inner_texts())
    assert sum(class_counts(page)) == 63
    expect(page.locator(SHAPES)).to_have_count(63)
    expect(attribution).to_have_text("Leaflet")
    expect(page.locator(".atlas-table tbody tr")).to_have_count(64)


def test_no_data_is_hatched_and_zero_is_not(show: Any) -> None:
    page = show(atlas_map(national(style=CHOROPLETH))).page
    drawn = fills(page)
    assert [i for i, fill in enumerate(drawn) if fill.startswith("url(#")] == [3]
    assert page.locator("svg pattern#atlas-hatch").count() == 1
    assert drawn[5] == "#f4f1ea"
    page.evaluate("ccnAtlas.units.choose(5)")
    big = page.locator(".atlas-big")
    expect(big).to_contain_text("0 ha")
    expect(big).to_contain_text("không ghi nhận thay đổi diện tích nào, chưa kể 1 / 5 cụm")
    page.evaluate("ccnAtlas.units.choose(3)")
    expect(page.locator(".atlas-big")).to_contain_text("không có số liệu")


def test_only_figures_with_data_are_offered_and_each_can_be_shaded(show: Any) -> None:
    page = show(atlas_map(national(style=CHOROPLETH))).page
    options = page.locator("select option").all_inner_texts()
    assert options[0] == "Tăng, giảm diện tích (ha/1.000 km²)"
    assert len(options) == 12
    assert not [option for option in options if "Vốn" in option]
    for i, option in enumerate(options):
        page.get_by_label("Chỉ tiêu tô màu").select_option(option)
        assert sum(class_counts(page)) == 34
        assert page.evaluate("ccnAtlas.shade.metric") == i


def test_the_figure_of_the_specification_comes_first(show: Any) -> None:
    page = show(atlas_map(national(style=CHOROPLETH, metric="fill"))).page
    assert page.locator("select option").first.inner_text() == "Tỷ lệ lấp đầy đầu kỳ (%)"
    expect(page.locator(".atlas-table thead")).to_contain_text("%")
    with pytest.raises(InputError, match="no figure"):
        atlas_map(national(metric="wealth"))


def test_a_figure_without_any_data_leaves_units_pale(show: Any) -> None:
    bare = provinces(34)[["key", "name", "area_km2", "clusters_n", "approximate", "geometry"]]
    bare["clusters_n"] = np.nan
    page = show(atlas_map(national(layers={"34": bare}, style=CHOROPLETH))).page
    expect(page.locator("select")).to_have_count(0)
    assert set(fills(page)) == {"#fbf9f4"}
    page.locator(".atlas-table tbody button").first.click()
    expect(page.locator(".atlas-card h2")).to_have_text("Tỉnh 0")


def test_marks_leave_room_for_pale_units(show: Any) -> None:
    page = show(atlas_map(national())).page
    assert len(set(fills(page))) > 3
    page.get_by_label("Chỉ tiêu tô màu").select_option("Không tô màu")
    assert set(fills(page)) == {"#fbf9f4"}
    expect(page.locator(".atlas-classes")).to_have_count(0)
    marks = show(atlas_map(national(style=Style.MARKERS))).page
    assert set(fills(marks)) == {"#fbf9f4"}
    expect(marks.locator("select")).to_have_count(0)


def test_fixed_bounds_are_used(show: Any) -> None:
    sheet = national(style=CHOROPLETH, breaks={"rate": (10, 50, 100)})
    page = show(atlas_map(sheet)).page
    texts = page.locator(CLASSES).all_inner_texts()
    assert "+50 đến +100" in texts
    assert "0 đến +10" in texts


def test_one_class_can_be_singled_out(show: Any) -> None:
    page = show(atlas_map(national(style=CHOROPLETH))).page
    row = page.locator(".atlas-classes button", has_text="không có số liệu")
    row.click()
    assert row.get_attribute("aria-pressed") == "true"
    assert [i for i, fill in enumerate(fills(page)) if fill != "#fbf9f4"] == [3]
    row.click()
    assert row.get_attribute("aria-pressed") == "false"
    assert len(set(fills(page))) > 3


def test_a_class_that_no_unit_is_in_stands_in_no_legend(show: Any) -> None:
    sheet = national(style=CHOROPLETH, metric="fill", breaks={"fill": (1, 50)})
    page = show(atlas_map(sheet)).page
    assert page.locator(CLASSES).all_inner_texts() == ["trên 50", "1 đến 50", "không có số liệu"]
    rows = [row.text for row in shade_section(scene(sheet)).rows]
    assert rows == ["trên 50", "1 đến 50", "không có số liệu"]
    page.locator(".atlas-classes button").first.click()
    page.get_by_text("63 tỉnh, trước 7/2025").click()
    assert page.locator(".atlas-classes [aria-pressed=true]").count() == 0
    assert "#fbf9f4" not in fills(page)


def test_what_is_mostly_proposed_is_dotted_and_told(show: Any) -> None:
    rows = [
        {"change": "new", "certainty": sure, "area_from_ha": 0.0, "area_to_ha": area}
        | {"point": (102.5 + place, 10.5)}
        for place, sure, area in [
            (1, "proposed", 50.0),
            (1, "decided", 10.0),
            (2, "proposed", 10.0),
            (2, "decided", 50.0),
        ]
    ]
    page = show(atlas_map(national(clusters(rows), style=CHOROPLETH))).page
    dotted = [i for i, fill in enumerate(fills(page)) if fill.startswith("url(#atlas-dots-")]
    assert dotted == [1]
    legend = page.locator(".atlas-legend")
    expect(legend.locator("p.atlas-row")).to_have_text("đa phần đề xuất1")
    expect(legend).to_contain_text("Trong 4 thay đổi có 2 mới là đề xuất")
    row = page.locator(".atlas-table tr", has_text="Tỉnh 1đề xuất: 1 / 2 thay đổi")
    expect(row.locator(".atlas-dotted")).to_have_count(1)
    page.mouse.move(*at(page, 10.5, 103.5))
    expect(page.locator(".leaflet-tooltip")).to_contain_text("đề xuất: 1 / 2 thay đổi")
    row.locator("button").click()
    expect(page.locator(".atlas-big")).to_contain_text("trong đó +50 ha (1 cụm) mới là đề xuất")
    page.get_by_label("Chỉ tiêu tô màu").select_option("Tỷ lệ lấp đầy đầu kỳ (%)")
    assert not [fill for fill in fills(page) if "dots" in fill]


def test_no_dots_lie_on_islands_that_are_dots_themselves(show: Any) -> None:
    row = {"certainty": "proposed", "area_from_ha": 0.0, "point": (103.5, 10.5)}
    page = show(atlas_map(national(clusters([row]), {"34": far_reaching()}, style=CHOROPLETH))).page
    parts = "ccnAtlas.units.prepared(0).shapes[1].getLayers()"
    near, far = page.evaluate(f"{parts}.map((part) => part.getElement().getAttribute('fill'))")
    assert near.startswith("url(#atlas-dots-")
    assert near.endswith(f"{far[1:]})")
    page.evaluate("ccnAtlas.units.choose(1)")
    expect(page.locator(".atlas-card")).to_contain_text("Tỉnh 1")


def test_click_on_a_province_shows_its_figures(show: Any) -> None:
    page = show(atlas_map(national(style=CHOROPLETH))).page
    page.mouse.click(*at(page, 10.5, 102.5))
    card = page.locator(".atlas-card")
    expect(card.locator("h2")).to_have_text("Tỉnh 0")
    text = " ".join(card.inner_text().split())
    for said in ("−60 ha", "100 ha", "40 ha", "−30 ha/1.000 km²", "nêu 44, có 7", "2.000 km²"):
        assert said.lower() in text.lower()
    page.get_by_role("button", name="English").click()
    expect(card).to_contain_text(re.compile("stated 44, on record 7", re.I))
    page.keyboard.press("Escape")
    page.mouse.click(*at(page, 10.5, 106.5))
    expect(card).to_contain_text("without 1 of 4 clusters of unknown area")


def test_a_click_on_a_mark_is_not_a_click_on_its_province(show: Any) -> None:
    marks = sample()
    page = show(atlas_map(national(marks))).page
    page.mouse.click(*at(page, 10.9, 106.4))
    expect(page.locator(".atlas-card h2")).to_have_text("Ỷ La")
    assert page.evaluate("ccnAtlas.units.chosen") == -1
    page.mouse.click(*at(page, 10.2, 106.8))
    expect(page.locator(".atlas-card h2")).to_have_text("Tỉnh 4")


def test_table_sorts_searches_and_opens_by_keyboard(show: Any) -> None:
    page = show(atlas_map(national(style=CHOROPLETH))).page
    first = page.locator(".atlas-table tbody tr").first
    expect(first).to_contain_text("Tỉnh 33")
    expect(page.locator(".atlas-table tbody tr:not(.atlas-strays)").last).to_contain_text(
        "không có số liệu"
    )
    page.locator("thead button").first.focus()
    page.keyboard.press("Enter")
    expect(first).to_contain_text("Tỉnh 0")
    assert page.locator("thead th").first.get_attribute("aria-sort") == "ascending"
    page.get_by_role("searchbox").fill("tinh 12")
    expect(page.locator(".atlas-table tbody tr")).to_have_count(1)
    page.locator("tbody button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".atlas-card h2")).to_have_text("Tỉnh 12")
    page.keyboard.press("Escape")
    focused = page.evaluate("document.activeElement.textContent")
    assert focused == "Tỉnh 12"


def test_a_link_opens_a_unit_of_any_system(show: Any) -> None:
    page = show(atlas_map(national(style=CHOROPLETH)), link="#unit=63%2Fp40").page
    expect(page.locator(".atlas-card h2")).to_have_text("Tỉnh 40")
    expect(page.get_by_label("63 tỉnh, trước 7/2025")).to_be_checked()
    assert page.evaluate("location.hash") == "#unit=63%2Fp40"
    page.evaluate("location.hash = '#unit=34/p2'")
    expect(page.locator(".atlas-card h2")).to_have_text("Tỉnh 2")
    page.get_by_label("Đóng").click()
    assert "#" not in page.url
    for odd in ("#unit=%E0%A4%A", "#unit=34/none", "#unit=__proto__/x"):
        page.evaluate("(odd) => { location.hash = odd; }", odd)
        expect(page.locator(".atlas-card")).to_be_hidden()


def test_switching_systems_lets_the_chosen_unit_go(show: Any) -> None:
    page = show(atlas_map(national(style=CHOROPLETH))).page
    page.evaluate("ccnAtlas.units.choose(2)")
    page.get_by_text("63 tỉnh, trước 7/2025").click()
    expect(page.locator(".atlas-card")).to_be_hidden()
    assert page.evaluate("ccnAtlas.units.chosen") == -1
    assert "#" not in page.url
    expect(page.get_by_label("63 tỉnh, trước 7/2025")).to_be_focused()
    page.evaluate("ccnAtlas.units.choose(2)")
    page.evaluate("ccnAtlas.table.tab.show()")
    assert page.evaluate("ccnAtlas.units.chosen") == 2
    page.get_by_text("34 tỉnh, từ 7/2025").first.click()
    assert page.evaluate("ccnAtlas.units.chosen") == -1


def test_names_stand_where_they_fit(show: Any) -> None:
    frame = provinces(34)
    frame.loc[frame.index[8], "name"] = "Hồ Chí Minh"
    frame.loc[frame.index[9], "name"] = "một tên dài hơn hẳn bề rộng của tỉnh mang nó trên bản đồ"
    page = show(atlas_map(national(layers={"34": frame}, style=CHOROPLETH))).page
    shown = {
        name.replace("\n", " ")
        for name in page.locator(".atlas-names span:visible").all_text_contents()
    }
    assert "Tỉnh 7" in shown
    assert "Hồ Chí Minh" in shown
    assert len(shown) == 33


def test_districts_are_called_districts(show: Any) -> None:
    page = show(atlas_map(provincial(style=CHOROPLETH))).page
    expect(page.locator(".atlas-caption")).to_contain_text("số huyện")
    expect(page.locator(".atlas-table caption")).to_have_text("Bảng theo huyện")
    expect(page.locator(SHAPES)).to_have_count(12)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("metric", "breaks"),
    [
        ("rate", ()),
        ("rate", (0.25, 12.375, 99.5, 100.125)),
        ("change", (0.04, 1234.5)),
        ("new", (1.5, 2.5)),
        ("density", (33,)),
    ],
)
def test_classes_read_on_the_page_as_on_paper(
    show: Any, lang: str, metric: str, breaks: tuple[float, ...]
) -> None:
    given = {metric: breaks} if breaks else {}
    sheet = national(style=CHOROPLETH, metric=metric, breaks=given, lang=lang)
    (first, *_) = shading(sheet)
    texts = show(atlas_map(sheet)).page.locator(CLASSES).all_inner_texts()
    written = [Speech(lang).bounds(first, place) for place in range(len(first.classes))]
    held = [text for place, text in enumerate(written) if place in first.ranks["34"]]
    assert sorted(texts) == sorted([*held, Speech(lang).say("nodata")])
    assert len(set(written)) == len(written)


def test_given_bounds_are_written_to_the_last_digit() -> None:
    sheet = national(style=CHOROPLETH, metric="rate", breaks={"rate": (0.25, 12.375)})
    (first, *_) = shading(sheet)
    written = [Speech("vi").bounds(first, place) for place in range(len(first.classes))]
    assert "+0,25 đến +12,375" in written


@pytest.mark.parametrize(
    ("changes", "read"),
    [
        ([-450.4, 12.34, 12.0, 3.0, 0.0], ["trên +12", "+3 đến +12", "0 đến +3", "dưới −12"]),
        (
            [-450.44, -450.44, 0.0, NAN, 0.0],
            ["−450,4", "0 (không ghi nhận thay đổi diện tích nào)"],
        ),
        ([0.04, 0.04, 0.0, NAN, 0.0], ["+0,04"]),
    ],
)
def test_the_last_class_has_no_end_and_an_only_one_is_its_amount(
    show: Any, changes: list[float], read: list[str]
) -> None:
    layer = districts().iloc[:5].assign(change_ha=changes)
    sheet = provincial(metric="change", style=CHOROPLETH)
    sheet = type(sheet)(sheet.spec, {"district": layer}, None, sheet.context)
    texts = show(atlas_map(sheet)).page.locator(CLASSES).all_inner_texts()
    assert set(read) <= set(texts)


def test_the_only_unit_of_a_layer_is_not_classed(show: Any) -> None:
    whole = provinces(63).iloc[57:58].assign(change_ha=-400.0)
    sheet = provincial(metric="change", style=CHOROPLETH)
    layers = {"district": districts(), "63": whole}
    page = show(atlas_map(type(sheet)(sheet.spec, layers, None, sheet.context))).page
    assert not [text for text in page.locator(CLASSES).all_inner_texts() if "400" in text]
    page.get_by_text("63 tỉnh, trước 7/2025").click()
    expect(page.locator(CLASSES)).to_have_count(0)
    expect(page.locator(".atlas-legend .atlas-shown")).to_have_text(
        "Tăng, giảm diện tích (ha): −400 ha"
    )
    assert fills(page) == ["#fbf9f4"]
