-- Purpose: move the clusters that stand at the point of a unit to where that point is now.
-- Inputs: temporary table former_point (unit_id, centroid, centroid_method) = points before.
-- Rules: a cluster stands at a unit's point if it lies in that unit, is placed at its level, and has
--        its point and method.
UPDATE atlas.cluster_site AS s
SET point = p.centroid, method = p.centroid_method
FROM (
    SELECT DISTINCT ON (t.cluster_id) t.cluster_id, u.centroid, u.centroid_method
    FROM atlas.cluster_site AS t
    JOIN atlas.cluster_site_unit AS m ON m.cluster_id = t.cluster_id
    JOIN atlas.administrative_unit AS u ON u.unit_id = m.unit_id AND u.level = t.precision
    JOIN former_point AS f ON f.unit_id = u.unit_id
    WHERE t.point = f.centroid AND t.method = f.centroid_method
) AS p
WHERE p.cluster_id = s.cluster_id
  AND (s.point, s.method) IS DISTINCT FROM (p.centroid, p.centroid_method)
