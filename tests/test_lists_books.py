"""Files that are no lists, or lists in disguise: known by content, told in one sentence."""

import os
import random
import struct
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from docx import Document
from fuzz.readers import here
from list_files import ROWS, about, cells, lines, packed, repacked, sheet_of
from test_lists_features import KINDS, frame, saved
from test_lists_spreadsheets import ods, xls, xlsx

from geo import apart
from geo.archives import Archive, open_archive
from geo.backups.manifest import DUMP, MANIFEST
from geo.books.opening import open_book
from geo.errors import InputError


def test_a_book_has_the_fingerprint_of_its_file(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "a.xlsx")
    book = about(file)
    assert book.file == file
    assert book.sha256 == sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("write", [xlsx, xls, ods])
@pytest.mark.parametrize("ending", ["xls", "xlsx", "csv", "txt", ""])
def test_a_file_is_known_by_what_it_holds(
    tmp_path: Path, write: Callable[[Path], Path], ending: str
) -> None:
    assert cells(write(tmp_path / f"a.{ending}")) == ROWS


def test_text_named_xls_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("TT\tTên\n1\tHồng Lộc\n", "utf-8")
    assert cells(tmp_path / "a.xls") == [["TT", "Tên"], ["1", "Hồng Lộc"]]
    assert about(tmp_path / "a.xls").kind == "csv"


