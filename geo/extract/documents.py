"""Texts to be read, out of files: plain text, web pages, Word documents and PDF.

What a file is, its bytes tell, not its name. Offsets count characters of `Document.text`, with
which all quotes and highlights agree: of plain text that is the file itself, line ends made one.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import IO

from geo.errors import InputError, Text
from geo.extract.layout import require_length
from geo.extract.letterhead import Letterhead, letterhead
from geo.extract.script import Script
from geo.files import unreadable
from geo.legacy import decode, page_of_row, read_in
from geo.text import writable

LARGEST = 64 << 20
"""Bytes of the largest file that is read."""

_PLAIN = 15 << 20
"""Bytes of the largest plain text or page, three for each character of the longest text."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM", b"RIFF")
_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml", b"<div", b"<p", b"<table")
_LEAST_READABLE = 0.95
_HEAD = 4000
"""Characters in which the head of a text stands."""


@dataclass(frozen=True)
class Document:
    """A text and where it came from.

    Attributes:
        name: name of the file; `-` for standard input.
        text: the text as it is read.
        sha256: fingerprint of the file, hexadecimal.
        pages: offset at which each page begins; empty where there are no pages.
        notes: what was done to the text, or is missing from it.
    """

    name: str
    text: str
    sha256: str
    pages: tuple[int, ...] = ()
    notes: tuple[Text, ...] = ()

    @cached_property
    def letterhead(self) -> Letterhead:
        """Return the number and the day that the text gives itself."""
        return letterhead(Script(self.text[:_HEAD]).text)

    def page(self, offset: int) -> int | None:
        """Return the number of the page, from 1, on which a character stands."""
        return bisect_right(self.pages, offset) or None


def read_file(file: Path) -> Document:
    """Return the text of a file: .txt, .html, .docx or .pdf.

    Raises:
        InputError: there is no such file, it holds no text or too much, or is of another kind.
    """
    try:
        with file.open("rb") as stream:
            return read_stream(stream, file.name)
    except OSError as fault:
        raise unreadable(file, fault) from fault


def read_stream(stream: IO[bytes], name: str = "-") -> Document:
    """Return the text of what a stream holds.

    Raises:
        InputError: as `read_file` does.
    """
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(_too_large(name, LARGEST))
    pages, notes = _read(data, name)
    starts = accumulate((len(page) + 1 for page in pages[:-1]), initial=0)
    numbered = tuple(starts) if data.startswith(b"%PDF") else ()
    return Document(name, "\n".join(pages), sha256(data).hexdigest(), numbered, notes)


Read = tuple[list[str], tuple[Text, ...]]
"""Pages, one where there are none, and what is to be said of them."""


def _read(data: bytes, name: str) -> Read:
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"%pdf"):
        return _pdf(data, name)
    if data.startswith(b"PK\x03\x04"):
        from geo.extract.markup import word_text

        return _repaired([word_text(data, name)], name)
    if data.startswith((_OLD_OFFICE, b"{\\rtf")):
        raise InputError(_locked(name) if _ENCRYPTED in data else _old_office(name))
    if data.startswith(_PICTURES):
        raise InputError(_picture(name))
    if len(data) > _PLAIN:
        raise InputError(_too_large(name, _PLAIN))
    text, notes = _decoded(data, name)
    if start.startswith(_PAGE) or name.lower().endswith((".html", ".htm")):
        from geo.extract.markup import page_text

        pages, more = _repaired([page_text(text, name)], name)
        return pages, notes + more
    require_length(len(text), name)
    return [text.replace("\r\n", "\n").replace("\r", "\n")], notes


def _pdf(data: bytes, name: str) -> Read:
    from geo.extract.apart import pdf_pages

    pages, notes = _repaired(pdf_pages(data, name), name)
    bare = [number for number, page in enumerate(pages, 1) if not page]
    if bare:
        listed = ", ".join(map(str, bare))
        notes += (
            Text(
                f"{name}: trang {listed} không có lớp chữ nên không đọc được; nếu là bản quét,"
                " hãy nhận dạng chữ (OCR) trước.",
                f"{name}: pages {listed} have no text and were not read; if they are scans,"
                " recognise their text (OCR) first.",
            ),
        )
    return pages, notes


def _decoded(data: bytes, name: str) -> tuple[str, tuple[Text, ...]]:
    """Return text in Unicode, and a note where it was in an old code page.

    What a page says of its encoding is often wrong; the bytes themselves tell.
    """
    try:
        text, found = decode(data, None, name)
    except InputError as fault:
        if b"\0" in data:
            raise InputError(_binary(name)) from fault
        raise
    if len(writable(text)) < _LEAST_READABLE * len(text):
        raise InputError(_binary(name))
    return text, () if found.startswith("utf") else (_made_unicode(name, found),)


def _repaired(pages: list[str], name: str) -> Read:
    """Return pages with the lines that were typed in an old Vietnamese font made Unicode."""
    lines = [page.split("\n") for page in pages]
    old = page_of_row([line for page in lines for line in page])
    if old is None:
        return pages, ()
    made = ["\n".join(read_in(line, old) for line in page) for page in lines]
    return made, (_made_unicode(name, old),)


def _made_unicode(name: str, encoding: str) -> Text:
    shown = encoding.upper()
    return Text(
        f"{name}: văn bản viết bằng bảng mã cũ ({shown}), đã đổi sang Unicode.",
        f"{name}: written in an old code page ({shown}), made Unicode.",
    )


def _too_large(name: str, most: int) -> Text:
    return Text(
        f"{name}: lớn hơn {most >> 20} MB, quá lớn cho một văn bản; hãy tách ra, hoặc chỉ giữ"
        " phần có chữ.",
        f"{name}: larger than {most >> 20} MB, too large for a text; split it, or keep only the"
        " part with words.",
    )


def _binary(name: str) -> Text:
    return Text(
        f"{name}: không phải văn bản (tệp nhị phân); “geo extract” đọc .txt, .html, .docx và .pdf.",
        f'{name}: no text (a binary file); "geo extract" reads .txt, .html, .docx and .pdf.',
    )


def _picture(name: str) -> Text:
    return Text(
        f"{name}: là ảnh; hãy nhận dạng chữ (OCR) trước, ví dụ “tesseract ảnh.png ra -l vie”.",
        f'{name}: a picture; recognise its text (OCR) first: "tesseract in.png out -l vie".',
    )


def _old_office(name: str) -> Text:
    return Text(
        f"{name}: kiểu tệp cũ (.doc, .xls hoặc .rtf); hãy lưu lại thành .docx hoặc .pdf.",
        f"{name}: an old kind of file (.doc, .xls or .rtf); save it as .docx or .pdf.",
    )


def _locked(name: str) -> Text:
    return Text(
        f"{name}: tệp có mật khẩu; hãy mở bằng mật khẩu và lưu bản không khóa rồi đọc lại.",
        f"{name}: protected by a password; open it, save it without, and read that.",
    )
