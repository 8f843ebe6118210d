-- Purpose: Tình trạng đã lưu giống tình trạng tính lại từ các phát biểu. / The states that are kept are those worked out anew from the statements.
-- Columns: found, detail.
SELECT c.key AS found, s.status || ' / ' || f.status AS detail
FROM planning.cluster AS c
JOIN planning.cluster_snapshot AS s
  ON s.cluster_id = c.cluster_id AND NOT s.ahead AND s.known @> CURRENT_DATE
CROSS JOIN LATERAL planning.fold(c.cluster_id, CURRENT_DATE, CURRENT_DATE) AS f
WHERE (s.status, s.plan, s.legal, s.build, s.area_ha, s.planned_area_ha, s.decided_by)
      IS DISTINCT FROM
      (f.status, f.plan, f.legal, f.build, f.area_ha, f.planned_area_ha, f.decided_by)
