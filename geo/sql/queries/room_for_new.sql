-- Purpose: Lấp đầy theo huyện cũ: có được lập thêm cụm mới không (lấp đầy bình quân trên 50 %, hoặc chưa
--   cho thuê không quá 100 ha). / Fill by old district: may a new cluster be set up (average fill above
--   50 %, or at most 100 ha unleased)?
-- Parameters:
--   as_of: date = today  Tính đến ngày / As of this day
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
--   district: district = none  Chỉ một huyện trước 01/07/2025 / One district of before 2025-07-01 only
-- Columns:
--   key  mã / key
--   unit  huyện / district
--   province  tỉnh trước 01/07/2025 / province before 2025-07-01
--   clusters_established  cụm đã thành lập / clusters established
--   fill_known  trong đó rõ lấp đầy / of these, fill known
--   fill_pct  lấp đầy bình quân (%) / average fill (%)
--   fill_least_pct  ít nhất (%) / at least (%)
--   fill_most_pct  nhiều nhất (%) / at most (%)
--   unleased_least_ha  chưa cho thuê, ít nhất (ha) / unleased, at least (ha)
--   unleased_most_ha  chưa cho thuê, nhiều nhất (ha) / unleased, at most (ha)
--   may_add  được lập thêm, theo dữ liệu / may add, by the record
--   reason  lý do / reason
--   approximate  ranh giới gần đúng / approximate outline
--   geometry  ranh giới / outline
-- Rules: over the clusters established on the day and on record, which need not be all there are. Fill =
--   stated, else leased land per industrial land; the average is weighted by industrial land, where that
--   is not stated by the cluster's area. fill_pct is over the clusters whose fill is known; the bounds take
--   the others as empty, and as full. Unleased is industrial land not leased; where the industrial land
--   is not stated it is between 0 and what the whole area would leave. may_add is yes or no only where
--   the bounds decide it, else empty: not known.
WITH unit AS (
    SELECT u.unit_id, u.key, u.full_name, u.parent_id, u.boundary, u.approximate
    FROM planning.units_on(DATE '2025-06-30') AS u
    WHERE u.level = 'district' AND (CAST(:district AS text) IS NULL OR u.key = :district)
), counted AS (
    SELECT m.unit_id,
           x.industrial_ha,
           x.weight_ha,
           x.fill_pct,
           coalesce(x.industrial_ha - x.leased_ha, x.industrial_ha * (1 - x.fill_pct / 100), 0)
               AS unleased_least_ha,
           coalesce(x.industrial_ha - x.leased_ha, x.weight_ha * (1 - coalesce(x.fill_pct, 0) / 100))
               AS unleased_most_ha
    FROM planning.cluster_within(:province) AS w
    JOIN planning.cluster_on(:as_of) AS n USING (cluster_id)
    JOIN planning.cluster_unit AS m ON m.cluster_id = w.cluster_id AND m.is_primary
    JOIN unit ON unit.unit_id = m.unit_id
    CROSS JOIN LATERAL (
        SELECT n.industrial_ha,
               n.leased_ha,
               coalesce(n.industrial_ha, n.area_ha) AS weight_ha,
               coalesce(
                   n.fill_pct,
                   CASE WHEN n.leased_ha >= n.industrial_ha THEN 100
                        ELSE 100 * n.leased_ha / n.industrial_ha END
               ) AS fill_pct
    ) AS x
    WHERE n.legal = 'established'
), total AS (
    SELECT unit_id,
           count(*) AS clusters,
           count(fill_pct) AS fill_known,
           sum(fill_pct * weight_ha) / sum(weight_ha) FILTER (WHERE fill_pct IS NOT NULL) AS fill_pct,
           CASE WHEN count(weight_ha) = count(*)
                THEN sum(coalesce(fill_pct, 0) * weight_ha) / sum(weight_ha) END AS fill_least_pct,
           CASE WHEN count(weight_ha) = count(*)
                THEN sum(coalesce(fill_pct, 100) * weight_ha) / sum(weight_ha) END AS fill_most_pct,
           sum(greatest(unleased_least_ha, 0)) AS unleased_least_ha,
           CASE WHEN count(unleased_most_ha) = count(*) THEN sum(greatest(unleased_most_ha, 0)) END
               AS unleased_most_ha
    FROM counted
    GROUP BY unit_id
)
SELECT u.key,
       u.full_name AS unit,
       p.name AS province,
       t.clusters AS clusters_established,
       t.fill_known,
       round(t.fill_pct, 1) AS fill_pct,
       round(t.fill_least_pct, 1) AS fill_least_pct,
       round(t.fill_most_pct, 1) AS fill_most_pct,
       round(t.unleased_least_ha, 2) AS unleased_least_ha,
       round(t.unleased_most_ha, 2) AS unleased_most_ha,
       v.reason <> 'neither' AS may_add,
       v.reason,
       u.approximate,
       u.boundary AS geometry
FROM total AS t
JOIN unit AS u USING (unit_id)
LEFT JOIN planning.unit AS p ON p.unit_id = u.parent_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN t.fill_least_pct > 50 THEN 'filled'
                WHEN t.unleased_most_ha <= 100 THEN 'little_unleased'
                WHEN t.fill_most_pct <= 50 AND t.unleased_least_ha > 100 THEN 'neither' END AS reason
) AS v
ORDER BY p.code, u.key
