import csv
import shutil
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path

import pytest

from geo.dates import SWITCH
from geo.errors import DataError
from geo.ingest import communes as communes_module
from geo.ingest.communes import MISPLACED, SCATTERED, read_communes
from geo.ingest.units import PUBLISHED, former_districts, read_units
from geo.settings import data_folder
from geo.text import fold
from geo.units import UnitRow, UnitTables, unit_key

LAST_DAY = SWITCH - timedelta(days=1)


def standing(tables: UnitTables, on: date) -> list[UnitRow]:
    return [
        unit
        for unit in tables.units
        if (unit.valid_from or date.min) <= on < (unit.valid_to or date.max)
    ]


def km(one: UnitRow, other: UnitRow) -> float:
    east = (one.lon - other.lon) * cos(radians(one.lat))
    return 111.2 * hypot(east, one.lat - other.lat)


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2024, 8, 31), {"province": 63, "district": 705, "commune": 10_035}),
        (date(2024, 12, 31), {"province": 63, "district": 701, "commune": 10_035}),
        (LAST_DAY, {"province": 63, "district": 696, "commune": 10_035}),
        (SWITCH, {"province": 34, "commune": 3_321}),
        (date(2026, 8, 1), {"province": 34, "commune": 3_321}),
    ],
)
def test_each_date_has_its_units(tables: UnitTables, on: date, counts: dict[str, int]) -> None:
    assert Counter(str(unit.level) for unit in standing(tables, on)) == {"country": 1, **counts}


def test_keys_name_level_code_and_first_day(tables: UnitTables) -> None:
    keys = [unit.key for unit in tables.units]
    assert len(set(keys)) == len(keys)
    assert all(
        unit.key == unit_key(unit.level, unit.code, unit.valid_from) for unit in tables.units
    )


def test_no_level_and_code_stands_twice_on_a_day(tables: UnitTables) -> None:
    bodies = defaultdict(list)
    for unit in tables.units:
        bodies[unit.level, unit.code].append(unit)
    for units in bodies.values():
        units.sort(key=lambda unit: unit.valid_from or date.min)
        for earlier, later in pairwise(units):
            assert earlier.valid_to is not None
            assert later.valid_from is not None
            assert earlier.valid_to <= later.valid_from


def test_parents_come_first_and_are_one_level_up(tables: UnitTables) -> None:
    levels = {None: None}
    above = {"province": {"country"}, "district": {"province"}, "commune": {"district", "province"}}
    for unit in tables.units:
        if unit.parent is not None:
            assert levels[unit.parent] in above[unit.level]
        levels[unit.key] = unit.level


def test_official_names_fill_each_validity_without_overlap(tables: UnitTables) -> None:
    spans = defaultdict(list)
    for name in tables.names:
        if name.kind == "official":
            spans[name.unit].append((name.valid_from, name.valid_to))
    for unit in tables.units:
        ends = spans[unit.key]
        assert ends[0][0] == unit.valid_from
        assert ends[-1][1] == unit.valid_to
        assert all(earlier[1] == later[0] for earlier, later in pairwise(ends))


def test_aliases_stay_inside_their_units_and_keys_are_folded(tables: UnitTables) -> None:
    units = {unit.key: unit for unit in tables.units}
    for name in tables.names:
        unit = units[name.unit]
        assert (name.valid_from or date.min) >= (unit.valid_from or date.min)
        assert (name.valid_to or date.max) <= (unit.valid_to or date.max)
        assert name.name_key == fold(name.name)


def test_retypings_are_dated_names_of_one_unit(tables: UnitTables) -> None:
    names = [
        (name.unit_type, name.name, name.valid_from, name.valid_to)
        for name in tables.names
        if name.unit == "province/46/-" and name.kind == "official"
    ]
    assert names == [
        ("tỉnh", "Thừa Thiên Huế", None, date(2025, 1, 1)),
        ("thành phố", "Huế", date(2025, 1, 1), None),
    ]
    (loc_ninh,) = (unit for unit in tables.units if unit.key == "commune/25270/2025-07-01")
    assert (loc_ninh.unit_type, loc_ninh.name) == ("phường", "Lộc Ninh")
    assert [name.unit_type for name in tables.names if name.unit == loc_ninh.key] == [
        "xã",
        "phường",
    ]
    (dong_nai,) = (unit for unit in tables.units if unit.key == "province/75/2025-07-01")
    assert (dong_nai.unit_type, dong_nai.name) == ("thành phố", "Đồng Nai")


