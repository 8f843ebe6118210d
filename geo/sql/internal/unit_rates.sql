-- Purpose: the change of the area of clusters from today to the end of 2030 per 1,000 km², by unit.
-- Parameters: (none)
-- Columns: level (province: of both systems; district), rate (ha per 1,000 km², null where not known).
SELECT 'province' AS level, change_ha / area_km2 * 1000 AS rate FROM planning.province_now
UNION ALL
SELECT 'province', change_ha / area_km2 * 1000 FROM planning.province_before
UNION ALL
SELECT 'district', change_ha / area_km2 * 1000 FROM planning.district_before;
