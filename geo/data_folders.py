"""The data folder of the private server: made by the programs of a PostgreSQL, for one account.

It lets in that account of the system alone (peer authentication), as `geo` or as a reader.
"""

import os
import pwd
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess

from geo import watcher
from geo.errors import ServerError, Text
from geo.programs import Programs
from geo.watcher import Account

DATABASE = "ccn_atlas"
ROLE = "geo"
READER = "ccn_atlas_reader"
"""The group role of readers (`geo.roles`), as which the owner of the home may connect too."""

DRAFT = "initdb-"
"""How the names of folders begin in which data are made, for the next start to clear away."""


def serving_account() -> tuple[Account | None, tuple[str, ...]]:
    """Return the account to run the server as (None: ours) and the names that it lets in.

    Raises:
        ServerError: root has no user `postgres` to hand the server to; or we bear no name, which
            peer authentication needs.
    """
    uid = os.geteuid()
    try:
        if uid != 0:
            return None, (pwd.getpwuid(uid).pw_name,)
        postgres = pwd.getpwnam("postgres")
    except KeyError:
        whom = Text(vi=f"số {uid}", en=f"number {uid}") if uid else Text("“postgres”", '"postgres"')
        raise refusal(
            vi="PostgreSQL phải chạy dưới tên một người dùng thường, mà hệ thống không có người "
            f"dùng {whom.vi}: hãy tạo người dùng đó, hoặc đặt GEO_DATABASE_URL.",
            en="PostgreSQL has to run under the name of an ordinary user, and this system has no "
            f"user {whom.en}: add that user, or set GEO_DATABASE_URL.",
        ) from None
    return (postgres.pw_uid, postgres.pw_gid), ("root", "postgres")


@contextmanager
def drafted(
    data: Path, programs: Programs, account: Account | None, *options: str
) -> Iterator[Path]:
    """Yield a data folder beside the one it is meant for, with its role and nothing else.

    It is to be renamed; what is left is deleted at the end, or by the next start of a server. The
    account can also write to the folder in which it lies.

    Raises:
        ServerError: `initdb`, which is given `options`, refuses.
    """
    with tempfile.TemporaryDirectory(
        prefix=DRAFT, dir=data.parent, ignore_cleanup_errors=True
    ) as draft:
        os.chown(draft, *(account or (-1, -1)))
        folder = Path(draft, "postgres")
        initdb: list[str | Path] = [programs.bin_folder / "initdb", "-D", folder, *options]
        initdb += ["--username", ROLE, "--auth=peer", "--encoding=UTF8"]
        done = watcher.run([*initdb, "--locale=C.UTF-8"], account)
        if done.returncode and "locale" in done.stderr:
            done = watcher.run([*initdb, "--locale=C"], account)
        _require_made(data, done)
        yield folder


def make_database(folder: Path, programs: Programs, account: Account | None) -> None:
    """Make the program's database in a data folder whose server does not run.

    Raises:
        ServerError: it cannot be made; says why.
    """
    # A server for one session only: nothing listens.
    single: watcher.Words = [programs.bin_folder / "postgres", "--single", "-D", folder]
    alone = [*single, "-c", "exit_on_error=on", "postgres"]
    _require_made(folder, watcher.run(alone, account, f"CREATE DATABASE {DATABASE};\n"))


def _require_made(data: Path, done: CompletedProcess[str]) -> None:
    if done.returncode:
        why = watcher.complaint(done.stderr)
        room = more_room(why)
        raise refusal(
            vi=f"Không tạo được CSDL riêng trong {data}: {why}{room.vi}.",
            en=f"The private database cannot be made in {data}: {why}{room.en}.",
        )


def admit(data: Path, account: Account | None, admitted: Sequence[str]) -> None:
    """Let accounts of the system in, and nobody else."""
    names = (name.replace('"', '""') for name in admitted)
    roles = (ROLE, READER)
    map_lines = "".join(f'owner "{name}" {role}\n' for name in names for role in roles)
    watcher.write(data / "pg_ident.conf", map_lines, account)
    admitting = f"local all {ROLE} peer map=owner\nlocal {DATABASE} {READER} peer map=owner\n"
    watcher.write(data / "pg_hba.conf", admitting, account)


def more_room(why: str) -> Text:
    """Return what to do where the reason is a full disk, to stand behind it; else nothing."""
    if watcher.FULL not in why:
        return Text("", "")
    return Text(
        "; hãy giải phóng chỗ trên đĩa, hoặc đặt GEO_HOME sang đĩa khác",
        "; free some space, or set GEO_HOME to another disk",
    )


def refusal(vi: str, en: str) -> ServerError:
    """Return the sentence in which the private server refuses."""
    return ServerError(Text(vi, en))
