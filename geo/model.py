"""Every table of the database, schema `atlas`; all geometries are EPSG:4326, longitude first.

Areas are hectares (`_ha`) or square kilometres (`_km2`) as stated by a source, money is billions of
đồng (`_vnd_billion`). Periods are half-open; a bound that is not known, or has not come, is null.

A unit is one body of land under one code for as long as its borders stood; the names it bore are
rows of `unit_name`. A GSO code is reused (24 is Bắc Giang, then Bắc Ninh), so the identity is
level + code + validity, and `key` writes it as `level/code/first day`.

A cluster is only an identity. What it is on a date is folded from `event`: one row for each
statement of one source, so that sources which disagree stand side by side.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    Numeric,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, JSONB, ExcludeConstraint, Range
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from geo.vocabulary import (
    Aggregation,
    EventKind,
    Level,
    Modality,
    Precision,
    Qualifier,
    Role,
    Stage,
    ZoneType,
)

SCHEMA = "atlas"


class Base(DeclarativeBase):
    """Tables of the record; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        schema=SCHEMA,
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map: ClassVar = {
        int: BigInteger,
        str: Text,
        Decimal: Numeric,
        list[str]: ARRAY(Text),
        Range[date]: DATERANGE,
        datetime: DateTime(timezone=True),
    }


def _one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Restrict a column to the words of a vocabulary."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _share(column: str) -> CheckConstraint:
    """Restrict a column to percentages."""
    return CheckConstraint(f"{column} BETWEEN 0 AND 100", name=column)


def _positive(column: str) -> CheckConstraint:
    """Restrict a column to figures above zero."""
    return CheckConstraint(f"{column} > 0", name=column)


def _key() -> Mapped[int]:
    return mapped_column(Identity(always=True), primary_key=True)


def _point() -> Geometry:
    return Geometry("POINT", srid=4326, spatial_index=False)


class ImportRun(Base):
    """One load of a file or folder that changed the record: what came in and when."""

    __tablename__ = "import_run"

    import_run_id: Mapped[int] = _key()
    dataset: Mapped[str]
    sha256: Mapped[str]
    loaded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB)


