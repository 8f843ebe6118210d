-- Purpose: the provinces of a system with their clusters (CCN) on a day and at a later one.
-- Parameters: as_of, to_date (later); known_on = the day from which one looks; units_date = a day of
--          the system; within = key of a unit: only the provinces that hold clusters of it (null: all).
-- Columns: province; unit_code; clusters on record, those of them that stand on either day, with ha
--          (null: no area known); new, expanded, merged, removed in between, with ha; geometry =
--          polygon (EPSG:4326), null where none is stored, and whether it is approximate.
SELECT k.name AS province,
       split_part(k.key, '/', 2) AS unit_code,
       k.clusters,
       k.standing_from AS standing_now,
       k.standing_to AS standing_2030,
       k.area_from_ha AS area_ha_now,
       k.area_to_ha AS area_ha_2030,
       k.change_ha,
       k.area_km2,
       k.new,
       k.expanded,
       k.merged,
       k.removed,
       k.new_ha,
       k.expanded_ha,
       k.merged_ha,
       k.removed_ha,
       b.approximate,
       b.geometry
FROM planning.unit_change(:as_of, :to_date, :units_date, 'province', NULL, :known_on) AS k
LEFT JOIN planning.unit_boundary AS b ON b.unit_id = k.unit_id
WHERE k.unit_id IS NOT NULL
  AND (CAST(:within AS text) IS NULL
       OR k.unit_id IN (
              SELECT o.unit_id
              FROM planning.unit AS u
              JOIN planning.cluster_unit AS m ON m.unit_id = u.unit_id
              JOIN planning.cluster_unit AS o ON o.cluster_id = m.cluster_id
              WHERE u.key = :within
          ))
ORDER BY k.key
