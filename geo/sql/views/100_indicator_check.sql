-- Purpose: every figure of provinces and of the nation; beside those that the clusters on record can
--          be compared with, what these add up to, so that nobody takes an incomplete list for the
--          whole.
-- Parameters: as_of = the day from which one looks.
-- Columns: unit and indicator; period_text; on_date = the day the figure speaks of (null: neither it
--          nor its source is dated); stated with its qualifier and modality; compared_on = the day
--          that is compared; clusters on record in the unit on that day; on_record = the same count
--          or sum of ha over them; without_area = how many of those added have no area on record
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
--   they have. established, existing: established, under construction or operating. One fold for
--   each day that is needed.
CREATE FUNCTION planning.indicator_check(as_of date)
RETURNS TABLE (
    key text, unit_id bigint, indicator_id bigint, period_text text, on_date date, stated numeric,
    qualifier text, modality text, compared_on date, clusters bigint, on_record numeric,
    without_area bigint, difference numeric, share_pct numeric, title text, publisher text,
    published text, url text, place text, note text, corrections text[]
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH measured (indicator, scope, in_ha) AS (
        VALUES ('ccn_planned', 'planned', FALSE), ('ccn_planned_ha', 'planned', TRUE),
               ('ccn_established', 'established', FALSE), ('ccn_established_ha', 'established', TRUE),
               ('ccn_existing', 'established', FALSE), ('ccn_existing_ha', 'established', TRUE),
               ('ccn_operating', 'operating', FALSE), ('ccn_operating_ha', 'operating', TRUE)
    ), figure AS (
        SELECT v.key, v.unit_id, v.indicator_id, v.period_text, v.value, v.qualifier, v.modality,
               m.scope, m.in_ha, s.title, s.publisher, s.published_text, s.url, c.place, v.note,
               kv.corrections || ks.corrections AS corrections, d.on_date,
               CASE WHEN m.scope IS NULL THEN NULL
                    WHEN v.period IS NULL OR v.modality IN ('done', 'decided')
                        THEN least(d.on_date, as_of)
                    ELSE d.on_date END AS compared_on
        FROM atlas.indicator_value AS v
        JOIN atlas.indicator AS i USING (indicator_id)
        JOIN atlas.citation AS c USING (citation_id)
        JOIN atlas.source AS s USING (source_id)
        LEFT JOIN planning.correction AS kv
          ON kv.table_name = 'indicator_values' AND kv.key = v.key
        LEFT JOIN planning.correction AS ks ON ks.table_name = 'sources' AND ks.key = s.key
        LEFT JOIN measured AS m ON m.indicator = i.key
        CROSS JOIN LATERAL (
            SELECT CASE WHEN v.period IS NULL THEN upper(s.published) - 1
                        ELSE coalesce(upper(v.period) - 1, greatest(lower(v.period), as_of))
                   END AS on_date
        ) AS d
    ), folded AS MATERIALIZED (
        SELECT d.compared_on, k.cluster_id, s.scope, s.area_ha
        FROM (SELECT DISTINCT f.compared_on FROM figure AS f WHERE f.scope IS NOT NULL) AS d
        CROSS JOIN LATERAL planning.cluster_on(d.compared_on, least(d.compared_on, as_of)) AS k
        JOIN atlas.cluster AS c ON c.cluster_id = k.cluster_id AND c.zone_type = 'CCN'
        CROSS JOIN LATERAL (
            VALUES ('planned', k.plan = 'in',
                    CASE WHEN d.compared_on > as_of THEN k.area_ha
                         ELSE coalesce(k.planned_area_ha, nullif(k.area_ha, 0)) END),
                   ('established', k.legal = 'established', k.area_ha),
                   ('operating', k.status = 'operating', k.area_ha)
        ) AS s (scope, counts, area_ha)
        WHERE s.counts
    ), total AS (
        SELECT f.compared_on, f.scope, m.unit_id, count(*) AS clusters, sum(f.area_ha) AS area_ha,
               count(*) FILTER (WHERE f.area_ha IS NULL) AS without_area
        FROM folded AS f
        JOIN (
            SELECT cluster_id, unit_id FROM atlas.cluster_site_unit WHERE is_primary
            UNION ALL
            SELECT c.cluster_id, u.unit_id
            FROM atlas.cluster AS c CROSS JOIN atlas.administrative_unit AS u
            WHERE u.level = 'country'
        ) AS m USING (cluster_id)
        GROUP BY f.compared_on, f.scope, m.unit_id
    )
    SELECT f.key, f.unit_id, f.indicator_id, f.period_text, f.on_date, f.value, f.qualifier,
           f.modality, f.compared_on, r.clusters, r.on_record, r.without_area,
           r.on_record - f.value,
           round(100 * r.on_record / nullif(f.value, 0), 1),
           f.title, f.publisher, f.published_text, f.url, f.place,
           f.note, f.corrections
    FROM figure AS f
    LEFT JOIN total AS t
      ON t.compared_on = f.compared_on AND t.scope = f.scope AND t.unit_id = f.unit_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN f.scope IS NOT NULL THEN coalesce(t.clusters, 0) END AS clusters,
               CASE WHEN f.in_ha THEN coalesce(t.area_ha, 0)
                    WHEN f.scope IS NOT NULL THEN coalesce(t.clusters, 0) END AS on_record,
               CASE WHEN f.in_ha THEN coalesce(t.without_area, 0) END AS without_area
    ) AS r
$$;
COMMENT ON FUNCTION planning.indicator_check(date) IS
    'Mọi số liệu các nguồn nêu, kèm tổng các cụm đang có trong dữ liệu nếu so được. / Every figure stated, beside what the clusters on record add up to where that can be compared.';
