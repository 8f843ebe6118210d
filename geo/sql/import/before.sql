-- Purpose: what the known clusters of a block are before anything is written of them.
-- Parameters: today.
INSERT INTO import_before
SELECT c.cluster_id, c.status, c.certainty, c.area_ha, c.planned_area_ha, c.industrial_ha,
       c.leased_ha, c.fill_pct, c.wastewater, c.decision_no, c.merged_into, p.status, p.area_ha
FROM planning.cluster_on(:today) AS c
JOIN planning.cluster_on(DATE '2030-12-31', :today) AS p USING (cluster_id)
WHERE c.cluster_id IN (
    SELECT r.cluster_id FROM import_row AS r JOIN import_event AS e USING (n)
    WHERE r.action = 'known'
)
ON CONFLICT DO NOTHING
