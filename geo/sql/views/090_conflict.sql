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
CREATE VIEW planning.conflict AS
WITH claim AS (
    SELECT s.event_id, s.event_key, s.cluster_id, s.kind, s.modality, s.sure, s.period,
           s.period_text, s.effective_on, s.horizon_on, s.area_ha, s.decision_no,
           e.capital_vnd_billion, e.capital_usd_million,
           s.kind IN ('expanded', 'adjusted', 'merged', 'removed') AS alters,
           s.area_qualifier IS NULL AND s.area_ha IS NOT NULL AS exact,
           lower(s.period) IS NOT NULL AND upper(s.period) IS NOT NULL AS bounded,
           regexp_split_to_array(upper(regexp_replace(s.decision_no, '\s', '', 'g')), '[;,]')
               AS decisions,
           coalesce(s.stated_on, '-infinity') AS published_on,
           s.citation_id, c.source_id
    FROM planning.statement AS s
    JOIN atlas.event AS e USING (event_id)
    JOIN atlas.citation AS c ON c.citation_id = s.citation_id
), pair AS (
    SELECT a.cluster_id, a.event_id AS preferred_id, b.event_id AS other_id,
           coalesce(v.currency, CASE WHEN a.kind = b.kind THEN a.kind END) AS subject,
           a.event_key AS preferred_key, b.event_key AS other_key,
           a.sure, a.published_on, a.decision_no IS NOT NULL AS decided,
           v.topic, v.preferred, v.other
    FROM claim AS a
    JOIN claim AS b
      ON b.cluster_id = a.cluster_id AND b.source_id <> a.source_id
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
                   SELECT FROM atlas.event AS x
                   WHERE x.cluster_id = a.cluster_id
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
                   WHERE x.cluster_id = a.cluster_id AND x.kind IN ('planned', 'established')
                     AND x.sure > 0 AND x.effective_on > t.left_on AND x.effective_on <= t.seen_on
               ) AS revived
    ) AS w
    CROSS JOIN LATERAL (
        VALUES
            ('area', NULL,
             t.alike AND w.undisturbed AND t.holds AND a.exact AND b.exact
                 AND abs(a.area_ha - b.area_ha) > 0.005 * greatest(a.area_ha, b.area_ha),
             trim_scale(a.area_ha)::text, trim_scale(b.area_ha)::text),
            ('capital', 'capital_vnd_billion',
             t.comparable AND w.undisturbed AND t.holds
                 AND abs(a.capital_vnd_billion - b.capital_vnd_billion)
                     > 0.005 * greatest(a.capital_vnd_billion, b.capital_vnd_billion),
             trim_scale(a.capital_vnd_billion)::text, trim_scale(b.capital_vnd_billion)::text),
            ('capital', 'capital_usd_million',
             t.comparable AND w.undisturbed AND t.holds
                 AND abs(a.capital_usd_million - b.capital_usd_million)
                     > 0.005 * greatest(a.capital_usd_million, b.capital_usd_million),
             trim_scale(a.capital_usd_million)::text, trim_scale(b.capital_usd_million)::text),
            ('decision', NULL,
             w.undisturbed AND t.once AND NOT (a.decisions && b.decisions),
             a.decision_no, b.decision_no),
            ('date', NULL,
             w.undisturbed AND t.once AND a.sure >= 2 AND b.sure >= 2
                 AND (a.kind = 'established' OR a.modality = b.modality)
                 AND a.bounded AND b.bounded AND NOT (a.period && b.period),
             coalesce(a.period_text, a.period::text), coalesce(b.period_text, b.period::text)),
            ('status', NULL,
             w.revived OR (t.holds AND a.kind <> b.kind
                           AND a.kind IN ('merged', 'removed')
                           AND b.kind IN ('merged', 'removed')),
             a.kind, b.kind)
    ) AS v (topic, currency, contradicts, preferred, other)
    WHERE v.contradicts
), outvoted AS (
    SELECT DISTINCT ON (other_id, topic, subject) *
    FROM pair
    ORDER BY other_id, topic, subject, sure DESC, published_on DESC, decided DESC, preferred_key
), figure AS (
    SELECT v.indicator_value_id, v.key, v.unit_id, v.indicator_id, i.key AS indicator, v.period,
           v.value, v.modality,
           CASE v.modality WHEN 'done' THEN 3 WHEN 'decided' THEN 2 WHEN 'planned' THEN 1
                           ELSE 0 END AS sure,
           coalesce(lower(s.published), '-infinity') AS published_on,
           (s.decision_no IS NOT NULL)::integer AS decided,
           c.source_id
    FROM atlas.indicator_value AS v
    JOIN atlas.indicator AS i USING (indicator_id)
    JOIN atlas.citation AS c USING (citation_id)
    JOIN atlas.source AS s USING (source_id)
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
), side AS (
    SELECT 'event' AS table_name, e.event_id AS id, e.key, e.modality, e.period_text,
           e.capital_qualifier, e.citation_id
    FROM atlas.event AS e
    UNION ALL
    SELECT 'figure', v.indicator_value_id, v.key, v.modality, v.period_text,
           NULL, v.citation_id
    FROM atlas.indicator_value AS v
), told AS (
    SELECT d.table_name, d.id, d.key, d.modality, d.period_text, d.capital_qualifier, s.title,
           s.publisher,
           s.published_text AS published, s.url, c.place
    FROM side AS d
    JOIN atlas.citation AS c USING (citation_id)
    JOIN atlas.source AS s USING (source_id)
), found AS (
    SELECT 'event' AS table_name, topic, cluster_id, NULL::bigint AS unit_id, subject,
           preferred_id, other_id, preferred, other
    FROM outvoted
    UNION ALL
    SELECT 'figure', 'indicator', NULL, unit_id, indicator, preferred_id, other_id,
           trim_scale(preferred)::text, trim_scale(other)::text
    FROM outvoted_figure
)
SELECT f.topic,
       f.cluster_id,
       f.unit_id,
       f.subject,
       a.key AS preferred_key,
       f.preferred AS preferred_value,
       CASE f.topic WHEN 'capital' THEN a.capital_qualifier END AS preferred_qualifier,
       a.modality AS preferred_modality,
       a.period_text AS preferred_period,
       a.title AS preferred_title,
       a.publisher AS preferred_publisher,
       a.published AS preferred_published,
       a.url AS preferred_url,
       a.place AS preferred_place,
       b.key AS other_key,
       f.other AS other_value,
       CASE f.topic WHEN 'capital' THEN b.capital_qualifier END AS other_qualifier,
       b.modality AS other_modality,
       b.period_text AS other_period,
       b.title AS other_title,
       b.publisher AS other_publisher,
       b.published AS other_published,
       b.url AS other_url,
       b.place AS other_place
FROM found AS f
JOIN told AS a ON a.table_name = f.table_name AND a.id = f.preferred_id
JOIN told AS b ON b.table_name = f.table_name AND b.id = f.other_id;
COMMENT ON VIEW planning.conflict IS
    'Các nguồn nói khác nhau về cùng một điều, kèm bên được ưu tiên. / Sources that contradict each other, with the side preferred.';
