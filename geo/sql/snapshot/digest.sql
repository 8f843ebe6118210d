-- Purpose: keep the names of the units of each cluster, and the contradictions between its sources,
--          where they are not kept.
WITH made AS (
    INSERT INTO atlas.cluster_digest (
        cluster_id, province_before, district_before, commune_before, province_now, commune_now
    )
    SELECT c.cluster_id, n.*
    FROM planning.cluster AS c
    LEFT JOIN planning.cluster_site AS s USING (cluster_id)
    CROSS JOIN LATERAL planning.unit_names(c.cluster_id, s.stated_on) AS n
    WHERE NOT EXISTS (SELECT FROM atlas.cluster_digest AS g WHERE g.cluster_id = c.cluster_id)
    RETURNING cluster_id
)
INSERT INTO atlas.conflict_snapshot (
    cluster_id, topic, subject,
    preferred_key, preferred_value, preferred_qualifier, preferred_modality, preferred_period,
    preferred_title, preferred_publisher, preferred_published, preferred_url, preferred_place,
    other_key, other_value, other_qualifier, other_modality, other_period,
    other_title, other_publisher, other_published, other_url, other_place
)
SELECT m.cluster_id, k.*
FROM made AS m
CROSS JOIN LATERAL planning.conflicts_of(m.cluster_id) AS k
