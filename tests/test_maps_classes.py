"""Classes of a choropleth, and the compact form in which a map carries its data."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from mapclassify import FisherJenks

from geo.errors import InputError
from geo.maps import compact, outlines
from geo.maps.classes import NO_DATA, SYMBOLS, bounds, classify, ranks
from geo.vocabulary import Change, Status

NAN = float("nan")


def test_every_known_value_has_one_class_and_the_unknown_none() -> None:
    values = np.array([-120.0, -3.0, 0.0, 0.0, 4.0, 60.0, 61.0, 900.0, NAN])
    classes = classify(values)
    places = ranks(classes, values)
    assert places[-1] == NO_DATA
    assert (places[:-1] >= 0).all()
    assert sum(one.holds(values).sum() for one in classes) == 8
    for value, place in zip(values[:-1], places[:-1], strict=True):
        assert classes[place].low <= value <= classes[place].high


def test_no_class_crosses_zero_and_zero_has_its_own() -> None:
    values = np.array([-50.0, -1.0, 0.0, 2.0, 70.0])
    classes = classify(values)
    assert [c for c in classes if c.low == c.high == 0]
    assert all(c.high <= 0 or c.low >= 0 for c in classes)
    assert not [c for c in classify(values[values != 0]) if c.low == c.high]


def test_same_amount_lost_or_gained_is_equally_far_from_zero() -> None:
    values = np.array([-90.0, -40.0, -8.0, 8.0, 40.0, 90.0])
    classes = classify(values, breaks=(10, 50))
    assert [(c.low, c.high) for c in classes] == [
        (-np.inf, -50),
        (-50, -10),
        (-10, 0),
        (0, 10),
        (10, 50),
        (50, np.inf),
    ]
    assert len({c.color for c in classes}) == 6


def test_bounds_are_round_and_shared_by_all_values() -> None:
    values = np.random.default_rng(4).lognormal(4, 1, 97)
    classes = classify(values)
    inner = [c.high for c in classes[:-1]]
    assert len(inner) == 3
    assert all(float(f"{bound:.1e}") == bound for bound in inner)
    assert classes[-1].high == np.inf


@pytest.mark.parametrize("breaks", [(0, 5), (5, 5), (9, 3), (-4, 2), (1, NAN), (1, float("inf"))])
def test_bounds_that_do_not_rise_are_refused(breaks: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match="positive and rising"):
        classify(np.array([1.0, 2.0]), breaks=breaks)


def test_more_bounds_than_shades_are_refused() -> None:
    with pytest.raises(InputError, match="at most 4"):
        classify(np.array([1.0, 99.0]), breaks=(1, 2, 3, 4, 5))


@pytest.mark.parametrize("values", [[], [NAN], [0.0], [7.0], [5.0, 5.0, 5.0]])
def test_few_values_make_few_classes(values: list[float]) -> None:
    given = np.array(values, dtype=float)
    classes = classify(given)
    assert sum(one.holds(given).sum() for one in classes) == (~np.isnan(given)).sum()
    assert len(classes) == (1 if (~np.isnan(given)).any() else 0)


def test_each_change_has_its_own_colour_and_its_own_shape() -> None:
    assert set(SYMBOLS) == {*Change, Status.UNCONFIRMED}
    assert len({symbol.color for symbol in SYMBOLS.values()}) == len(SYMBOLS)
    assert len({symbol.shape for symbol in SYMBOLS.values()}) == len(SYMBOLS)


def test_json_cannot_end_the_element_that_holds_it() -> None:
    text = compact.dumps({"</script><!--": "a\u2028b\u2029c\0d\ud800e"})
    assert not set("<\u2028\u2029\0\ud800") & set(text)
    assert json.loads(text) == {"</script><!--": "a\u2028b\u2029c\0d\ud800e"}


def test_numbers_keep_places_of_the_unknown() -> None:
    assert compact.numbers([1.0, None, NAN, -0.001, 12.5, 100], 2) == "1   0 12.5 100"
    assert compact.numbers([pd.NA, 10, 20.0]) == " 10 20"


def test_texts_are_stored_once() -> None:
    assert compact.texts(["b", None, "a", "b", NAN, ""]) == {
        "texts": ["b", "a", ""],
        "at": "0  1 0  2",
    }


def test_points_are_steps_from_one_to_the_next() -> None:
    places = gpd.GeoSeries([shapely.Point(106.25, 21.21), None, shapely.Point(106.2501, 21.2)])
    assert compact.points(places) == "1062500 212100   1 -100"


def test_outlines_keep_holes_and_parts_and_drop_what_cannot_be_drawn() -> None:
    square = shapely.box(105, 20, 106, 21)
    speck = shapely.box(107, 20, 107.0001, 20.0001)
    holed = shapely.Polygon(square.exterior, [shapely.box(105.2, 20.2, 105.4, 20.4).exterior])
    mixed = shapely.GeometryCollection([shapely.MultiPolygon([holed, speck]), shapely.Point(1, 2)])
    ring = "212000 40000 0 2000 -2000 0 0 -2000"
    areas = gpd.GeoSeries([square, mixed, None, shapely.Polygon()])
    first, second, third, fourth = outlines.outlines(areas.to_numpy())
    assert first == [[ring]]
    assert [len(rings) for rings in second] == [2]
    assert third == fourth == []


def test_a_very_detailed_layer_is_simplified_with_its_borders_kept_common() -> None:
    steps = np.linspace(0, 1, 30_001)
    border = np.column_stack([105 + 0.001 * np.sin(steps * 900), 20 + steps]).tolist()
    junction = border[15_000]
    west = shapely.Polygon([*border, [104, 21], [104, 20]])
    south = shapely.Polygon([*border[:15_001], [106, junction[1]], [106, 20]])
    north = shapely.Polygon([*border[15_000:], [106, 21], [106, junction[1]]])
    *drawn, pointed, missing = outlines.outlines(
        np.array([west, south, north, shapely.Point(1, 2), None])
    )
    assert pointed == missing == []
    rings = [parts[0][0] for parts in drawn]
    assert sum(map(len, rings)) < 2000
    corners = [
        {
            tuple(corner)
            for corner in np.array(ring.split(), dtype=int).reshape(-1, 2).cumsum(axis=0)
        }
        for ring in rings
    ]
    meeting = tuple(round(place * outlines.STEPS) for place in junction)
    assert all(meeting in ring for ring in corners)


def test_other_coordinates_are_turned_into_degrees_and_unsaid_ones_refused() -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(106.25, 21.21)], crs=4326)
    (point,) = compact.in_degrees(frame.to_crs(3405)).geometry
    assert (round(point.x, 6), round(point.y, 6)) == (106.25, 21.21)
    with pytest.raises(ValueError, match="no reference system"):
        compact.in_degrees(gpd.GeoDataFrame(geometry=[shapely.Point(1, 2)]))


@pytest.mark.filterwarnings("ignore:Numba not installed")
@pytest.mark.parametrize("k", [2, 3, 4, 5])
@pytest.mark.parametrize("size", [8, 34, 63])
def test_bounds_are_those_of_mapclassify(size: int, k: int) -> None:
    amounts = np.random.default_rng(size).lognormal(4, 1, size).round(1)
    highest = FisherJenks(np.sqrt(amounts), k=k).bins ** 2
    assert bounds(amounts, k=k) == sorted({float(f"{bound:.1e}") for bound in highest[:-1]})


def test_equal_amounts_fall_into_one_class() -> None:
    assert bounds(np.repeat([1.0, 4.0, 9.0, 100.0, 121.0], [30, 1, 2, 50, 1]), k=3) == [1, 9]


def test_bounds_for_several_maps_do_not_hang_on_sign_or_zero() -> None:
    values = np.random.default_rng(4).lognormal(4, 1, 97)
    assert bounds(values) == [c.high for c in classify(values)[:-1]]
    assert bounds(np.concatenate([-values, [0.0, NAN]])) == bounds(values)
    assert bounds(np.array([5.0, -5.0, 0.0])) == []


def test_the_same_outlines_are_made_short_once_whatever_their_names() -> None:
    shapes = [shapely.box(105, 20, 106, 21), None]
    frame = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=shapes, crs=4326)
    first = outlines.layer("63", frame)
    second = outlines.layer("34", frame.assign(name=["c", "d"], key=["k", "l"]))
    assert second["outlines"] is first["outlines"]
    assert (first["keys"], second["keys"]) == (["a", "b"], ["k", "l"])
    assert first["outlines"][1] == []
    assert first["at"].endswith("  ")
    moved = outlines.layer("63", frame.set_geometry([shapely.box(1, 2, 3, 4), None], crs=4326))
    assert moved["outlines"] != first["outlines"]
