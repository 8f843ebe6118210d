-- Purpose: what people set right in each row of the facts, so that no value passes for the source's
--          own that is not.
-- Columns: table_name and key name the row as the files of facts do; corrections = one line for each,
--          in the order of the days decided on: column, old and new value (∅: an empty cell), reason,
--          editor, day. Only what was applied; all of them stand in atlas.correction.
CREATE VIEW planning.correction AS
SELECT table_name,
       key,
       array_agg(
           format(
               '%s.%s: %s → %s (%s; %s, %s)', table_name, field, coalesce(nullif(old_value, ''), '∅'),
               coalesce(nullif(new_value, ''), '∅'), reason, editor, decided_on
           ) ORDER BY decided_on, field
       ) AS corrections
FROM atlas.correction
WHERE applied
GROUP BY table_name, key;
COMMENT ON VIEW planning.correction IS
    'Những ô đã đính chính của từng dòng: giá trị cũ, mới, lý do, người sửa. / What was corrected in each row: old and new value, reason, editor.';
COMMENT ON COLUMN planning.correction.table_name IS 'Bảng dữ liệu. / Table of the facts.';
COMMENT ON COLUMN planning.correction.key IS 'Mã của dòng dữ liệu. / Key of the row.';
COMMENT ON COLUMN planning.correction.corrections IS
    'Những ô đã đính chính: giá trị cũ, mới, lý do, người sửa; trống: không có. / What was corrected: old and new value, reason, editor; null: nothing.';
