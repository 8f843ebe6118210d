-- Purpose: the cluster and the citation of each row of a block that is taken in.
-- Parameters: source.
INSERT INTO import_place
SELECT r.n,
       coalesce(r.cluster_id, c.cluster_id,
                (SELECT k.cluster_id FROM atlas.cluster AS k
                 WHERE k.key = r.cluster_key FOR KEY SHARE)),
       coalesce(t.citation_id,
                (SELECT k.citation_id FROM atlas.citation AS k
                 WHERE k.source_id = :source AND k.place = r.place FOR KEY SHARE))
FROM import_row AS r
LEFT JOIN import_cluster AS c ON c.key = r.cluster_key
LEFT JOIN import_citation AS t USING (place)
WHERE r.action IN ('added', 'known')
