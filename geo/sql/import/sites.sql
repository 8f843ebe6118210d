-- Purpose: where the new clusters of a block lie; the point that the list gives goes first.
-- Parameters: today.
INSERT INTO atlas.cluster_site (cluster_id, point, precision, method, address, stated_on)
SELECT p.cluster_id,
       CASE WHEN r.lon IS NULL THEN s.point ELSE ST_SetSRID(ST_Point(r.lon, r.lat), 4326) END,
       CASE WHEN r.lon IS NULL THEN s.precision ELSE 'site' END,
       CASE WHEN r.lon IS NULL THEN s.method ELSE 'stated by the source' END,
       coalesce(s.address, ''),
       coalesce(s.stated_on, :today)
FROM import_row AS r
JOIN import_place AS p USING (n)
LEFT JOIN import_site AS s ON s.site = r.site
WHERE r.action = 'added' AND r.repeat = 0 AND (s.site IS NOT NULL OR r.lon IS NOT NULL)
ORDER BY p.cluster_id
