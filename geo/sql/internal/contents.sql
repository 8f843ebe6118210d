-- Purpose: what the database holds, in numbers.
-- Parameters: on_date.
-- Columns: item, rows.
SELECT item, rows
FROM (
    SELECT 1 AS place, 'provinces_before' AS item,
           (SELECT count(*) FROM planning.units_on('2025-06-30') WHERE level = 'province') AS rows
    UNION ALL
    SELECT 2, 'districts_before',
           (SELECT count(*) FROM planning.units_on('2025-06-30') WHERE level = 'district')
    UNION ALL
    SELECT 3, 'provinces_now',
           (SELECT count(*) FROM planning.units_on(:on_date) WHERE level = 'province')
    UNION ALL
    SELECT 4, 'communes_now',
           (SELECT count(*) FROM planning.units_on(:on_date) WHERE level = 'commune')
    UNION ALL
    SELECT 5, 'clusters', (SELECT count(*) FROM planning.cluster WHERE zone_type = 'CCN')
    UNION ALL
    SELECT 6, 'zones', (SELECT count(*) FROM planning.cluster WHERE zone_type <> 'CCN')
    UNION ALL
    SELECT 7, 'aliases', (SELECT count(*) FROM planning.cluster_alias)
    UNION ALL
    SELECT 8, 'events', (SELECT count(*) FROM planning.statement)
    UNION ALL
    SELECT 9, 'milestones', (SELECT count(*) FROM planning.milestone)
    UNION ALL
    SELECT 10, 'indicator_values', (SELECT count(*) FROM planning.indicator_value)
    UNION ALL
    SELECT 11, 'sources', (SELECT count(*) FROM planning.source)
    UNION ALL
    SELECT 12, 'doubtful_pairs', (SELECT count(*) FROM planning.doubtful_pair)
    UNION ALL
    SELECT 13, 'placed_' || p.precision,
           (SELECT count(*) FROM planning.cluster_site AS s WHERE s.precision = p.precision)
    FROM unnest(ARRAY['site', 'commune', 'district', 'province']) AS p (precision)
) AS counted
ORDER BY place
