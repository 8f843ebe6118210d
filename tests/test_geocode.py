from collections.abc import Iterator
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopy.exc import GeocoderTimedOut
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point
from sqlalchemy import Engine, delete, select

from geo.bulk import AMBIGUOUS, FOUND, PARTIAL, UNKNOWN, locate_many
from geo.dates import SWITCH
from geo.errors import AmbiguousPlace, ServerError, UnknownPlace
from geo.gazetteer import Gazetteer
from geo.geocode import GazetteerGeocoder
from geo.locator import Locator
from geo.model import GeocodeCache
from geo.nominatim import CachedNominatim
from geo.text import fold
from geo.units import Unit
from geo.vocabulary import Level, Precision

LAST_DAY = SWITCH - timedelta(days=1)
THEN = date(2023, 1, 1)
LATE = date(2025, 10, 1)
TODAY = date(2026, 8, 1)
YEN_LU = "Cụm công nghiệp Yên Lư, huyện Yên Dũng, Bắc Giang"


@pytest.fixture(scope="module")
def locator(gazetteer: Gazetteer) -> Locator:
    return Locator(gazetteer, TODAY)


@pytest.fixture(scope="module")
def geocoder(gazetteer: Gazetteer) -> GazetteerGeocoder:
    return GazetteerGeocoder(gazetteer, today=TODAY)


def written(unit: Unit, gazetteer: Gazetteer) -> str:
    """The unit's full address as people write it."""
    line = (unit, *gazetteer.ancestors(unit)[:-1])
    return ", ".join(member.full_name[0].upper() + member.full_name[1:] for member in line)


def test_a_cluster_is_placed_in_its_district(locator: Locator) -> None:
    placement = locator.locate(YEN_LU, on=THEN)
    assert placement.cluster == "Cụm công nghiệp Yên Lư"
    assert placement.path == "huyện Yên Dũng, tỉnh Bắc Giang"
    assert placement.precision is Precision.DISTRICT
    assert (round(placement.unit.lon, 2), round(placement.unit.lat, 2)) == (106.25, 21.21)
    assert [unit.full_name for unit in placement.today] == ["tỉnh Bắc Ninh"]
    assert [unit.full_name for unit in placement.former] == ["huyện Yên Dũng", "tỉnh Bắc Giang"]
    assert placement.vintage == THEN
    assert placement.unmatched == ()


@pytest.mark.parametrize(
    ("address", "on", "key", "vintage"),
    [
        ("phường Yên Dũng, Bắc Ninh", None, "commune/07681/2025-07-01", TODAY),
        (YEN_LU, None, "district/221/-", date(2024, 12, 31)),
        (YEN_LU, LATE, "district/221/-", date(2024, 12, 31)),
        ("huyện Yên Dũng, Bắc Ninh", LATE, "district/221/-", date(2024, 12, 31)),
        ("huyện Lục Nam, tỉnh Bắc Ninh", LATE, "district/218/-", LAST_DAY),
        ("tỉnh Bắc Giang", LATE, "province/24/-", LAST_DAY),
        ("xã Yên Lư, tỉnh Bắc Ninh", None, "commune/07726/-", LAST_DAY),
        ("xã Đông Phước, huyện Châu Thành", THEN, "commune/31384/-", THEN),
        ("YÊN DŨNG, BẮC GIANG", THEN, "district/221/-", THEN),
        ("Yen Dung, Bac Giang", THEN, "district/221/-", THEN),
        ("Yên Dũng - Bắc Giang", THEN, "district/221/-", THEN),
        ("Vũng Tàu, Bà Rịa - Vũng Tàu", THEN, "district/747/-", THEN),
        ("P.1, Q.3, TPHCM", None, "commune/27160/-", LAST_DAY),
        ("huyện Hoàng Sa, Đà Nẵng", None, "district/498/-", LAST_DAY),
        ("đặc khu Trường Sa, tỉnh Khánh Hòa", None, "commune/22736/2025-07-01", TODAY),
        ("huyện Hoành Bồ, Quảng Ninh", date(2019, 1, 1), "district/193/-", date(2019, 1, 1)),
        ("Thạch Thất, Hà Tây", date(2007, 1, 1), "district/276/-", date(2007, 1, 1)),
    ],
)
def test_addresses_of_either_system(
    locator: Locator, address: str, on: date | None, key: str, vintage: date
) -> None:
    placement = locator.locate(address, on=on)
    assert (placement.unit.key, placement.vintage) == (key, vintage)


