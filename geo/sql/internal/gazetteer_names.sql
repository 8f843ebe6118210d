-- Purpose: the names that administrative units bore or bear, as the gazetteer keeps them.
-- Columns: unit_id, kind, unit_type, name, name_key, first day and the day after the last (null:
--          open), decision.
SELECT unit_id, kind, unit_type, name, name_key, lower(valid), upper(valid), decision
FROM planning.unit_name
