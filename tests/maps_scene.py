"""What the tests of the maps share: Chromium without a network, and made-up sheets."""

import csv
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from playwright.sync_api import Browser, Page, sync_playwright

from geo.errors import Text
from geo.maps import MapSpec, Sheet
from geo.settings import data_folder
from geo.text import slug
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
    units=Text("34 tỉnh, từ 01/07/2025", "34 provinces, since 1 July 2025"),
    sources=Text("quy hoạch tỉnh", "provincial plans"),
    notes=(Text("Một ghi chú.", "A note."),),
    made_on=date(2026, 1, 5),
    years=tuple(range(2021, 2031)),
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
    """Clusters as the maps take them; what a row does not say is usual, units follow the point."""
    usual: dict[str, Any] = {
        "zone_type": "CCN",
        "change": "new",
        "status": "planned",
        "certainty": "planned",
        "area_from_ha": None,
        "area_to_ha": 50.0,
        "area_qualifier": None,
        "merged_into": None,
        "old_address": "Yên Dũng, Bắc Giang",
        "new_address": "Bắc Ninh",
        "precision": "site",
        "decision_no": None,
        "history": [],
        "schedule": [],
        "point": (106.0, 21.0),
    }
    full = [usual | {"key": f"k{i}", "name": f"Cụm {i}"} | row for i, row in enumerate(rows)]
    for row in full:
        row.setdefault("units", units_at(row["point"]))
        row.setdefault("years", [[row["status"], row["area_to_ha"]] for _ in SPEC.years])
    points = [shapely.Point(row["point"]) if row["point"] else None for row in full]
    names = full[0] if full else usual | dict.fromkeys(("key", "name", "units", "years"))
    # As objects: a column of strings may not hold half a character, which a user's own frame may.
    columns = {name: [row[name] for row in full] for name in names if name != "point"}
    frame = gpd.GeoDataFrame(pd.DataFrame(columns, dtype=object), geometry=points, crs=4326)
    return frame.astype({"area_from_ha": float, "area_to_ha": float})


def statement(date: str, kind: str, **facts: Any) -> dict[str, Any]:
    """One statement of a history."""
    return dict.fromkeys(
        (
            "area_ha",
            "area_from_ha",
            "area_delta_ha",
            "area_qualifier",
            "decision_no",
            "absorbed_into",
        )
    ) | {
        "date": date,
        "kind": kind,
        "modality": "planned",
        "title": "Quy hoạch tỉnh",
        "publisher": "Sở Công Thương",
        "published": "2023-06-15",
        "url": "https://example.vn/qh",
        "place": "mục 3",
        **facts,
    }


def milestone(stages: list[str], period: str, **facts: Any) -> dict[str, Any]:
    """One line of a schedule."""
    return {
        "stages": stages,
        "period": period,
        "fill_target_pct": None,
        "actual": "",
        "state": "upcoming",
        "slip_days": None,
        "title": "Quyết định thành lập",
        "publisher": "UBND tỉnh",
        "published": "2024-03-01",
        "url": "https://example.vn/qd",
        "place": "Điều 1",
        **facts,
    }


def sample() -> gpd.GeoDataFrame:
    """Six clusters: two at one point, one merged, one removed, one without a point."""
    odd = {"title": "Bản giấy", "publisher": None, "published": None, "url": "javascript:alert(1)"}
    return clusters(
        [
            {
                "key": "bac-giang/yen-lu",
                "name": "Yên Lư",
                "change": "expanded",
                "status": "operating",
                "area_from_ha": 37.5,
                "area_to_ha": 1234.5,
                "area_qualifier": "about",
                "precision": "district",
                "point": (106.25, 20.21),
                "decision_no": "12/QĐ-UBND",
                "history": [
                    statement("2019", "established", modality="done", area_ha=37.5, **odd),
                    statement(
                        "2021-06-01",
                        "operating",
                        modality="done",
                        decision_no="12/QĐ-UBND",
                        area_ha=37.5,
                    ),
                    statement(
                        "2021/2030",
                        "expanded",
                        area_from_ha=37.5,
                        area_ha=1234.5,
                        area_delta_ha=1197.0,
                        area_qualifier="about",
                    ),
                ],
                "schedule": [
                    milestone(["land_clearance"], "2022", state="done", actual="2022-11-30"),
                    milestone(
                        ["construction", "wastewater"], "2024", state="overdue", slip_days=400
                    ),
                    milestone(["filling"], "2026/2028", fill_target_pct=60.0),
                ],
                "years": [["operating", 37.5]] * 9 + [["operating", 1234.5]],
            },
            {
                "name": "Đại Lâm",
                "precision": "district",
                "point": (106.25, 20.21),
                "years": [[None, None]] * 3 + [["planned", 50.0]] * 4 + [["established", 50.0]] * 3,
            },
            {"name": "Hồng Lạc II", "point": (105.2, 19.3), "certainty": None},
            {
                "name": "Tân Mỹ",
                "change": "merged",
                "status": "merged",
                "merged_into": "KCN Song Khê – Nội Hoàng",
                "area_from_ha": 20.0,
                "area_to_ha": None,
                "point": (107.5, 15.5),
            },
            {"name": "Ỷ La", "change": "removed", "status": "removed", "point": (106.4, 10.9)},
            {"name": "Không Chỗ", "change": "kept", "status": "established", "point": None},
        ]
    )


