"""Write the administrative units and their polygons into the record.

A fingerprint of their sources, and of the code that reads them, is kept with the run: the 14,000
units and the polygons are made and written only when one of these has changed.
"""

import inspect
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from statistics import fmean
from types import ModuleType

import geopandas as gpd
import shapely
from sqlalchemy import Connection, Table, delete, false, literal, select, text, true, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from geo.database import SQL, named_query
from geo.dates import Period
from geo.ingest.boundaries import SYMBOL
from geo.ingest.merge import Changes, daterange, keys, merge, point
from geo.ingest.units import COLUMNS, OF_MAIN_SUCCESSOR, OF_SUCCESSOR
from geo.model import SCHEMA, Base
from geo.units import NameRow, SuccessionRow, UnitRow, UnitTables
from geo.vocabulary import Level

DATASET = "administrative units"


def fingerprint(folder: Path, *readers: ModuleType) -> str:
    """Return a digest of the tables of `folder`, the commune package and the code of `readers`."""
    digest = sha256(version("vietnamadminunits").encode())
    for file in sorted(folder.glob("*.csv")):
        if file.name in COLUMNS:
            digest.update(file.read_bytes())
    for reader in readers:
        digest.update(inspect.getsource(reader).encode())
    return digest.hexdigest()


def is_written(connection: Connection, digest: str) -> bool:
    """Tell whether the units in the record were made from sources with this fingerprint."""
    run = _table("import_run")
    last = (
        select(run.c.sha256)
        .where(run.c.dataset == DATASET)
        .order_by(run.c.import_run_id.desc())
        .limit(1)
    )
    return connection.scalar(last) == digest


def write_units(connection: Connection, tables: UnitTables) -> Changes:
    """Insert and update the units, their names and successions; `prune_units` deletes."""
    units = _table("administrative_unit")
    changes, ids = Changes(), dict[str, int]()
    for level in Level:
        changes += merge(
            connection,
            units,
            (
                *("key", "level", "code", "name", "unit_type", "parent_id", "valid", "area_km2"),
                *("centroid", "centroid_method"),
            ),
            (_unit_cells(unit, ids) for unit in tables.units if unit.level == level),
            key=("key",),
            owned=false(),
        )
        ids = keys(connection, units, "key")
    changes += merge(
        connection,
        _table("unit_name"),
        ("unit_id", "kind", "unit_type", "name", "name_key", "valid", "decision"),
        (_name_cells(name, ids) for name in tables.names),
        key=("unit_id", "kind", "unit_type", "name", "valid"),
        owned=true(),
    )
    return changes + merge(
        connection,
        _table("unit_succession"),
        ("predecessor_id", "successor_id", "effective_on", "whole", "decision"),
        (_succession_cells(succession, ids) for succession in tables.successions),
        key=("predecessor_id", "successor_id"),
        owned=true(),
    )


def settled(connection: Connection, tables: UnitTables) -> UnitTables:
    """Return the tables with the points that imported boundaries give their units.

    A former commune without a boundary of its own follows the commune that took it in.
    """
    found = connection.execute(named_query("imported_points"))
    points = {key: (round(lon, 5), round(lat, 5), how) for key, lon, lat, how in found}
    if not points:
        return tables
    heirs: dict[str, str] = {}
    for succession in tables.successions:
        heirs.setdefault(succession.predecessor, succession.successor)
    return tables._replace(units=[_settled(unit, points, heirs) for unit in tables.units])


def _settled(
    unit: UnitRow, points: Mapping[str, tuple[float, float, str]], heirs: Mapping[str, str]
) -> UnitRow:
    if unit.key in points:
        lon, lat, how = points[unit.key]
        return unit._replace(lon=lon, lat=lat, centroid_method=how)
    heir = heirs.get(unit.key, "")
    if unit.centroid_method in (OF_SUCCESSOR, OF_MAIN_SUCCESSOR) and heir in points:
        lon, lat, _ = points[heir]
        return unit._replace(lon=lon, lat=lat)
    return unit


