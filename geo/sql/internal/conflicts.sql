-- Purpose: where sources contradict each other, in a province or all over.
-- Parameters: province = key of a province of either system, null for all; a province takes the
--          figures of its districts and of the provinces it was made of, too.
-- Columns: topic; cluster (key, null for a figure), name = of the cluster or of the unit;
--          province_before, province_now; subject, with label_vi and label_en where it is an
--          indicator; then preferred_… and other_… as planning.conflict.
SELECT k.topic,
       p.key AS cluster,
       coalesce(p.name, u.unit_type || ' ' || u.name) AS name,
       coalesce(p.province_before, CASE WHEN NOT upper_inf(h.valid) THEN h.name END)
           AS province_before,
       coalesce(p.province_now, CASE WHEN upper_inf(h.valid) THEN h.name END) AS province_now,
       k.subject,
       i.label_vi,
       i.label_en,
       k.preferred_key, k.preferred_value, k.preferred_qualifier, k.preferred_modality,
       k.preferred_period, k.preferred_title, k.preferred_publisher, k.preferred_published,
       k.preferred_url, k.preferred_place,
       k.other_key, k.other_value, k.other_qualifier, k.other_modality, k.other_period,
       k.other_title, k.other_publisher, k.other_published, k.other_url, k.other_place
FROM planning.conflict AS k
LEFT JOIN planning.cluster_place AS p USING (cluster_id)
LEFT JOIN planning.indicator AS i ON k.topic = 'indicator' AND i.key = k.subject
LEFT JOIN planning.unit AS u ON u.unit_id = k.unit_id
LEFT JOIN planning.unit AS h
  ON h.unit_id = CASE WHEN u.level = 'province' THEN u.unit_id
                      WHEN u.level = 'district' THEN u.parent_id END
WHERE CAST(:province AS text) IS NULL
   OR h.unit_id IN (SELECT planning.province_parts(:province))
   OR EXISTS (
       SELECT FROM planning.cluster_unit AS m
       JOIN planning.unit AS o USING (unit_id)
       WHERE m.cluster_id = k.cluster_id AND o.key = :province
   )
ORDER BY k.topic, p.key, u.key, k.preferred_key, k.other_key
