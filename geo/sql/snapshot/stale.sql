-- Purpose: forget what a day has overtaken.
-- Parameters: today.
WITH overtaken AS (
    DELETE FROM atlas.total_snapshot WHERE known_on < on_date AND known_on <> :today
)
DELETE FROM atlas.cluster_snapshot WHERE NOT known @> CAST(:today AS date)
