-- Purpose: the columns of every view for planners, with what their comments say.
-- Parameters: (none)
-- Columns: view, name, comment; in the order of the columns, without the geometry.
SELECT c.relname AS view,
       a.attname AS name,
       col_description(c.oid, a.attnum) AS comment
FROM pg_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE c.relnamespace = to_regnamespace('planning')
  AND c.relkind = 'v'
  AND a.attnum > 0
  AND a.attname <> 'geometry'
ORDER BY c.relname, a.attnum;
