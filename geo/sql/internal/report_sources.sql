-- Purpose: the sources of what is said of the clusters (CCN) of a unit.
-- Parameters: known_on; within = key of the unit.
-- Columns: title, publisher, published, url; clusters = how many it speaks of. The most of them first.
SELECT s.title,
       s.publisher,
       s.published,
       s.url,
       count(DISTINCT c.cluster_id) AS clusters
FROM planning.cluster AS c
JOIN planning.cluster_unit AS m ON m.cluster_id = c.cluster_id AND m.is_primary
JOIN planning.unit AS u ON u.unit_id = m.unit_id AND u.key = :within
JOIN planning.statement AS e ON e.cluster_id = c.cluster_id
JOIN planning.citation AS s ON s.citation_id = e.citation_id
WHERE c.zone_type = 'CCN'
  AND coalesce(e.stated_on, e.effective_on, '-infinity') <= CAST(:known_on AS date)
GROUP BY s.source_id, s.title, s.publisher, s.published, s.url
ORDER BY clusters DESC, s.title
