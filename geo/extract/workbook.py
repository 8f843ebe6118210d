"""Candidates as a workbook to be reviewed: a row for each, and a sheet for what the source is.

Columns that a person may change are white, those that say what was read are grey; words of a
vocabulary are chosen from lists. The workbook is read back by its headings, in either language, so
that columns may be moved or hidden.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.books.grid import Book, CellError, Grid, Line
from geo.books.opening import open_book
from geo.errors import InputError, Text
from geo.extract.slips import COLUMNS, FIXED, NEW, WORDS, Cells, shown
from geo.files import require_file, spooled, write_whole
from geo.text import clean, fold, guarded, writable

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

SOURCE: Mapping[str, Text] = {
    "title": Text("Tên văn bản", "Title"),
    "publisher": Text("Cơ quan ban hành, nơi đăng", "Publisher"),
    "published": Text("Ngày ban hành, ngày đăng", "Published"),
    "url": Text("Địa chỉ trên mạng", "Address on the web"),
    "decision_no": Text("Số quyết định", "Decision no."),
    "note": Text("Ghi chú", "Note"),
    "editor": Text("Người duyệt", "Reviewer"),
    "file": Text("Tệp đã đọc", "File that was read"),
    "sha256": Text("Dấu vân tay của tệp (SHA-256)", "Fingerprint of the file (SHA-256)"),
}
"""What is said of the source, with the wording of each line."""

_CANDIDATES = Text("Đề xuất", "Candidates")
_SOURCE = Text("Nguồn", "Source")
_HELP = Text("Hướng dẫn", "Help")
_LISTS = "words"
_TOLD = (
    Text(
        "Mỗi dòng ở trang “Đề xuất” là một điều chương trình đọc được; chưa nhận thì chưa vào cơ sở"
        " dữ liệu.",
        'Each row of "Candidates" is something the program read; it is no part of the record until'
        " it is accepted.",
    ),
    Text(
        "Cột “Nhận?”: nhận, bỏ hoặc để sau. Ô trắng sửa được, ô xám chỉ để xem.",
        'Column "Accept?": accept, reject or later. White cells may be changed, grey ones tell what'
        " was read.",
    ),
    Text(
        f"Cột “Mã cụm”: mã của cụm đã có (xem cột bên cạnh), hoặc “{NEW.vi}” kèm huyện hoặc xã.",
        f'Column "Code of the cluster": that of a cluster on record (see the next column), or'
        f' "{NEW.en}" with its district or commune.',
    ),
    Text(
        "Thời gian viết: 2024, 2024-Q3, 2024-06-15, 2024-Q3/2025-Q4, /2030 (đến hết năm 2030).",
        "Periods: 2024, 2024-Q3, 2024-06-15, 2024-Q3/2025-Q4, /2030 (until the end of 2030).",
    ),
    Text(
        "Trang “Nguồn”: cần ít nhất tên văn bản. Xong thì chạy: geo review TỆP.xlsx, rồi --commit.",
        'Sheet "Source": the title at least. Then run: geo review FILE.xlsx, and with --commit.',
    ),
)
_GREY = "F2F2F2"
_WIDTHS = {"quote": 60, "nearest": 36, "cluster": 26, "unit": 32, "place": 40, "rule": 24}
_NONE = Line(0, [])
_MOST_ROWS, _MOST_STATED = 20_000, 100


@dataclass(frozen=True)
class Review:
    """A workbook as a person gave it back: what the source is, and the slips with their rows."""

    name: str
    source: dict[str, Any]
    slips: list[tuple[int, Cells]]


@spooled()
def write_workbook(
    file: Path,
    slips: Sequence[Cells],
    source: Mapping[str, Any],
    indicators: Sequence[str],
    lang: str,
) -> None:
    """Write candidates to be reviewed.

    Args:
        file: ends in .xlsx.
        slips: rows, as `slips.slips` makes them.
        source: what is known of the source, by the names of `SOURCE`.
        indicators: the keys a figure may have; none where they are not known.
        lang: language of headings and words.

    Raises:
        InputError: the name has another ending.
        OutputError: the file cannot be written.
    """
    require_workbook(file)
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _CANDIDATES.said(lang)
    sheet.append([heading.said(lang) for heading in COLUMNS.values()])
    for cells in slips:
        sheet.append([_safe(shown(name, cells[name], lang)) for name in COLUMNS])
    _dress(sheet, len(slips))
    told = book.create_sheet(_SOURCE.said(lang))
    for name, heading in SOURCE.items():
        told.append([heading.said(lang), _safe(source.get(name))])
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 34, 80
    helping = book.create_sheet(_HELP.said(lang))
    for line in _TOLD:
        helping.append([line.said(lang)])
    helping.column_dimensions["A"].width = 120
    _add_choices(book, sheet, indicators, len(slips), lang)
    document = io.BytesIO()
    book.save(document)
    write_whole({file: document.getvalue()})


def require_workbook(file: Path) -> None:
    """Refuse a file that `write_workbook` could not write, before any work is done for it.

    Raises:
        InputError: the name does not end in .xlsx.
        OutputError: the file cannot be written.
    """
    if file.suffix.lower() != ".xlsx":
        raise InputError(
            Text(f"“{file}”: tên tệp phải có đuôi .xlsx.", f'"{file}": the name must end in .xlsx.')
        )
    require_file(file)


def _safe(value: Any) -> Any:
    return guarded(writable(value)) if isinstance(value, str) else value


def _dress(sheet: "Worksheet", rows: int) -> None:
    """Make the sheet easy to read: what is fixed in grey, long text in several lines."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    grey, wrapped = PatternFill("solid", fgColor=_GREY), Alignment(wrap_text=True, vertical="top")
    for column, name in enumerate(COLUMNS, 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, 16)
        for row in range(1, rows + 2):
            cell = sheet.cell(row, column)
            cell.alignment = wrapped
            if name in FIXED:
                cell.fill = grey
            if name in ("code", "decision_no", "period"):
                cell.number_format = "@"
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = sheet.dimensions


