"""Numbers, dates and words of a list, as people write them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.books.grid import CellError, Value
from geo.dates import Period
from geo.lists.days import period
from geo.lists.fields import UNITS, field_of, fields, heading, nearest_fields
from geo.lists.figures import CellFault, DecimalSign, Number, in_unit, number
from geo.lists.words import standings, word_in, words
from geo.text import number as written
from geo.vocabulary import EventKind, Modality, Precision, Status, Wastewater, ZoneType, label


@pytest.mark.parametrize(
    ("cell", "value", "qualifier", "unit"),
    [
        ("1.234,5", "1234.5", None, None),
        ("1,234.5", "1234.5", None, None),
        ("1.234.567", "1234567", None, None),
        ("75ha", "75", None, "ha"),
        ("50 ha", "50", None, "ha"),
        ("75,50*", "75.50", None, None),
        ("khoảng 50", "50", "about", None),
        ("~ 50", "50", "about", None),
        (">70", "70", "more_than", None),
        ("hơn 70 ha", "70", "more_than", "ha"),
        ("gần 70", "70", "nearly", None),
        ("1 200 tỷ đồng", "1200", None, "ty dong"),
        ("750000 m²", "750000", None, "m2"),
        ("-5", "-5", None, None),
        (12.5, "12.5", None, None),
        (0.1 + 0.2, "0.3", None, None),
        (7, "7", None, None),
    ],
)
def test_numbers_are_read_as_people_write_them(
    cell: Value, value: str, qualifier: str | None, unit: str | None
) -> None:
    assert number(cell, DecimalSign()) == Number(Decimal(value), qualifier, unit)


@pytest.mark.parametrize("cell", [None, "", "-", "…", "x", "n/a", "không có"])
def test_what_says_nothing_is_no_number(cell: Value) -> None:
    assert number(cell, DecimalSign()) is None


@pytest.mark.parametrize(
    "cell",
    [
        *("12-15", "12 đến 15", "50+25", "1e5", "abc", "1.23.4,5", "1,23,456", "TP 5", "<75", "١٢"),
        *("1234567890", float("nan"), float("inf"), True, date(2020, 1, 1), "NaN"),
        *(CellError("#REF!"), CellError("formula"), "1\0"),
    ],
)
def test_what_is_no_number_is_refused(cell: Value) -> None:
    with pytest.raises(CellFault):
        number(cell, DecimalSign())


def test_a_file_decides_once_which_sign_is_decimal() -> None:
    sign = DecimalSign()
    with pytest.raises(CellFault, match="may be 1234 or 1 point 234"):
        number("1.234", sign)
    assert sign.look(["1.234"])
    assert not sign.look(["12,5"])
    assert number("1.234", sign) == Number(Decimal(1234))
    assert number("1,234", sign) == Number(Decimal("1.234"))
    sign.look(["12.5"])
    with pytest.raises(CellFault):
        number("1.234", sign)
    english = DecimalSign(is_english=True)
    assert number("1,234", english) == Number(Decimal(1234))


@given(st.decimals(0, 10**8, places=2), st.sampled_from(["vi", "en"]))
def test_a_number_written_in_either_language_reads_back(value: Decimal, lang: str) -> None:
    sign = DecimalSign({"vi": False, "en": True}[lang])
    assert number(written(float(value), lang, 2), sign) == Number(value)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("12/03/2021", "2021-03-12"),
        ("ngày 12 tháng 3 năm 2021", "2021-03-12"),
        ("2021-03-12", "2021-03-12"),
        ("tháng 3/2021", "2021-03"),
        ("3/2021", "2021-03"),
        ("quý II/2022", "2022-Q2"),
        ("Quý 3 năm 2022", "2022-Q3"),
        ("2019", "2019"),
        ("năm 2019", "2019"),
        (2019, "2019"),
        (2019.0, "2019"),
        ("2021-2025", "2021/2025"),
        ("giai đoạn 2021 - 2025", "2021/2025"),
        ("đến năm 2030", "/2030"),
        ("/2030", "/2030"),
        (44267, "2021-03-12"),
        (datetime(2021, 3, 12), "2021-03-12"),  # noqa: DTZ001 -- as a spreadsheet gives it
        (date(2021, 3, 12), "2021-03-12"),
    ],
)
def test_dates_are_read_as_people_write_them(cell: Value, expected: str) -> None:
    assert period(cell) == Period.parse(expected)


@pytest.mark.parametrize(
    "cell",
    ["03/25/2021", "12/3/21", "31/02/2021", "quý 5/2021", "1800", "abc", 5, "trước 2025", True],
)
def test_what_is_no_date_is_refused(cell: Value) -> None:
    with pytest.raises(CellFault):
        period(cell)


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_a_day_written_in_vietnamese_reads_back(day: date) -> None:
    whole = Period(day, day + timedelta(days=1))
    for text in (f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}", f"{day:%Y-%m-%d}"):
        assert period(text) == whole
    assert period(f"ngày {day.day} tháng {day.month} năm {day.year}") == whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tên cụm công nghiệp", "name"),
        ("TÊN CCN", "name"),
        ("Ten cum cong nghiep", "name"),
        ("Địa điểm (xã, huyện)", "address"),
        ("Huyện/thị xã/thành phố", "district"),
        ("Xã, phường, thị trấn", "commune"),
        ("Diện tích (ha)", "area_ha"),
        ("Diện tích (m²)", "area_ha"),
        ("Diện tích quy hoạch đến năm 2030 (ha)", "area_2030_ha"),
        ("Diện tích quy hoạch giai đoạn 2021-2030", "area_2030_ha"),
        ("Diện tích hiện trạng (ha)", "area_now_ha"),
        ("Hiện trạng", "status"),
        ("Tỷ lệ lấp đầy (%)", "fill_pct"),
        ("Tổng mức đầu tư (triệu USD)", "capital_usd_million"),
        ("Tổng mức đầu tư (tỷ đồng)", "capital_vnd_billion"),
        ("Quyết định số", "decision_no"),
        ("#", "no"),
        ("cluster", "name"),
        ("area_ha", "area_ha"),
        ("Chủ đầu tư", None),
        ("Tỉnh trước 01/07/2025", "province"),
        ("Huyện trước ngày 1/7/2025", "district"),
        ("Commune before 2025-07-01", "commune"),
        ("Xã từ 01/07/2025", "commune_now"),
    ],
)
def test_headings_are_known(text: str, expected: str | None) -> None:
    found = field_of(text)
    assert found is not None
    assert found.field == expected


def test_a_heading_that_is_not_known_is_told_with_the_nearest_field() -> None:
    assert field_of("Diện tích quy hoach dến 203") is None
    assert any("area_2030_ha" in near for near in nearest_fields("Diện tích quy hoach dến 203"))


def test_no_alias_means_two_fields() -> None:
    """Capital alone is told by its unit; every other heading is of one field."""
    found: dict[str, set[str]] = {}
    for field in fields().values():
        for text in (field.name, *field.label, *field.aliases):
            found.setdefault(heading(text).key, set()).add(field.name)
    capital = {"capital_vnd_billion", "capital_usd_million"}
    assert [names for names in found.values() if len(names) > 1 and names != capital] == []
    assert sum(len(field.aliases) for field in fields().values()) > 300


def test_units_are_carried_over() -> None:
    assert in_unit(Number(Decimal(750000)), "ha", "m2") == 75
    assert in_unit(Number(Decimal(1500)), "tỷ đồng", "trieu dong") == Decimal("1.5")
    assert in_unit(Number(Decimal(75), unit="ha"), "ha", "m2") == 75
    with pytest.raises(CellFault):
        in_unit(Number(Decimal(5), unit="usd"), "ha", None)
    assert {dimension for dimension, _ in UNITS.values()} >= {
        field.unit for field in fields().values() if field.unit
    }


@pytest.mark.parametrize(
    ("text", "kind", "modality"),
    [
        ("Đang hoạt động", EventKind.OPERATING, Modality.DONE),
        ("Đã thành lập tại QĐ số 12, đang hoạt động", EventKind.OPERATING, Modality.DONE),
        ("đã thành lập", EventKind.ESTABLISHED, Modality.DONE),
        ("Chưa thành lập", EventKind.PLANNED, Modality.PLANNED),
        ("quy hoạch mới", EventKind.PLANNED, Modality.PLANNED),
        ("giữ nguyên", EventKind.PLANNED, Modality.PLANNED),
        ("Đề nghị bổ sung quy hoạch", EventKind.PLANNED, Modality.PROPOSED),
        ("mở rộng", EventKind.EXPANDED, Modality.PLANNED),
        ("Sáp nhập vào KCN Quế Võ", EventKind.MERGED, Modality.PLANNED),
        ("Đưa ra khỏi quy hoạch", EventKind.REMOVED, Modality.DECIDED),
        ("Đưa ra khỏi QH", EventKind.REMOVED, Modality.DECIDED),
        ("Đề nghị bổ sung QH tỉnh", EventKind.PLANNED, Modality.PROPOSED),
        ("established", EventKind.ESTABLISHED, Modality.DONE),
        ("planned", EventKind.PLANNED, Modality.PLANNED),
    ],
)
def test_a_status_is_read(text: str, kind: EventKind, modality: Modality) -> None:
    (found,) = standings(text)
    assert (found.kind, found.modality, found.unconfirmed) == (kind, modality, False)


def test_a_status_that_says_several_things_is_not_decided() -> None:
    assert len(standings("Đã thành lập; đề nghị mở rộng")) == 2
    assert standings("lúa hai vụ") == ()


def test_every_word_of_the_vocabulary_is_a_word_of_a_list() -> None:
    vocabularies = {
        "certainty": Modality,
        "zone_type": ZoneType,
        "wastewater": Wastewater,
        "precision": Precision,
    }
    for field, vocabulary in vocabularies.items():
        for code in vocabulary:
            for text in (code.value, *label(code)):
                found = word_in(field, text)
                assert found is not None
                assert found.value == code, text
    for status in Status:
        for text in (status.value, *label(status)):
            (found,) = standings(text)
            kind = EventKind.PLANNED if status is Status.UNCONFIRMED else EventKind(status.value)
            assert found.kind is kind
            assert found.unconfirmed == (status is Status.UNCONFIRMED)
    assert all(word.modality for word in words("status").values())
