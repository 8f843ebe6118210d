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

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from operator import itemgetter
from pathlib import Path

from geo.dates import SWITCH
from geo.errors import DataError, InputError, Text
from geo.ingest.communes import MISPLACED, SCATTERED, Communes, NewCommune, read_communes
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

Bodies = dict[tuple[str, str], list[UnitRow]]


def read_units(folder: Path | None = None) -> UnitTables:
    """Return every administrative unit with its names and successors, ready to load.

    Args:
        folder: where the tables of the record lie (default: the shipped `administrative`).

    Raises:
        DataError: a row names a unit or a date that does not exist.
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


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    # Read whole: a generator that is left half-way would leave the file open.
    try:
        lines = path.read_text("utf-8").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(
            Text(f"Không đọc được tệp {path} ({fault}).", f"Cannot read the file {path} ({fault}).")
        ) from fault
    yield from enumerate(csv.DictReader(lines), start=2)


def _day(path: Path, line: int, row: Mapping[str, str], field: str) -> date | None:
    try:
        return date.fromisoformat(row[field]) if row[field] else None
    except ValueError as error:
        raise DataError(
            path.name,
            line,
            field,
            row[field],
            Text("cần một ngày dạng 2025-07-01 hoặc để trống.", "expected a day as 2025-07-01."),
        ) from error


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


def _starting(bodies: Bodies, path: Path, line: int, row: Mapping[str, str], side: str) -> UnitRow:
    """Return the unit that a row names by level, code and first day.

    Raises:
        DataError: there is none.
    """
    code, first_field = row[f"{side}code"], f"{side or 'unit_'}valid_from"
    first_day = _day(path, line, row, first_field)
    for unit in bodies.get((row["level"], code), ()):
        if unit.valid_from == first_day:
            return unit
    raise _no_such_unit(path, line, f"{side}code", code)


def _no_such_unit(path: Path, line: int, field: str, value: str) -> DataError:
    return DataError(
        path.name,
        line,
        field,
        value,
        Text(
            "không có đơn vị nào mang mã này vào ngày đó; xem provinces.csv, districts.csv.",
            "no unit has this code on that day; see provinces.csv, districts.csv.",
        ),
    )


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
    path = folder / "provinces.csv"
    for line, row in _rows(path):
        first_day = _day(path, line, row, "valid_from")
        yield UnitRow(
            unit_key(Level.PROVINCE, row["code"], first_day),
            Level.PROVINCE,
            row["code"],
            row["name"],
            row["unit_type"],
            COUNTRY,
            first_day,
            _day(path, line, row, "valid_to"),
            float(row["area_km2"]),
            float(row["lon"]),
            float(row["lat"]),
            row["centroid_method"],
        )


def _districts(folder: Path, bodies: Bodies) -> Iterator[UnitRow]:
    path = folder / "districts.csv"
    for line, row in _rows(path):
        first_day = _day(path, line, row, "valid_from")
        try:
            parent = _standing(bodies, Level.PROVINCE, row["province_code"], first_day or date.min)
        except InputError as error:
            raise _no_such_unit(path, line, "province_code", row["province_code"]) from error
        yield UnitRow(
            unit_key(Level.DISTRICT, row["code"], first_day),
            Level.DISTRICT,
            row["code"],
            row["name"],
            row["unit_type"],
            parent.key,
            first_day,
            _day(path, line, row, "valid_to"),
            float(row["area_km2"]) if row["area_km2"] else None,
            float(row["lon"]),
            float(row["lat"]),
            row["centroid_method"],
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
    path = folder / "renamings.csv"
    renamings: dict[str, list[tuple[date, dict[str, str]]]] = defaultdict(list)
    for line, row in _rows(path):
        day = _day(path, line, row, "effective_on")
        try:
            unit = _standing(bodies, row["level"], row["code"], day or date.min)
        except InputError as error:
            raise _no_such_unit(path, line, "code", row["code"]) from error
        renamings[unit.key].append((day or date.min, row))
    named = []
    names = []
    for unit in units:
        start, decision = unit.valid_from, None
        for day, row in sorted(renamings.get(unit.key, ()), key=itemgetter(0)):
            former = unit._replace(unit_type=row["type_before"], name=row["name_before"])
            names.append(_official(former, start, day, decision))
            start, decision = day, row["decision"] or None
            unit = unit._replace(unit_type=row["type_after"], name=row["name_after"])
        names.append(_official(unit, start, unit.valid_to, decision))
        named.append(unit)
    return named, names + list(_aliases(folder, bodies))


def _aliases(folder: Path, bodies: Bodies) -> Iterator[NameRow]:
    path = folder / "aliases.csv"
    for line, row in _rows(path):
        unit = _starting(bodies, path, line, row, "")
        yield NameRow(
            unit.key,
            "alias",
            row["unit_type"] or unit.unit_type,
            row["alias"],
            fold(row["alias"]),
            _day(path, line, row, "valid_from") or unit.valid_from,
            _day(path, line, row, "valid_to") or unit.valid_to,
            row["decision"] or None,
        )


def _official(unit: UnitRow, start: date | None, end: date | None, decision: str | None) -> NameRow:
    return NameRow(
        unit.key, "official", unit.unit_type, unit.name, fold(unit.name), start, end, decision
    )


def _successions(folder: Path, bodies: Bodies) -> Iterator[SuccessionRow]:
    path = folder / "succession.csv"
    for line, row in _rows(path):
        day = _day(path, line, row, "effective_on")
        yield SuccessionRow(
            _starting(bodies, path, line, row, "predecessor_").key,
            _starting(bodies, path, line, row, "successor_").key,
            day or SWITCH,
            row["whole"] == "yes",
            row["decision"] or None,
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
