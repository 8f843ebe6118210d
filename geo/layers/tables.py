"""The clusters as tables: CSV and XLSX, written row by row.

Text that a spreadsheet would run as a formula gets an apostrophe in front (`geo.text.guarded`).
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import InputError, Text
from geo.export import SHEET, About, about_lines, safe, sheet_name
from geo.files import spooled, whole
from geo.layers.columns import Column
from geo.layers.reading import Choice, Portion
from geo.text import writable

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_LONGEST = 32_767
"""Letters that a cell of a workbook holds."""

_THOUSANDS = 3
_DEGREES = {"lon", "lat"}


def write_csv(portions: Iterable[Portion], choice: Choice, file: Path) -> None:
    """Write UTF-8 with BOM, commas between, numbers with a point.

    No number has three decimals: `12.345` could be read as twelve thousand, and is `12.3450`.

    Raises:
        OutputError: the file cannot be written; a file of that name stays as it was.
    """
    with whole(file) as half, half.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(safe(column.heading(choice.headings)) for column in choice.columns)
        for portion in portions:
            writer.writerows([_plain(value) for value in row] for row in portion.rows)


@spooled()
def write_xlsx(
    portions: Iterable[Portion], choice: Choice, file: Path, about: About, lang: str
) -> None:
    """Write a workbook: the table under a frozen heading, and a sheet that says what it shows.

    Raises:
        InputError: a text is longer than a cell can be.
        OutputError: the file cannot be written; a file of that name stays as it was.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.title = writable(about.title.said(lang))
    with whole(file) as half, ExitStack() as unsaved:
        table = book.create_sheet(sheet_name(about, lang))
        unsaved.callback(table.close)
        _append_table(table, portions, choice)
        told = book.create_sheet(SHEET.said(lang))
        unsaved.callback(told.close)
        _append_about(told, about, lang)
        unsaved.pop_all()
        packed = BytesIO()  # where a full disk cannot break the archive in the middle
        book.save(packed)
        half.write_bytes(packed.getbuffer())


def _append_table(table: "WriteOnlyWorksheet", portions: Iterable[Portion], choice: Choice) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    table.freeze_panes = "A2"
    table.print_title_rows = "1:1"
    table.page_setup.orientation = "landscape"
    heads = []
    for place, column in enumerate(choice.columns, 1):
        table.column_dimensions[get_column_letter(place)].width = column.width
        head = WriteOnlyCell(table, safe(column.heading(choice.headings)))
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        heads.append(head)
    table.append(heads)
    rows = 1
    for cells in _cells(portions, choice.columns, table):
        table.append(cells)
        rows += 1
    table.auto_filter.ref = f"A1:{get_column_letter(len(choice.columns))}{rows}"


def _cells(
    portions: Iterable[Portion], columns: Sequence[Column], table: "WriteOnlyWorksheet"
) -> Iterator[list[Any]]:
    """Yield the rows as cells; those of numbers are used again, being written at once."""
    from openpyxl.cell import WriteOnlyCell

    shown: list[WriteOnlyCell | None] = []
    for column in columns:
        number = WriteOnlyCell(table) if column.is_number else None
        if number is not None:
            number.number_format = "0.0######" if column.name in _DEGREES else "#,##0.00"
        shown.append(number)
    for portion in portions:
        for row in portion.rows:
            cells: list[Any] = []
            for value, number, column in zip(row, shown, columns, strict=True):
                if number is not None and value is not None:
                    number.value = value
                    cells.append(number)
                else:
                    cells.append(_short(safe(value), column))
            yield cells


def _append_about(sheet: "WriteOnlyWorksheet", about: About, lang: str) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90
    (title, *_), *lines = about_lines(about, lang)
    head = WriteOnlyCell(sheet, title)
    head.font = Font(bold=True)
    sheet.append([head])
    for line in lines:
        sheet.append(line)


def _short(value: Any, column: Column) -> Any:
    if isinstance(value, str) and len(value) > _LONGEST:
        raise InputError(
            Text(
                f"Cột {column.name} có ô dài {len(value)} ký tự (“{value[:40]}…”), quá sức chứa của"
                " XLSX (32.767); hãy chọn .csv hoặc .gpkg.",
                f'Column {column.name} has a cell of {len(value)} characters ("{value[:40]}…"),'
                " more than XLSX holds (32,767); choose .csv or .gpkg.",
            )
        )
    return value


def _plain(value: Any) -> Any:
    """Return a cell of CSV: a number that cannot be taken for one with thousands set apart."""
    if not isinstance(value, float):
        return safe(value)
    whole_part, _, decimals = f"{Decimal(repr(value)):f}".partition(".")
    if not decimals.strip("0"):
        return whole_part
    return (
        f"{whole_part}.{decimals}0" if len(decimals) == _THOUSANDS else f"{whole_part}.{decimals}"
    )
