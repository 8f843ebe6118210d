-- Purpose: Mỗi ranh giới là một hình hợp lệ; điểm của đơn vị cách ranh giới đơn vị cấp trên dưới 40 km. / Every boundary is a valid shape; a unit's point lies within 40 km of the unit above it.
-- Next: Chạy “geo build --anew”. / Run "geo build --anew".
-- Columns: found, detail.
SELECT u.key AS found, ST_IsValidReason(b.geometry) AS detail
FROM planning.unit_boundary AS b
JOIN planning.unit AS u ON u.unit_id = b.unit_id
WHERE ST_IsEmpty(b.geometry) OR NOT ST_IsValid(b.geometry)
UNION ALL
SELECT u.key, p.key
FROM planning.unit AS u
JOIN planning.unit AS p ON p.unit_id = u.parent_id
JOIN planning.unit_boundary AS b ON b.unit_id = p.unit_id
WHERE ST_IsValid(b.geometry)
  AND NOT ST_Intersects(b.geometry, u.geometry)
  AND NOT ST_DWithin(geography(b.geometry), geography(u.geometry), 40000)
