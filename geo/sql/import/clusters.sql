-- Purpose: the clusters of a block that are not on record.
-- Parameters: run.
WITH made AS (
    INSERT INTO atlas.cluster (key, name, name_key, zone_type, import_run_id)
    SELECT cluster_key, name, name_key, zone_type, :run
    FROM import_row
    WHERE action = 'added' AND repeat = 0
    RETURNING key, cluster_id
)
INSERT INTO import_cluster SELECT key, cluster_id FROM made
