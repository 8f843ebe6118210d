"""The views and functions for planners: named, explained in both languages, fit for QGIS, right."""

import re
from collections import Counter

import pytest
from rows import cluster, event
from sqlalchemy import Connection, text

from geo.database import SQL

ENTRIES = text(
    """
    SELECT 'view ' || c.relname, obj_description(c.oid, 'pg_class')
    FROM pg_class AS c
    WHERE c.relnamespace = 'planning'::regnamespace AND c.relkind = 'v'
    UNION ALL
    SELECT 'column ' || c.relname || '.' || a.attname, col_description(c.oid, a.attnum)
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'planning'::regnamespace AND c.relkind = 'v'
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure, obj_description(p.oid, 'pg_proc')
    FROM pg_proc AS p
    WHERE p.pronamespace = 'planning'::regnamespace
    """
)
STABLE = {
    *("cluster_now", "cluster_to_2030", "province_now", "province_before", "district_before"),
    *("merger", "removal", "departure", "milestone_now", "overdue", "history", "conflict"),
    *("indicator_check", "cluster", "cluster_alias", "cluster_place", "cluster_site"),
    *("cluster_unit", "unit", "unit_name", "unit_boundary", "unit_succession", "statement"),
    *("unit_outline", "boundary_layer"),
    *("event_cluster", "milestone", "indicator", "indicator_value", "source", "citation"),
    *("doubtful_pair", "oddity", "correction"),
}
SPATIAL = {
    **dict.fromkeys(("province_now", "province_before", "district_before"), "MULTIPOLYGON"),
    **dict.fromkeys(("cluster_now", "cluster_to_2030", "merger", "removal", "departure"), "POINT"),
    **dict.fromkeys(("milestone_now", "overdue", "cluster_place", "cluster_site"), "POINT"),
    "unit": "POINT",
    "unit_boundary": "MULTIPOLYGON",
    "unit_outline": "MULTIPOLYGON",
}
KNOWN = "cluster_id, status, CASE WHEN status <> 'unconfirmed' THEN area_ha END"
FIRST = text(
    """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute AS a
    WHERE a.attrelid = to_regclass('planning.' || :view) AND a.attnum = 1
    """
)


def rows(connection: Connection, asked: str, **parameters: object) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(text(asked), parameters)]


def test_everything_is_explained_in_vietnamese_and_english(connection: Connection) -> None:
    entries = dict(connection.execute(ENTRIES).all())
    assert len(entries) > 350
    for name, comment in entries.items():
        vietnamese, slash, english = (comment or "").rpartition(" / ")
        assert slash, name
        assert english.isprintable(), name
        assert vietnamese.rstrip().endswith("."), name
        assert english.rstrip().endswith("."), name
        assert vietnamese != english, name
    words = Counter(re.findall(r"\w+", " ".join(c for c in entries.values() if c)))
    # Each half is in its own language.
    assert words["cụm"] > 100
    assert words["the"] > 100


def test_nothing_is_explained_twice() -> None:
    scripts = "".join(file.read_text("utf-8") for file in sorted((SQL / "views").glob("*.sql")))
    explained = Counter(
        re.findall(r"^COMMENT ON (\w+ planning\.[^;]*?) IS\b", scripts, re.MULTILINE)
    )
    assert len(explained) > 350
    assert set(explained.values()) == {1}


def test_the_stable_views_are_there(connection: Connection) -> None:
    found = connection.scalars(
        text("SELECT relname FROM pg_class WHERE relnamespace = 'planning'::regnamespace")
    )
    assert set(found.all()) >= STABLE


def test_no_function_needs_rights_beyond_the_schema(connection: Connection) -> None:
    bodies = connection.execute(
        text(
            "SELECT oid::regprocedure::text, pg_get_functiondef(oid) FROM pg_proc"
            " WHERE pronamespace = 'planning'::regnamespace"
        )
    ).all()
    assert len(bodies) > 15
    assert not [name for name, body in bodies if re.search(r"\batlas\.", body)]


def test_spatial_views_have_one_typed_geometry_each(connection: Connection) -> None:
    found = connection.execute(
        text(
            "SELECT f_table_name, f_geometry_column, srid, type FROM geometry_columns"
            " WHERE f_table_schema = 'planning'"
        )
    ).all()
    kinds = {view: kind for view, _, _, kind in found}
    assert len(kinds) == len(found)
    assert {column for _, column, _, _ in found} == {"geometry"}
    assert {srid for _, _, srid, _ in found} == {4326}
    assert kinds.items() >= SPATIAL.items()


