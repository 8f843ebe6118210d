"""Corrections: applied while the old value stands, stale after, refused where they mean nothing."""

import shutil
from contextlib import nullcontext
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import TODAY
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from test_dataset import Tables

from geo.build import load
from geo.errors import DataError
from geo.gazetteer import Gazetteer
from geo.ingest.corrections import Corrections, Judged
from geo.ingest.record import findings
from geo.ingest.tables import Row
from geo.settings import data_folder

HEADER = "table,key,field,old_value,new_value,reason,editor,decided_on"
COLUMNS = {"events": ("event_id", "kind", "period")}
DAY = date(2026, 1, 1)


def silent(_: object) -> nullcontext[None]:
    return nullcontext()


@pytest.fixture
def facts(tmp_path: Path) -> Tables:
    return Tables(tmp_path).add("events", event_id="e", cluster_id="a", area_ha="57")


def test_a_correction_is_made_before_the_cell_is_read(facts: Tables, gazetteer: Gazetteer) -> None:
    facts.rows["events"][0]["period"] = "2021-02-31"
    facts.add(
        "corrections", key="e", field="period", old_value="2021-02-31", new_value="2021-03-01"
    )
    facts.add("corrections", key="e", field="area_ha", old_value="57", new_value="75")
    data = facts.read(gazetteer)
    said = data.events["e"][1]
    assert said.period is not None
    assert said.period.start == date(2021, 3, 1)
    assert said.area_ha == 75
    assert [judged.applied for judged in data.corrections] == [True, True]


def test_an_empty_cell_can_be_filled_and_a_full_one_emptied(
    facts: Tables, gazetteer: Gazetteer
) -> None:
    facts.add("corrections", key="e", field="area_ha", old_value="57")
    facts.add("corrections", key="e", field="industrial_ha", new_value="40")
    said = facts.read(gazetteer).events["e"][1]
    assert (said.area_ha, said.industrial_ha) == (None, 40)


def test_a_stale_correction_changes_nothing_and_stops_nothing(
    facts: Tables, gazetteer: Gazetteer
) -> None:
    facts.add("corrections", key="e", field="area_ha", old_value="5.7", new_value="75")
    data = facts.read(gazetteer)
    (judged,) = data.corrections
    assert not judged.applied
    assert judged.found == "57"
    assert data.events["e"][1].area_ha == 57


@pytest.mark.parametrize(
    ("table", "field", "old", "new"),
    [
        ("sources", "published_on", "", "2020"),
        ("clusters", "district", "Yên Dũng", "Lạng Giang"),
        ("milestones", "stage", "construction", "operation"),
        ("indicator_values", "value", "5", "50"),
    ],
)
def test_every_table_with_a_key_of_its_own_can_be_corrected(
    facts: Tables, gazetteer: Gazetteer, table: str, field: str, old: str, new: str
) -> None:
    facts.add("milestones", milestone_id="m", cluster_id="a")
    facts.add("indicator_values", value_id="v")
    key = {"sources": "list", "clusters": "a", "milestones": "m", "indicator_values": "v"}[table]
    before = facts.read(gazetteer)
    facts.add("corrections", table=table, key=key, field=field, old_value=old, new_value=new)
    after = facts.read(gazetteer)
    assert [judged.applied for judged in after.corrections] == [True]
    held = {"indicator_values": "values", "clusters": "sites"}.get(table, table)
    assert getattr(after, held) != getattr(before, held)


@pytest.mark.parametrize(
    ("cells", "field", "said"),
    [
        ({"table": "indicators"}, "table", "must be one of: clusters, events"),
        ({"table": "event"}, "table", "must be one of"),
        ({"table": ""}, "table", "must not be empty"),
        ({"key": "z"}, "key", r"no row of events\.csv has this key"),
        ({"key": ""}, "key", "must not be empty"),
        ({"field": "area"}, "field", "can be corrected in events is: cluster_id, kind"),
        ({"field": "event_id"}, "field", "can be corrected in events is"),
        ({"new_value": "57"}, "new_value", "the same as the old value"),
        ({"new_value": "many"}, "new_value", "is no number"),
        ({"new_value": "-1"}, "new_value", "above zero"),
        ({"reason": ""}, "reason", "must not be empty"),
        ({"editor": " "}, "editor", "must not be empty"),
        ({"decided_on": ""}, "decided_on", "must not be empty"),
        ({"decided_on": "2026-02-30"}, "decided_on", "is no date"),
    ],
)
def test_a_correction_that_means_nothing_is_refused_in_its_own_line(
    facts: Tables, gazetteer: Gazetteer, cells: dict[str, str], field: str, said: str
) -> None:
    good = {"key": "e", "field": "area_ha", "old_value": "57", "new_value": "75"}
    facts.add("corrections", **(good | {"field": "note", "old_value": "", "new_value": "x"}))
    facts.add("corrections", **(good | cells))
    with pytest.raises(DataError, match=said) as refused:
        facts.read(gazetteer)
    found = refused.value
    assert (found.file, found.line, found.field) == ("corrections.csv", 3, field)
    assert found.value == cells[field].strip()


