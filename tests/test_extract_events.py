"""Single clusters: what happens to them, and how the verb stands to the name."""

import pytest
from reading_cases import check

from geo.gazetteer import Gazetteer

CASES = {
    "established, active": (
        "UBND tỉnh Bắc Giang thành lập cụm công nghiệp Xuân Hương, huyện Lạng Giang.",
        "established Xuân Hương | district=Lạng Giang | province=Bắc Giang | zone_type=CCN",
    ),
    "established, decision and day": (
        "Ngày 12/3/2022, UBND tỉnh Hà Nam ban hành Quyết định số 415/QĐ-UBND thành lập CCN Bình "
        "Lục.",
        "established Bình Lục | decision_no=415/QĐ-UBND | date_start=2022-03-12 | province=Hà Nam",
    ),
    "established, passive with an agent": (
        "Cụm công nghiệp Quang Sơn vừa được UBND tỉnh Thái Nguyên quyết định thành lập.",
        "established Quang Sơn | province=Thái Nguyên",
    ),
    "established, subject before the decision": (
        "CCN Thịnh Hưng (huyện Yên Bình, Yên Bái) đã có quyết định thành lập từ năm 2015.",
        "established Thịnh Hưng | district=Yên Bình | province=Yên Bái",
    ),
    "established, there is one more": (
        "Phú Thọ có thêm cụm công nghiệp Sóc Đăng rộng 50 ha tại huyện Đoan Hùng.",
        "established Sóc Đăng | area_ha=50 | district=Đoan Hùng | province=Phú Thọ",
    ),
    "established, year after the name": (
        "CCN Nghĩa Mỹ được thành lập năm 2009, diện tích 24,6 ha.",
        "established Nghĩa Mỹ | area_ha=24.6 | date_start=2009",
    ),
    "proposed founding is planning": (
        "Sở Công Thương tỉnh Kon Tum đề xuất thành lập CCN Đăk La, huyện Đăk Hà.",
        "planned Đăk La | district=Đăk Hà | province=Kon Tum | certainty=proposed",
    ),
    "founding to come is planning": (
        "Năm 2027, tỉnh Gia Lai sẽ thành lập cụm công nghiệp Chư Ty.",
        "planned Chư Ty | certainty=planned | province=Gia Lai",
    ),
    "agreement in principle": (
        "Ban Thường vụ Tỉnh ủy Hà Tĩnh thống nhất chủ trương thành lập CCN Yên Huy, huyện Can Lộc.",
        "planned Yên Huy | district=Can Lộc | province=Hà Tĩnh",
    ),
    "added to the plan": (
        "HĐND tỉnh Long An bổ sung CCN Thuận Bình 2 vào quy hoạch.",
        "planned Thuận Bình 2 | province=Long An",
    ),
    "put into the plan": (
        "Tỉnh Lai Châu đưa cụm công nghiệp Nậm Hàng vào quy hoạch với diện tích 30 ha.",
        "planned Nậm Hàng | area_ha=30 | province=Lai Châu",
    ),
    "was put into the plan": (
        "CCN Phiềng Mựt được đưa vào quy hoạch với diện tích 15 ha.",
        "planned Phiềng Mựt | area_ha=15",
    ),
    "planned anew": (
        "Tỉnh Hòa Bình quy hoạch mới CCN Đông Lai, huyện Tân Lạc, quy mô 50 ha.",
        "planned Đông Lai | area_ha=50 | district=Tân Lạc | province=Hòa Bình",
    ),
    "kept": (
        "Giữ nguyên CCN Hoàng Diệu, huyện Gia Lộc với diện tích 35,2 ha.",
        "planned Hoàng Diệu | area_ha=35.2 | district=Gia Lộc",
    ),
    "was invested in": (
        "Cụm công nghiệp Tân Lập (Vĩnh Phúc) được đầu tư 512 tỷ đồng.",
        "planned Tân Lập | capital_vnd_billion=512 | province=Vĩnh Phúc",
    ),
    "figures without a verb": (
        "CCN Mường Chùm: diện tích 20 ha.",
        "planned Mường Chùm | area_ha=20",
    ),
    "ground broken": (
        "Sáng 8/5, lễ khởi công CCN Tam Dương 3 (Vĩnh Phúc) đã diễn ra.",
        "construction Tam Dương 3 | province=Vĩnh Phúc",
    ),
    "ground broken by a company": (
        "Công ty Thành Phát khởi công xây dựng hạ tầng cụm công nghiệp Phú Thạnh ở huyện Tân Phú "
        "Đông.",
        "construction Phú Thạnh | district=Tân Phú Đông",
    ),
    "under construction": (
        "CCN Minh Hưng đang xây dựng hạ tầng trên diện tích 60 ha.",
        "construction Minh Hưng | area_ha=60",
    ),
    "land being cleared": (
        "CCN Bình Phú đang giải phóng mặt bằng.",
        "construction Bình Phú",
    ),
    "stuck": (
        "Cụm công nghiệp Đông Thọ ì ạch suốt nhiều năm.",
        "construction Đông Thọ",
    ),
    "in operation": (
        "CCN An Ninh, huyện Hữu Lũng đã đi vào hoạt động.",
        "operating An Ninh | district=Hữu Lũng",
    ),
    "put into operation": (
        "Công ty Hải Long đưa cụm công nghiệp Nghĩa Sơn vào hoạt động từ tháng 6/2021.",
        "operating Nghĩa Sơn | date_start=2021-06",
    ),
    "opened": (
        "Khánh thành CCN Đông Phú 1 tại huyện Quế Sơn, tỉnh Quảng Nam.",
        "operating Đông Phú 1 | district=Quế Sơn | province=Quảng Nam",
    ),
    "let out": (
        "CCN Tháp Hồng (TP Hà Tiên) đã lấp đầy 85% diện tích.",
        "operating Tháp Hồng | fill_pct=85",
    ),
    "ready for tenants": (
        "Cụm công nghiệp Phú Mỹ sẵn sàng đón nhà đầu tư thứ cấp.",
        "operating Phú Mỹ",
    ),
    "expanded from and to": (
        "Mở rộng CCN Lương Sơn từ 12,5 ha lên 40 ha.",
        "expanded Lương Sơn | area_from_ha=12.5 | area_ha=40",
    ),
    "expanded to": (
        "CCN Yên Mỹ được mở rộng lên 75 ha.",
        "expanded Yên Mỹ | area_ha=75",
    ),
    "expanded by, verb at the figure": (
        "CCN Quán Lát mở rộng 20 ha.",
        "expanded Quán Lát | area_delta_ha=20",
    ),
    "expanded by and to": (
        "CCN Tân Dân được mở rộng thêm 18 ha, lên 50 ha.",
        "expanded Tân Dân | area_delta_ha=18 | area_ha=50",
    ),
    "area raised": (
        "Nâng diện tích cụm công nghiệp Gò Sơn từ 10 ha lên 25 ha.",
        "expanded Gò Sơn | area_from_ha=10 | area_ha=25",
    ),
    "grew": (
        "Diện tích CCN Thọ Sơn tăng từ 20 ha lên 48 ha.",
        "expanded Thọ Sơn | area_from_ha=20 | area_ha=48",
    ),
    "reduced": (
        "Điều chỉnh giảm diện tích CCN Hợp Thành từ 45 ha xuống còn 30 ha.",
        "adjusted Hợp Thành | area_from_ha=45 | area_ha=30",
    ),
    "narrowed": (
        "CCN Đại Nghĩa bị thu hẹp từ 30 ha xuống 12 ha.",
        "adjusted Đại Nghĩa | area_from_ha=30 | area_ha=12",
    ),
    "renamed": (
        "UBND tỉnh đổi tên CCN Long Xuyên thành CCN Long Xuyên - Tân Việt.",
        "adjusted Long Xuyên",
    ),
    "trades added": (
        "Tỉnh bổ sung ngành nghề thu hút đầu tư cho CCN Thái Hòa.",
        "adjusted Thái Hòa",
    ),
    "merged into a named zone": (
        "Sáp nhập CCN Tân Liên vào KCN Nam Cầu Kiền.",
        "merged Tân Liên | merged_into=KCN Nam Cầu Kiền",
    ),
    "merged into some zone": (
        "Cụm công nghiệp Đồng Vàng được sáp nhập vào khu công nghiệp.",
        "merged Đồng Vàng | merged_into=khu công nghiệp",
    ),
    "turned into a zone": (
        "Chuyển đổi CCN Đình Trám thành khu công nghiệp.",
        "merged Đình Trám | merged_into=khu công nghiệp",
    ),
    "taken out": (
        "Đưa cụm công nghiệp Thanh Minh ra khỏi quy hoạch.",
        "removed Thanh Minh",
    ),
    "was taken out": (
        "CCN Đồi Ông được đưa ra khỏi quy hoạch do vướng đất rừng.",
        "removed Đồi Ông",
    ),
    "taken off the list": (
        "Rút CCN Nam Hồng khỏi danh mục quy hoạch phát triển cụm công nghiệp.",
        "removed Nam Hồng",
    ),
    "struck": (
        "Loại bỏ CCN Bến Kéo, thị xã Hòa Thành.",
        "removed Bến Kéo | district=Hòa Thành",
    ),
    "decision revoked": (
        "UBND tỉnh Đồng Tháp bãi bỏ quyết định thành lập cụm công nghiệp Mỹ Hiệp.",
        "removed Mỹ Hiệp | province=Đồng Tháp",
    ),
    "turned into a town": (
        "Tỉnh chuyển CCN Cầu Trúc sang đất thương mại, dịch vụ.",
        "removed Cầu Trúc",
    ),
    "turned into housing": (
        "CCN Hạp Lĩnh được chuyển đổi thành khu đô thị.",
        "removed Hạp Lĩnh",
    ),
    "two verbs of one cluster": (
        "CCN Khe Răng thành lập năm 2018 với 15 ha, đến nay đã lấp đầy 90%.",
        "established Khe Răng | area_ha=15\noperating Khe Răng | fill_pct=90",
    ),
    "two verbs, two clusters": (
        "CCN Mai Đình đi vào hoạt động năm 2020; CCN Danh Thắng đang xây dựng.",
        "operating Mai Đình\nconstruction Danh Thắng",
    ),
    "a zone": (
        "Thành lập KCN Thuận Thành 4, tỉnh Bắc Ninh, rộng 120 ha.",
        "established Thuận Thành 4 | zone_type=KCN | area_ha=120 | province=Bắc Ninh",
    ),
    "capital in dollars": (
        "Thành lập CCN Tân Bình với tổng vốn đầu tư 30 triệu USD.",
        "established Tân Bình | capital_usd_million=30",
    ),
    "capital in millions": (
        "Thành lập CCN Nà Pác, tổng mức đầu tư 85.500 triệu đồng.",
        "established Nà Pác | capital_vnd_billion=85.5",
    ),
    "capital in the next sentence": (
        "Thành lập CCN Đồng Mốc. Dự án có tổng mức đầu tư hơn 300 tỷ đồng.",
        "established Đồng Mốc | capital_vnd_billion=300 | capital_qualifier=hơn",
    ),
    "area in the next sentence": (
        "UBND tỉnh quyết định thành lập CCN Hợp Thịnh. Cụm có diện tích 68 ha.",
        "established Hợp Thịnh | area_ha=68",
    ),
    "figures in the next sentence, two events before": (
        "CCN Gia Khánh thành lập năm 2016, chính thức đưa vào hoạt động sáng 4/4. "
        "Cụm rộng 48 ha, vốn 510 tỷ đồng.",
        "established Gia Khánh | area_ha=48\n"
        "operating Gia Khánh | area_ha=48 | capital_vnd_billion=510",
    ),
    "rice land is not the area": (
        "Thành lập CCN Liên Minh rộng 50 ha, trong đó 32 ha đất trồng lúa.",
        "established Liên Minh | area_ha=50",
    ),
    "support is not the capital": (
        "Thành lập CCN Ba Hàng, tổng vốn 120 tỷ đồng, ngân sách hỗ trợ 15 tỷ đồng.",
        "established Ba Hàng | capital_vnd_billion=120",
    ),
    "industrial land is not the area": (
        "CCN Tà Sa được thành lập, diện tích 40 ha, đất công nghiệp 29 ha.",
        "established Tà Sa | area_ha=40",
    ),
    "area as a range states no one value": (
        "Thành lập CCN Cao Sơn rộng 40 - 50 ha.",
        "established Cao Sơn",
    ),
    "square metres": (
        "Thành lập CCN Đồng Nhân, diện tích 250.000 m2.",
        "established Đồng Nhân | area_ha=25",
    ),
    "quoted name": (
        "Thành lập cụm công nghiệp “Hòa Tiến” tại huyện Yên Phong.",
        "established Hòa Tiến | district=Yên Phong",
    ),
    "craft village": (
        "Bổ sung cụm công nghiệp làng nghề Bích La vào quy hoạch.",
        "planned làng nghề Bích La",
    ),
    "called by a town": (
        "Thành lập Cụm công nghiệp thị trấn Me, huyện Gia Viễn.",
        "established thị trấn Me | district=Gia Viễn",
    ),
    "two communes": (
        "Thành lập CCN Hoa Lư trên địa bàn xã Gia Trấn và xã Gia Tân, huyện Gia Viễn.",
        "established Hoa Lư | commune=Gia Trấn; Gia Tân | district=Gia Viễn",
    ),
    "communes of one type word": (
        "Thành lập CCN Đầm Hồng nằm trên các xã Tân Hương, Đông Cao và Tiên Phong.",
        "established Đầm Hồng | commune=Tân Hương; Đông Cao; Tiên Phong",
    ),
    "company's seat is not the cluster's": (
        "Thành lập CCN Hoàng Mai, do Công ty Việt Phát (phường Hà An, thị xã Quảng Yên) đầu tư.",
        "established Hoàng Mai",
    ),
    "district abbreviated": (
        "Thành lập CCN Ngũ Hùng (H.Thanh Miện).",
        "established Ngũ Hùng | district=Thanh Miện",
    ),
    "town called like the province": (
        "Thành lập CCN Sông Cầu (TP. Thái Nguyên).",
        "established Sông Cầu | district=Thái Nguyên",
    ),
    "city that is a province": (
        "TP Hải Phòng thành lập CCN Tiên Cường 2.",
        "established Tiên Cường 2 | province=Hải Phòng",
    ),
    "new commune, no district": (
        "CCN Yên Lâm, xã Yên Từ, tỉnh Ninh Bình được thành lập tháng 9/2025.",
        "established Yên Lâm | commune=Yên Từ | province=Ninh Bình | date_start=2025-09",
    ),
    "hyphenated name with an en dash": (
        "Thành lập CCN Hương Sơn – Đại Lâm.",
        "established Hương Sơn – Đại Lâm",
    ),
    "without accents": (
        "UBND tinh Hung Yen quyet dinh thanh lap cum cong nghiep Ngoc Long, dien tich 45 ha.",
        "established Ngoc Long | area_ha=45 | province=Hưng Yên",
    ),
    "tones on the other vowel": (
        "Thành lập CCN Hoà Sơn, huyện Hiệp Hoà.",
        "established Hoà Sơn | district=Hiệp Hoà",
    ),
    "spaces of a scan": (
        "Thành  lập CCN  Đồng  Tiến ,  diện tích  54 ,54  ha.",
        "established Đồng Tiến | area_ha=54.54",
    ),
    "a line broken in the middle": (
        "UBND tỉnh Nghệ An quyết định thành lập cụm công\nnghiệp Tháp - Hồng - Kỷ, huyện Nam Đàn.",
        "established Tháp - Hồng - Kỷ | district=Nam Đàn | province=Nghệ An",
    ),
    "told twice": (
        "Thành lập CCN Phong Phú\nUBND tỉnh Hòa Bình vừa thành lập CCN Phong Phú, huyện Tân Lạc, "
        "rộng 30 ha.",
        "established Phong Phú | area_ha=30 | district=Tân Lạc | province=Hòa Bình",
    ),
    "a call for investors": (
        "Tỉnh Bạc Liêu mời gọi đầu tư CCN Vĩnh Mỹ A, diện tích 49 ha.",
        "planned Vĩnh Mỹ A | area_ha=49 | province=Bạc Liêu",
    ),
    "syllables broken by a scan": (
        "Quyết định số 915 /QĐ -UBND thành lập c ụm công nghi ệp Tiên Nha , huyện Lục Nam.",
        "established Tiên Nha | decision_no=915/QĐ-UBND | district=Lục Nam",
    ),
    "a figure broken by a scan is not guessed": (
        "Thành lập CCN Vũ Xá, diện tích 5 0 ha.",
        "established Vũ Xá",
    ),
    "in capitals": (
        "CỤM CÔNG NGHIỆP LAN SƠN ĐƯỢC MỞ RỘNG LÊN 70 HA",
        "expanded LAN SƠN | area_ha=70",
    ),
    "revoked with the number of its founding": (
        "Quyết định số 77/QĐ-UBND bãi bỏ Quyết định số 12/QĐ-UBND thành lập CCN Dĩnh Trì.",
        "removed Dĩnh Trì | decision_no=77/QĐ-UBND",
    ),
    "the next clause speaks of the one before": (
        "Cụm công nghiệp Phước Thành đã lấp đầy 88%, huyện đề nghị mở rộng thêm 11 ha.",
        "operating Phước Thành | fill_pct=88\n"
        "expanded Phước Thành | area_delta_ha=11 | certainty=proposed",
    ),
    "the next sentence speaks of the one before": (
        "CCN Hạ Vàng (huyện Can Lộc, Hà Tĩnh) đã lấp đầy. Tới đây, tỉnh sẽ mở rộng lên 62 ha.",
        "operating Hạ Vàng | district=Can Lộc\n"
        "expanded Hạ Vàng | area_ha=62 | district=Can Lộc | certainty=planned",
    ),
    "raised and lowered in one sentence": (
        "Trà Vinh nâng CCN Sa Bình từ 12 ha lên 49,5 ha, giảm CCN Bến Cát từ 30 ha xuống 22 ha.",
        "expanded Sa Bình | area_from_ha=12 | area_ha=49.5\n"
        "adjusted Bến Cát | area_from_ha=30 | area_ha=22",
    ),
    "a day of the next clause is not this one's": (
        "CCN Quang Huy đang giải phóng mặt bằng; CCN Gia Phù đã động thổ ngày 3/2/2021.",
        "construction Quang Huy | date_start=None\nconstruction Gia Phù | date_start=2021-02-03",
    ),
    "an extension by its name": (
        "Tỉnh Bắc Ninh thành lập CCN Đông Thọ mở rộng tại huyện Yên Phong với diện tích 25 ha.",
        "established Đông Thọ mở rộng | district=Yên Phong | area_ha=25",
    ),
    "a second phase by its name": (
        "CCN Lạc Vệ giai đoạn II (huyện Tiên Du) đang san nền.",
        "construction Lạc Vệ giai đoạn II | district=Tiên Du",
    ),
    "where it is opened": (
        "Tại xã Tân Quang, huyện Văn Lâm, tỉnh Hưng Yên, chủ đầu tư khánh thành CCN Tân Quang 2.",
        "operating Tân Quang 2 | commune=Tân Quang | district=Văn Lâm | province=Hưng Yên",
    ),
    "where it lies, told afterwards": (
        "Tỉnh Hậu Giang cho phép lập CCN Tân Thành. Cụm nằm tại xã Tân Thành, TP Ngã Bảy.",
        "established Tân Thành | commune=Tân Thành | district=Ngã Bảy",
    ),
    "called otherwise before": (
        "CCN Bình Đức thuộc xã Phú Hội, tỉnh An Giang (trước đây là xã Vĩnh Hội Đông, huyện An "
        "Phú) đã khởi công.",
        "construction Bình Đức | commune=Phú Hội | district=An Phú | province=An Giang",
    ),
    "in the same district": (
        "Khởi công CCN Gia Phù, huyện Phù Yên (Sơn La). Riêng CCN Quang Huy cùng huyện đang san "
        "nền.",
        "construction Gia Phù | district=Phù Yên\nconstruction Quang Huy | district=Phù Yên",
    ),
    "no longer in the plan": (
        "Cụm công nghiệp Ba Ngòi (Khánh Hòa) không còn nằm trong quy hoạch.",
        "removed Ba Ngòi | province=Khánh Hòa",
    ),
    "a place under its label": (
        "Thành lập CCN Thanh Văn với các nội dung sau:\n1. Địa điểm: xã Thanh Văn và xã Thanh Xuân,"
        " huyện Thanh Chương.\n2. Diện tích: 31,5 ha.",
        "established Thanh Văn | area_ha=31.5 | commune=Thanh Văn; Thanh Xuân",
    ),
    "a zone's extension": (
        "Thủ tướng phê duyệt chủ trương đầu tư KCN Việt Hàn mở rộng, quy mô 147 ha.",
        "planned Việt Hàn mở rộng | area_ha=147 | zone_type=KCN",
    ),
    "a company called like a province": (
        "Công ty CP Hòa Bình được giao CCN Lộc Giang rộng 45 ha ở huyện Đức Hòa.",
        "planned Lộc Giang | area_ha=45 | district=Đức Hòa | province=None",
    ),
    "capital from and to": (
        "Điều chỉnh tăng quy mô CCN Trâu Quỳ từ 20 ha lên 30 ha, vốn từ 150 tỷ đồng lên 240 tỷ "
        "đồng.",
        "expanded Trâu Quỳ | area_from_ha=20 | area_ha=30 | capital_vnd_billion=240",
    ),
    "address after the office": (
        "CCN Mỹ Lệ được UBND tỉnh phê duyệt thành lập tại xã Mỹ Lệ, huyện Cần Đước.",
        "established Mỹ Lệ | commune=Mỹ Lệ | district=Cần Đước",
    ),
    "years since the founding": (
        "Sau 12 năm thành lập, CCN Quỳnh Côi vẫn dở dang.",
        "construction Quỳnh Côi",
    ),
    "basis of a decision": (
        "Căn cứ Nghị định số 32/2024/NĐ-CP, UBND tỉnh thành lập CCN Phước Tân.",
        "established Phước Tân",
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_an_event(gazetteer: Gazetteer, text: str, expected: str) -> None:
    check(gazetteer, text, expected)
