-- Purpose: the administrative units of every time, as the gazetteer keeps them.
-- Columns: unit_id, parent_id, key, level, code, name, unit_type, area_km2, centroid_method, first day
--          and the day after the last (null: open), longitude, latitude.
SELECT unit_id, parent_id, key, level, code, name, unit_type, area_km2, centroid_method,
       lower(valid), upper(valid), ST_X(geometry), ST_Y(geometry)
FROM planning.unit
