"""The database: engine and transactions; and what its refusals mean to the person who waits.

Every door of the program goes through `open_database`, which uses the server of `GEO_DATABASE_URL`
or starts the private one.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import psycopg.errors
import psycopg.sql
from sqlalchemy import URL, Connection, Engine, TextClause, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from geo.errors import ServerError, Text
from geo.model import Base
from geo.settings import Settings

SQL = Path(str(files("geo") / "sql"))

_NOTICING = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""A line that has gone dead without a word is noticed after a minute, and not after two hours."""

# What the driver has to say of a lost connection is said in our own words.
logging.getLogger("psycopg").addHandler(logging.NullHandler())


@contextmanager
def open_database(settings: Settings, *, as_reader: bool = False) -> Iterator[Engine]:
    """Yield an engine on the user's server, or on the private one, which is started for it.

    The private server runs at least until the context ends. There one may come `as_reader`, once
    `geo build` has made that role; on other servers the account decides.

    Raises:
        ServerError: no PostGIS installed, no such server, no rights, or the URL is not understood.
    """
    if settings.database_url is None:
        from geo.server import PrivateServer  # needs Unix; a server elsewhere does not

        server = PrivateServer(settings.home)
        with server.use() as url, _engine(server.reader_url if as_reader else url) as engine:
            event.listen(engine, "do_connect", _connect_undirected)
            try:
                yield engine
            except ServerError as lost:
                if server.fell():
                    raise _fallen(engine.url) from lost
                raise
    else:
        with _engine(settings.database_url) as engine:
            yield engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Yield a connection whose work is committed at the end, or undone as a whole.

    Raises:
        ServerError: the server cannot be reached, stopped meanwhile, is full, or refuses.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        worded = refusal(error.orig, engine.url)
        if worded is None:
            raise
        raise worded from error
    except psycopg.Error as error:  # COPY runs on the driver's own connection
        worded = refusal(error, engine.url)
        if worded is None:
            raise
        raise worded from error


@cache
def named_query(name: str) -> TextClause:
    """Return a query of `geo/sql/internal`; its file says purpose, parameters and columns."""
    return text((SQL / "internal" / f"{name}.sql").read_text("utf-8"))


def write_alone(connection: Connection) -> None:
    """Wait until nobody else loads into the record, and keep others waiting until the end."""
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('ccn-atlas load'))"))


def refresh_statistics(connection: Connection) -> None:
    """Tell the query planner what the tables hold now: after a load it matters a hundredfold."""
    names = (
        psycopg.sql.Identifier(table.schema or "public", table.name)
        for table in Base.metadata.sorted_tables
    )
    run(connection, psycopg.sql.SQL("ANALYZE {}").format(psycopg.sql.SQL(", ").join(names)))


