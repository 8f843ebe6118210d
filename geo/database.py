"""The database: engine, transactions, schema; and what its refusals mean to the person who waits.

Every door of the program goes through `open_database`, which uses the server of `GEO_DATABASE_URL`
or starts the private one.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
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

POSTGIS_MINIMUM = (3, 1)
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")

_VERSIONS = "alembic_version"
_VIEWS_INSTALLED = text("SELECT obj_description(to_regnamespace('planning')::oid, 'pg_namespace')")
_VIEWS_PRESENT = text(
    "SELECT (SELECT count(*) FROM pg_proc WHERE pronamespace = to_regnamespace('planning'))"
    " + (SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('planning'))"
)
SQL = Path(str(files("geo") / "sql"))
MIGRATIONS = Path(str(files("geo") / "migrations"))


@contextmanager
def open_database(settings: Settings) -> Iterator[Engine]:
    """Yield an engine on the user's server, or on the private one, which is started for it.

    The private server runs at least until the context ends.

    Raises:
        ServerError: no PostGIS installed, no such server, no rights, or the URL is not understood.
    """
    if settings.database_url is None:
        from geo.server import PrivateServer  # needs Unix; a server elsewhere does not

        with PrivateServer(settings.home).use() as private_url, _engine(private_url) as engine:
            event.listen(engine, "do_connect", _connect_undirected)
            yield engine
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
        worded = _worded(error.orig, engine.url)
        if worded is None:
            raise
        raise worded from error
    except psycopg.Error as error:  # COPY runs on the driver's own connection
        worded = _worded(error, engine.url)
        if worded is None:
            raise
        raise worded from error


def upgrade(engine: Engine) -> bool:
    """Bring extensions, tables, views and functions to this version; tell if anything changed.

    Raises:
        ServerError: PostGIS is missing or too old, the schema is newer than the program, no rights.
    """
    with transaction(engine) as connection:
        # One upgrade at a time: a second program waits here and then finds nothing to do.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('ccn-atlas upgrade'))"))
        changed = _migrate(connection, engine.url)
        return _install_views(connection) or changed


@cache
def named_query(name: str) -> TextClause:
    """Return a query of `geo/sql/queries`; its file says purpose, parameters and columns."""
    return text((SQL / "queries" / f"{name}.sql").read_text("utf-8"))


def refresh_statistics(connection: Connection) -> None:
    """Tell the query planner what the tables hold now: after a load it matters a hundredfold."""
    names = (
        psycopg.sql.Identifier(table.schema or "public", table.name)
        for table in Base.metadata.sorted_tables
    )
    _run(connection, psycopg.sql.SQL("ANALYZE {}").format(psycopg.sql.SQL(", ").join(names)))


def require_current(connection: Connection) -> None:
    """Refuse a database that `geo build` has not brought to this version.

    Raises:
        ServerError: never built, older, newer than the program, or with tables missing.
    """
    _refuse_damaged(connection)
    if revision(connection) != known_revisions()[-1]:
        _refuse_newer(connection)
        raise ServerError(
            Text(
                vi="Cơ sở dữ liệu chưa được dựng hoặc thuộc phiên bản cũ; hãy chạy “geo build”.",
                en='The database is not built yet, or is of an older version; run "geo build".',
            )
        )


def revision(connection: Connection) -> str | None:
    """Return the schema revision of a database; None when it was never built."""
    if connection.scalar(text("SELECT to_regclass('atlas.alembic_version')")) is None:
        return None
    found = connection.scalar(text("SELECT version_num FROM atlas.alembic_version"))
    return None if found is None else str(found)


def known_revisions() -> list[str]:
    """Return the schema revisions of this version of the program, oldest first."""
    return sorted(file.stem.partition("_")[0] for file in (MIGRATIONS / "versions").glob("0*.py"))


def psql(address: str, arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return the words and the environment to become `psql` with; the password is not in the words.

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
    return ["psql", plain.render_as_string(), *arguments], environment


def _migrate(connection: Connection, url: URL) -> bool:
    _refuse_newer(connection)
    _refuse_damaged(connection)
    if revision(connection) == known_revisions()[-1]:
        return False
    _require_utf8(connection, url)
    for extension in EXTENSIONS:
        _install_extension(connection, extension)
    _require_postgis(connection, url)
    connection.execute(text("CREATE SCHEMA IF NOT EXISTS atlas"))
    from alembic import command  # 0.2 s, and needed once in a database's life
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True


def _install_extension(connection: Connection, name: str) -> None:
    present = text("SELECT 1 FROM pg_extension WHERE extname = :name")
    if connection.scalar(present, {"name": name}) is not None:
        return
    available = text("SELECT 1 FROM pg_available_extensions WHERE name = :name")
    if connection.scalar(available, {"name": name}) is None:
        raise ServerError(
            Text(
                vi=f"Máy chủ PostgreSQL này chưa cài phần mở rộng “{name}”; hãy cài PostGIS cho máy"
                " chủ (Debian, Ubuntu: apt-get install postgresql-postgis) rồi chạy lại.",
                en=f'This PostgreSQL server has no extension "{name}"; install PostGIS there'
                " (Debian, Ubuntu: apt-get install postgresql-postgis), then run again.",
            )
        )
    creating = psycopg.sql.SQL("CREATE EXTENSION IF NOT EXISTS {}")
    _run(connection, creating.format(psycopg.sql.Identifier(name)))


def _run(connection: Connection, statement: psycopg.sql.Composed) -> None:
    """Run a statement that takes no bound parameters."""
    driver = cast(psycopg.Connection, connection.connection.driver_connection)
    connection.exec_driver_sql(statement.as_string(driver))


def _require_utf8(connection: Connection, url: URL) -> None:
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise ServerError(
            Text(
                vi=f"Cơ sở dữ liệu {_address(url)} dùng bảng mã {encoding}; hãy tạo lại với UTF8.",
                en=f"The database {_address(url)} is encoded in {encoding}; make one in UTF8.",
            )
        )


def _require_postgis(connection: Connection, url: URL) -> None:
    if connection.scalar(text("SELECT to_regproc('postgis_lib_version')")) is None:
        raise ServerError(
            Text(
                vi=f"PostGIS trên {_address(url)} nằm ngoài search_path; hãy thêm lược đồ của nó"
                " (ALTER DATABASE … SET search_path) rồi chạy lại.",
                en=f"PostGIS on {_address(url)} lies outside the search_path; add its schema"
                " (ALTER DATABASE … SET search_path), then run again.",
            )
        )
    version = str(connection.scalar(text("SELECT postgis_lib_version()")))
    if tuple(int(part) for part in version.split(".")[:2]) < POSTGIS_MINIMUM:
        wanted = ".".join(str(part) for part in POSTGIS_MINIMUM)
        raise ServerError(
            Text(
                vi=f"Máy chủ {_address(url)} có PostGIS {version}; cần từ {wanted} trở lên.",
                en=f"The server {_address(url)} has PostGIS {version}; {wanted} or later is"
                " needed.",
            )
        )


def _refuse_newer(connection: Connection) -> None:
    found = revision(connection)
    if found is not None and found not in known_revisions():
        raise ServerError(
            Text(
                vi=f"Cơ sở dữ liệu thuộc phiên bản mới hơn chương trình (lược đồ {found}); hãy cập"
                " nhật ccn-atlas, hoặc đặt GEO_HOME hay GEO_DATABASE_URL sang nơi khác.",
                en=f"The database is newer than the program (schema {found}); update ccn-atlas, or"
                " point GEO_HOME or GEO_DATABASE_URL elsewhere.",
            )
        )


def _refuse_damaged(connection: Connection) -> None:
    """Refuse a schema of which a part is missing: nobody can tell what else is."""
    present = {
        name
        for (name,) in connection.execute(
            text("SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('atlas')")
        )
    }
    found = revision(connection)
    if found is None:
        damaged = bool(present - {_VERSIONS, f"{_VERSIONS}_pkc"})
    else:
        wanted = {table.name for table in Base.metadata.sorted_tables}
        damaged = found == known_revisions()[-1] and not wanted <= present
    if damaged:
        raise ServerError(
            Text(
                vi="Lược đồ “atlas” trong cơ sở dữ liệu bị hỏng hoặc không phải của chương trình;"
                " hãy sao lưu nếu cần, xóa các lược đồ atlas, planning rồi chạy “geo build”.",
                en='The schema "atlas" in the database is damaged, or not the program\'s own; back'
                ' it up if need be, drop the schemas atlas and planning, then run "geo build".',
            )
        )


def _install_views(connection: Connection) -> bool:
    """Replace the functions and views when they changed; the schema's comment tells.

    It holds a digest of their text, and how many they are, so that a dropped one is noticed.
    """
    scripts = [file.read_text("utf-8") for file in sorted((SQL / "views").glob("*.sql"))]
    digest = sha256("".join(scripts).encode()).hexdigest()
    if connection.scalar(_VIEWS_INSTALLED) == _views_comment(connection, digest):
        return False
    connection.exec_driver_sql("DROP SCHEMA IF EXISTS planning CASCADE")
    connection.exec_driver_sql("CREATE SCHEMA planning")
    driver = cast(psycopg.Connection, connection.connection.driver_connection)
    for script in scripts:
        driver.execute(script.encode())
    comment = psycopg.sql.SQL("COMMENT ON SCHEMA planning IS {}")
    _run(connection, comment.format(psycopg.sql.Literal(_views_comment(connection, digest))))
    return True


def _views_comment(connection: Connection, digest: str) -> str:
    """Word what the comment of the schema says when all is there."""
    return f"{connection.scalar(_VIEWS_PRESENT)} views and functions for planners; {digest}"


@contextmanager
def _engine(address: str) -> Iterator[Engine]:
    connecting = {"connect_timeout": 10, "client_encoding": "utf8"}
    try:
        engine = create_engine(_parsed(address), connect_args=connecting)
    except ArgumentError as error:  # a port that is no number, say
        raise _bad_url() from error
    try:
        yield engine
    finally:
        engine.dispose()


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


def _address(url: URL) -> str:
    host = url.host or url.query.get("host", "localhost")
    return f"{host}:{url.port or 5432}/{url.database or ''}"


def _worded(error: BaseException | None, url: URL) -> ServerError | None:
    """Return the sentence for a refusal that the user can mend.

    None for a constraint or a syntax that the program got wrong: that is the programmer's.
    """
    if isinstance(error, psycopg.ProgrammingError) and error.sqlstate is None:
        return _bad_url()  # an option of the URL that PostgreSQL does not know
    where = _address(url)
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return ServerError(
            Text(
                vi=f"Tài khoản không đủ quyền trên {where} ({said}); hãy nhờ người quản trị máy chủ"
                " cấp quyền, hoặc tạo sẵn phần mở rộng postgis, btree_gist, pg_trgm.",
                en=f"The account lacks rights on {where} ({said}); ask the server's administrator"
                " for them, or to create the extensions postgis, btree_gist and pg_trgm.",
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
