"""Boundaries from files: what a file would bring, and layers of them written and dropped.

A layer takes the place of the computed polygons of its units; these stay beside it, so that a
dropped layer leaves the record as it was. A unit has one imported polygon, that of the last file:
a layer that has none left is gone. Whole polygons are kept, for asking where a place lies, and
simplified outlines for maps.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from sqlalchemy import Connection, RowMapping, Table, delete, exists, false, select, text
from sqlalchemy.sql.elements import ColumnElement

from geo.database import named_query, refresh_statistics, write_alone
from geo.dates import SYSTEMS
from geo.errors import InputError, Text
from geo.files import no_file, unreadable
from geo.gazetteer import Gazetteer
from geo.ingest import boundaries, communes, mending, territory, units
from geo.ingest.merge import Changes, keys, merge
from geo.ingest.positions import Positions
from geo.ingest.recognition import Recogniser, Recognition
from geo.model import SCHEMA, Base
from geo.roles import sign
from geo.settings import data_folder
from geo.units import Unit
from geo.vectors import Layer, read_layers
from geo.vectors import polygons as parts_of
from geo.vocabulary import Level

Step = Callable[[Text], AbstractContextManager[None]]

AS_GIVEN = "as the file has it"
REPAIRED = "as the file has it, invalid rings repaired"
WITH_SYMBOL = "as the file has it, with a disc of 20 km for its far islands"

_MOST_VERTICES = 20_000_000


class Provenance(NamedTuple):
    """Whose a file of boundaries is."""

    title: str
    licence: str | None = None
    url: str | None = None


class Asked(NamedTuple):
    """What the user says of a file.

    Attributes:
        file: where it lies, on this machine.
        level: of the units it shows.
        on: the day on which these stood.
        layer: name of the layer, where it has several; None for the one that shows most units.
        columns: columns by role (`recognition.ROLES`), where their values do not tell.
        crs: of its coordinates, where it does not say so itself.
    """

    file: Path
    level: Level
    on: date
    layer: str | None = None
    columns: Mapping[str, str] = {}
    crs: str | None = None


@dataclass(frozen=True)
class Proposal:
    """What a file would bring.

    Attributes:
        asked: what the user said of it.
        sha256: of the file.
        layer: the layer that was read.
        shapes: how many it has.
        notes: what had to be assumed.
        recognition: which units they are.
        polygons: by key of the unit, in EPSG:4326.
        methods: by key, what was done to them.
        repairs: invalid shapes.
        overlaps: land that two units claim.
        gaps: land between units that none claims.
        symbols: units whose far islands the file lacks and which keep their symbol.
        elsewhere: another day of which the file shows more units, if there is one.
    """

    asked: Asked
    sha256: str
    layer: str
    shapes: int
    notes: tuple[Text, ...]
    recognition: Recognition
    polygons: Mapping[str, shapely.MultiPolygon]
    methods: Mapping[str, str]
    repairs: Sequence[mending.Repair]
    overlaps: Sequence[mending.Flaw]
    gaps: Sequence[mending.Flaw]
    symbols: tuple[Unit, ...]
    elsewhere: date | None


def propose(connection: Connection, asked: Asked, step: Step) -> Proposal:
    """Return what a file would bring; nothing is written.

    Raises:
        InputError: the file cannot be read, has no polygons, no such layer or column, lies outside
            Viet Nam, or shows no unit of that level and day.
    """
    with step(Text("Đọc tệp", "Read the file")):
        sha256 = _sha256(asked.file)
        layers = _chosen(read_layers(asked.file), asked)
        gazetteer = Gazetteer.from_database(connection)
        record = _OnRecord(connection, asked.on, asked.level)
    with step(Text("Nhận ra các đơn vị", "Recognise the units")):
        read = [_Read.of(layer, asked, gazetteer, record) for layer in layers]
        best = max(read, key=lambda one: len(one.recognition.claims))
        elsewhere = _better_day(connection, best, asked, gazetteer)
        if not best.recognition.claims:
            raise _no_unit(asked, elsewhere)
    with step(Text("Xem chỗ chồng lấn, chỗ hở", "Look for overlaps and gaps")):
        polygons, methods = best.polygons()
        overlaps, gaps = mending.flaws(polygons)
        complete, symbols = mending.with_symbols(polygons, record.computed)
        methods |= {key: WITH_SYMBOL for key in symbols if key in polygons}
    return Proposal(
        asked,
        sha256,
        best.layer.name,
        len(best.shapes),
        tuple(best.notes),
        best.recognition,
        complete,
        methods,
        best.repairs,
        overlaps,
        gaps,
        tuple(gazetteer[key] for key in symbols),
        elsewhere,
    )


def write(connection: Connection, proposal: Proposal, source: Provenance, step: Step) -> Changes:
    """Write a layer, in the caller's transaction; a second time it changes nothing.

    Points of units, and of clusters that stand at them, are brought to what the boundaries say.

    Raises:
        InputError: the record was not built from the tables of this program.
    """
    with step(Text("Ghi ranh giới", "Write the boundaries")):
        _begin(connection)
        layer, about = _layer(connection, proposal, source)
        unit_ids = keys(connection, _table("administrative_unit"), "key")
        order = sorted(proposal.polygons)
        whole = np.array([proposal.polygons[key] for key in order], dtype=object)
        shapes = shapely.set_srid(np.array([whole, mending.outlines(whole)]), 4326)
        drawn = shapely.to_wkb(shapes, hex=True, include_srid=True)
        imported = _table("imported_boundary")
        changes = about + merge(
            connection,
            imported,
            ("unit_id", "boundary_layer_id", "boundary", "outline", "method"),
            (
                (unit_ids[key], layer, boundary, outline, proposal.methods[key])
                for key, boundary, outline in zip(order, *drawn, strict=True)
            ),
            key=("unit_id",),
            owned=imported.c.boundary_layer_id == layer,
        )
        changes += _without_empty(connection)
    with step(Text("Tính lại tâm đơn vị", "Bring the points of units up to date")):
        return changes + _settle(connection, changes)


def drop(connection: Connection, layers: Sequence[int], step: Step) -> Changes:
    """Delete layers by their numbers; the computed boundaries stand again, and their points."""
    with step(Text("Bỏ ranh giới đã nhập", "Drop imported boundaries")):
        _begin(connection)
        imported, layer = _table("imported_boundary"), _table("boundary_layer")
        gone = Changes()
        for table in (imported, layer):
            chosen = table.c.boundary_layer_id.in_(layers)
            gone += Changes(deleted=connection.execute(delete(table).where(chosen)).rowcount)
    with step(Text("Tính lại tâm đơn vị", "Bring the points of units up to date")):
        return gone + _settle(connection, gone)


def layers_on_record(connection: Connection) -> Sequence[RowMapping]:
    """Return the layers on record, the last one first; columns as `planning.boundary_layer` has."""
    asked = text("SELECT * FROM planning.boundary_layer ORDER BY boundary_layer_id DESC")
    return connection.execute(asked).mappings().all()


def sites_outside(connection: Connection, proposal: Proposal) -> Sequence[RowMapping]:
    """Return the clusters whose own site lies outside the unit that their address names."""
    table = _table("boundary_layer")
    layer = connection.scalar(select(table.c.boundary_layer_id).where(*_identity(table, proposal)))
    return connection.execute(named_query("sites_outside"), {"layer": layer}).mappings().all()


class _OnRecord:
    """Polygons on record of a day: in use for the units above, computed for those of a level."""

    def __init__(self, connection: Connection, on: date, level: Level) -> None:
        asked = {"on_date": on, "level": level.value}
        found = connection.execute(named_query("boundaries_on_record"), asked).all()
        self.computed = {
            key: shapely.from_wkb(shape)
            for key, at, shape, _ in found
            if at == level and shape is not None
        }
        self.parents = {key: shapely.from_wkb(used) for key, at, _, used in found if at != level}


@dataclass(frozen=True)
class _Read:
    """A layer of a file, and what its shapes are."""

    layer: Layer
    shapes: mending.Shapes
    repairs: list[mending.Repair]
    notes: list[Text]
    recognition: Recognition

    @classmethod
    def of(cls, layer: Layer, asked: Asked, gazetteer: Gazetteer, record: _OnRecord) -> "_Read":
        degrees, notes = mending.in_degrees(layer.frame, asked.crs)
        shapes, repairs = mending.mended(list(degrees))
        fields = layer.frame.drop(columns=layer.frame.geometry.name)
        recognition = Recogniser(
            gazetteer,
            asked.level,
            asked.on,
            fields,
            Positions(shapes, record.parents, record.computed),
            asked.columns,
        ).recognise()
        return cls(layer, shapes, repairs, notes, recognition)

    def polygons(self) -> tuple[dict[str, shapely.MultiPolygon], dict[str, str]]:
        """Return the polygon of each unit, parts joined, and what was done to it."""
        repaired = {repair.shape for repair in self.repairs}
        polygons, methods = {}, {}
        for key, claims in self.recognition.claims.items():
            parts = self.shapes[[claim.shape - 1 for claim in claims]]
            whole = parts[0] if len(parts) == 1 else shapely.union_all(parts)
            polygons[key] = shapely.MultiPolygon(parts_of(whole))
            mended = any(claim.shape in repaired for claim in claims)
            methods[key] = REPAIRED if mended else AS_GIVEN
        return polygons, methods


def _chosen(layers: Sequence[Layer], asked: Asked) -> list[Layer]:
    """Return the layers with polygons; if the user names one, that one only.

    Raises:
        InputError: there is none.
    """
    areas = [layer for layer in layers if layer.frame.geometry.map(mending.has_area).any()]
    if not areas:
        raise InputError(
            Text(
                f"“{asked.file}” không có hình đa giác nào.",
                f'"{asked.file}" has no polygon in it.',
            )
        )
    chosen = [layer for layer in areas if asked.layer in (None, layer.name)]
    if not chosen:
        names = ", ".join(layer.name for layer in areas)
        raise InputError(
            Text(
                f"--layer “{asked.layer}”: tệp không có lớp này; có: {names}.",
                f'--layer "{asked.layer}": the file has no such layer; it has: {names}.',
            )
        )
    vertices = sum(int(one.frame.geometry.count_coordinates().sum()) for one in chosen)
    if vertices > _MOST_VERTICES:
        raise InputError(
            Text(
                f"“{asked.file}” có {vertices} đỉnh, tối đa {_MOST_VERTICES}; hãy giản lược.",
                f'"{asked.file}" has {vertices} vertices, the most is {_MOST_VERTICES};'
                " simplify it.",
            )
        )
    return chosen


def _better_day(
    connection: Connection, read: _Read, asked: Asked, gazetteer: Gazetteer
) -> date | None:
    """Return a day of the other system if the layer shows more of its units."""
    shown = len(read.recognition.claims)
    if not read.recognition.unrecognised:
        return None
    for day in SYSTEMS.values():
        if day == asked.on or not gazetteer.at(asked.level, on=day):
            continue
        record = _OnRecord(connection, day, asked.level)
        other = _Read.of(read.layer, asked._replace(on=day), gazetteer, record)
        if len(other.recognition.claims) > shown:
            return day
    return None


def _begin(connection: Connection) -> None:
    """Keep other writers out, and refuse a record that is not of this program's tables."""
    write_alone(connection)
    sign(connection)
    folder = data_folder() / "administrative"
    digest = territory.fingerprint(folder, units, communes, boundaries)
    if not territory.is_written(connection, digest):
        raise InputError(
            Text(
                "Đơn vị hành chính trong cơ sở dữ liệu chưa phải của phiên bản này; hãy chạy “geo"
                " build” trước.",
                "The administrative units on record are not those of this version; run"
                ' "geo build" first.',
            )
        )


