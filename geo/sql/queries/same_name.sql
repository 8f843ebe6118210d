-- Purpose: Cụm trùng tên với cụm, khu khác; nêu tên: mọi cụm, khu mang tên ấy hoặc gần giống. / Clusters
--   with the name of another cluster or zone; with a name: all that bear it or one like it.
-- Parameters:
--   name: name = none  Tên cần tìm, có hay không dấu / The name looked for, with or without accents
--   likeness: number = 0.5  Giống ít nhất (0 đến 1) / Alike at least (0 to 1)
--   province: province = none  Chỉ một tỉnh, cũ hoặc mới / One province only, old or new
-- Columns:
--   shared_name  tên chung (không dấu) / shared name (no accents)
--   cluster  mã / key
--   name  cụm / cluster
--   old_address  địa chỉ trước 01/07/2025 / address before 2025-07-01
--   new_address  địa chỉ hiện nay / address today
--   spelling  cách viết / spelling
--   zone_type  loại / type
--   bearers  số cụm, khu cùng tên / bearers of the name
--   doubtful  có thể là một / may be the same one
--   likeness  độ giống / likeness
--   precision  độ chính xác vị trí / precision of the place
--   geometry  vị trí / place
-- Rules: names and other names, compared without accents, case and punctuation. All bearers are listed,
--   zones too, if one of them is a cluster in the province asked for. doubtful: on the list of pairs
--   that may be one, with another bearer. likeness (of trigrams) only where a name is given.
-- Map: clusters
WITH named AS NOT MATERIALIZED (
    SELECT cluster_id, name AS spelling, name_key FROM planning.cluster
    UNION ALL
    SELECT cluster_id, alias, alias_key FROM planning.cluster_alias
), candidate AS (
    SELECT n.*
    FROM named AS n
    WHERE n.name_key % :name AND similarity(n.name_key, :name) >= CAST(:likeness AS float)
    UNION ALL
    SELECT n.*
    FROM named AS n
    WHERE CAST(:name AS text) IS NULL
      AND n.name_key IN (
          SELECT o.name_key FROM named AS o
          GROUP BY o.name_key
          HAVING min(o.cluster_id) < max(o.cluster_id)
      )
), bearer AS (
    SELECT DISTINCT ON (name_key, cluster_id) name_key, cluster_id, spelling
    FROM candidate
    ORDER BY name_key, cluster_id, spelling
), wanted AS (
    SELECT b.*,
           count(*) OVER same AS bearers,
           array_agg(b.cluster_id) OVER same AS others,
           bool_or(w.cluster_id IS NOT NULL) OVER same AS is_wanted
    FROM bearer AS b
    LEFT JOIN planning.cluster_within(:province) AS w USING (cluster_id)
    WINDOW same AS (PARTITION BY b.name_key)
)
SELECT w.name_key AS shared_name,
       p.key AS cluster, p.name, p.old_address, p.new_address,
       w.spelling,
       p.zone_type,
       w.bearers,
       EXISTS (
           SELECT FROM planning.doubtful_pair AS d
           WHERE (d.cluster_a_id = w.cluster_id AND d.cluster_b_id = ANY (w.others))
              OR (d.cluster_b_id = w.cluster_id AND d.cluster_a_id = ANY (w.others))
       ) AS doubtful,
       similarity(w.name_key, :name) AS likeness,
       p.precision,
       p.geometry
FROM wanted AS w
JOIN planning.cluster_address AS p USING (cluster_id)
WHERE w.is_wanted
ORDER BY likeness DESC, w.name_key, p.key
