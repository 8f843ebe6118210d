"""${message}."""

import geoalchemy2
import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Apply the change; there is no way back but a backup."""
    ${upgrades if upgrades else "pass"}
