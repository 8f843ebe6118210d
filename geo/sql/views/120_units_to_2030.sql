-- Purpose: clusters and hectares of each unit today and at the end of 2030, with the changes between:
--          in the provinces of today, and in the provinces and districts before 2025-07-01.
-- Columns: as planning.unit_change, …_from and …_to named …_now and …_2030; geometry = polygon
--          (EPSG:4326), null where none is stored, and whether it is approximate.
-- Clusters whose address does not reach these units are in none of them: planning.unit_change has
-- their row.
CREATE VIEW planning.province_now AS
SELECT k.unit_id,
       k.key,
       k.name,
       k.full_name,
       k.area_km2,
       k.clusters,
       k.standing_from AS standing_now,
       k.standing_to AS standing_2030,
       k.new,
       k.expanded,
       k.reduced,
       k.merged,
       k.removed,
       k.kept,
       k.merged_before,
       k.removed_before,
       k.dropped,
       k.planned,
       k.unconfirmed,
       k.without_area,
       k.area_from_ha AS area_now_ha,
       k.area_to_ha AS area_2030_ha,
       k.change_ha,
       k.new_ha,
       k.expanded_ha,
       k.reduced_ha,
       k.merged_ha,
       k.removed_ha,
       k.kept_ha,
       b.approximate,
       b.geometry
FROM planning.unit_change(
    CURRENT_DATE, greatest(CURRENT_DATE, DATE '2030-12-31'), DATE '2025-07-01', 'province', NULL, CURRENT_DATE
) AS k
LEFT JOIN planning.unit_boundary AS b ON b.unit_id = k.unit_id
WHERE k.unit_id IS NOT NULL;
COMMENT ON VIEW planning.province_now IS
    'Cụm theo tỉnh, thành phố hiện nay: hôm nay và đến 2030. / Clusters by province of today: now and by 2030.';
COMMENT ON COLUMN planning.province_now.unit_id IS
    'Số định danh của đơn vị hành chính. / Number of the unit.';
COMMENT ON COLUMN planning.province_now.key IS 'Mã đơn vị. / Key of the unit.';
COMMENT ON COLUMN planning.province_now.name IS 'Tên không kèm loại. / Name without its type.';
COMMENT ON COLUMN planning.province_now.full_name IS
    'Tên đầy đủ, kèm loại đơn vị. / Name with its type.';
COMMENT ON COLUMN planning.province_now.area_km2 IS
    'Diện tích tự nhiên (km²). / Area of the unit (km²).';
COMMENT ON COLUMN planning.province_now.clusters IS 'Số cụm trong dữ liệu. / Clusters on record.';
COMMENT ON COLUMN planning.province_now.standing_now IS
    'Số cụm hiện diện hôm nay. / Clusters there today.';
COMMENT ON COLUMN planning.province_now.standing_2030 IS
    'Số cụm hiện diện cuối năm 2030. / Clusters there at the end of 2030.';
COMMENT ON COLUMN planning.province_now.new IS 'Số cụm hình thành mới. / New clusters.';
COMMENT ON COLUMN planning.province_now.expanded IS 'Số cụm mở rộng. / Clusters that expand.';
COMMENT ON COLUMN planning.province_now.reduced IS 'Số cụm thu hẹp. / Clusters that are reduced.';
COMMENT ON COLUMN planning.province_now.merged IS 'Số cụm sáp nhập. / Clusters merged.';
COMMENT ON COLUMN planning.province_now.removed IS
    'Số cụm đưa ra khỏi quy hoạch. / Clusters removed.';
COMMENT ON COLUMN planning.province_now.kept IS 'Số cụm giữ nguyên. / Clusters that are kept.';
COMMENT ON COLUMN planning.province_now.merged_before IS
    'Số cụm đã sáp nhập trước hôm nay. / Clusters merged before today.';
COMMENT ON COLUMN planning.province_now.removed_before IS
    'Số cụm đã đưa ra trước hôm nay. / Clusters removed before today.';
COMMENT ON COLUMN planning.province_now.dropped IS
    'Số cụm ra khỏi quy hoạch khi chưa thành lập. / Clusters that left the plan before they were established.';
COMMENT ON COLUMN planning.province_now.planned IS
    'Số cụm chỉ có trong quy hoạch. / Clusters only in the plan.';
COMMENT ON COLUMN planning.province_now.unconfirmed IS 'Số cụm chưa rõ. / Clusters unconfirmed.';
COMMENT ON COLUMN planning.province_now.without_area IS
    'Số cụm không rõ diện tích. / Clusters without an area on record.';
