-- Purpose: the known clusters of the list's provinces that it does not name.
-- Parameters: provinces (keys of units), zone_types, count (null: all).
-- Columns: key, name, address.
SELECT c.key, c.name, s.address
FROM atlas.cluster AS c
JOIN atlas.cluster_site AS s USING (cluster_id)
WHERE c.zone_type = ANY (:zone_types)
  AND EXISTS (
      SELECT FROM atlas.cluster_site_unit AS m
      JOIN atlas.administrative_unit AS a USING (unit_id)
      WHERE m.cluster_id = c.cluster_id AND a.key = ANY (:provinces)
  )
  AND NOT EXISTS (SELECT FROM import_item AS i WHERE i.cluster_key = c.key)
ORDER BY c.key
LIMIT :count
