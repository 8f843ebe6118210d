-- Purpose: Số đơn vị hành chính bằng số đã ghi; dữ liệu kèm chương trình không thiếu dòng nào. / There are as many administrative units as were written, and no fewer rows than the shipped data have.
-- Next: Chạy “geo build --anew”. / Run "geo build --anew".
-- Columns: found, detail.
WITH written AS (
    SELECT DISTINCT ON (r.dataset) r.dataset, r.counts
    FROM atlas.import_run AS r
    WHERE r.dataset IN ('administrative units', 'ccn-atlas')
    ORDER BY r.dataset, r.import_run_id DESC
), told AS (
    SELECT w.dataset, c.key AS what, c.value::bigint AS wanted
    FROM written AS w
    CROSS JOIN LATERAL jsonb_each_text(w.counts) AS c
), held (what, there) AS (
    SELECT 'units', count(*) FROM planning.unit
    UNION ALL
    SELECT 'clusters', count(*) FROM planning.cluster
    UNION ALL
    SELECT 'aliases', count(*) FROM planning.cluster_alias
    UNION ALL
    SELECT 'events', count(*) FROM planning.statement
    UNION ALL
    SELECT 'milestones', count(*) FROM planning.milestone
    UNION ALL
    SELECT 'indicator_values', count(*) FROM planning.indicator_value
    UNION ALL
    SELECT 'sources', count(*) FROM planning.source
)
SELECT t.what AS found, h.there || ' / ' || t.wanted AS detail
FROM told AS t
JOIN held AS h USING (what)
WHERE h.there < t.wanted OR (t.what = 'units' AND h.there > t.wanted)
