"""A workbook of `geo.lists.marking` read back: the mended list, the decisions, the source.

The list is told of as the original file is: its name and hash, its sheet, its rows and columns.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import dropwhile
from pathlib import Path

from geo.books.faults import fault
from geo.books.grid import Book, CellError, Grid, Line, Merge, Value
from geo.errors import Text
from geo.lists.decisions import WORDS, Decision, Decisions, Verdict, read_decision
from geo.lists.marking import FORMAT, HIDDEN, NO_VALUE, OWN_COLUMNS

_OWN = len(OWN_COLUMNS)
_LINE, _DECISION = (list(OWN_COLUMNS).index(name) for name in ("line", "decision"))


@dataclass(frozen=True)
class Mended:
    """A mended list, the decisions on its rows, and what its last sheet says, by key."""

    book: Book
    decisions: Decisions
    source: Mapping[str, str]


def read_mended(book: Book) -> Mended | None:
    """Return what a workbook of `write_marked` holds, None for any other list.

    Raises:
        InputError: rows were moved, added or deleted, or a decision is not understood; tells where.
    """
    if len(book.grids) != 2:
        return None
    grid, last = book.grids
    rows = [_texts(line) for line in last.lines()]
    if not rows or rows[0][2] != FORMAT:
        return None
    source = {key: value for _, value, key in rows[1:] if key}
    mended = _MendedGrid(grid, source.get("sheet") or None, book.file)
    original = replace(
        book,
        file=Path(source.get("file", book.file.name)),
        sha256=source.get("sha256", book.sha256),
        grids=(mended,),
    )
    return Mended(original, dict(mended.decisions()), source)


@dataclass(frozen=True)
class _MendedGrid:
    """The list in the workbook, without our columns, its hidden rows those of the original."""

    grid: Grid
    name: str | None
    file: Path

    @property
    def merges(self) -> tuple[Merge, ...]:
        return tuple(
            (first_row, first - _OWN, last_row, last - _OWN)
            for first_row, first, last_row, last in self.grid.merges
            if first >= _OWN
        )

    @property
    def total(self) -> int | None:
        return self.grid.total

    def lines(self) -> Iterator[Line]:
        for line in self._placed():
            cells = [CellError("formula") if cell == NO_VALUE else cell for cell in line.cells]
            filled = list(dropwhile(lambda cell: cell is None, reversed(cells[_OWN:])))[::-1]
            if filled:
                yield Line(line.number, filled, hidden=_is_hidden(cells[_LINE]))

    def decisions(self) -> Iterator[tuple[tuple[str | None, int], Decision]]:
        """Yield the decisions by sheet and line of the original.

        Raises:
            InputError: one is not understood.
        """
        for line in self._placed():
            stated = _text(line.cells[_DECISION]) if len(line.cells) > _DECISION else ""
            if not stated or line.cells[_LINE] is None:
                continue
            decision = read_decision(stated)
            if decision is None:
                raise fault(self.file, _unknown(stated), line=line.number, column=_DECISION)
            yield (self.name, line.number), decision

    def _placed(self) -> Iterator[Line]:
        """Yield the rows; once the list has begun, each must stand where it stood."""
        begun = False
        for line in self.grid.lines():
            number = line.cells[_LINE]
            begun = begun or number is not None
            if begun and _text(number).removesuffix(HIDDEN) != str(line.number):
                raise fault(self.file, _MOVED, line=line.number)
            yield line


def _unknown(stated: str) -> Text:
    """Return the sentence for a decision that is none."""
    expected = {
        lang: "; ".join(
            f"{words.said(lang)}: {key}" if verdict is Verdict.KNOWN else words.said(lang)
            for verdict, words in WORDS.items()
        )
        for lang, key in (("vi", "MÃ"), ("en", "KEY"))
    }
    return Text(
        f"quyết định “{stated}” phải là một trong: {expected['vi']}.",
        f'the decision "{stated}" must be one of: {expected["en"]}.',
    )


_MOVED = Text(
    "dòng này đã bị thêm, xóa hoặc dời so với tệp gốc; hãy giữ mọi dòng ở chỗ cũ, chọn"
    f" “{WORDS[Verdict.SKIP].vi}” cho dòng không lấy, và ghi dòng thêm vào một danh sách khác.",
    "this row was added, deleted or moved; leave all rows in their places, choose"
    f' "{WORDS[Verdict.SKIP].en}" for one that is not wanted, and put new ones into another list.',
)


def _is_hidden(number: Value) -> bool:
    return isinstance(number, str) and number.endswith(HIDDEN)


def _texts(line: Line) -> list[str]:
    """Return the three cells of a line on the source as text."""
    return [_text(cell) for cell in [*line.cells, None, None, None][:3]]


def _text(value: Value) -> str:
    """Return a cell as text; a spreadsheet may have made a day or a number of it."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
