"""Restoring a backup: all of it in the caller's transaction, or nothing.

The tables, and all that watches them, are made by the program's own migrations as far as the
revision of the backup; only rows come from the file. Then the program brings them to its version.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from subprocess import CalledProcessError
from typing import cast

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, text

from geo.archives import BOMB, DAMAGED, MOST_BYTES, ZIP, Archive, open_archive, refused
from geo.backups.dumps import Position, Rows, Tally, undumped
from geo.backups.making import record_tables
from geo.backups.manifest import DUMP, LARGEST, MANIFEST, Content, Manifest
from geo.database import SQL as FOLDER
from geo.database import refresh_statistics, write_alone
from geo.errors import InputError, ServerError, Text
from geo.programs import Client, find_clients, installing_client
from geo.schema import known_revisions, refuse_other_tables, renew, rules, upgrade_alone

_MISSING = Text(
    "không có tệp này, hoặc không đọc được; hãy xem lại đường dẫn.",
    "there is no such file, or it cannot be read; check the path.",
)
_FOREIGN = Text(
    "không phải bản sao lưu do “geo db backup” ghi, hoặc do bản chương trình mới hơn ghi; hãy chọn"
    " tệp sao lưu, hoặc cập nhật chương trình.",
    'no backup made by "geo db backup", or made by a newer version of the program; choose a backup,'
    " or update the program.",
)
_UNLIKE = Text(
    "các dòng trong tệp không khớp với lời khai hay lược đồ của nó; không nạp gì.",
    "the rows in the file are not those that its manifest and its schema tell of; nothing was"
    " restored.",
)
_PRESENT = text(
    "SELECT to_regnamespace('atlas') IS NOT NULL OR to_regnamespace('planning') IS NOT NULL"
)
_SEQUENCES = text(
    "SELECT relname FROM pg_class WHERE relnamespace = 'atlas'::regnamespace AND relkind = 'S'"
)
_SET = text("SELECT setval(format('atlas.%I', CAST(:sequence AS text)), :value, :given)")
_UNFIT = (psycopg.DataError, psycopg.IntegrityError, psycopg.InternalError)
_AT_ONCE = 500


class Backup:
    """A backup whose manifest and checksum were looked at.

    Attributes:
        file: where it lies.
        manifest: what it says of itself.
    """

    def __init__(self, file: Path, manifest: Manifest, archive: Archive) -> None:
        self.file, self.manifest, self._archive = file, manifest, archive
        self._pg_restore = _pg_restore(manifest)

    @contextmanager
    def entries(self) -> Iterator[Iterator[Rows | Position]]:
        """Yield the rows of its tables; see `geo.backups.dumps.undumped`.

        Raises:
            InputError: they cannot be read.
        """
        try:
            with (
                self._archive.member(DUMP) as dump,
                undumped(self._pg_restore.file, dump) as entries,
            ):
                yield entries
        except (CalledProcessError, ValueError) as said:
            raise refused(self.file, DAMAGED) from said


@contextmanager
def open_backup(file: Path) -> Iterator[Backup]:
    """Open a backup after its manifest and its checksum were looked at.

    That proves that it is whole, not who made it.

    Raises:
        InputError: there is no such file; it is damaged, no backup, or of a newer version of the
            program.
        ServerError: no `pg_restore` here is new enough for it.
    """
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            is_archive = opened.read(len(ZIP)) == ZIP
    except OSError as fault:
        raise refused(file, _MISSING) from fault
    if not is_archive:
        raise refused(file, _FOREIGN)
    with open_archive(file, most=max(size, MOST_BYTES)) as archive:
        if archive.names != {DUMP, MANIFEST} or archive.size(MANIFEST) > LARGEST:
            raise refused(file, _FOREIGN)
        if archive.size(DUMP) + archive.size(MANIFEST) > size:
            raise refused(file, BOMB)
        try:
            manifest = Manifest.read(archive.beginning(MANIFEST, LARGEST))
        except ValueError as said:
            raise refused(file, _FOREIGN) from said
        if manifest.revision not in known_revisions():
            raise refused(file, _newer(manifest))
        with archive.member(DUMP) as dump:
            digest = hashlib.file_digest(dump, "sha256").hexdigest()  # type: ignore[arg-type]
        if digest != manifest.sha256:
            raise refused(file, DAMAGED)
        yield Backup(file, manifest, archive)


def hold(connection: Connection, *, replace: bool) -> bool:
    """Keep everybody from writing to the record until the transaction ends; tell if there is one.

    Raises:
        InputError: there is one, and it is not to be replaced.
    """
    upgrade_alone(connection)
    write_alone(connection)
    if not connection.scalar(_PRESENT):
        return False
    if not replace:
        raise InputError(
            Text(
                "Cơ sở dữ liệu này đã có dữ liệu; thêm --replace để thay bằng bản sao lưu (dữ liệu"
                " hiện có được sao lưu trước).",
                "This database holds data; add --replace to put the backup in their place (what"
                " is there is backed up first).",
            )
        )
    tables = [Identifier("atlas", name) for name in record_tables(connection)]
    if tables:
        locking = SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(SQL(", ").join(tables))
        _driver(connection).execute(locking)
    return True


def restore(connection: Connection, backup: Backup, at: Callable[[int], None]) -> None:
    """Put a backup in the place of the record, brought to the schema of this version.

    Args:
        connection: in a transaction that `hold` began; readers wait until it ends.
        backup: where the rows are taken from.
        at: called with how many rows were taken.

    Raises:
        InputError: its rows are not those that its manifest tells of.
        ServerError: the account does not own the schemas or may not make them, or somebody keeps
            tables in `planning`.
    """
    manifest = backup.manifest
    refuse_other_tables(connection)
    connection.exec_driver_sql("DROP SCHEMA IF EXISTS planning, atlas CASCADE")
    renew(connection, manifest.revision)
    if (manifest.revision, manifest.rules) == (known_revisions()[-1], rules()):
        renew(connection)  # now, for later it would forget what is kept of clusters
    tables = record_tables(connection)
    if tables.keys() != manifest.tables.keys():
        raise refused(backup.file, _UNLIKE)
    driver = _driver(connection)
    try:
        driver.execute(_script("bare"))
        with backup.entries() as entries:
            told = _take(connection, entries, tables, at)
        driver.execute(_script("bound"))
    except _UNFIT as said:
        raise refused(backup.file, _UNLIKE) from said
    if told != manifest.tables:
        raise refused(backup.file, _UNLIKE)
    renew(connection)
    refresh_statistics(connection)


def _take(
    connection: Connection,
    entries: Iterable[Rows | Position],
    tables: dict[str, frozenset[str]],
    at: Callable[[int], None],
) -> dict[str, Content]:
    """Write the rows that are known to have a place; return what was taken, by table."""
    sequences = frozenset(connection.scalars(_SEQUENCES))
    taken = dict[str, Content]()
    done = 0
    for entry in entries:
        if isinstance(entry, Position):
            if entry.sequence in sequences:
                connection.execute(_SET, entry._asdict())
        elif set(entry.columns) <= tables.get(entry.table, frozenset()):
            tally = Tally()
            _copy(connection, entry._replace(lines=tally.over(entry.lines)), done, at)
            taken[entry.table] = tally.content
            done += tally.rows
    return taken


def _copy(connection: Connection, rows: Rows, done: int, at: Callable[[int], None]) -> None:
    columns = SQL(", ").join(map(Identifier, rows.columns))
    target = Identifier("atlas", rows.table)
    copying = SQL("COPY {} ({}) FROM STDIN").format(target, columns)
    with _driver(connection).cursor() as cursor, cursor.copy(copying) as copy:
        while lines := list(islice(rows.lines, _AT_ONCE)):
            copy.write(b"".join(lines))
            done += len(lines)
            at(done)


@cache
def _script(name: str) -> bytes:
    return (FOLDER / "restore" / f"{name}.sql").read_bytes()


def _driver(connection: Connection) -> psycopg.Connection:
    return cast(psycopg.Connection, connection.connection.driver_connection)


def _newer(manifest: Manifest) -> Text:
    return Text(
        f"bản sao lưu của phiên bản mới hơn (ccn-atlas {manifest.program}, lược đồ"
        f" {manifest.revision}); hãy cập nhật ccn-atlas rồi nạp lại.",
        f"made by a newer version (ccn-atlas {manifest.program}, schema {manifest.revision});"
        " update ccn-atlas, then restore it.",
    )


def _pg_restore(manifest: Manifest) -> Client:
    """Return the newest `pg_restore`, if it can read the dump."""
    found = find_clients("pg_restore")
    if found and found[-1].major >= manifest.major:
        return found[-1]
    todo = installing_client(manifest.major)
    raise ServerError(
        Text(
            f"Bản sao lưu do PostgreSQL {manifest.major} ghi, máy này chưa có pg_restore từ bản"
            f" ấy trở lên; {todo.vi}.",
            f"The backup was written by PostgreSQL {manifest.major}, and there is no pg_restore"
            f" of that version or later here; {todo.en}.",
        )
    )
