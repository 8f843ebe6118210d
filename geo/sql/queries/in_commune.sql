-- Purpose: Cụm trong một xã, phường hiện nay; không nêu xã: những cụm nằm trên hai xã trở lên. / Clusters in
--   a commune of today; without a commune: those that straddle two or more.
-- Parameters:
--   commune: commune = none  Xã, phường hiện nay, có thể thêm tỉnh / Commune of today, also with its province
--   as_of: date = today  Tính đến ngày / As of this day
-- Columns:
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   straddles  nằm trên nhiều xã / straddles communes
--   communes  các xã hiện nay / communes of today
--   counted_here  tính vào xã này / counted here
--   status  tình trạng / status
--   area_ha  diện tích (ha) / area (ha)
--   area_qualifier  mức chính xác / qualifier
--   planned_area_ha  diện tích quy hoạch (ha) / area in the plan (ha)
--   decision_no  quyết định gần nhất / last decision
--   precision  độ chính xác vị trí / precision of the place
--   geometry  vị trí / place
-- Rules: as the addresses of the sources say, carried over to the communes of today. Clusters of which no
--   source names the commune are in none. counted_here: the commune asked for is the one that totals
--   count the cluster in; empty where none was asked for.
-- Map: clusters
WITH here AS (
    SELECT m.cluster_id, m.is_primary
    FROM planning.unit AS u
    JOIN planning.cluster_unit AS m USING (unit_id)
    WHERE u.key = :commune
    UNION ALL
    SELECT m.cluster_id, NULL
    FROM planning.cluster_unit AS m
    JOIN planning.unit AS u USING (unit_id)
    WHERE CAST(:commune AS text) IS NULL AND u.level = 'commune' AND upper_inf(u.valid)
    GROUP BY m.cluster_id
    HAVING count(*) > 1
)
SELECT p.key AS cluster, p.name, p.old_address, p.new_address,
       cardinality(o.communes) > 1 AS straddles,
       o.communes,
       h.is_primary AS counted_here,
       n.status,
       CASE WHEN n.status <> 'unconfirmed' THEN n.area_ha END AS area_ha,
       n.area_qualifier,
       n.planned_area_ha,
       n.decision_no,
       p.precision,
       p.geometry
FROM here AS h
JOIN planning.cluster_on(:as_of) AS n USING (cluster_id)
JOIN planning.cluster_address AS p USING (cluster_id)
CROSS JOIN LATERAL (
    SELECT array_agg(u.full_name ORDER BY m.is_primary DESC, u.key) AS communes
    FROM planning.cluster_unit AS m
    JOIN planning.unit AS u USING (unit_id)
    WHERE m.cluster_id = h.cluster_id AND u.level = 'commune' AND upper_inf(u.valid)
) AS o
WHERE p.zone_type = 'CCN'
ORDER BY p.key
