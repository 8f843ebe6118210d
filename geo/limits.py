"""Bounds on what reading a file from elsewhere may cost this process, or one that is run for it."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

_STATM = Path("/proc/self/statm")
"""Where Linux tells how many pages of memory this process has; other systems set no bound."""


@contextmanager
def spare_memory(most: int) -> Iterator[None]:
    """Let the block take so many bytes of memory more; what goes beyond is a `MemoryError`.

    Only Linux keeps to it. Other threads of the process are bound as well while the block runs.
    """
    if not _STATM.exists():
        yield
        return
    taken = int(_STATM.read_text("ascii").split()[0]) * resource.getpagesize()
    bounds = resource.getrlimit(resource.RLIMIT_AS)
    soft, hard = bounds
    least = min(n for n in (taken + most, soft, hard) if n != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, (least, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, bounds)


@contextmanager
def spare_time(seconds: float, end: Callable[[], None]) -> Iterator[None]:
    """Call `end`, which is to end this process, in a thread if the block takes longer.

    What libraries in C are at cannot be interrupted in another way.
    """
    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
