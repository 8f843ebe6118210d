-- Purpose: Chỗ các nguồn nói khác nhau, kèm bên được ưu tiên. / Sources that disagree, with the side
--   preferred.
-- Parameters:
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   topic  về / about
--   cluster  mã / key
--   name  cụm, đơn vị / cluster, unit
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   subject  nội dung / subject
--   label_vi  tên chỉ tiêu / name in Vietnamese
--   label_en  tên tiếng Anh / name in English
--   preferred_value  ưu tiên: giá trị / preferred: value
--   preferred_modality  ưu tiên: mức chắc chắn / preferred: certainty
--   preferred_period  ưu tiên: thời gian / preferred: period
--   preferred_title  ưu tiên: nguồn / preferred: source
--   preferred_published  ưu tiên: ngày đăng / preferred: published
--   preferred_url  ưu tiên: địa chỉ nguồn / preferred: address of the source
--   other_value  khác: giá trị / other: value
--   other_modality  khác: mức chắc chắn / other: certainty
--   other_period  khác: thời gian / other: period
--   other_title  khác: nguồn / other: source
--   other_published  khác: ngày đăng / other: published
--   other_url  khác: địa chỉ nguồn / other: address of the source
--   precision  độ chính xác vị trí / precision of the place
--   geometry  vị trí / place
-- Rules: as planning.conflict; both sides count. A figure of a unit has no cluster and no place. A province
--   takes the figures of its districts and of the provinces it was made of, too.
-- Map: clusters
WITH found AS (
    SELECT k.*
    FROM planning.unit AS u
    JOIN planning.cluster_unit AS m ON m.unit_id = u.unit_id
    JOIN planning.conflict AS k ON k.cluster_id = m.cluster_id
    WHERE u.key = :province
    UNION ALL
    SELECT k.*
    FROM planning.conflict AS k
    WHERE CAST(:province AS text) IS NULL AND k.cluster_id IS NOT NULL
    UNION ALL
    SELECT k.*
    FROM planning.conflict AS k
    JOIN planning.unit AS u ON u.unit_id = k.unit_id
    WHERE k.cluster_id IS NULL
      AND (CAST(:province AS text) IS NULL
           OR u.unit_id IN (SELECT planning.province_parts(:province))
           OR (u.level = 'district' AND u.parent_id IN (SELECT planning.province_parts(:province))))
)
SELECT k.topic,
       p.key AS cluster,
       coalesce(p.name, u.full_name) AS name,
       p.old_address,
       p.new_address,
       k.subject,
       i.label_vi,
       i.label_en,
       k.preferred_value, k.preferred_modality, k.preferred_period, k.preferred_title,
       k.preferred_published, k.preferred_url,
       k.other_value, k.other_modality, k.other_period, k.other_title, k.other_published, k.other_url,
       p.precision,
       p.geometry
FROM found AS k
LEFT JOIN planning.cluster_address AS p USING (cluster_id)
LEFT JOIN planning.indicator AS i ON k.topic = 'indicator' AND i.key = k.subject
LEFT JOIN planning.unit AS u ON u.unit_id = k.unit_id
ORDER BY k.topic, p.key, u.key, k.preferred_key, k.other_key
