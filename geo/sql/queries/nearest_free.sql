-- Purpose: Những cụm gần một điểm nhất còn ít nhất số ha đất trống. / The nearest clusters with at least so
--   many hectares free.
-- Parameters:
--   place: point  Kinh độ,vĩ độ / Longitude,latitude
--   ha: number = 10  Còn trống ít nhất (ha) / Free, at least (ha)
--   count: integer = 10  Bao nhiêu cụm / How many clusters
--   as_of: date = today  Tính đến ngày / As of this day
-- Columns:
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   distance_km  cách (km) / distance (km)
--   precision  độ chính xác vị trí / precision of the place
--   free_ha  còn trống (ha) / free (ha)
--   free_estimated  ước tính / estimated
--   free_basis  tính từ / computed from
--   status  tình trạng / status
--   area_ha  diện tích (ha) / area (ha)
--   industrial_ha  đất công nghiệp (ha) / industrial land (ha)
--   leased_ha  đã cho thuê (ha) / leased (ha)
--   fill_pct  lấp đầy (%) / fill (%)
--   decision_no  quyết định gần nhất / last decision
--   geometry  vị trí / place
-- Rules: established clusters whose free land can be told. Free = industrial land − leased; where one of
--   these is not stated, industrial land × (100 − fill) %, else area × (100 − fill) %: estimated, the
--   last one too high, since not all of a cluster is industrial land. Distances as in `near`.
-- Map: clusters
WITH free AS NOT MATERIALIZED (
    SELECT n.cluster_id, g.geometry, f.free_ha, f.free_basis, n.status, n.area_ha, n.industrial_ha,
           n.leased_ha, n.fill_pct, n.decision_no
    FROM planning.cluster_site AS g
    JOIN planning.cluster AS z ON z.cluster_id = g.cluster_id AND z.zone_type = 'CCN'
    JOIN planning.cluster_on(:as_of) AS n ON n.cluster_id = g.cluster_id
    CROSS JOIN LATERAL (
        SELECT coalesce(
                   n.industrial_ha - n.leased_ha,
                   coalesce(n.industrial_ha, n.area_ha) * (1 - n.fill_pct / 100)
               ) AS free_ha,
               CASE WHEN n.industrial_ha IS NULL THEN 'area_and_fill'
                    WHEN n.leased_ha IS NULL THEN 'industrial_and_fill'
                    ELSE 'industrial_and_leased' END AS free_basis
    ) AS f
    WHERE n.legal = 'established' AND f.free_ha >= CAST(:ha AS numeric)
), reach AS MATERIALIZED (
    -- The index orders by distance on a sphere: the nearest on the ellipsoid are within this radius.
    -- One metre more, lest rounding leave out the farthest.
    SELECT max(ST_Distance(geography(x.geometry), geography(ST_GeomFromWKB(:place, 4326)))) + 1
               AS metres
    FROM (
        SELECT geometry FROM free
        ORDER BY geography(geometry) <-> geography(ST_GeomFromWKB(:place, 4326))
        LIMIT :count
    ) AS x
)
SELECT p.key AS cluster, p.name, p.old_address, p.new_address,
       f.metres / 1000 AS distance_km,
       p.precision,
       f.free_ha,
       f.free_basis <> 'industrial_and_leased' AS free_estimated,
       f.free_basis,
       f.status, f.area_ha, f.industrial_ha, f.leased_ha, f.fill_pct, f.decision_no,
       f.geometry
FROM (
    SELECT o.*, ST_Distance(geography(o.geometry), geography(ST_GeomFromWKB(:place, 4326))) AS metres
    FROM free AS o
    WHERE ST_DWithin(
        geography(o.geometry), geography(ST_GeomFromWKB(:place, 4326)), (SELECT metres FROM reach)
    )
    ORDER BY metres, o.cluster_id
    LIMIT :count
) AS f
JOIN planning.cluster_address AS p USING (cluster_id)
ORDER BY distance_km, p.key
