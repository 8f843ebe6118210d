-- Purpose: the changes between two days added up by the units of a day, as figures alone.
-- Parameters: from_date (base), to_date (target), known_on (the day from which one looks),
--          units_date (whose units), level; within (unit_id to which units and clusters are limited,
--          or null).
-- Columns: as planning.unit_change, without polygons; name carries its type below the provinces. The
--          row of the clusters that no unit holds comes last, without key and name.
SELECT key,
       CASE WHEN :level = 'province' THEN name ELSE full_name END AS name,
       area_km2,
       clusters, standing_from, new, expanded, reduced, merged, removed, kept, standing_to,
       merged_before, removed_before, dropped, planned, unconfirmed, without_area,
       area_from_ha, new_ha, expanded_ha, reduced_ha, merged_ha, removed_ha, kept_ha, area_to_ha,
       change_ha
FROM planning.unit_change(
    :from_date, :to_date, :units_date, :level, CAST(:within AS bigint), :known_on
)
ORDER BY key NULLS LAST
