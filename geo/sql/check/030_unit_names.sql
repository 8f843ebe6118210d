-- Purpose: Mỗi đơn vị luôn có đúng một tên chính thức. / Every unit has one official name at all times, never two.
-- Next: Chạy “geo build --anew”. / Run "geo build --anew".
-- Columns: found, detail.
SELECT u.key AS found, u.valid::text AS detail
FROM planning.unit AS u
LEFT JOIN planning.unit_name AS n ON n.unit_id = u.unit_id AND n.kind = 'official'
GROUP BY u.unit_id, u.key, u.valid
HAVING datemultirange(u.valid)
       - coalesce(range_agg(n.valid) FILTER (WHERE NOT isempty(n.valid)), '{}')
       <> '{}'
UNION ALL
SELECT u.key, n.name || ', ' || o.name
FROM planning.unit AS u
JOIN planning.unit_name AS n ON n.unit_id = u.unit_id AND n.kind = 'official'
JOIN planning.unit_name AS o
  ON o.unit_id = u.unit_id AND o.kind = 'official' AND o.unit_name_id > n.unit_name_id
 AND o.valid && n.valid