def move_points(connection: Connection, tables: UnitTables) -> Changes:
    """Bring the units' points, and the clusters that stand at them, to what the boundaries say."""
    connection.execute(
        text(
            "CREATE TEMPORARY TABLE former_point ON COMMIT DROP AS"
            " SELECT unit_id, centroid, centroid_method FROM atlas.administrative_unit"
        )
    )
    changes = write_units(connection, settled(connection, tables))
    moved = connection.execute(text((SQL / "move_sites.sql").read_text("utf-8"))).rowcount
    between = dict(_between(connection))
    for cluster, (lon, lat) in between.items():
        sites = _table("cluster_site")
        here = sites.c.cluster_id == cluster
        connection.execute(update(sites).where(here).values(point=point(lon, lat)))
    connection.execute(text("DROP TABLE former_point"))
    return changes + Changes(updated=moved + len(between))


def _between(connection: Connection) -> Iterator[tuple[int, tuple[float, float]]]:
    """Yield the clusters that stand in the middle of units' points that moved, and their places."""
    for cluster, *site, units in connection.execute(named_query("sites_between_points")):
        *was, lon, lat = (round(fmean(along), 5) for along in zip(*units, strict=True))
        if was == site and [lon, lat] != site:
            yield cluster, (lon, lat)


def write_boundaries(connection: Connection, boundaries: gpd.GeoDataFrame) -> Changes:
    """Make the computed polygons (columns key, geometry, method; EPSG:4326) the record's."""
    ids = keys(connection, _table("administrative_unit"), "key")
    shapes = shapely.to_wkb(boundaries.geometry.to_numpy(), hex=True, include_srid=True)
    return merge(
        connection,
        _table("unit_boundary"),
        ("unit_id", "boundary", "approximate", "method"),
        (
            (ids[key], shape, method != SYMBOL, method)
            for key, shape, method in zip(
                boundaries["key"], shapes, boundaries["method"], strict=True
            )
        ),
        key=("unit_id",),
        owned=true(),
    )


def prune_units(connection: Connection, tables: UnitTables) -> Changes:
    """Delete the units that are no longer in the tables; nothing may lie in them any more."""
    units = _table("administrative_unit")
    kept = literal([unit.key for unit in tables.units], ARRAY(Text))
    gone = connection.execute(delete(units).where(units.c.key != kept.all_()))
    return Changes(deleted=gone.rowcount)


def record_run(connection: Connection, digest: str, tables: UnitTables) -> None:
    """Remember what the units were made from."""
    connection.execute(
        _table("import_run")
        .insert()
        .values(dataset=DATASET, sha256=digest, counts={"units": len(tables.units)})
    )


def _unit_cells(unit: UnitRow, ids: dict[str, int]) -> tuple[object, ...]:
    return (
        unit.key,
        unit.level,
        unit.code,
        unit.name,
        unit.unit_type,
        None if unit.parent is None else ids[unit.parent],
        daterange(Period(unit.valid_from, unit.valid_to)),
        unit.area_km2,
        point(unit.lon, unit.lat),
        unit.centroid_method,
    )


def _name_cells(name: NameRow, ids: dict[str, int]) -> tuple[object, ...]:
    valid = daterange(Period(name.valid_from, name.valid_to))
    return (
        ids[name.unit],
        name.kind,
        name.unit_type,
        name.name,
        name.name_key,
        valid,
        name.decision,
    )


def _succession_cells(succession: SuccessionRow, ids: dict[str, int]) -> tuple[object, ...]:
    return (
        ids[succession.predecessor],
        ids[succession.successor],
        succession.effective_on,
        succession.whole,
        succession.decision,
    )


def _table(name: str) -> Table:
    return Base.metadata.tables[f"{SCHEMA}.{name}"]
