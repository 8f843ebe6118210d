"""`geo sql`: a reading statement of the user's own."""

import sys
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli.door import LANG, say, settings
from geo.cli.reading import say_when_empty
from geo.errors import InputError, Text
from geo.files import reason
from geo.printing import Format, message, print_line, print_rows
from geo.settings import LANGUAGES
from geo.text import number, unmarked, writable

if TYPE_CHECKING:
    from geo.console import Answer

app = typer.Typer()


class Kind(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"


_MOST_ROWS = 1_000_000
_MOST_SECONDS = 3600


@app.command(
    help=say(
        "Chạy một câu SQL chỉ đọc. Các bảng nằm trong lược đồ planning.",
        "Run a statement of SQL that reads. The tables stand in the schema planning.",
    )
)
def sql(
    statement: Annotated[
        str | None,
        typer.Argument(
            metavar="SQL|-",
            help=say(
                "Câu lệnh: SELECT, WITH, VALUES, TABLE, EXPLAIN, SHOW; “-”: đọc từ đầu vào chuẩn.",
                'Statement: SELECT, WITH, VALUES, TABLE, EXPLAIN, SHOW; "-": from standard input.',
            ),
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            metavar=say("TỆP.sql", "FILE.sql"),
            help=say("Đọc câu lệnh từ tệp này.", "Read it from this file."),
        ),
    ] = None,
    timeout: Annotated[
        float,
        typer.Option(
            metavar=say("SỐ-GIÂY", "SECONDS"),
            help=say("Chạy không quá số giây này.", "Run no longer."),
        ),
    ] = 10,
    limit: Annotated[
        int,
        typer.Option(
            metavar=say("SỐ-DÒNG", "ROWS"),
            help=say("In không quá số dòng này.", "Print no more rows."),
        ),
    ] = 1000,
    kind: Annotated[
        Kind, typer.Option("--format", help=say("Kiểu in kết quả.", "How the result is printed."))
    ] = Kind.TABLE,
) -> None:
    """Run the statement as a reader and print what it finds."""
    _require_within("--timeout", timeout, 0.001, _MOST_SECONDS)
    _require_within("--limit", limit, 1, _MOST_ROWS)
    written = _statement(statement, file)
    from geo.console import Bounds, answer, open_reader

    with open_reader(settings()) as connection:
        found = answer(connection, written, Bounds(timeout, limit))
    _print(found, kind)
    if found.cut:
        message(
            Text(
                f"Chỉ in {limit} dòng đầu; còn nữa, xem thêm bằng --limit.",
                f"Only the first {limit} rows are shown; there are more, see --limit.",
            ),
            LANG,
        )


def _statement(statement: str | None, file: Path | None) -> str:
    if (statement is None) == (file is None):
        raise InputError(
            Text(
                "Cần một câu lệnh SQL, hoặc --file với tên tệp chứa nó.",
                "Expected a statement of SQL, or --file with the name of the file that holds it.",
            )
        )
    if file is None and statement != "-":
        return str(statement)
    try:
        held = sys.stdin.buffer.read() if file is None else file.read_bytes()
        return held.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        why = Text("không phải văn bản UTF-8", "it is not text in UTF-8")
        raise _unreadable(file, why) from fault
    except OSError as fault:
        raise _unreadable(file, reason(fault)) from fault


def _unreadable(file: Path | None, why: Text) -> InputError:
    what = "-" if file is None else str(file)
    return InputError(
        Text(
            f"“{what}”: không đọc được câu lệnh ({why.vi}).",
            f'"{what}": the statement cannot be read ({why.en}).',
        )
    )


def _require_within(option: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        bounds = [(bound, 0 if bound >= 1 else 3) for bound in (least, most)]
        vi, en = ([number(bound, lang, n) for bound, n in bounds] for lang in LANGUAGES)
        raise InputError(
            Text(
                f"{option} {value:g}: phải từ {vi[0]} đến {vi[1]}.",
                f"{option} {value:g}: expected {en[0]} to {en[1]}.",
            )
        )


def _print(found: "Answer", kind: Kind) -> None:
    if not found.columns:
        return
    cells = {Kind.CSV: _for_files, Kind.JSON: _for_json}.get(kind, _for_reading)
    rows = [tuple(map(cells, row)) for row in found.rows]
    if kind is Kind.MD:
        print_line(_marked(map(unmarked, found.columns)))
        print_line(_marked("---" for _ in found.columns))
        for row in rows:
            print_line(_marked("" if cell is None else unmarked(str(cell)) for cell in row))
    else:
        named = [dict(zip(found.columns, row, strict=True)) for row in rows]
        headings = {name: Text(name, name) for name in found.columns}
        print_rows(named, headings, Format(kind.value), LANG)
    say_when_empty(rows)


def _marked(cells: Iterable[str]) -> str:
    """Return a line of a table in Markdown."""
    return f"| {' | '.join(cells)} |"


def _for_reading(value: Any) -> Any:
    """Return a value as PostgreSQL writes it, without what would command a terminal."""
    return writable(value) if isinstance(value, str) else _for_files(value)


def _for_files(value: Any) -> Any:
    """Return a number with all its digits and no separators, a boolean as a word of SQL."""
    if isinstance(value, bool):
        return str(value).lower()
    return Decimal(repr(value)) if isinstance(value, int | float) else value


def _for_json(value: Any) -> Any:
    """Return a number as JSON has it; what it has not (NaN) as text."""
    if not isinstance(value, float | Decimal):
        return value
    if not isfinite(value):
        return str(value)
    return int(value) if value == int(value) and isinstance(value, Decimal) else float(value)
