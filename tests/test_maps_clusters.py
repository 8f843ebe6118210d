"""Marks of clusters in a real browser: what a planner sees, clicks and types."""

from math import hypot
from typing import Any

import pytest
from maps_scene import HOSTILE, SPEC, click_mark, clusters, many, names, national, provinces, sample
from playwright.sync_api import Page, expect

from geo.maps import Style, atlas_map
from geo.maps.markers import marks
from geo.maps.spec import Sheet

MARKS = {"style": Style.MARKERS, "years": ()}


def sheet(rows: Any = None, **spec: Any) -> Sheet:
    """A sheet of marks alone, without units."""
    return national(rows, {}, **(MARKS | spec))


def search(page: Page, text: str) -> None:
    page.get_by_label("Tìm theo tên, nơi chốn").fill(text)


def place(name: str) -> str:
    return f"ccnAtlas.clusters.layer.where(ccnAtlas.clusters.names.indexOf('{name}'))"


def test_legend_filters_and_counts(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    rows = page.locator(".atlas-legend fieldset .atlas-row")
    assert [" ".join(text.split()) for text in rows.all_inner_texts()] == [
        "Quy hoạch mới 2",
        "Mở rộng 1",
        "Sáp nhập 1",
        "Đưa ra khỏi quy hoạch 1",
        "Giữ nguyên 1",
    ]
    status = page.locator(".atlas-status")
    expect(status).to_have_text("Hiển thị 6 / 6 cụm")
    page.get_by_label("Quy hoạch mới").uncheck()
    expect(status).to_have_text("Hiển thị 4 / 6 cụm")
    assert "Đại Lâm" not in names(page)
    assert page.evaluate(place("Hồng Lạc II")) is None
    page.get_by_label("Quy hoạch mới").check()
    assert page.evaluate(place("Hồng Lạc II")) is not None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("yen lu", ["Yên Lư"]),
        ("dai lam", ["Đại Lâm"]),
        ("ĐẠI LÂM", ["Đại Lâm"]),
        ("y la", ["Ỷ La", "Đại Lâm", "Hồng Lạc II"]),
        ("hong lac 2", []),
        ("bac giang lam", ["Đại Lâm"]),
        ("", ["Đại Lâm", "Hồng Lạc II", "Không Chỗ", "Tân Mỹ", "Ỷ La", "Yên Lư"]),
    ],
)
def test_search_needs_no_accents(show: Any, typed: str, found: list[str]) -> None:
    page = show(atlas_map(sheet())).page
    search(page, typed)
    assert names(page) == found
    expect(page.locator(".atlas-status")).to_have_text(f"Hiển thị {len(found)} / 6 cụm")


