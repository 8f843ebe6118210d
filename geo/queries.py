"""The planners' twenty questions: one function for each, which answers with a GeoDataFrame.

What a question counts and leaves out stands at the head of its file in `geo/sql/queries`, as do the
columns of the answer. All functions take

- connection: to the record;
- as_of: the day from which one looks, None for today. What comes after it is told by the plans
  known on that day;
- to: the day until which changes are told;
- province: its old or new name, None for the country.

Answers are in EPSG:4326, longitude first, with a null geometry where no place is known, and without
a geometry where the question has none. What is not known is null. An answer without rows has all
columns. `attrs` says the question (`query`) and what was given to it (`asked`).

A value that cannot be used raises InputError; a name that no unit bears UnknownPlace, one that
several bear AmbiguousPlace.
"""

from datetime import date

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from geo.dates import PLAN_END
from geo.frames import frame_of
from geo.parameters import Binder, told
from geo.questions import question

Day = date | str | None
Place = tuple[float, float] | str | BaseGeometry | gpd.GeoSeries | gpd.GeoDataFrame


def ask(connection: Connection, query: str, /, **given: object) -> gpd.GeoDataFrame:
    """Return the answer to a question by its name; None stands for a default.

    Raises:
        InputError: no such question or parameter, or a value that cannot be used.
    """
    asked = question(query)
    today = date.today()  # noqa: DTZ011 -- wherever the user is
    bound = Binder(connection, today).bound(asked, given)
    frame = frame_of(connection.execute(asked.sql, bound))
    said = asked.defaults() | {name: value for name, value in given.items() if value is not None}
    frame.attrs["query"] = query
    frame.attrs["asked"] = {name: told(value, today) for name, value in said.items()}
    return frame


def changes_by_unit(
    connection: Connection,
    *,
    as_of: Day = None,
    to: Day = PLAN_END,
    units: str = "34",
    province: str | None = None,
) -> gpd.GeoDataFrame:
    """Return what is new, expanded, reduced, merged and removed, in numbers and ha, by unit.

    `units`: 34 or 63 provinces, or `district` for those before 2025-07-01; with their outlines.
    """
    return ask(connection, "changes_by_unit", as_of=as_of, to=to, units=units, province=province)


def changes_by_cluster(
    connection: Connection, *, as_of: Day = None, to: Day = PLAN_END, province: str | None = None
) -> gpd.GeoDataFrame:
    """Return every cluster as it is, and as it is to be."""
    return ask(connection, "changes_by_cluster", as_of=as_of, to=to, province=province)


def history(connection: Connection, *, cluster: str) -> gpd.GeoDataFrame:
    """Return what the sources say of one cluster, in order; `cluster` is its key or name."""
    return ask(connection, "history", cluster=cluster)


def mergers(
    connection: Connection, *, as_of: Day = None, to: Day = PLAN_END, province: str | None = None
) -> gpd.GeoDataFrame:
    """Return the clusters merged or to be merged: into which zone, how many ha."""
    return ask(connection, "mergers", as_of=as_of, to=to, province=province)


def removals(
    connection: Connection, *, as_of: Day = None, to: Day = PLAN_END, province: str | None = None
) -> gpd.GeoDataFrame:
    """Return the clusters removed or to be removed from the plan, and what replaces them."""
    return ask(connection, "removals", as_of=as_of, to=to, province=province)


def area_limits(
    connection: Connection, *, as_of: Day = None, to: Day = PLAN_END, province: str | None = None
) -> gpd.GeoDataFrame:
    """Return the clusters of more than 75 ha, or of less than 10 (craft villages: 5)."""
    return ask(connection, "area_limits", as_of=as_of, to=to, province=province)


def plan_gap(
    connection: Connection,
    *,
    as_of: Day = None,
    to: Day = PLAN_END,
    units: str = "district",
    province: str | None = None,
) -> gpd.GeoDataFrame:
    """Return the ha planned less the ha established, by unit (`units` as in changes_by_unit)."""
    return ask(connection, "plan_gap", as_of=as_of, to=to, units=units, province=province)


