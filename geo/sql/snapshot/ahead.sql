-- Purpose: keep what each cluster will be on the last day of 2030 as seen from a day before, and the
--          change from that day on, where they are not kept.
-- Parameters: today.
INSERT INTO atlas.cluster_snapshot (
    cluster_id, ahead, known, change, change_certainty, status_from, area_from_ha, stood, stands,
    status, certainty, plan, legal, build, wastewater, area_ha, area_qualifier, planned_area_ha,
    industrial_ha, leased_ha, fill_pct, merged_into_id, merged_into, decision_no, decided_by,
    area_by
)
SELECT c.cluster_id, TRUE,
       e.days * daterange(NULL, DATE '2030-12-31'), k.*
FROM planning.cluster AS c
CROSS JOIN LATERAL planning.change_of(c.cluster_id, :today, DATE '2030-12-31', :today) AS k
CROSS JOIN LATERAL planning.exact_days(c.cluster_id, :today) AS e
WHERE CAST(:today AS date) < DATE '2030-12-31'
  AND NOT EXISTS (
      SELECT FROM atlas.cluster_snapshot AS s WHERE s.cluster_id = c.cluster_id AND s.ahead
  )
