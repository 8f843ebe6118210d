"""The fold over 1,000,000 events of 200,000 clusters: for a date, and for one cluster.

Beside it runs what one would write first: a window function for each thing that is asked, which
answers less (no plans, no sureness of the plan, no differences, no implied statements). The events
live in a database of their own.
"""

import json
from collections.abc import Iterator
from datetime import date
from time import perf_counter
from typing import Any

import pytest
from databases import empty_database
from measured import CROWD, Table
from sqlalchemy import Connection, text

from geo.database import open_database
from geo.schema import upgrade
from geo.settings import Settings

TODAY = date(2026, 11, 22)
CLUSTERS = 2 * CROWD
EVENTS = 10 * CROWD
DATE_BAR_S = 3.0
ONE_BAR_S = 0.005

HISTORIES = (
    """
    INSERT INTO atlas.import_run (dataset, sha256, counts) VALUES ('benchmark', '', '{}')
    """,
    "INSERT INTO atlas.source (key, title) VALUES ('benchmark', 'benchmark')",
    "INSERT INTO atlas.citation (source_id, place) SELECT source_id, 'p' FROM atlas.source",
    """
    INSERT INTO atlas.cluster (key, name, name_key, zone_type, import_run_id)
    SELECT 'benchmark/' || n, 'B' || n, 'b' || n, 'CCN', r.import_run_id
    FROM generate_series(1, :clusters) AS n CROSS JOIN atlas.import_run AS r
    """,
    "SELECT setseed(0.2030)",
    """
    INSERT INTO atlas.event (
        key, cluster_id, kind, modality, period, stated_on, area_ha, area_delta_ha, fill_pct,
        decision_no, citation_id, import_run_id
    )
    SELECT 'benchmark#' || n, c.first + n % :clusters,
           (ARRAY['planned', 'established', 'construction', 'operating', 'expanded', 'adjusted',
                  'merged', 'removed'])[1 + least(7, floor(random() * 8.2))::integer],
           (ARRAY['done', 'decided', 'planned', 'proposed'])[1 + floor(random() * 4)::integer],
           CASE WHEN random() < 0.6 THEN daterange(d.day, d.day + 365) END,
           CASE WHEN random() < 0.8 THEN d.day + 30 END,
           CASE WHEN random() < 0.5 THEN round((10 + random() * 65)::numeric, 2) END,
           CASE WHEN random() < 0.05 THEN 5 END,
           CASE WHEN random() < 0.2 THEN 50 END,
           CASE WHEN random() < 0.2 THEN 'QD' || n END,
           i.citation_id, r.import_run_id
    FROM generate_series(1, :events) AS n
    CROSS JOIN LATERAL (
        SELECT DATE '2010-01-01' + (random() * 6500)::integer + 0 * n AS day
    ) AS d
    CROSS JOIN (SELECT min(cluster_id) AS first FROM atlas.cluster) AS c
    CROSS JOIN atlas.citation AS i CROSS JOIN atlas.import_run AS r
    """,
)

# The whole row is counted, so that every column is computed.
FOLD = text("SELECT count(f) FROM planning.cluster_on(:day) AS f")
ONE = text("SELECT * FROM planning.cluster_on(:day) WHERE cluster_id = :cluster")
PLAN = text("EXPLAIN (FORMAT JSON) SELECT * FROM planning.cluster_on(:day) WHERE cluster_id = 500")

