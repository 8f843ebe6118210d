"""Text of PDF files: the lines of each page put together again to paragraphs, ruled tables to rows.

What is read is the text layer; a page that is only a picture has none, and nothing is guessed from
pictures. Two columns of text are read one after the other, as the file has them.
"""

import logging
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any, NamedTuple

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from geo.errors import InputError, Text
from geo.extract.layout import joined, require_length
from geo.extract.markup import broken

_BROKEN = (
    *(
        MalformedPDFException,
        PdfminerException,
        PSException,
        zlib.error,
        struct.error,
        ValueError,
        LookupError,
    ),
    *(TypeError, AttributeError, AssertionError, RecursionError, OverflowError),
)
"""What the reader of PDF raises on bytes that only look like one."""

_NOT_ADMITTED = (PDFPasswordIncorrect, PDFEncryptionError)

_FULL = 0.85
"""Part of the width of its column that a line fills if the next one goes on with its sentence."""

_FAR = 2.4
"""Heights of a line from its top to that of the next one, if both are of one paragraph."""

_NAMELESS = re.compile(r"\(cid:\d+\)")
_MOST_NAMELESS = 0.02
"""Letters of which the font does not tell what they are, per character of a text."""

_ITEM = re.compile(r"[-+*•–]|\d+[.)/]|[a-zđ][.)]|(?:Điều|Chương|Phụ lục)\b")
"""How a point of a list begins."""


def pdf_pages(document: bytes, name: str) -> list[str]:
    """Return the text of each page of a PDF file, empty where a page has none.

    Raises:
        InputError: it is broken, needs a password, has no text at all, or too much.
        MemoryError: it asks for more memory than there is.
    """
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it mends is no news
    pages: list[str] = []
    pictures = 0
    try:
        with pdfplumber.open(BytesIO(document)) as opened:
            for page in opened.pages:
                pages.append("\n".join(_paragraphs(page)))
                pictures += len(page.images)
                page.close()
                require_length(sum(map(len, pages)), name)
    except InputError:
        raise
    except _BROKEN as fault:
        cause = fault.args[0] if isinstance(fault, PdfminerException) else fault
        if isinstance(cause, MemoryError):
            raise cause from fault
        if isinstance(cause, _NOT_ADMITTED):
            raise InputError(_locked(name)) from fault
        raise broken(name, "PDF", fault) from fault
    nameless = sum(len(_NAMELESS.findall(page)) for page in pages)
    if not any(pages) or nameless > _MOST_NAMELESS * sum(map(len, pages)):
        raise InputError(_without_text(name, scanned=pictures > 0 or nameless > 0))
    return pages


class _Line(NamedTuple):
    text: str
    left: float
    right: float
    top: float
    bottom: float


def _paragraphs(page: Page) -> Iterator[str]:
    """Yield the paragraphs and rows of a page, in its order."""
    tables = [table for table in page.find_tables() if _holds_data(table)]
    rest = page
    for table in tables:
        rest = rest.outside_bbox(_on_page(table.bbox, page))
    lines = [
        _Line(line["text"].strip(), *(line[side] for side in ("x0", "x1", "top", "bottom")))
        for line in rest.extract_text_lines(return_chars=False, use_text_flow=True)
    ]
    waiting = sorted(tables, key=lambda table: float(table.bbox[1]))
    for paragraph in _joined(lines):
        while waiting and waiting[0].bbox[1] < paragraph.top:
            yield from _rows(waiting.pop(0))
        yield paragraph.text
    for table in waiting:
        yield from _rows(table)


def _on_page(box: Sequence[float], page: Page) -> tuple[float, float, float, float]:
    """Return the part of a box that lies on the page."""
    left, top, right, bottom = page.bbox
    return max(box[0], left), max(box[1], top), min(box[2], right), min(box[3], bottom)


def _holds_data(table: Any) -> bool:
    """Tell whether a table has several rows and columns, and is no frame around text."""
    return len(table.rows) > 1 and max(len(row.cells) for row in table.rows) > 1


def _rows(table: Any) -> Iterator[str]:
    for cells in table.extract():
        row = joined([cell or "" for cell in cells])
        if row:
            yield row


def _joined(lines: Sequence[_Line]) -> Iterator[_Line]:
    """Yield paragraphs, each with the place of its first line."""
    for block in _blocks(lines):
        words, first = [block[0].text], block[0]
        margin = max(line.right for line in block)
        for line, following in pairwise(block):
            if not _goes_on(line, following, margin):
                yield first._replace(text=" ".join(words))
                words, first = [], following
            words.append(following.text)
        yield first._replace(text=" ".join(words))


def _blocks(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Yield lines that follow closely below each other: of one column, in one piece."""
    block: list[_Line] = []
    for line in lines:
        if block and not 0 < line.top - block[-1].top < _FAR * (line.bottom - line.top):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _goes_on(line: _Line, following: _Line, margin: float) -> bool:
    """Tell whether the next line goes on with the sentence of this one, which fills its column."""
    if line.right - line.left < _FULL * (margin - line.left) or _ITEM.match(following.text):
        return False
    return following.text[:1].islower() or not line.text.endswith((".", ":", ";", "!", "?"))


def _locked(name: str) -> Text:
    return Text(
        f"{name}: tệp PDF có mật khẩu; hãy mở bằng mật khẩu và lưu bản không khóa rồi đọc lại.",
        f"{name}: a PDF with a password; open it, save it without, and read that.",
    )


def _without_text(name: str, *, scanned: bool) -> Text:
    if not scanned:
        return Text(f"{name}: tệp PDF không có chữ nào.", f"{name}: there is no text in this PDF.")
    return Text(
        f"{name}: PDF là bản quét, không có lớp chữ, hoặc phông chữ không đọc được; hãy nhận dạng"
        " chữ (OCR) trước, ví dụ “ocrmypdf -l vie vào.pdf ra.pdf”, rồi đọc tệp mới.",
        f"{name}: a scanned PDF without a text layer, or fonts that tell no letters; use OCR first,"
        ' such as "ocrmypdf -l vie in.pdf out.pdf", then read the new file.',
    )
