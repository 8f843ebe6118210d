"""Lists as planners keep them: titles, headings of several rows, groups, totals, footers."""

from decimal import Decimal
from typing import Any

import pytest
from lists import TODAY, Sheet, book, read, typed

from geo.books.grid import CellError, Value
from geo.dates import Period
from geo.errors import InputError
from geo.gazetteer import Gazetteer
from geo.lists.naming import folded, named
from geo.lists.reading import Reading
from geo.text import fold
from geo.vocabulary import EventKind, Modality

ANNEX = """
DANH MỤC CỤM CÔNG NGHIỆP TRÊN ĐỊA BÀN TỈNH BẮC GIANG
Đơn vị tính: ha
STT | Tên cụm công nghiệp | Địa điểm | Diện tích | | Hiện trạng | Quyết định | Chủ đầu tư | Xuất xứ
 | | | Hiện có | Quy hoạch đến năm 2030
(1) | (2) | (3) | (4) | (5) | (6) | (7) | (8) | (9)
I | Huyện Lạng Giang | | 60,5 | 130
1 | CCN Tân Dĩnh | Xã Tân Dĩnh | 20,5 | 50 | Đang hoạt động | QĐ số 123/QĐ-UBND ngày 12/3/2021 | A
2 | CCN Tân Thanh - Thái Đào | Xã Thái Đào | 40 | 80 | Đã thành lập
II | Thị xã Việt Yên (2 cụm)
1 | Việt Tiến | Việt Tiến | khoảng 50 | 75 | mở rộng
STT | Tên cụm công nghiệp | Địa điểm | Diện tích | | Hiện trạng | Quyết định | Chủ đầu tư | Xuất xứ
2 | Hoàng Mai | TDP Hoàng Mai 1, Nếnh | | 1.234 | sáp nhập vào KCN Đình Trám
III | Cụm công nghiệp đề nghị bổ sung
1 | Yên Lư (xã Yên Lư, huyện Yên Dũng) | | | 60
 | Tổng cộng: 5 cụm | | 110,5 | 1.500
Ghi chú: số liệu đến 2021
 | | | | | KT. CHỦ TỊCH
 | | | | | Nguyễn Văn A
"""


def test_an_annex_is_understood(gazetteer: Gazetteer) -> None:
    found = read(gazetteer, ANNEX)
    rows = found.rows
    assert [row["name"] for row in rows] == [
        "Tân Dĩnh",
        "Tân Thanh - Thái Đào",
        "Việt Tiến",
        "Hoàng Mai",
        "Yên Lư",
    ]
    assert all(row["accepted"] for row in rows)
    assert [row["place"] for row in rows] == [
        "xã Tân Dĩnh, huyện Lạng Giang, tỉnh Bắc Giang",
        "xã Thái Đào, huyện Lạng Giang, tỉnh Bắc Giang",
        "xã Việt Tiến, thị xã Việt Yên, tỉnh Bắc Giang",
        "phường Nếnh, thị xã Việt Yên, tỉnh Bắc Giang",
        "xã Yên Lư, huyện Yên Dũng, tỉnh Bắc Giang",
    ]
    assert [row["area_now_ha"] for row in rows[:3]] == [Decimal("20.5"), 40, 50]
    assert [row["area_2030_ha"] for row in rows] == [50, 80, 75, 1234, 60]
    assert rows[2]["area_qualifier"] == "about"
    kinds = [(row["status"].kind, row["status"].modality) for row in rows]
    assert kinds == [
        (EventKind.OPERATING, Modality.DONE),
        (EventKind.ESTABLISHED, Modality.DONE),
        (EventKind.EXPANDED, Modality.PLANNED),
        (EventKind.MERGED, Modality.PLANNED),
        (EventKind.PLANNED, Modality.PROPOSED),
    ]
    assert rows[0]["decision_no"] == "123/QĐ-UBND"
    assert rows[0]["decided_on"] == Period.parse("2021-03-12")
    assert rows[3]["absorbed_into"] == "KCN Đình Trám"
    assert found.reading.skipped == {
        "title": 2,
        "heading": 3,
        "numbering": 1,
        "group": 3,
        "total": 1,
        "footer": 3,
    }
    assert found.reading.layout.lines == (3, 4)
    assert found.reading.headings["area_2030_ha"] == "Diện tích | Quy hoạch đến năm 2030"


