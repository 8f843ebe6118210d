"""The command as a user meets it: run as a program, judged by what it prints and its exit code."""

import csv
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

import pytest
from rich.cells import cell_len

from geo.build import Built
from geo.cli.interruption import orderly_end
from geo.errors import InputError, Text
from geo.settings import Settings, data_folder

GEO = Path(sys.executable).with_name("geo")


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    return {
        **{name: text for name, text in os.environ.items() if not name.startswith("GEO_")},
        "GEO_HOME": str(settings.home),
    }


@pytest.fixture
def geo(built: Built, environment: dict[str, str], tmp_path: Path) -> object:
    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [GEO, *words],
            cwd=tmp_path,
            env=environment | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


YEN_LU = "Cụm công nghiệp Yên Lư, huyện Yên Dũng, Bắc Giang"


def test_locating_a_cluster_by_its_old_address(geo) -> None:  # type: ignore[no-untyped-def]
    found = geo("locate", YEN_LU, "--on", "2023-01-01", "--format", "json")
    (place,) = json.loads(found.stdout)
    assert place["unit"] == "huyện Yên Dũng"
    assert round(place["lon"], 2) == 106.25
    assert round(place["lat"], 2) == 21.21
    assert place["precision"] == "district"
    assert "Bắc Ninh" in place["today"]
    assert found.stderr == ""
    assert found.returncode == 0


def test_an_ambiguous_name_is_answered_with_all_candidates(geo) -> None:  # type: ignore[no-untyped-def]
    found = geo("locate", "huyện Châu Thành", "--lang", "en")
    assert found.returncode == 3
    assert found.stdout == ""
    assert found.stderr.count("huyện Châu Thành, tỉnh") == 10
    assert "Traceback" not in found.stderr


def test_an_unknown_name_is_answered_with_the_nearest(geo) -> None:  # type: ignore[no-untyped-def]
    found = geo("locate", "huyện Yên Dũn, Bắc Giang", "--on", "2023-01-01")
    assert found.returncode == 3
    assert "Yên Dũng" in found.stderr


@pytest.mark.parametrize("day", ["2023-13-01", "hôm qua", "01/07/2025"])
def test_what_is_no_day_is_refused(geo, day: str) -> None:  # type: ignore[no-untyped-def]
    found = geo("locate", "Hà Nội", "--on", day, "--lang", "en")
    assert found.returncode == 3
    assert found.stderr == f'--on "{day}" is no day; expected the form 2024-01-31.\n'


def test_the_three_formats_say_the_same(geo, built: Built) -> None:  # type: ignore[no-untyped-def]
    as_json = json.loads(geo("status", "--format", "json").stdout)
    as_csv = list(csv.DictReader(io.StringIO(geo("status", "--format", "csv").stdout)))
    table = geo("status").stdout
    assert {row["item"]: row["rows"] for row in as_json} == built.contents
    assert {row["item"]: int(row["rows"]) for row in as_csv} == built.contents
    assert "xã, phường, đặc khu hiện nay" in table
    assert "3.321" in table
    assert "3,321" in geo("status", "--lang=en").stdout


def test_nothing_is_coloured_when_piped(geo, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for words in (["status"], ["db", "status"], ["build", "--out", str(tmp_path)]):
        found = geo(*words, TERM="xterm-256color")
        assert found.returncode == 0
        assert "\x1b" not in found.stdout + found.stderr


@pytest.mark.parametrize("columns", [60, 80, 132])
@pytest.mark.parametrize(
    "words",
    [
        ("changes", "--from", "2021-01-01"),
        ("schedule", "--as-of", "2026-11-22"),
        ("indicators", "--as-of", "2026-11-22", "--province", "Bắc Ninh"),
        ("history", "Xây Đá B"),
        ("oddities",),
    ],
    ids=lambda words: words[0],
)
def test_a_narrow_terminal_cuts_no_number_date_or_word(  # type: ignore[no-untyped-def]
    geo, environment, words: tuple[str, ...], columns: int
) -> None:
    shown = on_terminal(environment, columns, *words)
    assert max(map(cell_len, shown.splitlines())) <= columns
    piped = set(geo(*words).stdout.split())
    assert {word for word in piped if cell_len(word) <= 16} <= set(shown.split())


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("line", "code", "said"),
    [("extract -", 0, "The text is empty"), ("sql -", 3, "geo sql only reads")],
)
def test_a_closed_input_is_an_empty_one(
    environment: dict[str, str], line: str, code: int, said: str
) -> None:
    words = ["sh", "-c", f'"$0" {line} <&-', str(GEO)]
    found = subprocess.run(
        words, env=environment | {"GEO_LANG": "en"}, capture_output=True, text=True, check=False
    )
    assert (found.returncode, said in found.stderr) == (code, True), found.stderr


