-- Purpose: what the rows of a block state, one row of `import_event` for each statement.
-- Parameters: source_key; stated_on = the day of the list; today; kind, modality = the status of rows
--          that state none; decisions = what the decisions of the list do, as the title of their column
--          says: `found` clusters, or `approve` plans (null: not said).
-- Rules: the status of the row is one statement, with all its figures. Where neither the row nor the
--          user states one, land let out stands for a cluster that operates; a day of establishment
--          that is past, an area of now, or a decision that founds for an established one; an area in
--          a plan for a planned one; another decision for one that was established, where the list
--          does not deny that it has an area. Of what is only inferred to operate nobody says since
--          when.
--          A day of establishment is a statement of its own, with the decision that founds; what the
--          list tells of the cluster counts from the day of the list. Planned is what the list itself
--          lies before: a later year, a span of years, a deadline.
--          The area of 2030 is a statement of the plan where the first does not say it already: more
--          than now expanded, less adjusted, nothing removed; and so is the area in the plan in force
--          of a cluster that is more than planned.
--          A list with a column for the plan in force says nothing of it by the area of 2030.
--          Where a list has a column of how sure the status is, as an export has (`certainty` is `?`
--          where there is none), the status may be implied: of a cluster that stands, by an expansion
--          to come; of a planned one that has an area now, by an adjustment; of one that has no
--          area in 2030, by its removal or merger until then. A status that is
--          unconfirmed and unsure comes of no statement at all.
--          Rows that an export wrote with all its figures are restated (`restated`), not read here.
--          The number of a repeated row and the plan's statements have keys of their own.
INSERT INTO import_event
SELECT t.n,
       t.cluster_key || '#' || s.kind || s.suffix || '@' || CAST(:source_key AS text)
           || CASE WHEN t.repeat > 0 THEN '-' || t.repeat + 1 ELSE '' END,
       t.action = 'added',
       s.kind, s.modality, s.period, s.area_ha, s.area_from_ha,
       CASE WHEN s.is_main THEN nullif(t.area_delta_ha, 0) END,
       CASE WHEN s.is_main AND s.area_ha IS NOT NULL THEN t.area_qualifier END,
       CASE WHEN s.is_main THEN nullif(t.capital_vnd_billion, 0) END,
       CASE WHEN s.is_main THEN nullif(t.capital_usd_million, 0) END,
       CASE WHEN CASE WHEN t.is_founded AND CAST(:decisions AS text) = 'found' THEN s.is_founding
                      ELSE s.is_main END
            THEN t.decision_no END,
       CASE WHEN s.is_main THEN t.fill_pct END,
       CASE WHEN s.is_main THEN nullif(t.industrial_ha, 0) END,
       CASE WHEN s.is_main THEN t.leased_ha END,
       CASE WHEN s.is_main THEN t.wastewater END,
       CASE WHEN s.is_main THEN t.absorbed_into END,
       CASE WHEN s.is_main THEN t.note END
