"""row history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

# The tables of the record, and what tells a row of each from the others for good.
KEYS = {
    "administrative_unit": "key",
    "unit_name": "concat_ws('/', unit_id, kind, unit_type, name, valid)",
    "unit_succession": "concat_ws('/', predecessor_id, successor_id)",
    "unit_boundary": "unit_id::text",
    "source": "key",
    "citation": "concat_ws('/', source_id, place)",
    "cluster": "key",
    "cluster_alias": "concat_ws('/', cluster_id, alias, citation_id)",
    "cluster_site": "cluster_id::text",
    "cluster_site_unit": "concat_ws('/', cluster_id, unit_id)",
    "event": "key",
    "event_cluster": "concat_ws('/', event_id, cluster_id)",
    "milestone": "key",
    "indicator": "key",
    "indicator_value": "key",
    "doubtful_pair": "concat_ws('/', cluster_a_id, cluster_b_id)",
    "correction": "concat_ws('/', table_name, key, field, decided_on)",
    "oddity": "concat_ws('/', table_name, key, rule)",
}

KEEPING = """
    CREATE FUNCTION atlas.keep_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
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
REFUSING = """
    CREATE FUNCTION atlas.refuse_rewriting() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
        RAISE 'atlas.row_history only grows: % is refused', TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END $$
"""


def upgrade() -> None:
    """Apply the change; there is no way back but a backup."""
    op.create_table(
        "row_history",
        sa.Column("row_history_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("old_row", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("editor", sa.Text(), nullable=True),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "action IN ('insert', 'update', 'delete')", name=op.f("ck_row_history_action")
        ),
        sa.PrimaryKeyConstraint("row_history_id", name=op.f("pk_row_history")),
        schema="atlas",
    )
    op.create_index(
        "ix_row_history_row_key",
        "row_history",
        ["table_name", "row_key"],
        unique=False,
        schema="atlas",
    )
    op.execute(KEEPING)
    op.execute(REFUSING)
    for table, key in KEYS.items():
        literal = key.replace("'", "''")
        for action, side in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            op.execute(
                f"CREATE TRIGGER keep_{action.lower()} AFTER {action} ON atlas.{table}"
                f" REFERENCING {side} TABLE AS changed"
                f" FOR EACH STATEMENT EXECUTE FUNCTION atlas.keep_history('{literal}')"
            )
        op.execute(
            f"CREATE TRIGGER keep_truncate BEFORE TRUNCATE ON atlas.{table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION atlas.keep_history('{literal}')"
        )
    op.execute(
        "CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE"
        " ON atlas.row_history FOR EACH STATEMENT EXECUTE FUNCTION atlas.refuse_rewriting()"
    )