def on_terminal(environment: dict[str, str], columns: int, *words: str) -> str:
    """Return what the command prints on a terminal of that width, without its colours."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (50, columns))
    plain = {name: said for name, said in environment.items() if name != "COLUMNS"}
    with subprocess.Popen(
        [GEO, *words], stdin=subprocess.DEVNULL, stdout=theirs, env=plain | {"TERM": "xterm"}
    ) as running:
        os.close(theirs)
        printed = b""
        # Linux says so by a fault when the other side has closed.
        with os.fdopen(ours, "rb", buffering=0) as stream, suppress(OSError):
            while part := stream.read(65536):
                printed += part
    assert running.returncode == 0
    return re.sub(r"\x1b\[[0-9;]*m", "", printed.decode())


def test_a_build_reports_its_steps_on_standard_error(geo, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    found = geo("build", "--out", str(tmp_path / "new" / "maps"), "--format", "json", GEO_LANG="en")
    assert found.returncode == 0
    assert "✓ Map " in found.stderr
    assert f"Data read from {data_folder()}: 0 rows new, 0 changed, 0 deleted." in found.stderr
    assert len(json.loads(found.stdout)) > 10
    assert len(list((tmp_path / "new" / "maps").glob("*.html"))) == 1


def test_an_output_that_cannot_be_written_is_one_sentence(geo, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "file").write_text("in the way")
    found = geo("build", "--out", str(tmp_path / "file" / "maps"), "--lang", "en")
    assert found.returncode == 5
    assert len(found.stderr.splitlines()) == 1
    assert "choose another place" in found.stderr


def test_a_server_that_is_down_is_one_sentence(geo) -> None:  # type: ignore[no-untyped-def]
    found = geo("status", GEO_DATABASE_URL="postgresql://a:b@127.0.0.1:1/c", GEO_LANG="en")
    assert found.returncode == 4
    assert len(found.stderr.splitlines()) == 1
    assert "Cannot connect" in found.stderr


def test_the_private_server_is_not_touched_when_another_is_named(geo) -> None:  # type: ignore[no-untyped-def]
    for word in ("start", "stop", "status"):
        found = geo("db", word, GEO_DATABASE_URL="postgresql://a@h/c", GEO_LANG="en")
        assert found.returncode == 3
        assert "Unset it" in found.stderr
    assert geo("db", "url", GEO_DATABASE_URL="postgresql://a@h/c").stdout == "postgresql://a@h/c\n"


def test_psql_speaks_to_the_database(geo) -> None:  # type: ignore[no-untyped-def]
    found = geo("db", "psql", "-Atc", "SELECT count(*) FROM planning.units_on('2025-06-30')")
    assert found.returncode == 0, found.stderr
    assert int(found.stdout) > 700


@pytest.mark.parametrize("value", ["fr", "", "VI"])
def test_a_language_that_does_not_exist_is_refused(geo, value: str) -> None:  # type: ignore[no-untyped-def]
    found = geo("--lang", value, "status")
    assert found.returncode == 3
    assert "vi" in found.stderr


def test_help_comes_in_both_languages_and_imports_nothing_heavy(geo) -> None:  # type: ignore[no-untyped-def]
    assert "bản đồ" in geo("--help").stdout
    assert "planning database" in geo("--help", "--lang", "en").stdout
    listed = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import geo.cli"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    loaded = {line.rpartition("|")[2].strip() for line in listed.splitlines()}
    assert "typer" in loaded
    heavy = {"pandas", "geopandas", "sqlalchemy", "folium", "alembic", "numpy"}
    assert not loaded & {*heavy, "rich.console", "importlib.metadata", "geo.server"}


def test_an_output_that_takes_nothing_is_one_sentence(geo, environment) -> None:  # type: ignore[no-untyped-def]
    for words in ("--help", "status", "db url"):
        with Path("/dev/full").open("w") as full:
            found = subprocess.run(
                [GEO, *words.split()],
                stdout=full,
                stderr=subprocess.PIPE,
                env=environment,
                text=True,
                check=False,
            )
        assert found.returncode == 5
        assert len(found.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("history", "bac-giang/yen-lu", "--format", "json"),
        ("history", "bac-giang/yen-lu", "--format", "csv"),
        ("history", "bac-giang/yen-lu"),
        ("changes", "--format", "json"),
        ("schedule",),
        ("indicators", "--format", "csv"),
        ("conflicts",),
        ("oddities", "--format", "json"),
        ("status",),
        ("locate", YEN_LU),
        ("db", "url"),
    ],
    ids=" ".join,
)
def test_an_output_that_is_closed_is_one_sentence(  # type: ignore[no-untyped-def]
    geo, environment, words: tuple[str, ...]
) -> None:
    shut = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", GEO, *words, "--lang", "en"],
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
        check=False,
    )
    assert shut.returncode == 5
    assert shut.stderr == "Cannot print the result on standard output (Bad file descriptor).\n"


@pytest.mark.parametrize(
    "words",
    [
        ("changes", "--out", "a" * 300 + ".csv"),
        ("map", "--out", "a" * 300 + ".html"),
        ("map", "--out", "a" * 300),
        ("map", "--multiples", "--out", "a" * 248 + ".png"),
        ("mail", "--out", "a" * 300 + ".eml"),
        ("build", "--out", "a" * 300),
    ],
    ids=lambda words: " ".join(words)[:18],
)
def test_a_name_too_long_for_a_file_is_said_before_anything_is_done(  # type: ignore[no-untyped-def]
    geo, tmp_path: Path, words: tuple[str, ...]
) -> None:
    found = geo(*words, "--lang", "en")
    assert found.returncode == 5
    assert len(found.stderr.splitlines()) == 1
    assert "File name too long" in found.stderr
    assert not list(tmp_path.iterdir())


def test_vietnamese_comes_out_whatever_the_locale(geo) -> None:  # type: ignore[no-untyped-def]
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert "huyện Yên Dũng" in geo("locate", YEN_LU, "--on", "2023-01-01", **plain).stdout


def test_files_have_vietnamese_names_whatever_the_locale(geo, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    found = geo("qgis", "bản đồ.qgz", **plain)
    assert (found.returncode, [file.name for file in tmp_path.iterdir()]) == (0, ["bản đồ.qgz"])


def test_a_home_that_is_no_path_is_one_sentence(geo) -> None:  # type: ignore[no-untyped-def]
    found = geo("db", "status", GEO_HOME="~nobody-of-that-name/x", GEO_LANG="en")
    assert found.returncode == 3
    assert len(found.stderr.splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_an_interruption_breaks_is_not_told(number: signal.Signals) -> None:
    before = signal.signal(number, signal.SIG_DFL)
    with pytest.raises(SystemExit) as ended, orderly_end():
        try:
            signal.raise_signal(number)
        except KeyboardInterrupt:
            raise InputError(Text("hỏng", "broken")) from None
    assert ended.value.code == 128 + number
    assert signal.signal(number, before) == signal.SIG_DFL


def test_what_is_to_be_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with orderly_end():
        signal.raise_signal(signal.SIGHUP)
    assert signal.signal(signal.SIGHUP, before) == signal.SIG_IGN