def test_search_tells_what_the_legend_hides_and_shows_it(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    page.get_by_label("Mở rộng").uncheck()
    remarks = page.locator(".atlas-remarks")
    expect(remarks).not_to_contain_text("đang bị ẩn")
    search(page, "yen lu")
    assert names(page) == []
    expect(remarks).to_contain_text("1 kết quả đang bị ẩn")
    page.get_by_role("button", name="Hiện ra").click()
    assert names(page) == ["Yên Lư"]
    expect(page.get_by_label("Mở rộng")).to_be_checked()
    expect(remarks).not_to_contain_text("đang bị ẩn")


def test_names_are_listed_in_the_order_of_a_dictionary_and_numbers_by_size(show: Any) -> None:
    given = ["Cụm 10", "Ơn", "Đa Hội", "Cụm 2", "Dương Sơn", "Ô Cách", "Ăng", "An Vũ", "Da"]
    page = show(atlas_map(sheet(clusters([{"name": name} for name in given])))).page
    assert names(page) == [
        "An Vũ",
        "Ăng",
        "Cụm 2",
        "Cụm 10",
        "Da",
        "Dương Sơn",
        "Đa Hội",
        "Ô Cách",
        "Ơn",
    ]


def test_ring_of_several_opens_and_a_mark_shows_its_card(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    card = page.locator(".atlas-card")
    together = page.evaluate(place("Yên Lư"))
    assert together == page.evaluate(place("Đại Lâm"))
    click_mark(page, "Yên Lư")
    expect(card).to_be_hidden()
    apart = page.evaluate(place("Yên Lư"))
    assert apart != page.evaluate(place("Đại Lâm"))
    click_mark(page, "Yên Lư")
    expect(card.locator("h2")).to_have_text("Yên Lư")
    page.get_by_label("Đóng").click()
    expect(card).to_be_hidden()
    click_mark(page, "Hồng Lạc II")
    expect(card.locator("h2")).to_have_text("Hồng Lạc II")


def test_pointing_at_marks_and_rings_names_them(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    box = page.locator(".folium-map").bounding_box()
    for name, said in (("Hồng Lạc II", "quy hoạch mới, 50 ha"), ("Yên Lư", "2 cụm cùng một điểm")):
        x, y = page.evaluate(place(name))
        page.mouse.move(box["x"] + x, box["y"] + y)
        expect(page.locator(".leaflet-tooltip")).to_contain_text(name)
        expect(page.locator(".leaflet-tooltip")).to_contain_text(said)


def test_a_crowd_is_one_ring_until_one_zooms_in(show: Any) -> None:
    rows = [
        {"point": (105 + i % 80 / 100, 20 + i // 80 / 100), "change": ("new", "kept")[i % 2]}
        for i in range(6400)
    ]
    page = show(atlas_map(sheet(clusters(rows)))).page
    page.get_by_label("Giữ nguyên").check()
    layer = "ccnAtlas.clusters.layer"
    assert page.evaluate(f"{layer}.rings.reduce((all, ring) => all + ring.n, 0)") == 6400
    assert page.evaluate(f"{layer}.rings.length") < 40
    ring = page.evaluate(f"[{layer}.rings[0].x, {layer}.rings[0].y]")
    box = page.locator(".folium-map").bounding_box()
    page.mouse.move(box["x"] + ring[0], box["y"] + ring[1])
    expect(page.locator(".leaflet-tooltip")).to_contain_text("quy hoạch mới: 3.200")
    zoom = page.evaluate("ccnAtlas.frame.map.getZoom()")
    page.mouse.click(box["x"] + ring[0], box["y"] + ring[1])
    page.wait_for_function(f"() => ccnAtlas.frame.map.getZoom() > {zoom + 1}")
    # The end of a running zoom would take the view back to where it leads.
    page.wait_for_function("() => !ccnAtlas.frame.map._animatingZoom")
    page.evaluate("ccnAtlas.frame.map.setView([20.4, 105.4], 9, { animate: false })")
    assert page.evaluate(f"{layer}.rings.length") == 0


def test_where_the_country_is_small_fewer_marks_make_a_crowd(show: Any) -> None:
    rows = [{"point": (103 + i % 25 / 5, 10 + i // 25 / 2)} for i in range(600)]
    page = show(atlas_map(sheet(clusters(rows)))).page
    assert page.evaluate("ccnAtlas.clusters.layer.rings.length") == 0
    page.evaluate("ccnAtlas.frame.map.setZoom(4, { animate: false })")
    assert page.evaluate("ccnAtlas.clusters.layer.rings.length") > 0


def test_on_a_phone_no_mark_of_the_country_hides_another(show: Any) -> None:
    rows = [{"point": (104 + i % 15 / 8, 19 + i // 15 / 5)} for i in range(150)]
    page = show(atlas_map(sheet(clusters(rows))), size=(390, 844)).page
    layer = "ccnAtlas.clusters.layer"
    xs, ys, rs = page.evaluate(f"(({{ xs, ys, rs }}) => [xs, ys, rs])({layer}.items)")
    drawn = list(zip(xs, ys, rs, strict=True))
    for i, (x, y, r) in enumerate(drawn):
        assert all(hypot(x - a, y - b) > 0.7 * (r + c) for a, b, c in drawn[:i])
    ringed = page.evaluate(f"{layer}.rings.reduce((all, ring) => all + ring.n, 0)")
    assert ringed + len(drawn) - page.evaluate(f"{layer}.rings.length") == 150


def test_what_changes_lies_above_what_stays_and_the_small_above_the_large(show: Any) -> None:
    rows = [
        {"name": name, "change": change, "area_to_ha": area, "point": (105 + i, 20)}
        for i, (name, change, area) in enumerate(
            [("A", "kept", 5), ("B", "new", 70), ("C", "expanded", 6), ("D", "kept", 60)]
        )
    ]
    page = show(atlas_map(sheet(clusters(rows)))).page
    order = "[...ccnAtlas.clusters.layer.order].map((i) => ccnAtlas.clusters.names[i])"
    assert page.evaluate(order) == ["D", "A", "B", "C"]


def test_the_cluster_of_an_open_card_is_drawn_whatever_the_legend_hides(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    page.get_by_label("Đưa ra khỏi quy hoạch").uncheck()
    assert page.evaluate(place("Ỷ La")) is None
    page.evaluate("ccnAtlas.clusters.choose(ccnAtlas.clusters.names.indexOf('Ỷ La'), {})")
    assert page.evaluate(place("Ỷ La")) is not None
    page.get_by_label("Đóng").click()
    assert page.evaluate(place("Ỷ La")) is None


def test_cluster_without_a_point_is_listed(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    remarks = page.locator(".atlas-remarks")
    expect(remarks).to_contain_text("1 cụm chưa có vị trí trên bản đồ")
    remarks.get_by_role("button", name="Xem riêng").click()
    assert names(page) == ["Không Chỗ"]
    remarks.get_by_role("button", name="Xem tất cả").click()
    assert len(names(page)) == 6


def test_many_kept_or_unconfirmed_clusters_start_switched_off(show: Any) -> None:
    many = [{"change": "unconfirmed", "point": (105 + i / 100, 20)} for i in range(160)]
    page = show(atlas_map(sheet(clusters([{"change": "new"}, *many])))).page
    expect(page.locator(".atlas-status")).to_have_text("Hiển thị 1 / 161 cụm")
    page.get_by_label("Quy hoạch kỳ trước, chưa rõ").check()
    expect(page.locator(".atlas-status")).to_have_text("Hiển thị 161 / 161 cụm")
    assert len(names(page)) == 100
    page.get_by_role("button", name="Hiện thêm 61").click()
    assert len(names(page)) == 161


def test_language_can_be_switched_and_keeps_the_state(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    page.get_by_label("Mở rộng").uncheck()
    search(page, "lam")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("Expanded")).not_to_be_checked()
    expect(page.locator(".atlas-status")).to_have_text("Showing 1 of 6 clusters")
    page.evaluate("ccnAtlas.clusters.choose(0, {})")
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.locator(".atlas-card")).to_contain_text("Đến năm 2030")


def test_list_and_card_work_by_keyboard_alone(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    expect(page.locator(".atlas-list [tabindex='0']")).to_have_count(1)
    page.get_by_label("Tìm theo tên, nơi chốn").focus()
    page.keyboard.press("ArrowDown")
    focused = "document.activeElement.querySelector('.atlas-name').textContent"
    for key, name in (("ArrowDown", "Hồng Lạc II"), ("End", "Yên Lư"), ("ArrowUp", "Ỷ La")):
        page.keyboard.press(key)
        assert page.evaluate(focused) == name
    page.keyboard.press("Enter")
    expect(page.locator(".atlas-card h2")).to_have_text("Ỷ La")
    assert page.evaluate("document.activeElement.className") == "atlas-card"
    page.keyboard.press("Escape")
    expect(page.locator(".atlas-card")).to_be_hidden()
    assert page.evaluate(focused) == "Ỷ La"
    expect(page.locator(".atlas-list [tabindex='0']")).to_have_count(1)


def test_search_stays_at_hand_while_a_card_is_open(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    page.locator(".atlas-list button").first.click()
    card = page.locator(".atlas-card")
    expect(card.locator("h2")).to_have_text("Đại Lâm")
    search(page, "tan my")
    expect(card).to_be_hidden()
    assert names(page) == ["Tân Mỹ"]
    assert page.evaluate("document.activeElement.type") == "search"
    page.locator(".atlas-list button").first.click()
    card.get_by_role("button", name="Trở lại").click()
    expect(card).to_be_hidden()
    assert names(page) == ["Tân Mỹ"]


def test_a_unit_limits_marks_and_list_until_it_is_let_go(show: Any) -> None:
    page = show(atlas_map(national(style=Style.MARKERS))).page
    page.get_by_text("63 tỉnh", exact=False).first.click()
    where = "ccnAtlas.units.names.indexOf('Tỉnh 57')"
    page.evaluate(f"ccnAtlas.units.choose({where})")
    card = page.locator(".atlas-card")
    expect(card.locator(".atlas-members h3")).to_have_text("Các cụm (1)")
    card.locator(".atlas-members button").focus()
    page.keyboard.press("Enter")
    expect(card.locator("h2")).to_have_text("Hồng Lạc II")
    card.get_by_role("button", name="Tỉnh 57").click()
    expect(card.locator("h2")).to_have_text("Tỉnh 57")
    card.locator(".atlas-members button").click()
    page.get_by_label("Đóng").click()
    assert names(page) == ["Hồng Lạc II"]
    expect(page.locator(".atlas-status")).to_have_text("Hiển thị 1 / 6 cụm")
    page.get_by_role("button", name="Bỏ giới hạn ở Tỉnh 57").click()
    assert len(names(page)) == 6
    expect(page.locator(".atlas-chip")).to_have_count(0)


def test_a_legend_that_hides_all_of_a_unit_says_so(show: Any) -> None:
    page = show(atlas_map(national(style=Style.MARKERS))).page
    page.get_by_text("63 tỉnh", exact=False).first.click()
    page.get_by_label("Quy hoạch mới").uncheck()
    page.evaluate("ccnAtlas.units.choose(ccnAtlas.units.names.indexOf('Tỉnh 57'))")
    page.get_by_label("Đóng").click()
    page.evaluate("ccnAtlas.clusters.confine(ccnAtlas.units.names.indexOf('Tỉnh 57'))")
    expect(page.locator(".atlas-remarks")).to_contain_text("1 kết quả đang bị ẩn")


def test_link_to_one_cluster_opens_it(show: Any) -> None:
    page = show(atlas_map(sheet()), link="#cluster=bac-giang%2Fyen-lu").page
    expect(page.locator(".atlas-card h2")).to_have_text("Yên Lư")
    page.get_by_label("Đóng").click()
    assert "#" not in page.url
    page.locator(".atlas-list button", has_text="Ỷ La").click()
    assert page.url.endswith("#cluster=k4")


def test_link_to_no_cluster_opens_nothing(show: Any) -> None:
    page = show(atlas_map(sheet()), link="#cluster=%E0%A4%A").page
    expect(page.locator(".atlas-card")).to_be_hidden()


def test_symbol_sizes_follow_the_chosen_area(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    size = "ccnAtlas.clusters.layer.hectares[ccnAtlas.clusters.names.indexOf('Yên Lư')]"
    assert page.evaluate(size) == 1234.5
    page.get_by_text("hiện nay", exact=True).click()
    assert page.evaluate(size) == 37.5


def test_hollow_marks_where_only_the_district_is_known(show: Any) -> None:
    page = show(atlas_map(sheet())).page
    hollow = "ccnAtlas.clusters.names.map((name, i) => ccnAtlas.clusters.coarse(i) ? name : '')"
    assert [name for name in page.evaluate(hollow) if name] == ["Đại Lâm", "Yên Lư"]


def test_on_a_phone_the_panel_folds_and_opens(show: Any) -> None:
    page = show(atlas_map(sheet()), size=(390, 844)).page
    expect(page.locator(".atlas-legend")).to_be_hidden()
    handle = page.get_by_role("button", name="Chú giải và danh sách")
    assert handle.get_attribute("aria-expanded") == "false"
    handle.click()
    assert handle.get_attribute("aria-expanded") == "true"
    expect(page.locator(".atlas-legend")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator(".atlas-list button").first.click()
    expect(page.locator(".atlas-card h2")).to_be_visible()
    page.get_by_label("Đóng").click()
    expect(page.locator(".atlas-side .atlas-body")).to_be_hidden()


def test_hostile_names_are_shown_letter_for_letter_and_do_nothing(show: Any) -> None:
    rows = [
        {
            "name": text,
            "key": text,
            "new_address": text,
            "decision_no": text,
            "merged_into": text,
            "point": (104 + i % 5, 12 + i // 5),
        }
        for i, text in enumerate(HOSTILE)
    ]
    bad = HOSTILE[0] + HOSTILE[2] + HOSTILE[5]
    base = provinces(34)
    base["name"] = [HOSTILE[i % len(HOSTILE)] for i in range(34)]
    given = national(
        clusters(rows), {"34": base}, **MARKS, title=bad, subtitle=bad, notes=[bad], units=bad
    )
    page = show(atlas_map(given)).page
    assert sorted(names(page)) == sorted(HOSTILE)
    assert page.locator("h1").text_content() == bad
    assert page.title() == bad
    for text in HOSTILE:
        i = page.evaluate("(name) => ccnAtlas.clusters.names.indexOf(name)", text)
        page.evaluate("(i) => ccnAtlas.clusters.choose(i, {})", i)
        card = page.locator(".atlas-card")
        assert card.locator("h2").text_content() == text
        assert card.locator("dd bdi").all_text_contents() == [text, text]
        assert card.locator("a").count() == 0
        tip = page.evaluate("(i) => ccnAtlas.clusters.tip({one: i})[0].textContent", i)
        assert tip == text
    page.evaluate("ccnAtlas.units.choose(2)")
    page.get_by_label("Đóng").click()
    page.keyboard.press("Escape")
    for text in ("{{ 7*7 }}", "🏭", "<script>window"):
        search(page, text)
        assert [name for name in names(page) if text in name]
    assert page.evaluate("window.hit") is None


def test_map_without_a_single_cluster_says_so(show: Any) -> None:
    page = show(atlas_map(sheet(sample().iloc[:0], years=SPEC.years))).page
    expect(page.locator(".atlas-none")).to_have_text("Cơ sở dữ liệu chưa có cụm nào ở đây.")
    expect(page.locator(".atlas-legend fieldset")).to_have_count(0)


def test_ten_thousand_clusters_make_a_small_file() -> None:
    text = atlas_map(national(many(10_000, histories=False))).get_root().render()
    assert len(text.encode()) <= 1_230_000


def test_same_columns_are_stored_once_and_places_kept() -> None:
    made = marks(national(sample(), years=()))
    assert made["names"] == {
        "shared": "0 0 0 0 0 0",
        "rest": ["Đại Lâm", "Hồng Lạc II", "Không Chỗ", "Tân Mỹ", "Ỷ La", "Yên Lư"],
    }
    assert made["keys"]["heads"] == {"texts": ["", "bac-giang/"], "at": "0 0 0 0 0 1"}
    assert made["keys"]["cut"] == {"texts": ["0"], "at": "     0"}
    assert made["keys"]["own"] == ["k1", "k2", "k5", "k3", "k4"]
    assert made["texts"]["zone_type"] == {"texts": ["CCN"]}
    assert made["xy"].split(" ")[4:6] == ["", ""]
    assert made["unit"]["63"].split(" ")[2] == ""
    assert made["years"] is None


def test_a_sheet_without_clusters_has_no_marks() -> None:
    with pytest.raises(ValueError, match="no clusters"):
        marks(Sheet(SPEC, {}))


def test_keys_are_told_by_the_names_and_come_back_whole(show: Any) -> None:
    keys = {
        "Yên Lư": "bac-giang/yen-lu",
        "Cụm công nghiệp Đại Lâm 2": "x/dai-lam-2",
        "Cầu – Gáo": "cau-gao",
        "ß": "a/ss",
        "": "a/",
        "Ỷ La": "một/khóa khác",
        **{text: f"h/{i}" for i, text in enumerate(HOSTILE)},
    }
    rows = clusters([{"name": name, "key": key} for name, key in keys.items()])
    page = show(atlas_map(sheet(rows))).page
    found = page.evaluate(
        "ccnAtlas.clusters.names.map((name, i) => [name, ccnAtlas.clusters.keys[i]])"
    )
    assert dict(found) == keys
    made = marks(sheet(rows))
    assert "yen-lu" not in made["keys"]["own"]
    assert "dai-lam-2" not in made["keys"]["own"]
