-- Purpose: the other names of clusters.
-- Columns: cluster_id, alias.
SELECT cluster_id, alias FROM planning.cluster_alias ORDER BY cluster_id, alias
