"""Sheets of ODS files, read row by row straight from their XML; nothing in them is run.

What is repeated in ODS is written once with a count: a count beyond what a list has is refused, not
unrolled.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from geo.archives import LOCKED, Archive
from geo.books.cells import Reader, Shown, moment, put, read_number
from geo.books.faults import LONG_CELL, LONGEST_CELL, WIDEST, fault
from geo.books.grid import FORMULA, CellError, Line, Merge, Value
from geo.books.markup import Forbidden, Markup, elements, told
from geo.errors import Text

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_ASIDE = frozenset(
    ("annotation", "frame", "custom-shape", "control", "shapes", "ruby-text", "tracked-changes")
)
"""Elements whose text is not that of the cell they stand in."""

_SIGNS = {"tab": "\t", "line-break": "\n"}
_MOST_REPEATED = 1000
_REPEATED = Text(
    f"một dòng có nội dung được lặp hơn {_MOST_REPEATED} lần, không phải của danh sách; hãy xóa các"
    " dòng thừa.",
    f"one filled row is repeated more than {_MOST_REPEATED} times, which no list does; delete the"
    " rows that are not needed.",
)


class OdsGrid:
    """One sheet of an ODS file.

    Args:
        archive: the file.
        place: which of its sheets, counted from 0.
        name: its name.
    """

    def __init__(self, archive: Archive, place: int, name: str) -> None:
        self.name: str | None = name
        self.merged: list[Merge] = []
        self.total: int | None = None
        self.hidden = False
        self.hidden_columns: list[int] = []
        self.reader = Reader()
        self._archive, self._place = archive, place

    @property
    def merges(self) -> tuple[Merge, ...]:
        """Ranges of cells that are shown as one."""
        return tuple(self.merged)

    @property
    def notes(self) -> list[Text]:
        """What is to be told of the sheet, as far as it was read."""
        return self.reader.notes(self.name, self.hidden_columns)

    def lines(self) -> Iterator[Line]:
        """Yield the rows that are not blank.

        Raises:
            InputError: the sheet is damaged, dangerous, too wide, or a cell is endless.
        """
        tables = _Tables(self._archive, self._place, self.reader)
        markup = Markup(tables.start, tables.end, tables.text)
        with (
            told(self._archive.file, self.name, tables.where),
            self._archive.member(_CONTENT) as stream,
        ):
            for _ in markup.feed(stream):
                yield from tables.ready
                tables.ready.clear()
                if len(tables.grids) > self._place + 1:
                    return


def ods_grids(archive: Archive) -> list[OdsGrid]:
    """Return the sheets of an ODS file.

    Raises:
        InputError: it is locked by a password, damaged or dangerous.
    """
    with told(archive.file):
        if _MANIFEST in archive.names and any(
            name == "encryption-data" for name, _ in elements(archive, _MANIFEST)
        ):
            raise fault(archive.file, LOCKED)
    tables = _Tables(archive, None, Reader())
    with told(archive.file, None, tables.where), archive.member(_CONTENT) as stream:
        for _ in Markup(tables.start, tables.end, tables.text).feed(stream):
            tables.ready.clear()
    return tables.grids


class _Tables:
    """Puts the rows of sheets together from the XML of an ODS file.

    Args:
        archive: the file.
        wanted: the sheet whose rows are made, counted from 0; None for those of all.
        reader: what makes its rows legible.
    """

    def __init__(self, archive: Archive, wanted: int | None, reader: Reader) -> None:
        self.ready: list[Line] = []
        self.grids: list[OdsGrid] = []
        self._archive, self._wanted, self._reader = archive, wanted, reader
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._number, self._column = 1, 0
        self._row: dict[str, str] = {}
        self._cell: dict[str, str] = {}
        self._cells: list[Value] = []
        self._pieces: list[str] = []
        self._length, self._aside, self._keeping = 0, 0, False

    def start(self, name: str, said: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if name in ("table-cell", "covered-table-cell"):
            self._cell = said
            self._pieces.clear()
            self._length = 0
        elif name == "table-row":
            self._row, self._cells, self._column = said, [], 0
        elif name == "p":
            if self._pieces and not self._aside:
                self._pieces.append("\n")
            self._keeping = not self._aside
        elif name in _ASIDE:
            self._aside += 1
        elif self._keeping and name == "s":
            self.text(" " * min(_count(said, "text:c"), LONGEST_CELL))
        elif self._keeping and name in _SIGNS:
            self.text(_SIGNS[name])
        else:
            self._outline(name, said)

    def _outline(self, name: str, said: dict[str, str]) -> None:
        """Take what stands around the rows."""
        if name == "style":
            self._style = said.get("style:name", "")
        elif name == "table-properties" and said.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table-column":
            times = _count(said, "table:number-columns-repeated")
            if said.get("table:visibility", "visible") != "visible":
                columns = range(self._column, min(self._column + times, WIDEST))
                self.grids[-1].hidden_columns += columns
            self._column += times
        elif name == "table" and "table:name" in said:
            grid = OdsGrid(self._archive, len(self.grids), said["table:name"])
            grid.hidden = said.get("table:style-name") in self._hidden_styles
            self.grids.append(grid)
            self._number, self._column = 1, 0

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif name == "table-row":
            self._end_row()
        elif name == "p":
            self._keeping = False
        elif name in _ASIDE:
            self._aside -= 1

    def text(self, piece: str) -> None:
        """Take text."""
        if self._keeping:
            self._length += len(piece)
            if self._length > LONGEST_CELL:
                raise Forbidden(LONG_CELL)
            self._pieces.append(piece)

    def where(self) -> tuple[int, int]:
        """Return the row, counted from 1, and the column, counted from 0, that is being read."""
        return (self._number, self._column) if self.grids else (0, -1)

    def _end_cell(self) -> None:
        times = _count(self._cell, "table:number-columns-repeated")
        value = self._value("".join(self._pieces))
        if value is not None:
            for column in range(self._column, self._column + times):
                put(self._cells, column, value)
        rows = _count(self._cell, "table:number-rows-spanned")
        columns = _count(self._cell, "table:number-columns-spanned")
        if rows * columns > 1:
            last = self._number + rows - 1, self._column + columns - 1
            self.grids[-1].merged.append((self._number, self._column, *last))
        self._column += times

    def _end_row(self) -> None:
        times = _count(self._row, "table:number-rows-repeated")
        if self._cells:
            if times > _MOST_REPEATED:
                raise Forbidden(_REPEATED)
            if self._wanted is None or self._wanted == len(self.grids) - 1:
                line = partial(
                    Line, hidden=self._row.get("table:visibility", "visible") != "visible"
                )
                if cells := self._reader.row(self._cells):
                    self.ready += [line(self._number + n, list(cells)) for n in range(times)]
            self.grids[-1].total = self._number + times - 1
        self._number += times

    def _value(self, text: str) -> Value:
        said, text = self._cell, text.strip("\n")
        kind = said.get("office:value-type")
        if said.get("calcext:value-type") == "error":
            return CellError(text or "#ERR!")
        if kind in ("float", "currency"):
            return read_number(float(said["office:value"]), Shown.NUMBER)
        if kind == "percentage":
            return read_number(float(said["office:value"]), Shown.PERCENT)
        if kind == "date":
            return moment(datetime.fromisoformat(said["office:date-value"]))
        if kind == "boolean":
            return said["office:boolean-value"] == "true"
        if kind is None and not text and "table:formula" in said:
            return CellError(FORMULA)
        return said.get("office:string-value", text) or None


def _count(said: dict[str, str], name: str) -> int:
    return int(said.get(name, 1))
