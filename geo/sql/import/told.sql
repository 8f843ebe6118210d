-- Purpose: what becomes of each row of the list, in the order of its rows.
-- Parameters: action (null: any), count (null: all).
-- Columns: sheet, line, action, name, key and address of the cluster, candidates, differences.
SELECT i.sheet, i.line, i.action, i.name, i.cluster_key, s.address, i.candidates, i.differences
FROM import_item AS i
LEFT JOIN atlas.cluster AS c ON c.key = i.cluster_key
LEFT JOIN atlas.cluster_site AS s USING (cluster_id)
WHERE CAST(:action AS text) IS NULL OR i.action = :action
ORDER BY i.n
LIMIT :count
