-- Purpose: what happened to the clusters (CCN) of a unit within a period, each kind once a cluster.
-- Parameters: first_day, last_day; known_on = the day from which one looks; within = key of the unit.
-- Columns: cluster (key), kind; area_ha after it (of a merger or removal: what it had), area_delta_ha =
--          what it adds or takes; null where not stated.
-- Rules: only what a source dates within the period: that it is told in a source of the period says
--          nothing. What is planned or proposed counts only while it is still to come on known_on.
SELECT DISTINCT ON (c.key, e.kind)
       c.key AS cluster,
       e.kind,
       e.area_ha::float,
       coalesce(e.area_delta_ha, e.area_ha - e.area_from_ha)::float AS area_delta_ha
FROM planning.cluster AS c
JOIN planning.cluster_unit AS m ON m.cluster_id = c.cluster_id AND m.is_primary
JOIN planning.unit AS u ON u.unit_id = m.unit_id AND u.key = :within
JOIN planning.statement AS e ON e.cluster_id = c.cluster_id
WHERE c.zone_type = 'CCN'
  AND e.period <@ daterange(CAST(:first_day AS date), CAST(:last_day AS date), '[]')
  AND planning.counts(e.kind, e.sure, e.effective_on, :last_day, :known_on)
ORDER BY c.key, e.kind, e.precedence DESC
