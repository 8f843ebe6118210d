"""The headers of the questions kept in step with functions and answers; what is given, checked."""

import inspect
import json
import re
from datetime import date, datetime
from pathlib import Path
from socket import create_server

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from program import run_geo
from shapely import LineString, MultiPoint, Point
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from geo import answers, queries
from geo.build import Built
from geo.codes import CODES
from geo.errors import AmbiguousPlace, InputError, UnknownPlace
from geo.questions import FOLDER, Kind, Question, names, question
from geo.settings import Settings

TODAY = date(2026, 11, 22)
HERE = (106.1, 21.3)
NAMES_TOO = {"preferred_value", "other_value", "subject"}
"""Columns that hold codes among other values."""
REQUIRED = {
    "near": {"place": HERE},
    "nearest_free": {"place": HERE},
    "history": {"cluster": "Yên Lư"},
}

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>đường</name>
<LineString><coordinates>{}</coordinates></LineString></Placemark></Document></kml>"""

every = pytest.mark.parametrize("asked", [question(name) for name in names()], ids=names())


def test_there_are_twenty() -> None:
    assert len(names()) == 20


@every
def test_a_header_says_all_in_both_languages(asked: Question) -> None:
    wordings = [asked.purpose, *asked.headings.values(), *(p.meaning for p in asked.parameters)]
    assert all(text.vi and text.en for text in wordings)
    script = (FOLDER / f"{asked.name}.sql").read_text("utf-8")
    opening = script[: script.index(asked.sql.text)]
    assert re.findall(r"(?m)^-- (\w+):", opening) == [
        *("Purpose", "Parameters", "Columns", "Rules"),
        *(["Map"] if asked.draws_clusters else []),
    ]


@every
def test_queries_read_only_what_readers_may(asked: Question) -> None:
    assert "planning." in asked.sql.text
    assert "atlas." not in asked.sql.text


@every
def test_a_function_takes_the_parameters_of_its_header(asked: Question) -> None:
    connection, *parameters = inspect.signature(getattr(queries, asked.name)).parameters.values()
    assert connection.name == "connection"
    assert [p.name for p in parameters] == [p.name for p in asked.parameters]
    for parameter, stated in zip(parameters, asked.parameters, strict=True):
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
        if stated.default is None:
            assert parameter.default is inspect.Parameter.empty
        elif stated.default in ("none", "today"):
            assert parameter.default is None
        else:
            assert str(parameter.default) == stated.default


@every
def test_an_answer_has_the_columns_of_its_header(connection: Connection, asked: Question) -> None:
    frame = queries.ask(connection, asked.name, **REQUIRED.get(asked.name, {}))
    places = ["geometry"] if asked.is_placed else []
    assert list(frame.columns) == [*asked.headings, *places]
    assert len(frame) > 0
    assert isinstance(frame, gpd.GeoDataFrame)
    if asked.is_placed:
        assert frame.crs == "EPSG:4326"
        assert set(frame.geom_type.dropna()) <= {"Point", "MultiPolygon"}
    if asked.draws_clusters:
        assert frame["cluster"].dropna().str.contains("/").all()
    assert answers.headings(frame) == dict(asked.headings)


@every
def test_an_answer_is_read_in_one_language(connection: Connection, asked: Question) -> None:
    frame = queries.ask(connection, asked.name, **REQUIRED.get(asked.name, {}))
    for lang, own, other in (("vi", "_vi", "_en"), ("en", "_en", "_vi")):
        shown = answers.headings(frame, lang)
        assert set(asked.headings) - set(shown) == {
            name for name in asked.headings if name.endswith(other)
        }
        assert all(
            name.removesuffix(own) + other in asked.headings for name in shown if name.endswith(own)
        )
    renamed = frame.assign(note_en="mine")
    assert "note_en" in answers.headings(renamed, "vi")


def test_clusters_without_a_unit_stand_in_a_row_that_says_so(connection: Connection) -> None:
    frame = queries.plan_gap(connection, as_of=TODAY, units="district")
    assert frame["unit"].isna().sum() == 1
    assert [row["unit"] for row in answers.worded(frame, "vi")].count("chưa rõ") == 1


def test_how_a_point_was_found_is_told_in_words(connection: Connection) -> None:
    frame = queries.placed_at_centroid(connection, as_of=TODAY)
    assert set(frame["method"]) <= set(CODES["method"])


@every
def test_codes_are_worded_and_nothing_else_is(connection: Connection, asked: Question) -> None:
    frame = queries.ask(connection, asked.name, **REQUIRED.get(asked.name, {}))
    plain, worded = answers.rows(frame), answers.worded(frame, "vi")
    for name in set(CODES) & set(frame.columns) - NAMES_TOO:
        known = {word.vi for word in CODES[name].values()}
        said = {row[name] for row in worded if row[name] is not None}
        assert {one for text in said for one in str(text).split("; ")} <= known, name
    for before, after in zip(plain, worded, strict=True):
        for name, value in before.items():
            if name not in {*CODES, "unit"} and not isinstance(value, bool | list):
                assert after[name] == value


def test_an_answer_without_rows_has_its_columns_and_types(connection: Connection) -> None:
    full = queries.near(connection, place=HERE, km=20)
    empty = queries.near(connection, place=(0, 0), km=1)
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)
    assert empty["distance_km"].dtype == full["distance_km"].dtype == "float64"
    assert empty.crs == full.crs


@pytest.mark.parametrize("question", ["mergers", "removals", "changes_by_unit", "plan_gap"])
def test_once_the_plan_has_ended_nothing_more_is_to_come(
    connection: Connection, question: str
) -> None:
    late = queries.ask(connection, question, as_of=date(2031, 5, 1))
    same = queries.ask(connection, question, as_of=date(2031, 5, 1), to=date(2031, 5, 1))
    assert len(late) > 0
    pd.testing.assert_frame_equal(late, same)


def test_today_is_the_default(connection: Connection) -> None:
    now, asked = queries.mergers(connection), queries.mergers(connection, as_of=date.today())  # noqa: DTZ011
    pd.testing.assert_frame_equal(pd.DataFrame(now), pd.DataFrame(asked))
    assert now.attrs["asked"]["as_of"] == date.today().isoformat()  # noqa: DTZ011


@pytest.mark.parametrize(
    "day",
    [TODAY, "2026-11-22", " 2026-11-22 ", datetime(2026, 11, 22, 23, 59)],  # noqa: DTZ001
)
def test_a_day_may_be_a_date_or_a_text(connection: Connection, day: date | str) -> None:
    assert len(queries.waiting_in_plan(connection, as_of=day)) > 0


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("mergerz", {}, 'There is no query "mergerz". Nearest: mergers'),
        ("", {}, 'There is no query "".'),
        ("../views/040_cluster_on", {}, "There is no query"),
        ("mergers", {"provinces": "Huế"}, '"provinces" of the query mergers. Nearest: province'),
        ("mergers", {"as_of": "22/11/2026"}, 'as_of "22/11/2026": expected a day such as'),
        ("mergers", {"as_of": 2026}, "expected a day such as"),
        ("mergers", {"to": "2020-01-01", "as_of": TODAY}, "comes before the first (as_of)"),
        ("mergers", {"province": "Bắc Gian"}, "Nearest: tỉnh Bắc Giang"),
        ("mergers", {"province": 24}, "expected the name of a province"),
        ("mergers", {"province": "x\0"}, "expected the name of a province"),
        ("mergers", {"province": "'; DROP SCHEMA atlas CASCADE; --"}, "There is no province"),
        ("changes_by_unit", {"units": "35"}, 'units "35": expected 34, 63 or district'),
        ("changes_by_unit", {"province": "Bắc Giang"}, "choose units=63 or units=district"),
        ("waiting_in_plan", {"years": "năm"}, "expected a whole number from 1 to 1000"),
        ("waiting_in_plan", {"years": 2.5}, "expected a whole number"),
        ("waiting_in_plan", {"years": True}, "expected a whole number"),
        ("waiting_in_plan", {"years": 10**9}, "expected a whole number"),
        ("near", {}, "The parameter place is missing"),
        ("near", {"place": HERE, "km": "xa"}, 'km "xa": expected a number of at least 0'),
        ("near", {"place": HERE, "km": -1}, "expected a number of at least 0"),
        ("near", {"place": HERE, "km": float("nan")}, "expected a number of at least 0"),
        ("near", {"place": HERE, "km": 1e308}, "expected a number of at least 0, up to 1000000"),
        ("near", {"place": HERE, "as_of": pd.NaT}, "expected a day such as"),
        ("near", {"place": HERE, "as_of": pd.NA}, "expected a day such as"),
        ("near", {"place": HERE, "km": pd.NA}, "expected a number of at least 0"),
        ("near", {"place": HERE, "km": "1e999"}, "expected a number of at least 0"),
        ("near", {"place": (21.3, 106.1)}, "expected longitude,latitude in degrees"),
        ("near", {"place": "106.1"}, "expected longitude,latitude"),
        ("near", {"place": (1, 2, 3)}, "expected longitude,latitude"),
        ("near", {"place": Point()}, "expected longitude,latitude"),
        ("near", {"place": gpd.GeoSeries([Point(600000, 2300000)])}, "expected longitude,latitude"),
        ("near", {"place": "@nowhere.geojson"}, 'There is no file "nowhere.geojson"; check'),
        ("near", {"place": "@/vsicurl/https://example.org/x.geojson"}, "There is no file"),
        ("nearest_free", {"place": LineString([HERE, (107, 22)])}, "expected longitude,latitude"),
        ("nearest_free", {"place": HERE, "count": 0}, "expected a whole number from 1"),
        ("history", {}, "The parameter cluster is missing"),
        ("history", {"cluster": "Yên Lưu"}, "Nearest: bac-giang/yen-lu"),
        ("same_name", {"name": "..."}, "expected the name of a cluster or zone"),
        ("placed_at_centroid", {"precision": "house"}, "expected site, commune, district or"),
        ("in_commune", {"commune": "Yên Lưu"}, "Nearest: "),
        ("in_commune", {"commune": "Bắc Ninh"}, "There is no administrative unit"),
        ("room_for_new", {"district": "Yên Dũng"}, "ended on 2025-01-01"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(
    connection: Connection, name: str, given: dict[str, object], expected: str
) -> None:
    with pytest.raises(InputError) as refused:
        queries.ask(connection, name, **given)
    assert expected in refused.value.text.en
    assert "\n" not in refused.value.text.vi


def test_names_are_resolved_or_refused_as_ambiguous(connection: Connection) -> None:
    with pytest.raises(AmbiguousPlace):
        queries.room_for_new(connection, district="Châu Thành")
    with pytest.raises(UnknownPlace):
        queries.room_for_new(connection, district="Châu Thành, Bắc Giang")
    found = queries.room_for_new(connection, district="H. Yen Phong, Bac Ninh", as_of=TODAY)
    assert list(found["unit"]) == ["huyện Yên Phong"]
    history = queries.history(connection, cluster="CCN yen lu, Bac Giang")
    assert set(history["cluster"]) == {"bac-giang/yen-lu"}


@pytest.mark.filterwarnings("ignore:.*measured:UserWarning")
@pytest.mark.parametrize(
    ("ending", "projection"),
    [("geojson", "EPSG:4326"), ("gpkg", "EPSG:32648"), ("kml", "EPSG:4326"), ("shp", "EPSG:3405")],
)
def test_a_road_comes_from_a_file(
    connection: Connection, tmp_path: Path, ending: str, projection: str
) -> None:
    road = LineString([(105.85, 21.03), (106.2, 21.27), (106.76, 21.85)])
    file = tmp_path / f"đường.{ending}"
    parts = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=[road, None], crs="EPSG:4326")
    if ending == "kml":
        file.write_text(KML.format(" ".join(f"{lon},{lat},12" for lon, lat in road.coords)))
    else:
        parts.to_crs(projection).to_file(file)
    loaded = queries.near(connection, place=f"@{file}", km=5)
    given = queries.near(connection, place=road, km=5)
    assert len(given) > 3
    assert set(loaded["cluster"]) == set(given["cluster"])
    assert loaded.attrs["asked"] == {**given.attrs["asked"], "place": f"@{file}"}


NO_GEOMETRY = r"no (geometry with a coordinate system|layer of a map) could be read"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "không phải hình",
        '{"type": "FeatureCollection", "features": []}',
        'WKT,tên\n"POINT (106.1 21.3)",a\n',
    ],
)
def test_a_file_without_geometry_is_refused(
    connection: Connection, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "đường.geojson"
    file.write_text(content, "utf-8")
    with pytest.raises(InputError, match=NO_GEOMETRY):
        queries.near(connection, place=f"@{file}")


@pytest.mark.parametrize(
    "content",
    [
        "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>{}</SrcDataSource></OGRVRTLayer>"
        "</OGRVRTDataSource>",
        "<OGRWFSDataSource><URL>{}</URL></OGRWFSDataSource>",
        '{{"type": "gdal_streamed_alg", "command_line":'
        ' "gdal vector pipeline ! read {} ! write a"}}',
    ],
)
def test_a_file_that_names_others_is_not_followed(
    connection: Connection, tmp_path: Path, content: str
) -> None:
    road = tmp_path / "đường.gpkg"
    gpd.GeoDataFrame(geometry=[Point(*HERE)], crs="EPSG:4326").to_file(road)
    with create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.geojson"
        for named in (str(road), f"/vsicurl/{address}", address):
            file = tmp_path / "khác.geojson"
            file.write_text(content.format(named), "utf-8")
            with pytest.raises(
                InputError,
                match=NO_GEOMETRY,
            ):
                queries.near(connection, place=f"@{file}")
        with pytest.raises(TimeoutError):  # nobody has called
            server.accept()


@pytest.mark.filterwarnings("error", "ignore:invalid value encountered:RuntimeWarning")
@pytest.mark.parametrize("coordinates", ["[]", "[[106, 21], [NaN, NaN]]"])
def test_a_line_without_places_is_refused(
    connection: Connection, tmp_path: Path, coordinates: str
) -> None:
    file = tmp_path / "đường.geojson"
    line = f'{{"type": "LineString", "coordinates": {coordinates}}}'
    file.write_text(f'{{"type": "Feature", "properties": {{}}, "geometry": {line}}}', "utf-8")
    with pytest.raises(InputError, match="expected longitude,latitude"):
        queries.near(connection, place=f"@{file}")


def test_all_layers_of_a_file_are_read(connection: Connection, tmp_path: Path) -> None:
    file = tmp_path / "lớp.gpkg"
    far, near = Point(0, 0), Point(*HERE)
    for name, point in (("a", far), ("b", near)):
        gpd.GeoDataFrame(geometry=[point], crs="EPSG:4326").to_file(file, layer=name)
    found = queries.near(connection, place=f"@{file}", km=20)
    both = queries.near(connection, place=MultiPoint([far, near]), km=20)
    assert list(found["cluster"]) == list(both["cluster"])
    assert len(found) > 0


@pytest.fixture
def geo(settings: Settings, built: Built):  # type: ignore[no-untyped-def]
    """The command on the tests' own record."""
    return lambda *words, **options: run_geo(settings, *words, **options)


