-- Purpose: Tình trạng và địa chỉ đã lưu giống kết quả tính lại từ các phát biểu và đơn vị. / The states and addresses that are kept are those worked out anew from statements and units.
-- Next: Chạy “geo build --anew”. / Run "geo build --anew".
-- Columns: found, detail.
SELECT c.key AS found, s.status || ' / ' || f.status AS detail
FROM planning.cluster AS c
JOIN planning.cluster_snapshot AS s
  ON s.cluster_id = c.cluster_id AND NOT s.ahead AND s.known @> CURRENT_DATE
CROSS JOIN LATERAL planning.fold(c.cluster_id, CURRENT_DATE, CURRENT_DATE) AS f
WHERE (s.status, s.plan, s.legal, s.build, s.area_ha, s.planned_area_ha, s.decided_by)
      IS DISTINCT FROM
      (f.status, f.plan, f.legal, f.build, f.area_ha, f.planned_area_ha, f.decided_by)
UNION ALL
SELECT c.key, '2030: ' || s.status || ' / ' || f.status
FROM planning.cluster AS c
JOIN planning.cluster_snapshot AS s
  ON s.cluster_id = c.cluster_id AND s.ahead AND s.known @> CURRENT_DATE
CROSS JOIN LATERAL planning.change_of(
    c.cluster_id, CURRENT_DATE, DATE '2030-12-31', CURRENT_DATE
) AS f
WHERE (s.change, s.status, s.area_ha, s.status_from, s.area_from_ha, s.decided_by)
      IS DISTINCT FROM
      (f.change, f.status, f.area_ha, f.status_from, f.area_from_ha, f.decided_by)
UNION ALL
SELECT c.key, concat_ws(', ', a.commune_now, a.province_now)
FROM planning.cluster AS c
JOIN planning.cluster_place AS a USING (cluster_id)
CROSS JOIN LATERAL planning.unit_names(c.cluster_id, a.stated_on) AS n
WHERE (a.province_before, a.district_before, a.commune_before, a.province_now, a.commune_now)
      IS DISTINCT FROM
      (n.province_before, n.district_before, n.commune_before, n.province_now, n.commune_now)
