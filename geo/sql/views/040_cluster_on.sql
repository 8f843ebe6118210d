-- Purpose: what each cluster is on a day, folded from its events.
-- Parameters: on_date; known_on = the day from which one looks (default: on_date itself). What is
--          planned or proposed counts only when it is still to come on `known_on`: a deadline that
--          passed without a report is overdue, not done.
-- Columns: status; certainty = modality of the statement that decides the status; area_ha = area of
--          the established cluster (null: none stated; 0: not established, merged or removed);
--          planned_area_ha = area in the plan in force; decided_by, area_by = the deciding events.
-- Rules:
--   Statements are taken in the order of: day of effect, sureness, day of the source.
--   The last merger or removal ends a cluster unless a later statement brings it back; what is only
--   proposed does not bring back what was done.
--   A plan is in force while its horizon has not passed on `known_on`. A cluster known only from a
--   plan no longer in force is `unconfirmed`.
--   Whoever says that a cluster is to be expanded, merged or removed says that it is there: an
--   expansion that it is established, a merger or removal that it is in the plan until then; the
--   area given with a merger or removal is what the cluster had. All else that is said goes first.
--   A total area replaces what was before, a difference adds to it. In a projection
--   (on_date > known_on) the plan in force sets the area too.
CREATE FUNCTION planning.cluster_on(on_date date, known_on date DEFAULT NULL)
RETURNS TABLE (
    cluster_id bigint, status text, certainty text, area_ha numeric, area_qualifier text,
    planned_area_ha numeric, decided_by bigint, area_by bigint
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
WITH looked_from AS (
    SELECT coalesce(known_on, on_date) AS known
), counted AS (
    SELECT cluster_id, event_id, event_key, kind, modality, sure, effective_on, stated_on,
           CASE WHEN kind NOT IN ('merged', 'removed') THEN area_ha END AS area_ha,
           area_delta_ha, area_qualifier, horizon_on, FALSE AS implied
    FROM planning.statement
    CROSS JOIN looked_from AS l
    WHERE coalesce(effective_on, '-infinity') <= on_date
      AND (kind = 'planned' OR modality IN ('done', 'decided') OR effective_on > l.known)
    UNION ALL
    SELECT cluster_id, event_id, event_key, kind, modality, -1, NULL, stated_on,
           coalesce(area_from_ha, CASE WHEN kind IN ('merged', 'removed') THEN area_ha END),
           NULL, area_qualifier, effective_on, TRUE
    FROM planning.statement
    CROSS JOIN looked_from AS l
    WHERE kind IN ('expanded', 'merged', 'removed')
      AND coalesce(stated_on, '-infinity') <= l.known
), told AS (
    SELECT c.*,
           kind IN ('merged', 'removed') AND NOT implied AS leaves,
           kind = 'planned' AS enters_plan,
           kind = 'planned' AND horizon_on >= l.known AS in_force,
           CASE WHEN kind = 'operating' THEN 4
                WHEN kind = 'construction' THEN 3
                WHEN kind IN ('established', 'expanded') THEN 2
                WHEN kind = 'adjusted' OR horizon_on >= l.known THEN 1
                ELSE 0 END AS stage,
           row_number() OVER (
               PARTITION BY cluster_id
               ORDER BY effective_on NULLS FIRST, sure, stated_on NULLS FIRST, event_key
           ) AS turn
    FROM counted AS c
    CROSS JOIN looked_from AS l
), exits AS (
    SELECT DISTINCT ON (cluster_id) cluster_id, event_id, kind, modality, sure, turn
    FROM told
    WHERE leaves
    ORDER BY cluster_id, turn DESC
), standing AS (
    -- What still speaks for the cluster: all of it, or only what came after its last exit.
    SELECT t.*
    FROM told AS t
    LEFT JOIN exits AS x USING (cluster_id)
    WHERE NOT t.leaves
      AND (x.turn IS NULL OR (t.turn > x.turn AND (t.sure > 0 OR x.sure = 0)))
), stages AS (
    SELECT DISTINCT ON (cluster_id) cluster_id, event_id, modality, implied,
           (ARRAY['unconfirmed', 'planned', 'established', 'construction', 'operating'])[stage + 1]
               AS status
    FROM standing
    ORDER BY cluster_id, stage DESC, turn DESC
), totals AS (
    -- A plan's area stands in for an established cluster only where nothing else tells.
    SELECT DISTINCT ON (s.cluster_id)
           s.cluster_id, s.event_id, s.turn, s.area_ha, s.area_qualifier
    FROM standing AS s
    CROSS JOIN looked_from AS l
    JOIN stages AS g USING (cluster_id)
    WHERE s.area_ha IS NOT NULL AND (NOT s.enters_plan OR s.in_force OR g.status <> 'planned')
    ORDER BY s.cluster_id,
             (NOT s.enters_plan OR (s.in_force AND on_date > l.known)) DESC,
             s.turn DESC
), added AS (
    SELECT s.cluster_id, sum(s.area_delta_ha) AS delta_ha,
           (array_agg(s.event_id ORDER BY s.turn DESC))[1] AS event_id
    FROM standing AS s
    JOIN totals AS t USING (cluster_id)
    WHERE s.area_ha IS NULL AND s.area_delta_ha IS NOT NULL AND s.turn > t.turn
    GROUP BY s.cluster_id
), plans AS (
    SELECT DISTINCT ON (cluster_id) cluster_id, area_ha
    FROM standing
    WHERE in_force AND area_ha IS NOT NULL
    ORDER BY cluster_id, turn DESC
)
SELECT c.cluster_id,
       coalesce(g.status, x.kind, 'unconfirmed'),
       coalesce(g.modality, x.modality),
       CASE WHEN g.status IN ('operating', 'construction', 'established')
              OR (g.status = 'planned' AND (g.implied OR on_date > l.known))
                 THEN t.area_ha + coalesce(a.delta_ha, 0)
            ELSE 0 END,
       CASE WHEN g.status IS NOT NULL THEN t.area_qualifier END,
       p.area_ha,
       coalesce(g.event_id, x.event_id),
       coalesce(a.event_id, t.event_id)
FROM atlas.cluster AS c
CROSS JOIN looked_from AS l
LEFT JOIN stages AS g USING (cluster_id)
LEFT JOIN exits AS x USING (cluster_id)
LEFT JOIN totals AS t USING (cluster_id)
LEFT JOIN added AS a USING (cluster_id)
LEFT JOIN plans AS p USING (cluster_id)
$$;
COMMENT ON FUNCTION planning.cluster_on(date, date) IS
    'Tình trạng và diện tích từng cụm tại một ngày. / What each cluster is on a day, folded from its events.';
