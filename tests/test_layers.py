"""The clusters as files: every format whole and exact, and read back as it was written."""

import csv
import json
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pyarrow.parquet
import pytest
from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rows import cluster

from geo.books.opening import open_book
from geo.errors import InputError, OutputError
from geo.layers.columns import COLUMNS, Headings, chosen
from geo.layers.reading import Choice, Portion, clusters
from geo.layers.tables import write_csv
from geo.layers.writing import write, write_portions
from geo.lists.fields import field_of
from geo.text import guarded, unguarded

DAY = date(2026, 11, 22)
FOUR = (".csv", ".xlsx", ".geojson", ".gpkg")
NUMBERS = [column.name for column in COLUMNS if column.is_number]


def choice(headings: Headings = Headings.FIELD, columns: Sequence[str] | None = None) -> Choice:
    return Choice(DAY, DAY, chosen(columns), headings)


# The reader of lists mends text of old Vietnamese fonts, which lives in the letters left out here;
# controls and lone surrogates stand in no spreadsheet.
LETTERS = st.one_of(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
    st.sampled_from("ăâđêôơưĂÂĐÊÔƠƯáàảãạềếựỷỵ\u0300\u0301\u0323\u00a0\u200b–“”‘’🏭👩‍🏭中ไ"),
    st.sampled_from("=+-@\t\n＝＋－＠'\",;|\\<>&"),
)
TEXTS = st.one_of(
    st.none(),
    st.builds(
        str.__add__,
        st.sampled_from(
            ["", "=", "+", "-", "@", "\t", "\n", "'", "''", "'=", "＝", "＠", '"', " "]
        ),
        st.text(LETTERS, min_size=1, max_size=40),
    ).filter(str.strip),
    st.sampled_from(["2024-01-31", "1/2/2024", "1.234", "0012", "TRUE", "NaN", "x" * 20_000]),
)
FIGURES = st.one_of(st.none(), st.floats(-1e6, 1e6).map(lambda x: round(x, 4) + 0.0))
PLACES = st.one_of(
    st.none(),
    st.tuples(
        st.floats(102, 118).map(lambda x: round(x, 7)), st.floats(6, 24).map(lambda x: round(x, 7))
    ),
)


@st.composite
def records(draw: st.DrawFn) -> tuple[dict[str, Any], ...]:
    """Return rows by field; each has a name, so that none is blank."""
    made = []
    for _ in range(draw(st.integers(1, 4))):
        row = {
            column.name: draw(FIGURES if column.is_number else TEXTS)
            for column in COLUMNS
            if column.name not in ("lon", "lat")
        }
        row["name"] = draw(TEXTS.filter(bool))
        place = draw(PLACES)
        row["lon"], row["lat"] = place or (None, None)
        made.append(row)
    return tuple(made)


def portion(rows: Sequence[dict[str, Any]], wanted: Choice) -> Portion:
    return Portion(
        [tuple(row[column.name] for column in wanted.columns) for row in rows],
        [None if row["lon"] is None else (row["lon"], row["lat"]) for row in rows],
    )


def read_back(file: Path) -> list[dict[str, Any]]:
    """Return the rows of the first sheet by field; numbers of CSV as numbers."""
    with open_book(file) as book:
        head, *lines = [line.cells for line in book.grids[0].lines()]
    fields = [known.field for known in map(field_of, map(str, head)) if known]
    found = []
    for cells in lines:
        row = dict(zip(fields, [*cells, *[None] * (len(fields) - len(cells))], strict=True))
        for name in NUMBERS:
            row[str(name)] = None if row[name] is None else float(row[name])
        found.append(row)
    return found


@pytest.mark.parametrize("ending", FOUR)
@given(rows=records(), headings=st.sampled_from(Headings))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_is_read_back_as_it_was(
    ending: str, rows: tuple[dict[str, Any], ...], headings: Headings
) -> None:
    wanted = choice(headings)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"a{ending}"
        write_portions([portion(rows, wanted)], {}, wanted, file, "vi")
        assert read_back(file) == list(rows)


@given(st.text())
def test_the_guard_of_a_cell_gives_every_text_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple("=+-@\t\r\n＝＋－＠"))


def test_an_apostrophe_of_a_foreign_text_is_its_own() -> None:
    assert [unguarded(text) for text in ("'Cụm", "'", "'=1", "''x")] == ["'Cụm", "'", "=1", "'x"]


