"""Lists as text: delimiters, encodings, quotations, and what is told when they go wrong."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from list_files import about, cells, lines

from geo.errors import InputError
from geo.text import guarded

LIST = [
    ["STT", "Tên cụm", "Địa điểm", "Diện tích"],
    ["1", "Hồng Lộc", "xã Đại Lâm; xã Tân Hưng", "1.234,5"],
    ["2", "Yên Mỹ", "huyện Lạng Giang, tỉnh Bắc Giang", "75"],
]
WORDS = st.text(st.sampled_from("abcĐồộ \"',;\t|=+-@'0123"), max_size=12).filter(
    lambda text: text == text.strip()
)
TABLES = st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=20)


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_list_is_read_however_it_is_saved(tmp_path: Path, delimiter: str, encoding: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(written(LIST, delimiter).encode(encoding))
    assert cells(file) == LIST
    assert [line.number for line in lines(file)] == [1, 2, 3]
    assert about(file).kind == "csv"
    assert about(file).notes == ()


@given(TABLES, st.sampled_from(",;\t|"), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_what_is_guarded_and_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    file = tmp_path_factory.mktemp("csv") / "a.csv"
    rows = [["x", "y", "z"], *rows]
    saved = written([[guarded(cell) for cell in row] for row in rows], delimiter)
    file.write_bytes(saved.encode(encoding))
    expected = []
    for row in rows:
        while row and not row[-1]:
            row = row[:-1]
        if row:
            expected.append([cell or None for cell in row])
    assert cells(file, delimiter=delimiter) == expected


@given(
    st.lists(
        st.lists(st.text("abĐồ 01.\"'", min_size=1).filter(str.strip), min_size=3, max_size=3),
        min_size=2,
        max_size=9,
    ),
    st.sampled_from(",;\t|"),
)
def test_the_delimiter_is_found(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    file = tmp_path_factory.mktemp("csv") / "a.csv"
    file.write_text(written([[guarded(cell) for cell in row] for row in rows], delimiter), "utf-8")
    assert cells(file) == rows


def test_old_code_pages_are_found_or_named(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("TT;Tªn côm\n1;Hång Léc\n".encode("latin-1"))
    assert cells(file) == [["TT", "Tên cụm"], ["1", "Hồng Lộc"]]
    assert "tcvn3" in about(file).notes[0].vi
    assert cells(file, encoding="ABC")[1] == ["1", "Hồng Lộc"]
    file.write_bytes("TT;Teân cuïm\n1;Hoàng Loäc\n".encode("latin-1"))
    assert cells(file) == [["TT", "Tên cụm"], ["1", "Hồng Lộc"]]


def test_old_fonts_saved_as_utf_8_are_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("TT,Tªn côm\n1,Hång Léc\n2,Léc\n3,Hồng Lộc\n", "utf-8")
    assert [row[1] for row in cells(file)] == ["Tên cụm", "Hồng Lộc", "Léc", "Hồng Lộc"]
    assert "TCVN3" in about(file).notes[0].vi


def test_a_row_has_the_line_it_begins_on(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('a,"b\nc\nd"\n\n , \ne,f\n', "utf-8")
    assert [(line.number, line.cells) for line in lines(file)] == [
        (1, ["a", "b\nc\nd"]),
        (6, ["e", "f"]),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way(tmp_path: Path, end: str) -> None:
    (tmp_path / "a.csv").write_bytes(end.join(("a,b", "c,d")).encode())
    assert cells(tmp_path / "a.csv") == [["a", "b"], ["c", "d"]]


def test_signs_inside_quotations_are_no_delimiters(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('1,"a; b; c; d"\n2,"e; f; g; h"\n')
    assert cells(tmp_path / "a.csv") == [["1", "a; b; c; d"], ["2", "e; f; g; h"]]


def test_excel_may_name_the_delimiter(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\na,x;b,y;c\n")
    assert [(line.number, line.cells) for line in lines(tmp_path / "a.csv")] == [
        (2, ["a,x", "b,y", "c"])
    ]


def test_a_delimiter_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a;b,c\nd;e,f\n")
    assert cells(tmp_path / "a.csv", delimiter=";") == [["a", "b,c"], ["d", "e,f"]]
    assert cells(tmp_path / "a.csv", delimiter="tab") == [["a;b,c"], ["d;e,f"]]
    with pytest.raises(InputError, match='Delimiter "ab": expected one sign'):
        lines(tmp_path / "a.csv", delimiter="ab")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('a,b\nc,"d\ne,f\n', "line 2: a quotation mark opened here is never closed"),
        ('a,b\nc,"d"e\n', "line 2: a quotation mark stands inside a cell"),
        (f"a,b\n{'x' * 140_000}\n", "line 2: a cell is longer"),
        (f"a,b\n{'x,' * 1001}y\n", "line 2: more than 1000 columns"),
        (f"a,b\nc,d\n{'x,' * 3_000_000}\n", "line 3: the line does not end"),
    ],
)
def test_a_broken_row_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(InputError, match=said):
        lines(tmp_path / "a.csv")


def test_a_line_in_another_encoding_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    modern = "1,Hồng Lộc\n".encode()
    file.write_bytes(modern * 200_000 + "2,Hång Léc\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"a\.csv\", line 200001: written in tcvn3"):
        lines(file)


def test_an_unknown_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a")
    with pytest.raises(InputError, match='There is no encoding "koi8"'):
        lines(tmp_path / "a.csv", encoding="koi8")
