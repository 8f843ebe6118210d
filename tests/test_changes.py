"""The table of changes: it restates exactly, in both systems, and goes whole into a file."""

import csv
import json
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from program import run_geo
from sqlalchemy import Connection, text

from geo.build import Built
from geo.changes import BY_CLUSTER, BY_UNIT, COUNTS, HECTARES, Span, by_cluster, by_unit
from geo.errors import InputError, OutputError, Text
from geo.export import safe, write_table
from geo.frames import map_units
from geo.gazetteer import Gazetteer
from geo.settings import Settings
from geo.vocabulary import Level

TODAY, END = date(2026, 11, 22), date(2030, 12, 31)
BEFORE, NOW = date(2025, 6, 30), date(2025, 7, 1)

ROWS = text(
    """
    SELECT * FROM planning.unit_change(
        :from_date, :to_date, :units_date, :level, :within, '2026-11-22'
    )
    """
)
SPANS = [
    (TODAY, END),
    (date(2015, 1, 1), TODAY),
    (date(2020, 12, 31), END),
    (END, date(2051, 1, 1)),
]
UNITS = [
    (BEFORE, "province"),
    (NOW, "province"),
    (BEFORE, "district"),
    (date(2024, 6, 1), "district"),
    (NOW, "commune"),
    (NOW, "district"),
]


def unit_change(
    connection: Connection,
    span: tuple[date, date],
    units_date: date,
    level: str,
    within: int | None = None,
) -> list[dict[str, object]]:
    asked = {"from_date": span[0], "to_date": span[1], "units_date": units_date, "level": level}
    return [dict(row) for row in connection.execute(ROWS, asked | {"within": within}).mappings()]


def restates(row: dict) -> None:  # type: ignore[type-arg]
    """Assert the two sums that every row and every total keeps, to the last digit."""
    stayed = row["new"] + row["expanded"] + row["reduced"] + row["kept"]
    left = row["merged"] + row["removed"]
    gone = row["merged_before"] + row["removed_before"] + row["dropped"]
    gone += row["planned"]
    assert row["standing_from"] + row["new"] - left == row["standing_to"]
    assert stayed == row["standing_to"]
    assert stayed + left + gone + row["unconfirmed"] == row["clusters"]
    if row["area_from_ha"] is None:
        assert all(row[name] is None for name in HECTARES)
        return
    for name in ("new_ha", "expanded_ha", "reduced_ha", "merged_ha", "removed_ha"):
        assert row[name] is None or row[name] >= 0
        assert row[name] is not None or row[name.removesuffix("_ha")] > 0
    known = {name: row[name] or 0 for name in HECTARES}
    grown = known["new_ha"] + known["expanded_ha"] - known["reduced_ha"]
    left_ha = known["merged_ha"] + known["removed_ha"]
    assert known["area_from_ha"] + grown - left_ha == known["area_to_ha"]
    assert row["change_ha"] in (None, known["area_to_ha"] - known["area_from_ha"])
    assert row["kept_ha"] >= 0


def summed(rows: list[dict]) -> dict:  # type: ignore[type-arg]
    return {name: sum(row[name] or 0 for row in rows) for name in (*COUNTS, *HECTARES)}


@pytest.mark.parametrize("span", SPANS)
def test_every_unit_and_the_nation_restate_exactly(
    connection: Connection, span: tuple[date, date]
) -> None:
    totals = []
    for units_date, level in UNITS:
        rows = unit_change(connection, span, units_date, level)
        for row in rows:
            restates(row)
        totals.append(summed(rows))
        restates(totals[-1])
    assert totals[0]["clusters"] > 700
    assert all(total == totals[0] for total in totals)


def test_a_province_is_the_sum_of_its_districts_and_of_what_has_none(
    connection: Connection,
) -> None:
    for province in unit_change(connection, (TODAY, END), BEFORE, "province"):
        if province["unit_id"] is None:
            continue
        within = province["unit_id"]
        districts = unit_change(connection, (TODAY, END), BEFORE, "district", within)  # type: ignore[arg-type]
        expected = {name: province[name] or 0 for name in (*COUNTS, *HECTARES)}
        assert summed(districts) == expected, province["name"]


def test_the_new_provinces_are_the_sums_of_the_old(
    connection: Connection, gazetteer: Gazetteer
) -> None:
    old = {row["key"]: row for row in unit_change(connection, (TODAY, END), BEFORE, "province")}
    merged: dict[str, list[dict[str, object]]] = {}
    for key, row in old.items():
        if key is not None:
            (heir,) = gazetteer.successors(gazetteer[str(key)], on=NOW)
            merged.setdefault(heir.key, []).append(row)
    only_new = old[None]["clusters"]
    for row in unit_change(connection, (TODAY, END), NOW, "province"):
        difference = int(row["clusters"]) - summed(merged[str(row["key"])])["clusters"]  # type: ignore[call-overload]
        assert difference >= 0
        only_new -= difference  # type: ignore[operator]
    # Clusters known by a new address alone are in no old province, and nowhere else missing.
    assert only_new == 0


