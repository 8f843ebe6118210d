"""The machinery of the private server, without a word to its user: processes and locks.

Run as a program of its own (`python -I -S watcher.py HOME DATA SOCKETS`), this is the watcher: it
waits for an exclusive lock on the file on which every user of the server holds a shared one. The
kernel grants it when the last user is gone, killed or not, so nothing is polled. Then the watcher
stops the server. While it holds that lock, newcomers wait at the door: they find the server either
untouched or fully stopped. The module imports little, and only the standard library, so that the
watcher is at its post within milliseconds.
"""

import errno
import fcntl
import os
import re
import signal
import socket
import stat
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

Words = Sequence[str | Path]
"""A program and its arguments."""

Account = tuple[int, int]
"""User id and group id of the system."""

PORT = 5432
"""Only names the socket file: there is no listener on the network."""

USERS = "users.lock"
"""Shared by every process that uses the server, taken exclusively by whoever stops it."""

WATCHER = "watcher.lock"
"""Held by the watcher for as long as it can be relied upon."""

STAY = "stay"
"""Exists while the server is to outlive its last user."""

FULL = "No space left on device"
"""How the system words a full disk, to the server as to us."""

_PATIENCE = 20.0  # seconds for an orderly shutdown; a harsher one loses nothing committed either
_CLEAN = {"PATH": os.defpath, "LC_ALL": "C"}


def opened(path: Path, flags: int = 0) -> int:
    """Return a descriptor of a file, made for its owner only; children do not inherit it."""
    return os.open(path, os.O_RDWR | os.O_CREAT | flags, 0o600)


@contextmanager
def locked(path: Path, way: int = fcntl.LOCK_EX) -> Iterator[None]:
    """Hold a lock file, exclusively unless another way is given.

    Raises:
        BlockingIOError: `way` says not to wait, and another holds it.
    """
    lock = opened(path)
    try:
        fcntl.flock(lock, way)
        yield
    finally:
        os.close(lock)


