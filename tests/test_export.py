"""Tables as files: what an XLSX file says of the table it holds."""

from pathlib import Path

import openpyxl

from geo.errors import Text
from geo.export import About, write_table

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
    assert (table.title, about.title) == ("Thay đổi 2026 2030   thử  với m", "Thuyết minh")
    assert list(table.values) == [("tên", "diện tích"), ("Yên Lư", 37), ("'=1+1", None)]
    assert list(about.values)[1:] == [("Ngày đầu", "2026-11-22"), ("Diện tích", "'=ha")]


def test_a_csv_file_is_the_table_alone(tmp_path: Path) -> None:
    write_table(ROWS, HEADINGS, tmp_path / "a.csv", "en", ABOUT)
    lines = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert lines == ["name,area", "Yên Lư,37.0", "'=1+1,"]
