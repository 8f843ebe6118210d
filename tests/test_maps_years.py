"""Clusters through the years: slider, play, what the legend counts, what a card tells."""

from typing import Any

import pytest
from maps_scene import SPEC, clusters, names, national, sample
from playwright.sync_api import Browser, Page, expect

from geo.maps import Style, atlas_map
from geo.maps.markers import marks
from geo.maps.spec import Sheet

YEAR = "Cuối năm"
LIVES = [
    {
        "name": "A",
        "years": [[None, None]] * 3 + [["planned", 20.0]] * 4 + [["operating", 30.0]] * 3,
    },
    {"name": "B", "years": [["operating", 10.0]] * 5 + [["merged", None]] * 5},
    {"name": "C", "years": [["planned", None]] * 2 + [["planned", 40.0]] * 8},
]


def sheet(rows: Any = None, **spec: Any) -> Sheet:
    return national(clusters(LIVES) if rows is None else rows, {}, style=Style.MARKERS, **spec)


def by_year(page: Page, year: int | None = None) -> None:
    page.get_by_text("Trạng thái theo năm").click()
    if year:
        page.get_by_label(YEAR).fill(str(SPEC.years.index(year)))


def rows(page: Page) -> list[str]:
    found = page.locator(".atlas-legend fieldset .atlas-row").all_inner_texts()
    return [" ".join(text.split()) for text in found]


def areas(page: Page) -> list[float | None]:
    return page.evaluate("[...ccnAtlas.clusters.layer.hectares].map((ha) => ha || null)")


