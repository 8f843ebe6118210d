-- Purpose: drop the clusters that only lists of this source brought and of which nothing is said now.
-- Parameters: source.
DELETE FROM atlas.cluster AS c
USING atlas.import_run AS r
WHERE r.import_run_id = c.import_run_id AND r.dataset = 'list' AND r.source_id = :source
  AND NOT EXISTS (SELECT FROM atlas.event AS e WHERE e.cluster_id = c.cluster_id)
  AND NOT EXISTS (SELECT FROM atlas.milestone AS m WHERE m.cluster_id = c.cluster_id)
  AND NOT EXISTS (SELECT FROM atlas.event_cluster AS z WHERE z.cluster_id = c.cluster_id)
  AND NOT EXISTS (SELECT FROM import_item AS i WHERE i.cluster_key = c.key)
