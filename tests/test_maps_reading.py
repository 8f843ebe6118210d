"""What a reader meets: a whole legend, names that can be read, cards on paper, wrong links."""

from dataclasses import replace
from typing import Any

import pytest
from maps_scene import clusters, districts, many, national, provincial, systems
from playwright.sync_api import expect

from geo.maps import Style, atlas_map

OVERLAPS = """() => {
  const { xs, ys, rs } = ccnAtlas.clusters.layer.items;
  const room = ccnAtlas.frame.map.getContainer().getBoundingClientRect();
  const { left, top } = room;
  const names = [...document.querySelectorAll('.atlas-names span')];
  const within = (box) => box.left > left && box.right < room.right && box.top > top
    && box.bottom < room.bottom;
  const shown = names.filter((one) => one.checkVisibility() && within(one.getBoundingClientRect()));
  const over = shown.filter((one) => {
    const box = one.getBoundingClientRect();
    const across = (x, r) => x + left + r - 1 > box.left && x + left - r + 1 < box.right;
    const along = (y, r) => y + top + r - 1 > box.top && y + top - r + 1 < box.bottom;
    return xs.some((x, k) => across(x, rs[k]) && along(ys[k], rs[k]));
  });
  return [shown, over].map((part) => part.map((one) => one.textContent.replace('\\n', ' ')));
}"""
"""Names on the map, and those that a mark lies on."""


@pytest.mark.parametrize("style", [Style.BOTH, Style.CHOROPLETH])
def test_the_classes_of_the_legend_are_seen_whole(show: Any, style: Style) -> None:
    layers = {"district": districts(), **systems()}
    title = "Cụm công nghiệp quy hoạch mới, mở rộng, sáp nhập, đưa ra khỏi quy hoạch đến năm 2030"
    units = "696 huyện và 63 tỉnh, thành phố trước 01/07/2025; 34 tỉnh, thành phố từ 01/07/2025"
    spec: dict[str, Any] = {"title": title, "units": units, "breaks": {"rate": (5, 15, 25)}}
    sheet = national(many(200), layers, style=style, **spec)
    page = show(atlas_map(sheet), size=(1280, 800)).page
    legend = page.locator(".atlas-legend").bounding_box()
    rows = page.locator(".atlas-classes .atlas-row")
    assert rows.count() >= 7
    lowest = max(row.bounding_box()["y"] + row.bounding_box()["height"] for row in rows.all())
    assert lowest <= legend["y"] + legend["height"]
    if style.marks:
        first = page.locator(".atlas-list button").first.bounding_box()
        foot = page.locator(".atlas-foot").bounding_box()
        assert first["y"] + first["height"] <= foot["y"] + 1


def test_names_of_units_keep_clear_of_marks(show: Any) -> None:
    places = [(105.125 + x / 4, 19.167 + y / 3) for y in range(3) for x in range(4)]
    middle = [{"name": f"Cụm {i}", "point": place} for i, place in enumerate(places)]
    named = districts().assign(name=[f"Huyện Tân Phú {i}" for i in "ABCDEFGHIJKL"])
    sheet = replace(provincial(), units={"district": named}, clusters=clusters(middle))
    page = show(atlas_map(sheet)).page
    shown, over = page.evaluate(OVERLAPS)
    assert set(shown) >= {f"Tân Phú {i}" for i in "ABCDEFGHIJKL"}
    assert over == []
    page.get_by_label("Phóng to").click()
    page.wait_for_timeout(400)
    shown, over = page.evaluate(OVERLAPS)
    assert len(shown) >= 2
    assert over == []


def test_names_without_type_are_used_only_where_they_tell_units_apart(show: Any) -> None:
    names = ["Huyện Kỳ Anh", "Thị xã Kỳ Anh", "Quận 1", "Thành phố Hà Tĩnh"]
    layer = districts().iloc[:4].assign(name=names)
    page = show(atlas_map(replace(provincial(), units={"district": layer}))).page
    shown = {
        text.replace("\n", " ") for text in page.locator(".atlas-names bdi").all_text_contents()
    }
    assert shown == {"Huyện Kỳ Anh", "Thị xã Kỳ Anh", "Quận 1", "Hà Tĩnh"}


