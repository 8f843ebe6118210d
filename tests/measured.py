"""What is measured, collected into one table: `tests/benchmarks/RESULTS.md`.

It is written anew at the end of a run, by whatever was measured in it; a bar that was missed and a
benchmark that broke stand in it too.
"""

import importlib.metadata
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from crowd import crowded
from sqlalchemy import Connection

from geo.database import open_database
from geo.programs import find_programs
from geo.settings import Settings

FOLDER = Path(__file__).with_name("benchmarks")
FILE = Path(os.environ.get("BENCHMARK_TABLE", FOLDER / "RESULTS.md"))
HEADS = ("what", "ours", "rival", "ratio", "bar", "met")
CROWD = int(os.environ.get("BENCHMARK_CLUSTERS", "100000"))
"""Clusters in the crowd that views and questions are asked of; ten events each."""


@dataclass
class Table:
    """Rows of the table, and the load of the machine when the run began."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    load: float = field(default_factory=lambda: os.getloadavg()[0])
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    def row(
        self, what: str, ours: str, rival: str, ratio: float | None, bar: str, met: bool
    ) -> bool:
        """Add a row; return whether its bar was met."""
        worded = "" if ratio is None else f"{ratio:,.0f}" if ratio >= 20 else f"{ratio:.2f}"
        said = "yes" if met else "**no**"
        self.rows.append(tuple(cell.replace("|", "\\|") for cell in (what, ours, rival)))
        self.rows[-1] += (worded, bar, said)
        return met

    def written(self) -> str:
        """Return the table in Markdown, under what it was measured on."""
        head = [
            "# Measured",
            "",
            f"{self.began:%Y-%m-%d}; {machine()}; load average {self.load:.1f} at the start,"
            f" {os.getloadavg()[0]:.1f} at the end.",
            "",
        ]
        lines = ["| " + " | ".join(row) + " |" for row in (HEADS, ["---"] * len(HEADS), *self.rows)]
        return "\n".join([*head, *lines, ""])


TABLE = pytest.StashKey[Table]()
COUNT = pytest.StashKey[int]()


def machine() -> str:
    """Return cores, memory, system and the versions that matter."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    libraries = ("geopandas", "folium", "vietnamadminunits", "geopy")
    versions = [f"{name} {importlib.metadata.version(name)}" for name in libraries]
    python = f"Python {platform.python_version()}"
    server = f"PostgreSQL {find_programs().version}"
    size = (f"{os.cpu_count()} cores", f"{memory:.0f} GB")
    return ", ".join([*size, system, python, server, *versions])


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TABLE] = Table()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: Any = yield
    table = item.config.stash[TABLE]
    here = FOLDER in item.path.parents
    if report.when == "setup":
        item.stash[COUNT] = len(table.rows)
    if here and not report.skipped and (report.failed or report.when == "call"):
        names = item.name.removeprefix("test_").replace("_", " ")
        if len(table.rows) == item.stash[COUNT]:
            benchmark: Any = getattr(item, "funcargs", {}).get("benchmark")
            stats = getattr(benchmark, "stats", None)
            took = f"{stats.stats.min:.3f} s" if stats and stats.stats.data else ""
            extra = "; ".join(f"{k}: {v}" for k, v in getattr(benchmark, "extra_info", {}).items())
            table.row(names, took, extra, None, "" if report.passed else "broke", report.passed)
        elif report.failed and not any("**no**" in row for row in table.rows[item.stash[COUNT] :]):
            table.row(names, "", "", None, "broke", met=False)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    table = session.config.stash[TABLE]
    if table.rows:
        FILE.write_text(table.written(), "utf-8")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    table = config.stash[TABLE]
    if table.rows:
        terminalreporter.section("measured")
        terminalreporter.write_line(table.written())


@pytest.fixture
def table(request: pytest.FixtureRequest) -> Table:
    """The table; a bar that was missed stands in it, and fails no test."""
    return request.config.stash[TABLE]


@pytest.fixture(scope="session")
def crowds(settings: Settings) -> Iterator[Callable[[int], Connection]]:
    """A record and so many made-up clusters with ten events each; made once, dropped at the end."""
    made: dict[int, Connection] = {}
    with ExitStack() as stack:
        server = stack.enter_context(open_database(settings))

        def crowd(clusters: int) -> Connection:
            if clusters not in made:
                name = f"ccn_atlas_crowd_{clusters}"
                engine = stack.enter_context(crowded(server, name, clusters, 10 * clusters))
                made[clusters] = stack.enter_context(engine.connect())
            return made[clusters]

        yield crowd


@pytest.fixture(scope="session")
def crowd(crowds: Callable[[int], Connection]) -> Connection:
    """The crowd that most is asked of."""
    return crowds(CROWD)
