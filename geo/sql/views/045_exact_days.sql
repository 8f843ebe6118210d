-- Purpose: for which days an answer of the fold holds that was worked out on one of them, whether it
--          is of that day or of a later one as seen from it.
-- Parameters: of_cluster; on_date = the day.
-- Result: from the last day on which a statement or milestone of the cluster began or ceased to
--          count, to the next such day; open where there is none.
-- Rules: every comparison of a day with `on_date` or `known_on` in told, counts, fold and change_of
--          turns on one of these days, and on no other.
CREATE FUNCTION planning.exact_days(of_cluster bigint, on_date date) RETURNS TABLE (days daterange)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT daterange(
        max(d.turns_on) FILTER (WHERE d.turns_on <= on_date),
        min(d.turns_on) FILTER (WHERE d.turns_on > on_date)
    )
    FROM (
        SELECT unnest(ARRAY[s.effective_on, s.effective_on + 1, s.horizon_on + 1, s.stated_on])
        FROM planning.statement AS s
        WHERE s.cluster_id = of_cluster
        UNION ALL
        SELECT coalesce(upper(m.actual) - 1, lower(m.actual))
        FROM planning.milestone AS m
        WHERE m.cluster_id = of_cluster
    ) AS d (turns_on)
$$;
COMMENT ON FUNCTION planning.exact_days(bigint, date) IS
    'Những ngày mà kết quả dựng lại cho một cụm không đổi. / The days on which what is folded for a cluster stays the same.';