@pytest.mark.parametrize("view", SPATIAL)
def test_spatial_views_open_with_a_unique_number(connection: Connection, view: str) -> None:
    name, kind = connection.execute(FIRST, {"view": view}).one()
    assert kind == "bigint"
    asked = f"SELECT count(*), count(DISTINCT {name}), count(geometry) FROM planning.{view}"  # noqa: S608
    ((every, distinct, located),) = rows(connection, asked)
    assert every == distinct
    assert located


def test_what_becomes_of_the_unconfirmed_is_not_known(connection: Connection) -> None:
    told = rows(
        connection,
        "SELECT status_now, area_now_ha, status_2030, area_2030_ha, change_ha"
        " FROM planning.cluster_to_2030 WHERE 'unconfirmed' IN (status_now, status_2030)",
    )
    assert told
    for now, area_now, later, area_later, change in told:
        assert now != "unconfirmed" or area_now is None
        assert later != "unconfirmed" or area_later is None
        assert change is None


def test_now_is_today(connection: Connection) -> None:
    now = rows(connection, "SELECT * FROM planning.cluster_now ORDER BY cluster_id")
    told = rows(
        connection, "SELECT * FROM planning.cluster_as_of(CURRENT_DATE) ORDER BY cluster_id"
    )
    assert now == told
    assert now
    on = rows(
        connection,
        f"SELECT {KNOWN} FROM planning.cluster_on(CURRENT_DATE) ORDER BY 1",  # noqa: S608
    )
    assert ("unconfirmed", None) in {row[1:] for row in on}
    ours = "SELECT cluster_id, status, area_ha FROM planning.cluster_now ORDER BY 1"
    assert rows(connection, ours) == on


def test_a_day_to_come_is_told_by_the_plans_of_today(connection: Connection) -> None:
    for day in ("2019-03-01", "2030-12-31"):
        assert rows(
            connection,
            "SELECT cluster_id, status, area_ha FROM planning.cluster_as_of(CAST(:day AS date))"
            " ORDER BY 1",
            day=day,
        ) == rows(
            connection,
            f"SELECT {KNOWN} FROM planning.cluster_on("  # noqa: S608
            " CAST(:day AS date), least(CAST(:day AS date), CURRENT_DATE)) ORDER BY 1",
            day=day,
        )


@pytest.mark.parametrize("view", ["province_now", "province_before", "district_before"])
def test_units_add_up_what_the_clusters_say(connection: Connection, view: str) -> None:
    told = rows(
        connection,
        "SELECT change, stands_2030, unit_id FROM planning.cluster_to_2030"
        " JOIN planning.cluster_unit USING (cluster_id) WHERE zone_type = 'CCN' AND is_primary",
    )
    clusters: Counter[object] = Counter()
    standing: Counter[object] = Counter()
    new: Counter[object] = Counter()
    for change, stands, unit in told:
        clusters[unit] += 1
        standing[unit] += bool(stands)
        new[unit] += change == "new"
    found = rows(
        connection,
        f"SELECT unit_id, clusters, standing_2030, new FROM planning.{view}",  # noqa: S608
    )
    assert len(found) in (34, 63, 696)
    for unit, counted, stand, arrive in found:
        assert (clusters[unit], standing[unit], new[unit]) == (counted, stand, arrive)


def test_departures_are_mergers_and_removals(connection: Connection) -> None:
    gone = rows(
        connection,
        "SELECT key, status_2030, change FROM planning.cluster_to_2030"
        " WHERE status_2030 IN ('merged', 'removed') ORDER BY key",
    )
    told = rows(
        connection,
        "SELECT key, 'merged', state FROM planning.merger"
        " UNION ALL SELECT key, 'removed', state FROM planning.removal ORDER BY key",
    )
    assert [row[:2] for row in gone] == [row[:2] for row in told]
    assert len(told) > 50
    for (_, _, change), (_, _, state) in zip(gone, told, strict=True):
        assert (change == "gone") == (state == "done")


def test_a_departure_of_which_no_source_says_when_has_no_day(connection: Connection) -> None:
    asked = text(
        "SELECT d.effective_on, s.effective_on AS counts_from, s.modality, s.period"
        " FROM planning.departure AS d JOIN planning.statement AS s USING (event_id)"
    )
    rows = connection.execute(asked).all()
    undated = [
        row for row in rows if row.period is None and row.modality in ("planned", "proposed")
    ]
    assert undated
    for row in rows:
        assert row.effective_on == (None if row in undated else row.counts_from)


