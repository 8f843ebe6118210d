from datetime import timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.dates import SWITCH
from geo.gazetteer import Gazetteer
from geo.ingest.boundaries import EQUAL_AREA, METHOD, SYMBOL, approximate_boundaries
from geo.units import UnitTables
from geo.vocabulary import Level

LAST_DAY = SWITCH - timedelta(days=1)


@pytest.fixture(scope="module")
def boundaries(tables: UnitTables) -> gpd.GeoDataFrame:
    return approximate_boundaries(tables)


def shapes(boundaries: gpd.GeoDataFrame, keys: list[str]) -> gpd.GeoSeries:
    return boundaries.set_index("key").geometry.loc[keys]


def test_every_province_and_last_district_has_one(
    boundaries: gpd.GeoDataFrame, gazetteer: Gazetteer
) -> None:
    wanted = {
        unit.key
        for units in (
            gazetteer.at(Level.PROVINCE, on=LAST_DAY),
            gazetteer.at(Level.PROVINCE, on=SWITCH),
            gazetteer.at(Level.DISTRICT, on=LAST_DAY),
        )
        for unit in units
    }
    assert len(wanted) == 63 + 34 - 11 + 696
    assert set(boundaries["key"]) == wanted
    assert boundaries["key"].is_unique


def test_geometries_are_valid_multipolygons_in_degrees(boundaries: gpd.GeoDataFrame) -> None:
    assert boundaries.crs == "EPSG:4326"
    assert set(boundaries.geom_type) == {"MultiPolygon"}
    assert boundaries.is_valid.all()
    assert not boundaries.is_empty.any()


@pytest.mark.parametrize("on", [LAST_DAY, SWITCH])
def test_provinces_are_their_districts(
    boundaries: gpd.GeoDataFrame, gazetteer: Gazetteer, on: object
) -> None:
    for province in gazetteer.at(Level.PROVINCE, on=on):  # type: ignore[arg-type]
        districts = [
            district.key
            for district in gazetteer.at(Level.DISTRICT, on=LAST_DAY)
            if province in gazetteer.successors(district.parent, on=on)  # type: ignore[arg-type]
        ]
        joined = shapely.union_all(shapes(boundaries, districts).to_numpy())
        (whole,) = shapes(boundaries, [province.key])
        assert shapely.equals(joined, whole), province


@pytest.mark.parametrize(("level", "on"), [("province", LAST_DAY), ("district", LAST_DAY)])
def test_neighbours_do_not_overlap(
    boundaries: gpd.GeoDataFrame, gazetteer: Gazetteer, level: str, on: object
) -> None:
    units = gazetteer.at(Level(level), on=on)  # type: ignore[arg-type]
    cells = shapes(boundaries, [unit.key for unit in units]).to_crs(EQUAL_AREA).to_numpy()
    assert shapely.area(shapely.union_all(cells)) == pytest.approx(shapely.area(cells).sum())


def test_areas_are_near_the_known_ones(
    boundaries: gpd.GeoDataFrame, tables: UnitTables, gazetteer: Gazetteer
) -> None:
    known = {unit.key: unit.area_km2 for unit in tables.units}
    for on in (LAST_DAY, SWITCH):
        keys = [unit.key for unit in gazetteer.at(Level.PROVINCE, on=on)]
        drawn = shapes(boundaries, keys).to_crs(EQUAL_AREA).area / 1e6
        stated = np.array([known[key] for key in keys], dtype=float)
        assert np.median(np.abs(drawn.to_numpy() / stated - 1)) < 0.05
        assert drawn.sum() == pytest.approx(stated.sum(), rel=0.03)


def test_districts_hold_most_of_their_centroids(
    boundaries: gpd.GeoDataFrame, gazetteer: Gazetteer
) -> None:
    units = gazetteer.at(Level.DISTRICT, on=LAST_DAY)
    cells = shapes(boundaries, [unit.key for unit in units]).to_numpy()
    points = shapely.points([(unit.lon, unit.lat) for unit in units])
    assert shapely.contains(cells, points).mean() > 0.95


def test_the_archipelagos_are_symbols_within_their_provinces(
    boundaries: gpd.GeoDataFrame, gazetteer: Gazetteer
) -> None:
    for name, province, point in (
        ("Hoàng Sa", "Đà Nẵng", (111.6, 16.53)),
        ("Trường Sa", "Khánh Hòa", (111.92, 8.64)),
    ):
        district = gazetteer.resolve(f"huyện {name}", on=LAST_DAY)
        row = boundaries.set_index("key").loc[district.key]
        assert row["method"] == SYMBOL
        assert row.geometry.contains(shapely.Point(point))
        for on in (LAST_DAY, SWITCH):
            holder = gazetteer.resolve(province, on=on, level=Level.PROVINCE)
            assert shapes(boundaries, [holder.key]).iloc[0].contains(shapely.Point(point))
    assert (boundaries["method"] == SYMBOL).sum() == 2
    assert set(boundaries["method"]) == {SYMBOL, METHOD}