_WINDOWS = """
    SELECT cluster_id,
           max(kind) FILTER (WHERE kind_rank = 1 AND has_kind) AS status,
           max(area_ha) FILTER (WHERE area_rank = 1) AS area_ha,
           max(fill_pct) FILTER (WHERE fill_rank = 1) AS fill_pct,
           max(decision_no) FILTER (WHERE decision_rank = 1) AS decision_no
    FROM (
        SELECT cluster_id, kind, area_ha, fill_pct, decision_no, TRUE AS has_kind,
               row_number() OVER (PARTITION BY cluster_id ORDER BY effective_on DESC NULLS LAST,
                   modality, stated_on DESC NULLS LAST, key) AS kind_rank,
               row_number() OVER (PARTITION BY cluster_id ORDER BY area_ha IS NULL,
                   effective_on DESC NULLS LAST, modality, stated_on DESC NULLS LAST, key)
                   AS area_rank,
               row_number() OVER (PARTITION BY cluster_id ORDER BY fill_pct IS NULL,
                   effective_on DESC NULLS LAST, modality, stated_on DESC NULLS LAST, key)
                   AS fill_rank,
               row_number() OVER (PARTITION BY cluster_id ORDER BY decision_no IS NULL,
                   effective_on DESC NULLS LAST, modality, stated_on DESC NULLS LAST, key)
                   AS decision_rank
        FROM atlas.event
        WHERE coalesce(effective_on, '-infinity') <= :day
    ) AS ranked
    GROUP BY cluster_id
"""
RIVAL = text(f"SELECT count(f) FROM ({_WINDOWS}) AS f")  # noqa: S608
RIVAL_ONE = text(f"SELECT * FROM ({_WINDOWS}) AS f WHERE cluster_id = :cluster")  # noqa: S608


@pytest.fixture(scope="module")
def histories(settings: Settings) -> Iterator[Connection]:
    """A scratch database with the histories, dropped at the end."""
    with (
        open_database(settings) as server,
        empty_database(server, "ccn_atlas_benchmark") as engine,
    ):
        upgrade(engine)
        with engine.begin() as connection:
            for statement in HISTORIES:
                sized = {"clusters": CLUSTERS, "events": EVENTS}
                wanted = {name: n for name, n in sized.items() if f":{name}" in statement}
                connection.execute(text(statement), wanted)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # What the server does of itself within a minute of such a load.
            connection.execute(text("VACUUM ANALYZE atlas.event, atlas.cluster"))
        with engine.connect() as connection:
            yield connection


def timed(connection: Connection, query: Any, **asked: Any) -> float:
    started = perf_counter()
    connection.execute(query, asked).all()
    return perf_counter() - started


def scans(plan: Any) -> Iterator[tuple[str, str]]:
    """Yield the kind and the table of each scan of a plan."""
    if "Relation Name" in plan:
        yield plan["Node Type"], plan["Relation Name"]
    for below in plan.get("Plans", ()):
        yield from scans(below)


def test_every_cluster_on_a_date(benchmark: Any, histories: Connection, table: Table) -> None:
    rival = min(timed(histories, RIVAL, day=TODAY) for _ in range(2))
    found = benchmark.pedantic(
        lambda: histories.execute(FOLD, {"day": TODAY}).one(), rounds=3, warmup_rounds=1
    )
    assert found[0] == CLUSTERS
    took = benchmark.stats.stats.min
    table.row(
        f"state of {CLUSTERS:,} clusters on a day, {EVENTS:,} events",
        f"{took:.2f} s",
        f"{rival:.2f} s: window functions, which answer less",
        took / rival,
        f"≤ {DATE_BAR_S} s",
        took <= DATE_BAR_S,
    )


def test_one_cluster_on_a_date(benchmark: Any, histories: Connection, table: Table) -> None:
    clusters = iter(range(CLUSTERS // 20, CLUSTERS))
    rival = min(timed(histories, RIVAL_ONE, day=TODAY, cluster=n) for n in range(100, 120))
    benchmark.pedantic(
        lambda: histories.execute(ONE, {"day": TODAY, "cluster": next(clusters)}).one(),
        rounds=200,
        warmup_rounds=20,
    )
    took = benchmark.stats.stats.median
    table.row(
        "state of one of them on a day",
        f"{took * 1000:.1f} ms",
        f"{rival * 1000:.1f} ms: window functions",
        took / rival,
        f"≤ {ONE_BAR_S * 1000:.0f} ms",
        took <= ONE_BAR_S,
    )


def test_one_cluster_is_reached_by_the_index(benchmark: Any, histories: Connection) -> None:
    found = benchmark.pedantic(lambda: histories.execute(PLAN, {"day": TODAY}).scalar_one())
    (plan,) = json.loads(found) if isinstance(found, str) else found
    used = list(scans(plan["Plan"]))
    assert {table for _, table in used} >= {"event", "cluster"}
    # An empty table is read as a whole; the two that are large never are.
    assert not [scan for scan in used if scan in (("Seq Scan", "event"), ("Seq Scan", "cluster"))]
