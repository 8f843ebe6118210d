-- Purpose: every cluster and zone as it is today, and as it was or will be on any day, with the
--          units it lies in and its point.
-- Columns: as planning.cluster_on and planning.cluster_place; geometry = point (EPSG:4326), null
--          where none is known.
CREATE VIEW planning.cluster_now AS
SELECT p.cluster_id,
       p.key,
       p.name,
       p.zone_type,
       k.status,
       k.certainty,
       k.plan,
       k.legal,
       k.build,
       k.wastewater,
       CASE WHEN k.status <> 'unconfirmed' THEN k.area_ha END AS area_ha,
       k.area_qualifier,
       k.planned_area_ha,
       k.industrial_ha,
       k.leased_ha,
       k.fill_pct,
       k.merged_into_id,
       k.merged_into,
       k.decision_no,
       p.province_now,
       p.commune_now,
       p.province_before,
       p.district_before,
       p.commune_before,
       p.precision,
       p.geometry
FROM planning.cluster_place AS p
JOIN planning.cluster_on(CURRENT_DATE) AS k USING (cluster_id);
COMMENT ON VIEW planning.cluster_now IS
    'Cụm, khu hiện nay: tình trạng, diện tích, vị trí. / Clusters and zones now: status, area, place.';
COMMENT ON COLUMN planning.cluster_now.cluster_id IS
    'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.cluster_now.key IS 'Mã cụm. / Key of the cluster.';
COMMENT ON COLUMN planning.cluster_now.name IS 'Tên cụm, khu. / Name of the cluster or zone.';
COMMENT ON COLUMN planning.cluster_now.zone_type IS 'Loại: CCN, KCN, KKT. / Type: CCN, KCN, KKT.';
COMMENT ON COLUMN planning.cluster_now.status IS
    'Tình trạng: planned, established, construction, operating, merged, removed, unconfirmed. / Status: planned, established, construction, operating, merged, removed, unconfirmed.';
COMMENT ON COLUMN planning.cluster_now.certainty IS
    'Mức chắc chắn của phát biểu quyết định: done, decided, planned, proposed. / Modality of the statement that decides: done, decided, planned, proposed.';
COMMENT ON COLUMN planning.cluster_now.plan IS
    'Quy hoạch: in, out; trống: chưa rõ. / Plan: in, out; null: unconfirmed.';
COMMENT ON COLUMN planning.cluster_now.legal IS
    'Pháp lý: not_established, established, revoked; trống: chưa rõ. / Legal: not_established, established, revoked; null: not known.';
COMMENT ON COLUMN planning.cluster_now.build IS
    'Hạ tầng: none, under_way, basically_done, operating. / Building: none, under_way, basically_done, operating.';
COMMENT ON COLUMN planning.cluster_now.wastewater IS
    'Xử lý nước thải: none, building, built, running; trống: không nêu. / Wastewater plant: none, building, built, running; null: not said.';
COMMENT ON COLUMN planning.cluster_now.area_ha IS
    'Diện tích (ha); 0: chỉ trong quy hoạch, đã sáp nhập hoặc đưa ra; trống: chưa rõ. / Area (ha); 0: only planned, merged or removed; null: not known.';
COMMENT ON COLUMN planning.cluster_now.area_qualifier IS
    'Độ chính xác của diện tích: about, more_than, nearly; trống: chính xác. / How exact the area is: about, more_than, nearly; null: exact.';
COMMENT ON COLUMN planning.cluster_now.planned_area_ha IS
    'Diện tích theo quy hoạch đang có hiệu lực (ha). / Area in the plan in force (ha).';
COMMENT ON COLUMN planning.cluster_now.industrial_ha IS
    'Đất công nghiệp (ha). / Industrial land (ha).';
COMMENT ON COLUMN planning.cluster_now.leased_ha IS
    'Đất công nghiệp đã cho thuê (ha). / Industrial land leased (ha).';
COMMENT ON COLUMN planning.cluster_now.fill_pct IS 'Tỷ lệ lấp đầy (%). / Fill (%).';
COMMENT ON COLUMN planning.cluster_now.merged_into_id IS
    'Số định danh của khu mà cụm sáp nhập vào; trống: khu không có trong dữ liệu. / Number of the zone it merges into; null: not on record.';
COMMENT ON COLUMN planning.cluster_now.merged_into IS
    'Khu mà cụm sáp nhập vào. / The zone it merges into.';
COMMENT ON COLUMN planning.cluster_now.decision_no IS 'Số quyết định. / Number of the decision.';
COMMENT ON COLUMN planning.cluster_now.province_now IS 'Tỉnh, thành phố hiện nay. / Province now.';
COMMENT ON COLUMN planning.cluster_now.commune_now IS
    'Xã, phường, đặc khu hiện nay. / Commune now.';
COMMENT ON COLUMN planning.cluster_now.province_before IS
    'Tỉnh, thành phố trước 01/07/2025. / Province before 2025-07-01.';
COMMENT ON COLUMN planning.cluster_now.district_before IS
    'Huyện, quận, thị xã trước 01/07/2025. / District before 2025-07-01.';
COMMENT ON COLUMN planning.cluster_now.commune_before IS
    'Xã, phường, thị trấn trước 01/07/2025. / Commune before 2025-07-01.';
COMMENT ON COLUMN planning.cluster_now.precision IS
    'Độ chính xác của điểm: site, commune, district, province. / How exact the point is: site, commune, district, province.';
COMMENT ON COLUMN planning.cluster_now.geometry IS
    'Điểm đặt cụm (EPSG:4326); trống: chưa biết. / Point of the cluster (EPSG:4326); null: not known.';

-- Purpose: the same for any day: what was known by then, or, of a day to come, what is planned now.
CREATE FUNCTION planning.cluster_as_of(on_date date) RETURNS SETOF planning.cluster_now
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT p.cluster_id, p.key, p.name, p.zone_type, k.status, k.certainty, k.plan, k.legal,
           k.build, k.wastewater,
           CASE WHEN k.status <> 'unconfirmed' THEN k.area_ha END,
           k.area_qualifier, k.planned_area_ha, k.industrial_ha, k.leased_ha, k.fill_pct, k.merged_into_id, k.merged_into, k.decision_no, p.province_now,
           p.commune_now, p.province_before, p.district_before, p.commune_before, p.precision,
           p.geometry
    FROM planning.cluster_place AS p
    JOIN planning.cluster_on(on_date, least(on_date, CURRENT_DATE)) AS k USING (cluster_id)
$$;
COMMENT ON FUNCTION planning.cluster_as_of(date) IS
    'Cụm, khu tại một ngày, cột như cluster_now; ngày sau hôm nay: theo quy hoạch hiện biết. / Clusters and zones on a day, with the columns of cluster_now; of a day to come: by the plans known today.';
