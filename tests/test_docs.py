"""The documents cannot lie: every command and every SQL they show is run on the built record."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import cache
from importlib import import_module
from io import StringIO
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Connection, text

import geo.cli
from geo.build import Built
from geo.server import READER
from geo.settings import Settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "data/README.md")}

NOT_RUN = {
    "dpkg -s ": "installs packages; the tests themselves are run by the second of these lines",
    ".venv/bin/pip install . && .venv/bin/geo build": "installs packages; `geo build` is run",
    "export GEO_DATABASE_URL=": "an address to be filled in",
    "GEO_PASSWORD=choose-one docker compose": "Docker and its images; test_project.py reads them",
    "geo boundaries import ": "a file of the user's own; test_cli_boundaries.py imports one",
    "geo boundaries download ": "the network; test_downloads.py has a server of its own",
    "geo boundaries drop ": "a layer that was imported; test_cli_boundaries.py drops one",
}
"""How the lines begin that are not run, and why."""

LANGUAGES = {"sh", "sql", "mermaid", "python"}
"""What fenced blocks are written in; test_diagram.py and test_notebooks.py answer for the last."""

OTHER_PROGRAMS = ("pip ", "pytest ", "cd ", "docker ", "apt-get ", "brew ")


class Shown(NamedTuple):
    """Something a document shows, and the line where it stands."""

    where: str
    said: str


def blocks(language: str) -> Iterator[Shown]:
    for name, document in DOCUMENTS.items():
        for found in re.finditer(rf"^```{language}\n(.*?)^```$", document, re.M | re.S):
            yield Shown(place(name, found.start() + 1), found[1])


def lines() -> Iterator[Shown]:
    for where, block in blocks("sh"):
        for line in block.replace("\\\n", " ").splitlines():
            if line and not line.startswith("#"):
                yield Shown(where, line)


def statements() -> Iterator[Shown]:
    for where, block in blocks("sql"):
        for statement in re.split(r";\s*$", block, flags=re.M):
            if statement.strip():
                yield Shown(where, statement.strip())


def spans() -> Iterator[Shown]:
    """Yield what stands in code in running text or in a table."""
    for name, document in DOCUMENTS.items():
        prose = re.sub(
            r"^```.*?^```$", lambda fence: "\n" * fence[0].count("\n"), document, flags=re.M | re.S
        )
        for found in re.finditer(r"`([^`\n]+)`", prose):
            line = prose[: found.start()].count("\n") + 1
            yield Shown(f"{name}:{line}", found[1].replace("\\|", "|"))


def rows() -> Iterator[Shown]:
    """Yield the commands that tables explain; after `geo db start`, `stop` is `geo db stop`."""
    for name, document in DOCUMENTS.items():
        for found in re.finditer(r"^\| (`geo .*?) \| ", document, re.M):
            group: list[str] = []
            for span in re.findall(r"`([^`]+)`", found[1]):
                words = span.replace("\\|", "|").split()
                shown = words if words[0] == "geo" else [*group, *words]
                group = shown[:-1]
                yield Shown(place(name, found.start()), " ".join(shown))


def place(name: str, offset: int) -> str:
    return f"{name}:{DOCUMENTS[name][:offset].count(chr(10)) + 1}"


def called(words: list[str]) -> int | str | None:
    """Run the program in this process; return its exit code."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            geo.cli.main()
    return ended.value.code or 0


@cache
def options(*words: str) -> dict[str, set[str]]:
    """Return the options that `--help` tells of a command, and the words it takes for each.

    An option is among its own words, so that one is never without.
    """
    with redirect_stdout(StringIO()) as told:
        assert called(["geo", *words, "--help"]) == 0, f"no command geo {' '.join(words)}"
    said = re.findall(r"^  (--[a-z-]+) ?(\S*)", told.getvalue(), re.M)
    own = {option: {option, *values.strip("[]<>").split("|")} for option, values in said}
    return own if not words else options() | own


def choices(said: str) -> Iterator[tuple[str, set[str]]]:
    """Yield the options that are shown, each with itself and the words to choose from.

    Of several values the small ones are typed as they stand; the others stand for something.
    """
    for option, value in re.findall(r"(?<!\w)(--[a-z][a-z-]*)(?: ([^\s\]]+))?", said):
        several = value.split("|") if "|" in value else []
        yield option, {option, *(word for word in several if re.fullmatch(r"[a-z0-9]+", word))}


def plain(synopsis: str) -> list[str]:
    """Return the words of a command as it runs without what stands in brackets."""
    return shlex.split(re.sub(r"\[[^\]]*\]|…$", "", synopsis))


