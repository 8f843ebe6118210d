-- Purpose: every statement of a source about a cluster, with the day from which it counts.
-- Columns: the event; `sure` orders modality (0 proposed … 3 done); `stated_on` is the first day of
--          the source's date; `effective_on` the day the event takes effect; `horizon_on` the last
--          day of the plan a `planned` event belongs to.
-- Rules:
--   A thing done counts from the first day of its period, else from the day it was reported.
--   A thing decided the same, but "by 2030" without a beginning counts from the last day of 2030.
--   A thing planned or proposed counts from the last day of its period, else from the end of the
--   ten-year planning period in which the source appeared (…2020, 2030), else from the end of 2030.
--   Entering a plan counts from the first of: beginning of the period, day of the source.
CREATE FUNCTION planning.planning_period_end(stated_on date)
RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT make_date(10 * ceil(extract(year FROM stated_on) / 10)::integer, 12, 31)
$$;
COMMENT ON FUNCTION planning.planning_period_end(date) IS
    'Ngày cuối của kỳ quy hoạch 10 năm chứa ngày đã cho. / Last day of the ten-year planning period that holds a day.';

CREATE VIEW planning.statement AS
SELECT e.event_id,
       e.key AS event_key,
       ec.cluster_id,
       e.kind,
       e.modality,
       array_position(ARRAY['proposed', 'planned', 'decided', 'done'], e.modality) - 1 AS sure,
       e.period,
       e.period_text,
       e.area_ha,
       e.area_from_ha,
       e.area_delta_ha,
       e.area_qualifier,
       e.capital_vnd_billion,
       e.decision_no,
       e.fill_pct,
       e.absorbed_into_text,
       s.source_id,
       t.place,
       lower(s.published) AS stated_on,
       CASE
           WHEN e.kind = 'planned' THEN least(lower(e.period), lower(s.published))
           WHEN e.modality = 'done'
               THEN coalesce(lower(e.period), least(upper(e.period) - 1, lower(s.published)))
           WHEN e.modality = 'decided'
               THEN coalesce(lower(e.period), upper(e.period) - 1, lower(s.published))
           ELSE coalesce(upper(e.period) - 1,
                         planning.planning_period_end(lower(s.published)),
                         DATE '2030-12-31')
       END AS effective_on,
       CASE
           WHEN e.kind = 'planned'
               THEN coalesce(upper(e.period) - 1, planning.planning_period_end(lower(s.published)))
       END AS horizon_on
FROM atlas.event AS e
JOIN atlas.event_cluster AS ec ON ec.event_id = e.event_id AND ec.role = 'subject'
JOIN atlas.citation AS t USING (citation_id)
JOIN atlas.source AS s USING (source_id);
COMMENT ON VIEW planning.statement IS
    'Mọi sự kiện của từng cụm theo từng nguồn, với ngày bắt đầu có hiệu lực. / Every sourced statement about a cluster, with the day from which it counts.';
