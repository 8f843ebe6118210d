-- Purpose: Số cụm và diện tích mới, mở rộng, thu hẹp, sáp nhập, đưa ra đến một ngày, theo đơn vị cũ
--   hoặc mới. / Clusters and hectares new, expanded, reduced, merged and removed until a day, by unit
--   of the old system or of the new one.
-- Parameters:
--   as_of: date = today  Nhìn từ ngày / Seen from this day
--   to: date = 2030-12-31  Đến ngày / Until this day
--   units: units = 34  Đơn vị: 34 tỉnh, 63 tỉnh, hay huyện trước 01/07/2025 / Units: 34 or 63 provinces, or districts
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   key  mã / key
--   unit  đơn vị / unit
--   province  tỉnh / province
--   clusters  cụm có trong dữ liệu / clusters on record
--   standing_from  cụm đầu kỳ / clusters before
--   new  mới / new
--   expanded  mở rộng / expanded
--   reduced  thu hẹp / reduced
--   merged  sáp nhập / merged
--   removed  đưa ra / removed
--   standing_to  cụm cuối kỳ / clusters after
--   planned  chỉ trong quy hoạch / only in the plan
--   dropped  bỏ khi chưa thành lập / dropped before established
--   unconfirmed  chưa rõ / unconfirmed
--   area_from_ha  ha đầu kỳ / ha before
--   new_ha  ha mới (+) / ha new (+)
--   expanded_ha  ha mở rộng (+) / ha expanded (+)
--   reduced_ha  ha thu hẹp (−) / ha reduced (−)
--   merged_ha  ha sáp nhập (−) / ha merged (−)
--   removed_ha  ha đưa ra (−) / ha removed (−)
--   area_to_ha  ha cuối kỳ / ha after
--   change_ha  tăng, giảm (ha) / change (ha)
--   without_area  cụm chưa rõ diện tích / clusters without an area
--   approximate  ranh giới gần đúng / approximate outline
--   geometry  ranh giới / outline
-- Rules: as planning.unit_change; what comes after as_of is taken from the plans known that day. A
--   province of today asked for with units of before stands for the provinces it was made of.
--   Units without a cluster on record are left out; the row without a unit holds the clusters whose
--   address does not reach that level.
WITH scope AS (
    SELECT u.unit_id, u.name
    FROM planning.unit AS u
    WHERE u.unit_id IN (SELECT planning.province_parts(:province)) AND u.valid @> CAST(:units_date AS date)
    UNION ALL
    SELECT NULL, NULL WHERE CAST(:province AS text) IS NULL
)
SELECT k.key,
       CASE WHEN :units_level = 'province' THEN k.name ELSE k.full_name END AS unit,
       coalesce(p.name, s.name) AS province,
       k.clusters, k.standing_from, k.new, k.expanded, k.reduced, k.merged, k.removed, k.standing_to,
       k.planned, k.dropped, k.unconfirmed,
       k.area_from_ha, k.new_ha, k.expanded_ha, k.reduced_ha, k.merged_ha, k.removed_ha, k.area_to_ha,
       k.change_ha, k.without_area, k.approximate,
       k.boundary AS geometry
FROM scope AS s
CROSS JOIN LATERAL planning.unit_change(
    :as_of, :to, :units_date, :units_level, s.unit_id, :as_of
) AS k
LEFT JOIN planning.unit AS u ON u.unit_id = k.unit_id
LEFT JOIN planning.unit AS p
  ON p.unit_id = CASE u.level WHEN 'province' THEN u.unit_id ELSE u.parent_id END
WHERE k.clusters > 0
ORDER BY p.code NULLS LAST, k.key NULLS LAST
