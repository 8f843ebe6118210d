-- Purpose: every milestone as it stands today, with its cluster; and those that are overdue.
-- Columns: as planning.schedule; the cluster, its provinces before and now; geometry = its point
--          (EPSG:4326).
CREATE VIEW planning.milestone_now AS
SELECT s.milestone_id,
       s.key,
       s.cluster_id,
       p.key AS cluster_key,
       p.name,
       s.stages,
       s.period_text,
       s.from_on,
       s.to_on,
       s.fill_target_pct,
       s.actual,
       s.state,
       s.slip_days,
       s.title,
       s.publisher,
       s.published,
       s.url,
       s.place,
       s.note,
       s.corrections,
       p.province_now,
       p.commune_now,
       p.province_before,
       p.district_before,
       p.geometry
FROM planning.schedule(CURRENT_DATE) AS s
JOIN planning.cluster_place AS p USING (cluster_id);
COMMENT ON VIEW planning.milestone_now IS
    'Mốc tiến độ tính đến hôm nay. / Milestones as they stand today.';
COMMENT ON COLUMN planning.milestone_now.milestone_id IS
    'Số định danh của mốc tiến độ. / Number of the milestone.';
COMMENT ON COLUMN planning.milestone_now.key IS 'Mã mốc tiến độ. / Key of the milestone.';
COMMENT ON COLUMN planning.milestone_now.cluster_id IS
    'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.milestone_now.cluster_key IS 'Mã cụm. / Key of the cluster.';
COMMENT ON COLUMN planning.milestone_now.name IS 'Tên cụm. / Name of the cluster.';
COMMENT ON COLUMN planning.milestone_now.stages IS
    'Các công đoạn của mốc. / Stages of the milestone.';
COMMENT ON COLUMN planning.milestone_now.period_text IS
    'Thời gian như nguồn nêu. / The period as stated.';
COMMENT ON COLUMN planning.milestone_now.from_on IS
    'Ngày đầu của mốc; trống: không nêu. / First day of the milestone; null: not stated.';
COMMENT ON COLUMN planning.milestone_now.to_on IS
    'Ngày cuối của mốc; trống: không nêu. / Last day of the milestone; null: not stated.';
COMMENT ON COLUMN planning.milestone_now.fill_target_pct IS
    'Mục tiêu lấp đầy (%). / Fill aimed at (%).';
COMMENT ON COLUMN planning.milestone_now.actual IS
    'Thời gian thực tế hoàn thành, theo báo cáo. / When it was reported done.';
COMMENT ON COLUMN planning.milestone_now.state IS
    'Trạng thái của mốc: done, due, overdue, upcoming, undated. / State: done, due, overdue, upcoming, undated.';
COMMENT ON COLUMN planning.milestone_now.slip_days IS
    'Số ngày chậm; âm: sớm; trống: không tính được. / Days late; negative: early; null: cannot be told.';
COMMENT ON COLUMN planning.milestone_now.title IS 'Tên nguồn. / Title of the source.';
COMMENT ON COLUMN planning.milestone_now.publisher IS 'Nơi công bố. / Publisher.';
COMMENT ON COLUMN planning.milestone_now.published IS
    'Ngày của nguồn như nguồn ghi. / The source''s date as stated.';
COMMENT ON COLUMN planning.milestone_now.url IS 'Địa chỉ của nguồn. / Address of the source.';
COMMENT ON COLUMN planning.milestone_now.place IS 'Chỗ trong nguồn. / Place in the source.';
COMMENT ON COLUMN planning.milestone_now.note IS 'Ghi chú. / Note.';
COMMENT ON COLUMN planning.milestone_now.corrections IS
    'Những ô đã đính chính: giá trị cũ, mới, lý do, người sửa; trống: không có. / What was corrected: old and new value, reason, editor; null: nothing.';
COMMENT ON COLUMN planning.milestone_now.province_now IS
    'Tỉnh, thành phố hiện nay. / Province now.';
COMMENT ON COLUMN planning.milestone_now.commune_now IS
    'Xã, phường, đặc khu hiện nay. / Commune now.';
