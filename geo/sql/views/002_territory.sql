-- Purpose: the administrative units of every time, with their names, polygons and successors, one
--          row for each row of the record; `valid` says when each stood.
CREATE VIEW planning.unit AS
SELECT unit_id,
       key,
       level,
       code,
       name,
       unit_type,
       unit_type || ' ' || name AS full_name,
       parent_id,
       valid,
       area_km2,
       centroid_method,
       centroid AS geometry
FROM atlas.administrative_unit;
COMMENT ON VIEW planning.unit IS
    'Đơn vị hành chính của mọi thời kỳ, với tên chính thức cuối cùng. / Administrative units of every time, with their last official name.';
COMMENT ON COLUMN planning.unit.unit_id IS
    'Số định danh của đơn vị hành chính. / Number of the unit.';
COMMENT ON COLUMN planning.unit.key IS 'Mã đơn vị. / Key of the unit.';
COMMENT ON COLUMN planning.unit.level IS
    'Cấp: country, province, district, commune. / Level: country, province, district, commune.';
COMMENT ON COLUMN planning.unit.code IS
    'Mã hành chính (GSO); mã được dùng lại theo thời gian. / Administrative (GSO) code; codes are reused over time.';
COMMENT ON COLUMN planning.unit.name IS 'Tên không kèm loại. / Name without its type.';
COMMENT ON COLUMN planning.unit.unit_type IS
    'Loại đơn vị, như tỉnh, huyện, xã. / Type of unit, such as tỉnh, huyện, xã.';
COMMENT ON COLUMN planning.unit.full_name IS 'Tên đầy đủ, kèm loại đơn vị. / Name with its type.';
COMMENT ON COLUMN planning.unit.parent_id IS 'Đơn vị cấp trên. / The unit above.';
COMMENT ON COLUMN planning.unit.valid IS
    'Thời gian có hiệu lực, nửa mở. / When it stood, half-open.';
COMMENT ON COLUMN planning.unit.area_km2 IS 'Diện tích tự nhiên (km²). / Area of the unit (km²).';
COMMENT ON COLUMN planning.unit.centroid_method IS 'Cách xác định tâm. / How the point was made.';
COMMENT ON COLUMN planning.unit.geometry IS
    'Tâm của đơn vị (EPSG:4326). / Point in the middle of the unit (EPSG:4326).';

CREATE VIEW planning.unit_name AS
SELECT unit_name_id, unit_id, kind, unit_type, name, name_key, valid, decision
FROM atlas.unit_name;
COMMENT ON VIEW planning.unit_name IS
    'Tên chính thức và tên khác của đơn vị hành chính theo thời gian. / Official names and aliases of administrative units over time.';
COMMENT ON COLUMN planning.unit_name.unit_name_id IS 'Số định danh của tên. / Number of the name.';
COMMENT ON COLUMN planning.unit_name.unit_id IS
    'Số định danh của đơn vị hành chính. / Number of the unit.';
COMMENT ON COLUMN planning.unit_name.kind IS
    'Tên chính thức (official) hay tên khác (alias). / Official name or alias.';
COMMENT ON COLUMN planning.unit_name.unit_type IS
    'Loại đơn vị, như tỉnh, huyện, xã. / Type of unit, such as tỉnh, huyện, xã.';
COMMENT ON COLUMN planning.unit_name.name IS 'Tên không kèm loại. / Name without its type.';
COMMENT ON COLUMN planning.unit_name.name_key IS
    'Tên không dấu, chữ thường, để tìm. / Name without accents and case, for searching.';
COMMENT ON COLUMN planning.unit_name.valid IS
    'Thời gian mang tên này, nửa mở. / When it bore the name, half-open.';
COMMENT ON COLUMN planning.unit_name.decision IS
    'Nghị quyết, quyết định. / The resolution or decision.';

CREATE VIEW planning.boundary_layer AS
SELECT boundary_layer_id, level, shown_on, title, licence, url, file, sha256, imported_at,
       (SELECT count(*) FROM atlas.imported_boundary AS i
        WHERE i.boundary_layer_id = l.boundary_layer_id) AS units
FROM atlas.boundary_layer AS l;
COMMENT ON VIEW planning.boundary_layer IS
    'Các tệp ranh giới đã nhập. / Files of boundaries that were imported.';
COMMENT ON COLUMN planning.boundary_layer.boundary_layer_id IS
    'Số định danh của lớp ranh giới. / Number of the layer.';
COMMENT ON COLUMN planning.boundary_layer.level IS
    'Cấp: province, district, commune. / Level: province, district, commune.';
