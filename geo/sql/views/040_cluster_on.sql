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
-- `rank` orders the statements on one cluster: the precedence of the event (table atlas.event), and
-- below all of those, under 2^44, what is implied: day of the source, tie, sureness. The last of a
-- kind is then a maximum, which names its event; with the stage above it (from bit 60) it is the one
-- that decides the status. The fold takes cluster by cluster, each with two short scans of an index:
-- over a whole record that is quicker than sorting it, and one cluster alone costs no more.
CREATE FUNCTION planning.implied_rank(precedence bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (precedence & 4398046511103) << 2 | (precedence >> 42 & 3);
COMMENT ON FUNCTION planning.implied_rank(bigint) IS
    'Thứ tự của điều được hiểu ngầm từ một phát biểu. / The rank of what a statement implies.';

CREATE FUNCTION planning.counts(
    kind text, modality text, effective_on date, on_date date, known_on date
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(effective_on, '-infinity') <= on_date
   AND (kind = 'planned' OR modality IN ('done', 'decided') OR effective_on > known_on);
COMMENT ON FUNCTION planning.counts(text, text, date, date, date) IS
    'Một phát biểu có được tính đến một ngày không. / Whether a statement counts on a day.';

CREATE FUNCTION planning.told(of_cluster bigint, on_date date, known_on date)
RETURNS TABLE (
    rank bigint, stage bigint, implied_rank bigint, implied_stage bigint, firm boolean,
    sizes boolean, implies_size boolean, plan_sizes boolean, area_delta_ha numeric,
    has_industrial boolean, has_leased boolean, has_fill boolean, has_wastewater boolean,
    has_decision boolean
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN k.counts THEN s.precedence END,
           CASE WHEN k.counts THEN CASE s.kind
               WHEN 'operating' THEN 4
               WHEN 'construction' THEN 3
               WHEN 'established' THEN 2
               WHEN 'expanded' THEN 2
               WHEN 'adjusted' THEN 2
               WHEN 'planned' THEN coalesce((s.horizon_on >= known_on)::integer, 0) END END,
           CASE WHEN k.implies THEN planning.implied_rank(s.precedence) END,
           CASE WHEN k.implies THEN CASE
               WHEN s.kind IN ('expanded', 'adjusted') THEN 2
               ELSE coalesce((s.effective_on >= known_on)::integer, 0) END END,
           s.modality <> 'proposed',
           s.area_ha IS NOT NULL
               AND (s.kind <> 'planned' OR (s.horizon_on >= known_on AND on_date > known_on)),
           s.area_from_ha IS NOT NULL OR (s.area_ha IS NOT NULL AND s.kind IN ('merged', 'removed')),
           s.area_ha IS NOT NULL AND s.kind = 'planned',
           CASE WHEN s.area_ha IS NULL THEN s.area_delta_ha END,
           s.industrial_ha IS NOT NULL, s.leased_ha IS NOT NULL, s.fill_pct IS NOT NULL,
           s.wastewater IS NOT NULL, s.decision_no IS NOT NULL
    FROM planning.statement AS s
    CROSS JOIN LATERAL (
        SELECT planning.counts(s.kind, s.modality, s.effective_on, on_date, known_on) AS counts,
               s.kind IN ('expanded', 'adjusted', 'merged', 'removed')
               AND coalesce(s.stated_on, '-infinity') <= known_on AS implies
    ) AS k
    WHERE s.cluster_id = of_cluster
    OFFSET 0  -- worked out once a statement
$$;
COMMENT ON FUNCTION planning.told(bigint, date, date) IS
    'Các phát biểu về một cụm đến một ngày: điều được nêu và điều được hiểu ngầm. / What is told of a cluster up to a day: stated, and implied.';

CREATE FUNCTION planning.implying(of_cluster bigint, of_rank bigint)
RETURNS TABLE (precedence bigint)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT e.precedence
    FROM atlas.event AS e
    WHERE e.cluster_id = of_cluster AND planning.implied_rank(e.precedence) = of_rank
$$;
COMMENT ON FUNCTION planning.implying(bigint, bigint) IS
    'Phát biểu mà điều được hiểu ngầm dựa vào. / The statement from which what has this rank is implied.';

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
            WHEN x.exit = x.merger THEN 'merged'
            WHEN x.exit IS NOT NULL THEN 'removed'
            ELSE 'unconfirmed' END,
       (ARRAY['proposed', 'planned', 'decided', 'done'])[(CASE WHEN d.implied THEN d.rank ELSE d.rank >> 42 END & 3) + 1],
       CASE WHEN d.stage >= 1 THEN 'in'
            WHEN d.stage IS NULL AND x.exit IS NOT NULL THEN 'out' END,
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
       (SELECT e.wastewater FROM atlas.event AS e
        WHERE e.cluster_id = c.cluster_id AND e.precedence = f.wastewater),
       CASE WHEN d.stage >= 2 OR (d.stage = 1 AND (d.implied OR d.projected))
                THEN a.area_ha + coalesce(g.delta_ha, 0)
            ELSE 0 END,
       a.area_qualifier,
       (SELECT e.area_ha FROM atlas.event AS e
        WHERE e.cluster_id = c.cluster_id AND e.precedence = f.plan),
       (SELECT e.industrial_ha FROM atlas.event AS e
        WHERE e.cluster_id = c.cluster_id AND e.precedence = f.industrial),
       (SELECT e.leased_ha FROM atlas.event AS e
        WHERE e.cluster_id = c.cluster_id AND e.precedence = f.leased),
       (SELECT e.fill_pct FROM atlas.event AS e
        WHERE e.cluster_id = c.cluster_id AND e.precedence = f.fill),
       CASE WHEN d.stage IS NULL AND x.exit = x.merger THEN (
           SELECT min(ec.cluster_id)
           FROM atlas.event AS e JOIN atlas.event_cluster AS ec USING (event_id)
           WHERE e.cluster_id = c.cluster_id AND e.precedence = x.exit
             AND ec.role = 'absorbed_into'
       ) END,
       CASE WHEN d.stage IS NULL AND x.exit = x.merger THEN (
           SELECT coalesce(string_agg(z.zone_type || ' ' || z.name, ', ' ORDER BY z.key),
                           min(e.absorbed_into_text))
           FROM atlas.event AS e
           LEFT JOIN atlas.event_cluster AS ec
             ON ec.event_id = e.event_id AND ec.role = 'absorbed_into'
           LEFT JOIN atlas.cluster AS z ON z.cluster_id = ec.cluster_id
           WHERE e.cluster_id = c.cluster_id AND e.precedence = x.exit
       ) END,
       (SELECT e.decision_no FROM atlas.event AS e
        WHERE e.cluster_id = c.cluster_id AND e.precedence = f.decision),
       (SELECT e.event_id FROM atlas.event AS e
        WHERE e.cluster_id = c.cluster_id
          AND e.precedence = CASE WHEN d.implied
              THEN (SELECT i.precedence FROM planning.implying(c.cluster_id, d.rank) AS i)
              ELSE d.rank END),
       coalesce((SELECT e.event_id FROM atlas.event AS e
                 WHERE e.cluster_id = c.cluster_id AND e.precedence = g.rank), a.event_id)
FROM atlas.cluster AS c
CROSS JOIN LATERAL (
    SELECT max(s.precedence) AS exit,
           max(s.precedence) FILTER (WHERE s.kind = 'merged') AS merger
    FROM planning.statement AS s
    WHERE s.cluster_id = c.cluster_id AND s.kind IN ('merged', 'removed')
      AND planning.counts(
          s.kind, s.modality, s.effective_on, on_date, coalesce(known_on, on_date)
      )
) AS x
CROSS JOIN LATERAL (
    SELECT greatest(
               max(t.stage << 60 | t.rank) FILTER (WHERE k.stands),
               max(t.implied_stage << 60 | t.implied_rank) FILTER (WHERE x.exit IS NULL)
           ) AS top,
           bool_or(t.stage >= 2 OR t.implied_stage >= 2) AS was_established,
           coalesce(
               max(t.rank) FILTER (WHERE k.stands AND t.stage >= 0 AND t.sizes),
               max(t.implied_rank) FILTER (WHERE x.exit IS NULL AND t.implies_size)
           ) AS size,
           max(t.rank) FILTER (WHERE k.stands AND t.plan_sizes) AS any_plan,
           max(t.rank) FILTER (WHERE k.stands AND t.plan_sizes AND t.stage = 1) AS plan,
           bool_or(k.stands AND t.stage >= 0 AND t.area_delta_ha IS NOT NULL) AS grows,
           max(t.rank) FILTER (WHERE t.has_industrial) AS industrial,
           max(t.rank) FILTER (WHERE t.has_leased) AS leased,
           max(t.rank) FILTER (WHERE t.has_fill) AS fill,
           max(t.rank) FILTER (WHERE t.has_wastewater) AS wastewater,
           max(t.rank) FILTER (WHERE t.has_decision) AS decision
    FROM planning.told(c.cluster_id, on_date, coalesce(known_on, on_date)) AS t
    CROSS JOIN LATERAL (
        SELECT x.exit IS NULL
               OR (t.rank > x.exit AND (t.firm OR x.exit >> 42 & 3 = 0)) AS stands
    ) AS k
) AS f
CROSS JOIN LATERAL (
    SELECT f.top >> 60 AS stage,
           coalesce(f.top & 1152921504606846975, x.exit) AS rank,
           f.top & 1152921504606846975 < 17592186044416 AS implied,
           on_date > coalesce(known_on, on_date) AS projected
) AS d
LEFT JOIN LATERAL (
    -- A plan's area stands in for an established cluster only where nothing else tells.
    SELECT e.event_id, e.area_qualifier, z.rank,
           CASE WHEN z.implied AND e.area_from_ha IS NOT NULL THEN e.area_from_ha
                WHEN NOT z.implied OR e.kind IN ('merged', 'removed') THEN e.area_ha END AS area_ha
    FROM (
        SELECT y.rank, y.rank < 17592186044416 AS implied
        FROM (
            SELECT coalesce(f.size, CASE WHEN d.stage = 1 THEN f.plan ELSE f.any_plan END) AS rank
        ) AS y
    ) AS z
    JOIN atlas.event AS e
      ON e.cluster_id = c.cluster_id
     AND e.precedence = CASE WHEN z.implied
         THEN (SELECT i.precedence FROM planning.implying(c.cluster_id, z.rank) AS i)
         ELSE z.rank END
) AS a ON d.stage IS NOT NULL
LEFT JOIN LATERAL (
    SELECT sum(t.area_delta_ha) AS delta_ha, max(t.rank) AS rank
    FROM planning.told(c.cluster_id, on_date, coalesce(known_on, on_date)) AS t
    WHERE f.grows AND t.stage >= 0 AND t.area_delta_ha IS NOT NULL AND t.rank > a.rank
      AND (x.exit IS NULL OR (t.rank > x.exit AND (t.firm OR x.exit >> 42 & 3 = 0)))
) AS g ON TRUE
$$;
COMMENT ON FUNCTION planning.cluster_on(date, date) IS
    'Tình trạng và diện tích từng cụm tại một ngày. / What each cluster is on a day, folded from its events.';
