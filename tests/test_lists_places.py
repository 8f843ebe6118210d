"""Places of rows: lists in the shapes that provinces write, each row with the district it is in.

The districts are those of 2025-06-30, whatever the list calls the place.
"""

import gc
import unicodedata
from datetime import date

import pytest
from lists import TODAY, Read, read

from geo.gazetteer import Gazetteer
from geo.lists.whereabouts import Where, Whereabouts
from geo.vocabulary import Level

BAC_GIANG_GROUPS = """
DANH MỤC CÁC CỤM CÔNG NGHIỆP TRÊN ĐỊA BÀN TỈNH BẮC GIANG
TT | Tên CCN | Địa điểm | Diện tích (ha)
I | Huyện Lạng Giang | | 70,5
1 | CCN Tân Dĩnh | Xã Tân Dĩnh | 20,5
2 | CCN Nghĩa Hòa | TDP Kép, thị trấn Kép | 50
II | TP Bắc Giang
1 | CCN Dĩnh Trì | xã Dĩnh Trì | 10
III | Hiệp Hòa
1 | CCN Đoan Bái | Đoan Bái, Danh Thắng | 40
Tổng cộng: 4 cụm | | | 120,5
"""

HA_NOI = """
STT | Tên cụm công nghiệp | Phường/xã | Quận/huyện/thị xã | Diện tích quy hoạch (ha)
1 | CCN Phú Thịnh | P. Phú Thịnh | TX Sơn Tây | 8,5
2 | Cụm CN Từ Liêm | P. Minh Khai | Q. Bắc Từ Liêm | 64
3 | CCN làng nghề Sơn Đồng | Sơn Đồng | H. Hoài Đức | 7
4 | CCN Quất Động | xã Quất Động và xã Duyên Thái | Thường Tín | 75
5 | CCN Thanh Oai | Bích Hòa; Cao Viên | huyện Thanh Oai | 58
"""

THANH_HOA = """
STT | Danh mục cụm công nghiệp | Vị trí | Quy mô (ha)
1 | Thiệu Dương | Phường Thiệu Dương - TP. Thanh Hóa | 30
2 | Vạn Hà | TT Thiệu Hóa - huyện Thiệu Hóa - tỉnh Thanh Hóa | 22
3 | Hòa Lộc | Xã Hòa Lộc - Hậu Lộc | 25
4 | Tam Linh | Thôn 5, xã Nga Văn, huyện Nga Sơn | 20
5 | Bãi Trành | Bãi Trành, Như Xuân, Thanh Hóa | 45
"""

NGHE_AN = """
STT | Ten cum cong nghiep | Xa | Huyen | Tinh | Dien tich (ha)
1 | Dien Hong | Dien Hong | Dien Chau | Nghe An | 14.5
2 | Nghia Dong | xa Nghia Dong | huyen Tan Ky | Nghe An | 10.25
3 | Dong Vinh | Phuong Dong Vinh | TP Vinh | Nghe An | 5.5
4 | Thung Khuoc | Chau Hong | Quy Hop | Nghe An | 14
5 | Nghia Dan | | Nghia Dan | Nghe An | 20
"""

QUANG_NAM_NFD = """
STT | Tên cụm công nghiệp | Địa bàn huyện | Địa điểm | Hiện trạng | Diện tích
1 | Đại Hiệp | Đại Lộc | Xã Đại Hiệp | Đang hoạt động | 54 ha
2 | Trường Xuân 1 | Tam Kỳ | phường Trường Xuân | Đang hoạt động | 30 ha
3 | Nam Chu Lai | Núi Thành | Xã Tam Nghĩa | quy hoạch mới | khoảng 60 ha
4 | Đông Quế Sơn | Quế Sơn | Quế Cường | đã thành lập | 35,9 ha
5 | Thương Tín | TX Điện Bàn | Điện Nam Đông | mở rộng | 45 ha
"""

BINH_DINH_BRACKETS = """
PHỤ LỤC: CỤM CÔNG NGHIỆP TỈNH BÌNH ĐỊNH
STT | Tên cụm | Diện tích (ha)
1 | CCN Nhơn Bình (phường Nhơn Bình, TP Quy Nhơn) | 37,3
2 | CCN Gò Đá Trắng, phường Đập Đá, thị xã An Nhơn | 28
3 | CCN Bồng Sơn (phường Bồng Sơn, Hoài Nhơn) | 20
4 | CCN Cầu Nước Xanh (Tây Sơn) | 37,8
5 | CCN Cát Nhơn (mở rộng) | 40
"""

