-- Purpose: Đơn vị cùng cấp, cùng mã không chồng thời gian; đơn vị cấp trên còn đó cho đến hết thời gian của cấp dưới. / Units of one level and code never overlap in time; a unit's parent stands on the unit's last day.
-- Next: Chạy “geo build --anew”. / Run "geo build --anew".
-- Columns: found, detail.
SELECT u.key AS found, o.key AS detail
FROM planning.unit AS u
JOIN planning.unit AS o
  ON o.level = u.level AND o.code = u.code AND o.unit_id > u.unit_id AND o.valid && u.valid
UNION ALL
SELECT u.key, p.key
FROM planning.unit AS u
JOIN planning.unit AS p ON p.unit_id = u.parent_id
WHERE NOT CASE WHEN upper_inf(u.valid) THEN upper_inf(p.valid)
               ELSE p.valid @> upper(u.valid) - 1 END
