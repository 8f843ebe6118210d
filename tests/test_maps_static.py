"""Pictures of maps: the same sheet on paper, with nothing lost, covered or run."""

import html
import io
import re
import subprocess
import sys
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import matplotlib
import numpy as np
import pytest
import shapely
from maps_scene import (
    HOSTILE,
    clusters,
    districts,
    far_reaching,
    many,
    national,
    provinces,
    provincial,
)
from PIL import Image

from geo.errors import InputError, Text
from geo.maps import atlas_map
from geo.maps.choropleth import shading
from geo.maps.classes import NO_DATA, STATUS_SYMBOLS, SYMBOLS
from geo.maps.compact import in_degrees
from geo.maps.furniture import draw_scale
from geo.maps.islands import ISLANDS
from geo.maps.paper import Box, Kind, Paper, legible, text_width, wrapped
from geo.maps.plate import SEA, Plate, extent_of
from geo.maps.scene import scene
from geo.maps.spec import Sheet, Style
from geo.maps.speech import Speech
from geo.maps.static import multiples, picture
from geo.maps.symbols import draw_key, draw_marks
from geo.vocabulary import Change, Status

ISLET = "#b09a5b"
KINDS: tuple[Kind, ...] = ("png", "pdf", "svg")


def words(sheet: Sheet, make: Any = picture) -> list[str]:
    """Every line written on the picture of a sheet, read from its SVG."""
    document = make(sheet, "svg").decode()
    builder = ElementTree.TreeBuilder(insert_comments=True)
    parser = ElementTree.XMLParser(target=builder)  # noqa: S314
    tree = ElementTree.fromstring(document, parser)  # noqa: S314
    return [
        html.unescape((one.text or "")[1:-1].replace("- -", "--"))
        for one in tree.iter(ElementTree.Comment)
    ]


def pixels(document: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(document)).convert("RGB"))


def of_every_kind(n: int) -> gpd.GeoDataFrame:
    """Made-up clusters with every change there is."""
    return many(n).assign(change=[str(list(SYMBOLS)[i % len(SYMBOLS)]) for i in range(n)])


def same(picture: Any, color: str) -> Any:
    return (picture == np.frombuffer(bytes.fromhex(color[1:]), dtype=np.uint8)).all(axis=2)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("make", [picture, multiples])
@pytest.mark.parametrize("sheet", [national(), provincial()], ids=["country", "part"])
def test_the_same_sheet_gives_the_same_bytes(kind: Kind, make: Any, sheet: Sheet) -> None:
    first = make(sheet, kind)
    with matplotlib.rc_context({"text.usetex": True, "font.size": 40, "lines.linewidth": 9}):
        assert make(sheet, kind) == first


def test_pages_are_a4() -> None:
    image = Image.open(io.BytesIO(picture(national())))
    assert [
        round(side / dpi * 25.4) for side, dpi in zip(image.size, image.info["dpi"], strict=True)
    ] == [210, 297]
    box = re.search(rb"/MediaBox \[ 0 0 (\S+) (\S+) \]", picture(national(), "pdf"))
    assert box
    assert [round(float(side) / 72 * 25.4) for side in box.groups()] == [210, 297]
    tree = ElementTree.fromstring(picture(national(), "svg"))  # noqa: S314
    assert [round(float(tree.attrib[side][:-2]) / 72 * 25.4) for side in ("width", "height")] == [
        210,
        297,
    ]


def test_letters_travel_with_the_file() -> None:
    assert b"/FontFile2" in picture(national(), "pdf")
    tree = ElementTree.fromstring(picture(national(), "svg"))  # noqa: S314
    assert not [one for one in tree.iter() if one.tag.endswith("}text")]
    links = [
        value for one in tree.iter() for name, value in one.attrib.items() if name.endswith("href")
    ]
    assert all(link.startswith("#") for link in links)


