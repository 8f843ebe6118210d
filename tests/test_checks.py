"""`geo db check`: the shipped record is sound, and each rule sees what breaks it."""

import json
from contextlib import nullcontext

import pytest
from conftest import TODAY
from program import run_geo
from sqlalchemy import Connection, Engine, create_engine

from geo.build import load
from geo.checks import check
from geo.settings import Settings, data_folder

BREAKING = {
    "sound_schema": "ALTER TABLE atlas.event DISABLE TRIGGER USER",
    "counts": "DELETE FROM atlas.milestone WHERE milestone_id ="
    " (SELECT min(milestone_id) FROM atlas.milestone)",
    "orphans": "SET LOCAL session_replication_role = replica;"
    " DELETE FROM atlas.cluster WHERE cluster_id ="
    " (SELECT min(cluster_id) FROM atlas.milestone)",
    "nothing_twice": "ALTER TABLE atlas.source DROP CONSTRAINT uq_source_key;"
    " INSERT INTO atlas.source (key, title) SELECT min(key), 'X' FROM atlas.source",
    "units_in_time": "UPDATE atlas.administrative_unit SET valid = '(,2000-01-01)'"
    " WHERE level = 'country'",
    "unit_names": "DELETE FROM atlas.unit_name WHERE kind = 'official' AND unit_id ="
    " (SELECT min(unit_id) FROM atlas.administrative_unit WHERE level = 'district')",
    "successions": "DELETE FROM atlas.unit_succession WHERE predecessor_id IN"
    " (SELECT unit_id FROM atlas.administrative_unit WHERE level = 'province')",
    "clusters_told": "INSERT INTO atlas.cluster (key, name, name_key, zone_type, import_run_id)"
    " SELECT 'x', 'X', 'x', 'CCN', max(import_run_id) FROM atlas.import_run",
    "clusters_placed": "DELETE FROM atlas.cluster_site WHERE cluster_id ="
    " (SELECT min(cluster_id) FROM atlas.cluster)",
    "points_in_units": "UPDATE atlas.cluster_site SET point = ST_SetSRID(ST_Point(20.5, 105), 4326)"
    " WHERE cluster_id = (SELECT min(cluster_id) FROM atlas.cluster)",
    "sources": "INSERT INTO atlas.source (key, title) VALUES ('x', 'X')",
    "sums": "INSERT INTO atlas.cluster_site_unit (cluster_id, unit_id, is_primary)"
    " SELECT s.cluster_id, u.unit_id, TRUE FROM atlas.cluster_site AS s"
    " JOIN atlas.administrative_unit AS u ON u.level = 'province' AND upper_inf(u.valid)"
    " ON CONFLICT DO NOTHING",
    "shapes": "UPDATE atlas.unit_boundary SET boundary = ST_GeomFromText("
    "'MULTIPOLYGON(((0 0, 1 1, 1 0, 0 1, 0 0)))', 4326)"
    " WHERE unit_id = (SELECT min(unit_id) FROM atlas.unit_boundary)",
    "histories": "ALTER TABLE atlas.source DISABLE TRIGGER keep_delete;"
    " INSERT INTO atlas.source (key, title) VALUES ('x', 'X');"
    " DELETE FROM atlas.source WHERE key = 'x'",
    "kept_states": "UPDATE atlas.cluster_snapshot SET area_ha = area_ha + 1"
    " WHERE NOT ahead AND area_ha > 0",
}


