"""history and forgetting of many rows at once, with less work for each."""

from alembic import op

revision = "0008"
down_revision = "0007"

# What is kept of clusters is little, what a list touches much: each row of it is looked up once.
FORGETTING = """
    CREATE OR REPLACE FUNCTION atlas.forget_clusters() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
        IF EXISTS (SELECT FROM touched) THEN
            DELETE FROM atlas.cluster_snapshot AS s
            USING touched AS t WHERE t.cluster_id = s.cluster_id;
            DELETE FROM atlas.cluster_digest AS s
            USING touched AS t WHERE t.cluster_id = s.cluster_id;
            DELETE FROM atlas.total_snapshot;
        END IF;
        RETURN NULL;
    END $$
"""

# A statement that inserts a thousand rows or more leaves one row here for ten thousand of them.
KEEPING = """
    CREATE OR REPLACE FUNCTION atlas.keep_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    DECLARE
        many boolean := FALSE;
    BEGIN
        IF TG_OP = 'INSERT' THEN
            SELECT count(*) = 1000 INTO many FROM (SELECT FROM changed LIMIT 1000) AS t;
        END IF;
        IF many THEN
            EXECUTE format(
                'WITH k AS MATERIALIZED (SELECT array_agg(%s) AS row_keys FROM changed AS t)'
                ' INSERT INTO atlas.row_history'
                ' (table_name, row_keys, action, changed_by, editor)'
                ' SELECT $1, k.row_keys[first : first + 9999], ''insert'', session_user,'
                ' nullif(current_setting(''ccn_atlas.editor'', true), '''')'
                ' FROM k, generate_series(1, cardinality(k.row_keys), 10000) AS first'
                ' ORDER BY first',
                TG_ARGV[0]
            )
            USING TG_TABLE_NAME;
            RETURN NULL;
        END IF;
        EXECUTE format(
            'INSERT INTO atlas.row_history'
            ' (table_name, row_key, action, old_row, changed_by, editor)'
            ' SELECT $1, %s, $2, %s, session_user,'
            ' nullif(current_setting(''ccn_atlas.editor'', true), '''') FROM %s AS t',
            TG_ARGV[0],
            CASE TG_OP WHEN 'INSERT' THEN 'NULL' ELSE 'to_jsonb(t)' END,
            CASE TG_OP WHEN 'TRUNCATE' THEN TG_RELID::regclass::text ELSE 'changed' END
        )
        USING TG_TABLE_NAME, CASE TG_OP WHEN 'TRUNCATE' THEN 'delete' ELSE lower(TG_OP) END;
        RETURN NULL;
    END $$
"""


def upgrade() -> None:
    """Apply the change; there is no way back but a backup."""
    op.execute(FORGETTING)
    op.execute(KEEPING)
    op.execute("ALTER TABLE atlas.row_history ALTER COLUMN row_keys SET STORAGE EXTERNAL")
