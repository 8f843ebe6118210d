"""The record: sources, clusters, what is said of them, figures; and the loads it came by."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, Range
from sqlalchemy.orm import Mapped, mapped_column

from geo.model.base import Base, one_of, point_column, positive, share, surrogate_key
from geo.vocabulary import (
    Aggregation,
    EventKind,
    Modality,
    Precision,
    Qualifier,
    Role,
    Stage,
    Wastewater,
    ZoneType,
)

_PLAN_ENDS = (
    "make_date(10 * ceil("
    "extract(year FROM greatest(lower(period), stated_on)) / 10.0)::integer, 12, 31)"
)
_EFFECTIVE_ON = (
    "CASE WHEN kind = 'planned' THEN least(lower(period), stated_on)"
    " WHEN modality = 'done' THEN coalesce(lower(period), least(upper(period) - 1, stated_on))"
    " WHEN modality = 'decided' THEN coalesce(lower(period), upper(period) - 1, stated_on)"
    f" ELSE coalesce(upper(period) - 1, {_PLAN_ENDS}, DATE '2030-12-31') END"
)
_HORIZON_ON = f"CASE WHEN kind = 'planned' THEN coalesce(upper(period) - 1, {_PLAN_ENDS}) END"


def _day_number(day: str) -> str:
    """Return SQL for a day as 16 bits: 1 where unknown; before 1921 and after 2099 all alike."""
    within = f"least(greatest({day}, DATE '1921-01-01'), DATE '2099-12-31')"
    return f"(CASE WHEN ({day}) IS NULL THEN 1 ELSE {within} - DATE '1920-12-30' END)::bigint"


_SURE = "(CASE modality WHEN 'done' THEN 3 WHEN 'decided' THEN 2 WHEN 'planned' THEN 1 ELSE 0 END)"
_PRECEDENCE = (
    f"({_day_number(_EFFECTIVE_ON)} << 44) | ({_SURE}::bigint << 42)"
    f" | ({_day_number('stated_on')} << 26) | (hashtextextended(key, 0) & 67108863)"
)

_FOLDED = (
    *("event_id", "kind", "effective_on", "horizon_on", "stated_on"),
    *("area_ha", "area_from_ha", "area_delta_ha", "area_qualifier"),
    *("industrial_ha", "leased_ha", "fill_pct", "wastewater", "decision_no"),
)
"""What the fold reads of each event: kept in the index, so that it reads nothing else."""


class ImportRun(Base):
    """One load of a file or folder that changed the record: what came in, when and by whom.

    `sha256` is of the file's bytes, or of all files of a folder. A planner's list or a text that
    was reviewed has its `source_id` and the name of its `file`; `problems` are the rows that were
    left out, in the words shown.
    """

    __tablename__ = "import_run"

    import_run_id: Mapped[int] = surrogate_key()
    dataset: Mapped[str]
    sha256: Mapped[str]
    loaded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    file: Mapped[str | None]
    editor: Mapped[str | None]
    source_id: Mapped[int | None] = mapped_column(
        ForeignKey("source.source_id", ondelete="SET NULL")
    )
    problems: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)


class Source(Base):
    """A document that states facts: decision, annex, report, article."""

    __tablename__ = "source"

    source_id: Mapped[int] = surrogate_key()
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

    citation_id: Mapped[int] = surrogate_key()
    source_id: Mapped[int] = mapped_column(ForeignKey("source.source_id"))
    place: Mapped[str]


class Cluster(Base):
    """Identity of an industrial cluster (CCN), industrial zone (KCN) or economic zone (KKT)."""

    __tablename__ = "cluster"
    __table_args__ = (
        one_of("zone_type", ZoneType),
        Index(
            "ix_cluster_name_key",
            "name_key",
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
        ),
    )

    cluster_id: Mapped[int] = surrogate_key()
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

    cluster_alias_id: Mapped[int] = surrogate_key()
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
        one_of("precision", Precision),
        Index("ix_cluster_site_point", "point", postgresql_using="gist"),
        # ST_DWithin in metres runs on geography.
        Index("ix_cluster_site_geography", text("geography(point)"), postgresql_using="gist"),
    )

    cluster_id: Mapped[int] = mapped_column(
        ForeignKey("cluster.cluster_id", ondelete="CASCADE"), primary_key=True
    )
    point: Mapped[WKBElement] = mapped_column(point_column())
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
    2030"). `stated_on` is the first day of the source's date, null where that is not known.
    `effective_on` is the day from which the event counts, `horizon_on` the last day of the plan
    that a `planned` event belongs to; both follow from the rest of the row:

    - a thing done counts from the first day of its period, else from the day it was reported;
    - a thing decided the same, but "by 2030" without a beginning counts from the last day of 2030;
    - a thing planned or proposed counts from the last day of its period, else from the end of the
      ten-year planning period (…2020, 2030) in which the source appeared, or in which its period
      begins if that is later, else from that of 2030;
    - entering a plan counts from the first of: beginning of the period, day of the source.

    `precedence` is its place among the statements on its cluster, the greater the later and surer:
    60 bits with the day of effect (16 bits, from bit 44), sureness (2, from 42), day of the source
    (16, from 26) and, where these are alike, a hash of the key (26), so that the order of loading
    never matters. Two events of one cluster that share even the hash (1 in 67 million of those that
    share the rest) are refused.

    `area_ha` is the total after the event (for a merger or removal: what the cluster had),
    `area_delta_ha` a difference; `industrial_ha` and `leased_ha` are of the industrial land.
    """

    __tablename__ = "event"
    __table_args__ = (
        one_of("kind", EventKind),
        one_of("modality", Modality),
        one_of("area_qualifier", Qualifier),
        one_of("capital_qualifier", Qualifier),
        one_of("wastewater", Wastewater),
        positive("area_ha"),
        positive("industrial_ha"),
        CheckConstraint("leased_ha >= 0", name="leased_ha"),
        positive("area_from_ha"),
        CheckConstraint("area_delta_ha <> 0", name="area_delta_ha"),
        positive("capital_vnd_billion"),
        positive("capital_usd_million"),
        share("fill_pct"),
        CheckConstraint("NOT isempty(period)", name="period"),
        CheckConstraint(
            "isfinite(coalesce(lower(period), DATE '2000-01-01'))"
            " AND isfinite(coalesce(upper(period), DATE '2000-01-01'))"
            " AND isfinite(coalesce(stated_on, DATE '2000-01-01'))",
            name="finite",
        ),
        Index("ix_event_period", "period", postgresql_using="gist"),
        Index(
            "ix_event_precedence",
            "cluster_id",
            "precedence",
            unique=True,
            postgresql_include=_FOLDED,
        ),
        Index(
            "ix_event_exit",
            "cluster_id",
            "precedence",
            postgresql_include=["kind", "effective_on"],
            postgresql_where=text("kind IN ('merged', 'removed')"),
        ),
        Index(
            "ix_event_operating",
            "cluster_id",
            postgresql_include=["effective_on"],
            postgresql_where=text("kind = 'operating' AND modality = 'done'"),
        ),
        Index(
            "ix_event_capital",
            "cluster_id",
            postgresql_where=text(
                "capital_vnd_billion IS NOT NULL OR capital_usd_million IS NOT NULL"
            ),
        ),
    )

    event_id: Mapped[int] = surrogate_key()
    key: Mapped[str] = mapped_column(unique=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.cluster_id", ondelete="CASCADE"))
    kind: Mapped[str]
    modality: Mapped[str]
    period: Mapped[Range[date] | None]
    period_text: Mapped[str | None]
    stated_on: Mapped[date | None]
    effective_on: Mapped[date | None] = mapped_column(Computed(_EFFECTIVE_ON, persisted=True))
    horizon_on: Mapped[date | None] = mapped_column(Computed(_HORIZON_ON, persisted=True))
    precedence: Mapped[int] = mapped_column(Computed(_PRECEDENCE, persisted=True))
    area_ha: Mapped[Decimal | None]
    area_from_ha: Mapped[Decimal | None]
    area_delta_ha: Mapped[Decimal | None]
    area_qualifier: Mapped[str | None]
    capital_vnd_billion: Mapped[Decimal | None]
    capital_usd_million: Mapped[Decimal | None]
    capital_qualifier: Mapped[str | None]
    decision_no: Mapped[str | None]
    fill_pct: Mapped[Decimal | None]
    industrial_ha: Mapped[Decimal | None]
    leased_ha: Mapped[Decimal | None]
    wastewater: Mapped[str | None]
    absorbed_into_text: Mapped[str | None]
    note: Mapped[str | None]
    citation_id: Mapped[int] = mapped_column(ForeignKey("citation.citation_id"), index=True)
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.import_run_id"))


class EventCluster(Base):
    """The part another cluster or zone plays in an event, besides the one it happens to."""

    __tablename__ = "event_cluster"
    __table_args__ = (
        one_of("role", Role),
        Index("ix_event_cluster_cluster_id", "cluster_id"),
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
        share("fill_target_pct"),
        CheckConstraint("NOT isempty(period)", name="period"),
        CheckConstraint("NOT isempty(actual)", name="actual"),
        Index("ix_milestone_cluster_id", "cluster_id"),
    )

    milestone_id: Mapped[int] = surrogate_key()
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
        one_of("zone_type", ZoneType),
        one_of("aggregation", Aggregation),
    )

    indicator_id: Mapped[int] = surrogate_key()
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
        one_of("modality", Modality),
        one_of("qualifier", Qualifier),
        CheckConstraint("NOT isempty(period)", name="period"),
        Index("ix_indicator_value_unit_id", "unit_id", "indicator_id"),
    )

    indicator_value_id: Mapped[int] = surrogate_key()
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


