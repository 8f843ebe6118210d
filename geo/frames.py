"""Query results as GeoDataFrames: EPSG:4326, longitude first, one row for each thing asked for."""

from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection

from geo.database import named_query
from geo.errors import Text
from geo.vocabulary import Level

CRS = "EPSG:4326"


def cluster_changes(connection: Connection, *, from_date: date, to_date: date) -> gpd.GeoDataFrame:
    """Return every cluster with what becomes of it between two days, its point and its sources.

    Columns as `geo/sql/queries/cluster_changes.sql` says. A cluster without a point has a null
    geometry. Areas are hectares, NaN where no source states one.
    """
    return _frame(connection, "cluster_changes", from_date=from_date, to_date=to_date)


def unit_changes(
    connection: Connection, *, from_date: date, to_date: date, units_date: date, level: Level
) -> gpd.GeoDataFrame:
    """Return the changes between two days by the units of `units_date`, with their polygons.

    Columns as `geo/sql/queries/unit_changes.sql` says; all units of the level are there, those
    without a cluster on record with zeros and a change of NaN.
    """
    return _frame(
        connection,
        "unit_changes",
        from_date=from_date,
        to_date=to_date,
        units_date=units_date,
        level=level.value,
    )


def stated_clusters(connection: Connection, *, to_date: date) -> dict[str, float]:
    """Return how many clusters a source says a unit plans up to `to_date`, by the unit's key."""
    found = connection.execute(named_query("stated_clusters"), {"to_date": to_date})
    return {row.key: row.stated for row in found}


def contents(connection: Connection, *, on_date: date) -> dict[str, int]:
    """Return how many rows of each kind the database holds, in the order of `CONTENTS`."""
    found = connection.execute(named_query("contents"), {"on_date": on_date})
    return {str(item): int(rows) for item, rows in found}


def _frame(connection: Connection, name: str, **parameters: Any) -> gpd.GeoDataFrame:
    # Not pandas.read_sql: it hides the driver's error, which `transaction` words.
    found = connection.execute(named_query(name), parameters)
    frame = pd.DataFrame(found.all(), columns=list(found.keys()))
    geometry = gpd.GeoSeries.from_wkb(frame.pop("geometry"), crs=CRS)
    return gpd.GeoDataFrame(frame, geometry=geometry)


CONTENTS = {
    "provinces_before": Text("tỉnh, thành phố trước 01/7/2025", "provinces before 2025-07-01"),
    "districts_before": Text("huyện, quận trước 01/7/2025", "districts before 2025-07-01"),
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
