-- Purpose: the units whose figures belong to a province: itself, and the provinces it was made of.
-- Parameters: province = key of a province of either system.
-- Result: ids of units; none where no unit has the key.
CREATE FUNCTION planning.province_parts(province text) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT u.unit_id FROM planning.unit AS u WHERE u.key = province
    UNION
    SELECT s.predecessor_id
    FROM planning.unit_succession AS s
    JOIN planning.unit AS u ON u.unit_id = s.successor_id
    WHERE u.key = province
$$;
COMMENT ON FUNCTION planning.province_parts(text) IS
    'Một tỉnh cùng các tỉnh đã nhập thành tỉnh đó. / A province with the provinces it was made of.';
