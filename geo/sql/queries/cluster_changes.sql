-- Purpose: every cluster with what becomes of it between two days, where it lies and who says so.
-- Parameters: from_date (base), to_date (target).
-- Columns: key, name, zone_type; change (unconfirmed where no plan in force tells), status on
--          from_date, certainty; area_now_ha, area_2030_ha = area on from_date and on to_date, null
--          where not stated, with area_qualifier; merged_into; old_address and new_address; precision;
--          decision_no = the latest decision named; sources = list of title, publisher, published,
--          url, place, newest first; geometry = point (EPSG:4326), null where there is none.
SELECT p.key,
       p.name,
       p.zone_type,
       coalesce(k.change, 'unconfirmed') AS change,
       k.status_from AS status,
       k.certainty,
       k.area_from_ha::float AS area_now_ha,
       k.area_to_ha::float AS area_2030_ha,
       k.area_qualifier,
       k.merged_into,
       nullif(concat_ws(', ', p.commune_before, p.district_before, p.province_before), '')
           AS old_address,
       nullif(concat_ws(', ', p.commune_now, p.province_now), '') AS new_address,
       p.precision,
       k.decision_no,
       coalesce(s.sources, '[]') AS sources,
       p.point AS geometry
FROM planning.cluster_place AS p
JOIN planning.cluster_change(:from_date, :to_date) AS k USING (cluster_id)
LEFT JOIN LATERAL (
    SELECT jsonb_agg(
               jsonb_build_object(
                   'title', o.title, 'publisher', o.publisher, 'published', o.published_text,
                   'url', o.url, 'place', o.place
               ) ORDER BY o.published DESC NULLS LAST, o.key, o.place
           ) AS sources
    FROM (
        SELECT DISTINCT s.key, s.title, s.publisher, s.published, s.published_text, s.url, c.place
        FROM (
            SELECT citation_id FROM atlas.event WHERE cluster_id = p.cluster_id
            UNION
            SELECT e.citation_id
            FROM atlas.event_cluster AS ec JOIN atlas.event AS e USING (event_id)
            WHERE ec.cluster_id = p.cluster_id
            UNION
            SELECT citation_id FROM atlas.milestone WHERE cluster_id = p.cluster_id
        ) AS cited
        JOIN atlas.citation AS c USING (citation_id)
        JOIN atlas.source AS s USING (source_id)
    ) AS o
) AS s ON TRUE
ORDER BY p.key