def psql(address: str, arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return the words and the environment to become `psql` with; the password is not in the words.

    Raises:
        ServerError: the URL is not understood.
    """
    plain, environment = reach(address)
    return ["psql", plain, *arguments], environment


def reach(address: str) -> tuple[str, dict[str, str]]:
    """Return a URL without a password, and the environment that holds it, for a program to connect.

    Raises:
        ServerError: the URL is not understood.
    """
    url = _parsed(address)
    environment = dict(os.environ)
    if url.password is not None:
        environment["PGPASSWORD"] = url.password
    elif "password" in url.query:
        environment["PGPASSWORD"] = str(url.query["password"])
    options = {name: value for name, value in url.query.items() if name != "password"}
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, options)
    return plain.render_as_string(), environment


def run(connection: Connection, statement: psycopg.sql.Composed) -> None:
    """Run a statement that takes no bound parameters."""
    driver = cast(psycopg.Connection, connection.connection.driver_connection)
    connection.exec_driver_sql(statement.as_string(driver).replace("%", "%%"))


@contextmanager
def _engine(address: str) -> Iterator[Engine]:
    connecting = {"connect_timeout": 10, "client_encoding": "utf8", **_NOTICING}
    try:
        engine = create_engine(_parsed(address), connect_args=connecting)
    except ArgumentError as error:  # a port that is no number, say
        raise _bad_url() from error
    event.listen(engine, "connect", _settle)
    try:
        yield engine
    finally:
        engine.dispose()


_SETTLING = """
    SET datestyle = ISO;
    SET extra_float_digits = 1;
    SET default_transaction_isolation = 'read committed'
"""


def _settle(connection: psycopg.Connection, _: object) -> None:
    """Have days and coordinates written, and work told apart, as we read it, whatever the server
    prefers.
    """
    connection.execute(_SETTLING)
    connection.commit()


def _parsed(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise _bad_url() from error
    if url.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise _bad_url()
    if "@" in (url.host or "") or not address.isprintable():
        raise _bad_url()
    return url.set(drivername="postgresql+psycopg")


def _bad_url() -> ServerError:
    form = "postgresql://user:password@host:5432/database"
    return ServerError(
        Text(
            vi=f"GEO_DATABASE_URL không đúng dạng; cần {form}; ký tự @ trong mật khẩu viết là %40.",
            en=f"GEO_DATABASE_URL is not understood; expected {form}; an @ in the password is"
            " written %40.",
        )
    )


def _connect_undirected(dialect: Any, _: object, words: list[Any], options: dict[str, Any]) -> Any:
    """Connect to the private server whatever the user's PG* variables point to."""
    aside = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PG")}
    try:
        return dialect.connect(*words, **options)
    finally:
        os.environ.update(aside)


def address(url: URL) -> str:
    """Return how a server and its database are named in a sentence: no account, no password."""
    host = url.host or url.query.get("host", "localhost")
    return f"{host}:{url.port or 5432}/{url.database or ''}"


def _fallen(url: URL) -> ServerError:
    """Return the sentence for a server that a full disk has ended."""
    where = address(url)
    return ServerError(
        Text(
            vi=f"Máy chủ {where} đã dừng vì đĩa đầy; việc dở dang được hoàn tác. Hãy giải phóng chỗ"
            " rồi chạy lại.",
            en=f"The server {where} has ended because its disk is full; what was not finished is"
            " undone. Free some space, then run again.",
        )
    )


def refusal(error: BaseException | None, url: URL) -> ServerError | None:
    """Return the sentence for a refusal that the user can mend.

    None for a constraint or a syntax that the program got wrong: that is the programmer's.
    """
    if isinstance(error, psycopg.ProgrammingError) and error.sqlstate is None:
        return _bad_url()  # an option of the URL that PostgreSQL does not know
    where = address(url)
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return ServerError(
            Text(
                vi=f"Tài khoản không đủ quyền trên {where} ({said}); hãy nhờ chủ cơ sở dữ liệu cấp"
                " vai trò (“geo db grant”), hoặc nhờ người quản trị máy chủ cấp quyền và tạo sẵn"
                " phần mở rộng postgis, btree_gist, pg_trgm.",
                en=f"The account lacks rights on {where} ({said}); ask the database's owner for a"
                ' role ("geo db grant"), or the server\'s administrator for rights and for the'
                " extensions postgis, btree_gist and pg_trgm.",
            )
        )
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return ServerError(
            Text(
                vi=f"Máy chủ {where} chỉ cho đọc; hãy chọn máy chủ ghi được.",
                en=f"The server {where} is read-only; choose one that can be written to.",
            )
        )
    if isinstance(error, psycopg.errors.DiskFull):
        return ServerError(
            Text(
                vi=f"Đĩa của máy chủ {where} đã đầy; chưa ghi gì. Hãy giải phóng chỗ rồi chạy lại.",
                en=f"The disk of the server {where} is full; nothing was written. Free some space,"
                " then run again.",
            )
        )
    if isinstance(error, psycopg.OperationalError):
        if error.sqlstate is None:
            return ServerError(
                Text(
                    vi=f"Không kết nối được, hoặc mất kết nối với PostgreSQL tại {where} ({said});"
                    " hãy xem máy chủ có chạy không, và địa chỉ, tên, mật khẩu có đúng không.",
                    en=f"Cannot connect, or lost the connection, to PostgreSQL at {where} ({said});"
                    " check that it runs and that address, name and password are right.",
                )
            )
        return ServerError(
            Text(
                vi=f"Máy chủ PostgreSQL tại {where} dừng công việc ({said}); chưa ghi gì, hãy chạy"
                " lại.",
                en=f"The PostgreSQL server at {where} ended the work ({said}); nothing was written,"
                " run again.",
            )
        )
    return None
