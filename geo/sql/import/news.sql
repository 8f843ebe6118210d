-- Purpose: what the rows of known clusters state that is not on record yet.
INSERT INTO import_news
SELECT r.n, r.cluster_id, e.kind, e.area_ha, e.industrial_ha, e.leased_ha, e.fill_pct
FROM import_row AS r JOIN import_event AS e USING (n)
WHERE r.action = 'known'
