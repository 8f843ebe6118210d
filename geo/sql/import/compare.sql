-- Purpose: which rows of known clusters change what they are, which confirm it.
-- Parameters: today.
-- Rules: changed is a cluster of which the record says something else than before, today or for the
--          end of 2030, or of which it goes on to say something else than the row does. An area of
--          now that only a plan tells is not one of now: what the plan says is told as such.
UPDATE import_item AS i
SET action = CASE WHEN d.differences IS NULL THEN 'confirmed' ELSE 'changed' END,
    differences = d.differences
FROM (
    SELECT w.n, (
        SELECT jsonb_agg(jsonb_build_array(v.field, v.old, v.new) ORDER BY v.place)
        FROM (VALUES
            (1, 'status', b.status, c.status),
            (2, 'certainty', b.certainty, c.certainty),
            (3, 'area_now_ha', trim_scale(b.area_ha)::text,
             trim_scale(CASE WHEN c.area_ha IS DISTINCT FROM b.area_ha OR w.area_ha IS NULL
                             THEN c.area_ha ELSE w.area_ha END)::text),
            (4, 'planned_area_ha', trim_scale(b.planned_area_ha)::text, trim_scale(c.planned_area_ha)::text),
            (5, 'status_2030', b.status_2030, p.status),
            (6, 'area_2030_ha', trim_scale(b.area_2030_ha)::text, trim_scale(p.area_ha)::text),
            (7, 'industrial_ha', trim_scale(b.industrial_ha)::text,
             trim_scale(coalesce(w.industrial_ha, c.industrial_ha))::text),
            (8, 'leased_ha', trim_scale(b.leased_ha)::text, trim_scale(coalesce(w.leased_ha, c.leased_ha))::text),
            (9, 'fill_pct', trim_scale(b.fill_pct)::text, trim_scale(coalesce(w.fill_pct, c.fill_pct))::text),
            (10, 'wastewater', b.wastewater, c.wastewater),
            (11, 'decision_no', b.decision_no, c.decision_no),
            (12, 'absorbed_into', b.merged_into, c.merged_into)
        ) AS v (place, field, old, new)
        WHERE v.old IS DISTINCT FROM v.new
          AND NOT (v.field = 'area_now_ha' AND a.kind IS NOT DISTINCT FROM 'planned')
    ) AS differences
    FROM (
        SELECT n, cluster_id,
               max(area_ha) FILTER (WHERE kind IN ('established', 'construction', 'operating'))
                   AS area_ha,
               max(industrial_ha) AS industrial_ha, max(leased_ha) AS leased_ha,
               max(fill_pct) AS fill_pct
        FROM import_news GROUP BY n, cluster_id
    ) AS w
    JOIN import_before AS b USING (cluster_id)
    JOIN planning.cluster_on(:today) AS c USING (cluster_id)
    JOIN planning.cluster_on(DATE '2030-12-31', :today) AS p USING (cluster_id)
    LEFT JOIN atlas.event AS a ON a.event_id = c.area_by
) AS d
WHERE d.n = i.n