@pytest.mark.parametrize(("lang", "expected"), [("vi", 0), ("en", 1)])
def test_everything_that_belongs_on_a_map_stands_on_it(lang: str, expected: int) -> None:
    found = words(national(lang=lang))
    for pair in (
        ("Cụm công nghiệp đến năm 2030", "Industrial clusters to 2030"),
        ("Cả nước", "Viet Nam"),
        (
            "Số liệu đến 31/12/2025, quy hoạch đến 31/12/2030",
            "As of 31 Dec 2025, plans to 31 Dec 2030",
        ),
        (
            "Đơn vị hành chính: 34 tỉnh, từ 01/07/2025",
            "Units: 34 provinces, since 1 July 2025",
        ),
        ("Nguồn: quy hoạch tỉnh", "Sources: provincial plans"),
        ("• Một ghi chú.", "• A note."),
        (
            "Lập bản đồ ngày 05/01/2026. Hệ tọa độ VN-2000, UTM múi 48.",
            "Map made on 5 Jan 2026. VN-2000, UTM zone 48N.",
        ),
        ("Ranh giới gần đúng", "Approximate boundaries"),
        ("B", "N"),
        ("Quần đảo Hoàng Sa", "Hoàng Sa Islands"),
        ("(Khánh Hòa, Việt Nam)", "(Khánh Hòa, Việt Nam)"),
        (
            "• 1 cụm chưa có vị trí nên không vẽ được.",
            "• Clusters whose place is not known, and so not drawn: 1.",
        ),
    ):
        assert pair[expected] in found


def test_classes_and_counts_are_those_of_the_page() -> None:
    sheet = national(style=Style.CHOROPLETH)
    (first, *_) = shading(sheet)
    speech = Speech("vi")
    found = words(sheet)
    start = found.index("(ha/1.000 km²)") + 1
    legend = found[start : found.index("Không có số liệu") + 1]
    bounds = [speech.bounds(first, place) for place in sorted({*first.ranks["34"]} - {NO_DATA})]
    text = " ".join(one for one in legend if not one.isdigit())
    for bound in bounds:
        assert bound in text.lower()
    counted = [int(one) for one in found[start - 1 : start + len(legend) + 1] if one.isdigit()]
    assert sum(counted) == 34


def test_a_measure_in_brackets_stands_on_one_line_of_the_legend() -> None:
    found = words(provincial(metric="rate", style=Style.BOTH))
    assert "(ha/1.000 km²)" in found


def test_given_bounds_are_used() -> None:
    found = words(national(style=Style.CHOROPLETH, breaks={"rate": (10, 50, 100)}))
    assert "+50 đến +100" in found
    assert "0 đến +10" in found


def test_colours_are_those_of_the_page() -> None:
    sheet = national(of_every_kind(70), lang="en")
    drawn = pixels(picture(sheet))
    (first, *_) = shading(sheet)
    held = {first.classes[place].color for place in {*first.ranks["34"]} - {NO_DATA}}
    for color in (*held, *(one.color for one in SYMBOLS.values())):
        assert same(drawn, color).sum() > 20, color
    by_year = pixels(multiples(sheet))
    for status in ("planned", "established", "construction", "operating"):
        assert same(by_year, STATUS_SYMBOLS[status].color).sum() > 20, status


def test_no_data_is_hatched_and_never_like_zero() -> None:
    frame = provinces(34)
    known = frame.assign(change_ha=0.0)
    unknown = frame.assign(change_ha=np.nan)
    zero = pixels(picture(national(layers={"34": known}, style=Style.CHOROPLETH)))
    none = pixels(picture(national(layers={"34": unknown}, style=Style.CHOROPLETH, metric="rate")))
    assert same(zero, "#f4f1ea").sum() > 100_000
    assert same(none, "#f4f1ea").sum() == 0


def test_what_is_mostly_proposed_is_dotted_and_told() -> None:
    row = {"certainty": "proposed", "area_from_ha": 0.0, "point": (103.5, 10.5)}
    sheet = national(clusters([row]), style=Style.CHOROPLETH)
    assert scene(sheet).dotted.nonzero()[0].tolist() == [1]
    told = "Từ một nửa số ha thay"
    assert [text for text in words(sheet) if text.startswith(told)]
    firm = national(clusters([row | {"certainty": "decided"}]), style=Style.CHOROPLETH)
    assert not [text for text in words(firm) if text.startswith(told)]
    dots, none = (same(pixels(picture(one)), "#12283f").sum() for one in (sheet, firm))
    assert dots > none + 100


def test_no_dots_lie_on_islands_that_are_dots_themselves() -> None:
    row = {"certainty": "proposed", "area_from_ha": 0.0, "point": (103.5, 10.5)}
    sheet = national(clusters([row]), {"34": far_reaching()}, style=Style.CHOROPLETH)
    drawn = pixels(picture(sheet))
    rows, columns = np.nonzero(same(drawn, ISLET))
    isles = drawn[rows.min() : rows.max(), columns.min() :]
    assert rows.size > 100
    assert same(drawn, "#12283f").any()
    assert not same(isles, "#12283f").any()