def test_every_ended_unit_has_a_successor_that_begins_then(tables: UnitTables) -> None:
    units = {unit.key: unit for unit in tables.units}
    heirs = defaultdict(list)
    for succession in tables.successions:
        assert units[succession.predecessor].valid_to == succession.effective_on
        assert units[succession.successor].valid_from == succession.effective_on
        heirs[succession.predecessor].append(succession.whole)
    for unit in tables.units:
        if unit.valid_to is not None and not (unit.level == "district" and unit.valid_to == SWITCH):
            whole = heirs[unit.key]
            assert whole == [True] or (len(whole) > 1 and not any(whole)), unit.key
    provinces = [s for s in tables.successions if s.predecessor.startswith("province/")]
    assert len(provinces) == 52
    assert {s.decision for s in provinces} == {"202/2025/QH15"}


def test_a_new_commune_lies_in_one_old_province() -> None:
    communes = read_communes()
    provinces = defaultdict(set)
    for old, successors in zip(communes.old, communes.successors, strict=True):
        assert successors, old
        for code in successors:
            provinces[code].add(old.province_code)
    assert len(provinces) == 3_321
    assert {len(codes) for codes in provinces.values()} == {1}


def test_homonyms_of_one_province_are_told_apart() -> None:
    communes = read_communes()
    went = {
        (old.name, old.district_code): successors
        for old, successors in zip(communes.old, communes.successors, strict=True)
    }
    cao_lanh, sa_dec = went["3", "866"], went["3", "867"]
    assert len(cao_lanh) == len(sa_dec) == 1
    assert cao_lanh != sa_dec


def test_points_are_in_viet_nam_and_near_their_former_district(tables: UnitTables) -> None:
    for unit in tables.units:
        assert 102 < unit.lon < 116
        assert 7 < unit.lat < 24
    districts = {unit.code: unit for unit in standing(tables, LAST_DAY) if unit.level == "district"}
    district_of = former_districts(read_communes())
    for unit in standing(tables, SWITCH):
        if unit.level == "commune" and unit.name != "Thổ Châu":
            assert km(unit, districts[district_of[unit.code]]) < 40, unit


def test_distrusted_points_are_replaced_and_say_so(tables: UnitTables) -> None:
    published = {unit.code for unit in tables.units if unit.centroid_method == PUBLISHED}
    replaced = MISPLACED | SCATTERED
    assert not published & replaced
    assert len(published) == 3_321 - len(replaced)
    points = {unit.key: (unit.lon, unit.lat) for unit in tables.units}
    assert points["commune/20333/2025-07-01"] == points["district/498/-"] == (111.6, 16.53)
    assert points["commune/22736/2025-07-01"] == points["district/576/-"] == (111.92, 8.64)


def test_an_old_commune_has_the_point_of_its_main_successor(tables: UnitTables) -> None:
    units = {unit.key: unit for unit in tables.units}
    heirs = defaultdict(set)
    for succession in tables.successions:
        heir = units[succession.successor]
        heirs[succession.predecessor].add((heir.lon, heir.lat))
    for unit in standing(tables, LAST_DAY):
        if unit.level == "commune":
            assert (unit.lon, unit.lat) in heirs[unit.key]


def test_old_coordinates_are_never_read() -> None:
    query = communes_module._OLD.casefold()
    assert "admin_units_legacy" in query
    assert not any(word in query for word in ("lat", "lon", "bounds", "geoaddress", "*"))
    assert "parser_legacy" not in Path(communes_module.__file__).read_text("utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("districts.csv", "001,01,,", "001,99,,", "province_code"),
        ("renamings.csv", "province,46,", "province,47,", "code"),
        (
            "succession.csv",
            "province,02,,08,2025-07-01",
            "province,02,,99,2025-07-01",
            "successor_code",
        ),
        ("aliases.csv", "province,77,,", "province,77,2025-07-01,", "code"),
        ("provinces.csv", "02,,2025-07-01,", "02,,2025-7-1,", "valid_to"),
        ("provinces.csv", "02,,2025-07-01,", "02,,2924-07-01,", "valid_to"),
        ("provinces.csv", "105.69989", "105°", "lon"),
        ("districts.csv", ",9.39,", ",-9.39,", "area_km2"),
        ("renamings.csv", "Thừa Thiên Huế", "Huế" * 200, "name_before"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, file: str, old: str, new: str, field: str) -> None:
    folder = shutil.copytree(data_folder() / "administrative", tmp_path / "administrative")
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataError) as caught:
        read_units(folder)
    line = text[: text.index(old)].count("\n") + 1
    assert (caught.value.file, caught.value.line, caught.value.field) == (file, line, field)


def test_every_row_of_the_record_has_a_known_source() -> None:
    folder = data_folder() / "administrative"
    with (folder / "sources.csv").open(encoding="utf-8") as file:
        known = {row["source"] for row in csv.DictReader(file)}
    used = set()
    for table in ("provinces", "districts", "succession", "renamings", "aliases"):
        with (folder / f"{table}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                cited = [row[column] for column in row if column.endswith("source")]
                assert cited
                assert all(cited)
                used |= {source for cell in cited for source in cell.split("; ")}
    assert used == known
