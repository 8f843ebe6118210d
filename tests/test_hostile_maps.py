"""Files of maps made to harm: GDAL, GEOS and Arrow read them in a process of their own."""

import json
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pytest
import shapely
from fuzz.readers import book, boundaries
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from geo import apart, parameters, vectors
from geo.books import drawings
from geo.books.opening import open_book
from geo.errors import InputError, OutputError
from geo.ingest.mending import mended
from geo.vectors import read_layers

SQUARE = shapely.box(105, 20, 106, 21)
Read = Callable[[Path], object]
TOO_MUCH = "takes too long or more than"
ROOM, SAID = vectors.bounds([]), vectors.too_much(Path("a"))


def collection(depth: int) -> bytes:
    """WKB of a point in so many collections, each in the one before."""
    return struct.pack("<BII", 1, 7, 1) * depth + shapely.to_wkb(shapely.Point(105, 21))


COLUMN = {"encoding": "WKB", "geometry_types": []}
NOTED = {
    "geo": {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": COLUMN}},
    "pandas": {
        "index_columns": [{"kind": "range", "name": None, "start": 0, "stop": 1, "step": 1}],
        "columns": [
            {"name": "name", "field_name": "name", "pandas_type": "unicode", "numpy_type": "object"}
        ],
        "column_indexes": [],
    },
}


def packed(
    file: Path, wkb: bytes, rows: int = 1, noted: Mapping[str, object] | None = None
) -> Path:
    """A GeoParquet file that has one geometry in all its rows, and on the disk once."""
    table = pa.table({"name": ["a"] * rows, "geometry": pa.array([wkb] * rows, pa.binary())})
    said = {name: json.dumps(one) for name, one in (noted or NOTED).items()}
    parquet.write_table(table.replace_schema_metadata(said), file)
    return file


def replaced(said: Any, which: int, by: object) -> Any:
    """What a note says, one of the things in it replaced, counted from the outermost."""
    count = iter(range(1_000))

    def turn(one: Any) -> Any:
        if next(count) == which:
            return by
        if isinstance(one, dict):
            return {name: turn(inner) for name, inner in one.items()}
        return [turn(inner) for inner in one] if isinstance(one, list) else one

    return turn(said)


def drawn(file: Path, driver: str, **options: str) -> Path:
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[SQUARE], crs="EPSG:4326")
    frame.to_file(file, driver=driver, layer="a", **options)
    return file


@pytest.mark.parametrize("read", [boundaries, book, lambda file: parameters._geometry(f"@{file}")])
def test_shapes_deeper_than_any_stack_are_refused(read: Read, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=TOO_MUCH):
        read(packed(tmp_path / "a.parquet", collection(1_000_000)))


def test_collections_in_collections_become_one(tmp_path: Path) -> None:
    (layer,) = read_layers(packed(tmp_path / "a.parquet", collection(5)))
    assert list(layer.frame.geometry) == [shapely.GeometryCollection([shapely.Point(105, 21)])]


