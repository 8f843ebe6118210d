import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from geo.addresses import Reading, readings, split_address
from geo.dates import SWITCH
from geo.errors import AmbiguousPlace, UnknownPlace
from geo.gazetteer import Gazetteer
from geo.ingest.units import read_units
from geo.settings import data_folder
from geo.text import fold
from geo.units import Unit
from geo.vocabulary import Level

LAST_DAY = SWITCH - timedelta(days=1)
THEN = date(2023, 1, 1)
NOW = date(2026, 8, 1)

# Hypothesis draws from the units before fixtures exist.
GAZETTEER = Gazetteer.from_tables(read_units(data_folder() / "administrative"))
UNITS = tuple(unit for unit in GAZETTEER if unit.parent is not None)


def a_day_of(unit: Unit) -> date:
    """The last day of an ended unit, the first of another, any for one that always stood."""
    if unit.valid.end is not None:
        return unit.valid.end - timedelta(days=1)
    return unit.valid.start or NOW


def tone_moved(name: str) -> str:
    """The tone on the other vowel: Hòa for Hoà, Thúy for Thuý."""
    marks = "[\u0300\u0301\u0303\u0309\u0323]"
    pair = re.compile(rf"(?i)(o|u)({marks}?)(a|e|y)({marks}?)(?=$|[\s-])")
    decomposed = unicodedata.normalize("NFD", name)
    moved = pair.sub(lambda found: found[1] + found[4] + found[3] + found[2], decomposed)
    return unicodedata.normalize("NFC", moved)


VARIANTS: list[Callable[[str], str]] = [
    str,
    str.upper,
    str.lower,
    tone_moved,
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: name.replace("Đ", "Ð").replace("-", "–").replace("'", "’"),
    lambda name: f"  {name.replace(' ', '  ')}. ",
]


@settings(max_examples=1500)
@given(st.sampled_from(UNITS), st.lists(st.sampled_from(VARIANTS), max_size=3))
def test_a_unit_answers_to_its_full_name(unit: Unit, variants: list[Callable[[str], str]]) -> None:
    name = unit.full_name
    for variant in variants:
        name = variant(name)
    assert GAZETTEER.resolve(name, on=a_day_of(unit), within=unit.parent, level=unit.level) is unit


@settings(max_examples=1500)
@given(st.sampled_from(UNITS), st.booleans())
def test_a_name_without_accents_is_right_or_ambiguous(unit: Unit, typed: bool) -> None:
    name = fold(unit.full_name if typed else unit.name)
    found = GAZETTEER.candidates(name, on=a_day_of(unit), within=unit.parent, level=unit.level)
    assert unit in found or name.isdigit()


def test_every_unit_answers_to_its_bare_name_or_shares_it() -> None:
    shared = 0
    for unit in UNITS:
        if unit.name.isdigit():
            continue
        found = GAZETTEER.candidates(
            unit.name, on=a_day_of(unit), within=unit.parent, level=unit.level
        )
        assert unit in found
        shared += len(found) > 1
    assert 0 < shared < 100


def test_a_date_decides_which_unit_bears_a_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("Bắc Ninh", on=THEN).key == "province/27/-"
    assert gazetteer.resolve("Bắc Ninh", on=NOW).key == "province/24/2025-07-01"
    assert gazetteer.resolve("Yên Dũng", on=THEN).key == "district/221/-"
    assert gazetteer.resolve("thành phố Huế", on=THEN).key == "district/474/-"
    assert gazetteer.resolve("thành phố Huế", on=date(2025, 2, 1)).key == "province/46/-"


@pytest.mark.parametrize(
    ("name", "on", "key"),
    [
        ("Thừa Thiên Huế", NOW, "province/46/-"),
        ("Thừa Thiên - Huế", THEN, "province/46/-"),
        ("TP.HCM", THEN, "province/79/-"),
        ("TPHCM", NOW, "province/79/2025-07-01"),
        ("TP Hồ Chí Minh", THEN, "province/79/-"),
        ("BR-VT", THEN, "province/77/-"),
        ("Bà Rịa Vũng Tàu", THEN, "province/77/-"),
        ("Bà Rịa – Vũng Tàu", THEN, "province/77/-"),
        ("Daklak", THEN, "province/66/-"),
        ("Tĩnh Gia", THEN, "district/407/-"),
        ("huyện Việt Yên", date(2024, 6, 1), "district/222/-"),
        ("Quận 9", date(2020, 1, 1), "district/769/-"),
        ("Q.1", THEN, "district/760/-"),
        ("quận 01", THEN, "district/760/-"),
        ("huyện Thuỷ Nguyên", THEN, "district/311/-"),
        ("huyện Hoà Vang", THEN, "district/497/-"),
        ("H. Yên Dũng", THEN, "district/221/-"),
        ("yen dung", THEN, "district/221/-"),
        ("huyện Quan Hóa", THEN, "district/385/-"),
        ("Quan Hóa", THEN, "district/385/-"),
    ],
)
def test_customary_forms(gazetteer: Gazetteer, name: str, on: date, key: str) -> None:
    assert gazetteer.resolve(name, on=on).key == key


