"""The form to fill in: what is locked, what can be chosen, and that it is read as a list."""

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from geo.books.opening import open_book
from geo.forms import HEADING_ROW, form
from geo.gazetteer import Gazetteer
from geo.lists.fields import field_of
from geo.lists.reading import Reading
from geo.timeline import find_province

BEFORE = date(2025, 6, 30)


@pytest.fixture
def book(gazetteer: Gazetteer) -> openpyxl.Workbook:
    province = find_province(gazetteer, "Bắc Giang", on=BEFORE)
    return openpyxl.load_workbook(BytesIO(form(gazetteer, "vi", province)))


def columns(sheet: Worksheet) -> dict[str, str]:
    """Return the letter of the column of each field."""
    found = {}
    for cell in sheet[HEADING_ROW]:
        known = field_of(str(cell.value))
        assert known is not None
        found[str(known.field)] = str(cell.column_letter)
    return found


def choices(book: openpyxl.Workbook, field: str) -> list[str]:
    """Return what can be chosen in the cells of a field."""
    table, _, lists = book.worksheets
    letter = columns(table)[field]
    (made,) = [
        made
        for made in table.data_validations.dataValidation
        if f"{letter}{HEADING_ROW + 1}" in made.sqref
    ]
    assert made.type == "list"
    sheet, _, cells = made.formula1.rpartition("!")
    assert sheet == f"'{lists.title}'"
    return [str(cell.value) for (cell,) in lists[cells.replace("$", "")]]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("province", [None, "Bắc Giang"])
def test_every_heading_is_a_field(gazetteer: Gazetteer, lang: str, province: str | None) -> None:
    within = find_province(gazetteer, province, on=BEFORE) if province else None
    made = openpyxl.load_workbook(BytesIO(form(gazetteer, lang, within)))
    fields = columns(made.worksheets[0])
    assert {"name", "district", "commune_now", "status", "area_now_ha"} <= set(fields)
    assert ("province" in fields) == (province is None)


def test_units_stand_in_the_headings_and_notes_above_them(book: openpyxl.Workbook) -> None:
    table, guide, _ = book.worksheets
    heads = [cell.value for cell in table[HEADING_ROW]]
    assert "Diện tích hiện trạng (ha)" in heads
    assert "Vốn đầu tư (tỷ đồng)" in heads
    assert all(cell.comment and cell.comment.text for cell in table[HEADING_ROW])
    assert guide.title == "Hướng dẫn"
    explained = [row[0] for row in guide.values]
    assert set(heads) <= set(explained)


def test_headings_are_locked_without_a_password_and_rows_are_open(book: openpyxl.Workbook) -> None:
    table = book.worksheets[0]
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    assert all(sheet.protection.password is None for sheet in book.worksheets)
    assert all(cell.protection.locked for cell in table[HEADING_ROW])
    assert not any(cell.protection.locked for cell in table[HEADING_ROW + 1])
    letters = columns(table).values()
    assert not any(table.column_dimensions[letter].protection.locked for letter in letters)


def test_the_units_of_the_province_can_be_chosen(book: openpyxl.Workbook) -> None:
    districts = choices(book, "district")
    assert "huyện Lạng Giang, tỉnh Bắc Giang" in districts
    assert len(districts) == 10
    communes = choices(book, "commune_now")
    assert "phường Bắc Giang, tỉnh Bắc Ninh" in communes
    assert not any("phường Kinh Bắc" in name for name in communes)


def test_a_province_of_today_offers_the_districts_of_all_it_was_made_of(
    gazetteer: Gazetteer,
) -> None:
    today = find_province(gazetteer, "Bắc Ninh", on=date(2025, 7, 1))
    made = openpyxl.load_workbook(BytesIO(form(gazetteer, "vi", today)))
    districts = choices(made, "district")
    assert "huyện Lạng Giang, tỉnh Bắc Giang" in districts
    assert "huyện Gia Bình, tỉnh Bắc Ninh" in districts
    assert "phường Kinh Bắc, tỉnh Bắc Ninh" in choices(made, "commune_now")


