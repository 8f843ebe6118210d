"""What the command line says of itself: help, mistakes of usage, versions, the Tab key."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import typer
import warm
from program import GEO

from geo.cli import app
from geo.cli.usage import EXAMPLES

ENGLISH = re.compile(
    r"\b(?:Usage|Options|Arguments|Commands|Error|Try|Show|Missing|Invalid|No such|default|required"
    r"|OPTIONS|COMMAND|ARGS|Install|list\[\w+\]|NAME|FILE|FOLDER|KEY|WORDS?|TITLE|VALUE|CODE"
    r"|COLUMN|FIELD|SECONDS|ROWS|address)\b"
)

CUT = re.compile(r"(?m)^  .*\.\.\.$")
"""A first sentence too long for the list of commands."""


def paths(command: object, *above: str) -> list[tuple[str, ...]]:
    found = [above]
    for name, below in getattr(command, "commands", {}).items():
        found += paths(below, *above, name)
    return found


COMMANDS = paths(typer.main.get_command(app))


def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("GEO_")}
    chosen = {"GEO_HOME": "/nowhere", "COLUMNS": "80"} | more
    return warm.run([str(GEO), *words], outside | chosen, None, timeout=60)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_is_in_vietnamese(words: tuple[str, ...]) -> None:
    told = run(*words, "--help")
    assert told.returncode == 0
    assert told.stdout.startswith(" ".join(["Cách dùng: geo", *words]))
    assert not ENGLISH.findall(told.stdout)
    assert not CUT.search(told.stdout)


def test_help_is_in_vietnamese_where_the_shell_is_not_known() -> None:
    told = run("--help", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert not ENGLISH.findall(told.stdout)


@pytest.mark.parametrize("words", [(), ("db",), ("boundaries",)], ids=" ".join)
def test_help_in_english_cuts_no_sentence(words: tuple[str, ...]) -> None:
    told = run(*words, "--help", "--lang", "en").stdout
    assert not CUT.search(told)


def test_examples_are_of_commands_and_are_understood() -> None:
    """All but their files: a command of an example gets as far as reading its options."""
    assert {tuple(name.split()) for name in EXAMPLES} <= set(COMMANDS)
    for name, lines in EXAMPLES.items():
        command = typer.main.get_command(app)
        for word in name.split():
            command = command.commands[word]  # type: ignore[attr-defined]
        for line in lines:
            command.make_context(name, shlex.split(line))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("importt", "a.csv"), "không có lệnh “importt”; gần nhất: import"),
        (("db", "nope"), "không có lệnh “nope”"),
        (("import",), "thiếu đối số TỆP"),
        (("report", "--period", "2026"), "thiếu tùy chọn --province"),
        (("import", "a.csv", "--forma", "json"), "không có tùy chọn --forma; gần nhất: --format"),
        (("import", "a.csv", "-x"), "không có tùy chọn -x"),
        (("query", "near", "--province", "Huế"), "ghi là --param province=GIÁ-TRỊ. Xem"),
        (("import", "a.csv", "b.csv"), "thừa “b.csv”"),
        (("import", "a.csv", "--format", "xml"), "--format “xml”: phải là một trong table, json"),
        (("sql", "SELECT 1", "--limit", "ba"), "--limit: phải là số nguyên"),
        (("sql", "SELECT 1", "--timeout", "ba"), "--timeout: phải là số"),
        (("sql", "SELECT 1", "--limit"), "sau --limit phải có giá trị"),
        (("import", "a.csv", "--commit=3"), "--commit không nhận giá trị"),
    ],
)
def test_a_line_that_is_not_understood_is_one_sentence(words: tuple[str, ...], said: str) -> None:
    told = run(*words)
    assert (told.returncode, told.stdout) == (2, "")
    assert said in told.stderr
    assert "--help" in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert not ENGLISH.findall(told.stderr)


def test_in_english_too() -> None:
    assert run("report", "--lang", "en").stderr == (
        "geo report: Missing option '--period'. See how it is used: geo report --help\n"
    )


@pytest.mark.parametrize("words", [(), ("db",)], ids=" ".join)
def test_without_a_command_the_help_is_shown(words: tuple[str, ...]) -> None:
    told = run(*words)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("Cách dùng: geo")


def test_the_version_needs_no_database(tmp_path: Path) -> None:
    told = run("--version", GEO_HOME=str(tmp_path))
    assert re.fullmatch(r"ccn-atlas \S+; lược đồ \d{4}; PostgreSQL \S+ \(đang tắt\)\n", told.stdout)
    assert not any(tmp_path.iterdir())
    elsewhere = run("--version", "--lang", "en", GEO_DATABASE_URL="postgresql://h/d").stdout
    assert re.fullmatch(r"ccn-atlas \S+; schema \d{4}\n", elsewhere)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("geo sch", {"schedule"}),
        ("geo schedule --province bac", {"bac-giang", "bac-kan", "bac-lieu", "bac-ninh"}),
        ("geo map --province Điện", {"Điện-Biên"}),
        ("geo query ne", {"near", "nearest_free"}),
        ("geo history bac-giang/yen-l", {"bac-giang/yen-lu"}),
        ("geo import a.csv --fo", {"--format"}),
    ],
)
def test_the_tab_key_offers_what_may_follow(line: str, offered: set[str]) -> None:
    place = str(len(line.split()) - 1)
    told = run(COMP_WORDS=line, COMP_CWORD=place, _GEO_COMPLETE="complete_bash")
    assert set(told.stdout.split()) == offered


def test_the_script_for_a_shell_is_printed() -> None:
    told = subprocess.run(
        ["bash", "-c", f"{GEO} --show-completion"], capture_output=True, text=True, timeout=60
    )
    assert "_geo_completion" in told.stdout
