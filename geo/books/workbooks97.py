"""Sheets of XLS files (Excel 5 to 2003), read by olefile and xlrd; nothing in them is run.

Only records that hold cells are handed to xlrd: of what it would read besides, a single link over
all cells takes all memory.
"""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import olefile
import xlrd
from xlrd import biffh

from geo.archives import BOMB, LOCKED
from geo.books.cells import Reader, Shown, read_number, shown
from geo.books.faults import DAMAGED, fault
from geo.books.grid import CellError, Line, Merge, Value
from geo.errors import Text
from geo.limits import spare_memory

MACROS = "_VBA_PROJECT_CUR"
"""Folder of a compound file in which Excel keeps the macros of a workbook."""

STREAMS = ("Workbook", "Book")
_MOST_BYTES = 2**27
_MOST_MEMORY = 2**30
"""Bytes that reading a workbook may take: crafted counts in it name more than any machine has."""

_MOST_ROWS = 2**20
"""Rows of all sheets up to the last that holds a cell: sixteen times what one sheet can have."""

_MOST_CELLS = 2**24
"""As many as one sheet can have; the empty ones before the last of a row count."""

_BOF = 0x0809
_OF_THE_BOOK = (
    *(_BOF, biffh.XL_EOF, biffh.XL_CONTINUE, biffh.XL_CODEPAGE, biffh.XL_DATEMODE),
    *(biffh.XL_BOUNDSHEET, biffh.XL_SST, biffh.XL_FORMAT, biffh.XL_XF),
)
_CELLS = (
    *(biffh.XL_NUMBER, biffh.XL_RK, biffh.XL_MULRK, biffh.XL_BOOLERR, biffh.XL_FORMULA),
    *(biffh.XL_LABEL, biffh.XL_RSTRING, biffh.XL_LABELSST),
)
"""Records that begin with the row, counted from 0, in which they put something."""

_OF_A_SHEET = (
    *(*_CELLS, biffh.XL_ROW, biffh.XL_COLINFO, biffh.XL_MERGEDCELLS, biffh.XL_STRING),
    *(biffh.XL_SHRFMLA, biffh.XL_ARRAY, biffh.XL_TABLEOP, biffh.XL_TABLEOP2),
)
_READ = frozenset((*_OF_THE_BOOK, *_OF_A_SHEET))
_IGNORED = 0xFFFF
_SHORTEST_TEXT = 3
"""Bytes of a shared text without a letter."""

_BROKEN = (
    *(OSError, struct.error, LookupError, ValueError, OverflowError, AssertionError),
    *(RecursionError, xlrd.XLRDError),
)
"""What olefile and xlrd raise on bytes that are not what they should be."""


class XlsGrid:
    """One sheet of an XLS file.

    Args:
        sheet: what xlrd read of it.
        styles: how each style of cells shows a number.
        from_1904: whether its days are counted from 1904.
    """

    def __init__(self, sheet: Any, styles: Sequence[Shown], *, from_1904: bool) -> None:
        self.name: str | None = sheet.name
        self.hidden = bool(sheet.visibility)
        self.reader = Reader()
        self._sheet, self._styles, self._from_1904 = sheet, styles, from_1904

    @property
    def merges(self) -> tuple[Merge, ...]:
        """Ranges of cells that are shown as one."""
        return tuple(
            (top + 1, left, below, right - 1)
            for top, below, left, right in self._sheet.merged_cells
        )

    @property
    def total(self) -> int | None:
        """Number of the last row."""
        return int(self._sheet.nrows)

    @property
    def notes(self) -> list[Text]:
        """What is to be told of the sheet, as far as it was read."""
        columns = self._sheet.colinfo_map
        return self.reader.notes(self.name, sorted(n for n in columns if columns[n].hidden))

    def lines(self) -> Iterator[Line]:
        """Yield the rows that are not blank."""
        shown_as = self._sheet.rowinfo_map
        for row in range(self._sheet.nrows):
            cells = [self._value(row, column) for column in range(self._sheet.row_len(row))]
            if read := self.reader.row(cells):
                yield Line(row + 1, read, row in shown_as and bool(shown_as[row].hidden))

    def _value(self, row: int, column: int) -> Value:
        kind, value = self._sheet.cell_type(row, column), self._sheet.cell_value(row, column)
        if kind == xlrd.XL_CELL_TEXT:
            return str(value)
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            style = self._styles[self._sheet.cell_xf_index(row, column)]
            return read_number(value, style, from_1904=self._from_1904)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if kind == xlrd.XL_CELL_ERROR:
            return CellError(xlrd.error_text_from_code.get(value, "#ERR!"))
        return None


