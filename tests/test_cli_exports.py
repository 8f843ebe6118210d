"""`geo export`, `geo template` and `geo report`, run as programs."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from program import run_geo

from geo.build import Built
from geo.settings import Settings


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "gpkg", "parquet", "kml"])
def test_every_format_is_written(
    built: Built, settings: Settings, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"a.{ending}"
    done = run_geo(settings, "export", str(file), "--province", "Bắc Giang")
    assert (done.returncode, done.stdout) == (0, "")
    assert f"Đã ghi {file} (" in done.stderr
    assert file.stat().st_size > 1000


def test_columns_and_headings_are_those_asked_for(
    built: Built, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    words = ("--columns", "name,status, area_now_ha", "--as-of", "2024-06-30")
    assert run_geo(settings, "export", str(file), *words, "--lang", "en").returncode == 0
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["Cluster", "Status", "Area today (ha)"]
    assert {"operating", "established"} <= {row[1] for row in rows[1:]}
    run_geo(settings, "export", str(file), *words, "--headings", "field")
    assert file.read_text("utf-8-sig").splitlines()[0] == "name,status,area_now_ha"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a.txt",), "a.txt"),
        (("a.csv", "--columns", "foo"), "--columns “foo”"),
        (("a.csv", "--units", "62"), "--units “62”"),
        (("a.csv", "--headings", "fr"), "--headings “fr”"),
        (("a.csv", "--as-of", "hôm nay"), "--as-of"),
        (("a.csv", "--province", "Bắc Gian"), "Bắc Gian"),
        (("a.csv", "--units", "63", "--columns", "province_now"), "province_now"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(
    built: Built, settings: Settings, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = run_geo(settings, "export", *words, cwd=tmp_path)
    assert done.returncode == 3
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(built: Built, settings: Settings) -> None:
    for words in (("export", "/none/a.csv"), ("template", "/none/a.xlsx")):
        done = run_geo(settings, *words)
        assert done.returncode == 5
        assert "/none" in done.stderr


def test_the_form_is_written_for_a_province(
    built: Built, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "mau.xlsx"
    done = run_geo(settings, "template", str(file), "--province", "Bắc Giang")
    assert (done.returncode, done.stdout) == (0, "")
    assert openpyxl.load_workbook(file).sheetnames == ["Cụm công nghiệp", "Hướng dẫn", "Danh mục"]
    assert run_geo(settings, "template", "a.csv", cwd=tmp_path).returncode == 3


def test_the_form_of_a_name_that_two_provinces_bore_is_for_the_one_of_today(
    built: Built, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "mau.xlsx"
    assert run_geo(settings, "template", str(file), "--province", "Đồng Nai").returncode == 0
    listed = {cell for row in openpyxl.load_workbook(file)["Danh mục"].values for cell in row}
    assert "huyện Bù Đăng, tỉnh Bình Phước" in listed
    assert "huyện Long Thành, tỉnh Đồng Nai" in listed


def test_the_report_is_printed_and_written(
    built: Built, settings: Settings, tmp_path: Path
) -> None:
    words = ("report", "--period", "2026H2", "--province", "Bắc Giang")
    printed = run_geo(settings, *words, "--format", "json")
    assert printed.returncode == 0
    rows = json.loads(printed.stdout)
    assert list(rows[0]) == ["no", "item", "unit", "value", "note"]
    assert [row["item"] for row in rows if row["no"] == "II"] == ["Thành lập và đầu tư hạ tầng"]
    assert "Kỳ báo cáo chưa kết thúc" in printed.stderr
    for ending in ("xlsx", "csv"):
        done = run_geo(settings, *words, "--out", str(tmp_path / f"r.{ending}"))
        assert (done.returncode, done.stdout) == (0, "")
    assert openpyxl.load_workbook(tmp_path / "r.xlsx").sheetnames == ["Báo cáo", "Nguồn"]
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert next(csv.reader(stream)) == ["STT", "Chỉ tiêu", "Đơn vị tính", "Số lượng", "Ghi chú"]


def test_a_district_of_its_own_time_is_reported_on(built: Built, settings: Settings) -> None:
    words = ("report", "--province", "Bắc Giang", "--district", "Yên Dũng", "--format", "csv")
    found = run_geo(settings, *words, "--period", "2024")
    assert found.returncode == 0
    ended = run_geo(settings, *words, "--period", "2026")
    assert ended.returncode == 3
    assert "01/01/2025" in ended.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--period", "2026H3", "--province", "Huế"),
        ("--period", "2026", "--province", "Không Đâu"),
        ("--period", "2026", "--province", "Huế", "--out", "a.pdf"),
    ],
)
def test_a_report_that_cannot_be_made_is_told(
    built: Built, settings: Settings, tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = run_geo(settings, "report", *words, cwd=tmp_path)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
