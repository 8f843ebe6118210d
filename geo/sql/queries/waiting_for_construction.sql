-- Purpose: Cụm đã thành lập quá số tháng mà chưa thấy nguồn nào nói khởi công. / Clusters established more
--   than a number of months ago of which no source says that construction began.
-- Parameters:
--   as_of: date = today  Tính đến ngày / As of this day
--   months: integer = 24  Quá bao nhiêu tháng / More than how many months
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   established_on  thành lập ngày / established on
--   months_since  số tháng / months
--   period_text  thời gian nguồn nêu / period as stated
--   area_ha  diện tích (ha) / area (ha)
--   area_qualifier  mức chính xác / qualifier
--   certainty  mức chắc chắn / certainty
--   decision_no  quyết định thành lập / decision
--   title  nguồn / source
--   published  ngày đăng / published
--   url  địa chỉ nguồn / address of the source
--   place  chỗ trong nguồn / place in the source
--   precision  độ chính xác vị trí / precision of the place
--   geometry  vị trí / place
-- Rules: established, and built = none (planning.cluster_on). established_on is the first day of the
--   earliest period in which it was decided or done, after the cluster last left the plan: of a year,
--   the 1st of January. Those of which no source dates it come last, with an empty date. Decision and
--   source are those of that statement; where none is on record, the source is that of the statement
--   from which it follows that the cluster is established.
-- Map: clusters
SELECT p.key AS cluster, p.name, p.old_address, p.new_address,
       e.effective_on AS established_on,
       CAST(extract(year FROM age(:as_of, e.effective_on)) * 12
            + extract(month FROM age(:as_of, e.effective_on)) AS integer) AS months_since,
       e.period_text,
       n.area_ha,
       n.area_qualifier,
       n.certainty,
       e.decision_no,
       c.title, c.published, c.url, c.place,
       p.precision,
       p.geometry
FROM planning.cluster_within(:province) AS w
JOIN planning.cluster_on(:as_of) AS n USING (cluster_id)
JOIN planning.cluster_address AS p USING (cluster_id)
LEFT JOIN LATERAL (
    SELECT s.effective_on, s.period_text, s.decision_no, s.citation_id
    FROM planning.statement AS s
    WHERE s.cluster_id = w.cluster_id AND s.kind = 'established' AND s.sure >= 2
      AND coalesce(s.effective_on, '-infinity') <= CAST(:as_of AS date)
      AND s.precedence > coalesce((
          SELECT max(x.precedence)
          FROM planning.statement AS x
          WHERE x.cluster_id = w.cluster_id AND x.kind IN ('merged', 'removed') AND x.sure >= 2
            AND coalesce(x.effective_on, '-infinity') <= CAST(:as_of AS date)
      ), 0)
    ORDER BY s.effective_on NULLS LAST, s.precedence
    LIMIT 1
) AS e ON TRUE
LEFT JOIN planning.statement AS d ON d.event_id = n.decided_by
LEFT JOIN planning.citation AS c ON c.citation_id = coalesce(e.citation_id, d.citation_id)
WHERE n.legal = 'established' AND n.build = 'none'
  AND coalesce(
      e.effective_on < CAST(:as_of AS date) - make_interval(months => CAST(:months AS integer)), TRUE
  )
ORDER BY e.effective_on NULLS LAST, p.key