def test_slider_shows_status_and_area_at_the_end_of_each_year(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    by_year(page, 2021)
    assert rows(page) == ["Trong quy hoạch 1", "Đang hoạt động 1", "Đã sáp nhập 0"]
    assert names(page) == ["B", "C"]
    assert areas(page) == [None, 10, None]
    page.get_by_label(YEAR).press("ArrowRight")
    page.get_by_label(YEAR).press("ArrowRight")
    expect(page.locator(".atlas-year")).to_have_text("2023")
    assert areas(page) == [None, 10, 40]
    page.get_by_label(YEAR).press("End")
    expect(page.locator(".atlas-year")).to_have_text("2030theo quy hoạch")
    assert rows(page) == ["Trong quy hoạch 1", "Đang hoạt động 1", "Đã sáp nhập 1"]
    assert areas(page) == [30, None, 40]
    assert page.get_by_label(YEAR).get_attribute("aria-valuetext") == "2030"


def test_it_starts_with_the_year_of_the_map_and_goes_back_to_the_change(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    by_year(page)
    expect(page.locator(".atlas-year")).to_have_text("2025")
    expect(page.get_by_text("hiện nay", exact=True)).to_have_count(0)
    page.get_by_text("Thay đổi đến năm 2030").first.click()
    assert rows(page) == ["Quy hoạch mới 3"]
    expect(page.locator(".atlas-year")).to_have_count(0)


def test_statuses_are_filtered_apart_from_changes(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    by_year(page, 2025)
    page.get_by_label("Trong quy hoạch").uncheck()
    assert names(page) == ["B"]
    page.get_by_text("Thay đổi đến năm 2030").first.click()
    assert names(page) == ["A", "B", "C"]
    by_year(page)
    expect(page.get_by_label("Trong quy hoạch")).not_to_be_checked()


def test_what_is_not_yet_spoken_of_is_neither_drawn_nor_lost(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    by_year(page, 2021)
    assert page.evaluate("ccnAtlas.clusters.layer.where(0)") is None
    page.get_by_label("Tìm theo tên, nơi chốn").fill("A")
    expect(page.locator(".atlas-remarks")).to_contain_text(
        "1 kết quả chưa có thông tin vào năm 2021"
    )


def test_play_goes_through_the_years_and_stops(show: Any) -> None:
    rows = clusters([row | {"years": row["years"][:3]} for row in LIVES])
    one = show(atlas_map(sheet(rows, years=(2028, 2029, 2030))))
    page = one.page
    page.clock.install()
    by_year(page)
    page.get_by_label("Chạy qua các năm").click()
    expect(page.locator(".atlas-year")).to_contain_text("2028")
    page.clock.run_for(1300)
    expect(page.locator(".atlas-year")).to_contain_text("2029")
    page.get_by_label("Tạm dừng").click()
    page.clock.run_for(5000)
    expect(page.locator(".atlas-year")).to_contain_text("2029")
    page.get_by_label("Chạy qua các năm").click()
    page.clock.run_for(5000)
    expect(page.locator(".atlas-year")).to_contain_text("2030")
    expect(page.get_by_label("Chạy qua các năm")).to_be_visible()


def test_nothing_plays_where_motion_is_unwelcome(browser: Browser, tmp_path: Any) -> None:
    file = tmp_path / "map.html"
    atlas_map(sheet()).save(str(file))
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(file.as_uri())
        by_year(page, 2023)
        expect(page.locator(".atlas-play")).to_have_count(0)
        expect(page.locator(".atlas-year")).to_have_text("2023")


def test_card_sums_up_the_years(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    page.evaluate("ccnAtlas.clusters.choose(0, {})")
    spans = page.locator(".atlas-spans li").all_inner_texts()
    assert [" ".join(text.split()) for text in spans] == [
        "2024–2027 trong quy hoạch",
        "2028–2030 đang hoạt động",
    ]


def test_a_map_without_years_has_no_slider(show: Any) -> None:
    page = show(atlas_map(sheet(years=()))).page
    expect(page.get_by_text("Trạng thái theo năm")).to_have_count(0)
    page.evaluate("ccnAtlas.clusters.choose(0, {})")
    expect(page.locator(".atlas-spans")).to_have_count(0)


def test_the_year_chosen_outlives_a_change_of_language(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    by_year(page, 2023)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".atlas-year")).to_have_text("2023")
    expect(page.get_by_label("End of year")).to_have_value("2")


@pytest.mark.parametrize(
    ("areas", "stored"),
    [
        ([1.0, 1.0, 2.5], "1 = 2.5"),
        ([None, None, 7.0], " = 7"),
        ([3.0, None, None], "3 "),
        ([4.0, 4.0, 4.0], "4"),
        ([None, None, None], ""),
        ([5.5, 5.5, 6.0], "f = t"),
        ([None, 6.0, 5.5], " t f"),
    ],
)
def test_areas_are_stored_where_they_change(areas: list[float | None], stored: str) -> None:
    row = {"years": [["operating", area] for area in areas], "area_from_ha": 5.5, "area_to_ha": 6.0}
    made = marks(national(clusters([row]), years=(2021, 2022, 2023)))
    assert made["years"]["areas"] == {"texts": [stored]}


def test_the_sample_counts_every_status_it_has(show: Any) -> None:
    page = show(atlas_map(sheet(sample()))).page
    by_year(page, 2030)
    assert rows(page) == [
        "Trong quy hoạch 1",
        "Đã thành lập 2",
        "Đang hoạt động 1",
        "Đã sáp nhập 1",
        "Đã đưa ra khỏi quy hoạch 1",
    ]


def test_by_year_units_are_pale_and_shaded_again_with_the_change(show: Any) -> None:
    page = show(atlas_map(national())).page
    fills = "() => [...document.querySelectorAll('.leaflet-atlas-base-pane path')]"
    fills += ".map((path) => path.getAttribute('fill'))"
    metric = page.get_by_label("Chỉ tiêu tô màu")
    metric.select_option(index=2)
    page.locator(".atlas-classes button").first.click()
    shaded = page.evaluate(fills)
    by_year(page)
    assert set(page.evaluate(fills)) < set(shaded)
    assert len(set(page.evaluate(fills))) == 1
    expect(page.locator(".atlas-classes")).to_have_count(0)
    expect(page.locator(".atlas-caption")).to_have_text("Tô màu chỉ theo thay đổi đến năm 2030")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".atlas-caption")).to_have_text("Shading shows the change by 2030 only")
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(metric).to_be_disabled()
    page.get_by_text("Thay đổi đến năm 2030").first.click()
    assert page.evaluate(fills) == shaded
    expect(metric).to_have_value("2")