def _layer(connection: Connection, proposal: Proposal, source: Provenance) -> tuple[int, Changes]:
    """Write what is said of a layer; return its number."""
    table = _table("boundary_layer")
    about = ("title", "licence", "url", "file")
    identity = ("sha256", "level", "shown_on")
    row = (
        *(proposal.sha256, proposal.asked.level.value, proposal.asked.on),
        *(source.title, source.licence, source.url, proposal.asked.file.name),
    )
    changes = merge(connection, table, (*identity, *about), [row], key=identity, owned=false())
    layer = select(table.c.boundary_layer_id).where(*_identity(table, proposal))
    return int(connection.execute(layer).scalar_one()), changes


def _identity(table: Table, proposal: Proposal) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.sha256 == proposal.sha256,
        table.c.level == proposal.asked.level.value,
        table.c.shown_on == proposal.asked.on,
    )


def _without_empty(connection: Connection) -> Changes:
    """Delete layers of which no unit has its polygon any more."""
    layer, imported = _table("boundary_layer"), _table("imported_boundary")
    used = exists().where(imported.c.boundary_layer_id == layer.c.boundary_layer_id)
    return Changes(deleted=connection.execute(delete(layer).where(~used)).rowcount)


def _settle(connection: Connection, changes: Changes) -> Changes:
    """Bring points to what the boundaries on record say, if these have changed."""
    if not changes:
        return changes
    moved = territory.move_points(connection, units.read_units())
    refresh_statistics(connection)
    return moved


def _sha256(file: Path) -> str:
    if not file.is_file():
        raise no_file(file)
    try:
        with file.open("rb") as opened:
            return file_digest(opened, "sha256").hexdigest()
    except OSError as fault:
        raise unreadable(file, fault) from fault


def _no_unit(asked: Asked, elsewhere: date | None) -> InputError:
    vi, en = "", ""
    if elsewhere is not None:
        vi = f" Tệp có vẻ là của ngày {elsewhere:%d/%m/%Y}: hãy thử --on {elsewhere}."
        en = f" It seems to be of {elsewhere}: try --on {elsewhere}."
    return InputError(
        Text(
            f"“{asked.file}”: không nhận ra đơn vị nào cấp {asked.level} của ngày"
            f" {asked.on:%d/%m/%Y}; hãy xem lại --level, --on, hoặc chỉ cột tên bằng"
            f" --map “Cột=name”.{vi}",
            f'"{asked.file}": no unit of level {asked.level} of {asked.on} was recognised; check'
            f' --level and --on, or name the column of names with --map "Column=name".{en}',
        )
    )


def _table(name: str) -> Table:
    return Base.metadata.tables[f"{SCHEMA}.{name}"]