class AdministrativeUnit(Base):
    """A country, province, district or commune, for as long as its borders stood.

    `name` is the last official name without its type (`Yên Dũng`), `unit_type` the type word
    (`huyện`). `centroid_method` says how the point was made; `area_km2` is the source's figure.
    """

    __tablename__ = "administrative_unit"
    __table_args__ = (
        _one_of("level", Level),
        _positive("area_km2"),
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

    unit_id: Mapped[int] = _key()
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
    centroid: Mapped[WKBElement] = mapped_column(_point())
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

    unit_name_id: Mapped[int] = _key()
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

    unit_succession_id: Mapped[int] = _key()
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
    """A unit's polygon; `approximate` when it was computed from points and not surveyed."""

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


class Source(Base):
    """A document that states facts: decision, annex, report, article."""

    __tablename__ = "source"

    source_id: Mapped[int] = _key()
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    publisher: Mapped[str | None]
    published: Mapped[Range[date] | None]
    published_text: Mapped[str | None]
    url: Mapped[str | None]
    decision_no: Mapped[str | None]
    note: Mapped[str | None]


class Citation(Base):
    """A place in a source."""

    __tablename__ = "citation"
    __table_args__ = (UniqueConstraint("source_id", "place"),)

    citation_id: Mapped[int] = _key()
    source_id: Mapped[int] = mapped_column(ForeignKey("source.source_id"))
    place: Mapped[str]


class Cluster(Base):
    """Identity of an industrial cluster (CCN), industrial zone (KCN) or economic zone (KKT)."""

    __tablename__ = "cluster"
    __table_args__ = (
        _one_of("zone_type", ZoneType),
        Index(
            "ix_cluster_name_key",
            "name_key",
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
        ),
    )

    cluster_id: Mapped[int] = _key()
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_key: Mapped[str]
    zone_type: Mapped[str]
    note: Mapped[str | None]
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.import_run_id"))


class ClusterAlias(Base):
    """Another spelling or name of a cluster, with the place where it stands."""

    __tablename__ = "cluster_alias"
    __table_args__ = (
        UniqueConstraint("cluster_id", "alias", "citation_id"),
        Index(
            "ix_cluster_alias_alias_key",
            "alias_key",
            postgresql_using="gin",
            postgresql_ops={"alias_key": "gin_trgm_ops"},
        ),
    )

    cluster_alias_id: Mapped[int] = _key()
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.cluster_id", ondelete="CASCADE"))
    alias: Mapped[str]
    alias_key: Mapped[str]
    citation_id: Mapped[int] = mapped_column(ForeignKey("citation.citation_id"))
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.import_run_id"))


class ClusterSite(Base):
    """Where a cluster lies: its point at the finest level known.

    `address` is the address as the source states it, in the administrative system of `stated_on`.
    """

    __tablename__ = "cluster_site"
    __table_args__ = (
        _one_of("precision", Precision),
        Index("ix_cluster_site_point", "point", postgresql_using="gist"),
        # ST_DWithin in metres runs on geography.
        Index("ix_cluster_site_geography", text("geography(point)"), postgresql_using="gist"),
    )

    cluster_id: Mapped[int] = mapped_column(
        ForeignKey("cluster.cluster_id", ondelete="CASCADE"), primary_key=True
    )
    point: Mapped[WKBElement] = mapped_column(_point())
    precision: Mapped[str]
    method: Mapped[str]
    address: Mapped[str]
    stated_on: Mapped[date]


class ClusterSiteUnit(Base):
    """A unit in which a cluster lies, of the old system or of the new one.

    A cluster that straddles two units has a row for each; `is_primary` marks the one that counts in
    totals, so that every cluster counts once per level and date.
    """

    __tablename__ = "cluster_site_unit"
    __table_args__ = (Index("ix_cluster_site_unit_unit_id", "unit_id"),)

    cluster_id: Mapped[int] = mapped_column(
        ForeignKey("cluster_site.cluster_id", ondelete="CASCADE"), primary_key=True
    )
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("administrative_unit.unit_id"), primary_key=True
    )
    is_primary: Mapped[bool]


class Event(Base):
    """One source's statement that something happened, or is to happen, to a cluster.

    `period` is when; null when the source gives no date, and open below for a deadline ("đến năm
    2030"). `area_ha` is the total after the event, `area_delta_ha` a difference.
    """

    __tablename__ = "event"
    __table_args__ = (
        _one_of("kind", EventKind),
        _one_of("modality", Modality),
        _one_of("area_qualifier", Qualifier),
        _one_of("capital_qualifier", Qualifier),
        _positive("area_ha"),
        _positive("area_from_ha"),
        CheckConstraint("area_delta_ha <> 0", name="area_delta_ha"),
        _positive("capital_vnd_billion"),
        _positive("capital_usd_million"),
        _share("fill_pct"),
        CheckConstraint("NOT isempty(period)", name="period"),
        Index("ix_event_period", "period", postgresql_using="gist"),
        Index("ix_event_kind", "kind"),
    )

    event_id: Mapped[int] = _key()
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    modality: Mapped[str]
    period: Mapped[Range[date] | None]
    period_text: Mapped[str | None]
    area_ha: Mapped[Decimal | None]
    area_from_ha: Mapped[Decimal | None]
    area_delta_ha: Mapped[Decimal | None]
    area_qualifier: Mapped[str | None]
    capital_vnd_billion: Mapped[Decimal | None]
    capital_usd_million: Mapped[Decimal | None]
    capital_qualifier: Mapped[str | None]
    decision_no: Mapped[str | None]
    fill_pct: Mapped[Decimal | None]
    absorbed_into_text: Mapped[str | None]
    note: Mapped[str | None]
    citation_id: Mapped[int] = mapped_column(ForeignKey("citation.citation_id"), index=True)
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.import_run_id"))


