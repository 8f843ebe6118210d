-- Purpose: every milestone with what has become of it by a day.
-- Parameters: as_of; a report of a later day is not known yet.
-- Columns: stages; period_text as stated, from_on and to_on its first and last day (null where it is
--          open or not stated); fill_target_pct; actual = when it was reported done; state; slip_days;
--          title, publisher, published, url of the source and place in it; note; corrections made in
--          the row or in what is said of its source (as planning.correction; null: none).
-- Rules:
--   done: the last day of `actual` (the first, where its end is open) is not after as_of.
--   done, too, without such a day: by as_of the cluster was reported to operate (an event
--   `operating` that is done; one that says nothing of when counts for every day), and all stages of
--   the milestone lie before operation or are it: legal_and_design, investment_call, land_clearance,
--   construction, completion, operation, implementation. Filling, wastewater and relocation are not
--   done because a cluster operates; nor is what begins after that report, or was announced after it
--   without a first day: that is a later part of the cluster. The day is not known, and no slip.
--   Otherwise the period decides: overdue when its last day is past, upcoming when its first day is
--   still to come, due between them; without a last day it stays due, without a first day ("by
--   2025") it is due until that last day. undated: no period is stated.
--   slip_days: overdue: days since the last day; done: days from the last day planned to the day it
--   was done, negative when early; null otherwise, and where no last day is stated.
CREATE FUNCTION planning.schedule(as_of date)
RETURNS TABLE (
    milestone_id bigint, key text, cluster_id bigint, stages text[], period_text text,
    from_on date, to_on date, fill_target_pct numeric, actual daterange, state text,
    slip_days integer, title text, publisher text, published text, url text, place text, note text,
    corrections text[]
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT m.milestone_id, m.key, m.cluster_id, m.stages::text[], m.period_text,
           d.from_on, d.to_on, m.fill_target_pct,
           CASE WHEN d.done_on IS NOT NULL THEN m.actual END,
           d.state,
           CASE d.state WHEN 'done' THEN d.done_on - d.to_on
                        WHEN 'overdue' THEN as_of - d.to_on END,
           s.title, s.publisher, s.published_text, s.url, c.place, m.note,
           km.corrections || ks.corrections
    FROM planning.milestone AS m
    JOIN planning.citation AS c USING (citation_id)
    JOIN planning.source AS s USING (source_id)
    LEFT JOIN planning.correction AS km ON km.table_name = 'milestones' AND km.key = m.key
    LEFT JOIN planning.correction AS ks ON ks.table_name = 'sources' AND ks.key = s.key
    CROSS JOIN LATERAL (
        SELECT p.*,
               CASE WHEN p.done_on IS NOT NULL OR p.overtaken THEN 'done'
                    WHEN m.period IS NULL THEN 'undated'
                    WHEN p.to_on < as_of THEN 'overdue'
                    WHEN p.from_on > as_of THEN 'upcoming'
                    ELSE 'due' END AS state
        FROM (
            SELECT lower(m.period) AS from_on,
                   upper(m.period) - 1 AS to_on,
                   CASE WHEN coalesce(upper(m.actual) - 1, lower(m.actual)) <= as_of
                        THEN coalesce(upper(m.actual) - 1, lower(m.actual)) END AS done_on,
                   m.stages::text[] <@ ARRAY[
                       'legal_and_design', 'investment_call', 'land_clearance', 'construction',
                       'completion', 'operation', 'implementation'
                   ]
                   AND EXISTS (
                       SELECT FROM planning.statement AS e
                       WHERE e.cluster_id = m.cluster_id
                         AND e.kind = 'operating' AND e.modality = 'done'
                         AND coalesce(e.effective_on, '-infinity') <= as_of
                         AND coalesce(e.effective_on, as_of)
                             >= coalesce(lower(m.period), lower(s.published), '-infinity')
                   ) AS overtaken
        ) AS p
    ) AS d
$$;
COMMENT ON FUNCTION planning.schedule(date) IS
    'Tiến độ từng mốc tính đến một ngày: xong, đang đến hạn, chậm, chưa đến. / State of every milestone on a day: done, due, overdue, upcoming, undated.';
