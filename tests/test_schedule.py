"""Milestones as they stand on a day: rules on single ones, and the shipped record."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from program import run_geo
from rows import TABLES, event, milestone
from sqlalchemy import Connection, text, update

from geo import timeline
from geo.build import Built
from geo.dates import Period
from geo.errors import UnknownPlace
from geo.gazetteer import Gazetteer
from geo.ingest.merge import daterange
from geo.settings import Settings

SEED = ("bac-giang/dai-lam-2", "bac-giang/dong-dinh", "bac-giang/phuong-son")
LAST_DAYS = {
    "bac-giang/dai-lam-2": (date(2024, 12, 31), date(2026, 7, 31)),
    "bac-giang/dong-dinh": (date(2024, 12, 31), date(2025, 12, 31)),
    "bac-giang/phuong-son": (date(2024, 12, 31), date(2025, 9, 30), date(2026, 3, 31)),
}


def standing(connection: Connection, made: int, day: date) -> tuple[str, int | None]:
    found = connection.execute(
        text("SELECT state, slip_days FROM planning.schedule(:day) WHERE milestone_id = :m"),
        {"day": day, "m": made},
    ).one()
    return found.state, found.slip_days


@pytest.mark.parametrize(
    ("period", "actual", "day", "expected"),
    [
        ("2024-Q2", "", "2024-03-31", ("upcoming", None)),
        ("2024-Q2", "", "2024-04-01", ("due", None)),
        ("2024-Q2", "", "2024-06-30", ("due", None)),
        ("2024-Q2", "", "2024-07-01", ("overdue", 1)),
        ("2023-03/2024-Q4", "", "2025-12-31", ("overdue", 365)),
        ("/2025", "", "2019-01-01", ("due", None)),
        ("/2025", "", "2026-01-01", ("overdue", 1)),
        ("2025/", "", "2024-12-31", ("upcoming", None)),
        ("2025/", "", "2040-01-01", ("due", None)),
        ("", "", "2026-11-22", ("undated", None)),
        ("2024-Q2", "2024-06-10", "2024-06-09", ("due", None)),
        ("2024-Q2", "2024-06-10", "2024-06-10", ("done", -20)),
        ("2024-Q2", "2024-09", "2024-09-29", ("overdue", 91)),
        ("2024-Q2", "2024-09", "2024-09-30", ("done", 92)),
        ("2025/", "2024", "2026-01-01", ("done", None)),
        ("", "2024", "2026-01-01", ("done", None)),
        ("2024", "2024-05-05/", "2024-05-05", ("done", -240)),
    ],
)
def test_the_state_of_a_milestone(
    connection: Connection, period: str, actual: str, day: str, expected: tuple[str, int | None]
) -> None:
    made = milestone(connection, period, actual)
    assert standing(connection, made, date.fromisoformat(day)) == expected


@pytest.mark.parametrize(
    ("stages", "events", "expected"),
    [
        (["completion", "operation"], [event("operating", "done", "2020")], "done"),
        (["construction"], [event("operating", "done", published="2019-05")], "done"),
        (["implementation"], [event("operating", "done")], "done"),
        (
            ["legal_and_design", "investment_call", "land_clearance"],
            [event("operating", "done", "2021-06-30")],
            "done",
        ),
        (["construction"], [event("operating", "done", "2021-07-01")], "overdue"),
        (["construction"], [event("operating", "decided", "2020")], "overdue"),
        (["construction"], [event("operating", "planned", "2020")], "overdue"),
        (["construction"], [event("construction", "done", "2020")], "overdue"),
        (["filling"], [event("operating", "done", "2020")], "overdue"),
        (["construction", "filling"], [event("operating", "done", "2020")], "overdue"),
        (["completion", "wastewater"], [event("operating", "done", "2020")], "overdue"),
        (["relocation"], [event("operating", "done", "2020")], "overdue"),
    ],
)
def test_what_lies_before_operation_is_done_when_the_cluster_operates(
    connection: Connection, stages: list[str], events: list[Mapping[str, object]], expected: str
) -> None:
    made = milestone(connection, "/2016", "", *events, stages=stages)
    days = (date(2021, 6, 30) - date(2016, 12, 31)).days
    slip = None if expected == "done" else days
    assert standing(connection, made, date(2021, 6, 30)) == (expected, slip)


def test_a_later_part_is_not_done_because_the_cluster_operates(connection: Connection) -> None:
    operating = event("operating", "done", "2018")
    today = date(2023, 1, 1)
    begins = milestone(connection, "2020/2021", "", operating)
    assert standing(connection, begins, today) == ("overdue", 366)
    announced = milestone(connection, "/2021", "", operating, published="2019")
    assert standing(connection, announced, today) == ("overdue", 366)
    told = milestone(connection, "/2021", "", operating, published="2018-01-01")
    assert standing(connection, told, today) == ("done", None)
    undated = milestone(connection, "2024", "", event("operating", "done"))
    assert standing(connection, undated, today) == ("upcoming", None)


def test_a_report_of_a_later_day_is_not_known_yet(connection: Connection) -> None:
    reported = event("operating", "done", "2023")
    made = milestone(connection, "2022", "2024-06-10", reported)
    found = text(
        "SELECT state, actual, slip_days FROM planning.schedule(:d) WHERE milestone_id = :m"
    )
    days = ("2022-06-01", "2023-06-01", "2024-06-10")
    states = [connection.execute(found, {"d": day, "m": made}).one() for day in days]
    assert [(row.state, row.actual is None, row.slip_days) for row in states] == [
        ("due", True, None),
        ("done", True, None),
        ("done", False, 527),
    ]


def test_the_shipped_clusters_that_operate_are_not_overdue(connection: Connection) -> None:
    rows = timeline.schedule(connection, as_of=date(2026, 11, 22))
    found = {row["milestone"]: (row["state"], row["slip_days"]) for row in rows}
    for cluster in ("bac-giang/hop-thinh", "thanh-hoa/thuy-san-hoa-loc"):
        assert found[f"{cluster}#milestone-1"] == ("done", None)
    (early,) = (
        row
        for row in timeline.schedule(connection, as_of=date(2022, 1, 1))
        if row["cluster"] == "ba-ria-vung-tau/hoa-long"
    )
    assert (early["state"], early["actual_on"]) == ("upcoming", None)


def test_the_first_text_is_coded_with_all_its_stages(connection: Connection) -> None:
    rows = timeline.schedule(connection, as_of=date(2026, 11, 22))
    found = {row["milestone"]: row for row in rows if row["cluster"] in SEED}
    stages = {key.partition("/")[2]: row["stages"] for key, row in found.items()}
    assert stages == {
        "dai-lam-2#milestone-1": ["legal_and_design"],
        "dai-lam-2#milestone-2": ["land_clearance", "construction", "filling"],
        "dong-dinh#milestone-1": [
            *("legal_and_design", "land_clearance", "construction", "wastewater"),
        ],
        "dong-dinh#milestone-2": ["completion", "wastewater", "filling"],
        "phuong-son#milestone-1": ["legal_and_design"],
        "phuong-son#milestone-2": ["land_clearance", "construction", "filling"],
        "phuong-son#milestone-3": ["completion", "filling"],
    }
    for row in found.values():
        target = row["fill_target_pct"]
        assert target is None or f"ít nhất {target:.0f}%" in row["note"]


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2022-12-31", {"upcoming": 6, "due": 1}),
        ("2023-01-15", {"due": 2, "upcoming": 5}),
        ("2023-03-01", {"due": 3, "upcoming": 4}),
        ("2024-10-01", {"due": 4, "upcoming": 3}),
        ("2025-01-01", {"overdue": 3, "due": 3, "upcoming": 1}),
        ("2025-07-01", {"overdue": 3, "due": 4}),
        ("2025-10-01", {"overdue": 4, "due": 3}),
        ("2026-01-01", {"overdue": 5, "due": 2}),
        ("2026-03-31", {"overdue": 5, "due": 2}),
        ("2026-04-01", {"overdue": 6, "due": 1}),
        ("2026-11-22", {"overdue": 7}),
    ],
)
def test_the_clusters_of_the_first_text_through_the_years(
    connection: Connection, day: str, states: dict[str, int]
) -> None:
    rows = timeline.schedule(connection, as_of=date.fromisoformat(day))
    found = Counter(row["state"] for row in rows if row["cluster"] in SEED)
    assert found == states


def test_their_slip_on_22_november_2026(connection: Connection) -> None:
    today = date(2026, 11, 22)
    rows = timeline.schedule(connection, as_of=today)
    for cluster, last_days in LAST_DAYS.items():
        slips = [(r["to_on"], r["slip_days"]) for r in rows if r["cluster"] == cluster]
        assert slips == [(last, (today - last).days) for last in last_days]
    assert max(r["slip_days"] for r in rows if r["cluster"] in SEED) == 691
    fills = [r["fill_target_pct"] for r in rows if r["cluster"] in SEED and r["fill_target_pct"]]
    assert sorted(fills) == [50, 60]


days = st.dates(date(2019, 1, 1), date(2022, 12, 31))
spans = st.tuples(days | st.none(), days | st.none()).filter(lambda ends: ends != (None, None))


@pytest.fixture
def one(connection: Connection) -> int:
    return milestone(connection, "2020")


@given(span=spans, actual=days | st.none(), day=days)
@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_states_and_slips_agree_with_the_calendar(
    connection: Connection,
    one: int,
    span: tuple[date | None, date | None],
    actual: date | None,
    day: date,
) -> None:
    first, last = span
    if first is not None and last is not None and last < first:
        first, last = last, first
    table = TABLES["milestone"]
    values = {
        "period": days_of(first, last),
        "actual": None if actual is None else days_of(actual, actual),
    }
    connection.execute(update(table).where(table.c.milestone_id == one).values(**values))
    state, slip = standing(connection, one, day)
    if actual is not None and actual <= day:
        assert (state, slip) == ("done", None if last is None else (actual - last).days)
    elif last is not None and last < day:
        assert (state, slip) == ("overdue", (day - last).days)
        assert slip is not None
        assert slip > 0
    else:
        assert state == ("upcoming" if first is not None and first > day else "due")
        assert slip is None


def days_of(first: date | None, last: date | None) -> object:
    return daterange(Period(first, None if last is None else last + timedelta(days=1)))


def test_what_is_most_overdue_stands_first(connection: Connection) -> None:
    rows = timeline.schedule(connection, as_of=date(2026, 11, 22))
    states = [row["state"] for row in rows]
    assert states == sorted(states, key=["overdue", "due", "upcoming", "done", "undated"].index)
    slips = [row["slip_days"] for row in rows if row["state"] == "overdue"]
    assert slips == sorted(slips, reverse=True)
    assert all(row["title"] and row["place"] for row in rows)


def test_a_province_of_either_system(connection: Connection, gazetteer: Gazetteer) -> None:
    today = date(2026, 11, 22)
    every = {row["cluster"] for row in timeline.schedule(connection, as_of=today)}
    found = {}
    for name in ("Bắc Giang", "Bắc Ninh", "bac giang", "tỉnh Bắc Ninh"):
        province = timeline.find_province(gazetteer, name, on=today)
        rows = timeline.schedule(connection, as_of=today, province=province)
        found[name] = {row["cluster"] for row in rows}
    assert found["Bắc Giang"] == {key for key in every if key.startswith("bac-giang/")}
    assert found["Bắc Ninh"] == {
        key for key in every if key.startswith(("bac-giang/", "bac-ninh/"))
    }
    assert found["bac giang"] == found["Bắc Giang"]
    assert found["tỉnh Bắc Ninh"] == found["Bắc Ninh"]
    before = timeline.find_province(gazetteer, "Bắc Ninh", on=date(2024, 1, 1))
    rows = timeline.schedule(connection, as_of=date(2024, 1, 1), province=before)
    assert {row["cluster"] for row in rows} == found["Bắc Ninh"] - found["Bắc Giang"]


def test_an_unknown_province_is_answered_with_the_nearest(gazetteer: Gazetteer) -> None:
    for name, nearest in (
        ("Bắc Nin", "tỉnh Bắc Ninh"),
        ("Bac Gian", "tỉnh Bắc Giang"),
        ("tỉnh Hải Dươn", "tỉnh Hải Dương"),
        ("Da Nag", "thành phố Đà Nẵng"),
    ):
        with pytest.raises(UnknownPlace) as refused:
            timeline.find_province(gazetteer, name, on=date(2026, 11, 22))
        assert refused.value.nearest[0] == nearest
    with pytest.raises(UnknownPlace, match="Check the spelling"):
        timeline.find_province(gazetteer, "qqqq", on=date(2026, 11, 22))


def test_the_command(built: Built, settings: Settings) -> None:
    words = ("schedule", "--as-of", "2026-11-22", "--province", "Bắc Giang")
    rows = json.loads(run_geo(settings, *words, "--format", "json").stdout)
    assert [row["slip_days"] for row in rows if row["cluster"] == SEED[1]] == [691, 326]
    assert rows[0]["stages"] == ["legal_and_design"]
    assert rows[-1]["cluster"] == "bac-giang/hop-thinh"
    table = run_geo(settings, *words, "--lang", "en")
    assert table.stdout.splitlines()[0].split()[:2] == ["cluster", "province"]
    assert "land clearance; construction; filling 50 %" in table.stdout
    assert "target: at least 50% of the industrial land filled" in table.stdout
    in_vietnamese = run_geo(settings, *words).stdout
    assert "mục tiêu lấp đầy ít nhất 50% đất công nghiệp" in in_vietnamese
    lines = run_geo(settings, *words, "--format", "csv").stdout.splitlines()
    assert lines[0].startswith("milestone,cluster,name,province_before,province_now,stages,")
    assert "land_clearance; construction; filling" in "".join(lines)
    assert len(lines) == len(rows) + 1
    refused = run_geo(settings, "schedule", "--province", "Bac Gian")
    assert refused.returncode == 3
    assert "Gần nhất: tỉnh Bắc Giang; " in refused.stderr
    assert run_geo(settings, "schedule", "--as-of", "31/02/2026").returncode == 3
