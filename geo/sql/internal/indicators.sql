-- Purpose: every figure of provinces and of the nation, with what is on record where that can be
--          compared.
-- Parameters: as_of; province = key of a province of either system, null for all; a province takes
--          the figures of its districts and of the provinces it was made of, too; indicators = keys
--          of the indicators wanted, null for all.
-- Columns: key; unit, with the province of a district; level; indicator, label_vi, label_en,
--          unit_of_measure; then as planning.indicator_check.
SELECT k.key,
       concat_ws(', ', u.unit_type || ' ' || u.name, h.unit_type || ' ' || h.name) AS unit,
       u.level,
       i.key AS indicator,
       i.label_vi,
       i.label_en,
       i.unit_of_measure,
       k.period_text,
       k.on_date,
       k.stated::float,
       k.qualifier,
       k.modality,
       k.compared_on,
       k.on_record::float,
       k.without_area,
       k.difference::float,
       k.share_pct::float,
       k.title,
       k.publisher,
       k.published,
       k.url,
       k.place,
       k.note,
       k.corrections
FROM planning.indicator_check(:as_of) AS k
JOIN planning.unit AS u USING (unit_id)
JOIN planning.indicator AS i USING (indicator_id)
LEFT JOIN planning.unit AS h ON h.unit_id = u.parent_id AND h.level = 'province'
WHERE (CAST(:indicators AS text[]) IS NULL OR i.key = ANY (:indicators))
  AND (CAST(:province AS text) IS NULL
       OR u.unit_id IN (SELECT planning.province_parts(:province))
       OR h.unit_id IN (SELECT planning.province_parts(:province)))
ORDER BY array_position(ARRAY['country', 'province', 'district', 'commune'], u.level),
         coalesce(h.name, u.name), h.key NULLS FIRST, u.key, i.key, k.on_date, k.key
