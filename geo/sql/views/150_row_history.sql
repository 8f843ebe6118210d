-- Purpose: who changed which row of the record, when, and what stood there before; for editors.
-- Columns: table_name and row_key name the row (its natural key, else its primary key); old_row is
--          the row before the change, null for an insert; changed_by = account of the server;
--          editor = person, where the program said so; changed_at = beginning of the transaction.
CREATE VIEW planning.row_history AS
SELECT row_history_id, changed_at, changed_by, editor, table_name, row_key, action, old_row
FROM atlas.row_history
WHERE row_keys IS NULL
UNION ALL
SELECT h.row_history_id, h.changed_at, h.changed_by, h.editor, h.table_name, k.row_key, h.action,
       NULL
FROM atlas.row_history AS h
CROSS JOIN LATERAL unnest(h.row_keys) AS k (row_key)
WHERE h.row_keys IS NOT NULL;
COMMENT ON VIEW planning.row_history IS
    'Lịch sử từng dòng: ai sửa, lúc nào, nội dung trước khi sửa (chỉ biên tập viên xem được). / History of every row: who changed it, when, what stood there before (editors only).';
COMMENT ON COLUMN planning.row_history.row_history_id IS 'Số thứ tự; chung cho các dòng thêm cùng lúc. / Running number; rows inserted together share it.';
COMMENT ON COLUMN planning.row_history.changed_at IS
    'Lúc bắt đầu giao dịch sửa. / When the transaction of the change began.';
COMMENT ON COLUMN planning.row_history.changed_by IS
    'Tài khoản trên máy chủ. / Account on the server.';
COMMENT ON COLUMN planning.row_history.editor IS
    'Người sửa, nếu chương trình cho biết. / The person, where the program said so.';
COMMENT ON COLUMN planning.row_history.table_name IS 'Bảng. / Table.';
COMMENT ON COLUMN planning.row_history.row_key IS
    'Khóa của dòng. / Natural key of the row, else its primary key.';
COMMENT ON COLUMN planning.row_history.action IS
    'Thêm, sửa, xóa. / insert, update or delete.';
COMMENT ON COLUMN planning.row_history.old_row IS
    'Nội dung dòng trước khi sửa. / The row as it stood before; null for an insert.';