def test_sums_are_checked_and_columns_that_are_left_out_are_told(gazetteer: Gazetteer) -> None:
    found = read(gazetteer, ANNEX)
    assert not any(problem.refuses for problem in found.problems)
    (total,) = found.told(15)
    assert (total.field, total.value) == ("area_2030_ha", "1.500")
    assert "1.499" in total.text.vi
    left_out = {problem.column for problem in found.told(4)}
    assert left_out == {"Chủ đầu tư", "Xuất xứ"}
    titles = found.told(1)
    assert "Bắc Giang" in titles[0].value


def test_sums_that_agree_are_not_spoken_of(gazetteer: Gazetteer) -> None:
    found = read(gazetteer, ANNEX.replace("1.500", "1.499").replace("(2 cụm)", "(3 cụm)"))
    assert [problem.line for problem in found.problems if "không khớp" in problem.text.vi] == [9]


HEAD = "STT | Tên CCN | Xã | Huyện | Tỉnh | Diện tích (ha) | Kinh độ | Vĩ độ\n"
ROW = ("1", "Tân Dĩnh", "Tân Dĩnh", "Lạng Giang", "Bắc Giang", "50", "106.23", "21.33")


def one(gazetteer: Gazetteer, **cells: Value) -> Any:
    """Read a list of one good row with some cells changed; return the row and its problems."""
    order = ("no", "name", "commune", "district", "province", "area", "lon", "lat")
    row = [cells.get(name, value) for name, value in zip(order, ROW, strict=True)]
    found = read(gazetteer, [*typed(HEAD), row])
    return found.rows[0], [problem for problem in found.problems if problem.line == 2]


def test_a_good_row_has_no_problem(gazetteer: Gazetteer) -> None:
    row, problems = one(gazetteer)
    assert problems == []
    assert row["accepted"]
    assert (row["lon"], row["lat"]) == (106.23, 21.33)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("area", "-5", "lớn hơn 0"),
        ("area", "0", "lớn hơn 0"),
        ("area", "750000", "quá lớn"),
        ("area", float("nan"), "hữu hạn"),
        ("area", float("inf"), "hữu hạn"),
        ("area", CellError("#REF!"), "#REF!"),
        ("area", CellError("formula"), "công thức"),
        ("area", "12-15", "khoảng"),
        ("area", "1.234", "1234 hoặc 1 phẩy 234"),
        ("name", CellError("#N/A"), "#N/A"),
        ("name", "", "thiếu tên"),
        ("name", "a" * 501, "500"),
        ("name", "Tân\0Dĩnh", "NUL"),
        ("name", "Tân\x1b[31mDĩnh", "điều khiển"),
        ("name", "[/]", "chữ Latinh"),
        ("name", "#REF!", "#REF!"),
        ("commune", "b" * 501, "500"),
        ("lon", "21.33", "đảo"),
        ("lon", "576000", "VN-2000"),
        ("lon", "95.5", "ngoài Việt Nam"),
        ("lat", "10.1", "cách"),
        ("lon", "106.6", "cách"),
        ("lon", "", "cần cả hai"),
        ("district", "Yên Dũng", "không thuộc"),
        ("province", "Bắc Gianh", "gần nhất"),
    ],
)
def test_a_bad_cell_refuses_its_row_and_is_told_with_its_place(
    gazetteer: Gazetteer, field: str, value: Value, said: str
) -> None:
    changed = {field: value}
    if (field, value) == ("lon", "21.33"):
        changed["lat"] = "106.23"
    if (field, value) == ("lon", "576000"):
        changed["lat"] = "2359000"
    row, problems = one(gazetteer, **changed)
    assert not row["accepted"]
    refusals = [problem for problem in problems if problem.refuses]
    assert any(said in problem.text.vi for problem in refusals), problems
    assert all(problem.column for problem in refusals)
    assert all(problem.text.vi != problem.text.en for problem in problems)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("area", "80", "5–75"),
        ("commune", "Tân Dĩnhh", "không có trong"),
        ("lon", "106.43", "km"),
    ],
)
def test_an_odd_cell_is_told_and_its_row_counts(
    gazetteer: Gazetteer, field: str, value: str, said: str
) -> None:
    row, problems = one(gazetteer, **{field: value})
    assert row["accepted"]
    (problem,) = problems
    assert said in problem.text.vi
    assert not problem.refuses


def test_swapped_columns_of_a_point_are_told_as_such(gazetteer: Gazetteer) -> None:
    _, problems = one(gazetteer, lon="21.33", lat="106.23")
    assert "đảo" in problems[0].text.vi


