"""What is kept of the fold, so that no question waits for it twice; never a fact of its own.

Triggers delete what a change of the record touches (migration 0003), `refresh_snapshots` makes it
anew, and the views of `planning` work out whatever is missing: an answer never depends on these
tables, only its time does.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Mapped, mapped_column

from geo.model.base import Base, surrogate_key


class ClusterSnapshot(Base):
    """What one cluster is, as planning.cluster_on tells it, for every day of `known`.

    A row is of that day itself or, where `ahead`, of the last day of 2030 as seen from it; then it
    has the change from that day on as well, as planning.cluster_change tells it.
    """

    __tablename__ = "cluster_snapshot"

    cluster_id: Mapped[int] = mapped_column(
        ForeignKey("cluster.cluster_id", ondelete="CASCADE"), primary_key=True
    )
    ahead: Mapped[bool] = mapped_column(primary_key=True)
    known: Mapped[Range[date]]
    status: Mapped[str]
    certainty: Mapped[str | None]
    plan: Mapped[str | None]
    legal: Mapped[str | None]
    build: Mapped[str]
    wastewater: Mapped[str | None]
    area_ha: Mapped[Decimal | None]
    area_qualifier: Mapped[str | None]
    planned_area_ha: Mapped[Decimal | None]
    industrial_ha: Mapped[Decimal | None]
    leased_ha: Mapped[Decimal | None]
    fill_pct: Mapped[Decimal | None]
    merged_into_id: Mapped[int | None]
    merged_into: Mapped[str | None]
    decision_no: Mapped[str | None]
    decided_by: Mapped[int | None]
    area_by: Mapped[int | None]
    change: Mapped[str | None]
    change_certainty: Mapped[str | None]
    status_from: Mapped[str | None]
    area_from_ha: Mapped[Decimal | None]
    stood: Mapped[bool | None]
    stands: Mapped[bool | None]


class ClusterDigest(Base):
    """What of one cluster depends on no day: the names of its units.

    Whose row is there has all its rows of `ConflictSnapshot`, too.
    """

    __tablename__ = "cluster_digest"

    cluster_id: Mapped[int] = mapped_column(
        ForeignKey("cluster.cluster_id", ondelete="CASCADE"), primary_key=True
    )
    province_before: Mapped[str | None]
    district_before: Mapped[str | None]
    commune_before: Mapped[str | None]
    province_now: Mapped[str | None]
    commune_now: Mapped[str | None]


class ConflictSnapshot(Base):
    """Two statements on a cluster that contradict each other, as planning.conflict tells them."""

    __tablename__ = "conflict_snapshot"

    conflict_snapshot_id: Mapped[int] = surrogate_key()
    cluster_id: Mapped[int] = mapped_column(
        ForeignKey("cluster_digest.cluster_id", ondelete="CASCADE"), index=True
    )
    topic: Mapped[str]
    subject: Mapped[str | None]
    preferred_key: Mapped[str]
    preferred_value: Mapped[str | None]
    preferred_qualifier: Mapped[str | None]
    preferred_modality: Mapped[str]
    preferred_period: Mapped[str | None]
    preferred_title: Mapped[str]
    preferred_publisher: Mapped[str | None]
    preferred_published: Mapped[str | None]
    preferred_url: Mapped[str | None]
    preferred_place: Mapped[str]
    other_key: Mapped[str]
    other_value: Mapped[str | None]
    other_qualifier: Mapped[str | None]
    other_modality: Mapped[str]
    other_period: Mapped[str | None]
    other_title: Mapped[str]
    other_publisher: Mapped[str | None]
    other_published: Mapped[str | None]
    other_url: Mapped[str | None]
    other_place: Mapped[str]


class TotalSnapshot(Base):
    """The clusters of a unit on a day as seen from another, added up to compare a figure with."""

    __tablename__ = "total_snapshot"

    on_date: Mapped[date] = mapped_column(primary_key=True)
    known_on: Mapped[date] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("administrative_unit.unit_id", ondelete="CASCADE"), primary_key=True
    )
    scope: Mapped[str] = mapped_column(primary_key=True)
    clusters: Mapped[int]
    area_ha: Mapped[Decimal | None]
    without_area: Mapped[int]
