-- Purpose: the units in which the new clusters of a block lie; in the order of the primary key, which
--          then grows at its end.
INSERT INTO atlas.cluster_site_unit (cluster_id, unit_id, is_primary)
SELECT p.cluster_id, u.unit_id, u.is_primary
FROM import_row AS r
JOIN import_place AS p USING (n)
JOIN import_site_unit AS u USING (site)
WHERE r.action = 'added' AND r.repeat = 0
ORDER BY p.cluster_id