def test_type_words_restrict(gazetteer: Gazetteer) -> None:
    ha_tinh = gazetteer.resolve("Hà Tĩnh", on=THEN)
    huyen = gazetteer.resolve("huyện Kỳ Anh", on=THEN, within=ha_tinh)
    thi_xa = gazetteer.resolve("TX. Kỳ Anh", on=THEN, within=ha_tinh)
    assert (huyen.unit_type, thi_xa.unit_type) == ("huyện", "thị xã")
    with pytest.raises(AmbiguousPlace) as caught:
        gazetteer.resolve("Kỳ Anh", on=THEN, within=ha_tinh)
    assert set(caught.value.candidates) == {huyen.path, thi_xa.path}
    with pytest.raises(UnknownPlace):
        gazetteer.resolve("quận Kỳ Anh", on=THEN, within=ha_tinh)


def test_chau_thanh_names_its_ten_candidates(gazetteer: Gazetteer) -> None:
    with pytest.raises(AmbiguousPlace) as caught:
        gazetteer.resolve("huyện Châu Thành", on=THEN)
    assert len(set(caught.value.candidates)) == 10
    assert all(path.startswith("huyện Châu Thành, tỉnh ") for path in caught.value.candidates)
    assert all(path in caught.value.text.vi for path in caught.value.candidates)
    assert all(path in caught.value.text.en for path in caught.value.candidates)
    long_an = gazetteer.resolve("Long An", on=THEN)
    assert gazetteer.resolve("Châu Thành", on=THEN, within=long_an).level is Level.DISTRICT


def test_a_divided_district_leaves_two_of_its_old_name(gazetteer: Gazetteer) -> None:
    with pytest.raises(AmbiguousPlace) as caught:
        gazetteer.resolve("Từ Liêm", on=date(2010, 1, 1))
    assert len(caught.value.candidates) == 2


def test_unknown_names_the_nearest(gazetteer: Gazetteer) -> None:
    bac_giang = gazetteer.resolve("Bắc Giang", on=THEN)
    with pytest.raises(UnknownPlace) as caught:
        gazetteer.resolve("Yên Dũn", on=THEN, within=bac_giang)
    assert caught.value.nearest[0] == "huyện Yên Dũng, tỉnh Bắc Giang"
    assert all("Bắc Giang" in path for path in caught.value.nearest)


def test_a_name_that_none_is_like_is_answered_with_what_is_nearest(gazetteer: Gazetteer) -> None:
    with pytest.raises(UnknownPlace) as caught:
        gazetteer.resolve("Xyz", on=NOW)
    assert caught.value.nearest == ()
    assert "vào ngày 01/08/2026. Không tên nào gần giống; gần hơn cả: " in caught.value.text.vi
    assert "xã Vị Xuyên, tỉnh Tuyên Quang; " in caught.value.text.vi
    assert caught.value.text.vi.endswith("cần tên xã, huyện hoặc tỉnh, như “Yên Dũng, Bắc Giang”.")
    assert "on 2026-08-01. No name is similar; the nearest: " in caught.value.text.en
    with pytest.raises(UnknownPlace, match=r"No name is similar\. Check the spelling; expected"):
        gazetteer.resolve("zzzz", on=NOW)


def test_unknown_says_what_an_ended_unit_became(gazetteer: Gazetteer) -> None:
    with pytest.raises(UnknownPlace) as caught:
        gazetteer.resolve("Yên Dũng", on=date(2025, 3, 1))
    assert "Yên Dũng, tỉnh Bắc Giang ended on 2025-01-01: now" in caught.value.text.en
    assert "không còn từ ngày 01/01/2025" in caught.value.text.vi
    assert caught.value.nearest == ("thành phố Bắc Giang, tỉnh Bắc Giang",)
    with pytest.raises(UnknownPlace) as caught:
        gazetteer.resolve("huyện Lục Nam", on=NOW)
    assert "now in tỉnh Bắc Ninh" in caught.value.text.en
    with pytest.raises(UnknownPlace) as caught:
        gazetteer.resolve("thị xã Chũ", on=THEN)
    assert "began on 2025-01-01" in caught.value.text.en


def test_a_wrong_accent_is_no_match_without_a_parent(gazetteer: Gazetteer) -> None:
    with pytest.raises(UnknownPlace):
        gazetteer.resolve("huyện Yến Dũng", on=THEN)
    bac_giang = gazetteer.resolve("Bắc Giang", on=THEN)
    assert gazetteer.resolve("huyện Yến Dũng", on=THEN, within=bac_giang).name == "Yên Dũng"


def test_a_bare_number_is_no_name(gazetteer: Gazetteer) -> None:
    quan_3 = gazetteer.resolve("Quận 3", on=THEN)
    assert gazetteer.resolve("phường 1", on=THEN, within=quan_3).name == "1"
    for name in ("1", "(1)"):
        with pytest.raises(UnknownPlace):
            gazetteer.resolve(name, on=THEN, within=quan_3)


