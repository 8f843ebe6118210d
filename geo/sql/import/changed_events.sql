-- Purpose: the statements of a block on known clusters that are not on record as they are made.
-- Parameters: run, stated_on.
-- Result: one row for each, true where it was not on record at all.
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
WHERE NOT e.is_new
ON CONFLICT (key) DO UPDATE SET
    modality = excluded.modality, period = excluded.period, stated_on = excluded.stated_on,
    area_ha = excluded.area_ha, area_from_ha = excluded.area_from_ha,
    area_delta_ha = excluded.area_delta_ha, area_qualifier = excluded.area_qualifier,
    capital_vnd_billion = excluded.capital_vnd_billion,
    capital_usd_million = excluded.capital_usd_million, decision_no = excluded.decision_no,
    fill_pct = excluded.fill_pct, industrial_ha = excluded.industrial_ha,
    leased_ha = excluded.leased_ha, wastewater = excluded.wastewater,
    absorbed_into_text = excluded.absorbed_into_text, note = excluded.note,
    citation_id = excluded.citation_id, import_run_id = excluded.import_run_id
RETURNING (xmax = 0)
