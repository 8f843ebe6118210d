-- Purpose: Đơn vị đã kết thúc có đơn vị kế tiếp vào ngày sau đó (trừ các huyện bãi bỏ ngày 01/07/2025), và kế tiếp vào một ngày đơn vị ấy có hiệu lực. / A unit that ended has a successor on the day after (but for the districts, which ended with 2025-06-30), and is succeeded on a day on which the successor stands.
-- Next: Chạy “geo build --anew”. / Run "geo build --anew".
-- Columns: found, detail.
SELECT u.key AS found, upper(u.valid)::text AS detail
FROM planning.unit AS u
WHERE NOT upper_inf(u.valid)
  AND NOT (u.level = 'district' AND upper(u.valid) = '2025-07-01')
  AND NOT EXISTS (
      SELECT
      FROM planning.unit_succession AS s
      JOIN planning.unit AS h ON h.unit_id = s.successor_id
      WHERE s.predecessor_id = u.unit_id AND h.valid @> upper(u.valid)
  )
UNION ALL
SELECT u.key, h.key || ', ' || s.effective_on
FROM planning.unit_succession AS s
JOIN planning.unit AS u ON u.unit_id = s.predecessor_id
JOIN planning.unit AS h ON h.unit_id = s.successor_id
WHERE NOT h.valid @> s.effective_on
   OR (s.whole AND upper(u.valid) IS DISTINCT FROM s.effective_on)
