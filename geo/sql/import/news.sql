-- Purpose: what the rows of known clusters state that is not on record yet; areas only of what is done
--          or decided.
INSERT INTO import_news
SELECT r.n, r.cluster_id, e.kind,
       CASE WHEN e.modality IN ('done', 'decided') THEN e.area_ha END,
       e.industrial_ha, e.leased_ha, e.fill_pct
FROM import_row AS r JOIN import_event AS e USING (n)
WHERE r.action = 'known'
