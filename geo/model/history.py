"""What became of the rows: who changed which, when, and what stood there before."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geo.model.base import Base, surrogate_key


class RowHistory(Base):
    """One row inserted, updated or deleted; written by triggers (migration 0004), never changed.

    `row_key` is the row's natural key, else its primary key, its parts joined by `/`. `old_row` is
    the row as it stood before, geometries as GeoJSON; null for an insert. `changed_by` is the
    account of the server, which nobody can feign; `editor` what the program said of the person at
    work, null where it said nothing. `changed_at` is when the transaction began. Where a statement
    inserts a thousand rows or more, `row_keys` holds up to ten thousand of them in place of one.
    """

    __tablename__ = "row_history"
    __table_args__ = (
        CheckConstraint("action IN ('insert', 'update', 'delete')", name="action"),
        CheckConstraint(
            "num_nonnulls(row_key, row_keys) = 1 AND (row_keys IS NULL OR action = 'insert')",
            name="keyed",
        ),
        Index("ix_row_history_row_key", "table_name", "row_key"),
        Index("ix_row_history_many", "table_name", postgresql_where=text("row_keys IS NOT NULL")),
    )

    row_history_id: Mapped[int] = surrogate_key()
    table_name: Mapped[str]
    row_key: Mapped[str | None]
    row_keys: Mapped[list[str] | None]
    action: Mapped[str]
    old_row: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    changed_by: Mapped[str]
    editor: Mapped[str | None]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
