"""Text out of files: what people send, and what goes wrong with it."""

import io
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from PIL import Image
from playwright.sync_api import Browser
from pypdf import PdfReader, PdfWriter

from geo.errors import InputError
from geo.extract import apart, documents, layout, markup, pages
from geo.extract.documents import Document, read_file, read_stream

LINES = (
    "Điều 1. Thành lập cụm công nghiệp Bến Thử, huyện Lạng Giang, tỉnh Bắc Giang với diện tích là",
    "49,5 ha; tổng mức đầu tư 450 tỷ đồng.",
    "Điều 2. Đưa CCN Gò Thử ra khỏi quy hoạch.",
)
ROWS = (
    ("TT", "Tên cụm", "Địa điểm", "Diện tích (ha)"),
    ("1", "CCN Đồi Thử", "xã Đại Lâm,\nhuyện Lạng Giang", "45,6"),
    ("2", "CCN Bến Thử", "", "20"),
)
Print = Callable[..., bytes]
TABLE = (
    "TT | Tên cụm | Địa điểm | Diện tích (ha)\n"
    "1 | CCN Đồi Thử | xã Đại Lâm, huyện Lạng Giang | 45,6"
)


def read(data: bytes, name: str = "van-ban") -> Document:
    return read_stream(io.BytesIO(data), name)


def refused(data: bytes, name: str = "van-ban") -> InputError:
    with pytest.raises(InputError) as caught:
        read(data, name)
    assert name in caught.value.text.vi
    assert name in caught.value.text.en
    return caught.value


def paragraph(*lines: str) -> str:
    """A paragraph set to a measure, its lines broken where the page's width breaks them."""
    return f"<p>{' '.join(lines)}</p>"


TEXT = "".join((paragraph(*LINES[:2]), paragraph(LINES[2])))
COLUMNS = "<div style='columns:2'>" + "".join(
    f"<p>Cột {side} nói về cụm công nghiệp Bến Thử ở huyện Lạng Giang, rộng {size} ha, một câu dài"
    " nhiều dòng.</p>"
    for side, size in (("trái", 20), ("phải", 30))
)
RULED = "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in ROWS)
STYLE = "<meta charset=utf-8><style>body{font:14px serif}td{border:1px solid;max-width:9em}</style>"


@pytest.fixture(scope="module")
def pdf(browser: Browser) -> Callable[..., bytes]:
    """What a browser prints of pages."""

    def printed(*pages: str) -> bytes:
        with browser.new_page() as page:
            page.set_content(STYLE + "<div style='break-after:page'></div>".join(pages))
            return bytes(page.pdf(format="A4", margin=dict.fromkeys(("left", "right"), "2cm")))

    return printed


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDF are read where the tests are; `test_hostile_files` has them read apart."""
    monkeypatch.setattr(apart, "pdf_pages", pages.pdf_pages)


def scan() -> bytes:
    """A PDF that is a picture."""
    written = io.BytesIO()
    Image.new("L", (60, 60), 200).save(written, "PDF")
    return written.getvalue()


def word(*, rows: bool = True) -> docx.document.Document:
    made = docx.Document()
    for line in LINES:
        made.add_paragraph(line)
    if rows:
        drawn = made.add_table(len(ROWS), len(ROWS[0]))
        for row, cells in zip(drawn.rows, ROWS, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    made.add_paragraph("Nơi nhận:\tUBND tỉnh")
    return made


def saved(document: docx.document.Document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def repacked(package: bytes, parts: dict[str, bytes]) -> bytes:
    """The same package with some parts replaced."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.get(name) or old.read(name))
    return written.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text_is_the_file_itself(encoding: str) -> None:
    text = "Cụm công nghiệp Bến Thử\nhuyện Lạng Giang\n"
    found = read(text.replace("\n", "\r\n").encode(encoding))
    assert (found.text, found.notes, found.pages) == (text, (), ())
    assert found.page(3) is None


def test_an_old_code_page_is_made_unicode_and_said() -> None:
    old = "Thµnh lËp côm c«ng nghiÖp BÕn Thö, huyÖn L¹ng Giang, diÖn tÝch 20 ha."
    new = "Thành lập cụm công nghiệp Bến Thử, huyện Lạng Giang, diện tích 20 ha."
    plain = read(old.encode("latin-1"))
    page = read(f"<html><body><p>{old}</p>".encode())
    document = docx.Document()
    document.add_paragraph(old)
    for found in (plain, page, read(saved(document))):
        assert found.text.strip() == new
        assert "TCVN3" in found.notes[0].vi
    assert read(new.encode()).notes == ()


