-- Purpose: Cụm đã hoặc sẽ đưa ra khỏi quy hoạch: đất ấy thành gì. / Clusters removed or to be removed
--   from the plan: what replaces them.
-- Parameters:
--   as_of: date = today  Nhìn từ ngày / Seen from this day
--   to: date = 2030-12-31  Đến ngày / Until this day
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   replaced_by  thay bằng / replaced by
--   note  nguồn nói gì về khu đất, lý do / what the source says of land and reason
--   area_ha  diện tích khi đưa ra (ha) / area when removed (ha)
--   area_qualifier  mức chính xác / qualifier
--   removed_already  đã đưa ra / removed already
--   certainty  mức chắc chắn / certainty
--   effective_on  tính từ ngày / counts from
--   period_text  thời gian / period
--   was_established  đã từng thành lập / was established
--   decision_no  quyết định / decision
--   title  nguồn / source
--   published  ngày đăng / published
--   url  địa chỉ nguồn / address of the source
--   place  chỗ trong nguồn / place in the source
--   precision  độ chính xác vị trí / precision of the place
--   geometry  vị trí / place
-- Rules: the clusters whose status on the later day is removed (planning.cluster_on). replaced_by: the
--   clusters or zones that the source names as its successors or as taking it in; empty where it names
--   none, though by law a withdrawal says what the land becomes. Area, decision, was_established
--   and effective_on as in `mergers`.
-- Map: clusters
SELECT p.key AS cluster, p.name, p.old_address, p.new_address,
       coalesce(r.replaced_by, s.absorbed_into_text) AS replaced_by,
       s.note,
       a.area_ha,
       a.area_qualifier,
       n.status = 'removed' AS removed_already,
       t.certainty,
       CASE WHEN s.sure >= 2 OR s.period IS NOT NULL THEN s.effective_on END AS effective_on,
       s.period_text,
       CASE WHEN t.legal = 'revoked' THEN TRUE END AS was_established,
       s.decision_no,
       c.title, c.published, c.url, c.place,
       p.precision,
       p.geometry
FROM planning.cluster_within(:province) AS w
JOIN planning.cluster_on(:to, :as_of) AS t USING (cluster_id)
JOIN planning.cluster_on(:as_of) AS n USING (cluster_id)
JOIN planning.cluster_address AS p USING (cluster_id)
JOIN planning.statement AS s ON s.event_id = t.decided_by
JOIN planning.citation AS c ON c.citation_id = s.citation_id
LEFT JOIN LATERAL planning.area_at_departure(s.event_id, n.area_ha, n.area_qualifier) AS a
    ON TRUE
LEFT JOIN LATERAL (
    SELECT string_agg(z.zone_type || ' ' || z.name, ', ' ORDER BY z.key) AS replaced_by
    FROM planning.event_cluster AS ec
    JOIN planning.cluster AS z ON z.cluster_id = ec.cluster_id
    WHERE ec.event_id = s.event_id
) AS r ON TRUE
WHERE t.status = 'removed'
ORDER BY p.key
