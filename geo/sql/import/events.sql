-- Purpose: the statements of a block that are not on record as they are made.
-- Parameters: run, stated_on.
-- Result: one row for each, is_new = it was not on record at all.
INSERT INTO atlas.event AS x (
    key, cluster_id, kind, modality, period, stated_on, area_ha, area_from_ha, area_delta_ha,
    area_qualifier, capital_vnd_billion, capital_usd_million, decision_no, fill_pct, industrial_ha,
    leased_ha, wastewater, absorbed_into_text, note, citation_id, import_run_id
)
SELECT e.key, p.cluster_id, e.kind, e.modality, e.period, :stated_on, e.area_ha, e.area_from_ha,
       e.area_delta_ha, e.area_qualifier, e.capital_vnd_billion, e.capital_usd_million,
       e.decision_no, e.fill_pct, e.industrial_ha, e.leased_ha, e.wastewater, e.absorbed_into_text,
       e.note, p.citation_id, :run
FROM import_event AS e
JOIN import_place AS p USING (n)
WHERE e.is_new
