-- Purpose: what the rows of a block state that were written by an export: every figure of a cluster
--          on the day, from which the record then says of it what it said where they came from.
-- Parameters: source_key.
-- Rules: as an export has them, an empty area is one that is not known, 0 says that nothing stands.
--          The status is one statement (`main`), by what it can come of:
--            told     done or decided: what the row says;
--            grows    it stands, but sure is only that it is planned: an expansion to come;
--            leaves   planned, stands until then, and gone by 2030: its merger or removal;
--            alters   planned, and stands until then: an adjustment to come;
--            enters   planned, and nothing stands: the plan;
--            lapsed   unconfirmed: a plan whose period is over.
--          What the main statement cannot hold is one of the plan: the area in force, and the figures
--          beside one that is still to come or, of capital, that is of a merger or removal. The area
--          of 2030 is a third one where the others do not say it already.
INSERT INTO import_event
SELECT t.n,
       t.cluster_key || '#' || s.kind || s.suffix || '@' || CAST(:source_key AS text)
           || CASE WHEN t.repeat > 0 THEN '-' || t.repeat + 1 ELSE '' END,
       t.action = 'added',
       s.kind, s.modality, s.period, s.area_ha, s.area_from_ha,
       CASE WHEN s.is_main THEN nullif(t.area_delta_ha, 0) END,
       s.area_qualifier,
       CASE WHEN s.has_capital THEN nullif(t.capital_vnd_billion, 0) END,
       CASE WHEN s.has_capital THEN nullif(t.capital_usd_million, 0) END,
       CASE WHEN s.has_figures THEN t.decision_no END,
       CASE WHEN s.has_figures THEN t.fill_pct END,
       CASE WHEN s.has_figures THEN nullif(t.industrial_ha, 0) END,
       CASE WHEN s.has_figures THEN t.leased_ha END,
       CASE WHEN s.has_figures THEN t.wastewater END,
       CASE WHEN s.is_main THEN t.absorbed_into END,
       CASE WHEN s.is_main THEN t.note END
