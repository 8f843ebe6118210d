-- Purpose: the changes between two days added up by the units of a day, with their polygons.
-- Parameters: from_date (base), to_date (target), units_date (whose units), level.
-- Columns: key, name, area_km2; clusters_n and how many are new, expanded, reduced, merged, removed,
--          kept, unconfirmed (…_n), where merged and removed hold also what was gone before from_date,
--          as the map of the clusters shows it; without_area_n; area_now_ha, area_2030_ha, change_ha
--          (null where no cluster has both areas); approximate; geometry = polygon (EPSG:4326).
--          Clusters whose address does not reach these units have no polygon and are left out.
SELECT key,
       name,
       area_km2::float,
       clusters AS clusters_n,
       new AS new_n,
       expanded AS expanded_n,
       reduced AS reduced_n,
       merged + merged_before AS merged_n,
       removed + removed_before + dropped AS removed_n,
       kept AS kept_n,
       unconfirmed AS unconfirmed_n,
       without_area AS without_area_n,
       area_from_ha::float AS area_now_ha,
       area_to_ha::float AS area_2030_ha,
       change_ha::float,
       approximate,
       boundary AS geometry
FROM planning.unit_change(:from_date, :to_date, :units_date, :level)
WHERE unit_id IS NOT NULL
ORDER BY key
