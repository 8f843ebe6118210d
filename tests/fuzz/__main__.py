"""The command: each reader in a process of its own, with bounds; what it died of is kept."""

import argparse
import sys
from pathlib import Path
from subprocess import TimeoutExpired, run
from tempfile import TemporaryDirectory

from fuzz.readers import READERS

_GRACE_S = 200
"""Seconds beyond those asked for in which a process begins and ends."""


def main() -> int:
    """Run the readers; return how many failed."""
    asked = argparse.ArgumentParser("fuzz", description="Give the readers hostile files.")
    asked.add_argument("readers", nargs="*", metavar="READER", help=", ".join(READERS))
    asked.add_argument("--seconds", type=int, default=60, help="for each reader")
    asked.add_argument("--random", type=int, default=0, help="another number, other files")
    asked.add_argument("--found", type=Path, default=Path.cwd(), help="folder for what failed")
    given = asked.parse_args()
    failed = 0
    for name in given.readers or READERS:
        with TemporaryDirectory(prefix="geo-") as folder:
            command = (sys.executable, "-m", "fuzz.trial", name, folder, given.seconds)
            code: int | str
            try:
                code = run(
                    [*map(str, command), str(given.random)],
                    cwd=Path(__file__).parents[1],
                    timeout=given.seconds + _GRACE_S,
                    check=False,
                ).returncode
            except TimeoutExpired:
                code = "hung"
            if code:
                failed += 1
                kept = given.found / f"fuzz-{name}-{given.random}"
                kept.write_bytes(Path(folder, "a").read_bytes())
                print(f"{name}: FAILED ({code}), the file is {kept}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