@pytest.mark.parametrize("headings", Headings)
def test_every_heading_is_that_of_its_field(headings: Headings) -> None:
    for column in COLUMNS:
        known = field_of(column.heading(headings))
        assert known is not None
        assert known.field == column.name


def test_no_number_of_csv_can_be_taken_for_thousands(tmp_path: Path) -> None:
    wanted = choice(columns=["name", "area_now_ha"])
    figures = [1.234, 12.0, 0.5, 1e-7, 123456789.125, None, -0.001]
    rows = [("a", figure) for figure in figures]
    write_csv([Portion(rows, [None] * len(rows))], wanted, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [row[1] for row in csv.reader(stream)][1:]
    assert cells == ["1.2340", "12", "0.5", "0.0000001", "123456789.1250", "", "-0.0010"]


def exported(connection: Any, file: Path, **facts: Any) -> list[dict[str, Any]]:
    wanted = Choice(DAY, DAY, chosen(), Headings.FIELD, **facts)
    write(connection, wanted, file, "vi")
    return read_back(file)


def test_the_record_in_every_format_is_the_same(connection: Any, tmp_path: Path) -> None:
    first, *others = (exported(connection, tmp_path / f"a{ending}") for ending in FOUR)
    assert len(first) > 700
    assert all(other == first for other in others)
    row = {row["code"]: row for row in first}["bac-giang/yen-lu"]
    assert (row["district"], row["province"], row["province_now"]) == (
        "huyện Yên Dũng",
        "Bắc Giang",
        "Bắc Ninh",
    )


def test_geojson_is_that_of_the_standard(connection: Any, tmp_path: Path) -> None:
    write(connection, choice(), tmp_path / "a.geojson", "vi")
    found = json.loads((tmp_path / "a.geojson").read_text("utf-8"))
    assert found["type"] == "FeatureCollection"
    assert "crs" not in found
    assert {feature["type"] for feature in found["features"]} == {"Feature"}
    for feature in found["features"]:
        if feature["geometry"] is not None:
            lon, lat = feature["geometry"]["coordinates"]
            assert 102 < lon < 118
            assert 6 < lat < 24
        assert not {"lon", "lat"} & set(feature["properties"])


def test_geoparquet_tells_crs_and_extent(connection: Any, tmp_path: Path) -> None:
    write(connection, choice(), tmp_path / "a.parquet", "vi")
    frame = gpd.read_parquet(tmp_path / "a.parquet")
    assert frame.crs == "EPSG:4326"
    told = json.loads(pyarrow.parquet.read_metadata(tmp_path / "a.parquet").metadata[b"geo"])
    column = told["columns"]["geometry"]
    assert (told["version"], column["encoding"]) == ("1.1.0", "WKB")
    assert column["bbox"] == pytest.approx(frame.total_bounds.tolist())
    assert frame["area_now_ha"].dtype == "float64"


def test_a_geopackage_holds_both_systems_with_their_styles(connection: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.gpkg"
    write(connection, choice(), file, "vi")
    layers = set(gpd.list_layers(file)["name"])
    drawn = {"clusters", "provinces_now", "provinces_before", "islands"}
    assert layers == {*drawn, "layer_styles"}
    assert len(gpd.read_file(file, layer="provinces_now")) == 34
    assert len(gpd.read_file(file, layer="provinces_before")) == 63
    styles = gpd.read_file(file, layer="layer_styles", use_arrow=False).set_index("f_table_name")
    assert set(styles.index) == drawn
    with closing(sqlite3.connect(file)) as package:
        points = "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = 'clusters'"
        assert package.execute(points).fetchone() == ("geometry",)
    assert set(styles["f_geometry_column"]) == {"geometry"}
    for style in styles["styleQML"]:
        ElementTree.fromstring(style)
    marks = ElementTree.fromstring(styles.loc["clusters", "styleQML"]).iter("category")
    values = {mark.get("value") for mark in marks}
    assert values >= set(gpd.read_file(file, layer="clusters")["status"])


def test_a_geopackage_of_one_system_holds_its_provinces_only(
    connection: Any, tmp_path: Path
) -> None:
    file = tmp_path / "a.gpkg"
    write(connection, Choice(DAY, DAY, chosen(None, "63"), Headings.FIELD, "63"), file, "vi")
    assert set(gpd.list_layers(file)["name"]) >= {"clusters", "provinces_before"}
    assert "provinces_now" not in set(gpd.list_layers(file)["name"])


def test_kml_is_xml_whatever_the_names(tmp_path: Path) -> None:
    wanted = choice(columns=["name", "status", "lon", "lat"])
    name = "</name><script>&\x0b'\"🏭"
    write_portions(
        [Portion([(name, None, 105.5, 21.25)], [(105.5, 21.25)])],
        {},
        wanted,
        tmp_path / "a.kml",
        "vi",
    )
    root = ElementTree.parse(tmp_path / "a.kml").getroot()
    space = {"k": "http://www.opengis.net/kml/2.2"}
    assert root.find(".//k:Placemark/k:name", space).text == "</name><script>&'\"🏭"
    assert root.find(".//k:coordinates", space).text == "105.5,21.25"


def test_a_workbook_has_typed_numbers_a_frozen_heading_and_says_what_it_shows(
    connection: Any, tmp_path: Path
) -> None:
    write(connection, choice(Headings.VI), tmp_path / "a.xlsx", "vi")
    table, about = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    assert (table.freeze_panes, about.title) == ("A2", "Thuyết minh")
    heads = [cell.value for cell in table[1]]
    areas = [row[heads.index("Diện tích hiện trạng (ha)")] for row in table.iter_rows(min_row=2)]
    kinds = {type(cell.value) for cell in areas if cell.value is not None}
    assert kinds <= {int, float}
    assert {cell.number_format for cell in areas if cell.value} == {"#,##0.00"}
    assert ["Tại ngày", "22/11/2026"] in [list(row) for row in about.values]


@pytest.mark.parametrize("ending", [*FOUR, ".parquet", ".kml"])
def test_only_the_columns_chosen_are_in_a_file(
    connection: Any, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"a{ending}"
    write(connection, choice(columns=["name", "zone_type"]), file, "vi")
    assert b"bac-giang/yen-lu" not in file.read_bytes()
    if ending in FOUR:
        with open_book(file) as book:
            head = next(iter(book.grids[0].lines())).cells
        assert head[:2] == ["name", "zone_type"]
        assert set(head[2:]) <= {"lon", "lat"}


@pytest.mark.parametrize("names", [["foo"], ["name", "name"], [""]])
def test_a_column_that_is_none_is_refused(names: list[str]) -> None:
    with pytest.raises(InputError, match="--columns"):
        chosen(names)


def test_columns_of_the_other_system_are_refused() -> None:
    with pytest.raises(InputError, match="province_now"):
        chosen(["name", "province_now"], "63")
    assert "district" not in [column.name for column in chosen(None, "34")]


def test_what_was_said_later_is_not_in_an_earlier_export(connection: Any) -> None:
    def codes(day: date) -> set[str]:
        found = clusters(connection, Choice(day, day, chosen(["code"]), Headings.FIELD))
        return {row[0] for one in found for row in one.rows}

    late = cluster(connection, {"kind": "established", "modality": "done", "period": "2025-06"})
    silent = cluster(connection)
    found = connection.exec_driver_sql("SELECT cluster_id, key FROM atlas.cluster")
    keys = {made: key for made, key in found}  # noqa: C416 -- rows are no plain pairs
    assert {keys[late], keys[silent]} <= codes(date(2025, 7, 1))
    assert codes(date(2025, 5, 1)) & {keys[late], keys[silent]} == {keys[silent]}


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_text("cũ")
    wanted = choice(columns=["name"])
    with pytest.raises(InputError, match="32,767"):
        write_portions([Portion([("x" * 40_000,)], [None])], {}, wanted, file, "vi")
    assert file.read_text() == "cũ"
    assert [other.name for other in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("ending", [*FOUR, ".parquet", ".kml"])
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, ending: str) -> None:
    with pytest.raises(OutputError):
        write_portions([], {}, choice(), tmp_path / "none" / f"a{ending}", "vi")


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".parquet"])
def test_no_cluster_makes_a_layer_without_features(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"a{ending}"
    write_portions([], {}, choice(), file, "vi")
    found = gpd.read_parquet(file) if ending == ".parquet" else gpd.read_file(file, layer=0)
    assert found.empty


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_no_cluster_makes_a_table_of_headings(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"a{ending}"
    write_portions([], {}, choice(), file, "vi")
    with open_book(file) as book:
        assert [line.cells[0] for line in book.grids[0].lines()] == ["code"]
