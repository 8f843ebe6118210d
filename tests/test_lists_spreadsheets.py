"""Sheets of XLSX, ODS and XLS files, row by row: values, places, what is hidden, what is broken."""

import struct
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from list_files import ROWS, about, cells, lines, repacked, sheet_of
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from geo.books.cells import Shown, shown
from geo.books.faults import letters
from geo.books.grid import CellError
from geo.books.spreadsheets import column_of
from geo.errors import InputError

FORMULA = CellError("formula")


def xlsx(file: Path, rows: list[list[Any]] = ROWS) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


def xls(file: Path, rows: list[list[Any]] = ROWS) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.save(str(file))
    return file


def ods(file: Path, rows: list[list[Any]] = ROWS) -> Path:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Sheet")
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(ods_cell(value))
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(file))
    return file


def ods_cell(value: Any, **said: Any) -> TableCell:
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=str(value), **said)
    cell = TableCell(valuetype="string", **said)
    cell.addElement(P(text=value))
    return cell


@pytest.mark.parametrize("write", [xlsx, xls, ods])
def test_a_list_is_read_as_it_stands(tmp_path: Path, write: Any) -> None:
    file = write(tmp_path / "a.dat")
    assert cells(file) == ROWS
    assert [line.number for line in lines(file)] == [1, 2, 3]
    assert not any(line.hidden for line in lines(file))
    book = about(file)
    assert book.kind == write.__name__
    assert [grid.name for grid in book.grids] == ["Sheet"]
    assert book.notes == ()


@pytest.mark.parametrize("write", [xlsx, xls, ods])
def test_a_grid_is_read_again_from_its_beginning(tmp_path: Path, write: Any) -> None:
    from geo.books.opening import open_book

    with open_book(write(tmp_path / "a")) as book:
        grid = book.grids[0]
        next(grid.lines())
        assert list(grid.lines()) == list(grid.lines())


@pytest.mark.parametrize("write", [xlsx, xls, ods])
def test_text_is_made_legible(tmp_path: Path, write: Any) -> None:
    file = write(tmp_path / "a", [["x", "Côm Hång Léc", "Léc"], ["'=1+1", "''a", "'a"]])
    assert cells(file) == [["x", "Cụm Hồng Lộc", "Lộc"], ["=1+1", "'a", "'a"]]
    (note,) = about(file).notes
    assert "TCVN3" in note.vi
    assert "TCVN3" in note.en


def test_blank_rows_are_left_out_and_places_kept(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet["B3"], sheet["D3"], sheet["A7"], sheet["A9"] = "b", "d", " ", "a"
    book.save(file := tmp_path / "a.xlsx")
    assert [(line.number, line.cells) for line in lines(file)] == [
        (3, [None, "b", None, "d"]),
        (9, ["a"]),
    ]


def test_numbers_come_as_they_are_shown(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    shown_as = [
        (0.855, "0.0%", 85.5),
        (45322, "dd/mm/yyyy", date(2024, 1, 31)),
        (45322.5, "dd/mm/yyyy hh:mm", datetime(2024, 1, 31, 12)),  # noqa: DTZ001
        (59, "d/m/yy", date(1900, 2, 28)),
        (61, "d/m/yy", date(1900, 3, 1)),
        (1234.5, '#,##0.0 "ha mỗi năm"', 1234.5),
        (7, '[Red]_-* #,##0\\ "đ"', 7),
        (-3, "d/m/yyyy", -3),
        (1e300, "General", 1e300),
        (True, "General", True),
    ]
    for column, (value, code, _) in enumerate(shown_as, 1):
        sheet.cell(1, column, value).number_format = code
    book.save(file := tmp_path / "a.xlsx")
    (row,) = cells(file)
    assert row == [value for *_, value in shown_as]
    assert [type(value) for value in row] == [type(value) for *_, value in shown_as]


def test_days_since_1904(tmp_path: Path) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = date(2024, 1, 31)
    book.save(file := tmp_path / "a.xlsx")
    assert cells(file) == [[date(2024, 1, 31)]]


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("General", Shown.NUMBER),
        ("Standard", Shown.NUMBER),
        ("#,##0.00", Shown.NUMBER),
        ('0 "tháng"', Shown.NUMBER),
        ("mmm-yy", Shown.DAY),
        ("[$-42A]dd mmmm yyyy", Shown.DAY),
        ("0%", Shown.PERCENT),
        ('0"%"', Shown.NUMBER),
    ],
)
def test_a_format_tells_what_a_number_is(code: str, how: Shown) -> None:
    assert shown(164, code) is how
    assert (shown(14, None), shown(9, None), shown(1, None)) == (
        Shown.DAY,
        Shown.PERCENT,
        Shown.NUMBER,
    )


