"""Lists as text, cells set apart by a comma, a semicolon, a tab or a bar; read line by line."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BufferedReader, FileIO
from itertools import islice
from pathlib import Path
from typing import Any

from geo import legacy
from geo.books.cells import Reader
from geo.books.faults import LONG_CELL, TOO_WIDE, WIDEST, fault
from geo.books.grid import Line, Merge
from geo.errors import InputError, Text
from geo.text import unguarded

DELIMITERS = (",", ";", "\t", "|")
_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|"}
_HINT = re.compile(r"\"?sep=(.)\"?\s*")
_LOOK = 200
"""Rows by which the delimiter is known."""

_LONGEST_LINE = 2**22
_LONG_LINE = Text(
    "dòng dài quá 4 MB mà chưa hết, không phải của danh sách; hãy kiểm tra lại tệp.",
    "the line does not end within 4 MB, which no list has; check the file.",
)
_LINE_ENDS = (b"\n", b"\r")


class Delimited:
    """The one grid of a text file; every cell is text.

    Args:
        file: the file.
        page: its encoding, as `legacy.detect` gives it.
        delimiter: one sign.
        total: about how many lines it has.
    """

    name: str | None = None
    merges: tuple[Merge, ...] = ()

    def __init__(self, file: Path, page: str, delimiter: str, total: int | None = None) -> None:
        self.total = total
        self.reader = Reader()
        self._file, self._page, self._delimiter = file, page, delimiter

    @property
    def notes(self) -> list[Text]:
        """What is to be told of the text, as far as it was read."""
        return self.reader.notes(self.name)

    def lines(self) -> Iterator[Line]:
        """Yield the rows that are not blank, each with the line on which it begins.

        Raises:
            InputError: a line is in another encoding, a quotation mark is not closed or stands in
                the middle, a cell or a line is endless; names the line.
        """
        with _Bounded(self._file) as source, BufferedReader(source) as stream:
            texts = legacy.lines(stream, self._page, str(self._file))
            yield from self._rows(texts)

    def _rows(self, texts: Iterator[str]) -> Iterator[Line]:
        reader = csv.reader(texts, delimiter=self._delimiter, strict=True)
        read = 0
        try:
            for row in reader:
                number, read = read + 1, reader.line_num
                joined = "".join(row)
                if not joined or joined.isspace() or (number == 1 and row[0] == "sep="):
                    continue
                cells: list[Any] = row
                if "'" in joined:
                    cells = [unguarded(cell) for cell in cells]
                if not joined.isascii():
                    self.reader.modernize(cells, joined)
                values = [cell or None for cell in cells]
                while values[-1] is None:
                    values.pop()
                if len(values) > WIDEST:
                    raise fault(self._file, TOO_WIDE, line=number)
                yield Line(number, values)
        except csv.Error as said:
            raise fault(self._file, _wrong(str(said)), line=read + 1) from said


class _Bounded(FileIO):
    """A file whose lines are refused when they do not end."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self._file, self._number, self._unended = file, 1, 0

    def readinto(self, buffer: Any) -> int | None:
        """Read the next bytes.

        Raises:
            InputError: a line is longer than any list has.
        """
        n = super().readinto(buffer)
        if n:
            block = bytes(memoryview(buffer)[:n])
            self._number += block.count(b"\n")
            last = max(block.rfind(end) for end in _LINE_ENDS)
            self._unended = n - last if last >= 0 else self._unended + n
            if self._unended > _LONGEST_LINE:
                raise fault(self._file, _LONG_LINE, line=self._number)
        return n


def open_delimited(
    file: Path, sample: bytes, total: int, encoding: str | None, delimiter: str | None
) -> tuple[Delimited, tuple[Text, ...]]:
    """Return the grid of a text file, and what is to be told of it.

    Args:
        file: the file.
        sample: its beginning, by which what is not given is found.
        total: about how many lines it has.
        encoding: one of `legacy.ENCODINGS`, or None.
        delimiter: one sign or its name (`tab`), or None.

    Raises:
        InputError: no such encoding or delimiter.
    """
    page = legacy.detect(sample) if encoding is None else legacy.named(encoding)
    sign = _delimiter(file, page) if delimiter is None else _named(delimiter)
    notes: tuple[Text, ...] = ()
    if encoding is None and not page.startswith("utf"):
        notes = (
            Text(
                f"Tệp viết bằng bảng mã {page}, đã đổi sang Unicode.",
                f"The file is written in {page} and was read as Unicode.",
            ),
        )
    return Delimited(file, page, sign, total), notes


def _named(delimiter: str) -> str:
    sign = _NAMES.get(delimiter.strip().lower(), delimiter)
    if len(sign) != 1 or sign in '"\r\n\0':
        raise InputError(
            Text(
                f"Dấu ngăn cách “{delimiter}”: cần một dấu, như , hoặc ; hoặc tab.",
                f'Delimiter "{delimiter}": expected one sign, such as , or ; or tab.',
            )
        )
    return sign


def _delimiter(file: Path, page: str) -> str:
    """Return the sign that sets the cells of a file apart, by its first rows."""
    with _Bounded(file) as source, BufferedReader(source) as stream:
        texts = list(islice(legacy.lines(stream, page, str(file)), _LOOK))
    hint = _HINT.fullmatch(texts[0]) if texts else None
    if hint:
        return hint[1]
    return max(DELIMITERS, key=lambda sign: _evidence(texts, sign))


def _evidence(texts: Sequence[str], sign: str) -> float:
    """Return how much rows look as if a sign set their cells apart: many cells, always as many.

    A quotation mark that stands alone in a cell tells that the sign stands inside quotations.
    """
    try:
        rows = [row for row in csv.reader(texts, delimiter=sign) if row]
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows)
    if not widths:
        return 0
    alike = max(n * (width - 1) for width, n in widths.items())
    torn = sum(1 for row in rows for cell in row if cell.count('"') % 2)
    return (alike / len(rows)) * max(widths.values()) / len(rows) / (1 + torn)


def _wrong(said: str) -> Text:
    """Return in words of ours what the csv module says of a row."""
    if "field limit" in said:
        return Text(
            f"{LONG_CELL.vi} Có thể một dấu ngoặc kép mở mà không đóng.",
            f"{LONG_CELL.en} Perhaps a quotation mark is opened and never closed.",
        )
    if "unexpected end" in said:
        return Text(
            "dấu ngoặc kép mở ở đây không đóng; hãy đóng hoặc bỏ dấu ấy.",
            "a quotation mark opened here is never closed; close it or remove it.",
        )
    return Text(
        'dấu ngoặc kép đứng giữa ô; hãy viết đôi ("") hoặc bỏ dấu ấy.',
        'a quotation mark stands inside a cell; write it twice ("") or remove it.',
    )
