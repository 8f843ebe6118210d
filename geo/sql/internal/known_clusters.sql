-- Purpose: the clusters of the record with the units they lie in, for telling which one a name means.
-- Parameters: provinces (keys of units; null: the whole country).
-- Columns: cluster_id, key, name, name_key, zone_type, address, and level and key of each unit.
SELECT c.cluster_id, c.key, c.name, c.name_key, c.zone_type, s.address, u.levels, u.keys
FROM planning.cluster AS c
LEFT JOIN planning.cluster_site AS s USING (cluster_id)
LEFT JOIN (
    SELECT m.cluster_id, array_agg(a.level ORDER BY a.key) AS levels,
           array_agg(a.key ORDER BY a.key) AS keys
    FROM planning.cluster_unit AS m
    JOIN planning.unit AS a USING (unit_id)
    GROUP BY m.cluster_id
) AS u USING (cluster_id)
WHERE CAST(:provinces AS text[]) IS NULL OR u.keys && CAST(:provinces AS text[])
ORDER BY c.key