def compound_names(file: Path) -> frozenset[str]:
    """Return the names of all that is in a compound file, streams and folders.

    Raises:
        InputError: it is damaged, or larger than any list.
    """
    if file.stat().st_size > _MOST_BYTES:
        raise fault(file, BOMB)
    with _told(file), olefile.OleFileIO(str(file)) as opened:
        return frozenset(name for path in opened.listdir(storages=True) for name in path)


def xls_grids(file: Path) -> list[XlsGrid]:
    """Return the sheets of a compound file that holds a workbook.

    Raises:
        InputError: it is locked by a password, damaged, or has more cells than any list.
    """
    with _told(file):
        with olefile.OleFileIO(str(file)) as opened:
            new, old = STREAMS
            stream = opened.openstream(new if opened.exists(new) else old)
            data = _sifted(file, stream.read())
        book = xlrd.open_workbook(
            file_contents=data,
            logfile=StringIO(),
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
        )
        formats = [book.format_map.get(style.format_key) for style in book.xf_list]
        styles = [
            Shown.NUMBER if known is None else shown(known.format_key, known.format_str)
            for known in formats
        ]
        grids, cells = [], 0
        for number in range(book.nsheets):
            sheet = book.sheet_by_index(number)
            cells += sum(map(sheet.row_len, range(sheet.nrows)))
            if cells > _MOST_CELLS:
                raise fault(file, BOMB)
            grids.append(XlsGrid(sheet, styles, from_1904=book.datemode == 1))
        return grids


def _sifted(file: Path, stream: bytes) -> bytes:
    """Return a workbook's stream in which all records are ignored that have no part in its cells.

    Raises:
        InputError: it is locked by a password, or has more rows than any list.
        ValueError: it has no sheet, one that begins where no part does, or more texts than fit.
    """
    data, place, part, texts = bytearray(stream), 0, 0, 0
    rows: dict[int, int] = {}
    sheets: list[int] = []
    while place + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, place)
        if kind == biffh.XL_FILEPASS:
            raise fault(file, LOCKED)
        if kind == _BOF:
            part = place
            rows[part] = 0
        elif kind == biffh.XL_BOUNDSHEET:
            sheets.append(struct.unpack_from("<I", data, place + 4)[0])
        elif kind in _CELLS:
            row = struct.unpack_from("<H", data, place + 4)[0]
            rows[part] = max(rows.get(part, 0), row + 1)
        elif kind == biffh.XL_SST:
            texts += struct.unpack_from("<I", data, place + 8)[0]
        elif kind not in _READ:
            struct.pack_into("<H", data, place, _IGNORED)
        place += 4 + size
    if not sheets or not rows.keys() >= set(sheets) or texts * _SHORTEST_TEXT > len(data):
        raise ValueError(sheets)
    if sum(rows[sheet] for sheet in sheets) > _MOST_ROWS:
        raise fault(file, BOMB)
    return bytes(data)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        with spare_memory(_MOST_MEMORY):
            yield
    except MemoryError as said:
        raise fault(file, BOMB) from said
    except _BROKEN as said:
        raise fault(file, DAMAGED) from said
