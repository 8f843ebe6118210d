-- Purpose: Mỗi cụm, khu có ít nhất một phát biểu, mốc tiến độ hoặc vai trò trong một phát biểu. / Every cluster or zone has a statement, a milestone, or a part in a statement.
-- Next: Chạy “geo build”; nếu là dữ liệu tự nhập thì dùng lại bản sao lưu: “geo db restore”. / Run "geo build"; for data of your own, go back to a backup: "geo db restore".
-- Columns: found, detail.
SELECT c.key AS found, c.name AS detail
FROM planning.cluster AS c
WHERE NOT EXISTS (SELECT FROM planning.statement AS s WHERE s.cluster_id = c.cluster_id)
  AND NOT EXISTS (SELECT FROM planning.milestone AS m WHERE m.cluster_id = c.cluster_id)
  AND NOT EXISTS (SELECT FROM planning.event_cluster AS e WHERE e.cluster_id = c.cluster_id)
