"""The schema: extensions, tables, views and functions, brought to the version of the program."""

from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import cast

import psycopg
import psycopg.sql
from sqlalchemy import URL, Connection, Engine, text

from geo.database import SQL, address, run, transaction
from geo.errors import ServerError, Text
from geo.model import Base
from geo.roles import arrange
from geo.snapshots import forget_snapshots

POSTGIS_MINIMUM = (3, 1)
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")

_VERSIONS = "alembic_version"
_VIEWS_INSTALLED = text("SELECT obj_description(to_regnamespace('planning')::oid, 'pg_namespace')")
_VIEWS_PRESENT = text(
    "SELECT (SELECT count(*) FROM pg_proc WHERE pronamespace = to_regnamespace('planning'))"
    " + (SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('planning'))"
)
_OTHER_TABLES = text(
    "SELECT string_agg(oid::regclass::text, ', ' ORDER BY relname) FROM pg_class"
    " WHERE relnamespace = to_regnamespace('planning') AND relkind IN ('r', 'p', 'f', 'm', 'S')"
)
_MAY_LOOK = text(
    "SELECT coalesce(has_schema_privilege(to_regnamespace('atlas')::oid, 'USAGE'), true)"
)
_IS_STRANGER = text(
    "SELECT NOT has_schema_privilege(to_regnamespace('atlas')::oid, 'USAGE')"
    " AND has_schema_privilege(to_regnamespace('planning')::oid, 'USAGE') IS NOT TRUE"
)
_FOREIGN_OWNER = text(
    "SELECT nspowner::regrole::text FROM pg_namespace"
    " WHERE nspname IN ('atlas', 'planning') AND NOT pg_has_role(nspowner, 'USAGE')"
)
MIGRATIONS = Path(str(files("geo") / "migrations"))


def upgrade(engine: Engine) -> bool:
    """Bring extensions, tables, views and functions to this version; tell if anything changed.

    Raises:
        ServerError: PostGIS is missing or too old, the schema is newer than the program, or older
            and another account's; no rights; another program has been at it for two minutes.
    """
    with transaction(engine) as connection:
        # One upgrade at a time: a second program waits here and then finds nothing to do.
        upgrade_alone(connection)
        connection.execute(text("SELECT set_config('lock_timeout', '0', true)"))
        return renew(connection)


def upgrade_alone(connection: Connection) -> None:
    """Keep others from changing the schema until the transaction ends; waits for none over 2 min.

    From here on no lock is waited for any longer, unless the caller sets `lock_timeout` back.
    """
    connection.execute(text("SELECT set_config('lock_timeout', '2min', true)"))
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('ccn-atlas upgrade'))"))


def renew(connection: Connection, to: str | None = None) -> bool:
    """Bring the schema to this version, in the caller's transaction; tell if anything changed.

    With `to`, only its tables, and only to that revision, which must be a later one.

    Raises what `upgrade` raises.
    """
    migrated = _migrate(connection, to or known_revisions()[-1])
    if to is not None:
        return migrated
    changed = _install_views(connection) or migrated
    arrange(connection, renewed=changed)
    return changed


def require_current(connection: Connection) -> None:
    """Refuse a database that `geo build` has not brought to this version.

    Raises:
        ServerError: never built, older, newer than the program, with tables missing, or closed to
            this account.
    """
    _refuse_strangers(connection)
    _refuse_damaged(connection)
    if revision(connection) != known_revisions()[-1]:
        _refuse_newer(connection)
        raise _not_built()


def revision(connection: Connection) -> str | None:
    """Return the schema revision of a database; None when it was never built."""
    if connection.scalar(_MAY_LOOK):
        if connection.scalar(text("SELECT to_regclass('atlas.alembic_version')")) is None:
            return None
        found = connection.scalar(text("SELECT version_num FROM atlas.alembic_version"))
    else:  # a reader
        found = connection.scalar(text("SELECT revision FROM planning.revision"))
    return None if found is None else str(found)


def require_known(connection: Connection) -> str:
    """Return the schema revision of a database, which may be an earlier one.

    Raises:
        ServerError: never built, newer than the program, or damaged.
    """
    _refuse_strangers(connection)
    _refuse_damaged(connection)
    _refuse_newer(connection)
    found = revision(connection)
    if found is None:
        raise _not_built()
    return found


def known_revisions() -> list[str]:
    """Return the schema revisions of this version of the program, oldest first."""
    return sorted(file.stem.partition("_")[0] for file in (MIGRATIONS / "versions").glob("0*.py"))


def rules() -> str:
    """Return a digest of the views and functions of this version of the program."""
    return sha256("".join(_view_scripts()).encode()).hexdigest()


def installed_rules(connection: Connection) -> str:
    """Return that of the views and functions in a database; empty where there are none."""
    return str(connection.scalar(_VIEWS_INSTALLED) or "").rpartition("; ")[2]


