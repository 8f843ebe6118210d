-- Purpose: what is kept of the fold, so that cluster_on and cluster_change need not work it out.
-- Columns: the day itself or, where `ahead`, 2030-12-31 as seen from it; `known` = the days of which
--          the row is exact; then as cluster_on and, where `ahead`, as cluster_change from that day
--          to 2030-12-31. A row that is missing is worked out: read those functions, not this.
CREATE VIEW planning.cluster_snapshot AS
SELECT * FROM atlas.cluster_snapshot;
COMMENT ON VIEW planning.cluster_snapshot IS
    'Kết quả đã tính sẵn của cluster_on và cluster_change. / What is kept of cluster_on and cluster_change.';
COMMENT ON COLUMN planning.cluster_snapshot.cluster_id IS
    'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.cluster_snapshot.ahead IS
    'Tính cho 31/12/2030, nhìn từ các ngày đó. / Of 2030-12-31 as seen from those days.';
COMMENT ON COLUMN planning.cluster_snapshot.known IS
    'Những ngày mà dòng này đúng. / The days of which the row is exact.';
COMMENT ON COLUMN planning.cluster_snapshot.status IS
    'Tình trạng: planned, established, construction, operating, merged, removed, unconfirmed. / Status: planned, established, construction, operating, merged, removed, unconfirmed.';
COMMENT ON COLUMN planning.cluster_snapshot.certainty IS
    'Mức chắc chắn của phát biểu quyết định: done, decided, planned, proposed. / Modality of the statement that decides: done, decided, planned, proposed.';
COMMENT ON COLUMN planning.cluster_snapshot.plan IS
    'Quy hoạch: in, out; trống: chưa rõ. / Plan: in, out; null: unconfirmed.';
COMMENT ON COLUMN planning.cluster_snapshot.legal IS
    'Pháp lý: not_established, established, revoked; trống: chưa rõ. / Legal: not_established, established, revoked; null: not known.';
COMMENT ON COLUMN planning.cluster_snapshot.build IS
    'Hạ tầng: none, under_way, basically_done, operating. / Building: none, under_way, basically_done, operating.';
COMMENT ON COLUMN planning.cluster_snapshot.wastewater IS
    'Xử lý nước thải: none, building, built, running; trống: không nêu. / Wastewater plant: none, building, built, running; null: not said.';
COMMENT ON COLUMN planning.cluster_snapshot.area_ha IS
    'Diện tích (ha); 0: chỉ trong quy hoạch, đã sáp nhập, đưa ra hoặc chưa rõ; trống: không nguồn nào nêu. / Area (ha); 0: only planned, merged, removed or unconfirmed; null: none stated.';
COMMENT ON COLUMN planning.cluster_snapshot.area_qualifier IS
    'Độ chính xác của diện tích: about, more_than, nearly; trống: chính xác. / How exact the area is: about, more_than, nearly; null: exact.';
COMMENT ON COLUMN planning.cluster_snapshot.planned_area_ha IS
    'Diện tích theo quy hoạch đang có hiệu lực (ha). / Area in the plan in force (ha).';
COMMENT ON COLUMN planning.cluster_snapshot.industrial_ha IS
    'Đất công nghiệp (ha). / Industrial land (ha).';
COMMENT ON COLUMN planning.cluster_snapshot.leased_ha IS
    'Đất công nghiệp đã cho thuê (ha). / Industrial land leased (ha).';
COMMENT ON COLUMN planning.cluster_snapshot.fill_pct IS 'Tỷ lệ lấp đầy (%). / Fill (%).';
COMMENT ON COLUMN planning.cluster_snapshot.merged_into_id IS
    'Số định danh của khu mà cụm sáp nhập vào; trống: khu không có trong dữ liệu. / Number of the zone it merges into; null: not on record.';
COMMENT ON COLUMN planning.cluster_snapshot.merged_into IS
    'Khu mà cụm sáp nhập vào. / The zone it merges into.';
COMMENT ON COLUMN planning.cluster_snapshot.decision_no IS
    'Số quyết định. / Number of the decision.';
COMMENT ON COLUMN planning.cluster_snapshot.decided_by IS
    'Sự kiện quyết định tình trạng. / The event that decides the status.';
COMMENT ON COLUMN planning.cluster_snapshot.area_by IS
    'Sự kiện quyết định diện tích. / The event that decides the area.';
COMMENT ON COLUMN planning.cluster_snapshot.change IS
    'Thay đổi đến 31/12/2030; trống: chưa rõ. / Change until 2030-12-31; null: unconfirmed.';
COMMENT ON COLUMN planning.cluster_snapshot.change_certainty IS
    'Mức chắc chắn của thay đổi. / How sure the change is.';
COMMENT ON COLUMN planning.cluster_snapshot.status_from IS
    'Tình trạng ngày đầu. / Status on the first day.';
COMMENT ON COLUMN planning.cluster_snapshot.area_from_ha IS
    'Diện tích ngày đầu (ha). / Area on the first day (ha).';
COMMENT ON COLUMN planning.cluster_snapshot.stood IS
    'Cụm hiện diện ngày đầu. / Whether it is there on the first day.';
COMMENT ON COLUMN planning.cluster_snapshot.stands IS
    'Cụm hiện diện ngày sau. / Whether it is there on the later day.';