COMMENT ON COLUMN planning.boundary_layer.shown_on IS
    'Ngày mà các đơn vị trong tệp có hiệu lực. / The day whose units the file shows.';
COMMENT ON COLUMN planning.boundary_layer.title IS 'Nguồn. / Source.';
COMMENT ON COLUMN planning.boundary_layer.licence IS 'Giấy phép sử dụng. / Licence.';
COMMENT ON COLUMN planning.boundary_layer.url IS 'Địa chỉ trang. / Address of the page.';
COMMENT ON COLUMN planning.boundary_layer.file IS 'Tên tệp. / Name of the file.';
COMMENT ON COLUMN planning.boundary_layer.sha256 IS
    'Mã kiểm tra SHA-256 của tệp. / SHA-256 of the file.';
COMMENT ON COLUMN planning.boundary_layer.imported_at IS 'Lúc nhập. / When it was imported.';
COMMENT ON COLUMN planning.boundary_layer.units IS
    'Số đơn vị lấy ranh giới từ tệp này. / Units whose polygon is from this file.';

CREATE VIEW planning.unit_boundary AS
SELECT unit_id,
       i.unit_id IS NULL AND c.approximate AS approximate,
       coalesce(i.method, c.method) AS method,
       l.title AS source,
       l.licence,
       coalesce(i.boundary, c.boundary) AS geometry
FROM atlas.unit_boundary AS c
FULL JOIN atlas.imported_boundary AS i USING (unit_id)
LEFT JOIN atlas.boundary_layer AS l USING (boundary_layer_id);
COMMENT ON VIEW planning.unit_boundary IS
    'Ranh giới đơn vị hành chính: đã nhập, nếu không có thì gần đúng. / Polygons of administrative units: imported ones, else computed ones.';
COMMENT ON COLUMN planning.unit_boundary.unit_id IS
    'Số định danh của đơn vị hành chính. / Number of the unit.';
COMMENT ON COLUMN planning.unit_boundary.approximate IS
    'Ranh giới gần đúng, tính từ tâm các xã. / Whether the polygon is approximate, computed from points.';
COMMENT ON COLUMN planning.unit_boundary.method IS
    'Cách lập ranh giới. / How the polygon was made.';
COMMENT ON COLUMN planning.unit_boundary.source IS
    'Nguồn của ranh giới đã nhập. / Source of an imported polygon.';
COMMENT ON COLUMN planning.unit_boundary.licence IS
    'Giấy phép của nguồn ấy. / Licence of that source.';
COMMENT ON COLUMN planning.unit_boundary.geometry IS
    'Ranh giới (EPSG:4326). / Polygon (EPSG:4326).';

CREATE VIEW planning.unit_outline AS
SELECT unit_id, coalesce(i.outline, c.boundary) AS geometry
FROM atlas.unit_boundary AS c
FULL JOIN atlas.imported_boundary AS i USING (unit_id);
COMMENT ON VIEW planning.unit_outline IS
    'Đường bao để vẽ bản đồ, đã giản lược. / Outlines for maps, simplified.';
COMMENT ON COLUMN planning.unit_outline.unit_id IS
    'Số định danh của đơn vị hành chính. / Number of the unit.';
COMMENT ON COLUMN planning.unit_outline.geometry IS
    'Đường bao (EPSG:4326). / Outline (EPSG:4326).';

CREATE VIEW planning.unit_succession AS
SELECT unit_succession_id, predecessor_id, successor_id, effective_on, whole, decision
FROM atlas.unit_succession;
COMMENT ON VIEW planning.unit_succession IS
    'Đơn vị nào nhập vào đơn vị nào, theo nghị quyết nào. / Which unit passed into which, by which resolution.';
COMMENT ON COLUMN planning.unit_succession.unit_succession_id IS
    'Số định danh. / Number of the succession.';
COMMENT ON COLUMN planning.unit_succession.predecessor_id IS 'Đơn vị cũ. / The unit before.';
COMMENT ON COLUMN planning.unit_succession.successor_id IS 'Đơn vị mới. / The unit after.';
COMMENT ON COLUMN planning.unit_succession.effective_on IS 'Ngày nhập. / The day of the change.';
COMMENT ON COLUMN planning.unit_succession.whole IS
    'Toàn bộ đơn vị cũ nhập vào đơn vị mới. / Whether all of the unit before passed to this one.';
COMMENT ON COLUMN planning.unit_succession.decision IS
    'Nghị quyết, quyết định. / The resolution or decision.';
