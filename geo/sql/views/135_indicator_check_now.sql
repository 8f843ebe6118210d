-- Purpose: every figure of provinces and of the nation as seen today, with its unit and indicator,
--          beside what the clusters on record add up to.
-- Columns: as planning.indicator_check(today); unit, level; indicator, label_vi, label_en,
--          unit_of_measure.
CREATE VIEW planning.indicator_check AS
SELECT k.key,
       k.unit_id,
       u.key AS unit_key,
       u.full_name AS unit,
       u.level,
       i.key AS indicator,
       i.label_vi,
       i.label_en,
       i.unit_of_measure,
       k.period_text,
       k.on_date,
       k.stated,
       k.qualifier,
       k.modality,
       k.compared_on,
       k.clusters,
       k.on_record,
       k.without_area,
       k.difference,
       k.share_pct,
       k.title,
       k.publisher,
       k.published,
       k.url,
       k.place,
       k.note,
       k.corrections
FROM planning.indicator_check(CURRENT_DATE) AS k
JOIN planning.unit AS u USING (unit_id)
JOIN planning.indicator AS i USING (indicator_id);
COMMENT ON VIEW planning.indicator_check IS
    'Số liệu các nguồn nêu, đối chiếu với các cụm trong dữ liệu tính đến hôm nay. / Figures stated, against the clusters on record, as seen today.';
COMMENT ON COLUMN planning.indicator_check.key IS 'Mã số liệu. / Key of the figure.';
COMMENT ON COLUMN planning.indicator_check.unit_id IS
    'Số định danh của đơn vị hành chính. / Number of the unit.';
COMMENT ON COLUMN planning.indicator_check.unit_key IS 'Mã đơn vị hành chính. / Key of the unit.';
COMMENT ON COLUMN planning.indicator_check.unit IS 'Tên đơn vị hành chính. / Name of the unit.';
COMMENT ON COLUMN planning.indicator_check.level IS
    'Cấp: country, province, district, commune. / Level: country, province, district, commune.';
COMMENT ON COLUMN planning.indicator_check.indicator IS 'Mã chỉ tiêu. / Key of the indicator.';
COMMENT ON COLUMN planning.indicator_check.label_vi IS
    'Tên chỉ tiêu bằng tiếng Việt. / Name of the indicator in Vietnamese.';
COMMENT ON COLUMN planning.indicator_check.label_en IS
    'Tên chỉ tiêu bằng tiếng Anh. / Name of the indicator in English.';
COMMENT ON COLUMN planning.indicator_check.unit_of_measure IS 'Đơn vị đo. / Unit of measure.';
COMMENT ON COLUMN planning.indicator_check.period_text IS
    'Thời gian như nguồn nêu. / The period as stated.';
COMMENT ON COLUMN planning.indicator_check.on_date IS
    'Ngày mà số liệu nói đến; trống: không rõ. / The day the figure speaks of; null: not known.';
COMMENT ON COLUMN planning.indicator_check.stated IS 'Số nguồn nêu. / The figure stated.';
COMMENT ON COLUMN planning.indicator_check.qualifier IS
    'Độ chính xác: about, more_than, nearly; trống: chính xác. / How exact: about, more_than, nearly; null: exact.';
COMMENT ON COLUMN planning.indicator_check.modality IS
    'Mức chắc chắn: done, decided, planned, proposed. / How sure it is: done, decided, planned, proposed.';
COMMENT ON COLUMN planning.indicator_check.compared_on IS
    'Ngày được đối chiếu; trống: không đối chiếu. / The day that is compared; null: nothing is.';
COMMENT ON COLUMN planning.indicator_check.clusters IS
    'Số cụm trong dữ liệu được đối chiếu. / Clusters on record that are compared.';
COMMENT ON COLUMN planning.indicator_check.on_record IS
    'Số tương ứng của các cụm trong dữ liệu. / The same figure over the clusters on record.';
COMMENT ON COLUMN planning.indicator_check.without_area IS
    'Số cụm không rõ diện tích. / Clusters without an area on record.';
COMMENT ON COLUMN planning.indicator_check.difference IS
    'Số trong dữ liệu trừ số nguồn nêu. / On record less stated.';
COMMENT ON COLUMN planning.indicator_check.share_pct IS
    'Số trong dữ liệu trên 100 đơn vị số nguồn nêu (%). / On record per 100 stated (%).';
COMMENT ON COLUMN planning.indicator_check.title IS 'Tên nguồn. / Title of the source.';
COMMENT ON COLUMN planning.indicator_check.publisher IS 'Nơi công bố. / Publisher.';
COMMENT ON COLUMN planning.indicator_check.published IS
    'Ngày của nguồn như nguồn ghi. / The source''s date as stated.';
COMMENT ON COLUMN planning.indicator_check.url IS 'Địa chỉ của nguồn. / Address of the source.';
COMMENT ON COLUMN planning.indicator_check.place IS 'Chỗ trong nguồn. / Place in the source.';
COMMENT ON COLUMN planning.indicator_check.note IS 'Ghi chú. / Note.';
COMMENT ON COLUMN planning.indicator_check.corrections IS
    'Những ô đã đính chính: giá trị cũ, mới, lý do, người sửa; trống: không có. / What was corrected: old and new value, reason, editor; null: nothing.';