def test_hamlets_and_streets_are_left_out_and_named(locator: Locator) -> None:
    placement = locator.locate("thôn Đông, xã Đại Lâm, huyện Lạng Giang, Bắc Giang", on=THEN)
    assert placement.unit.name == "Đại Lâm"
    assert placement.unmatched == ("thôn Đông",)


@pytest.mark.parametrize(
    "address",
    [
        "xã Đại Lâmm, huyện Lạng Giang, Bắc Giang",
        "Đại Lâm, huyện Lạng Gian, Bắc Giang",
        "Tân Yên, Bắc Giangg",
        "tỉnh Hà Bắc",
        "Thạch Thất, Trung Quốc",
        "",
        " , ",
        "12",
        "Việt Nam",
    ],
)
def test_what_is_not_there_is_refused(locator: Locator, address: str) -> None:
    with pytest.raises(UnknownPlace):
        locator.locate(address, on=THEN)


def test_a_misspelt_district_does_not_let_a_commune_pass(locator: Locator) -> None:
    placement = locator.locate("Tân Tiến, Yen Thee, Bắc Giang", on=THEN)
    assert placement.unit.key == "province/24/-"
    assert placement.unmatched == ("Tân Tiến", "Yen Thee")


@pytest.mark.parametrize(
    ("address", "on", "candidates"),
    [
        ("huyện Châu Thành", None, 10),
        ("Kỳ Anh, Hà Tĩnh", THEN, 2),
        ("Bắc Giang", LATE, 2),
        ("Quốc Oai, Hà Nội", None, 2),
    ],
)
def test_what_may_be_several_is_refused_with_all(
    locator: Locator, address: str, on: date | None, candidates: int
) -> None:
    with pytest.raises(AmbiguousPlace) as caught:
        locator.locate(address, on=on)
    assert len(caught.value.candidates) == candidates


def test_a_given_date_settles_what_the_name_leaves_open(locator: Locator) -> None:
    assert locator.locate("Quốc Oai, Hà Nội", on=LATE).unit.unit_type == "xã"
    assert locator.locate("Quốc Oai, Hà Nội", on=THEN).unit.unit_type == "huyện"


@pytest.mark.parametrize("on", [LAST_DAY, SWITCH, None])
@pytest.mark.parametrize("spell", [str, str.upper, fold])
def test_every_full_address_finds_its_unit(
    locator: Locator, gazetteer: Gazetteer, on: date | None, spell: object
) -> None:
    units = [
        unit
        for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
        for unit in gazetteer.at(level, on=on or SWITCH)
    ]
    addresses = [
        ", ".join(spell(part) for part in written(unit, gazetteer).split(", "))  # type: ignore[operator]
        for unit in units
    ]
    table = locate_many(locator, addresses, on=on)
    keys = np.array([unit.key for unit in units])
    found = table["status"] == FOUND
    if spell is not fold:
        assert found.all()
    assert (table.loc[found, "key"].to_numpy() == keys[found]).all()
    assert set(table.loc[~found, "status"]) <= {AMBIGUOUS}
    for position in np.flatnonzero(~found):
        assert units[position].path in table["candidates"].iloc[position].split("; ")


