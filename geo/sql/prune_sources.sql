-- Purpose: remove places in sources that no fact cites any longer, then sources without a place.
-- Result: one row for each source removed.
WITH cited AS (
    SELECT citation_id FROM atlas.event
    UNION ALL SELECT citation_id FROM atlas.milestone
    UNION ALL SELECT citation_id FROM atlas.indicator_value
    UNION ALL SELECT citation_id FROM atlas.cluster_alias
), dropped AS (
    DELETE FROM atlas.citation AS t
    WHERE NOT EXISTS (SELECT FROM cited WHERE cited.citation_id = t.citation_id)
    RETURNING t.citation_id
)
DELETE FROM atlas.source AS s
WHERE NOT EXISTS (
    SELECT FROM atlas.citation AS t
    WHERE t.source_id = s.source_id
      AND NOT EXISTS (SELECT FROM dropped WHERE dropped.citation_id = t.citation_id)
)
RETURNING s.key
