"""What `geo import` refuses, each with its place; and what an interrupted one leaves: nothing."""

import json
import os
import re
import signal
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import planners
import pytest
from own_atlas import Counts, Run, counts
from planners import GOOD, HEAD, PLAN, delimited, xlsx
from program import GEO, run_geo
from sqlalchemy import Engine, text

from geo.settings import Settings

Make = Callable[[Path], Path]


def packed(file: Path, member: str, content: bytes) -> Path:
    """Write a workbook with another content of one of its members."""
    whole = xlsx(file, HEAD, GOOD)
    with zipfile.ZipFile(whole) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, document in (members | {member: content}).items():
            archive.writestr(name, document)
    return file


def hidden(file: Path) -> Path:
    xlsx(file, HEAD, GOOD, ["Mỹ Thái 8", *GOOD[1:]])
    workbook = openpyxl.load_workbook(file)
    workbook.worksheets[0].row_dimensions[3].hidden = True
    workbook.save(file)
    return file


def locked(file: Path) -> Path:
    """Write a workbook whose members say that they need a password."""
    document = bytearray(xlsx(file, HEAD, GOOD).read_bytes())
    for begin, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = document.find(begin)
        while place >= 0:
            document[place + flags] |= 1
            place = document.find(begin, place + 1)
    file.write_bytes(document)
    return file


def placed(file: Path, lon: float, lat: float, **more: Any) -> Path:
    planners.geojson(file, [({"name": "Hoằng Kim mới", "district": "Hoằng Hóa"}, (lon, lat))])
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | more), "utf-8")
    return file


SHEET = "xl/worksheets/sheet1.xml"
BILLION = b"<worksheet><sheetData>" + b"<row/>" * 40_000_000
OTHER_CRS = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}}