def test_the_list_names_every_question(geo) -> None:  # type: ignore[no-untyped-def]
    found = geo("--lang", "en", "query", "--list")
    assert found.returncode == 0
    assert all(re.search(rf"(?m)^{name} ", found.stdout) for name in names())
    one = geo("query", "near", "--list").stdout
    assert "bắt buộc" in one
    assert "địa chỉ trước 01/07/2025" in one


def test_forms_of_an_answer(geo, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    words = ("query", "mergers", "--param", "as_of=2026-11-22")
    table = geo(*words)
    assert "sáp nhập vào" in table.stdout
    assert "KCN Tân Phú" in table.stdout
    assert "merged into" in geo("--lang", "en", *words).stdout
    rows = pd.read_csv(pd.io.common.StringIO(geo(*words, "--format", "csv").stdout))
    assert list(rows.columns) == list(question("mergers").headings)
    markdown = geo(*words, "--format", "md").stdout.splitlines()
    assert len(markdown) == len(rows) + 2
    assert markdown[0].startswith("| mã | cụm | địa chỉ trước 01/07/2025 |")
    for ending in ("csv", "xlsx", "md", "geojson"):
        file = tmp_path / f"sáp nhập.{ending}"
        found = geo(*words, "--out", str(file))
        assert found.returncode == 0, found.stderr
        assert f"({len(rows)} dòng)" in found.stderr
    placed = gpd.read_file(tmp_path / "sáp nhập.geojson")
    assert len(placed) == len(rows)
    assert set(placed["certainty"]) <= {"done", "decided", "planned", "proposed"}
    book = openpyxl.load_workbook(tmp_path / "sáp nhập.xlsx")
    table, about = book.worksheets
    assert [cell.value for cell in table[1]][:3] == ["mã", "cụm", "địa chỉ trước 01/07/2025"]
    assert table.max_row == len(rows) + 1
    told = {row[0].value: row[1].value for row in about.rows}
    assert told["Truy vấn"] == "mergers"
    assert told["Nhìn từ ngày"] == "2026-11-22"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "Name a query: area_limits;"),
        (("merger",), "Nearest: mergers"),
        (("mergers", "--param", "province"), "expected name=value"),
        (("mergers", "--param", "to=2030-12-31", "--param", "to=2029-12-31"), "each name once"),
        (("mergers", "--format", "xlsx"), "--format xlsx needs --out FILE.xlsx."),
        (("mergers", "--format", "csv", "--out", "x.xlsx"), "do not agree"),
        (("mergers", "--format", "table", "--out", "x.csv"), "for the screen"),
        (("mergers", "--out", "x.doc"), "must end in .csv, .xlsx, .md or .geojson"),
        (("mergers", "--out", "/nowhere/x.csv"), "/nowhere"),
        (("stated_totals", "--format", "geojson"), "has no place and cannot be GeoJSON"),
        (("near",), "The parameter place is missing"),
        (("history", "--param", "cluster=An Thịnh"), "may be any of"),
    ],
)
def test_a_mistake_is_one_sentence(geo, words: tuple[str, ...], expected: str) -> None:  # type: ignore[no-untyped-def]
    found = geo("--lang", "en", "query", *words)
    assert found.returncode in (3, 5)
    assert expected in found.stderr
    assert "Traceback" not in found.stderr
    assert not found.stdout


