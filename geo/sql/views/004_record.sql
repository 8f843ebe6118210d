-- Purpose: the record as it stands, one row for each row of it: clusters and zones, where they lie,
--          what is said of them and by whom. What a cluster is on a day is told by cluster_on.
CREATE VIEW planning.cluster AS
SELECT cluster_id, key, name, name_key, zone_type, note
FROM atlas.cluster;
COMMENT ON VIEW planning.cluster IS
    'Cụm công nghiệp và khu công nghiệp, khu kinh tế: tên và loại. / Clusters and zones: name and type.';
COMMENT ON COLUMN planning.cluster.cluster_id IS 'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.cluster.key IS 'Mã cụm. / Key of the cluster.';
COMMENT ON COLUMN planning.cluster.name IS 'Tên cụm, khu. / Name of the cluster or zone.';
COMMENT ON COLUMN planning.cluster.name_key IS
    'Tên không dấu, chữ thường, để tìm. / Name without accents and case, for searching.';
COMMENT ON COLUMN planning.cluster.zone_type IS 'Loại: CCN, KCN, KKT. / Type: CCN, KCN, KKT.';
COMMENT ON COLUMN planning.cluster.note IS 'Ghi chú. / Note.';

CREATE VIEW planning.cluster_alias AS
SELECT cluster_alias_id, cluster_id, alias, alias_key, citation_id
FROM atlas.cluster_alias;
COMMENT ON VIEW planning.cluster_alias IS
    'Tên gọi khác của cụm, kèm nguồn. / Other names of clusters, with their source.';
COMMENT ON COLUMN planning.cluster_alias.cluster_alias_id IS
    'Số định danh của tên gọi. / Number of the name.';
COMMENT ON COLUMN planning.cluster_alias.cluster_id IS
    'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.cluster_alias.alias IS 'Tên gọi khác. / The other name.';
COMMENT ON COLUMN planning.cluster_alias.alias_key IS
    'Tên gọi khác không dấu, chữ thường, để tìm. / The other name without accents and case, for searching.';
COMMENT ON COLUMN planning.cluster_alias.citation_id IS 'Chỗ trong nguồn. / The place in a source.';

CREATE VIEW planning.cluster_site AS
SELECT cluster_id, precision, method, address, stated_on, point AS geometry
FROM atlas.cluster_site;
COMMENT ON VIEW planning.cluster_site IS
    'Điểm đặt cụm và độ chính xác. / The point of each cluster and how exact it is.';
COMMENT ON COLUMN planning.cluster_site.cluster_id IS
    'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.cluster_site.precision IS
    'Độ chính xác của điểm: site, commune, district, province. / How exact the point is: site, commune, district, province.';
COMMENT ON COLUMN planning.cluster_site.method IS 'Cách xác định điểm. / How the point was made.';
COMMENT ON COLUMN planning.cluster_site.address IS
    'Địa chỉ như nguồn nêu, theo đơn vị của ngày stated_on. / The address as stated, in the units of stated_on.';
COMMENT ON COLUMN planning.cluster_site.stated_on IS
    'Ngày đầu của thời điểm nguồn công bố; trống: không rõ. / First day of the source''s date; null: not known.';
COMMENT ON COLUMN planning.cluster_site.geometry IS
    'Điểm đặt cụm (EPSG:4326); trống: chưa biết. / Point of the cluster (EPSG:4326); null: not known.';

CREATE VIEW planning.cluster_unit AS
SELECT cluster_id, unit_id, is_primary
FROM atlas.cluster_site_unit;
COMMENT ON VIEW planning.cluster_unit IS
    'Cụm nằm trong những đơn vị hành chính nào, cũ và mới. / The units each cluster lies in, old and new.';
COMMENT ON COLUMN planning.cluster_unit.cluster_id IS
    'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.cluster_unit.unit_id IS
    'Số định danh của đơn vị hành chính. / Number of the unit.';
COMMENT ON COLUMN planning.cluster_unit.is_primary IS
    'Đơn vị mà cụm được tính vào. / Whether the cluster counts in this unit.';

CREATE VIEW planning.event_cluster AS
SELECT event_id, cluster_id, role
FROM atlas.event_cluster;
COMMENT ON VIEW planning.event_cluster IS
    'Cụm, khu khác liên quan đến một sự kiện. / Other clusters and zones that play a part in an event.';
COMMENT ON COLUMN planning.event_cluster.event_id IS
    'Số định danh của sự kiện. / Number of the event.';
COMMENT ON COLUMN planning.event_cluster.cluster_id IS
    'Cụm, khu liên quan. / The other cluster or zone.';
