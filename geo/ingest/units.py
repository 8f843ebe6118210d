"""The administrative record: provinces, districts and communes with names and succession.

Provinces and districts come from `data/administrative`, communes from `read_communes`. A unit that
ran through a date with its borders kept is one unit: Hà Nội, among the eleven provinces that were
not merged, stands once and belongs to the 63 and to the 34. Before 2025 only the districts whose
borders changed materially in 2024 and 2025 have an earlier body; districts absorbed before that
are names (aliases until that day) of the district that took them in.

Communes are known as they stood on 2025-06-30 and on 2025-07-01. No old point may be read, so an
old commune takes the point of the new one that took it in. The stated areas of communes mix up
communes of one name and are not kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from operator import itemgetter
from pathlib import Path

from geo.dates import SWITCH
from geo.errors import InputError, Text
from geo.ingest.communes import MISPLACED, SCATTERED, Communes, NewCommune, read_communes
from geo.ingest.tables import Row, read_rows
from geo.settings import data_folder
from geo.text import fold
from geo.units import NameRow, SuccessionRow, UnitRow, UnitTables, unit_key
from geo.vocabulary import Level

COUNTRY = unit_key(Level.COUNTRY, "VN", None)
PUBLISHED = "point published for the commune"
BALANCED = "point that balances its former district's communes around the district's centroid"
OF_DISTRICT = "point of its former district"
OF_SUCCESSOR = "point of the commune that took it in"
OF_MAIN_SUCCESSOR = "point of the commune that took in its main part"

NO_SUCH_UNIT = Text(
    "không có đơn vị nào mang mã này vào ngày đó; xem provinces.csv, districts.csv",
    "no unit has this code on that day; see provinces.csv, districts.csv",
)

COLUMNS = {
    "provinces.csv": "code,valid_from,valid_to,unit_type,name,lon,lat,centroid_method,"
    "centroid_source,area_km2,area_source",
    "districts.csv": "code,province_code,valid_from,valid_to,unit_type,name,lon,lat,"
    "centroid_method,area_km2,source",
    "renamings.csv": "level,code,type_before,name_before,type_after,name_after,effective_on,"
    "date_basis,decision,source",
    "succession.csv": "level,predecessor_code,predecessor_valid_from,successor_code,"
    "successor_valid_from,effective_on,whole,decision,source",
    "aliases.csv": "level,code,unit_valid_from,unit_type,alias,valid_from,valid_to,decision,source",
}

Bodies = dict[tuple[str, str], list[UnitRow]]


def read_units(folder: Path | None = None) -> UnitTables:
    """Return every administrative unit with its names and successors, ready to load.

    Args:
        folder: where the tables of the record lie (default: the shipped `administrative`).

    Raises:
        DataError: a row names a unit or a date that does not exist, or a figure is none.
        InputError: a file is missing or has another header.
        GeoError: the package that lists the communes is missing.
    """
    folder = folder or data_folder() / "administrative"
    communes = read_communes()
    provinces = list(_provinces(folder))
    bodies = _bodies(provinces)
    districts = list(_districts(folder, bodies))
    bodies.update(_bodies(districts))
    new = list(_new_communes(communes, bodies))
    bodies.update(_bodies(new))
    units = [_country(provinces), *provinces, *districts, *new]
    units.extend(_old_communes(communes, bodies))
    units, names = _names(folder, units, bodies)
    successions = [*_successions(folder, bodies), *_commune_successions(communes, bodies)]
    return UnitTables(units, names, successions)


def _rows(folder: Path, name: str) -> list[Row]:
    return read_rows(folder / name, tuple(COLUMNS[name].split(",")))


def _degrees(row: Row, field: str) -> float:
    row.required(field)
    return float(row.number(field) or 0)


def _area_km2(row: Row) -> float | None:
    area = row.positive("area_km2")
    return None if area is None else float(area)


def _bodies(units: Iterable[UnitRow]) -> Bodies:
    """Group units by level and code."""
    bodies: Bodies = defaultdict(list)
    for unit in units:
        bodies[unit.level, unit.code].append(unit)
    return dict(bodies)


def _standing(bodies: Bodies, level: str, code: str, day: date) -> UnitRow:
    """Return the unit of that level and code on a day.

    Raises:
        InputError: the tables lack it.
    """
    for unit in bodies.get((level, code), ()):
        starts, ends = unit.valid_from or date.min, unit.valid_to or date.max
        if starts <= day < ends:
            return unit
    raise InputError(
        Text(
            f"Các bảng đơn vị hành chính thiếu {level} {code} ngày {day}.",
            f"The administrative tables lack {level} {code} on {day}.",
        )
    )


def _coded(bodies: Bodies, row: Row, level: str, field: str, day: date | None) -> UnitRow:
    """Return the unit whose code a cell holds, on a day (None: as far back as the tables go).

    Raises:
        DataError: there is none.
    """
    code = row.required(field)
    try:
        return _standing(bodies, level, code, day or date.min)
    except InputError as fault:
        row.refuse(field, NO_SUCH_UNIT, fault)


def _starting(bodies: Bodies, row: Row, side: str) -> UnitRow:
    """Return the unit that a row names by level, code and first day.

    Raises:
        DataError: there is none.
    """
    code, first_day = row.required(f"{side}code"), row.day(f"{side or 'unit_'}valid_from")
    coded = bodies.get((row.required("level"), code), ())
    found = next((unit for unit in coded if unit.valid_from == first_day), None)
    if found is None:
        row.refuse(f"{side}code", NO_SUCH_UNIT)
    return found


def _country(provinces: list[UnitRow]) -> UnitRow:
    today = [province for province in provinces if province.valid_to is None]
    areas = [province.area_km2 or 0.0 for province in today]
    total = sum(areas)
    lon = sum(province.lon * area for province, area in zip(today, areas, strict=True)) / total
    lat = sum(province.lat * area for province, area in zip(today, areas, strict=True)) / total
    return UnitRow(
        COUNTRY, Level.COUNTRY, "VN", "Việt Nam", "nước", None, None, None, round(total, 2),
        round(lon, 5), round(lat, 5), "area-weighted mean of the provinces' points",
    )  # fmt: skip


def _provinces(folder: Path) -> Iterator[UnitRow]:
    for row in _rows(folder, "provinces.csv"):
        row.required("area_km2")
        yield _unit(row, Level.PROVINCE, COUNTRY)


def _districts(folder: Path, bodies: Bodies) -> Iterator[UnitRow]:
    for row in _rows(folder, "districts.csv"):
        first_day = row.day("valid_from")
        parent = _coded(bodies, row, Level.PROVINCE, "province_code", first_day)
        yield _unit(row, Level.DISTRICT, parent.key)


def _unit(row: Row, level: Level, parent: str) -> UnitRow:
    code, first_day = row.indexed("code"), row.day("valid_from")
    return UnitRow(
        unit_key(level, code, first_day),
        level,
        code,
        row.indexed("name"),
        row.required("unit_type"),
        parent,
        first_day,
        row.day("valid_to"),
        _area_km2(row),
        _degrees(row, "lon"),
        _degrees(row, "lat"),
        row.required("centroid_method"),
    )


def _new_communes(communes: Communes, bodies: Bodies) -> Iterator[UnitRow]:
    moved = _balanced_points(communes, bodies)
    for commune in communes.new:
        point = moved.get(commune.code, (commune.lon, commune.lat, PUBLISHED))
        parent = _standing(bodies, Level.PROVINCE, commune.province_code, SWITCH)
        yield UnitRow(
            unit_key(Level.COMMUNE, commune.code, SWITCH), Level.COMMUNE, commune.code,
            commune.name, commune.unit_type, parent.key, SWITCH, None, None, *point,
        )  # fmt: skip


def former_districts(communes: Communes) -> dict[str, str]:
    """Return for each new commune the code of the old district most of its parts lay in."""
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for old, successors in zip(communes.old, communes.successors, strict=True):
        for rank, code in enumerate(successors):
            parts[code][old.district_code] += 1 if rank else 1000
    return {code: districts.most_common(1)[0][0] for code, districts in parts.items()}


def _balanced_points(communes: Communes, bodies: Bodies) -> dict[str, tuple[float, float, str]]:
    """Return a point and its method for each commune whose published point is wrong.

    The mean of a district's communes lies near its centroid, so the missing commune lies where it
    brings the mean there: 1.8 to 6 km off on the mainland, 20 km and more among islands. An
    archipelago, alone in its district, takes the district's point.
    """
    district_of = former_districts(communes)
    siblings: dict[str, list[NewCommune]] = defaultdict(list)
    for commune in communes.new:
        if commune.code not in MISPLACED | SCATTERED:
            siblings[district_of[commune.code]].append(commune)
    points = {}
    for code in sorted(MISPLACED | SCATTERED):
        district = _standing(
            bodies, Level.DISTRICT, district_of[code], date.fromordinal(SWITCH.toordinal() - 1)
        )
        others = siblings[district_of[code]]
        points[code] = (
            round((len(others) + 1) * district.lon - sum(other.lon for other in others), 5),
            round((len(others) + 1) * district.lat - sum(other.lat for other in others), 5),
            BALANCED if others else OF_DISTRICT,
        )
    return points


def _old_communes(communes: Communes, bodies: Bodies) -> Iterator[UnitRow]:
    last_day = date.fromordinal(SWITCH.toordinal() - 1)
    for commune, successors in zip(communes.old, communes.successors, strict=True):
        if commune.code is None:
            continue
        district = _standing(bodies, Level.DISTRICT, commune.district_code, last_day)
        heir = _standing(bodies, Level.COMMUNE, successors[0], SWITCH)
        yield UnitRow(
            unit_key(Level.COMMUNE, commune.code, None), Level.COMMUNE, commune.code,
            commune.name, commune.unit_type, district.key, None, SWITCH, None, heir.lon, heir.lat,
            OF_SUCCESSOR if len(successors) == 1 else OF_MAIN_SUCCESSOR,
        )  # fmt: skip


def _names(
    folder: Path, units: list[UnitRow], bodies: Bodies
) -> tuple[list[UnitRow], list[NameRow]]:
    """Return the units under their last names, and every name each one bore."""
    renamings: dict[str, list[tuple[date, Row]]] = defaultdict(list)
    for row in _rows(folder, "renamings.csv"):
        day = row.day("effective_on")
        unit = _coded(bodies, row, row.required("level"), "code", day)
        renamings[unit.key].append((day or date.min, row))
    named = []
    names = []
    for unit in units:
        start, decision = unit.valid_from, None
        for day, row in sorted(renamings.get(unit.key, ()), key=itemgetter(0)):
            former, unit = (
                unit._replace(
                    unit_type=row.required(f"type_{when}"), name=row.indexed(f"name_{when}")
                )
                for when in ("before", "after")
            )
            names.append(_official(former, start, day, decision))
            start, decision = day, row.optional("decision")
        names.append(_official(unit, start, unit.valid_to, decision))
        named.append(unit)
    return named, names + list(_aliases(folder, bodies))


def _aliases(folder: Path, bodies: Bodies) -> Iterator[NameRow]:
    for row in _rows(folder, "aliases.csv"):
        unit = _starting(bodies, row, "")
        alias = row.indexed("alias")
        yield NameRow(
            unit.key,
            "alias",
            row.optional("unit_type") or unit.unit_type,
            alias,
            fold(alias),
            row.day("valid_from") or unit.valid_from,
            row.day("valid_to") or unit.valid_to,
            row.optional("decision"),
        )


def _official(unit: UnitRow, start: date | None, end: date | None, decision: str | None) -> NameRow:
    return NameRow(
        unit.key, "official", unit.unit_type, unit.name, fold(unit.name), start, end, decision
    )


def _successions(folder: Path, bodies: Bodies) -> Iterator[SuccessionRow]:
    for row in _rows(folder, "succession.csv"):
        yield SuccessionRow(
            _starting(bodies, row, "predecessor_").key,
            _starting(bodies, row, "successor_").key,
            row.day("effective_on") or SWITCH,
            row.cells["whole"] == "yes",
            row.optional("decision"),
        )


def _commune_successions(communes: Communes, bodies: Bodies) -> Iterator[SuccessionRow]:
    last_day = date.fromordinal(SWITCH.toordinal() - 1)
    for commune, successors in zip(communes.old, communes.successors, strict=True):
        if commune.code is None:
            island = _standing(bodies, Level.DISTRICT, commune.district_code, last_day)
            predecessor = island.key
        else:
            predecessor = unit_key(Level.COMMUNE, commune.code, None)
        for code in successors:
            yield SuccessionRow(
                predecessor,
                unit_key(Level.COMMUNE, code, SWITCH),
                SWITCH,
                len(successors) == 1,
                None,
            )
