"""What a list may say and still be doubtful: odd areas, points that lie elsewhere, rows twice."""

from collections.abc import Sequence
from math import cos, hypot, radians
from typing import Any

from geo.books.grid import Value
from geo.errors import Text
from geo.ingest.places import Site
from geo.lists.blocks import Block
from geo.lists.columns import UNUSUAL, is_unusual, point_fault, qualifier
from geo.lists.figures import DecimalSign
from geo.lists.problems import Ledger
from geo.vocabulary import Precision, ZoneType

AREAS = ("area_ha", "area_now_ha", "planned_area_ha", "area_2030_ha")
"""Areas of a whole cluster."""

POINT = ("lon", "lat")

_REACH_KM = {
    Precision.SITE: 5.0,
    Precision.COMMUNE: 20.0,
    Precision.DISTRICT: 60.0,
    Precision.PROVINCE: 200.0,
}
_ASTRAY_KM = 40.0
"""How far beyond its reach a place has nothing: `geo db check` lets no point lie further out."""
_KM_PER_DEGREE = 111.2
_LOW = 0xFFFFFFFF


def check_areas(block: Block, name: str, ledger: Ledger) -> None:
    """Warn of areas that clusters do not have."""
    zone_types, values = block.columns["zone_type"], block.columns[name]
    odd = {value for value in set(values) if value is not None and is_unusual(value)}
    for position, value in enumerate(values) if odd else ():
        if value in odd and zone_types[position] == ZoneType.CCN:
            line = block.lines[position]
            ledger.tell(line, name, f"{value:f}", UNUSUAL, refuses=False)


def add_qualifiers(block: Block, cells: Sequence[Value], sign: DecimalSign) -> None:
    """Fill in how exactly the cells of an area state it, where nothing says so yet."""
    distinct = {cell for cell in set(cells) if isinstance(cell, str) and not cell[:1].isdigit()}
    said = {value: qualifier(value, sign) for value in distinct}
    if any(said.values()):
        given = block.columns.get("area_qualifier") or [None] * len(block)
        both = zip(given, cells, strict=True)
        block.columns["area_qualifier"] = [
            one or (said.get(cell) if isinstance(cell, str) else None) for one, cell in both
        ]


def drop_centroids(block: Block) -> None:
    """Leave out points that the list itself says are those of a unit, not of the cluster."""
    for name in POINT if "precision" in block.columns else ():
        if name in block.columns:
            both = zip(block.columns[name], block.columns["precision"], strict=True)
            block.columns[name] = [
                value if precision in (None, Precision.SITE) else None for value, precision in both
            ]


def check_points(block: Block, sites: Sequence[Site], ledger: Ledger) -> None:
    """Refuse points that are none or lie elsewhere, warn of those far from the stated place."""
    known = next((name for name in POINT if name in block.columns), None)
    if known is None:
        return
    nothing: list[Any] = [None] * len(block)
    lons, lats = (block.columns.get(name, nothing) for name in POINT)
    for position, (lon, lat) in enumerate(zip(lons, lats, strict=True)):
        if not block.accepted[position] or (lon is None and lat is None):
            continue
        fault = point_fault(lon, lat)
        line, value = block.lines[position], f"{lon}, {lat}"
        if fault is not None:
            block.accepted[position] = False
            ledger.tell(line, known, value, fault.text, refuses=True)
            continue
        site = sites[block.site[position]]
        away = _km(site, lon, lat)
        beyond = away - _REACH_KM[site.precision]
        if beyond > 0:
            told = Text(
                f"cách {site.address} {away:.0f} km; hãy xem lại tọa độ hoặc địa điểm",
                f"lies {away:.0f} km from {site.address}; check the point or the address",
            )
            ledger.tell(line, known, value, told, refuses=beyond > _ASTRAY_KM)
            block.accepted[position] &= beyond <= _ASTRAY_KM


def _km(site: Site, lon: float, lat: float) -> float:
    """Return the distance of a point from a place, for judging only."""
    return _KM_PER_DEGREE * hypot((site.lon - lon) * cos(radians(lat)), site.lat - lat)


class Doubles:
    """Finds rows that stand in a list twice; remembers two numbers of each, however long."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}

    def check(self, block: Block, ledger: Ledger) -> None:
        """Refuse rows that say what an earlier one says, warn of those with other figures."""
        columns = block.columns
        rest = [values for name, values in columns.items() if name not in ("name", "name_key")]
        keys = zip(columns["name_key"], columns["zone_type"], block.site, strict=True)
        for position, (key, row) in enumerate(zip(keys, zip(*rest, strict=True), strict=True)):
            line, said = block.lines[position], hash(row) & _LOW
            first = self._seen.setdefault(hash(key), line << 32 | said)
            earlier = first >> 32
            if earlier != line and block.accepted[position]:
                is_same = first & _LOW == said
                block.accepted[position] = not is_same
                told = _again(earlier) if is_same else _other_figures(earlier)
                name = columns["name"][position]
                ledger.tell(line, "name", name, told, refuses=is_same)


def _again(line: int) -> Text:
    return Text(
        f"trùng hoàn toàn với dòng {line}; hãy xóa một dòng",
        f"says the same as row {line}; delete one of them",
    )


def _other_figures(line: int) -> Text:
    return Text(
        f"cùng tên và địa điểm với dòng {line}, số liệu khác; cả hai được lấy cho một cụm",
        f"has the name and place of row {line} with other figures; both are taken for one cluster",
    )
