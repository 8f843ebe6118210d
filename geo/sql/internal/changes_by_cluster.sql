-- Purpose: what becomes of each cluster between two days, with the unit of a day that it lies in.
-- Parameters: from_date (base), to_date (target), known_on (the day from which one looks),
--          units_date (whose units), level; within (unit_id to which clusters are limited, or null).
-- Columns: key, name; unit (null where the address does not reach that level); change (unconfirmed
--          where no plan in force tells), stood, status on both days, certainty; area_from_ha,
--          area_to_ha, change_ha (null where not stated); merged_into; old_address, new_address;
--          decision_no.
WITH unit AS (
    SELECT m.cluster_id, CASE WHEN :level = 'province' THEN u.name ELSE u.full_name END AS name
    FROM planning.cluster_unit AS m
    JOIN planning.units_on(:units_date) AS u USING (unit_id)
    WHERE m.is_primary AND u.level = :level
)
SELECT p.key,
       p.name,
       u.name AS unit,
       coalesce(k.change, 'unconfirmed') AS change,
       k.stood,
       k.status_from,
       k.status_to,
       k.certainty,
       k.area_from_ha,
       k.area_to_ha,
       k.area_to_ha - k.area_from_ha AS change_ha,
       k.merged_into,
       nullif(concat_ws(', ', p.commune_before, p.district_before, p.province_before), '')
           AS old_address,
       nullif(concat_ws(', ', p.commune_now, p.province_now), '') AS new_address,
       k.decision_no
FROM planning.cluster_place AS p
JOIN planning.cluster_change(:from_date, :to_date, :known_on) AS k USING (cluster_id)
LEFT JOIN unit AS u USING (cluster_id)
WHERE p.zone_type = 'CCN'
  AND (CAST(:within AS bigint) IS NULL OR EXISTS (
      SELECT FROM planning.cluster_unit AS w
      WHERE w.cluster_id = p.cluster_id AND w.unit_id = :within AND w.is_primary
  ))
ORDER BY u.name NULLS LAST, p.key
