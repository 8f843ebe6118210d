"""Sheets of XLSX and XLSM files, read row by row straight from their XML; nothing in them is run.

Readers of whole sheets give no errors of cells and no hidden rows, and take a sheet of two far
corners for a billion cells; here a row costs what it holds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from geo.archives import BOMB, Archive
from geo.books.cells import Reader, Shown, moment, put, read_number, shown
from geo.books.faults import DAMAGED, LONG_CELL, LONGEST_CELL, WIDEST, fault
from geo.books.grid import FORMULA, CellError, Line, Merge, Value
from geo.books.markup import Forbidden, Markup, elements, told
from geo.errors import Text

_TRUE = ("1", "true")
_BLOCK = 2**20
_TAIL = 2**24
_MOST_ROWS = 2**21
"""Rows of a sheet, twice as many as any program writes."""

_OVERLAP = 40
_VALUE_ENDS = (b"/v>", b"/t>", b":v>", b":t>")
_LONGEST_ROW = 2**21
"""Bytes of a row behind its last value: as many styled cells as a sheet is wide."""

_SHEET_DATA_END = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)")
_LETTERS = re.compile(r"[A-Z]{1,3}")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_SPAN = re.compile(rb"\b(min|max|hidden)=[\"'](\w+)[\"']")
_CONTROL = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Sheet(NamedTuple):
    """One sheet of a workbook: its name, the member that holds it, whether it is hidden."""

    name: str
    member: str
    hidden: bool


@dataclass
class Workbook:
    """What all sheets of a workbook share."""

    archive: Archive
    sheets: list[Sheet] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    formats: list[Shown] = field(default_factory=list)
    from_1904: bool = False

    @property
    def has_macros(self) -> bool:
        """Tell whether the workbook brings programs with it."""
        return any(name.lower().endswith("vbaproject.bin") for name in self.archive.names)

    @classmethod
    def read(cls, archive: Archive) -> "Workbook":
        """Read what all sheets share.

        Raises:
            InputError: it is damaged or dangerous.
        """
        book = cls(archive)
        with told(archive.file):
            home = next(
                (part for kind, part in _links(archive, "").values() if kind == "officeDocument"),
                None,
            )
            if home is None:
                raise Forbidden(DAMAGED)
            links = _links(archive, home)
            for name, said in elements(archive, home):
                if name == "workbookPr":
                    book.from_1904 = said.get("date1904") in _TRUE
                elif name == "sheet":
                    kind, part = links.get(_identifier(said), ("", ""))
                    if kind == "worksheet":
                        hidden = said.get("state", "visible") != "visible"
                        book.sheets.append(Sheet(said.get("name", ""), part, hidden))
            for kind, part in links.values():
                if kind == "styles":
                    book.formats = _formats(archive, part)
                elif kind == "sharedStrings":
                    book.strings = _strings(archive, part)
        return book


def _identifier(said: dict[str, str]) -> str:
    return next((value for name, value in said.items() if name.endswith(":id")), "")


def _links(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Return the kind and name of each member that a member refers to, by its identifier."""
    path = PurePosixPath(part)
    found = {}
    for name, said in elements(archive, str(path.parent / "_rels" / f"{path.name}.rels")):
        target = said.get("Target", "")
        if name == "Relationship" and said.get("TargetMode") != "External":
            kind = said.get("Type", "").rpartition("/")[2]
            inside = target[1:] if target.startswith("/") else str(path.parent / target)
            found[said.get("Id", "")] = kind, inside
    return found


def _formats(archive: Archive, part: str) -> list[Shown]:
    """Return how each style of cells shows a number."""
    codes: dict[int, str] = {}
    styles: list[Shown] = []
    within = False
    for name, said in elements(archive, part):
        if name == "numFmt":
            codes[int(said["numFmtId"])] = said.get("formatCode", "")
        elif name in ("cellXfs", "cellStyles"):
            within = name == "cellXfs"
        elif name == "xf" and within:
            number = int(said.get("numFmtId", 0))
            styles.append(shown(number, codes.get(number)))
    return styles


def _strings(archive: Archive, part: str) -> list[str]:
    """Return the texts that cells refer to by number."""
    found: list[str] = []
    words = _Words()

    def end(name: str) -> None:
        words.end(name)
        if name == "si":
            found.append(spelled_out(words.take()))

    markup = Markup(lambda name, _: words.start(name), end, words.text)
    with archive.member(part) as stream:
        for _ in markup.feed(stream):
            pass
    return found


