"""Texts that state no event of a cluster: nothing may be invented."""

import pytest
from reading_cases import told

from geo.extract.reader import read_text
from geo.gazetteer import Gazetteer

NOTHING = {
    "empty": "",
    "blank": "  \n\t\n ",
    "another language": (
        "The provincial People's Committee established a new industrial cluster of 75 ha."
    ),
    "another matter": "Tỉnh Hà Nam khánh thành cầu Châu Giang dài 2,2 km, vốn 850 tỷ đồng.",
    "a visit": "Đoàn công tác kiểm tra hiện trường tại cụm công nghiệp Hòa Xá.",
    "rules": "Việc thành lập cụm công nghiệp phải phù hợp với quy hoạch tỉnh.",
    "law": "Nghị định số 32/2024/NĐ-CP quy định về quản lý, phát triển cụm công nghiệp.",
    "a question": "Bao giờ thành lập CCN Đông Sơn?",
    "a condition": "Nếu đủ điều kiện, tỉnh sẽ mở rộng CCN Phú Lâm.",
    "denied": "Tỉnh không mở rộng CCN Đồng Lãng.",
    "not yet": "CCN Tân Chi chưa đi vào hoạt động.",
    "not yet founded": "Đến nay CCN Lâm Bình chưa được thành lập.",
    "wish without a name": "Tỉnh đẩy mạnh thu hút đầu tư, hoàn thiện hạ tầng cụm công nghiệp.",
    "a company in a cluster": "Công ty May Hồng Phát trong CCN Tân Tiến tuyển 300 lao động.",
    "a factory opens in a cluster": "Nhà máy đi vào hoạt động tại CCN Hoằng Phụ năm 2023.",
    "a fire": "Cháy lớn tại cụm công nghiệp Thanh Oai, thiệt hại 12 tỷ đồng.",
    "other clusters": "Cụm từ này xuất hiện 12 lần; cụm dân cư Tân Lập rộng 15 ha.",
    "another founding": "Thành lập Trung tâm Phát triển cụm công nghiệp huyện Tiên Lữ.",
    "an office's plan": "UBND tỉnh điều chỉnh quy hoạch sử dụng đất đến năm 2030.",
    "only a head noun": "cụm công nghiệp, CCN, KCN, cụm",
    "only signs": "|||| ---- ;;;; (((( ....",
    "a table of other things": "Họ tên | Tuổi\nNguyễn Văn Hòa | 45\nTrần Thị Mai | 38",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_nothing_is_invented(gazetteer: Gazetteer, text: str) -> None:
    found = read_text(text, gazetteer=gazetteer)
    assert not found, told(found)
