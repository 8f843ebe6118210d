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
               FILTER (WHERE a.level = 'province' AND before.held) AS province_before,
           string_agg(n.unit_type || ' ' || n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
               FILTER (WHERE a.level = 'district' AND before.held) AS district_before,
           string_agg(n.unit_type || ' ' || n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
               FILTER (WHERE a.level = 'commune' AND before.held) AS commune_before,
           string_agg(n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
               FILTER (WHERE a.level = 'province' AND now.held) AS province_now,
           string_agg(n.unit_type || ' ' || n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
               FILTER (WHERE a.level = 'commune' AND now.held) AS commune_now
    FROM atlas.cluster_site_unit AS m
    JOIN atlas.administrative_unit AS a USING (unit_id)
    -- The units of the stated day, or else those of the last day before the switch.
    CROSS JOIN LATERAL (
        SELECT a.valid @> CASE WHEN s.stated_on < DATE '2025-07-01' THEN s.stated_on
                               ELSE DATE '2025-06-30' END AS held
    ) AS before
    CROSS JOIN LATERAL (SELECT upper_inf(a.valid) AS held) AS now
    JOIN atlas.unit_name AS n
      ON n.unit_id = a.unit_id AND n.kind = 'official'
     AND n.valid @> CASE WHEN upper_inf(a.valid) AND NOT before.held THEN DATE '2025-07-01'
                         WHEN s.stated_on < DATE '2025-07-01' AND a.valid @> s.stated_on
                         THEN s.stated_on
                         ELSE coalesce(upper(a.valid) - 1, DATE '2025-07-01') END
    WHERE m.cluster_id = c.cluster_id
) AS u ON TRUE;
COMMENT ON VIEW planning.cluster_place IS
    'Vị trí cụm, với đơn vị hành chính trước 01/7/2025 và hiện nay. / Where each cluster lies, in the units before 2025-07-01 and now.';
