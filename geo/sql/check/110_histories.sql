-- Purpose: Lịch sử khớp với dữ liệu: dòng đã xóa không còn, dòng đã thêm mà chưa sửa, xóa thì vẫn còn. / The history agrees with the record: what it says is deleted is gone, and what it says is inserted, and no more, is there.
-- Next: Dùng lại bản sao lưu: “geo db restore”. / Go back to a backup: "geo db restore".
-- Columns: found, detail.
-- What is held is joined as a whole: the server takes a history for far shorter than it is, and would
-- look up each of its rows.
WITH last AS (
    SELECT DISTINCT ON (h.table_name, h.row_key) h.table_name, h.row_key, h.action
    FROM planning.row_history AS h
    WHERE h.table_name IN ('administrative_unit', 'cluster', 'event', 'milestone', 'source')
    ORDER BY h.table_name, h.row_key, h.row_history_id DESC
), held (table_name, row_key) AS MATERIALIZED (
    SELECT 'administrative_unit', key FROM planning.unit
    UNION ALL
    SELECT 'cluster', key FROM planning.cluster
    UNION ALL
    SELECT 'event', event_key FROM planning.statement
    UNION ALL
    SELECT 'milestone', key FROM planning.milestone
    UNION ALL
    SELECT 'source', key FROM planning.source
)
SELECT l.table_name || ' ' || l.row_key AS found, l.action AS detail
FROM last AS l
LEFT JOIN held AS h USING (table_name, row_key)
WHERE CASE l.action WHEN 'delete' THEN h.row_key IS NOT NULL
                    WHEN 'insert' THEN h.row_key IS NULL END
