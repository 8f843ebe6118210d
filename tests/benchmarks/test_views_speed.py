"""The views for planners over 100,000 clusters and 1,000,000 events, all kept as of today.

Sums over the country, and questions about one cluster, one province, one window of a map.
"""

import json
from typing import Any

import pytest
from measured import Table
from sqlalchemy import Connection, text

NATION_BAR_S = 0.4
NARROW_BAR_S = 0.05
LIST_BAR_S = 0.1
"""For a province of today, of which the answer has 3,000 rows."""

NATION = {
    "status": "SELECT status, count(*), sum(area_ha) FROM planning.cluster_now GROUP BY status",
    "change": "SELECT change, count(*), sum(change_ha) FROM planning.cluster_to_2030 GROUP BY 1",
    "province_now": "SELECT * FROM planning.province_now",
    "province_before": "SELECT * FROM planning.province_before",
    "district_before": "SELECT * FROM planning.district_before",
    "merger": "SELECT state, count(*), sum(area_ha) FROM planning.merger GROUP BY state",
    "removal": "SELECT state, count(*), sum(area_ha) FROM planning.removal GROUP BY state",
    "overdue": "SELECT count(*), sum(slip_days) FROM planning.overdue",
    "conflict": "SELECT topic, count(*) FROM planning.conflict GROUP BY topic",
    "indicator_check": "SELECT * FROM planning.indicator_check",
}
NARROW = {
    "cluster_now": (
        "SELECT * FROM planning.cluster_now WHERE key = 'crowd/5000'",
        "uq_cluster_key",
    ),
    "cluster_to_2030": (
        "SELECT * FROM planning.cluster_to_2030 WHERE key = 'crowd/5000'",
        "uq_cluster_key",
    ),
    "history": (
        "SELECT * FROM planning.history WHERE cluster_key = 'crowd/5000'",
        "uq_cluster_key",
    ),
    "conflict": (
        "SELECT * FROM planning.conflict WHERE cluster_id ="
        " (SELECT cluster_id FROM planning.cluster WHERE key = 'crowd/5000')",
        "ix_conflict_snapshot_cluster_id",
    ),
    "window": (
        "SELECT * FROM planning.cluster_now"
        " WHERE geometry && ST_MakeEnvelope(105.8, 20.9, 105.9, 21.0, 4326)",
        "ix_cluster_site_point",
    ),
    "window to 2030": (
        "SELECT * FROM planning.cluster_to_2030"
        " WHERE geometry && ST_MakeEnvelope(105.8, 20.9, 105.9, 21.0, 4326)",
        "ix_cluster_site_point",
    ),
    "near": (
        "SELECT * FROM planning.cluster_now WHERE ST_DWithin("
        "geometry::geography, ST_Point(105.85, 21.02, 4326)::geography, 5000)",
        "ix_cluster_site_geography",
    ),
    "province": (
        "SELECT n.* FROM planning.cluster_now AS n"
        " JOIN planning.cluster_unit AS m USING (cluster_id)"
        " JOIN planning.unit AS u USING (unit_id)"
        " WHERE u.key = 'province/24/2025-07-01' AND m.is_primary",
        "ix_cluster_site_unit_unit_id",
    ),
}


def ask(benchmark: Any, connection: Connection, asked: str) -> float:
    """Return the best time in seconds."""
    benchmark.pedantic(lambda: connection.execute(text(asked)).all(), rounds=5, warmup_rounds=1)
    return float(benchmark.stats.stats.min)


@pytest.mark.parametrize("name", NATION)
def test_sums_over_the_country(benchmark: Any, crowd: Connection, table: Table, name: str) -> None:
    took = ask(benchmark, crowd, NATION[name])
    tell(table, f"view over the country: {name}", took, NATION_BAR_S)


@pytest.mark.parametrize("name", NARROW)
def test_narrow_questions(benchmark: Any, crowd: Connection, table: Table, name: str) -> None:
    asked, index = NARROW[name]
    plan = json.dumps(crowd.execute(text(f"EXPLAIN (FORMAT JSON) {asked}")).scalar_one())
    assert index in plan
    took = ask(benchmark, crowd, asked)
    tell(table, f"view, narrow: {name}", took, LIST_BAR_S if name == "province" else NARROW_BAR_S)


def tell(table: Table, what: str, took: float, bar: float) -> None:
    table.row(what, f"{took * 1000:.0f} ms", "", None, f"≤ {bar * 1000:.0f} ms", took <= bar)
