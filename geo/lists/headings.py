"""Where a table begins: its heading of one to three rows under any titles, and what each column is.

A heading over several columns is joined with those under it (`Diện tích (ha)` over `Hiện trạng`).
A column is known by the joined words, else by the inner ones; by the outer ones only where nothing
but a unit stands under them, so that no part is taken for the whole.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import NamedTuple

from rapidfuzz import fuzz, process

from geo.books.grid import Grid, Line
from geo.errors import InputError, Text
from geo.lists.fields import LEFT_OUT, Known, by_unit, field_of, fields, heading, unit_in
from geo.lists.figures import shown
from geo.text import clean, fold

LOOKED_AT = 60
"""Rows in which a heading is looked for."""

_DEEPEST = 3
_PATIENCE = 10
"""Rows below a heading in which a better one may still be found."""

_NUMBERED = re.compile(r"\(?\s*(?:[0-9]{1,2}|[A-Z])\s*\)?(?:\s*=.*)?")
_SEVERAL = {"no", "note", "source"}
_ONE = {"name", "commune", "district", "province"}
_SIMILAR = 50.0


class Column(NamedTuple):
    """One column: its heading as the file has it, its field, and the unit the heading gives."""

    cell: int
    title: str
    field: str | None
    unit: str | None


@dataclass(frozen=True)
class Table:
    """A table found in a sheet.

    Attributes:
        grid: the sheet.
        lines: rows of its heading.
        columns: its columns that have a heading, from left to right.
        titles: text of the rows above.
        is_english: whether it is headed in English.
        repeats: the cells of its heading's rows, by which a repetition is known.
        left_out: columns the record has no place for, columns whose field another one has, and
            columns that are not known.
    """

    grid: Grid
    lines: tuple[int, ...]
    columns: tuple[Column, ...]
    titles: tuple[Line, ...]
    is_english: bool
    repeats: frozenset[tuple[str, ...]]
    unkept: tuple[Column, ...] = ()
    doubled: tuple[Column, ...] = ()
    unknown: tuple[Column, ...] = ()
    fields: Mapping[str, Column] = field(default_factory=dict)
    notes: tuple[Column, ...] = ()

    @property
    def unit(self) -> str | None:
        """The unit that the rows above state for the whole table (`ĐVT: ha`)."""
        for line in self.titles:
            for value in line.cells:
                text = shown(value)
                if "ĐVT" in text.upper() or "đơn vị" in clean(text).lower():
                    unit = unit_in(text)
                    if unit is not None:
                        return unit
        return None


def words_of(cells: Sequence[object]) -> tuple[str, ...]:
    """Return the cells of a row as text, for comparing rows."""
    return tuple(clean(shown(value)) for value in cells)  # type: ignore[arg-type]


def find_table(grid: Grid, mapping: Mapping[str, str]) -> Table | None:
    """Return the table of a sheet; None where no row is the heading of a list.

    Args:
        grid: the sheet.
        mapping: field or `LEFT_OUT` by heading, as the user gave them.

    Raises:
        InputError: two columns of figures are the same field.
    """
    top = list(islice(grid.lines(), LOOKED_AT + _DEEPEST))
    best: tuple[tuple[int, int, int], int, list[Column]] | None = None
    for start in range(min(len(top), LOOKED_AT)):
        if best is not None and start > _PATIENCE - best[0][2]:
            break
        for depth in range(1, _DEEPEST + 1):
            if start + depth > len(top):
                break
            columns = _columns(grid, top[start : start + depth], mapping)
            known = {column.field for column in columns if column.field is not None}
            rank = (len(known), -depth, -start)
            if "name" in known and len(known) > 1 and (best is None or rank > best[0]):
                best = (rank, depth, columns)
    if best is None:
        return None
    (_, _, below), depth, columns = best
    start = -below
    end = start + depth
    if end < len(top) and _is_units(top[end]):
        units = words_of(top[end].cells)
        columns = [
            column._replace(unit=unit_in(units[column.cell]) or column.unit)
            if column.cell < len(units)
            else column
            for column in columns
        ]
        end += 1
    return _table(grid, top, start, end, columns)


def is_numbering(cells: Sequence[str]) -> bool:
    """Tell whether a row only numbers the columns: `(1) (2) (3)`, `A B 1 2=3+4`."""
    filled = [text for text in cells if text]
    return (
        len(filled) > 1
        and all(_NUMBERED.fullmatch(text) for text in filled)
        and any(text.strip("( )") in ("1", "2", "A") for text in filled[:2])
        and len(set(filled)) == len(filled)
    )


def _columns(grid: Grid, rows: Sequence[Line], mapping: Mapping[str, str]) -> list[Column]:
    levels = _levels(grid, rows)
    return [_column(cell, parts, mapping) for cell, parts in enumerate(levels) if any(parts)]


def _levels(grid: Grid, rows: Sequence[Line]) -> list[list[str]]:
    """Return the words over each column, outer ones first, those over several columns repeated."""
    width = max(len(row.cells) for row in rows)
    levels = [[*words_of(row.cells), *[""] * (width - len(row.cells))] for row in rows]
    first, last = rows[0].number, rows[-1].number
    merged = [
        merge for merge in grid.merges if first <= merge[0] <= last and merge[1] != merge[3] < width
    ]
    by_number = {row.number: level for row, level in zip(rows, levels, strict=True)}
    for top, left, _, right in merged:
        level = by_number[top] if top in by_number else [""] * width
        level[left : right + 1] = [level[left]] * (right + 1 - left)
    if not grid.merges:
        for outer, inner in pairwise(levels):
            for cell in range(1, width):
                if not outer[cell] and inner[cell]:
                    outer[cell] = outer[cell - 1]
    return [list(parts) for parts in zip(*levels, strict=True)]


def _column(cell: int, parts: Sequence[str], mapping: Mapping[str, str]) -> Column:
    told = list(dict.fromkeys(part for part in parts if part))
    title = " | ".join(told)
    units = (heading(part).unit or unit_in(part) for part in reversed(told))
    unit = next((unit for unit in units if unit), None)
    for written, mapped in mapping.items():
        if fold(written) in (fold(title), fold(told[-1]), fold(" ".join(told))):
            return Column(cell, title, mapped, unit)
    found = _known(told)
    name = found.field if found else None
    return Column(cell, title, by_unit(name, unit) or ("unkept" if found else None), unit)


def _known(told: Sequence[str]) -> Known | None:
    inner = [part for part in told if unit_in(part) is None] or told[:1]
    bare = [heading(part).key for part in inner]
    return (
        field_of(" ".join(bare))
        or field_of(" ".join(reversed(bare)))
        or (field_of(" ".join(bare[-2:])) if len(bare) > 2 else None)
        or field_of(inner[-1])
    )


def _is_units(line: Line) -> bool:
    filled = [text for text in words_of(line.cells) if text]
    return bool(filled) and all(unit_in(text) for text in filled)


def _table(
    grid: Grid,
    top: Sequence[Line],
    start: int,
    end: int,
    columns: Sequence[Column],
) -> Table:
    chosen: dict[str, Column] = {}
    notes, unkept, doubled, unknown = [], [], [], []
    for column in columns:
        if column.field == LEFT_OUT:
            continue
        if column.field is None:
            unknown.append(column)
        elif column.field == "unkept":
            unkept.append(column)
        elif column.field in chosen and column.field == "note":
            notes.append(column)
        elif column.field in chosen and column.field not in _SEVERAL:
            _refuse_twice(chosen[column.field], column)
            doubled.append(column)
        else:
            chosen.setdefault(column.field, column)
    name = field_of(chosen["name"].title)
    return Table(
        grid,
        tuple(line.number for line in top[start:end]),
        tuple(columns),
        tuple(top[:start]),
        name is not None and name.is_english,
        frozenset(words_of(line.cells) for line in top[start:end]),
        tuple(unkept),
        tuple(doubled),
        tuple(unknown),
        chosen,
        tuple(notes),
    )


def _refuse_twice(one: Column, other: Column) -> None:
    """Refuse two columns of one field where taking the first would be a guess."""
    name = one.field or ""
    if fields()[name].kind == "number" or name in _ONE:
        raise InputError(
            Text(
                f"Hai cột “{one.title}” và “{other.title}” đều được hiểu là {name}"
                f" ({fields()[name].label.vi}); hãy ghi rõ, ví dụ --map"
                f" “{other.title}={LEFT_OUT}”.",
                f'The columns "{one.title}" and "{other.title}" are both read as {name}'
                f" ({fields()[name].label.en}); say which, such as --map"
                f' "{other.title}={LEFT_OUT}".',
            )
        )


def check_mapping(mapping: Mapping[str, str], tables: Sequence[Table]) -> None:
    """Prove that what the user mapped is there.

    Raises:
        InputError: a field is not known, or no table has such a heading; names the nearest.
    """
    titles = [column.title for table in tables for column in table.columns]
    parts = {fold(part): title for title in titles for part in (title, *title.split(" | "))}
    for written, name in mapping.items():
        if name != LEFT_OUT and (name not in fields() or name == "unkept"):
            nearest = _nearest(name, [known for known in fields() if known != "unkept"])
            raise InputError(
                Text(
                    f"--map “{written}={name}”: không có trường “{name}”. Gần nhất: {nearest};"
                    f" ghi {LEFT_OUT} để bỏ cột.",
                    f'--map "{written}={name}": there is no field "{name}". Nearest: {nearest};'
                    f" write {LEFT_OUT} to leave the column out.",
                )
            )
        if tables and fold(written) not in parts and fold(written) not in map(fold, titles):
            nearest = _nearest(written, titles)
            raise InputError(
                Text(
                    f"--map “{written}={name}”: tệp không có cột “{written}”. Gần nhất: {nearest}.",
                    f'--map "{written}={name}": the file has no column "{written}". Nearest:'
                    f" {nearest}.",
                )
            )


def _nearest(text: str, known: Sequence[str]) -> str:
    folded = [fold(one) for one in known]
    hits = process.extract(fold(text), folded, scorer=fuzz.ratio, limit=3, score_cutoff=_SIMILAR)
    return "; ".join(known[hit[2]] for hit in hits) or "; ".join(known[:8])
