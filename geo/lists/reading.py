"""A planner's list as it is read: rows in blocks, typed and placed, with what is wrong with them.

Rows that the file hides are not part of the list. A cell that is merged downwards holds for all its
rows; a group row (`I. Huyện Lạng Giang`) states the place or the status of the rows below that
state none. Totals are checked, never taken.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice

from geo.books.grid import Book, Line, Value
from geo.errors import InputError, Text
from geo.gazetteer import Gazetteer
from geo.ingest.places import Address, Site
from geo.lists.blocks import BLOCK_ROWS, Block, Layout
from geo.lists.checks import AREAS, Doubles, Similar, add_qualifiers, check_areas
from geo.lists.columns import reader, text
from geo.lists.details import finish_status, split_decisions, what_decisions_do, without_status
from geo.lists.fields import UNITS, fields, nearest_fields
from geo.lists.figures import CellFault, DecimalSign, shown
from geo.lists.groups import Groups
from geo.lists.naming import cleaned
from geo.lists.placing import Span, name_rows, place_rows, stated_places
from geo.lists.points import POINT, Points
from geo.lists.problems import Ledger, Problem
from geo.lists.rows import BLANK, GROUP, TOTAL, Judge, Special
from geo.lists.sheets import choose_table, province_in
from geo.lists.totals import COUNT, Mismatch, Totals
from geo.lists.whereabouts import Whereabouts
from geo.text import number as written

__all__ = ["BLOCK_ROWS", "Block", "Layout", "Problem", "Reading"]

_UNREAD = ("no", "name")
_SUMMED = ("industrial_ha", "leased_ha", "capital_vnd_billion", "capital_usd_million", *AREAS)
_SHOWN_ROWS = 8


class Reading:
    """One list, read once from the beginning to the end; `blocks` does the work.

    Args:
        book: the open file.
        gazetteer: the units.
        today: the day that counts as now.
        on: the day whose units the addresses are in; without it the list tells.
        province: the province of rows that name none; without it the titles tell, or the districts.
        sheet: which sheet to read, where several are lists.
        mapping: field, or `-` for none, by heading; goes before the aliases.
        keep_raw: keep the cells as they are in the file beside what they were read as.
        progress: told how many rows of the file have been read.

    Attributes:
        headings: heading as the file has it, by field.
        skipped: rows that are not clusters, by what they are.
        decisions: what its decisions do, as the title of their column says: `found` clusters,
            `approve` plans; None where it does not say.
        unstated: rows read so far of whose status the list says nothing.
        layout: where the table lies.

    Raises:
        InputError: no sheet is a list, several are and `sheet` is not given, the mapping names a
            heading or a field that is not there, or two columns of figures are the same field.
    """

    def __init__(
        self,
        book: Book,
        gazetteer: Gazetteer,
        *,
        today: date,
        on: date | None = None,
        province: str | None = None,
        sheet: str | None = None,
        mapping: Mapping[str, str] | None = None,
        keep_raw: bool = False,
        progress: Callable[[int], None] = lambda rows: None,
    ) -> None:
        self._table = table = choose_table(book, sheet, mapping or {})
        self._book, self._keep_raw, self._progress = book, keep_raw, progress
        self._columns = table.fields
        self.headings = {name: column.title for name, column in self._columns.items()}
        self.skipped: Counter[str] = Counter()
        self.decisions = what_decisions_do(self.headings.get("decision_no", ""))
        self.unstated = 0
        self.layout = Layout(
            table.grid.name,
            table.lines,
            tuple(column.title for column in table.columns),
            {name: column.cell for name, column in self._columns.items()},
        )
        self._ledger = Ledger(table.grid.name, self._columns)
        self._whereabouts = Whereabouts(gazetteer, today=today, on=on, province=province)
        self._sign = DecimalSign(table.is_english)
        self._is_scanned = False
        self._readers = {
            name: reader(fields()[name], column.unit or self._common_unit(name), self._sign)
            for name, column in self._columns.items()
            if name not in _UNREAD
        }
        self._figures = [
            column.cell
            for name, column in self._columns.items()
            if fields()[name].kind == "number" and name not in POINT
        ]
        self._summed = [name for name in _SUMMED if name in self._readers]
        self._judge, self._totals, self._points = Judge(table), Totals(), Points(gazetteer)
        self._doubles, self._similar = Doubles(), Similar()
        self._groups = Groups(self._whereabouts)
        self._merged = self._merged_down()
        self._held: dict[tuple[int, int], Value] = {}
        self._hidden: list[int] = []
        self._tell_columns()
        if province is None:
            self._look_in_titles()

    @property
    def sites(self) -> list[Site]:
        """The places found so far, one for each distinct address."""
        return self._whereabouts.sites

    @property
    def addresses(self) -> list[Address]:
        """The address of each place in `sites`, with the units that the list names."""
        return self._whereabouts.addresses

    @property
    def problems(self) -> list[Problem]:
        """What is wrong so far, in the order of the rows."""
        return self._ledger.problems

    def warn(self, line: int, name: str, text: Text) -> None:
        """Tell what is odd about the name in a row that was yielded."""
        self._ledger.tell_late(line, "name", name, text)

    def blocks(self) -> Iterator[Block]:
        """Yield the rows in blocks; afterwards `problems` and `skipped` are complete.

        Raises:
            InputError: the list has a heading and no cluster, or the file cannot be read on.
        """
        lines = self._table.grid.lines()
        is_empty = True
        size = max(1, BLOCK_ROWS // 5)  # whoever writes them need not wait long for the first
        while batch := list(islice(lines, size)):
            size = BLOCK_ROWS
            start = len(self.problems)
            block = self._block([line for line in batch if self._is_shown(line)])
            self._ledger.sort(start)
            self._progress(batch[-1].number)
            if len(block):
                is_empty = False
                yield block
        start = len(self.problems)
        self._tell_totals(self._totals.end())
        self._tell_hidden()
        self._ledger.sort(start)
        if is_empty:
            name = self._book.file.name
            raise InputError(
                Text(
                    f"{name}: có dòng tiêu đề nhưng không có dòng cụm nào.",
                    f"{name}: has a heading but no row with a cluster.",
                )
            )

    # What is told before the rows.

    def _common_unit(self, name: str) -> str | None:
        """Return the unit that the titles state for all columns, where it fits the field."""
        unit = self._table.unit
        return unit if unit is not None and UNITS[unit][0] == fields()[name].unit else None

    def _tell_columns(self) -> None:
        line, table = self._table.lines[-1], self._table
        for column in table.unknown:
            near = nearest_fields(column.title)
            some, option = "; ".join(near), f"--map “{column.title}=…”"
            hint = Text(f" (gần nhất: {some})", f" (nearest: {some})") if near else Text("", "")
            told = Text(
                f"không rõ cột này là gì{hint.vi}; bỏ qua cột, hoặc ghi {option}",
                f"is no heading known{hint.en}; left out, or say {option}",
            )
            self._ledger.tell_column(line, column, column.title, told, near, refuses=False)
        for column in table.unkept:
            told = Text("cơ sở dữ liệu không lưu cột này; bỏ qua", "is not kept; left out")
            self._ledger.tell_column(line, column, column.title, told, refuses=False)
        for column in table.doubled:
            first = self._columns[column.field or ""].title
            told = Text(
                f"cùng trường {column.field} với cột “{first}”; bỏ qua, hoặc ghi --map",
                f'is the field {column.field} as "{first}" is; left out, or say --map',
            )
            self._ledger.tell_column(line, column, column.title, told, refuses=False)

    def _look_in_titles(self) -> None:
        found = province_in(self._table.titles, self._whereabouts)
        if found is not None:
            self._take_province(*found, Text("theo dòng tiêu đề", "as the title says"))

    def _take_province(self, line: int, name: str, why: Text) -> None:
        self._whereabouts.province = name
        told = Text(
            f"dòng không ghi tỉnh được hiểu là của {name} ({why.vi}); nếu sai, ghi --province",
            f"rows without a province are taken to be of {name} ({why.en}); if not so, say"
            " --province",
        )
        self._ledger.tell(line, None, name, told, refuses=False)

    # From lines to rows.

    def _merged_down(self) -> dict[int, list[tuple[int, int]]]:
        """Return the cells that are merged downwards: column and first row, by row."""
        found: dict[int, list[tuple[int, int]]] = {}
        for first, cell, last, _ in self._table.grid.merges:
            if first < last and last > self._table.lines[-1]:
                for row in range(max(first, self._table.lines[-1] + 1), last + 1):
                    found.setdefault(row, []).append((cell, first))
        return found

    def _filled(self, line: Line) -> list[Value]:
        """Return the cells of a line, those under a merged one filled with its value."""
        cells = list(line.cells)
        for cell, first in self._merged.get(line.number, ()):
            if first == line.number:
                self._held[first, cell] = cells[cell] if cell < len(cells) else None
            else:
                cells += [None] * (cell + 1 - len(cells))
                cells[cell] = self._held.get((first, cell))
        return cells

    def _is_shown(self, line: Line) -> bool:
        if line.number <= self._table.lines[-1]:
            self.skipped["title" if line.number < self._table.lines[0] else "heading"] += 1
            return False
        if line.hidden:
            self.skipped["hidden"] += 1
            self._hidden.append(line.number)
        return not line.hidden

    def _block(self, lines: Sequence[Line]) -> Block:
        rows = [self._filled(line) if self._merged else line.cells for line in lines]
        texts = self._names(lines, rows)
        specials = self._judge.specials(rows, texts)
        keep = [position for position in range(len(rows)) if position not in specials]
        block = Block(
            self._table.grid.name,
            [lines[position].number for position in keep],
            {},
            [-1] * len(keep),
            [True] * len(keep),
            [lines[position].cells for position in keep] if self._keep_raw else None,
        )
        cells = _transposed([rows[position] for position in keep], self._width)
        self._read_columns(block, cells)
        spans = self._follow(lines, rows, specials, block)
        names = name_rows(block, [texts[position] for position in keep], self._ledger)
        for name in AREAS:
            if name in block.columns:
                check_areas(block, name, self._ledger)
                add_qualifiers(block, cells[self._columns[name].cell], self._sign)
        if self._whereabouts.province is None and "province" not in self._columns:
            self._look_in_districts(block, spans)
        place_rows(block, names, spans, self._whereabouts, self._ledger)
        self._points.check(block, self.sites, self._ledger)
        if "decision_no" in block.columns:
            split_decisions(block, self._ledger, founds=self.decisions == "found")
        finish_status(block, spans)
        self._doubles.check(block, self._ledger)
        self._similar.check(block, self.sites, self._ledger)
        self.unstated += without_status(block)
        return block

    @property
    def _width(self) -> int:
        return max(column.cell for column in self._table.columns) + 1

    def _names(
        self, lines: Sequence[Line], rows: Sequence[Sequence[Value]]
    ) -> Sequence[str | None]:
        """Return the cells of the column of names as clean text; those that cannot be are told."""
        at = self._columns["name"].cell
        texts: list[str | None] = []
        for line, row in zip(lines, rows, strict=True):
            value = row[at] if len(row) > at else None
            if isinstance(value, str) and value.isprintable() and not value.startswith("#"):
                texts.append(value)
                continue
            try:
                texts.append(text(value, "name"))
            except CellFault as fault:
                texts.append(None)
                self._ledger.tell(line.number, "name", value, fault.text, refuses=True)
        return cleaned(texts)

    def _read_columns(self, block: Block, cells: Sequence[Sequence[Value]]) -> None:
        unclear = [self._sign.look(cells[cell]) for cell in self._figures]
        if any(unclear) and not self._is_scanned:
            self._scan()
        for name, known in self._readers.items():
            column = cells[self._columns[name].cell]
            block.columns[name] = known.column(column)
            for position, value in enumerate(column) if known.faults or known.warnings else ():
                line = block.lines[position]
                if value in known.faults:
                    fault = known.faults[value]
                    block.accepted[position] = False
                    self._ledger.tell(line, name, value, fault.text, fault.nearest, refuses=True)
                elif value in known.warnings:
                    odd = known.warnings[value]
                    self._ledger.tell(line, name, value, odd.text, odd.nearest, refuses=False)
        if "status" in self._columns:
            said = cells[self._columns["status"].cell]
            block.columns["status_text"] = [shown(value) or None for value in said]
        for more in self._table.notes:
            others = self._readers["note"].column(cells[more.cell])
            both = zip(block.columns["note"], others, strict=True)
            block.columns["note"] = ["; ".join(filter(None, pair)) or None for pair in both]

    def _scan(self) -> None:
        """Look through the whole file for what tells its decimal sign: it is one decision."""
        self._is_scanned = True
        for line in self._table.grid.lines():
            if line.number > self._table.lines[-1]:
                cells = line.cells
                self._sign.look(cells[cell] for cell in self._figures if cell < len(cells))

    def _look_in_districts(self, block: Block, spans: Sequence[Span]) -> None:
        if "district" not in block.columns and not any(group.district for *_, group in spans):
            return
        common = self._whereabouts.common_province(stated_places(block, spans))
        if common is not None:
            why = Text("tỉnh duy nhất có các huyện này", "the only one with these districts")
            self._take_province(self._table.lines[-1], common.full_name, why)

    # Groups and totals.

    def _follow(
        self,
        lines: Sequence[Line],
        rows: Sequence[Sequence[Value]],
        specials: Mapping[int, Special],
        block: Block,
    ) -> list[Span]:
        """Walk the rows that are no clusters; return which group each part of the block is in."""
        spans: list[Span] = []
        done = 0
        for before, (position, special) in enumerate(sorted(specials.items())):
            here = position - before
            self._add(block, done, here)
            spans.append((done, here, self._groups.now))
            done, number = here, lines[position].number
            self.skipped[special.kind] += special.kind != BLANK
            if special.kind == GROUP:
                stated = self._stated(rows[position], special)
                self._tell_totals(self._totals.begin(special.style, number, stated))
                self._groups.begin(special)
            elif special.kind == TOTAL:
                stated = self._stated(rows[position], special)
                self._tell_totals(self._totals.total(number, stated, is_whole=special.is_whole))
        self._add(block, done, len(block))
        spans.append((done, len(block), self._groups.now))
        return spans

    def _add(self, block: Block, first: int, last: int) -> None:
        if first < last:
            sums = {COUNT: Decimal(last - first)}
            for name in self._summed:
                stated = [value for value in block.columns[name][first:last] if value is not None]
                sums[name] = sum(stated, Decimal(0))
            self._totals.add(sums)

    def _stated(self, row: Sequence[Value], special: Special) -> dict[str, Decimal]:
        """Return the sums that a row states."""
        stated = {}
        for name in self._summed:
            cell = self._columns[name].cell
            value = self._readers[name].sum(row[cell]) if cell < len(row) else None
            if value is not None:
                stated[name] = value
        if special.clusters is not None:
            stated[COUNT] = Decimal(special.clusters)
        return stated

    def _tell_totals(self, wrong: Sequence[Mismatch]) -> None:
        for line, name, stated, found in wrong:
            label = Text("số cụm", "number of clusters") if name == COUNT else fields()[name].label
            said, summed = (
                [written(float(value), lang, _decimals(value)) for lang in ("vi", "en")]
                for value in (stated, found)
            )
            told = Text(
                f"không khớp: {label.vi} ghi {said[0]}, cộng các dòng được {summed[0]}",
                f"does not agree: {label.en} is given as {said[1]}, the rows come to {summed[1]}",
            )
            self._ledger.tell(line, name, said[0], told, refuses=False)

    def _tell_hidden(self) -> None:
        if self._hidden:
            some = ", ".join(str(number) for number in self._hidden[:_SHOWN_ROWS])
            more = "…" if len(self._hidden) > _SHOWN_ROWS else ""
            told = Text(
                f"{len(self._hidden)} dòng bị ẩn (dòng {some}{more}) không được đọc; bỏ ẩn để đọc",
                f"{len(self._hidden)} hidden rows (rows {some}{more}) are left out; unhide them to"
                " take them in",
            )
            self._ledger.tell(self._hidden[0], None, "", told, refuses=False)


def _transposed(rows: Sequence[Sequence[Value]], width: int) -> list[Sequence[Value]]:
    """Return the first `width` columns of rows, short rows filled up."""
    return [[row[at] if len(row) > at else None for row in rows] for at in range(width)]


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