def _migrate(connection: Connection, to: str) -> bool:
    _refuse_newer(connection)
    _refuse_damaged(connection)
    if revision(connection) == to:
        return False
    url = connection.engine.url
    _require_owner(connection)
    refuse_other_tables(connection)
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
    command.upgrade(config, to)
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
    if connection.scalar(text("SELECT current_schema()")) is None:
        where = address(connection.engine.url)
        raise ServerError(
            Text(
                vi=f"search_path của {where} không có lược đồ nào để đặt “{name}”; hãy đặt lại"
                " (ALTER DATABASE … SET search_path) rồi chạy lại.",
                en=f'The search_path of {where} names no schema that could hold "{name}"; set it'
                " (ALTER DATABASE … SET search_path), then run again.",
            )
        )
    creating = psycopg.sql.SQL("CREATE EXTENSION IF NOT EXISTS {}")
    run(connection, creating.format(psycopg.sql.Identifier(name)))


def _refuse_strangers(connection: Connection) -> None:
    """Refuse an account that has no role in a database that was built."""
    if not connection.scalar(_IS_STRANGER):
        return
    account = connection.scalar(text("SELECT current_user"))
    raise ServerError(
        Text(
            vi=f"Tài khoản “{account}” chưa được đọc cơ sở dữ liệu này; hãy nhờ chủ của nó chạy"
            f" “geo db grant reader {account}”.",
            en=f'The account "{account}" may not read this database; ask its owner to run "geo db'
            f' grant reader {account}".',
        )
    )


def _require_owner(connection: Connection) -> None:
    """Refuse to change the schema of another account."""
    owner = connection.scalar(_FOREIGN_OWNER)
    if owner is not None:
        raise ServerError(
            Text(
                vi=f"Lược đồ trong cơ sở dữ liệu thuộc phiên bản khác, chỉ chủ của nó ({owner})"
                " được nâng cấp; hãy nhờ người ấy chạy “geo build” bằng phiên bản này.",
                en=f"The schema in the database is of another version, and only its owner ({owner})"
                ' may bring it to this one; ask them to run "geo build" with this version.',
            )
        )


def _require_utf8(connection: Connection, url: URL) -> None:
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise ServerError(
            Text(
                vi=f"Cơ sở dữ liệu {address(url)} dùng bảng mã {encoding}; hãy tạo lại với UTF8.",
                en=f"The database {address(url)} is encoded in {encoding}; make one in UTF8.",
            )
        )


def _require_within_reach(connection: Connection, url: URL) -> None:
    """Refuse an account, or a database, that does not look where PostGIS is."""
    if connection.scalar(text("SELECT to_regproc('postgis_lib_version')")) is None:
        raise ServerError(
            Text(
                vi=f"PostGIS trên {address(url)} nằm ngoài search_path; hãy thêm lược đồ của nó"
                " (ALTER DATABASE … SET search_path) rồi chạy lại.",
                en=f"PostGIS on {address(url)} lies outside the search_path; add its schema"
                " (ALTER DATABASE … SET search_path), then run again.",
            )
        )


def _require_postgis(connection: Connection, url: URL) -> None:
    _require_within_reach(connection, url)
    version = str(connection.scalar(text("SELECT postgis_lib_version()")))
    if tuple(int(part) for part in version.split(".")[:2]) < POSTGIS_MINIMUM:
        wanted = ".".join(str(part) for part in POSTGIS_MINIMUM)
        raise ServerError(
            Text(
                vi=f"Máy chủ {address(url)} có PostGIS {version}; cần từ {wanted} trở lên.",
                en=f"The server {address(url)} has PostGIS {version}; {wanted} or later is needed.",
            )
        )


def _not_built() -> ServerError:
    return ServerError(
        Text(
            vi="Cơ sở dữ liệu chưa được dựng hoặc thuộc phiên bản cũ; hãy chạy “geo build”.",
            en='The database is not built yet, or is of an older version; run "geo build".',
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
        _require_within_reach(connection, connection.engine.url)
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
    digest = rules()
    if connection.scalar(_VIEWS_INSTALLED) == _views_comment(connection, digest):
        return False
    _require_owner(connection)
    refuse_other_tables(connection)
    forget_snapshots(connection)
    connection.exec_driver_sql("DROP SCHEMA IF EXISTS planning CASCADE")
    connection.exec_driver_sql("CREATE SCHEMA planning")
    driver = cast(psycopg.Connection, connection.connection.driver_connection)
    for script in _view_scripts():
        driver.execute(script.encode())
    comment = psycopg.sql.SQL("COMMENT ON SCHEMA planning IS {}")
    run(connection, comment.format(psycopg.sql.Literal(_views_comment(connection, digest))))
    return True


def refuse_other_tables(connection: Connection) -> None:
    """Refuse to make the schema `planning` anew where somebody keeps data of their own in it.

    Raises:
        ServerError: names the tables.
    """
    names = connection.scalar(_OTHER_TABLES)
    if names is not None:
        raise ServerError(
            Text(
                vi=f"Lược đồ “planning” được chương trình làm lại, nhưng có bảng khác trong đó:"
                f" {names}; hãy chuyển chúng đi (ALTER TABLE … SET SCHEMA public) rồi chạy lại.",
                en=f'The schema "planning" is made anew by the program, but holds other tables:'
                f" {names}; move them (ALTER TABLE … SET SCHEMA public), then run again.",
            )
        )


def _view_scripts() -> list[str]:
    return [file.read_text("utf-8") for file in sorted((SQL / "views").glob("*.sql"))]


def _views_comment(connection: Connection, digest: str) -> str:
    """Word what the comment of the schema says when all is there."""
    return f"{connection.scalar(_VIEWS_PRESENT)} views and functions for planners; {digest}"
