-- Purpose: keep the units in which clusters of the list lie, and its source, until the end.
-- Parameters: source.
WITH held AS (
    SELECT FROM atlas.source WHERE source_id = :source FOR KEY SHARE
)
SELECT (SELECT count(*) FROM held), count(*)
FROM (
    SELECT FROM atlas.administrative_unit AS a
    WHERE a.unit_id IN (SELECT unit_id FROM import_site_unit)
    FOR KEY SHARE OF a
) AS units