COMMENT ON COLUMN planning.milestone_now.province_before IS
    'Tỉnh, thành phố trước 01/07/2025. / Province before 2025-07-01.';
COMMENT ON COLUMN planning.milestone_now.district_before IS
    'Huyện, quận, thị xã trước 01/07/2025. / District before 2025-07-01.';
COMMENT ON COLUMN planning.milestone_now.geometry IS
    'Điểm đặt cụm (EPSG:4326); trống: chưa biết. / Point of the cluster (EPSG:4326); null: not known.';

CREATE VIEW planning.overdue AS
SELECT milestone_id, key, cluster_id, cluster_key, name, stages, period_text, from_on, to_on,
       fill_target_pct, slip_days, title, publisher, published, url, place, note, corrections,
       province_now, commune_now, province_before, district_before, geometry
FROM planning.milestone_now
WHERE state = 'overdue';
COMMENT ON VIEW planning.overdue IS
    'Mốc tiến độ đã quá hạn mà chưa có báo cáo hoàn thành. / Milestones past their last day without a report.';
COMMENT ON COLUMN planning.overdue.milestone_id IS
    'Số định danh của mốc tiến độ. / Number of the milestone.';
COMMENT ON COLUMN planning.overdue.key IS 'Mã mốc tiến độ. / Key of the milestone.';
COMMENT ON COLUMN planning.overdue.cluster_id IS 'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.overdue.cluster_key IS 'Mã cụm. / Key of the cluster.';
COMMENT ON COLUMN planning.overdue.name IS 'Tên cụm. / Name of the cluster.';
COMMENT ON COLUMN planning.overdue.stages IS 'Các công đoạn của mốc. / Stages of the milestone.';
COMMENT ON COLUMN planning.overdue.period_text IS
    'Thời gian như nguồn nêu. / The period as stated.';
COMMENT ON COLUMN planning.overdue.from_on IS
    'Ngày đầu của mốc; trống: không nêu. / First day of the milestone; null: not stated.';
COMMENT ON COLUMN planning.overdue.to_on IS
    'Ngày cuối của mốc; trống: không nêu. / Last day of the milestone; null: not stated.';
COMMENT ON COLUMN planning.overdue.fill_target_pct IS
    'Mục tiêu lấp đầy (%). / Fill aimed at (%).';
COMMENT ON COLUMN planning.overdue.slip_days IS
    'Số ngày chậm; âm: sớm; trống: không tính được. / Days late; negative: early; null: cannot be told.';
COMMENT ON COLUMN planning.overdue.title IS 'Tên nguồn. / Title of the source.';
COMMENT ON COLUMN planning.overdue.publisher IS 'Nơi công bố. / Publisher.';
COMMENT ON COLUMN planning.overdue.published IS
    'Ngày của nguồn như nguồn ghi. / The source''s date as stated.';
COMMENT ON COLUMN planning.overdue.url IS 'Địa chỉ của nguồn. / Address of the source.';
COMMENT ON COLUMN planning.overdue.place IS 'Chỗ trong nguồn. / Place in the source.';
COMMENT ON COLUMN planning.overdue.note IS 'Ghi chú. / Note.';
COMMENT ON COLUMN planning.overdue.corrections IS
    'Những ô đã đính chính: giá trị cũ, mới, lý do, người sửa; trống: không có. / What was corrected: old and new value, reason, editor; null: nothing.';
COMMENT ON COLUMN planning.overdue.province_now IS 'Tỉnh, thành phố hiện nay. / Province now.';
COMMENT ON COLUMN planning.overdue.commune_now IS 'Xã, phường, đặc khu hiện nay. / Commune now.';
COMMENT ON COLUMN planning.overdue.province_before IS
    'Tỉnh, thành phố trước 01/07/2025. / Province before 2025-07-01.';
COMMENT ON COLUMN planning.overdue.district_before IS
    'Huyện, quận, thị xã trước 01/07/2025. / District before 2025-07-01.';
COMMENT ON COLUMN planning.overdue.geometry IS
    'Điểm đặt cụm (EPSG:4326); trống: chưa biết. / Point of the cluster (EPSG:4326); null: not known.';