COMMENT ON COLUMN planning.province_now.area_now_ha IS
    'Diện tích các cụm hôm nay (ha). / Hectares of clusters today.';
COMMENT ON COLUMN planning.province_now.area_2030_ha IS
    'Diện tích các cụm cuối năm 2030 (ha). / Hectares of clusters at the end of 2030.';
COMMENT ON COLUMN planning.province_now.change_ha IS
    'Diện tích tăng hoặc giảm (ha). / Change of area (ha).';
COMMENT ON COLUMN planning.province_now.new_ha IS
    'Diện tích các cụm mới (ha). / Hectares of new clusters.';
COMMENT ON COLUMN planning.province_now.expanded_ha IS
    'Diện tích mở rộng thêm (ha). / Hectares added by expansion.';
COMMENT ON COLUMN planning.province_now.reduced_ha IS
    'Diện tích giảm do thu hẹp (ha). / Hectares lost by reduction.';
COMMENT ON COLUMN planning.province_now.merged_ha IS
    'Diện tích các cụm sáp nhập (ha). / Hectares of the clusters merged.';
COMMENT ON COLUMN planning.province_now.removed_ha IS
    'Diện tích các cụm đưa ra (ha). / Hectares of the clusters removed.';
COMMENT ON COLUMN planning.province_now.kept_ha IS
    'Diện tích các cụm giữ nguyên (ha). / Hectares of the clusters kept.';
COMMENT ON COLUMN planning.province_now.approximate IS
    'Ranh giới gần đúng, tính từ tâm các xã. / Whether the polygon is approximate, computed from points.';
COMMENT ON COLUMN planning.province_now.geometry IS
    'Ranh giới (EPSG:4326); trống: chưa có. / Polygon (EPSG:4326); null: none stored.';

CREATE VIEW planning.province_before AS
SELECT k.unit_id,
       k.key,
       k.name,
       k.full_name,
       k.area_km2,
       k.clusters,
       k.standing_from AS standing_now,
       k.standing_to AS standing_2030,
       k.new,
       k.expanded,
       k.reduced,
       k.merged,
       k.removed,
       k.kept,
       k.merged_before,
       k.removed_before,
       k.dropped,
       k.planned,
       k.unconfirmed,
       k.without_area,
       k.area_from_ha AS area_now_ha,
       k.area_to_ha AS area_2030_ha,
       k.change_ha,
       k.new_ha,
       k.expanded_ha,
       k.reduced_ha,
       k.merged_ha,
       k.removed_ha,
       k.kept_ha,
       b.approximate,
       b.geometry
FROM planning.unit_change(
    CURRENT_DATE, greatest(CURRENT_DATE, DATE '2030-12-31'), DATE '2025-06-30', 'province', NULL, CURRENT_DATE
) AS k
LEFT JOIN planning.unit_boundary AS b ON b.unit_id = k.unit_id
WHERE k.unit_id IS NOT NULL;
COMMENT ON VIEW planning.province_before IS
    'Cụm theo tỉnh, thành phố trước 01/07/2025: hôm nay và đến 2030. / Clusters by province before 2025-07-01: now and by 2030.';
COMMENT ON COLUMN planning.province_before.unit_id IS
    'Số định danh của đơn vị hành chính. / Number of the unit.';
COMMENT ON COLUMN planning.province_before.key IS 'Mã đơn vị. / Key of the unit.';
COMMENT ON COLUMN planning.province_before.name IS 'Tên không kèm loại. / Name without its type.';
COMMENT ON COLUMN planning.province_before.full_name IS
    'Tên đầy đủ, kèm loại đơn vị. / Name with its type.';
COMMENT ON COLUMN planning.province_before.area_km2 IS
    'Diện tích tự nhiên (km²). / Area of the unit (km²).';
COMMENT ON COLUMN planning.province_before.clusters IS
    'Số cụm trong dữ liệu. / Clusters on record.';
COMMENT ON COLUMN planning.province_before.standing_now IS
    'Số cụm hiện diện hôm nay. / Clusters there today.';
COMMENT ON COLUMN planning.province_before.standing_2030 IS
    'Số cụm hiện diện cuối năm 2030. / Clusters there at the end of 2030.';
COMMENT ON COLUMN planning.province_before.new IS 'Số cụm hình thành mới. / New clusters.';
COMMENT ON COLUMN planning.province_before.expanded IS 'Số cụm mở rộng. / Clusters that expand.';
COMMENT ON COLUMN planning.province_before.reduced IS
    'Số cụm thu hẹp. / Clusters that are reduced.';