COMMENT ON COLUMN planning.event_cluster.role IS
    'Vai trò: absorbed_into, successor. / Part it plays: absorbed_into, successor.';

CREATE VIEW planning.milestone AS
SELECT milestone_id, key, cluster_id, stages, period, period_text, fill_target_pct, actual, note,
       citation_id
FROM atlas.milestone;
COMMENT ON VIEW planning.milestone IS
    'Mốc tiến độ của từng cụm như nguồn nêu. / Milestones of each cluster, as stated.';
COMMENT ON COLUMN planning.milestone.milestone_id IS
    'Số định danh của mốc tiến độ. / Number of the milestone.';
COMMENT ON COLUMN planning.milestone.key IS 'Mã mốc tiến độ. / Key of the milestone.';
COMMENT ON COLUMN planning.milestone.cluster_id IS 'Số định danh của cụm. / Number of the cluster.';
COMMENT ON COLUMN planning.milestone.stages IS 'Các công đoạn của mốc. / Stages of the milestone.';
COMMENT ON COLUMN planning.milestone.period IS
    'Thời gian, nửa mở; trống: không nêu. / When, half-open; null: not stated.';
COMMENT ON COLUMN planning.milestone.period_text IS
    'Thời gian như nguồn nêu. / The period as stated.';
COMMENT ON COLUMN planning.milestone.fill_target_pct IS
    'Mục tiêu lấp đầy (%). / Fill aimed at (%).';
COMMENT ON COLUMN planning.milestone.actual IS
    'Thời gian thực tế hoàn thành, theo báo cáo. / When it was reported done.';
COMMENT ON COLUMN planning.milestone.note IS 'Ghi chú. / Note.';
COMMENT ON COLUMN planning.milestone.citation_id IS 'Chỗ trong nguồn. / The place in a source.';

CREATE VIEW planning.indicator AS
SELECT indicator_id, key, label_vi, label_en, unit_of_measure, zone_type, aggregation
FROM atlas.indicator;
COMMENT ON VIEW planning.indicator IS
    'Các chỉ tiêu mà nguồn nêu số liệu. / The indicators that sources give figures of.';
COMMENT ON COLUMN planning.indicator.indicator_id IS
    'Số định danh của chỉ tiêu. / Number of the indicator.';
COMMENT ON COLUMN planning.indicator.key IS 'Mã chỉ tiêu. / Key of the indicator.';
COMMENT ON COLUMN planning.indicator.label_vi IS
    'Tên chỉ tiêu bằng tiếng Việt. / Name of the indicator in Vietnamese.';
COMMENT ON COLUMN planning.indicator.label_en IS
    'Tên chỉ tiêu bằng tiếng Anh. / Name of the indicator in English.';
COMMENT ON COLUMN planning.indicator.unit_of_measure IS 'Đơn vị đo. / Unit of measure.';
COMMENT ON COLUMN planning.indicator.zone_type IS
    'Loại khu mà chỉ tiêu nói đến: CCN, KCN, KKT; trống: mọi loại. / Type of zone it speaks of: CCN, KCN, KKT; null: any.';
COMMENT ON COLUMN planning.indicator.aggregation IS
    'Cách gộp từ các phần: sum, ratio, none. / How values of parts make the whole: sum, ratio, none.';

CREATE VIEW planning.indicator_value AS
SELECT indicator_value_id, key, unit_id, indicator_id, period, period_text, value, qualifier,
       modality, note, citation_id
FROM atlas.indicator_value;
COMMENT ON VIEW planning.indicator_value IS
    'Số liệu của tỉnh, cả nước như nguồn nêu. / Figures of provinces and of the nation, as stated.';
COMMENT ON COLUMN planning.indicator_value.indicator_value_id IS
    'Số định danh của số liệu. / Number of the figure.';
COMMENT ON COLUMN planning.indicator_value.key IS 'Mã số liệu. / Key of the figure.';
COMMENT ON COLUMN planning.indicator_value.unit_id IS
    'Số định danh của đơn vị hành chính. / Number of the unit.';
COMMENT ON COLUMN planning.indicator_value.indicator_id IS
    'Số định danh của chỉ tiêu. / Number of the indicator.';
COMMENT ON COLUMN planning.indicator_value.period IS
    'Thời gian, nửa mở; trống: không nêu. / When, half-open; null: not stated.';
COMMENT ON COLUMN planning.indicator_value.period_text IS
    'Thời gian như nguồn nêu. / The period as stated.';
COMMENT ON COLUMN planning.indicator_value.value IS 'Số liệu. / The figure.';
COMMENT ON COLUMN planning.indicator_value.qualifier IS
    'Độ chính xác: about, more_than, nearly; trống: chính xác. / How exact: about, more_than, nearly; null: exact.';
