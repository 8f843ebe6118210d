-- Purpose: Cụm ngoài mức luật định: trên 75 ha, dưới 10 ha (miền núi, làng nghề: dưới 5 ha). / Clusters
--   outside what the law has: over 75 ha, under 10 ha (mountain districts, craft villages: under 5 ha).
-- Parameters:
--   as_of: date = today  Nhìn từ ngày / Seen from this day
--   to: date = 2030-12-31  Đến ngày / Until this day
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   status  tình trạng / status
--   area_ha  diện tích (ha) / area (ha)
--   size_warning  cảnh báo / warning
--   area_to_ha  diện tích cuối kỳ (ha) / area after (ha)
--   size_warning_to  cảnh báo cuối kỳ / warning after
--   area_qualifier  mức chính xác / qualifier
--   craft_village  làng nghề (theo tên) / craft village (by its name)
--   decision_no  quyết định gần nhất / last decision
--   title  nguồn của diện tích / source of the area
--   url  địa chỉ nguồn / address of the source
--   place  chỗ trong nguồn / place in the source
--   precision  độ chính xác vị trí / precision of the place
--   geometry  vị trí / place
-- Rules: a warning, not a verdict: older lists lawfully hold other sizes. Which districts are mountain
--   districts is not on record, so that 5 to 10 ha is warned of unless the name says làng nghề. Only
--   areas of clusters that stand on the day count. Qualifier and source are those of the later area.
-- Map: clusters
WITH found AS MATERIALIZED (
    SELECT w.cluster_id, n.status, t.decision_no, v.*,
           coalesce(t.area_qualifier, n.area_qualifier) AS area_qualifier,
           coalesce(t.area_by, n.area_by) AS area_by
    FROM planning.cluster_within(:province) AS w
    JOIN planning.cluster_on(:as_of) AS n USING (cluster_id)
    JOIN planning.cluster_on(:to, :as_of) AS t USING (cluster_id)
    JOIN planning.cluster AS g USING (cluster_id)
    CROSS JOIN LATERAL (
        SELECT x.*,
               CASE WHEN x.area_ha > 75 THEN 'over_75'
                    WHEN x.area_ha < 5 THEN 'under_5'
                    WHEN x.area_ha < 10 AND x.craft_village IS NULL THEN 'under_10' END
                   AS size_warning,
               CASE WHEN x.area_to_ha > 75 THEN 'over_75'
                    WHEN x.area_to_ha < 5 THEN 'under_5'
                    WHEN x.area_to_ha < 10 AND x.craft_village IS NULL THEN 'under_10' END
                   AS size_warning_to
        FROM (
            SELECT nullif(n.area_ha, 0) AS area_ha,
                   nullif(t.area_ha, 0) AS area_to_ha,
                   CASE WHEN g.name_key LIKE '%lang nghe%' THEN TRUE END AS craft_village
        ) AS x
    ) AS v
    WHERE v.size_warning IS NOT NULL OR v.size_warning_to IS NOT NULL
)
SELECT p.key AS cluster, p.name, p.old_address, p.new_address,
       f.status,
       f.area_ha,
       f.size_warning,
       f.area_to_ha,
       f.size_warning_to,
       f.area_qualifier,
       f.craft_village,
       f.decision_no,
       c.title, c.url, c.place,
       p.precision,
       p.geometry
FROM found AS f
JOIN planning.cluster_address AS p USING (cluster_id)
LEFT JOIN planning.statement AS s ON s.event_id = f.area_by
LEFT JOIN planning.citation AS c ON c.citation_id = s.citation_id
ORDER BY coalesce(f.area_to_ha, f.area_ha) DESC, p.key
