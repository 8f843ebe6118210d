-- Purpose: the changes between two days, added up by the units of any day.
-- Parameters: from_date, to_date as in cluster_change; units_date = whose units; unit_level =
--          province, district or commune.
-- Columns: clusters on record; how many are new, expanded, reduced, merged, removed, kept,
--          unconfirmed; ha before and after over the clusters whose area is known on both days,
--          change_ha = after − before (null where no cluster has one); without_area = clusters
--          left out of the ha for want of a figure. Only clusters (CCN) are counted, each once, in
--          its primary unit. Units without a cluster on record are listed with zeros.
CREATE FUNCTION planning.unit_change(
    from_date date, to_date date, units_date date, unit_level text
)
RETURNS TABLE (
    unit_id bigint, key text, name text, full_name text, area_km2 numeric,
    clusters bigint, new bigint, expanded bigint, reduced bigint, merged bigint, removed bigint,
    kept bigint, unconfirmed bigint, without_area bigint,
    area_from_ha numeric, area_to_ha numeric, change_ha numeric,
    boundary geometry, approximate boolean
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH counted AS (
        SELECT m.unit_id, k.*,
               k.change IS NOT NULL AND k.area_from_ha IS NOT NULL AND k.area_to_ha IS NOT NULL
                   AS measured
        FROM planning.cluster_change(from_date, to_date) AS k
        JOIN atlas.cluster AS c USING (cluster_id)
        JOIN atlas.cluster_site_unit AS m USING (cluster_id)
        WHERE c.zone_type = 'CCN' AND m.is_primary
    ), totals AS (
        SELECT unit_id,
               count(*) AS clusters,
               count(*) FILTER (WHERE change = 'new') AS new,
               count(*) FILTER (WHERE change = 'expanded') AS expanded,
               count(*) FILTER (WHERE change = 'reduced') AS reduced,
               count(*) FILTER (WHERE change = 'merged') AS merged,
               count(*) FILTER (WHERE change = 'removed') AS removed,
               count(*) FILTER (WHERE change = 'kept') AS kept,
               count(*) FILTER (WHERE change IS NULL) AS unconfirmed,
               count(*) FILTER (WHERE change IS NOT NULL AND NOT measured) AS without_area,
               sum(area_from_ha) FILTER (WHERE measured) AS area_from_ha,
               sum(area_to_ha) FILTER (WHERE measured) AS area_to_ha
        FROM counted
        GROUP BY unit_id
    )
    SELECT u.unit_id, u.key, u.name, u.full_name, u.area_km2,
           coalesce(t.clusters, 0), coalesce(t.new, 0), coalesce(t.expanded, 0),
           coalesce(t.reduced, 0), coalesce(t.merged, 0), coalesce(t.removed, 0),
           coalesce(t.kept, 0), coalesce(t.unconfirmed, 0), coalesce(t.without_area, 0),
           t.area_from_ha, t.area_to_ha, t.area_to_ha - t.area_from_ha,
           u.boundary, u.approximate
    FROM planning.units_on(units_date) AS u
    LEFT JOIN totals AS t USING (unit_id)
    WHERE u.level = unit_level
$$;
COMMENT ON FUNCTION planning.unit_change(date, date, date, text) IS
    'Thay đổi theo đơn vị hành chính của một ngày bất kỳ. / Changes added up by the units of any day.';
