-- Purpose: every figure of provinces and of the nation; beside those that the clusters on record can
--          be compared with, what these add up to, so that nobody takes an incomplete list for the
--          whole.
-- Parameters: as_of = the day from which one looks.
-- Columns: unit and indicator; period_text; on_date = the day the figure speaks of (null: neither it
--          nor its source is dated); stated with its qualifier and modality; compared_on = the day
--          that is compared; clusters on record in the unit on that day; on_record = the same count
--          or sum of ha over them (ha: null where there are some and the area of none is known);
--          without_area = how many of those added have no area on record
--          (for ha); difference = on_record − stated; share_pct = on_record per 100 stated (all null
--          where nothing is compared); title, publisher, published, url of the source and place in
--          it; note; corrections made in the row or in what is said of its source (as
--          planning.correction; null: none).
-- Rules:
--   Compared are numbers and ha of clusters planned, established, existing and operating. Capital,
--   projects, ratios and whatever else a figure counts is listed as stated.
--   The clusters are counted in the unit of the figure, whichever system it belongs to, each once,
--   in its primary unit; the country takes all.
--   on_date is the last day of the figure's period, or as_of where that has begun and has no end;
--   for a figure without a period the last day of the source's date.
--   compared_on is on_date, or as_of where that is null. What is reported as done or decided, and
--   what is dated by its source alone, is compared not later than on as_of; a plan with the end of
--   its period, as known on as_of (a plan that has ended: as known that day).
--   planned: clusters in the plan, whether established or not; their area in the plan, else the one
--   they have. established, existing: established, under construction or operating. The totals
--   of a day and unit are kept (table atlas.total_snapshot) or, where they are not, worked out.
CREATE FUNCTION planning.compared(as_of date)
RETURNS TABLE (
    indicator_value_id bigint, unit_id bigint, scope text, in_ha boolean, on_date date,
    compared_on date, known_on date
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT v.indicator_value_id, v.unit_id, m.scope, m.in_ha, d.on_date, k.compared_on,
           least(k.compared_on, as_of)
    FROM planning.indicator_value AS v
    JOIN planning.indicator AS i USING (indicator_id)
    JOIN planning.citation AS c USING (citation_id)
    JOIN planning.source AS s USING (source_id)
    LEFT JOIN (
        VALUES ('ccn_planned', 'planned', FALSE), ('ccn_planned_ha', 'planned', TRUE),
               ('ccn_established', 'established', FALSE), ('ccn_established_ha', 'established', TRUE),
               ('ccn_existing', 'established', FALSE), ('ccn_existing_ha', 'established', TRUE),
               ('ccn_operating', 'operating', FALSE), ('ccn_operating_ha', 'operating', TRUE)
    ) AS m (indicator, scope, in_ha) ON m.indicator = i.key
    CROSS JOIN LATERAL (
        SELECT CASE WHEN v.period IS NULL THEN upper(s.published) - 1
                    ELSE coalesce(upper(v.period) - 1, greatest(lower(v.period), as_of))
               END AS on_date
    ) AS d
    CROSS JOIN LATERAL (
        SELECT CASE WHEN m.scope IS NULL THEN NULL
                    WHEN v.period IS NULL OR v.modality IN ('done', 'decided')
                        THEN least(d.on_date, as_of)
                    ELSE d.on_date END AS compared_on
    ) AS k
$$;
COMMENT ON FUNCTION planning.compared(date) IS
    'Số liệu nào so được với các cụm trong dữ liệu, và so vào ngày nào. / Which figures can be compared with the clusters on record, and on which day.';

CREATE VIEW planning.total_snapshot AS
SELECT on_date, known_on, unit_id, scope, clusters, area_ha, without_area
FROM atlas.total_snapshot;
COMMENT ON VIEW planning.total_snapshot IS
    'Tổng đã tính sẵn để đối chiếu số liệu. / Totals kept to compare figures with.';
COMMENT ON COLUMN planning.total_snapshot.on_date IS 'Ngày được tính. / The day that is told.';
COMMENT ON COLUMN planning.total_snapshot.known_on IS 'Nhìn từ ngày này. / As seen from this day.';
COMMENT ON COLUMN planning.total_snapshot.unit_id IS
    'Số định danh của đơn vị hành chính. / Number of the unit.';
COMMENT ON COLUMN planning.total_snapshot.scope IS
    'Nhóm cụm: planned, established, operating. / Which clusters: planned, established, operating.';
COMMENT ON COLUMN planning.total_snapshot.clusters IS 'Số cụm. / Clusters.';
COMMENT ON COLUMN planning.total_snapshot.area_ha IS 'Tổng diện tích (ha). / Hectares.';
COMMENT ON COLUMN planning.total_snapshot.without_area IS
    'Số cụm không rõ diện tích. / Clusters without an area on record.';

CREATE FUNCTION planning.unit_totals(as_of date)
RETURNS TABLE (
    on_date date, known_on date, unit_id bigint, scope text, clusters bigint, area_ha numeric,
    without_area bigint
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH needed AS MATERIALIZED (
        SELECT DISTINCT d.compared_on, d.known_on, d.unit_id
        FROM planning.compared(as_of) AS d
        WHERE d.scope IS NOT NULL AND d.compared_on IS NOT NULL
    ), missing AS MATERIALIZED (
        SELECT n.compared_on, n.known_on, n.unit_id
        FROM needed AS n
        WHERE NOT EXISTS (
            SELECT FROM planning.total_snapshot AS t
            WHERE t.on_date = n.compared_on AND t.known_on = n.known_on AND t.unit_id = n.unit_id
        )
    ), member AS (
        SELECT n.compared_on, n.known_on, n.unit_id, m.cluster_id
        FROM missing AS n
        JOIN planning.cluster_unit AS m ON m.unit_id = n.unit_id AND m.is_primary
        JOIN planning.cluster AS c ON c.cluster_id = m.cluster_id AND c.zone_type = 'CCN'
        UNION ALL
        SELECT n.compared_on, n.known_on, n.unit_id, c.cluster_id
        FROM missing AS n
        JOIN planning.unit AS u ON u.unit_id = n.unit_id AND u.level = 'country'
        JOIN planning.cluster AS c ON c.zone_type = 'CCN'
    ), folded AS (
        SELECT m.compared_on, m.known_on, m.unit_id, s.scope, s.counts, s.area_ha
        FROM member AS m
        CROSS JOIN LATERAL planning.fold(m.cluster_id, m.compared_on, m.known_on) AS k
        CROSS JOIN LATERAL (
            VALUES ('planned', k.plan = 'in',
                    CASE WHEN m.compared_on > m.known_on THEN k.area_ha
                         ELSE coalesce(k.planned_area_ha, nullif(k.area_ha, 0)) END),
                   ('established', k.legal = 'established', k.area_ha),
                   ('operating', k.status = 'operating', k.area_ha)
        ) AS s (scope, counts, area_ha)
    )
    SELECT t.on_date, t.known_on, t.unit_id, t.scope, t.clusters, t.area_ha, t.without_area
    FROM needed AS n
    JOIN planning.total_snapshot AS t
      ON t.on_date = n.compared_on AND t.known_on = n.known_on AND t.unit_id = n.unit_id
    UNION ALL
    SELECT n.compared_on, n.known_on, n.unit_id, s.scope, count(*) FILTER (WHERE f.counts),
           sum(f.area_ha) FILTER (WHERE f.counts),
           count(*) FILTER (WHERE f.counts AND f.area_ha IS NULL)
    FROM missing AS n
    CROSS JOIN unnest(ARRAY['planned', 'established', 'operating']) AS s (scope)
    LEFT JOIN folded AS f
      ON f.compared_on = n.compared_on AND f.known_on = n.known_on AND f.unit_id = n.unit_id
     AND f.scope = s.scope
    GROUP BY n.compared_on, n.known_on, n.unit_id, s.scope
$$;
COMMENT ON FUNCTION planning.unit_totals(date) IS
    'Tổng số cụm và diện tích của các đơn vị có số liệu để đối chiếu. / Clusters and ha of the units that have figures to compare with.';

CREATE FUNCTION planning.indicator_check(as_of date)
RETURNS TABLE (
    key text, unit_id bigint, indicator_id bigint, period_text text, on_date date, stated numeric,
    qualifier text, modality text, compared_on date, clusters bigint, on_record numeric,
    without_area bigint, difference numeric, share_pct numeric, title text, publisher text,
    published text, url text, place text, note text, corrections text[]
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT v.key, v.unit_id, v.indicator_id, v.period_text, f.on_date, v.value, v.qualifier,
           v.modality, f.compared_on, r.clusters, r.on_record, r.without_area,
           r.on_record - v.value,
           round(100 * r.on_record / nullif(v.value, 0), 1),
           s.title, s.publisher, s.published_text, s.url, c.place,
           v.note, kv.corrections || ks.corrections
    FROM planning.indicator_value AS v
    JOIN planning.compared(as_of) AS f USING (indicator_value_id)
    JOIN planning.citation AS c USING (citation_id)
    JOIN planning.source AS s USING (source_id)
    LEFT JOIN planning.correction AS kv
      ON kv.table_name = 'indicator_values' AND kv.key = v.key
    LEFT JOIN planning.correction AS ks ON ks.table_name = 'sources' AND ks.key = s.key
    LEFT JOIN planning.unit_totals(as_of) AS t
      ON t.on_date = f.compared_on AND t.known_on = f.known_on AND t.unit_id = v.unit_id
     AND t.scope = f.scope
    CROSS JOIN LATERAL (
        SELECT CASE WHEN f.scope IS NOT NULL THEN coalesce(t.clusters, 0) END AS clusters,
               CASE WHEN f.in_ha THEN CASE WHEN t.clusters > 0 THEN t.area_ha ELSE 0 END
                    WHEN f.scope IS NOT NULL THEN coalesce(t.clusters, 0) END AS on_record,
               CASE WHEN f.in_ha THEN coalesce(t.without_area, 0) END AS without_area
    ) AS r
$$;
COMMENT ON FUNCTION planning.indicator_check(date) IS
    'Mọi số liệu các nguồn nêu, kèm tổng các cụm đang có trong dữ liệu nếu so được. / Every figure stated, beside what the clusters on record add up to where that can be compared.';
