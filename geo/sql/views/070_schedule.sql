-- Purpose: every milestone with what has become of it by a day.
-- Parameters: as_of; a report of a later day is not known yet.
-- Columns: stages; period_text as stated, from_on and to_on its first and last day (null where it is
--          open or not stated); fill_target_pct; actual = when it was reported done; state; slip_days;
--          title, publisher, published, url of the source and place in it; note.
-- Rules:
--   done: the last day of `actual` (the first, where its end is open) is not after as_of.
--   Otherwise the period decides: overdue when its last day is past, upcoming when its first day is
--   still to come, due between them; without a last day it stays due, without a first day ("by
--   2025") it is due until that last day. undated: no period is stated.
--   slip_days: overdue: days since the last day; done: days from the last day planned to the day it
--   was done, negative when early; null otherwise, and where no last day is stated.
CREATE FUNCTION planning.schedule(as_of date)
RETURNS TABLE (
    milestone_id bigint, key text, cluster_id bigint, stages text[], period_text text,
    from_on date, to_on date, fill_target_pct numeric, actual daterange, state text,
    slip_days integer, title text, publisher text, published text, url text, place text, note text
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT m.milestone_id, m.key, m.cluster_id, m.stages::text[], m.period_text,
           d.from_on, d.to_on, m.fill_target_pct, m.actual, d.state,
           CASE d.state WHEN 'done' THEN d.done_on - d.to_on
                        WHEN 'overdue' THEN as_of - d.to_on END,
           s.title, s.publisher, s.published_text, s.url, c.place, m.note
    FROM atlas.milestone AS m
    JOIN atlas.citation AS c USING (citation_id)
    JOIN atlas.source AS s USING (source_id)
    CROSS JOIN LATERAL (
        SELECT p.*,
               CASE WHEN p.done_on <= as_of THEN 'done'
                    WHEN m.period IS NULL THEN 'undated'
                    WHEN p.to_on < as_of THEN 'overdue'
                    WHEN p.from_on > as_of THEN 'upcoming'
                    ELSE 'due' END AS state
        FROM (
            SELECT lower(m.period) AS from_on,
                   upper(m.period) - 1 AS to_on,
                   coalesce(upper(m.actual) - 1, lower(m.actual)) AS done_on
        ) AS p
    ) AS d
$$;
COMMENT ON FUNCTION planning.schedule(date) IS
    'Tiến độ từng mốc tính đến một ngày: xong, đang đến hạn, chậm, chưa đến. / State of every milestone on a day: done, due, overdue, upcoming, undated.';