def test_a_row_that_stands_there_twice_is_refused_once(gazetteer: Gazetteer) -> None:
    other = [*ROW[:5], "60", *ROW[6:]]
    found = read(gazetteer, [*typed(HEAD), list(ROW), ["2", *ROW[1:]], other])
    assert [row["accepted"] for row in found.rows] == [True, False, True]
    assert ["dòng 2" in problem.text.vi for problem in found.problems] == [True, True]


def test_a_row_that_is_refused_is_no_double_of_another(gazetteer: Gazetteer) -> None:
    wrong = ["2", *ROW[1:5], "sáu mươi", *ROW[6:]]
    found = read(gazetteer, [*typed(HEAD), wrong, list(ROW), ["3", *ROW[1:]]])
    assert [row["accepted"] for row in found.rows] == [False, True, False]
    assert [problem.line for problem in found.problems] == [2, 4]
    assert "dòng 3" in found.problems[1].text.vi


ALIKE = """
Tên cụm | Xã | Huyện | Tỉnh | Diện tích (ha)
{} | Tân Dĩnh | Lạng Giang | Bắc Giang | 20
{} | {} | Lạng Giang | Bắc Giang | {}
"""


@pytest.mark.parametrize(
    ("one", "other", "commune", "words"),
    [
        ("Đồng Đìn", "CCN Đồng Đình", "Tân Dĩnh", "gần giống tên ở dòng 2"),
        ("Đồng Đìn", "Đồng Đình", "Tân Hưng", None),
        ("Hồng Lạc", "Hồng Lạc II", "Tân Dĩnh", None),
        ("{{ 7*7 }}", "${7*7}", "Tân Dĩnh", "cùng tên (không kể dấu)"),
        ("Phú Lâm", "Phú Lãm", "Tân Dĩnh", "cùng tên (không kể dấu)"),
    ],
)
def test_names_that_are_hardly_different_are_told(
    gazetteer: Gazetteer, one: str, other: str, commune: str, words: str | None
) -> None:
    found = read(gazetteer, ALIKE.format(one, other, commune, 20))
    assert all(row["accepted"] for row in found.rows)
    assert [problem.text.vi.startswith(words or "-") for problem in found.told(3)] == (
        [True] if words else []
    )


def test_rows_twice_are_found_far_apart_in_a_long_list(gazetteer: Gazetteer) -> None:
    rows = [f"Cụm {number} | Tân Dĩnh | Lạng Giang | Bắc Giang | 20" for number in range(25_000)]
    rows += [rows[3], rows[15_000].replace("| 20", "| 21")]
    heading = "Tên cụm | Xã | Huyện | Tỉnh | Diện tích (ha)"
    found = read(gazetteer, "\n".join((heading, *rows)))
    refused, warned = found.told(25_002), found.told(25_003)
    assert [(p.refuses, "dòng 5;" in p.text.vi) for p in refused] == [(True, True)]
    assert [(p.refuses, "dòng 15002," in p.text.vi) for p in warned] == [(False, True)]
    assert len(found.problems) == 2


def test_a_row_of_a_province_is_placed_there_with_a_warning(gazetteer: Gazetteer) -> None:
    row, problems = one(gazetteer, commune="", district="", lon="", lat="")
    assert row["place"] == "tỉnh Bắc Giang"
    assert ["chỉ có tỉnh" in problem.text.vi for problem in problems] == [True]


def test_hidden_rows_are_left_out_and_told(gazetteer: Gazetteer) -> None:
    rows = [*typed(HEAD), list(ROW), ["2", "Kép", *ROW[2:]]]
    found = read(gazetteer, Sheet(rows, hidden=frozenset({3})))
    assert [row["name"] for row in found.rows] == ["Tân Dĩnh"]
    assert found.reading.skipped["hidden"] == 1
    assert ["1 dòng bị ẩn" in problem.text.vi for problem in found.problems] == [True]


def test_a_cell_merged_downwards_holds_for_all_its_rows(gazetteer: Gazetteer) -> None:
    rows = typed(
        """
        STT | Huyện | Tên CCN | Tỉnh
        1 | Lạng Giang | Một | Bắc Giang
        2 |  | Hai | Bắc Giang
        3 | Việt Yên | Ba | Bắc Giang
        """
    )
    found = read(gazetteer, Sheet(rows, merges=((2, 1, 3, 1),)))
    assert [row["district"] for row in found.rows] == ["Lạng Giang", "Lạng Giang", "Việt Yên"]
    assert [row["district"] for row in read(gazetteer, rows).rows][1] is None


