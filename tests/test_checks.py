"""`geo db check`: the shipped record is sound, and each rule sees what breaks it."""

import json

import pytest
from program import run_geo
from sqlalchemy import Connection, text

from geo.checks import check
from geo.settings import Settings

BREAKING = {
    "sound_schema": "ALTER TABLE atlas.event DISABLE TRIGGER USER",
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
    "kept_states": "UPDATE atlas.cluster_snapshot SET area_ha = area_ha + 1"
    " WHERE NOT ahead AND area_ha > 0",
}


def test_the_shipped_record_is_sound(connection: Connection) -> None:
    found = list(check(connection))
    assert {outcome.rule: outcome.examples for outcome in found if outcome.faults} == {}
    assert {outcome.rule for outcome in found} == set(BREAKING)


@pytest.mark.parametrize("rule", BREAKING)
def test_each_rule_sees_what_breaks_it(rule: str, connection: Connection) -> None:
    connection.execute(text(BREAKING[rule]))
    (outcome,) = (outcome for outcome in check(connection) if outcome.rule == rule)
    assert outcome.faults > 0
    assert 0 < len(outcome.examples) <= 5
    assert outcome.holds.vi != outcome.holds.en


def test_the_command_says_what_holds(settings: Settings, connection: Connection) -> None:
    done = run_geo(settings, "db", "check", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert {row["faults"] for row in json.loads(done.stdout)} == {0}
