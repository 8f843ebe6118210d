"""The tables of a record, for working out by hand what queries ask of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import pandas as pd
import pytest
from crowd import strew
from sqlalchemy import Connection, Engine, text

from geo.dates import PLAN_END, SWITCH

TODAY = date(2026, 11, 22)
LAST_DAY = SWITCH - timedelta(days=1)
LEFT = ("merged", "removed")
STANDING = ("established", "construction", "operating")

Row = Mapping[str, Any]


class World:
    """The tables of one record, and what a planner would work out from them by hand."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def read(self, statement: str, **parameters: object) -> list[Row]:
        return [
            dict(row) for row in self.connection.execute(text(statement), parameters).mappings()
        ]

    @cached_property
    def clusters(self) -> dict[int, Row]:
        found = self.read("SELECT * FROM planning.cluster_place")
        return {row["cluster_id"]: row for row in found}

    @cached_property
    def ccn(self) -> dict[int, Row]:
        return {key: row for key, row in self.clusters.items() if row["zone_type"] == "CCN"}

    @cached_property
    def now(self) -> dict[int, Row]:
        return self._fold(TODAY)

    @cached_property
    def later(self) -> dict[int, Row]:
        return self._fold(PLAN_END)

    def _fold(self, day: date) -> dict[int, Row]:
        found = self.read("SELECT * FROM planning.cluster_on(:day, :today)", day=day, today=TODAY)
        return {row["cluster_id"]: row for row in found}

    @cached_property
    def said(self) -> dict[int, list[Row]]:
        """What is said of each cluster, in the order in which it counts."""
        found = defaultdict(list)
        for row in self.read("SELECT * FROM atlas.event ORDER BY precedence"):
            found[row["cluster_id"]].append(row)
        return found

    @cached_property
    def events(self) -> dict[int, Row]:
        return {row["event_id"]: row for rows in self.said.values() for row in rows}

    @cached_property
    def units(self) -> dict[int, Row]:
        found = self.read(
            "SELECT unit_id, key, level, name, unit_type, parent_id, lower(valid) AS first,"
            " upper(valid) AS last FROM atlas.administrative_unit"
        )
        return {row["unit_id"]: row for row in found}

    @cached_property
    def homes(self) -> dict[int, list[tuple[Row, bool]]]:
        """The units that each cluster lies in, and whether totals count it there."""
        found = defaultdict(list)
        for row in self.read("SELECT cluster_id, unit_id, is_primary FROM atlas.cluster_site_unit"):
            found[row["cluster_id"]].append((self.units[row["unit_id"]], row["is_primary"]))
        return found

    def home(self, cluster: int, level: str, day: date) -> str | None:
        """Return the key of the unit that counts a cluster on a day."""
        found = [
            unit["key"]
            for unit, primary in self.homes[cluster]
            if primary
            and unit["level"] == level
            and (unit["first"] is None or unit["first"] <= day)
            and (unit["last"] is None or day < unit["last"])
        ]
        assert len(found) <= 1
        return found[0] if found else None

    def lies_in(self, cluster: int, unit: str) -> bool:
        return any(unit == home["key"] for home, _ in self.homes[cluster])

    def left_before(self, cluster: int) -> int:
        """Return the rank of the last merger or removal that happened; 0 for none."""
        return max(
            (
                row["precedence"]
                for row in self.said[cluster]
                if row["kind"] in LEFT
                and row["modality"] in ("done", "decided")
                and (row["effective_on"] or date.min) <= TODAY
            ),
            default=0,
        )

    def first(self, cluster: int, kind: str, modalities: tuple[str, ...]) -> Row | None:
        """Return the earliest statement of a kind since the cluster last left, dated ones first."""
        since = self.left_before(cluster)
        found = [
            row
            for row in self.said[cluster]
            if row["kind"] == kind
            and row["modality"] in modalities
            and (row["effective_on"] or date.min) <= TODAY
            and row["precedence"] > since
        ]
        order = {"key": lambda row: (row["effective_on"] or date.max, row["precedence"])}
        return min(found, default=None, **order)


@pytest.fixture(scope="module", params=["shipped", "crowd"])
def world(request: pytest.FixtureRequest, engine: Engine) -> Iterator[World]:
    """The shipped record, and the same with a crowd; all is undone."""
    with engine.connect() as connection:
        transaction = connection.begin()
        if request.param == "crowd":
            strew(connection, clusters=400, events=4000, sources=50)
            connection.execute(text("ANALYZE"))
        yield World(connection)
        transaction.rollback()


def keys(frame: pd.DataFrame) -> list[str]:
    return list(frame["cluster"])


def near(found: object, wanted: object) -> bool:
    """Tell whether two cells say the same; unknown is unknown."""
    if wanted is None:
        return bool(pd.isna(found))
    return found == pytest.approx(float(wanted)) if isinstance(wanted, Decimal) else found == wanted


def assert_cells(
    frame: pd.DataFrame, wanted: Mapping[str, Mapping[str, object]], *index: str
) -> None:
    """Compare the rows of a frame, by key, with the cells wanted of each."""
    rows = {row[index[0] if index else "cluster"]: row for row in frame.to_dict("records")}
    assert set(rows) == set(wanted)
    wrong = [
        (key, name, rows[key][name], cell)
        for key, cells in wanted.items()
        for name, cell in cells.items()
        if not near(rows[key][name], cell)
    ]
    assert not wrong