COMMENT ON COLUMN planning.province_before.merged IS 'Số cụm sáp nhập. / Clusters merged.';
COMMENT ON COLUMN planning.province_before.removed IS
    'Số cụm đưa ra khỏi quy hoạch. / Clusters removed.';
COMMENT ON COLUMN planning.province_before.kept IS 'Số cụm giữ nguyên. / Clusters that are kept.';
COMMENT ON COLUMN planning.province_before.merged_before IS
    'Số cụm đã sáp nhập trước hôm nay. / Clusters merged before today.';
COMMENT ON COLUMN planning.province_before.removed_before IS
    'Số cụm đã đưa ra trước hôm nay. / Clusters removed before today.';
COMMENT ON COLUMN planning.province_before.dropped IS
    'Số cụm ra khỏi quy hoạch khi chưa thành lập. / Clusters that left the plan before they were established.';
COMMENT ON COLUMN planning.province_before.planned IS
    'Số cụm chỉ có trong quy hoạch. / Clusters only in the plan.';
COMMENT ON COLUMN planning.province_before.unconfirmed IS 'Số cụm chưa rõ. / Clusters unconfirmed.';
COMMENT ON COLUMN planning.province_before.without_area IS
    'Số cụm không rõ diện tích. / Clusters without an area on record.';
COMMENT ON COLUMN planning.province_before.area_now_ha IS
    'Diện tích các cụm hôm nay (ha). / Hectares of clusters today.';
COMMENT ON COLUMN planning.province_before.area_2030_ha IS
    'Diện tích các cụm cuối năm 2030 (ha). / Hectares of clusters at the end of 2030.';
COMMENT ON COLUMN planning.province_before.change_ha IS
    'Diện tích tăng hoặc giảm (ha). / Change of area (ha).';
COMMENT ON COLUMN planning.province_before.new_ha IS
    'Diện tích các cụm mới (ha). / Hectares of new clusters.';
COMMENT ON COLUMN planning.province_before.expanded_ha IS
    'Diện tích mở rộng thêm (ha). / Hectares added by expansion.';
COMMENT ON COLUMN planning.province_before.reduced_ha IS
    'Diện tích giảm do thu hẹp (ha). / Hectares lost by reduction.';
COMMENT ON COLUMN planning.province_before.merged_ha IS
    'Diện tích các cụm sáp nhập (ha). / Hectares of the clusters merged.';
COMMENT ON COLUMN planning.province_before.removed_ha IS
    'Diện tích các cụm đưa ra (ha). / Hectares of the clusters removed.';
COMMENT ON COLUMN planning.province_before.kept_ha IS
    'Diện tích các cụm giữ nguyên (ha). / Hectares of the clusters kept.';
COMMENT ON COLUMN planning.province_before.approximate IS
    'Ranh giới gần đúng, tính từ tâm các xã. / Whether the polygon is approximate, computed from points.';
COMMENT ON COLUMN planning.province_before.geometry IS
    'Ranh giới (EPSG:4326); trống: chưa có. / Polygon (EPSG:4326); null: none stored.';

CREATE VIEW planning.district_before AS
SELECT k.unit_id,
       k.key,
       k.name,
       k.full_name,
       p.name AS province,
       k.area_km2,
       k.clusters,
       k.standing_from AS standing_now,
       k.standing_to AS standing_2030,
       k.new,
       k.expanded,
       k.reduced,
       k.merged,
       k.removed,
       k.kept,
       k.merged_before,
       k.removed_before,
       k.dropped,
       k.planned,
       k.unconfirmed,
       k.without_area,
       k.area_from_ha AS area_now_ha,
       k.area_to_ha AS area_2030_ha,
       k.change_ha,
       k.new_ha,
       k.expanded_ha,
       k.reduced_ha,
       k.merged_ha,
       k.removed_ha,
       k.kept_ha,
       b.approximate,
       b.geometry
FROM planning.unit_change(
    CURRENT_DATE, greatest(CURRENT_DATE, DATE '2030-12-31'), DATE '2025-06-30', 'district', NULL, CURRENT_DATE
) AS k
JOIN planning.unit AS d ON d.unit_id = k.unit_id
JOIN planning.unit AS p ON p.unit_id = d.parent_id
LEFT JOIN planning.unit_boundary AS b ON b.unit_id = k.unit_id;
COMMENT ON VIEW planning.district_before IS
    'Cụm theo huyện, quận trước 01/07/2025: hôm nay và đến 2030. / Clusters by district before 2025-07-01: now and by 2030.';
