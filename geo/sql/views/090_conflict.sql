-- Purpose: statements of different sources that contradict each other, both sides with source.
-- Columns: topic = area, capital, decision, date, status, indicator; cluster_id (or unit_id, for a
--          figure); subject = kind of event, key of the indicator, or for capital the column that
--          says its currency (status: null); the statement preferred and the other one: key, value,
--          its qualifier (capital only), modality, period, and title, publisher, published, url,
--          place of the source. A value is a number, a decision's number, a period, or a kind.
-- Rules:
--   Preferred is the surer statement (done, decided, planned, proposed), then the one published
--   later, then the one that names a decision, then the one whose key comes first. Each statement
--   that is outvoted has one row for each topic, against the most preferred one it contradicts (of
--   figures: against one that is not itself outvoted).
--   Nothing is hidden: both count in the fold, which takes them in its own order.
--   Two statements of the same kind speak of the same time when they belong to plans that end in
--   the same year (planned); or both tell of the establishment, which happens once; or else when
--   their effect falls in the same year, their periods overlap and are bounded, or both are without
--   a period. No expansion, adjustment, merger or removal may take effect between them.
--   area: exact totals of the same kind and time, more than half a per cent apart.
--   capital: investments in the cluster in the same currency and of the same time, exact or not,
--   more than half a per cent apart; of any two kinds of event, but an expansion, adjustment, merger
--   or removal only with its like.
--   decision: decision numbers with nothing in common, for the same establishment, merger, removal.
--   date: bounded periods without a common day, for the same establishment, merger, removal that is
--   done or decided (mergers and removals: both done or both decided).
--   status: merged or removed, by decision or in fact, and afterwards reported under construction,
--   operating or expanded without having been planned or established again; or merged by one and
--   removed by another at the same time.
--   indicator: exact figures of the same unit, indicator and period more than half a per cent apart.
-- The contradictions of a cluster are kept (table atlas.conflict_snapshot); those of a cluster
-- without a row of atlas.cluster_digest are worked out. What is cheap to tell is asked first.
CREATE FUNCTION planning.contradictions(of_cluster bigint)
RETURNS TABLE (
    topic text, subject text, preferred_id bigint, other_id bigint, preferred text, other text
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    WITH claim AS MATERIALIZED (
        SELECT s.event_id, s.event_key, s.kind, s.modality, s.sure, s.period,
               s.period_text, s.effective_on, s.horizon_on, s.area_ha, s.decision_no,
               s.capital_vnd_billion, s.capital_usd_million,
               s.kind IN ('expanded', 'adjusted', 'merged', 'removed') AS alters,
               s.area_qualifier IS NULL AND s.area_ha IS NOT NULL AS exact,
               lower(s.period) IS NOT NULL AND upper(s.period) IS NOT NULL AS bounded,
               regexp_split_to_array(upper(regexp_replace(s.decision_no, '\s', '', 'g')), '[;,]')
                   AS decisions,
               coalesce(s.stated_on, '-infinity') AS published_on,
               s.citation_id, c.source_id
        FROM planning.statement AS s
        JOIN planning.citation AS c USING (citation_id)
        WHERE s.cluster_id = of_cluster
    ), pair AS (
        SELECT a.event_id AS preferred_id, b.event_id AS other_id,
               coalesce(v.currency, CASE WHEN a.kind = b.kind THEN a.kind END) AS subject,
               a.event_key AS preferred_key, b.event_key AS other_key,
               a.sure, a.published_on, a.decision_no IS NOT NULL AS decided,
               v.topic, v.preferred, v.other
        FROM claim AS a
        JOIN claim AS b
          ON b.source_id <> a.source_id
         AND ((a.sure, a.published_on, (a.decision_no IS NOT NULL)::integer)
                  > (b.sure, b.published_on, (b.decision_no IS NOT NULL)::integer)
              OR ((a.sure, a.published_on, (a.decision_no IS NOT NULL)::integer)
                      = (b.sure, b.published_on, (b.decision_no IS NOT NULL)::integer)
                  AND a.event_key < b.event_key))
        CROSS JOIN LATERAL (
            SELECT CASE WHEN a.kind = 'planned' AND b.kind = 'planned'
                            THEN extract(year FROM a.horizon_on)
                                 IS NOT DISTINCT FROM extract(year FROM b.horizon_on)
                        WHEN a.kind = 'established' AND b.kind = 'established' THEN TRUE
                        ELSE extract(year FROM a.effective_on) = extract(year FROM b.effective_on)
                             OR (a.period IS NULL AND b.period IS NULL)
                             OR (a.bounded AND b.bounded AND a.period && b.period) END AS holds,
                   least(a.effective_on, b.effective_on) AS earlier,
                   greatest(a.effective_on, b.effective_on) AS later,
                   a.kind = b.kind AS alike,
                   a.kind = b.kind OR NOT (a.alters OR b.alters) AS comparable,
                   a.kind = b.kind AND a.kind IN ('established', 'merged', 'removed') AS once,
                   CASE WHEN a.kind IN ('merged', 'removed') THEN a.effective_on
                        ELSE b.effective_on END AS left_on,
                   CASE WHEN a.kind IN ('merged', 'removed') THEN b.effective_on
                        ELSE a.effective_on END AS seen_on
        ) AS t
        CROSS JOIN LATERAL (
            SELECT NOT EXISTS (
                       SELECT FROM planning.statement AS x
                       WHERE x.cluster_id = of_cluster
                         AND x.event_id NOT IN (a.event_id, b.event_id)
                         AND x.kind IN ('expanded', 'adjusted', 'merged', 'removed')
                         AND x.effective_on > t.earlier AND x.effective_on <= t.later
                   ) AS undisturbed,
                   a.sure >= 2 AND b.sure >= 2
                   AND (a.kind IN ('merged', 'removed')) <> (b.kind IN ('merged', 'removed'))
                   AND (a.kind IN ('construction', 'operating', 'expanded')
                        OR b.kind IN ('construction', 'operating', 'expanded'))
                   AND t.seen_on > t.left_on
                   AND NOT EXISTS (
                       SELECT FROM planning.statement AS x
                       WHERE x.cluster_id = of_cluster AND x.kind IN ('planned', 'established')
                         AND x.sure > 0 AND x.effective_on > t.left_on AND x.effective_on <= t.seen_on
                   ) AS revived
        ) AS w
        CROSS JOIN LATERAL (
            VALUES
                ('area', NULL,
                 t.alike AND t.holds AND a.exact AND b.exact
                     AND abs(a.area_ha - b.area_ha) > 0.005 * greatest(a.area_ha, b.area_ha)
                     AND w.undisturbed,
                 trim_scale(a.area_ha)::text, trim_scale(b.area_ha)::text),
                ('capital', 'capital_vnd_billion',
                 t.comparable AND t.holds
                     AND abs(a.capital_vnd_billion - b.capital_vnd_billion)
                         > 0.005 * greatest(a.capital_vnd_billion, b.capital_vnd_billion)
                     AND w.undisturbed,
                 trim_scale(a.capital_vnd_billion)::text, trim_scale(b.capital_vnd_billion)::text),
                ('capital', 'capital_usd_million',
                 t.comparable AND t.holds
                     AND abs(a.capital_usd_million - b.capital_usd_million)
                         > 0.005 * greatest(a.capital_usd_million, b.capital_usd_million)
                     AND w.undisturbed,
                 trim_scale(a.capital_usd_million)::text, trim_scale(b.capital_usd_million)::text),
                ('decision', NULL,
                 t.once AND NOT (a.decisions && b.decisions) AND w.undisturbed,
                 a.decision_no, b.decision_no),
                ('date', NULL,
                 t.once AND a.sure >= 2 AND b.sure >= 2
                     AND (a.kind = 'established' OR a.modality = b.modality)
                     AND a.bounded AND b.bounded AND NOT (a.period && b.period) AND w.undisturbed,
                 coalesce(a.period_text, a.period::text), coalesce(b.period_text, b.period::text)),
                ('status', NULL,
                 w.revived OR (t.holds AND a.kind <> b.kind
                               AND a.kind IN ('merged', 'removed')
                               AND b.kind IN ('merged', 'removed')),
                 a.kind, b.kind)
        ) AS v (topic, currency, contradicts, preferred, other)
        WHERE v.contradicts
    )
    SELECT DISTINCT ON (p.other_id, p.topic, p.subject)
           p.topic, p.subject, p.preferred_id, p.other_id, p.preferred, p.other
    FROM pair AS p
    ORDER BY p.other_id, p.topic, p.subject, p.sure DESC, p.published_on DESC, p.decided DESC,
             p.preferred_key
$$;
COMMENT ON FUNCTION planning.contradictions(bigint) IS
    'Các nguồn nói khác nhau về một cụm. / The statements on one cluster that contradict each other.';

CREATE FUNCTION planning.conflicts_of(of_cluster bigint)
RETURNS TABLE (
    topic text, subject text, preferred_key text, preferred_value text, preferred_qualifier text,
    preferred_modality text, preferred_period text, preferred_title text, preferred_publisher text,
    preferred_published text, preferred_url text, preferred_place text, other_key text,
    other_value text, other_qualifier text, other_modality text, other_period text,
    other_title text, other_publisher text, other_published text, other_url text, other_place text
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT k.topic,
           k.subject,
           a.event_key,
           k.preferred,
           CASE k.topic WHEN 'capital' THEN a.capital_qualifier END,
           a.modality,
           a.period_text,
           ac.title,
           ac.publisher,
           ac.published,
           ac.url,
           ac.place,
           b.event_key,
           k.other,
           CASE k.topic WHEN 'capital' THEN b.capital_qualifier END,
           b.modality,
           b.period_text,
           bc.title,
           bc.publisher,
           bc.published,
           bc.url,
           bc.place
    FROM planning.contradictions(of_cluster) AS k
    JOIN planning.statement AS a ON a.event_id = k.preferred_id
    JOIN planning.citation AS ac ON ac.citation_id = a.citation_id
    JOIN planning.statement AS b ON b.event_id = k.other_id
    JOIN planning.citation AS bc ON bc.citation_id = b.citation_id
$$;
COMMENT ON FUNCTION planning.conflicts_of(bigint) IS
    'Các nguồn nói khác nhau về một cụm, kèm nguồn của hai bên. / The sources that contradict each other on one cluster, both sides with source.';

CREATE VIEW planning.conflict AS
WITH figure AS (
    SELECT v.indicator_value_id, v.key, v.unit_id, v.indicator_id, i.key AS indicator, v.period,
           v.value, v.modality,
           CASE v.modality WHEN 'done' THEN 3 WHEN 'decided' THEN 2 WHEN 'planned' THEN 1
                           ELSE 0 END AS sure,
           coalesce(lower(s.published), '-infinity') AS published_on,
           (s.decision_no IS NOT NULL)::integer AS decided,
           c.source_id
    FROM planning.indicator_value AS v
    JOIN planning.indicator AS i USING (indicator_id)
    JOIN planning.citation AS c USING (citation_id)
    JOIN planning.source AS s USING (source_id)
    WHERE v.qualifier IS NULL AND v.period IS NOT NULL
), figure_pair AS (
    SELECT a.unit_id, a.indicator, a.indicator_value_id AS preferred_id,
           b.indicator_value_id AS other_id, a.value AS preferred, b.value AS other,
           a.sure, a.published_on, a.decided, a.key
    FROM figure AS a
    JOIN figure AS b
      ON b.unit_id = a.unit_id AND b.indicator_id = a.indicator_id AND b.period = a.period
     AND b.source_id <> a.source_id
     AND ((a.sure, a.published_on, a.decided) > (b.sure, b.published_on, b.decided)
          OR ((a.sure, a.published_on, a.decided) = (b.sure, b.published_on, b.decided)
              AND a.key < b.key))
    WHERE abs(a.value - b.value) > 0.005 * greatest(abs(a.value), abs(b.value))
), outvoted_figure AS (
    -- What contradicts only outvoted figures agrees with the preferred one.
    SELECT DISTINCT ON (p.other_id) p.*
    FROM figure_pair AS p
    WHERE NOT EXISTS (SELECT FROM figure_pair AS o WHERE o.other_id = p.preferred_id)
    ORDER BY p.other_id, p.sure DESC, p.published_on DESC, p.decided DESC, p.key
)
SELECT k.topic,
       k.cluster_id,
       NULL::bigint AS unit_id,
       k.subject,
       k.preferred_key,
       k.preferred_value,
       k.preferred_qualifier,
       k.preferred_modality,
       k.preferred_period,
       k.preferred_title,
       k.preferred_publisher,
       k.preferred_published,
       k.preferred_url,
       k.preferred_place,
       k.other_key,
       k.other_value,
       k.other_qualifier,
       k.other_modality,
       k.other_period,
       k.other_title,
       k.other_publisher,
       k.other_published,
       k.other_url,
       k.other_place
FROM atlas.conflict_snapshot AS k
UNION ALL
SELECT k.topic, c.cluster_id, NULL, k.subject, k.preferred_key, k.preferred_value,
       k.preferred_qualifier, k.preferred_modality, k.preferred_period, k.preferred_title,
       k.preferred_publisher, k.preferred_published, k.preferred_url, k.preferred_place,
       k.other_key, k.other_value, k.other_qualifier, k.other_modality, k.other_period,
       k.other_title, k.other_publisher, k.other_published, k.other_url, k.other_place
FROM atlas.cluster AS c
CROSS JOIN LATERAL planning.conflicts_of(c.cluster_id) AS k
WHERE NOT EXISTS (SELECT FROM atlas.cluster_digest AS g WHERE g.cluster_id = c.cluster_id)
UNION ALL
SELECT 'indicator',
       NULL,
       k.unit_id,
       k.indicator,
       a.key AS preferred_key,
       trim_scale(k.preferred)::text AS preferred_value,
       NULL AS preferred_qualifier,
       a.modality AS preferred_modality,
       a.period_text AS preferred_period,
       ac.title AS preferred_title,
       ac.publisher AS preferred_publisher,
       ac.published AS preferred_published,
       ac.url AS preferred_url,
       ac.place AS preferred_place,
       b.key AS other_key,
       trim_scale(k.other)::text AS other_value,
       NULL AS other_qualifier,
       b.modality AS other_modality,
       b.period_text AS other_period,
       bc.title AS other_title,
       bc.publisher AS other_publisher,
       bc.published AS other_published,
       bc.url AS other_url,
       bc.place AS other_place
FROM outvoted_figure AS k
JOIN planning.indicator_value AS a ON a.indicator_value_id = k.preferred_id
JOIN planning.citation AS ac ON ac.citation_id = a.citation_id
JOIN planning.indicator_value AS b ON b.indicator_value_id = k.other_id
JOIN planning.citation AS bc ON bc.citation_id = b.citation_id;
COMMENT ON VIEW planning.conflict IS
    'Các nguồn nói khác nhau về cùng một điều, kèm bên được ưu tiên. / Sources that contradict each other, with the side preferred.';
COMMENT ON COLUMN planning.conflict.topic IS
    'Mâu thuẫn về: area, capital, decision, date, status, indicator. / Contradiction in: area, capital, decision, date, status, indicator.';
COMMENT ON COLUMN planning.conflict.cluster_id IS
    'Cụm; trống: về số liệu của một đơn vị. / The cluster; null: a figure of a unit.';
COMMENT ON COLUMN planning.conflict.unit_id IS
    'Đơn vị mà số liệu nói đến; trống: về một cụm. / Unit of a figure; null: of a cluster.';
COMMENT ON COLUMN planning.conflict.subject IS
    'Loại sự kiện, chỉ tiêu hoặc cột vốn; trống: về tình trạng. / Kind of event, indicator, or column of capital; null: of the status.';
COMMENT ON COLUMN planning.conflict.preferred_key IS
    'Mã: phát biểu được ưu tiên. / Key: the statement preferred.';
COMMENT ON COLUMN planning.conflict.preferred_value IS
    'Giá trị: phát biểu được ưu tiên. / Value: the statement preferred.';
COMMENT ON COLUMN planning.conflict.preferred_qualifier IS
    'Độ chính xác của vốn: phát biểu được ưu tiên. / How exact the capital is: the statement preferred.';
COMMENT ON COLUMN planning.conflict.preferred_modality IS
    'Mức chắc chắn: phát biểu được ưu tiên. / How sure it is: the statement preferred.';
COMMENT ON COLUMN planning.conflict.preferred_period IS
    'Thời gian như nguồn nêu: phát biểu được ưu tiên. / Period as stated: the statement preferred.';
COMMENT ON COLUMN planning.conflict.preferred_title IS
    'Tên nguồn: phát biểu được ưu tiên. / Title of the source: the statement preferred.';
COMMENT ON COLUMN planning.conflict.preferred_publisher IS
    'Nơi công bố: phát biểu được ưu tiên. / Publisher: the statement preferred.';
COMMENT ON COLUMN planning.conflict.preferred_published IS
    'Ngày của nguồn: phát biểu được ưu tiên. / Date of the source: the statement preferred.';
COMMENT ON COLUMN planning.conflict.preferred_url IS
    'Địa chỉ của nguồn: phát biểu được ưu tiên. / Address of the source: the statement preferred.';
COMMENT ON COLUMN planning.conflict.preferred_place IS
    'Chỗ trong nguồn: phát biểu được ưu tiên. / Place in the source: the statement preferred.';
COMMENT ON COLUMN planning.conflict.other_key IS 'Mã: phát biểu kia. / Key: the other statement.';
COMMENT ON COLUMN planning.conflict.other_value IS
    'Giá trị: phát biểu kia. / Value: the other statement.';
COMMENT ON COLUMN planning.conflict.other_qualifier IS
    'Độ chính xác của vốn: phát biểu kia. / How exact the capital is: the other statement.';
COMMENT ON COLUMN planning.conflict.other_modality IS
    'Mức chắc chắn: phát biểu kia. / How sure it is: the other statement.';
COMMENT ON COLUMN planning.conflict.other_period IS
    'Thời gian như nguồn nêu: phát biểu kia. / Period as stated: the other statement.';
COMMENT ON COLUMN planning.conflict.other_title IS
    'Tên nguồn: phát biểu kia. / Title of the source: the other statement.';
COMMENT ON COLUMN planning.conflict.other_publisher IS
    'Nơi công bố: phát biểu kia. / Publisher: the other statement.';
COMMENT ON COLUMN planning.conflict.other_published IS
    'Ngày của nguồn: phát biểu kia. / Date of the source: the other statement.';
COMMENT ON COLUMN planning.conflict.other_url IS
    'Địa chỉ của nguồn: phát biểu kia. / Address of the source: the other statement.';
COMMENT ON COLUMN planning.conflict.other_place IS
    'Chỗ trong nguồn: phát biểu kia. / Place in the source: the other statement.';
