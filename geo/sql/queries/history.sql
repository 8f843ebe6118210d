-- Purpose: Lịch sử một cụm: từng phát biểu của từng nguồn, kèm số quyết định. / The life of one cluster:
--   every statement of every source, with the decisions.
-- Parameters:
--   cluster: cluster  Mã hoặc tên cụm, có thể thêm tỉnh / Key or name of the cluster, also with its province
-- Columns:
--   cluster  mã / key
--   name  cụm / cluster
--   effective_on  tính từ ngày / counts from
--   kind  việc / event
--   modality  mức chắc chắn / certainty
--   period_text  thời gian / period
--   area_ha  diện tích (ha) / area (ha)
--   area_from_ha  từ (ha) / from (ha)
--   area_delta_ha  thêm (ha) / added (ha)
--   area_qualifier  mức chính xác / qualifier
--   industrial_ha  đất công nghiệp (ha) / industrial land (ha)
--   leased_ha  đã cho thuê (ha) / leased (ha)
--   fill_pct  lấp đầy (%) / fill (%)
--   wastewater  xử lý nước thải / wastewater
--   capital_vnd_billion  vốn (tỷ đồng) / capital (VND billion)
--   capital_usd_million  vốn (triệu USD) / capital (USD million)
--   capital_qualifier  mức chính xác của vốn / qualifier of the capital
--   decision_no  quyết định / decision
--   absorbed_into  nhập vào / merged into
--   note  ghi chú / note
--   title  nguồn / source
--   published  ngày đăng / published
--   url  địa chỉ nguồn / address of the source
--   place  chỗ trong nguồn / place in the source
--   corrections  đính chính / corrections
--   geometry  vị trí / place
-- Rules: in the order of the days from which the statements count, undated ones first; as
--   planning.history.
-- Map: clusters
SELECT h.cluster_key AS cluster, h.name,
       h.effective_on, h.kind, h.modality, h.period_text,
       h.area_ha, h.area_from_ha, h.area_delta_ha, h.area_qualifier,
       h.industrial_ha, h.leased_ha, h.fill_pct, h.wastewater,
       h.capital_vnd_billion, h.capital_usd_million, h.capital_qualifier,
       h.decision_no, h.absorbed_into, h.note,
       h.title, h.published, h.url, h.place, h.corrections,
       s.geometry
FROM planning.history AS h
LEFT JOIN planning.cluster_site AS s USING (cluster_id)
WHERE h.cluster_key = :cluster
ORDER BY h.effective_on NULLS FIRST, h.stated_on NULLS FIRST, h.event_key
