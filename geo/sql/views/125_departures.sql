-- Purpose: the clusters that are merged or removed by the end of 2030, with what is said of it.
-- Columns: the cluster; state = done, or to_come; certainty and effective_on of the statement that
--          decides (effective_on null: no time is stated; then it counts for the end of the plan);
--          area_ha = of the cluster today, else what the statement says it had; merged_into
--          = the zone, as it stands in the record (then with its id) or in the source's words;
--          replaced_by = the clusters that take the place of a removed one, note = what the source
--          says of it; decision_no; title, published, url of the source and place in it; provinces
--          before and now; geometry = point (EPSG:4326).
CREATE VIEW planning.departure AS
SELECT k.cluster_id,
       p.key,
       p.name,
       k.status_to AS kind,
       CASE WHEN k.change = 'gone' THEN 'done' ELSE 'to_come' END AS state,
       k.certainty,
       CASE WHEN e.sure >= 2 OR e.period IS NOT NULL THEN e.effective_on END AS effective_on,
       coalesce(nullif(k.area_from_ha, 0), e.area_from_ha, e.area_ha) AS area_ha,
       k.merged_into,
       k.decision_no,
       k.decided_by AS event_id,
       e.note,
       c.title,
       c.published,
       c.url,
       c.place,
       p.province_now,
       p.commune_now,
       p.province_before,
       p.district_before,
       p.geometry
FROM planning.cluster_change(
    CURRENT_DATE, greatest(CURRENT_DATE, DATE '2030-12-31'), CURRENT_DATE
) AS k
JOIN planning.cluster_place AS p USING (cluster_id)
LEFT JOIN planning.statement AS e ON e.event_id = k.decided_by
LEFT JOIN planning.citation AS c USING (citation_id)
WHERE k.status_to IN ('merged', 'removed');
COMMENT ON VIEW planning.departure IS
    'Cụm sáp nhập hoặc đưa ra khỏi quy hoạch đến hết 2030. / Clusters merged or removed by the end of 2030.';
COMMENT ON COLUMN planning.departure.cluster_id IS 'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.departure.key IS 'Mã cụm. / Key of the cluster.';
COMMENT ON COLUMN planning.departure.name IS 'Tên cụm, khu. / Name of the cluster or zone.';
COMMENT ON COLUMN planning.departure.kind IS
    'Sáp nhập hay đưa ra khỏi quy hoạch: merged, removed. / Merged or removed: merged, removed.';
COMMENT ON COLUMN planning.departure.state IS 'Đã xong hay sắp tới: done, to_come. / Done or to come: done, to_come.';
COMMENT ON COLUMN planning.departure.certainty IS
    'Mức chắc chắn của phát biểu quyết định: done, decided, planned, proposed. / Modality of the statement that decides: done, decided, planned, proposed.';
COMMENT ON COLUMN planning.departure.effective_on IS
    'Ngày bắt đầu được tính; trống: nguồn không nêu thời gian. / The day from which it counts; null: no time is stated.';
COMMENT ON COLUMN planning.departure.area_ha IS
    'Diện tích (ha): hôm nay, nếu không thì trước khi sáp nhập, đưa ra. / Area (ha): today, else what it had.';
COMMENT ON COLUMN planning.departure.merged_into IS
    'Khu mà cụm sáp nhập vào. / The zone it merges into.';
COMMENT ON COLUMN planning.departure.decision_no IS 'Số quyết định. / Number of the decision.';
COMMENT ON COLUMN planning.departure.event_id IS 'Sự kiện quyết định. / The event that decides.';
COMMENT ON COLUMN planning.departure.note IS 'Ghi chú của sự kiện. / Note on the event.';
COMMENT ON COLUMN planning.departure.title IS 'Tên nguồn. / Title of the source.';
COMMENT ON COLUMN planning.departure.published IS
    'Ngày của nguồn như nguồn ghi. / The source''s date as stated.';
COMMENT ON COLUMN planning.departure.url IS 'Địa chỉ của nguồn. / Address of the source.';
COMMENT ON COLUMN planning.departure.place IS 'Chỗ trong nguồn. / Place in the source.';
COMMENT ON COLUMN planning.departure.province_now IS 'Tỉnh, thành phố hiện nay. / Province now.';
COMMENT ON COLUMN planning.departure.commune_now IS 'Xã, phường, đặc khu hiện nay. / Commune now.';
COMMENT ON COLUMN planning.departure.province_before IS
    'Tỉnh, thành phố trước 01/07/2025. / Province before 2025-07-01.';
COMMENT ON COLUMN planning.departure.district_before IS
    'Huyện, quận, thị xã trước 01/07/2025. / District before 2025-07-01.';
