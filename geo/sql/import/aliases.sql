-- Purpose: the names by which the list calls known clusters.
-- Parameters: run.
INSERT INTO atlas.cluster_alias (cluster_id, alias, alias_key, citation_id, import_run_id)
SELECT p.cluster_id, r.alias, r.name_key, p.citation_id, :run
FROM import_row AS r
JOIN import_place AS p USING (n)
WHERE r.alias IS NOT NULL
ON CONFLICT DO NOTHING
