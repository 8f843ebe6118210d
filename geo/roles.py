"""Who may do what: the owner of the schema, editors and readers.

The owner is the account that ran `geo build` first. Editors and readers are members of two group
roles named after the database, `<database>_editor` and `<database>_reader`; what they may do stands
in `geo/sql/rights.sql`. The accounts themselves are made by the administrator of the server; here
they are given a role, or lose it.
"""

import getpass
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, cast

import psycopg
import psycopg.errors
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from geo.database import SQL as FOLDER
from geo.database import named_query, run
from geo.errors import InputError, ServerError, Text

_LONGEST = 63 - len("_reader")
"""Bytes of a database's name that go into that of a role."""

_PATIENCE = "5min"
"""How long a statement of a reader may run, unless the session asks for another time."""

_DISK = "SET temp_file_limit = '1GB'"
_MAY_LOG_IN = text("SELECT rolcanlogin FROM pg_roles WHERE rolname = :name")
_DATABASE = text("SELECT current_database()")
_PRESENT = text("SELECT rolname FROM pg_roles WHERE rolname = ANY(:names)")
_MAY_CREATE = text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
_IS_OWNER = text("SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'atlas'")
_OWNS = text(
    "SELECT pg_has_role(:name, nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'atlas'"
)
_HAS_RIGHTS = text(
    "SELECT has_schema_privilege(:reader, 'planning', 'USAGE') AND NOT"
    " (rolsuper AND has_function_privilege(:reader, 'lo_create(oid)', 'EXECUTE'))"
    " FROM pg_roles WHERE rolname = current_user"
)
_IS_MEMBER = text("SELECT pg_has_role(:name, :group, 'MEMBER')")


class Role(StrEnum):
    """What can be given to an account."""

    READER = "reader"
    EDITOR = "editor"


class Holder(NamedTuple):
    """An account and the most that it may: `owner`, `superuser`, `editor` or `reader`."""

    role: str
    name: str
    login: bool


def group(database: str, role: Role) -> str:
    """Return the name of a group role of a database; it need not exist."""
    return f"{database.encode()[:_LONGEST].decode(errors='ignore')}_{role}"


def arrange(connection: Connection, *, renewed: bool) -> None:
    """Make the group roles and give them their rights, as far as the account may.

    Nothing is done where all is as it should be, unless tables or views are `renewed`.
    """
    names = _groups(connection)
    if _missing(connection) and connection.scalar(_MAY_CREATE):
        for statement in _creation(connection):
            run(connection, statement)
        reader = {"name": _user(connection), "group": names[Role.READER]}
        if not connection.scalar(_IS_MEMBER, reader):
            run(connection, SQL("GRANT {group} TO {name}").format(**_quoted(reader)))
    if _missing(connection) or not connection.scalar(_IS_OWNER):
        return
    if renewed or not connection.scalar(_HAS_RIGHTS, {"reader": names[Role.READER]}):
        rights = SQL((FOLDER / "rights.sql").read_text("utf-8"))
        run(connection, rights.format(**_quoted({"database": _database(connection), **names})))


def grant(connection: Connection, role: Role, name: str) -> None:
    """Give a role to an account of the server; one that has it keeps it.

    Raises:
        InputError: the server has no such account, or it is one of the group roles.
        ServerError: the group roles are missing, or the rights to give them away.
    """
    arrange(connection, renewed=False)
    _require_account(connection, name)
    _order(connection, SQL("GRANT {} TO {}"), role, name)
    _limit(connection, name)


def revoke(connection: Connection, role: Role, name: str) -> bool:
    """Take a role from an account; return whether the account had it from us.

    Raises what `grant` raises.
    """
    _require_account(connection, name)
    asked = {"name": name, "group": _groups(connection)[role]}
    if not connection.scalar(_IS_MEMBER, asked):
        return False
    _order(connection, SQL("REVOKE {} FROM {}"), role, name)
    _limit(connection, name)
    return not connection.scalar(_IS_MEMBER, asked)


def holders(connection: Connection) -> list[Holder]:
    """Return the accounts that may do anything here, by name; all others may nothing."""
    found = connection.execute(named_query("role_holders"), _groups(connection))
    return [Holder(*row) for row in found]


def admit_reader(connection: Connection) -> None:
    """Let the owner of the private server log in as the role of readers, held to some disk too."""
    reader = _groups(connection)[Role.READER]
    if not connection.scalar(_MAY_LOG_IN, {"name": reader}):
        for change in ("LOGIN", "SET default_transaction_read_only = on", _DISK):
            order = SQL("ALTER ROLE {} ").format(Identifier(reader)) + SQL(change)
            run(connection, order)