def test_words_of_the_record_can_be_chosen(book: openpyxl.Workbook) -> None:
    assert choices(book, "status")[:4] == [
        "trong quy hoạch",
        "đã thành lập",
        "đang xây dựng",
        "đang hoạt động",
    ]
    assert choices(book, "zone_type") == ["CCN", "KCN", "KKT"]
    assert "đang vận hành" in choices(book, "wastewater")


def test_without_a_province_the_provinces_can_be_chosen(gazetteer: Gazetteer) -> None:
    made = openpyxl.load_workbook(BytesIO(form(gazetteer, "vi")))
    assert len(choices(made, "province")) == 63
    assert len(choices(made, "province_now")) == 34


def test_numbers_and_days_are_checked_and_shown_as_such(book: openpyxl.Workbook) -> None:
    table = book.worksheets[0]
    letters = columns(table)
    row = HEADING_ROW + 1
    assert table[f"{letters['area_now_ha']}{row}"].number_format == "#,##0.00"
    assert table[f"{letters['decided_on']}{row}"].number_format == "dd/mm/yyyy"
    kinds = {
        next(iter(made.sqref.ranges)).coord.split(":")[0]: made
        for made in table.data_validations.dataValidation
    }
    fill = kinds[f"{letters['fill_pct']}{row}"]
    assert (fill.type, fill.formula1, fill.formula2) == ("decimal", "0", "100")
    assert kinds[f"{letters['decided_on']}{row}"].type == "date"


def test_it_prints_on_wide_paper_with_its_headings(book: openpyxl.Workbook) -> None:
    table = book.worksheets[0]
    assert table.freeze_panes == f"D{HEADING_ROW + 1}"
    assert table.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    assert table.page_setup.orientation == "landscape"
    assert table.page_setup.fitToHeight == 0


def test_what_is_filled_in_is_read_cell_by_cell(book: openpyxl.Workbook, tmp_path: Path) -> None:
    table = book.worksheets[0]
    letters = columns(table)
    filled = {
        "name": "Yên Lư mới",
        "district": "huyện Yên Dũng, tỉnh Bắc Giang",
        "status": "đã thành lập",
        "area_now_ha": 37.5,
        "decided_on": date(2024, 5, 6),
    }
    for field, value in filled.items():
        table[f"{letters[field]}{HEADING_ROW + 1}"] = value
    book.save(tmp_path / "a.xlsx")
    with open_book(tmp_path / "a.xlsx") as opened:
        lines = list(opened.grids[0].lines())
    heads = lines[1].cells
    assert [line.number for line in lines] == [1, HEADING_ROW, HEADING_ROW + 1]
    found = {}
    for head, cell in zip(heads, lines[2].cells, strict=False):
        known = field_of(str(head))
        assert known is not None
        if cell is not None:
            found[known.field] = cell
    assert found == filled


def test_what_is_filled_in_is_taken_in_without_help(
    book: openpyxl.Workbook, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    table = book.worksheets[0]
    letters = columns(table)
    rows = [
        {"district": "huyện Lạng Giang, tỉnh Bắc Giang", "status": "trong quy hoạch"},
        {"commune_now": "phường Cảnh Thụy, tỉnh Bắc Ninh", "area_now_ha": 20, "no": 2},
        {"district": "Yên Thế", "fill_pct": 85, "wastewater": "đang vận hành"},
    ]
    for place, row in enumerate(rows, HEADING_ROW + 1):
        for field, value in {"name": f"Cụm {place}", "zone_type": "CCN", **row}.items():
            table[f"{letters[field]}{place}"] = value
    book.save(tmp_path / "a.xlsx")
    with open_book(tmp_path / "a.xlsx") as opened:
        reading = Reading(opened, gazetteer, today=date(2026, 11, 22))
        blocks = list(reading.blocks())
    assert [accepted for block in blocks for accepted in block.accepted] == [True] * 3
    assert all(site >= 0 for block in blocks for site in block.site)
    assert not [problem for problem in reading.problems if problem.refuses]
