"""history of many rows at once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

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
                'INSERT INTO atlas.row_history'
                ' (table_name, row_keys, action, changed_by, editor)'
                ' SELECT $1, array_agg(k.row_key), ''insert'', session_user,'
                ' nullif(current_setting(''ccn_atlas.editor'', true), '''')'
                ' FROM (SELECT %s AS row_key, (row_number() OVER () - 1) / 10000 AS part'
                ' FROM changed AS t) AS k GROUP BY k.part ORDER BY k.part',
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

# Nobody gets round the history and the forgetting, not even whoever loads with the server's own
# checks put off (session_replication_role).
ALWAYS = """
    DO $$
    DECLARE
        kept record;
    BEGIN
        FOR kept IN
            SELECT t.tgname, t.tgrelid::regclass AS relation
            FROM pg_trigger AS t
            JOIN pg_class AS c ON c.oid = t.tgrelid
            WHERE c.relnamespace = 'atlas'::regnamespace AND NOT t.tgisinternal
        LOOP
            EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', kept.relation, kept.tgname);
        END LOOP;
    END $$
"""


def upgrade() -> None:
    """Apply the change; there is no way back but a backup."""
    op.execute("DROP SCHEMA IF EXISTS planning CASCADE")
    op.alter_column("row_history", "row_key", nullable=True, schema="atlas")
    op.add_column(
        "row_history",
        sa.Column("row_keys", postgresql.ARRAY(sa.Text()), nullable=True),
        schema="atlas",
    )
    op.create_check_constraint(
        op.f("ck_row_history_keyed"),
        "row_history",
        "num_nonnulls(row_key, row_keys) = 1 AND (row_keys IS NULL OR action = 'insert')",
        schema="atlas",
    )
    op.create_index(
        "ix_row_history_many",
        "row_history",
        ["table_name"],
        schema="atlas",
        postgresql_where=sa.text("row_keys IS NOT NULL"),
    )
    op.execute(KEEPING)
    op.execute(ALWAYS)
