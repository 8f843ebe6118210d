-- Purpose: polygons of the units that stood on a day, as a file of boundaries is held against them.
-- Parameters: on_date, level = of the units in the file.
-- Columns: key, level, computed (null: none), geometry = the one in use (EPSG:4326).
SELECT u.key, u.level, ST_AsBinary(c.boundary), ST_AsBinary(coalesce(i.boundary, c.boundary))
FROM atlas.administrative_unit AS u
LEFT JOIN atlas.unit_boundary AS c USING (unit_id)
LEFT JOIN atlas.imported_boundary AS i USING (unit_id)
WHERE u.valid @> CAST(:on_date AS date)
  AND (u.level = :level OR u.level IN ('province', 'district'))
  AND coalesce(i.unit_id, c.unit_id) IS NOT NULL
