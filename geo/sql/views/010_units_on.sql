-- Purpose: the administrative units that stood on a day.
-- Parameters: on_date.
-- Columns: the unit, its parent, the name it bore that day, centroid, boundary (null where none is
--          stored) and whether that boundary is approximate.
CREATE FUNCTION planning.units_on(on_date date)
RETURNS TABLE (
    unit_id bigint, key text, level text, code text, name text, unit_type text, full_name text,
    parent_id bigint, area_km2 numeric, centroid geometry,
    boundary geometry, approximate boolean
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT u.unit_id, u.key, u.level, u.code, n.name, n.unit_type,
           n.unit_type || ' ' || n.name, u.parent_id, u.area_km2, u.geometry,
           b.geometry, b.approximate
    FROM planning.unit AS u
    JOIN planning.unit_name AS n
      ON n.unit_id = u.unit_id AND n.kind = 'official' AND n.valid @> on_date
    LEFT JOIN planning.unit_boundary AS b ON b.unit_id = u.unit_id
    WHERE u.valid @> on_date
$$;
COMMENT ON FUNCTION planning.units_on(date) IS
    'Đơn vị hành chính có hiệu lực trong một ngày. / Administrative units that stood on a day.';
