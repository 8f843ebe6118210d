"""What the tests of the maps share: Chromium without a network, made-up clusters and provinces."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pytest
import shapely
from playwright.sync_api import Browser, Page, sync_playwright

from geo.errors import Text
from geo.maps import MapSpec
from geo.vocabulary import Change

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
