"""The private PostGIS server: found, set up, started on demand, stopped after its last user.

A home folder has one server of its own, which listens on a Unix socket that only its owner can
reach, and lets in that owner alone (peer authentication), as `geo` or as a reader. Three locks,
which the kernel frees when a process dies however it dies, keep order. They are always taken in
this sequence:

`users.lock`: shared by every user. The watcher (`geo.watcher`) waits to have it for itself; then it
stops the server, unless the file `stay` asks for it to remain.
`start.lock`: held by the user who sets up and starts the server.
`watcher.lock`: held by the watcher, so that one can tell whether there is one.

PostgreSQL refuses to run as root; for root it runs as the system's user `postgres`. The home must
lie on a disk of this machine, not on a network share. Linux and macOS; on Windows use WSL, or
GEO_DATABASE_URL.
"""

import errno
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from geo import watcher
from geo.data_folders import (
    DATABASE,
    DRAFT,
    READER,
    ROLE,
    admit,
    drafted,
    make_database,
    more_room,
    refusal,
    serving_account,
)
from geo.errors import OutputError, ServerError, Text
from geo.files import reason
from geo.programs import Programs, find_programs
from geo.watcher import PORT, STAY, USERS, Account

UPGRADED = "postgres-upgraded"
"""Data that a newer PostgreSQL took over, until they take the place of the old."""

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "cluster_name": "ccn-atlas",
    "shared_buffers": "256MB",
    "work_mem": "128MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    # A list of 100,000 clusters makes 360 MB of log, and waits in temporary tables.
    "temp_buffers": "64MB",
    "wal_buffers": "32MB",
    "max_wal_size": "2GB",
    # A view of planning joins six tables; a question that joins more to it is planned as a whole.
    "join_collapse_limit": "11",
    "from_collapse_limit": "11",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Files of its own: /dev/shm is tiny in containers and emptied when its owner logs out.
    "dynamic_shared_memory_type": "mmap",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}

_SYSTEM_AREA = Path("/var/lib/ccn-atlas")
_SHORT_AREA = Path("/tmp")  # noqa: S108 -- only for a folder whose ownership is verified
_LONGEST_SOCKET = 100  # bytes; the kernel allows 107 on Linux, 103 on macOS
_STARTING = 300.0  # seconds granted to a start, recovery after a crash included
_LEAST_MEMORY = 2**31
# A greedy statement ends with an error of its own, and not with the kernel killing the server.
_BOUNDED = ("/bin/sh", "-c", 'ulimit -v "$0" 2>/dev/null; exec "$@"')
_LEAVING = 2.0  # seconds in which a user may leave before one is told to end it
_CLEARING = 10.0  # seconds granted to what a killed server or a leaving user leaves behind


@dataclass(frozen=True)
class Status:
    """What can be said of a private server without starting it.

    Attributes:
        running: it answers.
        kept: it stays after its last user, as `PrivateServer.keep` asked.
        data_folder: need not exist yet.
        socket_folder: exists only while the server runs.
        version: version of the programs that run it; None when none fit.
    """

    running: bool
    kept: bool
    data_folder: Path
    socket_folder: Path
    version: str | None


@dataclass(frozen=True)
class Release:
    """Whether the server is down, and the ids of the processes that still use it."""

    stopped: bool
    users: tuple[int, ...]


