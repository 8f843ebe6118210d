-- Purpose: where each cluster lies, in the units before 2025-07-01 and in those since, side by side.
-- Columns: point (EPSG:4326) with its precision; the address as stated and the day whose units it
--          names; provinces, districts, communes before and now. A cluster that straddles units has
--          them joined by ' – ', the one that counts in totals first.
-- The names are kept (table atlas.cluster_digest); those of a cluster that has none are looked up, in
-- the list of columns: a join that is seldom needed would stand in the way of those that are.
CREATE FUNCTION planning.unit_names(of_cluster bigint, stated_on date)
RETURNS TABLE (
    province_before text, district_before text, commune_before text, province_now text,
    commune_now text
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(
               string_agg(n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
                   FILTER (WHERE d.day = 'stated' AND a.level = 'province'),
               string_agg(n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
                   FILTER (WHERE d.day = 'last' AND a.level = 'province')),
           coalesce(
               string_agg(n.unit_type || ' ' || n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
                   FILTER (WHERE d.day = 'stated' AND a.level = 'district'),
               string_agg(n.unit_type || ' ' || n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
                   FILTER (WHERE d.day = 'last' AND a.level = 'district')),
           coalesce(
               string_agg(n.unit_type || ' ' || n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
                   FILTER (WHERE d.day = 'stated' AND a.level = 'commune'),
               string_agg(n.unit_type || ' ' || n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
                   FILTER (WHERE d.day = 'last' AND a.level = 'commune')),
           string_agg(n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
               FILTER (WHERE d.day = 'now' AND a.level = 'province'),
           string_agg(n.unit_type || ' ' || n.name, ' – ' ORDER BY m.is_primary DESC, n.name)
               FILTER (WHERE d.day = 'now' AND a.level = 'commune')
    -- Before: on the stated day or, of a level where none stood that day, on the last before the
    -- switch. Now: for good.
    FROM (VALUES ('stated', least(stated_on, DATE '2025-06-30')),
                 ('last', DATE '2025-06-30'),
                 ('now', DATE 'infinity')) AS d (day, on_date)
    JOIN planning.cluster_unit AS m ON m.cluster_id = of_cluster
    JOIN planning.unit AS a
      ON a.unit_id = m.unit_id
     AND (a.valid @> d.on_date OR (d.day = 'now' AND upper_inf(a.valid)))
     AND (d.day <> 'last' OR lower(a.valid) > stated_on)
    JOIN planning.unit_name AS n
      ON n.unit_id = a.unit_id AND n.kind = 'official'
     AND (n.valid @> d.on_date OR (d.day = 'now' AND upper_inf(n.valid)))
$$;
COMMENT ON FUNCTION planning.unit_names(bigint, date) IS
    'Tên các đơn vị hành chính của một cụm, trước 01/07/2025 và hiện nay. / The names of the units of a cluster, before 2025-07-01 and now.';

CREATE VIEW planning.cluster_place AS
SELECT c.cluster_id,
       c.key,
       c.name,
       c.zone_type,
       s.precision,
       s.method,
       s.address,
       s.stated_on,
       CASE WHEN g.cluster_id IS NOT NULL THEN g.province_before
            ELSE (SELECT n.province_before FROM planning.unit_names(c.cluster_id, s.stated_on) AS n) END
           AS province_before,
       CASE WHEN g.cluster_id IS NOT NULL THEN g.district_before
            ELSE (SELECT n.district_before FROM planning.unit_names(c.cluster_id, s.stated_on) AS n) END
           AS district_before,
       CASE WHEN g.cluster_id IS NOT NULL THEN g.commune_before
            ELSE (SELECT n.commune_before FROM planning.unit_names(c.cluster_id, s.stated_on) AS n) END
           AS commune_before,
       CASE WHEN g.cluster_id IS NOT NULL THEN g.province_now
            ELSE (SELECT n.province_now FROM planning.unit_names(c.cluster_id, s.stated_on) AS n) END
           AS province_now,
       CASE WHEN g.cluster_id IS NOT NULL THEN g.commune_now
            ELSE (SELECT n.commune_now FROM planning.unit_names(c.cluster_id, s.stated_on) AS n) END
           AS commune_now,
       s.point AS geometry
FROM atlas.cluster AS c
LEFT JOIN atlas.cluster_site AS s USING (cluster_id)
LEFT JOIN atlas.cluster_digest AS g USING (cluster_id);
COMMENT ON VIEW planning.cluster_place IS
    'Vị trí cụm, với đơn vị hành chính trước 01/07/2025 và hiện nay. / Where each cluster lies, in the units before 2025-07-01 and now.';
COMMENT ON COLUMN planning.cluster_place.cluster_id IS
    'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.cluster_place.key IS 'Mã cụm. / Key of the cluster.';
COMMENT ON COLUMN planning.cluster_place.name IS 'Tên cụm, khu. / Name of the cluster or zone.';
COMMENT ON COLUMN planning.cluster_place.zone_type IS 'Loại: CCN, KCN, KKT. / Type: CCN, KCN, KKT.';
COMMENT ON COLUMN planning.cluster_place.precision IS
    'Độ chính xác của điểm: site, commune, district, province. / How exact the point is: site, commune, district, province.';
COMMENT ON COLUMN planning.cluster_place.method IS 'Cách xác định điểm. / How the point was made.';
COMMENT ON COLUMN planning.cluster_place.address IS
    'Địa chỉ như nguồn nêu, theo đơn vị của ngày stated_on. / The address as stated, in the units of stated_on.';
COMMENT ON COLUMN planning.cluster_place.stated_on IS
    'Ngày đầu của thời điểm nguồn công bố; trống: không rõ. / First day of the source''s date; null: not known.';
COMMENT ON COLUMN planning.cluster_place.province_before IS
    'Tỉnh, thành phố trước 01/07/2025. / Province before 2025-07-01.';
COMMENT ON COLUMN planning.cluster_place.district_before IS
    'Huyện, quận, thị xã trước 01/07/2025. / District before 2025-07-01.';
COMMENT ON COLUMN planning.cluster_place.commune_before IS
    'Xã, phường, thị trấn trước 01/07/2025. / Commune before 2025-07-01.';
COMMENT ON COLUMN planning.cluster_place.province_now IS
    'Tỉnh, thành phố hiện nay. / Province now.';
COMMENT ON COLUMN planning.cluster_place.commune_now IS
    'Xã, phường, đặc khu hiện nay. / Commune now.';
COMMENT ON COLUMN planning.cluster_place.geometry IS
    'Điểm đặt cụm (EPSG:4326); trống: chưa biết. / Point of the cluster (EPSG:4326); null: not known.';
