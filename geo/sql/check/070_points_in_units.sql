-- Purpose: Điểm của cụm nằm trong các đơn vị chính của nó (cách ranh giới gần đúng dưới 40 km, ranh giới đã nhập dưới 10 km). / A cluster's point lies in its primary units (within 40 km of an approximate boundary, 10 km of an imported one).
-- Next: Chạy “geo build”; nếu là dữ liệu tự nhập thì dùng lại bản sao lưu: “geo db restore”. / Run "geo build"; for data of your own, go back to a backup: "geo db restore".
-- Columns: found, detail.
SELECT s.key AS found, u.full_name AS detail
FROM planning.cluster_place AS s
JOIN planning.cluster_unit AS m ON m.cluster_id = s.cluster_id AND m.is_primary
JOIN planning.unit AS u ON u.unit_id = m.unit_id
JOIN planning.unit_boundary AS b ON b.unit_id = u.unit_id
WHERE NOT ST_Intersects(b.geometry, s.geometry)
  AND NOT ST_DWithin(
      geography(b.geometry), geography(s.geometry), CASE WHEN b.approximate THEN 40000 ELSE 10000 END
  )
