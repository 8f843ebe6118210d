"""import runs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply the change; there is no way back but a backup."""
    for column in (
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("editor", sa.Text(), nullable=True),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("problems", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    ):
        op.add_column("import_run", column, schema="atlas")
    op.create_foreign_key(
        op.f("fk_import_run_source_id"),
        "import_run",
        "source",
        ["source_id"],
        ["source_id"],
        source_schema="atlas",
        referent_schema="atlas",
        ondelete="SET NULL",
    )
