-- Purpose: what becomes of each cluster between two days, seen from the first.
-- Parameters: from_date (base, and the day from which one looks), to_date (target, later).
-- Columns: change = new, expanded, reduced, merged, removed, kept; null for an unconfirmed cluster,
--          which no figure counts. stood = whether it was there on from_date: established, or said
--          to be in the plan until it leaves; what is merged or removed without having stood left
--          before from_date, or was only planned. certainty = modality of the statement that makes
--          the change, or where there is none, the status. Areas in ha; null where no source states
--          one, 0 where the cluster does not stand.
-- Rules: new = did not stand and will; of those that stood, what no plan in force confirms on
--          to_date counts as removed; merged and removed have 0 ha after, new ones 0 ha before, so
--          that the areas restate exactly. An expansion without a figure is an expansion.
CREATE FUNCTION planning.cluster_change(from_date date, to_date date)
RETURNS TABLE (
    cluster_id bigint, change text, status_from text, status_to text, stood boolean,
    certainty text, area_from_ha numeric, area_to_ha numeric, area_qualifier text,
    merged_into text, decision_no text, decided_by bigint
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT base.cluster_id,
           CASE WHEN target.status IN ('merged', 'removed') THEN target.status
                WHEN target.status = 'unconfirmed' AND there.stood THEN 'removed'
                WHEN target.status = 'unconfirmed' THEN NULL
                WHEN NOT there.stood THEN 'new'
                WHEN target.area_ha > base.area_ha THEN 'expanded'
                WHEN target.area_ha < base.area_ha THEN 'reduced'
                WHEN grows.expands THEN 'expanded'
                ELSE 'kept' END,
           base.status,
           target.status,
           there.stood,
           CASE WHEN target.area_ha IS DISTINCT FROM base.area_ha
                 AND target.status NOT IN ('merged', 'removed')
                     THEN coalesce(sizes.modality, target.certainty)
                ELSE target.certainty END,
           base.area_ha,
           target.area_ha,
           target.area_qualifier,
           target.merged_into,
           target.decision_no,
           target.decided_by
    FROM planning.cluster_on(from_date) AS base
    CROSS JOIN LATERAL (
        SELECT base.status IN ('established', 'construction', 'operating')
               OR (base.status = 'planned' AND base.area_ha IS DISTINCT FROM 0) AS stood
    ) AS there
    JOIN planning.cluster_on(to_date, from_date) AS target
      ON target.cluster_id = base.cluster_id
    LEFT JOIN planning.statement AS sizes ON sizes.event_id = target.area_by
    LEFT JOIN (
        SELECT DISTINCT cluster_id, TRUE AS expands
        FROM planning.statement
        WHERE kind = 'expanded' AND effective_on > from_date AND effective_on <= to_date
    ) AS grows ON grows.cluster_id = base.cluster_id
$$;
COMMENT ON FUNCTION planning.cluster_change(date, date) IS
    'Thay đổi của từng cụm giữa hai ngày. / What becomes of each cluster between two days.';
