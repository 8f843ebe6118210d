-- Purpose: the clusters whose own site lies outside the unit that their address names, by the
--          imported boundaries.
-- Parameters: layer = number of the layer.
-- Columns: key and name of the cluster, unit = name of the unit, km = distance.
SELECT c.key,
       c.name,
       u.unit_type || ' ' || u.name AS unit,
       CAST(round(CAST(ST_Distance(geography(s.point), geography(i.boundary)) / 1000 AS numeric), 1)
            AS float) AS km
FROM atlas.imported_boundary AS i
JOIN atlas.administrative_unit AS u USING (unit_id)
JOIN atlas.cluster_site_unit AS m ON m.unit_id = i.unit_id AND m.is_primary
JOIN atlas.cluster_site AS s ON s.cluster_id = m.cluster_id AND s.precision = 'site'
JOIN atlas.cluster AS c ON c.cluster_id = m.cluster_id
WHERE i.boundary_layer_id = :layer
  AND NOT ST_Intersects(s.point, i.boundary)
ORDER BY c.key, unit
