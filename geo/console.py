"""SQL of the user's own: one reading statement, run as a reader, within bounds of time and size.

On the private server the statement runs under the role of readers itself, so that nothing in it can
put on another one. On a server of the user's own it runs under the account of GEO_DATABASE_URL,
which puts on the role of readers where it has it, in a transaction that only reads and is undone.
"""

import os
import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from socket import SHUT_RDWR, socket
from threading import Event, Timer
from typing import Any, cast

import psycopg
from psycopg.errors import (
    InsufficientPrivilege,
    QueryCanceled,
    ReadOnlySqlTransaction,
    error_from_result,
)
from psycopg.pq import ExecStatus
from psycopg.sql import SQL, Composable, Identifier, Literal
from psycopg.types.string import TextLoader
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from geo.database import open_database, run, transaction
from geo.errors import InputError, Text
from geo.roles import Role, group
from geo.schema import require_current
from geo.settings import Settings
from geo.statement import not_only_reading, place_in, read_statement

_UNWRAPPED = ("EXPLAIN", "SHOW")
_GRACE = 2.0
"""Seconds after which a server that does not stop a statement is not waited for."""

_LARGEST = 2**26
"""Characters of an answer: the sum of its cells."""

_PLAIN = ("bool", "int2", "int4", "int8", "oid", "float4", "float8", "numeric")
"""Types whose values come as they are; others come as text."""

