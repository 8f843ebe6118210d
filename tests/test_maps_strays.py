"""Clusters that no unit of a layer holds: told on every map, never left out without a word."""

from dataclasses import replace
from typing import Any

import pytest
from maps_scene import SPEC, clusters, districts, names, national, provinces
from playwright.sync_api import expect
from test_maps_static import words

from geo.maps import Sheet, Style, atlas_map
from geo.maps.spec import both
from geo.maps.strays import remarks, strays, strays_by_unit

AROUND = provinces(63)[["key", "name", "approximate", "geometry"]]
SAID = "13 cụm chưa rõ huyện, không được tính vào đơn vị nào."


def quang_ninh(**spec: Any) -> Sheet:
    """Three clusters in a district, thirteen of which only the province is known."""
    known = [{"point": (105.1, 19.1)}] * 3
    only = {"units": {"34": None, "63": "p57", "district": None}, "precision": "province"}
    layer = districts().assign(province="p57", clusters_n=[3, *[0] * 11])
    here = clusters([*known, *[only | {"point": (105.5, 19.5)}] * 13])
    whole = provinces(63).iloc[57:58].assign(province="p57")
    return Sheet(replace(SPEC, **spec), {"district": layer, "63": whole}, here, AROUND)


def test_strays_are_counted_by_layer_and_by_the_province_they_lie_in() -> None:
    sheet = quang_ninh()
    assert (len(strays(sheet, "district")), len(strays(sheet, "63"))) == (13, 0)
    assert strays_by_unit(sheet, "district") == [13] * 12
    assert strays_by_unit(sheet, "63") == [0]
    assert [words.vi for words in remarks(sheet, *sheet.units)] == [SAID]
    assert strays_by_unit(national(), "34") == [0] * 34


def test_a_map_that_lists_no_clusters_names_the_first_strays() -> None:
    sheet = quang_ninh(style=Style.CHOROPLETH)
    ((said, english),) = [both(words) for words in remarks(sheet, *sheet.units)]
    first = ", ".join(f"Cụm {i}" for i in range(3, 13))
    assert said == f"{SAID[:-1]} ({first} và 3 cụm khác)."
    assert english.endswith(f": 13 ({first} and 3 others).")
    few = replace(sheet, clusters=sheet.clusters.iloc[:5])
    assert [one.vi for one in remarks(few, "district")] == [
        "2 cụm chưa rõ huyện, không được tính vào đơn vị nào (Cụm 3, Cụm 4)."
    ]


@pytest.mark.parametrize("style", Style)
def test_a_page_tells_of_strays_in_table_card_and_notes(show: Any, style: Style) -> None:
    page = show(atlas_map(quang_ninh(style=style))).page
    last = page.locator(".atlas-table tbody tr").last
    assert last.text_content() is not None
    assert last.locator("th").text_content() == "chưa rõ huyện"
    assert last.locator("td").last.text_content() == "13"
    page.evaluate("ccnAtlas.units.choose(4)")
    expect(page.locator(".atlas-card")).to_contain_text("13 cụm khác của tỉnh chưa rõ huyện")
    assert SAID[:-1] in (page.locator("body").text_content() or "")
    page.get_by_label("Đóng").click()
    page.get_by_role("searchbox").fill("huyen 1")
    expect(page.locator(".atlas-strays")).to_have_count(0)


def test_the_row_of_strays_lists_them_until_they_are_let_go(show: Any) -> None:
    page = show(atlas_map(quang_ninh())).page
    page.get_by_role("tab").nth(1).click()
    page.locator(".atlas-strays button").click()
    assert names(page) == [f"Cụm {i}" for i in range(3, 16)]
    expect(page.locator(".atlas-chip")).to_contain_text("chưa rõ huyện")
    assert page.evaluate("document.activeElement.closest('.atlas-list') !== null")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".atlas-chip")).to_contain_text("district not known")
    page.locator(".atlas-chip").click()
    assert len(names(page)) == 16


@pytest.mark.parametrize("style", Style)
def test_a_picture_tells_of_the_strays_of_the_layer_it_draws(style: Style) -> None:
    sheet = quang_ninh(style=style)
    assert any(line.startswith(f"• {SAID[:-1]}") for line in words(sheet))
    whole = replace(sheet, units={"63": sheet.units["63"]})
    assert not [line for line in words(whole) if "chưa rõ huyện" in line]
