-- Purpose: Không có hai dòng cùng mã, không phát biểu nào ghi hai lần. / No two rows bear one key, and nothing that a source states is there twice.
-- Next: Dùng lại bản sao lưu: “geo db restore”. / Go back to a backup: "geo db restore".
-- Columns: found, detail.
SELECT k.kind || ' ' || k.key AS found, count(*) || ' ×' AS detail
FROM (
    SELECT 'unit' AS kind, key FROM planning.unit
    UNION ALL
    SELECT 'cluster', key FROM planning.cluster
    UNION ALL
    SELECT 'event', event_key FROM planning.statement
    UNION ALL
    SELECT 'milestone', key FROM planning.milestone
    UNION ALL
    SELECT 'indicator', key FROM planning.indicator
    UNION ALL
    SELECT 'indicator_value', key FROM planning.indicator_value
    UNION ALL
    SELECT 'source', key FROM planning.source
) AS k
GROUP BY k.kind, k.key
HAVING count(*) > 1
UNION ALL
SELECT min(s.event_key), max(s.event_key)
FROM planning.statement AS s
GROUP BY s.cluster_id, s.kind, s.modality, s.period, s.stated_on, s.area_ha, s.area_from_ha,
         s.area_delta_ha, s.capital_vnd_billion, s.capital_usd_million, s.decision_no, s.fill_pct,
         s.industrial_ha, s.leased_ha, s.wastewater, s.absorbed_into_text, s.note, s.citation_id
HAVING count(*) > 1
UNION ALL
SELECT min(v.key), max(v.key)
FROM planning.indicator_value AS v
GROUP BY v.unit_id, v.indicator_id, v.period, v.value, v.qualifier, v.modality, v.note,
         v.citation_id
HAVING count(*) > 1
