"""Tables as files for spreadsheets: CSV (UTF-8 with BOM) or XLSX, written whole or not at all.

Text that a spreadsheet would run as a formula gets an apostrophe in front, as does text that opens
with one. The first sheet of an XLSX file is the table alone; what it shows stands on a second one.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from geo.errors import InputError, Text
from geo.files import require_file, spooled, write_whole
from geo.text import guarded, writable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ENDINGS = (".csv", ".xlsx")
SHEET = Text("Thuyết minh", "About")
"""Name of the sheet that says what the table shows."""

_WIDEST = 48
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31


@dataclass(frozen=True)
class About:
    """What a table shows: its title, of which the sheet is named, and lines such as its dates."""

    title: Text
    lines: Sequence[tuple[Text, str]]


def require_writable(file: Path) -> None:
    """Refuse a file that `write_table` could not write, before any work is done for it.

    Raises:
        InputError: the name ends neither in .csv nor in .xlsx.
        OutputError: the folder is missing or cannot be written to, or no file can have the name.
    """
    if file.suffix.lower() not in ENDINGS:
        raise InputError(
            Text(
                f"“{file}”: tên tệp phải có đuôi .csv hoặc .xlsx.",
                f'"{file}": the name must end in .csv or .xlsx.',
            )
        )
    require_file(file)


def write_table(
    rows: Sequence[Mapping[str, Any]],
    headings: Mapping[str, Text],
    file: Path,
    lang: str,
    about: About | None = None,
) -> None:
    """Write rows in the columns of `headings`; numbers stay numbers, None is an empty cell.

    `about` goes into an XLSX file beside the table; CSV has no place for it.

    Raises:
        InputError: the name ends neither in .csv nor in .xlsx.
        OutputError: the file cannot be written; a file of that name stays as it was.
    """
    require_writable(file)
    lines = [[safe(heading.said(lang)) for heading in headings.values()]]
    lines += [[safe(row[name]) for name in headings] for row in rows]
    document = io.BytesIO()
    if file.suffix.lower() == ".csv":
        _write_csv(lines, document)
    else:
        _write_xlsx(lines, document, about, lang)
    write_whole({file: document.getvalue()})


def safe(value: Any) -> Any:
    """Return a cell's value such that every spreadsheet reads it and none runs it."""
    if not isinstance(value, str):
        return value
    return guarded(writable(value))


def _write_csv(lines: Sequence[Sequence[Any]], stream: IO[bytes]) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    csv.writer(text).writerows(lines)
    text.detach()


@spooled()
def _write_xlsx(
    lines: Sequence[Sequence[Any]], stream: IO[bytes], about: About | None, lang: str
) -> None:
    from openpyxl import Workbook

    book = Workbook()
    table = book.worksheets[0]
    _fill(table, lines)
    table.freeze_panes = "A2"
    if about is not None:
        book.properties.title = writable(about.title.said(lang))
        table.title = sheet_name(about, lang)
        _fill(book.create_sheet(SHEET.said(lang)), about_lines(about, lang))
    book.save(stream)


def about_lines(about: About, lang: str) -> list[list[str | None]]:
    """Return the lines of the sheet that says what a table shows, its title first."""
    told = [[safe(what.said(lang)), safe(said)] for what, said in about.lines]
    return [[safe(about.title.said(lang)), None], *told]


def sheet_name(about: About, lang: str) -> str:
    """Return the beginning of a title that a sheet can be named, whole words where it has any."""
    name = " ".join(_NO_SHEET_NAME.sub(" ", writable(about.title.said(lang))).split())
    if len(name) > _LONGEST_NAME:
        name = name[: _LONGEST_NAME + 1].rpartition(" ")[0].rstrip(" ,;(") or name[:_LONGEST_NAME]
    return name


def _fill(sheet: "Worksheet", lines: Sequence[Sequence[Any]]) -> None:
    """Put lines into a sheet, the first in bold, the columns as wide as what they hold."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for line in lines:
        sheet.append(list(line))
    for place, column in enumerate(zip(*lines, strict=True), 1):
        sheet.cell(1, place).font = Font(bold=True)
        width = max((len(str(value)) for value in column if value is not None), default=0)
        sheet.column_dimensions[get_column_letter(place)].width = min(width + 2, _WIDEST)
        for row, value in enumerate(column, 1):
            if isinstance(value, float):
                sheet.cell(row, place).number_format = "#,##0.00"