DAK_LAK = """
STT | Tên CCN | Địa điểm | DT (m2)
1 | CCN Tân An 1 | Phường Tân An, TP. Buôn Ma Thuột, tỉnh Đắk Lắk | 486.000,5
2 | CCN Ea Đar | Thôn 8 xã Ea Đar huyện Ea Kar tỉnh Đắk Lắk | 516.000
3 | CCN Cư Kuin | Buôn Kram, xã Ea Tiêu, H. Cư Kuin, Đắk Lắk | 750.000
4 | CCN M'Đrắk | TT. M'Drắk, huyện MĐrắk, Dak Lak | 350.000
5 | CCN Krông Bông | Xã Hòa Sơn, huyện Krông Bông, tỉnh Dak Lak | 300.000
"""

DONG_NAI_TYPOS = """
No | Name | Ward/commune | District | Province | Area (ha) | Status
1 | Phú Cường | Phú Cường | Định Quán | Đồng Nai | 45.7 | established
2 | Tân An | Tân An | Vinh Cửu | Đồng Nai | 48.8 | planned
3 | Hố Nai 3 | Hố Nai 3 | Trảng Bom | Đồng Nai | 53.1 | operating
4 | Thạnh Phú | Thạnh Phú - Thiện Tân | Vĩnh Cửu | Đồng Nai | 75 | planned
5 | Long Phước 1 | Long Phước | Long Thành | Đồng Nai | 75 | removed
6 | Hưng Lộc | Hưng Lộcc | Thống Nhất | Đồng Nai | 41.8 | planned
"""

LONG_AN_MERGED = """
STT | Huyện, thị xã | Tên CCN | Xã, thị trấn | Diện tích (ha)
1 | Bến Lức | Nhựt Chánh | Nhựt Chánh | 106,3
2 | Đức Hòa | Hoàng Gia | Mỹ Hạnh Nam | 144,4
3 | Đức Hòa | Đức Mỹ | Đức Hòa Đông | 49,4
4 | Cần Giuộc | Hải Sơn | Long Thượng | 36
5 | Tân An | Lợi Bình Nhơn | Lợi Bình Nhơn | 42,7
6 | Kiến Tường | Kiến Tường | P.1 | 20
"""

BAC_NINH_2026 = """
STT | Tên cụm công nghiệp | Xã, phường mới | Tỉnh mới | Diện tích hiện trạng (ha)
1 | Tân Dĩnh | Xã Tân Dĩnh | Bắc Ninh | 50
2 | Việt Tiến | Phường Tự Lạn | tỉnh Bắc Ninh | 60
3 | Đồng Đình | xã Phúc Hòa | Bắc Ninh | 30
4 | Khắc Niệm | Phường Hạp Lĩnh | Bắc Ninh | 40
5 | Quảng Bố | Xã Lâm Thao | Bắc Ninh | 20
"""

MIXED_2025 = """
STT | Tên cụm | Địa điểm | Diện tích (ha)
1 | Nham Sơn - Yên Lư | xã Yên Lư, huyện Yên Dũng, tỉnh Bắc Giang (cũ) | 50
2 | Mỹ An | Xã Lục Ngạn, tỉnh Bắc Ninh | 60
3 | Phượng Sơn | Xã Phượng Sơn, huyện Lục Ngạn, tỉnh Bắc Ninh | 30
4 | Lâm Bình | Xã Lâm Thao, huyện Lương Tài, tỉnh Bắc Ninh | 40
5 | Hợp Lĩnh | phường Hạp Lĩnh (nay là phường Hạp Lĩnh), TP. Bắc Ninh, tỉnh Bắc Ninh | 20
"""

