"""Oddities: each rule on the least that breaks it, the shipped data, and the command."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import TODAY
from sqlalchemy import Connection, text
from test_dataset import Tables

from geo.build import Built
from geo.gazetteer import Gazetteer
from geo.ingest.dataset import read_dataset
from geo.ingest.oddities import LABELS, Rule, find_oddities
from geo.settings import Settings, data_folder

GEO = Path(sys.executable).with_name("geo")


@pytest.fixture
def facts(tmp_path: Path) -> Tables:
    """Cluster `a`, of which a plan speaks."""
    tables = Tables(tmp_path).add("events", event_id="plan", cluster_id="a", area_ha="50")
    return tables.add("sources", source_id="dated", title="Of May", published_on="2020-05")


def flags(facts: Tables, gazetteer: Gazetteer) -> list[tuple[str, str, str]]:
    return [
        (odd.key, odd.rule.value, odd.detail.en) for odd in find_oddities(facts.read(gazetteer))
    ]


def test_what_is_in_order_is_not_flagged(facts: Tables, gazetteer: Gazetteer) -> None:
    for n, cells in enumerate(
        (
            {"kind": "established", "modality": "done", "period": "2015", "area_ha": "5"},
            {"kind": "construction", "modality": "done", "period": "2015/2018", "area_ha": "75"},
            {"kind": "operating", "modality": "done", "period": "2015", "industrial_ha": "40"},
            {"kind": "expanded", "area_from_ha": "50", "area_ha": "75", "period": "/2050"},
            {"decision_no": "289/QĐ-UBND; 20/2022/QĐ-UBND; 1910/TTg-KTN; 12a/NQ-HĐND"},
            {"industrial_ha": "40", "area_ha": "40", "leased_ha": "40", "period": "1986"},
            {"kind": "expanded", "area_from_ha": "50", "area_delta_ha": "24.8", "area_ha": "75"},
            {"kind": "merged", "absorbed_into": "b", "absorbed_into_text": "khu bên cạnh"},
            {"source_id": "dated", "modality": "done", "period": "2020-05-31"},
            {"source_id": "dated", "modality": "planned", "period": "2045"},
            {"modality": "done", "period": "2026-01-01"},
        )
    ):
        facts.add("events", event_id=str(n), cluster_id="a", **cells)
    facts.add("milestones", milestone_id="m", cluster_id="a", period="2025")
    facts.add("milestones", milestone_id="n", cluster_id="a", period="2024", stage="filling")
    assert flags(facts, gazetteer) == []


@pytest.mark.parametrize(
    ("cells", "rule", "said"),
    [
        ({"area_ha": "4.06"}, "area", "4.06 ha where the law has 5–75 ha"),
        ({"area_ha": "270"}, "area", "270 ha where the law has 5–75 ha"),
        ({"kind": "expanded", "area_ha": "75.5"}, "expansion_limit", "75.5 ha where the law has"),
        (
            {"kind": "expanded", "area_from_ha": "50", "area_delta_ha": "30"},
            "expansion_limit",
            "80 ha where the law has 5–75 ha",
        ),
        (
            {"kind": "expanded", "area_from_ha": "60", "area_ha": "55"},
            "expansion_shrinks",
            "from 60 down to 55 ha",
        ),
        ({"kind": "expanded", "area_delta_ha": "-5"}, "expansion_shrinks", "-5 ha added"),
        (
            {"kind": "expanded", "area_from_ha": "50", "area_delta_ha": "20", "area_ha": "75"},
            "area_sum",
            "50 and 20 added make 75 ha",
        ),
        (
            {"kind": "removed", "absorbed_into_text": "khu bên cạnh"},
            "absorbed_otherwise",
            '"removed" into a zone',
        ),
        ({"kind": "expanded", "absorbed_into": "b"}, "absorbed_otherwise", '"expanded" into'),
        (
            {"source_id": "dated", "modality": "done", "period": "2020-06-01"},
            "done_later",
            "done 2020-06-01, source published 2020-05-01 – 2020-05-31",
        ),
        ({"modality": "done", "period": "2049"}, "done_later", "a day still to come"),
        ({"area_ha": "50", "industrial_ha": "50.1"}, "industrial_land", "50.1 ha industrial land"),
        ({"industrial_ha": "30", "leased_ha": "31"}, "leased_land", "31 let of 30 ha"),
        ({"period": "1985"}, "far_date", "1985-01-01 – 1985-12-31"),
        ({"period": "/2051"}, "far_date", "… – 2051-12-31"),
        ({"decision_no": "289"}, "decision_form", '"289", usually of the form'),
        ({"decision_no": "QĐ-UBND"}, "decision_form", '"QĐ-UBND"'),
    ],
)
def test_a_statement_that_looks_wrong_is_kept_and_flagged(
    facts: Tables, gazetteer: Gazetteer, cells: dict[str, str], rule: str, said: str
) -> None:
    facts.add("events", event_id="odd", cluster_id="a", **cells)
    ((key, broken, detail),) = flags(facts, gazetteer)
    assert (key, broken) == ("odd", rule)
    assert said in detail
    assert "odd" in facts.read(gazetteer).events


def test_the_law_is_for_clusters_not_for_zones(facts: Tables, gazetteer: Gazetteer) -> None:
    facts.add("clusters", cluster_id="zone", name="Zone", zone_type="KCN")
    facts.add("events", event_id="big", cluster_id="zone", area_ha="500")
    assert flags(facts, gazetteer) == []


def test_an_expansion_needs_something_to_expand(facts: Tables, gazetteer: Gazetteer) -> None:
    facts.add("events", event_id="grows", cluster_id="b", kind="expanded", area_ha="60")
    assert [flag[:2] for flag in flags(facts, gazetteer)] == [("grows", "expansion_alone")]
    facts.add("milestones", milestone_id="m", cluster_id="b", period="2025")
    assert flags(facts, gazetteer) == []


@pytest.mark.parametrize(
    ("one", "other", "flagged"),
    [
        ({"area_delta_ha": "20"}, {"area_delta_ha": "20"}, ["one", "other"]),
        ({"area_delta_ha": "20"}, {"area_delta_ha": "20", "area_ha": "70"}, ["one"]),
        ({"area_delta_ha": "20"}, {"area_ha": "70"}, ["one"]),
        ({"area_delta_ha": "20"}, {"area_from_ha": "40", "area_ha": "60"}, ["one"]),
        ({"area_delta_ha": "20", "period": "2024"}, {"area_ha": "70", "period": "/2030"}, ["one"]),
        ({"area_delta_ha": "20"}, {"area_ha": "75"}, []),
        ({"area_delta_ha": "20"}, {"area_delta_ha": "15"}, []),
        ({"area_delta_ha": "20", "period": "2024"}, {"area_ha": "70", "period": "2026"}, []),
        ({"area_delta_ha": "20"}, {"area_delta_ha": "20", "source_id": "list"}, []),
    ],
)
def test_an_expansion_that_two_sources_tell_is_flagged(
    facts: Tables,
    gazetteer: Gazetteer,
    one: dict[str, str],
    other: dict[str, str],
    flagged: list[str],
) -> None:
    facts.add("sources", source_id="other", title="Another")
    expanded = {"cluster_id": "a", "kind": "expanded"}
    facts.add("events", **expanded, event_id="one", **one)
    facts.add("events", **{**expanded, "source_id": "other", **other}, event_id="other")
    found = flags(facts, gazetteer)
    assert [flag[:2] for flag in found] == [(key, "expansion_twice") for key in flagged]
    assert all(detail.startswith("20 ha added, as in o") for _, _, detail in found)


def test_a_removal_before_the_establishment_is_flagged_unless_a_plan_comes_between(
    facts: Tables, gazetteer: Gazetteer
) -> None:
    firm = {"cluster_id": "b", "modality": "decided"}
    facts.add("events", **firm, event_id="gone", kind="removed", period="2015")
    facts.add("events", **firm, event_id="set up", kind="established", period="2018")
    facts.add("events", **firm, event_id="gone later", kind="removed", period="2019")
    facts.add("events", cluster_id="b", event_id="old plan", period="2011/2020")
    ((key, rule, detail),) = flags(facts, gazetteer)
    assert (key, rule) == ("gone", "exit_first")
    assert detail == (
        "removed 2015-01-01 – 2015-12-31, established 2018-01-01 – 2018-12-31, no plan between"
    )
    facts.add("events", cluster_id="b", event_id="hope", modality="proposed", period="2016")
    assert len(flags(facts, gazetteer)) == 1
    facts.add("events", cluster_id="b", event_id="new plan", period="2016/2020")
    assert flags(facts, gazetteer) == []


def test_an_event_before_its_unit_began_is_flagged(facts: Tables, gazetteer: Gazetteer) -> None:
    facts.add(
        "clusters",
        cluster_id="new",
        name="New",
        province="Bắc Ninh",
        district="",
        commune="Yên Dũng",
        units_on="2025-07-01",
    )
    for period in ("2025-06", "2025-07", "/2030", "2025"):
        facts.add("events", event_id=period, cluster_id="new", period=period)
    ((key, rule, detail),) = flags(facts, gazetteer)
    assert (key, rule) == ("2025-06", "unit_later")
    assert detail == "2025-06-01 – 2025-06-30, but phường Yên Dũng began on 2025-07-01"


def test_a_life_told_backwards_is_flagged(facts: Tables, gazetteer: Gazetteer) -> None:
    facts.add("sources", source_id="other", title="Another")
    facts.add("sources", source_id="report", title="A report", published_on="2011")
    done = {"cluster_id": "a", "modality": "done"}
    facts.add("events", event_id="runs", kind="operating", period="2010", **done)
    facts.add("events", event_id="set up", kind="established", period="2012-06", **done)
    facts.add(
        "events",
        **done | {"source_id": "other"},
        event_id="told elsewhere",
        kind="expanded",
        period="2009",
    )
    facts.add("events", **done | {"source_id": "report"}, event_id="reported", kind="construction")
    facts.add("events", **done, event_id="no day", kind="established")
    facts.add(
        "events",
        **done | {"modality": "proposed"},
        event_id="only proposed",
        kind="operating",
        period="2011",
    )
    established = "established 2012-06-01 – 2012-06-30"
    assert flags(facts, gazetteer) == [
        ("reported", "kind_order", f"construction … – 2011-12-31, {established}"),
        ("runs", "kind_order", f"operating 2010-01-01 – 2010-12-31, {established}"),
        ("told elsewhere", "kind_order", f"expanded 2009-01-01 – 2009-12-31, {established}"),
    ]
    facts.add(
        "events",
        **done | {"source_id": "other"},
        event_id="another day",
        kind="established",
        period="2008",
    )
    assert [flag[0] for flag in flags(facts, gazetteer)] == ["runs"]


def test_mergers_in_a_circle_are_flagged_and_those_that_lead_to_it_are_not(
    facts: Tables, gazetteer: Gazetteer
) -> None:
    facts.add("clusters", cluster_id="d", name="D")
    for one, other in ("ab", "bc", "ca", "da"):
        facts.add(
            "events",
            event_id=f"{one}>{other}",
            cluster_id=one,
            kind="merged",
            absorbed_into=other,
        )
    found = flags(facts, gazetteer)
    assert [flag[:2] for flag in found] == [
        ("a>b", "merger_circle"),
        ("b>c", "merger_circle"),
        ("c>a", "merger_circle"),
    ]
    assert found[0][2] == "CCN B ends up in CCN A"


def test_a_stage_over_before_an_earlier_one_begins_is_flagged(
    facts: Tables, gazetteer: Gazetteer
) -> None:
    facts.add("milestones", milestone_id="use", cluster_id="a", stage="operation", period="/2024")
    facts.add("milestones", milestone_id="build", cluster_id="a", period="2025/2026")
    ((key, rule, detail),) = flags(facts, gazetteer)
    assert (key, rule) == ("use", "stage_order")
    assert "2024-12-31, construction 2025-01-01" in detail
    facts.add("milestones", milestone_id="first part", cluster_id="a", period="2023")
    assert flags(facts, gazetteer) == []


def test_figures_and_milestones_of_another_age_are_flagged(
    facts: Tables, gazetteer: Gazetteer
) -> None:
    facts.add("milestones", milestone_id="m", cluster_id="a", period="1980/2060", actual="2061")
    facts.add("indicator_values", value_id="v", period="1975")
    found = flags(facts, gazetteer)
    assert [flag[:2] for flag in found] == [
        ("v", "far_date"),
        ("m", "done_later"),
        ("m", "far_date"),
    ]
    assert found[2][2] == "1980-01-01 – 2060-12-31; 2061-01-01 – 2061-12-31"


@pytest.mark.parametrize("year", ["1985", "2094"])
def test_a_source_of_another_age_is_flagged(facts: Tables, gazetteer: Gazetteer, year: str) -> None:
    facts.add("sources", source_id="odd", title="Of another age", published_on=year)
    ((key, rule, detail),) = flags(facts, gazetteer)
    assert (key, rule, detail) == ("odd", "far_date", f"{year}-01-01 – {year}-12-31")


def test_a_stale_correction_is_shown_with_what_it_found(
    facts: Tables, gazetteer: Gazetteer
) -> None:
    facts.add("corrections", key="plan", field="area_ha", old_value="5", new_value="15")
    assert flags(facts, gazetteer) == [
        ("plan", "stale_correction", 'area_ha: expected "5" to become "15", found "50"')
    ]


def test_every_rule_has_its_label() -> None:
    assert set(LABELS) == set(Rule)
    assert len({label.vi for label in LABELS.values()}) == len(Rule)


def test_the_record_holds_the_oddities_of_the_shipped_data(
    connection: Connection, gazetteer: Gazetteer, built: Built
) -> None:
    found = find_oddities(read_dataset(data_folder(), gazetteer, TODAY))
    held = connection.execute(
        text("SELECT table_name, key, rule, detail_vi, detail_en FROM atlas.oddity")
    ).all()
    assert sorted((*odd[:3], *odd.detail) for odd in found) == sorted(map(tuple, held))
    assert built.findings.oddities == len(found) > 0
    flagged = {(odd.key, odd.rule) for odd in found}
    assert ("lang-son/na-duong#planned-1", Rule.AREA) in flagged


@pytest.fixture
def geo(built: Built, settings: Settings, tmp_path: Path) -> object:
    environment = {name: said for name, said in os.environ.items() if not name.startswith("GEO_")}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [GEO, *words],
            cwd=tmp_path,
            env=environment | {"GEO_HOME": str(settings.home)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def test_the_command_lists_them_with_cluster_and_source(geo, built: Built) -> None:  # type: ignore[no-untyped-def]
    as_json = json.loads(geo("oddities", "--format", "json").stdout)
    as_csv = list(csv.DictReader(io.StringIO(geo("oddities", "--format", "csv").stdout)))
    assert len(as_json) == len(as_csv) == built.findings.oddities
    assert [row["key"] for row in as_json] == [row["key"] for row in as_csv]
    for row in as_json:
        assert row["cluster"]
        assert row["source"]
        assert row["place"]
        assert row["detail"]
    table = geo("oddities", "--lang", "en").stdout
    assert "270 ha where the law has 5–75 ha" in table
    assert "270 ha, luật định 5–75 ha" in geo("oddities").stdout


def test_one_rule_or_one_province_of_either_system_can_be_asked_for(geo) -> None:  # type: ignore[no-untyped-def]
    def listed(*words: str) -> set[tuple[str, str]]:
        rows = json.loads(geo("oddities", "--format", "json", *words).stdout)
        return {(row["rule"], row["key"]) for row in rows}

    everything = listed()
    area = listed("--rule", "area")
    assert area == {flag for flag in everything if flag[0] == "area"}
    old = listed("--province", "Bắc Giang")
    assert old == {flag for flag in everything if flag[1].startswith("bac-giang/")}
    assert old <= listed("--province", "Bắc Ninh")
    assert listed("--province", "Quảng Bình", "--rule", "area") < area


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--rule", "ugly"), '--rule "ugly": must be one of: area, area_sum'),
        (("--province", "Bac Gian"), "Nearest: tỉnh Bắc Giang"),
    ],
)
def test_what_does_not_exist_is_refused(geo, words: tuple[str, ...], said: str) -> None:  # type: ignore[no-untyped-def]
    found = geo("oddities", "--lang", "en", *words)
    assert found.returncode == 3
    assert found.stdout == ""
    assert said in found.stderr


def test_a_build_says_how_much_was_corrected_and_is_odd(geo, built: Built, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    found = geo("build", "--out", str(tmp_path / "maps"), "--lang", "en")
    line = (
        f"Corrections: {built.findings.applied} applied, {built.findings.stale} stale;"
        f' {built.findings.oddities} oddities in the data, see them with "geo oddities".'
    )
    assert line in found.stderr.splitlines()
