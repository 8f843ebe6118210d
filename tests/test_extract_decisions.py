"""Decisions as they are written: a head, articles, a timetable, a table of today and of 2030."""

from datetime import date

import pytest
from reading_cases import check

from geo.extract.letterhead import letterhead
from geo.extract.reader import read_text
from geo.extract.script import Script
from geo.gazetteer import Gazetteer

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH BẮC GIANG\nSố: 417/QĐ-UBND\nBắc Giang, ngày 9 tháng 5 năm 2023\n\n"
    "QUYẾT ĐỊNH\n"
)
BASIS = "Căn cứ Quyết định số 88/QĐ-UBND ngày 02/02/2020 của UBND tỉnh về quy hoạch;\n"
SIGNED = "decision_no=417/QĐ-UBND | date_start=2023-05-09 | date_end=2023-05-09"
PLAN = "Danh mục cụm công nghiệp tỉnh Nam Định\nSTT | Tên cụm | Huyện | "

CASES = {
    "timetable of quarters": (
        "Thành lập CCN Bãi Ổi, tỉnh Bắc Giang.\n"
        "5. Tiến độ thực hiện: khởi công quý III/2025; đi vào hoạt động quý I/2028.",
        "established Bãi Ổi\n"
        "milestone Bãi Ổi | date_end=2025-Q3 | stage=construction | certainty=planned\n"
        "milestone Bãi Ổi | date_end=2028-Q1 | stage=operation | certainty=planned",
    ),
    "timetable of several lines": (
        "Thành lập CCN Bãi Ổi, tỉnh Bắc Giang.\n4. Tiến độ dự án:\n"
        "- Khởi công: tháng 8/2025;\n- Đưa vào sử dụng: tháng 2/2027.",
        "established Bãi Ổi\n"
        "milestone Bãi Ổi | date_end=2025-08 | stage=construction\n"
        "milestone Bãi Ổi | date_end=2027-02 | stage=operation",
    ),
    "after the day of the text": (
        HEAD + "Điều 1. CCN Bãi Ổi đi vào hoạt động năm 2026.",
        "milestone Bãi Ổi | date_start=2026 | stage=operation | certainty=planned",
    ),
    "an article keeps its deadline": (
        "Điều 1. Thành lập CCN Bãi Ổi, tỉnh Bắc Giang, hoàn thành trước 30/6/2026.\n"
        "Điều 2. Mở rộng CCN Đồng Quán, tỉnh Bắc Giang lên 60 ha.",
        "established Bãi Ổi\nexpanded Đồng Quán | area_ha=60 | date_end=None",
    ),
    "an article keeps its district": (
        "Quyết định của UBND tỉnh Bắc Giang\n"
        "Điều 1. Tại huyện Lục Ngạn, thành lập CCN Bãi Ổi.\nĐiều 2. Thành lập CCN Đồng Quán.",
        "established Bãi Ổi | district=Lục Ngạn\n"
        "established Đồng Quán | district=None | province=Bắc Giang",
    ),
    "an article keeps its subject": (
        "Điều 1. Thành lập CCN Bãi Ổi, tỉnh Bắc Giang.\nĐiều 2. Diện tích khoảng 40 ha là dự kiến.",
        "established Bãi Ổi",
    ),
    "none left by 2030": (
        PLAN + "Diện tích hiện trạng (ha) | Quy hoạch đến 2030 (ha)\n"
        "1 | Làng Mộc | Ý Yên | 18 | 0\n2 | Bến Đá | Ý Yên | 20 | 44",
        "removed Làng Mộc | area_from_ha=18\nexpanded Bến Đá | area_from_ha=20 | area_ha=44",
    ),
    "as large in 2030 as today": (
        PLAN + "Hiện trạng (ha) | Đến năm 2030 (ha)\n1 | Làng Mộc | Ý Yên | 31,5 | 31,5",
        "planned Làng Mộc | area_from_ha=31.5 | area_ha=31.5",
    ),
    "smaller in 2030 or not yet there": (
        PLAN + "Hiện trạng (ha) | Diện tích đến 2030 (ha)\n"
        "1 | Làng Mộc | Ý Yên | 50 | 35\n2 | Bến Đá | Ý Yên | - | 25",
        "adjusted Làng Mộc | area_from_ha=50 | area_ha=35\nplanned Bến Đá | area_ha=25",
    ),
    "stage behind the word for an end": (
        "CCN Bãi Ổi hoàn thành bồi thường trước ngày 15/4/2026.",
        "milestone Bãi Ổi | stage=land_clearance",
    ),
    "stage behind the word for doing": (
        "CCN Bãi Ổi thực hiện san nền từ tháng 3/2025 đến tháng 7/2025.",
        "milestone Bãi Ổi | stage=construction",
    ),
    "stages of one clause": (
        "CCN Bãi Ổi hoàn thành đền bù trước tháng 3/2025; thi công trước tháng 9/2025.",
        "milestone Bãi Ổi | date_end=2025-03 | stage=land_clearance\n"
        "milestone Bãi Ổi | date_end=2025-09 | stage=construction",
    ),
    "number and day of the head": (
        HEAD + BASIS + "Điều 1. Thành lập CCN Bãi Ổi, diện tích 30 ha.",
        f"established Bãi Ổi | area_ha=30 | {SIGNED}",
    ),
    "a decision named in an annex": (
        HEAD + "Điều 1. Mở rộng CCN Đồng Quán.\nPhụ lục\n"
        "- CCN Bãi Ổi được thành lập theo Quyết định số 12/QĐ-UBND ngày 03/4/2019.",
        f"expanded Đồng Quán | {SIGNED}\n"
        "established Bãi Ổi | decision_no=12/QĐ-UBND | date_end=2019-04-03",
    ),
    "mergers that an article orders": (
        HEAD + "Điều 1. Sáp nhập CCN Bãi Ổi vào KCN Quế Võ.\n"
        "Điều 2: Sáp nhập các CCN sau vào KCN Vân Trung:\n- CCN Làng Mộc\n"
        "Điều 3. Đến năm 2030, sáp nhập CCN Đồng Quán vào KCN Quế Võ.",
        f"merged Bãi Ổi | merged_into=KCN Quế Võ | certainty=decided | {SIGNED}\n"
        f"merged Làng Mộc | certainty=decided | {SIGNED}\n"
        "merged Đồng Quán | merged_into=KCN Quế Võ | certainty=planned | date_end=2030"
        " | decision_no=417/QĐ-UBND",
    ),
    "what was founded before": (
        HEAD + "Điều 1. Mở rộng CCN Đồng Quán. CCN Bãi Ổi được thành lập năm 2015.",
        f"expanded Đồng Quán | {SIGNED}\nestablished Bãi Ổi | date_end=2015",
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_decisions(gazetteer: Gazetteer, text: str, expected: str) -> None:
    check(gazetteer, text, expected)


def test_nothing_after_the_given_day_is_done(gazetteer: Gazetteer) -> None:
    text = "CCN Bãi Ổi, tỉnh Bắc Giang, khởi công quý II/2026."
    [later] = read_text(text, gazetteer=gazetteer, published=date(2025, 1, 1))
    assert (later.event, later.certainty, later.date_end) == ("milestone", "planned", "2026-Q2")
    [before] = read_text(text, gazetteer=gazetteer, published=date(2026, 9, 1))
    assert (before.event, before.certainty) == ("construction", "done")


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        (HEAD, "417/QĐ-UBND", date(2023, 5, 9)),
        ("Số: 5/NQ-HĐND | Huế, ngày 12 tháng 3 năm 2024\n", "5/NQ-HĐND", date(2024, 3, 12)),
        ("Số: 61/BC-SCT\nHuế, ngày 12 tháng 3 năm 2024\n", None, date(2024, 3, 12)),
        ("So: 70/QD-UBND\nHue, ngay 31 thang 2 nam 2024\n", "70/QD-UBND", None),
        (BASIS + HEAD, None, None),
        ("Theo Quyết định số 88/QĐ-UBND, ngày 2 tháng 2 năm 2020 thành lập", None, None),
    ],
)
def test_the_head_of_a_text(text: str, number: str | None, day: date | None) -> None:
    head = letterhead(Script(text).text)
    assert (head.number, head.day) == (number, day)
