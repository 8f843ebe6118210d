-- Purpose: keep what each cluster is on a day, where that is not kept.
-- Parameters: today.
INSERT INTO atlas.cluster_snapshot (
    cluster_id, ahead, known, status, certainty, plan, legal, build, wastewater, area_ha,
    area_qualifier, planned_area_ha, industrial_ha, leased_ha, fill_pct, merged_into_id,
    merged_into, decision_no, decided_by, area_by
)
SELECT c.cluster_id, FALSE, e.days, f.*
FROM planning.cluster AS c
CROSS JOIN LATERAL planning.fold(c.cluster_id, :today, :today) AS f
CROSS JOIN LATERAL planning.exact_days(c.cluster_id, :today) AS e
WHERE NOT EXISTS (
    SELECT FROM atlas.cluster_snapshot AS s WHERE s.cluster_id = c.cluster_id AND NOT s.ahead
)
