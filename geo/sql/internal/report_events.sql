-- Purpose: what happened to the clusters (CCN) of a unit within a period, each kind once a cluster.
-- Parameters: first_day, last_day; known_on = the day from which one looks; within = key of the unit.
-- Columns: cluster (key), kind; area_ha after it (of a merger or removal: what it had), area_delta_ha =
--          what it adds or takes; null where not known.
-- Rules: only what a source dates within the period: that it is told in a source of the period says
--          nothing. What is planned or proposed counts only while it is still to come on known_on.
--          Of several removals or mergers the last that says an area. What its source leaves unsaid
--          follows from the cluster as it was the day before: its area or, of one that was only
--          planned, that in the plan.
SELECT h.cluster,
       h.kind,
       (CASE WHEN h.kind IN ('merged', 'removed')
            THEN coalesce(h.area_ha, nullif(b.area_ha, 0), b.planned_area_ha)
            ELSE h.area_ha END)::float AS area_ha,
       coalesce(h.area_delta_ha, h.area_ha - coalesce(h.area_from_ha, nullif(b.area_ha, 0)))::float
           AS area_delta_ha
FROM (
    SELECT DISTINCT ON (c.key, e.kind)
           c.key AS cluster, c.cluster_id, lower(e.period) - 1 AS before,
           e.kind, e.area_ha, e.area_from_ha, e.area_delta_ha
    FROM planning.cluster AS c
    JOIN planning.cluster_unit AS m ON m.cluster_id = c.cluster_id AND m.is_primary
    JOIN planning.unit AS u ON u.unit_id = m.unit_id AND u.key = :within
    JOIN planning.statement AS e ON e.cluster_id = c.cluster_id
    WHERE c.zone_type = 'CCN'
      AND e.period <@ daterange(CAST(:first_day AS date), CAST(:last_day AS date), '[]')
      AND planning.counts(e.kind, e.sure, e.effective_on, :last_day, :known_on)
    ORDER BY c.key, e.kind, e.kind IN ('merged', 'removed') AND e.area_ha IS NULL, e.precedence DESC
) AS h
CROSS JOIN LATERAL planning.fold(
    h.cluster_id, h.before, least(h.before, CAST(:known_on AS date))
) AS b
ORDER BY h.cluster, h.kind
