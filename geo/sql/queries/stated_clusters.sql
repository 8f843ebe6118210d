-- Purpose: how many clusters a source says a province plans, to be held against those on record.
-- Parameters: to_date (the plan must reach to that day).
-- Columns: key of the unit; stated = number of clusters, with qualifier; source and published.
--          One row for each unit with such a figure: of a decided plan before a proposed one, then
--          the latest published.
SELECT DISTINCT ON (u.key)
       u.key,
       v.value::float AS stated,
       v.qualifier,
       s.title AS source,
       s.published_text AS published
FROM atlas.indicator_value AS v
JOIN atlas.indicator AS i USING (indicator_id)
JOIN atlas.administrative_unit AS u USING (unit_id)
JOIN atlas.citation AS c USING (citation_id)
JOIN atlas.source AS s USING (source_id)
WHERE i.key = 'ccn_planned'
  AND upper(v.period) > :to_date
  AND coalesce(lower(v.period), :to_date) <= :to_date
ORDER BY u.key, v.modality = 'proposed', s.published DESC NULLS LAST, v.key