def test_an_empty_answer_is_said(geo) -> None:  # type: ignore[no-untyped-def]
    found = geo("query", "near", "--param", "place=0,0", "--format", "geojson")
    assert found.returncode == 0
    assert json.loads(found.stdout)["features"] == []
    assert "Không có dòng nào." in found.stderr


def test_hostile_text_is_text(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"name": ["<script>x</script>|a\nb", "=1+1", "[a](b) *c*"]})
    lines = answers.markdown(frame, "vi").splitlines()
    assert len(lines) == 5
    assert not set("<>*[]") & set("".join(lines))
    assert all(line.count("|") == 2 for line in lines)
    answers.write(frame, tmp_path / "x.xlsx", "vi")
    cells = [row[0].value for row in openpyxl.load_workbook(tmp_path / "x.xlsx").active.rows]
    assert cells[2] == "'=1+1"


def test_every_kind_of_parameter_is_used() -> None:
    used = {parameter.kind for name in names() for parameter in question(name).parameters}
    assert used == set(Kind)


@every
def test_a_reader_may_ask(connection: Connection, asked: Question) -> None:
    role = connection.scalar(text("SELECT current_database() || '_reader'"))
    connection.exec_driver_sql(f'SET LOCAL ROLE "{role}"')
    with pytest.raises(ProgrammingError, match="permission denied"), connection.begin_nested():
        connection.execute(text("SELECT 1 FROM atlas.event"))
    assert len(queries.ask(connection, asked.name, **REQUIRED.get(asked.name, {}))) > 0


