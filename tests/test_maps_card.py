"""The card of a cluster: what becomes of it, what was said when and by whom, what is due."""

import re
from typing import Any

import pytest
from maps_scene import HOSTILE, SPEC, clusters, milestone, national, sample, statement
from playwright.sync_api import Locator, expect

from geo.maps import Style, atlas_map
from geo.maps.markers import marks


def card_of(show: Any, rows: Any, name: str = "Cụm 0", lang: str = "vi") -> Locator:
    page = show(atlas_map(national(rows, {}, style=Style.MARKERS, lang=lang))).page
    page.evaluate(
        "(name) => ccnAtlas.clusters.choose(ccnAtlas.clusters.names.indexOf(name), {})", name
    )
    return page.locator(".atlas-card")


def said(part: Locator) -> list[str]:
    return [" ".join(text.split()) for text in part.all_inner_texts()]


def test_card_says_what_becomes_of_the_cluster_how_surely_and_where_it_lies(show: Any) -> None:
    card = card_of(show, sample(), "Yên Lư")
    expect(card.locator(".atlas-mark")).to_have_text("Đến năm 2030: mở rộng (theo quy hoạch)")
    text = card.inner_text()
    for part in (
        "Cụm công nghiệp",
        "Hiện trạng 31/12/2025",
        "Đang hoạt động",
        "37,5 ha → khoảng 1.234,5 ha",
        "Yên Dũng, Bắc Giang",
        "Bắc Ninh",
        "Quyết định gần nhất",
        "12/QĐ-UBND",
        "Tâm huyện (ước lệ, không phải vị trí thật)",
    ):
        assert part.lower() in text.lower()


def test_history_tells_each_statement_in_order_with_its_source(show: Any) -> None:
    card = card_of(show, sample(), "Yên Lư")
    story = card.locator(".atlas-story").first.locator("li")
    assert [text.lower() for text in said(story)] == [
        "2019 thành lập đã thực hiện 37,5 ha · [1] mục 3",
        "01/06/2021 hoạt động đã thực hiện 37,5 ha · quyết định 12/qđ-ubnd · [2] mục 3",
        "2021 đến 2030 mở rộng theo quy hoạch 37,5 ha → khoảng 1.234,5 ha (+1.197 ha) · [2] mục 3",
    ]


def test_schedule_tells_stage_period_and_standing(show: Any) -> None:
    card = card_of(show, sample(), "Yên Lư")
    due = card.locator(".atlas-story").nth(1).locator("li")
    assert [text.lower() for text in said(due)] == [
        "2022 giải phóng mặt bằng đã xong 30/11/2022 [3] điều 1",
        "2024 xây dựng hạ tầng, xử lý nước thải quá hạn, chậm 400 ngày [3] điều 1",
        "2026 đến 2028 lấp đầy chưa đến hạn lấp đầy 60 % · [3] điều 1",
    ]


def test_sources_are_numbered_as_cited_and_only_the_safe_are_links(show: Any) -> None:
    card = card_of(show, sample(), "Yên Lư")
    sources = card.locator(".atlas-sources li")
    assert said(sources) == [
        "Bản giấy",
        "Quy hoạch tỉnh Sở Công Thương · 15/06/2023",
        "Quyết định thành lập UBND tỉnh · 01/03/2024",
    ]
    assert sources.first.locator("a").count() == 0
    addresses = {link.get_attribute("href") for link in card.locator("a").all()}
    assert addresses == {"https://example.vn/qh", "https://example.vn/qd"}
    for link in card.locator("a").all():
        assert "noopener" in link.get_attribute("rel")
    assert card.locator(".atlas-story a").first.get_attribute("title") == "Quy hoạch tỉnh"


@pytest.mark.parametrize(
    ("lang", "written", "read"),
    [
        ("vi", "2024-Q3", "quý III/2024"),
        ("en", "2024-Q3", "Q3 2024"),
        ("vi", "2023-03/2024-Q4", "03/2023 đến quý IV/2024"),
        ("en", "2023-03/2024-Q4", "Mar 2023 to Q4 2024"),
        ("vi", "/2030", "đến 2030"),
        ("en", "2021/", "since 2021"),
        ("vi", "2020-12-18", "18/12/2020"),
        ("vi", "", "không ghi ngày"),
    ],
)
def test_periods_are_worded(show: Any, lang: str, written: str, read: str) -> None:
    card = card_of(show, clusters([{"history": [statement(written, "planned")]}]), lang=lang)
    expect(card.locator(".atlas-story .atlas-when")).to_have_text(read)


@pytest.mark.parametrize(
    ("facts", "stands"),
    [
        ({"state": "done", "actual": "2024-03", "slip_days": 31}, "đã xong 03/2024, chậm 31 ngày"),
        (
            {"state": "done", "actual": "2023-12-20", "slip_days": -11},
            "đã xong 20/12/2023, sớm 11 ngày",
        ),
        ({"state": "done", "actual": "2023-12-31", "slip_days": 0}, "đã xong 31/12/2023"),
        ({"state": "due"}, "đến hạn"),
        ({"state": "undated"}, "không ghi thời hạn"),
    ],
)
def test_a_milestone_stands_as_it_stands(show: Any, facts: dict[str, Any], stands: str) -> None:
    row = {"schedule": [milestone(["operation"], "2023", **facts)]}
    card = card_of(show, clusters([row]))
    expect(card.locator(".atlas-state")).to_have_text(stands)