def test_many_answer_as_one_by_one(locator: Locator, gazetteer: Gazetteer) -> None:
    some = gazetteer.at(Level.COMMUNE, on=LAST_DAY)[::97]
    addresses = [YEN_LU, "huyện Châu Thành", "xã Nhầm, huyện Nhầm, tỉnh Nhầm", ""]
    addresses += ["Kon Tum", "Quốc Oai, Hà Nội", "Gia Lai", "Long An, Tây Ninh"]
    for unit in some:
        commune, district, province = written(unit, gazetteer).split(", ")
        addresses += [
            f"{unit.name}, {district}, {province}",
            f"{commune}, {province}",
            f"thôn 3, {commune}, {district}, {province}",
            f"{commune}, {district}",
            f"Đường Láng, {district}, {province}",
        ]
    for on in (THEN, LATE, None):
        table = locate_many(locator, addresses, on=on)
        for address, row in zip(addresses, table.itertuples(), strict=True):
            cluster, parts = locator.parts(address)
            outcome = locator.read(parts, on)
            if len(outcome.units) == 1:
                placement = locator.placement(address, cluster, outcome)
                assert row.status == (PARTIAL if placement.unmatched else FOUND)
                assert (row.key, row.path, row.vintage) == (
                    placement.unit.key,
                    placement.path,
                    placement.vintage,
                ), address
                assert row.cluster == cluster or pd.isna(row.cluster)
                assert row.province_today == placement.today[-1].full_name
            elif outcome.units:
                paths = sorted(unit.path for unit in outcome.units)
                assert (row.status, row.candidates) == (AMBIGUOUS, "; ".join(paths))
            else:
                assert row.status == UNKNOWN
                assert pd.isna(row.key)
                assert pd.isna(row.lon)


def test_many_keep_index_order_and_repeats(locator: Locator) -> None:
    series = pd.Series(["Bắc Ninh", None, YEN_LU, "Bắc Ninh"], index=list("abcd"))
    table = locate_many(locator, series, on=THEN)
    assert list(table.index) == list("abcd")
    assert list(table["status"]) == [FOUND, UNKNOWN, FOUND, FOUND]
    assert list(table["key"].dropna()) == ["province/27/-", "district/221/-", "province/27/-"]
    assert len(locate_many(locator, [], on=THEN)) == 0


def test_geocode_conforms_to_geopy(geocoder: GazetteerGeocoder) -> None:
    assert isinstance(geocoder, Geocoder)
    location = geocoder.geocode(YEN_LU, on=THEN, timeout=1)
    assert isinstance(location, Location)
    assert location.address == "huyện Yên Dũng, tỉnh Bắc Giang"
    assert (round(location.longitude, 2), round(location.latitude, 2)) == (106.25, 21.21)
    raw = location.raw
    assert raw["unit"] == "district/221/-"
    assert raw["level"] == raw["precision"] == "district"
    assert raw["vintage"] == {"on": "2023-01-01", "system": "63"}
    assert raw["today"] == [{"key": "province/24/2025-07-01", "name": "tỉnh Bắc Ninh"}]
    assert raw["cluster"] == "Cụm công nghiệp Yên Lư"


