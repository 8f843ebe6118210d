-- Purpose: what becomes of each row of a block; a known cluster's row is `left` where it says nothing
--          new, and decided at the end otherwise.
INSERT INTO import_item
SELECT r.n, r.sheet, r.line,
       CASE WHEN r.action = 'known' AND NOT EXISTS (SELECT FROM import_event AS e WHERE e.n = r.n)
            THEN 'left' ELSE r.action END,
       r.name, r.cluster_key, r.candidates
FROM import_row AS r
