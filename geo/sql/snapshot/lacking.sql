-- Purpose: whether anything that is kept for a day is missing or out of date.
-- Parameters: today.
-- Columns: one boolean.
SELECT EXISTS (
           SELECT FROM planning.cluster AS c
           WHERE (SELECT count(*) FROM atlas.cluster_snapshot AS s
                  WHERE s.cluster_id = c.cluster_id AND s.known @> CAST(:today AS date))
                 < 1 + (CAST(:today AS date) < DATE '2030-12-31')::integer
              OR NOT EXISTS (
                  SELECT FROM atlas.cluster_digest AS g WHERE g.cluster_id = c.cluster_id)
       )
    OR EXISTS (
           SELECT FROM planning.compared(:today) AS d
           WHERE d.scope IS NOT NULL AND d.compared_on IS NOT NULL
             AND NOT EXISTS (
                 SELECT FROM atlas.total_snapshot AS t
                 WHERE t.on_date = d.compared_on AND t.known_on = d.known_on
                   AND t.unit_id = d.unit_id)
       )