_SESSION = text(
    "SELECT set_config('statement_timeout', :milliseconds, true),"
    " set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'postgres', true),"
    " set_config('standard_conforming_strings', 'on', true)"
)
_ASKED = {"plain": list(_PLAIN)}
_TYPES = text(
    "SELECT typname, oid::integer FROM pg_type"
    " WHERE oid = ANY(ARRAY[to_regtype('geometry'), to_regtype('geography')]::oid[])"
    " OR typnamespace = 'pg_catalog'::regnamespace AND typname = ANY(:plain)"
)
_WRITES = re.compile(r"\b(insert|update|delete|merge)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Bounds:
    """How long a statement may run, and how many rows of its answer are wanted."""

    seconds: float = 10.0
    rows: int = 1000


@dataclass(frozen=True)
class Answer:
    """What a statement found: names of the columns, each once, and rows; `cut`: there are more.

    Cells are booleans, numbers, None, or text as PostgreSQL writes it; geometries as WKT.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    cut: bool


@contextmanager
def open_reader(settings: Settings) -> Iterator[Connection]:
    """Yield a connection that reads as little as a reader may, in a transaction that is undone.

    Raises:
        ServerError: as `open_database`, `require_current` and `transaction`.
    """
    private = settings.database_url is None
    with ExitStack() as stack:
        engine = stack.enter_context(open_database(settings))
        with transaction(engine) as connection:
            require_current(connection)
        if private:
            engine = stack.enter_context(open_database(settings, as_reader=True))
        connection = stack.enter_context(transaction(engine))
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        if not private:
            _put_on_role(connection)
        yield connection
        connection.rollback()


def answer(connection: Connection, statement: str, bounds: Bounds) -> Answer:
    """Run one reading statement and return what it found.

    Args:
        connection: from `open_reader`.
        statement: begins with one of `READING`; a semicolon may end it.
        bounds: a longer run is refused, further rows are left out.

    Raises:
        InputError: the statement does not only read, is not one, does not fit the database, takes
            too long or finds too much; says where and why.
    """
    bare, kind = read_statement(statement)
    milliseconds = str(max(1, round(bounds.seconds * 1000)))
    connection.execute(_SESSION, {"milliseconds": milliseconds})
    types = {str(name): int(oid) for name, oid in connection.execute(_TYPES, _ASKED)}
    driver = cast(psycopg.Connection, connection.connection.driver_connection)
    shift, cut_off = 0, Event()
    try:
        with _timed(driver, bounds.seconds + _GRACE, cut_off):
            columns = _described(driver, bare)
            wanted = bare
            if columns and kind not in _UNWRAPPED:
                head, tail = _wrapping([oid for _, oid in columns], types, bounds.rows)
                wanted, shift = f"{head}{bare}{tail}", len(head)
            rows = _streamed(driver, wanted, bounds.rows + 1)
    except psycopg.Error as error:
        if cut_off.is_set():
            connection.invalidate()
            raise _too_long(bounds) from error
        said = _refusal(error, statement, shift, bounds)
        if said is None:
            raise
        raise said from error
    except UnicodeDecodeError as error:  # the statement has changed the encoding under way
        raise not_only_reading(kind) from error
    names = _distinct([name for name, _ in columns])
    return Answer(names, rows[: bounds.rows], len(rows) > bounds.rows)


def _put_on_role(connection: Connection) -> None:
    """Put on the role of readers, where there is one and the account may."""
    database = str(connection.scalar(text("SELECT current_database()")))
    try:
        with connection.begin_nested():
            role = Identifier(group(database, Role.READER))
            run(connection, SQL("SET LOCAL ROLE {}").format(role))
    except DBAPIError as error:
        known = (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)
        if not isinstance(error.orig, known):
            raise


@contextmanager
def _timed(driver: psycopg.Connection, seconds: float, cut_off: Event) -> Iterator[None]:
    """Cut the line off after so long: some work on geometries does not heed the server's clock.

    The server ends that work when it can; `cut_off` tells that the line was cut.
    """

    def cut() -> None:
        cut_off.set()
        line.shutdown(SHUT_RDWR)

    with socket(fileno=os.dup(driver.fileno())) as line:
        timer = Timer(seconds, cut)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _described(driver: psycopg.Connection, statement: str) -> list[tuple[str, int]]:
    """Return the columns (name, type) that a statement will have, without running it.

    Raises:
        psycopg.Error: it is no statement, several, or does not fit the database.
    """
    for result in (
        driver.pgconn.prepare(b"", statement.encode()),
        described := driver.pgconn.describe_prepared(b""),
    ):
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result)
    return [
        ((described.fname(place) or b"").decode(), described.ftype(place))
        for place in range(described.nfields)
    ]


def _wrapping(columns: Sequence[int], types: dict[str, int], rows: int) -> tuple[str, str]:
    """Return what goes before and after a statement, so that the server bounds its answer.

    Rows are limited there; a longer text is cut to what alone is too much.
    """
    spatial = {types[name] for name in ("geometry", "geography") if name in types}
    plain = {types[name] for name in _PLAIN}
    longest = Literal(_LARGEST // len(columns) + 1)
    names = [Identifier(f"c{place}") for place in range(len(columns))]
    cells: list[Composable] = []
    for name, kind in zip(names, columns, strict=True):
        written = SQL("ST_AsText({})") if kind in spatial else SQL("{}::pg_catalog.text")
        shortened = SQL("pg_catalog.left({}, {})").format(written.format(name), longest)
        cells.append(name if kind in plain else shortened)
    head = SQL("SELECT {} FROM (").format(SQL(", ").join(cells))
    tail = SQL("\n) AS answer ({}) LIMIT {}").format(SQL(", ").join(names), Literal(rows + 1))
    return head.as_string(None), tail.as_string(None)


def _streamed(driver: psycopg.Connection, statement: str, most: int) -> list[tuple[Any, ...]]:
    """Return at most so many rows; what the server has beyond them is cancelled.

    Raises:
        InputError: they are too large.
    """
    rows: list[tuple[Any, ...]] = []
    size = 0
    with driver.cursor() as cursor:
        for kind in ("json", "xml"):
            cursor.adapters.register_loader(kind, TextLoader)
        found = cast(Generator[tuple[Any, ...]], cursor.stream(statement.encode()))
        with closing(found):
            for row in found:
                rows.append(row)
                size += sum(len(cell) if isinstance(cell, str) else 8 for cell in row)
                if size > _LARGEST:
                    raise _too_large()
                if len(rows) == most:
                    break
    return rows


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names with a number after those that stood before."""
    made: list[str] = []
    for name in names:
        tried, number = name, 1
        while tried in made:
            number += 1
            tried = f"{name}_{number}"
        made.append(tried)
    return tuple(made)


def _refusal(error: psycopg.Error, statement: str, shift: int, bounds: Bounds) -> InputError | None:
    """Return the sentence for a statement that failed; None where the server itself did."""
    if isinstance(error, psycopg.OperationalError) and (error.sqlstate or "57P")[:3] == "57P":
        return None
    if isinstance(error, QueryCanceled):
        return _too_long(bounds)
    said = error.diag.message_primary or str(error).strip() or type(error).__name__
    hint = f" ({error.diag.message_hint})" if error.diag.message_hint else ""
    where = place_in(statement, int(error.diag.statement_position or 0) - 1 - shift)
    if isinstance(error, InsufficientPrivilege | ReadOnlySqlTransaction):
        return InputError(
            Text(
                f"Người đọc không được phép: {said}; geo sql chỉ đọc các khung nhìn và hàm của lược"
                " đồ planning.",
                f"A reader may not: {said}; geo sql only reads the views and functions of schema"
                " planning.",
            )
        )
    if isinstance(error, psycopg.errors.ProtocolViolation):
        return InputError(
            Text(
                "SQL: $1, $2… ở đây không có giá trị; hãy viết thẳng giá trị vào câu lệnh.",
                "SQL: $1, $2… have no values here; write the values into the statement.",
            )
        )
    if (error.sqlstate or "").startswith("53"):
        return InputError(
            Text(
                f"Câu lệnh SQL cần nhiều bộ nhớ hoặc đĩa hơn mức cho phép ({said}); hãy thu hẹp"
                " phạm vi.",
                f"The statement of SQL needs more memory or disk than it may take ({said}); ask"
                " for less.",
            )
        )
    if isinstance(error, psycopg.errors.FeatureNotSupported) and _WRITES.search(statement):
        return not_only_reading("")
    return InputError(Text(f"SQL{where.vi}: {said}{hint}.", f"SQL{where.en}: {said}{hint}."))


def _too_large() -> InputError:
    return InputError(
        Text(
            f"Kết quả lớn hơn {_LARGEST >> 20} triệu ký tự; hãy chọn ít cột, ít dòng hơn, hoặc"
            " chỉ lấy một phần của giá trị dài (left(…), ST_Simplify(…)).",
            f"The answer is larger than {_LARGEST >> 20} million characters; choose fewer columns"
            " or rows, or part of a long value (left(…), ST_Simplify(…)).",
        )
    )


def _too_long(bounds: Bounds) -> InputError:
    return InputError(
        Text(
            f"Câu lệnh SQL chạy quá {bounds.seconds:g} giây nên bị dừng; hãy thu hẹp phạm vi,"
            " hoặc cho thêm thời gian bằng --timeout.",
            f"The statement of SQL ran longer than {bounds.seconds:g} s and was stopped; ask"
            " for less, or give it more time with --timeout.",
        )
    )
