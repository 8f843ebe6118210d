-- Purpose: Cụm đã hoặc sẽ sáp nhập: vào khu nào, bao nhiêu ha. / Clusters merged or to be merged: into
--   which zone, how many hectares.
-- Parameters:
--   as_of: date = today  Nhìn từ ngày / Seen from this day
--   to: date = 2030-12-31  Đến ngày / Until this day
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   merged_into  sáp nhập vào / merged into
--   zone  mã khu / key of the zone
--   area_ha  diện tích khi sáp nhập (ha) / area when merged (ha)
--   area_qualifier  mức chính xác / qualifier
--   merged_already  đã sáp nhập / merged already
--   certainty  mức chắc chắn / certainty
--   effective_on  tính từ ngày / counts from
--   period_text  thời gian / period
--   was_established  đã từng thành lập / was established
--   decision_no  quyết định / decision
--   note  ghi chú / note
--   title  nguồn / source
--   published  ngày đăng / published
--   url  địa chỉ nguồn / address of the source
--   place  chỗ trong nguồn / place in the source
--   precision  độ chính xác vị trí / precision of the place
--   geometry  vị trí / place
-- Rules: the clusters whose status on the later day is merged (planning.cluster_on). The area is the one
--   stated with the merger, else what the cluster has on as_of, else the last total stated before;
--   empty where none is. The decision is the merger's own. was_established is empty where no
--   source says that the cluster was; effective_on where a plan or proposal has no date, though it counts
--   until the end of 2030.
-- Map: clusters
SELECT p.key AS cluster, p.name, p.old_address, p.new_address,
       t.merged_into,
       z.key AS zone,
       a.area_ha,
       a.area_qualifier,
       n.status = 'merged' AS merged_already,
       t.certainty,
       CASE WHEN s.sure >= 2 OR s.period IS NOT NULL THEN s.effective_on END AS effective_on,
       s.period_text,
       CASE WHEN t.legal = 'revoked' THEN TRUE END AS was_established,
       s.decision_no,
       s.note,
       c.title, c.published, c.url, c.place,
       p.precision,
       p.geometry
FROM planning.cluster_within(:province) AS w
JOIN planning.cluster_on(:to, :as_of) AS t USING (cluster_id)
JOIN planning.cluster_on(:as_of) AS n USING (cluster_id)
JOIN planning.cluster_address AS p USING (cluster_id)
JOIN planning.statement AS s ON s.event_id = t.decided_by
JOIN planning.citation AS c ON c.citation_id = s.citation_id
LEFT JOIN planning.cluster AS z ON z.cluster_id = t.merged_into_id
LEFT JOIN LATERAL planning.area_at_departure(s.event_id, n.area_ha, n.area_qualifier) AS a
    ON TRUE
WHERE t.status = 'merged'
ORDER BY t.merged_into NULLS LAST, p.key
