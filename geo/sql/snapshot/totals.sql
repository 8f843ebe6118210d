-- Purpose: keep the totals that figures are compared with, where they are not kept.
-- Parameters: today.
INSERT INTO atlas.total_snapshot (
    on_date, known_on, unit_id, scope, clusters, area_ha, without_area
)
SELECT * FROM planning.unit_totals(:today)
ON CONFLICT DO NOTHING
