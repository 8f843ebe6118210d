"""Several clusters: shared verbs, shared head nouns, carried places, lists, tables."""

import pytest
from reading_cases import check

from geo.gazetteer import Gazetteer

CASES = {
    "one verb over a list with places": (
        "Tỉnh sáp nhập cụm công nghiệp Tân Mỹ, huyện Lạng Giang; cụm Hồng Thái, huyện Việt Yên "
        "vào KCN.",
        "merged Tân Mỹ | district=Lạng Giang | merged_into=KCN\n"
        "merged Hồng Thái | district=Việt Yên | merged_into=KCN",
    ),
    "shared head noun": (
        "Thành lập các CCN Đông Hải, Đông Hải II và Đông Hải III.",
        "established Đông Hải\nestablished Đông Hải II\nestablished Đông Hải III",
    ),
    "one each in turn": (
        "Bổ sung hai CCN Kỳ Tiến và Kỳ Xuân, diện tích lần lượt 40 ha và 55 ha.",
        "planned Kỳ Tiến | area_ha=40\nplanned Kỳ Xuân | area_ha=55",
    ),
    "the same for each": (
        "Thành lập CCN Hà Thanh và CCN Hà Vị, mỗi cụm 30 ha.",
        "established Hà Thanh | area_ha=30\nestablished Hà Vị | area_ha=30",
    ),
    "all of them": (
        "Thành lập CCN Vạn Điểm và CCN Văn Bình đều rộng khoảng 20 ha.",
        "established Vạn Điểm | area_ha=20\nestablished Văn Bình | area_ha=20",
    ),
    "place after two": (
        "Thành lập CCN Tân An 3 và Tân An 4 (huyện Krông Pắc).",
        "established Tân An 3 | district=Krông Pắc\nestablished Tân An 4 | district=Krông Pắc",
    ),
    "each with its place": (
        "Thành lập CCN Phú Cát (huyện Quốc Oai) và CCN Phú Túc (huyện Phú Xuyên).",
        "established Phú Cát | district=Quốc Oai\nestablished Phú Túc | district=Phú Xuyên",
    ),
    "count and colon": (
        "Tỉnh Hà Giang rút 02 cụm khỏi quy hoạch: Nam Quang (huyện Bắc Mê), Minh Sơn 2 (huyện Bắc "
        "Mê).",
        "removed Nam Quang | district=Bắc Mê\nremoved Minh Sơn 2 | district=Bắc Mê",
    ),
    "that is": (
        "UBND tỉnh Hậu Giang thành lập 3 cụm công nghiệp, đó là Nhơn Nghĩa A, Tân Phú Thạnh và "
        "Đông Phú.",
        "established Nhơn Nghĩa A\nestablished Tân Phú Thạnh\nestablished Đông Phú",
    ),
    "names in brackets": (
        "Bốn CCN (Thái Yên, Trung Lương, Bắc Cẩm Xuyên, Yên Huy) đã đi vào hoạt động.",
        "operating Thái Yên\noperating Trung Lương\noperating Bắc Cẩm Xuyên\noperating Yên Huy",
    ),
    "names before the verb": (
        "Các CCN Cẩm Thịnh, Nghĩa Lộ, Kim Sơn đã lấp đầy.",
        "operating Cẩm Thịnh\noperating Nghĩa Lộ\noperating Kim Sơn",
    ),
    "inside semicolons a comma brings the place": (
        "Bổ sung 2 CCN: Quỳnh Hoàng, Quỳnh Phụ, 50 ha; Đông Phong, Đông Hưng, 48 ha, tỉnh Thái "
        "Bình.",
        "planned Quỳnh Hoàng | district=Quỳnh Phụ | area_ha=50\n"
        "planned Đông Phong | district=Đông Hưng | area_ha=48",
    ),
    "district leads": (
        "Ở huyện Ý Yên, tỉnh Nam Định, thành lập CCN Yên Bằng và CCN Yên Dương.",
        "established Yên Bằng | district=Ý Yên\nestablished Yên Dương | district=Ý Yên",
    ),
    "district by district": (
        "Tỉnh Ninh Thuận bổ sung vào quy hoạch 3 CCN: huyện Ninh Sơn: Quảng Sơn 50 ha, Lương Sơn "
        "30 ha; "
        "huyện Thuận Bắc: Lợi Hải 25 ha.",
        "planned Quảng Sơn | district=Ninh Sơn | area_ha=50\n"
        "planned Lương Sơn | district=Ninh Sơn | area_ha=30\n"
        "planned Lợi Hải | district=Thuận Bắc | area_ha=25",
    ),
    "the verb of the sentence before": (
        "Tỉnh Hòa Bình vừa thành lập 2 cụm công nghiệp. CCN Đông Phong 2 rộng 40 ha. CCN Yên Mông "
        "rộng 30 ha.",
        "established Đông Phong 2 | area_ha=40 | province=Hòa Bình\n"
        "established Yên Mông | area_ha=30 | province=Hòa Bình",
    ),
    "the verb of the paragraph before": (
        "Cao Bằng quy hoạch thêm 2 CCN đến năm 2030.\nCCN Hưng Đạo (TP Cao Bằng) rộng 50 ha.\n"
        "CCN Chu Trinh rộng 45 ha.",
        "planned Hưng Đạo | area_ha=50 | province=Cao Bằng\nplanned Chu Trinh | area_ha=45",
    ),
    "verbs in a row": (
        "Mở rộng CCN Hà Phong lên 30 ha, thu hẹp CCN Nam Sách xuống 20 ha, bổ sung CCN An Đồng "
        "với 60 ha.",
        "expanded Hà Phong | area_ha=30\nadjusted Nam Sách | area_ha=20\nplanned An Đồng | "
        "area_ha=60",
    ),
    "one of an addition is enlarged": (
        "Nam Định bổ sung CCN Yên Bằng 50 ha; huyện Trực Ninh có CCN Thịnh Lâm mở rộng thêm 12 ha; "
        "huyện Ý Yên có CCN Yên Dương 30 ha.",
        "planned Yên Bằng | area_ha=50\n"
        "expanded Thịnh Lâm | area_delta_ha=12 | district=Trực Ninh\n"
        "planned Yên Dương | area_ha=30 | district=Ý Yên",
    ),
    "each into the zone behind it": (
        "Sáp nhập CCN Tam Quang và CCN Tam Nghĩa vào khu công nghiệp Bắc Chu Lai, CCN Đại Hiệp vào "
        "khu công nghiệp Đại Lộc.",
        "merged Tam Quang | merged_into=khu công nghiệp Bắc Chu Lai\n"
        "merged Tam Nghĩa | merged_into=khu công nghiệp Bắc Chu Lai\n"
        "merged Đại Hiệp | merged_into=khu công nghiệp Đại Lộc",
    ),
    "a district in brackets for all before it": (
        "CCN Hà Mãn, CCN Xuân Lâm (huyện Thuận Thành, Bắc Ninh) đã đi vào hoạt động.",
        "operating Hà Mãn | district=Thuận Thành | commune=None\n"
        "operating Xuân Lâm | district=Thuận Thành",
    ),
    "districts one by one": (
        "Thành lập CCN Đồng Hữu, CCN Ngọc Vân và CCN Tân Trung ở các huyện Yên Thế, Tân Yên và Lục "
        "Nam (Bắc Giang).",
        "established Đồng Hữu | district=Yên Thế\nestablished Ngọc Vân | district=Tân Yên\n"
        "established Tân Trung | district=Lục Nam",
    ),
    "numbered in words": (
        "Gia Lai lập thêm 2 cụm công nghiệp. Cụm thứ nhất là Ia Khươl, huyện Chư Păh. Cụm thứ hai: "
        "Chư Sê 2, huyện Chư Sê.",
        "established Ia Khươl | district=Chư Păh\nestablished Chư Sê 2 | district=Chư Sê",
    ),
    "a name like an office": (
        "Tiếp tục giữ 2 CCN gồm: Báo Đáp, Hưng Khánh (huyện Trấn Yên, Yên Bái).",
        "planned Báo Đáp | district=Trấn Yên\nplanned Hưng Khánh | district=Trấn Yên",
    ),
    "counted up to a year that has passed": (
        "Tính đến hết năm 2023, Bắc Kạn có 2 CCN được thành lập, gồm: Huyền Tụng (thành phố Bắc "
        "Kạn) và Cẩm Giàng (huyện Bạch Thông).",
        "established Huyền Tụng | district=Bắc Kạn\nestablished Cẩm Giàng | district=Bạch Thông",
    ),
    "those of the next sentence are no more of the list": (
        "Ninh Thuận loại khỏi phương án phát triển các cụm: Phước Nam 2, Cà Ná 3. Cụm Tháp Chàm "
        "và cụm Quảng Sơn vẫn như cũ.",
        "removed Phước Nam 2\nremoved Cà Ná 3",
    ),
    "expanded one after the other": (
        "Tỉnh mở rộng CCN Vũ Hội lên 75 ha; CCN Đồng Tu 60 ha; CCN Minh Lãng 70 ha.",
        "expanded Vũ Hội | area_ha=75\nexpanded Đồng Tu | area_ha=60\nexpanded Minh Lãng | "
        "area_ha=70",
    ),
    "taken out, one after the other": (
        "Đưa CCN Phong Châu, huyện Phù Ninh; CCN Làng Cả (TP Việt Trì) ra khỏi quy hoạch.",
        "removed Phong Châu | district=Phù Ninh\nremoved Làng Cả",
    ),
    "out and in": (
        "Rút CCN Hà Mãn ra khỏi quy hoạch và bổ sung CCN Trí Quả.",
        "removed Hà Mãn\nplanned Trí Quả",
    ),
    "bullets below a verb": (
        "UBND tỉnh Lạng Sơn quyết định thành lập các cụm công nghiệp sau:\n"
        "- CCN Hợp Thành, huyện Cao Lộc: 20 ha;\n- CCN Hồ Sơn 1, huyện Hữu Lũng: 73 ha.",
        "established Hợp Thành | district=Cao Lộc | area_ha=20\n"
        "established Hồ Sơn 1 | district=Hữu Lũng | area_ha=73",
    ),
    "bullets without head nouns": (
        "Các cụm công nghiệp đưa ra khỏi quy hoạch tỉnh Điện Biên gồm:\n"
        "1. Na Hai, huyện Điện Biên\n2. Thanh Trường, TP. Điện Biên Phủ",
        "removed Na Hai | district=Điện Biên\nremoved Thanh Trường | district=Điện Biên Phủ",
    ),
    "numbered actions": (
        "Điều 1. Điều chỉnh quy hoạch cụm công nghiệp tỉnh Bắc Kạn:\n"
        "1. Bổ sung CCN Cẩm Giàng, huyện Bạch Thông.\n2. Loại bỏ CCN Pù Pết, huyện Ngân Sơn.",
        "planned Cẩm Giàng | district=Bạch Thông\nremoved Pù Pết | district=Ngân Sơn",
    ),
    "table with a heading": (
        "Danh mục cụm công nghiệp thành lập mới tỉnh Vĩnh Long\n"
        "STT | Tên cụm | Huyện | Xã | Diện tích (ha)\n"
        "1 | Thuận An | TX. Bình Minh | Thuận An | 35\n"
        "2 | Tân Bình | Bình Tân | Tân Bình; Thành Lợi | 50,5",
        "established Thuận An | district=Bình Minh | commune=Thuận An | area_ha=35\n"
        "established Tân Bình | district=Bình Tân | commune=Tân Bình; Thành Lợi | area_ha=50.5",
    ),
    "table with tabs": (
        "Bổ sung vào quy hoạch tỉnh Sóc Trăng các CCN:\n"
        "Tên CCN\tHuyện\tDiện tích\nLong Đức 2\tLong Phú\t50 ha\nAn Nghiệp 2\tChâu Thành\t40 ha",
        "planned Long Đức 2 | district=Long Phú | area_ha=50\n"
        "planned An Nghiệp 2 | district=Châu Thành | area_ha=40",
    ),
    "table without a heading": (
        "UBND tỉnh Trà Vinh thành lập 2 CCN:\nTân Ngại | Châu Thành | 21,5 ha\nSa Bình | TP. Trà "
        "Vinh | 30 ha",
        "established Tân Ngại | district=Châu Thành | area_ha=21.5\n"
        "established Sa Bình | district=Trà Vinh | area_ha=30",
    ),
    "table with a column of what happens": (
        "Phương án phát triển cụm công nghiệp tỉnh Kiên Giang\n"
        "| Tên cụm công nghiệp | Huyện | Diện tích (ha) | Ghi chú |\n|---|---|---|---|\n"
        "| CCN Hà Giang | Giang Thành | 50 | Bổ sung mới |\n"
        "| CCN Đông Bình | Tân Hiệp | 32 | Đã thành lập |\n"
        "| CCN Vĩnh Hiệp | Rạch Giá | 49 | Đưa ra khỏi quy hoạch |\n| Tổng | | 131 | |",
        "planned Hà Giang | district=Giang Thành | area_ha=50\n"
        "established Đông Bình | district=Tân Hiệp | area_ha=32\n"
        "removed Vĩnh Hiệp | district=Rạch Giá | area_ha=49",
    ),
    "table by district": (
        "Quy hoạch mới các CCN tỉnh Yên Bái:\nSTT | Tên CCN | Diện tích\n"
        "I | Huyện Văn Yên | \n1 | CCN Đông An | 75\nII | Huyện Trấn Yên | \n1 | CCN Báo Đáp | 50",
        "planned Đông An | district=Văn Yên | area_ha=75\n"
        "planned Báo Đáp | district=Trấn Yên | area_ha=50",
    ),
    "table, area now and to come": (
        "Cụm công nghiệp tỉnh Phú Yên đến năm 2030\n"
        "Tên CCN | Địa điểm | Diện tích hiện có (ha) | Diện tích đến năm 2030 (ha)\n"
        "Ba Bản | xã Hòa Phú, huyện Tây Hòa | 11,2 | 25\nHòa An | xã Hòa An, huyện Phú Hòa | 14 | "
        "14",
        "expanded Ba Bản | area_from_ha=11.2 | area_ha=25 | commune=Hòa Phú | district=Tây Hòa\n"
        "planned Hòa An | area_from_ha=14 | area_ha=14 | commune=Hòa An | district=Phú Hòa",
    ),
    "table in square metres and millions": (
        "Thành lập các CCN tỉnh Lào Cai\nTên CCN | Diện tích (m2) | Vốn đầu tư (triệu đồng)\n"
        "Sơn Mãn | 120.000 | 95.000",
        "established Sơn Mãn | area_ha=12 | capital_vnd_billion=95",
    ),
    "the total of the list is nobody's": (
        "Thành lập CCN Tà Lùng và CCN Đề Thám, tổng diện tích 90 ha.",
        "established Tà Lùng\nestablished Đề Thám",
    ),
    "two provinces": (
        "Bắc Ninh thành lập CCN Cách Bi.\nHải Dương thành lập CCN Cao Thắng.",
        "established Cách Bi | province=Bắc Ninh\nestablished Cao Thắng | province=Hải Dương",
    ),
    "same name, two districts": (
        "Đưa CCN Tân Lập (huyện Mộc Châu) ra khỏi quy hoạch. Bổ sung CCN Tân Lập (huyện Yên Mỹ).",
        "removed Tân Lập | district=Mộc Châu\nplanned Tân Lập | district=Yên Mỹ",
    ),
    "removed and added again": (
        "Năm 2016, CCN Hà Phong bị đưa ra khỏi quy hoạch; đến năm 2023, tỉnh lại bổ sung CCN Hà "
        "Phong.",
        "removed Hà Phong | date_start=2016\nplanned Hà Phong | date_end=2023",
    ),
    "a zone called like a cluster": (
        "CCN Tân Hưng được sáp nhập vào KCN Tân Hưng; KCN Tân Hưng mở rộng lên 105 ha.",
        "merged Tân Hưng | zone_type=CCN | merged_into=KCN Tân Hưng\n"
        "expanded Tân Hưng | zone_type=KCN | area_ha=105",
    ),
    "let out, both": (
        "CCN Tam Hợp (Bình Xuyên) và CCN Hùng Vương (Phúc Yên) đã lấp đầy 100%.",
        "operating Tam Hợp | fill_pct=100\noperating Hùng Vương | fill_pct=100",
    ),
    "below a frame": (
        "Theo quy hoạch, huyện Tứ Kỳ có CCN Kỳ Sơn; huyện Gia Lộc có các CCN: Gia Tân, Toàn Thắng.",
        "planned Kỳ Sơn | district=Tứ Kỳ\nplanned Gia Tân | district=Gia Lộc\n"
        "planned Toàn Thắng | district=Gia Lộc",
    ),
    "districts without counts": (
        "Trong số cụm đã hình thành, huyện Thanh Ba có Bãi Ba, Đồng Xuân; huyện Hạ Hòa có Đoan "
        "Thượng.",
        "established Bãi Ba | district=Thanh Ba\nestablished Đồng Xuân | district=Thanh Ba\n"
        "established Đoan Thượng | district=Hạ Hòa",
    ),
    "names with one capital": (
        "Quy hoạch 2 CCN: Đá bạc (25 ha), Suối rao 1 (40 ha).",
        "planned Đá bạc | area_ha=25\nplanned Suối rao 1 | area_ha=40",
    ),
    "figures in brackets, added and total": (
        "Mở rộng 3 cụm: Mão Điền (từ 12 ha lên 30 ha), Trí Quả (thêm 15 ha), Thanh Khương (lên 25 "
        "ha).",
        "expanded Mão Điền | area_from_ha=12 | area_ha=30\nexpanded Trí Quả | area_delta_ha=15\n"
        "expanded Thanh Khương | area_ha=25",
    ),
    "districts in brackets": (
        "Phát triển các CCN theo quy hoạch mới: thị xã Ninh Hòa (Ninh Xuân 55 ha, Ninh Sim 30 ha).",
        "planned Ninh Xuân | district=Ninh Hòa | area_ha=55\n"
        "planned Ninh Sim | district=Ninh Hòa | area_ha=30",
    ),
    "the province behind a count is no cluster": (
        "Trong 3 cụm công nghiệp Hà Nội vừa có quyết định thành lập, huyện Ba Vì có cụm Vân Hòa "
        "và cụm Tản Lĩnh. Huyện Thạch Thất có cụm Kim Quan.",
        "established Vân Hòa | district=Ba Vì | province=Hà Nội\n"
        "established Tản Lĩnh | district=Ba Vì\nestablished Kim Quan | district=Thạch Thất",
    ),
    "a zone and a cluster": (
        "Thành lập KCN Gia Thuận và CCN Tam Nông.",
        "established Gia Thuận | zone_type=KCN\nestablished Tam Nông | zone_type=CCN",
    ),
    "established and planned apart": (
        "Tỉnh Quảng Trị đã thành lập CCN Cam Hiếu; dự kiến thành lập CCN Triệu Ái.",
        "established Cam Hiếu\nplanned Triệu Ái | certainty=proposed",
    ),
    "clusters of two districts": (
        "Thành lập CCN Mỹ Lợi, CCN Cát Hiệp ở huyện Phù Cát và CCN Tà Súc ở huyện Vĩnh Thạnh.",
        "established Mỹ Lợi\nestablished Cát Hiệp | district=Phù Cát\n"
        "established Tà Súc | district=Vĩnh Thạnh",
    ),
    "including": (
        "Đến nay tỉnh Thái Bình đã thành lập 11 cụm công nghiệp, gồm: Đô Lương, Đông La, Mỹ Xuyên "
        "(huyện Thái "
        "Thụy), Thụy Sơn, Vũ Ninh, Trung Nê, Nam Hà, Cửa Lân, Tây An, Quý Ninh và Phong Phú.",
        "established Đô Lương\nestablished Đông La\nestablished Mỹ Xuyên | district=Thái Thụy\n"
        "established Thụy Sơn\nestablished Vũ Ninh\nestablished Trung Nê\nestablished Nam Hà\n"
        "established Cửa Lân\nestablished Tây An\nestablished Quý Ninh\nestablished Phong Phú",
    ),
    "in which, with a verb for some": (
        "Huyện Thanh Oai có 3 CCN, trong đó CCN Bích Hòa và CCN Thanh Oai đã lấp đầy, CCN Dân Hòa "
        "đang xây dựng.",
        "operating Bích Hòa | district=Thanh Oai\noperating Thanh Oai | district=Thanh Oai\n"
        "construction Dân Hòa | district=Thanh Oai",
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_several_clusters(gazetteer: Gazetteer, text: str, expected: str) -> None:
    check(gazetteer, text, expected)
