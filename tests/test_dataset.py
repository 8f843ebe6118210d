"""The tables of facts as read: what is refused, with its place, and what order does not change."""

import csv
import re
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from conftest import TODAY
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import CheckConstraint, Connection, Numeric, cast, literal_column, select

from geo.dates import SWITCH, Period
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
from geo.ingest.record import write_dataset
from geo.model import Base
from geo.settings import data_folder

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
        return read_dataset(self.folder, gazetteer, TODAY)


@pytest.fixture
def facts(tmp_path: Path) -> Tables:
    return Tables(tmp_path)


@pytest.fixture(scope="module")
def shipped(gazetteer: Gazetteer) -> Dataset:
    return read_dataset(data_folder(), gazetteer, TODAY)


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
            "kết thúc (31/12/2023) trước khi bắt đầu (01/01/2025)",
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
        read_dataset(facts.folder, gazetteer, TODAY)


@given(order=st.permutations(range(6)))
@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("Bắc Giang", "tỉnh Bắc Giang ended on 2025-07-01: now tỉnh Bắc Ninh"),
        ("Nam Định", "tỉnh Nam Định ended on 2025-07-01: now tỉnh Ninh Bình"),
        ("Hải Dương", "now thành phố Hải Phòng"),
        ("Kon Tum", "now tỉnh Quảng Ngãi"),
        ("Bến Tre", "now tỉnh Vĩnh Long"),
        ("Bà Rịa", 'Expected "Việt Nam", a province'),
        ("Vũng Tàu", 'Expected "Việt Nam", a province'),
        ("phường Vũng Tàu", 'Expected "Việt Nam", a province'),
        ("Bắc Giang, Việt Nam", "tỉnh Bắc Giang ended on 2025-07-01: now tỉnh Bắc Ninh"),
    ],
)
def test_a_figure_of_a_former_province_does_not_fall_to_the_ward_of_its_name(
    facts: Tables, gazetteer: Gazetteer, unit: str, said: str
) -> None:
    facts.add("indicator_values", value_id="v", unit=unit, units_on="2026-01-01")
    with pytest.raises(DataError, match=re.escape(said)) as refused:
        facts.read(gazetteer)
    fault = refused.value
    assert (fault.file, fault.line, fault.field) == ("indicator_values.csv", 2, "unit")
    assert "Cần “Việt Nam”, một tỉnh" in fault.problem.vi


@pytest.mark.parametrize(
    ("unit", "on", "path"),
    [
        ("Việt Nam", "2026-01-01", "nước Việt Nam"),
        ("Bắc Giang", "", "tỉnh Bắc Giang"),
        ("bac ninh", "2026-01-01", "tỉnh Bắc Ninh"),
        ("Bắc Ninh, Việt Nam", "2026-01-01", "tỉnh Bắc Ninh"),
        ("Huyện Yên Dũng, Bắc Giang", "2024-01-01", "huyện Yên Dũng, tỉnh Bắc Giang"),
        ("Vũng Tàu, Hồ Chí Minh", "2026-01-01", "phường Vũng Tàu, thành phố Hồ Chí Minh"),
    ],
)
def test_a_figure_belongs_to_the_nation_a_province_or_a_unit_named_with_it(
    facts: Tables, gazetteer: Gazetteer, unit: str, on: str, path: str
) -> None:
    facts.add("indicator_values", value_id="v", unit=unit, units_on=on or "2025-06-30")
    key, *_ = facts.read(gazetteer).values["v"]
    assert gazetteer[key].path == path


FIGURES = [
    (table, column.name)
    for table, cells in (("event", EventCells), ("milestone", MilestoneCells))
    for column in Base.metadata.tables[f"atlas.{table}"].c
    if isinstance(column.type, Numeric) and column.name in cells._fields
]


@pytest.mark.parametrize(("table", "field"), FIGURES)
def test_a_figure_is_read_where_the_database_takes_it_and_else_refused(
    facts: Tables, gazetteer: Gazetteer, connection: Connection, table: str, field: str
) -> None:
    checks = [
        literal_column(str(check.sqltext))
        for check in Base.metadata.tables[f"atlas.{table}"].constraints
        if isinstance(check, CheckConstraint) and re.search(rf"\b{field}\b", str(check.sqltext))
    ]
    assert checks
    facts.add(f"{table}s", **{f"{table}_id": "x", "cluster_id": "a"})
    for figure in ("-999999999", "-1", "-0", "0", "0.000001", "100", "100.000001", "999999999"):
        facts.rows[f"{table}s"][0][field] = figure
        told = select(cast(figure, Numeric).label(field)).subquery()
        if all(connection.execute(select(*checks).select_from(told)).one()):
            facts.read(gazetteer)
        else:
            with pytest.raises(DataError, match=r"must (be|lie|not be)") as refused:
                facts.read(gazetteer)
            fault = refused.value
            assert (fault.file, fault.line, fault.field) == (f"{table}s.csv", 2, field)


INDEXED = [
    ("sources", "source_id", {"title": "A report"}),
    ("clusters", "cluster_id", {"name": "X"}),
    ("clusters", "name", {"cluster_id": "x"}),
    ("clusters", "province", {"cluster_id": "x", "name": "X"}),
    ("cluster_aliases", "alias", {"cluster_id": "a", "source_id": "list", "place": "row"}),
    ("cluster_aliases", "place", {"cluster_id": "a", "source_id": "list", "alias": "x"}),
    ("events", "event_id", {"cluster_id": "a"}),
    ("events", "decision_no", {"cluster_id": "a", "event_id": "x"}),
    ("events", "place", {"cluster_id": "a", "event_id": "x"}),
    ("milestones", "milestone_id", {"cluster_id": "a"}),
    (
        "indicators",
        "indicator",
        {"label_vi": "x", "label_en": "x", "unit_of_measure": "ha", "aggregation": "sum"},
    ),
    ("indicator_values", "value_id", {}),
    ("indicator_values", "unit", {"value_id": "x"}),
]
"""Every text that an index holds or that is looked up, with what else its row needs."""