def test_one_decimal_sign_holds_for_the_whole_file(gazetteer: Gazetteer) -> None:
    head = typed("STT | Tên CCN | Tỉnh | Diện tích (ha) | Vốn đầu tư (tỷ đồng)")
    first = ["1", "A", "Bắc Giang", "20", "1.108"]
    found = read(gazetteer, [*head, first, ["2", "B", "Bắc Giang", "12,5", "300"]])
    assert [row["capital_vnd_billion"] for row in found.rows] == [1108, 300]
    (refused,) = read(gazetteer, [*head, first]).told(2)[:1]
    assert refused.refuses


def test_the_decimal_sign_is_looked_for_beyond_the_first_rows(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.lists.reading.BLOCK_ROWS", 2)
    rows = "STT | Tên CCN | Tỉnh | Diện tích (ha)\n1 | A | Bắc Giang | 1.234\n"
    found = read(gazetteer, rows + "2 | B | Bắc Giang | 20\n3 | C | Bắc Giang | 12,5")
    assert [row["area_ha"] for row in found.rows] == [1234, 20, Decimal("12.5")]


def test_a_group_ends_where_an_outer_one_begins(gazetteer: Gazetteer) -> None:
    rows = """
    STT | Tên CCN | Tỉnh | Diện tích (ha)
    A | Các cụm công nghiệp đã thành lập
    I | Huyện Lạng Giang
    1 | Một | Bắc Giang | 20
    II | Sơn Động
    1 | Hai | Bắc Giang | 20
    B | Các cụm công nghiệp quy hoạch mới
    1 | Ba | Bắc Giang | 20
    """
    found = read(gazetteer, rows)
    assert [row["place"] for row in found.rows] == [
        "huyện Lạng Giang, tỉnh Bắc Giang",
        "huyện Sơn Động, tỉnh Bắc Giang",
        "tỉnh Bắc Giang",
    ]
    kinds = [row["status"].kind for row in found.rows]
    assert kinds == [EventKind.ESTABLISHED, EventKind.ESTABLISHED, EventKind.PLANNED]


def test_a_footer_is_no_cluster(gazetteer: Gazetteer) -> None:
    rows = "Tên CCN | Tỉnh\nMột | Bắc Giang\nNguồn: Sở Công Thương | \nCông Hòa | Bắc Giang"
    found = read(gazetteer, rows)
    assert [row["name"] for row in found.rows] == ["Một", "Công Hòa"]
    assert found.reading.skipped["footer"] == 1


def test_a_column_is_known_by_what_stands_over_it(gazetteer: Gazetteer) -> None:
    rows = """
    STT | Tên CCN | Tỉnh | Giai đoạn 2021-2030 | | Đất công nghiệp (ha)
     | | | Diện tích quy hoạch | Đất cây xanh | Đã cho thuê
    1 | Một | Bắc Giang | 50 | 5 | 12
    """
    found = read(gazetteer, rows)
    assert found.reading.headings["area_2030_ha"] == "Giai đoạn 2021-2030 | Diện tích quy hoạch"
    assert found.rows[0]["leased_ha"] == 12
    assert {problem.column for problem in found.told(2)} == {"Giai đoạn 2021-2030 | Đất cây xanh"}


def test_money_without_a_unit_is_left_out_and_told(gazetteer: Gazetteer) -> None:
    head = "STT | Tên CCN | Tỉnh | {}\n1 | A | Bắc Giang | 1500"
    row = read(gazetteer, head.format("Vốn đầu tư")).rows[0]
    assert row["capital_vnd_billion"] is None
    row = read(gazetteer, head.format("Vốn đầu tư (triệu đồng)")).rows[0]
    assert row["capital_vnd_billion"] == Decimal("1.5")


def test_a_word_that_says_there_is_none_is_a_word(gazetteer: Gazetteer) -> None:
    rows = "Tên CCN | Tỉnh | Xử lý nước thải\nA | Bắc Giang | {}"
    for word in ("none", "không có", "chưa có"):
        assert read(gazetteer, rows.format(word)).rows[0]["wastewater"] == "none"
    assert read(gazetteer, rows.format("-")).rows[0]["wastewater"] is None


def test_a_centroid_of_an_export_is_no_site(gazetteer: Gazetteer) -> None:
    head = "name | province | district | lon | lat | precision"
    row = "A | Bắc Giang | Lạng Giang | 106.2 | 21.3 | {}"
    assert read(gazetteer, f"{head}\n{row.format('tâm huyện')}").rows[0]["lon"] is None
    assert read(gazetteer, f"{head}\n{row.format('site')}").rows[0]["lon"] == 106.2


def test_a_column_can_be_mapped_or_left_out(gazetteer: Gazetteer) -> None:
    rows = "Dự án | Tỉnh | Đất | Diện tích (ha)\nA | Bắc Giang | 20 | 30"
    mapping = {"Dự án": "name", "Đất": "area_now_ha", "Diện tích (ha)": "-"}
    found = read(gazetteer, rows, mapping=mapping)
    assert found.rows[0]["area_now_ha"] == 20
    assert "area_ha" not in found.rows[0]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"Tên CCN": "nam"}, "name"),
        ({"Diện tíc": "area_ha"}, "Diện tích"),
    ],
)
def test_a_mapping_that_names_nothing_is_refused(
    gazetteer: Gazetteer, mapping: dict[str, str], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read(gazetteer, HEAD + " | ".join(ROW), mapping=mapping)


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ([], "no rows"),
        (["A | B | C\n1 | 2 | 3"], "no heading"),
        ([HEAD], "no row with a cluster"),
        ([HEAD + " | ".join(ROW)] * 2, "2 sheets are lists"),
        (["STT | Tên CCN | Diện tích | Tổng diện tích\n1 | A | 2 | 3"], "both read as area_ha"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(
    gazetteer: Gazetteer, sheets: list[str], said: str
) -> None:
    grids = [Sheet(typed(text), name=f"Trang {n}") for n, text in enumerate(sheets)] or [Sheet([])]
    with pytest.raises(InputError, match=said):
        list(Reading(book(*grids), gazetteer, today=TODAY).blocks())


def test_a_sheet_is_chosen_by_its_name(gazetteer: Gazetteer) -> None:
    grids = [Sheet(typed(HEAD + " | ".join(ROW)), name=name) for name in ("2023", "2024")]
    reading = Reading(book(*grids), gazetteer, today=TODAY, sheet="2024")
    assert [block.sheet for block in reading.blocks()] == ["2024"]
    with pytest.raises(InputError, match="no sheet"):
        Reading(book(*grids), gazetteer, today=TODAY, sheet="2025")


def test_names_are_told_from_what_stands_around_them() -> None:
    assert named("CCN Yên Lư (xã Yên Lư)")[:3] == ("Yên Lư", "CCN", "xã Yên Lư")
    assert named("KCN Quế Võ, thị xã Quế Võ")[:3] == ("Quế Võ", "KCN", "thị xã Quế Võ")
    assert named("Cụm công nghiệp làng nghề Sơn Đồng")[:2] == ("làng nghề Sơn Đồng", "CCN")
    assert named("Nham Sơn - Yên Lư")[:3] == ("Nham Sơn - Yên Lư", None, None)
    assert named("CCN Hồng Lạc (mở rộng)").name == "Hồng Lạc (mở rộng)"
    assert named("CCN").name == "CCN"


def test_names_folded_together_are_what_each_folds_to(gazetteer: Gazetteer) -> None:
    names = [*(unit.full_name for unit in gazetteer), "Đá Bạc – 2", "M'Đrắk", "A²", "Ý̃"]
    assert folded(names) == [fold(name) for name in names]


@pytest.mark.parametrize("title", ["Hiện trạng (ha)", "Hiện trạng, m2"])
def test_a_status_in_hectares_is_an_area(gazetteer: Gazetteer, title: str) -> None:
    found = read(
        gazetteer,
        [
            ["Tên CCN", "Huyện", "Tỉnh", title, "Tình trạng"],
            ["Mỹ Thái 9", "Lạng Giang", "Bắc Giang", 350000, "Đang hoạt động"],
        ],
    )
    assert "area_now_ha" in found.rows[0]
    assert found.rows[0]["status"].kind is EventKind.OPERATING


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("DT QH (ha)", "planned_area_ha"),
        ("DT đất CN (ha)", "industrial_ha"),
        ("DT đất CN đã cho thuê", "leased_ha"),
        ("DT QH thời kỳ 2021-2030", "area_2030_ha"),
        ("Số QĐ", "decision_no"),
        ("Ngày QĐ", "decided_on"),
    ],
)
def test_headings_are_known_in_their_short_forms(
    gazetteer: Gazetteer, heading: str, field: str
) -> None:
    found = read(gazetteer, f"Tên CCN | Tỉnh | {heading}\nA | Bắc Giang |")
    assert found.reading.headings.get(field) == heading
