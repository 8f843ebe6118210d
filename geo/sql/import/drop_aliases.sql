-- Purpose: drop the names that lists of this source gave to known clusters, where this list names the
--          cluster by no other name than its own.
-- Parameters: source.
DELETE FROM atlas.cluster_alias AS a
USING atlas.citation AS t, atlas.import_run AS r, atlas.cluster AS c
WHERE t.citation_id = a.citation_id AND t.source_id = :source
  AND r.import_run_id = a.import_run_id AND r.dataset = 'list'
  AND c.cluster_id = a.cluster_id
  AND NOT EXISTS (SELECT FROM import_item AS i WHERE i.cluster_key = c.key AND i.name <> c.name)
