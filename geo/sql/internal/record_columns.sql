-- Purpose: the tables of the record as they stand in this database, whatever its revision.
-- Columns: name, columns (those that hold what was written, not what is worked out from it).
SELECT relname AS name, array_agg(attname::text ORDER BY attnum) AS columns
FROM pg_class
JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
WHERE relnamespace = to_regnamespace('atlas')
  AND relkind = 'r'
  AND attgenerated = ''
  AND relname <> 'alembic_version'
GROUP BY relname
ORDER BY relname