COMMENT ON COLUMN planning.departure.geometry IS
    'Điểm đặt cụm (EPSG:4326); trống: chưa biết. / Point of the cluster (EPSG:4326); null: not known.';

CREATE VIEW planning.merger AS
SELECT d.cluster_id,
       d.key,
       d.name,
       d.state,
       d.certainty,
       d.effective_on,
       d.area_ha,
       z.cluster_id AS merged_into_id,
       d.merged_into,
       d.decision_no,
       d.event_id,
       d.note,
       d.title,
       d.published,
       d.url,
       d.place,
       d.province_now,
       d.commune_now,
       d.province_before,
       d.district_before,
       d.geometry
FROM planning.departure AS d
LEFT JOIN LATERAL (
    SELECT min(ec.cluster_id) AS cluster_id
    FROM planning.event_cluster AS ec
    WHERE ec.event_id = d.event_id AND ec.role = 'absorbed_into'
) AS z ON TRUE
WHERE d.kind = 'merged';
COMMENT ON VIEW planning.merger IS
    'Cụm sáp nhập vào khu công nghiệp: đã xong hoặc đến 2030. / Clusters merged into zones: done, or by 2030.';
COMMENT ON COLUMN planning.merger.cluster_id IS 'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.merger.key IS 'Mã cụm. / Key of the cluster.';
COMMENT ON COLUMN planning.merger.name IS 'Tên cụm, khu. / Name of the cluster or zone.';
COMMENT ON COLUMN planning.merger.state IS 'Đã xong hay sắp tới: done, to_come. / Done or to come: done, to_come.';
COMMENT ON COLUMN planning.merger.certainty IS
    'Mức chắc chắn của phát biểu quyết định: done, decided, planned, proposed. / Modality of the statement that decides: done, decided, planned, proposed.';
COMMENT ON COLUMN planning.merger.effective_on IS
    'Ngày bắt đầu được tính; trống: nguồn không nêu thời gian. / The day from which it counts; null: no time is stated.';
COMMENT ON COLUMN planning.merger.area_ha IS
    'Diện tích (ha): hôm nay, nếu không thì trước khi sáp nhập, đưa ra. / Area (ha): today, else what it had.';
COMMENT ON COLUMN planning.merger.merged_into_id IS
    'Số định danh của khu mà cụm sáp nhập vào; trống: khu không có trong dữ liệu. / Number of the zone it merges into; null: not on record.';
COMMENT ON COLUMN planning.merger.merged_into IS
    'Khu mà cụm sáp nhập vào. / The zone it merges into.';
COMMENT ON COLUMN planning.merger.decision_no IS 'Số quyết định. / Number of the decision.';
COMMENT ON COLUMN planning.merger.event_id IS 'Sự kiện quyết định. / The event that decides.';
COMMENT ON COLUMN planning.merger.note IS 'Ghi chú của sự kiện. / Note on the event.';
COMMENT ON COLUMN planning.merger.title IS 'Tên nguồn. / Title of the source.';
COMMENT ON COLUMN planning.merger.published IS
    'Ngày của nguồn như nguồn ghi. / The source''s date as stated.';
COMMENT ON COLUMN planning.merger.url IS 'Địa chỉ của nguồn. / Address of the source.';
COMMENT ON COLUMN planning.merger.place IS 'Chỗ trong nguồn. / Place in the source.';
COMMENT ON COLUMN planning.merger.province_now IS 'Tỉnh, thành phố hiện nay. / Province now.';
COMMENT ON COLUMN planning.merger.commune_now IS 'Xã, phường, đặc khu hiện nay. / Commune now.';
COMMENT ON COLUMN planning.merger.province_before IS
    'Tỉnh, thành phố trước 01/07/2025. / Province before 2025-07-01.';
COMMENT ON COLUMN planning.merger.district_before IS
    'Huyện, quận, thị xã trước 01/07/2025. / District before 2025-07-01.';
COMMENT ON COLUMN planning.merger.geometry IS
    'Điểm đặt cụm (EPSG:4326); trống: chưa biết. / Point of the cluster (EPSG:4326); null: not known.';

CREATE VIEW planning.removal AS
SELECT d.cluster_id,
       d.key,
       d.name,
       d.state,
       d.certainty,
       d.effective_on,
       d.area_ha,
       r.replaced_by,
       d.decision_no,
       d.event_id,
       d.note,
       d.title,
       d.published,
       d.url,
       d.place,
       d.province_now,
       d.commune_now,
       d.province_before,
       d.district_before,
       d.geometry
FROM planning.departure AS d
LEFT JOIN LATERAL (
    SELECT string_agg(o.zone_type || ' ' || o.name, ', ' ORDER BY o.key) AS replaced_by
    FROM planning.event_cluster AS ec
    JOIN planning.cluster AS o USING (cluster_id)
    WHERE ec.event_id = d.event_id AND ec.role = 'successor'
) AS r ON TRUE
WHERE d.kind = 'removed';
COMMENT ON VIEW planning.removal IS
    'Cụm đưa ra khỏi quy hoạch, bãi bỏ: đã xong hoặc đến 2030. / Clusters removed from the plan: done, or by 2030.';
