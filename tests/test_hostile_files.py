"""Files made to harm: each is read or refused in one sentence, with bounded memory and time."""

import io
import re
import resource
import signal
import struct
import zipfile
import zlib
from functools import cache
from pathlib import Path
from random import Random

import pytest
import xlwt.CompoundDoc
from fuzz.damage import spoilt
from fuzz.readers import READERS, boundaries, here, tried
from fuzz.seeds import KML, assembled, pdf, seed
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st
from list_files import lines, repacked, sheet_of

from geo import apart
from geo.books.opening import open_book
from geo.books.spreadsheets import XlsxGrid
from geo.errors import InputError, OutputError, Text
from geo.export import write_table
from geo.extract import apart as pdf_apart
from geo.extract.documents import read_file, read_stream
from geo.vectors import read_layers

BOUNDED = profile(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha">{}]>'.format(
    "".join(
        f'<!ENTITY b{n} "{f"&b{n - 1 or str()};" * 10}">'.replace("&b0;", "&b;")
        for n in range(1, 12)
    )
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY b11 SYSTEM "file:///etc/hostname">]>'
INCLUDE = (
    '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname" parse="text"/>'
)


@pytest.mark.parametrize("name", READERS)
@given(chance=st.integers(0, 2**32))
@BOUNDED
def test_a_spoilt_file_is_read_or_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chance: int
) -> None:
    monkeypatch.setattr(apart, "ask", here)
    dice = Random(chance)  # noqa: S311
    (tmp_path / "a").write_bytes(spoilt(sound(name), dice))
    tried(READERS[name].read, tmp_path / "a")


@cache
def sound(name: str) -> bytes:
    """Return a file that a reader reads."""
    return seed(READERS[name].kinds[0])


@given(text=st.text(max_size=300))
@BOUNDED
def test_any_text_is_read_or_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a").write_bytes(text.encode("utf-8", "surrogatepass") or b"x")
    for reader in ("csv", "text", "pages"):
        tried(READERS[reader].read, tmp_path / "a")


def with_prolog(prolog: str, data: bytes) -> bytes:
    """Put a document type before the first element of XML, and what it declares after it."""
    head, sign, rest = re.sub(rb"^<\?xml[^>]*>\s*", b"", data).partition(b">")
    return prolog.encode() + head + sign + b"&b11;" + rest


@pytest.mark.parametrize("prolog", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("kind", ["xlsx", "fixable", "ods", "docx", "review"])
def test_xml_that_declares_anything_is_refused(kind: str, prolog: str, tmp_path: Path) -> None:
    parts = {"xlsx": "xl/(work|sharedS|styles|worksheets)", "ods": "content", "docx": "word/doc"}
    parts |= {"review": "xl/(workbook|sharedS|styles|worksheets/sheet[12])"}
    file = tmp_path / "a"
    file.write_bytes(seed(kind))
    with zipfile.ZipFile(file) as archive:
        names = [n for n in archive.namelist() if re.match(parts.get(kind, parts["xlsx"]), n)]
    for name in names:
        if name.endswith(".xml"):
            file.write_bytes(seed(kind))
            repacked(
                file, lambda at, data, name=name: with_prolog(prolog, data) if at == name else data
            )
            with pytest.raises(InputError):
                READERS[{"docx": "documents"}.get(kind, kind)].read(file)


@pytest.mark.parametrize("prolog", [LAUGHS, OUTSIDE])
def test_entities_of_a_map_are_not_filled_in(prolog: str, tmp_path: Path) -> None:
    file = tmp_path / "a.kml"
    file.write_text(prolog + KML.partition("?>")[2].replace("Bắc Giang", "Bắc &b11;"), "utf-8")
    told = Path("/etc/hostname").read_text("utf-8").strip() if prolog == OUTSIDE else "haha"
    try:
        shown = " ".join(layer.frame.to_csv() for layer in read_layers(file))
    except InputError:
        shown = ""
    assert told not in shown
    assert len(shown) < 10_000


def test_what_xml_and_pages_point_at_is_not_included(tmp_path: Path) -> None:
    told = Path("/etc/hostname").read_text("utf-8").strip()
    sheet = sheet_of(tmp_path / "a.xlsx", f"<row><c><v>1</v></c><c>{INCLUDE}</c></row>")
    assert [line.cells for line in lines(sheet)] == [[1]]
    page = tmp_path / "a.html"
    page.write_text(f"<!doctype html>{OUTSIDE}<p>CCN &b11; {INCLUDE}<table><tr><td>a", "utf-8")
    assert told not in read_file(page).text
    assert all(told not in str(line.cells) for line in lines(page))


def xls_of(*parts: bytes) -> bytes:
    """Return a compound file whose workbook is made of these parts."""
    written = io.BytesIO()
    xlwt.CompoundDoc.XlsDoc().save(written, b"".join(parts))
    return written.getvalue()


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def begins(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 6))


def named(place: int) -> bytes:
    return record(0x0085, struct.pack("<IBB", place, 0, 0) + b"\x01\0S")


