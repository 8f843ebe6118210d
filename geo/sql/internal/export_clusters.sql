-- Purpose: every cluster and zone on a day, in the fields of a planners' list.
-- Parameters: as_of; known_on = the day from which one looks, not after as_of; within = key of a unit
--          of any level and time (null: the country).
-- Columns: code (key), name, zone_type; address as stated; commune, district, province before
--          2025-07-01 and commune_now, province_now, the unit that counts first, others after '; ';
--          unit_codes of the finest units that the address names, in its order, and units_on = the
--          day on which these stood;
--          lon, lat (EPSG:4326, seven decimals) and precision of the point; status with certainty;
--          area_now_ha with area_qualifier (null: not known; 0: nothing stands), planned_area_ha of the
--          plan in force, area_2030_ha and status_2030 = what stands at the end of 2030 by what is known on known_on;
--          industrial_ha, leased_ha, fill_pct, wastewater; the capital stated last (not that of an
--          expansion, merger or removal); decision_no, absorbed_into; source = title of what was said
--          last, with its date. Ordered by key.
-- Rules: clusters of which nothing was said by as_of are left out, unless nothing is said of them at all.
WITH shown AS (
    SELECT c.cluster_id
    FROM planning.cluster AS c
    WHERE CAST(:within AS text) IS NULL
       OR c.cluster_id IN (
              SELECT m.cluster_id
              FROM planning.cluster_unit AS m
              JOIN planning.unit AS u USING (unit_id)
              WHERE u.key = :within
          )
)
SELECT p.key AS code,
       p.name,
       p.zone_type,
       p.address,
       replace(p.commune_before, ' – ', '; ') AS commune,
       replace(p.district_before, ' – ', '; ') AS district,
       replace(p.province_before, ' – ', '; ') AS province,
       replace(p.commune_now, ' – ', '; ') AS commune_now,
       replace(p.province_now, ' – ', '; ') AS province_now,
       a.unit_codes,
       p.stated_on AS units_on,
       round(ST_X(p.geometry)::numeric, 7)::float AS lon,
       round(ST_Y(p.geometry)::numeric, 7)::float AS lat,
       p.precision,
       k.status,
       k.certainty,
       t.status AS status_2030,
       CASE WHEN k.status <> 'unconfirmed' THEN k.area_ha::float END AS area_now_ha,
       k.area_qualifier,
       k.planned_area_ha::float,
       CASE WHEN t.status <> 'unconfirmed' THEN t.area_ha::float END AS area_2030_ha,
       k.industrial_ha::float,
       k.leased_ha::float,
       k.fill_pct::float,
       k.wastewater,
       v.capital_vnd_billion::float,
       v.capital_usd_million::float,
       k.decision_no,
       k.merged_into AS absorbed_into,
       s.source
FROM shown
JOIN planning.cluster_place AS p USING (cluster_id)
JOIN planning.cluster_on(:as_of, :known_on) AS k USING (cluster_id)
JOIN planning.cluster_on(DATE '2030-12-31', :known_on) AS t USING (cluster_id)
LEFT JOIN LATERAL (
    SELECT coalesce(
               string_agg(n.code, '; ' ORDER BY n.place) FILTER (WHERE n.level = 'commune'),
               string_agg(n.code, '; ' ORDER BY n.place) FILTER (WHERE n.level = 'district'),
               string_agg(n.code, '; ' ORDER BY n.place)) AS unit_codes
    FROM (
        SELECT u.code, u.level,
               array_position(string_to_array(split_part(p.address, ', ', 1), ' – '), u.full_name)
                   AS place
        FROM planning.cluster_unit AS m
        JOIN planning.unit AS u USING (unit_id)
        WHERE m.cluster_id = shown.cluster_id AND u.valid @> p.stated_on
    ) AS n
) AS a ON TRUE
LEFT JOIN LATERAL (
    SELECT e.capital_vnd_billion, e.capital_usd_million
    FROM planning.statement AS e
    WHERE e.cluster_id = shown.cluster_id
      AND (e.capital_vnd_billion IS NOT NULL OR e.capital_usd_million IS NOT NULL)
      AND e.kind NOT IN ('expanded', 'merged', 'removed')
      AND coalesce(e.stated_on, e.effective_on, '-infinity') <= CAST(:known_on AS date)
    ORDER BY e.stated_on DESC NULLS LAST, e.effective_on DESC NULLS LAST, e.event_key
    LIMIT 1
) AS v ON TRUE
LEFT JOIN LATERAL (
    SELECT concat_ws(', ', c.title, c.published) AS source
    FROM planning.statement AS e
    JOIN planning.citation AS c USING (citation_id)
    WHERE e.cluster_id = shown.cluster_id
      AND coalesce(e.stated_on, e.effective_on, '-infinity') <= CAST(:known_on AS date)
    ORDER BY e.stated_on DESC NULLS LAST, e.precedence DESC
    LIMIT 1
) AS s ON TRUE
WHERE k.certainty IS NOT NULL
   OR NOT EXISTS (SELECT FROM planning.statement AS e WHERE e.cluster_id = shown.cluster_id)
ORDER BY p.key
