-- Purpose: the changes between two days, added up by the units of any day.
-- Parameters: from_date, to_date, known_on as in cluster_change; units_date = whose units; unit_level
--          = province, district or commune; within_id = a unit of that day to which units and
--          clusters are limited (default: the country).
-- Columns: clusters on record = standing_to + merged + removed + merged_before + removed_before +
--          dropped + planned + unconfirmed; standing_from, standing_to = there on each day, and
--          standing_from + new − merged − removed = standing_to = new + expanded + reduced + kept;
--          merged_before, removed_before = gone before from_date; dropped = left the plan before
--          they were established, dropped_merged of them by a merger; planned = only in the plan on
--          both days. Areas in ha over the clusters whose area is known on both days:
--          area_from_ha + new_ha + expanded_ha − reduced_ha − merged_ha − removed_ha = area_to_ha,
--          where expanded_ha and reduced_ha are the differences; kept_ha = area of those kept;
--          change_ha = after − before. All of these are null where no cluster has an area; the ha of
--          a kind of change are null, and count for nothing in the sum, where clusters change so and
--          not a hectare of it is known; change_ha where that holds of every change.
--          without_area = clusters left out of the ha for want of a figure.
-- Rules: only clusters (CCN) are counted, each once, in its primary unit. Units without a cluster on
--          record are listed with zeros; clusters whose address does not reach the units asked for
--          form one row without a unit, so that the rows add up to the nation on every date.
CREATE FUNCTION planning.unit_change(
    from_date date, to_date date, units_date date, unit_level text, within_id bigint DEFAULT NULL,
    known_on date DEFAULT CURRENT_DATE
)
RETURNS TABLE (
    unit_id bigint, key text, name text, full_name text, area_km2 numeric,
    clusters bigint, standing_from bigint, new bigint, expanded bigint, reduced bigint,
    merged bigint, removed bigint, kept bigint, standing_to bigint,
    merged_before bigint, removed_before bigint, dropped bigint, dropped_merged bigint,
    planned bigint,
    unconfirmed bigint,
    without_area bigint,
    area_from_ha numeric, new_ha numeric, expanded_ha numeric, reduced_ha numeric,
    merged_ha numeric, removed_ha numeric, kept_ha numeric, area_to_ha numeric, change_ha numeric,
    boundary geometry, approximate boolean
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH unit AS (
        SELECT u.*
        FROM planning.units_on(units_date) AS u
        LEFT JOIN planning.unit AS p ON p.unit_id = u.parent_id
        WHERE u.level = unit_level
          AND (within_id IS NULL OR within_id IN (u.unit_id, u.parent_id, p.parent_id))
    ), placed AS MATERIALIZED (
        -- An array, of which the planner expects more than the one row it makes of a unit unknown
        -- to it, for which it would hold every cluster against every other.
        SELECT m.cluster_id, m.unit_id
        FROM planning.cluster_unit AS m
        WHERE m.is_primary AND m.unit_id = ANY (ARRAY(SELECT u.unit_id FROM unit AS u))
    ), counted AS (
        SELECT p.unit_id, k.change, k.status_from, k.stood, k.stands, k.area_from_ha, k.area_to_ha,
               k.area_to_ha - k.area_from_ha AS growth_ha,
               k.change IS NOT NULL AND k.area_from_ha IS NOT NULL AND k.area_to_ha IS NOT NULL
                   AS measured
        FROM planning.cluster_change(from_date, to_date, known_on) AS k
        JOIN planning.cluster AS c USING (cluster_id)
        LEFT JOIN placed AS p USING (cluster_id)
        WHERE c.zone_type = 'CCN'
          AND (within_id IS NULL OR EXISTS (
              SELECT FROM planning.cluster_unit AS w
              WHERE w.cluster_id = k.cluster_id AND w.unit_id = within_id AND w.is_primary
          ))
        OFFSET 0  -- each told once, then counted in many ways
    ), totals AS (
        SELECT unit_id,
               count(*) AS clusters,
               count(*) FILTER (WHERE stood) AS standing_from,
               count(*) FILTER (WHERE change = 'new') AS new,
               count(*) FILTER (WHERE change = 'expanded') AS expanded,
               count(*) FILTER (WHERE change = 'reduced') AS reduced,
               count(*) FILTER (WHERE change = 'merged' AND stood) AS merged,
               count(*) FILTER (WHERE change = 'removed' AND stood) AS removed,
               count(*) FILTER (WHERE change = 'kept') AS kept,
               count(*) FILTER (WHERE stands) AS standing_to,
               count(*) FILTER (WHERE change = 'gone' AND status_from = 'merged') AS merged_before,
               count(*) FILTER (WHERE change = 'gone' AND status_from = 'removed')
                   AS removed_before,
               count(*) FILTER (WHERE change IN ('merged', 'removed') AND NOT stood) AS dropped,
               count(*) FILTER (WHERE change = 'merged' AND NOT stood) AS dropped_merged,
               count(*) FILTER (WHERE change = 'planned') AS planned,
               count(*) FILTER (WHERE change IS NULL) AS unconfirmed,
               count(*) FILTER (WHERE change IS NOT NULL AND NOT measured) AS without_area,
               bool_or(measured) AS measured,
               sum(area_from_ha) FILTER (WHERE measured) AS area_from_ha,
               sum(growth_ha) FILTER (WHERE change = 'new') AS new_ha,
               sum(growth_ha) FILTER (WHERE change = 'expanded') AS expanded_ha,
               -sum(growth_ha) FILTER (WHERE change = 'reduced') AS reduced_ha,
               -sum(growth_ha) FILTER (WHERE change = 'merged') AS merged_ha,
               -sum(growth_ha) FILTER (WHERE change = 'removed') AS removed_ha,
               sum(area_to_ha) FILTER (WHERE change = 'kept' AND measured) AS kept_ha,
               sum(area_to_ha) FILTER (WHERE measured) AS area_to_ha
        FROM counted
        GROUP BY unit_id
    )
    SELECT u.unit_id, u.key, u.name, u.full_name, u.area_km2,
           coalesce(t.clusters, 0), coalesce(t.standing_from, 0), coalesce(t.new, 0),
           coalesce(t.expanded, 0), coalesce(t.reduced, 0), coalesce(t.merged, 0),
           coalesce(t.removed, 0), coalesce(t.kept, 0), coalesce(t.standing_to, 0),
           coalesce(t.merged_before, 0), coalesce(t.removed_before, 0), coalesce(t.dropped, 0),
           coalesce(t.dropped_merged, 0), coalesce(t.planned, 0), coalesce(t.unconfirmed, 0), coalesce(t.without_area, 0),
           t.area_from_ha, n.new_ha, n.expanded_ha, n.reduced_ha, n.merged_ha, n.removed_ha,
           n.kept_ha, t.area_to_ha,
           CASE WHEN n.new_ha + n.expanded_ha + n.reduced_ha + n.merged_ha + n.removed_ha IS NOT NULL
                     OR greatest(n.new_ha, n.expanded_ha, n.reduced_ha, n.merged_ha, n.removed_ha) > 0
                THEN t.area_to_ha - t.area_from_ha END,
           u.boundary, u.approximate
    FROM unit AS u
    FULL JOIN totals AS t ON t.unit_id = u.unit_id
    LEFT JOIN LATERAL (
        SELECT CASE WHEN t.new = 0 OR t.new_ha > 0 THEN coalesce(t.new_ha, 0) END AS new_ha,
               CASE WHEN t.expanded = 0 OR t.expanded_ha > 0 THEN coalesce(t.expanded_ha, 0) END
                   AS expanded_ha,
               CASE WHEN t.reduced = 0 OR t.reduced_ha > 0 THEN coalesce(t.reduced_ha, 0) END
                   AS reduced_ha,
               CASE WHEN t.merged = 0 OR t.merged_ha > 0 THEN coalesce(t.merged_ha, 0) END
                   AS merged_ha,
               CASE WHEN t.removed = 0 OR t.removed_ha > 0 THEN coalesce(t.removed_ha, 0) END
                   AS removed_ha,
               coalesce(t.kept_ha, 0) AS kept_ha
    ) AS n ON t.measured
$$;
COMMENT ON FUNCTION planning.unit_change(date, date, date, text, bigint, date) IS
    'Thay đổi theo đơn vị hành chính của một ngày bất kỳ. / Changes added up by the units of any day.';