LISTS = {
    "bac_giang_groups": (
        BAC_GIANG_GROUPS,
        None,
        ["huyện Lạng Giang", "huyện Lạng Giang", "thành phố Bắc Giang", "huyện Hiệp Hòa"],
    ),
    "ha_noi": (
        HA_NOI,
        "Hà Nội",
        [
            "thị xã Sơn Tây",
            "quận Bắc Từ Liêm",
            "huyện Hoài Đức",
            "huyện Thường Tín",
            "huyện Thanh Oai",
        ],
    ),
    "thanh_hoa": (
        THANH_HOA,
        "Thanh Hóa",
        [
            "thành phố Thanh Hóa",
            "huyện Thiệu Hóa",
            "huyện Hậu Lộc",
            "huyện Nga Sơn",
            "huyện Như Xuân",
        ],
    ),
    "nghe_an": (
        NGHE_AN,
        None,
        ["huyện Diễn Châu", "huyện Tân Kỳ", "thành phố Vinh", "huyện Quỳ Hợp", "huyện Nghĩa Đàn"],
    ),
    "quang_nam_nfd": (
        unicodedata.normalize("NFD", QUANG_NAM_NFD),
        "Quảng Nam",
        [
            "huyện Đại Lộc",
            "thành phố Tam Kỳ",
            "huyện Núi Thành",
            "huyện Quế Sơn",
            "thị xã Điện Bàn",
        ],
    ),
    "binh_dinh_brackets": (
        BINH_DINH_BRACKETS,
        None,
        ["thành phố Quy Nhơn", "thị xã An Nhơn", "thị xã Hoài Nhơn", "huyện Tây Sơn", None],
    ),
    "dak_lak": (
        DAK_LAK,
        None,
        [
            "thành phố Buôn Ma Thuột",
            "huyện Ea Kar",
            "huyện Cư Kuin",
            "huyện M'Đrắk",
            "huyện Krông Bông",
        ],
    ),
    "dong_nai_typos": (
        DONG_NAI_TYPOS,
        None,
        [
            "huyện Định Quán",
            "huyện Vĩnh Cửu",
            "huyện Trảng Bom",
            "huyện Vĩnh Cửu",
            "huyện Long Thành",
            "huyện Thống Nhất",
        ],
    ),
    "long_an_merged": (
        LONG_AN_MERGED,
        None,
        [
            "huyện Bến Lức",
            "huyện Đức Hòa",
            "huyện Đức Hòa",
            "huyện Cần Giuộc",
            "thành phố Tân An",
            "thị xã Kiến Tường",
        ],
    ),
    "bac_ninh_2026": (
        BAC_NINH_2026,
        None,
        [
            "huyện Lạng Giang",
            "thị xã Việt Yên",
            "huyện Tân Yên",
            "thành phố Bắc Ninh",
            "huyện Lương Tài",
        ],
    ),
    "mixed_2025": (
        MIXED_2025,
        None,
        [
            "thành phố Bắc Giang",
            "huyện Lục Ngạn",
            "huyện Lục Ngạn",
            "huyện Lương Tài",
            "thành phố Bắc Ninh",
        ],
    ),
}


def districts(found: Read) -> list[str | None]:
    """Return the district of the last day that each row lies in."""
    names: list[str | None] = []
    for block in found.blocks:
        for position in block.site:
            site = found.reading.sites[position] if position >= 0 else None
            units = [] if site is None else [u for u in site.units if u.key in site.primary]
            names.append(next((u.full_name for u in units if u.level is Level.DISTRICT), None))
    return names


@pytest.mark.parametrize("name", LISTS)
def test_every_row_of_a_provincial_list_lies_in_its_district(
    gazetteer: Gazetteer, name: str
) -> None:
    rows, province, expected = LISTS[name]
    found = read(gazetteer, rows, province=province)
    assert districts(found) == expected
    assert all(row["accepted"] for row in found.rows)


def settled(gazetteer: Gazetteer, *wheres: Where, on: date | None = None) -> list[str | None]:
    """Return the addresses of places read together, None for those that are refused."""
    whereabouts = Whereabouts(gazetteer, today=TODAY, on=on, province=None)
    whereabouts.settle(wheres)
    sites = [whereabouts[where].site for where in wheres]
    return [str(whereabouts.addresses[site]) if site >= 0 else None for site in sites]