@pytest.mark.parametrize(
    ("stated", "standing_ha", "found"),
    [
        ({"area_from_ha": 40, "area_ha": 35, "area_qualifier": "about"}, 30, (40, None)),
        ({"area_ha": 35, "area_qualifier": "about"}, 30, (35, "about")),
        ({}, 30, (30, "nearly")),
        ({}, 0, (20, "more_than")),
        ({}, None, (20, "more_than")),
    ],
)
def test_the_area_at_departure_is_the_one_said_nearest_to_it(
    connection: Connection, stated: dict[str, object], standing_ha: int | None, found: object
) -> None:
    left = cluster(
        connection,
        event("established", "done", "2015", area_ha=20, area_qualifier="more_than"),
        event("removed", "done", "2022", **stated),
    )
    asked = text(
        "SELECT a.* FROM planning.statement AS s,"
        " planning.area_at_departure(s.event_id, :standing_ha, 'nearly') AS a"
        " WHERE s.cluster_id = :left AND s.kind = 'removed'"
    )
    assert connection.execute(asked, {"standing_ha": standing_ha, "left": left}).one() == found


def test_a_merger_names_the_zone_as_the_fold_does(connection: Connection) -> None:
    assert not rows(
        connection,
        "SELECT m.key FROM planning.merger AS m"
        " JOIN planning.cluster_on('2030-12-31', CURRENT_DATE) AS k USING (cluster_id)"
        " WHERE (m.merged_into_id, m.merged_into)"
        " IS DISTINCT FROM (k.merged_into_id, k.merged_into)",
    )


def test_overdue_milestones_are_those_of_the_schedule(connection: Connection) -> None:
    overdue = rows(connection, "SELECT milestone_id, slip_days FROM planning.overdue ORDER BY 1")
    assert overdue
    assert overdue == rows(
        connection,
        "SELECT milestone_id, slip_days FROM planning.schedule(CURRENT_DATE)"
        " WHERE state = 'overdue' ORDER BY 1",
    )


def test_figures_are_those_of_the_function(connection: Connection) -> None:
    assert rows(connection, "SELECT key, on_record FROM planning.indicator_check ORDER BY 1") == (
        rows(
            connection,
            "SELECT key, on_record FROM planning.indicator_check(CURRENT_DATE) ORDER BY 1",
        )
    )


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (
            "SELECT * FROM planning.cluster_now"
            " WHERE geometry && ST_MakeEnvelope(106, 21, 107, 22, 4326)",
            "ix_cluster_site_point",
        ),
        (
            "SELECT * FROM planning.cluster_to_2030"
            " WHERE geometry && ST_MakeEnvelope(106, 21, 107, 22, 4326)",
            "ix_cluster_site_point",
        ),
        (
            "SELECT * FROM planning.cluster_now WHERE ST_DWithin("
            "geometry::geography, ST_Point(106, 21, 4326)::geography, 5000)",
            "ix_cluster_site_geography",
        ),
        ("SELECT * FROM planning.cluster_now WHERE key = 'bac-giang/yen-lu'", "uq_cluster_key"),
        (
            "SELECT * FROM planning.cluster_now JOIN planning.cluster_unit USING (cluster_id)"
            " JOIN planning.unit AS u USING (unit_id) WHERE u.key = 'province/24/2025-07-01'",
            "ix_cluster_site_unit_unit_id",
        ),
        ("SELECT * FROM planning.cluster WHERE name_key % 'yen lu'", "ix_cluster_name_key"),
        ("SELECT * FROM planning.cluster_alias WHERE alias_key % 'yen lu'", "ix_cluster_alias"),
        ("SELECT * FROM planning.unit_name WHERE name_key % 'yen dung'", "ix_unit_name_name_key"),
        (
            "SELECT * FROM planning.statement WHERE period && daterange('2026-01-01', NULL)",
            "ix_event_period",
        ),
        ("SELECT * FROM planning.conflict WHERE cluster_id = 5", "ix_conflict_snapshot_cluster_id"),
    ],
)
def test_a_narrow_question_reaches_its_index_through_the_view(
    connection: Connection, asked: str, index: str
) -> None:
    # The shipped tables are so small that reading them whole is often cheaper.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    connection.exec_driver_sql("SET LOCAL enable_bitmapscan = on")
    plan = "\n".join(connection.scalars(text(f"EXPLAIN {asked}")).all())
    assert index in plan