@cache
def districts_on_record() -> list[tuple[str, str, str]]:
    """Name, path before July 2025 and province since then of every district on record."""
    provinces = {row["code"]: row for row in record("provinces")}
    into = {row["predecessor_code"]: row["successor_code"] for row in record("succession")}

    def titled(row: Mapping[str, str]) -> str:
        return f"{row['unit_type']} {row['name']}"

    before = {row["code"]: row for row in record("provinces") if row["valid_from"] < "2025"}
    return [
        (
            row["name"],
            f"{titled(row)}, {titled(before[row['province_code']])}",
            titled(provinces[into.get(row["province_code"], row["province_code"])]),
        )
        for row in record("districts")
    ]


def record(table: str) -> list[dict[str, str]]:
    """The rows of a table of the administrative record."""
    file = data_folder() / "administrative" / f"{table}.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def many(n: int, *, histories: bool = True) -> gpd.GeoDataFrame:
    """N clusters over the made-up country, a third of them at shared points of districts.

    Names and addresses are as those on record: districts and provinces come back, communes of the
    other two thirds are of some thousand names, every eighth cluster has a decision.
    """
    rng = np.random.default_rng(1)
    places = np.round(rng.uniform((102, 10), (108, 21), (n, 2)), 4)
    coarse = rng.random(n) < 1 / 3
    places[coarse] = np.floor(places[coarse] * 4) / 4 + 0.125
    areas = np.round(np.clip(rng.lognormal(3.4, 0.6, n), 5, 75), 1)
    stages = ("planned", "established", "construction", "operating")
    known = districts_on_record()

    def row(i: int) -> dict[str, Any]:
        change, area, turn = CHANGES[i % 7], float(areas[i]), i % 9
        _, before, since = known[i % len(known)]
        (first, *_), (last, *_) = known[7 * i % len(known)], known[(11 * i + i // 9) % len(known)]
        name = f"{first.split()[0]} {last.split()[-1]}"
        commune = "" if coarse[i] else f"xã {name}, "
        return {
            "name": f"Cụm công nghiệp {name} {i}",
            "key": f"{slug(before.rpartition(', ')[2])}/{slug(name)}-{i}",
            "change": change,
            "status": stages[i % 4],
            "area_from_ha": None if change == "new" else area,
            "area_to_ha": None if change in {"merged", "removed"} else area + turn,
            "precision": "district" if coarse[i] else "commune",
            "old_address": f"{commune}{before}",
            "new_address": f"{commune}{since}",
            "point": tuple(places[i]),
            "decision_no": None if i % 8 else f"{i // 20}/QĐ-UBND",
            "history": [
                statement(
                    f"{2016 + turn + 3 * j}",
                    stages[(i + j) % 4],
                    area_ha=area,
                    decision_no=f"{i + j}/QĐ-UBND",
                    title=f"Phương án phát triển cụm công nghiệp {(i + 7 * j) % 150}",
                    url=f"https://example.vn/bai-viet-so-{(i + 7 * j) % 150}.html",
                    place=f"đoạn {turn}",
                )
                for j in range(2 + i % 2)
            ]
            if histories
            else [],
            "schedule": [
                milestone([stage], f"{2024 + turn % 5}", place=f"Điều {turn}")
                for stage in ("land_clearance", "construction")
            ]
            if histories and i % 4 == 0
            else [],
            "years": [
                [None, None] if year < 2021 + turn % 4 else [stages[i % 4], area]
                for year in SPEC.years
            ],
        }

    return clusters([row(i) for i in range(n)])


def units_at(point: tuple[float, float] | None) -> dict[str, str | None]:
    """The units that a point lies in: provinces of both systems, district of the one province."""
    if point is None:
        return {"34": None, "63": None, "district": None}
    column, line = int(point[0] - 102), int(point[1] - 10)
    place = 6 * line + column if 0 <= column < 6 and 0 <= line < 11 else 99
    within = int((point[0] - 105) * 4) + 4 * int((point[1] - 19) * 3) if place == PROVINCE else 99
    return {
        "34": f"p{place}" if place < 34 else None,
        "63": f"p{place}" if place < 63 else None,
        "district": f"d{within}" if within < 12 else None,
    }


PROVINCE = 57
"""The province of 63 that has districts: longitude 105 to 106, latitude 19 to 20."""


def provinces(n: int, *, corners: int = 0) -> gpd.GeoDataFrame:
    """N square provinces; no change is known of the fourth, none is recorded of the sixth."""
    boxes = [shapely.box(102 + x, 10 + y, 103 + x, 11 + y) for y in range(11) for x in range(6)]
    shapes = [shapely.segmentize(box, 4 / corners) if corners else box for box in boxes[:n]]
    return _units("p", "Tỉnh", shapes, most=500 if n == 34 else 900, approximate=n == 34)


def far_reaching() -> gpd.GeoDataFrame:
    """34 provinces, of which the second has an island far offshore."""
    frame = provinces(34)
    island = shapely.Point(112.34, 16.83).buffer(0.3)
    whole = shapely.MultiPolygon([frame.geometry[1], island])
    frame.geometry = [whole if i == 1 else shape for i, shape in enumerate(frame.geometry)]
    return frame


def districts() -> gpd.GeoDataFrame:
    """Twelve districts of one province."""
    grid = [(105 + x / 4, 19 + y / 3) for y in range(3) for x in range(4)]
    shapes = [shapely.box(x, y, x + 1 / 4, y + 1 / 3) for x, y in grid]
    return _units("d", "Huyện", shapes, most=90, approximate=True)


def _units(
    key: str, kind: str, shapes: list[Any], *, most: float, approximate: bool
) -> gpd.GeoDataFrame:
    n = len(shapes)
    change = np.linspace(-60, most, n)
    figures: dict[str, Any] = {
        "key": [f"{key}{i}" for i in range(n)],
        "name": [f"{kind} {i}" for i in range(n)],
        "area_km2": np.full(n, 2000.0),
        "change_ha": change,
        "area_from_ha": np.full(n, 100.0),
        "area_to_ha": 100 + change,
        "new_ha": np.linspace(0, 300, n),
        "expanded_ha": np.linspace(0, 200, n),
        "reduced_ha": np.zeros(n),
        "merged_ha": np.linspace(40, 0, n),
        "removed_ha": np.linspace(60, 0, n),
        "fill_pct": np.linspace(5, 100, n),
        "capital_vnd_billion": np.full(n, np.nan),
        "capital_area_ha": np.full(n, np.nan),
        "clusters_n": np.arange(n),
        "without_area_n": np.ones(n, dtype=int),
        "stated_n": [44.0, *[np.nan] * (n - 1)],
        "stated": [Text("nêu 44, có 7", "stated 44, on record 7"), *[None] * (n - 1)],
        "approximate": np.full(n, approximate),
    } | {f"{change}_n": np.arange(n) % 5 for change in CHANGES}
    made = gpd.GeoDataFrame(figures, geometry=shapes, crs=4326)
    made.loc[made.index[3], ["change_ha", "area_to_ha", "fill_pct"]] = np.nan
    made.loc[made.index[5], "change_ha"] = 0.0
    return made


def systems() -> dict[str, gpd.GeoDataFrame]:
    """Provinces of both systems."""
    return {"34": provinces(34), "63": provinces(63)}


def national(
    marks: gpd.GeoDataFrame | None = None,
    layers: Mapping[str, gpd.GeoDataFrame] | None = None,
    **spec: Any,
) -> Sheet:
    """A sheet of the country: both systems and the sample unless others are given."""
    return Sheet(
        replace(SPEC, **spec),
        systems() if layers is None else layers,
        sample() if marks is None else marks,
    )


def provincial(name: str = "Tỉnh 57", **spec: Any) -> Sheet:
    """A sheet of one province with its districts, under a name of its own."""
    around = provinces(63)[["key", "name", "geometry"]]
    around.loc[around.index[PROVINCE], "name"] = name
    here = clusters(
        [
            {"name": f"Cụm {i}", "change": CHANGES[i % 7], "point": (105.1 + i / 12, 19.1 + i / 13)}
            for i in range(10)
        ]
    )
    stated = {"subtitle": Text(name, name), "units": Text("huyện", "districts")} | spec
    return Sheet(replace(SPEC, **stated), {"district": districts()}, here, around)


def at(page: Page, lat: float, lon: float) -> tuple[float, float]:
    """Return where a place lies in the window, in pixels."""
    x, y = page.evaluate(
        """(place) => {
          const { map } = ccnAtlas.frame;
          const box = map.getContainer().getBoundingClientRect();
          const { x, y } = map.latLngToContainerPoint(place);
          return [box.left + x, box.top + y];
        }""",
        [lat, lon],
    )
    return x, y


def click_mark(page: Page, name: str) -> None:
    """Click on the mark of a cluster, or on the ring that holds it."""
    at = page.evaluate(
        """(name) => {
          const { clusters, frame } = ccnAtlas;
          const box = frame.map.getContainer().getBoundingClientRect();
          const [x, y] = clusters.layer.where(clusters.names.indexOf(name));
          return [box.left + x, box.top + y];
        }""",
        name,
    )
    page.mouse.click(*at)


def names(page: Page) -> list[str]:
    """Names in the list of clusters, as shown."""
    return page.locator(".atlas-list .atlas-name").all_text_contents()
