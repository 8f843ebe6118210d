-- Purpose: the figures of provinces and of the nation beside what is on record.
-- Parameters: as_of; province = key of a province of either system, null for all; a province takes
--          the figures of its districts and of the provinces it was made of, too.
-- Columns: key; unit, with the province of a district; level; indicator, label_vi, label_en,
--          unit_of_measure; then as planning.indicator_check.
WITH wanted AS (
    SELECT u.unit_id FROM atlas.administrative_unit AS u WHERE u.key = :province
    UNION
    SELECT s.predecessor_id
    FROM atlas.unit_succession AS s
    JOIN atlas.administrative_unit AS u ON u.unit_id = s.successor_id
    WHERE u.key = :province
)
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
       k.on_record::float,
       k.without_area,
       k.difference::float,
       k.share_pct::float,
       k.title,
       k.publisher,
       k.published,
       k.url,
       k.place
FROM planning.indicator_check(:as_of) AS k
JOIN atlas.administrative_unit AS u USING (unit_id)
JOIN atlas.indicator AS i USING (indicator_id)
LEFT JOIN atlas.administrative_unit AS h ON h.unit_id = u.parent_id AND h.level = 'province'
WHERE CAST(:province AS text) IS NULL
   OR u.unit_id IN (SELECT unit_id FROM wanted)
   OR h.unit_id IN (SELECT unit_id FROM wanted)
ORDER BY array_position(ARRAY['country', 'province', 'district', 'commune'], u.level),
         coalesce(h.name, u.name), h.key NULLS FIRST, u.key, i.key, k.on_date, k.key