def test_a_map_of_an_answer_has_just_its_clusters(geo, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "sáp nhập.html"
    found = geo("map", "--query", "mergers", "--param", "province=Ninh Bình", "--out", str(file))
    assert found.returncode == 0, found.stderr
    page = file.read_text("utf-8")
    assert "Cụm đã hoặc sẽ sáp nhập: vào khu nào, bao nhiêu ha." in page
    assert "Ninh Bình" in page
    listed = geo("query", "mergers", "--param", "province=Ninh Bình", "--format", "csv").stdout
    merged = [line.split(",")[1] for line in listed.splitlines()[1:]]
    assert len(merged) > 2
    assert all(name in page for name in merged)
    assert "Đồng Đình" not in page


def test_an_answer_is_drawn_after_the_plan_has_ended(geo, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    day, out = "as_of=2031-02-01", str(tmp_path / "a.html")
    drawn = geo("map", "--query", "area_limits", "--param", day, "--out", out)
    assert drawn.returncode == 0, drawn.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            ("--query", "room_for_new"),
            "its answer is not clusters and cannot be drawn; these can: ",
        ),
        (("--query", "merger"), "Nearest: mergers"),
        (("--query", "mergers", "--province", "Huế"), "leave out --province"),
        (("--query", "near"), "The parameter place is missing"),
        (("--param", "a=b"), "add --query"),
    ],
)
def test_a_map_of_no_answer_is_refused(  # type: ignore[no-untyped-def]
    geo, tmp_path: Path, words: tuple[str, ...], expected: str
) -> None:
    found = geo("--lang", "en", "map", *words, "--out", str(tmp_path / "x.html"))
    assert found.returncode == 3
    assert expected in found.stderr
    assert "Traceback" not in found.stderr
    assert not list(tmp_path.iterdir())
