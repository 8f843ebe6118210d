"""Query results as GeoDataFrames: EPSG:4326, longitude first, one row for each thing asked for."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, CursorResult

from geo.database import named_query
from geo.dates import SYSTEMS, Period
from geo.errors import Text
from geo.vocabulary import Level

CRS = "EPSG:4326"

_NUMBERS = {700, 701, 1700}
_WHOLE = {20, 21, 23}
_TRUTH = 16
"""Types of columns, as PostgreSQL numbers them."""


def map_clusters(
    connection: Connection,
    *,
    from_date: date,
    to_date: date,
    known_on: date,
    systems: Mapping[str, date] = SYSTEMS,
    years: Sequence[int] = (),
) -> gpd.GeoDataFrame:
    """Return every cluster (CCN) as a map shows it, sorted by key.

    Columns as `geo/sql/internal/map_clusters.sql` says, apart from these:

    - units: the cluster's units by layer (`34`, `63`, `district`), keys or None;
    - history: the period of each statement as `date`, a text that `Period.parse` reads;
    - schedule: the same as `period`, in the source's words where these name no date;
    - years: `[status, area in ha]` at the end of each of `years`, None for what is not known.

    Areas are hectares, NaN where no source states one; a cluster without a point has a null
    geometry.

    Args:
        connection: to the record.
        from_date: the base.
        to_date: the target.
        known_on: the day from which one looks: later days are told by the plans known then.
        systems: the days whose units are told, by `34` and `63`.
        years: the years whose ends are told.
    """
    frame = _frame(
        connection,
        "map_clusters",
        from_date=from_date,
        to_date=to_date,
        known_on=known_on,
        now=systems["34"],
        before=systems["63"],
        year_ends=[date(year, 12, 31) for year in years],
    )
    names = {"34": "province_now", "63": "province_before", "district": "district"}
    keys = {layer: frame.pop(name).astype(object) for layer, name in names.items()}
    within = pd.DataFrame({layer: held.where(held.notna(), None) for layer, held in keys.items()})
    units = within.to_dict("records")
    frame["units"] = pd.Series(units, index=frame.index, dtype=object)
    for told in frame["history"]:
        for statement in told:
            statement["date"] = _period(statement.pop("from"), statement.pop("to"))
    for planned in frame["schedule"]:
        for milestone in planned:
            period = _period(milestone.pop("from"), milestone.pop("to"))
            milestone["period"] = period or milestone["period_text"] or ""
            del milestone["period_text"]
    return frame


def map_units(
    connection: Connection,
    *,
    from_date: date,
    to_date: date,
    known_on: date,
    units_date: date,
    level: Level,
) -> gpd.GeoDataFrame:
    """Return the units of a level on `units_date` as a map shades them, sorted by key.

    Columns as `geo/sql/internal/map_units.sql` says; all units of the level are there, those
    without a cluster on record with counts of zero and areas of NaN; then, where there are any, the
    clusters that no unit holds in a row without key, name and outline.
    """
    return _frame(
        connection,
        "map_units",
        from_date=from_date,
        to_date=to_date,
        known_on=known_on,
        units_date=units_date,
        level=level.value,
    )


def contents(connection: Connection, *, on_date: date) -> dict[str, int]:
    """Return how many rows of each kind the database holds, in the order of `CONTENTS`."""
    found = connection.execute(named_query("contents"), {"on_date": on_date})
    return {str(item): int(rows) for item, rows in found}


def frame_of(found: CursorResult[Any]) -> gpd.GeoDataFrame:
    """Return rows as a frame: numbers are numbers, a column `geometry` is the place.

    A column keeps its type when it is empty or the frame is; whole numbers and truth values with
    nulls among them are of the types of pandas that know nulls.
    """
    types = {column[0]: column[1] for column in found.cursor.description} if found.cursor else {}
    frame = pd.DataFrame(found.all(), columns=list(found.keys()))
    for name, oid in types.items():
        if oid in _NUMBERS:
            frame[name] = pd.to_numeric(frame[name]).astype("float64")
        elif oid in _WHOLE:
            frame[name] = frame[name].astype("Int64" if frame[name].isna().any() else "int64")
        elif oid == _TRUTH:
            frame[name] = frame[name].astype("boolean" if frame[name].isna().any() else "bool")
    if "geometry" not in frame:
        return gpd.GeoDataFrame(frame)
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries.from_wkb(frame.pop("geometry"), crs=CRS))


def _frame(connection: Connection, name: str, **parameters: Any) -> gpd.GeoDataFrame:
    # Not pandas.read_sql: it hides the driver's error, which `transaction` words.
    found = connection.execute(named_query(name), parameters)
    frame = pd.DataFrame(found.all(), columns=list(found.keys()))
    geometry = gpd.GeoSeries.from_wkb(frame.pop("geometry"), crs=CRS)
    return gpd.GeoDataFrame(frame, geometry=geometry)


@cache
def _period(first: str | None, last: str | None) -> str:
    """Return the text of a period given by its days, "" being open; undated is empty."""
    if first is None or last is None:
        return ""
    start = date.fromisoformat(first) if first else None
    end = date.fromisoformat(last) + timedelta(days=1) if last else None
    return str(Period(start, end))


CONTENTS = {
    "provinces_before": Text("tỉnh, thành phố trước 01/07/2025", "provinces before 2025-07-01"),
    "districts_before": Text("huyện, quận trước 01/07/2025", "districts before 2025-07-01"),
    "provinces_now": Text("tỉnh, thành phố hiện nay", "provinces now"),
    "communes_now": Text("xã, phường, đặc khu hiện nay", "communes now"),
    "clusters": Text("cụm công nghiệp", "industrial clusters"),
    "zones": Text("khu công nghiệp, khu kinh tế", "industrial and economic zones"),
    "aliases": Text("tên gọi khác của cụm", "other names of clusters"),
    "events": Text("sự kiện", "events"),
    "milestones": Text("mốc tiến độ", "milestones"),
    "indicator_values": Text("số liệu tỉnh và cả nước", "figures of provinces and the nation"),
    "sources": Text("nguồn", "sources"),
    "doubtful_pairs": Text("cặp cụm có thể trùng nhau", "pairs of clusters that may be one"),
    "placed_site": Text("cụm, khu biết vị trí khu đất", "placed at their site"),
    "placed_commune": Text("cụm, khu đặt tại tâm xã", "placed at the commune's point"),
    "placed_district": Text("cụm, khu đặt tại tâm huyện", "placed at the district's point"),
    "placed_province": Text("cụm, khu đặt tại tâm tỉnh", "placed at the province's point"),
}
"""What each item of `contents` counts."""
