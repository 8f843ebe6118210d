"""What the project says of itself holds: README's commands, CI, dependencies, the compose file."""

import ast
import csv
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def command(name: str) -> str:
    found = re.search(rf"<!-- {name} command -->\n```sh\n(.+)\n```", README)
    assert found
    return found[1]


def test_ci_runs_the_test_command_word_for_word() -> None:
    printed = subprocess.run(
        ["bash", "-c", 'eval() { :; }; . "$0"', ROOT / ".ci" / "run"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed == command("test") + "\n"


def test_the_commands_are_one_line_each_and_install_everything_themselves() -> None:
    pinned = "--constraint .ci/constraints.txt '.[test]'"
    for name, extra in (("first", "."), ("test", pinned)):
        line = command(name)
        for needed in ("postgresql-postgis", "python3-venv", f"pip install {extra} "):
            assert needed in line
    # Playwright brings a Node of its own, which needs libatomic: a bare machine lacks it.
    assert "chromium libatomic1" in command("test")


def test_what_is_imported_is_declared_and_what_is_declared_is_used() -> None:
    names = packages_distributions()
    imported = set()
    for file in (ROOT / "geo").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.split(".")[0])
    needed = {
        names[name][0].lower().replace("_", "-")
        for name in imported - set(sys.stdlib_module_names) - {"geo"}
    }
    declared = {re.split(r"[\[>=]", one)[0].lower() for one in PROJECT["dependencies"]}
    # These two are read as data: their files, not their code.
    assert declared - {"vietnamadminunits", "xstatic-leaflet"} == needed


def test_what_the_tests_install_is_pinned_in_one_version_that_is_asked_for() -> None:
    lines = (ROOT / ".ci" / "constraints.txt").read_text("utf-8").splitlines()
    pins = [Requirement(line) for line in lines]
    versions = {canonicalize_name(pin.name): str(pin.specifier) for pin in pins}
    assert len(versions) == len(pins)
    assert all(re.fullmatch(r"==[\d.]+(?:post\d+)?", version) for version in versions.values())
    extras = [one for extra in PROJECT["optional-dependencies"].values() for one in extra]
    for needed in map(Requirement, PROJECT["dependencies"] + extras):
        assert versions[canonicalize_name(needed.name)].removeprefix("==") in needed.specifier
    for name in versions:
        for needed in map(Requirement, requires(name) or [] if is_here(name) else []):
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                assert canonicalize_name(needed.name) in versions, f"{name} needs {needed}"


def is_here(name: str) -> bool:
    """Tell whether a package is installed: those of notebooks are not needed for tests."""
    try:
        return bool(version(name))
    except PackageNotFoundError:
        return False


def test_every_dependency_has_its_reason_in_the_readme() -> None:
    table = README.partition("## Dependencies")[2].partition("## ")[0].lower()
    extras = [one for extra in PROJECT["optional-dependencies"].values() for one in extra]
    for one in PROJECT["dependencies"] + extras:
        name = re.split(r"[\[>=]", one)[0].lower()
        assert name in table or name.startswith("types-") or name.endswith("-stubs")


def test_the_compose_file_is_shut_to_the_outside_and_asks_for_a_password() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    assert set(compose["services"]) == {"postgis", "jupyter"}
    for service in compose["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    postgis = compose["services"]["postgis"]
    assert postgis["environment"]["POSTGRES_PASSWORD"].startswith("${GEO_PASSWORD:?")
    assert "pg_isready" in postgis["healthcheck"]["test"][1]
    (volume,) = postgis["volumes"]
    assert volume.split(":")[0] in compose["volumes"]
    needs = compose["services"]["jupyter"]["depends_on"]
    assert needs == {"postgis": {"condition": "service_healthy"}}


def test_the_data_dictionary_counts_right() -> None:
    dictionary = (ROOT / "data" / "README.md").read_text("utf-8")
    counted = dict(re.findall(r"^\| `(\w+\.csv)` \| ([\d,]+) \|", dictionary, re.MULTILINE))
    tables = {file.name: list(rows(file)) for file in (ROOT / "data").glob("*.csv")}
    assert {name: int(n.replace(",", "")) for name, n in counted.items()} == {
        name: len(table) for name, table in tables.items()
    }
    clusters, events = tables["clusters.csv"], tables["events.csv"]
    for promised in (
        f"CCN {sum(row['zone_type'] == 'CCN' for row in clusters)}",
        f"KCN {sum(row['zone_type'] == 'KCN' for row in clusters)}",
        f"{sum(not row['district'] for row in clusters)} clusters and zones have no district",
        f"{sum(not row['commune'] for row in clusters)} no commune",
        f"{sum(not row['period'] for row in events)} events carry none",
        f"sources {sum(not row['published_on'] for row in tables['sources.csv'])} carry none",
        f"{sum(not row['area_ha'] for row in events)} events state none",
    ):
        assert promised in dictionary


def test_every_column_of_the_data_is_described() -> None:
    dictionary = (ROOT / "data" / "README.md").read_text("utf-8")
    # What a source is, and what every table shares, needs no column by column description.
    plain = {"title", "publisher", "published_on", "url", "reason", "alias", "label_vi", "label_en"}
    for file in (ROOT / "data").glob("*.csv"):
        for column in file.read_text("utf-8").splitlines()[0].split(","):
            shared = column in plain or column.endswith(("_id", "_id_a", "_id_b"))
            assert shared or f"`{column}`" in dictionary or f"**{column}**" in dictionary, column


def test_no_cell_holds_a_sentence_of_its_source() -> None:
    for file in (ROOT / "data").glob("*.csv"):
        for row in rows(file):
            assert len(row.get("place", "").split()) <= 8, row


def rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)
