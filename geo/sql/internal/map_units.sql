-- Purpose: the units of a level on a day as a map shades them: changes between two days, fill,
--          investment, the number of clusters planned by the sources, and outlines.
-- Parameters: from_date (base), to_date (target), known_on (the day from which one looks), units_date
--          (whose units), level.
-- Columns: key, name (with its type below the provinces), province = key of the province it is or
--          lies in; area_km2; clusters_n and how many are new, expanded, reduced, merged, removed,
--          kept, planned, gone, unconfirmed (…_n), as the marks of the clusters show them;
--          without_area_n; area_from_ha, area_to_ha, change_ha,
--          new_ha, expanded_ha, reduced_ha, merged_ha, removed_ha between the two days, null as in
--          planning.unit_change; fill_pct, fill_n = clusters it is made of, null where it is
--          stated, then fill_on = of which day; capital_vnd_billion, capital_area_ha, capital_n;
--          stated_n = clusters that a plan reaching to to_date is said to hold; approximate;
--          boundary_source, boundary_licence = of an imported polygon; geometry = outline for maps
--          (EPSG:4326).
-- Rules:
--   A fill or a capital without any date counts from the day of the latest source on record:
--   nobody knows that it held before.
--   fill_pct: the latest average of the unit that a source reports for a day up to from_date. Where
--   there is none: that of the clusters established on from_date whose fill is known, weighted
--   by area, if they hold at least half of the established clusters; else null.
--   capital: of each cluster not merged or removed by from_date, the latest statement by then of its
--   capital (an expansion's, which is of a part, and those of mergers and removals left out), over
--   the area in that statement, else in the plan, else of the cluster; both summed over the clusters
--   that have both.
--   stated_n: of a decided plan before a proposed one, then the latest published.
--   The clusters whose address does not reach these units have a row of their own, the last, without
--   key, name and outline.
WITH unit AS (
    SELECT c.*, u.parent_id, u.unit_type
    FROM planning.unit_change(
        :from_date, :to_date, :units_date, :level, known_on => :known_on
    ) AS c
    LEFT JOIN planning.unit AS u USING (unit_id)
), stated AS (
    SELECT DISTINCT ON (v.unit_id) v.unit_id, v.value
    FROM planning.indicator_value AS v
    JOIN planning.indicator AS i USING (indicator_id)
    JOIN planning.citation AS c USING (citation_id)
    JOIN planning.source AS s USING (source_id)
    WHERE i.key = 'ccn_planned'
      AND upper(v.period) > CAST(:to_date AS date)
      AND coalesce(lower(v.period), :to_date) <= CAST(:to_date AS date)
    ORDER BY v.unit_id, v.modality = 'proposed', s.published DESC NULLS LAST, v.key
), latest AS (
    SELECT max(stated_on) AS on_date FROM planning.statement
), reported AS (
    SELECT DISTINCT ON (v.unit_id)
           v.unit_id, v.value AS fill_pct, o.on_date
    FROM planning.indicator_value AS v
    JOIN planning.indicator AS i USING (indicator_id)
    JOIN planning.citation AS c USING (citation_id)
    JOIN planning.source AS s USING (source_id)
    CROSS JOIN latest AS l
    CROSS JOIN LATERAL (
        SELECT coalesce(upper(v.period), upper(s.published)) - 1 AS on_date
    ) AS o
    WHERE i.key = 'ccn_fill_pct'
      AND v.modality = 'done'
      AND coalesce(o.on_date, l.on_date, :from_date) <= CAST(:from_date AS date)
    ORDER BY v.unit_id, o.on_date DESC NULLS LAST, v.key
), cluster_here AS (
    SELECT m.unit_id, k.cluster_id, k.status, k.legal, k.fill_pct, k.leased_ha, k.industrial_ha,
           k.area_ha, k.planned_area_ha,
           CAST(:from_date AS date) >= coalesce(l.on_date, :from_date) OR EXISTS (
               SELECT FROM planning.statement AS e
               WHERE e.cluster_id = k.cluster_id
                 AND coalesce(e.fill_pct, e.leased_ha) IS NOT NULL
                 AND e.effective_on <= CAST(:from_date AS date)
           ) AS is_dated
    FROM planning.cluster_on(
        :from_date, least(CAST(:from_date AS date), CAST(:known_on AS date))
    ) AS k
    JOIN planning.cluster AS c ON c.cluster_id = k.cluster_id AND c.zone_type = 'CCN'
    JOIN planning.cluster_unit AS m ON m.cluster_id = k.cluster_id AND m.is_primary
    CROSS JOIN latest AS l
    WHERE k.status NOT IN ('merged', 'removed')
), filled AS (
    SELECT h.unit_id,
           sum(h.share * h.weight) / sum(h.weight) FILTER (WHERE h.share IS NOT NULL) AS fill_pct,
           count(h.share) FILTER (WHERE h.weight IS NOT NULL) AS clusters
    FROM (
        SELECT unit_id,
               CASE WHEN is_dated THEN coalesce(fill_pct, 100 * leased_ha / industrial_ha) END
                   AS share,
               coalesce(industrial_ha, area_ha) AS weight
        FROM cluster_here
        WHERE legal = 'established'
    ) AS h
    GROUP BY h.unit_id
    HAVING 2 * count(h.share) FILTER (WHERE h.weight IS NOT NULL) >= count(*)
), capital AS (
    SELECT h.unit_id,
           sum(l.capital_vnd_billion) AS capital_vnd_billion,
           sum(a.area_ha) AS area_ha,
           count(*) AS clusters
    FROM (
        SELECT DISTINCT ON (e.cluster_id) e.cluster_id, e.capital_vnd_billion, e.area_ha
        FROM planning.statement AS e
        CROSS JOIN latest AS n
        WHERE e.capital_vnd_billion IS NOT NULL
          AND e.kind NOT IN ('expanded', 'merged', 'removed')
          AND coalesce(e.stated_on, e.effective_on, n.on_date, :from_date) <= CAST(:from_date AS date)
        ORDER BY e.cluster_id, e.stated_on DESC NULLS LAST, e.effective_on DESC NULLS LAST, e.event_key
    ) AS l
    JOIN cluster_here AS h USING (cluster_id)
    CROSS JOIN LATERAL (
        SELECT coalesce(l.area_ha, h.planned_area_ha, nullif(h.area_ha, 0)) AS area_ha
    ) AS a
    WHERE a.area_ha IS NOT NULL
    GROUP BY h.unit_id
)
SELECT u.key,
       CASE WHEN CAST(:level AS text) = 'province' THEN u.name ELSE u.full_name END AS name,
       CASE WHEN CAST(:level AS text) = 'province' THEN u.key ELSE p.key END AS province,
       CAST(u.area_km2 AS float) AS area_km2,
       u.clusters AS clusters_n,
       u.new AS new_n,
       u.expanded AS expanded_n,
       u.reduced AS reduced_n,
       u.merged + u.dropped_merged AS merged_n,
       u.removed + u.dropped - u.dropped_merged AS removed_n,
       u.kept AS kept_n,
       u.planned AS planned_n,
       u.merged_before + u.removed_before AS gone_n,
       u.unconfirmed AS unconfirmed_n,
       u.without_area AS without_area_n,
       CAST(u.area_from_ha AS float) AS area_from_ha,
       CAST(u.area_to_ha AS float) AS area_to_ha,
       CAST(u.change_ha AS float) AS change_ha,
       CAST(u.new_ha AS float) AS new_ha,
       CAST(u.expanded_ha AS float) AS expanded_ha,
       CAST(u.reduced_ha AS float) AS reduced_ha,
       CAST(u.merged_ha AS float) AS merged_ha,
       CAST(u.removed_ha AS float) AS removed_ha,
       CAST(coalesce(r.fill_pct, o.fill_pct) AS float) AS fill_pct,
       CASE WHEN r.fill_pct IS NULL THEN o.clusters END AS fill_n,
       r.on_date AS fill_on,
       CAST(k.capital_vnd_billion AS float) AS capital_vnd_billion,
       CAST(k.area_ha AS float) AS capital_area_ha,
       coalesce(k.clusters, 0) AS capital_n,
       CAST(t.value AS float) AS stated_n,
       u.approximate,
       b.source AS boundary_source,
       b.licence AS boundary_licence,
       d.geometry
FROM unit AS u
LEFT JOIN planning.unit_boundary AS b ON b.unit_id = u.unit_id
LEFT JOIN planning.unit_outline AS d ON d.unit_id = u.unit_id
LEFT JOIN planning.unit AS p ON p.unit_id = u.parent_id
LEFT JOIN stated AS t ON t.unit_id = u.unit_id
LEFT JOIN reported AS r ON r.unit_id = u.unit_id
LEFT JOIN filled AS o ON o.unit_id = u.unit_id
LEFT JOIN capital AS k ON k.unit_id = u.unit_id
ORDER BY u.key NULLS LAST