def test_no_cluster_leaves_twice(connection: Connection) -> None:
    again = text(
        """
        SELECT count(*) FILTER (WHERE stood), count(*) FILTER (WHERE area_from_ha <> 0),
               count(*)
        FROM planning.cluster_change('2026-11-22', '2030-12-31', '2026-11-22')
        WHERE status_from IN ('merged', 'removed')
        """
    )
    assert connection.execute(again).one()[:2] == (0, 0)
    rows = unit_change(connection, (TODAY, END), BEFORE, "province")
    by_name = {row["name"]: row for row in rows}
    giang = by_name["Bắc Giang"]
    assert (giang["merged"], giang["removed"], giang["removed_before"]) == (3, 3, 7)
    capital = by_name["Hồ Chí Minh"]
    assert (capital["standing_from"], capital["standing_to"], capital["removed"]) == (19, 0, 19)


def test_the_total_row_is_the_exact_sum_and_its_rate_is_made_of_its_parts(
    connection: Connection, gazetteer: Gazetteer
) -> None:
    *rows, total = by_unit(connection, gazetteer, Span(TODAY, END, BEFORE), "en", known_on=TODAY)
    assert total["name"] == "Total"
    assert [row["name"] for row in rows if row["key"] is None] == ["Unit not known"]
    assert total["clusters"] == sum(row["clusters"] for row in rows)
    assert total["area_to_ha"] == pytest.approx(sum(row["area_to_ha"] or 0 for row in rows))
    area = sum(row["area_km2"] or 0 for row in rows)
    assert 325_000 < area < 340_000
    expected = total["change_ha"] / area * 1000
    assert total["change_ha_per_1000_km2"] == pytest.approx(expected, abs=1e-4)
    assert set(BY_UNIT) == set(total)


def test_cluster_by_cluster_says_the_same_as_the_total(
    connection: Connection, gazetteer: Gazetteer
) -> None:
    span = Span(TODAY, END, BEFORE, Level.DISTRICT, "Bắc Giang")
    *_, total = by_unit(connection, gazetteer, span, "vi", known_on=TODAY)
    clusters = by_cluster(connection, gazetteer, span, known_on=TODAY)
    assert set(BY_CLUSTER) == set(clusters[0])
    assert len(clusters) == total["clusters"]
    assert sum(row["change"] == "expanded" for row in clusters) == total["expanded"]
    assert sum(row["stood"] for row in clusters) == total["standing_from"]
    yen_lu = next(row for row in clusters if row["key"] == "bac-giang/tan-hung")
    assert yen_lu["unit"] == "huyện Lạng Giang"
    assert yen_lu["new_address"].endswith("Bắc Ninh")


def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe() -> None:
    for evil in ("=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "\x00=1"):
        assert safe(evil).startswith("'")
    for plain in ("Yên Lư", "a=b", "", -2, -2.5, None, True):
        assert safe(plain) == plain


@pytest.mark.parametrize("name", ["a.csv", "a.XLSX"])
def test_a_file_holds_the_table_and_replaces_the_old_one_whole(tmp_path: Path, name: str) -> None:
    headings = {"a": Text("tên", "name"), "b": Text("ha", "ha")}
    rows = [{"a": "Yên Lư", "b": -1.5}, {"a": "=HYPERLINK(1)", "b": None}]
    file = tmp_path / name
    file.write_text("old")
    write_table(rows, headings, file, "vi")
    if name == "a.csv":
        assert file.read_bytes().startswith(b"\xef\xbb\xbft\xc3\xaan")
        with file.open(encoding="utf-8-sig", newline="") as stream:
            found = list(csv.reader(stream))
        assert found == [["tên", "ha"], ["Yên Lư", "-1.5"], ["'=HYPERLINK(1)", ""]]
    else:
        sheet = openpyxl.load_workbook(file).active
        found = [[cell.value for cell in line] for line in sheet.iter_rows()]
        assert found == [["tên", "ha"], ["Yên Lư", -1.5], ["'=HYPERLINK(1)", None]]
        assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert [left.name for left in tmp_path.iterdir()] == [name]
    assert file.stat().st_mode & 0o777 == 0o644


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"must end in .csv or .xlsx"):
        write_table([], {}, tmp_path / "a.ods", "en")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").write_text("")
    for place in ("missing/a.csv", "file/a.csv", "folder.csv"):
        with pytest.raises(OutputError, match="choose another place"):
            write_table([], {}, tmp_path / place, "en")


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def geo(built: Built, settings: Settings, tmp_path: Path) -> Run:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return run_geo(settings, "changes", *words, cwd=tmp_path)

    return run


