"""Files from elsewhere, read in a process of its own with bounds on its memory and time.

A file of a kilobyte can ask for more of both than any machine has, or end the process that reads
it: shapes within shapes deeper than any stack, pages that unpack to gigabytes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from resource import (
    RLIM_INFINITY,
    RLIMIT_CORE,
    RLIMIT_CPU,
    RLIMIT_FSIZE,
    getrlimit,
    setrlimit,
)
from signal import SIG_DFL, SIG_IGN, SIGINT, SIGXFSZ, signal
from typing import IO, Any, NamedTuple

from geo.errors import GeoError, InputError, OutputError, Text
from geo.limits import spare_memory

MOST_MEMORY = 2 << 30
"""Bytes of memory that reading a file may take."""

_ONE_THREAD = {
    "MALLOC_ARENA_MAX": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "OPENBLAS_NUM_THREADS": "1",
}
"""Environment in which a process does not set memory aside that it never uses."""

_COMMAND = (sys.executable, "-P", "-m", "geo.apart")

_REFUSALS: dict[str, type[GeoError]] = {kind.__name__: kind for kind in (InputError, OutputError)}


class Bounds(NamedTuple):
    """What reading a file may take: bytes of memory, processor time, bytes of what it writes."""

    memory: int
    seconds: int
    written: int = 0


def ask(
    read: Callable[..., object],
    *words: str,
    too_much: Text,
    bounds: Bounds,
    document: bytes = b"",
    onto: IO[bytes] | None = None,
) -> Any:
    """Return what a function returns, called in a process of its own.

    Args:
        read: stands in a module, and returns what JSON can hold.
        words: what it is called with.
        too_much: the sentence for a file that the bounds do not suffice for.
        bounds: of its process; those of memory hold on Linux only.
        document: what it finds on standard input.
        onto: an open file that it may write to; its number stands before the words.

    Raises:
        InputError: the function raises it, or the bounds do not suffice.
        OutputError: the function raises it.
        subprocess.CalledProcessError: the function raises anything else, which is noted there.
    """
    numbers = () if onto is None else (onto.fileno(),)
    function = (read.__module__, read.__name__)
    ended = subprocess.run(  # noqa: S603 -- this program itself
        (*_COMMAND, *map(str, bounds), *function, *map(str, numbers), *words),
        input=document,
        pass_fds=numbers,
        capture_output=True,
        env=os.environ | _ONE_THREAD,
        check=False,
    )
    if ended.returncode < 0:
        raise InputError(too_much)
    try:
        ended.check_returncode()
    except subprocess.CalledProcessError as fault:
        fault.add_note(ended.stderr.decode(errors="replace"))
        raise
    said = json.loads(ended.stdout)
    if "refusal" in said:
        raise _REFUSALS[said["refusal"]](Text(*said["text"]))
    return said["answer"]


def main(memory: str, seconds: str, written: str, module: str, name: str, *words: str) -> None:
    """Say on standard output what a function of a module returns, or why it refuses.

    Bounds that do not suffice end the process by a signal; `ask` takes any for that.
    """
    signal(SIGINT, SIG_IGN)  # it is for the process that asked, which then ends this one
    signal(SIGXFSZ, SIG_DFL)
    read = getattr(import_module(module), name)
    bounds = ((RLIMIT_CORE, 0), (RLIMIT_CPU, int(seconds)), (RLIMIT_FSIZE, int(written)))
    for which, most in bounds:
        _, hard = getrlimit(which)
        held = most if hard == RLIM_INFINITY else min(most, hard)
        setrlimit(which, (held, held))
    said: dict[str, object]
    try:
        with spare_memory(int(memory)):
            said = {"answer": read(*words)}
    except (InputError, OutputError) as fault:
        (kind,) = (name for name, kind in _REFUSALS.items() if isinstance(fault, kind))
        said = {"refusal": kind, "text": fault.text}
    except MemoryError:
        os.abort()
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