def test_a_web_page_named_xls_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.xls"
    file.write_text(
        '<html><head><meta charset="utf-8"><style>td {x}</style></head><body>Lời đầu<table>'
        "<tr><td colspan=3>DANH SÁCH<td>x</tr>"
        "<tr><th rowspan=2>TT<th>Tên &amp; nơi<script>x</script></tr>"
        "<tr><td>Cụm <b>Hồng</b><br>Lộc<table><tr><td>(1)</table></td><td>'=1</td></tr>"
        "<tr></tr><tr><td></table><script>x</script><table><tr><td>Hai</table>",
        "utf-8",
    )
    assert cells(file) == [
        ["DANH SÁCH", None, None, "x"],
        ["TT", "Tên & nơi"],
        [None, "Cụm Hồng Lộc (1)", "=1"],
    ]
    assert cells(file, 1) == [["Hai"]]
    with open_book(file) as book:
        assert book.grids[0].merges == ((1, 0, 1, 2), (2, 0, 3, 0))
        assert "HTML" in book.notes[0].vi


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\r\n \n", "the file is empty"),
        (b"%PDF-1.7\n...", "the file is a PDF; expected XLSX"),
        (b"\x89PNG\r\n\x1a\n...", "a PNG picture"),
        (b"\xff\xd8\xff\xe0...", "a JPEG picture"),
        (b"{\\rtf1 ...", "an RTF document"),
        (b"Rar!\x1a\x07...", "a RAR archive"),
        (b"\x1f\x8b\x08...", "a GZIP archive"),
        (b"\0\0\x27\x0a....", "a shapefile that is not zipped"),
        (b"\x7fELF\x02\x01...", "a program"),
        (b"abc\0\x01\x02def", "a file of unknown kind"),
        (b"\xd1some letters\x01" * 9 + b"\x02\x03\x04\x05", "a file of unknown kind"),
        (
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
            "an XML file",
        ),
        (b"<html><p>x</p></html>", "the file is empty"),
        (b"PK\x05\x06" + bytes(18), "another ZIP archive"),
        (b"PK\x03\x04....", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        (b"SQLite format 3\0" + bytes(200), "damaged"),
        (b"PAR1....PAR1", "damaged"),
        (b'{"type": "FeatureCollection", "features": [{', "damaged"),
        (b'{"a": 1}', "no layer of a map"),
        (b'[{"a": 1}]', "no layer of a map"),
        (b'<?xml version="1.0"?><html><p>x</p></html>', "the file is empty"),
    ],
)
def test_what_is_no_list_is_told(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    with pytest.raises(InputError, match=said) as refused:
        lines(tmp_path / "a.xlsx")
    assert "a.xlsx" in refused.value.text.vi


def test_a_word_document_is_told(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Quyết định")
    document.save(str(tmp_path / "a.docx"))
    with pytest.raises(InputError, match="the file is a Word document"):
        lines(tmp_path / "a.docx")


def test_a_backup_is_sent_to_the_command_that_takes_it(tmp_path: Path) -> None:
    backup = packed(tmp_path / "a.zip", {DUMP: b"", MANIFEST: b"{}"})
    with pytest.raises(InputError, match='put it back with "geo db restore"'):
        lines(backup)


def test_a_workbook_without_a_filled_cell_is_empty(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is empty"):
        lines(xlsx(tmp_path / "a.xlsx", [[], [""], [None, " "]]))


def test_what_is_not_there_or_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        lines(tmp_path / "a.csv")
    with pytest.raises(InputError, match="There is no file"):
        lines(tmp_path / "a.csv" / "b")
    with pytest.raises(InputError, match="is a folder"):
        lines(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        lines(Path("a\0b"))
    with pytest.raises(InputError, match="cannot be read"):
        lines(tmp_path / ("x" * 300))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(InputError, match="not an ordinary file"):
        lines(tmp_path / "a.csv")


def compound(name: str, content: bytes = b"") -> bytes:
    """Return a compound file with one small stream, as Office makes of what it locks."""
    none, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = struct.pack(
        "<8s16x5H6x9I109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, 2, 1, end, 0),
        *(0, *[none] * 108),
    )
    sectors = struct.pack("<128I", table, end, end, end, *[none] * 124)
    small = struct.pack("<128I", *range(1, 7), end, end, *[none] * 120)

    def entry(title: str, kind: int, below: int, start: int, size: int) -> bytes:
        written = title.encode("utf-16-le")
        told = (written, len(written) + 2, kind, none, none, below, start, size)
        return struct.pack("<64sHBx3I36xII4x", *told)

    root, stream = entry("Root Entry", 5, 1, 3, 512), entry(name, 2, none, 0, len(content))
    return header + sectors + root + stream + bytes(256) + small + content.ljust(512, b"\0")


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        ("EncryptedPackage", "protected by a password"),
        ("WordDocument", "a Word document"),
        ("PowerPoint Document", "another Office document"),
        ("Workbook", "damaged"),
    ],
)
def test_what_office_locked_or_meant_otherwise_is_told(
    tmp_path: Path, stream: str, said: str
) -> None:
    (tmp_path / "a.xlsx").write_bytes(compound(stream))
    with pytest.raises(InputError, match=said):
        lines(tmp_path / "a.xlsx")


def test_a_locked_xls_is_told(tmp_path: Path) -> None:
    file = xls(tmp_path / "a.xls")
    data = file.read_bytes()
    codepage = data.index(struct.pack("<HHH", 0x0042, 2, 1200))
    file.write_bytes(data[:codepage] + struct.pack("<H", 0x002F) + data[codepage + 2 :])
    with pytest.raises(InputError, match="protected by a password"):
        lines(file)


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    file = sheet_of(tmp_path / "a.xlsx", f"<row><c><v>{' ' * 40_000_000}</v></c></row>")
    assert file.stat().st_size < 100_000
    with pytest.raises(InputError, match="unpacks to too much"):
        lines(file)
    many = packed(tmp_path / "b.xlsx", {f"{n}": b"" for n in range(10_001)})
    with pytest.raises(InputError, match="unpacks to too much"):
        lines(many)


def test_an_archive_that_lies_about_its_size_is_told(tmp_path: Path) -> None:
    file = sheet_of(tmp_path / "a.xlsx", f"<row><c><v>{' ' * 40_000_000}</v></c></row>")
    data = bytearray(file.read_bytes())
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = -1
        while (start := data.find(sign, start + 1)) >= 0:
            if struct.unpack_from("<I", data, start + place)[0] > 2**20:
                struct.pack_into("<I", data, start + place, 1000)
    file.write_bytes(data)
    with pytest.raises(InputError, match="damaged"):
        lines(file)


@pytest.mark.parametrize("name", ["../x.xml", "/etc/x", "a\\..\\..\\x"])
def test_a_path_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    file = xlsx(tmp_path / "a.xlsx")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, b"x")
    with pytest.raises(InputError, match="names a path outside it"):
        lines(file)


def test_unpacked_members_stay_in_their_folder(tmp_path: Path) -> None:
    names = ("a/b.shp", "a/B.SHP", "c/b.dbf", f"{'d' * 300}.shp", ".b.shp", "readme.txt")
    file = packed(tmp_path / "a.zip", dict.fromkeys(names, b"x"))
    (tmp_path / "out").mkdir()
    with open_archive(file) as archive:
        assert isinstance(archive, Archive)
        files = archive.unpack((".shp", ".dbf"), tmp_path / "out")
    assert len(files) == 4
    assert all(one.is_relative_to(tmp_path / "out") and one.read_bytes() == b"x" for one in files)
    assert {one.suffix for one in files} == {".shp", ".dbf"}


def test_a_password_in_the_archive_is_told(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "a.xlsx")
    data = bytearray(file.read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    file.write_bytes(data)
    with pytest.raises(InputError, match="protected by a password"):
        lines(file)


def test_a_linked_part_is_not_followed(tmp_path: Path) -> None:
    file = sheet_of(tmp_path / "a.xlsx", "<row><c><v>1</v></c></row>")
    link, away = b'Target="worksheets/sheet1.xml"', b'TargetMode="External" Target="http://x/"'
    repacked(file, lambda _, data: data.replace(link, away))
    with pytest.raises(InputError, match="is empty"):
        lines(file)


def spoilt(data: bytes, dice: random.Random) -> bytes:
    """Return bytes cut off, or with some of them changed, doubled or taken out."""
    if dice.random() < 0.3:
        return data[: dice.randrange(len(data))]
    spoiled = bytearray(data)
    for _ in range(dice.choice((1, 3, 20))):
        place = dice.randrange(len(spoiled))
        length = dice.choice((1, 2, 8, 64))
        change = dice.randrange(3)
        if change == 0:
            spoiled[place : place + length] = dice.randbytes(length)
        elif change == 1:
            del spoiled[place : place + length]
        else:
            spoiled[place:place] = spoiled[place : place + length]
        if not spoiled:
            return b"x"
    return bytes(spoiled)


def sound(folder: Path, kind: str) -> Path:
    rows = [["TT", "Tên", "Nơi"], *([n, f"Cụm {n}", "Côm Hång Léc"] for n in range(60))]
    if kind in KINDS:
        return saved(folder, kind, frame())
    if kind == "csv":
        text = "\n".join(f'{n};"Cụm, {n}";x' for n in range(60))
        (folder / "a").write_text(text, "utf-8")
        return folder / "a"
    return {"xlsx": xlsx, "xls": xls, "ods": ods}[kind](folder / "a", rows)


def tried(file: Path) -> None:
    """Read a file to its end, or see it refused in both languages."""
    try:
        with open_book(file) as book:
            for grid in book.grids:
                assert isinstance(grid.merges, tuple)
                for _ in grid.lines():
                    pass
    except InputError as refused:
        if not (refused.text.vi and refused.text.en):
            raise AssertionError(refused) from refused


@pytest.mark.parametrize("kind", ["csv", "xlsx", "xls", "ods", *KINDS])
def test_spoilt_files_are_read_or_refused(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "ask", here)
    file = sound(tmp_path, kind)
    data, dice = file.read_bytes(), random.Random(kind)  # noqa: S311
    for _ in range(60):
        file.write_bytes(spoilt(data, dice))
        tried(file)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_spoilt_members_are_read_or_refused(tmp_path: Path, kind: str) -> None:
    file = sound(tmp_path, kind)
    data, dice = file.read_bytes(), random.Random(kind)  # noqa: S311
    for _ in range(60):
        file.write_bytes(data)
        repacked(file, lambda _, part: spoilt(part, dice) if dice.random() < 0.4 else part)
        tried(file)