def test_geocode_returns_none_and_lists_as_geopy_does(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.geocode("xã Nhầm, Bắc Giang", on=THEN) is None
    assert geocoder.geocode("xã Nhầm, Bắc Giang", on=THEN, exactly_one=False) is None
    assert geocoder.geocode("huyện Châu Thành") is None
    assert len(geocoder.geocode("huyện Châu Thành", exactly_one=False)) == 10


def test_reverse_takes_the_nearest_commune(geocoder: GazetteerGeocoder) -> None:
    now = geocoder.reverse((21.2011, 106.21))
    assert now.address == "phường Yên Dũng, tỉnh Bắc Ninh"
    assert now.raw["method"] == "nearest commune point"
    assert now.raw["distance_km"] == 0
    assert geocoder.reverse("21.2011, 106.21", on=THEN).address == "huyện Yên Dũng, tỉnh Bắc Giang"
    (late,) = geocoder.reverse(Point(21.2011, 106.21), on=LAST_DAY, exactly_one=False)
    assert late.address == "thành phố Bắc Giang, tỉnh Bắc Giang"
    assert geocoder.reverse((10.0, 100.0)) is None


def test_reverse_finds_the_district_of_most_communes(
    geocoder: GazetteerGeocoder, gazetteer: Gazetteer
) -> None:
    districts = gazetteer.at(Level.DISTRICT, on=LAST_DAY)
    right = sum(
        geocoder.reverse((unit.lat, unit.lon), on=LAST_DAY).raw["unit"] == unit.key
        for unit in districts
    )
    assert right > 0.95 * len(districts)
    straddling = gazetteer["commune/32134/2025-07-01"]
    location = geocoder.reverse((straddling.lat, straddling.lon), on=LAST_DAY)
    assert location.address == "huyện Cái Nước, tỉnh Cà Mau"


def test_reverse_prefers_given_boundaries(gazetteer: Gazetteer) -> None:
    square = gpd.GeoSeries([shapely.box(106, 21, 107, 22)])
    geocoder = GazetteerGeocoder(
        gazetteer, today=TODAY, boundaries={"province/24/2025-07-01": square.iloc[0]}
    )
    location = geocoder.reverse((21.5, 106.5))
    assert (location.address, location.raw["method"]) == ("tỉnh Bắc Ninh", "polygon")
    assert geocoder.reverse((20.5, 106.5)) is None
    assert geocoder.reverse((21.5, 106.5), on=THEN) is None


class LocalGeocoder(Geocoder):  # type: ignore[misc]
    """Answers from a dictionary through geopy's interface and counts the questions."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []
        self.is_down = False

    def geocode(self, query: str, *, exactly_one: bool = True, timeout: object = None) -> object:
        self.asked.append(query)
        if self.is_down:
            raise GeocoderTimedOut("no answer")
        if query != "Hồ Gươm":
            return None
        return Location("Hồ Gươm, Hà Nội", Point(21.03, 105.85), {"osm_id": 1})

    def reverse(self, query: Point, *, exactly_one: bool = True, timeout: object = None) -> object:
        self.asked.append((query.latitude, query.longitude))
        return Location("Hồ Gươm, Hà Nội", Point(21.03, 105.85), {"osm_id": 1})


@pytest.fixture
def online(engine: Engine) -> Iterator[tuple[CachedNominatim, LocalGeocoder]]:
    local = LocalGeocoder()
    yield CachedNominatim(engine, local, delay_s=0), local
    with engine.begin() as connection:
        connection.execute(delete(GeocodeCache))


def test_the_online_geocoder_is_asked_once(
    engine: Engine, online: tuple[CachedNominatim, LocalGeocoder]
) -> None:
    cached, local = online
    first = cached.geocode("Hồ  Gươm")
    assert (first.latitude, first.longitude) == (21.03, 105.85)
    assert CachedNominatim(engine, local, delay_s=0).geocode("Hồ Gươm").raw == {"osm_id": 1}
    assert cached.geocode("Hồ Nhầm") is None
    assert cached.geocode("Hồ Nhầm", exactly_one=False) is None
    assert [found.address for found in cached.geocode("Hồ Gươm", exactly_one=False)] == [
        "Hồ Gươm, Hà Nội"
    ]
    assert cached.reverse((21.03, 105.85)).address == cached.reverse("21.03, 105.85").address
    assert local.asked == ["Hồ Gươm", "Hồ Nhầm", (21.03, 105.85)]


def test_an_online_failure_is_told_and_not_kept(
    engine: Engine, online: tuple[CachedNominatim, LocalGeocoder]
) -> None:
    cached, local = online
    local.is_down = True
    with pytest.raises(ServerError) as caught:
        cached.geocode("Hồ Gươm")
    assert "Hồ Gươm" in caught.value.text.vi
    with engine.connect() as connection:
        assert connection.execute(select(GeocodeCache.query)).all() == []
    local.is_down = False
    assert cached.geocode("Hồ Gươm") is not None