def sign(connection: Connection, editor: str | None = None) -> None:
    """Tell the row history, until the transaction ends, who works: the account of this machine."""
    try:
        name = editor or getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        return
    connection.execute(text("SELECT set_config('ccn_atlas.editor', :name, true)"), {"name": name})


def _database(connection: Connection) -> str:
    return str(connection.scalar(_DATABASE))


def _user(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT current_user")))


def _groups(connection: Connection) -> dict[str, str]:
    database = _database(connection)
    return {role.value: group(database, role) for role in Role}


def _quoted(names: Mapping[str, str]) -> dict[str, Identifier]:
    return {place: Identifier(name) for place, name in names.items()}


def _missing(connection: Connection) -> list[str]:
    names = _groups(connection).values()
    found = set(connection.scalars(_PRESENT, {"names": list(names)}))
    return [name for name in names if name not in found]


def _creation(connection: Connection) -> list[Composed]:
    """Return what makes the group roles that are missing; editors are readers too."""
    made = [SQL("CREATE ROLE {}").format(Identifier(name)) for name in _missing(connection)]
    reader, editor = map(Identifier, _groups(connection).values())
    return [*made, SQL("GRANT {} TO {}").format(reader, editor)]


def _require_account(connection: Connection, name: str) -> None:
    """Refuse to go on without group roles and without an account of that name."""
    if _missing(connection):
        giving = SQL("GRANT {reader}, {editor} TO {owner} WITH ADMIN OPTION")
        owner = giving.format(**_quoted({"owner": _user(connection), **_groups(connection)}))
        sql = _written(connection, [*_creation(connection), owner])
        raise ServerError(
            Text(
                vi="Các vai trò người đọc, biên tập chưa có, và tài khoản này không được phép tạo;"
                f" hãy nhờ người quản trị máy chủ chạy: {sql} Rồi chạy lại.",
                en="The roles of readers and editors do not exist, and this account may not create"
                f" them; ask the server's administrator to run: {sql} Then run again.",
            )
        )
    if name in ("", "public") or name.startswith("pg_") or name in _groups(connection).values():
        raise _no_account(name)
    if connection.scalar(_PRESENT, {"names": [name]}) is None:
        creating = SQL("CREATE ROLE {} LOGIN PASSWORD '…'").format(Identifier(name))
        sql = _written(connection, [creating])
        raise InputError(
            Text(
                vi=f"Máy chủ không có tài khoản “{name}”; người quản trị tạo bằng: {sql}",
                en=f'The server has no account "{name}"; its administrator makes one with: {sql}',
            )
        )


def _no_account(name: str) -> InputError:
    return InputError(
        Text(
            vi=f"“{name}” không phải tên một tài khoản: là tên trống, hoặc vai trò của chính chương"
            " trình hay máy chủ.",
            en=f'"{name}" is not the name of an account: it is empty, or a role of the program or'
            " the server itself.",
        )
    )


def _order(connection: Connection, pattern: SQL, role: Role, name: str) -> None:
    """Give or take a role.

    Raises:
        ServerError: the account may not; carries what an administrator would run.
        InputError: the roles would go round in a circle.
    """
    order = pattern.format(Identifier(_groups(connection)[role]), Identifier(name))
    try:
        with connection.begin_nested():
            run(connection, order)
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.errors.InvalidGrantOperation):
            raise _no_account(name) from error
        if not isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise
        sql = _written(connection, [order])
        raise ServerError(
            Text(
                vi="Tài khoản này không được phép cấp hay thu hồi vai trò; hãy nhờ người quản trị"
                f" máy chủ chạy: {sql}",
                en="This account may neither give nor take roles; ask the server's administrator"
                f" to run: {sql}",
            )
        ) from error


def _limit(connection: Connection, name: str) -> None:
    """Let the statements of those who only read end by themselves, where the account may say so."""
    groups = _groups(connection)
    reads, edits = (
        connection.scalar(_IS_MEMBER, {"name": name, "group": groups[role]})
        for role in (Role.READER, Role.EDITOR)
    )
    limited = SQL("SET statement_timeout = {}").format(_PATIENCE)
    order = SQL("ALTER ROLE {} IN DATABASE {} {}").format(
        Identifier(name),
        Identifier(_database(connection)),
        limited
        if reads and not (edits or connection.scalar(_OWNS, {"name": name}))
        else SQL("RESET statement_timeout"),
    )
    try:
        with connection.begin_nested():
            run(connection, order)
    except DBAPIError as error:
        if not isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise


def _written(connection: Connection, statements: list[Composed]) -> str:
    """Write statements as an administrator would type them."""
    driver = cast(psycopg.Connection, connection.connection.driver_connection)
    return " ".join(f"{statement.as_string(driver)};" for statement in statements)
