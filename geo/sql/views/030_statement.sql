-- Purpose: every statement of a source about a cluster, with the day from which it counts.
-- Columns: the event; `sure` orders modality (0 proposed … 3 done); `stated_on` is the first day of
--          the source's date; `effective_on` the day the event takes effect; `horizon_on` the last
--          day of the plan a `planned` event belongs to; `precedence` = its place among the
--          statements on its cluster, the greater the later and surer (rules: table atlas.event).
CREATE VIEW planning.statement AS
SELECT e.event_id,
       e.key AS event_key,
       e.cluster_id,
       e.kind,
       e.modality,
       (e.precedence >> 42 & 3)::integer AS sure,
       e.period,
       e.period_text,
       e.stated_on,
       e.effective_on,
       e.horizon_on,
       e.precedence,
       e.area_ha,
       e.area_from_ha,
       e.area_delta_ha,
       e.area_qualifier,
       e.industrial_ha,
       e.leased_ha,
       e.fill_pct,
       e.wastewater,
       e.capital_vnd_billion,
       e.decision_no,
       e.absorbed_into_text,
       e.citation_id
FROM atlas.event AS e;
COMMENT ON VIEW planning.statement IS
    'Mọi sự kiện của từng cụm theo từng nguồn, với ngày bắt đầu có hiệu lực. / Every sourced statement about a cluster, with the day from which it counts.';
