-- Purpose: Từng cụm: nay và năm 2030 (hay một ngày khác). / Cluster by cluster: today against 2030, or
--   another day.
-- Parameters:
--   as_of: date = today  Nhìn từ ngày / Seen from this day
--   to: date = 2030-12-31  Đến ngày / Until this day
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   change  thay đổi / change
--   certainty  mức chắc chắn / certainty
--   status  tình trạng đầu kỳ / status before
--   status_to  tình trạng cuối kỳ / status after
--   area_from_ha  ha đầu kỳ / ha before
--   area_to_ha  ha cuối kỳ / ha after
--   change_ha  tăng, giảm (ha) / change (ha)
--   area_qualifier  mức chính xác / qualifier
--   merged_into  sáp nhập vào / merged into
--   decision_no  quyết định gần nhất / last decision
--   title  nguồn / source
--   published  ngày đăng / published
--   url  địa chỉ nguồn / address of the source
--   place  chỗ trong nguồn / place in the source
--   precision  độ chính xác vị trí / precision of the place
--   geometry  vị trí / place
-- Rules: as planning.cluster_change. Areas are empty where no source states one, 0 where the cluster
--   does not stand; of clusters of an earlier plan (unconfirmed), too, they are not known. The source is that of the statement which decides the status on the later day.
-- Map: clusters
SELECT p.key AS cluster, p.name, p.old_address, p.new_address,
       coalesce(k.change, 'unconfirmed') AS change,
       k.certainty,
       k.status_from AS status,
       k.status_to,
       a.area_from_ha,
       a.area_to_ha,
       a.area_to_ha - a.area_from_ha AS change_ha,
       k.area_qualifier,
       k.merged_into,
       k.decision_no,
       c.title, c.published, c.url, c.place,
       p.precision,
       p.geometry
FROM planning.cluster_within(:province) AS w
JOIN planning.cluster_change(:as_of, :to, :as_of) AS k USING (cluster_id)
JOIN planning.cluster_address AS p USING (cluster_id)
CROSS JOIN LATERAL (
    SELECT CASE WHEN k.status_from <> 'unconfirmed' THEN k.area_from_ha END AS area_from_ha,
           CASE WHEN k.status_to <> 'unconfirmed' THEN k.area_to_ha END AS area_to_ha
) AS a
LEFT JOIN planning.statement AS s ON s.event_id = k.decided_by
LEFT JOIN planning.citation AS c ON c.citation_id = s.citation_id
ORDER BY p.key
