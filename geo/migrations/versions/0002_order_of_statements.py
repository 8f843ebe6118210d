"""order of statements."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

EFFECTIVE_ON = "CASE WHEN kind = 'planned' THEN least(lower(period), stated_on) WHEN modality = 'done' THEN coalesce(lower(period), least(upper(period) - 1, stated_on)) WHEN modality = 'decided' THEN coalesce(lower(period), upper(period) - 1, stated_on) ELSE coalesce(upper(period) - 1, make_date(10 * ceil(extract(year FROM greatest(lower(period), stated_on)) / 10.0)::integer, 12, 31), DATE '2030-12-31') END"
HORIZON_ON = "CASE WHEN kind = 'planned' THEN coalesce(upper(period) - 1, make_date(10 * ceil(extract(year FROM greatest(lower(period), stated_on)) / 10.0)::integer, 12, 31)) END"
PRECEDENCE = "((CASE WHEN (CASE WHEN kind = 'planned' THEN least(lower(period), stated_on) WHEN modality = 'done' THEN coalesce(lower(period), least(upper(period) - 1, stated_on)) WHEN modality = 'decided' THEN coalesce(lower(period), upper(period) - 1, stated_on) ELSE coalesce(upper(period) - 1, make_date(10 * ceil(extract(year FROM greatest(lower(period), stated_on)) / 10.0)::integer, 12, 31), DATE '2030-12-31') END) IS NULL THEN 1 ELSE least(greatest(CASE WHEN kind = 'planned' THEN least(lower(period), stated_on) WHEN modality = 'done' THEN coalesce(lower(period), least(upper(period) - 1, stated_on)) WHEN modality = 'decided' THEN coalesce(lower(period), upper(period) - 1, stated_on) ELSE coalesce(upper(period) - 1, make_date(10 * ceil(extract(year FROM greatest(lower(period), stated_on)) / 10.0)::integer, 12, 31), DATE '2030-12-31') END, DATE '1921-01-01'), DATE '2099-12-31') - DATE '1920-12-30' END)::bigint << 44) | ((CASE modality WHEN 'done' THEN 3 WHEN 'decided' THEN 2 WHEN 'planned' THEN 1 ELSE 0 END)::bigint << 42) | ((CASE WHEN (stated_on) IS NULL THEN 1 ELSE least(greatest(stated_on, DATE '1921-01-01'), DATE '2099-12-31') - DATE '1920-12-30' END)::bigint << 26) | (hashtextextended(key, 0) & 67108863)"


def upgrade() -> None:
    """Apply the change; there is no way back but a backup."""
    # Views hold on to the columns; they are made anew after the last migration.
    op.execute("DROP SCHEMA IF EXISTS planning CASCADE")
    op.drop_column("event", "effective_on", schema="atlas")
    op.drop_column("event", "horizon_on", schema="atlas")
    for name, column_type, expression in (
        ("effective_on", sa.Date(), EFFECTIVE_ON),
        ("horizon_on", sa.Date(), HORIZON_ON),
        ("precedence", sa.BigInteger(), PRECEDENCE),
    ):
        made = sa.Column(
            name,
            column_type,
            sa.Computed(expression, persisted=True),
            nullable=name != "precedence",
        )
        op.add_column("event", made, schema="atlas")
    op.create_check_constraint(
        op.f("ck_event_finite"),
        "event",
        "isfinite(coalesce(lower(period), DATE '2000-01-01'))"
        " AND isfinite(coalesce(upper(period), DATE '2000-01-01'))"
        " AND isfinite(coalesce(stated_on, DATE '2000-01-01'))",
        schema="atlas",
    )
    op.drop_index(op.f("ix_event_cluster_id"), table_name="event", schema="atlas")
    op.create_index(
        "ix_event_precedence",
        "event",
        ["cluster_id", "precedence"],
        unique=True,
        schema="atlas",
        postgresql_include=[
            "event_id",
            "kind",
            "effective_on",
            "horizon_on",
            "stated_on",
            "area_ha",
            "area_from_ha",
            "area_delta_ha",
            "area_qualifier",
            "industrial_ha",
            "leased_ha",
            "fill_pct",
            "wastewater",
            "decision_no",
        ],
    )
    op.create_index(
        "ix_event_exit",
        "event",
        ["cluster_id", "precedence"],
        schema="atlas",
        postgresql_include=["kind", "effective_on"],
        postgresql_where=sa.text("kind IN ('merged', 'removed')"),
    )
