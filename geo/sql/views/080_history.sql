-- Purpose: the life of each cluster as its sources tell it, every statement with its source.
-- Columns: cluster and statement; effective_on = the day from which it counts, stated_on = the first
--          day of the source's date (rules: table atlas.event); period and period_text as stated;
--          areas and capital; decision_no; absorbed_into = the zones a merger leads into, or the
--          source's words; title, publisher, published, url of the source and place in it;
--          corrections made in the statement or in what is said of its source (as
--          planning.correction; null: all is as the source has it).
-- In the order of: cluster, day of effect, day of the source, key of the statement; what is not
-- dated stands first.
CREATE VIEW planning.history AS
SELECT e.cluster_id,
       c.key AS cluster_key,
       c.name,
       e.event_id,
       e.key AS event_key,
       e.kind,
       e.modality,
       e.effective_on,
       e.stated_on,
       e.period,
       e.period_text,
       e.area_ha,
       e.area_from_ha,
       e.area_delta_ha,
       e.area_qualifier,
       e.industrial_ha,
       e.leased_ha,
       e.fill_pct,
       e.wastewater,
       e.capital_vnd_billion,
       e.capital_usd_million,
       e.capital_qualifier,
       e.decision_no,
       coalesce(z.absorbed_into, e.absorbed_into_text) AS absorbed_into,
       e.note,
       s.title,
       s.publisher,
       s.published_text AS published,
       s.url,
       p.place,
       ke.corrections || ks.corrections AS corrections
FROM atlas.event AS e
JOIN atlas.cluster AS c USING (cluster_id)
JOIN atlas.citation AS p USING (citation_id)
JOIN atlas.source AS s USING (source_id)
LEFT JOIN LATERAL (
    SELECT string_agg(o.zone_type || ' ' || o.name, ', ' ORDER BY o.key) AS absorbed_into
    FROM atlas.event_cluster AS ec
    JOIN atlas.cluster AS o USING (cluster_id)
    WHERE ec.event_id = e.event_id AND ec.role = 'absorbed_into'
) AS z ON TRUE
LEFT JOIN planning.correction AS ke ON ke.table_name = 'events' AND ke.key = e.key
LEFT JOIN planning.correction AS ks ON ks.table_name = 'sources' AND ks.key = s.key
ORDER BY c.key, e.effective_on NULLS FIRST, e.stated_on NULLS FIRST, e.key;
COMMENT ON VIEW planning.history IS
    'Lịch sử từng cụm: mọi phát biểu theo thứ tự thời gian, kèm nguồn. / The life of each cluster: every statement in order, with its source.';
