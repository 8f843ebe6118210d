"""A list with its problems marked, as a workbook in which a planner mends it and decides.

Every row stands where it stands in the original, behind four columns of ours: the row's number
there (hidden; followed by `*` where the original hides the row), the decision, the known clusters
with a similar name, and what is wrong. Cells that are wrong are coloured and carry a comment. Only
cells of the list and decisions can be changed. The last sheet keeps what was said of the source.
`geo.lists.mended` reads the workbook back.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.books.grid import CellError, Grid, Line, Value
from geo.errors import InputError, Text
from geo.files import spooled, write_whole
from geo.lists.decisions import Decision, Verdict
from geo.text import guarded, writable

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

OWN_COLUMNS = {
    "line": Text("", ""),
    "decision": Text("Quyết định", "Decision"),
    "similar": Text("Cụm đã có gần giống", "Similar known clusters"),
    "problem": Text("Vấn đề", "Problem"),
}
"""The columns before those of the list; the first, which is hidden, has numbers only."""

FORMAT = "geo-import-1"
"""What stands in the first row of the last sheet, in a column that is hidden."""

NO_VALUE = "#CÔNG THỨC"
"""What stands for a formula of which the file keeps no value."""

HIDDEN = "*"

_LIST, _SOURCE = Text("Danh sách", "List"), Text("Nguồn", "Source")
_ROWS = 1_048_576
_COMMENTS = 2_000
"""Comments in a sheet; with more, spreadsheets open slowly, and the column says the same."""

_CHOICES = 255
"""Characters that the entries of a drop-down list may have together."""

_TOLD_EACH = 500
_SAMPLE, _NARROWEST, _WIDEST = 200, 8, 40
_OWN_WIDTHS = (8, 22, 34, 44)
_NO_NAME = frozenset("[]:*?/\\'")
_LONGEST_NAME = 31


class Remark(NamedTuple):
    """What is wrong with a cell, or with a row where there is no column (counted from 0)."""

    column: int | None
    text: Text
    refuses: bool


class Similar(NamedTuple):
    """A known cluster that a row may mean: its key, and how it is told to people."""

    key: str
    told: str


@dataclass
class Marks:
    """What is to be told of a list, by line; `headings` are the lines of its headings."""

    headings: Sequence[int]
    remarks: dict[int, list[Remark]] = field(default_factory=dict)
    similar: dict[int, Sequence[Similar]] = field(default_factory=dict)
    decisions: dict[int, Decision] = field(default_factory=dict)


class Told(NamedTuple):
    """A line of the sheet on the source: its key, wording and value; may it be changed?"""

    key: str
    label: Text
    value: str
    open: bool = True


@spooled()
def write_marked(
    file: Path,
    grid: Grid,
    marks: Marks,
    source: Sequence[Told],
    lang: str,
    progress: Callable[[int], None] = lambda line: None,
) -> None:
    """Write a list with its marks, and what is said of its source; tell how far one is.

    Raises:
        InputError: the list is longer than a workbook can be.
        OutputError: the file cannot be written; a file of that name stays as it was.
    """
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    styles = _Styles.of(workbook)
    sheet = workbook.create_sheet(_title(grid.name, lang))
    with _tidied(sheet):
        _Sheet(sheet, grid, marks, styles, lang).write(progress)
    _write_source(workbook.create_sheet(_SOURCE.said(lang)), source, styles, lang)
    packed = BytesIO()  # where a full disk cannot break the archive in the middle
    workbook.save(packed)
    write_whole({file: packed.getvalue()})


@contextmanager
def _tidied(sheet: Any) -> Iterator[None]:
    """Write to a sheet; take what it has on the disk away where that fails."""
    done = False
    try:
        yield
        done = True
    finally:
        if not done:
            sheet.close()
            sheet._writer.cleanup()


INTRODUCTION = Text(
    "Sửa các ô tô màu, chọn “Quyết định” cho những dòng chưa chắc, điền nguồn dưới đây, lưu lại,"
    " rồi chạy: geo import TỆP-NÀY --commit",
    "Mend the coloured cells, decide the doubtful rows, fill in the source below, save, then run:"
    " geo import THIS-FILE --commit",
)


class _Styles(NamedTuple):
    """Styles of cells, made once: openpyxl compares each anew otherwise."""

    open: Any
    day: Any
    locked: Any
    heading: Any
    own: Any
    wrong: Any
    odd: Any

    @classmethod
    def of(cls, workbook: "Workbook") -> "_Styles":
        from openpyxl.styles import Alignment, Font, PatternFill, Protection

        sheet: Any = workbook.create_sheet("styles")
        workbook.remove(sheet)
        top = Alignment(vertical="top", wrap_text=True)

        def style(*, locked: bool, fill: str | None = None, bold: bool = False, day: bool = False):  # type: ignore[no-untyped-def]
            cell = _cell(sheet, None)
            cell.protection = Protection(locked=locked)
            cell.alignment = top
            if fill is not None:
                cell.fill = PatternFill("solid", fgColor=fill)
            if bold:
                cell.font = Font(bold=True)
            if day:
                cell.number_format = "dd/mm/yyyy"
            return cell._style

        return cls(
            open=style(locked=False),
            day=style(locked=False, day=True),
            locked=style(locked=True),
            heading=style(locked=True, fill="D9E1F2", bold=True),
            own=style(locked=False, fill="E2EFDA"),
            wrong=style(locked=False, fill="FFC7CE"),
            odd=style(locked=False, fill="FFEB9C"),
        )


class _Sheet:
    """One sheet of the workbook, written row by row."""

    def __init__(
        self, sheet: "WriteOnlyWorksheet", grid: Grid, marks: Marks, styles: _Styles, lang: str
    ) -> None:
        self.sheet, self.grid, self.marks, self.styles, self.lang = sheet, grid, marks, styles, lang
        self.opened = max(marks.headings, default=0)
        self.comments = 0
        self.last, self.width = self.opened, len(OWN_COLUMNS)

    def write(self, progress: Callable[[int], None]) -> None:
        """Write all rows, then what spreadsheets want after them."""
        self._prepare()
        written = 0
        for line in self.grid.lines():
            if line.number > _ROWS:
                raise _too_long(self.grid.name)
            for _ in range(line.number - written - 1):
                self.sheet.append([])
            if line.hidden:
                self.sheet.row_dimensions[line.number].hidden = True
            cells = list(self._cells(line))
            self.width = max(self.width, len(cells))
            self.sheet.append(cells)
            written = self.last = line.number
            if written % _TOLD_EACH == 0:
                progress(written)
        self._finish()

    def _prepare(self) -> None:
        from openpyxl.utils import get_column_letter

        sheet: Any = self.sheet
        for place, width in enumerate((*_OWN_WIDTHS, *self._widths()), 1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.column_dimensions["A"].hidden = True
        sheet.freeze_panes = f"C{self.opened + 1}"
        for first_row, first, last_row, last in self.grid.merges:
            here, there = (get_column_letter(c + 1 + len(OWN_COLUMNS)) for c in (first, last))
            sheet.merged_cells.add(f"{here}{first_row}:{there}{last_row}")

    def _widths(self) -> Iterator[int]:
        """Yield how wide the columns of the list are to be, by their first rows."""
        widest: list[int] = []
        for _, line in zip(range(_SAMPLE), self.grid.lines(), strict=False):
            widest += [0] * (len(line.cells) - len(widest))
            if line.number > self.opened or line.number in self.marks.headings:
                for place, value in enumerate(line.cells):
                    longest = max(map(len, str(value).splitlines()), default=0) if value else 0
                    widest[place] = max(widest[place], longest)
        return (min(max(width + 2, _NARROWEST), _WIDEST) for width in widest)

    def _cells(self, line: Line) -> Iterator[Any]:
        marks, styles, number = self.marks, self.styles, line.number
        if number <= self.opened:
            is_heading = number in marks.headings
            style = styles.heading if is_heading else styles.locked
            own = OWN_COLUMNS.values() if number == self.opened else (None,) * len(OWN_COLUMNS)
            headings = (text.said(self.lang) or None if text else None for text in own)
            yield from (_cell(self.sheet, heading, style) for heading in headings)
            yield from (_cell(self.sheet, _written(value), style) for value in line.cells)
            return
        remarks = marks.remarks.get(number, ())
        decision = marks.decisions.get(number)
        yield _cell(self.sheet, f"{number}{HIDDEN}" if line.hidden else number, styles.locked)
        yield _cell(self.sheet, decision and guarded(decision.said(self.lang)), styles.own)
        told = "\n".join(one.told for one in marks.similar.get(number, ()))
        yield _cell(self.sheet, guarded(writable(told)) or None, styles.locked)
        said = "\n".join(dict.fromkeys(remark.text.said(self.lang) for remark in remarks))
        yield _cell(self.sheet, guarded(writable(said)) or None, styles.locked)
        yield from self._listed(line, remarks)

    def _listed(self, line: Line, remarks: Sequence[Remark]) -> Iterator[Any]:
        """Yield the cells of the list, those that are wrong with colour and comment."""
        at: dict[int, list[Remark]] = {}
        for remark in remarks:
            if remark.column is not None:
                at.setdefault(remark.column, []).append(remark)
        for place in range(max(len(line.cells), max(at, default=-1) + 1)):
            value = _written(line.cells[place]) if place < len(line.cells) else None
            if place not in at:
                is_day = isinstance(value, date)
                yield _cell(self.sheet, value, self.styles.day if is_day else self.styles.open)
                continue
            wrong = any(remark.refuses for remark in at[place])
            cell = _cell(self.sheet, value, self.styles.wrong if wrong else self.styles.odd)
            if self.comments < _COMMENTS:
                from openpyxl.comments import Comment

                self.comments += 1
                said = "\n".join(remark.text.said(self.lang) for remark in at[place])
                cell.comment = Comment(writable(said), "geo", height=120, width=320)
            yield cell

    def _finish(self) -> None:
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.datavalidation import DataValidation

        sheet: Any = self.sheet
        last = max(self.last, self.opened + 1)
        for choices, cells in self._choices(last).items():
            listed = DataValidation(
                type="list", formula1=f'"{choices}"', allow_blank=True, sqref=cells
            )
            sheet.data_validations.append(listed)
        if self.opened:
            sheet.auto_filter.ref = f"A{self.opened}:{get_column_letter(self.width)}{last}"
        protection = sheet.protection
        protection.enable()
        protection.formatColumns = protection.formatRows = False
        protection.autoFilter = False

    def _choices(self, last: int) -> dict[str, str]:
        """Return the cells that offer the same choices, by those choices."""
        plain = [Decision(verdict) for verdict in (Verdict.NEW, Verdict.SKIP)]
        cells: dict[str, list[str]] = {}
        begin = self.opened + 1
        for number in [*sorted(self.marks.similar), last + 1]:
            if begin < number:
                cells.setdefault(self._offered(plain), []).append(f"B{begin}:B{number - 1}")
            if number <= last:
                known = [Decision(Verdict.KNOWN, one.key) for one in self.marks.similar[number]]
                cells.setdefault(self._offered([*known, *plain]), []).append(f"B{number}")
            begin = number + 1
        return {choices: " ".join(where) for choices, where in cells.items()}

    def _offered(self, decisions: list[Decision]) -> str:
        """Return as many of the choices as a drop-down list holds; the last two always."""
        *known, new, skip = (decision.said(self.lang).replace('"', "") for decision in decisions)
        while len(",".join((*known, new, skip))) > _CHOICES:
            known.pop()
        return ",".join((*known, new, skip))


def _write_source(
    sheet: "WriteOnlyWorksheet", told: Sequence[Told], styles: _Styles, lang: str
) -> None:
    any_sheet: Any = sheet
    for letter, width in (("A", 34), ("B", 80), ("C", 20)):
        any_sheet.column_dimensions[letter].width = width
    any_sheet.column_dimensions["C"].hidden = True
    rows = [Told(FORMAT, Text("", ""), INTRODUCTION.said(lang), open=False), *told]
    for key, label, value, is_open in rows:
        cells = (
            (label.said(lang), styles.heading),
            (value, styles.own if is_open else styles.locked),
            (key, styles.locked),
        )
        sheet.append([_cell(sheet, guarded(writable(text)) or None, of) for text, of in cells])
    any_sheet.protection.enable()


def _cell(sheet: Any, value: Any, style: Any = None) -> "WriteOnlyCell":
    from openpyxl.cell import WriteOnlyCell

    cell: Any = WriteOnlyCell(sheet, value)
    if style is not None:
        cell._style = style
    return cell


def _written(value: Value) -> Any:
    """Return a value such that a workbook keeps it, and `geo.books.opening` reads it as it is."""
    if isinstance(value, str):
        return guarded(writable(value))
    if isinstance(value, CellError):
        return value.code if value.code.startswith("#") else NO_VALUE
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat()
    return value


def _title(name: str | None, lang: str) -> str:
    """Return the name of a sheet, or another where workbooks do not take it."""
    fits = name and len(name) <= _LONGEST_NAME and not _NO_NAME & set(name)
    return writable(name) if name and fits else _LIST.said(lang)


def _too_long(sheet: str | None) -> InputError:
    where = Text(f"Trang “{sheet}”", f'Sheet "{sheet}"') if sheet else Text("Danh sách", "The list")
    return InputError(
        Text(
            f"{where.vi} dài hơn {_ROWS} dòng, tệp Excel để sửa không chứa hết; hãy chia tệp gốc.",
            f"{where.en} is longer than {_ROWS} rows, which no workbook holds; divide the file.",
        )
    )