FROM (
    SELECT r.*,
           d.kind AS main_kind,
           CASE WHEN r.kind IS NOT NULL OR d.kind = CAST(:kind AS text)
                THEN coalesce(r.modality, CAST(:modality AS text))
                WHEN d.kind = 'operating' OR (d.kind = 'established' AND d.is_sure) THEN 'done'
                WHEN d.kind = 'established' THEN 'decided'
                ELSE 'planned' END AS main_modality,
           CASE WHEN d.kind = 'planned'
                THEN coalesce(nullif(r.area_ha, 0), a.plan, a.later, a.now)
                WHEN d.is_implied THEN nullif(a.later, a.now)
                ELSE coalesce(nullif(r.area_ha, 0), a.now) END AS main_area,
           a.plan, a.later, d.is_implied, a.now, a.leaves,
           r.established_on IS NOT NULL AS is_founded, f.modality AS founding_modality
    FROM import_row AS r
    CROSS JOIN LATERAL (
        SELECT nullif(r.area_now_ha, 0) AS now, nullif(r.planned_area_ha, 0) AS plan,
               nullif(r.area_2030_ha, 0) AS later,
               coalesce(r.certainty IN ('planned', 'proposed') AND r.kind = 'planned'
                        AND r.area_2030_ha = 0 AND r.area_now_ha IS DISTINCT FROM 0, FALSE)
                   AS leaves
    ) AS a
    CROSS JOIN LATERAL (
        SELECT CASE WHEN coalesce(lower(r.established_on), upper(r.established_on) - 1) <= t.day
                         AND coalesce(upper(r.established_on) <= t.next_year, TRUE) THEN 'done'
                    WHEN r.established_on IS NOT NULL THEN 'planned' END AS modality
        FROM (
            SELECT l.day, make_date(extract(year FROM l.day)::integer + 1, 1, 1) AS next_year
            FROM (SELECT coalesce(CAST(:stated_on AS date), CAST(:today AS date)) AS day) AS l
        ) AS t
    ) AS f
    CROSS JOIN LATERAL (
        SELECT f.modality IS NOT DISTINCT FROM 'done' OR a.now IS NOT NULL
               OR (r.decision_no IS NOT NULL AND coalesce(CAST(:decisions AS text) = 'found', FALSE))
                   AS is_sure
    ) AS g
    CROSS JOIN LATERAL (
        SELECT CASE WHEN a.leaves AND r.absorbed_into IS NOT NULL THEN 'merged'
                    WHEN a.leaves THEN 'removed'
                    WHEN r.certainty IN ('planned', 'proposed')
                         AND r.kind IN ('established', 'construction', 'operating') THEN 'expanded'
                    WHEN r.certainty <> '?' AND r.kind = 'planned' AND a.now IS NOT NULL
                    THEN 'adjusted'
                    WHEN r.kind IS NOT NULL THEN r.kind
                    WHEN CAST(:kind AS text) IS NOT NULL THEN CAST(:kind AS text)
                    WHEN r.certainty = '?' AND (r.leased_ha > 0 OR r.fill_pct > 0)
                    THEN 'operating'
                    WHEN g.is_sure THEN 'established'
                    WHEN coalesce(a.later, a.plan) IS NOT NULL THEN 'planned'
                    WHEN r.decision_no IS NOT NULL AND CAST(:decisions AS text) IS NULL
                         AND r.area_now_ha IS DISTINCT FROM 0 THEN 'established'
                    ELSE 'planned' END AS kind,
               g.is_sure,
               r.certainty <> '?'
               AND ((r.certainty IN ('planned', 'proposed')
                     AND r.kind IN ('established', 'construction', 'operating'))
                    OR (r.kind = 'planned' AND a.now IS NOT NULL)) AS is_implied
    ) AS d
    WHERE r.action IN ('added', 'known')
      AND NOT (r.restated AND r.kind IS NOT NULL)
      AND NOT (r.unconfirmed AND r.certainty IS NULL)
) AS t
CROSS JOIN LATERAL (
    SELECT TRUE AS is_main, FALSE AS is_founding, t.main_kind AS kind, '' AS suffix,
           t.main_modality AS modality,
           CASE WHEN t.unconfirmed THEN daterange(NULL, '2021-01-01')
                WHEN t.leaves THEN coalesce(t.decided_on, daterange(NULL, '2031-01-01'))
                WHEN t.kind IS NULL AND t.main_kind IN ('construction', 'operating')
                     OR t.main_kind = 'established'
                        AND (t.is_founded OR lower(t.decided_on) > CAST(:stated_on AS date))
                THEN NULL
                WHEN t.main_kind <> 'planned' THEN t.decided_on
                WHEN lower(t.decided_on) IS NOT NULL THEN daterange(
                    lower(t.decided_on),
                    make_date(10 * ceil(extract(year FROM lower(t.decided_on)) / 10.0)::integer + 1,
                              1, 1))
                WHEN coalesce(t.later, t.plan) IS NOT NULL THEN daterange(NULL, '2031-01-01') END
               AS period,
           t.main_area AS area_ha,
           coalesce(nullif(t.area_from_ha, 0), CASE WHEN t.is_implied THEN t.now END)
               AS area_from_ha
    UNION ALL
    SELECT FALSE, TRUE, 'established', '-founded', t.founding_modality, t.established_on,
           CASE WHEN t.main_kind = 'established' THEN nullif(t.area_ha, 0) END, NULL
    WHERE t.is_founded
    UNION ALL
    SELECT FALSE, FALSE, 'planned', '-plan', 'planned', daterange(NULL, '2031-01-01'), t.plan, NULL
    WHERE t.plan IS NOT NULL AND t.main_kind NOT IN ('planned', 'merged', 'removed')
    UNION ALL
    SELECT FALSE, FALSE,
           CASE WHEN t.later IS NULL THEN 'removed'
                WHEN t.main_kind = 'planned' OR t.later < t.main_area THEN 'adjusted'
                WHEN t.later > t.main_area THEN 'expanded'
                ELSE 'planned' END,
           '-2030', 'planned', daterange(NULL, '2031-01-01'), t.later,
           CASE WHEN t.later > t.main_area THEN t.main_area END
    WHERE t.area_2030_ha IS NOT NULL AND t.main_kind NOT IN ('merged', 'removed')
      AND (t.later IS NULL OR t.later IS DISTINCT FROM t.plan)
      AND NOT coalesce(t.is_implied, FALSE)
      AND NOT coalesce(t.has_plan AND t.later = t.main_area, FALSE)
      AND NOT (t.main_kind = 'planned' AND (t.later IS NULL OR t.later = t.main_area))
      AND (t.later IS NOT NULL OR t.main_area IS NOT NULL)
) AS s
