"""The command `geo`, run as a program on the tests' own server."""

import os
import subprocess
import sys
from pathlib import Path

from geo.settings import Settings

GEO = Path(sys.executable).with_name("geo")


def run_geo(
    settings: Settings, *words: str, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in the tests' home, without the caller's own settings."""
    outside = {name: text for name, text in os.environ.items() if not name.startswith("GEO_")}
    return subprocess.run(
        [GEO, *words],
        env=outside | {"GEO_HOME": str(settings.home)},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