def test_a_broken_encoding_is_told_with_its_line() -> None:
    data = "Cụm công nghiệp Bến Thử\nhuyện Lạng Giang".encode() + b"\n\xff\xfe\xfa tr\xc3"
    assert "3" in refused(data, "hong.txt").text.vi


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, b"\x7fELF\0\1\2" * 99])
def test_a_binary_file_is_no_text(data: bytes) -> None:
    assert "nhị phân" in refused(data).text.vi


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
def test_a_picture_wants_ocr(data: bytes) -> None:
    assert "OCR" in refused(data).text.vi


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0" + bytes(600), b"{\\rtf1 text}"])
def test_old_office_files_are_to_be_saved_again(data: bytes) -> None:
    assert ".docx" in refused(data).text.vi


def test_a_locked_document_is_told_from_an_old_one() -> None:
    data = b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert "mật khẩu" in refused(data).text.vi


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for file in (tmp_path / "khong-co.txt", tmp_path):
        with pytest.raises(InputError, match="Cannot read the file"):
            read_file(file)


def test_what_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch, pdf: Print) -> None:
    assert "MB" in refused(b"a" * (documents.LARGEST + 1)).text.vi
    monkeypatch.setattr(documents, "_PLAIN", 5000)
    assert "MB" in refused(b"a" * 5001).text.vi
    monkeypatch.setattr(layout, "LONGEST", 900)
    for data in (b"a " * 451, b"<p>" + b"a " * 451, saved(_long()), pdf(TEXT * 6)):
        assert "ký tự" in refused(data).text.vi


def _long() -> docx.document.Document:
    document = docx.Document()
    document.add_paragraph("a " * 451)
    return document


def test_a_page_becomes_lines_without_what_is_no_text() -> None:
    found = read(
        b"""<!DOCTYPE html><html><head><title>Trang</title><style>p{}</style></head><body>
        <nav>CCN kh\xc3\xa1c</nav><script>var ccn = "CCN 20 ha";</script>
        <h1>Quy\xe1\xba\xbft  &#273;&#7883;nh</h1><p>CCN <b>B\xe1\xba\xbfn</b>
        Th&#7917;<br>20&nbsp;ha<!-- CCN --></p><p hidden>CCN 30 ha</p><ul><li>a<li>b</ul>
        <noscript>CCN 40 ha</noscript>cu\xe1\xbb\x91i""",
        "trang.html",
    )
    assert found.text.replace("\u00a0", " ") == "Quyết định\nCCN Bến Thử\n20 ha\na\nb\ncuối"


def test_rows_of_a_page_are_lines_and_keep_their_columns() -> None:
    page = """<table><tr><th>Huyện<th>Tên<th colspan=2>Diện tích</tr>
        <tr><td rowspan=2>Lạng Giang<td><p>Bến</p><p>Thử</p><td>20<td>ha</tr>
        <tr><td>Gò Thử<td>30<td>ha<tr><td>Yên Thế<td>Đồi Thử<td><td></table>"""
    assert read(page.encode(), "bang.html").text.splitlines() == [
        "Huyện | Tên | Diện tích",
        "Lạng Giang | Bến Thử | 20 | ha",
        " | Gò Thử | 30 | ha",
        "Yên Thế | Đồi Thử",
    ]


def test_a_table_that_only_lays_out_a_page_is_no_table() -> None:
    page = "<table><tr><td>bên</td><td><p>Một.</p><p>Hai.</p><table><tr><td>1<td>2</table></table>"
    assert read(page.encode(), "x.html").text == "bên\nMột.\nHai.\n1 | 2"


@pytest.mark.parametrize(
    "piece",
    ["<b>x", "<", "<a ", "<!--", "&", "<a b='", "</", "<!", "<script>", "<td>", "<table><tr><td>"],
)
def test_a_page_of_endless_tags_comes_to_an_end(piece: str) -> None:
    text = read(b"<p>CCN</p>" + piece.encode() * 100_000, "x.html").text
    assert text.startswith("CCN")


def test_a_page_with_absurd_spans_stays_small() -> None:
    page = "<table>" + "<tr><td colspan=99999999 rowspan=99999999>a<td colspan=999>b" * 50
    assert len(read(page.encode(), "x.html").text) < 1_000_000


def test_a_word_document_comes_in_its_order() -> None:
    assert read(saved(word())).text == (
        "\n".join(LINES) + f"\n{TABLE}\n2 | CCN Bến Thử |  | 20\nNơi nhận:\tUBND tỉnh"
    )


