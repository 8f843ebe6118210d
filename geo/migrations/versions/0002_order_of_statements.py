"""order of statements."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply the change; there is no way back but a backup."""
    op.add_column(
        "event",
        sa.Column(
            "precedence",
            sa.BigInteger(),
            sa.Computed(
                "((CASE WHEN (CASE WHEN kind = 'planned' THEN least(lower(period), stated_on) WHEN modality = 'done' THEN coalesce(lower(period), least(upper(period) - 1, stated_on)) WHEN modality = 'decided' THEN coalesce(lower(period), upper(period) - 1, stated_on) ELSE coalesce(upper(period) - 1, make_date(10 * ceil(extract(year FROM stated_on) / 10.0)::integer, 12, 31), DATE '2030-12-31') END) IS NULL THEN 1 ELSE least(greatest(CASE WHEN kind = 'planned' THEN least(lower(period), stated_on) WHEN modality = 'done' THEN coalesce(lower(period), least(upper(period) - 1, stated_on)) WHEN modality = 'decided' THEN coalesce(lower(period), upper(period) - 1, stated_on) ELSE coalesce(upper(period) - 1, make_date(10 * ceil(extract(year FROM stated_on) / 10.0)::integer, 12, 31), DATE '2030-12-31') END, DATE '1921-01-01'), DATE '2099-12-31') - DATE '1920-12-30' END)::bigint << 44) | ((CASE modality WHEN 'done' THEN 3 WHEN 'decided' THEN 2 WHEN 'planned' THEN 1 ELSE 0 END)::bigint << 42) | ((CASE WHEN (stated_on) IS NULL THEN 1 ELSE least(greatest(stated_on, DATE '1921-01-01'), DATE '2099-12-31') - DATE '1920-12-30' END)::bigint << 26) | (hashtextextended(key, 0) & 67108863)",
                persisted=True,
            ),
            nullable=False,
        ),
        schema="atlas",
    )
    op.drop_index(op.f("ix_event_cluster_id"), table_name="event", schema="atlas")
    op.create_index(
        "ix_event_precedence",
        "event",
        ["cluster_id", "precedence"],
        unique=True,
        schema="atlas",
        postgresql_include=["event_id"],
    )
    op.create_index(
        "ix_event_exit",
        "event",
        ["cluster_id", "precedence"],
        schema="atlas",
        postgresql_include=["kind", "modality", "effective_on"],
        postgresql_where=sa.text("kind IN ('merged', 'removed')"),
    )