COMMENT ON COLUMN planning.district_before.unit_id IS
    'Số định danh của đơn vị hành chính. / Number of the unit.';
COMMENT ON COLUMN planning.district_before.key IS 'Mã đơn vị. / Key of the unit.';
COMMENT ON COLUMN planning.district_before.name IS 'Tên không kèm loại. / Name without its type.';
COMMENT ON COLUMN planning.district_before.full_name IS
    'Tên đầy đủ, kèm loại đơn vị. / Name with its type.';
COMMENT ON COLUMN planning.district_before.province IS 'Tên tỉnh. / Name of its province.';
COMMENT ON COLUMN planning.district_before.area_km2 IS
    'Diện tích tự nhiên (km²). / Area of the unit (km²).';
COMMENT ON COLUMN planning.district_before.clusters IS
    'Số cụm trong dữ liệu. / Clusters on record.';
COMMENT ON COLUMN planning.district_before.standing_now IS
    'Số cụm hiện diện hôm nay. / Clusters there today.';
COMMENT ON COLUMN planning.district_before.standing_2030 IS
    'Số cụm hiện diện cuối năm 2030. / Clusters there at the end of 2030.';
COMMENT ON COLUMN planning.district_before.new IS 'Số cụm hình thành mới. / New clusters.';
COMMENT ON COLUMN planning.district_before.expanded IS 'Số cụm mở rộng. / Clusters that expand.';
COMMENT ON COLUMN planning.district_before.reduced IS
    'Số cụm thu hẹp. / Clusters that are reduced.';
COMMENT ON COLUMN planning.district_before.merged IS 'Số cụm sáp nhập. / Clusters merged.';
COMMENT ON COLUMN planning.district_before.removed IS
    'Số cụm đưa ra khỏi quy hoạch. / Clusters removed.';
COMMENT ON COLUMN planning.district_before.kept IS 'Số cụm giữ nguyên. / Clusters that are kept.';
COMMENT ON COLUMN planning.district_before.merged_before IS
    'Số cụm đã sáp nhập trước hôm nay. / Clusters merged before today.';
COMMENT ON COLUMN planning.district_before.removed_before IS
    'Số cụm đã đưa ra trước hôm nay. / Clusters removed before today.';
COMMENT ON COLUMN planning.district_before.dropped IS
    'Số cụm ra khỏi quy hoạch khi chưa thành lập. / Clusters that left the plan before they were established.';
COMMENT ON COLUMN planning.district_before.planned IS
    'Số cụm chỉ có trong quy hoạch. / Clusters only in the plan.';
COMMENT ON COLUMN planning.district_before.unconfirmed IS 'Số cụm chưa rõ. / Clusters unconfirmed.';
COMMENT ON COLUMN planning.district_before.without_area IS
    'Số cụm không rõ diện tích. / Clusters without an area on record.';
COMMENT ON COLUMN planning.district_before.area_now_ha IS
    'Diện tích các cụm hôm nay (ha). / Hectares of clusters today.';
COMMENT ON COLUMN planning.district_before.area_2030_ha IS
    'Diện tích các cụm cuối năm 2030 (ha). / Hectares of clusters at the end of 2030.';
COMMENT ON COLUMN planning.district_before.change_ha IS
    'Diện tích tăng hoặc giảm (ha). / Change of area (ha).';
COMMENT ON COLUMN planning.district_before.new_ha IS
    'Diện tích các cụm mới (ha). / Hectares of new clusters.';
COMMENT ON COLUMN planning.district_before.expanded_ha IS
    'Diện tích mở rộng thêm (ha). / Hectares added by expansion.';
COMMENT ON COLUMN planning.district_before.reduced_ha IS
    'Diện tích giảm do thu hẹp (ha). / Hectares lost by reduction.';
COMMENT ON COLUMN planning.district_before.merged_ha IS
    'Diện tích các cụm sáp nhập (ha). / Hectares of the clusters merged.';
COMMENT ON COLUMN planning.district_before.removed_ha IS
    'Diện tích các cụm đưa ra (ha). / Hectares of the clusters removed.';
COMMENT ON COLUMN planning.district_before.kept_ha IS
    'Diện tích các cụm giữ nguyên (ha). / Hectares of the clusters kept.';
COMMENT ON COLUMN planning.district_before.approximate IS
    'Ranh giới gần đúng, tính từ tâm các xã. / Whether the polygon is approximate, computed from points.';
COMMENT ON COLUMN planning.district_before.geometry IS
    'Ranh giới (EPSG:4326); trống: chưa có. / Polygon (EPSG:4326); null: none stored.';
