-- Purpose: the version of the schema, for accounts that may not look into schema atlas.
-- Columns: revision.
CREATE VIEW planning.revision AS SELECT version_num::text AS revision FROM atlas.alembic_version;
COMMENT ON VIEW planning.revision IS
    'Phiên bản lược đồ của cơ sở dữ liệu. / Version of the schema of the database.';
COMMENT ON COLUMN planning.revision.revision IS 'Số phiên bản. / Number of the version.';
