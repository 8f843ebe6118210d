-- Purpose: Tổng số nguồn nêu có khớp với tổng các cụm trong dữ liệu không. / Do the clusters on record add up
--   to the totals that sources state?
-- Parameters:
--   as_of: date = today  Tính đến ngày / As of this day
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   unit  đơn vị / unit
--   level  cấp / level
--   indicator  chỉ tiêu / indicator
--   label_vi  tên chỉ tiêu / name in Vietnamese
--   label_en  tên tiếng Anh / name in English
--   unit_of_measure  đơn vị tính / measured in
--   period_text  thời gian / period
--   compared_on  so tại ngày / compared on
--   stated  nguồn nêu / stated
--   qualifier  mức chính xác / qualifier
--   modality  mức chắc chắn / certainty
--   on_record  có trong dữ liệu / on record
--   without_area  cụm chưa có diện tích / clusters without an area
--   difference  chênh lệch / difference
--   share_pct  tỷ lệ có (%) / share on record (%)
--   verdict  kết luận / verdict
--   title  nguồn / source
--   published  ngày đăng / published
--   url  địa chỉ nguồn / address of the source
--   place  chỗ trong nguồn / place in the source
-- Rules: the figures that clusters on record can be compared with, as planning.indicator_check. They agree
--   where they differ by at most half a per cent; more on record than stated is a contradiction, less may
--   be a list that is not complete. Empty where there are clusters on record and none has an area.
SELECT concat_ws(', ', u.full_name, h.full_name) AS unit,
       u.level,
       i.key AS indicator,
       i.label_vi,
       i.label_en,
       i.unit_of_measure,
       k.period_text,
       k.compared_on,
       k.stated,
       k.qualifier,
       k.modality,
       k.on_record,
       k.without_area,
       k.difference,
       k.share_pct,
       CASE WHEN k.on_record IS NULL THEN NULL
            WHEN abs(k.difference) <= 0.005 * k.stated THEN 'agrees'
            WHEN k.difference > 0 THEN 'more_on_record'
            ELSE 'less_on_record' END AS verdict,
       k.title, k.published, k.url, k.place
FROM planning.indicator_check(:as_of) AS k
JOIN planning.unit AS u USING (unit_id)
JOIN planning.indicator AS i USING (indicator_id)
LEFT JOIN planning.unit AS h ON h.unit_id = u.parent_id AND h.level = 'province'
WHERE k.compared_on IS NOT NULL
  AND (CAST(:province AS text) IS NULL
       OR u.unit_id IN (SELECT planning.province_parts(:province))
       OR h.unit_id IN (SELECT planning.province_parts(:province)))
ORDER BY array_position(ARRAY['country', 'province', 'district', 'commune'], u.level),
         coalesce(h.name, u.name), u.key, i.key, k.compared_on, k.key
