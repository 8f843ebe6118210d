"""A database many times the size of the record: made-up clusters among the real units and figures.

The shipped record is loaded first; then clusters are strewn around the communes of today, each in
the units that the land belongs to and belonged to, with histories, milestones, names and sources
like the real ones. The same numbers make the same crowd.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date

from databases import empty_database
from sqlalchemy import Connection, Engine, text

from geo.build import load
from geo.schema import upgrade
from geo.settings import data_folder
from geo.snapshots import refresh_snapshots

CLUSTERS = 100_000
EVENTS = 1_000_000
SOURCES = 2_000

_PLACES = (
    "SELECT setseed(0.2030)",
    # Each commune of today with the district and the provinces that its land belonged to.
    """
    CREATE TEMPORARY TABLE ground AS
    SELECT row_number() OVER (ORDER BY c.unit_id) AS n, c.unit_id AS commune, c.centroid,
           d.unit_id AS district, b.unit_id AS before, p.unit_id AS now
    FROM atlas.administrative_unit AS c
    JOIN atlas.administrative_unit AS p ON p.unit_id = c.parent_id
    CROSS JOIN LATERAL (
        SELECT d.unit_id, d.parent_id
        FROM atlas.administrative_unit AS d
        JOIN atlas.administrative_unit AS o ON o.unit_id = d.parent_id
        WHERE d.level = 'district' AND d.valid @> DATE '2025-06-30'
          AND (o.unit_id = p.unit_id OR EXISTS (
              SELECT FROM atlas.unit_succession AS s
              WHERE s.predecessor_id = o.unit_id AND s.successor_id = p.unit_id))
        ORDER BY d.centroid <-> c.centroid
        LIMIT 1
    ) AS d
    JOIN atlas.administrative_unit AS b ON b.unit_id = d.parent_id
    WHERE c.level = 'commune' AND upper_inf(c.valid)
    """,
    "INSERT INTO atlas.import_run (dataset, sha256, counts) VALUES ('crowd', '', '{}')",
    """
    INSERT INTO atlas.source (key, title, publisher, published, published_text, url)
    SELECT 'crowd/' || n, 'Nguồn ' || n, 'Sở Công Thương', daterange(d.day, d.day + 1),
           d.day::text, 'https://example.org/' || n
    FROM generate_series(1, :sources) AS n
    CROSS JOIN LATERAL (
        SELECT DATE '2012-01-01' + (random() * 5400)::integer + 0 * n AS day
    ) AS d
    """,
    """
    INSERT INTO atlas.citation (source_id, place)
    SELECT source_id, 'trang ' || p
    FROM atlas.source CROSS JOIN generate_series(1, 5) AS p
    WHERE key LIKE 'crowd/%'
    """,
    """
    CREATE TEMPORARY TABLE cited AS
    SELECT row_number() OVER (ORDER BY c.citation_id) - 1 AS n, c.citation_id,
           lower(s.published) AS stated_on
    FROM atlas.citation AS c JOIN atlas.source AS s USING (source_id)
    WHERE s.key LIKE 'crowd/%'
    """,
    """
    INSERT INTO atlas.cluster (key, name, name_key, zone_type, import_run_id)
    SELECT 'crowd/' || g.n, w.name || ' ' || g.n % 9973, w.name_key || ' ' || g.n % 9973,
           CASE WHEN random() < 0.03 THEN 'KCN' ELSE 'CCN' END, r.import_run_id
    FROM generate_series(1, :clusters) AS g (n)
    JOIN (VALUES (0, 'Đồng Đình', 'dong dinh'), (1, 'Yên Lư', 'yen lu'),
                 (2, 'Tân Mỹ', 'tan my'), (3, 'Hòa Phú', 'hoa phu'),
                 (4, 'Phượng Sơn', 'phuong son'), (5, 'Long Biên', 'long bien'),
                 (6, 'Cẩm Thịnh', 'cam thinh')) AS w (n, name, name_key) ON w.n = g.n % 7
    CROSS JOIN atlas.import_run AS r
    WHERE r.dataset = 'crowd'
    """,
    """
    CREATE TEMPORARY TABLE settled AS
    SELECT c.cluster_id, row_number() OVER (ORDER BY c.cluster_id) AS n, g.*,
           round((10 + random() * 60)::numeric, 1) AS area_ha, random() AS reach
    FROM (
        SELECT cluster_id,
               1 + floor(random() * (SELECT count(*) FROM ground))::integer AS place
        FROM atlas.cluster WHERE key LIKE 'crowd/%'
    ) AS c
    JOIN (SELECT n::integer AS place, commune, district, before, now, centroid FROM ground) AS g
      USING (place)
    """,
    """
    INSERT INTO atlas.cluster_site (cluster_id, point, precision, method, address, stated_on)
    SELECT cluster_id,
           ST_SetSRID(ST_Point(ST_X(centroid) + random() * 0.04 - 0.02,
                               ST_Y(centroid) + random() * 0.04 - 0.02), 4326),
           CASE WHEN reach < 0.2 THEN 'site' WHEN reach < 0.6 THEN 'commune'
                WHEN reach < 0.9 THEN 'district' ELSE 'province' END,
           'crowd', 'crowd', '2024-06-30'
    FROM settled
    """,
    """
    INSERT INTO atlas.cluster_site_unit (cluster_id, unit_id, is_primary)
    SELECT s.cluster_id, u.unit_id, TRUE
    FROM settled AS s
    CROSS JOIN LATERAL (
        SELECT now AS unit_id
        UNION SELECT before
        UNION SELECT district WHERE reach < 0.9
        UNION SELECT commune WHERE reach < 0.6
    ) AS u
    """,
)

_HISTORIES = (
    """
    INSERT INTO atlas.event (
        key, cluster_id, kind, modality, period, stated_on, area_ha, area_from_ha, area_delta_ha,
        capital_vnd_billion, decision_no, fill_pct, industrial_ha, leased_ha, wastewater,
        citation_id, import_run_id
    )
    SELECT 'crowd#' || e.n, s.cluster_id, e.kind,
           CASE WHEN e.day > c.stated_on
                    THEN CASE WHEN e.luck < 0.7 THEN 'planned' ELSE 'proposed' END
                WHEN e.luck < 0.65 THEN 'done'
                ELSE 'decided' END,
           CASE WHEN e.kind = 'planned' THEN daterange('2021-01-01', '2031-01-01')
                WHEN e.luck < 0.3 THEN daterange(e.day, e.day + 31)
                WHEN e.luck < 0.5 THEN daterange(NULL, make_date(2027 + e.n % 4, 1, 1)) END,
           c.stated_on,
           CASE WHEN e.kind IN ('planned', 'established', 'expanded') AND e.other < 0.7
                THEN s.area_ha + CASE WHEN e.kind = 'expanded' THEN 10 ELSE 0 END
                     + CASE WHEN e.other < 0.01 THEN 5 ELSE 0 END END,
           CASE WHEN e.kind = 'expanded' AND e.luck < 0.5 THEN s.area_ha END,
           CASE WHEN e.kind = 'expanded' AND e.other > 0.9 THEN 5 END,
           CASE WHEN e.other < 0.1 THEN round(100 + s.area_ha * 8) END,
           CASE WHEN e.kind IN ('established', 'removed') AND e.other < 0.6
                THEN s.cluster_id || '/QĐ-UBND' END,
           CASE WHEN e.kind = 'operating' AND e.other < 0.5 THEN round((e.luck * 100)::numeric) END,
           CASE WHEN e.kind = 'operating' AND e.other < 0.2 THEN round(s.area_ha * 0.7, 1) END,
           CASE WHEN e.kind = 'operating' AND e.other < 0.2 THEN round(s.area_ha * 0.3, 1) END,
           CASE WHEN e.kind = 'operating' AND e.other < 0.05 THEN 'running' END,
           c.citation_id, r.import_run_id
    FROM (
        SELECT n, random() AS luck, random() AS other,
               (ARRAY['planned', 'planned', 'planned', 'planned', 'planned', 'planned',
                      'established', 'established', 'established', 'established', 'construction',
                      'construction', 'operating', 'operating', 'operating', 'expanded', 'adjusted',
                      'adjusted', 'removed', 'merged'])
                   [1 + least(19, floor(random() * 19.2))::integer] AS kind,
               DATE '2012-01-01' + (random() * 6500)::integer AS day,
               floor(random() * 5 * :sources)::integer AS place
        FROM generate_series(1, :events) AS n
    ) AS e
    JOIN settled AS s ON s.n = 1 + e.n % :clusters
    JOIN cited AS c ON c.n = e.place
    CROSS JOIN atlas.import_run AS r
    WHERE r.dataset = 'crowd'
    """,
    """
    INSERT INTO atlas.event_cluster (event_id, cluster_id, role)
    SELECT e.event_id, z.cluster_id, 'absorbed_into'
    FROM (
        SELECT event_id, cluster_id, row_number() OVER (ORDER BY event_id) AS n
        FROM atlas.event WHERE kind = 'merged' AND key LIKE 'crowd#%'
    ) AS e
    JOIN (
        SELECT cluster_id, row_number() OVER (ORDER BY cluster_id) - 1 AS n, count(*) OVER () AS all
        FROM atlas.cluster WHERE zone_type = 'KCN'
    ) AS z ON z.n = e.n % z.all
    WHERE z.cluster_id <> e.cluster_id
    """,
    """
    INSERT INTO atlas.milestone (
        key, cluster_id, stages, period, period_text, fill_target_pct, actual, citation_id,
        import_run_id
    )
    SELECT 'crowd/' || s.n, s.cluster_id,
           (ARRAY['{land_clearance}', '{construction}', '{completion}', '{filling}',
                  '{wastewater}']::text[])[1 + s.n % 5]::text[],
           daterange(d.day, d.day + 90), d.day::text,
           CASE WHEN s.n % 5 = 3 THEN 60 END,
           CASE WHEN s.n % 4 = 0 THEN daterange(d.day + 60, d.day + 61) END,
           c.citation_id, r.import_run_id
    FROM settled AS s
    CROSS JOIN LATERAL (SELECT DATE '2022-01-01' + (s.n * 7919 % 3200)::integer AS day) AS d
    JOIN cited AS c ON c.n = s.n % (5 * :sources)
    CROSS JOIN atlas.import_run AS r
    WHERE r.dataset = 'crowd'
    """,
    """
    INSERT INTO atlas.cluster_alias (cluster_id, alias, alias_key, citation_id, import_run_id)
    SELECT s.cluster_id, 'Cụm ' || s.n, 'cum ' || s.n, c.citation_id, r.import_run_id
    FROM settled AS s
    JOIN cited AS c ON c.n = s.n % (5 * :sources)
    CROSS JOIN atlas.import_run AS r
    WHERE r.dataset = 'crowd' AND s.n % 10 = 0
    """,
)


def strew(
    connection: Connection, clusters: int = CLUSTERS, events: int = EVENTS, sources: int = SOURCES
) -> None:
    """Add made-up clusters with their histories to a record that has its units."""
    sized = {"clusters": clusters, "events": events, "sources": sources}
    for statement in (*_PLACES, *_HISTORIES):
        wanted = {name: n for name, n in sized.items() if f":{name}" in statement}
        connection.execute(text(statement), wanted)


@contextmanager
def crowded(
    server: Engine, name: str = "ccn_atlas_crowd", clusters: int = CLUSTERS, events: int = EVENTS
) -> Iterator[Engine]:
    """Yield a database of its own that holds the record and a crowd; dropped at the end."""
    with empty_database(server, name) as engine:
        fill(engine, clusters, events)
        yield engine


def fill(engine: Engine, clusters: int = CLUSTERS, events: int = EVENTS) -> None:
    """Load the record and a crowd into an empty database, as the server has it an hour later."""
    upgrade(engine)
    today = date.today()  # noqa: DTZ011 -- the views' own day
    with engine.begin() as connection:
        load(connection, data_folder(), today, lambda _: nullcontext())
        strew(connection, clusters, events)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    with engine.begin() as connection:
        refresh_snapshots(connection, today)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
