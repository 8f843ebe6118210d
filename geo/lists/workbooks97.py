"""Sheets of XLS files (Excel 5 to 2003), read from their records; nothing in them is run."""

import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from geo.errors import Text
from geo.lists.archives import LOCKED
from geo.lists.cells import Reader, Shown, read_number, shown
from geo.lists.compound import Broken, Compound
from geo.lists.faults import DAMAGED, fault
from geo.lists.grid import FORMULA, CellError, Line, Merge, Value

MOST_BYTES = 2**27
_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_FILEPASS, _DATEMODE, _FORMAT, _XF = 0x002F, 0x0022, 0x041E, 0x00E0
_BOUNDSHEET, _SST = 0x0085, 0x00FC
_ROW, _COLUMNS, _MERGED = 0x0208, 0x007D, 0x00E5
_NUMBER, _RK, _MULRK, _BOOLERR = 0x0203, 0x027E, 0x00BD, 0x0205
_LABEL, _RICH, _LABELSST = 0x0204, 0x00D6, 0x00FD
_FORMULA, _STRING = 0x0006, 0x0207
_BIFF8 = 0x0600
_MACROS = "_VBA_PROJECT_CUR"
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
UNREAD = (Broken, struct.error, LookupError, ValueError)
"""What records raise that are not what they should be."""

Record = tuple[int, bytes]


class _Sheet(NamedTuple):
    name: str
    place: int
    hidden: bool


@dataclass
class Workbook97:
    """What all sheets of an XLS file share."""

    file: Path
    data: bytes
    has_macros: bool
    wide: bool = True
    sheets: list[_Sheet] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    formats: list[Shown] = field(default_factory=list)
    from_1904: bool = False

    @classmethod
    def read(cls, file: Path, compound: Compound) -> "Workbook97":
        """Read what all sheets share.

        Raises:
            InputError: it is locked by a password, or damaged.
        """
        try:
            names = compound.names
            data = compound.stream("Workbook" if "Workbook" in names else "Book")
            book = cls(file, data, _MACROS in names)
            book._read_globals()
        except UNREAD as said:
            raise fault(file, DAMAGED) from said
        return book

    def records(self, place: int) -> Iterator[Record]:
        """Yield the records of the part that begins at a place, without parts within it."""
        depth = 0
        while place + 4 <= len(self.data):
            kind, size = struct.unpack_from("<HH", self.data, place)
            body = self.data[place + 4 : place + 4 + size]
            if len(body) < size:
                raise Broken
            place += 4 + size
            depth += (kind == _BOF) - (kind == _EOF)
            if depth <= 0:
                return
            if depth == 1:
                yield kind, body
        raise Broken

    def _read_globals(self) -> None:
        codes: dict[int, str] = {}
        styles: list[int] = []
        strings: list[bytes] = []
        last = 0
        for kind, body in self.records(0):
            if kind == _BOF:
                self.wide = struct.unpack_from("<H", body)[0] >= _BIFF8
            elif kind == _FILEPASS:
                raise fault(self.file, LOCKED)
            elif kind == _DATEMODE:
                self.from_1904 = body[0] == 1
            elif kind == _FORMAT:
                (number,) = struct.unpack_from("<H", body)
                codes[number] = self.text(body[2:], 2 if self.wide else 1)
            elif kind == _XF:
                styles += struct.unpack_from("<2xH", body)
            elif kind == _BOUNDSHEET:
                place, state, sort = struct.unpack_from("<IBB", body)
                if sort == 0:
                    self.sheets.append(_Sheet(self.text(body[6:], 1), place, bool(state & 3)))
            elif kind == _SST or (kind == _CONTINUE and last == _SST):
                strings.append(body)
            last = last if kind == _CONTINUE else kind
        self.formats = [shown(number, codes.get(number)) for number in styles]
        if strings:
            self.strings = list(SharedStrings(strings))

    def text(self, body: bytes, size: int) -> str:
        """Return text that stands in one record, its length in the first `size` bytes."""
        length = int.from_bytes(body[:size], "little")
        if not self.wide:
            return body[size : size + length].decode("cp1252", "replace")
        if body[size] & 1:
            return body[size + 1 : size + 1 + 2 * length].decode("utf-16-le", "replace")
        return body[size + 1 : size + 1 + length].decode("latin-1")


