-- Purpose: keep the units in which clusters of the list lie, and its source, until the end.
-- Parameters: source; first = the first of the places brought last, those before are held.
-- Columns: whether all of them are on record.
WITH held_source AS (
    SELECT FROM atlas.source WHERE source_id = :source FOR KEY SHARE
),
wanted AS (
    SELECT DISTINCT unit_id FROM import_site_unit WHERE site >= :first
),
held AS (
    SELECT FROM atlas.administrative_unit AS a
    WHERE a.unit_id IN (SELECT unit_id FROM wanted)
    FOR KEY SHARE OF a
)
SELECT (SELECT count(*) FROM held_source) = 1
       AND (SELECT count(*) FROM held) = (SELECT count(*) FROM wanted)