FROM (
    SELECT r.*, a.*, w.way, y.*,
           w.way IN ('grows', 'leaves', 'alters') AS is_to_come,
           w.way = 'told' AND r.kind IN ('merged', 'removed') AS is_gone,
           -- Of what is to come the plan tells how exact the area is, and then the area itself.
           r.area_qualifier IS NOT NULL
               AND coalesce(a.plan = a.now AND w.way IN ('grows', 'alters'),
                            a.plan IS NULL AND w.way = 'grows') AS by_plan,
           num_nonnulls(r.decision_no, r.fill_pct, nullif(r.industrial_ha, 0), r.leased_ha,
                        r.wastewater) > 0 AS figures,
           num_nonnulls(nullif(r.capital_vnd_billion, 0), nullif(r.capital_usd_million, 0)) > 0
               AS capital
    FROM import_row AS r
    CROSS JOIN LATERAL (
        SELECT nullif(r.area_now_ha, 0) AS now, nullif(r.planned_area_ha, 0) AS plan,
               nullif(r.area_2030_ha, 0) AS later, nullif(r.area_ha, 0) AS area
    ) AS a
    CROSS JOIN LATERAL (
        SELECT CASE WHEN r.unconfirmed THEN 'lapsed'
                    WHEN r.kind IN ('established', 'construction', 'operating')
                         AND r.certainty IN ('planned', 'proposed') THEN 'grows'
                    WHEN r.kind <> 'planned' THEN 'told'
                    WHEN r.area_now_ha = 0 THEN 'enters'
                    WHEN r.area_2030_ha = 0 OR r.status_2030 IN ('merged', 'removed') THEN 'leaves'
                    ELSE 'alters' END AS way
    ) AS w
    CROSS JOIN LATERAL (
        SELECT coalesce(r.status_2030 IN ('merged', 'removed'), r.area_2030_ha = 0, FALSE) AS is_out_2030,
               CASE WHEN r.status_2030 IN ('established', 'construction', 'operating')
                    THEN r.status_2030 END AS built_2030,
               -- What the main statement alone comes to by 2030.
               CASE WHEN w.way = 'told' THEN r.kind
                    WHEN w.way = 'grows' OR (w.way = 'alters' AND m.modality IN ('done', 'decided'))
                    THEN 'established' END AS main_2030,
               m.modality AS main_modality
        FROM (
            -- A plan that is sure, of something that is not: what is to come makes no cluster of it.
            SELECT CASE WHEN w.way = 'alters' AND r.modality IN ('done', 'decided')
                             AND r.status_2030 = 'planned' THEN 'planned'
                        ELSE r.modality END AS modality
        ) AS m
    ) AS y
    WHERE r.restated AND r.action IN ('added', 'known') AND r.kind IS NOT NULL
      AND NOT (r.unconfirmed AND r.certainty IS NULL)
) AS t
CROSS JOIN LATERAL (
    SELECT TRUE AS is_main, v.kind, '' AS suffix, t.main_modality AS modality, v.period,
           v.area AS area_ha, v.area_from AS area_from_ha,
           CASE WHEN v.area IS NOT NULL AND NOT t.is_to_come OR t.way = 'leaves'
                THEN t.area_qualifier END AS area_qualifier,
           NOT t.is_to_come AS has_figures,
           NOT t.is_to_come AND NOT (t.is_gone AND t.decided_on IS NULL) AS has_capital
    FROM (
        SELECT CASE t.way WHEN 'grows' THEN 'expanded'
                          WHEN 'alters' THEN 'adjusted'
                          WHEN 'leaves' THEN CASE WHEN t.status_2030 = 'merged' OR t.absorbed_into IS NOT NULL
                                                  THEN 'merged' ELSE 'removed' END
                          ELSE t.kind END AS kind,
               CASE WHEN t.way = 'lapsed' THEN daterange(NULL, '2021-01-01')
                    -- The day before a removal of the same plan.
                    WHEN t.way = 'grows' AND t.is_out_2030
                    THEN daterange(NULL, '2030-12-31')
                    WHEN t.is_to_come AND t.modality = 'done'
                    THEN daterange('2030-12-31', '2031-01-01')
                    WHEN t.is_to_come
                         OR (t.way = 'enters' AND coalesce(t.later, t.plan) IS NOT NULL)
                    THEN daterange(NULL, '2031-01-01')
                    WHEN t.way = 'told' THEN t.decided_on END AS period,
               CASE t.way WHEN 'told' THEN coalesce(t.area, t.now)
                          WHEN 'enters' THEN coalesce(t.plan, t.area)
                          WHEN 'lapsed' THEN coalesce(t.area, t.plan, t.later, t.now)
                          WHEN 'leaves' THEN t.now
                          ELSE CASE WHEN t.plan IS NOT NULL OR t.later <> t.now OR t.now IS NULL
                                    THEN t.later END END AS area,
               CASE WHEN t.way IN ('grows', 'alters') AND NOT t.by_plan
                    THEN coalesce(nullif(t.area_from_ha, 0), t.now)
                    WHEN t.way <> 'leaves' THEN nullif(t.area_from_ha, 0) END AS area_from
    ) AS v
    UNION ALL
    SELECT FALSE, 'planned', '-plan',
           CASE WHEN t.way IN ('leaves', 'alters') THEN t.modality ELSE 'planned' END,
           CASE WHEN t.by_plan AND t.plan IS NULL THEN daterange(NULL, '2021-01-01')
                ELSE daterange(NULL, '2031-01-01') END,
           CASE WHEN t.by_plan THEN coalesce(t.plan, t.now) ELSE t.plan END, NULL,
           CASE WHEN t.by_plan THEN t.area_qualifier END,
           t.is_to_come, t.is_to_come OR t.is_gone
    WHERE CASE WHEN t.is_to_come THEN t.plan IS NOT NULL OR t.by_plan OR t.figures OR t.capital
                                      OR t.main_modality <> t.modality
               WHEN t.is_gone THEN t.capital AND t.decided_on IS NULL
               ELSE t.way = 'told' AND t.plan IS NOT NULL END
    UNION ALL
    SELECT FALSE,
           CASE WHEN t.is_out_2030 THEN CASE WHEN t.status_2030 = 'merged' THEN 'merged' ELSE 'removed' END
                WHEN t.is_gone THEN coalesce(t.built_2030, 'adjusted')
                WHEN t.way IN ('enters', 'alters') OR t.built_2030 <> t.main_2030
                THEN coalesce(t.built_2030, 'established')
                WHEN t.later <= t.now THEN 'adjusted'
                ELSE 'expanded' END,
           '-2030',
           CASE WHEN t.way = 'alters' OR (t.way = 'enters' AND t.modality = 'proposed')
                THEN t.modality ELSE 'planned' END,
           CASE WHEN t.way = 'alters' AND t.modality = 'done'
                THEN daterange('2030-12-31', '2031-01-01')
                ELSE daterange(NULL, '2031-01-01') END,
           -- An area that is stated already would stand below a larger one of the plan.
           CASE WHEN t.way <> 'alters'
                     AND (t.way = 'told' AND t.later = t.now AND t.built_2030 <> t.kind) IS NOT TRUE
                THEN t.later END,
           CASE WHEN t.way = 'told' AND t.later > t.now AND NOT t.is_gone THEN t.now END,
           NULL, FALSE, FALSE
    WHERE CASE t.way
          WHEN 'told' THEN CASE
               WHEN t.is_gone THEN NOT t.is_out_2030 OR t.status_2030 <> t.kind
               WHEN t.is_out_2030 OR t.built_2030 <> t.kind THEN TRUE
               ELSE t.later IS DISTINCT FROM
                    CASE WHEN t.kind = 'established' THEN coalesce(t.now, t.plan)
                         ELSE greatest(t.now, t.plan) END AND t.later IS NOT NULL END
          WHEN 'grows' THEN t.is_out_2030 OR t.built_2030 <> t.main_2030
          WHEN 'enters' THEN t.built_2030 IS NOT NULL
                             OR (t.later IS DISTINCT FROM t.plan AND t.later IS NOT NULL
                                 AND NOT t.is_out_2030)
          WHEN 'alters' THEN t.built_2030 IS DISTINCT FROM t.main_2030
                             AND t.built_2030 IS NOT NULL END
) AS s