class _Words:
    """Gathers the text of one cell, without readings aside (`rPh`)."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length, self._keeping, self._aside = 0, False, False

    def start(self, name: str) -> None:
        if name in ("v", "t"):
            self._keeping = not self._aside
        elif name == "rPh":
            self._aside = True

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._keeping = False
        elif name == "rPh":
            self._aside = False

    def text(self, piece: str) -> None:
        if self._keeping:
            self._length += len(piece)
            if self._length > LONGEST_CELL:
                raise Forbidden(LONG_CELL)
            self._pieces.append(piece)

    def take(self) -> str:
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        return text


def spelled_out(text: str) -> str:
    """Return text with the signs in it that XML cannot hold and a workbook spells out."""
    if "_x" not in text:
        return text
    return _CONTROL.sub(lambda sign: chr(int(sign[1], 16)), text).replace("\r\n", "\n")


class _Outline(NamedTuple):
    """What a sheet tells besides its rows.

    Merged ranges, about how many rows, hidden columns, and the byte at which the last value ends.
    """

    merges: tuple[Merge, ...]
    rows: int
    hidden_columns: list[int]
    end: int


def _hidden_columns(head: bytes) -> list[int]:
    """Return the columns, counted from 0, that the beginning of a sheet says are hidden."""
    found: list[int] = []
    for column in _COLUMN.findall(head):
        said = dict(_SPAN.findall(column))
        if said.get(b"hidden") in (b"1", b"true"):
            found += range(int(said[b"min"]) - 1, min(int(said[b"max"]), WIDEST))
    return found


class XlsxGrid:
    """One sheet of an XLSX file.

    Args:
        book: what its sheets share.
        sheet: the sheet.
    """

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self.name: str | None = sheet.name
        self.reader = Reader()
        self._book, self._sheet = book, sheet

    @property
    def merges(self) -> tuple[Merge, ...]:
        """Ranges of cells that are shown as one."""
        return self._outline.merges

    @property
    def total(self) -> int | None:
        """About how many rows it has."""
        return self._outline.rows

    @property
    def notes(self) -> list[Text]:
        """What is to be told of the sheet, as far as it was read."""
        return self.reader.notes(self.name, self._outline.hidden_columns)

    @cached_property
    def _outline(self) -> "_Outline":
        """What stands before and behind the rows, found without taking the rows apart."""
        head, tail, rows, over = b"", b"", 0, False
        read = last = 0
        with (
            told(self._book.archive.file, self.name),
            self._book.archive.member(self._sheet.member) as stream,
        ):
            while len(tail) <= _TAIL and (block := stream.read(_BLOCK)):
                head = head or block
                tail = (tail if over else tail[-_OVERLAP:]) + block
                read += len(block)
                if not over:
                    end_of_value = max(map(tail.rfind, _VALUE_ENDS))
                    if end_of_value >= 0:
                        last = read - len(tail) + end_of_value
                    rows += block.count(b"<row")
                    end = _SHEET_DATA_END.search(tail)
                    over = end is not None
                    tail = tail[end.end() :] if end else tail
        if rows > _MOST_ROWS:
            raise fault(self._book.archive.file, BOMB, sheet=self.name)
        merges = [
            (int(row), _column(first.decode()), int(last_row), _column(last.decode()))
            for first, row, last, last_row in _MERGED.findall(tail if over else b"")
        ]
        return _Outline(tuple(merges), rows, _hidden_columns(head), last)

    def lines(self) -> Iterator[Line]:
        """Yield the rows that are not blank; those behind the last value are not even parsed.

        Raises:
            InputError: the sheet is damaged, dangerous, too wide, or a cell is endless.
        """
        book, last = self._book, self._outline.end + _LONGEST_ROW
        rows = _Rows(book, self.reader)
        markup = Markup(rows.start, rows.end, rows.text)
        with (
            told(book.archive.file, self.name, rows.where),
            book.archive.member(self._sheet.member) as stream,
        ):
            for _ in markup.feed(stream):
                yield from rows.ready
                rows.ready.clear()
                if markup.fed > last:
                    return


class _Rows:
    """Puts the rows of a sheet together from its XML."""

    def __init__(self, book: Workbook, reader: Reader) -> None:
        self.ready: list[Line] = []
        self._strings, self._formats, self._from_1904 = book.strings, book.formats, book.from_1904
        self._reader, self._words = reader, _Words()
        self._number, self._column, self._hidden = 0, -1, False
        self._kind, self._style, self._formula = "n", 0, False
        self._cells: list[Value] = []
        self.text = self._words.text

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "c":
            place = said.get("r")
            self._column = self._column + 1 if place is None else column_of(place)
            self._kind, self._style = said.get("t", "n"), int(said.get("s", 0))
            self._formula = False
        elif name == "row":
            self._number = int(said.get("r", self._number + 1))
            self._hidden = said.get("hidden") in _TRUE
            self._cells, self._column = [], -1
        elif name == "f":
            self._formula = True
        else:
            self._words.start(name)

    def end(self, name: str) -> None:
        if name == "c":
            value = self._value(self._words.take())
            if value is not None:
                put(self._cells, self._column, value)
        elif name == "row":
            if cells := self._reader.row(self._cells):
                self.ready.append(Line(self._number, cells, self._hidden))
        else:
            self._words.end(name)

    def where(self) -> tuple[int, int]:
        """Return the row, counted from 1, and the column, counted from 0, that is being read."""
        return self._number, self._column

    def _value(self, text: str) -> Value:
        kind = self._kind
        if kind == "s" and text:
            return self._strings[int(text)]
        if self._formula and not text and kind != "str":
            return CellError(FORMULA)
        if not text:
            return None
        if kind == "n":
            how = self._formats[self._style] if self._style < len(self._formats) else Shown.NUMBER
            number = int(text) if text.isdecimal() else float(text)
            return read_number(number, how, from_1904=self._from_1904)
        if kind == "b":
            return text in _TRUE
        if kind == "e":
            return CellError(text)
        return moment(datetime.fromisoformat(text)) if kind == "d" else spelled_out(text)


@lru_cache(maxsize=2**14)
def _column(name: str) -> int:
    if not _LETTERS.fullmatch(name):
        raise ValueError(name)
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def column_of(place: str) -> int:
    """Return the column, counted from 0, of a cell such as `AB12`."""
    return _column(place.rstrip("0123456789"))
