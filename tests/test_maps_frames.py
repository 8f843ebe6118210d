"""Frames that a user made: what maps take from them as it is, and what they refuse by name."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from maps_scene import SPEC, clusters, national, provinces, statement

from geo.errors import InputError
from geo.maps import Sheet, Style, atlas_map
from geo.maps.markers import marks
from geo.maps.scene import scene
from geo.maps.static import multiples, picture

DRAWERS: list[Callable[[Sheet], object]] = [atlas_map, picture]


def with_points(*points: shapely.Geometry | None) -> gpd.GeoDataFrame:
    frame = clusters([{} for _ in points])
    return frame.set_geometry(gpd.GeoSeries(list(points), crs=4326))


@pytest.mark.parametrize("draw", DRAWERS)
@pytest.mark.parametrize("column", ["area_from_ha", "area_to_ha"])
@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_infinite_area_is_refused(
    draw: Callable[[Sheet], object], column: str, value: float
) -> None:
    frame = clusters([{}, {column: value, "years": None}])
    with pytest.raises(InputError, match=f'Column "{column}", row "k1": "-?inf" is not a finite'):
        draw(national(frame, {}, style=Style.MARKERS))


@pytest.mark.parametrize("draw", DRAWERS)
@pytest.mark.parametrize("value", [np.inf, "many"])
def test_a_figure_of_a_unit_that_is_no_number_is_refused(
    draw: Callable[[Sheet], object], value: object
) -> None:
    frame = provinces(34)
    frame["change_ha"] = frame["change_ha"].astype(object)
    frame.loc[frame.index[7], "change_ha"] = value
    with pytest.raises(InputError, match=f'Column "change_ha", row "p7": "{value}"'):
        draw(national(layers={"34": frame}))


def test_an_infinite_figure_of_a_statement_or_a_year_is_refused() -> None:
    said = clusters([{"history": [statement("2024", "planned", area_ha=np.inf)]}])
    with pytest.raises(InputError, match=r'Column "history.area_ha", row "k0": "inf"'):
        marks(national(said))
    year = clusters([{"years": [["planned", np.inf]] * len(SPEC.years)}])
    with pytest.raises(InputError, match='Column "years", row "k0": "inf"'):
        marks(national(year))


@pytest.mark.parametrize("draw", DRAWERS)
@pytest.mark.parametrize(
    "shape",
    [
        shapely.Point(21.0, 106.0),
        shapely.Point(-106.0, 21.0),
        shapely.Point(np.inf, 21.0),
        shapely.box(105, 20, 106, 21),
    ],
)
def test_a_point_that_cannot_be_in_viet_nam_is_refused(
    draw: Callable[[Sheet], object], shape: shapely.Geometry
) -> None:
    frame = with_points(shapely.Point(106, 21), shape)
    with pytest.raises(InputError, match=r'Cluster "k1": .* is no point in Viet Nam'):
        draw(national(frame, {}, style=Style.MARKERS))


def test_an_empty_point_or_one_of_nan_is_none() -> None:
    frame = with_points(
        shapely.Point(106, 21), shapely.Point(), shapely.Point(np.nan, np.nan), None
    )
    sheet = national(frame, {}, style=Style.MARKERS)
    assert scene(sheet).unplaced == 3
    assert marks(sheet)["xy"].split(" ")[2:] == [""] * 6
    assert picture(sheet)


@pytest.mark.parametrize("draw", DRAWERS)
def test_a_change_that_no_legend_has_is_refused(draw: Callable[[Sheet], object]) -> None:
    frame = clusters([{"change": "new"}, {"change": "moved"}])
    with pytest.raises(InputError, match=r'Cluster "k1": there is no change "moved"; .* new, exp'):
        draw(national(frame, {}, style=Style.MARKERS))


def test_a_change_that_is_not_told_is_unconfirmed() -> None:
    made = marks(national(clusters([{"change": None}, {"change": np.nan}]), {}))
    assert made["texts"]["change"] == {"texts": ["unconfirmed"]}


def test_arrays_are_taken_as_lists_are() -> None:
    said = [statement("2024", "planned", area_ha=12.0)]
    years: list[Any] = [["planned", 12.0]] * len(SPEC.years)
    listed = clusters([{"history": said, "years": years}])
    arrays = listed.assign(
        history=[np.array(said, dtype=object)],
        years=[np.array([np.array(one, dtype=object) for one in years], dtype=object)],
    )
    assert marks(national(arrays)) == marks(national(listed))
    assert multiples(national(arrays)) == multiples(national(listed))


def test_clusters_without_years_have_none_and_too_few_are_refused() -> None:
    silent = clusters([{"years": None}])
    assert marks(national(silent))["years"]["status"] == {"texts": ["-" * len(SPEC.years)]}
    assert multiples(national(silent))
    assert marks(national(silent.drop(columns="years"))) == marks(national(silent))
    short = clusters([{}, {"years": [["planned", 1.0]] * 3}])
    for draw in (marks, multiples):
        with pytest.raises(InputError, match=r'Cluster "k1": .* of 10 years, not of 3'):
            draw(national(short))