def test_two_corrections_of_a_cell_on_one_day_have_no_order(
    facts: Tables, gazetteer: Gazetteer
) -> None:
    for old, new in (("57", "60"), ("60", "75")):
        facts.add("corrections", key="e", field="area_ha", old_value=old, new_value=new)
    with pytest.raises(DataError, match="corrects the same cell on that day"):
        facts.read(gazetteer)


def correction_rows(made: list[tuple[int, str, str, str]]) -> list[Row]:
    return [
        Row(
            "corrections.csv",
            line,
            dict(
                zip(
                    HEADER.split(","),
                    ("events", "e", field, old, new, "why", "who", str(DAY + timedelta(day))),
                    strict=True,
                )
            ),
        )
        for line, (day, field, old, new) in enumerate(made, start=2)
    ]


def corrected(
    cells: dict[str, str], made: list[tuple[int, str, str, str]]
) -> tuple[dict[str, str], list[Judged]]:
    corrections = Corrections(correction_rows(made), COLUMNS)
    (row,) = corrections.applied_to("events", [Row("events.csv", 2, cells)])
    return row.cells, corrections.judged


values = st.sampled_from(["", "x", "y", "z"])
cells = st.fixed_dictionaries({"event_id": st.just("e"), "kind": values, "period": values})
chains = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["kind", "period"]), values, values).filter(
        lambda made: made[2] != made[3]
    ),
    unique_by=lambda made: made[:2],
    max_size=8,
)


@given(cells=cells, made=chains, data=st.data())
def test_corrections_follow_each_other_by_day_in_whatever_order_they_stand(
    cells: dict[str, str], made: list[tuple[int, str, str, str]], data: st.DataObject
) -> None:
    expected, applied = dict(cells), set()
    for day, field, old, new in sorted(made):
        if expected[field] == old:
            expected[field] = new
            applied.add((day, field))
    found, judged = corrected(cells, data.draw(st.permutations(made)))
    assert found == expected
    assert len(judged) == len(made)
    assert {
        ((one.correction.decided_on - DAY).days, one.correction.field)
        for one in judged
        if one.applied
    } == applied


@given(cells=cells, field=st.sampled_from(["kind", "period"]), old=values, new=values)
def test_a_correction_once_written_into_the_table_is_stale(
    cells: dict[str, str], field: str, old: str, new: str
) -> None:
    if old == new:
        return
    made = [(0, field, old, new)]
    first, (judged,) = corrected(cells, made)
    assert judged.applied == (cells[field] == old)
    again, (stale,) = corrected(first, made)
    assert not stale.applied
    assert stale.found == first[field]
    assert again == first


EVENT = "bac-giang/yen-lu#expanded-1"
AREA = text("SELECT area_ha FROM atlas.event WHERE key = :key").bindparams(key=EVENT)
SHOWN = text("SELECT corrections FROM planning.history WHERE event_key = :key").bindparams(
    key=EVENT
)
MADE = text("SELECT key, field, old_value, new_value, editor, applied FROM atlas.correction")


def test_the_record_says_what_was_corrected_and_loads_once(
    connection: Connection, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(data_folder(), tmp_path / "data"))
    as_stated = connection.scalar(AREA)
    assert as_stated == 75
    before = findings(connection)
    row = f"events,{EVENT},area_ha,75,74.5,misprint,Lan,2026-01-01\n"
    (folder / "corrections.csv").write_text(f"{HEADER}\n{row}", "utf-8")
    changes = load(connection, folder, TODAY, silent)
    assert (changes.inserted, changes.updated, changes.deleted) == (1, 1, 0)
    assert connection.scalar(AREA) == Decimal("74.5")
    assert connection.execute(MADE).one() == (EVENT, "area_ha", "75", "74.5", "Lan", True)
    assert connection.scalar(SHOWN) == ["events.area_ha: 75 → 74.5 (misprint; Lan, 2026-01-01)"]
    assert findings(connection) == type(before)(1, 0, before.oddities)
    assert not load(connection, folder, TODAY, silent)

    (folder / "corrections.csv").write_text(f"{HEADER}\n{row.replace(',75,', ',57,')}", "utf-8")
    load(connection, folder, TODAY, silent)
    assert connection.scalar(AREA) == 75
    assert connection.execute(MADE).one() == (EVENT, "area_ha", "57", "74.5", "Lan", False)
    assert connection.scalar(SHOWN) is None
    assert findings(connection) == type(before)(0, 1, before.oddities + 1)
    assert not load(connection, folder, TODAY, silent)

    load(connection, data_folder(), TODAY, silent)
    assert connection.execute(MADE).all() == []
    assert findings(connection) == before
