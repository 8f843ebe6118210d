"""Statistics of places, and schedules of clusters."""

import pytest
from reading_cases import check

from geo.gazetteer import Gazetteer

FIGURES = {
    "planned number and area": (
        "Tỉnh Sóc Trăng quy hoạch 15 cụm công nghiệp, tổng diện tích 612,5 ha.",
        "statistic 15 | metric=ccn_planned | province=Sóc Trăng\n"
        "statistic 612.5 | metric=ccn_planned_ha | unit=ha",
    ),
    "by a year": (
        "Đến năm 2030, Hậu Giang có 18 CCN với 1.020 ha.",
        "statistic 18 | date_end=2030 | province=Hậu Giang\nstatistic 1020 | date_end=2030",
    ),
    "operating and let": (
        "Tỉnh Phú Yên có 9 CCN đang hoạt động, tỷ lệ lấp đầy bình quân 64,3%.",
        "statistic 9 | metric=ccn_operating\nstatistic 64.3 | metric=ccn_fill_pct | unit=%",
    ),
    "registered capital": (
        "Các CCN tỉnh Bắc Ninh thu hút 412 dự án thứ cấp, tổng vốn đăng ký hơn 12.500 tỷ đồng.",
        "statistic 412 | metric=ccn_secondary_projects\n"
        "statistic 12500 | metric=ccn_registered_capital_vnd_billion | capital_qualifier=hơn",
    ),
    "only some of them": (
        "Tỉnh Yên Bái có 16 CCN, nhưng chỉ có 7 CCN có chủ đầu tư hạ tầng.",
        "statistic 16 | province=Yên Bái\nstatistic 7 | province=Yên Bái",
    ),
    "district by district": (
        "Đến năm 2030, tỉnh Nam Định: huyện Hải Hậu 7 CCN, 320 ha; huyện Xuân Trường 5 CCN, 210,4 "
        "ha.",
        "statistic 7 | district=Hải Hậu\nstatistic 320 | district=Hải Hậu\n"
        "statistic 5 | district=Xuân Trường\nstatistic 210.4 | district=Xuân Trường",
    ),
    "area before the number": (
        "Thành phố Cần Thơ dành 450 ha cho 8 cụm công nghiệp.",
        "statistic 450 | province=Cần Thơ\nstatistic 8 | province=Cần Thơ",
    ),
    "the whole country": (
        "Cả nước có 1.030 cụm công nghiệp.",
        "statistic 1030 | province=Việt Nam",
    ),
    "a few that are named one by one": (
        "Tỉnh Đắk Nông thành lập 2 CCN: Thuận An và Quảng Tâm, tổng diện tích 85 ha.",
        "established Thuận An\nestablished Quảng Tâm\nstatistic 85 | unit=ha",
    ),
    "written as a word": (
        "Tỉnh Lạng Sơn có bảy cụm công nghiệp.",
        "statistic 7 | province=Lạng Sơn",
    ),
    "zones and clusters": (
        "Tỉnh Bình Phước quy hoạch 18 khu công nghiệp và 32 cụm công nghiệp.",
        "statistic 18 | metric=kcn_planned | zone_type=KCN\n"
        "statistic 32 | metric=ccn_planned | zone_type=CCN",
    ),
    "rules of management": (
        "UBND tỉnh An Giang ban hành Quyết định số 45/2024/QĐ-UBND về Quy chế quản lý cụm công "
        "nghiệp.",
        "statistic 45/2024/QĐ-UBND | metric=ccn_management_regulation_issued",
    ),
    "let, of one cluster": (
        "CCN Phú Thành được thành lập năm 2010. Đến nay cụm có tỷ lệ lấp đầy 58%.",
        "established Phú Thành | fill_pct=58\nstatistic 58 | cluster=Phú Thành",
    ),
    "without accents": (
        "Tinh Thai Binh quy hoach 67 cum cong nghiep, tong dien tich 3.852 ha.",
        "statistic 67 | province=Thái Bình\nstatistic 3852 | province=Thái Bình",
    ),
}

