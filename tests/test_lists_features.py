"""Lists on maps: fields and positions of every format, and coordinates that are no degrees."""

import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from list_files import about, cells, lines
from shapely.geometry import Point, Polygon

from geo.errors import InputError

VN_2000 = "EPSG:3405"


def frame(crs: str = "EPSG:4326", **fields: list[Any]) -> gpd.GeoDataFrame:
    square = Polygon([(105, 20), (105.2, 20), (105.2, 20.2), (105, 20.2)])
    fields = fields or {"ten": ["Hồng Lộc", "Yên Mỹ", "'=1"], "ha": [50.5, 75, None]}
    shapes = [Point(106.2, 21.27), square, None]
    return gpd.GeoDataFrame(fields, geometry=shapes, crs="EPSG:4326").to_crs(crs)


def shapefile(folder: Path, table: gpd.GeoDataFrame, *without: str, **said: Any) -> Path:
    """Write a zipped shapefile, some of its parts left out."""
    with TemporaryDirectory() as inside, zipfile.ZipFile(folder / "a.zip", "w") as archive:
        table.to_file(Path(inside, "cụm.shp"), **said)
        for part in Path(inside).iterdir():
            if part.suffix not in without:
                archive.write(part, f"danh sách/{part.name}")
    return folder / "a.zip"


def saved(folder: Path, kind: str, table: gpd.GeoDataFrame) -> Path:
    if kind == "shapefile":
        return shapefile(folder, table.iloc[:1], encoding="utf-8")
    file = folder / f"a.{kind}"
    if kind == "geoparquet":
        table.to_parquet(file)
    else:
        table.to_file(file, driver={"geojson": "GeoJSON", "gpkg": "GPKG"}[kind])
    return file


KINDS = ("geojson", "gpkg", "geoparquet", "shapefile")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("crs", ["EPSG:4326", VN_2000])
def test_a_layer_is_read_with_its_positions(tmp_path: Path, kind: str, crs: str) -> None:
    if (kind, crs) == ("geojson", VN_2000):
        crs = "EPSG:3857"
    file = saved(tmp_path, kind, frame(crs))
    opened = about(file)
    assert opened.kind == kind
    heading, first, *rest = cells(file)
    assert heading == ["ten", "ha", "lon", "lat"]
    assert first[:2] == ["Hồng Lộc", 50.5]
    assert first[2:] == pytest.approx([106.2, 21.27], abs=1e-6)
    if rest:
        second, third = rest
        assert second[2:] == pytest.approx([105.1, 20.1], abs=0.01)
        assert third == ["'=1"]
    assert [line.number for line in lines(file)] == list(range(1, len(cells(file)) + 1))
    assert any("EPSG:4326" in note.vi for note in opened.notes) == (crs != "EPSG:4326")


def test_a_layer_s_own_lon_and_lat_give_way_to_its_geometry(tmp_path: Path) -> None:
    file = saved(tmp_path, "gpkg", frame(Lon=[1.0, 2.0, 3.0], LAT=[1.0, 2.0, 3.0], n=[1, 2, 3]))
    assert cells(file)[:2] == [["n", "lon", "lat"], [1, 106.2, 21.27]]


def test_values_keep_their_kinds(tmp_path: Path) -> None:
    table = frame(
        a=[1, 2, 3],
        b=[True, False, True],
        c=[date(2024, 1, 31)] * 3,
        d=["", "x", "y"],
        e=pd.to_datetime(["2024-01-31 12:30"] * 3),
        f=pd.to_datetime(["2024-01-31"] * 3),
        g=[b"x"] * 3,
    )
    row = cells(saved(tmp_path, "geoparquet", table))[1]
    day = date(2024, 1, 31)
    assert row[:7] == [1, True, day, None, datetime(2024, 1, 31, 12, 30), day, None]  # noqa: DTZ001


def test_projected_numbers_called_degrees_are_told_with_their_row(tmp_path: Path) -> None:
    table = frame(VN_2000).iloc[[2, 0]].set_crs("EPSG:4326", allow_override=True)
    with pytest.raises(InputError, match=r"line 3: the coordinates \(624\d{3}\.\d; 235\d{4}\.\d\)"):
        lines(saved(tmp_path, "geojson", table))


def test_a_shapefile_without_crs_is_degrees_or_refused(tmp_path: Path) -> None:
    file = shapefile(tmp_path, frame().iloc[:1], ".prj")
    assert cells(file)[1][2:] == [106.2, 21.27]
    assert "không ghi hệ tọa độ" in about(file).notes[0].vi
    with pytest.raises(InputError, match="no coordinate system is named"):
        lines(shapefile(tmp_path, frame(VN_2000).iloc[:1], ".prj"))


def test_a_shapefile_of_old_fonts_is_legible(tmp_path: Path) -> None:
    table = frame(ten=["Côm c«ng nghiÖp Hång Léc", "", ""]).iloc[:1]
    file = shapefile(tmp_path, table, ".cpg", encoding="ISO-8859-1")
    assert cells(file)[1][0] == "Cụm công nghiệp Hồng Lộc"


def test_styles_that_qgis_keeps_are_no_list(tmp_path: Path) -> None:
    file = saved(tmp_path, "gpkg", frame())
    pyogrio.write_dataframe(
        pd.DataFrame({"styleQML": ["x"]}),
        file,
        layer="layer_styles",
        driver="GPKG",
        append=True,
    )
    assert [grid.name for grid in about(file).grids] == ["a"]


def test_a_layer_without_geometries_is_a_table(tmp_path: Path) -> None:
    pd.DataFrame({"ten": ["x"], "lon": [106.0]}).to_parquet(tmp_path / "a.parquet")
    assert cells(tmp_path / "a.parquet") == [["ten", "lon"], ["x", 106]]


def test_shapes_of_no_extent_have_no_position(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"n": 1}, "geometry": None},
        {
            "type": "Feature",
            "properties": {"n": 2},
            "geometry": {"type": "Polygon", "coordinates": []},
        },
    ]
    (tmp_path / "a.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features})
    )
    assert cells(tmp_path / "a.geojson") == [["n", "lon", "lat"], [1], [2]]


def test_a_file_that_would_send_gdal_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read x"}'
    )
    with pytest.raises(InputError):
        lines(tmp_path / "a.json")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_cut_off_is_told(tmp_path: Path, kind: str) -> None:
    file = saved(tmp_path, kind, frame())
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(InputError, match="damaged"):
        lines(file)


def test_geometries_that_are_not_well_known_binary_are_refused(tmp_path: Path) -> None:
    table = frame().iloc[:1]
    table.to_parquet(tmp_path / "a.parquet", geometry_encoding="geoarrow")
    with pytest.raises(InputError):
        lines(tmp_path / "a.parquet")


def test_an_infinite_position_is_handed_on(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame(
        {"n": [1]}, geometry=shapely.points([[float("nan"), 21.0]]), crs="EPSG:4326"
    )
    table.to_parquet(tmp_path / "a.parquet")
    (_, row) = cells(tmp_path / "a.parquet")
    assert row[0] == 1
    assert row[1] != row[1]
