"""Lists handed back to be mended: what the workbook shows, what can be changed, what is read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st
from openpyxl import Workbook
from planners import ANNEX, BAC_GIANG, annex

from geo.books.grid import CellError, Line, Merge, Value
from geo.books.opening import open_book
from geo.errors import InputError, Text
from geo.lists.decisions import WORDS, Decision, Verdict, read_decision
from geo.lists.marking import Marks, Remark, Similar, Told, write_marked
from geo.lists.mended import Mended, read_mended

WRONG = Text("không phải là số", "is no number")
ODD = Text("lớn bất thường", "unusually large")
NEAR = [
    Similar("bac-giang/dai-lam", "bac-giang/dai-lam = Đại Lâm, huyện Lạng Giang (91 %)"),
    Similar("bac-giang/dai-lam-2", "bac-giang/dai-lam-2 = Đại Lâm 2, huyện Lạng Giang (88 %)"),
]


@dataclass
class Rows:
    """A sheet whose rows are given."""

    rows: Sequence[Line]
    name: str | None = "2024"
    merges: tuple[Merge, ...] = ()
    total: int | None = None

    def lines(self) -> Iterator[Line]:
        return iter(self.rows)


def source(sheet: str | None) -> list[Told]:
    return [
        Told("source", Text("Nguồn", "Source"), BAC_GIANG),
        Told("file", Text("Tệp gốc", "File"), "danh-muc.xlsx", open=False),
        Told("sha256", Text("SHA-256", "SHA-256"), "ab" * 32, open=False),
        Told("sheet", Text("Trang", "Sheet"), sheet or "", open=False),
    ]


def read(file: Path) -> tuple[Mended, list[Line]]:
    with open_book(file) as book:
        mended = read_mended(book)
        assert mended is not None
        (grid,) = mended.book.grids
        return mended, list(grid.lines())


def merges(file: Path) -> list[Merge]:
    with open_book(file) as book:
        mended = read_mended(book)
        return sorted((book if mended is None else mended.book).grids[0].merges)


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    """The annex, with a wrong cell, an odd one, a wrong row, a doubtful row and a decision."""
    file = tmp_path / "sua.xlsx"
    marks = Marks(
        (5, 6),
        {9: [Remark(3, WRONG, True), Remark(6, ODD, False)], 11: [Remark(None, WRONG, True)]},
        {10: NEAR},
        {13: Decision(Verdict.SKIP)},
    )
    with open_book(annex(tmp_path / "danh-muc.xlsx")) as book:
        write_marked(file, book.grids[0], marks, source("Phụ lục I"), "vi")
    return file


def test_the_list_comes_back_as_it_was(marked: Path, tmp_path: Path) -> None:
    with open_book(tmp_path / "danh-muc.xlsx") as book:
        before = list(book.grids[0].lines())
    mended, after = read(marked)
    (grid,) = mended.book.grids
    assert after == before
    assert merges(marked) == merges(tmp_path / "danh-muc.xlsx")
    assert (grid.name, mended.book.file.name) == ("Phụ lục I", "danh-muc.xlsx")
    assert mended.book.sha256 == "ab" * 32
    assert mended.source["source"] == BAC_GIANG
    assert mended.decisions == {("Phụ lục I", 13): Decision(Verdict.SKIP)}


def test_rows_stand_where_they_stood_behind_our_columns(marked: Path) -> None:
    sheet = openpyxl.load_workbook(marked)["Phụ lục I"]
    for number, row in enumerate(ANNEX, 1):
        cells = [cell.value for cell in sheet[number][4:]]
        assert cells[: len(row)] == row
    assert [cell.value for cell in sheet[6][1:4]] == [
        *("Quyết định", "Cụm đã có gần giống", "Vấn đề")
    ]
    assert sheet["D9"].value == "không phải là số\nlớn bất thường"
    assert sheet["C10"].value == "\n".join(one.told for one in NEAR)
    assert sheet["B13"].value == "bỏ qua"


def test_what_is_wrong_is_coloured_and_commented(marked: Path) -> None:
    sheet = openpyxl.load_workbook(marked)["Phụ lục I"]
    wrong, odd, well = sheet["H9"], sheet["K9"], sheet["F9"]
    assert wrong.comment.text == WRONG.vi
    assert odd.comment.text == ODD.vi
    assert wrong.fill.fgColor.rgb != odd.fill.fgColor.rgb
    assert (well.comment, well.fill.fill_type) == (None, None)


def test_only_the_list_and_the_decisions_can_be_changed(marked: Path) -> None:
    workbook = openpyxl.load_workbook(marked)
    sheet, last = workbook["Phụ lục I"], workbook["Nguồn"]
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "C7"
    assert sheet.column_dimensions["A"].hidden
    open_cells = {
        cell.coordinate for row in sheet["A1:K16"] for cell in row if not cell.protection.locked
    }
    assert {"B9", "F9", "H9", "K9", "E16"} <= open_cells
    assert not {"A9", "C9", "D9", "E5", "F6", "E1", "A6"} & open_cells
    assert last.protection.sheet
    assert [not row[1].protection.locked for row in last.iter_rows()] == [
        *(False, True, False, False, False)
    ]


def test_a_doubtful_row_offers_its_clusters(marked: Path) -> None:
    listed = {
        str(one.sqref): one.formula1
        for one in openpyxl.load_workbook(marked)["Phụ lục I"].data_validations.dataValidation
    }
    known = ",".join(f"cụm đã có: {one.key}" for one in NEAR)
    assert listed == {
        "B10": f'"{known},cụm mới,bỏ qua"',
        "B7:B9 B11:B16": '"cụm mới,bỏ qua"',
    }


def test_more_clusters_than_a_drop_down_list_holds_are_left_out(tmp_path: Path) -> None:
    many = [Similar(f"bac-giang/{'x' * 60}-{n}", "") for n in range(9)]
    rows = Rows([Line(1, ["Tên"]), Line(2, ["A"])])
    write_marked(tmp_path / "m.xlsx", rows, Marks((1,), {}, {2: many}), source("2024"), "vi")
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx").worksheets[0]
    (offered,) = (one.formula1 for one in sheet.data_validations.dataValidation)
    assert len(offered) <= 257
    assert offered.endswith(',cụm mới,bỏ qua"')
    assert offered.count("cụm đã có") == 2


CELLS: dict[str, tuple[Value, Value]] = {
    "formula": ("=1+1", "=1+1"),
    "guarded": ("'=1+1", "'=1+1"),
    "apostrophe": ("'x", "'x"),
    "text number": ("007", "007"),
    "number": (12.5, 12.5),
    "day": (date(2024, 3, 15), date(2024, 3, 15)),
    "error": (CellError("#REF!"), CellError("#REF!")),
    "no value": (CellError("formula"), CellError("formula")),
    "lines": ("a\nb", "a\nb"),
    "control": ("a\x01b", "ab"),
    "not finite": (float("inf"), "inf"),
}


@pytest.mark.parametrize(("value", "wanted"), CELLS.values(), ids=CELLS)
def test_every_kind_of_cell_comes_back(tmp_path: Path, value: Value, wanted: Value) -> None:
    rows = Rows([Line(1, ["Tên", "x"]), Line(3, ["A", value])])
    write_marked(tmp_path / "m.xlsx", rows, Marks((1,)), source("2024"), "vi")
    _, lines = read(tmp_path / "m.xlsx")
    (found,) = lines[1].cells[1:]
    if isinstance(found, datetime):
        found = found.date()
    assert found == wanted
    assert lines[1].number == 3


LETTERS = "aằỹđƠĐ =+-@'\"<&;,.0１中"
texts = st.text(st.sampled_from(LETTERS), min_size=1, max_size=12)
cells = st.none() | texts | st.integers(-(10**9), 10**9) | st.sampled_from(["=A1", "+1", "'", "@x"])


@profile(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(1, 3), st.lists(cells, max_size=5), st.booleans()), max_size=6),
    st.sampled_from(["2024", None, "a/b", "Nguồn", "x" * 40]),
)
def test_any_list_comes_back(
    tmp_path: Path, given_rows: list[tuple[int, list[Value], bool]], name: str | None
) -> None:
    lines, number = [Line(1, ["Tên"])], 1
    for gap, row, hidden in given_rows:
        number += gap
        filled = [cell for cell in row if cell is not None and str(cell).strip()]
        if filled:
            lines.append(Line(number, filled, hidden))
    file = tmp_path / "m.xlsx"
    write_marked(file, Rows(lines, name), Marks((1,)), source(name), "vi")
    mended, after = read(file)
    assert after == lines
    assert mended.book.grids[0].name == name


def edited(file: Path, *changes: Callable[[Workbook], object]) -> Path:
    workbook = openpyxl.load_workbook(file)
    for change in changes:
        change(workbook)
    workbook.save(file)
    return file


def put(cell: str, value: object, sheet: int = 0) -> Callable[[Workbook], object]:
    def change(workbook: Workbook) -> None:
        workbook.worksheets[sheet][cell].value = value

    return change


def test_corrections_and_decisions_are_read(marked: Path) -> None:
    edited(
        marked,
        put("H9", 50.2),
        put("B10", "cum da co:  bac-giang/dai-lam-2 "),
        put("B11", "New cluster"),
        put("B13", None),
        put("B2", "Quyết định 123", sheet=1),
    )
    mended, lines = read(marked)
    assert {line.number: line for line in lines}[9].cells[3] == 50.2
    assert mended.source["source"] == "Quyết định 123"
    assert mended.decisions == {
        ("Phụ lục I", 10): Decision(Verdict.KNOWN, "bac-giang/dai-lam-2"),
        ("Phụ lục I", 11): Decision(Verdict.NEW),
    }


def test_rows_that_a_filter_hides_are_not_lost(marked: Path) -> None:
    def hide(workbook: Workbook) -> None:
        for number in range(9, 16):
            workbook.worksheets[0].row_dimensions[number].hidden = True

    before = read(marked)[1]
    assert read(edited(marked, hide))[1] == before
    assert not any(line.hidden for line in before)


def test_cells_of_ours_that_are_merged_are_no_merges_of_the_list(marked: Path) -> None:
    before = merges(marked)
    assert merges(edited(marked, lambda book: book.worksheets[0].merge_cells("B9:C9"))) == before


def test_a_row_hidden_in_the_original_stays_so(tmp_path: Path) -> None:
    rows = Rows([Line(1, ["Tên"]), Line(2, ["A"], hidden=True), Line(3, ["B"])])
    write_marked(tmp_path / "m.xlsx", rows, Marks((1,)), source("2024"), "vi")
    assert read(tmp_path / "m.xlsx")[1] == rows.rows


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put("B9", "chưa biết"), "dòng 9, cột B: quyết định “chưa biết” phải là một trong"),
        (put("B9", "cụm đã có"), "dòng 9, cột B: quyết định “cụm đã có” phải là một trong"),
        (put("B9", "cụm mới: a/b"), "phải là một trong"),
        (lambda book: book.worksheets[0].delete_rows(12), "dòng 12: dòng này đã bị thêm, xóa"),
        (lambda book: book.worksheets[0].insert_rows(10), "dòng 11: dòng này đã bị thêm, xóa"),
        (put("F30", "CCN thêm"), "dòng 30: dòng này đã bị thêm, xóa"),
    ],
)
def test_what_cannot_be_understood_is_told_with_its_place(
    marked: Path, change: Callable[[Workbook], object], said: str
) -> None:
    with pytest.raises(InputError) as refusal:
        read(edited(marked, change))
    assert said in refusal.value.text.vi
    assert str(marked) in refusal.value.text.vi


def test_another_workbook_of_two_sheets_is_a_list_as_any(tmp_path: Path) -> None:
    file = annex(tmp_path / "a.xlsx")
    edited(file, lambda book: book.create_sheet("Nguồn").append(["Nguồn", "Sở", "geo"]))
    with open_book(file) as book:
        assert read_mended(book) is None


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_decisions_are_read_as_they_are_said(lang: str) -> None:
    decisions = [Decision(Verdict.KNOWN, "a/b-c"), Decision(Verdict.NEW), Decision(Verdict.SKIP)]
    assert {one.verdict for one in decisions} == set(WORDS)
    for decision in decisions:
        assert read_decision(decision.said(lang)) == decision
        assert read_decision(decision.said(lang).upper().replace("A/B-C", "a/b-c")) == decision


def test_a_list_longer_than_a_workbook_is_refused(tmp_path: Path) -> None:
    rows = Rows([Line(1, ["Tên"]), Line(1_048_577, ["A"])])
    with pytest.raises(InputError, match="1048576"):
        write_marked(tmp_path / "m.xlsx", rows, Marks((1,)), source("2024"), "vi")
    assert not list(tmp_path.iterdir())
