-- Purpose: whether a row of a block is of a cluster, or cited from a place, that is not on record.
--          Each is looked up in the index, so that the time does not grow with the record.
SELECT EXISTS (
    SELECT FROM import_place AS p
    WHERE (SELECT c.cluster_id FROM atlas.cluster AS c WHERE c.cluster_id = p.cluster_id) IS NULL
       OR (p.citation_id IS NOT NULL
           AND (SELECT t.citation_id FROM atlas.citation AS t
                WHERE t.citation_id = p.citation_id) IS NULL)
)