def waiting_in_plan(
    connection: Connection, *, as_of: Day = None, years: int = 5, province: str | None = None
) -> gpd.GeoDataFrame:
    """Return the clusters in the plan for more than so many years and not established."""
    return ask(connection, "waiting_in_plan", as_of=as_of, years=years, province=province)


def waiting_for_construction(
    connection: Connection, *, as_of: Day = None, months: int = 24, province: str | None = None
) -> gpd.GeoDataFrame:
    """Return the clusters established more than so many months ago and not under construction."""
    return ask(
        connection, "waiting_for_construction", as_of=as_of, months=months, province=province
    )


def milestones_due(
    connection: Connection, *, as_of: Day = None, province: str | None = None
) -> gpd.GeoDataFrame:
    """Return the milestones overdue, and those due in the quarter of the day."""
    return ask(connection, "milestones_due", as_of=as_of, province=province)


def room_for_new(
    connection: Connection,
    *,
    as_of: Day = None,
    province: str | None = None,
    district: str | None = None,
) -> gpd.GeoDataFrame:
    """Return fill and unleased land by old district, and whether a new cluster may be set up."""
    return ask(connection, "room_for_new", as_of=as_of, province=province, district=district)


def without_wastewater(
    connection: Connection, *, as_of: Day = None, province: str | None = None
) -> gpd.GeoDataFrame:
    """Return the established clusters without a running wastewater plant."""
    return ask(connection, "without_wastewater", as_of=as_of, province=province)


def near(
    connection: Connection, *, place: Place, km: float = 10, as_of: Day = None
) -> gpd.GeoDataFrame:
    """Return the clusters within so many km of a place, the nearest first.

    `place`: longitude and latitude; a geometry in EPSG:4326; a GeoSeries or GeoDataFrame, in any
    projection; or `@` and a file that geopandas reads.
    """
    return ask(connection, "near", place=place, km=km, as_of=as_of)


def nearest_free(
    connection: Connection,
    *,
    place: tuple[float, float] | str | shapely.Point,
    ha: float = 10,
    count: int = 10,
    as_of: Day = None,
) -> gpd.GeoDataFrame:
    """Return the nearest clusters with at least so many ha free; `place` is a point, lon first."""
    return ask(connection, "nearest_free", place=place, ha=ha, count=count, as_of=as_of)


def in_commune(
    connection: Connection, *, commune: str | None = None, as_of: Day = None
) -> gpd.GeoDataFrame:
    """Return the clusters in a commune of today; without one, those that straddle several."""
    return ask(connection, "in_commune", commune=commune, as_of=as_of)


def same_name(
    connection: Connection,
    *,
    name: str | None = None,
    likeness: float = 0.5,
    province: str | None = None,
) -> gpd.GeoDataFrame:
    """Return the clusters that share their name; with a name, all that bear one like it."""
    return ask(connection, "same_name", name=name, likeness=likeness, province=province)


def capital_per_ha(
    connection: Connection, *, as_of: Day = None, province: str | None = None
) -> gpd.GeoDataFrame:
    """Return the capital of each cluster per ha, where a source states it."""
    return ask(connection, "capital_per_ha", as_of=as_of, province=province)


def stated_totals(
    connection: Connection, *, as_of: Day = None, province: str | None = None
) -> gpd.GeoDataFrame:
    """Return the totals that sources state, beside what the clusters on record add up to."""
    return ask(connection, "stated_totals", as_of=as_of, province=province)


def conflicts(connection: Connection, *, province: str | None = None) -> gpd.GeoDataFrame:
    """Return where sources disagree, the preferred side first."""
    return ask(connection, "conflicts", province=province)


def placed_at_centroid(
    connection: Connection,
    *,
    precision: str | None = None,
    province: str | None = None,
    as_of: Day = None,
) -> gpd.GeoDataFrame:
    """Return the clusters whose point is that of a unit; `precision`: only those of this level."""
    return ask(
        connection, "placed_at_centroid", precision=precision, province=province, as_of=as_of
    )
