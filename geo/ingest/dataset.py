"""Read the shipped tables of facts: sources, clusters, events, milestones, indicators.

Everything is read and checked before anything is written (`geo.ingest.record`), so that a fault in
any row leaves the database as it was.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from geo.dates import SWITCH, Period
from geo.errors import InputError, Text, UnknownPlace
from geo.gazetteer import Gazetteer, Unit
from geo.ingest.corrections import Corrections, Judged
from geo.ingest.merge import daterange
from geo.ingest.places import Address, Site, place
from geo.ingest.tables import Row, read_rows
from geo.text import fold
from geo.vocabulary import (
    Aggregation,
    EventKind,
    Level,
    Modality,
    Qualifier,
    Role,
    Stage,
    Wastewater,
    ZoneType,
)

VIET_NAM = (102.0, 6.0, 118.0, 24.0)
"""West, south, east and north of land and islands, degrees."""

COLUMNS = {
    "sources.csv": "source_id,title,publisher,published_on,url,decision_no,note",
    "clusters.csv": "cluster_id,name,zone_type,province,district,commune,units_on,lon,lat,note",
    "cluster_aliases.csv": "cluster_id,alias,source_id,place",
    "events.csv": "event_id,cluster_id,kind,modality,period,period_text,area_ha,area_from_ha,"
    "area_delta_ha,area_qualifier,capital_vnd_billion,capital_usd_million,capital_qualifier,"
    "decision_no,fill_pct,industrial_ha,leased_ha,wastewater,absorbed_into,absorbed_into_text,note,"
    "source_id,place",
    "milestones.csv": "milestone_id,cluster_id,stage,period,period_text,fill_target_pct,actual,"
    "note,source_id,place",
    "indicators.csv": "indicator,label_vi,label_en,unit_of_measure,zone_type,aggregation",
    "indicator_values.csv": "value_id,unit,units_on,indicator,period,period_text,value,qualifier,"
    "modality,note,source_id,place",
    "doubtful_pairs.csv": "cluster_id_a,cluster_id_b,reason",
    "corrections.csv": "table,key,field,old_value,new_value,reason,editor,decided_on",
}


Citation = tuple[str, str]
"""Source key and place in it."""

Cells = tuple[Any, ...]


class ClusterCells(NamedTuple):
    """Columns of a cluster, named as in the database."""

    name: str
    name_key: str
    zone_type: str
    note: str | None


class EventCells(NamedTuple):
    """Columns of an event."""

    kind: str
    modality: str
    period: Period | None
    period_text: str | None
    stated_on: date | None
    area_ha: Decimal | None
    area_from_ha: Decimal | None
    area_delta_ha: Decimal | None
    area_qualifier: str | None
    capital_vnd_billion: Decimal | None
    capital_usd_million: Decimal | None
    capital_qualifier: str | None
    decision_no: str | None
    fill_pct: Decimal | None
    industrial_ha: Decimal | None
    leased_ha: Decimal | None
    wastewater: str | None
    absorbed_into_text: str | None
    note: str | None


class MilestoneCells(NamedTuple):
    """Columns of a milestone."""

    stages: list[str]
    period: Period | None
    period_text: str | None
    fill_target_pct: Decimal | None
    actual: Period | None
    note: str | None


class ValueCells(NamedTuple):
    """Columns of a figure of a unit."""

    period: Period | None
    period_text: str | None
    value: Decimal
    qualifier: str | None
    modality: str
    note: str | None


@dataclass
class Dataset:
    """The tables as read: cells in the types of the database, references still by natural key.

    `read_on` is the day they were read: what is done by then and what is still to come.
    """

    sha256: str
    read_on: date
    sources: dict[str, Cells] = field(default_factory=dict)
    published: dict[str, Period | None] = field(default_factory=dict)
    citations: dict[Citation, None] = field(default_factory=dict)
    clusters: dict[str, ClusterCells] = field(default_factory=dict)
    sites: dict[str, tuple[Site, date]] = field(default_factory=dict)
    aliases: dict[tuple[str, str, Citation], None] = field(default_factory=dict)
    events: dict[str, tuple[str, EventCells, Citation]] = field(default_factory=dict)
    roles: dict[tuple[str, str], Role] = field(default_factory=dict)
    milestones: dict[str, tuple[str, MilestoneCells, Citation]] = field(default_factory=dict)
    indicators: dict[str, Cells] = field(default_factory=dict)
    values: dict[str, tuple[str, str, ValueCells, Citation]] = field(default_factory=dict)
    doubtful: dict[tuple[str, str], str] = field(default_factory=dict)
    corrections: list[Judged] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return {
            "clusters": len(self.clusters),
            "aliases": len(self.aliases),
            "events": len(self.events),
            "milestones": len(self.milestones),
            "indicator_values": len(self.values),
            "sources": len(self.sources),
        }


def read_dataset(folder: Path, gazetteer: Gazetteer, today: date) -> Dataset:
    """Read and check every table of `folder`, resolving each place on the date of its row.

    Corrections are applied first, so that what is checked is the corrected cell. `today` is the day
    they are read on.

    Raises:
        DataError: a cell cannot be used, names an unknown or ambiguous place, or refers to nothing;
            with file, line, field, value and, for a place, the nearest names.
        InputError: a file is missing or has another header.
    """
    digest = sha256()
    for name in sorted(COLUMNS):
        if (folder / name).is_file():
            digest.update((folder / name).read_bytes())
    data = Dataset(digest.hexdigest(), today)
    columns = {name.removesuffix(".csv"): _columns(name) for name in COLUMNS}
    corrections = Corrections(_rows(folder, "corrections.csv"), columns)

    def rows(table: str) -> Iterator[Row]:
        return corrections.applied_to(table, _rows(folder, f"{table}.csv"))

    _read_sources(data, rows("sources"))
    _read_clusters(data, rows("clusters"), gazetteer)
    _read_aliases(data, rows("cluster_aliases"))
    _read_events(data, rows("events"))
    _read_milestones(data, rows("milestones"))
    _read_indicators(data, rows("indicators"))
    _read_values(data, rows("indicator_values"), gazetteer)
    _read_doubtful(data, rows("doubtful_pairs"))
    data.corrections = corrections.judged
    return data


def _rows(folder: Path, name: str) -> Iterable[Row]:
    return read_rows(folder / name, _columns(name))


def _columns(name: str) -> tuple[str, ...]:
    return tuple(COLUMNS[name].split(","))


def _read_sources(data: Dataset, rows: Iterable[Row]) -> None:
    for row in rows:
        key = _new(row, "source_id", data.sources)
        published = row.period("published_on")
        data.published[key] = published
        data.sources[key] = (
            row.required("title"),
            row.optional("publisher"),
            daterange(published),
            row.optional("published_on"),
            row.optional("url"),
            row.optional("decision_no"),
            row.optional("note"),
        )


def _read_clusters(data: Dataset, rows: Iterable[Row], gazetteer: Gazetteer) -> None:
    seen: dict[tuple[str, str, str], str] = {}
    for row in rows:
        key = _new(row, "cluster_id", data.clusters)
        name = row.indexed("name")
        data.clusters[key] = ClusterCells(
            name,
            fold(name),
            row.word("zone_type", ZoneType),
            row.optional("note"),
        )
        stated_on = row.day("units_on") or SWITCH
        site = _site(row, gazetteer, stated_on)
        data.sites[key] = (site, stated_on)
        identity = (fold(name), row.cells["zone_type"], site.address)
        if identity in seen:
            row.refuse(
                "name",
                Text(
                    vi=f"trùng tên và địa chỉ với {seen[identity]}; nếu là hai cụm, hãy ghi rõ tên",
                    en=f"has the name and address of {seen[identity]}; if there are two, tell them"
                    " apart by name",
                ),
            )
        seen[identity] = key


def _site(row: Row, gazetteer: Gazetteer, on: date) -> Site:
    """Resolve the address of a row: each level inside the one above it."""
    province = row.looked_up(
        "province", lambda name: gazetteer.resolve(name, on=on, level=Level.PROVINCE)
    )
    districts = _resolved(row, "district", gazetteer, on, Level.DISTRICT, (province,))
    communes = _resolved(row, "commune", gazetteer, on, Level.COMMUNE, districts or (province,))
    lon, lat = row.number("lon"), row.number("lat")
    if (lon is None) != (lat is None):
        row.refuse("lat", Text(vi="lon và lat phải đi đôi", en="lon and lat go together"))
    if lon is None or lat is None:
        return place(gazetteer, Address(province, districts, communes))
    west, south, east, north = VIET_NAM
    if not (west <= lon <= east and south <= lat <= north):
        row.refuse("lon", Text(vi=f"({lon}, {lat}) ngoài Việt Nam", en=f"({lon}, {lat}) is abroad"))
    return place(gazetteer, Address(province, districts, communes), (float(lon), float(lat)))


def _resolved(
    row: Row,
    field: str,
    gazetteer: Gazetteer,
    on: date,
    level: Level,
    parents: tuple[Unit, ...],
) -> tuple[Unit, ...]:
    """Resolve the names of a cell, each inside the first of the parents that has it."""
    found = []
    for name in row.several(field):
        refusals: list[InputError] = []
        for parent in parents:
            try:
                found.append(gazetteer.resolve(name, on=on, within=parent, level=level))
                break
            except InputError as refusal:
                refusals.append(refusal)
        else:
            row.refuse(field, refusals[0].text, refusals[0])
    return tuple(found)


def _read_aliases(data: Dataset, rows: Iterable[Row]) -> None:
    for row in rows:
        cluster = _known(row, "cluster_id", data.clusters)
        data.aliases[cluster, row.indexed("alias"), _citation(row, data)] = None


def _read_events(data: Dataset, rows: Iterable[Row]) -> None:
    for row in rows:
        key = _new(row, "event_id", data.events)
        published = data.published.get(row.cells["source_id"])
        subject = _known(row, "cluster_id", data.clusters)
        if row.optional("absorbed_into"):
            absorbing = _known(row, "absorbed_into", data.clusters)
            if absorbing == subject:
                row.refuse(
                    "absorbed_into",
                    Text(vi="cụm không thể sáp nhập vào chính nó", en="is the cluster itself"),
                )
            data.roles[key, absorbing] = Role.ABSORBED_INTO
        cells = EventCells(
            row.word("kind", EventKind),
            row.word("modality", Modality),
            row.period("period"),
            row.optional("period_text"),
            published.start if published else None,
            row.positive("area_ha"),
            row.positive("area_from_ha"),
            row.not_zero("area_delta_ha"),
            row.optional_word("area_qualifier", Qualifier),
            row.positive("capital_vnd_billion"),
            row.positive("capital_usd_million"),
            row.optional_word("capital_qualifier", Qualifier),
            row.optional("decision_no") and row.indexed("decision_no"),
            row.share("fill_pct"),
            row.positive("industrial_ha"),
            row.not_negative("leased_ha"),
            row.optional_word("wastewater", Wastewater),
            row.optional("absorbed_into_text"),
            row.optional("note"),
        )
        data.events[key] = (subject, cells, _citation(row, data))


def _read_milestones(data: Dataset, rows: Iterable[Row]) -> None:
    for row in rows:
        key = _new(row, "milestone_id", data.milestones)
        stages = row.several("stage")
        if not stages or not set(stages) <= set(Stage):
            words = ", ".join(Stage)
            row.refuse(
                "stage",
                Text(vi=f"phải gồm một hoặc nhiều trong: {words}", en=f"must be among: {words}"),
            )
        cells = MilestoneCells(
            stages,
            row.period("period"),
            row.optional("period_text"),
            row.share("fill_target_pct"),
            row.period("actual"),
            row.optional("note"),
        )
        cluster = _known(row, "cluster_id", data.clusters)
        data.milestones[key] = (cluster, cells, _citation(row, data))


def _read_indicators(data: Dataset, rows: Iterable[Row]) -> None:
    for row in rows:
        data.indicators[_new(row, "indicator", data.indicators)] = (
            row.required("label_vi"),
            row.required("label_en"),
            row.required("unit_of_measure"),
            row.optional_word("zone_type", ZoneType),
            row.word("aggregation", Aggregation),
        )


def _read_values(data: Dataset, rows: Iterable[Row], gazetteer: Gazetteer) -> None:
    for row in rows:
        on = row.day("units_on") or SWITCH
        unit = row.looked_up("unit", partial(_unit, gazetteer, on))
        value = row.number("value")
        if value is None:
            row.refuse("value", Text(vi="không được để trống", en="must not be empty"))
        cells = ValueCells(
            row.period("period"),
            row.optional("period_text"),
            value,
            row.optional_word("qualifier", Qualifier),
            row.word("modality", Modality),
            row.optional("note"),
        )
        key = _new(row, "value_id", data.values)
        indicator = _known(row, "indicator", data.indicators)
        data.values[key] = (unit.key, indicator, cells, _citation(row, data))


def _unit(gazetteer: Gazetteer, on: date, path: str) -> Unit:
    """Resolve `Việt Nam`, a province, or `Huyện X, Tỉnh`: each level inside the one above it.

    A name alone is never that of a smaller unit: Bắc Giang, a ward today, was a province.
    """
    *inner, outer = path.split(", ")
    nation = gazetteer.candidates(outer, on=on, level=Level.COUNTRY)
    try:
        unit = nation[0] if nation else gazetteer.resolve(outer, on=on, level=Level.PROVINCE)
        for name in reversed(inner):
            level = Level.PROVINCE if unit.level is Level.COUNTRY else None
            unit = gazetteer.resolve(name, on=on, within=unit, level=level)
    except UnknownPlace as fault:
        expected = Text(
            vi=f"{fault.text.vi} Cần “Việt Nam”, một tỉnh, hoặc đơn vị kèm tên tỉnh (Huyện X, Tỉnh"
            " Y), như vào ngày units_on.",
            en=f'{fault.text.en} Expected "Việt Nam", a province, or a unit with its province'
            " (Huyện X, Tỉnh Y), as of the day units_on.",
        )
        raise UnknownPlace(fault.name, expected, fault.nearest) from fault
    return unit


def _read_doubtful(data: Dataset, rows: Iterable[Row]) -> None:
    for row in rows:
        one = _known(row, "cluster_id_a", data.clusters)
        other = _known(row, "cluster_id_b", data.clusters)
        if one == other or (one, other) in data.doubtful or (other, one) in data.doubtful:
            row.refuse(
                "cluster_id_b",
                Text(vi="cặp này đã có, hoặc là một cụm", en="is the same cluster, or pair, again"),
            )
        data.doubtful[one, other] = row.required("reason")


def _citation(row: Row, data: Dataset) -> Citation:
    citation = (_known(row, "source_id", data.sources), row.indexed("place"))
    data.citations[citation] = None
    return citation


def _new(row: Row, field: str, seen: Container[str]) -> str:
    """Return a cell that identifies its row; refuse one that stood before."""
    key = row.indexed(field)
    if key in seen:
        row.refuse(field, Text(vi="đã có ở một dòng trước", en="stands in an earlier row too"))
    return key


def _known(row: Row, field: str, known: Container[str]) -> str:
    """Return a cell that refers to a row of another table."""
    key = row.required(field)
    if key not in known:
        row.refuse(field, Text(vi="không có dòng nào mang mã này", en="no row has this key"))
    return key