def test_the_legend_of_marks_tells_how_many_are_proposed() -> None:
    rows = [{"change": "removed", "certainty": sure} for sure in ("proposed", "decided")]
    assert "Đưa ra khỏi quy hoạch (1 đề xuất)" in " ".join(words(national(clusters(rows))))


def test_the_islands_are_on_every_map_and_nothing_lies_on_them() -> None:
    for sheet in (national(many(400)), national(style=Style.CHOROPLETH), national(lang="en")):
        drawn = pixels(picture(sheet))
        dots = same(drawn, ISLET)
        rows, columns = np.nonzero(dots[1:, 1:] & dots[:-1, 1:] & dots[1:, :-1] & dots[:-1, :-1])
        spots = {(row // 8, column // 8) for row, column in zip(rows, columns, strict=True)}
        assert len(spots) >= sum(len(group.dots) for group in ISLANDS)
        around = drawn[rows.clip(30) - 30, columns]
        assert not (around >= 250).all(axis=1).any()
    for make in (picture, multiples):
        found = words(provincial(), make)
        assert found.count("Hoàng Sa") >= 1
        assert found.count("Trường Sa") >= 1


def test_a_province_with_islands_shows_them_in_a_window_of_their_own() -> None:
    frame = districts()
    far = frame.iloc[[0]].assign(
        key="far", name="Hoàng Sa", geometry=[shapely.Point(111.6, 16.5).buffer(0.1)]
    )
    layer = gpd.GeoDataFrame(np.concatenate([frame, far]), columns=frame.columns, crs=4326)
    sheet = replace(provincial(), units={"district": layer.set_geometry("geometry")})
    assert "Quần đảo Hoàng Sa" in words(sheet)
    assert "Quần đảo Hoàng Sa" not in words(provincial())
    (x0, _, x1, _) = scene(sheet).extent
    assert x1 - x0 < 250_000


@pytest.mark.parametrize("scale", [0.5, 1.0, 1.5])
def test_every_cluster_is_drawn_counted_or_told_of(scale: float) -> None:
    frame = of_every_kind(500)
    frame.loc[frame.index[:7], "geometry"] = None
    drawn_scene = scene(national(frame))
    assert drawn_scene.clusters is not None
    with Paper() as paper:
        plate = Plate(paper, Box(10, 10, 50, 60), extent_of(102, 12, 107, 18))
        kinds = list(drawn_scene.clusters["change"])
        drawn = draw_marks(plate, drawn_scene.clusters, kinds, np.full(500, 20.0), SYMBOLS, scale)
        counted = [int(one.get_text()) for one in paper.plane.texts]
    assert len(counted) == drawn.stacks > 0
    assert len(drawn.rows) + sum(counted) + drawn.outside + 7 == 500
    assert drawn.outside > 0


def test_units_are_named_without_their_type_unless_that_would_confuse() -> None:
    names = ["huyện Kỳ Anh", "thị xã Kỳ Anh", "thành phố Hà Tĩnh", "quận 1", "Huyện Lộc Hà", "Tỉnh"]
    layer = districts().iloc[:6].assign(name=names)
    found = words(replace(provincial(), units={"district": layer}, clusters=None))
    text = " ".join(found)
    for name in ("Hà Tĩnh", "quận 1", "Lộc Hà"):
        assert name in found
    assert "huyện Kỳ Anh" in text
    assert "thị xã Kỳ Anh" in text or "thị xã" in found


def test_every_symbol_can_be_drawn() -> None:
    assert set(SYMBOLS) == {*Change, Status.UNCONFIRMED}
    assert set(STATUS_SYMBOLS) == set(Status)
    with Paper() as paper:
        for symbol in (*SYMBOLS.values(), *STATUS_SYMBOLS.values()):
            draw_key(paper, 10, 10, symbol)


def test_marks_of_a_district_or_province_are_hollow() -> None:
    def blue(precision: str) -> int:
        frame = clusters([{"precision": precision, "point": (105.0, 15.0)}])
        sheet = national(frame, layers={"34": provinces(34)}, style=Style.MARKERS)
        return int(same(pixels(picture(sheet)), SYMBOLS["new"].color).sum())

    assert blue("site") == blue("commune")
    assert 0 < blue("district") < blue("site")


def test_kinds_that_a_page_opens_without_are_counted_and_not_drawn() -> None:
    rows = [{"change": "kept", "point": (103 + i / 60, 12.0)} for i in range(200)]
    found = words(national(clusters([*rows, {"change": "new"}]), style=Style.MARKERS))
    assert "Giữ nguyên (không vẽ)" in found
    assert "200" in found


def test_hostile_texts_are_drawn_letter_for_letter() -> None:
    hostile = [*HOSTILE[:-1], "$\\frac{1}{2}$ và $x$", "a_b^c", "100% & <b>"]
    rows = [
        {"name": name, "point": (105.08 + 0.4 * (i % 3), 19.03 + 0.125 * (i // 3))}
        for i, name in enumerate(hostile)
    ]
    layer = (
        districts().iloc[:1].assign(name=[HOSTILE[0]], geometry=[shapely.box(105, 19, 106.4, 20)])
    )
    sheet = replace(provincial(), clusters=clusters(rows), units={"district": layer})
    found = words(sheet)
    missing = [name for name in hostile if legible(name) not in found]
    assert not missing
    for kind in KINDS:
        assert picture(sheet, kind)


@pytest.mark.parametrize("text", [*HOSTILE, "$a$ {b} \\c", "$\\nope{$", "\ud800", "", "\n\t "])
def test_any_text_can_be_title_subtitle_source_and_note(text: str) -> None:
    said = Text(text, text)
    assert words(national(title=said, subtitle=said, sources=said, notes=[said] * 9, units=said))


def test_text_is_composed_and_stripped_of_what_cannot_be_drawn() -> None:
    assert legible("Đa\u0323i La\u0302m") == "Đại Lâm"
    assert legible("a\0b") == "a\ufffdb"
    assert legible("\u202eđảo\u202c") == "đảo"
    assert legible("🏭 Cụm") == "\ufffd Cụm"
    letters = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
    assert legible(letters + letters.upper()) == letters + letters.upper()


def test_lines_break_between_words_and_end_with_a_sign_that_more_follows() -> None:
    lines = wrapped("Cụm công nghiệp quy hoạch mới đến năm 2030", 30, 9, most=9)
    assert " ".join(lines) == "Cụm công nghiệp quy hoạch mới đến năm 2030"
    assert all(text_width(line, 9) <= 30 for line in lines)
    (one,) = wrapped("Cụm công nghiệp quy hoạch mới", 30, 9, most=1)
    assert one.endswith("…")
    assert text_width(one, 9) <= 30
    long = wrapped("x" * 10_000, 30, 9, most=3)
    assert len(long) == 3
    assert all(text_width(line, 9) <= 30 for line in long)


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    for extent in (extent_of(102, 8, 110, 23), extent_of(105, 19, 106, 20)):
        with Paper() as paper:
            plate = Plate(paper, Box(10, 10, 150, 180), extent)
            before = len(paper.plane.patches)
            draw_scale(plate, Speech("vi"))
            parts = [
                one.get_bbox() for one in paper.plane.patches[before:] if hasattr(one, "get_bbox")
            ]
            bars = [one for one in parts if 0 < one.height < 2]
            texts = [one.get_text() for one in paper.plane.texts]
        length = max(one.x1 for one in bars) - min(one.x0 for one in bars)
        assert length / plate.mm == pytest.approx(1000 * float(texts[3]))
        assert texts[-1] == "km"


@pytest.mark.parametrize("turned", [False, True])
def test_a_hole_shows_what_lies_below(turned: bool) -> None:
    hole = shapely.box(40, 40, 60, 60, ccw=turned).exterior.coords
    with Paper() as paper:
        plate = Plate(paper, Box(10, 10, 90, 90), (0, 0, 90, 90))
        plate.areas(
            [shapely.Polygon(shapely.box(20, 20, 80, 80).exterior.coords, [hole])], "#d55e00"
        )
        drawn = pixels(paper.document("png", ""))
    at = {mm: drawn[round(mm / 25.4 * 200), round(mm / 25.4 * 200)].tolist() for mm in (15, 30, 50)}
    sea, land = list(bytes.fromhex(SEA[1:])), list(bytes.fromhex("d55e00"))
    assert at == {15: sea, 30: land, 50: sea}


def test_wrong_rings_and_missing_outlines_are_drawn_as_far_as_they_go() -> None:
    frame = provinces(34)
    frame.loc[frame.index[1], "geometry"] = shapely.Polygon(
        [(102, 20), (104, 22), (104, 20), (102, 22), (102, 20)]
    )
    frame.loc[frame.index[2], "geometry"] = None
    frame.loc[frame.index[3], "geometry"] = shapely.Polygon()
    frame.loc[frame.index[4], "geometry"] = shapely.Point(105, 12)
    found = words(national(layers={"34": frame}, style=Style.CHOROPLETH))
    assert "Tỉnh 1" in found
    assert {"Tỉnh 2", "Tỉnh 3", "Tỉnh 4"}.isdisjoint(found)
    assert words(replace(provincial(), units={"district": frame}))


def test_a_sheet_may_have_no_units_no_clusters_and_no_figures() -> None:
    nothing = clusters([])
    assert picture(national(nothing, layers={}))
    assert picture(national(nothing, layers={"34": provinces(34)[["key", "name", "geometry"]]}))
    assert multiples(national(nothing, layers={}))


def test_coordinates_without_a_system_are_refused() -> None:
    frame = provinces(34).set_crs(None, allow_override=True)
    with pytest.raises(ValueError, match="reference system"):
        picture(national(layers={"34": frame}))


def test_maps_by_year_thin_the_years_and_count_each_status() -> None:
    found = words(national(style=Style.MARKERS), multiples)
    shown = [one for one in found if one.startswith("Cuối năm")]
    assert shown == ["Cuối năm 2021", "Cuối năm 2024", "Cuối năm 2027", "Cuối năm 2030"]
    assert [one for one in words(provincial(), multiples) if one.startswith("Cuối năm")] == [
        f"Cuối năm {year}" for year in (2021, 2023, 2025, 2026, 2028, 2030)
    ]
    here = clusters([{"years": [["planned", 20.0]]}])
    one = words(national(here, years=(2025,), style=Style.MARKERS), multiples)
    assert "Cuối năm 2025" in one
    planned = found[found.index("Trong quy hoạch") - 4 : found.index("Trong quy hoạch")]
    assert all(count.isdigit() for count in planned)


@pytest.mark.parametrize(
    "sheet", [national(years=()), national(style=Style.CHOROPLETH)], ids=["years", "clusters"]
)
def test_maps_by_year_need_years_and_clusters(sheet: Sheet) -> None:
    with pytest.raises(InputError, match="by year"):
        multiples(sheet)


def test_a_picture_is_small_enough_for_mail() -> None:
    sheet = national(many(1000), layers={"63": provinces(63, corners=400)})
    assert len(picture(sheet)) < 450_000
    assert len(multiples(sheet)) < 450_000


def test_maps_are_imported_without_what_draws_pictures() -> None:
    script = "import sys, geo.maps; print([m for m in ('matplotlib', 'PIL') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_outlines_that_cross_themselves_are_cut() -> None:
    spiked = shapely.Polygon(
        [(102, 10), (103, 10), (103, 11), (102.5, 11), (102.5, 11.5), (102.5, 11), (102, 11)]
    )
    bow = shapely.Polygon([(104, 10), (105, 11), (105, 10), (104, 11)])
    shown = national()
    units = shown.units["34"].copy()
    units.loc[units.index[:2], "geometry"] = [spiked, bow]
    crossed = replace(shown, units={"34": units})
    assert picture(crossed).startswith(b"\x89PNG")
    first, second = in_degrees(units).geometry.iloc[:2]
    assert first.equals(shapely.box(102, 10, 103, 11))
    assert second.area == pytest.approx(0.5)
    part = replace(provincial(), units={"district": units})
    assert "atlas" in atlas_map(part).get_root().render()


def test_the_only_unit_of_a_layer_is_not_classed() -> None:
    layer = provinces(63).iloc[57:58].assign(change_ha=-400.0)
    sheet = replace(provincial(), units={"63": layer})
    found = words(replace(sheet, spec=replace(sheet.spec, metric="change")))
    assert "−400 ha" in found
    assert "không có số liệu" not in " ".join(found).casefold()
    assert scene(sheet).fills == ["#fbf9f4"]
