-- Purpose: Không dòng nào chỉ tới một dòng không còn. / No row points to a row that is not there.
-- Next: Dùng lại bản sao lưu: “geo db restore”. / Go back to a backup: "geo db restore".
-- Columns: found, detail.
WITH pointing (table_name, row_id, pointed, pointed_id) AS (
    SELECT 'unit', unit_id, 'unit', parent_id FROM planning.unit
    UNION ALL
    SELECT 'unit_name', unit_name_id, 'unit', unit_id FROM planning.unit_name
    UNION ALL
    SELECT 'unit_boundary', unit_id, 'unit', unit_id FROM planning.unit_boundary
    UNION ALL
    SELECT 'unit_succession', predecessor_id, 'unit', predecessor_id FROM planning.unit_succession
    UNION ALL
    SELECT 'unit_succession', successor_id, 'unit', successor_id FROM planning.unit_succession
    UNION ALL
    SELECT 'cluster_unit', cluster_id, 'unit', unit_id FROM planning.cluster_unit
    UNION ALL
    SELECT 'indicator_value', indicator_value_id, 'unit', unit_id FROM planning.indicator_value
    UNION ALL
    SELECT 'cluster_unit', cluster_id, 'cluster', cluster_id FROM planning.cluster_unit
    UNION ALL
    SELECT 'cluster_site', cluster_id, 'cluster', cluster_id FROM planning.cluster_site
    UNION ALL
    SELECT 'cluster_alias', cluster_alias_id, 'cluster', cluster_id FROM planning.cluster_alias
    UNION ALL
    SELECT 'event', event_id, 'cluster', cluster_id FROM planning.statement
    UNION ALL
    SELECT 'milestone', milestone_id, 'cluster', cluster_id FROM planning.milestone
    UNION ALL
    SELECT 'event_cluster', event_id, 'cluster', cluster_id FROM planning.event_cluster
    UNION ALL
    SELECT 'doubtful_pair', cluster_a_id, 'cluster', cluster_a_id FROM planning.doubtful_pair
    UNION ALL
    SELECT 'doubtful_pair', cluster_b_id, 'cluster', cluster_b_id FROM planning.doubtful_pair
    UNION ALL
    SELECT 'cluster_snapshot', cluster_id, 'cluster', cluster_id FROM planning.cluster_snapshot
    UNION ALL
    SELECT 'event_cluster', event_id, 'event', event_id FROM planning.event_cluster
    UNION ALL
    SELECT 'citation', citation_id, 'source', source_id FROM planning.citation
    UNION ALL
    SELECT 'indicator_value', indicator_value_id, 'indicator', indicator_id
    FROM planning.indicator_value
), there (pointed, pointed_id) AS (
    SELECT 'unit', unit_id FROM planning.unit
    UNION ALL
    SELECT 'cluster', cluster_id FROM planning.cluster
    UNION ALL
    SELECT 'event', event_id FROM planning.statement
    UNION ALL
    SELECT 'source', source_id FROM planning.source
    UNION ALL
    SELECT 'indicator', indicator_id FROM planning.indicator
)
SELECT p.table_name || ' ' || p.row_id AS found, p.pointed || ' ' || p.pointed_id AS detail
FROM pointing AS p
LEFT JOIN there AS t USING (pointed, pointed_id)
WHERE p.pointed_id IS NOT NULL AND t.pointed_id IS NULL
