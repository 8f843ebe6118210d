"""Figures restated for the units of another day: 63 to 34 exactly, the rest refused or marked."""

from datetime import date
from decimal import Decimal

import pytest

from geo.dates import SWITCH
from geo.errors import InputError
from geo.gazetteer import Gazetteer
from geo.units import UnitTables
from geo.vintages import Restated, areas_km2, restate, restate_ratio
from geo.vocabulary import Aggregation, Level

BEFORE = date(2025, 6, 30)
SUM = Aggregation.SUM


def provinces(gazetteer: Gazetteer, on: date) -> dict[str, Decimal]:
    """A different odd figure for each province, with decimals that floats would spoil."""
    found = gazetteer.at(Level.PROVINCE, on=on)
    return {unit.key: Decimal(7 * n + 1) / 10 for n, unit in enumerate(found)}


def key(gazetteer: Gazetteer, name: str, on: date, level: Level = Level.PROVINCE) -> str:
    return gazetteer.resolve(name, on=on, level=level).key


def test_sixty_three_provinces_become_thirty_four_and_nothing_is_lost(
    gazetteer: Gazetteer,
) -> None:
    values = provinces(gazetteer, BEFORE)
    found = restate(values, gazetteer, from_date=BEFORE, to_date=SWITCH, aggregation=SUM)
    assert len(values) == 63
    assert len(found) == 34
    assert sum(one.value for one in found.values()) == sum(values.values())
    assert not any(one.apportioned or one.lacking for one in found.values())
    merged = [values[key(gazetteer, name, BEFORE)] for name in ("Bắc Giang", "Bắc Ninh")]
    assert found[key(gazetteer, "Bắc Ninh", SWITCH)].value == sum(merged)


def test_a_total_of_which_a_part_is_missing_says_so(gazetteer: Gazetteer) -> None:
    only = key(gazetteer, "Bắc Giang", BEFORE)
    found = restate({only: 7}, gazetteer, from_date=BEFORE, to_date=SWITCH, aggregation=SUM)
    other = key(gazetteer, "Bắc Ninh", BEFORE)
    assert found == {key(gazetteer, "Bắc Ninh", SWITCH): Restated(Decimal(7), False, (other,))}


def test_the_way_back_is_refused_unless_areas_are_given(
    gazetteer: Gazetteer, tables: UnitTables
) -> None:
    values = provinces(gazetteer, SWITCH)
    with pytest.raises(InputError, match=r"cannot be restated exactly: its land lies in \d units"):
        restate(values, gazetteer, from_date=SWITCH, to_date=BEFORE, aggregation=SUM)
    areas = areas_km2(tables)
    found = restate(
        values, gazetteer, from_date=SWITCH, to_date=BEFORE, aggregation=SUM, apportion_by=areas
    )
    assert len(found) == 63
    assert sum(one.value for one in found.values()) == sum(values.values())
    # Eleven provinces were left as they were: theirs is no estimate.
    assert sum(not one.apportioned for one in found.values()) == 11
    giang, ninh = (key(gazetteer, name, BEFORE) for name in ("Bắc Giang", "Bắc Ninh"))
    assert float(found[giang].value / found[ninh].value) == pytest.approx(
        areas[giang] / areas[ninh]
    )


def test_a_ratio_is_recomputed_from_its_parts_and_never_added(gazetteer: Gazetteer) -> None:
    giang, ninh = (key(gazetteer, name, BEFORE) for name in ("Bắc Giang", "Bắc Ninh"))
    for aggregation in (Aggregation.RATIO, Aggregation.NONE):
        with pytest.raises(InputError, match="give its numerator and its denominator"):
            restate(
                {giang: 50, ninh: 90},
                gazetteer,
                from_date=BEFORE,
                to_date=SWITCH,
                aggregation=aggregation,
            )
    found = restate_ratio(
        {giang: 50, ninh: 90},
        {giang: 100, ninh: 300},
        gazetteer,
        from_date=BEFORE,
        to_date=SWITCH,
        scale=100,
    )
    assert found == {key(gazetteer, "Bắc Ninh", SWITCH): Restated(Decimal(35), False)}


def test_a_ratio_with_one_part_only_is_refused(gazetteer: Gazetteer) -> None:
    giang = key(gazetteer, "Bắc Giang", BEFORE)
    with pytest.raises(InputError, match=f"one of them is missing for {giang}"):
        restate_ratio({giang: 1}, {}, gazetteer, from_date=BEFORE, to_date=SWITCH)


def test_districts_add_up_to_the_provinces_of_either_day(gazetteer: Gazetteer) -> None:
    values = {unit.key: 1 for unit in gazetteer.at(Level.DISTRICT, on=BEFORE)}
    for day, count in ((BEFORE, 63), (SWITCH, 34)):
        found = restate(
            values,
            gazetteer,
            from_date=BEFORE,
            to_date=day,
            aggregation=SUM,
            level=Level.PROVINCE,
        )
        assert len(found) == count
        assert sum(one.value for one in found.values()) == len(values)


@pytest.mark.parametrize(
    ("level", "on", "wanted", "day"),
    [
        (Level.PROVINCE, SWITCH, Level.PROVINCE, BEFORE),
        (Level.PROVINCE, BEFORE, Level.DISTRICT, BEFORE),
        (Level.COMMUNE, SWITCH, Level.DISTRICT, BEFORE),
        (Level.COMMUNE, BEFORE, Level.COMMUNE, SWITCH),
        (Level.DISTRICT, BEFORE, Level.COMMUNE, SWITCH),
    ],
)
def test_what_was_split_is_refused(
    gazetteer: Gazetteer, level: Level, on: date, wanted: Level, day: date
) -> None:
    values = {unit.key: 1 for unit in gazetteer.at(level, on=on)}
    with pytest.raises(InputError, match="apportioned by area"):
        restate(values, gazetteer, from_date=on, to_date=day, aggregation=SUM, level=wanted)


def test_no_area_is_invented(gazetteer: Gazetteer, tables: UnitTables) -> None:
    values = {unit.key: 1 for unit in gazetteer.at(Level.COMMUNE, on=BEFORE)}
    with pytest.raises(InputError, match="no area is known of"):
        restate(
            values,
            gazetteer,
            from_date=BEFORE,
            to_date=SWITCH,
            aggregation=SUM,
            apportion_by=areas_km2(tables),
        )


def test_codes_and_units_of_another_day_are_no_keys(gazetteer: Gazetteer) -> None:
    now = key(gazetteer, "Bắc Ninh", SWITCH)
    mixed = {
        key(gazetteer, "Bắc Giang", BEFORE): 1,
        key(gazetteer, "Yên Dũng", date(2023, 1, 1), Level.DISTRICT): 1,
    }
    for values, said in (
        ({"24": 1}, 'No administrative unit has the key "24"'),
        ({now: 1}, "is no unit of 2023-01-01"),
        (mixed, "district and province"),
    ):
        with pytest.raises(InputError, match=said):
            restate(
                values,
                gazetteer,
                from_date=date(2023, 1, 1),
                to_date=SWITCH,
                aggregation=SUM,
            )


def test_land_passed_on_whole_has_one_heir_and_only_then(tables: UnitTables) -> None:
    heirs: dict[str, list[bool]] = {}
    for succession in tables.successions:
        heirs.setdefault(succession.predecessor, []).append(succession.whole)
    assert heirs
    assert all((whole == [True]) == (len(whole) == 1) for whole in heirs.values())
    assert not any(any(whole) for whole in heirs.values() if len(whole) > 1)
