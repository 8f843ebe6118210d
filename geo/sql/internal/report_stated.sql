-- Purpose: the latest figures that sources state of a unit as a whole.
-- Parameters: as_of; within = key of the unit; indicators = keys of those wanted.
-- Columns: indicator; value; on_date it speaks of (null: not known); title of the source.
-- Rules: nothing that is only proposed; the latest day by as_of, undated figures last.
SELECT DISTINCT ON (k.key)
       k.key AS indicator,
       v.stated::float AS value,
       v.on_date,
       v.title
FROM planning.indicator_check(:as_of) AS v
JOIN planning.unit AS u ON u.unit_id = v.unit_id AND u.key = :within
JOIN planning.indicator AS k USING (indicator_id)
WHERE k.key = ANY (:indicators)
  AND v.modality <> 'proposed'
  AND (v.on_date IS NULL OR v.on_date <= CAST(:as_of AS date))
ORDER BY k.key, v.on_date DESC NULLS LAST, v.published DESC NULLS LAST, v.title
