"""What the program never does: no shell, nothing unpickled or evaluated, no SQL put together."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "geo").rglob("*.py"))

RULES = ("S102", "S301", "S302", "S307", "S310", "S314", "S324", "S501", "S506", "S602", "S603")
RULES += ("S604", "S605", "S606", "S607", "S608", "S609", "S701")
"""Shells, evaluation, unpickling, XML that expands, programs by name, SQL put together, …"""

EXCUSED = {
    ("cli/server.py", "S606"),  # psql takes the place of this program, without a shell
    ("cli/__init__.py", "S606"),  # this program itself, in place of this one
    ("watcher.py", "S603"),  # PostgreSQL's own programs, found by `geo.programs`
    ("apart.py", "S603"),  # this program itself
    ("backups/dumps.py", "S603"),  # PostgreSQL's own programs
}
IMPORTS = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "dbm", "code", "pty"}
CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
LAST_WORDS = {call.rpartition(".")[2] for call in CALLS}
METHODS = {"getoutput", "getstatusoutput", "read_pickle", "to_pickle"}
SQL = {"text", "SQL", "exec_driver_sql", "literal_column", "DDL", "read_sql", "read_postgis"}
"""What takes SQL as a string; SQLAlchemy's `execute` takes none."""

FROM_A_FILE = re.compile(r"\((?:SQL|FOLDER) / .+\.sql'\)\.read_text\('utf-8'\)")
"""A script of `geo/sql`, read whole."""

EXPLAINED = {
    # Scripts of the program, read whole from its folders.
    "checks.py": {"sql"},
    "questions.py": {"script.removeprefix(''.join(header))"},
    # Names and values that psycopg put into a statement written out.
    "database.py": {"statement.as_string(driver).replace('%', '%%')"},
    "roles.py": {"change"},  # one of three phrases that stand beside it
}
"""By file, what is given as SQL and is neither a string written out nor a script of `geo/sql`."""


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def calls(file: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name):
                yield called.id, node
            elif isinstance(called, ast.Attribute):
                yield called.attr, node


def place(file: Path) -> str:
    return file.relative_to(ROOT / "geo").as_posix()


def test_the_rules_find_nothing_but_what_is_excused() -> None:
    """The rules of the linter are asked without regard to any `noqa`."""
    asked = ("-m", "ruff", "check", "--no-cache", "--ignore-noqa", "--output-format", "json")
    chosen = ("--isolated", "--target-version", "py311", "--select", ",".join(RULES))
    told = subprocess.run(
        [sys.executable, *asked, *chosen, ROOT / "geo"], capture_output=True, check=False
    )
    found = {(place(Path(one["filename"])), one["code"]) for one in json.loads(told.stdout)}
    assert found == {one for one in EXCUSED if (ROOT / "geo" / one[0]).exists()}


def test_the_rules_are_on() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in settings["select"]
    off = settings["ignore"] + [
        rule
        for files, rules in settings["per-file-ignores"].items()
        if not files.startswith("tests")
        for rule in rules
    ]
    assert not [rule for rule in off if re.match(r"S\d", rule)]


def dangers(file: Path) -> Iterator[str]:
    """Yield what evaluates, unpickles or asks a shell."""
    for node in ast.walk(tree(file)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        yield from {name.split(".")[0] for name in names} & IMPORTS
    for name, call in calls(file):
        if name in METHODS or (name in LAST_WORDS and ast.unparse(call.func) in CALLS):
            yield ast.unparse(call)
        if "shell" in {word.arg for word in call.keywords}:
            yield ast.unparse(call)


def test_nothing_is_evaluated_unpickled_or_given_to_a_shell(tmp_path: Path) -> None:
    assert {place(file): found for file in FILES if (found := list(dangers(file)))} == {}
    made = tmp_path / "a.py"
    made.write_text("import pickle\nrun(a, shell=b)\neval(c)\nos.system(d)\n", "utf-8")
    assert len(list(dangers(made))) == 4


def is_written_out(node: ast.expr) -> bool:
    """Tell whether a string stands in the program as it is."""
    if isinstance(node, ast.BinOp):
        return is_written_out(node.left) and is_written_out(node.right)
    return isinstance(node, ast.Constant) or FROM_A_FILE.fullmatch(ast.unparse(node)) is not None


def built(file: Path) -> Iterator[str]:
    """Yield the SQL that is not written out; migrations may name tables of their own."""
    taken = {
        alias.asname or alias.name
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom) and re.match("sqlalchemy|psycopg", node.module or "")
        for alias in node.names
    }
    for name, call in calls(file):
        is_sql = name in SQL and (isinstance(call.func, ast.Attribute) or name in taken)
        is_sql = is_sql and not (name == "text" and isinstance(call.func, ast.Attribute))
        if is_sql and call.args and not is_written_out(call.args[0]):
            yield ast.unparse(call.args[0])
        if "migrations" not in file.parts and name in (
            "execute",
            "executemany",
            "copy",
            "scalar",
            "scalars",
            "stream",
        ):
            for said in call.args[:1]:
                made = isinstance(said, ast.JoinedStr | ast.BinOp)
                if made or (
                    isinstance(said, ast.Call) and ast.unparse(said).startswith(("'", '"'))
                ):
                    yield ast.unparse(said)


def test_no_sql_is_put_together() -> None:
    assert {place(file): found for file in FILES if (found := set(built(file)))} == EXPLAINED


@pytest.mark.parametrize(
    "line",
    [
        'from sqlalchemy import text\ntext(f"SELECT {name}")',
        "from sqlalchemy import text\ntext('SELECT ' + name)",
        "driver.execute(f'DROP TABLE {name}')",
        "driver.execute('DROP TABLE {}'.format(name))",
        "connection.exec_driver_sql('SELECT %s' % name)",
        "from psycopg.sql import SQL\nSQL(name)",
    ],
)
def test_sql_that_is_put_together_is_found(tmp_path: Path, line: str) -> None:
    file = tmp_path / "a.py"
    file.write_text(line, "utf-8")
    assert len(set(built(file))) == 1
