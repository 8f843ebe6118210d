-- Purpose: the clusters that may stand in the middle of several units' points, by the time of these.
-- Inputs: temporary table former_point (unit_id, centroid, centroid_method) = points before.
-- Columns: cluster_id, lon, lat, units = [longitude and latitude before, and now] of each unit of the
--          level at which the cluster is placed.
SELECT s.cluster_id, ST_X(s.point), ST_Y(s.point),
       array_agg(
           ARRAY[ST_X(f.centroid), ST_Y(f.centroid), ST_X(u.centroid), ST_Y(u.centroid)]
           ORDER BY u.key
       )
FROM atlas.cluster_site AS s
CROSS JOIN (VALUES (DATE '2025-06-30'), (DATE '2025-07-01')) AS era (on_date)
JOIN atlas.cluster_site_unit AS m ON m.cluster_id = s.cluster_id
JOIN atlas.administrative_unit AS u
  ON u.unit_id = m.unit_id AND u.level = s.precision AND u.valid @> era.on_date
JOIN former_point AS f ON f.unit_id = u.unit_id
WHERE s.method LIKE 'mean of %'
GROUP BY s.cluster_id, era.on_date
ORDER BY s.cluster_id, era.on_date