BAD: dict[str, tuple[str, Make, tuple[str, ...], tuple[str, ...]]] = {
    "nothing there": ("a.xlsx", lambda file: file, (), ("Không có tệp",)),
    "empty": ("a.csv", lambda file: delimited(file, ()), (), ("a.csv",)),
    "header only": ("a.xlsx", lambda file: xlsx(file, HEAD), (), ("a.xlsx",)),
    "no header": ("a.csv", lambda file: delimited(file, ["1,2,3", "4,5,6"]), (), ("a.csv",)),
    "wrong sheet": (
        "a.xlsx",
        lambda file: xlsx(file, HEAD, GOOD),
        ("--sheet", "2024"),
        ("2024", "Sheet"),
    ),
    "bomb": ("a.xlsx", lambda file: packed(file, SHEET, BILLION), (), ("a.xlsx", "bung ra")),
    "endless cell": (
        "a.xlsx",
        lambda file: packed(
            file, SHEET, b'<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>' + b"x" * 10**7
        ),
        (),
        ("a.xlsx",),
    ),
    "entities": (
        "a.xlsx",
        lambda file: packed(file, SHEET, b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'),
        (),
        ("a.xlsx",),
    ),
    "locked": ("a.xlsx", locked, (), ("mật khẩu",)),
    "pdf": ("a.xlsx", lambda file: delimited(file, ["%PDF-1.7"]), (), ("PDF",)),
    "formula": (
        "a.xlsx",
        lambda file: xlsx(file, HEAD, [*GOOD[:3], "=A1+1"]),
        (),
        ("Diện tích (ha)", "công thức"),
    ),
    "error": (
        "a.xlsx",
        lambda file: xlsx(file, HEAD, [*GOOD[:3], "#REF!"]),
        (),
        ("Diện tích (ha)", "#REF!"),
    ),
    "mixed encodings": (
        "a.csv",
        lambda file: (
            file.write_bytes(
                "Tên CCN,Tỉnh\nMỹ Thái,Bắc Giang\n".encode() + b"\xb5\xa8n M\xfc,B\xbec Giang\n"
            )
            and file
        ),
        (),
        ("a.csv", "dòng"),
    ),
    "not a number": (
        "a.csv",
        lambda file: delimited(file, [",".join(HEAD), "Mỹ Thái 9,Lạng Giang,Bắc Giang,NaN"]),
        (),
        ("Diện tích (ha)", "NaN"),
    ),
    "infinity": (
        "a.csv",
        lambda file: delimited(file, [",".join(HEAD), "Mỹ Thái 9,Lạng Giang,Bắc Giang,inf"]),
        (),
        ("Diện tích (ha)", "inf"),
    ),
    "negative": (
        "a.xlsx",
        lambda file: xlsx(file, HEAD, [*GOOD[:3], -5]),
        (),
        ("Diện tích (ha)", "-5"),
    ),
    "absurd": (
        "a.xlsx",
        lambda file: xlsx(file, HEAD, [*GOOD[:3], 10**9]),
        (),
        ("Diện tích (ha)",),
    ),
    "twice": ("a.xlsx", lambda file: xlsx(file, HEAD, GOOD, GOOD), (), ("2", "3")),
    "swapped": ("a.geojson", lambda file: placed(file, 19.8, 105.9), (), ("19.8",)),
    "abroad": ("a.geojson", lambda file: placed(file, 2.35, 48.85), (), ("2.35",)),
    "another system": (
        "a.geojson",
        lambda file: placed(file, 105.9, 19.8, **OTHER_CRS),
        (),
        ("VN-2000", "dòng 2", "ngoài Việt Nam"),
    ),
    "unknown district": (
        "a.xlsx",
        lambda file: xlsx(file, HEAD, ["A", "Lạng Giangg", "Bắc Giang", 5]),
        (),
        ("Lạng Giangg", "Lạng Giang"),
    ),
    "unknown field": (
        "a.xlsx",
        lambda file: xlsx(file, HEAD, GOOD),
        ("--map", "Huyện=hectares"),
        ("hectares",),
    ),
    "unknown heading": (
        "a.xlsx",
        lambda file: xlsx(file, HEAD, GOOD),
        ("--map", "Ấp=commune"),
        ("Ấp",),
    ),
    "no mapping": ("a.xlsx", lambda file: xlsx(file, HEAD, GOOD), ("--map", "Huyện"), ("--map",)),
    "no status": (
        "a.xlsx",
        lambda file: xlsx(file, HEAD, GOOD),
        ("--status", "xanh"),
        ("--status", "xanh"),
    ),
    "no day": (
        "a.xlsx",
        lambda file: xlsx(file, HEAD, GOOD),
        ("--date", "31/2/2024"),
        ("--date", "31/2/2024"),
    ),
    "no province": (
        "a.xlsx",
        lambda file: xlsx(file, HEAD[:2], GOOD[:2]),
        ("--province", "Bắc Giangg"),
        ("Bắc Giangg", "Bắc Giang"),
    ),
    "no encoding": (
        "a.csv",
        lambda file: delimited(file),
        ("--encoding", "latin9"),
        ("latin9",),
    ),
}
"""What cannot be taken in: file, how it is made, options, and what is said of it."""


@pytest.mark.parametrize(("name", "make", "words", "said"), BAD.values(), ids=BAD)
def test_what_cannot_be_taken_in_is_told_with_its_place(
    spare_atlas: Settings,
    tmp_path: Path,
    name: str,
    make: Make,
    words: tuple[str, ...],
    said: tuple[str, ...],
) -> None:
    file = make(tmp_path / name)
    before, held = counts(spare_atlas), sorted(tmp_path.iterdir())
    found = run_geo(spare_atlas, "import", file.name, *PLAN, *words, "--commit", cwd=tmp_path)
    told = found.stdout + found.stderr
    assert found.returncode == 3, told
    assert not any(word in told for word in ("Traceback", "“formula”", "“”")), told
    assert all(one in told for one in said), told
    assert counts(spare_atlas) == before
    assert sorted(tmp_path.iterdir()) == held


def test_rows_that_a_file_hides_are_told_and_left_out(own_geo: Run, tmp_path: Path) -> None:
    hidden(tmp_path / "a.xlsx")
    found = own_geo("import", "a.xlsx", "--date", "2024")
    assert found.returncode == 0, found.stderr
    assert "1 bị ẩn" in found.stdout
    assert "1 dòng cụm" in found.stdout


def test_programs_in_a_workbook_are_told_and_not_run(own_geo: Run, tmp_path: Path) -> None:
    packed(tmp_path / "a.xlsm", "xl/vbaProject.bin", b"Sub AutoOpen")
    found = own_geo("import", "a.xlsm", "--date", "2024")
    assert found.returncode == 0, found.stderr
    assert "macro" in found.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--fix", "sua.csv"), 3, "sua.csv"),
        (("--fix", "none/sua.xlsx"), 5, "none"),
        (("--fix", "sua.xlsx", "--commit"), 3, "--fix"),
    ],
)
def test_a_file_to_mend_that_cannot_be_is_refused_first(
    own_geo: Run, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    xlsx(tmp_path / "a.xlsx", HEAD, GOOD)
    found = own_geo("import", "a.xlsx", *words)
    assert found.returncode == code
    assert len(found.stderr.splitlines()) == 1
    assert said in found.stderr


def long_list(file: Path, rows: int) -> Path:
    lines = [f"Cụm thử {n},Lạng Giang,Bắc Giang,5" for n in range(rows)]
    return delimited(file, [",".join(HEAD), *lines])


def until(condition: Callable[[], object], running: "subprocess.Popen[bytes]") -> None:
    while not condition():
        assert running.poll() is None, "it ended before it could be interrupted"
        time.sleep(0.01)


def heed_interrupts() -> None:
    """Undo what a shell does to the jobs it runs in the background."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_DFL)


@pytest.mark.parametrize(
    ("when", "number"),
    [("writing", signal.SIGINT), ("writing", signal.SIGHUP), ("marking", signal.SIGTERM)],
)
def test_an_interrupted_import_leaves_nothing(
    own_atlas: Settings,
    spare_server: Engine,
    own_counts: Counts,
    tmp_path: Path,
    when: str,
    number: signal.Signals,
) -> None:
    before = own_counts()
    long_list(tmp_path / "a.csv", 60_000)
    (tmp_path / "temporary").mkdir()
    outside = {name: value for name, value in os.environ.items() if not name.startswith("GEO_")}
    words = ("--commit", *PLAN) if when == "writing" else ("--fix", "sua.xlsx", "--date", "2024")
    running = subprocess.Popen(
        [GEO, "import", "a.csv", *words],
        cwd=tmp_path,
        env=outside
        | {"GEO_HOME": str(own_atlas.home), "GEO_DATABASE_URL": str(own_atlas.database_url)}
        | {"TMPDIR": str(tmp_path / "temporary")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=heed_interrupts,
    )
    copying = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = 'lists' AND query LIKE 'COPY import%'"
    )
    with spare_server.connect() as connection:
        if when == "writing":
            until(lambda: connection.scalar(copying), running)
        else:
            temporary = tmp_path / "temporary"
            until(lambda: any(file.stat().st_size for file in temporary.iterdir()), running)
    running.send_signal(number)
    told, _ = running.communicate(timeout=60)
    assert (running.returncode, told) == (128 + number, b"")
    assert own_counts() == before
    assert {file.name for file in tmp_path.iterdir()} == {"a.csv", "temporary"}
    assert not any((tmp_path / "temporary").iterdir())


def test_a_bar_shows_how_many_rows_have_been_read(own_atlas: Settings, tmp_path: Path) -> None:
    long_list(tmp_path / "a.csv", 45_000)
    terminal, side = os.openpty()
    outside = {name: value for name, value in os.environ.items() if not name.startswith("GEO_")}
    running = subprocess.Popen(
        [GEO, "import", "a.csv", "--format", "csv"],
        cwd=tmp_path,
        env=outside
        | {"GEO_HOME": str(own_atlas.home), "GEO_DATABASE_URL": str(own_atlas.database_url)}
        | {"TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.DEVNULL,
        stderr=side,
    )
    os.close(side)
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the program has closed its side
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)
    assert running.wait(timeout=60) == 0
    assert "Đọc và so sánh (dòng)" in shown.decode()
    counts = {int(count) for count in re.findall(r"(\d+)/\d", shown.decode())}
    assert counts & set(range(1, 45_000)), counts


def test_a_province_that_is_none_is_refused_before_any_row(own_geo: Run, tmp_path: Path) -> None:
    delimited(tmp_path / "a.csv", ["STT;Tên CCN;Huyện;Diện tích (ha)", "1;Đại Lâm;Lạng Giang;50"])
    found = own_geo("import", "a.csv", "--province", "Bắc Gian")
    assert (found.returncode, found.stdout) == (3, "")
    assert "“Bắc Gian”" in found.stderr
    assert "tỉnh Bắc Giang" in found.stderr


def test_numbers_are_told_in_the_language(own_geo: Run, tmp_path: Path) -> None:
    lines = ["STT;Tên CCN;Huyện;Diện tích (ha)", "1;Đại Lâm;Lạng Giang;76,5"]
    delimited(tmp_path / "a.csv", lines)
    xlsx(tmp_path / "b.xlsx", HEAD, [*GOOD[:-1], -154.06])
    words = ("--province", "Bắc Giang")
    assert " 76,5 " in own_geo("import", "a.csv", *words).stdout
    assert " 76.5 " in own_geo("import", "a.csv", *words, "--lang", "en").stdout
    assert " -154,06 " in own_geo("import", "b.xlsx").stdout
    refused = own_geo("import", "b.xlsx", "--source", "Danh mục", "--commit")
    assert "giá trị “-154,06”" in refused.stderr


def test_a_sheet_that_is_not_there_is_told(own_geo: Run, tmp_path: Path) -> None:
    delimited(tmp_path / "a.csv", ["STT;Tên CCN;Huyện", "1;Đại Lâm;Lạng Giang"])
    found = own_geo("import", "a.csv", "--sheet", "Phụ lục")
    said = "a.csv: không có trang tính “Phụ lục”. Tệp chỉ có một; hãy bỏ --sheet.\n"
    assert (found.returncode, found.stderr) == (3, said)


def test_nearest_names_are_told_once(own_geo: Run, tmp_path: Path) -> None:
    lines = ["STT;Tên CCN;Huyện;Diện tích ha đã thuê mướn", "1;Đại Lâm;Lạng Giang;50"]
    delimited(tmp_path / "a.csv", lines)
    found = own_geo("import", "a.csv", "--province", "Bắc Giang")
    assert found.stdout.count("= leased_ha") == 1, found.stdout
