"""imported boundaries."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0006"
down_revision = "0005"

# The new tables, and what tells a row of each from the others for good.
KEYS = {
    "boundary_layer": "concat_ws('/', sha256, level, shown_on)",
    "imported_boundary": "unit_id::text",
}


def upgrade() -> None:
    """Apply the change; there is no way back but a backup."""
    op.create_table(
        "boundary_layer",
        sa.Column("boundary_layer_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "level IN ('country', 'province', 'district', 'commune')",
            name=op.f("ck_boundary_layer_level"),
        ),
        sa.PrimaryKeyConstraint("boundary_layer_id", name=op.f("pk_boundary_layer")),
        sa.UniqueConstraint(
            "sha256", "level", "shown_on", name=op.f("uq_boundary_layer_sha256_level_shown_on")
        ),
        schema="atlas",
    )
    op.create_table(
        "imported_boundary",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("boundary_layer_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "boundary",
            Geometry("MULTIPOLYGON", srid=4326, spatial_index=False),
            nullable=False,
        ),
        sa.Column(
            "outline",
            Geometry("MULTIPOLYGON", srid=4326, spatial_index=False),
            nullable=False,
        ),
        sa.Column("method", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["boundary_layer_id"],
            ["atlas.boundary_layer.boundary_layer_id"],
            name=op.f("fk_imported_boundary_boundary_layer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["atlas.administrative_unit.unit_id"],
            name=op.f("fk_imported_boundary_unit_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_imported_boundary")),
        schema="atlas",
    )
    op.create_index(
        "ix_imported_boundary_boundary",
        "imported_boundary",
        ["boundary"],
        unique=False,
        schema="atlas",
        postgresql_using="gist",
    )
    op.create_index(
        "ix_imported_boundary_boundary_layer_id",
        "imported_boundary",
        ["boundary_layer_id"],
        unique=False,
        schema="atlas",
    )
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
