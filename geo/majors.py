"""The private server's data taken to a newer PostgreSQL, all of it, or left as they are.

`pg_upgrade` copies them to a new folder. Only after the new server has counted the same rows there
does that folder take the place of the old one, which is kept beside it. Killed at any moment, the
next start finds the old data or the new ones.
"""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import NamedTuple

from psycopg.sql import SQL, Identifier
from sqlalchemy import text

from geo import watcher
from geo.backups.making import row_counts
from geo.data_folders import ROLE, admit, drafted, serving_account
from geo.database import named_query, open_database, run, transaction
from geo.errors import InputError, ServerError, Text
from geo.programs import Programs, find_programs
from geo.roles import arrange
from geo.server import UPGRADED, PrivateServer
from geo.settings import Settings

Step = Callable[[Text], AbstractContextManager[None]]

_EXTENSIONS = text("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'")
_CHECKSUMS = "Data page checksum version:"
_UNSUMMED_SINCE = 18
"""The major version from which `initdb` makes checksums unless told otherwise."""

_LEAVING = 300.0
_DETAILS = "pg_upgrade_output.d/**/*"
_TOLD_IN = (".txt", ".log")
# pg_upgrade writes to the folder it is started in.
_THERE = ("/bin/sh", "-c", 'cd "$0" && exec "$@"')


class Upgraded(NamedTuple):
    """The major versions before and after, and where the old data are kept."""

    old: int
    new: int
    kept: Path


def upgrade_server(settings: Settings, step: Step) -> Upgraded | None:
    """Take the private server's data to the newest PostgreSQL here; None if they are there already.

    Args:
        settings: of the private server's home.
        step: entered around each of the three stages of the work.

    Raises:
        InputError: there are no data yet.
        ServerError: the programs that made the data are gone; others use the server; `pg_upgrade`
            refuses; the new server does not find the same rows. The data are as they were.
        OutputError: the home cannot be written, or has no room for a second copy.
    """
    server = PrivateServer(settings.home)
    made_by = server.made_by
    if made_by is None:
        raise InputError(
            Text(
                "Chưa có CSDL riêng để nâng cấp; “geo build” tạo ra nó.",
                'There is no private database yet to upgrade; "geo build" makes it.',
            )
        )
    new = find_programs()
    if new.major <= made_by:
        find_programs(made_by)
        return None
    return take_along(settings, find_programs(made_by), new, step)


def take_along(settings: Settings, old: Programs, new: Programs, step: Step) -> Upgraded:
    """Take the private server's data from the programs that made them to others; see above."""
    with (
        step(Text("Đếm các dòng", "Count the rows")),
        open_database(settings) as engine,
        transaction(engine) as connection,
    ):
        rows = row_counts(connection)
        # The next version may have these functions in other forms, of which no right can be taken.
        connection.execute(named_query("usual_rights"))
    with ExitStack() as undoing:
        if rows:
            undoing.callback(_arrange, settings)
        done = _take_over(PrivateServer(settings.home), rows, old, new, step)
        undoing.pop_all()
    return done


def _arrange(settings: Settings) -> None:
    with open_database(settings) as engine, transaction(engine) as connection:
        arrange(connection, renewed=True)


def _take_over(
    server: PrivateServer, rows: dict[str, int], old: Programs, new: Programs, step: Step
) -> Upgraded:
    data = server.data_folder
    with server.alone():
        account, admitted = serving_account()
        sums = _checksums(old, data, account)
        options = ["--no-data-checksums"] * (new.major >= _UNSUMMED_SINCE and not sums)
        with drafted(data, new, account, *options) as draft:
            admit(draft, account, admitted)
            with step(Text("Chuyển dữ liệu", "Take the data over")):
                _convert(server, draft, old, new)
            with step(Text("Kiểm tra dữ liệu mới", "Check the new data")):
                _check(draft.parent, rows)
            return Upgraded(old.major, new.major, _swap(draft, data, old.major))


def _convert(server: PrivateServer, draft: Path, old: Programs, new: Programs) -> None:
    """Copy the data of a stopped server to `draft`, in the form of the new version."""
    account, _ = serving_account()
    program = new.bin_folder / "pg_upgrade"
    if not os.access(program, os.X_OK):
        raise _refused("pg_upgrade", f"{program} is missing")
    sockets = server.socket_folder
    watcher.is_made_private(sockets, account)
    try:
        words: list[str | Path] = [*_THERE, draft.parent, program, "--username", ROLE]
        words += ["-b", old.bin_folder, "-B", new.bin_folder, "-d", server.data_folder]
        done = watcher.run([*words, "-D", draft, "--socketdir", sockets], account)
    finally:
        shutil.rmtree(sockets, ignore_errors=True)
    if done.returncode:
        files = (file for file in sorted(draft.glob(_DETAILS)) if file.suffix in _TOLD_IN)
        said = "\n".join([done.stdout, done.stderr, *(file.read_text() for file in files)])
        log = server.home / "upgrade.log"
        log.write_text(said)
        raise _refused("pg_upgrade", f"{watcher.complaint(said)}; {log}")


def _checksums(programs: Programs, data: Path, account: watcher.Account | None) -> bool:
    """Return whether the pages of a data folder carry checksums: the copy must be alike."""
    told = watcher.run([programs.bin_folder / "pg_controldata", "-D", data], account).stdout
    line = next((line for line in told.splitlines() if line.startswith(_CHECKSUMS)), "0")
    return not line.endswith("0")


def _check(home: Path, rows: dict[str, int]) -> None:
    """Run the new server on its own: bring the extensions to its version, count the rows."""
    server = PrivateServer(home)
    with open_database(Settings(home, None, "en")) as engine:
        with transaction(engine) as connection:
            for name in connection.scalars(_EXTENSIONS).all():
                run(connection, SQL("ALTER EXTENSION {} UPDATE").format(Identifier(name)))
            counted = row_counts(connection)
            if counted:
                arrange(connection, renewed=True)
        with transaction(engine) as connection:
            connection.exec_driver_sql("ANALYZE")
    deadline = time.monotonic() + _LEAVING
    while not server.release().stopped or watcher.is_watched(home):
        if time.monotonic() > deadline:
            raise _refused("PostgreSQL", "the new server does not stop")
        time.sleep(0.02)
    if counted != rows:
        raise _refused("PostgreSQL", "the new server does not find the same rows")


def _swap(draft: Path, data: Path, major: int) -> Path:
    """Put the new data in the place of the old; return where these are kept.

    `PrivateServer` does the last step where it was killed.
    """
    upgraded = data.with_name(UPGRADED)
    kept = data.with_name(f"{data.name}-{major}")
    number = 1
    while kept.exists():
        number += 1
        kept = data.with_name(f"{data.name}-{major}-{number}")
    shutil.rmtree(upgraded, ignore_errors=True)
    draft.rename(upgraded)
    data.rename(kept)
    upgraded.rename(data)
    return kept


def _refused(program: str, why: str) -> ServerError:
    return ServerError(
        Text(
            f"Không nâng cấp được CSDL riêng; dữ liệu vẫn như cũ ({program}: {why}).",
            f"The private database was not upgraded; its data are as they were ({program}: {why}).",
        )
    )
