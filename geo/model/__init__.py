"""Every table of the database, schema `atlas`; all geometries are EPSG:4326, longitude first.

Areas are hectares (`_ha`) or square kilometres (`_km2`) as stated by a source, money is billions of
đồng (`_vnd_billion`). Periods are half-open; a bound that is not known, or has not come, is null.

A unit is one body of land under one code for as long as its borders stood; the names it bore are
rows of `unit_name`. A GSO code is reused (24 is Bắc Giang, then Bắc Ninh), so the identity is
level + code + validity, and `key` writes it as `level/code/first day`.

A cluster is only an identity. What it is on a date is folded from `event`: one row for each
statement of one source, so that sources which disagree stand side by side.
"""

from geo.model.base import SCHEMA, Base
from geo.model.history import RowHistory
from geo.model.record import (
    Citation,
    Cluster,
    ClusterAlias,
    ClusterSite,
    ClusterSiteUnit,
    Correction,
    DoubtfulPair,
    Event,
    EventCluster,
    GeocodeCache,
    ImportRun,
    Indicator,
    IndicatorValue,
    Milestone,
    Oddity,
    Source,
)
from geo.model.snapshot import ClusterDigest, ClusterSnapshot, ConflictSnapshot, TotalSnapshot
from geo.model.territory import (
    AdministrativeUnit,
    BoundaryLayer,
    ImportedBoundary,
    UnitBoundary,
    UnitName,
    UnitSuccession,
)

__all__ = [
    "SCHEMA",
    "AdministrativeUnit",
    "Base",
    "BoundaryLayer",
    "Citation",
    "Cluster",
    "ClusterAlias",
    "ClusterDigest",
    "ClusterSite",
    "ClusterSiteUnit",
    "ClusterSnapshot",
    "ConflictSnapshot",
    "Correction",
    "DoubtfulPair",
    "Event",
    "EventCluster",
    "GeocodeCache",
    "ImportRun",
    "ImportedBoundary",
    "Indicator",
    "IndicatorValue",
    "Milestone",
    "Oddity",
    "RowHistory",
    "Source",
    "TotalSnapshot",
    "UnitBoundary",
    "UnitName",
    "UnitSuccession",
]
