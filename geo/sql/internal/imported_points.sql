-- Purpose: the points of the units whose boundaries were imported.
-- Columns: key, longitude, latitude (EPSG:4326, five decimals), how = how the point was made.
-- Rules: the centroid where it lies in the unit, else a point on its surface; of what lies offshore
--        (Hoàng Sa, Trường Sa) only where the unit has nothing else.
SELECT u.key,
       CAST(ST_X(p.point) AS float),
       CAST(ST_Y(p.point) AS float),
       CASE WHEN c.inside THEN 'centroid of its area' ELSE 'point on its surface' END AS how
FROM atlas.imported_boundary AS i
JOIN atlas.administrative_unit AS u USING (unit_id)
CROSS JOIN LATERAL (
    SELECT ST_ClipByBox2D(i.boundary, ST_MakeEnvelope(100, 5, 110.5, 25, 4326)) AS ashore
) AS a
CROSS JOIN LATERAL (
    SELECT CASE WHEN ST_Area(a.ashore) > 0 THEN a.ashore ELSE i.boundary END AS land
) AS l
CROSS JOIN LATERAL (
    SELECT ST_SnapToGrid(ST_Centroid(l.land), 0.00001) AS middle
) AS m
CROSS JOIN LATERAL (SELECT ST_Covers(l.land, m.middle) AS inside) AS c
CROSS JOIN LATERAL (
    SELECT CASE WHEN c.inside THEN m.middle
                ELSE ST_SnapToGrid(ST_PointOnSurface(l.land), 0.00001) END AS point
) AS p
ORDER BY u.key