def identify(shown: Shown) -> str:
    return f"{shown.where} {shown.said[:40]}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all commands are run, in the order of the documents."""
    return tmp_path_factory.mktemp("docs")


@pytest.fixture
def environment(
    built: Built, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests' own home, and nothing of the caller's settings."""
    for name in [name for name in os.environ if name.startswith("GEO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GEO_HOME", str(settings.home))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(folder)


def run(words: list[str], line: str) -> int | str | None:
    """Run a command of the program in this process, where it can be; all else in a shell."""
    if words[0] != "geo" or words[-1] == "psql" or re.search(r"[|&;<>$]|--lang", line):
        return subprocess.run(["bash", "-ec", line], stdin=subprocess.DEVNULL).returncode
    return called(words)


@pytest.mark.parametrize(
    "shown",
    [one for one in lines() if not one.said.startswith(tuple(NOT_RUN))],
    ids=identify,
)
@pytest.mark.usefixtures("environment")
def test_a_line_of_a_block_runs(shown: Shown) -> None:
    assert run(shlex.split(shown.said), shown.said) == 0


@pytest.mark.parametrize("shown", list(rows()), ids=identify)
@pytest.mark.usefixtures("environment")
def test_a_command_of_a_table_runs(shown: Shown) -> None:
    words = plain(shown.said)
    assert run(words, shlex.join(words)) == 0


@pytest.mark.parametrize("shown", list(statements()), ids=identify)
def test_a_reader_runs_a_statement_and_finds_something(
    shown: Shown, connection: Connection
) -> None:
    connection.execute(text(f"SET LOCAL ROLE {READER}"))
    assert connection.execute(text(shown.said)).first() is not None


@pytest.mark.parametrize(
    "shown",
    [*(one for one in spans() if one.said.startswith("geo ")), *lines()],
    ids=identify,
)
def test_a_command_has_the_options_that_are_shown(shown: Shown) -> None:
    for line in re.findall(r"(?<![\w/.])geo (?:[^&;\s]+ ?)+", shown.said):
        words = list(takewhile(re.compile("[a-z]+").fullmatch, line.split()[1:]))
        for option, values in choices(line):
            assert values <= options(*words).get(option, set()), f"{option} {values}"


def test_an_option_told_in_passing_is_one_of_the_program() -> None:
    shown = [*rows(), *(one for one in lines() if one.said.startswith("geo "))]
    commands = {tuple(filter(str.isalpha, one.said.split()[1:3])) for one in shown}
    for where, said in spans():
        if not said.startswith(OTHER_PROGRAMS):
            for option, values in choices(said):
                taken = (options(*words).get(option, set()) for words in commands)
                assert any(values <= known for known in taken), f"{where}: {option} {values}"


def test_what_is_not_run_is_still_there() -> None:
    said = [shown.said for shown in lines()]
    for beginning in NOT_RUN:
        assert any(line.startswith(beginning) for line in said), beginning


def test_every_block_is_in_a_language_that_is_checked() -> None:
    for document in DOCUMENTS.values():
        assert set(re.findall(r"^```(\w*)\n(?:.*?)^```$", document, re.M | re.S)) <= LANGUAGES


MADE = ("out/", ".venv/")
"""Folders that the first command makes."""


def test_every_file_that_is_named_exists() -> None:
    ours = tuple(f"{one.name}/" for one in ROOT.iterdir() if one.is_dir())
    for name, document in DOCUMENTS.items():
        for link in re.findall(r"\]\(([^)#:]+)\)", document):
            assert (ROOT / name).parent.joinpath(link).exists(), f"{name}: {link}"
    for where, said in spans():
        if said.startswith(ours) and not said.startswith(MADE):
            assert ROOT.joinpath(said).exists() or list(ROOT.glob(said)), f"{where}: {said}"


def test_every_name_of_the_program_exists() -> None:
    for where, said in spans():
        if found := re.fullmatch(r"(geo(?:\.\w+)*)\.(\w+)(?:\(.*\))?", said):
            assert hasattr(import_module(found[1]), found[2]), f"{where}: {said}"


def test_every_table_and_function_that_is_named_exists(connection: Connection) -> None:
    named = text(
        "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(:schema)"
        " UNION SELECT proname FROM pg_proc WHERE pronamespace = to_regnamespace(:schema)"
    )
    for schema in ("atlas", "planning"):
        known = set(connection.scalars(named, {"schema": schema}))
        for where, said in spans():
            if found := re.match(rf"{schema}\.(\w+)", said):
                assert found[1] in known, f"{where}: {said}"
