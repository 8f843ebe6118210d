-- Purpose: the known zones that clusters of a block go into.
INSERT INTO atlas.event_cluster (event_id, cluster_id, role)
SELECT x.event_id, r.absorbed_id, 'absorbed_into'
FROM import_row AS r
JOIN import_event AS e USING (n)
JOIN import_place AS p USING (n)
JOIN atlas.event AS x ON x.key = e.key
WHERE r.absorbed_id <> p.cluster_id AND e.absorbed_into_text IS NOT NULL
ON CONFLICT DO NOTHING