def _add_choices(
    book: "Workbook", sheet: "Worksheet", indicators: Sequence[str], rows: int, lang: str
) -> None:
    """Let words be chosen from lists, which stand on a hidden sheet."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = book.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    choices = {name: [text.said(lang) for text in words.values()] for name, words in WORDS.items()}
    choices |= {"code": [NEW.said(lang)], "metric": list(indicators)}
    for place, (name, words) in enumerate(choices.items(), 1):
        for row, word in enumerate(words, 1):
            lists.cell(row, place, word)
        if not words or not rows:
            continue
        letter = get_column_letter(place)
        choice = DataValidation(
            type="list",
            formula1=f"{_LISTS}!${letter}$1:${letter}${len(words)}",
            showErrorMessage=name not in ("code", "stage", "metric"),
        )
        sheet.add_data_validation(choice)
        column = get_column_letter([*COLUMNS].index(name) + 1)
        choice.add(f"{column}2:{column}{rows + 1}")


def read_workbook(file: Path) -> Review:
    """Return what a person made of the candidates.

    Raises:
        InputError: there is no such file, it cannot be read, is no workbook of candidates, or a
            heading is missing.
    """
    with open_book(file) as book:
        grid = _sheet(book, _CANDIDATES, file)
        told = _sheet(book, _SOURCE, file)
        lines = grid.lines()
        columns = _columns([str(cell or "") for cell in next(lines, _NONE).cells], file)
        slips = []
        for number, line, _ in islice(lines, _MOST_ROWS + 1):
            cells = {
                name: _plain(line[place]) if place < len(line) else None
                for name, place in columns.items()
            }
            if any(value is not None for value in cells.values()):
                slips.append((number, cells))
        stated = [line.cells for line in islice(told.lines(), _MOST_STATED)]
    if len(slips) > _MOST_ROWS:
        raise InputError(
            Text(
                f"{file.name}: hơn {_MOST_ROWS} dòng; hãy tách thành nhiều tệp.",
                f"{file.name}: more than {_MOST_ROWS} rows; split it.",
            )
        )
    wordings = {
        fold(heading.said(lang)): name for name, heading in SOURCE.items() for lang in ("vi", "en")
    }
    source = {
        wordings[fold(str(line[0]))]: _plain(line[1])
        for line in stated
        if len(line) > 1 and fold(str(line[0])) in wordings
    }
    return Review(file.name, {name: source.get(name) for name in SOURCE}, slips)


def _sheet(book: Book, title: Text, file: Path) -> Grid:
    for grid in book.grids:
        if fold(grid.name or "") in (fold(title.vi), fold(title.en)):
            return grid
    raise _no_candidates(file)


def _columns(headings: Sequence[str], file: Path) -> dict[str, int]:
    """Return the place of each column by its heading."""
    found = {fold(heading): place for place, heading in enumerate(headings)}
    places = {
        name: found.get(fold(heading.vi), found.get(fold(heading.en), -1))
        for name, heading in COLUMNS.items()
    }
    missing = [COLUMNS[name] for name, place in places.items() if place < 0 and name not in FIXED]
    if missing:
        raise InputError(
            Text(
                f"{file.name}: trang “{_CANDIDATES.vi}” thiếu cột “{missing[0].vi}”; đừng đổi tên"
                " cột.",
                f'{file.name}: sheet "{_CANDIDATES.en}" lacks the column "{missing[0].en}"; do not'
                " rename columns.",
            )
        )
    return {name: place for name, place in places.items() if place >= 0}


def _plain(value: Any) -> Any:
    """Return a cell's value: text tidied, a day as its text, None for an empty one."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return clean(value) or None
    return None if isinstance(value, CellError) else value


def _no_candidates(file: Path) -> InputError:
    return InputError(
        Text(
            f"{file.name}: không phải tệp đề xuất; hãy tạo bằng “geo extract VĂN-BẢN --out"
            " TỆP.xlsx”.",
            f'{file.name}: no workbook of candidates; make one by "geo extract TEXT --out'
            ' FILE.xlsx".',
        )
    )