def test_communes_of_an_earlier_district_are_inside_it(gazetteer: Gazetteer) -> None:
    yen_dung = gazetteer.resolve("Yên Dũng", on=THEN)
    assert gazetteer.resolve("Yên Lư", on=THEN, within=yen_dung).code == "07726"
    luc_ngan = gazetteer.resolve("Lục Ngạn", on=LAST_DAY)
    chu = gazetteer.resolve("thị xã Chũ", on=LAST_DAY)
    (commune, *_) = (unit for unit in gazetteer if unit.parent is chu)
    assert gazetteer.resolve(commune.full_name, on=LAST_DAY, within=chu) is commune
    assert commune not in gazetteer.candidates(commune.name, on=LAST_DAY, within=luc_ngan)


def test_succession_leads_both_ways(gazetteer: Gazetteer) -> None:
    yen_dung = gazetteer.resolve("Yên Dũng", on=THEN)
    paths = [unit.path for unit in gazetteer.successors(yen_dung, on=LAST_DAY)]
    assert paths == ["thành phố Bắc Giang, tỉnh Bắc Giang"]
    assert [unit.path for unit in gazetteer.successors(yen_dung, on=NOW)] == ["tỉnh Bắc Ninh"]
    assert gazetteer.successors(yen_dung, on=THEN) == (yen_dung,)
    bac_ninh = gazetteer.resolve("Bắc Ninh", on=NOW)
    former = {unit.name for unit in gazetteer.predecessors(bac_ninh, on=THEN)}
    assert former == {"Bắc Ninh", "Bắc Giang"}
    assert gazetteer.successors(bac_ninh, on=THEN) == ()
    assert gazetteer.predecessors(yen_dung, on=NOW) == ()


def test_every_old_commune_leads_to_new_ones_of_its_new_province(gazetteer: Gazetteer) -> None:
    for unit in gazetteer.at(Level.COMMUNE, on=LAST_DAY):
        heirs = gazetteer.successors(unit, on=NOW)
        assert heirs
        assert (heirs[0].lon, heirs[0].lat) == (unit.lon, unit.lat)
        district = unit.parent
        assert district is not None
        assert {heir.parent for heir in heirs} == set(gazetteer.successors(district, on=NOW))
        assert unit in gazetteer.predecessors(heirs[0], on=LAST_DAY)


def test_paths_use_the_names_of_their_time(gazetteer: Gazetteer) -> None:
    hue = gazetteer.resolve("thành phố Huế", on=THEN)
    assert hue.path == "thành phố Huế, tỉnh Thừa Thiên Huế"
    viet_yen = gazetteer.resolve("Việt Yên", on=THEN)
    assert gazetteer.path_on(viet_yen, THEN) == "huyện Việt Yên, tỉnh Bắc Giang"
    assert gazetteer.path_on(viet_yen, LAST_DAY) == "thị xã Việt Yên, tỉnh Bắc Giang"
    assert viet_yen.path == "thị xã Việt Yên, tỉnh Bắc Giang"


def test_the_database_gives_the_same_gazetteer(
    gazetteer: Gazetteer, connection: Connection
) -> None:
    read = Gazetteer.from_database(connection)
    assert {unit.key: unit for unit in read} == {unit.key: unit for unit in gazetteer}
    yen_dung = read.resolve("huyện Yên Dũng", on=THEN)
    assert yen_dung.path == "huyện Yên Dũng, tỉnh Bắc Giang"
    for on in (THEN, LAST_DAY, NOW):
        for unit in gazetteer.at(Level.DISTRICT, on=THEN):
            mine = [heir.key for heir in gazetteer.successors(unit, on=on)]
            assert [heir.key for heir in read.successors(read[unit.key], on=on)] == mine


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("TX Kỳ Anh", ("thị xã", "Kỳ Anh")),
        ("T.P Huế", ("thành phố", "Huế")),
        ("P12", ("phường", "12")),
        ("Thị Trấn Prao", ("thị trấn", "Prao")),
        ("huyen Yen Dung", ("huyện", "Yen Dung")),
        ("Quan Hóa", (None, "Quan Hóa")),
        ("Huyền Hội", (None, "Huyền Hội")),
    ],
)
def test_readings(part: str, found: tuple[str | None, str]) -> None:
    assert readings(part)[0] == Reading(*found)


@pytest.mark.parametrize(
    ("address", "cluster", "parts"),
    [
        (
            "Cụm công nghiệp Yên Lư, huyện Yên Dũng, Bắc Giang",
            "Cụm công nghiệp Yên Lư",
            ["huyện Yên Dũng", "Bắc Giang"],
        ),
        (
            "CCN Đại Lâm tại xã Đại Lâm, huyện Lạng Giang (cũ), Việt Nam.",
            "CCN Đại Lâm",
            ["xã Đại Lâm", "huyện Lạng Giang"],
        ),
        ("KCN Yên Lư (huyện Yên Dũng), Bắc Giang", "KCN Yên Lư", ["huyện Yên Dũng", "Bắc Giang"]),
        ("Số 1; xã A; huyện B", None, ["Số 1", "xã A", "huyện B"]),
    ],
)
def test_addresses_come_apart(address: str, cluster: str | None, parts: list[str]) -> None:
    assert split_address(address) == (cluster, parts)