@pytest.mark.parametrize(
    "where",
    [
        Where(commune="Tân Dĩnh", district="Yên Dũng", province="Bắc Giang"),
        Where(district="Kỳ Anh", province="Hà Tĩnh"),
        Where(district="Châu Thành", province="An Giang"),
        Where(district="Châu Thành"),
        Where(commune="xã Không Có", province="Thái Nguyên"),
        Where(commune="Tân Dĩnh"),
        Where(commune="phường Tân An", province="Cần Thơ"),
        Where(commune="thị trấn Hương Sơn", district="TP Thái Nguyên", province="Thái Nguyên"),
        Where(commune="xã Lao Và Chải", district="huyện Đồng Văn", province="Hà Giang"),
        Where(commune="Tân Dĩnh", district="Bình Minh", province="Bắc Giang"),
        Where(district="Lạng Gianh", province="Bắc Giang"),
        Where(district="Lạng Giang", province="Bắc Gianh"),
        Where(district="Lạng Giang", province="Bắc Giang", address="huyện Yên Dũng"),
        Where(group_district="Huyện Lạng Giang", address="Yên Dũng", province="Bắc Giang"),
    ],
)
def test_a_doubtful_place_is_refused_and_not_guessed(gazetteer: Gazetteer, where: Where) -> None:
    assert settled(gazetteer, where) == [None]


def test_the_list_tells_which_system_a_doubtful_row_is_of(gazetteer: Gazetteer) -> None:
    doubtful = Where(district="Châu Thành", province="An Giang")
    former = Where(district="Chợ Mới", province="An Giang", commune="Long Điền A")
    assert settled(gazetteer, doubtful, former)[0] == "huyện Châu Thành, tỉnh An Giang"
    assert settled(gazetteer, doubtful, on=date(2024, 1, 1)) == ["huyện Châu Thành, tỉnh An Giang"]
    commune = Where(commune="phường Tân An", province="Cần Thơ")
    (former_address,) = settled(gazetteer, commune, on=date(2024, 1, 1))
    assert former_address == "phường Tân An, quận Ninh Kiều, thành phố Cần Thơ"
    assert settled(gazetteer, commune, on=date(2026, 1, 1)) == ["phường Tân An, thành phố Cần Thơ"]
    merged = Where(district="Giồng Riềng", province="An Giang")
    assert settled(gazetteer, doubtful, merged)[0] is None


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (
            Where(commune="Kỳ Tân", district="Kỳ Anh", province="Hà Tĩnh"),
            "xã Kỳ Tân, huyện Kỳ Anh, tỉnh Hà Tĩnh",
        ),
        (
            Where(commune="Tân Dĩnh", district="Lạng Gianh", province="Bắc Giang"),
            "xã Tân Dĩnh, huyện Lạng Giang, tỉnh Bắc Giang",
        ),
        (
            Where(commune="xã Dĩnh Trì", district="TP Bắc Giang", province="Bắc Giang"),
            "phường Dĩnh Trì, thành phố Bắc Giang, tỉnh Bắc Giang",
        ),
        (
            Where(address="xã Lao Và Chải và xã Hữu Vinh, huyện Yên Minh, tỉnh Hà Giang"),
            "xã Lao Và Chải – xã Hữu Vinh, huyện Yên Minh, tỉnh Hà Giang",
        ),
        (
            Where(address="thi tran thanh ba huyen thanh ba tinh phu tho"),
            "thị trấn Thanh Ba, huyện Thanh Ba, tỉnh Phú Thọ",
        ),
        (
            Where(commune="Kim Chung", district="Đông Anh", province="tỉnh Hà Nội"),
            "xã Kim Chung, huyện Đông Anh, thành phố Hà Nội",
        ),
        (Where(province="Ninh Bình", province_now="Ninh Bình"), "tỉnh Ninh Bình"),
        (
            Where(district="huyện A Lưới", province="Thừa Thiên Huế", address="thành phố Huế"),
            "huyện A Lưới, thành phố Huế",
        ),
        (
            Where(commune="Yên Lưu", district="Yên Dũng", province="Bắc Giang"),
            "huyện Yên Dũng, tỉnh Bắc Giang",
        ),
        (
            Where(district="huyện Phổ Yên", province="Thái Nguyên"),
            "thành phố Phổ Yên, tỉnh Thái Nguyên",
        ),
        (
            Where(district="Tân Thành", province="Bà Rịa - Vũng Tàu"),
            "thành phố Phú Mỹ, tỉnh Bà Rịa - Vũng Tàu",
        ),
        (
            Where(address="thành phố Hà Nội", province="thành phố Hà Nội"),
            "thành phố Hà Nội",
        ),
        (
            Where(district="huyện Thanh Oai; quận Hà Đông", province="Hà Nội"),
            "huyện Thanh Oai – quận Hà Đông, thành phố Hà Nội",
        ),
        (Where(address="phường Thọ Xương, TP Bắc Giang, Bắc Ninh"), None),
    ],
)
def test_what_is_certain_is_placed(
    gazetteer: Gazetteer, where: Where, expected: str | None
) -> None:
    expected = expected or "phường Thọ Xương, thành phố Bắc Giang, tỉnh Bắc Giang"
    assert settled(gazetteer, where) == [expected]


