-- Purpose: what each cluster is on a day, folded from its events.
-- Parameters: on_date; known_on = the day from which one looks (default: on_date itself). What is
--          planned or proposed counts only when it is still to come on `known_on`: a deadline that
--          passed without a report is overdue, not done.
-- Columns: status, the one word for a map, derived from four axes: plan (in, out; null where
--          unconfirmed), legal (not_established, established, revoked; null where a cluster that
--          left is not said to have been established), build (none, under_way, basically_done,
--          operating), wastewater (none, building, built, running; null: not said);
--          certainty = modality of the statement that decides the status; area_ha = area of the
--          cluster that stands (null: none stated; 0: only planned, merged, removed or unconfirmed)
--          with area_qualifier; planned_area_ha = area in the plan in force; industrial_ha,
--          leased_ha, fill_pct = the last stated; merged_into_id, merged_into = the zone, as a
--          cluster or in the source's words; decision_no = the last decision named; decided_by,
--          area_by = the deciding events.
-- Rules:
--   Statements are taken in the order of: day of effect, sureness, day of the source; where all
--   three are alike, in an order fixed by their keys, whatever the order of loading. What has no
--   date at all counts at all times and before all that has one.
--   The last merger or removal ends a cluster unless a later statement brings it back; what is only
--   proposed does not bring back what was done, but counts again once something surer has.
--   A plan is in force while its horizon has not passed on `known_on`. A cluster known only from a
--   plan no longer in force is `unconfirmed`.
--   An expansion or adjustment that is done or decided is one of an established cluster. Whoever
--   says that a cluster is to be expanded says that it is established; to be adjusted, merged or
--   removed, that it is in the plan and stands until then; to be established, built or operated,
--   that it is planned. The area given with a merger or removal is what the cluster had.
--   Such implied statements count from the day of their source (a thing done or decided whose source
--   is undated: from its own day), before all that is said outright; of several, those of the latest
--   source, and of these the expansion due first.
--   A total area replaces what was before, a difference adds to it: once, where several sources give
--   the same difference for the same day, and not to the total that an expansion or adjustment of
--   that same day gives. In a projection (on_date > known_on) the plan in force sets the area too,
--   also over a smaller one that is only reported of construction or operation; an expansion that
--   is only planned or proposed makes nothing smaller than what was done or decided.
-- `rank` is the precedence of an event (table atlas.event): the last statement of a kind is the one
-- of the greatest rank, and the rank names the event. `top` holds the stage above the rank (from
-- bit 60). What is implied has ranks of its own. The fold takes cluster by cluster, each with two
-- short scans of an index: over a whole record that is quicker than sorting it, and one cluster
-- costs no more. A sub-select that is not needed is not entered: even one that finds nothing costs.
CREATE FUNCTION planning.implied_rank(precedence bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ((precedence >> 26 & 65535) << 44) | ((65535 - (precedence >> 44)) << 28)
       | ((precedence & 67108863) << 2) | (precedence >> 42 & 3);
COMMENT ON FUNCTION planning.implied_rank(bigint) IS
    'Thứ tự của điều được hiểu ngầm từ một phát biểu. / The rank of what a statement implies.';

CREATE FUNCTION planning.counts(
    kind text, sure integer, effective_on date, on_date date, known_on date
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(effective_on, '-infinity') <= on_date
   AND (sure >= 2 OR kind = 'planned' OR effective_on > known_on);
COMMENT ON FUNCTION planning.counts(text, integer, date, date, date) IS
    'Một phát biểu có được tính đến một ngày không. / Whether a statement counts on a day.';

CREATE FUNCTION planning.told(of_cluster bigint, on_date date, known_on date)
RETURNS TABLE (
    rank bigint, stage bigint, implied_stage bigint, pending boolean, firm boolean, sure boolean,
    sizes boolean, implies_size boolean, plan_sizes boolean, area_delta_ha numeric,
    area_qualifier text, has_industrial boolean, has_leased boolean, has_fill boolean,
    has_wastewater boolean, has_decision boolean
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT s.precedence,
           CASE WHEN planning.counts(s.kind, s.sure, s.effective_on, on_date, known_on)
               THEN CASE s.kind
                    WHEN 'operating' THEN 4
                    WHEN 'construction' THEN 3
                    WHEN 'established' THEN 2
                    WHEN 'expanded' THEN 2
                    WHEN 'adjusted' THEN 1 + (s.sure >= 2)::integer
                    WHEN 'planned' THEN coalesce((s.horizon_on >= known_on)::integer, 0)
                    ELSE -1 END END,
           CASE WHEN s.kind <> 'planned' AND coalesce(
                    s.stated_on,
                    CASE WHEN s.sure >= 2 THEN s.effective_on END,
                    '-infinity'
                ) <= known_on
               THEN CASE s.kind
                    WHEN 'expanded' THEN 2
                    ELSE coalesce((s.effective_on >= known_on)::integer, 0) END END,
           s.kind IN ('adjusted', 'merged', 'removed') AND s.effective_on >= known_on,
           s.sure > 0,
           s.sure >= 2,
           s.area_ha IS NOT NULL
               AND (s.kind <> 'planned' OR (s.horizon_on >= known_on AND on_date > known_on)),
           CASE WHEN s.kind IN ('merged', 'removed') THEN coalesce(s.area_from_ha, s.area_ha)
                WHEN s.kind IN ('expanded', 'adjusted') THEN s.area_from_ha END IS NOT NULL,
           s.area_ha IS NOT NULL AND s.kind = 'planned',
           CASE WHEN s.area_ha IS NULL THEN s.area_delta_ha END,
           s.area_qualifier,
           s.industrial_ha IS NOT NULL, s.leased_ha IS NOT NULL, s.fill_pct IS NOT NULL,
           s.wastewater IS NOT NULL, s.decision_no IS NOT NULL
    FROM planning.statement AS s
    WHERE s.cluster_id = of_cluster
    OFFSET 0  -- worked out once a statement
$$;
COMMENT ON FUNCTION planning.told(bigint, date, date) IS
    'Các phát biểu về một cụm: giai đoạn được nêu (-1: ra khỏi quy hoạch) và được hiểu ngầm. / What is told of a cluster: the stage stated (-1: it leaves; null: does not count), and implied.';

CREATE FUNCTION planning.implying(of_cluster bigint, of_rank bigint)
RETURNS TABLE (precedence bigint)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT e.precedence
    FROM planning.statement AS e
    WHERE e.cluster_id = of_cluster AND planning.implied_rank(e.precedence) = of_rank
$$;
COMMENT ON FUNCTION planning.implying(bigint, bigint) IS
    'Phát biểu mà điều được hiểu ngầm dựa vào. / The statement from which what has this rank is implied.';

CREATE FUNCTION planning.added(
    of_cluster bigint, on_date date, known_on date, last_exit bigint, base_rank bigint,
    base_is_total boolean
)
RETURNS TABLE (area_ha numeric, area_qualifier text, event_id bigint)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT sum(d.area_delta_ha), max(d.area_qualifier),
           (SELECT e.event_id FROM planning.statement AS e
            WHERE e.cluster_id = of_cluster AND e.precedence = max(d.rank))
    FROM (
        SELECT t.area_delta_ha, max(t.rank) AS rank, max(t.area_qualifier) AS area_qualifier
        FROM planning.told(of_cluster, on_date, known_on) AS t
        WHERE t.stage >= 0 AND t.area_delta_ha IS NOT NULL AND t.rank > coalesce(last_exit, 0)
          AND t.rank >> 44 >= (base_rank >> 44) + base_is_total::integer
        GROUP BY t.area_delta_ha, t.rank >> 44
    ) AS d
$$;
COMMENT ON FUNCTION planning.added(bigint, date, date, bigint, bigint, boolean) IS
    'Phần diện tích tăng, giảm cộng vào diện tích gốc. / The differences added to the area of a rank.';

CREATE FUNCTION planning.fold(of_cluster bigint, on_date date, known_on date)
RETURNS TABLE (
    status text, certainty text, plan text, legal text, build text,
    wastewater text, area_ha numeric, area_qualifier text, planned_area_ha numeric,
    industrial_ha numeric, leased_ha numeric, fill_pct numeric, merged_into_id bigint,
    merged_into text, decision_no text, decided_by bigint, area_by bigint
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
SELECT CASE WHEN d.stage IS NOT NULL
                THEN (ARRAY['unconfirmed', 'planned', 'established', 'construction', 'operating'])
                     [d.stage + 1]
            WHEN d.is_merged THEN 'merged'
            WHEN d.exit IS NOT NULL THEN 'removed'
            ELSE 'unconfirmed' END,
       (ARRAY['proposed', 'planned', 'decided', 'done'])
           [(CASE WHEN d.implied THEN d.rank ELSE d.rank >> 42 END & 3) + 1],
       CASE WHEN d.stage >= 1 THEN 'in'
            WHEN d.stage IS NULL AND d.exit IS NOT NULL THEN 'out' END,
       CASE WHEN d.stage >= 2 THEN 'established'
            WHEN d.stage IS NOT NULL OR d.exit IS NULL THEN 'not_established'
            WHEN f.was_established THEN 'revoked' END,
       CASE WHEN d.stage = 4 THEN 'operating'
            WHEN d.stage >= 2 AND EXISTS (
                SELECT FROM planning.milestone AS m
                WHERE m.cluster_id = of_cluster AND 'completion' = ANY (m.stages)
                  AND coalesce(upper(m.actual) - 1, lower(m.actual)) <= on_date
            ) THEN 'basically_done'
            WHEN d.stage = 3 THEN 'under_way'
            ELSE 'none' END,
       CASE WHEN f.wastewater IS NOT NULL THEN (
           SELECT e.wastewater FROM planning.statement AS e
           WHERE e.cluster_id = of_cluster AND e.precedence = f.wastewater) END,
       CASE WHEN NOT d.stands THEN 0
            WHEN NOT f.grows THEN a.area_ha
            ELSE (SELECT CASE WHEN s.area_ha > 0 THEN s.area_ha END
                  FROM (SELECT a.area_ha + coalesce(n.area_ha, 0) AS area_ha
                        FROM planning.added(
                            of_cluster, on_date, known_on, x.last, a.rank,
                            a.is_total
                        ) AS n) AS s) END,
       CASE WHEN f.grows THEN coalesce(
                (SELECT n.area_qualifier
                 FROM planning.added(
                     of_cluster, on_date, known_on, x.last, a.rank, a.is_total
                 ) AS n), a.area_qualifier)
            ELSE a.area_qualifier END,
       CASE WHEN f.plan IS NOT NULL AND d.stage >= 0 THEN (
           SELECT e.area_ha FROM planning.statement AS e
           WHERE e.cluster_id = of_cluster AND e.precedence = f.plan) END,
       CASE WHEN f.industrial IS NOT NULL THEN (
           SELECT e.industrial_ha FROM planning.statement AS e
           WHERE e.cluster_id = of_cluster AND e.precedence = f.industrial) END,
       CASE WHEN f.leased IS NOT NULL THEN (
           SELECT e.leased_ha FROM planning.statement AS e
           WHERE e.cluster_id = of_cluster AND e.precedence = f.leased) END,
       CASE WHEN f.fill IS NOT NULL THEN (
           SELECT e.fill_pct FROM planning.statement AS e
           WHERE e.cluster_id = of_cluster AND e.precedence = f.fill) END,
       CASE WHEN d.stage IS NULL AND d.is_merged THEN (
           SELECT min(ec.cluster_id)
           FROM planning.statement AS e JOIN planning.event_cluster AS ec USING (event_id)
           WHERE e.cluster_id = of_cluster AND e.precedence = d.exit
             AND ec.role = 'absorbed_into'
       ) END,
       CASE WHEN d.stage IS NULL AND d.is_merged THEN (
           SELECT coalesce(string_agg(z.zone_type || ' ' || z.name, ', ' ORDER BY z.key),
                           min(e.absorbed_into_text))
           FROM planning.statement AS e
           LEFT JOIN planning.event_cluster AS ec
             ON ec.event_id = e.event_id AND ec.role = 'absorbed_into'
           LEFT JOIN planning.cluster AS z ON z.cluster_id = ec.cluster_id
           WHERE e.cluster_id = of_cluster AND e.precedence = d.exit
       ) END,
       CASE WHEN f.decision IS NOT NULL THEN (
           SELECT e.decision_no FROM planning.statement AS e
           WHERE e.cluster_id = of_cluster AND e.precedence = f.decision) END,
       (SELECT e.event_id FROM planning.statement AS e
        WHERE e.cluster_id = of_cluster
          AND e.precedence = CASE WHEN d.implied
              THEN (SELECT i.precedence FROM planning.implying(of_cluster, d.rank) AS i)
              ELSE d.rank END),
       CASE WHEN f.grows THEN coalesce(
                (SELECT n.event_id
                 FROM planning.added(
                     of_cluster, on_date, known_on, x.last, a.rank, a.is_total
                 ) AS n), a.event_id)
            ELSE a.event_id END
FROM (
    SELECT max(s.precedence) AS last,
           max(s.precedence) FILTER (WHERE s.sure > 0) AS firm,
           max(s.precedence) FILTER (WHERE s.kind = 'merged') AS merger,
           max(s.precedence) FILTER (WHERE s.kind = 'merged' AND s.sure > 0) AS firm_merger
    FROM planning.statement AS s
    WHERE s.cluster_id = of_cluster AND s.kind IN ('merged', 'removed')
      AND planning.counts(
          s.kind, s.sure, s.effective_on, on_date, known_on
      )
) AS x
CROSS JOIN LATERAL (
    SELECT x.firm IS NULL OR bool_or(t.firm AND t.stage >= 0 AND t.rank > x.firm) AS returns,
           max(t.stage << 60 | t.rank) FILTER (WHERE k.stands) AS top,
           max(t.implied_stage << 60 | planning.implied_rank(t.rank)) FILTER (WHERE k.implied)
               AS implied_top,
           bool_or(t.pending AND k.implied) AS pending,
           bool_or((t.stage >= 2 AND t.rank < x.last) OR t.implied_stage >= 2) AS was_established,
           max(t.rank) FILTER (WHERE k.stands AND t.sizes) AS size,
           max(t.rank) FILTER (WHERE k.stands AND t.sizes AND t.sure) AS sure_size,
           max(planning.implied_rank(t.rank)) FILTER (WHERE k.implied AND t.implies_size)
               AS implied_size,
           max(t.rank) FILTER (WHERE k.stands AND t.plan_sizes) AS any_plan,
           max(t.rank) FILTER (WHERE k.stands AND t.plan_sizes AND t.stage = 1) AS plan,
           bool_or(k.stands AND t.area_delta_ha IS NOT NULL) AS grows,
           max(t.rank) FILTER (WHERE t.stage IS NOT NULL AND t.has_industrial) AS industrial,
           max(t.rank) FILTER (WHERE t.stage IS NOT NULL AND t.has_leased) AS leased,
           max(t.rank) FILTER (WHERE t.stage IS NOT NULL AND t.has_fill) AS fill,
           max(t.rank) FILTER (WHERE t.stage IS NOT NULL AND t.has_wastewater) AS wastewater,
           max(t.rank) FILTER (WHERE t.stage IS NOT NULL AND t.has_decision) AS decision
    FROM planning.told(of_cluster, on_date, known_on) AS t
    CROSS JOIN LATERAL (
        SELECT t.stage >= 0 AND (x.last IS NULL OR t.rank > x.last) AS stands,
               x.last IS NULL AND t.implied_stage IS NOT NULL AS implied
    ) AS k
) AS f
CROSS JOIN LATERAL (
    SELECT r.*,
           coalesce(r.top & 1152921504606846975, r.exit) AS rank,
           coalesce(
               r.stage >= 2
               OR (r.stage = 1 AND (f.pending OR on_date > known_on)),
               FALSE
           ) AS stands
    FROM (
        SELECT q.*,
               CASE WHEN q.implied THEN f.implied_top ELSE q.stated_top END AS top,
               CASE WHEN q.implied THEN f.implied_top ELSE q.stated_top END >> 60 AS stage
        FROM (
            SELECT p.*,
                   coalesce(f.implied_top >> 60 > p.stated_top >> 60, p.stated_top IS NULL)
                       AND f.implied_top IS NOT NULL AS implied
            FROM (
                SELECT CASE WHEN f.returns THEN f.top END AS stated_top,
                       CASE WHEN f.returns THEN x.last ELSE x.firm END AS exit,
                       CASE WHEN f.returns THEN x.last = x.merger ELSE x.firm = x.firm_merger END
                           AS is_merged
            ) AS p
        ) AS q
    ) AS r
    OFFSET 0  -- worked out once
) AS d
LEFT JOIN LATERAL (
    -- A plan's area stands in for an established cluster only where nothing else tells.
    SELECT CASE WHEN y.implied THEN 0 ELSE y.rank END AS rank,
           coalesce(k.event_id, e.event_id) AS event_id,
           e.kind IN ('expanded', 'adjusted') AND NOT y.implied AS is_total,
           CASE WHEN k.event_id IS NOT NULL THEN k.area_qualifier
                WHEN NOT y.implied OR e.area_from_ha IS NULL THEN e.area_qualifier END
               AS area_qualifier,
           CASE WHEN k.event_id IS NOT NULL THEN k.area_ha
                WHEN y.implied AND e.area_from_ha IS NOT NULL THEN e.area_from_ha
                WHEN NOT y.implied OR e.kind IN ('merged', 'removed') THEN e.area_ha END AS area_ha
    FROM (
        SELECT f.size IS NULL AND f.implied_size IS NOT NULL AS implied,
               coalesce(f.size, f.implied_size, CASE WHEN d.stage = 1 THEN f.plan ELSE f.any_plan END)
                   AS rank
    ) AS y
    JOIN planning.statement AS e
      ON e.cluster_id = of_cluster
     AND e.precedence = CASE WHEN y.implied
         THEN (SELECT i.precedence FROM planning.implying(of_cluster, y.rank) AS i)
         ELSE y.rank END
    LEFT JOIN planning.statement AS k
      ON k.cluster_id = of_cluster AND k.area_ha > e.area_ha
     AND k.precedence = CASE
         WHEN y.implied THEN NULL
         WHEN e.kind = 'expanded' AND e.precedence >> 42 & 3 < 2 AND f.sure_size < y.rank
             THEN f.sure_size
         WHEN e.kind IN ('construction', 'operating') AND on_date > known_on
             THEN f.plan END
) AS a ON d.stands
$$;
COMMENT ON FUNCTION planning.fold(bigint, date, date) IS
    'Tình trạng và diện tích một cụm tại một ngày, dựng lại từ các sự kiện. / What one cluster is on a day, folded from its events.';

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
       coalesce(s.status, f.status),
       coalesce(s.certainty, f.certainty),
       coalesce(s.plan, f.plan),
       coalesce(s.legal, f.legal),
       coalesce(s.build, f.build),
       coalesce(s.wastewater, f.wastewater),
       coalesce(s.area_ha, f.area_ha),
       coalesce(s.area_qualifier, f.area_qualifier),
       coalesce(s.planned_area_ha, f.planned_area_ha),
       coalesce(s.industrial_ha, f.industrial_ha),
       coalesce(s.leased_ha, f.leased_ha),
       coalesce(s.fill_pct, f.fill_pct),
       coalesce(s.merged_into_id, f.merged_into_id),
       coalesce(s.merged_into, f.merged_into),
       coalesce(s.decision_no, f.decision_no),
       coalesce(s.decided_by, f.decided_by),
       coalesce(s.area_by, f.area_by)
FROM planning.cluster AS c
LEFT JOIN planning.cluster_snapshot AS s
  ON s.cluster_id = c.cluster_id
 AND s.ahead = (on_date > coalesce(known_on, on_date))
 AND on_date = CASE WHEN on_date > coalesce(known_on, on_date) THEN DATE '2030-12-31'
                    ELSE coalesce(known_on, on_date) END
 AND s.known @> coalesce(known_on, on_date)
LEFT JOIN LATERAL (
    SELECT k.*
    FROM planning.fold(c.cluster_id, on_date, coalesce(known_on, on_date)) AS k
    WHERE s.cluster_id IS NULL
    OFFSET 0  -- not entered where a row is kept
) AS f ON TRUE
$$;
COMMENT ON FUNCTION planning.cluster_on(date, date) IS
    'Tình trạng và diện tích từng cụm tại một ngày. / What each cluster is on a day, folded from its events.';
