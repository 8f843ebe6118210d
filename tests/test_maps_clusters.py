"""The marker map in a real browser: what a planner sees, clicks and types."""

import re
from typing import Any

import pytest
from maps_scene import (
    HOSTILE,
    SPEC,
    click_mark,
    clusters,
    names,
    provinces,
    sample,
    systems,
)
from playwright.sync_api import expect

from geo.maps import MapSpec, cluster_map
from geo.vocabulary import Modality, Status, label


def test_heading_says_what_when_where_and_whence(show: Any) -> None:
    page = show(cluster_map(sample(), {"34": provinces(34)}, SPEC)).page
    expect(page.locator("h1")).to_have_text("Cụm công nghiệp đến năm 2030")
    head = page.locator(".atlas-head").inner_text()
    for said in ("Cả nước", "31/12/2025", "31/12/2030", "34 tỉnh, từ 01/7/2025"):
        assert said in head
    foot = page.locator(".atlas-foot")
    expect(foot).to_contain_text("Nguồn: quy hoạch tỉnh")
    expect(foot).to_contain_text("05/01/2026")
    foot.get_by_text("Ghi chú (1)").click()
    expect(foot.get_by_text("Một ghi chú.")).to_be_visible()
    attribution = page.locator(".leaflet-control-attribution")
    expect(attribution).to_have_text("Leaflet | Ranh giới gần đúng")


def test_legend_filters_and_counts(show: Any) -> None:
    page = show(cluster_map(sample(), {}, SPEC)).page
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
    assert page.evaluate("ccnAtlas.view.layer.where(2)") is None
    page.get_by_label("Quy hoạch mới").check()
    assert page.evaluate("ccnAtlas.view.layer.where(2)") is not None


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
    page = show(cluster_map(sample(), {}, SPEC)).page
    page.get_by_label("Tìm theo tên, nơi chốn").fill(typed)
    assert names(page) == found
    expect(page.locator(".atlas-status")).to_have_text(f"Hiển thị {len(found)} / 6 cụm")


def test_ring_of_several_opens_and_a_mark_shows_its_card(show: Any) -> None:
    page = show(cluster_map(sample(), {}, SPEC)).page
    click_mark(page, "Yên Lư")
    expect(page.locator(".atlas-card")).to_be_hidden()
    click_mark(page, "Yên Lư")
    card = page.locator(".atlas-card")
    expect(card.locator("h2")).to_have_text("Yên Lư")
    text = card.inner_text()
    for said in (
        "Cụm công nghiệp",
        "Đến năm 2030: mở rộng",
        label(Status.PLANNED).vi,
        "37,5 ha → khoảng 1.234,5 ha",
        "Yên Dũng, Bắc Giang",
        "Bắc Ninh",
        label(Modality.PLANNED).vi,
        "12/QĐ-UBND",
        "Tâm huyện (ước lệ, không phải vị trí thật)",
        "Sở Công Thương",
        "15/06/2023",
        "mục 3",
        "Bản giấy",
    ):
        assert said.lower() in text.lower()
    links = card.locator("a")
    expect(links).to_have_count(1)
    assert links.get_attribute("href") == "https://example.vn/qh"
    assert "noopener" in links.get_attribute("rel")
    page.get_by_label("Đóng").click()
    expect(card).to_be_hidden()


def test_merged_cluster_names_what_took_it_in(show: Any) -> None:
    page = show(cluster_map(sample(), {}, SPEC)).page
    click_mark(page, "Tân Mỹ")
    text = page.locator(".atlas-card").inner_text()
    assert "KCN Song Khê – Nội Hoàng" in text
    assert "20 ha → sáp nhập" in text.lower()


def test_cluster_without_a_point_is_listed(show: Any) -> None:
    page = show(cluster_map(sample(), {}, SPEC)).page
    note = page.locator(".atlas-unplaced")
    expect(note).to_contain_text("1 cụm chưa có vị trí trên bản đồ")
    note.get_by_role("button").click()
    assert names(page) == ["Không Chỗ"]
    page.locator(".atlas-list button").click()
    expect(page.locator(".atlas-card")).to_contain_text(
        re.compile("chưa xác định được vị trí", re.I)
    )


def test_many_kept_or_unconfirmed_clusters_start_switched_off(show: Any) -> None:
    many = [{"change": "unconfirmed", "point": (105 + i / 100, 20)} for i in range(160)]
    page = show(cluster_map(clusters([{"change": "new"}, *many]), {}, SPEC)).page
    expect(page.locator(".atlas-status")).to_have_text("Hiển thị 1 / 161 cụm")
    page.get_by_label("Quy hoạch kỳ trước, chưa rõ").check()
    expect(page.locator(".atlas-status")).to_have_text("Hiển thị 161 / 161 cụm")
    assert len(names(page)) == 100
    page.get_by_role("button", name="Hiện thêm 61").click()
    assert len(names(page)) == 161


def test_language_can_be_switched_and_keeps_the_state(show: Any) -> None:
    page = show(cluster_map(sample(), {}, SPEC)).page
    page.get_by_label("Mở rộng").uncheck()
    page.get_by_role("button", name="English").click()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == "Industrial clusters to 2030"
    expect(page.get_by_label("Expanded")).not_to_be_checked()
    expect(page.locator(".atlas-status")).to_have_text("Showing 5 of 6 clusters")
    expect(page.locator(".atlas-head")).to_contain_text("31 Dec 2025")
    seen = page.locator(".atlas").inner_text()
    for vietnamese in ("Hiển thị", "Nguồn", "Thay đổi", "Ghi chú", "Ranh giới"):
        assert vietnamese not in seen
    assert page.get_by_role("button", name="Tiếng Việt").evaluate(
        "e => e === document.activeElement"
    )


