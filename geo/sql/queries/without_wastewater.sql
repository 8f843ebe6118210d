-- Purpose: Cụm đã thành lập chưa có nhà máy xử lý nước thải vận hành. / Established clusters without a
--   running wastewater plant.
-- Parameters:
--   as_of: date = today  Tính đến ngày / As of this day
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   status  tình trạng / status
--   wastewater  xử lý nước thải / wastewater
--   area_ha  diện tích (ha) / area (ha)
--   area_qualifier  mức chính xác / qualifier
--   fill_pct  lấp đầy (%) / fill (%)
--   decision_no  quyết định gần nhất / last decision
--   title  nguồn của tình trạng / source of the status
--   published  ngày đăng / published
--   url  địa chỉ nguồn / address of the source
--   place  chỗ trong nguồn / place in the source
--   precision  độ chính xác vị trí / precision of the place
--   geometry  vị trí / place
-- Rules: all established clusters (planning.cluster_on) but those of which a source says that the plant
--   runs. An empty wastewater: no source says anything. Operating clusters first, and of these the ones
--   of which it is known.
-- Map: clusters
SELECT p.key AS cluster, p.name, p.old_address, p.new_address,
       n.status,
       n.wastewater,
       n.area_ha,
       n.area_qualifier,
       n.fill_pct,
       n.decision_no,
       c.title, c.published, c.url, c.place,
       p.precision,
       p.geometry
FROM planning.cluster_within(:province) AS w
JOIN planning.cluster_on(:as_of) AS n USING (cluster_id)
JOIN planning.cluster_address AS p USING (cluster_id)
LEFT JOIN planning.statement AS s ON s.event_id = n.decided_by
LEFT JOIN planning.citation AS c ON c.citation_id = s.citation_id
WHERE n.legal = 'established' AND n.wastewater IS DISTINCT FROM 'running'
ORDER BY n.status <> 'operating', n.wastewater IS NULL, p.key
