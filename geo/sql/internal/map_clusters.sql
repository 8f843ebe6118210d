-- Purpose: every cluster (CCN) as a map shows it: what becomes of it between two days, where it lies,
--          all that is said of it, its schedule, and what it is at the end of each year.
-- Parameters: from_date (base), to_date (target), known_on (the day from which one looks); before, now
--          = days of the systems with districts and without; year_ends = days.
-- Columns: key, name, zone_type; change (unconfirmed where no plan in force tells), status on
--          from_date, certainty; area_from_ha, area_to_ha = area on both days, null where not stated,
--          with area_qualifier; merged_into; old_address and new_address; precision; decision_no = the
--          latest decision named; note; province_now, province_before, district = keys of the units that
--          count it, null where its address does not reach them; history and schedule = lists of
--          objects in order of time, period as the first and last day ("" open, null undated);
--          doubtful = list of the clusters (name, reason) that may be the same one;
--          years = list of [status, area in ha] aligned with year_ends; geometry = point (EPSG:4326),
--          null where there is none.
-- Rules: a past year is told as the statements in force that day have it, a year to come as known_on
--          sees it; no status before anything is said. Where a cluster is planned, its area of a year
--          is that in the plan.
WITH wanted AS (
    SELECT cluster_id, note FROM planning.cluster WHERE zone_type = 'CCN'
), placed AS (
    SELECT m.cluster_id,
           min(u.key) FILTER (WHERE u.level = 'province' AND u.valid @> CAST(:now AS date))
               AS province_now,
           min(u.key) FILTER (WHERE u.level = 'province' AND u.valid @> CAST(:before AS date))
               AS province_before,
           min(u.key) FILTER (WHERE u.level = 'district' AND u.valid @> CAST(:before AS date))
               AS district
    FROM planning.cluster_unit AS m
    JOIN planning.unit AS u USING (unit_id)
    WHERE m.is_primary
    GROUP BY m.cluster_id
), told AS (
    SELECT h.cluster_id,
           jsonb_agg(
               jsonb_build_object(
                   'from', CASE WHEN h.period IS NOT NULL
                                THEN coalesce(CAST(lower(h.period) AS text), '') END,
                   'to', CASE WHEN h.period IS NOT NULL
                              THEN coalesce(CAST(upper(h.period) - 1 AS text), '') END,
                   'kind', h.kind, 'modality', h.modality,
                   'area_ha', CAST(h.area_ha AS float),
                   'area_from_ha', CAST(h.area_from_ha AS float),
                   'area_delta_ha', CAST(h.area_delta_ha AS float),
                   'area_qualifier', h.area_qualifier,
                   'industrial_ha', CAST(h.industrial_ha AS float),
                   'fill_pct', CAST(coalesce(h.fill_pct, 100 * h.leased_ha / h.industrial_ha) AS float),
                   'capital_vnd_billion', CAST(h.capital_vnd_billion AS float),
                   'decision_no', h.decision_no, 'absorbed_into', h.absorbed_into,
                   'note', h.note, 'title', h.title, 'publisher', h.publisher,
                   'published', h.published, 'url', h.url, 'place', h.place
               ) ORDER BY h.effective_on NULLS FIRST, h.stated_on NULLS FIRST, h.event_key
           ) AS history
    FROM planning.history AS h
    JOIN wanted USING (cluster_id)
    GROUP BY h.cluster_id
), scheduled AS (
    SELECT s.cluster_id,
           jsonb_agg(
               jsonb_build_object(
                   'stages', to_jsonb(s.stages), 'period_text', s.period_text,
                   'from', CASE WHEN s.from_on IS NOT NULL OR s.to_on IS NOT NULL
                                THEN coalesce(CAST(s.from_on AS text), '') END,
                   'to', CASE WHEN s.from_on IS NOT NULL OR s.to_on IS NOT NULL
                              THEN coalesce(CAST(s.to_on AS text), '') END,
                   'fill_target_pct', CAST(s.fill_target_pct AS float),
                   'actual', coalesce(
                       CAST(coalesce(upper(s.actual) - 1, lower(s.actual)) AS text), ''
                   ),
                   'state', s.state, 'slip_days', s.slip_days, 'title', s.title,
                   'publisher', s.publisher, 'published', s.published, 'url', s.url,
                   'place', s.place
               ) ORDER BY coalesce(s.from_on, s.to_on) NULLS FIRST, s.to_on NULLS LAST, s.key
           ) AS schedule
    FROM planning.schedule(:known_on) AS s
    JOIN wanted USING (cluster_id)
    GROUP BY s.cluster_id
), doubted AS (
    SELECT d.cluster_id,
           jsonb_agg(
               jsonb_build_object('name', o.name, 'reason', d.reason) ORDER BY o.name, o.key
           ) AS doubtful
    FROM (
        SELECT cluster_a_id AS cluster_id, cluster_b_id AS other_id, reason FROM planning.doubtful_pair
        UNION ALL
        SELECT cluster_b_id, cluster_a_id, reason FROM planning.doubtful_pair
    ) AS d
    JOIN planning.cluster AS o ON o.cluster_id = d.other_id
    GROUP BY d.cluster_id
), yearly AS (
    SELECT k.cluster_id,
           jsonb_agg(
               jsonb_build_array(
                   CASE WHEN k.certainty IS NOT NULL THEN k.status END,
                   CASE WHEN k.certainty IS NULL THEN NULL
                        WHEN k.status = 'planned'
                            THEN CAST(coalesce(k.planned_area_ha, nullif(k.area_ha, 0)) AS float)
                        ELSE CAST(k.area_ha AS float) END
               ) ORDER BY d.on_date
           ) AS years
    FROM unnest(CAST(:year_ends AS date[])) AS d (on_date)
    CROSS JOIN LATERAL planning.cluster_on(d.on_date, least(d.on_date, CAST(:known_on AS date))) AS k
    GROUP BY k.cluster_id
)
SELECT p.key,
       p.name,
       p.zone_type,
       coalesce(k.change, 'unconfirmed') AS change,
       k.status_from AS status,
       k.certainty,
       CAST(k.area_from_ha AS float) AS area_from_ha,
       CAST(k.area_to_ha AS float) AS area_to_ha,
       k.area_qualifier,
       k.merged_into,
       nullif(concat_ws(', ', p.commune_before, p.district_before, p.province_before), '')
           AS old_address,
       nullif(concat_ws(', ', p.commune_now, p.province_now), '') AS new_address,
       p.precision,
       k.decision_no,
       w.note,
       u.province_now,
       u.province_before,
       u.district,
       coalesce(t.history, '[]') AS history,
       coalesce(s.schedule, '[]') AS schedule,
       coalesce(d.doubtful, '[]') AS doubtful,
       coalesce(y.years, '[]') AS years,
       p.geometry
FROM planning.cluster_place AS p
JOIN wanted AS w USING (cluster_id)
JOIN planning.cluster_change(:from_date, :to_date, :known_on) AS k USING (cluster_id)
LEFT JOIN placed AS u USING (cluster_id)
LEFT JOIN told AS t USING (cluster_id)
LEFT JOIN scheduled AS s USING (cluster_id)
LEFT JOIN doubted AS d USING (cluster_id)
LEFT JOIN yearly AS y USING (cluster_id)
ORDER BY p.key
