-- Purpose: drop the statements that the source makes on record already, and those that a person set
--          right or removed there since it was read: what a person did stands.
-- Parameters: stated_on.
DELETE FROM import_event AS e
WHERE NOT e.is_new AND (
    EXISTS (
        SELECT FROM atlas.event AS x
        WHERE x.key = e.key
          AND (x.kind, x.modality, x.period, x.stated_on, x.area_ha, x.area_from_ha,
               x.area_delta_ha, x.area_qualifier, x.capital_vnd_billion, x.capital_usd_million,
               x.decision_no, x.fill_pct, x.industrial_ha, x.leased_ha, x.wastewater,
               x.absorbed_into_text, x.note)
              IS NOT DISTINCT FROM
              (e.kind, e.modality, e.period, CAST(:stated_on AS date), e.area_ha, e.area_from_ha,
               e.area_delta_ha, e.area_qualifier, e.capital_vnd_billion, e.capital_usd_million,
               e.decision_no, e.fill_pct, e.industrial_ha, e.leased_ha, e.wastewater,
               e.absorbed_into_text, e.note)
    )
    OR EXISTS (
        SELECT FROM atlas.row_history AS h
        WHERE h.table_name = 'event' AND h.row_key = e.key AND h.action IN ('update', 'delete')
          AND NOT EXISTS (SELECT FROM atlas.import_run AS r WHERE r.loaded_at = h.changed_at)
    )
)
