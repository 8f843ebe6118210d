"""The command `geo`, run as a program on the tests' own server."""

import os
import subprocess
import sys
from pathlib import Path

import warm

from geo.settings import Settings

GEO = Path(sys.executable).with_name("geo")


def run_geo(
    settings: Settings, *words: str, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command with these settings, without the caller's own."""
    outside = {name: text for name, text in os.environ.items() if not name.startswith("GEO_")}
    chosen = {"GEO_HOME": str(settings.home), "GEO_DATABASE_URL": settings.database_url or ""}
    return warm.run([str(GEO), *words], outside | chosen, cwd, timeout=120)
