"""What the commands print: data on standard output, messages and progress on standard error."""

import csv
import errno
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from geo.errors import OutputError, Text
from geo.text import number


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
    column names and plain numbers. A value that is not known is empty, null in JSON.

    Raises:
        OutputError: standard output is closed or full.
    """
    with _telling():
        _print_rows(rows, headings, style, lang)
        sys.stdout.flush()


def print_line(text: str) -> None:
    """Print one line on standard output.

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
        json.dump(
            [{name: row[name] for name in headings} for row in rows],
            sys.stdout,
            ensure_ascii=False,
            indent=1,
            default=str,
        )
        sys.stdout.write("\n")
    elif style is Format.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows([row[name] for name in headings] for row in rows)
    else:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name, heading in headings.items():
            numeric = all(isinstance(row[name], int | float | None) for row in rows)
            table.add_column(heading.said(lang), justify="right" if numeric else "left")
        for row in rows:
            table.add_row(*(_cell(row[name], lang) for name in headings))
        # Piped, the table keeps its full width: nobody reads it in a window.
        width = None if sys.stdout.isatty() else 1000
        Console(highlight=False, markup=False, width=width).print(table)


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
    why = fault.strerror or str(fault)
    return OutputError(
        Text(
            f"Không in được kết quả ra đầu ra chuẩn ({why}).",
            f"Cannot print the result on standard output ({why}).",
        )
    )


class Steps:
    """Progress through a known number of steps, on standard error.

    On a terminal a bar shows the step under way; a line with its time is left for each that ended.
    """

    def __init__(self, total: int, lang: str) -> None:
        self._lang = lang
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
        self._console.print(f"✓ {name.said(self._lang)} ({took} s)", soft_wrap=True)
        self._bar.advance(self._task)


def _cell(value: Any, lang: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return Text("có", "yes").said(lang) if value else Text("không", "no").said(lang)
    if isinstance(value, int):
        return number(value, lang)
    if isinstance(value, float):
        return number(value, lang, 2)
    return str(value)
