-- Purpose: Tổng của 63 tỉnh bằng tổng của 34 tỉnh và bằng tổng số cụm, hôm nay và năm 2030. / The sums of the 63 provinces are those of the 34 and of all clusters, today and in 2030.
-- Next: Chạy “geo build”; nếu là dữ liệu tự nhập thì dùng lại bản sao lưu: “geo db restore”. / Run "geo build"; for data of your own, go back to a backup: "geo db restore".
-- Columns: found, detail.
WITH added AS (
    SELECT d.units_date, sum(c.clusters) AS clusters, sum(c.standing_from) AS standing_from,
           sum(c.standing_to) AS standing_to, sum(c.area_from_ha) AS area_from_ha,
           sum(c.area_to_ha) AS area_to_ha
    FROM (VALUES (DATE '2025-06-30'), (DATE '2025-07-01')) AS d (units_date)
    CROSS JOIN LATERAL planning.unit_change(
        CURRENT_DATE, greatest(CURRENT_DATE, DATE '2030-12-31'), d.units_date, 'province'
    ) AS c
    GROUP BY d.units_date
)
SELECT '63 / 34' AS found, b::text || ' / ' || n::text AS detail
FROM added AS b
JOIN added AS n ON n.units_date = '2025-07-01'
WHERE b.units_date = '2025-06-30'
  AND (b.clusters, b.standing_from, b.standing_to, b.area_from_ha, b.area_to_ha)
      IS DISTINCT FROM
      (n.clusters, n.standing_from, n.standing_to, n.area_from_ha, n.area_to_ha)
UNION ALL
SELECT 'CCN', a.units_date || ': ' || a.clusters
FROM added AS a
WHERE a.clusters <> (SELECT count(*) FROM planning.cluster WHERE zone_type = 'CCN')
