"""`geo import` as planners run it: compared, mended, taken in, taken in again, a newer list."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import openpyxl
import planners
import pytest
from own_atlas import Counts, Run
from planners import BAC_GIANG, GOOD, HA_NAM, HEAD, PLAN, annex, changed, delimited, xlsx

from geo.legacy import decode

Make = Callable[[Path], Path]


def rows_of(found: CompletedProcess[str]) -> dict[int, dict[str, Any]]:
    """Return the rows that `--format json` prints, by line."""
    return {row["line"]: row for row in json.loads(found.stdout)}


def actions(found: CompletedProcess[str]) -> dict[int, str]:
    return {line: row["action"] for line, row in rows_of(found).items() if row["action"]}


def edit(file: Path, sheet: int = 0, **cells: object) -> Path:
    workbook = openpyxl.load_workbook(file)
    for cell, value in cells.items():
        workbook.worksheets[sheet][cell].value = value
    workbook.save(file)
    return file


def test_an_annex_is_compared_and_nothing_is_written(
    own_geo: Run, own_counts: Counts, tmp_path: Path
) -> None:
    before = own_counts()
    annex(tmp_path / "phu-luc.xlsx")
    found = own_geo("import", "phu-luc.xlsx")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "phu-luc.xlsx, trang tính “Phụ lục I”: 6 dòng cụm" in found.stdout
    assert "“Tên cụm công nghiệp” = Tên cụm công nghiệp" in found.stdout
    written = "geo import phu-luc.xlsx --source 'TÊN VĂN BẢN' --date 'NGÀY-BAN-HÀNH' --commit"
    assert written in found.stderr
    assert own_counts() == before
    assert [file.name for file in tmp_path.iterdir()] == ["phu-luc.xlsx"]


def test_a_list_is_taken_in_once_and_a_newer_one_shows_what_is_different(
    own_geo: Run, own_counts: Counts, tmp_path: Path
) -> None:
    annex(tmp_path / "phu-luc.xlsx")
    asked = ("import", "phu-luc.xlsx", *PLAN)
    seen = actions(own_geo(*asked, "--format", "json"))
    assert set(seen) == {9, 10, 11, 13, 14, 15}
    assert (seen[11], seen[15]) == ("added", "added")
    first = own_geo(*asked, "--commit")
    assert first.returncode == 0, first.stderr
    after = own_counts()
    again = own_geo(*asked, "--commit")
    assert again.returncode == 0, again.stderr
    assert "không có gì thay đổi" in again.stderr
    assert own_counts() == after
    assert set(actions(own_geo(*asked, "--format", "json")).values()) == {"left"}

    annex(tmp_path / "moi.xlsx", changed(9, 5, 80))
    newer = rows_of(own_geo("import", "moi.xlsx", "--source", "Bản mới", "--format", "json"))
    assert newer[9]["action"] == "changed"
    assert {"old": "75", "new": "80"} in [
        {"old": one["old"], "new": one["new"]} for one in newer[9]["differences"]
    ]
    told = own_geo("history", "Đại Lâm, Bắc Giang", "--format", "json").stdout
    assert BAC_GIANG in told
    assert "Phụ lục I”, dòng 9" in told


def test_a_list_is_mended_decided_and_written_with_the_places_of_the_original(
    own_geo: Run, own_counts: Counts, tmp_path: Path
) -> None:
    before = own_counts()
    rows = changed(9, 5, "bảy lăm")
    rows[9][1] = "CCN Đại Lâmm II"
    rows[12][2] = "Xã Đoan Bãii"
    annex(tmp_path / "phu-luc.xlsx", rows)
    found = own_geo("import", "phu-luc.xlsx", "--fix", "sua.xlsx")
    assert found.returncode == 3
    assert "geo import sua.xlsx --commit" in found.stderr
    refused = own_geo("import", "sua.xlsx", "--commit", *PLAN)
    assert refused.returncode == 3
    assert "dòng 9, cột" in refused.stderr
    assert "bảy lăm" in refused.stderr
    assert own_counts() == before

    sheet = openpyxl.load_workbook(tmp_path / "sua.xlsx").worksheets[0]
    assert "bac-giang/dai-lam-2 = Đại Lâm 2" in sheet["C10"].value
    edit(
        tmp_path / "sua.xlsx",
        I9=75,
        B10="cụm đã có: bac-giang/dai-lam-2",
        G13="Xã Đoan Bái",
        B15="bỏ qua",
    )
    edit(tmp_path / "sua.xlsx", 1, B2=BAC_GIANG, B3="123/QĐ-UBND", B4="2024-03-15")
    (tmp_path / "phu-luc.xlsx").unlink()
    written = own_geo("import", "sua.xlsx", "--commit")
    assert written.returncode == 0, written.stderr
    told = json.loads(own_geo("history", "bac-giang/dai-lam-2", "--format", "json").stdout)
    (event,) = (one for one in told["events"] if one["title"] == BAC_GIANG)
    assert event["place"] == "trang tính “Phụ lục I”, dòng 10"
    assert event["area_ha"] == 35.5
    assert own_geo("history", "Hùng Thái, Bắc Giang").returncode == 3
    assert own_geo("import", "sua.xlsx", "--commit").returncode == 0


def test_a_list_without_a_source_is_not_written(
    own_geo: Run, own_counts: Counts, tmp_path: Path
) -> None:
    before = own_counts()
    xlsx(tmp_path / "a.xlsx", HEAD, GOOD)
    found = own_geo("import", "a.xlsx", "--commit")
    assert found.returncode == 3
    assert found.stderr.startswith("--commit cần --source")
    assert own_counts() == before


def test_the_good_rows_are_written_where_that_is_asked(own_geo: Run, tmp_path: Path) -> None:
    bad = ["Đào Mỹ 9", "Lạng Giangg", "Bắc Giang", 5]
    xlsx(tmp_path / "a.xlsx", HEAD, bad, GOOD)
    assert own_geo("import", "a.xlsx", "--commit", *PLAN).returncode == 3
    found = own_geo("import", "a.xlsx", "--commit", *PLAN, "--skip-bad-rows")
    assert found.returncode == 0, found.stderr
    assert own_geo("history", "Mỹ Thái 9, Bắc Giang").returncode == 0
    assert own_geo("history", "Đào Mỹ 9, Bắc Giang").returncode == 3


def test_what_a_source_no_longer_says_goes_where_that_is_asked(
    own_geo: Run, tmp_path: Path
) -> None:
    other = ["Đào Mỹ 9", *GOOD[1:]]
    xlsx(tmp_path / "a.xlsx", HEAD, GOOD, other)
    assert own_geo("import", "a.xlsx", "--commit", *PLAN).returncode == 0
    xlsx(tmp_path / "a.xlsx", HEAD, other)
    assert own_geo("import", "a.xlsx", "--commit", *PLAN).returncode == 0
    assert own_geo("history", "Mỹ Thái 9, Bắc Giang").returncode == 0
    assert own_geo("import", "a.xlsx", "--commit", *PLAN, "--replace").returncode == 0
    assert own_geo("history", "Mỹ Thái 9, Bắc Giang").returncode == 3
    assert own_geo("history", "Đào Mỹ 9, Bắc Giang").returncode == 0


def test_long_lists_of_problems_are_cut_for_reading_only(own_geo: Run, tmp_path: Path) -> None:
    bad = [[f"Cụm {n}", "Lạng Giangg", "Bắc Giang", 5] for n in range(30)]
    xlsx(tmp_path / "a.xlsx", HEAD, *bad)
    found = own_geo("import", "a.xlsx", "--fix", "sua.xlsx", "--lang", "en")
    assert found.returncode == 3
    assert "… and 10 more; --fix and --format json have all of them." in found.stdout
    assert len(rows_of(own_geo("import", "a.xlsx", "--format", "json"))) == 30
    sheet = openpyxl.load_workbook(tmp_path / "sua.xlsx").worksheets[0]
    assert sum(sheet.cell(row, 4).value is not None for row in range(2, 32)) == 30


def test_rows_are_printed_for_other_programs(own_geo: Run, tmp_path: Path) -> None:
    xlsx(tmp_path / "a.xlsx", HEAD, GOOD, ["Đào Mỹ 9", "Lạng Giangg", "Bắc Giang", 5])
    row = rows_of(own_geo("import", "a.xlsx", "--format", "json"))
    assert (row[2]["province"], row[2]["district"]) == ("tỉnh Bắc Giang", "huyện Lạng Giang")
    assert (row[2]["province_now"], row[2]["precision"]) == ("tỉnh Bắc Ninh", "district")
    (problem,) = row[3]["problems"]
    assert (row[3]["action"], problem["column"], problem["refuses"]) == ("refused", "Huyện", True)
    assert any("Lạng Giang" in one for one in problem["nearest"])
    table = list(csv.DictReader(StringIO(own_geo("import", "a.xlsx", "--format", "csv").stdout)))
    assert [one["line"] for one in table] == ["2", "3"]
    assert "Huyện “Lạng Giangg”" in table[1]["problems"]


def test_messages_come_in_english(own_geo: Run, tmp_path: Path) -> None:
    xlsx(tmp_path / "a.xlsx", HEAD, GOOD, ["Đào Mỹ 9", "Lạng Giangg", "Bắc Giang", 5])
    found = own_geo("import", "a.xlsx", "--lang", "en")
    assert "2 rows of clusters" in found.stdout
    assert "to be decided" in found.stdout
    assert "Nothing was written. To mend these rows in a spreadsheet, run:" in found.stderr
    assert "geo import a.xlsx --fix a-sua.xlsx" in found.stderr


def test_what_is_taken_for_the_status_of_rows_without_one_is_told(
    own_geo: Run, tmp_path: Path
) -> None:
    delimited(tmp_path / "a.csv", ("Tên CCN,Huyện,Tỉnh", "Mỹ Thái 9,Lạng Giang,Bắc Giang"))
    told = "1 dòng không ghi tình trạng: coi là cụm có trong quy hoạch"
    assert told in own_geo("import", "a.csv").stderr
    assert told not in own_geo("import", "a.csv", "--status", "đang hoạt động").stderr


def tcvn3(lines: tuple[str, ...]) -> bytes:
    """Write lines in the code page of the nineties, which has no capitals with tones."""
    known = {decode(bytes([byte]), "tcvn3")[0]: byte for byte in range(0x80, 0x100)}
    text = "\r\n".join(lines)
    return bytes(known[sign] if sign in known else ord(sign) for sign in text)


WALKS: dict[str, tuple[str, Make, tuple[str, ...], dict[int, tuple[str, str]]]] = {
    "TCVN3": (
        "ha-nam.csv",
        lambda file: file.write_bytes(tcvn3(HA_NAM)) and file,
        ("--province", "Hà Nam"),
        {
            2: ("ha-nam/duc-ly", "huyện Lý Nhân"),
            3: ("ha-nam/thai-ha", "huyện Lý Nhân"),
            4: ("ha-nam/lang-nghe-tien-son", "thị xã Duy Tiên"),
            5: ("", "huyện Thanh Liêm"),
        },
    ),
    "ODS of a new province": (
        "bac-ninh.ods",
        planners.opendocument,
        ("--province", "Bắc Ninh", "--on", "2025-07-01", "--status", "đang hoạt động"),
        {
            2: ("bac-ninh/ma-ong", "thành phố Từ Sơn"),
            3: ("", "thị xã Thuận Thành"),
            4: ("", "huyện Yên Phong"),
        },
    ),
    "XLS": (
        "vinh-phuc.xls",
        planners.old_workbook,
        (),
        {
            2: ("vinh-phuc/te-lo", "huyện Yên Lạc"),
            3: ("vinh-phuc/dai-dong", "huyện Vĩnh Tường"),
            4: ("", "huyện Vĩnh Tường"),
        },
    ),
    "GeoJSON": (
        "thanh-hoa.geojson",
        planners.geojson,
        (),
        {
            2: ("", "huyện Hoằng Hóa"),
            3: ("thanh-hoa/hoang-dong", "huyện Hoằng Hóa"),
        },
    ),
    "English": (
        "sourced.csv",
        lambda file: delimited(file, planners.SOURCED),
        (),
        {
            2: ("", "huyện Văn Lâm"),
            3: ("", "huyện Khoái Châu"),
            4: ("", "huyện Tiên Lữ"),
        },
    ),
}
"""Lists that need no mending: file, how it is made, options; the key and district of each row."""


@pytest.mark.parametrize(("name", "make", "words", "wanted"), WALKS.values(), ids=WALKS)
def test_a_list_of_each_kind_is_placed_matched_written_and_left(
    own_geo: Run,
    own_counts: Counts,
    tmp_path: Path,
    name: str,
    make: Make,
    words: tuple[str, ...],
    wanted: dict[int, tuple[str, str]],
) -> None:
    make(tmp_path / name)
    asked = ("import", name, *words, "--source", "Công văn của tỉnh", "--date", "2024")
    before = rows_of(own_geo(*asked, "--format", "json"))
    known = {
        line: row["cluster"] if row["action"] != "added" else "" for line, row in before.items()
    }
    assert {line: (known[line], before[line]["district"]) for line in before} == wanted
    written = own_geo(*asked, "--commit")
    assert written.returncode == 0, written.stderr
    held = own_counts()
    assert own_geo(*asked, "--commit").returncode == 0
    assert own_counts() == held
    after = rows_of(own_geo(*asked, "--format", "json"))
    assert {row["action"] for row in after.values()} == {"left"}
    assert {row["district"] for row in after.values()} == {
        row["district"] for row in before.values()
    }
    for row in after.values():
        told = own_geo("history", row["cluster"], "--format", "json").stdout
        assert f"dòng {row['line']}" in told


def test_a_trial_tells_what_replacing_deletes_and_repeats_the_options(
    own_geo: Run, own_counts: Counts, tmp_path: Path
) -> None:
    annex(tmp_path / "phu-luc.xlsx")
    assert own_geo("import", "phu-luc.xlsx", *PLAN, "--commit").returncode == 0
    before = own_counts()
    annex(tmp_path / "moi.xlsx", [row for row in planners.ANNEX if row[:2] != [6, "CCN Hùng Thái"]])
    tried = own_geo("import", "moi.xlsx", *PLAN, "--sheet", "Phụ lục I", "--replace")
    assert tried.returncode == 0, tried.stderr
    assert "--replace sẽ xóa" in tried.stderr
    assert tried.stderr.rstrip().endswith("--sheet 'Phụ lục I' --replace --commit")
    assert own_counts() == before


def test_rows_left_out_are_never_taken_for_rows_that_are_gone(
    own_geo: Run, own_counts: Counts, tmp_path: Path
) -> None:
    annex(tmp_path / "phu-luc.xlsx")
    assert own_geo("import", "phu-luc.xlsx", *PLAN, "--commit").returncode == 0
    before = own_counts()
    annex(tmp_path / "moi.xlsx", changed(11, 5, "ba mươi"))
    found = own_geo("import", "moi.xlsx", *PLAN, "--replace", "--skip-bad-rows", "--commit")
    assert found.returncode == 3
    assert "--replace sẽ xóa cả những cụm ấy" in found.stderr
    assert own_counts() == before
