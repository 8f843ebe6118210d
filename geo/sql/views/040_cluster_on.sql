-- Purpose: what each cluster is on a day, folded from its events.
-- Parameters: on_date; known_on = the day from which one looks (default: on_date itself). What is
--          planned or proposed counts only when it is still to come on `known_on`: a deadline that
--          passed without a report is overdue, not done.
-- Columns: status, the one word for a map, derived from four axes: plan (in, out; null where
--          unconfirmed), legal (not_established, established, revoked), build (none, under_way,
--          basically_done, operating), wastewater (none, building, built, running; null: not said);
--          certainty = modality of the statement that decides the status; area_ha = area of the
--          established cluster (null: none stated; 0: not established, merged or removed) with
--          area_qualifier; planned_area_ha = area in the plan in force; industrial_ha, leased_ha,
--          fill_pct = the last stated; merged_into_id, merged_into = the zone, as a cluster or in
--          the source's words; decision_no = the last decision named; decided_by, area_by = the
--          deciding events.
-- Rules:
--   Statements are taken in the order of: day of effect, sureness, day of the source; where all
--   three are alike, in an order fixed by their keys, whatever the order of loading.
--   The last merger or removal ends a cluster unless a later statement brings it back; what is only
--   proposed does not bring back what was done.
--   A plan is in force while its horizon has not passed on `known_on`. A cluster known only from a
--   plan no longer in force is `unconfirmed`.
--   Whoever says that a cluster is to be expanded, adjusted, merged or removed says that it is
--   there: an expansion or adjustment that it is established, a merger or removal that it is in the plan until then; the
--   area given with a merger or removal is what the cluster had. All else that is said goes first.
--   A total area replaces what was before, a difference adds to it. In a projection
--   (on_date > known_on) the plan in force sets the area too.
-- One sort by cluster and the order above gives each statement its `rank`: its place in the order
-- (upper bits), whether it is implied (bit 46), its sureness (bits 44, 45) and its event (lower 44
-- bits), so that the last of a kind is the greatest rank and names its event; the condition on one
-- cluster reaches the index.
CREATE FUNCTION planning.told(on_date date, known_on date)
RETURNS TABLE (
    cluster_id bigint, kind text, stage integer, sure integer, leaves boolean, enters_plan boolean,
    in_force boolean, implied boolean, has_area boolean, area_delta_ha numeric,
    has_industrial boolean, has_leased boolean, has_fill boolean, has_wastewater boolean,
    has_decision boolean, rank bigint
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT o.cluster_id, o.kind, o.stage, o.sure, o.leaves, o.enters_plan, o.in_force, o.implied,
           o.has_area, o.area_delta_ha, o.has_industrial, o.has_leased, o.has_fill,
           o.has_wastewater, o.has_decision,
           (row_number() OVER (
               PARTITION BY o.cluster_id
               ORDER BY ((o.effective + 1)::bigint << 23) | ((o.sure + 1) << 20) | (o.stated + 1),
                        o.tie
           ) << 47) | (o.implied::integer::bigint << 46) | (o.modality << 44) | o.event_id
    FROM (
        SELECT s.cluster_id,
               s.kind,
               CASE s.kind WHEN 'operating' THEN 4
                           WHEN 'construction' THEN 3
                           WHEN 'established' THEN 2
                           WHEN 'expanded' THEN 2
                           WHEN 'adjusted' THEN 2
                           ELSE coalesce((s.horizon_on >= known_on)::integer, 0) END AS stage,
               s.sure,
               s.kind IN ('merged', 'removed') AS leaves,
               s.kind = 'planned' AS enters_plan,
               s.kind = 'planned' AND coalesce(s.horizon_on >= known_on, FALSE) AS in_force,
               FALSE AS implied,
               s.area_ha IS NOT NULL AND s.kind NOT IN ('merged', 'removed') AS has_area,
               s.area_delta_ha,
               s.industrial_ha IS NOT NULL AS has_industrial, s.leased_ha IS NOT NULL AS has_leased,
               s.fill_pct IS NOT NULL AS has_fill, s.wastewater IS NOT NULL AS has_wastewater,
               s.decision_no IS NOT NULL AS has_decision,
               coalesce(s.effective_on - DATE '0001-01-01', -1) AS effective,
               coalesce(s.stated_on - DATE '0001-01-01', -1) AS stated,
               hashtextextended(s.event_key, 0) AS tie, s.sure::bigint AS modality, s.event_id
        FROM planning.statement AS s
        WHERE coalesce(s.effective_on, '-infinity') <= on_date
          AND (s.kind = 'planned' OR s.modality IN ('done', 'decided') OR s.effective_on > known_on)
        UNION ALL
        SELECT s.cluster_id,
               s.kind,
               CASE s.kind WHEN 'expanded' THEN 2
                           WHEN 'adjusted' THEN 2
                           ELSE coalesce((s.effective_on >= known_on)::integer, 0) END,
               -1, FALSE, FALSE, FALSE, TRUE,
               s.area_from_ha IS NOT NULL OR (s.area_ha IS NOT NULL AND s.kind IN ('merged', 'removed')),
               NULL, FALSE, FALSE, FALSE, FALSE, FALSE,
               -1, coalesce(s.stated_on - DATE '0001-01-01', -1),
               hashtextextended(s.event_key, 0), s.sure, s.event_id
        FROM planning.statement AS s
        WHERE s.kind IN ('expanded', 'adjusted', 'merged', 'removed')
          AND coalesce(s.stated_on, '-infinity') <= known_on
    ) AS o
$$;
COMMENT ON FUNCTION planning.told(date, date) IS
    'Các phát biểu được tính đến một ngày, kèm thứ tự. / The statements that count on a day, with their order.';

CREATE FUNCTION planning.cluster_on(on_date date, known_on date DEFAULT NULL)
RETURNS TABLE (
    cluster_id bigint, status text, certainty text, plan text, legal text, build text,
    wastewater text, area_ha numeric, area_qualifier text, planned_area_ha numeric,
    industrial_ha numeric, leased_ha numeric, fill_pct numeric, merged_into_id bigint,
    merged_into text, decision_no text, decided_by bigint, area_by bigint
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
SELECT c.cluster_id,
       CASE WHEN d.stage IS NOT NULL
                THEN (ARRAY['unconfirmed', 'planned', 'established', 'construction', 'operating'])
                     [d.stage + 1]
            WHEN f.exit = f.merger THEN 'merged'
            WHEN f.exit IS NOT NULL THEN 'removed'
            ELSE 'unconfirmed' END,
       (ARRAY['proposed', 'planned', 'decided', 'done'])[((d.rank >> 44) & 3) + 1],
       CASE WHEN d.stage >= 1 THEN 'in'
            WHEN d.stage IS NULL AND f.exit IS NOT NULL THEN 'out' END,
       CASE WHEN d.stage >= 2 THEN 'established'
            WHEN d.stage IS NULL AND f.was_established THEN 'revoked'
            ELSE 'not_established' END,
       CASE WHEN d.stage = 4 THEN 'operating'
            WHEN d.stage >= 2 AND EXISTS (
                SELECT FROM atlas.milestone AS m
                WHERE m.cluster_id = c.cluster_id AND 'completion' = ANY (m.stages)
                  AND upper(m.actual) - 1 <= on_date
            ) THEN 'basically_done'
            WHEN d.stage = 3 THEN 'under_way'
            ELSE 'none' END,
       (SELECT e.wastewater FROM atlas.event AS e WHERE e.event_id = (f.wastewater & 17592186044415)),
       CASE WHEN d.stage >= 2 OR (d.stage = 1 AND (d.implied OR d.projected))
                THEN a.area_ha + coalesce(g.delta_ha, 0)
            ELSE 0 END,
       a.area_qualifier,
       (SELECT e.area_ha FROM atlas.event AS e WHERE e.event_id = (f.plan & 17592186044415)),
       (SELECT e.industrial_ha FROM atlas.event AS e WHERE e.event_id = (f.industrial & 17592186044415)),
       (SELECT e.leased_ha FROM atlas.event AS e WHERE e.event_id = (f.leased & 17592186044415)),
       (SELECT e.fill_pct FROM atlas.event AS e WHERE e.event_id = (f.fill & 17592186044415)),
       CASE WHEN d.stage IS NULL AND f.exit = f.merger THEN (
           SELECT min(ec.cluster_id)
           FROM atlas.event_cluster AS ec
           WHERE ec.event_id = (f.exit & 17592186044415) AND ec.role = 'absorbed_into'
       ) END,
       CASE WHEN d.stage IS NULL AND f.exit = f.merger THEN (
           SELECT coalesce(string_agg(z.zone_type || ' ' || z.name, ', ' ORDER BY z.key),
                           min(e.absorbed_into_text))
           FROM atlas.event AS e
           LEFT JOIN atlas.event_cluster AS ec
             ON ec.event_id = e.event_id AND ec.role = 'absorbed_into'
           LEFT JOIN atlas.cluster AS z ON z.cluster_id = ec.cluster_id
           WHERE e.event_id = (f.exit & 17592186044415)
       ) END,
       (SELECT e.decision_no FROM atlas.event AS e WHERE e.event_id = (f.decision & 17592186044415)),
       d.rank & 17592186044415,
       coalesce(g.event_id, a.event_id)
FROM atlas.cluster AS c
LEFT JOIN (
    SELECT t.cluster_id,
           max(t.exit) AS exit,
           max(t.merger) AS merger,
           bool_or(t.stage >= 2 AND NOT t.leaves) AS was_established,
           max(t.rank) FILTER (WHERE k.stands AND t.stage = 4) AS operating,
           max(t.rank) FILTER (WHERE k.stands AND t.stage = 3) AS construction,
           max(t.rank) FILTER (WHERE k.stands AND t.stage = 2) AS established,
           max(t.rank) FILTER (WHERE k.stands AND t.stage = 1) AS planned,
           bool_and(t.implied) FILTER (WHERE k.stands AND t.stage = 1) AS planned_implied,
           max(t.rank) FILTER (WHERE k.stands AND t.stage = 0) AS unconfirmed,
           max(t.rank) FILTER (
               WHERE k.stands AND t.has_area
                 AND (NOT t.enters_plan OR (t.in_force AND on_date > coalesce(known_on, on_date)))
           ) AS size,
           max(t.rank) FILTER (WHERE k.stands AND t.has_area AND t.enters_plan) AS any_plan,
           max(t.rank) FILTER (WHERE k.stands AND t.has_area AND t.in_force) AS plan,
           bool_or(k.stands AND NOT t.has_area AND t.area_delta_ha IS NOT NULL) AS grows,
           max(t.rank) FILTER (WHERE t.has_industrial) AS industrial,
           max(t.rank) FILTER (WHERE t.has_leased) AS leased,
           max(t.rank) FILTER (WHERE t.has_fill) AS fill,
           max(t.rank) FILTER (WHERE t.has_wastewater) AS wastewater,
           max(t.rank) FILTER (WHERE t.has_decision) AS decision
    FROM (
        SELECT o.*,
               max(o.rank) FILTER (WHERE o.leaves) OVER (PARTITION BY o.cluster_id) AS exit,
               max(o.rank) FILTER (WHERE o.kind = 'merged') OVER (PARTITION BY o.cluster_id)
                   AS merger
        FROM planning.told(on_date, coalesce(known_on, on_date)) AS o
    ) AS t
    CROSS JOIN LATERAL (
        SELECT NOT t.leaves
               AND (t.exit IS NULL
                    OR (t.rank > t.exit AND (t.sure > 0 OR (t.exit >> 44) & 3 = 0))) AS stands
    ) AS k
    GROUP BY t.cluster_id
) AS f ON f.cluster_id = c.cluster_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN f.operating IS NOT NULL THEN 4
                WHEN f.construction IS NOT NULL THEN 3
                WHEN f.established IS NOT NULL THEN 2
                WHEN f.planned IS NOT NULL THEN 1
                WHEN f.unconfirmed IS NOT NULL THEN 0 END AS stage,
           coalesce(f.operating, f.construction, f.established, f.planned, f.unconfirmed, f.exit)
               AS rank,
           f.planned_implied AS implied,
           on_date > coalesce(known_on, on_date) AS projected
) AS d
LEFT JOIN LATERAL (
    -- A plan's area stands in for an established cluster only where nothing else tells.
    SELECT e.event_id, e.area_qualifier, z.rank,
           CASE WHEN (z.rank >> 46) & 1 = 1
                    THEN coalesce(e.area_from_ha,
                                  CASE WHEN e.kind IN ('merged', 'removed') THEN e.area_ha END)
                ELSE e.area_ha END AS area_ha
    FROM (SELECT coalesce(f.size, CASE WHEN d.stage = 1 THEN f.plan ELSE f.any_plan END) AS rank)
        AS z
    JOIN atlas.event AS e ON e.event_id = (z.rank & 17592186044415)
) AS a ON d.stage IS NOT NULL
LEFT JOIN LATERAL (
    SELECT sum(t.area_delta_ha) AS delta_ha, max(t.rank) & 17592186044415 AS event_id
    FROM planning.told(on_date, coalesce(known_on, on_date)) AS t
    WHERE f.grows AND t.cluster_id = c.cluster_id AND NOT t.leaves AND t.rank > a.rank
      AND (f.exit IS NULL OR (t.rank > f.exit AND (t.sure > 0 OR (f.exit >> 44) & 3 = 0)))
      AND NOT t.has_area AND t.area_delta_ha IS NOT NULL
) AS g ON TRUE
$$;
COMMENT ON FUNCTION planning.cluster_on(date, date) IS
    'Tình trạng và diện tích từng cụm tại một ngày. / What each cluster is on a day, folded from its events.';
