-- Purpose: the life of each cluster as its sources tell it, every statement with its source.
-- Columns: cluster and statement; effective_on = the day from which it counts, stated_on = the first
--          day of the source's date (rules: table atlas.event); period and period_text as stated;
--          areas and capital; decision_no; absorbed_into = the zones a merger leads into, or the
--          source's words; title, publisher, published, url of the source and place in it;
--          corrections made in the statement or in what is said of its source (as
--          planning.correction; null: all is as the source has it).
-- In the order of: cluster, day of effect, day of the source, key of the statement; what is not
-- dated stands first.
CREATE VIEW planning.history AS
SELECT e.cluster_id,
       c.key AS cluster_key,
       c.name,
       e.event_id,
       e.key AS event_key,
       e.kind,
       e.modality,
       e.effective_on,
       e.stated_on,
       e.period,
       e.period_text,
       e.area_ha,
       e.area_from_ha,
       e.area_delta_ha,
       e.area_qualifier,
       e.industrial_ha,
       e.leased_ha,
       e.fill_pct,
       e.wastewater,
       e.capital_vnd_billion,
       e.capital_usd_million,
       e.capital_qualifier,
       e.decision_no,
       coalesce(z.absorbed_into, e.absorbed_into_text) AS absorbed_into,
       e.note,
       s.title,
       s.publisher,
       s.published_text AS published,
       s.url,
       p.place,
       ke.corrections || ks.corrections AS corrections
FROM atlas.event AS e
JOIN atlas.cluster AS c USING (cluster_id)
JOIN atlas.citation AS p USING (citation_id)
JOIN atlas.source AS s USING (source_id)
LEFT JOIN LATERAL (
    SELECT string_agg(o.zone_type || ' ' || o.name, ', ' ORDER BY o.key) AS absorbed_into
    FROM atlas.event_cluster AS ec
    JOIN atlas.cluster AS o USING (cluster_id)
    WHERE ec.event_id = e.event_id AND ec.role = 'absorbed_into'
) AS z ON TRUE
LEFT JOIN planning.correction AS ke ON ke.table_name = 'events' AND ke.key = e.key
LEFT JOIN planning.correction AS ks ON ks.table_name = 'sources' AND ks.key = s.key
ORDER BY c.key, e.effective_on NULLS FIRST, e.stated_on NULLS FIRST, e.key;
COMMENT ON VIEW planning.history IS
    'Lịch sử từng cụm: mọi phát biểu theo thứ tự thời gian, kèm nguồn. / The life of each cluster: every statement in order, with its source.';
COMMENT ON COLUMN planning.history.cluster_id IS 'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.history.cluster_key IS 'Mã cụm. / Key of the cluster.';
COMMENT ON COLUMN planning.history.name IS 'Tên cụm, khu. / Name of the cluster or zone.';
COMMENT ON COLUMN planning.history.event_id IS 'Số định danh của sự kiện. / Number of the event.';
COMMENT ON COLUMN planning.history.event_key IS 'Mã sự kiện. / Key of the event.';
COMMENT ON COLUMN planning.history.kind IS
    'Loại sự kiện: planned, established, construction, operating, expanded, adjusted, merged, removed. / Kind of event: planned, established, construction, operating, expanded, adjusted, merged, removed.';
COMMENT ON COLUMN planning.history.modality IS
    'Mức chắc chắn: done, decided, planned, proposed. / How sure it is: done, decided, planned, proposed.';
COMMENT ON COLUMN planning.history.effective_on IS
    'Ngày bắt đầu được tính. / The day from which it counts.';
COMMENT ON COLUMN planning.history.stated_on IS
    'Ngày đầu của thời điểm nguồn công bố; trống: không rõ. / First day of the source''s date; null: not known.';
COMMENT ON COLUMN planning.history.period IS
    'Thời gian của sự kiện, nửa mở; trống: không nêu. / When it happens, half-open; null: not stated.';
COMMENT ON COLUMN planning.history.period_text IS
    'Thời gian như nguồn nêu. / The period as stated.';
COMMENT ON COLUMN planning.history.area_ha IS
    'Diện tích sau sự kiện (ha); khi sáp nhập, đưa ra: diện tích vốn có. / Area after the event (ha); of a merger or removal: what it had.';
COMMENT ON COLUMN planning.history.area_from_ha IS
    'Diện tích trước sự kiện (ha). / Area before the event (ha).';
COMMENT ON COLUMN planning.history.area_delta_ha IS
    'Diện tích tăng hoặc giảm (ha). / Difference of area (ha).';
COMMENT ON COLUMN planning.history.area_qualifier IS
    'Độ chính xác của diện tích: about, more_than, nearly; trống: chính xác. / How exact the area is: about, more_than, nearly; null: exact.';
COMMENT ON COLUMN planning.history.industrial_ha IS 'Đất công nghiệp (ha). / Industrial land (ha).';
COMMENT ON COLUMN planning.history.leased_ha IS
    'Đất công nghiệp đã cho thuê (ha). / Industrial land leased (ha).';
COMMENT ON COLUMN planning.history.fill_pct IS 'Tỷ lệ lấp đầy (%). / Fill (%).';
COMMENT ON COLUMN planning.history.wastewater IS
    'Xử lý nước thải nêu trong sự kiện: none, building, built, running. / Wastewater plant as stated: none, building, built, running.';
COMMENT ON COLUMN planning.history.capital_vnd_billion IS
    'Vốn đầu tư (tỷ đồng). / Capital (billion đồng).';
COMMENT ON COLUMN planning.history.capital_usd_million IS
    'Vốn đầu tư (triệu USD). / Capital (million USD).';
COMMENT ON COLUMN planning.history.capital_qualifier IS
    'Độ chính xác của vốn: about, more_than, nearly; trống: chính xác. / How exact the capital is: about, more_than, nearly; null: exact.';
COMMENT ON COLUMN planning.history.decision_no IS 'Số quyết định. / Number of the decision.';
COMMENT ON COLUMN planning.history.absorbed_into IS
    'Khu mà cụm sáp nhập vào, hoặc lời của nguồn. / The zones a merger leads into, or the source''s words.';
COMMENT ON COLUMN planning.history.note IS 'Ghi chú. / Note.';
COMMENT ON COLUMN planning.history.title IS 'Tên nguồn. / Title of the source.';
COMMENT ON COLUMN planning.history.publisher IS 'Nơi công bố. / Publisher.';
COMMENT ON COLUMN planning.history.published IS
    'Ngày của nguồn như nguồn ghi. / The source''s date as stated.';
COMMENT ON COLUMN planning.history.url IS 'Địa chỉ của nguồn. / Address of the source.';
COMMENT ON COLUMN planning.history.place IS 'Chỗ trong nguồn. / Place in the source.';
COMMENT ON COLUMN planning.history.corrections IS
    'Những ô đã đính chính: giá trị cũ, mới, lý do, người sửa; trống: không có. / What was corrected: old and new value, reason, editor; null: nothing.';