class SharedStrings:
    """The shared texts of a workbook.

    Args:
        bodies: the record that holds them, and those into which they run on.
    """

    def __init__(self, bodies: Sequence[bytes]) -> None:
        self._bodies, self._body, self._at = bodies, 0, 8

    def __iter__(self) -> Iterator[str]:
        (number,) = struct.unpack_from("<4xI", self._bodies[0])
        for _ in range(number):
            yield self._next()

    def _next(self) -> str:
        length, flags = struct.unpack("<HB", self._take(3))
        aside = 4 * struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
        aside += struct.unpack("<I", self._take(4))[0] if flags & 4 else 0
        pieces = []
        while True:
            width = 1 + (flags & 1)
            here = min(length, (len(self._bodies[self._body]) - self._at) // width)
            piece = self._bodies[self._body][self._at : self._at + here * width]
            pieces.append(piece.decode("utf-16-le" if width == 2 else "latin-1", "replace"))
            self._at += here * width
            length -= here
            if not length:
                break
            self._body, self._at = self._body + 1, 1  # a text that runs on tells its width anew
            flags = self._bodies[self._body][0]
        self._take(aside)
        return "".join(pieces)

    def _take(self, size: int) -> bytes:
        taken = b""
        while size:
            if self._at >= len(self._bodies[self._body]):
                self._body, self._at = self._body + 1, 0
            piece = self._bodies[self._body][self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            taken += piece
        return taken


@dataclass
class _Contents:
    """All that one sheet holds, rows and columns counted from 0."""

    cells: dict[int, dict[int, Value]] = field(default_factory=lambda: defaultdict(dict))
    hidden: set[int] = field(default_factory=set)
    hidden_columns: list[int] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)


class XlsGrid:
    """One sheet of an XLS file.

    Args:
        book: what its sheets share.
        sheet: the sheet.
    """

    def __init__(self, book: Workbook97, sheet: _Sheet) -> None:
        self.name: str | None = sheet.name
        self.hidden = sheet.hidden
        self.reader = Reader()
        self._book, self._place = book, sheet.place

    @property
    def merges(self) -> tuple[Merge, ...]:
        """Ranges of cells that are shown as one."""
        return tuple(self._contents.merges)

    @property
    def total(self) -> int | None:
        """Number of the last row."""
        return max(self._contents.cells, default=-1) + 1

    @property
    def notes(self) -> list[Text]:
        """What is to be told of the sheet, as far as it was read."""
        return self.reader.notes(self.name, self._contents.hidden_columns)

    def lines(self) -> Iterator[Line]:
        """Yield the rows that are not blank.

        Raises:
            InputError: the sheet is damaged.
        """
        found = self._contents
        for row in sorted(found.cells):
            filled = found.cells[row]
            cells = [filled.get(column) for column in range(max(filled) + 1)]
            if read := self.reader.row(cells):
                yield Line(row + 1, read, row in found.hidden)

    @cached_property
    def _contents(self) -> _Contents:
        found = _Contents()
        try:
            for row, column, value in self._cells(found):
                if value is not None:
                    found.cells[row][column] = value
        except UNREAD as said:
            line = max(found.cells, default=0) + 1
            raise fault(self._book.file, DAMAGED, sheet=self.name, line=line) from said
        return found

    def _cells(self, found: _Contents) -> Iterator[tuple[int, int, Value]]:
        book, waiting = self._book, (0, 0)
        for kind, body in book.records(self._place):
            if kind in _READERS or kind in (_LABEL, _RICH, _LABELSST, _FORMULA):
                row, column, style = struct.unpack_from("<HHH", body)
            if kind == _LABELSST:
                yield row, column, book.strings[struct.unpack_from("<6xI", body)[0]]
            elif kind in (_LABEL, _RICH):
                yield row, column, book.text(body[6:], 2)
            elif kind == _STRING:
                yield *waiting, book.text(body, 2)
            elif kind == _FORMULA:
                waiting = row, column
                yield row, column, self._result(body, style)
            elif kind == _NUMBER:
                yield row, column, self._number(struct.unpack_from("<6xd", body)[0], style)
            elif kind == _RK:
                yield row, column, self._number(_rk(body[6:10]), style)
            elif kind == _MULRK:
                for n in range((len(body) - 6) // 6):
                    (style,) = struct.unpack_from("<H", body, 4 + 6 * n)
                    number = _rk(body[6 + 6 * n : 10 + 6 * n])
                    yield row, column + n, self._number(number, style)
            elif kind == _BOOLERR:
                yield row, column, _truth_or_error(body[6], body[7] == 1)
            elif kind == _ROW:
                row, options = struct.unpack_from("<H10xH", body)
                if options & 0x20:
                    found.hidden.add(row)
            elif kind == _COLUMNS:
                first, last, options = struct.unpack_from("<HH4xH", body)
                if options & 1:
                    found.hidden_columns += range(first, min(last, 255) + 1)
            elif kind == _MERGED:
                for n in range(struct.unpack_from("<H", body)[0]):
                    top, bottom, left, right = struct.unpack_from("<HHHH", body, 2 + 8 * n)
                    found.merges.append((top + 1, left, bottom + 1, right))

    def _number(self, number: float, style: int) -> Value:
        formats = self._book.formats
        how = formats[style] if style < len(formats) else Shown.NUMBER
        return read_number(number, how, from_1904=self._book.from_1904)

    def _result(self, body: bytes, style: int) -> Value:
        """Return the value that a formula was reckoned to; its text comes in the next record."""
        result = body[6:14]
        if result[6:] == b"\xff\xff":
            if result[0] in (1, 2):
                return _truth_or_error(result[2], result[0] == 2)
            return None if result[0] else CellError(FORMULA)  # a text, if the next record has it
        (number,) = struct.unpack("<d", result)
        return self._number(number, style)


_READERS = frozenset((_NUMBER, _RK, _MULRK, _BOOLERR))


def _truth_or_error(code: int, is_error: bool) -> Value:
    return CellError(_ERRORS.get(code, "#ERR!")) if is_error else code == 1


def _rk(body: bytes) -> float:
    """Return a number that Excel packed into four bytes."""
    (bits,) = struct.unpack("<i", body)
    number: float = bits >> 2
    if not bits & 2:
        (number,) = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", bits & 0xFFFFFFFC))
    return number / 100 if bits & 1 else number
