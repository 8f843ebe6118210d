-- Purpose: Mỗi phát biểu, mốc, số liệu, tên khác có nguồn; mỗi nguồn được dẫn ít nhất một lần. / Every statement, milestone, figure and alias has a source; every source is cited.
-- Next: Dùng lại bản sao lưu: “geo db restore”. / Go back to a backup: "geo db restore".
-- Columns: found, detail.
SELECT told.kind || ' ' || told.row_key AS found, 'NULL' AS detail
FROM (
    SELECT 'event' AS kind, event_id::text AS row_key, citation_id FROM planning.statement
    UNION ALL
    SELECT 'milestone', milestone_id::text, citation_id FROM planning.milestone
    UNION ALL
    SELECT 'indicator_value', indicator_value_id::text, citation_id FROM planning.indicator_value
    UNION ALL
    SELECT 'cluster_alias', alias, citation_id FROM planning.cluster_alias
) AS told
LEFT JOIN planning.citation AS c USING (citation_id)
LEFT JOIN planning.source AS s USING (source_id)
WHERE s.source_id IS NULL
UNION ALL
SELECT 'source ' || s.key, s.title
FROM planning.source AS s
WHERE NOT EXISTS (SELECT FROM planning.citation AS c WHERE c.source_id = s.source_id)
