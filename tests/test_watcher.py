"""Who uses the private server, and who only waits for its last user to leave."""

import subprocess
from pathlib import Path

from geo import watcher


def test_a_watcher_that_is_just_ending_is_no_user(tmp_path: Path) -> None:
    lock = tmp_path / watcher.USERS
    # Each turn of the loop is a process that has a watcher's words and opens the lock.
    words = ["sh", "-c", 'while :; do (exec 3>"$0"); done', lock, "watcher.py", tmp_path]
    endless = subprocess.Popen(words)
    try:
        assert [watcher.holders(lock) for _ in range(600)] == [()] * 600
    finally:
        endless.kill()
        endless.wait()
