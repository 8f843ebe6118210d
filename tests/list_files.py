"""Files of lists for tests: made as planners' programs make them, opened as the import does."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from geo.books.grid import Book, Line
from geo.books.opening import open_book

ROWS: list[list[Any]] = [
    ["STT", "Tên cụm", "Địa điểm", "Diện tích (ha)"],
    [1, "Hồng Lộc", "xã Đại Lâm", 50.5],
    [2, "Yên Mỹ", "huyện Lạng Giang", 75],
]


def lines(file: Path, sheet: int = 0, **options: str) -> list[Line]:
    """Return all rows of one sheet of a file."""
    with open_book(file, **options) as book:
        return list(book.grids[sheet].lines())


def cells(file: Path, sheet: int = 0, **options: str) -> list[list[Any]]:
    return [line.cells for line in lines(file, sheet, **options)]


def about(file: Path, **options: str) -> Book:
    with open_book(file, **options) as book:
        return book


def packed(file: Path, members: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file


def repacked(file: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Change the members of an archive in place."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return packed(file, {name: change(name, data) for name, data in members.items()})


_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def sheet_of(file: Path, rows: str, *, prolog: str = "", tail: str = "") -> Path:
    """Write an XLSX file whose only sheet holds the XML of some rows."""
    return packed(
        file,
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": f'<Relationships><Relationship Id="rId1" Type="{_LINKS}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns:r="{_LINKS}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="rId1"'
            f' Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f"{prolog}<worksheet><sheetData>{rows}</sheetData>{tail}"
            "</worksheet>",
        },
    )