COMMENT ON COLUMN planning.removal.cluster_id IS 'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.removal.key IS 'Mã cụm. / Key of the cluster.';
COMMENT ON COLUMN planning.removal.name IS 'Tên cụm, khu. / Name of the cluster or zone.';
COMMENT ON COLUMN planning.removal.state IS 'Đã xong hay sắp tới: done, to_come. / Done or to come: done, to_come.';
COMMENT ON COLUMN planning.removal.certainty IS
    'Mức chắc chắn của phát biểu quyết định: done, decided, planned, proposed. / Modality of the statement that decides: done, decided, planned, proposed.';
COMMENT ON COLUMN planning.removal.effective_on IS
    'Ngày bắt đầu được tính; trống: nguồn không nêu thời gian. / The day from which it counts; null: no time is stated.';
COMMENT ON COLUMN planning.removal.area_ha IS
    'Diện tích (ha): hôm nay, nếu không thì trước khi sáp nhập, đưa ra. / Area (ha): today, else what it had.';
COMMENT ON COLUMN planning.removal.replaced_by IS
    'Cụm thay thế; trống: không nêu. / The clusters that take its place; null: none named.';
COMMENT ON COLUMN planning.removal.decision_no IS 'Số quyết định. / Number of the decision.';
COMMENT ON COLUMN planning.removal.event_id IS 'Sự kiện quyết định. / The event that decides.';
COMMENT ON COLUMN planning.removal.note IS 'Ghi chú của sự kiện. / Note on the event.';
COMMENT ON COLUMN planning.removal.title IS 'Tên nguồn. / Title of the source.';
COMMENT ON COLUMN planning.removal.published IS
    'Ngày của nguồn như nguồn ghi. / The source''s date as stated.';
COMMENT ON COLUMN planning.removal.url IS 'Địa chỉ của nguồn. / Address of the source.';
COMMENT ON COLUMN planning.removal.place IS 'Chỗ trong nguồn. / Place in the source.';
COMMENT ON COLUMN planning.removal.province_now IS 'Tỉnh, thành phố hiện nay. / Province now.';
COMMENT ON COLUMN planning.removal.commune_now IS 'Xã, phường, đặc khu hiện nay. / Commune now.';
COMMENT ON COLUMN planning.removal.province_before IS
    'Tỉnh, thành phố trước 01/07/2025. / Province before 2025-07-01.';
COMMENT ON COLUMN planning.removal.district_before IS
    'Huyện, quận, thị xã trước 01/07/2025. / District before 2025-07-01.';
COMMENT ON COLUMN planning.removal.geometry IS
    'Điểm đặt cụm (EPSG:4326); trống: chưa biết. / Point of the cluster (EPSG:4326); null: not known.';

-- Purpose: the area of a cluster at the statement by which it is merged or removed.
-- Parameters: of_event = that statement; standing_ha, standing_qualifier = the area of the cluster on
--             the day from which one looks; null or 0: none.
-- Result: a row, or none where no area is known.
-- Rules: the area that the statement itself says it had, else the one it states, else the standing
--        one, else the last total stated before.
CREATE FUNCTION planning.area_at_departure(
    of_event bigint, standing_ha numeric, standing_qualifier text
)
RETURNS TABLE (area_ha numeric, area_qualifier text)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT v.area_ha, v.area_qualifier
    FROM planning.statement AS s
    LEFT JOIN LATERAL (
        SELECT e.area_ha, e.area_qualifier
        FROM planning.statement AS e
        WHERE e.cluster_id = s.cluster_id AND e.area_ha IS NOT NULL
          AND e.kind NOT IN ('merged', 'removed') AND e.precedence < s.precedence
        ORDER BY e.precedence DESC
        LIMIT 1
    ) AS l ON TRUE
    CROSS JOIN LATERAL (
        VALUES (1, s.area_from_ha, NULL),
               (2, s.area_ha, s.area_qualifier),
               (3, nullif(standing_ha, 0), standing_qualifier),
               (4, l.area_ha, l.area_qualifier)
    ) AS v (place, area_ha, area_qualifier)
    WHERE s.event_id = of_event AND v.area_ha IS NOT NULL
    ORDER BY v.place
    LIMIT 1
$$;
COMMENT ON FUNCTION planning.area_at_departure(bigint, numeric, text) IS
    'Diện tích của cụm khi sáp nhập hoặc đưa ra khỏi quy hoạch. / The area of a cluster when it is merged or removed.';
