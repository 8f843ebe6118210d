-- Purpose: Cụm cách một điểm, hay một tuyến đường người dùng nạp vào, không quá số km. / Clusters within a
--   distance of a point, or of a line that the user loads.
-- Parameters:
--   place: geometry  Kinh độ,vĩ độ hoặc @tệp (GeoJSON, GPKG, KML) / Longitude,latitude or @file (GeoJSON, GPKG, KML)
--   km: number = 10  Trong bao nhiêu km / Within how many km
--   as_of: date = today  Tính đến ngày / As of this day
-- Columns:
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   distance_km  cách (km) / distance (km)
--   precision  độ chính xác vị trí / precision of the place
--   status  tình trạng / status
--   area_ha  diện tích (ha) / area (ha)
--   area_qualifier  mức chính xác / qualifier
--   planned_area_ha  diện tích quy hoạch (ha) / area in the plan (ha)
--   merged_into  sáp nhập vào / merged into
--   decision_no  quyết định gần nhất / last decision
--   geometry  vị trí / place
-- Rules: metres on the ellipsoid, from the cluster's point to the nearest part of the place, 0 inside a
--   polygon. A cluster placed at the point of its commune, district or province (precision) may lie that
--   much nearer or farther. Clusters merged or removed are listed, as their status says.
-- Map: clusters
SELECT p.key AS cluster, p.name, p.old_address, p.new_address,
       ST_Distance(geography(g.geometry), geography(q.place)) / 1000 AS distance_km,
       p.precision,
       n.status,
       CASE WHEN n.status <> 'unconfirmed' THEN n.area_ha END AS area_ha,
       n.area_qualifier,
       n.planned_area_ha,
       n.merged_into,
       n.decision_no,
       g.geometry
FROM (SELECT ST_GeomFromWKB(:place, 4326) AS place) AS q
JOIN planning.cluster_site AS g
  ON ST_DWithin(geography(g.geometry), geography(q.place), 1000 * CAST(:km AS float))
JOIN planning.cluster_on(:as_of) AS n USING (cluster_id)
JOIN planning.cluster_address AS p USING (cluster_id)
WHERE p.zone_type = 'CCN'
ORDER BY distance_km, p.key
