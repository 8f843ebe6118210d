"""Sources that contradict each other: what counts as that, and which side is preferred."""

import csv
import io
import json
from collections.abc import Mapping

import pytest
from program import run_geo
from rows import cluster, event, figure
from sqlalchemy import Connection, text

from geo import timeline
from geo.build import Built
from geo.settings import Settings

Told = Mapping[str, object]


def found(connection: Connection, *events: Told) -> list[tuple[str, str, str]]:
    made = cluster(connection, *events)
    rows = connection.execute(
        text(
            "SELECT topic, preferred_value, other_value FROM planning.conflict"
            " WHERE cluster_id = :c ORDER BY topic, preferred_value, other_value"
        ),
        {"c": made},
    )
    return [(topic, preferred, other) for topic, preferred, other in rows]


def test_two_areas_of_one_establishment(connection: Connection) -> None:
    one = event("established", "decided", "2019-03", area_ha=32.58)
    assert found(connection, one, event("established", "decided", area_ha=33)) != []
    assert found(connection, one, event("established", "decided", "2019", area_ha=32.6)) == []
    about = event("established", "decided", "2019", area_ha=40, area_qualifier="about")
    assert found(connection, one, about) == []


@pytest.mark.parametrize(
    ("one", "other", "wins"),
    [
        (("done", "2015", {}), ("decided", "2020", {"decision_no": "1/QĐ"}), 0),
        (("decided", "2015", {"decision_no": "1/QĐ"}), ("decided", "2020", {}), 1),
        (("decided", "2015", {}), ("decided", "", {}), 0),
        (("decided", "2015", {}), ("decided", "2015", {"decision_no": "1/QĐ"}), 1),
        (("decided", "2015", {}), ("decided", "2015", {}), 0),
        (("proposed", "2024", {}), ("planned", "2015", {}), 1),
    ],
)
def test_the_preferred_side(
    connection: Connection,
    one: tuple[str, str, dict[str, object]],
    other: tuple[str, str, dict[str, object]],
    wins: int,
) -> None:
    events = [
        event("established", modality, "2014", published=published, area_ha=area, **facts)
        for (modality, published, facts), area in ((one, 10), (other, 20))
    ]
    values = ("10", "20")
    expected = [("area", values[wins], values[1 - wins])]
    assert found(connection, *events) == expected
    assert found(connection, *reversed(events)) == expected or one == other


def test_a_plan_that_follows_another_does_not_contradict_it(connection: Connection) -> None:
    earlier = event("planned", "planned", "2011/2020", area_ha=50)
    later = event("planned", "planned", "2021/2030", area_ha=70)
    assert found(connection, earlier, later) == []
    same = event("planned", "proposed", "/2030", area_ha=75)
    assert found(connection, earlier, later, same) == [("area", "70", "75")]


def test_an_expansion_between_explains_the_difference(connection: Connection) -> None:
    before = event("operating", "done", published="2015", area_ha=50)
    after = event("operating", "done", published="2022", area_ha=75)
    expanded = event("expanded", "decided", "2019", area_ha=75)
    assert found(connection, before, after) == [("area", "75", "50")]
    assert found(connection, before, expanded, after) == []


def test_another_year_or_another_kind_is_no_contradiction(connection: Connection) -> None:
    one = event("operating", "done", "2015", area_ha=50)
    assert found(connection, one, event("operating", "done", "2019", area_ha=75)) == []
    assert found(connection, one, event("construction", "done", "2015", area_ha=75)) == []


def test_each_outvoted_statement_stands_once_against_the_best(connection: Connection) -> None:
    events = [
        event("established", modality, "2014", area_ha=area)
        for modality, area in (("done", 10), ("decided", 20), ("proposed", 30), ("proposed", 30))
    ]
    assert found(connection, *events) == [
        ("area", "10", "20"),
        ("area", "10", "30"),
        ("area", "10", "30"),
    ]


def test_decisions_and_dates_of_one_establishment(connection: Connection) -> None:
    one = event("established", "decided", "2019-03-05", decision_no="12/QĐ-UBND")
    two = event("established", "done", "2019-04", decision_no="13/QĐ-UBND")
    assert [topic for topic, *_ in found(connection, one, two)] == ["date", "decision"]
    same = event("established", "done", "2019", decision_no="12/qđ-ubnd; 9/QĐ-UBND")
    assert found(connection, one, same) == []
    removed = event("removed", "done", "2019-04-01")
    assert found(connection, one, removed, two | {"period": "2019-05"}) == []