@pytest.mark.parametrize("read", [boundaries, book])
def test_one_shape_in_all_rows_is_refused(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    angles = np.linspace(0, 6, 60_000)
    round_one = shapely.Polygon(np.c_[105 + np.cos(angles), 21 + np.sin(angles)])
    file = packed(tmp_path / "a.parquet", shapely.to_wkb(round_one), 400)
    assert file.stat().st_size < 2**21
    monkeypatch.setattr(vectors, "MOST_MEMORY", 2**28)
    with pytest.raises(InputError, match=TOO_MUCH):
        read(file)


def test_a_count_that_lies_is_refused(tmp_path: Path) -> None:
    file = drawn(tmp_path / "a.fgb", "FlatGeobuf", SPATIAL_INDEX="NO")
    data = bytearray(file.read_bytes())
    place = data.index(struct.pack("<Q", 1), 72)
    data[place : place + 8] = struct.pack("<Q", 2**31 - 1)
    file.write_bytes(data)
    with pytest.raises(InputError, match=TOO_MUCH):
        read_layers(file)


def test_a_table_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = drawn(tmp_path / "a.gpkg", "GPKG")
    with sqlite3.connect(file) as database:
        database.executescript(
            "DROP TABLE a; CREATE VIEW a AS WITH RECURSIVE n(i) AS"
            " (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT i AS fid, x'47500001e6100000' AS geom, 'a' AS name FROM n"
        )
    database.close()
    monkeypatch.setattr(vectors, "_SECONDS", 2)
    with pytest.raises(InputError, match=TOO_MUCH):
        book(file)


def test_lines_that_cross_each_other_all_over_are_refused(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    scribble = shapely.Polygon(105 + chance.random((3000, 2)))
    with pytest.raises(InputError, match=TOO_MUCH), vectors.shapes_within(tmp_path, 2**28):
        mended([scribble])


def test_what_takes_too_long_ends_the_process() -> None:
    code = """
import os, time
from geo.limits import spare_time
with spare_time(60, lambda: os._exit(9)):
    pass
with spare_time(0.1, lambda: os._exit(7)):
    time.sleep(60)
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == 7


def test_a_map_with_too_many_fields_is_refused(tmp_path: Path) -> None:
    feature = {"type": "Feature", "properties": {f"p{n}": 1 for n in range(1001)}, "geometry": None}
    (tmp_path / "a.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8"
    )
    with pytest.raises(InputError, match="more than 1000 columns"):
        book(tmp_path / "a.geojson")


@settings(max_examples=150)
@given(
    which=st.integers(1, 30),
    by=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["name", "crs"]),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["crs", "id"]), inner),
    ),
)
def test_what_a_file_notes_of_itself_is_checked(which: int, by: object) -> None:
    with TemporaryDirectory() as folder:
        wkb = shapely.to_wkb(SQUARE)
        file = packed(Path(folder, "a.parquet"), wkb, noted=replaced(NOTED, which, by))
        with suppress(InputError):
            (layer,) = vectors.layers_in(file, file, areas=True)
            assert layer.frame.geometry.tolist() == [SQUARE]
        with suppress(InputError):
            (sheet,) = drawings.layers_of("Parquet", file, [file])
            (table,) = sheet.tables()
            assert table.column("name").to_pylist() == ["a"]


def test_columns_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    parquet.write_table(pa.table([["a"], ["b"]], names=["", ""]), tmp_path / "a.parquet")
    with open_book(tmp_path / "a.parquet") as opened:
        assert [line.cells for line in opened.grids[0].lines()] == [["", ""], ["a", "b"]]


def test_the_index_of_a_frame_is_a_column(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"name": ["a", "a"]}, geometry=[SQUARE, SQUARE], crs="EPSG:4326")
    frame.dissolve("name").to_parquet(tmp_path / "a.parquet")
    (layer,) = read_layers(tmp_path / "a.parquet")
    assert list(layer.frame["name"]) == ["a"]


def test_days_that_no_calendar_has_are_refused(tmp_path: Path) -> None:
    days = pa.table({"day": pa.array([2**31 - 1], pa.int32()).cast(pa.date32())})
    parquet.write_table(days, tmp_path / "a.parquet")
    with pytest.raises(InputError, match="damaged"):
        book(tmp_path / "a.parquet")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    file = drawn(tmp_path / "a.gpkg", "GPKG")
    words = ("/dev", str(file), "areas", str(file))
    with (
        Path("/dev/full").open("wb") as full,
        pytest.raises(OutputError, match="to /dev"),
    ):
        apart.ask(vectors._write_layers, *words, too_much=SAID, bounds=ROOM, onto=full)


def test_more_than_may_be_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "MOST_BYTES", 100)
    for read in (boundaries, book):
        with pytest.raises(InputError, match=TOO_MUCH):
            read(drawn(tmp_path / "a.gpkg", "GPKG"))


def test_a_fault_of_the_program_is_loud() -> None:
    with pytest.raises(CalledProcessError) as raised:
        apart.ask(int, "x", too_much=SAID, bounds=ROOM)
    assert "ValueError" in "".join(raised.value.__notes__)


def test_a_map_that_the_system_does_not_let_us_read_is_told() -> None:
    with pytest.raises(InputError, match="Cannot read the file"):
        read_layers(Path("/proc/self/mem"))