def test_map_opens_in_the_language_asked_for(show: Any) -> None:
    page = show(cluster_map(sample(), {}, MapSpec(**(vars(SPEC) | {"lang": "en"})))).page
    expect(page.locator("h1")).to_have_text("Industrial clusters to 2030")


def test_list_and_card_work_by_keyboard_alone(show: Any) -> None:
    page = show(cluster_map(sample(), {}, SPEC)).page
    expect(page.locator(".atlas-list [tabindex='0']")).to_have_count(1)
    page.get_by_label("Tìm theo tên, nơi chốn").focus()
    page.keyboard.press("ArrowDown")
    for key, name in (("ArrowDown", "Hồng Lạc II"), ("End", "Yên Lư"), ("ArrowUp", "Ỷ La")):
        page.keyboard.press(key)
        focused = page.evaluate("document.activeElement.querySelector('.atlas-name').textContent")
        assert focused == name
    page.keyboard.press("Enter")
    expect(page.locator(".atlas-card h2")).to_have_text("Ỷ La")
    assert page.evaluate("document.activeElement.className") == "atlas-card"
    page.keyboard.press("Escape")
    expect(page.locator(".atlas-card")).to_be_hidden()
    assert (
        page.evaluate("document.activeElement.querySelector('.atlas-name').textContent") == "Ỷ La"
    )
    stops = page.locator(".atlas-list [tabindex='0']")
    expect(stops).to_have_count(1)


def test_link_to_one_cluster_opens_it(show: Any) -> None:
    page = show(cluster_map(sample(), {}, SPEC), link="#cluster=bac-giang%2Fyen-lu").page
    expect(page.locator(".atlas-card h2")).to_have_text("Yên Lư")
    page.get_by_label("Đóng").click()
    assert "#" not in page.url


def test_symbol_sizes_follow_the_chosen_area(show: Any) -> None:
    page = show(cluster_map(sample(), {}, SPEC)).page
    size = "ccnAtlas.view.hectares(ccnAtlas.view.texts.name.indexOf('Yên Lư'))"
    assert page.evaluate(size) == 1234.5
    page.get_by_text("hiện nay", exact=True).click()
    assert page.evaluate(size) == 37.5


def test_hollow_marks_where_only_the_district_is_known(show: Any) -> None:
    page = show(cluster_map(sample(), {}, SPEC)).page
    look = "[0, 1, 2].map((i) => ccnAtlas.view.look(i).hollow)"
    assert page.evaluate(look) == [True, True, False]


def test_base_boundaries_can_be_switched(show: Any) -> None:
    page = show(cluster_map(sample(), systems(), SPEC)).page
    attribution = page.locator(".leaflet-control-attribution")
    expect(attribution).to_have_text("Leaflet | Ranh giới gần đúng")
    page.get_by_text("63 tỉnh", exact=True).click()
    expect(attribution).to_have_text("Leaflet")


def test_on_a_phone_the_panel_folds_and_opens(show: Any) -> None:
    page = show(cluster_map(sample(), {}, SPEC), size=(390, 844)).page
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
            "sources": [{"title": text, "publisher": text, "url": text, "place": text}],
            "point": (104 + i % 5, 12 + i // 5),
        }
        for i, text in enumerate(HOSTILE)
    ]
    bad = HOSTILE[0] + HOSTILE[2] + HOSTILE[5]
    spec = MapSpec(**(vars(SPEC) | {"title": bad, "subtitle": bad, "notes": [bad], "units": bad}))
    base = provinces(34)
    base["name"] = [HOSTILE[i % len(HOSTILE)] for i in range(34)]
    page = show(cluster_map(clusters(rows), {"34": base}, spec)).page
    assert sorted(names(page)) == sorted(HOSTILE)
    assert page.locator("h1").text_content() == bad
    assert page.title() == bad
    for i, text in enumerate(HOSTILE):
        page.evaluate("(i) => ccnAtlas.view.choose(i, {})", i)
        card = page.locator(".atlas-card")
        assert card.locator("h2").text_content() == text
        assert card.locator("dd bdi").all_text_contents() == [text, text]
        assert card.locator("a").count() == 0
        tip = page.evaluate("(i) => ccnAtlas.view.tip({one: i})[0].textContent", i)
        assert tip == text
    page.keyboard.press("Escape")
    box = page.get_by_label("Tìm theo tên, nơi chốn")
    for text in ("{{ 7*7 }}", "🏭", "<script>window"):
        box.fill(text)
        assert [name for name in names(page) if text in name]
    assert page.evaluate("window.hit") is None


def test_map_without_a_single_cluster_says_so(show: Any) -> None:
    page = show(cluster_map(sample().iloc[:0], {"34": provinces(34)}, SPEC)).page
    expect(page.locator(".atlas-status")).to_have_text("Hiển thị 0 / 0 cụm")
    expect(page.locator(".atlas-none")).to_have_text("Không có mục nào phù hợp.")


def test_one_cluster_with_nothing_known(show: Any) -> None:
    blank = dict.fromkeys(
        ("certainty", "area_2030_ha", "old_address", "new_address", "precision", "status")
    )
    page = show(cluster_map(clusters([blank | {"point": None}]), {}, SPEC)).page
    page.locator(".atlas-list button").click()
    expect(page.locator(".atlas-card")).to_contain_text("Chưa rõ".lower(), ignore_case=True)