def test_two_capitals_of_one_cluster(connection: Connection) -> None:
    built_for = event(
        "construction", "done", "2025-04", capital_vnd_billion=900, capital_qualifier="nearly"
    )
    works = event("operating", "done", "2025-04", capital_vnd_billion=888)
    (told,) = found(connection, built_for, works)
    assert told[0] == "capital"
    assert set(told[1:]) == {"888", "900"}
    assert found(connection, built_for, {**works, "capital_vnd_billion": 896}) == []
    assert found(connection, built_for, {**works, "period": "2019"}) == []
    dollars = {"capital_vnd_billion": None, "capital_usd_million": 36}
    assert found(connection, built_for, {**works, **dollars}) == []
    both = ({**built_for, "capital_usd_million": 30}, {**works, "capital_usd_million": 36})
    assert [topic for topic, *_ in found(connection, *both)] == ["capital", "capital"]


def test_an_expansion_has_a_capital_of_its_own(connection: Connection) -> None:
    works = event("operating", "done", "2025", capital_vnd_billion=888)
    grows = event("expanded", "decided", "2025", capital_vnd_billion=100)
    assert found(connection, works, grows) == []
    less = {**grows, "capital_vnd_billion": 90}
    assert [topic for topic, *_ in found(connection, grows, less)] == ["capital"]


def test_the_capital_of_a_shipped_cluster(connection: Connection) -> None:
    (row,) = (
        row
        for row in timeline.conflicts(connection)
        if row["cluster"] == "soc-trang/xay-da-b" and row["topic"] == "capital"
    )
    assert row["subject"] == "capital_vnd_billion"
    assert (row["preferred_value"], row["preferred_qualifier"]) == ("900", "nearly")
    assert (row["other_value"], row["other_qualifier"]) == ("888", None)


def test_what_was_removed_and_is_seen_at_work(connection: Connection) -> None:
    removed = event("removed", "decided", "2018")
    operating = event("operating", "done", published="2021")
    again = event("established", "decided", "2020")
    assert found(connection, removed, operating) == [("status", "operating", "removed")]
    assert found(connection, removed, again, operating) == []
    earlier = event("operating", "done", published="2017")
    assert found(connection, removed, earlier) == []
    proposed = event("removed", "proposed", "2018")
    assert found(connection, proposed, operating) == []


def test_merged_by_one_and_removed_by_another(connection: Connection) -> None:
    merged = event("merged", "decided", "2022", published="2023")
    removed = event("removed", "decided", "2022", published="2022")
    assert found(connection, merged, removed) == [("status", "merged", "removed")]


def test_figures_of_one_unit_and_period(connection: Connection) -> None:
    unit = country(connection)
    kept = figure(connection, unit, "ccn_planned", 900, "/2030", published="2024")
    other = figure(connection, unit, "ccn_planned", 950, "/2030", published="2022")
    figure(connection, unit, "ccn_planned", 901, "/2030")
    figure(connection, unit, "ccn_planned", 700, "/2020")
    figure(connection, unit, "ccn_planned", 960)
    figure(connection, unit, "ccn_planned", 960, "/2030", qualifier="about")
    rows = connection.execute(
        text("SELECT preferred_key, other_key FROM planning.conflict WHERE unit_id = :u"),
        {"u": unit},
    ).all()
    assert (kept, other) in rows
    assert all(row.preferred_key == kept for row in rows)
    assert len(rows) == 1


def country(connection: Connection) -> int:
    found = text("SELECT unit_id FROM atlas.administrative_unit WHERE level = 'country'")
    return int(connection.execute(found).scalar_one())


def test_nothing_is_hidden(connection: Connection) -> None:
    rows = timeline.conflicts(connection)
    assert rows
    keys = {row[f"{side}_key"] for row in rows for side in ("preferred", "other")}
    held = connection.execute(
        text("SELECT key FROM atlas.event UNION SELECT key FROM atlas.indicator_value")
    )
    assert keys <= {key for (key,) in held}
    for row in rows:
        assert row["preferred_value"] != row["other_value"]
        assert row["preferred_title"]
        assert row["other_title"]


def test_the_command(built: Built, settings: Settings) -> None:
    rows = json.loads(run_geo(settings, "conflicts", "--format", "json").stdout)
    of_province = json.loads(
        run_geo(settings, "conflicts", "--province", "Bắc Giang", "--format", "json").stdout
    )
    assert [row["other_value"] for row in of_province if row["subject"] == "ccn_planned"] == [
        "65",
        "66",
    ]
    assert all(row in rows for row in of_province)
    as_csv = run_geo(settings, "conflicts", "--format", "csv").stdout
    assert len(list(csv.DictReader(io.StringIO(as_csv)))) == len(rows)
    table = run_geo(settings, "conflicts", "--province", "Bắc Giang", "--lang", "en").stdout
    assert "preferred: value" in table
    of_capital = run_geo(settings, "conflicts", "--province", "Sóc Trăng", "--lang", "en").stdout
    assert "capital (VND billion)" in of_capital
    assert "nearly 900" in of_capital
    assert "Industrial clusters in the plan" in table