def run(words: Words, account: Account | None, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program to its end in a clean environment, as another account where one is given."""
    return subprocess.run(  # noqa: S603 -- programs of the system, on paths of our own
        words,
        input=text,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd="/",
        env=_CLEAN,
        umask=0o077,
        user=account and account[0],
        group=account and account[1],
        extra_groups=account and [],
    )


def detach(words: Words, account: Account | None, messages: int, *, clean: bool = True) -> int:
    """Start a program that outlives us, in a session of its own; return its process id.

    It is not our child, so nothing has to wait for it when it ends.

    Args:
        words: the program and its arguments.
        account: run as that account; None for ourselves.
        messages: descriptor for what it prints.
        clean: give it a clean environment in place of ours.
    """
    started = subprocess.run(  # noqa: S603 -- programs of the system, on paths of our own
        ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=messages,
        check=True,
        cwd="/",
        env=_CLEAN if clean else None,
        umask=0o077,
        start_new_session=True,
        user=account and account[0],
        group=account and account[1],
        extra_groups=account and [],
    )
    return int(started.stdout)


def said(words: Words) -> str:
    """Return what a program prints; nothing if it cannot run."""
    try:
        return run(words, None).stdout.strip()
    except OSError:
        return ""


def write(file: Path, text: str, account: Account | None) -> None:
    """Replace a file of the server, acting as its account.

    Whoever reads it finds the old text or the new one: a server may just be starting.

    Raises:
        OSError: refused; carries the reason.
    """
    done = run(["/bin/sh", "-c", 'cat > "$1.new" && mv "$1.new" "$1"', "sh", file], account, text)
    if done.returncode:
        raise OSError(errno.EIO, complaint(done.stderr).rpartition(": ")[2], str(file))


def complaint(messages: str) -> str:
    """Return the reason in what a server program printed: its last error, else its last line.

    A full disk comes first: what follows it says less.
    """
    full = [line for line in messages.split("\n") if FULL in line]
    told = re.compile(r"(?:FATAL|PANIC|ERROR|error):\s+(.+)")
    reasons: list[str] = told.findall("\n".join(full)) or full or told.findall(messages)
    lines = [line for line in messages.split("\n") if line.strip()]
    return (
        (reasons or lines or ["no word of the reason, perhaps a full disk"])[-1].strip().rstrip(".")
    )


def socket_file(folder: Path) -> Path:
    """Return where the socket lies in its folder."""
    return folder / f".s.PGSQL.{PORT}"


def is_made_private(folder: Path, account: Account | None) -> bool:
    """Make a folder for an account alone; return False if others may control what is there."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, *(account or (-1, -1)))
    found = folder.lstat()
    owner = account[0] if account else os.geteuid()
    return stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077 and found.st_uid == owner


def command(pid: int) -> list[str] | None:
    """Return the words a process was started with; None when it has ended (a zombie has)."""
    process = Path("/proc", str(pid))
    if Path("/proc/self/stat").exists():
        try:
            state = process.joinpath("stat").read_bytes().rpartition(b")")[2].split()[0]
            words = process.joinpath("cmdline").read_bytes()
        except OSError:
            return None
        return None if state in b"ZX" else os.fsdecode(words).split("\0")
    shown = said(
        ["/bin/ps", "-ww", "-o", "stat=", "-o", "command=", "-p", str(pid)]
    ).split()  # macOS
    return shown[1:] if shown and not shown[0].startswith("Z") else None


def holders(file: Path) -> tuple[int, ...]:
    """Return the ids of the processes that have a lock file open, watchers and the dying apart."""
    if Path("/proc/self/fd").is_dir():
        pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        # What it is comes first: one that ends in between has nothing open any more.
        pids = [pid for pid in pids if _is_user(pid, file.parent) and _has_open(pid, file)]
        return tuple(pids)
    pids = [int(pid) for pid in said(["/usr/sbin/lsof", "-t", file]).split()]  # macOS
    return tuple(pid for pid in pids if _is_user(pid, file.parent))


def _is_user(pid: int, home: Path) -> bool:
    words = command(pid) or [""]  # a dying process loses its words first, then its files
    return words != [""] and not is_watcher(words, home)


def is_watcher(words: Sequence[str], home: Path) -> bool:
    """Return whether a process started with these words is a watcher of the home.

    It may be another installation's: one home, two of them, is allowed.
    """
    scripts = {Path(word).name for word in words}
    return Path(__file__).name in scripts and str(home) in words


def _has_open(pid: int, file: Path) -> bool:
    try:
        return any(entry.readlink() == file for entry in Path("/proc", str(pid), "fd").iterdir())
    except OSError:  # ended meanwhile, or another's
        return False


def recorded(data: Path, line: int) -> str | None:
    """Return a line of the server's own pid file (0 its id, 7 its state), maybe a leftover."""
    try:
        record = data.joinpath("postmaster.pid").read_bytes()
        return os.fsdecode(record).splitlines()[line].strip()
    except (OSError, IndexError):
        return None


def server_pid(data: Path) -> int | None:
    """Return the process id of the server on a data folder, None when none runs.

    A number left behind may by now belong to another program: only a `postgres` started on this
    very folder counts.
    """
    pid = recorded(data, 0) or ""
    words = command(int(pid)) if pid.isdigit() else None
    if not words or Path(words[0]).name != "postgres":
        return None
    return int(pid) if f" -D {data} " in f"{' '.join(words)} " else None


def answers(data: Path, sockets: Path, role: str, database: str) -> bool:
    """Return whether the server runs and takes connections, by opening one.

    An answer that refuses this one connection (too many of them, say) counts: it runs.
    """
    if recorded(data, 7) != "ready":
        return False
    words = f"user\0{role}\0database\0{database}\0\0".encode()
    reply = b""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        line.connect(str(socket_file(sockets)))
        line.sendall(struct.pack("!ii", len(words) + 8, 3 << 16) + words)
        while not reply.endswith(b"Z\0\0\0\5I") and (more := line.recv(4096)):
            reply += more
        line.sendall(b"X\0\0\0\4")
    return reply != b"" and b"C57P0" not in reply  # 57P01-3: stopping, crashed, starting


def stop(data: Path, sockets: Path) -> None:
    """Stop the server on a data folder, cutting its connections, and clear its socket folder.

    Must be called under the exclusive lock of the users, or that of the starters.
    """
    for order in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        pid = server_pid(data)
        if pid is None:
            break
        with suppress(ProcessLookupError):
            os.kill(pid, order)
        deadline = time.monotonic() + _PATIENCE
        while server_pid(data) == pid and time.monotonic() < deadline:
            time.sleep(0.01)
    with suppress(OSError):
        if server_pid(data) is None:  # one that was killed leaves its socket
            socket_file(sockets).unlink(missing_ok=True)
            socket_file(sockets).with_suffix(f".{PORT}.lock").unlink(missing_ok=True)
        sockets.rmdir()


def stop_if_unused(home: Path, data: Path, sockets: Path) -> bool:
    """Stop the server unless somebody holds the lock of its users; return whether it is down."""
    try:
        with locked(home / USERS, fcntl.LOCK_EX | fcntl.LOCK_NB):
            stop(data, sockets)
    except BlockingIOError:
        return False
    return True


def is_watched(home: Path) -> bool:
    """Return whether a watcher is at its post."""
    try:
        with locked(home / WATCHER, fcntl.LOCK_SH | fcntl.LOCK_NB):
            return False
    except BlockingIOError:
        return True


def watch(home: Path, data: Path, sockets: Path) -> None:
    """Wait until the server of `home` has no user, and stop it unless it is to stay."""
    guard = opened(home / WATCHER)
    try:
        # Who looks whether a watcher lives shares this lock for an instant; a watcher keeps it.
        fcntl.flock(guard, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    fcntl.flock(guard, fcntl.LOCK_EX)
    users = opened(home / USERS)
    fcntl.flock(users, fcntl.LOCK_EX)
    if not home.joinpath(STAY).exists():
        if server_pid(data) is None:
            time.sleep(0.5)  # its starter may have been killed before the pid file was written
        stop(data, sockets)
    # In this order: a newcomer let in by the second must not take us for a live watcher.
    os.close(guard)
    os.close(users)


if __name__ == "__main__":
    watch(*map(Path, sys.argv[1:]))