def test_a_commune_of_today_is_told_from_the_former_one_of_its_name(gazetteer: Gazetteer) -> None:
    whereabouts = Whereabouts(gazetteer, today=TODAY, on=None, province=None)
    now = Where(commune_now="xã Sơn Giang", district="huyện Hương Sơn", province="Hà Tĩnh")
    former = Where(commune="xã Sơn Giang", district="huyện Hương Sơn", province="Hà Tĩnh")
    whereabouts.settle([now, former])
    (one,), (other,) = (
        whereabouts.addresses[whereabouts[where].site].communes for where in (now, former)
    )
    assert one.valid.end is None
    assert other.valid.end == date(2025, 7, 1)


@pytest.mark.parametrize(
    "where",
    [
        Where(commune="xã Không Có", province="Thái Nguyên"),
        Where(commune="Xã Sơn Giang", district="Huyện Không Có", province="Hà Tĩnh"),
        Where(district="Châu Thành"),
        Where(commune="xã Tân Yên", province="Bắc Ninh"),
    ],
)
def test_a_place_leaves_no_circle_of_dead_objects(gazetteer: Gazetteer, where: Where) -> None:
    """None is looked for while a list is read: each would stay in memory to its end."""
    whereabouts = Whereabouts(gazetteer, today=TODAY, on=None, province=None)
    whereabouts.settle([where])
    again = where._replace(aside="cạnh đường")
    gc.collect()
    gc.disable()
    try:
        whereabouts.settle([again])
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_district_of_the_list_goes_before_a_province_of_its_name(gazetteer: Gazetteer) -> None:
    whereabouts = Whereabouts(gazetteer, today=TODAY, on=None, province="Quảng Bình")
    where = Where(address="Vạn Ninh, Quảng Ninh")
    whereabouts.settle([where])
    (address,) = whereabouts.addresses
    assert str(address) == "xã Vạn Ninh, huyện Quảng Ninh, tỉnh Quảng Bình"


def test_a_list_that_keeps_both_systems_apart_says_which_province_is_meant(
    gazetteer: Gazetteer,
) -> None:
    whereabouts = Whereabouts(gazetteer, today=TODAY, on=None, province=None)
    former, now = (
        Where(province="Ninh Bình", province_now="Ninh Bình"),
        Where(province_now="Ninh Bình"),
    )
    whereabouts.settle([former, now])
    ends = [whereabouts.addresses[whereabouts[w].site].province.valid.end for w in (former, now)]
    assert ends == [date(2025, 7, 1), None]


def test_every_commune_of_the_record_is_found_in_its_district(gazetteer: Gazetteer) -> None:
    """Spelt with and without types and accents, none lies elsewhere, and hardly one is refused."""
    communes = gazetteer.at(Level.COMMUNE, on=date(2025, 6, 30))[::37]
    wheres, expected = [], []
    for unit in communes:
        district = unit.parent
        assert district is not None
        assert district.parent is not None
        province = district.parent.name
        wheres.append(Where(commune=unit.name, district=district.name, province=province))
        address = f"{unit.full_name} {district.full_name} - {province}"
        wheres.append(Where(address=address))
        expected += [district.name] * 2
    whereabouts = Whereabouts(gazetteer, today=TODAY, on=None, province=None)
    whereabouts.settle(wheres)
    placed = 0
    for where, name in zip(wheres, expected, strict=True):
        site = whereabouts[where].site
        if site >= 0:
            placed += 1
            assert [unit.name for unit in whereabouts.addresses[site].districts] == [name], where
    assert placed >= 0.95 * len(wheres)
