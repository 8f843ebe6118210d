"""The tables of facts as read: what is refused, with its place, and what order does not change."""

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from geo.dates import Period
from geo.errors import DataError, InputError
from geo.gazetteer import Gazetteer
from geo.ingest.dataset import (
    COLUMNS,
    ClusterCells,
    Dataset,
    EventCells,
    MilestoneCells,
    ValueCells,
    read_dataset,
)
from geo.model import Base

USUAL = {
    "clusters": {
        "zone_type": "CCN",
        "province": "Bắc Giang",
        "district": "Yên Dũng",
        "units_on": "2024-01-01",
    },
    "events": {"kind": "planned", "modality": "planned", "source_id": "list", "place": "row"},
    "milestones": {"stage": "construction", "source_id": "list", "place": "row"},
    "indicator_values": {
        "unit": "Bắc Giang",
        "units_on": "2024-01-01",
        "indicator": "area",
        "value": "5",
        "modality": "done",
        "source_id": "list",
        "place": "row",
    },
    "corrections": {
        "table": "events",
        "reason": "misprint",
        "editor": "Lan",
        "decided_on": "2026-01-01",
    },
}


class Tables:
    """A folder of facts: one source, one indicator, clusters `a`, `b`, `c`, and what is added."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[dict[str, str]]] = {name[:-4]: [] for name in COLUMNS}
        self.add("sources", source_id="list", title="A list")
        self.add(
            "indicators",
            indicator="area",
            label_vi="diện tích",
            label_en="area",
            unit_of_measure="ha",
            aggregation="sum",
        )
        for name in "abc":
            self.add("clusters", cluster_id=name, name=name.upper())

    def add(self, table: str, /, **cells: str) -> "Tables":
        self.rows[table].append(USUAL.get(table, {}) | cells)
        return self

    def read(self, gazetteer: Gazetteer) -> Dataset:
        for table, rows in self.rows.items():
            with (self.folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS[f"{table}.csv"].split(","))
                writer.writeheader()
                writer.writerows(rows)
        return read_dataset(self.folder, gazetteer)


@pytest.fixture
def facts(tmp_path: Path) -> Tables:
    return Tables(tmp_path)


@pytest.mark.parametrize(
    ("table", "cells", "field", "said"),
    [
        ("events", {"period": "2021-Q5"}, "period", "quarters run from 1 to 4"),
        ("events", {"period": "2021-02-31"}, "period", "is no date"),
        ("events", {"period": "2024-06/2024-03"}, "period", "ends .* before it begins"),
        ("events", {"period": "/"}, "period", "no date on either side"),
        ("events", {"cluster_id": "z", "kind": "expanded"}, "cluster_id", "no row has this key"),
        ("events", {"absorbed_into": "z"}, "absorbed_into", "no row has this key"),
        ("events", {"absorbed_into": "a"}, "absorbed_into", "is the cluster itself"),
        ("events", {"fill_pct": "101"}, "fill_pct", "between 0 and 100"),
        ("events", {"area_ha": "0"}, "area_ha", "above zero"),
        ("events", {"area_ha": "12,5"}, "area_ha", "is no number"),
        ("events", {"source_id": "z"}, "source_id", "no row has this key"),
        ("events", {"place": ""}, "place", "must not be empty"),
        ("milestones", {"period": "2023-Q0"}, "period", "quarters run from 1 to 4"),
        ("milestones", {"actual": "2023-04-31"}, "actual", "is no date"),
        ("milestones", {"stage": "dreaming"}, "stage", "must be among"),
        ("milestones", {"cluster_id": "z"}, "cluster_id", "no row has this key"),
        ("indicator_values", {"period": "2030/2021"}, "period", "ends .* before it begins"),
        ("indicator_values", {"value": ""}, "value", "must not be empty"),
        ("indicator_values", {"indicator": "z"}, "indicator", "no row has this key"),
    ],
)
def test_what_cannot_be_is_refused_with_its_row_and_the_reason(
    facts: Tables, gazetteer: Gazetteer, table: str, cells: dict[str, str], field: str, said: str
) -> None:
    key = {"events": "event_id", "milestones": "milestone_id", "indicator_values": "value_id"}
    subject = {} if table == "indicator_values" else {"cluster_id": "a"}
    facts.add(table, **{key[table]: "good"}, **subject)
    facts.read(gazetteer)
    facts.add(table, **{key[table]: "bad"}, **(subject | cells))
    with pytest.raises(DataError, match=said) as refused:
        facts.read(gazetteer)
    assert refused.value.file == f"{table}.csv"
    assert refused.value.line == 3
    assert refused.value.field == field
    assert refused.value.value == cells[field]


@pytest.mark.parametrize(
    ("period", "vi", "en"),
    [
        ("2021-Q5", "quý chỉ từ 1 đến 4", "quarters run from 1 to 4"),
        ("2021-13", "tháng chỉ từ 01 đến 12", "months run from 01 to 12"),
        ("2021-02-31", "tháng 2 năm 2021 chỉ có ngày 01 đến 28", "2021-02 has days 01 to 28"),
        ("0000", "không có năm 0", "there is no year 0"),
        ("31/02/2021", "“31” không phải năm", '"31" is not a year'),
        ("/", "hai bên dấu gạch chéo", "either side of the slash"),
        (
            "2025/2023",
            "kết thúc (2023-12-31) trước khi bắt đầu (2025-01-01)",
            "ends (2023-12-31) before it begins (2025-01-01)",
        ),
    ],
)
def test_why_a_period_is_refused_is_said_in_both_languages(
    facts: Tables, gazetteer: Gazetteer, period: str, vi: str, en: str
) -> None:
    facts.add("events", event_id="e", cluster_id="a", period=period)
    with pytest.raises(DataError) as refused:
        facts.read(gazetteer)
    assert vi in refused.value.problem.vi
    assert en in refused.value.problem.en


def test_a_table_that_is_missing_is_named(facts: Tables, gazetteer: Gazetteer) -> None:
    facts.read(gazetteer)
    (facts.folder / "corrections.csv").unlink()
    with pytest.raises(InputError, match=r"file .*corrections\.csv"):
        read_dataset(facts.folder, gazetteer)


@given(order=st.permutations(range(6)))
@hypothesis_settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_order_of_rows_changes_nothing(
    tmp_path: Path, gazetteer: Gazetteer, order: list[int]
) -> None:
    def read(positions: list[int]) -> Dataset:
        facts = Tables(tmp_path)
        for n in positions:
            facts.add("events", event_id=str(n), cluster_id="abc"[n % 3], period=f"202{n}")
        data = facts.read(gazetteer)
        data.sha256 = ""
        return data

    assert read(order) == read(list(range(6)))


def test_a_period_is_kept_as_it_was_stated(facts: Tables, gazetteer: Gazetteer) -> None:
    facts.add("events", event_id="e", cluster_id="a", period="/2030", period_text="đến năm 2030")
    subject, said, citation = facts.read(gazetteer).events["e"]
    assert (subject, citation) == ("a", ("list", "row"))
    assert said.period == Period.parse("/2030")
    assert said.period_text == "đến năm 2030"


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("cluster", ClusterCells),
        ("event", EventCells),
        ("milestone", MilestoneCells),
        ("indicator_value", ValueCells),
    ],
)
def test_cells_are_named_as_the_columns_they_fill(table: str, cells: Any) -> None:
    columns = Base.metadata.tables[f"atlas.{table}"].c
    assert set(cells._fields) <= set(columns.keys())
    required = {
        column.name
        for column in columns
        if not column.nullable
        and column.computed is None
        and column.name not in ("key", "import_run_id")
        and not column.name.endswith("_id")
    }
    assert required <= set(cells._fields)