COMMENT ON COLUMN planning.indicator_value.modality IS
    'Mức chắc chắn: done, decided, planned, proposed. / How sure it is: done, decided, planned, proposed.';
COMMENT ON COLUMN planning.indicator_value.note IS 'Ghi chú. / Note.';
COMMENT ON COLUMN planning.indicator_value.citation_id IS
    'Chỗ trong nguồn. / The place in a source.';

CREATE VIEW planning.source AS
SELECT source_id, key, title, publisher, published, published_text, url, decision_no, note
FROM atlas.source;
COMMENT ON VIEW planning.source IS
    'Văn bản, bài báo nêu dữ liệu. / The documents that state the facts.';
COMMENT ON COLUMN planning.source.source_id IS 'Số định danh của nguồn. / Number of the source.';
COMMENT ON COLUMN planning.source.key IS 'Mã nguồn. / Key of the source.';
COMMENT ON COLUMN planning.source.title IS 'Tên nguồn. / Title of the source.';
COMMENT ON COLUMN planning.source.publisher IS 'Nơi công bố. / Publisher.';
COMMENT ON COLUMN planning.source.published IS
    'Thời điểm công bố, nửa mở. / When it was published, half-open.';
COMMENT ON COLUMN planning.source.published_text IS
    'Ngày của nguồn như nguồn ghi. / The source''s date as stated.';
COMMENT ON COLUMN planning.source.url IS 'Địa chỉ của nguồn. / Address of the source.';
COMMENT ON COLUMN planning.source.decision_no IS 'Số quyết định. / Number of the decision.';
COMMENT ON COLUMN planning.source.note IS 'Ghi chú. / Note.';

CREATE VIEW planning.citation AS
SELECT c.citation_id,
       c.source_id,
       c.place,
       s.title,
       s.publisher,
       s.published_text AS published,
       s.url
FROM atlas.citation AS c
LEFT JOIN atlas.source AS s USING (source_id);
COMMENT ON VIEW planning.citation IS
    'Chỗ trong văn bản, kèm tên văn bản. / Places in sources, with the source.';
COMMENT ON COLUMN planning.citation.citation_id IS 'Chỗ trong nguồn. / The place in a source.';
COMMENT ON COLUMN planning.citation.source_id IS 'Số định danh của nguồn. / Number of the source.';
COMMENT ON COLUMN planning.citation.place IS 'Chỗ trong nguồn. / Place in the source.';
COMMENT ON COLUMN planning.citation.title IS 'Tên nguồn. / Title of the source.';
COMMENT ON COLUMN planning.citation.publisher IS 'Nơi công bố. / Publisher.';
COMMENT ON COLUMN planning.citation.published IS
    'Ngày của nguồn như nguồn ghi. / The source''s date as stated.';
COMMENT ON COLUMN planning.citation.url IS 'Địa chỉ của nguồn. / Address of the source.';

CREATE VIEW planning.doubtful_pair AS
SELECT cluster_a_id, cluster_b_id, reason
FROM atlas.doubtful_pair;
COMMENT ON VIEW planning.doubtful_pair IS
    'Hai cụm có thể là một. / Two clusters that may be one.';
COMMENT ON COLUMN planning.doubtful_pair.cluster_a_id IS 'Cụm thứ nhất. / One cluster.';
COMMENT ON COLUMN planning.doubtful_pair.cluster_b_id IS 'Cụm thứ hai. / The other cluster.';
COMMENT ON COLUMN planning.doubtful_pair.reason IS 'Vì sao ngờ là một. / Why they may be one.';

CREATE VIEW planning.oddity AS
SELECT oddity_id, table_name, key, rule, detail_vi, detail_en
FROM atlas.oddity;
COMMENT ON VIEW planning.oddity IS
    'Điều nguồn nêu mà trông bất thường theo một quy tắc. / What a source says that looks wrong by a rule.';
COMMENT ON COLUMN planning.oddity.oddity_id IS 'Số định danh. / Number of the finding.';
COMMENT ON COLUMN planning.oddity.table_name IS 'Bảng dữ liệu. / Table of the facts.';
COMMENT ON COLUMN planning.oddity.key IS 'Mã của dòng dữ liệu. / Key of the row.';
COMMENT ON COLUMN planning.oddity.rule IS 'Mã quy tắc. / The rule.';
COMMENT ON COLUMN planning.oddity.detail_vi IS
    'Điều bất thường, bằng tiếng Việt. / What looks wrong, in Vietnamese.';
COMMENT ON COLUMN planning.oddity.detail_en IS
    'Điều bất thường, bằng tiếng Anh. / What looks wrong, in English.';
