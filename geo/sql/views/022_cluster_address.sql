-- Purpose: each cluster with its two addresses in one line each, and the clusters of a unit.
-- Columns: old_address = commune, district, province before 2025-07-01; new_address = commune, province
--          today; null where none is known; the rest as planning.cluster_place.
CREATE VIEW planning.cluster_address AS
SELECT cluster_id,
       key,
       name,
       zone_type,
       nullif(concat_ws(', ', commune_before, district_before, province_before), '') AS old_address,
       nullif(concat_ws(', ', commune_now, province_now), '') AS new_address,
       precision,
       method,
       address,
       stated_on,
       geometry
FROM planning.cluster_place;
COMMENT ON VIEW planning.cluster_address IS
    'Cụm với địa chỉ trước 01/07/2025 và hiện nay. / Clusters with their address before 2025-07-01 and today.';
COMMENT ON COLUMN planning.cluster_address.cluster_id IS
    'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.cluster_address.key IS 'Mã cụm. / Key of the cluster.';
COMMENT ON COLUMN planning.cluster_address.name IS 'Tên cụm, khu. / Name of the cluster or zone.';
COMMENT ON COLUMN planning.cluster_address.zone_type IS
    'Loại: CCN, KCN, KKT. / Type: CCN, KCN, KKT.';
COMMENT ON COLUMN planning.cluster_address.old_address IS
    'Địa chỉ trước 01/07/2025. / Address before 2025-07-01.';
COMMENT ON COLUMN planning.cluster_address.new_address IS 'Địa chỉ hiện nay. / Address today.';
COMMENT ON COLUMN planning.cluster_address.precision IS
    'Độ chính xác của điểm: site, commune, district, province. / How exact the point is: site, commune, district, province.';
COMMENT ON COLUMN planning.cluster_address.method IS
    'Cách xác định điểm. / How the point was made.';
COMMENT ON COLUMN planning.cluster_address.address IS
    'Địa chỉ như nguồn nêu, theo đơn vị của ngày stated_on. / The address as stated, in the units of stated_on.';
COMMENT ON COLUMN planning.cluster_address.stated_on IS
    'Ngày đầu của thời điểm nguồn công bố; trống: không rõ. / First day of the source''s date; null: not known.';
COMMENT ON COLUMN planning.cluster_address.geometry IS
    'Điểm đặt cụm (EPSG:4326); trống: chưa biết. / Point of the cluster (EPSG:4326); null: not known.';

-- Purpose: the clusters (CCN) that lie in a unit, wholly or in part.
-- Parameters: within_key = key of a unit of any level and time; null: all clusters.
-- One of the two branches is always empty, and the planner of the server sees which.
CREATE FUNCTION planning.cluster_within(within_key text) RETURNS TABLE (cluster_id bigint)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT c.cluster_id
    FROM planning.unit AS u
    JOIN planning.cluster_unit AS m ON m.unit_id = u.unit_id
    JOIN planning.cluster AS c ON c.cluster_id = m.cluster_id
    WHERE u.key = within_key AND c.zone_type = 'CCN'
    UNION ALL
    SELECT c.cluster_id
    FROM planning.cluster AS c
    WHERE within_key IS NULL AND c.zone_type = 'CCN'
$$;
COMMENT ON FUNCTION planning.cluster_within(text) IS
    'Các cụm nằm trong một đơn vị (không nêu: mọi cụm). / The clusters that lie in a unit (none given: all).';
