"""Files of boundaries: their forms, whose land each shape is, and its mending."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from layers_drawn import BEFORE, DAYS, Save, proposed
from shapely.affinity import translate
from sqlalchemy import Connection

from geo.dates import SWITCH
from geo.errors import InputError
from geo.ingest import mending, outlines
from geo.ingest.outlines import Proposal
from geo.text import fold
from geo.vectors import read_layers


def wrong(found: Proposal, frame: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    """Return the units of which another shape was taken."""
    codes = list(frame["code"])
    return [
        (claim.unit.path, codes[claim.shape - 1])
        for claims in found.recognition.claims.values()
        for claim in claims
        if claim.unit.code != codes[claim.shape - 1]
    ]


def ascii_only(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    names = [fold(name).title() for name in frame["name"]]
    return frame[["geometry"]].assign(shapeName=names)


VARIANTS: dict[str, Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]] = {
    "whole": lambda frame: frame,
    "codes": lambda frame: frame[["code", "geometry"]],
    "numbers": lambda frame: frame[["geometry"]].assign(ma=frame["code"].astype(int)),
    "names": lambda frame: frame[["name", "geometry"]],
    "full names": lambda frame: frame[["full_name", "geometry"]],
    "ascii": ascii_only,
    "parents": lambda frame: ascii_only(frame).assign(thuoc=frame["parent"]),
    "hdx": lambda frame: frame[["geometry"]].assign(
        OBJECTID=range(1, len(frame) + 1),
        adm0_pcode="VN",
        adm1_pcode="VN" + frame["code"],
        adm1_name=[fold(name).title() for name in frame["name"]],
        adm1_name1=frame["name"],
    ),
    "other codes": lambda frame: frame[["name", "geometry"]].assign(
        iso=[f"VN-{code}" for code in frame["code"].to_numpy()[::-1]]
    ),
}


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        *(("34", variant) for variant in VARIANTS),
        *(("63", variant) for variant in ("whole", "ascii", "hdx", "other codes")),
        *(("district", variant) for variant in ("whole", "codes", "names", "ascii", "parents")),
        *(("commune", variant) for variant in ("whole", "full names", "ascii")),
    ],
)
def test_all_units_are_recognised_without_help(
    connection: Connection,
    drawn: dict[str, gpd.GeoDataFrame],
    save: Save,
    name: str,
    variant: str,
) -> None:
    frame = drawn[name].sample(frac=1, random_state=1)
    found = proposed(connection, save(VARIANTS[variant](frame)), name)
    read = found.recognition
    assert (len(read.claims), read.unrecognised, read.lacking) == (len(frame), (), ())
    assert not wrong(found, frame)
    assert len(found.polygons) == len(frame)
    assert found.elsewhere is None


@pytest.mark.parametrize(("name", "on"), [("34", BEFORE), ("63", SWITCH)])
def test_a_file_of_another_day_is_known_by_its_land(
    connection: Connection,
    drawn: dict[str, gpd.GeoDataFrame],
    save: Save,
    name: str,
    on: date,
) -> None:
    """Codes and names came again for other land: only the eleven that were not merged are taken."""
    found = proposed(connection, save(drawn[name]), name, on=on)
    units = [claims[0].unit for claims in found.recognition.claims.values()]
    assert len(units) == 11
    assert all(unit.valid.start is None and unit.valid.end is None for unit in units)
    assert found.elsewhere == DAYS[name][1]


def test_former_names_count(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    frame = drawn["63"][["name", "geometry"]].copy()
    frame["name"] = frame["name"].replace(
        {"Huế": "Thừa Thiên Huế", "Hồ Chí Minh": "TP. Hồ Chí Minh", "Khánh Hòa": "Khánh Hoà"}
    )
    frame["name"] = [
        f"{name} Province" if place == 4 else name for place, name in enumerate(frame["name"])
    ]
    assert not proposed(connection, save(frame), "63").recognition.unrecognised


def test_a_slip_of_the_pen_is_listed_with_the_nearest_and_not_taken(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    frame = drawn["63"][["name", "geometry"]].copy()
    frame["name"] = frame["name"].replace("Bắc Giang", "Bắc Giamg").replace("Bắc Ninh", "Xyz")
    found = proposed(connection, save(frame), "63").recognition
    one, other = sorted(found.unrecognised, key=lambda shape: shape.words)
    assert (one.words, one.nearest[0]) == ("Bắc Giamg", "tỉnh Bắc Giang")
    assert (other.words, other.nearest[0]) == ("Xyz", "tỉnh Bắc Ninh")
    assert {unit.name for unit in found.lacking} == {"Bắc Giang", "Bắc Ninh"}


def test_a_code_against_which_the_name_speaks_does_not_count(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    frame = drawn["63"].copy()
    here = frame["name"].isin(["Bắc Giang", "Bắc Ninh"])
    frame.loc[here, "code"] = frame.loc[here, "code"].to_numpy()[::-1]
    found = proposed(connection, save(frame[["code", "name", "geometry"]]), "63").recognition
    claims = {claims[0].unit.name: claims[0] for claims in found.claims.values()}
    for name in ("Bắc Giang", "Bắc Ninh"):
        assert frame["name"].iloc[claims[name].shape - 1] == name
        assert claims[name].evidence == "name"
    assert claims["Hà Nội"].evidence == "code"


def test_a_shape_that_stands_twice_is_taken_once(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    frame = pd.concat([drawn["34"], drawn["34"].iloc[:2]])
    found = proposed(connection, save(frame), "34").recognition
    assert found.repeated == ((35, 1), (36, 2))
    assert len(found.claims) == 34
    assert not found.unrecognised


def test_two_shapes_of_one_unit_are_both_refused(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    other = drawn["34"].iloc[:1].copy()
    other["geometry"] = other.geometry.map(lambda shape: translate(shape, 0.02, 0))
    found = proposed(connection, save(pd.concat([drawn["34"], other])), "34").recognition
    assert [one.shape for one in found.unrecognised] == [1, 35]
    assert "which one is right" in found.unrecognised[0].why.en
    assert [unit.name for unit in found.lacking] == [drawn["34"]["name"].iloc[0]]


def test_parts_that_bear_the_same_words_are_joined(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    frame = drawn["district"].explode(ignore_index=True)
    assert len(frame) > 696
    found = proposed(connection, save(frame), "district")
    assert len(found.recognition.claims) == 696
    assert not found.recognition.unrecognised
    areas = pd.Series({key: shape.area for key, shape in found.polygons.items()})
    assert areas.sum() == pytest.approx(shapely.area(frame.geometry.to_numpy()).sum(), rel=1e-6)


def test_named_columns_are_read(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    file = save(drawn["34"].assign(name="x", full_name="y", ten=drawn["34"]["name"]))
    found = proposed(connection, file, "34", columns={"name": "ten"})
    assert found.recognition.columns["name"] == ("ten",)
    with pytest.raises(InputError, match='no column "nam"; it has: code'):
        proposed(connection, file, "34", columns={"name": "nam"})


def test_no_unit_is_one_sentence(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    with pytest.raises(InputError, match="no unit of level"):
        proposed(connection, save(drawn["34"][["geometry"]]), "34")
    with pytest.raises(InputError, match="There are no units of level district"):
        proposed(connection, save(drawn["district"]), "district", on=SWITCH)


# Shapes


def test_invalid_rings_are_repaired_and_told(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    frame = drawn["34"].copy()
    ring = shapely.get_coordinates(shapely.get_parts(frame.geometry.iloc[0])[0].exterior)
    ring[[3, 40]] = ring[[40, 3]]
    frame.loc[frame.index[0], "geometry"] = shapely.Polygon(ring)
    assert not frame.geometry.iloc[0].is_valid
    found = proposed(connection, save(frame), "34")
    assert [repair.shape for repair in found.repairs] == [1]
    key = next(k for k, claims in found.recognition.claims.items() if claims[0].shape == 1)
    assert found.polygons[key].is_valid
    assert found.methods[key] == outlines.REPAIRED


def test_overlaps_and_gaps_are_told(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    frame = drawn["34"].copy()
    found = proposed(connection, save(frame), "34")
    assert (list(found.overlaps), list(found.gaps)) == ([], [])
    inland = frame.index[frame["name"] == "Hà Nội"][0]
    whole = frame.geometry[inland]
    frame.loc[inland, "geometry"] = translate(whole, 0.02, 0)
    found = proposed(connection, save(frame), "34")
    assert found.overlaps[0].km2 > 10
    assert any("province/01/-" in flaw.units for flaw in found.overlaps)
    assert any("province/01/-" in flaw.units for flaw in found.gaps)


def test_other_coordinate_systems_are_brought_to_degrees(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    file = save(drawn["34"].to_crs(3405), "vn2000.gpkg")
    found = proposed(connection, file, "34")
    assert len(found.polygons) == 34
    assert shapely.total_bounds(list(found.polygons.values()))[0] < 110


def without_crs(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_crs(None, allow_override=True)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_missing_crs_is_told_or_asked_for(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    found = proposed(connection, save(without_crs(drawn["34"]), "degrees.gpkg"), "34")
    assert "tells no CRS" in found.notes[0].en
    file = save(without_crs(drawn["34"].to_crs(3405)), "metres.gpkg")
    with pytest.raises(InputError, match="--crs EPSG:3405"):
        proposed(connection, file, "34")
    with pytest.raises(InputError, match="no such CRS"):
        proposed(connection, file, "34", crs="EPSG:0")
    assert len(proposed(connection, file, "34", crs="EPSG:3405").polygons) == 34


def test_latitude_before_longitude_is_told(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    turned = drawn["34"].copy()
    turned["geometry"] = shapely.transform(turned.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    found = proposed(connection, save(turned), "34")
    assert "Latitude came first" in found.notes[0].en
    assert len(found.polygons) == 34


def test_far_islands_that_are_lacking_keep_their_symbol(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    ashore = drawn["34"].copy()
    ashore["geometry"] = shapely.clip_by_rect(ashore.geometry.to_numpy(), 100, 5, 110, 25)
    found = proposed(connection, save(ashore), "34")
    assert {unit.name for unit in found.symbols} == {"Đà Nẵng", "Khánh Hòa"}
    for unit in found.symbols:
        assert found.polygons[unit.key].bounds[2] > 111
        assert found.methods[unit.key] == outlines.WITH_SYMBOL
    assert not proposed(connection, save(drawn["34"]), "34").symbols
    districts = drawn["district"][~drawn["district"]["code"].isin(["498", "576"])]
    found = proposed(connection, save(districts), "district")
    assert {unit.name for unit in found.symbols} == {"Hoàng Sa", "Trường Sa"}
    assert len(found.polygons) == 694


def test_outlines_share_borders_and_stay_small(drawn: dict[str, gpd.GeoDataFrame]) -> None:
    fine = drawn["district"].geometry.segmentize(0.001).to_numpy()
    simple = mending.outlines(fine)
    assert shapely.get_num_coordinates(simple).sum() < shapely.get_num_coordinates(fine).sum() / 5
    assert shapely.is_valid(simple).all()
    assert not shapely.is_empty(simple).any()
    overlap = shapely.area(simple).sum() - shapely.union_all(simple).area
    assert overlap < 1e-6 * shapely.area(fine).sum()


# Files


@pytest.mark.parametrize(
    "name", ["a.geojson", "a.gpkg", "a.shp", "a.kml", "a.fgb", "a.zip", "a.parquet", "a.kmz"]
)
def test_forms_that_are_read(
    connection: Connection,
    drawn: dict[str, gpd.GeoDataFrame],
    save: Save,
    tmp_path: Path,
    name: str,
) -> None:
    frame = drawn["34"][["full_name", "geometry"]].rename(columns={"full_name": "Name"})
    if name.endswith("parquet"):
        file = tmp_path / name
        frame.to_parquet(file)
    elif name.endswith(("zip", "kmz")):
        inner = "r.kml" if name.endswith("kmz") else "r.shp"
        save(frame, inner, driver="KML" if inner.endswith("kml") else None)
        file = tmp_path / name
        with ZipFile(file, "w") as packed:
            for part in tmp_path.glob("r.*"):
                packed.write(part, f"thư mục/{part.name}")
    else:
        file = save(frame, name, driver="KML" if name.endswith("kml") else None)
    assert len(proposed(connection, file, "34").polygons) == 34


def test_of_several_layers_the_one_that_fits_is_read(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    file = save(drawn["district"], "all.gpkg", layer="adm2")
    save(drawn["34"], "all.gpkg", layer="adm1")
    points = drawn["34"].assign(geometry=drawn["34"].representative_point())
    save(points, "all.gpkg", layer="points")
    assert proposed(connection, file, "34").layer == "adm1"
    assert proposed(connection, file, "district").layer == "adm2"
    with pytest.raises(InputError, match="no such layer; it has: adm2, adm1"):
        proposed(connection, file, "34", layer="points")
    with pytest.raises(InputError, match="no unit of level"):
        proposed(connection, file, "34", layer="adm2")


VRT = (
    "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>http://127.0.0.1:1/a.json"
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.geojson", b""),
        ("page.geojson", b"<!doctype html><html></html>"),
        ("a.vrt", VRT.encode()),
        ("vrt.geojson", VRT.encode()),
        ("a.json", b'{"type": "gdal_streamed_alg", "command_line": "gdal vector read x"}'),
        ("half.geojson", b'{"type": "FeatureCollection", "features": [{"type": "Feat'),
        ("a.csv", b"name,wkt\nA,POINT(1 1)\n"),
        ("a.sqlite", b"SQLite format 3\0" + bytes(200)),
        ("a.parquet", b"PAR1" + bytes(100)),
        ("a.shp", b"\0\0\x27\x0a" + bytes(96)),
    ],
)
def test_forms_that_are_not_read(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError, match="no layer of a map"):
        read_layers(file)


def test_addresses_and_folders_are_no_files(tmp_path: Path) -> None:
    for file in (tmp_path, Path("https://example.org/a.geojson"), Path("/vsicurl/http://a/b")):
        with pytest.raises(InputError, match="There is no file"):
            read_layers(file)


def test_a_zip_that_is_damaged_or_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(InputError, match="damaged"):
        read_layers(file)
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("a.geojson", bytes(2**26))
    with pytest.raises(InputError, match="unpacks to too much"):
        read_layers(file)


def test_a_zip_in_a_zip_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    inner = BytesIO()
    with ZipFile(inner, "w") as packed:
        packed.writestr("a.geojson", '{"type": "FeatureCollection", "features": []}')
    with ZipFile(file, "w") as packed:
        packed.writestr("a.geojson", inner.getvalue())
    with pytest.raises(InputError, match="no layer"):
        read_layers(file)


def test_nothing_is_unpacked_outside(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save, tmp_path: Path
) -> None:
    inner = save(drawn["34"])
    file = tmp_path / "a.zip"
    with ZipFile(file, "w") as packed:
        packed.write(inner, "../../escaped.geojson")
    with pytest.raises(InputError, match="names a path outside it"):
        read_layers(file)
    assert not list(tmp_path.parent.glob("**/escaped.geojson"))


def test_a_file_of_points_has_no_polygon(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    points = drawn["34"].assign(geometry=drawn["34"].representative_point())
    with pytest.raises(InputError, match="no polygon"):
        proposed(connection, save(points), "34")
