-- Purpose: the clusters (CCN) that count in a unit, as a report needs them.
-- Parameters: as_of; known_on = the day from which one looks, not after as_of; within = key of the unit.
-- Columns: cluster (key); status, plan, legal, build, wastewater as planning.cluster_on; area_ha of the
--          cluster that stands, planned_area_ha, industrial_ha, leased_ha (null: not known); fill_pct,
--          else leased of industrial land; the capital stated last (not that of an expansion, merger
--          or removal).
-- Rules: a cluster counts in its primary unit; one of which nothing was said by as_of is left out.
SELECT c.key AS cluster,
       k.status,
       k.plan,
       k.legal,
       k.build,
       k.wastewater,
       nullif(k.area_ha, 0)::float AS area_ha,
       k.planned_area_ha::float,
       k.industrial_ha::float,
       k.leased_ha::float,
       coalesce(
           k.fill_pct,
           -- least() leaves nulls out of account.
           CASE WHEN k.leased_ha IS NOT NULL AND k.industrial_ha IS NOT NULL
               THEN least(100 * k.leased_ha / k.industrial_ha, 100) END
       )::float AS fill_pct,
       v.capital_vnd_billion::float,
       v.capital_usd_million::float
FROM planning.cluster AS c
JOIN planning.cluster_unit AS m ON m.cluster_id = c.cluster_id AND m.is_primary
JOIN planning.unit AS u ON u.unit_id = m.unit_id AND u.key = :within
JOIN planning.cluster_on(:as_of, :known_on) AS k ON k.cluster_id = c.cluster_id
LEFT JOIN LATERAL (
    SELECT e.capital_vnd_billion, e.capital_usd_million
    FROM planning.statement AS e
    WHERE e.cluster_id = c.cluster_id
      AND (e.capital_vnd_billion IS NOT NULL OR e.capital_usd_million IS NOT NULL)
      AND e.kind NOT IN ('expanded', 'merged', 'removed')
      AND coalesce(e.stated_on, e.effective_on, '-infinity') <= CAST(:known_on AS date)
    ORDER BY e.stated_on DESC NULLS LAST, e.effective_on DESC NULLS LAST, e.event_key
    LIMIT 1
) AS v ON TRUE
WHERE c.zone_type = 'CCN' AND k.certainty IS NOT NULL
ORDER BY c.key
