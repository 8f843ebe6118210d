"""Which cluster of the record a name means, and which it must never mean."""

from datetime import date

import pytest
from sqlalchemy import Connection

from geo.dates import SWITCH
from geo.gazetteer import Gazetteer
from geo.ingest.places import Address, place
from geo.matching import Known, KnownClusters, Place, loose_key, matching_key, nearness
from geo.text import fold
from geo.units import Unit
from geo.vocabulary import Level

ON = date(2024, 1, 1)


def lying(*units: str) -> Place:
    """Return a place by its units: `c` commune, `d` district, `p` province, then any letter."""
    return Place(*(frozenset(u for u in units if u[0] == level) for level in "cdp"))


def known(*clusters: tuple[str, Place]) -> KnownClusters:
    made = [
        Known(number, f"x/{number}", name, fold(name), "CCN", "", where)
        for number, (name, where) in enumerate(clusters)
    ]
    return KnownClusters(made, ())


def units(gazetteer: Gazetteer, *names: str) -> tuple[Unit, ...]:
    """Return the units of an address of the day `ON`, province first."""
    levels = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
    found: list[Unit] = []
    for name, level in zip(names, levels, strict=False):
        within = found[-1] if found else None
        found.append(gazetteer.resolve(name, on=ON, within=within, level=level))
    return place(gazetteer, Address(found[0], tuple(found[1:2]), tuple(found[2:]))).units


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CCN Đại Lâm II", "Đại Lâm 2"),
        ("Cụm công nghiệp Long Hòa - Phú Lâm", "Long Hoà – Phú Lâm"),
        ("CỤM CN HỒNG LẠC III", "Hồng Lạc 3"),
        ("Tân Tiến 01", "Tân Tiến 1"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert matching_key(fold(one)) == matching_key(fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hồng Lạc", "Hồng Lạc II"), ("Đá Bạc 1", "Đá Bạc 2"), ("Vi", "6"), ("Cẩm Xuyên", "Xuyên")],
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert matching_key(fold(one)) != matching_key(fold(other))


def test_words_that_come_and_go_are_dropped_for_a_second_look() -> None:
    assert loose_key(matching_key("ccn lang nghe dong ky")) == "dong ky"
    assert loose_key("lang nghe") == "lang nghe"


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        (lying("p1", "d1", "c1"), lying("p1", "d1", "c1"), 4),
        (lying("p1", "d1", "c1"), lying("p1", "d1"), 3),
        (lying("p1", "d1", "c1"), lying("p1", "d1", "c2"), 2),
        (lying("p1", "d1"), lying("p1"), 2),
        (lying("p1", "c1"), lying("p1", "d1", "c2"), 1),
        (lying("p1", "d1"), lying("p1", "d2"), 0),
        (lying("p1", "d1"), lying("p2", "d1"), 0),
    ],
)
def test_places_agree_as_far_as_they_are_stated(one: Place, other: Place, near: int) -> None:
    assert nearness(one, other) == nearness(other, one) == near


def test_a_numeral_makes_another_cluster_not_even_alike() -> None:
    clusters = known(("Hồng Lạc", lying("p1", "d1")))
    assert clusters.alike(["hong lac 2"], "CCN", [lying("p1", "d1")]) == [[]]
    assert clusters.alike(["hong lak"], "CCN", [lying("p1", "d1")]) == [[(0, 88)]]


@pytest.mark.parametrize(
    ("name", "said", "place", "expected"),
    [
        ("Hố Nai", "ho nai 3", lying("p1", "d1"), [(0, 85)]),
        ("Nguyên Xá I", "nguyen xa", lying("p1", "d1", "c1"), [(0, 90)]),
        ("Hồng Lạc I", "hong lac 2", lying("p1", "d1"), []),
        ("Hố Nai", "ho nai 3", lying("p1", "d2"), []),
        ("Hố Nai", "ho nai 3", lying("p1"), []),
        ("Hố Nai", "ho nai", lying("p1", "d1"), []),
    ],
)
def test_a_name_with_a_numeral_more_is_a_sibling_in_its_district(
    name: str, said: str, place: Place, expected: list[tuple[int, int]]
) -> None:
    assert known((name, lying("p1", "d1"))).siblings(said, "CCN", place) == expected


def test_one_name_in_two_districts_is_two_clusters() -> None:
    clusters = known(("Tân Tiến", lying("p1", "d1")))
    assert not any(clusters.named("tan tien", "CCN", lying("p1", "d2")))
    assert clusters.named("tan tien", "CCN", lying("p1", "d1")).sure == [0]


def test_the_commune_tells_namesakes_of_one_district_apart() -> None:
    clusters = known(("Số 1", lying("p1", "d1", "c1")), ("Số 1", lying("p1", "d1", "c2")))
    assert clusters.named("so 1", "CCN", lying("p1", "d1", "c2")).sure == [1]
    assert clusters.named("so 1", "CCN", lying("p1", "d1")).sure == [0, 1]


def test_the_record_is_known_by_name_and_place(
    connection: Connection, gazetteer: Gazetteer
) -> None:
    clusters = KnownClusters.from_database(connection)
    lang_giang = units(gazetteer, "Bắc Giang", "Lạng Giang")
    assert clusters.match("CCN Đại Lâm II", "CCN", lang_giang).key == "bac-giang/dai-lam-2"
    assert clusters.match("CCN Đại Lâm II", "KCN", lang_giang) == (None, ())
    elsewhere = units(gazetteer, "Bắc Giang", "Lục Ngạn")
    assert clusters.match("Đại Lâm II", "CCN", elsewhere).key is None


def test_an_address_of_today_finds_a_cluster_of_a_former_one(
    connection: Connection, gazetteer: Gazetteer
) -> None:
    clusters = KnownClusters.from_database(connection)
    da_mai = units(gazetteer, "Bắc Giang", "Bắc Giang", "Đa Mai")
    (today,) = (u for u in da_mai if u.level is Level.COMMUNE and SWITCH in u.valid)
    province = gazetteer.resolve("Bắc Ninh", on=SWITCH, level=Level.PROVINCE)
    now = place(gazetteer, Address(province, (), (today,))).units
    assert clusters.match("làng nghề Đa Mai", "CCN", now).key == "bac-giang/lang-nghe-da-mai"
    assert clusters.match("Đa Mai", "CCN", now).key == "bac-giang/lang-nghe-da-mai"


def test_what_is_only_alike_is_shown_and_not_taken(
    connection: Connection, gazetteer: Gazetteer
) -> None:
    found = KnownClusters.from_database(connection).match(
        "Yên Lưu", "CCN", units(gazetteer, "Bắc Giang", "Yên Dũng")
    )
    assert found.key is None
    assert [(one.key, one.name) for one in found.alike] == [("bac-giang/yen-lu", "Yên Lư")]
