-- Purpose: Cụm nằm trong quy hoạch đã quá số năm mà chưa thành lập. / Clusters in the plan for more than a
--   number of years and not established.
-- Parameters:
--   as_of: date = today  Tính đến ngày / As of this day
--   years: integer = 5  Quá bao nhiêu năm / More than how many years
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   status  tình trạng / status
--   in_plan_since  trong quy hoạch từ / in the plan since
--   years_in_plan  số năm / years
--   plan_ends_on  kỳ quy hoạch đến / plan ends on
--   planned_area_ha  diện tích quy hoạch (ha) / area in the plan (ha)
--   period_text  thời gian nguồn nêu / period as stated
--   decision_no  quyết định / decision
--   title  nguồn / source
--   published  ngày đăng / published
--   url  địa chỉ nguồn / address of the source
--   place  chỗ trong nguồn / place in the source
--   precision  độ chính xác vị trí / precision of the place
--   geometry  vị trí / place
-- Rules: since = the earliest plan that holds the cluster, of those after it last left; what is only
--   proposed does not count. Clusters known from a plan that is over (unconfirmed) are listed: nothing
--   says that they were given up. Those of which no source dates the plan come last, with an empty
--   date. Decision and source are those of the earliest plan; where no plan is on record, the source
--   is that of the statement from which it follows that the cluster is in one.
-- Map: clusters
SELECT p.key AS cluster, p.name, p.old_address, p.new_address,
       n.status,
       e.effective_on AS in_plan_since,
       round((CAST(:as_of AS date) - e.effective_on) / 365.25, 1) AS years_in_plan,
       e.horizon_on AS plan_ends_on,
       coalesce(n.planned_area_ha, nullif(n.area_ha, 0), e.area_ha) AS planned_area_ha,
       e.period_text,
       e.decision_no,
       c.title, c.published, c.url, c.place,
       p.precision,
       p.geometry
FROM planning.cluster_within(:province) AS w
JOIN planning.cluster_on(:as_of) AS n USING (cluster_id)
JOIN planning.cluster_address AS p USING (cluster_id)
LEFT JOIN LATERAL (
    SELECT s.effective_on, s.horizon_on, s.area_ha, s.period_text, s.decision_no, s.citation_id
    FROM planning.statement AS s
    WHERE s.cluster_id = w.cluster_id AND s.kind = 'planned' AND s.sure > 0
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
WHERE n.status IN ('planned', 'unconfirmed')
  AND coalesce(
      e.effective_on < CAST(:as_of AS date) - make_interval(years => CAST(:years AS integer)), TRUE
  )
ORDER BY e.effective_on NULLS LAST, p.key