class Correction(Base):
    """One cell of a table of facts that a person set right, while it held `old_value`.

    `table_name`, `key` and `field` name the cell as the files of facts do; an empty text is an
    empty cell. `applied` is false where the cell had come to hold something else.
    """

    __tablename__ = "correction"
    __table_args__ = (
        UniqueConstraint("table_name", "key", "field", "decided_on"),
        CheckConstraint("new_value <> old_value", name="distinct"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("editor <> ''", name="editor"),
    )

    correction_id: Mapped[int] = surrogate_key()
    table_name: Mapped[str]
    key: Mapped[str]
    field: Mapped[str]
    old_value: Mapped[str]
    new_value: Mapped[str]
    reason: Mapped[str]
    editor: Mapped[str]
    decided_on: Mapped[date]
    applied: Mapped[bool]
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.import_run_id"))


class Oddity(Base):
    """Something that a source says and that looks wrong by a rule; it is kept as it is said.

    `table_name` and `key` name the row as the files of facts do.
    """

    __tablename__ = "oddity"
    __table_args__ = (UniqueConstraint("table_name", "key", "rule"),)

    oddity_id: Mapped[int] = surrogate_key()
    table_name: Mapped[str]
    key: Mapped[str]
    rule: Mapped[str]
    detail_vi: Mapped[str]
    detail_en: Mapped[str]
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.import_run_id"))


class GeocodeCache(Base):
    """Answers of the online geocoder, kept so that no address is asked twice."""

    __tablename__ = "geocode_cache"

    query: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