def test_many_sheets_that_are_empty_to_their_last_row_are_refused(tmp_path: Path) -> None:
    number, end = record(0x0203, struct.pack("<HHHd", 65535, 0, 0, 1.0)), record(0x0A)
    one, style, n = begins(0x10) + number + end, record(0x00E0, b"\0" * 20), 500
    first = len(begins(5)) + len(style) + n * len(named(0)) + len(end)
    sheets = [named(first + place * len(one)) for place in range(n)]
    (tmp_path / "a.xls").write_bytes(xls_of(begins(5), style, *sheets, end, one * n))
    with pytest.raises(InputError, match="unpacks to too much"), open_book(tmp_path / "a.xls"):
        pass


def test_texts_that_are_told_again_and_again_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each text says that the next begins before its own beginning."""
    monkeypatch.setattr("geo.books.workbooks97._MOST_MEMORY", 2**27)
    n, text = 60_000, struct.pack("<HBi", 8000, 4, -8007) + b"a" * 8000
    shared = record(0x00FC, struct.pack("<II", n, n) + text)
    filling, end = record(0x003C, b"\0" * 8000) * 23, record(0x0A)
    first = len(begins(5)) + len(named(0)) + len(shared) + len(filling) + len(end)
    head = begins(5) + named(first) + shared + filling + end
    (tmp_path / "a.xls").write_bytes(xls_of(head, begins(0x10), end))
    with pytest.raises(InputError, match="unpacks to too much"), open_book(tmp_path / "a.xls"):
        pass


def drawn(content: bytes, *forms: bytes, packed: bool = False) -> bytes:
    """Return a PDF of one page that shows some signs and may draw the first of some forms."""
    way = b"/Filter/FlateDecode" if packed else b""
    uses = b"/Resources<</XObject<</X 5 0 R>>>>"
    stream = b"<<%b/Length %d>>stream\n%b\nendstream" % (way, len(content), content)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R" + uses + b">>"
    head = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream)
    return assembled(*head, *forms)


def form(number: int) -> bytes:
    """Return a form that draws the next one ten times."""
    uses = b"/Resources<</XObject<</X %d 0 R>>>>" % (number + 1)
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]" + uses
    return head + b"/Length 60>>stream\n" + b"/X Do " * 10 + b"\nendstream"


def test_a_pdf_is_read_in_a_process_of_its_own() -> None:
    assert "Ben Thu" in read_stream(io.BytesIO(pdf()), "a.pdf").text
    with pytest.raises(InputError, match="broken PDF"):
        read_stream(io.BytesIO(pdf()[:300]), "a.pdf")


@pytest.mark.parametrize("bound", ["memory", "time"])
def test_a_pdf_that_asks_for_too_much_is_refused(
    bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if bound == "memory":
        packer = zlib.compressobj(1)
        signs = b"".join(packer.compress(bytes(2**24)) for _ in range(16)) + packer.flush()
        monkeypatch.setattr(pdf_apart, "MOST_MEMORY", 2**27)
        document = drawn(signs, form(5), packed=True)
    else:
        document = drawn(b"/X Do", *(form(5 + n) for n in range(12)), b"<<>>")
        monkeypatch.setattr(pdf_apart, "_SECONDS", 2)
    with pytest.raises(InputError, match="takes too long or more than"):
        pdf_apart.pdf_pages(document, "a.pdf")


def test_a_boundary_file_of_rings_that_do_not_close_is_read_or_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    file.write_bytes(seed("geoparquet"))
    data = bytearray(file.read_bytes())
    ring = data.find(struct.pack("<II", 1, 5))
    assert ring > 0
    struct.pack_into("<d", data, ring + 8, 999.0)
    file.write_bytes(data)
    tried(boundaries, file)


def test_rows_behind_the_last_value_cost_next_to_nothing(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 300_000))
    file = sheet_of(tmp_path / "a.xlsx", f'<row r="1"><c r="A1"><v>1</v></c></row>{blank}')
    with open_book(file) as book:
        (grid,) = book.grids
        assert [line.number for line in grid.lines()] == [1]
        assert isinstance(grid, XlsxGrid)
        assert grid._outline.end < 1000


def test_a_full_folder_for_temporary_files_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sheet may grow to 64 KB there and no further, as the system itself sees to."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    rows = [{"name": f"Cụm {n} {n * 7919}"} for n in range(5000)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**16, before[1]))
    try:
        with pytest.raises(OutputError, match="TMPDIR"):
            write_table(rows, {"name": Text("Tên", "Name")}, tmp_path / "a.xlsx", "vi")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handled)
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize(
    ("sign", "said"),
    [(b"\0", "line 2 holds a control character"), (b"\xed\xa0\x80", "line 2: half a sign")],
)
def test_a_sign_that_is_no_text_is_told_with_its_line(
    tmp_path: Path, sign: bytes, said: str
) -> None:
    (tmp_path / "a.csv").write_bytes("TT;Tên\n1;Cụm".encode() + sign + b"\n2;b\n" * 9)
    with pytest.raises(InputError, match=said):
        lines(tmp_path / "a.csv")


@pytest.mark.parametrize("sign", ["<!a>", "<?a>\n", "<!--", "<!a><"])
def test_a_map_that_only_ever_begins_is_refused_at_once(tmp_path: Path, sign: str) -> None:
    (tmp_path / "a.kml").write_text(f"<?xml {sign * 9000}", "utf-8")
    with pytest.raises(InputError, match="no layer"):
        boundaries(tmp_path / "a.kml")