class PrivateServer:
    """The server of one home folder; made cheaply, nothing happens before it is used.

    Args:
        home: folder of its locks, its log and, where the server's account can reach it, its data.
            Two homes never share anything; several spellings of one path are one home.
    """

    def __init__(self, home: Path) -> None:
        self.home = Path(os.path.realpath(home))
        self.log = self.home / "server.log"
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        self._system_area = _SYSTEM_AREA / digest
        self._short_sockets = _SHORT_AREA / f"ccn-atlas-{os.geteuid()}-{digest}"

    @property
    def data_folder(self) -> Path:
        """Folder of the data: in the home or, for root, where the user `postgres` can go."""
        inside = self.home / "postgres"
        if os.geteuid() != 0 or inside.joinpath("PG_VERSION").exists():
            return inside
        outside = self._system_area / "postgres"
        return outside if outside.exists() or not _reachable(self.home) else inside

    @property
    def socket_folder(self) -> Path:
        """Folder of the socket: beside the data, or a short one where that path is unfit for it."""
        beside = self.data_folder.with_name("socket")
        fits = len(os.fsencode(watcher.socket_file(beside))) <= _LONGEST_SOCKET
        # A comma begins another folder; at a blank or a backslash QGIS would end the path.
        return beside if fits and not set(str(beside)) & set(", \\") else self._short_sockets

    @property
    def url(self) -> str:
        """Where SQLAlchemy finds the database while the server runs."""
        return self._url(ROLE)

    @property
    def reader_url(self) -> str:
        """The same for somebody who only reads; `geo build` makes the role."""
        return self._url(READER)

    def _url(self, role: str) -> str:
        folder = quote(str(self.socket_folder), safe="/")
        return f"postgresql+psycopg://{role}@/{DATABASE}?host={folder}&port={PORT}"

    @contextmanager
    def use(self) -> Iterator[str]:
        """Run the server for as long as the block lasts; gives its SQLAlchemy URL.

        The first use sets it up. It stops by itself when no process uses it any more.

        Raises:
            ServerError: the programs are missing, or the server does not start; says why.
            OutputError: the home folder cannot be written.
        """
        users = self._join()
        try:
            yield self.url
        finally:
            try:
                with _telling(self.home):
                    self._watch()
            finally:
                os.close(users)

    def psql(self, arguments: Sequence[str] = ()) -> tuple[list[str], dict[str, str]]:
        """Return the words and the environment to become `psql` with, by `os.execvpe`.

        From now on this process counts as a user, and so does the psql that it becomes. Raises
        what `use` raises.
        """
        users = self._join()
        psql = find_programs(self.made_by).bin_folder / "psql"
        os.set_inheritable(users, True)
        environment = {name: text for name, text in os.environ.items() if name[:2] != "PG"} | {
            "PGHOST": str(self.socket_folder),
            "PGPORT": str(PORT),
            "PGUSER": ROLE,
            "PGDATABASE": DATABASE,
        }
        return [str(psql), *arguments], environment

    def fell(self) -> bool:
        """Return whether the server has ended because its disk is full."""
        try:
            return watcher.FULL in self.log.read_text(errors="replace") and not self._answers()
        except OSError:
            return False

    def keep(self) -> None:
        """Start the server and let it stay, over later starts too, until `release`.

        Raises what `use` raises.
        """
        with self.use(), _telling(self.home):
            self.home.joinpath(STAY).touch(mode=0o600)

    def release(self) -> Release:
        """Let the server stop: now if nobody uses it, else after its last user.

        Raises:
            OutputError: the home folder cannot be written.
        """
        with _telling(self.home):
            if not self.home.exists():
                return Release(stopped=True, users=())
            self.home.joinpath(STAY).unlink(missing_ok=True)
            deadline = time.monotonic() + _CLEARING
            while not watcher.stop_if_unused(self.home, self.data_folder, self.socket_folder):
                users = watcher.holders(self.home / USERS)
                if users or time.monotonic() > deadline:
                    self._watch()
                    return Release(stopped=False, users=users)
                time.sleep(0.02)  # the watcher is just stopping it
            return Release(stopped=True, users=())

    def status(self) -> Status:
        """Return what is known without starting, waiting or writing."""
        with _telling(self.home):
            try:
                version = find_programs(self.made_by).version
            except ServerError:
                version = None
            kept = self.home.joinpath(STAY).exists()
            return Status(self._answers(), kept, self.data_folder, self.socket_folder, version)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Have the server stopped, and its folders for oneself; whoever comes meanwhile waits.

        Raises:
            ServerError: others use it; names their processes.
        """
        with _telling(self.home), ExitStack() as locks:
            began = time.monotonic()
            while True:
                try:
                    locks.enter_context(
                        watcher.locked(self.home / USERS, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    )
                    break
                except BlockingIOError:
                    users = ", ".join(map(str, watcher.holders(self.home / USERS)))
                    # One may be on its way out; and the watcher may be stopping the server.
                    if time.monotonic() > began + (_LEAVING if users else _STARTING):
                        raise refusal(
                            vi=f"Các tiến trình đang dùng máy chủ: {users}; hãy kết thúc chúng rồi"
                            " chạy lại.",
                            en=f"Processes use the server: {users}; end them, then run again.",
                        ) from None
                time.sleep(0.02)
            locks.enter_context(watcher.locked(self.home / "start.lock"))
            watcher.stop(self.data_folder, self.socket_folder)
            yield

    def _end_upgrade(self) -> None:
        """Do the last step of an upgrade (`geo.majors`) that was killed before it."""
        upgraded = self.data_folder.with_name(UPGRADED)
        if upgraded.exists() and not self.data_folder.exists():
            upgraded.rename(self.data_folder)
        shutil.rmtree(upgraded, ignore_errors=True)

    def _join(self) -> int:
        """Become a user of the running server; return the descriptor whose closing ends that."""
        with _telling(self.home), ExitStack() as undoing:
            self.home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
            users = watcher.opened(self.home / USERS)
            undoing.callback(os.close, users)
            fcntl.flock(users, fcntl.LOCK_SH)
            if not self._answers():
                with watcher.locked(self.home / "start.lock"):
                    if not self._answers():
                        self._start()
            self._watch()
            undoing.pop_all()
            return users

    def _watch(self) -> None:
        """Make sure that a watcher waits for the last user to leave, unless the server stays."""
        if self.home.joinpath(STAY).exists() or watcher.is_watched(self.home):
            return
        program = [sys.executable, "-I", "-S", watcher.__file__]
        folders = (self.home, self.data_folder, self.socket_folder)
        watcher.detach([*program, *folders], None, subprocess.DEVNULL, clean=False)

    def _answers(self) -> bool:
        return watcher.answers(self.data_folder, self.socket_folder, ROLE, DATABASE)

    @property
    def made_by(self) -> int | None:
        """Major version that made the data; None when there are none yet.

        Raises:
            ServerError: the data folder does not say.
        """
        version = self.data_folder / "PG_VERSION"
        if not version.exists():
            return None
        major = version.read_text(errors="replace").partition(".")[0].strip()
        if not major.isdecimal():
            raise refusal(
                vi=f"CSDL riêng trong {self.data_folder} bị hỏng: hãy xóa thư mục đó để tạo lại.",
                en=f"The private database in {self.data_folder} is damaged: delete that folder to"
                " make it anew.",
            )
        return int(major)

    def _start(self) -> None:
        """Start the server, set up first if need be; the caller holds the lock of the starters."""
        self._end_upgrade()
        programs = find_programs(self.made_by)
        account, admitted = serving_account()
        data = self.data_folder
        if data.exists() and data.stat().st_uid != (account[0] if account else os.geteuid()):
            raise refusal(
                vi=f"CSDL riêng trong {data} thuộc người dùng khác: hãy đặt GEO_HOME sang thư mục "
                "khác, hoặc chạy bằng người dùng đó.",
                en=f"The private database in {data} is another user's: set GEO_HOME to another "
                "folder, or run as that user.",
            )
        if data.parent != self.home:
            for folder in (_SYSTEM_AREA, data.parent):
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(0o711)
        for leftover in data.parent.glob(f"{DRAFT}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        if self.made_by is None:
            with drafted(data, programs, account) as draft:
                make_database(draft, programs, account)
                draft.rename(data)
        admit(data, account, admitted)
        self._watch()  # before there is a server, lest we be killed in between
        self._launch(programs, account)

    def _make_sockets(self, account: Account | None) -> None:
        """Make the folder of the socket, which a cleaner of old files may have swept away."""
        sockets = self.socket_folder
        if not watcher.is_made_private(sockets, account):
            raise refusal(
                vi=f"{sockets} phải là thư mục chỉ riêng máy chủ CSDL vào được: hãy xóa nó, hoặc "
                "đặt GEO_HOME sang thư mục khác.",
                en=f"{sockets} must be a folder that the database server alone can enter: delete "
                "it, or set GEO_HOME to another folder.",
            )

    def _serves_after_all(self) -> bool:
        """Wait for a server that is still starting or stopping; return whether it serves then.

        One whose socket was swept away is stopped.
        """
        data, sockets = self.data_folder, self.socket_folder
        deadline = time.monotonic() + _STARTING
        while watcher.server_pid(data) is not None:
            if self._answers():
                return True
            if watcher.recorded(data, 7) == "ready" and not watcher.socket_file(sockets).exists():
                watcher.stop(data, sockets)
            if time.monotonic() > deadline:
                raise _not_started(self.log)
            time.sleep(0.02)
        return False

    def _clear_traces(self, account: Account | None) -> None:
        """Take away the process id that an ended server left in its pid file and its socket lock.

        Another program may bear that number now, and PostgreSQL would take it for a server: put one
        that nobody bears. The rest of the pid file must remain: it tells whether connections of the
        old server still hold its memory.
        """
        for leftover in self.socket_folder.glob(".s.PGSQL.*"):
            leftover.unlink(missing_ok=True)
        record = self.data_folder / "postmaster.pid"
        if record.exists():
            _, _, rest = record.read_text().partition("\n")
            watcher.write(record, f"{2**31 - 1}\n{rest}", account)

    def _launch(self, programs: Programs, account: Account | None) -> None:
        """Start the server program and wait until it answers.

        For a while it is tried again where there is hope: connections of a killed server take a
        moment to notice that they are orphans; a server whose starter was killed may be about to
        show itself; and one that ends without a complaint was killed.
        """
        settings = {**SETTINGS, "unix_socket_directories": str(self.socket_folder)}
        options = [f"--{name}={text}" for name, text in settings.items()]
        arguments: watcher.Words = ["-D", self.data_folder, *options]
        bound = (*_BOUNDED, str(_memory() // 1024))
        words: watcher.Words = [*bound, programs.bin_folder / "postgres", *arguments]
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.old"))
        began = time.monotonic()
        while not self._serves_after_all():
            self._make_sockets(account)
            self._clear_traces(account)
            log = watcher.opened(self.log, os.O_APPEND)
            pid = watcher.detach(words, account, log)
            os.close(log)
            while watcher.command(pid) is not None and time.monotonic() < began + _STARTING:
                if self._answers():
                    return
                time.sleep(0.01)
            said = self.log.read_text(errors="replace")
            silent = all(" LOG: " in line for line in said.splitlines())
            hopeful = silent or "shared memory" in said or "already exists" in said
            if not hopeful or time.monotonic() > began + _CLEARING:
                raise _not_started(self.log)
            time.sleep(0.2)


def _memory() -> int:
    """Return how many bytes one connection may take: half of the machine's memory."""
    return max(_LEAST_MEMORY, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)


