-- Purpose: Mỗi cụm, khu có vị trí, đúng một tỉnh chính hiện nay và nhiều nhất một tỉnh chính trước 01/07/2025. / Every cluster or zone has a place, one primary province now and at most one before 2025-07-01.
-- Next: Chạy “geo build”; nếu là dữ liệu tự nhập thì dùng lại bản sao lưu: “geo db restore”. / Run "geo build"; for data of your own, go back to a backup: "geo db restore".
-- Columns: found, detail.
SELECT c.key AS found, d.on_date || ': ' || count(u.unit_id) AS detail
FROM planning.cluster AS c
CROSS JOIN (VALUES (DATE '2025-06-30', 0), (DATE '2025-07-01', 1)) AS d (on_date, least)
LEFT JOIN planning.cluster_unit AS m ON m.cluster_id = c.cluster_id AND m.is_primary
LEFT JOIN planning.unit AS u
  ON u.unit_id = m.unit_id AND u.level = 'province' AND u.valid @> d.on_date
LEFT JOIN planning.cluster_site AS s ON s.cluster_id = c.cluster_id
GROUP BY c.cluster_id, c.key, d.on_date, d.least, s.cluster_id
HAVING count(u.unit_id) NOT BETWEEN d.least AND 1 OR s.cluster_id IS NULL
