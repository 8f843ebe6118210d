-- Purpose: Ràng buộc, chỉ mục và trigger đều đang có hiệu lực. / Constraints, indexes and triggers are all in force.
-- Next: Dùng lại bản sao lưu: “geo db restore”. / Go back to a backup: "geo db restore".
-- Columns: found, detail.
SELECT conrelid::regclass || '.' || conname AS found, 'NOT VALID' AS detail
FROM pg_constraint
WHERE connamespace = 'atlas'::regnamespace AND NOT convalidated
UNION ALL
SELECT indexrelid::regclass::text, 'INVALID'
FROM pg_index
JOIN pg_class AS t ON t.oid = indrelid AND t.relnamespace = 'atlas'::regnamespace
WHERE NOT (indisvalid AND indisready)
UNION ALL
SELECT tgrelid::regclass || '.' || tgname, 'DISABLED'
FROM pg_trigger
JOIN pg_class AS t ON t.oid = tgrelid AND t.relnamespace = 'atlas'::regnamespace
WHERE tgenabled IN ('D', 'R')
