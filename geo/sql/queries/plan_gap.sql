-- Purpose: Diện tích quy hoạch trừ diện tích đã thành lập, theo huyện hoặc tỉnh. / Hectares planned minus
--   hectares established, by district or province.
-- Parameters:
--   as_of: date = today  Nhìn từ ngày / Seen from this day
--   to: date = 2030-12-31  Quy hoạch đến ngày / Planned until this day
--   units: units = district  Đơn vị: huyện trước 01/07/2025, 63 hoặc 34 tỉnh / Units: districts, 63 or 34 provinces
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   key  mã / key
--   unit  đơn vị / unit
--   province  tỉnh / province
--   clusters_planned  cụm quy hoạch / clusters planned
--   clusters_established  cụm đã thành lập / clusters established
--   planned_ha  ha quy hoạch / ha planned
--   established_ha  ha đã thành lập / ha established
--   gap_ha  còn phải thành lập (ha) / ha still to establish
--   without_area  cụm chưa rõ diện tích / clusters without an area
--   unconfirmed  cụm chưa rõ còn quy hoạch / clusters unconfirmed
--   approximate  ranh giới gần đúng / approximate outline
--   geometry  ranh giới / outline
-- Rules: planned = there on the later day by the plans known on as_of, whether established before or
--   not; established = on as_of. The ha are over the clusters whose area is known wherever it is
--   needed, so that planned − established = gap; empty where no cluster has one. A gap below 0 is land
--   of established clusters that the plan gives up. Each cluster counts in its primary unit; the row
--   without a unit holds those whose address does not reach that level.
WITH unit AS (
    SELECT u.unit_id, u.key, u.name, u.full_name, u.boundary, u.approximate,
           CASE u.level WHEN 'province' THEN u.unit_id ELSE u.parent_id END AS province_id
    FROM planning.units_on(:units_date) AS u
    WHERE u.level = :units_level
), placed AS MATERIALIZED (
    SELECT m.cluster_id, m.unit_id
    FROM planning.cluster_unit AS m
    JOIN unit USING (unit_id)
    WHERE m.is_primary
), counted AS (
    SELECT m.unit_id,
           k.status_from IN ('established', 'construction', 'operating') AS is_established,
           k.stands AS is_planned,
           k.status_to = 'unconfirmed' AS is_unconfirmed,
           CASE WHEN k.status_from IN ('established', 'construction', 'operating')
                THEN k.area_from_ha ELSE 0 END AS established_ha,
           CASE WHEN k.stands THEN k.area_to_ha ELSE 0 END AS planned_ha
    FROM planning.cluster_within(:province) AS w
    JOIN planning.cluster_change(:as_of, :to, :as_of) AS k USING (cluster_id)
    LEFT JOIN placed AS m USING (cluster_id)
), total AS (
    SELECT c.unit_id,
           count(*) FILTER (WHERE c.is_planned) AS clusters_planned,
           count(*) FILTER (WHERE c.is_established) AS clusters_established,
           sum(c.planned_ha) FILTER (WHERE c.established_ha IS NOT NULL) AS planned_ha,
           sum(c.established_ha) FILTER (WHERE c.planned_ha IS NOT NULL) AS established_ha,
           count(*) FILTER (WHERE c.planned_ha IS NULL OR c.established_ha IS NULL) AS without_area,
           count(*) FILTER (WHERE c.is_unconfirmed) AS unconfirmed,
           bool_or(c.planned_ha + c.established_ha > 0) AS is_measured
    FROM counted AS c
    WHERE c.is_planned OR c.is_established OR c.is_unconfirmed
    GROUP BY c.unit_id
)
SELECT u.key,
       CASE WHEN :units_level = 'province' THEN u.name ELSE u.full_name END AS unit,
       p.name AS province,
       t.clusters_planned,
       t.clusters_established,
       CASE WHEN t.is_measured THEN t.planned_ha END AS planned_ha,
       CASE WHEN t.is_measured THEN t.established_ha END AS established_ha,
       CASE WHEN t.is_measured THEN t.planned_ha - t.established_ha END AS gap_ha,
       t.without_area,
       t.unconfirmed,
       u.approximate,
       u.boundary AS geometry
FROM total AS t
LEFT JOIN unit AS u USING (unit_id)
LEFT JOIN planning.unit AS p ON p.unit_id = u.province_id
ORDER BY gap_ha DESC NULLS LAST, u.key NULLS LAST
