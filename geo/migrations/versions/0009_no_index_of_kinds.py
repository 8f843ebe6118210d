"""no index of the kinds of statements: no view and no question looks for them without a cluster."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply the change; there is no way back but a backup."""
    op.drop_index("ix_event_kind", table_name="event", schema="atlas")
