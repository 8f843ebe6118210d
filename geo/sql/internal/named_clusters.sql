-- Purpose: the clusters that bear a name, and, where none does, the nearest names: those that are
--          similar; where there are none, those of all that share a fifth of its trigrams.
-- Parameters: name_key = the name without accents, as planning.cluster has it; nearest = how many of
--          the nearest to return.
-- Columns: cluster (key), name, spelling = the name or alias that matched, zone_type; place = its
--          district and province; units = keys of the units it lies in, of both systems; likeness,
--          1 for the same name. Best first.
WITH named AS (
    SELECT cluster_id, name AS spelling, name_key FROM planning.cluster WHERE name_key % :name_key
    UNION
    SELECT cluster_id, alias, alias_key FROM planning.cluster_alias WHERE alias_key % :name_key
), faint AS (
    SELECT cluster_id, name AS spelling, name_key FROM planning.cluster
    WHERE NOT EXISTS (SELECT FROM named) AND similarity(name_key, :name_key) >= 0.2
), ranked AS (
    SELECT *,
           CASE WHEN name_key = :name_key THEN 1
                ELSE least(similarity(name_key, :name_key), 0.99) END AS likeness
    FROM (TABLE named UNION ALL TABLE faint) AS either
), chosen AS (
    SELECT * FROM ranked WHERE likeness = 1
    UNION ALL
    (SELECT * FROM ranked WHERE likeness < 1 ORDER BY likeness DESC, spelling LIMIT :nearest)
)
SELECT p.key AS cluster,
       p.name,
       c.spelling,
       p.zone_type,
       concat_ws(', ', p.district_before, p.province_before) AS place,
       ARRAY(
           SELECT u.key
           FROM planning.cluster_unit AS m JOIN planning.unit AS u USING (unit_id)
           WHERE m.cluster_id = p.cluster_id
       ) AS units,
       c.likeness
FROM chosen AS c
JOIN planning.cluster_place AS p USING (cluster_id)
ORDER BY c.likeness DESC, p.key, c.spelling
