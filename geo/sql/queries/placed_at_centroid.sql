-- Purpose: Cụm chỉ được đặt tại tâm xã, huyện hay tỉnh, chưa biết khu đất. / Clusters placed only at the
--   point of their commune, district or province: the site is not known.
-- Parameters:
--   precision: precision = none  Chỉ loại này: commune, district hay province / Only those: commune, district or province
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
--   as_of: date = today  Tính đến ngày / As of this day
-- Columns:
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   precision  độ chính xác vị trí / precision of the place
--   method  cách lấy tọa độ / how the point was made
--   address  địa chỉ nguồn nêu / address as stated
--   stated_on  của ngày / of the day
--   status  tình trạng / status
--   area_ha  diện tích (ha) / area (ha)
--   planned_area_ha  diện tích quy hoạch (ha) / area in the plan (ha)
--   geometry  vị trí / place
-- Rules: the coarsest first. Clusters whose address names no unit at all have no place, and are listed
--   before all others when no precision is asked for.
-- Map: clusters
SELECT p.key AS cluster, p.name, p.old_address, p.new_address,
       p.precision,
       p.method,
       p.address,
       p.stated_on,
       n.status,
       CASE WHEN n.status <> 'unconfirmed' THEN n.area_ha END AS area_ha,
       n.planned_area_ha,
       p.geometry
FROM planning.cluster_within(:province) AS w
JOIN planning.cluster_on(:as_of) AS n USING (cluster_id)
JOIN planning.cluster_address AS p USING (cluster_id)
WHERE p.precision = :precision
   OR (CAST(:precision AS text) IS NULL AND p.precision IS DISTINCT FROM 'site')
ORDER BY array_position(ARRAY['province', 'district', 'commune', 'site'], p.precision) NULLS FIRST, p.key
