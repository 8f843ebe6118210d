"""A process that holds the program's libraries and runs each command in a copy of itself.

Loading them takes most of the time of a short command. Each command is a process of its own all the
same: its words, environment, folder and streams are those it is given, and it ends as the program
does. Tests of its start, of signals and of terminals run the program itself.
"""

import atexit
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from subprocess import DEVNULL

import geo

LIBRARIES = ("openpyxl", "pyarrow.parquet", "pyogrio", "sqlalchemy.dialects.postgresql.psycopg")
"""What the program loads where it needs it, beside what its modules name at their head."""
LEFT_OUT = {"cli", "data", "migrations"}
"""Commands are declared in the language of each run; migrations are run, never imported."""


@cache
def _channel() -> socket.socket:
    """Start the process; it ends with the one that started it."""
    here, there = socket.socketpair()
    with there:
        started = subprocess.Popen([sys.executable, __file__], stdin=there, stdout=DEVNULL)
    atexit.register(started.wait)
    atexit.register(here.close)  # which comes first
    return here


def run(
    words: Sequence[str], environment: Mapping[str, str], cwd: Path | None, timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run the command (`words` begins with its path) on an empty input.

    Raises:
        subprocess.TimeoutExpired: it took more than `timeout` seconds, and was ended.
    """
    asked = {"words": list(words), "environment": dict(environment), "cwd": str(cwd or Path.cwd())}
    here, there = socket.socketpair()
    with here, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with there:
            handles = [there.fileno(), out.fileno(), err.fileno()]
            socket.send_fds(_channel(), [json.dumps(asked).encode()], handles)
        here.settimeout(timeout)
        with here.makefile() as told:
            process = int(told.readline())
            try:
                code = int(told.readline())
            except TimeoutError as fault:
                os.kill(process, signal.SIGKILL)
                raise subprocess.TimeoutExpired(list(words), timeout) from fault
        said = []
        for stream in (out, err):
            stream.seek(0)
            said.append(stream.read().decode())
    return subprocess.CompletedProcess(list(words), code, *said)


def load() -> None:
    """Import the libraries and all of the program below its commands."""
    rooms = Path(geo.__file__).parent
    for file in rooms.rglob("*.py"):
        path = file.relative_to(rooms.parent).with_suffix("")
        if not LEFT_OUT & set(path.parts):
            importlib.import_module(".".join(path.parts).removesuffix(".__init__"))
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()  # what is loaded stays: copies need not look at it


def serve() -> None:
    """Answer calls until nobody is left who calls; return in the copy that runs a command."""
    channel = socket.socket(fileno=os.dup(0))
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # copies that have answered leave nothing
    while True:
        asked, handles, _, _ = socket.recv_fds(channel, 2**20, 3)
        if not asked:
            os._exit(0)
        if os.fork() == 0:
            channel.close()
            return become(json.loads(asked), *handles)
        for handle in handles:
            os.close(handle)


def become(asked: dict[str, str], caller: int, out: int, err: int) -> None:
    """Split once more: one tells the caller how the other, which returns, has ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    process = os.fork()
    if process:
        os.write(caller, f"{process}\n".encode())
        _, status = os.waitpid(process, 0)
        os.write(caller, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os._exit(0)
    os.close(caller)
    for handle, stream in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
        os.dup2(handle, stream)
        os.close(handle)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["cwd"])
    sys.argv = list(asked["words"])


if __name__ == "__main__":
    serve()
    from geo.cli import main

    sys.exit(main())
