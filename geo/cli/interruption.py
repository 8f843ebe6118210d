"""The command told to end from outside: Ctrl-C, its window closed, the machine shut down."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIG_IGN, SIGHUP, SIGINT, SIGTERM, getsignal, signal
from types import FrameType

_SIGNALS = (SIGINT, SIGTERM, SIGHUP)


@contextmanager
def orderly_end() -> Iterator[None]:
    """Let the block clear up when it is told to end, and say nothing of what that broke.

    A library that was just being loaded, or the database, may raise anything then. What the
    account wants ignored (`nohup`) stays ignored.

    Raises:
        SystemExit: it was told to; 128 and the number of the signal, as shells count.
    """
    told: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        told.append(number)
        raise KeyboardInterrupt

    before = {one: signal(one, end) for one in _SIGNALS if getsignal(one) != SIG_IGN}
    try:
        yield
    finally:
        for one, way in before.items():
            signal(one, way)
        if told:
            sys.exit(128 + told[0])
