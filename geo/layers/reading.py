"""The clusters of a day as the record has them, read in portions so that any number fits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
from sqlalchemy import Connection

from geo.captions import NATION, day, of_province
from geo.database import named_query
from geo.dates import PLAN_END, SYSTEMS
from geo.errors import Text
from geo.frames import frame_of
from geo.layers.columns import Column, Headings
from geo.units import Unit

PORTION = 10_000
"""Rows read at a time."""


@dataclass(frozen=True)
class Choice:
    """What is taken out of the record, and how it is headed.

    Attributes:
        as_of: the day the clusters are told of.
        known_on: the day from which one looks, not after `as_of`.
        columns: in the order of the file.
        headings: of the columns.
        units: `63` or `34`; None: both systems.
        within: only the clusters that lie in this unit, wholly or in part; None: the country.
    """

    as_of: date
    known_on: date
    columns: tuple[Column, ...]
    headings: Headings
    units: str | None = None
    within: Unit | None = None

    @property
    def title(self) -> Text:
        """What the file shows: of which day, and where."""
        on, place = day(self.as_of), NATION
        if self.within is not None:
            place = of_province(self.within, both=False)
        return Text(
            f"Cụm công nghiệp ngày {on.vi}, {place.vi}",
            f"Industrial clusters on {on.en}, {place.en}",
        )


Row = tuple[Any, ...]
Place = tuple[float, float] | None


@dataclass(frozen=True)
class Portion:
    """Some rows in the columns chosen, codes in words, and the points, longitude first."""

    rows: Sequence[Row]
    places: Sequence[Place]


def clusters(connection: Connection, choice: Choice) -> Iterator[Portion]:
    """Yield the clusters of the day in the order of their codes."""
    found = connection.execute(
        named_query("export_clusters"),
        {
            "as_of": choice.as_of,
            "known_on": choice.known_on,
            "within": None if choice.within is None else choice.within.key,
        },
        execution_options={"stream_results": True, "max_row_buffer": PORTION},
    )
    names = list(found.keys())
    picked = [(names.index(column.name), column) for column in choice.columns]
    lon, lat = names.index("lon"), names.index("lat")
    for rows in found.partitions(PORTION):
        yield Portion(
            [
                tuple(column.said(row[place], choice.headings) for place, column in picked)
                for row in rows
            ],
            [None if row[lon] is None else (row[lon], row[lat]) for row in rows],
        )


def provinces(connection: Connection, choice: Choice, system: str) -> gpd.GeoDataFrame:
    """Return the provinces of a system with their figures of the day and of 2030, and outlines."""
    return frame_of(
        connection.execute(
            named_query("export_provinces"),
            {
                "as_of": choice.as_of,
                "to_date": max(PLAN_END, choice.as_of),
                "known_on": choice.known_on,
                "units_date": SYSTEMS[system],
                "within": None if choice.within is None else choice.within.key,
            },
        )
    )