def test_merged_cluster_names_what_took_it_in(show: Any) -> None:
    card = card_of(show, sample(), "Tân Mỹ")
    expect(card).to_contain_text("KCN Song Khê – Nội Hoàng")
    expect(card).to_contain_text(re.compile("20 ha → sáp nhập", re.I))


def test_only_a_growth_may_be_known(show: Any) -> None:
    growth = statement("2028", "expanded", area_delta_ha=-12.5, absorbed_into="CCN B")
    card = card_of(show, clusters([{"history": [growth]}]))
    expect(card.locator(".atlas-story .atlas-cite")).to_contain_text("−12,5 ha")
    expect(card.locator(".atlas-story .atlas-cite")).to_contain_text("Sáp nhập vào CCN B")


def test_one_cluster_with_nothing_known(show: Any) -> None:
    blank = dict.fromkeys(
        ("certainty", "area_to_ha", "old_address", "new_address", "precision", "status")
    )
    empty = {"point": None, "years": [[None, None]] * len(SPEC.years)}
    card = card_of(show, clusters([blank | empty]))
    expect(card.locator(".atlas-mark")).to_have_text("Đến năm 2030: quy hoạch mới")
    expect(card).to_contain_text("chưa rõ", ignore_case=True)
    expect(card).to_contain_text("chưa xác định được vị trí", ignore_case=True)
    expect(card.locator("h3")).to_have_count(0)


def test_hostile_statements_and_sources_stand_letter_for_letter(show: Any) -> None:
    rows = [
        {
            "name": f"Cụm {i}",
            "history": [
                statement(
                    "2020",
                    "merged",
                    decision_no=text,
                    absorbed_into=text,
                    place=text,
                    title=text,
                    publisher=text,
                    url=text,
                    published=text,
                )
            ],
            "schedule": [milestone(["filling"], "2020", place=text, title=text, url=text)],
            "point": (104 + i % 5, 12 + i // 5),
        }
        for i, text in enumerate(HOSTILE)
    ]
    page = show(atlas_map(national(clusters(rows), {}, style=Style.MARKERS))).page
    card = page.locator(".atlas-card")
    for i, text in enumerate(HOSTILE):
        page.evaluate(
            "(name) => ccnAtlas.clusters.choose(ccnAtlas.clusters.names.indexOf(name), {})",
            f"Cụm {i}",
        )
        cited = card.locator(".atlas-story bdi").all_text_contents()
        assert [part for part in cited if part not in {"[1]", "[2]"}] == [text] * 4
        listed = card.locator(".atlas-sources bdi").all_text_contents()
        assert listed.count(text) == 4
        assert card.locator("a").count() == 0
    assert page.evaluate("window.hit") is None


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("vi", ["khởi công", "một nguồn liệt kê cả hai", "đoạn hai", "khoảng 25 tháng"]),
        ("en", ["start of works", "one source lists both", "paragraph two", "around 25 months"]),
    ],
)
def test_notes_are_told_in_the_language_of_the_reader(
    show: Any, lang: str, told: list[str]
) -> None:
    row = {
        "note": "khởi công",
        "doubtful": [{"name": "B", "reason": "một nguồn liệt kê cả hai"}],
        "history": [statement("2024", "planned", note="việc riêng", place="đoạn hai")],
        "schedule": [milestone(["operation"], "khoảng 25 tháng")],
    }
    text = card_of(show, clusters([row]), lang=lang).inner_text()
    assert [part for part in (*told, "việc riêng") if part.lower() not in text.lower()] == []


def test_a_source_is_stored_once() -> None:
    rows = [{"history": [statement("2020", "planned")] * 3} for _ in range(4)]
    made = marks(national(clusters(rows)))
    assert made["sources"] == [
        ["Quy hoạch tỉnh", "Sở Công Thương", "2023-06-15", "https://example.vn/qh"]
    ]
    assert made["history"]["n"] == "3 3 3 3"
    assert made["history"]["source"] == " ".join("0" * 12)
    assert made["schedule"] is None


def test_a_card_tells_what_else_is_stated_and_who_may_be_the_same(show: Any) -> None:
    row = {
        "note": "ghi chú của cụm",
        "doubtful": [
            {"name": "Đá Bạc 1", "reason": "có thể là một"},
            {"name": "Đá Bạc 2", "reason": "có thể là một"},
            {"name": "B", "reason": ""},
        ],
        "history": [
            statement(
                "2024",
                "operating",
                fill_pct=62.05,
                industrial_ha=42.77,
                capital_vnd_billion=1500.0,
                note="mười doanh nghiệp",
            ),
            statement("2025", "operating", fill_pct=0.0),
            statement("2026", "operating"),
        ],
    }
    card = card_of(show, clusters([row]))
    facts = " ".join(said(card.locator(".atlas-facts-list dd")))
    assert "Đá Bạc 1, Đá Bạc 2 (có thể là một); B" in facts
    assert "ghi chú của cụm" in facts.casefold()
    first, second, third = said(card.locator(".atlas-story .atlas-cite"))
    for part in (
        "đất công nghiệp 42,77 ha",
        "lấp đầy 62,05 %",
        "vốn 1.500 tỷ đồng",
        "mười doanh nghiệp",
    ):
        assert part in first
    assert "lấp đầy 0 %" in second
    assert "lấp đầy" not in third
