-- Purpose: what is odd in the data, with the cluster or unit it is said of and who says it.
-- Parameters: rule (null: every rule); province = key of a province of either system, null for all; a
--          province takes the figures of its districts and of the provinces it was made of, too.
-- Columns: rule; table_name and key of the row, as in the files of facts; cluster (of a figure: the
--          unit), province_before, province_now; detail_vi, detail_en; source, published, url, place.
WITH subject AS (
    SELECT 'events' AS table_name, event_key AS key, cluster_id, NULL::bigint AS unit_id, citation_id
    FROM planning.statement
    UNION ALL
    SELECT 'milestones', key, cluster_id, NULL, citation_id FROM planning.milestone
    UNION ALL
    SELECT 'clusters', key, cluster_id, NULL, NULL FROM planning.cluster
    UNION ALL
    SELECT 'indicator_values', key, NULL, unit_id, citation_id FROM planning.indicator_value
)
SELECT o.rule,
       o.table_name,
       o.key,
       coalesce(p.name, u.name) AS cluster,
       p.province_before,
       p.province_now,
       o.detail_vi,
       o.detail_en,
       s.title AS source,
       s.published_text AS published,
       s.url,
       c.place
FROM planning.oddity AS o
LEFT JOIN subject AS j ON j.table_name = o.table_name AND j.key = o.key
LEFT JOIN planning.cluster_place AS p USING (cluster_id)
LEFT JOIN planning.unit AS u USING (unit_id)
LEFT JOIN planning.citation AS c USING (citation_id)
LEFT JOIN planning.source AS s
  ON s.source_id = c.source_id OR (o.table_name = 'sources' AND s.key = o.key)
WHERE (CAST(:rule AS text) IS NULL OR o.rule = :rule)
  AND (
      CAST(:province AS text) IS NULL
      OR u.unit_id IN (SELECT planning.province_parts(:province))
      OR u.parent_id IN (SELECT planning.province_parts(:province))
      OR EXISTS (
          SELECT FROM planning.cluster_unit AS m
          JOIN planning.unit AS a USING (unit_id)
          WHERE m.cluster_id = j.cluster_id AND a.key = :province
      )
  )
ORDER BY o.rule, o.table_name, o.key