def test_a_card_of_a_unit_is_printed_with_its_clusters(show: Any) -> None:
    page = show(atlas_map(national())).page
    page.evaluate("ccnAtlas.units.choose(4)")
    page.emulate_media(media="print")
    expect(page.locator(".atlas-members .atlas-name")).to_be_visible()
    expect(page.locator(".atlas-panel .atlas-list")).to_be_hidden()


def test_paper_does_not_ask_to_be_clicked(show: Any) -> None:
    page = show(atlas_map(national(many(200)))).page
    page.emulate_media(media="print")
    assert "bấm" not in page.locator("body").inner_text().lower()


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("#cluster=xyz", "Không có cụm này trên bản đồ."),
        ("#cluster=%E0%A4%A", "Không có cụm này trên bản đồ."),
        ("#unit=34/none", "Không có đơn vị này trên bản đồ."),
        ("#unit=99/p1", "Không có đơn vị này trên bản đồ."),
    ],
)
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "phone"])
def test_a_link_to_what_is_not_there_says_so(
    show: Any, size: tuple[int, int], link: str, said: str
) -> None:
    page = show(atlas_map(national()), link=link, size=size).page
    notice = page.locator(".atlas-notice")
    expect(notice).to_be_visible()
    expect(notice).to_have_text(said)
    page.get_by_role("button", name="English").click()
    expect(notice).to_contain_text("is not on the map.")
    page.evaluate("window.location.hash = '#cluster=k4'")
    expect(page.locator(".atlas-card h2")).to_have_text("Ỷ La")
    expect(notice).to_be_hidden()


def test_a_link_to_a_cluster_on_a_map_without_clusters_says_so(show: Any) -> None:
    page = show(atlas_map(national(style=Style.CHOROPLETH)), link="#cluster=k4").page
    expect(page.locator(".atlas-notice")).to_have_text("Không có cụm này trên bản đồ.")


def test_escape_closes_a_card_wherever_the_focus_is(show: Any) -> None:
    page = show(atlas_map(national())).page
    card = page.locator(".atlas-card")
    for focus in (".folium-map", ".atlas-language", ".atlas-search input"):
        page.evaluate("ccnAtlas.clusters.choose(0, {})")
        expect(card).to_be_visible()
        page.locator(focus).focus()
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()


def test_escape_empties_the_search_before_it_closes_a_card(show: Any) -> None:
    page = show(atlas_map(national())).page
    page.get_by_role("searchbox").press_sequentially("tan")
    page.evaluate("ccnAtlas.clusters.choose(0, {})")
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_on_a_phone_nothing_of_the_open_panel_covers_its_handle(show: Any) -> None:
    page = show(atlas_map(national(many(200))), size=(390, 844)).page
    page.locator(".atlas-handle").click()
    for top in (0, 40, 120, 600):
        page.locator(".atlas-side").evaluate("(side, top) => { side.scrollTop = top; }", top)
        handle = page.locator(".atlas-handle").bounding_box()
        hit = page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).className",
            [handle["x"] + 20, handle["y"] + handle["height"] / 2],
        )
        assert hit == "atlas-handle"


def test_a_narrow_cell_of_a_notebook_has_room_for_the_map(show: Any, tmp_path: Any) -> None:
    drawing = atlas_map(national())
    page = show(drawing).page
    file = tmp_path / "cell.html"
    file.write_text(
        f'<!DOCTYPE html><title>x</title><div style="width: 540px">{drawing._repr_html_()}</div>',
        "utf-8",
    )
    page.goto(file.as_uri())
    box = page.frame_locator("iframe").locator(".atlas-map").bounding_box()
    assert box["height"] >= 400
