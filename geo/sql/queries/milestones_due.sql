-- Purpose: Mốc tiến độ quá hạn, và mốc đến hạn trong quý này. / Milestones overdue, and those due this
--   quarter.
-- Parameters:
--   as_of: date = today  Tính đến ngày / As of this day
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   milestone  mốc / milestone
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   stages  công việc / stages
--   period_text  thời hạn / period
--   from_on  từ ngày / from
--   to_on  đến ngày / to
--   state  tình trạng / state
--   slip_days  chậm (ngày) / slip (days)
--   fill_target_pct  lấp đầy (%) / fill (%)
--   note  ghi chú / note
--   title  nguồn / source
--   published  ngày đăng / published
--   url  địa chỉ nguồn / address of the source
--   place  chỗ trong nguồn / place in the source
--   precision  độ chính xác vị trí / precision of the place
--   geometry  vị trí / place
-- Rules: the quarter is that of the day. Due are milestones whose last day lies in it, also if it has
--   not begun, or that have no last day and begin in it. Overdue is whatever should have ended before
--   the day and is not reported done (planning.schedule). The most overdue first.
-- Map: clusters
SELECT m.key AS milestone,
       p.key AS cluster, p.name, p.old_address, p.new_address,
       m.stages, m.period_text, m.from_on, m.to_on, m.state, m.slip_days, m.fill_target_pct, m.note,
       m.title, m.published, m.url, m.place,
       p.precision,
       p.geometry
FROM planning.cluster_within(:province) AS w
JOIN planning.schedule(:as_of) AS m USING (cluster_id)
JOIN planning.cluster_address AS p USING (cluster_id)
WHERE m.state = 'overdue'
   OR (m.state IN ('due', 'upcoming')
       AND coalesce(m.to_on, m.from_on) >= date_trunc('quarter', CAST(:as_of AS date))
       AND coalesce(m.to_on, m.from_on)
           < date_trunc('quarter', CAST(:as_of AS date)) + INTERVAL '3 months')
ORDER BY m.slip_days DESC NULLS LAST, coalesce(m.to_on, m.from_on), p.key, m.key
