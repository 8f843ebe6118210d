-- Purpose: where each cluster lies, in the units before 2025-07-01 and in those since, side by side.
-- Columns: point (EPSG:4326) with its precision; the address as stated and the day whose units it
--          names; provinces, districts, communes before and now. A cluster that straddles units has
--          them joined by ' – ', the one that counts in totals first.
CREATE VIEW planning.cluster_place AS
SELECT c.cluster_id,
       c.key,
       c.name,
       c.zone_type,
       s.point::geometry(Point, 4326) AS point,
       s.precision,
       s.method,
       s.address,
       s.stated_on,
       u.province_before,
       u.district_before,
       u.commune_before,
       u.province_now,
       u.commune_now
FROM atlas.cluster AS c
LEFT JOIN atlas.cluster_site AS s USING (cluster_id)
LEFT JOIN LATERAL (
    SELECT string_agg(n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
               FILTER (WHERE d.before AND a.level = 'province') AS province_before,
           string_agg(n.unit_type || ' ' || n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
               FILTER (WHERE d.before AND a.level = 'district') AS district_before,
           string_agg(n.unit_type || ' ' || n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
               FILTER (WHERE d.before AND a.level = 'commune') AS commune_before,
           string_agg(n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
               FILTER (WHERE NOT d.before AND a.level = 'province') AS province_now,
           string_agg(n.unit_type || ' ' || n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
               FILTER (WHERE NOT d.before AND a.level = 'commune') AS commune_now
    -- Before: on the stated day, or else on the last day before the switch. Now: for good.
    FROM (VALUES (TRUE, least(s.stated_on, DATE '2025-06-30')),
                 (FALSE, DATE 'infinity')) AS d (before, on_date)
    JOIN atlas.cluster_site_unit AS m ON m.cluster_id = c.cluster_id
    JOIN atlas.administrative_unit AS a
      ON a.unit_id = m.unit_id
     AND (a.valid @> d.on_date OR (NOT d.before AND upper_inf(a.valid)))
    JOIN atlas.unit_name AS n
      ON n.unit_id = a.unit_id AND n.kind = 'official'
     AND (n.valid @> d.on_date OR (NOT d.before AND upper_inf(n.valid)))
) AS u ON TRUE;
COMMENT ON VIEW planning.cluster_place IS
    'Vị trí cụm, với đơn vị hành chính trước 01/7/2025 và hiện nay. / Where each cluster lies, in the units before 2025-07-01 and now.';
