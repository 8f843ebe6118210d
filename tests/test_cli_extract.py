"""`geo extract` and `geo review` as programs: what they print, and what they refuse."""

import csv
import io
import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from program import GEO, run_geo

from geo.build import Built
from geo.settings import Settings

TEXT = (
    "Ngày 15/3/2024, UBND tỉnh Bắc Giang quyết định thành lập cụm công nghiệp Bến Thử, xã Đại Lâm,"
    " huyện Lạng Giang với diện tích 49,5 ha.\n"
    "CCN Gò Thử, huyện Lục Ngạn, 12 ha, được đưa ra khỏi quy hoạch.\n"
)
FIELDS = (
    *("cluster", "zone_type", "district", "commune", "province", "event", "date", "date_start"),
    *("date_end", "area_ha", "area_from_ha", "area_delta_ha", "area_qualifier", "merged_into"),
    *("capital_vnd_billion", "capital_usd_million", "capital_qualifier", "decision_no", "fill_pct"),
    *("fill_target_pct", "metric", "value", "unit", "certainty", "quote", "start", "end", "rule"),
    "confidence",
)


@pytest.fixture
def nowhere(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of a server that is not there."""
    return replace(settings, home=tmp_path, database_url="postgresql://nobody@localhost:9/none")


def extract(
    settings: Settings, *words: str, given: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    outside = {name: text for name, text in os.environ.items() if not name.startswith("GEO_")}
    chosen = {"GEO_HOME": str(settings.home), "GEO_DATABASE_URL": settings.database_url or ""}
    return subprocess.run(
        [GEO, "extract", *words], env=outside | chosen, input=given, capture_output=True, timeout=60
    )


def test_json_has_the_fields_and_needs_no_server(nowhere: Settings, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT, "utf-8")
    done = extract(nowhere, str(file), "--format", "json", "--published", "2024-03-15")
    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout)
    assert [(one["event"], one["cluster"], one["area_ha"]) for one in found] == [
        ("established", "Bến Thử", 49.5),
        ("removed", "Gò Thử", 12),
    ]
    for one in found:
        assert tuple(one) == FIELDS
        assert one["quote"] == TEXT[one["start"] : one["end"]]
    assert extract(nowhere, "-", "--format", "json", given=TEXT.encode()).stdout
    rows = csv.reader(io.StringIO(extract(nowhere, str(file), "--format", "csv").stdout.decode()))
    assert [len(row) for row in rows] == [len(FIELDS)] * 3


def test_the_head_of_a_decision_fills_the_sheet_of_the_source(
    nowhere: Settings, tmp_path: Path
) -> None:
    file, out = tmp_path / "a.txt", tmp_path / "a.xlsx"
    head = "Số: 417/QĐ-UBND\nBắc Giang, ngày 9 tháng 5 năm 2023\nQUYẾT ĐỊNH\n"
    file.write_text(head + TEXT, "utf-8")
    assert extract(nowhere, str(file), "--out", str(out)).returncode == 0
    sheet = load_workbook(out)["Nguồn"]
    told = {row[0]: row[1] for row in sheet.iter_rows(values_only=True, max_col=2)}
    assert told["Số quyết định"] == "417/QĐ-UBND"
    assert told["Ngày ban hành, ngày đăng"] == "2023-05-09"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "trống"),
        (b" \n\t", "trống"),
        (b"The quick brown fox jumps over the lazy dog.", "không phải tiếng Việt"),
        ("今天天气很好。".encode(), "không phải tiếng Việt"),
        ("Hôm nay trời đẹp, cả nhà đi chơi.".encode(), "Không thấy sự kiện"),
    ],
)
def test_a_text_without_events_is_an_empty_list(given: bytes, said: str, nowhere: Settings) -> None:
    done = extract(nowhere, "-", "--format", "json", given=given)
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert said in done.stderr.decode()


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (["khong-co.txt"], b"", "khong-co.txt"),
        (["-"], b"\x89PNG\r\n\x1a\n", "OCR"),
        (["-"], b"%PDF-1.4 hong", "PDF"),
        (["-", "--province", "Bắc Ning"], b"a", "Bắc Ninh"),
        (["-", "--published", "15/3/2024"], b"a", "--published"),
        (["-", "--format", "xlsx"], b"a", "--out"),
        (["-", "--out", "a.csv"], b"a", ".xlsx"),
        (["-", "--out", "a.xlsx", "--format", "json"], b"a", "--out"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    words: list[str], given: bytes, said: str, nowhere: Settings
) -> None:
    done = extract(nowhere, *words, given=given)
    assert done.returncode == 3
    assert done.stdout == b""
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_review_goes_from_text_to_record_and_back(
    built: Built, settings: Settings, nowhere: Settings, tmp_path: Path
) -> None:
    text, book = tmp_path / "a.txt", tmp_path / "a.xlsx"
    text.write_text(TEXT, "utf-8")
    done = extract(nowhere, str(text), "--out", str(book))
    assert done.returncode == 0, done.stderr.decode()
    assert "Chưa đối chiếu" in done.stderr.decode()
    assert extract(settings, str(text), "--out", str(book)).returncode == 0
    unread = run_geo(settings, "review", str(book))
    assert "0 nhận, 0 bỏ, 2 để sau" in unread.stderr
    assert "hãy ghi “nhận” vào cột “Nhận?”" in unread.stderr
    sheet = load_workbook(book)
    columns = {cell.value: cell.column for cell in sheet["Đề xuất"][1]}
    sheet["Đề xuất"].cell(2, columns["Nhận?"], "nhận")
    sheet.save(book)
    refused = run_geo(settings, "review", str(book))
    assert refused.returncode == 3
    assert "1. dòng 2, cột “Mã cụm”: chưa có cụm “Bến Thử”" in refused.stderr
    sheet["Đề xuất"].cell(2, columns["Mã cụm"], "cụm mới")
    sheet["Nguồn"]["B1"] = "Quyết định thử"
    sheet.save(book)
    tried = run_geo(settings, "review", str(book), "--format", "json")
    assert json.loads(tried.stdout)[0] | {"period": None} == {
        "row": 2,
        "event": "thành lập",
        "name": "Bến Thử",
        "key": "bac-giang/ben-thu",
        "is_new": True,
        "period": None,
    }
    assert "mới thử" in tried.stderr
    again = run_geo(settings, "review", str(book), "--lang", "en")
    assert "a trial" in again.stderr
    assert run_geo(settings, "history", "Bến Thử, Bắc Giang").returncode == 3
    other = run_geo(settings, "review", str(text))
    assert other.returncode == 3
    assert "geo extract" in other.stderr
