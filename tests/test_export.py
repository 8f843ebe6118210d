"""Tables as files: what an XLSX file says of the table it holds."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from geo.errors import OutputError, Text
from geo.export import About, require_writable, write_table

HEADINGS = {"name": Text("tên", "name"), "ha": Text("diện tích", "area")}
ROWS = [{"name": "Yên Lư", "ha": 37.0}, {"name": "=1+1", "ha": None}]
ABOUT = About(
    Text("Thay đổi 2026/2030: [thử] với một tên rất dài", "Changes"),
    ((Text("Ngày đầu", "First day"), "2026-11-22"), (Text("Diện tích", "Areas"), "=ha")),
)


def test_the_first_sheet_is_the_table_and_the_second_says_what_it_shows(tmp_path: Path) -> None:
    write_table(ROWS, HEADINGS, tmp_path / "a.xlsx", "vi", ABOUT)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.properties.title == "Thay đổi 2026/2030: [thử] với một tên rất dài"
    table, about = book.worksheets
    assert (table.title, about.title) == ("Thay đổi 2026 2030 thử với một", "Thuyết minh")
    assert list(table.values) == [("tên", "diện tích"), ("Yên Lư", 37), ("'=1+1", None)]
    assert list(about.values)[1:] == [("Ngày đầu", "2026-11-22"), ("Diện tích", "'=ha")]


def test_a_csv_file_is_the_table_alone(tmp_path: Path) -> None:
    write_table(ROWS, HEADINGS, tmp_path / "a.csv", "en", ABOUT)
    lines = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert lines == ["name,area", "Yên Lư,37.0", "'=1+1,"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Yên\ufffe Lư\uffff", "Yên Lư"),
        ("Yên\ud800 Lư\udfff", "Yên Lư"),
        ("Yên\x00\x0b Lư\x1f", "Yên Lư"),
        ("Yên \x7f\x85\ue000\ufffd\U0001fffe Lư", "Yên \x7f\x85\ue000\ufffd\U0001fffe Lư"),
        ("=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"),
        ("\uffff=cmd", "'=cmd"),
        ("\n=cmd", "'\n=cmd"),
        ("＝cmd", "'＝cmd"),
    ],
)
def test_what_no_spreadsheet_reads_or_may_run_is_left_out_or_defused(
    tmp_path: Path, ending: str, text: str, cell: str
) -> None:
    file, headings = tmp_path / f"a.{ending}", {"name": Text(text, text)}
    about = About(Text("Thay đổi" + text, ""), ((Text(text, text), text),))
    write_table([{"name": text}], headings, file, "vi", about)
    if ending == "csv":
        document = io.StringIO(file.read_text("utf-8-sig"), newline="")
        assert list(csv.reader(document)) == [[cell], [cell]]
        return
    table, told = openpyxl.load_workbook(file).worksheets
    assert list(table.values) == [(cell,), (cell,)]
    assert list(told.values)[1:] == [(cell, cell)]
    assert {one.data_type for line in table for one in line} == {"s"}


@pytest.mark.parametrize("name", ["a" * 300 + ".csv", "a" * 252 + ".xlsx", "b/" * 3000 + "a.csv"])
def test_a_name_that_no_folder_takes_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match=r"File name too long.*choose another place"):
        require_writable(tmp_path / name)
