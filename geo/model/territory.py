"""Administrative units: bodies of land, the names they bore, what became of them, polygons."""

from datetime import date, datetime
from decimal import Decimal

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from geo.model.base import Base, one_of, point_column, positive, surrogate_key
from geo.vocabulary import (
    Level,
)


class AdministrativeUnit(Base):
    """A country, province, district or commune, for as long as its borders stood.

    `name` is the last official name without its type (`Yên Dũng`), `unit_type` the type word
    (`huyện`). `centroid_method` says how the point was made; `area_km2` is the source's figure.
    """

    __tablename__ = "administrative_unit"
    __table_args__ = (
        one_of("level", Level),
        positive("area_km2"),
        CheckConstraint("(level = 'country') = (parent_id IS NULL)", name="parent"),
        CheckConstraint("NOT isempty(valid)", name="valid"),
        ExcludeConstraint(
            ("level", "="),
            ("code", "="),
            ("valid", "&&"),
            name="ex_administrative_unit_valid",
            using="gist",
        ),
        Index("ix_administrative_unit_centroid", "centroid", postgresql_using="gist"),
        Index("ix_administrative_unit_valid", "valid", postgresql_using="gist"),
    )

    unit_id: Mapped[int] = surrogate_key()
    key: Mapped[str] = mapped_column(unique=True)
    level: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    unit_type: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("administrative_unit.unit_id"), index=True
    )
    valid: Mapped[Range[date]]
    area_km2: Mapped[Decimal | None]
    centroid: Mapped[WKBElement] = mapped_column(point_column())
    centroid_method: Mapped[str]


class UnitName(Base):
    """A name a unit bore or bears: official ones, one at a time, and aliases.

    `name_key` is the folded name (no accents, no case), for searching.
    """

    __tablename__ = "unit_name"
    __table_args__ = (
        CheckConstraint("kind IN ('official', 'alias')", name="kind"),
        CheckConstraint("NOT isempty(valid)", name="valid"),
        ExcludeConstraint(
            ("unit_id", "="),
            ("valid", "&&"),
            name="ex_unit_name_official",
            using="gist",
            where=text("kind = 'official'"),
        ),
        UniqueConstraint("unit_id", "kind", "unit_type", "name", "valid"),
        Index(
            "ix_unit_name_name_key",
            "name_key",
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
        ),
    )

    unit_name_id: Mapped[int] = surrogate_key()
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("administrative_unit.unit_id", ondelete="CASCADE")
    )
    kind: Mapped[str]
    unit_type: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    valid: Mapped[Range[date]]
    decision: Mapped[str | None]


class UnitSuccession(Base):
    """One unit's land passing, whole or in part, to another on a date.

    `whole` says that all of the predecessor went to this one successor: figures then restate
    exactly. `decision` is the resolution that ordered it.
    """

    __tablename__ = "unit_succession"
    __table_args__ = (
        UniqueConstraint("predecessor_id", "successor_id"),
        CheckConstraint("predecessor_id <> successor_id", name="distinct"),
    )

    unit_succession_id: Mapped[int] = surrogate_key()
    predecessor_id: Mapped[int] = mapped_column(
        ForeignKey("administrative_unit.unit_id", ondelete="CASCADE")
    )
    successor_id: Mapped[int] = mapped_column(
        ForeignKey("administrative_unit.unit_id", ondelete="CASCADE"), index=True
    )
    effective_on: Mapped[date]
    whole: Mapped[bool]
    decision: Mapped[str | None]


class UnitBoundary(Base):
    """The polygon that the program computed for a unit; an imported one takes its place.

    `approximate` says that it was computed from points and not surveyed.
    """

    __tablename__ = "unit_boundary"
    __table_args__ = (Index("ix_unit_boundary_boundary", "boundary", postgresql_using="gist"),)

    unit_id: Mapped[int] = mapped_column(
        ForeignKey("administrative_unit.unit_id", ondelete="CASCADE"), primary_key=True
    )
    boundary: Mapped[WKBElement] = mapped_column(
        Geometry("MULTIPOLYGON", srid=4326, spatial_index=False)
    )
    approximate: Mapped[bool]
    method: Mapped[str]


class BoundaryLayer(Base):
    """A file of polygons that was imported: whose it is, and the day whose units it shows."""

    __tablename__ = "boundary_layer"
    __table_args__ = (
        one_of("level", Level),
        UniqueConstraint("sha256", "level", "shown_on"),
    )

    boundary_layer_id: Mapped[int] = surrogate_key()
    level: Mapped[str]
    shown_on: Mapped[date]
    title: Mapped[str]
    licence: Mapped[str | None]
    url: Mapped[str | None]
    file: Mapped[str]
    sha256: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ImportedBoundary(Base):
    """A unit's polygon from a layer, whole, and its outline for maps.

    Outlines of a layer were simplified together, so that neighbours share theirs. `method` says
    what was done to the polygon.
    """

    __tablename__ = "imported_boundary"
    __table_args__ = (
        Index("ix_imported_boundary_boundary", "boundary", postgresql_using="gist"),
        Index("ix_imported_boundary_boundary_layer_id", "boundary_layer_id"),
    )

    unit_id: Mapped[int] = mapped_column(
        ForeignKey("administrative_unit.unit_id", ondelete="CASCADE"), primary_key=True
    )
    boundary_layer_id: Mapped[int] = mapped_column(
        ForeignKey("boundary_layer.boundary_layer_id", ondelete="CASCADE")
    )
    boundary: Mapped[WKBElement] = mapped_column(
        Geometry("MULTIPOLYGON", srid=4326, spatial_index=False)
    )
    outline: Mapped[WKBElement] = mapped_column(
        Geometry("MULTIPOLYGON", srid=4326, spatial_index=False)
    )
    method: Mapped[str]
