-- Purpose: Vốn đầu tư hạ tầng trên một hecta của từng cụm. / Capital per hectare, cluster by cluster.
-- Parameters:
--   as_of: date = today  Tính đến ngày / As of this day
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   status  tình trạng / status
--   capital_vnd_billion  vốn (tỷ đồng) / capital (VND billion)
--   capital_usd_million  vốn (triệu USD) / capital (USD million)
--   capital_qualifier  mức chính xác của vốn / qualifier of the capital
--   area_ha  diện tích (ha) / area (ha)
--   area_basis  diện tích theo / area taken from
--   vnd_billion_per_ha  tỷ đồng/ha / VND billion per ha
--   usd_million_per_ha  triệu USD/ha / USD million per ha
--   stated_on  ngày nguồn nêu / stated on
--   decision_no  quyết định / decision
--   title  nguồn / source
--   published  ngày đăng / published
--   url  địa chỉ nguồn / address of the source
--   place  chỗ trong nguồn / place in the source
--   precision  độ chính xác vị trí / precision of the place
--   geometry  vị trí / place
-- Rules: of each cluster not merged or removed, the latest statement of its capital by the day; those of
--   expansions, which are of a part, mergers and removals left out. The area is that of the same
--   statement, else the one in the plan, else the cluster's; empty, and the rate with it, where none is
--   known. Currencies are never converted.
-- Map: clusters
SELECT p.key AS cluster, p.name, p.old_address, p.new_address,
       n.status,
       s.capital_vnd_billion,
       s.capital_usd_million,
       s.capital_qualifier,
       a.area_ha,
       CASE WHEN s.area_ha IS NOT NULL THEN 'statement'
            WHEN n.planned_area_ha IS NOT NULL THEN 'plan'
            WHEN a.area_ha IS NOT NULL THEN 'cluster' END AS area_basis,
       s.capital_vnd_billion / a.area_ha AS vnd_billion_per_ha,
       s.capital_usd_million / a.area_ha AS usd_million_per_ha,
       s.stated_on,
       s.decision_no,
       c.title, c.published, c.url, c.place,
       p.precision,
       p.geometry
FROM planning.cluster_within(:province) AS w
JOIN planning.cluster_on(:as_of) AS n USING (cluster_id)
JOIN LATERAL (
    SELECT e.capital_vnd_billion, e.capital_usd_million, e.capital_qualifier, e.area_ha, e.stated_on,
           e.decision_no, e.citation_id
    FROM planning.statement AS e
    WHERE e.cluster_id = w.cluster_id
      AND (e.capital_vnd_billion IS NOT NULL OR e.capital_usd_million IS NOT NULL)
      AND e.kind NOT IN ('expanded', 'merged', 'removed')
      AND coalesce(e.stated_on, e.effective_on, '-infinity') <= CAST(:as_of AS date)
    ORDER BY e.stated_on DESC NULLS LAST, e.effective_on DESC NULLS LAST, e.event_key
    LIMIT 1
) AS s ON TRUE
CROSS JOIN LATERAL (
    SELECT coalesce(s.area_ha, n.planned_area_ha, nullif(n.area_ha, 0)) AS area_ha
) AS a
JOIN planning.cluster_address AS p USING (cluster_id)
JOIN planning.citation AS c ON c.citation_id = s.citation_id
WHERE n.status NOT IN ('merged', 'removed')
ORDER BY vnd_billion_per_ha DESC NULLS LAST, p.key
