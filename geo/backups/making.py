"""Making a backup beside whoever reads or writes meanwhile; it counts once it was read back."""

import os
import zipfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from subprocess import CalledProcessError

from sqlalchemy import Connection, Engine, func, select, table, text

from geo.backups.dumps import Rows, Tally, dumped, undumped
from geo.backups.manifest import DUMP, MANIFEST, Content, Manifest
from geo.database import named_query, reach, transaction
from geo.errors import ServerError, Text
from geo.files import whole
from geo.programs import Client, find_clients, installing_client
from geo.schema import installed_rules, require_known
from geo.watcher import complaint

Counted = Callable[[Text, int | None], AbstractContextManager[Callable[[int], None]]]
"""Entered around a stage of the work; what it gives is called with how far the stage is."""

_SNAPSHOT = text("SELECT pg_export_snapshot()")
_STEADY = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_PATIENT = text("SELECT set_config('idle_in_transaction_session_timeout', '0', true)")
_SERVER = text("SELECT current_setting('server_version')")
_MAJOR = text("SELECT current_setting('server_version_num')::integer / 10000")
_EXTENSIONS = text("SELECT extname, extversion FROM pg_extension ORDER BY extname")
_BLOCK = 2**20
_EVERY = 10_000


def back_up(engine: Engine, file: Path, counted: Counted, *, directed: bool) -> Manifest:
    """Write all that the record holds at one moment to `file`, whole or not at all.

    What was written is read back and compared with the record as of that moment. The file can be
    read by its owner alone.

    Args:
        engine: of the database; its revision may be an earlier one.
        file: replaced where it exists.
        counted: entered around the two stages of the work, writing (MB) and reading back (rows).
        directed: connections follow the user's PG* variables too; those to the private server not.

    Raises:
        ServerError: never built, newer than the program, not to be read by this account; no
            `pg_dump` as new as the server; or the server refuses.
        OutputError: the file cannot be written.
    """
    with whole(file, 0o600) as half:
        with transaction(engine) as connection:
            connection.execute(_STEADY)
            connection.execute(_PATIENT)
            manifest = _look(connection)
            rows = row_counts(connection)
            pg_dump = _pg_dump(int(connection.scalar(_MAJOR) or 0))
            snapshot = str(connection.scalar(_SNAPSHOT))
            with counted(Text("Sao lưu (MB)", "Back up (MB)"), None) as at:
                digest = _write(engine, half, pg_dump, snapshot, at, directed=directed)
        total = sum(rows.values())
        with counted(Text("Đọc lại để kiểm tra (dòng)", "Read back (rows)"), total) as at:
            tables = _read_back(half, at)
        if {name: content.rows for name, content in tables.items()} != rows:
            raise _failed("pg_dump", "the dump does not hold the rows of the record")
        manifest = replace(manifest, pg_dump=pg_dump.version, sha256=digest, tables=tables)
        with zipfile.ZipFile(half, "a") as archive:
            archive.writestr(MANIFEST, manifest.written())
        with half.open("rb+") as written:
            os.fsync(written.fileno())
    return manifest


def record_tables(connection: Connection) -> dict[str, frozenset[str]]:
    """Return the tables of the record in a database, with their columns that can be written."""
    return {
        name: frozenset(columns)
        for name, columns in connection.execute(named_query("record_columns"))
    }


def row_counts(connection: Connection) -> dict[str, int]:
    """Return how many rows each table of the record has; none where there is no record."""
    return {
        name: connection.execute(
            select(func.count()).select_from(table(name, schema="atlas"))
        ).scalar_one()
        for name in record_tables(connection)
    }


def _look(connection: Connection) -> Manifest:
    """Return what can be said of a database before its dump."""
    revision = require_known(connection)
    return Manifest(
        made_at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        program=version("ccn-atlas"),
        revision=revision,
        rules=installed_rules(connection),
        postgresql=str(connection.scalar(_SERVER)),
        pg_dump="",
        extensions={row.extname: row.extversion for row in connection.execute(_EXTENSIONS)},
        sha256="",
        tables={},
    )


def _write(
    engine: Engine,
    half: Path,
    pg_dump: Client,
    snapshot: str,
    at: Callable[[int], None],
    *,
    directed: bool,
) -> str:
    """Write the dump into an archive; return its checksum."""
    url, environment = reach(engine.url.render_as_string(hide_password=False))
    if not directed:
        environment = {name: said for name, said in environment.items() if name[:2] != "PG"}
    digest, size = sha256(), 0
    try:
        with (
            zipfile.ZipFile(half, "w") as archive,
            archive.open(DUMP, "w", force_zip64=True) as member,
            dumped(pg_dump.file, url, snapshot, environment) as dump,
        ):
            while block := dump.read(_BLOCK):
                digest.update(block)
                member.write(block)
                size += len(block)
                at(size // 2**20)
    except CalledProcessError as failure:
        raise _failed("pg_dump", complaint(failure.stderr)) from failure
    return digest.hexdigest()


def _read_back(half: Path, at: Callable[[int], None]) -> Mapping[str, Content]:
    """Return what the tables in a dump hold."""
    tables, done = dict[str, Content](), 0
    pg_restore = find_clients("pg_restore")[-1]
    try:
        with (
            zipfile.ZipFile(half) as archive,
            archive.open(DUMP) as member,
            undumped(pg_restore.file, member) as entries,
        ):
            for entry in entries:
                if isinstance(entry, Rows):
                    tally = Tally()
                    for _ in tally.over(entry.lines):
                        if tally.rows % _EVERY == 0:
                            at(done + tally.rows)
                    done += tally.rows
                    tables[entry.table] = tally.content
    except CalledProcessError as failure:
        raise _failed("pg_restore", complaint(failure.stderr)) from failure
    return tables


def _pg_dump(server: int) -> Client:
    """Return the oldest `pg_dump` that can read the server: the more can read what it writes.

    Raises:
        ServerError: there is none.
    """
    found = find_clients("pg_dump")
    for client in found:
        if client.major >= server:
            return client
    todo = installing_client(server)
    here = found[-1].version if found else ""
    raise ServerError(
        Text(
            f"Máy chủ là PostgreSQL {server}, mà pg_dump ở đây là {here}: cũ hơn; {todo.vi}."
            if here
            else f"Máy này chưa có pg_dump (cần bản {server} trở lên); {todo.vi}.",
            f"The server is PostgreSQL {server} and the pg_dump here is older, {here}; {todo.en}."
            if here
            else f"There is no pg_dump here (version {server} or later); {todo.en}.",
        )
    )


def _failed(program: str, why: str) -> ServerError:
    return ServerError(
        Text(
            f"Không sao lưu được, chưa ghi gì ({program}: {why}); hãy chạy lại. Chỉ chủ của cơ sở"
            " dữ liệu sao lưu được.",
            f"The backup failed and nothing was written ({program}: {why}); run again. Only the"
            " owner of the database can make one.",
        )
    )