MORE = {
    "an overlap": (
        "units_in_time",
        "ALTER TABLE atlas.administrative_unit DROP CONSTRAINT ex_administrative_unit_valid;"
        " INSERT INTO atlas.administrative_unit (key, level, code, name, unit_type, parent_id,"
        " valid, centroid, centroid_method) SELECT 'x', level, code, name, unit_type, parent_id,"
        " valid, centroid, centroid_method FROM atlas.administrative_unit"
        " WHERE level = 'province' LIMIT 1",
    ),
    "two names at once": (
        "unit_names",
        "ALTER TABLE atlas.unit_name DROP CONSTRAINT ex_unit_name_official;"
        " INSERT INTO atlas.unit_name (unit_id, kind, unit_type, name, name_key, valid)"
        " SELECT unit_id, kind, unit_type, 'X', 'x', valid FROM atlas.unit_name LIMIT 1",
    ),
    "a successor that does not stand": (
        "successions",
        "UPDATE atlas.unit_succession SET effective_on = '1900-01-01' WHERE unit_succession_id ="
        " (SELECT min(unit_succession_id) FROM atlas.unit_succession)",
    ),
    "a point in another district": (
        "points_in_units",
        "UPDATE atlas.cluster_site SET point = ST_Translate(point, 0, 3) WHERE cluster_id ="
        " (SELECT min(cluster_id) FROM atlas.cluster_site WHERE precision = 'district')",
    ),
    "a statement without a source": (
        "sources",
        "SET LOCAL session_replication_role = replica;"
        " DELETE FROM atlas.citation WHERE citation_id ="
        " (SELECT min(citation_id) FROM atlas.event)",
    ),
    "a unit too few": (
        "counts",
        "SET LOCAL session_replication_role = replica;"
        " DELETE FROM atlas.administrative_unit WHERE unit_id ="
        " (SELECT max(unit_id) FROM atlas.administrative_unit)",
    ),
    "a statement twice": (
        "nothing_twice",
        "INSERT INTO atlas.event (key, cluster_id, kind, modality, period, stated_on, area_ha,"
        " decision_no, note, citation_id, import_run_id) SELECT k, c.cluster_id, 'established',"
        " 'done', '[2020-01-01,2021-01-01)', NULL, 1, NULL, NULL, (SELECT min(citation_id) FROM"
        " atlas.citation), c.import_run_id FROM atlas.cluster AS c, (VALUES ('x'), ('y')) AS v (k)"
        " WHERE c.cluster_id = (SELECT min(cluster_id) FROM atlas.cluster)",
    ),
    "a point far from the unit above": (
        "shapes",
        "UPDATE atlas.administrative_unit SET centroid = ST_SetSRID(ST_Point(100, 30), 4326)"
        " WHERE unit_id = (SELECT max(unit_id) FROM atlas.administrative_unit)",
    ),
    "a state of 2030": (
        "kept_states",
        "UPDATE atlas.cluster_snapshot SET change = 'x' WHERE ahead",
    ),
    "an address": ("kept_states", "UPDATE atlas.cluster_digest SET province_now = 'x'"),
    "a row that came back": (
        "histories",
        "INSERT INTO atlas.source (key, title) VALUES ('x', 'X');"
        " DELETE FROM atlas.source WHERE key = 'x';"
        " ALTER TABLE atlas.source DISABLE TRIGGER keep_insert;"
        " INSERT INTO atlas.source (key, title) VALUES ('x', 'X')",
    ),
}
"""Other ways to break a rule."""


def test_the_shipped_record_is_sound(connection: Connection) -> None:
    found = list(check(connection))
    assert {outcome.rule: outcome.examples for outcome in found if outcome.faults} == {}
    assert {outcome.rule for outcome in found} == set(BREAKING)


@pytest.mark.parametrize(
    ("rule", "breaking"),
    [*BREAKING.items(), *MORE.values()],
    ids=[*BREAKING, *MORE],
)
def test_each_rule_sees_what_breaks_it(rule: str, breaking: str, connection: Connection) -> None:
    for statement in breaking.split(";"):
        connection.exec_driver_sql(statement)
    (outcome,) = (outcome for outcome in check(connection) if outcome.rule == rule)
    assert outcome.faults > 0
    assert 0 < len(outcome.examples) <= 5
    assert outcome.holds.vi != outcome.holds.en
    assert outcome.remedy.vi != outcome.remedy.en
    assert "geo " in outcome.remedy.en


def test_a_reader_follows_all_rules_but_those_for_editors(connection: Connection) -> None:
    connection.exec_driver_sql("SET LOCAL ROLE ccn_atlas_reader")
    assert BREAKING.keys() - {one.rule for one in check(connection)} == {"counts", "histories"}


def test_a_damaged_database_is_built_anew(connection: Connection) -> None:
    mendable = ("unit_names", "successions", "shapes", "kept_states")
    for rule in mendable:
        connection.exec_driver_sql(BREAKING[rule])
    broken = {one.rule: one.remedy.en for one in check(connection) if one.faults}
    assert {broken[rule] for rule in mendable} == {'Run "geo build --anew".'}
    load(connection, data_folder(), TODAY, lambda _: nullcontext(), anew=True)
    assert {one.rule: one.examples for one in check(connection) if one.faults} == {}


def test_the_command_says_what_holds(settings: Settings, connection: Connection) -> None:
    done = run_geo(settings, "db", "check", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert {row["faults"] for row in json.loads(done.stdout)} == {0}


def test_the_command_says_what_is_broken_and_what_to_do(
    own_atlas: Settings, spare_server: Engine
) -> None:
    broken = create_engine(spare_server.url.set(database="lists"))
    with broken.begin() as connection:
        connection.exec_driver_sql(BREAKING["sources"])
        connection.exec_driver_sql(BREAKING["kept_states"])
    broken.dispose()
    done = run_geo(own_atlas, "db", "check", "--format", "json")
    assert done.returncode == 4
    assert [row["rule"] for row in json.loads(done.stdout) if row["faults"]] == [
        "sources",
        "kept_states",
    ]
    assert len(done.stderr.splitlines()) == 1
    assert "(sources, kept_states). Dùng lại bản sao lưu: “geo db restore”." in done.stderr
    assert "Chạy “geo build --anew”." in done.stderr
