-- Purpose: how many rows of the list come to what.
-- Columns: action, rows.
SELECT action, count(*) AS rows FROM import_item GROUP BY action
