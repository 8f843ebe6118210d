-- Purpose: the milestones of a province, or all, as they stand on a day; the most overdue first.
-- Parameters: as_of; province = key of a province of either system, null for all;
--          cluster = key of a cluster, null for all.
-- Columns: milestone and cluster (keys), name, province_before, province_now; stages; period_text,
--          from_on, to_on; fill_target_pct; actual_on = last day of the report; then as
--          planning.schedule.
SELECT s.key AS milestone,
       p.key AS cluster,
       p.name,
       p.province_before,
       p.province_now,
       s.stages,
       s.period_text,
       s.from_on,
       s.to_on,
       s.fill_target_pct::float,
       coalesce(upper(s.actual) - 1, lower(s.actual)) AS actual_on,
       s.state,
       s.slip_days,
       s.title,
       s.publisher,
       s.published,
       s.url,
       s.place,
       s.note,
       s.corrections
FROM planning.schedule(:as_of) AS s
JOIN planning.cluster_place AS p USING (cluster_id)
WHERE (CAST(:cluster AS text) IS NULL OR p.key = :cluster)
  AND (CAST(:province AS text) IS NULL OR EXISTS (
      SELECT FROM planning.cluster_unit AS m
      JOIN planning.unit AS u USING (unit_id)
      WHERE m.cluster_id = s.cluster_id AND u.key = :province
  ))
ORDER BY array_position(ARRAY['overdue', 'due', 'upcoming', 'done', 'undated'], s.state),
         CASE WHEN s.state = 'overdue' THEN s.slip_days END DESC,
         coalesce(s.to_on, s.from_on), p.key, s.key