class EventCluster(Base):
    """The part a cluster plays in an event; a cluster plays one part only."""

    __tablename__ = "event_cluster"
    __table_args__ = (
        _one_of("role", Role),
        Index("ix_event_cluster_cluster_id", "cluster_id"),
        Index(
            "uq_event_cluster_subject",
            "event_id",
            unique=True,
            postgresql_where=text("role = 'subject'"),
        ),
    )

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.event_id", ondelete="CASCADE"), primary_key=True
    )
    cluster_id: Mapped[int] = mapped_column(
        ForeignKey("cluster.cluster_id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str]


class Milestone(Base):
    """A span of one cluster's schedule: its stages, from when to when, the fill aimed at.

    `actual` is when the last of it was reported done.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint(
            "stages <@ ARRAY[" + ", ".join(f"'{stage.value}'" for stage in Stage) + "]"
            " AND cardinality(stages) > 0",
            name="stages",
        ),
        _share("fill_target_pct"),
        CheckConstraint("NOT isempty(period)", name="period"),
        CheckConstraint("NOT isempty(actual)", name="actual"),
        Index("ix_milestone_cluster_id", "cluster_id"),
    )

    milestone_id: Mapped[int] = _key()
    key: Mapped[str] = mapped_column(unique=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.cluster_id", ondelete="CASCADE"))
    stages: Mapped[list[str]]
    period: Mapped[Range[date] | None]
    period_text: Mapped[str | None]
    fill_target_pct: Mapped[Decimal | None]
    actual: Mapped[Range[date] | None]
    note: Mapped[str | None]
    citation_id: Mapped[int] = mapped_column(ForeignKey("citation.citation_id"), index=True)
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.import_run_id"))


class Indicator(Base):
    """What a figure of a province or of the nation counts or measures.

    `aggregation` says how values of parts make the value of the whole: `sum`, `ratio` (recompute
    from its parts), or `none`.
    """

    __tablename__ = "indicator"
    __table_args__ = (
        _one_of("zone_type", ZoneType),
        _one_of("aggregation", Aggregation),
    )

    indicator_id: Mapped[int] = _key()
    key: Mapped[str] = mapped_column(unique=True)
    label_vi: Mapped[str]
    label_en: Mapped[str]
    unit_of_measure: Mapped[str]
    zone_type: Mapped[str | None]
    aggregation: Mapped[str]


class IndicatorValue(Base):
    """One source's figure of a unit at a time, as stated."""

    __tablename__ = "indicator_value"
    __table_args__ = (
        _one_of("modality", Modality),
        _one_of("qualifier", Qualifier),
        CheckConstraint("NOT isempty(period)", name="period"),
        Index("ix_indicator_value_unit_id", "unit_id", "indicator_id"),
    )

    indicator_value_id: Mapped[int] = _key()
    key: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.unit_id"))
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.indicator_id"))
    period: Mapped[Range[date] | None]
    period_text: Mapped[str | None]
    value: Mapped[Decimal]
    qualifier: Mapped[str | None]
    modality: Mapped[str]
    note: Mapped[str | None]
    citation_id: Mapped[int] = mapped_column(ForeignKey("citation.citation_id"), index=True)
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.import_run_id"))


class DoubtfulPair(Base):
    """Two clusters that may be one; kept apart until a person decides."""

    __tablename__ = "doubtful_pair"
    __table_args__ = (CheckConstraint("cluster_a_id <> cluster_b_id", name="distinct"),)

    cluster_a_id: Mapped[int] = mapped_column(
        ForeignKey("cluster.cluster_id", ondelete="CASCADE"), primary_key=True
    )
    cluster_b_id: Mapped[int] = mapped_column(
        ForeignKey("cluster.cluster_id", ondelete="CASCADE"), primary_key=True
    )
    reason: Mapped[str]
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.import_run_id"))


class GeocodeCache(Base):
    """Answers of the online geocoder, kept so that no address is asked twice."""

    __tablename__ = "geocode_cache"

    query: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
