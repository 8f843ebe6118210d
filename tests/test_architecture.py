"""The room plan, kept: imports go down, there is no cycle and no empty room."""

import ast
import graphlib
from functools import cache
from pathlib import Path

import pytest

GEO = Path(__file__).parents[1] / "geo"

# Each floor may use the floors below it; on floor 0 anything may use errors and vocabulary, and
# along any floor a room may use its neighbour as long as no cycle comes of it.
FLOORS = [
    {
        "errors",
        "vocabulary",
        "codes",
        "settings",
        "dates",
        "text",
        "files",
        "legacy",
        "limits",
        "apart",
        "notes",
    },
    {
        "model",
        "watcher",
        "programs",
        "data_folders",
        "server",
        "majors",
        "database",
        "schema",
        "roles",
        "snapshots",
        "checks",
        "backups",
        "questions",
        "units",
        "archives",
        "vectors",
        "downloads",
    },
    {
        "statement",
        "console",
        "gazetteer",
        "addresses",
        "locator",
        "bulk",
        "matching",
        "books",
        "geocode",
        "nominatim",
        "vintages",
    },
    {"ingest", "lists", "extract", "contributions"},
    {"frames", "maps", "timeline", "changes", "export", "parameters", "queries"},
    {"captions", "sheets", "documents", "mail", "qgis", "layers", "forms", "reports"},
    {"build", "printing", "answers"},
    {"cli", "notebook", "passages"},
]
OUTSIDE = {"migrations"}
"""Alembic runs these; nothing imports them."""


def modules() -> dict[str, Path]:
    return {
        ".".join(("geo", *file.relative_to(GEO).with_suffix("").parts)): file
        for file in GEO.rglob("*.py")
        if file.relative_to(GEO).parts[0] not in OUTSIDE and file != GEO / "__init__.py"
    }


def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
            if node.module != "geo":
                found.add(node.module)
    return found


def floor(module: str) -> int:
    room = module.split(".")[1]
    (found,) = [n for n, rooms in enumerate(FLOORS) if room in rooms]
    return found


@cache
def depends() -> dict[str, set[str]]:
    known = modules()
    return {
        name: {used for used in imports(file) if used in known and used != name}
        for name, file in known.items()
    }


@pytest.mark.parametrize("name", sorted(modules()))
def test_imports_go_down(name: str) -> None:
    upward = {used for used in depends()[name] if floor(used) > floor(name)}
    assert not upward


def test_there_is_no_cycle() -> None:
    graph = {name: used - {f"{name}.__init__"} for name, used in depends().items()}
    graphlib.TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("name", sorted(modules()))
def test_nothing_imports_the_root(name: str) -> None:
    assert "geo" not in imports(modules()[name])


@pytest.mark.parametrize("name", sorted(modules()))
def test_no_room_is_empty_or_undescribed(name: str) -> None:
    tree = ast.parse(modules()[name].read_text("utf-8"))
    assert ast.get_docstring(tree)
    if not name.endswith("__init__"):
        assert len(tree.body) > 1


def test_every_room_of_the_plan_is_built() -> None:
    planned = set().union(*FLOORS)
    assert {name.split(".")[1] for name in modules()} == planned
