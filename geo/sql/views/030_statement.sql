-- Purpose: every statement of a source about a cluster, with the day from which it counts.
-- Columns: the event; `sure` orders modality (0 proposed … 3 done); `stated_on` is the first day of
--          the source's date; `effective_on` the day the event takes effect; `horizon_on` the last
--          day of the plan a `planned` event belongs to; `precedence` = its place among the
--          statements on its cluster, the greater the later and surer (rules: table atlas.event).
CREATE VIEW planning.statement AS
SELECT event_id,
       key AS event_key,
       cluster_id,
       kind,
       modality,
       (precedence >> 42 & 3)::integer AS sure,
       period,
       period_text,
       stated_on,
       effective_on,
       horizon_on,
       precedence,
       area_ha,
       area_from_ha,
       area_delta_ha,
       area_qualifier,
       industrial_ha,
       leased_ha,
       fill_pct,
       wastewater,
       capital_vnd_billion,
       capital_usd_million,
       capital_qualifier,
       decision_no,
       absorbed_into_text,
       note,
       citation_id
FROM atlas.event;
COMMENT ON VIEW planning.statement IS
    'Mọi sự kiện của từng cụm theo từng nguồn, với ngày bắt đầu có hiệu lực. / Every sourced statement about a cluster, with the day from which it counts.';
COMMENT ON COLUMN planning.statement.event_id IS 'Số định danh của sự kiện. / Number of the event.';
COMMENT ON COLUMN planning.statement.event_key IS 'Mã sự kiện. / Key of the event.';
COMMENT ON COLUMN planning.statement.cluster_id IS 'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.statement.kind IS
    'Loại sự kiện: planned, established, construction, operating, expanded, adjusted, merged, removed. / Kind of event: planned, established, construction, operating, expanded, adjusted, merged, removed.';
COMMENT ON COLUMN planning.statement.modality IS
    'Mức chắc chắn: done, decided, planned, proposed. / How sure it is: done, decided, planned, proposed.';
COMMENT ON COLUMN planning.statement.sure IS
    'Mức chắc chắn bằng số: 0 proposed đến 3 done. / How sure it is: 0 proposed to 3 done.';
COMMENT ON COLUMN planning.statement.period IS
    'Thời gian của sự kiện, nửa mở; trống: không nêu. / When it happens, half-open; null: not stated.';
COMMENT ON COLUMN planning.statement.period_text IS
    'Thời gian như nguồn nêu. / The period as stated.';
COMMENT ON COLUMN planning.statement.stated_on IS
    'Ngày đầu của thời điểm nguồn công bố; trống: không rõ. / First day of the source''s date; null: not known.';
COMMENT ON COLUMN planning.statement.effective_on IS
    'Ngày bắt đầu được tính. / The day from which it counts.';
COMMENT ON COLUMN planning.statement.horizon_on IS
    'Ngày cuối của kỳ quy hoạch. / Last day of the plan.';
COMMENT ON COLUMN planning.statement.precedence IS
    'Thứ tự giữa các phát biểu về cụm; lớn hơn là sau hơn, chắc hơn. / Place among the statements on its cluster; the greater the later and surer.';
COMMENT ON COLUMN planning.statement.area_ha IS
    'Diện tích sau sự kiện (ha); khi sáp nhập, đưa ra: diện tích vốn có. / Area after the event (ha); of a merger or removal: what it had.';
COMMENT ON COLUMN planning.statement.area_from_ha IS
    'Diện tích trước sự kiện (ha). / Area before the event (ha).';
COMMENT ON COLUMN planning.statement.area_delta_ha IS
    'Diện tích tăng hoặc giảm (ha). / Difference of area (ha).';
COMMENT ON COLUMN planning.statement.area_qualifier IS
    'Độ chính xác của diện tích: about, more_than, nearly; trống: chính xác. / How exact the area is: about, more_than, nearly; null: exact.';
COMMENT ON COLUMN planning.statement.industrial_ha IS
    'Đất công nghiệp (ha). / Industrial land (ha).';
COMMENT ON COLUMN planning.statement.leased_ha IS
    'Đất công nghiệp đã cho thuê (ha). / Industrial land leased (ha).';
COMMENT ON COLUMN planning.statement.fill_pct IS 'Tỷ lệ lấp đầy (%). / Fill (%).';
COMMENT ON COLUMN planning.statement.wastewater IS
    'Xử lý nước thải nêu trong sự kiện: none, building, built, running. / Wastewater plant as stated: none, building, built, running.';
COMMENT ON COLUMN planning.statement.capital_vnd_billion IS
    'Vốn đầu tư (tỷ đồng). / Capital (billion đồng).';
COMMENT ON COLUMN planning.statement.capital_usd_million IS
    'Vốn đầu tư (triệu USD). / Capital (million USD).';
COMMENT ON COLUMN planning.statement.capital_qualifier IS
    'Độ chính xác của vốn: about, more_than, nearly; trống: chính xác. / How exact the capital is: about, more_than, nearly; null: exact.';
COMMENT ON COLUMN planning.statement.decision_no IS 'Số quyết định. / Number of the decision.';
COMMENT ON COLUMN planning.statement.absorbed_into_text IS
    'Nơi cụm sáp nhập vào, theo lời của nguồn. / What it merges into, in the source''s words.';
COMMENT ON COLUMN planning.statement.note IS 'Ghi chú. / Note.';
COMMENT ON COLUMN planning.statement.citation_id IS 'Chỗ trong nguồn. / The place in a source.';