def test_what_was_struck_out_is_left_and_what_was_put_in_is_read() -> None:
    document = word(rows=False)
    first = document.paragraphs[0]._p
    for tag, text in (("w:moveFrom", "đã chuyển"), ("w:ins", " (thêm)")):
        change, run, words = (OxmlElement(name) for name in (tag, "w:r", "w:t"))
        words.text = text
        run.append(words)
        change.append(run)
        first.append(change)
    assert read(saved(document)).text.splitlines()[0] == f"{LINES[0]} (thêm)"


def test_cells_that_cover_others_keep_the_columns() -> None:
    document = docx.Document()
    rows = document.add_table(3, 3).rows
    for row, cells in zip(rows, (("a", "b", "c"), ("d", "e", "f"), ("g", "h", "i")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    rows[0].cells[0].merge(rows[1].cells[0]).text = "ad"
    rows[2].cells[0].merge(rows[2].cells[1]).text = "gh"
    assert read(saved(document)).text == "ad | b | c\n | e | f\ngh |  | i"


def test_a_package_that_is_no_document_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = saved(word())
    assert "hỏng" in refused(whole[: len(whole) // 2], "nua.docx").text.vi
    other = repacked(whole, {"_rels/.rels": b"<a/>"})
    assert "Word" in refused(other).text.vi
    sheet = b'<R xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    sheet += b'<Relationship Type="x/officeDocument" Target="xl/workbook.xml"/></R>'
    assert "geo import" in refused(repacked(whole, {"_rels/.rels": sheet})).text.vi
    laughing = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert "hỏng" in refused(repacked(whole, {"word/document.xml": laughing})).text.vi
    monkeypatch.setattr(markup, "_LARGEST_PART", 1 << 20)
    bomb = repacked(whole, {"word/document.xml": b" " * (2 << 20)})
    assert len(bomb) < 100_000
    assert "MB" in refused(bomb).text.vi


def test_lines_of_a_pdf_are_joined_to_sentences_on_their_page(pdf: Print) -> None:
    printed = pdf(TEXT, COLUMNS)
    assert len(PdfReader(io.BytesIO(printed)).pages[0].extract_text().splitlines()) == 3
    found = read(printed, "a.pdf")
    first, second, left, right = found.text.split("\n")
    assert first == f"{LINES[0]} {LINES[1]}"
    assert second == LINES[2]
    for side, text in (("trái", left), ("phải", right)):
        assert text.startswith(f"Cột {side} nói")
        assert text.endswith("nhiều dòng.")
    assert found.pages == (0, found.text.index("Cột trái"))
    assert found.page(0) == 1
    assert found.page(found.text.index("phải")) == 2


def test_a_ruled_table_of_a_pdf_becomes_rows(pdf: Print) -> None:
    found = read(pdf(f"<p>Phụ lục{RULED}</table><p>Hết"), "a.pdf").text
    assert found == f"Phụ lục\n{TABLE}\n2 | CCN Bến Thử |  | 20\nHết"


def test_a_scan_names_ocr_and_a_page_without_text_is_told(pdf: Print) -> None:
    assert "OCR" in refused(scan()).text.vi
    writer = PdfWriter()
    for part in (pdf(TEXT), scan()):
        writer.append(io.BytesIO(part))
    written = io.BytesIO()
    writer.write(written)
    found = read(written.getvalue(), "a.pdf")
    assert found.text.startswith("Điều 1")
    assert "trang 2 " in found.notes[0].vi
    assert "chữ" in refused(pdf("")).text.vi


def test_a_font_that_does_not_tell_its_letters_wants_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_paragraphs", lambda page: ["(cid:3)(cid:17) (cid:9)i(cid:4)"])
    assert "OCR" in refused(scan()).text.vi


@pytest.mark.parametrize("method", ["RC4-40", "AES-256"])
def test_a_pdf_with_a_password_is_refused_and_one_without_is_read(method: str, pdf: Print) -> None:
    for password in ("mật", ""):
        writer = PdfWriter(PdfReader(io.BytesIO(pdf(TEXT))))
        writer.encrypt(password, "chủ", algorithm=method)
        written = io.BytesIO()
        writer.write(written)
        if password:
            assert "mật khẩu" in refused(written.getvalue()).text.vi
        else:
            assert read(written.getvalue()).text.startswith("Điều 1")


def test_a_damaged_file_is_read_or_refused_but_never_fails(pdf: Print) -> None:
    chance = random.Random(7)  # noqa: S311 -- the same damage every time
    for whole in (pdf(TEXT, RULED), saved(word())):
        for _ in range(40):
            damaged = bytearray(whole)
            for _ in range(chance.choice((1, 5, 50))):
                damaged[chance.randrange(8, len(damaged))] = chance.randrange(256)
            del damaged[chance.choice((len(damaged), chance.randrange(8, len(damaged)))) :]
            with suppress(InputError):
                assert read(bytes(damaged)).text
