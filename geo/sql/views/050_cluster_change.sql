-- Purpose: what becomes of each cluster between two days.
-- Parameters: from_date (base), to_date (target, later); known_on = the day from which one looks
--          (default: today). What a cluster was on a day that is past by then is taken from the
--          record, what it will be on a later day from the plans known on known_on, so that spans
--          chain: one ends with the clusters and the ha with which the next begins.
-- Columns: change = new, expanded, reduced, merged, removed, kept; planned: only in the plan, on
--          both days; gone: merged or removed before from_date; null: unconfirmed, which no figure
--          counts. stood, stands = whether it is there on from_date and on to_date: established, or
--          said to be in the plan until it leaves, or planned and due by to_date; what is merged or
--          removed without having stood was only planned. certainty = modality of the statement that
--          makes the change, or where there is none, of the status on from_date. Areas in ha; null
--          where no source states one, 0 where the cluster does not stand.
-- Rules: new = did not stand and will; what stood and is at most in the plan again, or confirmed by
--          no plan in force, on to_date counts as removed; merged and removed have 0 ha after, new ones 0 ha before, so
--          that the areas restate exactly. An expansion without a figure is an expansion.
CREATE FUNCTION planning.change_of(of_cluster bigint, from_date date, to_date date, known_on date)
RETURNS TABLE (
    change text, change_certainty text, status_from text, area_from_ha numeric, stood boolean,
    stands boolean, status text, certainty text, plan text, legal text, build text,
    wastewater text, area_ha numeric, area_qualifier text, planned_area_ha numeric,
    industrial_ha numeric, leased_ha numeric, fill_pct numeric, merged_into_id bigint,
    merged_into text, decision_no text, decided_by bigint, area_by bigint
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT k.change,
           CASE WHEN k.change = 'kept' THEN base.certainty
                WHEN k.change IN ('expanded', 'reduced') THEN coalesce(
                    CASE WHEN target.area_ha IS DISTINCT FROM base.area_ha THEN (
                        SELECT s.modality FROM planning.statement AS s
                        WHERE s.event_id = target.area_by) END,
                    CASE k.change WHEN 'expanded' THEN grows.modality END,
                    target.certainty)
                ELSE target.certainty END,
           base.status,
           base.area_ha,
           there.stood,
           there.stands,
           target.*
    FROM (
        SELECT * FROM planning.fold(of_cluster, from_date, least(from_date, known_on)) OFFSET 0
    ) AS base
    CROSS JOIN (
        SELECT * FROM planning.fold(of_cluster, to_date, least(to_date, known_on)) OFFSET 0
    ) AS target
    CROSS JOIN LATERAL (
        SELECT base.status IN ('established', 'construction', 'operating')
               OR (base.status = 'planned' AND base.area_ha IS DISTINCT FROM 0) AS stood,
               target.status IN ('established', 'construction', 'operating')
               OR (target.status = 'planned' AND target.area_ha IS DISTINCT FROM 0) AS stands
    ) AS there
    CROSS JOIN LATERAL (
        -- Where the areas tell of no growth, an expansion may.
        SELECT CASE WHEN there.stood AND there.stands
                         AND coalesce(target.area_ha = base.area_ha, TRUE) THEN (
                   SELECT s.modality
                   FROM planning.statement AS s
                   WHERE s.cluster_id = of_cluster AND s.kind = 'expanded'
                     AND s.effective_on > from_date
                     AND planning.counts(
                         s.kind, s.sure, s.effective_on, to_date, least(to_date, known_on)
                     )
                   ORDER BY s.precedence DESC
                   LIMIT 1
               ) END AS modality
        OFFSET 0
    ) AS grows
    CROSS JOIN LATERAL (
        SELECT CASE WHEN base.status IN ('merged', 'removed')
                     AND target.status IN ('merged', 'removed') THEN 'gone'
                    WHEN target.status IN ('merged', 'removed') THEN target.status
                    WHEN there.stood AND NOT there.stands THEN 'removed'
                    WHEN target.status = 'unconfirmed' THEN NULL
                    WHEN NOT there.stands THEN 'planned'
                    WHEN NOT there.stood THEN 'new'
                    WHEN target.area_ha > base.area_ha THEN 'expanded'
                    WHEN target.area_ha < base.area_ha THEN 'reduced'
                    WHEN grows.modality IS NOT NULL THEN 'expanded'
                    ELSE 'kept' END AS change
        OFFSET 0
    ) AS k
$$;
COMMENT ON FUNCTION planning.change_of(bigint, date, date, date) IS
    'Thay đổi của một cụm giữa hai ngày, kèm tình trạng ngày sau. / What becomes of one cluster between two days, with what it is on the later one.';

CREATE FUNCTION planning.cluster_change(
    from_date date, to_date date, known_on date DEFAULT CURRENT_DATE
)
RETURNS TABLE (
    cluster_id bigint, change text, status_from text, status_to text, stood boolean,
    stands boolean, certainty text, area_from_ha numeric, area_to_ha numeric, area_qualifier text,
    merged_into text, decision_no text, decided_by bigint
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT c.cluster_id,
           coalesce(s.change, f.change),
           coalesce(s.status_from, f.status_from),
           coalesce(s.status, f.status),
           coalesce(s.stood, f.stood),
           coalesce(s.stands, f.stands),
           coalesce(s.change_certainty, f.change_certainty),
           coalesce(s.area_from_ha, f.area_from_ha),
           coalesce(s.area_ha, f.area_ha),
           coalesce(s.area_qualifier, f.area_qualifier),
           coalesce(s.merged_into, f.merged_into),
           coalesce(s.decision_no, f.decision_no),
           coalesce(s.decided_by, f.decided_by)
    FROM planning.cluster AS c
    LEFT JOIN planning.cluster_snapshot AS s
      ON s.cluster_id = c.cluster_id
     AND s.ahead
     AND from_date = known_on
     AND to_date = DATE '2030-12-31'
     AND s.known @> known_on
    LEFT JOIN LATERAL (
        SELECT k.*
        FROM planning.change_of(c.cluster_id, from_date, to_date, known_on) AS k
        WHERE s.cluster_id IS NULL
        OFFSET 0  -- not entered where a row is kept
    ) AS f ON TRUE
$$;
COMMENT ON FUNCTION planning.cluster_change(date, date, date) IS
    'Thay đổi của từng cụm giữa hai ngày. / What becomes of each cluster between two days.';