def test_the_command_prints_the_table_and_writes_it(geo: Run, tmp_path: Path) -> None:
    asked = ("--from", "2026-11-22", "--units", "63", "--lang", "en")
    printed = geo(*asked, "--out", "a.xlsx")
    assert printed.returncode == 0, printed.stderr
    assert "Unit not known" in printed.stdout
    assert printed.stdout.splitlines()[-1].startswith("Total ")
    assert "Written: a.xlsx" in printed.stderr
    found = json.loads(geo(*asked, "--format", "json", "--out", "a.csv").stdout)
    assert len(found) == 65
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    lines = list(sheet.iter_rows(values_only=True))
    assert [list(row.values()) for row in found] == [list(line) for line in lines[1:]]
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.reader(stream))) == len(lines)


def test_one_province_cluster_by_cluster(geo: Run) -> None:
    found = geo("--from", "2026-11-22", "--province", "bac ninh", "--clusters", "--format", "json")
    clusters = {row["key"]: row for row in json.loads(found.stdout)}
    assert {row["unit"] for row in clusters.values()} == {"Bắc Ninh"}
    is_planned = date.today() < date(2030, 12, 31)  # noqa: DTZ011 -- a plan is told until it ends
    assert clusters["bac-giang/yen-lu"]["area_to_ha"] == (75 if is_planned else 50)
    table = geo("--province", "Bắc Ninh", "--clusters")
    assert "đưa ra khỏi quy hoạch" in table.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2031-01-01"), "The first day, 2031-01-01, must come before the last"),
        (("--from", "2026-02-30"), '--from "2026-02-30" is no day'),
        (("--to", "cuối năm"), '--to "cuối năm" is no day'),
        (("--units", "35"), '--units "35": expected 63, 34 or a day'),
        (("--level", "village"), "expected province, district or commune"),
        (("--level", "country"), "expected province, district or commune"),
        (("--level", "district"), "There is no unit of the level district on 2025-07-01"),
        (
            ("--level", "commune", "--units", "2019-01-01"),
            "Communes are on record since 2025-01-01",
        ),
        (("--province", "Bắc Nin"), "Nearest: tỉnh Bắc Ninh"),
        (("--province", "Bắc Giang"), "ended on 2025-07-01: now tỉnh Bắc Ninh"),
        (("--province", "Vũng Tàu"), "Nearest: tỉnh Bà Rịa - Vũng Tàu"),
        (("--province", "Xyz Qqq"), 'There is no province "Xyz Qqq", before 2025-07-01 or since.'),
        (("--province", "Xyz Qqq"), "Check the spelling."),
        (("--out", "a.pdf"), "must end in .csv or .xlsx"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(geo: Run, words: tuple[str, ...], said: str) -> None:
    found = geo(*words, "--lang", "en")
    assert found.returncode == 3
    assert found.stdout == ""
    assert said in found.stderr
    assert len(found.stderr.splitlines()) == 1


def test_an_unknown_province_is_told_in_vietnamese_too(geo: Run, tmp_path: Path) -> None:
    found = geo("--province", "Bắc Nin")
    said = "Không có tỉnh, thành phố nào tên “Bắc Nin”, trước hay"
    assert found.stderr.startswith(f"{said} từ 01/07/2025. Gần nhất: tỉnh Bắc Ninh; ")
    found = geo("--from", "2030-01-02", "--to", "2020-01-02")
    assert "Ngày đầu 02/01/2030 phải trước ngày cuối 02/01/2020" in found.stderr
    found = geo("--province", "Bắc Giang")
    assert "tỉnh Bắc Giang không còn từ ngày 01/07/2025: nay là tỉnh Bắc Ninh." in found.stderr
    assert "thêm --units 63." in found.stderr
    asked = ("--province", "Bắc Giang", "--units", "63", "--clusters", "--out", "a.xlsx")
    assert len(json.loads(geo(*asked, "--format", "json").stdout)) > 50
    about = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[1]
    assert ("Ngày cuối", "31/12/2030") in set(about.iter_rows(values_only=True, max_col=2))


def test_a_folder_that_is_not_there_is_said_before_anything_is_done(geo: Run) -> None:
    found = geo("--out", "nowhere/a.csv", "--lang", "en")
    assert found.returncode == 5
    assert found.stdout == ""
    assert len(found.stderr.splitlines()) == 1


def test_the_table_and_the_map_know_the_same_hectares(
    connection: Connection, gazetteer: Gazetteer
) -> None:
    *rows, _ = by_unit(connection, gazetteer, Span(TODAY, END, NOW), "en", known_on=TODAY)
    drawn = map_units(
        connection,
        from_date=TODAY,
        to_date=END,
        known_on=TODAY,
        units_date=NOW,
        level=Level.PROVINCE,
    )
    names = ["change_ha", "new_ha", "expanded_ha", "reduced_ha", "merged_ha", "removed_ha"]
    of_map = drawn[names].astype(object).where(drawn[names].notna(), None).to_numpy().tolist()
    assert [[row[name] for name in names] for row in rows] == of_map
    unknown = [row for row in rows if row["new"] and row["new_ha"] is None]
    assert unknown
    assert all(row["change_ha"] != 0 for row in unknown if not row["expanded"])