def _not_started(log: Path) -> ServerError:
    why = watcher.complaint(log.read_text(errors="replace"))
    room = more_room(why)
    return refusal(
        vi=f"CSDL riêng không khởi động được: {why} (xem {log}){room.vi}.",
        en=f"The private database does not start: {why} (see {log}){room.en}.",
    )


def _reachable(folder: Path) -> bool:
    """Return whether the account of the server can enter a folder, or where it will be made."""
    try:
        account, _ = serving_account()
    except ServerError:
        return False
    while not folder.exists():
        folder = folder.parent
    return watcher.run(["/bin/sh", "-c", 'cd "$1"', "sh", folder], account).returncode == 0


@contextmanager
def _telling(home: Path) -> Iterator[None]:
    """Reword what the system refuses in the home folder."""
    try:
        yield
    except OSError as refusal:
        named = refusal.filename2 or refusal.filename
        place = named if isinstance(named, str) else home
        blocked = isinstance(refusal, FileExistsError)  # by a file where a folder should be
        why = reason(OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) if blocked else refusal)
        raise OutputError(
            Text(
                vi=f"{place}: không ghi được CSDL riêng ({why.vi}); hãy sửa quyền ghi, dọn chỗ "
                "trống, hoặc đặt GEO_HOME sang thư mục khác.",
                en=f"{place}: the private database cannot be written ({why.en}); mend the rights, "
                "free space, or set GEO_HOME to another folder.",
            )
        ) from refusal
