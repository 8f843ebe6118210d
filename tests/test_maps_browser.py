"""The maps in a real browser without a network: what a planner sees, clicks, types and prints."""

import re
import shutil
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pytest
import shapely
from playwright.sync_api import Browser, Page, expect, sync_playwright

from geo.errors import Text
from geo.maps import MapSpec, change_choropleth, cluster_map
from geo.vocabulary import LABELS, Change, Modality, Status

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHANGES = (*(str(change) for change in Change), "unconfirmed")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SPEC = MapSpec(
    title=Text("Cụm công nghiệp đến năm 2030", "Industrial clusters to 2030"),
    subtitle=Text("Cả nước", "Viet Nam"),
    as_of=date(2025, 12, 31),
    target=date(2030, 12, 31),
    units=Text("34 tỉnh, từ 01/7/2025", "34 provinces, since 1 July 2025"),
    sources=Text("quy hoạch tỉnh", "provincial plans"),
    notes=(Text("Một ghi chú.", "A note."),),
    made_on=date(2026, 1, 5),
)
HOSTILE = (
    "<script>window.hit = 1</script>",
    '"><img src=x onerror="window.hit = 2">',
    "{{ 7*7 }}",
    "{% raw %}",
    "{# remark #}",
    "${window.hit = 3}",
    "`+(window.hit=4)+`",
    "'); window.hit = 5; ('",
    "\\'; window.hit = 6; //",
    "</script><script>window.hit = 7</script>",
    "<!-- comment",
    "&lt;b&gt; &amp; &#60;",
    "\u202eđảo ngược\u202c",
    "a\0b",
    "a\u2028b\u2029c",
    "🏭 Cụm 🏗️",
    "javascript:window.hit=8",
    "__proto__",
    "constructor",
    "x" * 10_000,
)


