"""Homes of private servers that a test made, taken away with all they hold."""

import shutil
import time
from pathlib import Path

from geo.server import PrivateServer

_LEAVING = 60.0
"""Seconds that the last users of a server have to leave it."""


def take_away(home: Path) -> None:
    """Stop the server of a home and remove the home.

    Programs that a test has ended may be on their way out still, and a watcher on its way in: it
    makes its lock file anew.
    """
    deadline = time.monotonic() + _LEAVING
    while not PrivateServer(home).release().stopped and time.monotonic() < deadline:
        time.sleep(0.1)
    while home.exists() and time.monotonic() < deadline:
        shutil.rmtree(home, ignore_errors=True)
        time.sleep(0.1)
    assert not home.exists()
