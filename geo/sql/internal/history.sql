-- Purpose: what the sources say of one cluster, in order.
-- Parameters: cluster = its key.
-- Columns: as planning.history, without the ids.
SELECT cluster_key AS cluster,
       event_key AS event,
       kind,
       modality,
       effective_on,
       stated_on,
       period_text,
       area_ha::float,
       area_from_ha::float,
       area_delta_ha::float,
       area_qualifier,
       industrial_ha::float,
       leased_ha::float,
       fill_pct::float,
       wastewater,
       capital_vnd_billion::float,
       capital_usd_million::float,
       capital_qualifier,
       decision_no,
       absorbed_into,
       note,
       title,
       publisher,
       published,
       url,
       place,
       corrections
FROM planning.history
WHERE cluster_key = :cluster
ORDER BY effective_on NULLS FIRST, stated_on NULLS FIRST, event_key
