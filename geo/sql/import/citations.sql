-- Purpose: the places in the list where something new is said.
-- Parameters: source.
WITH made AS (
    INSERT INTO atlas.citation (source_id, place)
    SELECT :source, r.place
    FROM import_row AS r
    WHERE r.action IN ('added', 'known')
      AND (r.alias IS NOT NULL OR EXISTS (SELECT FROM import_event AS e WHERE e.n = r.n))
    ON CONFLICT (source_id, place) DO NOTHING
    RETURNING place, citation_id
)
INSERT INTO import_citation SELECT place, citation_id FROM made
