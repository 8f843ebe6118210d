-- Purpose: drop the statements of the list's source that the list does not make, where lists of this
--          source made them and no person changed them since.
-- Parameters: source.
DELETE FROM atlas.event AS x
USING atlas.citation AS t, atlas.import_run AS r
WHERE t.citation_id = x.citation_id AND t.source_id = :source
  AND r.import_run_id = x.import_run_id AND r.dataset = 'list'
  AND NOT EXISTS (SELECT FROM import_stated AS s WHERE s.key = x.key)
  AND NOT EXISTS (
      SELECT FROM atlas.row_history AS h
      WHERE h.table_name = 'event' AND h.row_key = x.key AND h.action = 'update'
        AND NOT EXISTS (SELECT FROM atlas.import_run AS q WHERE q.loaded_at = h.changed_at)
  )
