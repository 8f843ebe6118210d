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
    SELECT base.cluster_id,
           k.change,
           base.status,
           target.status,
           there.stood,
           there.stands,
           CASE k.change WHEN 'kept' THEN base.certainty
                         WHEN 'expanded' THEN coalesce(sizes.modality, grows.modality, target.certainty)
                         WHEN 'reduced' THEN coalesce(sizes.modality, target.certainty)
                         ELSE target.certainty END,
           base.area_ha,
           target.area_ha,
           target.area_qualifier,
           target.merged_into,
           target.decision_no,
           target.decided_by
    FROM planning.cluster_on(from_date, least(from_date, known_on)) AS base
    JOIN planning.cluster_on(to_date, least(to_date, known_on)) AS target
      ON target.cluster_id = base.cluster_id
    CROSS JOIN LATERAL (
        SELECT base.status IN ('established', 'construction', 'operating')
               OR (base.status = 'planned' AND base.area_ha IS DISTINCT FROM 0) AS stood,
               target.status IN ('established', 'construction', 'operating')
               OR (target.status = 'planned' AND target.area_ha IS DISTINCT FROM 0) AS stands
    ) AS there
    LEFT JOIN LATERAL (
        SELECT s.modality
        FROM planning.statement AS s
        WHERE s.event_id = target.area_by AND target.area_ha IS DISTINCT FROM base.area_ha
    ) AS sizes ON TRUE
    LEFT JOIN (
        SELECT DISTINCT ON (s.cluster_id) s.cluster_id, s.modality
        FROM planning.statement AS s
        WHERE s.kind = 'expanded' AND s.effective_on > from_date
          AND planning.counts(
              s.kind, s.sure, s.effective_on, to_date, least(to_date, known_on)
          )
        ORDER BY s.cluster_id, s.precedence DESC
    ) AS grows ON grows.cluster_id = base.cluster_id
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
    ) AS k
$$;
COMMENT ON FUNCTION planning.cluster_change(date, date, date) IS
    'Thay đổi của từng cụm giữa hai ngày. / What becomes of each cluster between two days.';
