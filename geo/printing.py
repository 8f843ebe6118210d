"""What the commands print: data on standard output, messages and progress on standard error."""

import csv
import errno
import json
import os
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from time import perf_counter
from typing import Any

from rich.cells import cell_len

from geo.errors import OutputError, Text
from geo.files import reason
from geo.text import number

_GAP = 2
"""Spaces between the columns of a table."""

_NARROW = 12
"""Width that a text column keeps on a terminal; what is longer folds."""

_DAY = re.compile(r"(?<![\w/.-])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![\w/-]|\.\w)")

_WORD = 16
"""Longest word that is never folded: a number, a date, a period."""


class Format(StrEnum):
    """How data are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def print_rows(
    rows: Sequence[Mapping[str, Any]], headings: Mapping[str, Text], style: Format, lang: str
) -> None:
    """Print rows on standard output, in the columns of `headings`.

    A table carries the headings and numbers of `lang`; JSON (a list of objects) and CSV carry the
    column names and plain numbers. A value that is not known is empty, null in JSON; a list stands
    in one cell, with semicolons between. On a terminal too narrow for all columns the table stands
    in parts below each other, each with the first column.

    Raises:
        OutputError: standard output is closed or full.
    """
    with _telling():
        _print_rows(rows, headings, style, lang)
        sys.stdout.flush()


def print_json(found: object) -> None:
    """Print what was found as JSON; a date or the like is its text.

    Raises:
        OutputError: standard output is closed or full.
    """
    print_line(json.dumps(found, ensure_ascii=False, indent=1, default=str))


def print_line(text: str) -> None:
    """Print text and the end of its line on standard output.

    Raises:
        OutputError: standard output is closed or full.
    """
    with _telling():
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def _print_rows(
    rows: Sequence[Mapping[str, Any]], headings: Mapping[str, Text], style: Format, lang: str
) -> None:
    if style is Format.JSON:
        print_json([{name: row[name] for name in headings} for row in rows])
    elif style is Format.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows([_joined(row[name]) for name in headings] for row in rows)
    else:
        _print_table([_Column.of(rows, name, headings[name], lang) for name in headings])


@dataclass(frozen=True)
class _Column:
    """A column of a table as it is to be read."""

    heading: str
    cells: list[str]
    numeric: bool

    @classmethod
    def of(
        cls, rows: Sequence[Mapping[str, Any]], name: str, heading: Text, lang: str
    ) -> "_Column":
        values = [row[name] for row in rows]
        numeric = all(isinstance(value, int | float | Decimal | None) for value in values)
        return cls(heading.said(lang), [cell(value, lang) for value in values], numeric)

    @cached_property
    def widest(self) -> int:
        """Return the width at which nothing folds."""
        return max(map(cell_len, (self.heading, *self.cells)))

    @cached_property
    def least(self) -> int:
        """Return the width below which a number or date would be cut, or text become a thread."""
        lengths = (cell_len(word) for cell in (self.heading, *self.cells) for word in cell.split())
        longest = max((length for length in lengths if length <= _WORD), default=0)
        return min(self.widest, longest if self.numeric else max(longest, _NARROW))


def _print_table(columns: Sequence[_Column]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False)
    # Piped, the table keeps its full width: nobody reads it in a window.
    room = console.width if sys.stdout.isatty() else sys.maxsize
    for place, part in enumerate(_parts(columns, room)):
        if place:
            console.print()
        table = Table(box=None, pad_edge=False, header_style="bold")
        widths = _widths(part, room)
        for column, width in zip(part, widths, strict=True):
            table.add_column(
                column.heading,
                justify="right" if column.numeric else "left",
                width=width,
                overflow="fold",
            )
        for cells in zip(*(column.cells for column in part), strict=True):
            table.add_row(*cells)
        console.width = sum(widths) + _GAP * len(part)
        console.print(table)


def _parts(columns: Sequence[_Column], room: int) -> Iterator[list[_Column]]:
    """Yield groups of columns that fit into the room, each with the first column before it."""
    first, *others = columns
    part = [first]
    for column in others:
        if len(part) > 1 and sum(c.least + _GAP for c in (*part, column)) - _GAP > room:
            yield part
            part = [first]
        part.append(column)
    yield part


def _widths(part: Sequence[_Column], room: int) -> list[int]:
    """Share the room out: no column gets less than it needs, and the widest fold first."""
    free = room - _GAP * (len(part) - 1)
    if sum(column.widest for column in part) <= free:
        return [column.widest for column in part]

    def shared(level: int) -> list[int]:
        return [min(column.widest, max(column.least, level)) for column in part]

    return shared(bisect_right(range(free), free, key=lambda level: sum(shared(level))) - 1)


def message(text: Text, lang: str) -> None:
    """Print a message on standard error; where nobody can read it, it is lost."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(text.said(lang) + "\n")


@contextmanager
def _telling() -> Iterator[None]:
    """Reword what standard output refuses; a reader who left is no fault."""
    if sys.stdout is None:
        raise unprintable(OSError(errno.EBADF, os.strerror(errno.EBADF)))
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as fault:
        # What is still in the buffer cannot be written at exit either.
        sys.stdout = None
        raise unprintable(fault) from fault


def unprintable(fault: OSError) -> OutputError:
    """Return the sentence for a standard output that takes no more."""
    why = reason(fault)
    return OutputError(
        Text(
            f"Không in được kết quả ra đầu ra chuẩn ({why.vi}).",
            f"Cannot print the result on standard output ({why.en}).",
        )
    )


class Steps:
    """Progress through a known number of steps, on standard error.

    On a terminal a bar shows the step under way; a line with its time is left for each that ended,
    unless `lines` is false.
    """

    def __init__(self, total: int, lang: str, *, lines: bool = True) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

        self._lang, self._lines = lang, lines
        self._console = Console(stderr=True, highlight=False, markup=False)
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", total=total)

    def __enter__(self) -> "Steps":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    @contextmanager
    def step(self, name: Text) -> Iterator[None]:
        """Show `name` while the block runs, and how long it took when it is done."""
        self._bar.update(self._task, description=name.said(self._lang))
        began = perf_counter()
        yield
        took = number(perf_counter() - began, self._lang, 1)
        if self._lines:
            self._console.print(f"✓ {name.said(self._lang)} ({took} s)", soft_wrap=True)
        self._bar.advance(self._task)

    @contextmanager
    def counted(self, name: Text, total: int | None) -> Iterator[Callable[[int], None]]:
        """Show a step by a bar of its own; the block calls what it gets with how far it is.

        Args:
            name: of the step, with what is counted.
            total: how far it goes; None where only the end will tell.
        """
        with self.step(name):
            self._bar.update(self._task, visible=False)
            task = self._bar.add_task(name.said(self._lang), total=total)
            try:
                yield lambda done: self._bar.update(task, completed=done)
            finally:
                self._bar.remove_task(task)
                self._bar.update(self._task, visible=True)


def _joined(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def cell(value: Any, lang: str) -> str:
    """Return a value as people read it: numbers, days, yes or no in the language; empty for None.

    Days in addresses of pages, keys and names of files stay as they are.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return Text("có", "yes").said(lang) if value else Text("không", "no").said(lang)
    if isinstance(value, int):
        return number(value, lang)
    if isinstance(value, float):
        return number(value, lang, 2)
    said = str(_joined(value))
    return _DAY.sub(r"\3/\2/\1", said) if lang == "vi" else said
