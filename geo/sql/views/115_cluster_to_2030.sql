-- Purpose: what becomes of each cluster from today to the end of 2030.
-- Columns: as planning.cluster_change and planning.cluster_place; change is unconfirmed where no
--          plan in force tells; change_ha is null where an area is not known.
CREATE VIEW planning.cluster_to_2030 AS
SELECT p.cluster_id,
       p.key,
       p.name,
       p.zone_type,
       coalesce(k.change, 'unconfirmed') AS change,
       k.certainty,
       k.status_from AS status_now,
       k.status_to AS status_2030,
       k.stood AS stands_now,
       k.stands AS stands_2030,
       a.area_now_ha,
       a.area_2030_ha,
       a.area_2030_ha - a.area_now_ha AS change_ha,
       k.area_qualifier,
       k.merged_into,
       k.decision_no,
       k.decided_by,
       p.province_now,
       p.commune_now,
       p.province_before,
       p.district_before,
       p.commune_before,
       p.precision,
       p.geometry
FROM planning.cluster_place AS p
JOIN planning.cluster_change(
    CURRENT_DATE, greatest(CURRENT_DATE, DATE '2030-12-31'), CURRENT_DATE
) AS k USING (cluster_id)
CROSS JOIN LATERAL (
    SELECT CASE WHEN k.status_from <> 'unconfirmed' THEN k.area_from_ha END AS area_now_ha,
           CASE WHEN k.status_to <> 'unconfirmed' THEN k.area_to_ha END AS area_2030_ha
) AS a;
COMMENT ON VIEW planning.cluster_to_2030 IS
    'Thay đổi của từng cụm từ hôm nay đến hết năm 2030. / What becomes of each cluster from today to the end of 2030.';
COMMENT ON COLUMN planning.cluster_to_2030.cluster_id IS
    'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.cluster_to_2030.key IS 'Mã cụm. / Key of the cluster.';
COMMENT ON COLUMN planning.cluster_to_2030.name IS 'Tên cụm, khu. / Name of the cluster or zone.';
COMMENT ON COLUMN planning.cluster_to_2030.zone_type IS
    'Loại: CCN, KCN, KKT. / Type: CCN, KCN, KKT.';
COMMENT ON COLUMN planning.cluster_to_2030.change IS
    'Thay đổi: new, expanded, reduced, merged, removed, kept, planned, gone, unconfirmed. / Change: new, expanded, reduced, merged, removed, kept, planned, gone, unconfirmed.';
COMMENT ON COLUMN planning.cluster_to_2030.certainty IS
    'Mức chắc chắn của phát biểu quyết định: done, decided, planned, proposed. / Modality of the statement that decides: done, decided, planned, proposed.';
COMMENT ON COLUMN planning.cluster_to_2030.status_now IS 'Tình trạng hôm nay. / Status today.';
COMMENT ON COLUMN planning.cluster_to_2030.status_2030 IS
    'Tình trạng cuối năm 2030. / Status at the end of 2030.';
COMMENT ON COLUMN planning.cluster_to_2030.stands_now IS
    'Cụm hiện diện hôm nay. / Whether it is there today.';
COMMENT ON COLUMN planning.cluster_to_2030.stands_2030 IS
    'Cụm hiện diện cuối năm 2030. / Whether it is there at the end of 2030.';
COMMENT ON COLUMN planning.cluster_to_2030.area_now_ha IS
    'Diện tích hôm nay (ha); trống: chưa rõ. / Area today (ha); null: not known.';
COMMENT ON COLUMN planning.cluster_to_2030.area_2030_ha IS
    'Diện tích cuối năm 2030 (ha); trống: chưa rõ. / Area at the end of 2030 (ha); null: not known.';
COMMENT ON COLUMN planning.cluster_to_2030.change_ha IS
    'Diện tích tăng hoặc giảm (ha). / Change of area (ha).';
COMMENT ON COLUMN planning.cluster_to_2030.area_qualifier IS
    'Độ chính xác của diện tích: about, more_than, nearly; trống: chính xác. / How exact the area is: about, more_than, nearly; null: exact.';
COMMENT ON COLUMN planning.cluster_to_2030.merged_into IS
    'Khu mà cụm sáp nhập vào. / The zone it merges into.';
COMMENT ON COLUMN planning.cluster_to_2030.decision_no IS
    'Số quyết định. / Number of the decision.';
COMMENT ON COLUMN planning.cluster_to_2030.decided_by IS
    'Sự kiện quyết định tình trạng. / The event that decides the status.';
COMMENT ON COLUMN planning.cluster_to_2030.province_now IS
    'Tỉnh, thành phố hiện nay. / Province now.';
COMMENT ON COLUMN planning.cluster_to_2030.commune_now IS
    'Xã, phường, đặc khu hiện nay. / Commune now.';
COMMENT ON COLUMN planning.cluster_to_2030.province_before IS
    'Tỉnh, thành phố trước 01/07/2025. / Province before 2025-07-01.';
COMMENT ON COLUMN planning.cluster_to_2030.district_before IS
    'Huyện, quận, thị xã trước 01/07/2025. / District before 2025-07-01.';
COMMENT ON COLUMN planning.cluster_to_2030.commune_before IS
    'Xã, phường, thị trấn trước 01/07/2025. / Commune before 2025-07-01.';
COMMENT ON COLUMN planning.cluster_to_2030.precision IS
    'Độ chính xác của điểm: site, commune, district, province. / How exact the point is: site, commune, district, province.';
COMMENT ON COLUMN planning.cluster_to_2030.geometry IS
    'Điểm đặt cụm (EPSG:4326); trống: chưa biết. / Point of the cluster (EPSG:4326); null: not known.';
