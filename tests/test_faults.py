"""The main job under a server, or a program, that is killed in the middle of the load."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.build import Built
from geo.server import PrivateServer

GEO = Path(sys.executable).with_name("geo")
WRITING = "✓ Approximate boundaries"
"""The step after which rows are written and nothing is committed yet."""


@pytest.fixture
def fresh() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="ccn-atlas-test-"))
    folder.chmod(0o711)
    yield folder
    PrivateServer(folder).release()
    shutil.rmtree(folder)


def environment(home: Path) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GEO_")}
    return kept | {"GEO_HOME": str(home), "GEO_LANG": "en"}


@pytest.mark.parametrize("victim", ["server", "program"])
def test_a_load_cut_short_leaves_nothing_and_the_next_one_everything(
    built: Built, fresh: Path, victim: str
) -> None:
    maps = fresh / "maps"
    command = [GEO, "build", "--out", maps, "--format", "json"]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(fresh),
    ) as build:
        assert build.stderr is not None
        for line in build.stderr:
            if line.startswith(WRITING):
                break
        server = PrivateServer(fresh).status().data_folder / "postmaster.pid"
        victims = {"server": int(server.read_text().splitlines()[0]), "program": build.pid}
        os.kill(victims[victim], signal.SIGKILL)
        rest = build.stderr.read()
    if victim == "server":
        assert build.returncode == 4
        assert "nothing was written" in rest or "lost the connection" in rest
        assert "Traceback" not in rest
    assert not list(maps.iterdir())
    again = subprocess.run(
        command, capture_output=True, text=True, env=environment(fresh), check=False
    )
    assert again.returncode == 0, again.stderr
    assert {row["item"]: row["rows"] for row in json.loads(again.stdout)} == built.contents