class Opened:
    """A page in the browser, with what it asked for and what it complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    assert found, "no Chromium on PATH: apt-get install chromium"
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    contexts = []
    opened: list[Opened] = []

    def show(drawing: folium.Map, *, size: tuple[int, int] = (1280, 800), link: str = "") -> Opened:
        file = tmp_path / f"map{len(opened)}.html"
        drawing.save(str(file))
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        contexts.append(context)
        one = Opened(context.new_page())

        def stop(route: Any) -> None:
            if route.request.url.startswith(("file:", "data:")):
                route.continue_()
            else:
                one.requests.append(route.request.url)
                route.abort()

        context.route("**/*", stop)
        one.page.on(
            "console",
            lambda m: one.errors.append(m.text) if m.type in {"error", "warning"} else None,
        )
        one.page.on("pageerror", lambda fault: one.errors.append(str(fault)))
        one.page.set_default_timeout(5000)
        one.page.goto(file.as_uri() + link)
        one.page.wait_for_selector("html[data-ready]", state="attached")
        opened.append(one)
        return one

    yield show
    for one in opened:
        assert one.requests == []
        assert one.errors == []
    for context in contexts:
        context.close()


def clusters(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    usual = {
        "zone_type": "CCN",
        "change": "new",
        "status": "planned",
        "certainty": "planned",
        "area_now_ha": None,
        "area_2030_ha": 50.0,
        "area_qualifier": None,
        "merged_into": None,
        "old_address": "Yên Dũng, Bắc Giang",
        "new_address": "Bắc Ninh",
        "precision": "site",
        "decision_no": None,
        "sources": [],
        "point": (106.0, 21.0),
    }
    full = [usual | {"key": f"k{i}", "name": f"Cụm {i}"} | row for i, row in enumerate(rows)]
    points = [shapely.Point(row["point"]) if row["point"] else None for row in full]
    columns = {name: [row[name] for row in full] for name in full[0] if name != "point"}
    frame = gpd.GeoDataFrame(columns, geometry=points, crs=4326)
    return frame.astype({"area_now_ha": float, "area_2030_ha": float})


def sample() -> gpd.GeoDataFrame:
    source = {
        "title": "Quy hoạch tỉnh",
        "publisher": "Sở Công Thương",
        "published": "2023-06-15",
        "url": "https://example.vn/qh",
        "place": "mục 3",
    }
    odd = {"title": "Bản giấy", "publisher": None, "published": None, "url": "javascript:alert(1)"}
    return clusters(
        [
            {
                "key": "bac-giang/yen-lu",
                "name": "Yên Lư",
                "change": "expanded",
                "area_now_ha": 37.5,
                "area_2030_ha": 1234.5,
                "area_qualifier": "about",
                "precision": "district",
                "point": (106.25, 21.21),
                "decision_no": "12/QĐ-UBND",
                "sources": [source, odd],
            },
            {"name": "Đại Lâm", "precision": "district", "point": (106.25, 21.21)},
            {"name": "Hồng Lạc II", "point": (105.2, 19.3), "certainty": None},
            {
                "name": "Tân Mỹ",
                "change": "merged",
                "merged_into": "KCN Song Khê – Nội Hoàng",
                "area_now_ha": 20.0,
                "area_2030_ha": None,
                "point": (107.5, 15.5),
            },
            {"name": "Ỷ La", "change": "removed", "point": (106.4, 10.9)},
            {"name": "Không Chỗ", "change": "kept", "point": None},
        ]
    )


def provinces(n: int, *, corners: int = 0) -> gpd.GeoDataFrame:
    boxes = [shapely.box(102 + x, 10 + y, 103 + x, 11 + y) for y in range(11) for x in range(6)]
    shapes = [shapely.segmentize(box, 4 / corners) if corners else box for box in boxes[:n]]
    change = np.linspace(-60, 500 if n == 34 else 900, n)
    frame = {
        "key": [f"p{i}" for i in range(n)],
        "name": [f"Tỉnh {i}" for i in range(n)],
        "area_km2": np.full(n, 2000.0),
        "change_ha": change,
        "area_now_ha": np.full(n, 100.0),
        "area_2030_ha": 100 + change,
        "clusters_n": np.arange(n),
        "without_area_n": np.ones(n, dtype=int),
        "stated": [Text("nêu 44, có 7", "stated 44, on record 7"), *[None] * (n - 1)],
        "approximate": np.full(n, n == 34),
    } | {f"{change}_n": np.arange(n) % 5 for change in CHANGES}
    made = gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)
    made.loc[made.index[3], ["change_ha", "area_2030_ha"]] = np.nan
    made.loc[made.index[5], "change_ha"] = 0.0
    return made


def systems() -> dict[str, gpd.GeoDataFrame]:
    return {"34": provinces(34), "63": provinces(63)}


def click_mark(page: Page, name: str) -> None:
    at = page.evaluate(
        """(name) => {
          const view = ccnAtlas.view;
          const box = view.frame.map.getContainer().getBoundingClientRect();
          const [x, y] = view.layer.where(view.texts.name.indexOf(name));
          return [box.left + x, box.top + y];
        }""",
        name,
    )
    page.mouse.click(*at)


def names(page: Page) -> list[str]:
    return page.locator(".atlas-list .atlas-name").all_text_contents()


def test_the_policy_alone_stops_what_slips_in(show: Any) -> None:
    one = show(cluster_map(sample(), {}, SPEC))
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
        LABELS[Status.PLANNED].vi,
        "37,5 ha → khoảng 1.234,5 ha",
        "Yên Dũng, Bắc Giang",
        "Bắc Ninh",
        LABELS[Modality.PLANNED].vi,
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


@pytest.mark.parametrize("kind", ["clusters", "choropleth"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "phone"])
def test_the_islands_are_named_in_the_first_view_and_nothing_covers_them(
    show: Any, size: tuple[int, int], kind: str
) -> None:
    if kind == "clusters":
        page = show(cluster_map(sample(), {}, SPEC), size=size).page
        page.evaluate("ccnAtlas.view.choose(0, {})")
    else:
        page = show(change_choropleth(systems(), SPEC), size=size).page
    if size[0] < 700 and kind == "clusters":
        page.get_by_label("Đóng").click()
    page.wait_for_timeout(150)
    labels = page.locator(".atlas-island")
    expect(labels).to_have_count(2)
    assert "Hoàng Sa" in labels.nth(0).inner_text()
    assert "Đà Nẵng" in labels.nth(0).inner_text()
    assert "Trường Sa" in labels.nth(1).inner_text()
    assert "Khánh Hòa" in labels.nth(1).inner_text()
    around = page.locator(".atlas-map").bounding_box()
    boxes = page.locator(".atlas-islet").all() + labels.all()
    others = [
        part.bounding_box()
        for name in (".atlas-side", ".atlas-head", ".leaflet-control", ".atlas-card")
        for part in page.locator(name).all()
        if part.is_visible()
    ]
    assert len(others) >= 5
    for box in (part.bounding_box() for part in boxes):
        assert around["x"] <= box["x"]
        assert box["x"] + box["width"] <= around["x"] + around["width"]
        assert around["y"] <= box["y"]
        assert box["y"] + box["height"] <= around["y"] + around["height"]
        for other in others:
            beside = (
                other["x"] + other["width"] <= box["x"] or box["x"] + box["width"] <= other["x"]
            )
            above = (
                other["y"] + other["height"] <= box["y"] or box["y"] + box["height"] <= other["y"]
            )
            assert beside or above


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
    page.get_by_text("63 tỉnh, đến 30/6/2025").click()
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


def test_a_layer_of_the_users_own_works_offline(show: Any) -> None:
    drawing = cluster_map(sample(), {"34": provinces(34)}, SPEC)
    mark = folium.CircleMarker(
        [18, 110], radius=12, fill=True, popup="Ghi chú của tôi", tooltip="của tôi"
    )
    mark.add_to(drawing)
    folium.GeoJson(
        {"type": "LineString", "coordinates": [[109, 12], [112, 13]]}, name="tuyến"
    ).add_to(drawing)
    folium.LayerControl().add_to(drawing)
    page = show(drawing).page
    shape = page.locator("path.leaflet-interactive")
    expect(shape).to_have_count(2)
    shape.first.click()
    expect(page.locator(".leaflet-popup-content")).to_have_text("Ghi chú của tôi")


def test_a_plain_page_of_a_notebook_works_offline(show: Any, tmp_path: Path) -> None:
    drawing = change_choropleth(systems(), SPEC)
    outer = tmp_path / "notebook.html"
    outer.write_text(f"<!DOCTYPE html><title>x</title>{drawing._repr_html_()}", "utf-8")
    one = show(drawing)
    one.page.goto(outer.as_uri())
    inner = one.page.frame_locator("iframe")
    expect(inner.locator("h1")).to_have_text("Cụm công nghiệp đến năm 2030")


def test_paper_shows_map_legend_and_sources(show: Any) -> None:
    for drawing in (cluster_map(sample(), {}, SPEC), change_choropleth(systems(), SPEC)):
        page = show(drawing).page
        size = page.locator(".folium-map").bounding_box()
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 718, "height": 1047})
        box = page.locator(".atlas-map").bounding_box()
        assert box["width"] <= 720
        assert box["width"] / box["height"] == pytest.approx(size["width"] / size["height"], 0.02)
        if page.locator("select").count():
            expect(page.locator("select")).to_be_visible()
        for shown in ("h1", ".atlas-legend", ".atlas-foot", ".atlas-notes li", ".atlas-island"):
            expect(page.locator(shown).first).to_be_visible()
        for hidden in (".atlas-search", ".atlas-language", ".atlas-buttons", ".atlas-list"):
            for part in page.locator(hidden).all():
                expect(part).to_be_hidden()
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1280, "height": 800})
        page.wait_for_timeout(100)
        assert page.locator(".folium-map").bounding_box() == size


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


def test_without_script_a_sentence_stands_in(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    cluster_map(sample(), {}, SPEC).save(str(file))
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(file.as_uri())
        expect(page.locator("noscript p")).to_contain_text("JavaScript")


def test_same_input_gives_the_same_bytes() -> None:
    for draw in (
        lambda: cluster_map(sample(), systems(), SPEC),
        lambda: change_choropleth(systems(), SPEC),
    ):
        first, second = (draw().get_root().render() for _ in range(2))
        assert first == second


def test_a_thousand_clusters_make_a_small_file_quickly(show: Any, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    rows = [
        {
            "name": f"Cụm công nghiệp số {i}",
            "key": f"tinh-{i % 63}/cum-{i}",
            "change": CHANGES[i % 7],
            "old_address": f"xã {i}, huyện {i % 700}, tỉnh {i % 63}",
            "new_address": f"xã {i % 500}, tỉnh {i % 34}",
            "point": tuple(np.round(rng.uniform((103, 9), (108, 22)), 4)),
            "decision_no": f"{i}/QĐ-UBND",
            "sources": [
                {
                    "title": f"Phương án phát triển cụm công nghiệp {j}",
                    "publisher": "Báo Công Thương",
                    "published": "2023-06-15",
                    "url": f"https://example.vn/bai-viet-so-{j}.html",
                    "place": f"đoạn {i % 9}",
                }
                for j in (i % 150, i % 70)
            ],
        }
        for i in range(1000)
    ]
    frame, base = clusters(rows), {"63": provinces(63, corners=300)}
    cluster_map(frame.iloc[:2], base, SPEC).get_root().render()
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        drawing = cluster_map(frame, base, SPEC)
        text = drawing.get_root().render()
        seconds.append(time.perf_counter() - began)
    assert min(seconds) <= 0.3
    assert len(text.encode()) <= 800_000
    packed = tmp_path / "map.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("map.html", text)
    assert packed.stat().st_size <= 280_000
    page = show(drawing).page
    expect(page.locator(".atlas-status")).to_contain_text("/ 1.000 cụm")