@pytest.mark.parametrize(("table", "field", "cells"), INDEXED)
def test_a_text_that_no_index_holds_is_refused(
    facts: Tables, gazetteer: Gazetteer, table: str, field: str, cells: dict[str, str]
) -> None:
    facts.add(table, **(cells | {field: "x" * 501}))
    with pytest.raises(DataError, match="at most 500 characters, has 501") as refused:
        facts.read(gazetteer)
    fault = refused.value
    assert (fault.file, fault.line) == (f"{table}.csv", 1 + len(facts.rows[table]))
    assert fault.field == field
    assert "tối đa 500 ký tự, đang có 501" in fault.problem.vi
    assert len(str(fault)) < 500


def test_the_longest_texts_fit_into_their_indexes(
    facts: Tables, gazetteer: Gazetteer, connection: Connection
) -> None:
    numbers = count()

    def longest() -> str:
        # Four bytes each, and in no order that an index could compress.
        return "".join(chr(0x20000 + 7919 * next(numbers) % 42_000) for _ in range(500))

    rows: dict[str, dict[str, str]] = {}
    for table, _, cells in INDEXED:
        rows.setdefault(table, {}).update(cells)
    for table, field, _ in INDEXED:
        if field not in ("province", "unit"):
            rows[table][field] = longest()
    for table, row in rows.items():
        facts.add(table, **row)
    write_dataset(connection, facts.read(gazetteer))


@pytest.mark.parametrize(
    ("table", "field", "cells"),
    [
        ("sources", "published_on", {"source_id": "x", "title": "X"}),
        ("clusters", "units_on", {"cluster_id": "x", "name": "X"}),
        ("events", "period", {"event_id": "x", "cluster_id": "a"}),
        ("milestones", "period", {"milestone_id": "x", "cluster_id": "a"}),
        ("milestones", "actual", {"milestone_id": "x", "cluster_id": "a"}),
        ("indicator_values", "period", {"value_id": "x"}),
        ("indicator_values", "units_on", {"value_id": "x"}),
        ("corrections", "decided_on", {"key": "x", "field": "note", "new_value": "x"}),
    ],
)
@pytest.mark.parametrize("day", ["1899-12-31", "2101-01-01", "2924-05-06", "9995-01-01"])
def test_a_date_of_another_age_is_refused(
    facts: Tables, gazetteer: Gazetteer, table: str, field: str, cells: dict[str, str], day: str
) -> None:
    facts.add(table, **(cells | {field: day}))
    with pytest.raises(DataError, match="the year must lie between 1900 and 2100") as refused:
        facts.read(gazetteer)
    fault = refused.value
    assert (fault.file, fault.line) == (f"{table}.csv", 1 + len(facts.rows[table]))
    assert (fault.field, fault.value) == (field, day)
    assert "năm phải từ 1900 đến 2100" in fault.problem.vi


@pytest.mark.parametrize("period", ["1899", "/1899", "2101/", "2020/2101", "1899/2020", "9998-Q4"])
def test_a_period_that_reaches_into_another_age_is_refused(
    facts: Tables, gazetteer: Gazetteer, period: str
) -> None:
    facts.add("events", event_id="x", cluster_id="a", period=period)
    with pytest.raises(DataError, match="the year must lie between 1900 and 2100"):
        facts.read(gazetteer)
    facts.rows["events"][0]["period"] = "1900/2100"
    assert facts.read(gazetteer).events["x"][1].period == Period(date(1900, 1, 1), date(2101, 1, 1))


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        ("hôm qua", "phải là một ngày, viết năm-tháng-ngày", "must be one day, written year-month"),
        ("01/07/2025", "phải là một ngày", "must be one day"),
        ("20250701", "phải là một ngày", "must be one day"),
        ("2025-W27-2", "phải là một ngày", "must be one day"),
        ("2025-07", "phải là một ngày", "must be one day"),
        ("2025-02-30", "tháng 2 năm 2025 chỉ có ngày 01 đến 28", "2025-02 has days 01 to 28"),
        ("2025-13-01", "tháng chỉ từ 01 đến 12", "months run from 01 to 12"),
    ],
)
@pytest.mark.parametrize("field", ["units_on", "decided_on"])
def test_what_is_no_day_is_refused_with_what_one_looks_like(
    facts: Tables, gazetteer: Gazetteer, field: str, day: str, vi: str, en: str
) -> None:
    if field == "units_on":
        facts.rows["clusters"][0]["units_on"] = day
    else:
        facts.add("corrections", key="x", field="note", new_value="x", decided_on=day)
    with pytest.raises(DataError) as refused:
        facts.read(gazetteer)
    fault = refused.value
    assert (fault.line, fault.field, fault.value) == (2, field, day)
    assert fault.text.vi.startswith(f"{fault.file}, dòng 2, cột {field}, giá trị “{day}”: ")
    assert vi in fault.problem.vi
    assert en in fault.problem.en
    assert "2025-07-01" in fault.problem.vi
    assert "2025-07-01" in fault.problem.en


@pytest.mark.parametrize("on", [date(2024, 8, 31), date(2025, 6, 30), SWITCH])
def test_a_cluster_counts_in_no_more_than_one_unit_of_a_level_and_day(
    gazetteer: Gazetteer, shipped: Dataset, on: date
) -> None:
    for key, (site, _) in shipped.sites.items():
        counted = [
            unit.level for unit in site.units if unit.key in site.primary and on in unit.valid
        ]
        assert len(counted) == len(set(counted)), key