def test_cells_without_a_value_tell_so(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["=A1+1", "#REF!", "x"])
    sheet["B1"].data_type = "e"
    book.save(file := tmp_path / "a.xlsx")
    assert cells(file) == [[FORMULA, CellError("#REF!"), "x"]]


def test_a_kept_value_of_a_formula_is_read(tmp_path: Path) -> None:
    file = sheet_of(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>T("")</f><v></v></c>'
        '<c r="C1" t="str"><f>"a"</f><v>a_x0041_</v></c><c r="D1" t="e"><f>1/0</f>'
        '<v>#DIV/0!</v></c><c r="E1"><f>1</f></c><c t="d"><v>2024-01-31</v></c></row>',
    )
    assert cells(file) == [[2, None, "aA", CellError("#DIV/0!"), FORMULA, date(2024, 1, 31)]]


def test_hidden_rows_are_marked_and_hidden_columns_told(tmp_path: Path) -> None:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["C"].hidden = True
    book.save(file := tmp_path / "a.xlsx")
    assert [line.hidden for line in lines(file)] == [False, True, False]
    (note,) = about(file).notes
    assert note.vi.endswith("các cột ẩn C cũng được đọc.")


def test_hidden_sheets_are_left_out_and_told(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Hiện"
    book.active["A1"] = "a"
    old = book.create_sheet("Cũ")
    old["A1"], old.sheet_state = "b", "veryHidden"
    book.save(file := tmp_path / "a.xlsx")
    opened = about(file)
    assert [grid.name for grid in opened.grids] == ["Hiện"]
    assert "“Cũ”" in opened.notes[0].vi


def test_merged_ranges_are_told(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "DANH SÁCH"
    book.active.merge_cells("A1:D1")
    book.active.merge_cells("B3:B5")
    book.save(file := tmp_path / "a.xlsx")
    (grid,) = about_grids(file)
    assert grid == ((1, 0, 1, 3), (3, 1, 5, 1))


def about_grids(file: Path) -> list[Any]:
    from geo.books.opening import open_book

    with open_book(file) as book:
        return [grid.merges for grid in book.grids]


def test_rich_text_is_joined_and_readings_aside_left_out(tmp_path: Path) -> None:
    file = sheet_of(
        tmp_path / "a.xlsx",
        '<row><c t="inlineStr"><is><r><t>Cụm </t></r><r><t>Hồng</t></r><rPh><t>x</t></rPh></is></c>'
        "</row>",
    )
    assert cells(file) == [["Cụm Hồng"]]


def test_macros_are_told_and_never_run(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "a.xlsm")
    import zipfile

    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf")
    assert cells(file) == ROWS
    assert "macro" in about(file).notes[0].vi


def test_far_corners_cost_nothing(tmp_path: Path) -> None:
    file = sheet_of(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="CV1048576"><v>2</v></c></row>',
    )
    first, last = lines(file)
    assert (first.number, last.number, len(last.cells)) == (1, 1_048_576, 100)


def test_a_cell_told_twice_holds_what_comes_last(tmp_path: Path) -> None:
    file = sheet_of(
        tmp_path / "a.xlsx",
        '<row><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c><c r="B1"><v>3</v></c></row>',
    )
    assert cells(file) == [[2, 3]]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('<row r="4"><c r="XFD4"><v>1</v></c></row>', 'sheet "S", line 4, column XFD: more than'),
        ('<row r="4"><c r="B4" t="s"><v>7</v></c></row>', "line 4, column B: the file is damaged"),
        ('<row r="4"><c r="B4"><v>x</v></c></row>', "line 4, column B: the file is damaged"),
        ('<row r="4"><c r="4"><v>1</v></c></row>', "line 4: the file is damaged"),
        ('<row r="4"><c r="B4"><v>1</c></row>', "line 4, column B: the file is damaged"),
        ("<a>" * 200 + "</a>" * 200, "damaged"),
        (
            f'<row r="4"><c r="B4" t="str"><v>{"x" * 140_000}</v></c></row>',
            "line 4, column B: a cell is longer",
        ),
        (f'<row r="4" x="{"y" * 5_000_000}"/><row><c r="B5"><v>1</v></c></row>', "damaged"),
    ],
)
def test_a_broken_cell_is_told_with_its_place(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        lines(sheet_of(tmp_path / "a.xlsx", rows))


def test_entities_are_refused(tmp_path: Path) -> None:
    prolog = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    file = sheet_of(tmp_path / "a.xlsx", "<row><c><v>&a;</v></c></row>", prolog=prolog)
    with pytest.raises(InputError, match="declares XML entities"):
        lines(file)


def test_ods_keeps_places_and_kinds(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    gone = Style(name="gone", family="table")
    gone.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(gone)
    table = Table(name="Danh sách")
    table.addElement(TableColumn(numbercolumnsrepeated=2))
    table.addElement(TableColumn(visibility="collapse"))
    title = TableRow()
    title.addElement(ods_cell("DANH SÁCH", numbercolumnsspanned=3, numberrowsspanned=1))
    title.addElement(CoveredTableCell(numbercolumnsrepeated=2))
    row = TableRow(visibility="filter")
    row.addElement(TableCell(valuetype="percentage", value="0.855"))
    row.addElement(TableCell(valuetype="date", datevalue="2024-01-31"))
    row.addElement(TableCell(valuetype="boolean", booleanvalue="true"))
    row.addElement(TableCell(formula="of:=1+1"))
    row.addElement(TableCell(numbercolumnsrepeated=16_000))
    twice = TableRow(numberrowsrepeated=2)
    twice.addElement(ods_cell("a", numbercolumnsrepeated=2))
    rest = TableRow(numberrowsrepeated=1_000_000)
    for part in (title, TableRow(numberrowsrepeated=4), row, twice, rest):
        table.addElement(part)
    document.spreadsheet.addElement(table)
    hidden = Table(name="Cũ", stylename=gone)
    hidden.addElement(TableRow())
    document.spreadsheet.addElement(hidden)
    document.save(str(file := tmp_path / "a.ods"))
    assert [tuple(line) for line in lines(file)] == [
        (1, ["DANH SÁCH"], False),
        (6, [85.5, date(2024, 1, 31), True, FORMULA], True),
        (7, ["a", "a"], False),
        (8, ["a", "a"], False),
    ]
    assert about_grids(file) == [((1, 0, 1, 2),)]
    said = " ".join(note.en for note in about(file).notes)
    assert '"Cũ"' in said
    assert "hidden columns C" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda text: text.replace(
                b"<table:table-row>", b'<table:table-row table:number-rows-repeated="99999">', 1
            ),
            "repeated more than",
        ),
        (
            lambda text: text.replace(
                b"<table:table-cell ",
                b'<table:table-cell table:number-columns-repeated="16384" ',
                1,
            ),
            "line 1, column A: more than 1000 columns",
        ),
        (lambda text: text[: len(text) // 2], "damaged"),
        (lambda text: b"<!DOCTYPE a>" + text.partition(b"?>")[2], "XML entities"),
    ],
)
def test_ods_that_runs_wild_is_refused(tmp_path: Path, change: Any, said: str) -> None:
    file = ods(tmp_path / "a.ods")
    repacked(file, lambda name, data: change(data) if name == "content.xml" else data)
    with pytest.raises(InputError, match=said):
        lines(file)


def test_an_encrypted_ods_is_refused(tmp_path: Path) -> None:
    file = ods(tmp_path / "a.ods")
    end, locked = b"</manifest:manifest>", b"<manifest:encryption-data/>"
    repacked(file, lambda _, data: data.replace(end, locked + end))
    with pytest.raises(InputError, match="protected by a password"):
        lines(file)


def test_xls_keeps_places_and_kinds(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Danh sách")
    sheet.write_merge(0, 1, 0, 3, "DANH SÁCH")
    sheet.write(4, 1, date(2024, 1, 31), xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    sheet.write(4, 2, 0.855, xlwt.easyxf(num_format_str="0.0%"))
    sheet.write(4, 3, True)
    sheet.row(4).set_cell_error(4, "#REF!")
    for column, number in enumerate((7, -7, 0.01, 1 / 3, 123_456_789_012)):
        sheet.write(5, column, number)
    sheet.row(5).hidden = True
    sheet.col(2).hidden = True
    old = book.add_sheet("Cũ")
    old.write(65_535, 255, "far")
    old.visibility = 1
    book.save(str(file := tmp_path / "a.xls"))
    assert [tuple(line) for line in lines(file)] == [
        (1, ["DANH SÁCH"], False),
        (5, [None, date(2024, 1, 31), 85.5, True, CellError("#REF!")], False),
        (6, [7, -7, 0.01, 1 / 3, 123_456_789_012], True),
    ]
    assert about_grids(file) == [((1, 0, 2, 3),)]
    said = " ".join(note.en for note in about(file).notes)
    assert '"Cũ"' in said
    assert "hidden columns C" in said


def test_xls_texts_run_on_from_record_to_record(tmp_path: Path) -> None:
    texts = [f"{'Cụm' if n % 2 else 'Cum'} {n} {'x' * (n % 700)}" for n in range(400)]
    file = xls(tmp_path / "a.xls", [[text] for text in texts])
    assert cells(file) == [[text] for text in texts]


def test_xls_far_corners_cost_nothing(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    for name in ("Một", "Hai", "Ba"):
        sheet = book.add_sheet(name)
        sheet.write(0, 0, "a")
        sheet.write(65_535, 255, "b")
    book.save(str(file := tmp_path / "a.xls"))
    first, last = lines(file)
    assert (first.number, last.number, len(last.cells)) == (1, 65_536, 256)


def test_xls_with_more_cells_than_a_list_has_is_refused(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    for name in ("Một", "Hai"):
        sheet = book.add_sheet(name)
        for row in range(33_000):
            sheet.write(row, 255, 1)
    book.save(str(file := tmp_path / "a.xls"))
    with pytest.raises(InputError, match="unpacks to too much"):
        lines(file)


def test_an_xls_link_over_all_cells_costs_nothing(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet")
    for column in range(13):
        sheet.write(1, column, "", xlwt.easyxf("font: bold on"))
    sheet.write(0, 0, "a")
    book.save(str(file := tmp_path / "a.xls"))
    link = struct.pack("<4H16sII", 0, 65_535, 0, 65_535, bytes(16), 2, 0)
    data = bytearray(file.read_bytes())
    place = data.index(struct.pack("<HH", 0x00BE, len(link)))
    data[place : place + 4 + len(link)] = struct.pack("<HH", 0x01B8, len(link)) + link
    file.write_bytes(data)
    assert cells(file) == [["a"]]


def test_xls_texts_that_go_round_are_refused(tmp_path: Path) -> None:
    file = xls(tmp_path / "a.xls", [["x" * 20]])
    data = file.read_bytes()
    start, text = data.index(struct.pack("<HB", 20, 0) + b"x" * 20), b"x" * 16
    turned = struct.pack("<IHBi", 2**31 - 1, 16, 4, -(2 + 1 + 4 + 16)) + text
    file.write_bytes(data[: start - 4] + turned + data[start + 23 :])
    with pytest.raises(InputError, match="damaged"):
        lines(file)


def test_xls_that_is_cut_off_is_told(tmp_path: Path) -> None:
    file = xls(tmp_path / "a.xls", [[n, f"Cụm {n}"] for n in range(500)])
    file.write_bytes(file.read_bytes()[:6000])
    with pytest.raises(InputError, match="damaged"):
        lines(file)


@given(st.integers(0, 16_383))
def test_columns_have_their_letters(column: int) -> None:
    assert letters(column) == get_column_letter(column + 1)
    assert column_of(f"{letters(column)}17") == column
