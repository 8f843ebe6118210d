-- Purpose: what one cluster is on a day, and where it lies in both systems.
-- Parameters: cluster = its key; as_of.
-- Columns: cluster (key), name, zone_type, aliases; old_address, new_address; status with its four
--          axes, certainty, areas, fill_pct, merged_into and decision_no as planning.cluster_on;
--          corrections made in what names and places it (as planning.correction; null: none).
SELECT p.key AS cluster,
       p.name,
       p.zone_type,
       (SELECT string_agg(DISTINCT a.alias, '; ')
        FROM planning.cluster_alias AS a
        WHERE a.cluster_id = p.cluster_id) AS aliases,
       nullif(concat_ws(', ', p.commune_before, p.district_before, p.province_before), '')
           AS old_address,
       nullif(concat_ws(', ', p.commune_now, p.province_now), '') AS new_address,
       k.status,
       k.certainty,
       k.plan,
       k.legal,
       k.build,
       k.wastewater,
       k.area_ha::float,
       k.area_qualifier,
       k.planned_area_ha::float,
       k.industrial_ha::float,
       k.leased_ha::float,
       k.fill_pct::float,
       k.merged_into,
       k.decision_no,
       r.corrections
FROM planning.cluster_place AS p
JOIN planning.cluster_on(:as_of) AS k USING (cluster_id)
LEFT JOIN planning.correction AS r ON r.table_name = 'clusters' AND r.key = p.key
WHERE p.cluster_id = (SELECT c.cluster_id FROM planning.cluster AS c WHERE c.key = :cluster)
