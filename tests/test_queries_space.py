"""The planners' questions of place against distances on the ellipsoid and the units by hand."""

from collections import defaultdict
from decimal import Decimal
from itertools import combinations

import geopandas as gpd
import pytest
from pyproj import Geod
from shapely import LineString, Point, from_wkb
from world import TODAY, Row, World, assert_cells, keys

from geo import queries

ELLIPSOID = Geod(ellps="WGS84")


def points(world: World) -> dict[str, Point]:
    return {
        row["key"]: from_wkb(row["geometry"])
        for row in world.ccn.values()
        if row["geometry"] is not None
    }


def metres(one: Point, other: Point) -> float:
    return float(ELLIPSOID.inv(one.x, one.y, other.x, other.y)[2])


@pytest.mark.parametrize(("lon", "lat"), [(106.2, 21.27), (105.0, 10.5), (108.3, 14.0)])
def test_near_a_point_is_measured_on_the_ellipsoid(world: World, lon: float, lat: float) -> None:
    here = Point(lon, lat)
    away = {key: metres(here, point) / 1000 for key, point in points(world).items()}
    frame = queries.near(world.connection, place=(lon, lat), km=40, as_of=TODAY)
    wanted = {key: km for key, km in away.items() if km <= 40}
    assert set(keys(frame)) == set(wanted)
    assert frame["distance_km"].is_monotonic_increasing
    found = dict(zip(frame["cluster"], frame["distance_km"], strict=True))
    assert all(found[key] == pytest.approx(km, rel=1e-3, abs=1e-6) for key, km in wanted.items())
    assert wanted


def test_near_a_road_is_measured_to_its_nearest_part(world: World) -> None:
    road = LineString([(105.85, 21.03), (106.2, 21.27), (106.76, 21.85)])
    steps = []
    for start, end in combinations(road.coords, 2):
        if start == road.coords[0] and end == road.coords[2]:
            continue
        steps += [Point(p) for p in ELLIPSOID.npts(*start, *end, 4000)]
    line = gpd.GeoSeries([road], crs="EPSG:4326").to_crs("EPSG:32648")
    frame = queries.near(world.connection, place=line, km=12, as_of=TODAY)
    found = dict(zip(frame["cluster"], frame["distance_km"], strict=True))
    reach = 0.25
    around = {k: p for k, p in points(world).items() if p.distance(road) < reach}
    wanted = {
        key: min(metres(point, step) for step in steps) / 1000 for key, point in around.items()
    }
    assert set(found) >= {key for key, km in wanted.items() if km < 11.99}
    assert all(found[key] == pytest.approx(wanted[key], rel=1e-3, abs=0.02) for key in found)
    assert len(found) > 5


def free_land(now: Row) -> tuple[Decimal | None, bool]:
    industrial, leased, share = now["industrial_ha"], now["leased_ha"], now["fill_pct"]
    if industrial is not None and leased is not None:
        return industrial - leased, False
    area = industrial if industrial is not None else now["area_ha"]
    return (None, True) if area is None or share is None else (area * (100 - share) / 100, True)


@pytest.mark.parametrize("ha", [2, 15])
def test_nearest_free(world: World, ha: float) -> None:
    here = Point(106.0, 20.6)
    away = points(world)
    free = {
        row["key"]: free_land(world.now[key])
        for key, row in world.ccn.items()
        if world.now[key]["legal"] == "established" and row["key"] in away
    }
    enough = [key for key, (land, _) in free.items() if land is not None and land >= ha]
    nearest = sorted(enough, key=lambda key: (metres(here, away[key]), key))[:7]
    frame = queries.nearest_free(
        world.connection, place=(here.x, here.y), ha=ha, count=7, as_of=TODAY
    )
    assert set(keys(frame)) == set(nearest)
    assert frame["distance_km"].is_monotonic_increasing
    assert_cells(
        frame,
        {key: {"free_ha": free[key][0], "free_estimated": free[key][1]} for key in nearest},
    )


def test_in_commune(world: World) -> None:
    today = defaultdict(list)
    for key in world.ccn:
        for unit, primary in world.homes[key]:
            if unit["level"] == "commune" and unit["last"] is None:
                today[key].append((unit, primary))
    frame = queries.in_commune(world.connection, as_of=TODAY)
    astride = {world.ccn[key]["key"]: units for key, units in today.items() if len(units) > 1}
    assert {
        key: set(names) for key, names in zip(frame["cluster"], frame["communes"], strict=True)
    } == {
        key: {f"{unit['unit_type']} {unit['name']}" for unit, _ in units}
        for key, units in astride.items()
    }
    assert frame["straddles"].all()
    one = queries.in_commune(world.connection, commune="xã Tân Yên, Bắc Ninh", as_of=TODAY)
    inside = {
        world.ccn[key]["key"]: {"counted_here": primary, "straddles": len(units) > 1}
        for key, units in today.items()
        for unit, primary in units
        if unit["name"] == "Tân Yên"
        and unit["key"].startswith("commune/")
        and world.ccn[key]["province_now"] == "Bắc Ninh"
    }
    assert_cells(one, inside)
    assert inside