SCHEDULES = {
    "quarters with stages after a colon": (
        "CCN Thanh Xá, huyện Yên Sơn, từ quý I/2025 đến quý III/2025: giải phóng mặt bằng.",
        "milestone Thanh Xá | date_start=2025-Q1 | date_end=2025-Q3 | stage=land_clearance | "
        "district=Yên Sơn",
    ),
    "spans one after the other": (
        "CCN Đức Ninh từ tháng 1/2024 đến tháng 6/2024: lập quy hoạch chi tiết; "
        "từ quý III/2024 đến hết quý II/2025: thi công hạ tầng.",
        "milestone Đức Ninh | date_start=2024-01 | date_end=2024-06 | stage=legal_and_design\n"
        "milestone Đức Ninh | date_start=2024-Q3 | date_end=2025-Q2 | stage=construction",
    ),
    "target to be let": (
        "CCN Ngân Sơn đến hết quý IV/2027: hoàn thiện hạ tầng và lấp đầy tối thiểu 70% diện tích.",
        "milestone Ngân Sơn | date_end=2027-Q4 | fill_target_pct=70 | stage=completion; filling",
    ),
    "the first year from the second": (
        "CCN Bản Qua từ quý I đến quý IV/2026: xây dựng hạ tầng kỹ thuật.",
        "milestone Bản Qua | date_start=2026-Q1 | date_end=2026-Q4",
    ),
    "carried to the next paragraph": (
        "Với CCN Hòa Phong, từ quý 1/2023 đến quý 4/2023: chuẩn bị đầu tư.\n"
        "Quý 1/2024 đến quý 2/2025: thi công hạ tầng.",
        "milestone Hòa Phong | date_start=2023-Q1 | date_end=2023-Q4\n"
        "milestone Hòa Phong | date_start=2024-Q1 | date_end=2025-Q2",
    ),
    "works and time": (
        "Thành lập CCN Nhân Hòa. Dự án được thực hiện từ tháng 2/2022 đến tháng 8/2024.",
        "established Nhân Hòa\n"
        "milestone Nhân Hòa | date_start=2022-02 | date_end=2024-08 | stage=implementation",
    ),
    "deadline in days": (
        "CCN Cổ Dũng phải hoàn thành giải phóng mặt bằng trước ngày 30/9/2025.",
        "milestone Cổ Dũng | date_end=2025-09-30 | stage=land_clearance",
    ),
    "to begin by": (
        "CCN Phú Sơn khởi công trước quý II/2026.",
        "milestone Phú Sơn | date_end=2026-Q2 | stage=construction",
    ),
    "urged to begin": (
        "Tỉnh yêu cầu chủ đầu tư CCN Yên Lạc sớm khởi công.",
        "milestone Yên Lạc",
    ),
    "call for investors without figures": (
        "Kêu gọi đầu tư cụm công nghiệp Trường Xuân.",
        "milestone Trường Xuân | stage=investment_call",
    ),
    "schedule in a table": (
        "Thành lập các CCN tỉnh Hà Tĩnh\nTên CCN | Diện tích (ha) | Tiến độ\n"
        "Cổng Khánh 3 | 48 | Quý II/2024 - Quý IV/2026",
        "established Cổng Khánh 3 | area_ha=48\n"
        "milestone Cổng Khánh 3 | date_start=2024-Q2 | date_end=2026-Q4",
    ),
}


@pytest.mark.parametrize(("text", "expected"), FIGURES.values(), ids=FIGURES)
def test_figures(gazetteer: Gazetteer, text: str, expected: str) -> None:
    check(gazetteer, text, expected)


@pytest.mark.parametrize(("text", "expected"), SCHEDULES.values(), ids=SCHEDULES)
def test_schedules(gazetteer: Gazetteer, text: str, expected: str) -> None:
    check(gazetteer, text, expected)
