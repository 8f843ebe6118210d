"""Readable text of web pages and of Word documents.

Both are read as a stream of tags, so that neither depth nor size of a hostile file matters, and
nothing is fetched. Of a page, scripts, styles, navigation and what is hidden are left out; of a
Word document, what was struck out in review.
"""

import re
import zlib
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

import defusedxml.ElementTree as Safe
from defusedxml.common import DefusedXmlException
from lxml import etree

from geo.errors import InputError, Text
from geo.extract.layout import Layout

_UNREAD = frozenset({
    "script", "style", "noscript", "template", "head", "svg", "math", "nav", "aside", "footer",
    "form", "select", "button", "iframe", "object", "canvas", "audio", "video",
})  # fmt: skip
_BLOCKS = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "section",
    "article", "main", "header", "blockquote", "pre", "figure", "figcaption", "hr", "br", "center",
    "address", "caption", "body",
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
})  # fmt: skip
_SPACES = re.compile(r"\s+")

_BLOCK = 1 << 18
_LARGEST_PART = 128 << 20
"""Bytes of the unpacked body of a Word document."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WITHDRAWN = frozenset(("del", "moveFrom", _FALLBACK))
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def page_text(page: str, name: str) -> str:
    """Return the readable text of a web page.

    Raises:
        InputError: it is too long.
    """
    parser = etree.HTMLParser(
        target=_Page(Layout(name)), no_network=True, huge_tree=True, encoding="utf-8"
    )
    parser.feed(page.encode("utf-8", "replace"))
    return str(parser.close())


class _Page:
    """Takes the tags of a page as the parser meets them."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._unread: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._unread or tag in _UNREAD or "hidden" in attributes:
            if tag not in _VOID:
                self._unread.append(tag)
        elif tag == "table":
            self._layout.begin_table()
        elif tag == "tr":
            self._layout.begin_row()
        elif tag in ("td", "th"):
            self._layout.begin_cell(
                *(_span(attributes.get(f"{way}span")) for way in ("col", "row"))
            )
        elif tag in _BLOCKS:
            self._layout.end_line()

    def end(self, tag: str) -> None:
        if self._unread:
            if tag == self._unread[-1]:
                self._unread.pop()
        elif tag == "table":
            self._layout.end_table()
        elif tag == "tr":
            self._layout.end_row()
        elif tag in _BLOCKS:
            self._layout.end_line()

    def data(self, words: str) -> None:
        if not self._unread:
            self._layout.write(_SPACES.sub(" ", words))

    def comment(self, words: str) -> None:
        """Leave comments out."""

    def close(self) -> str:
        return self._layout.text()


def _span(given: str | None) -> int:
    return int(given) if given is not None and given.isdecimal() and len(given) < 5 else 1


def word_text(document: bytes, name: str) -> str:
    """Return the text of a Word document (.docx): paragraphs and tables as they stand.

    Raises:
        InputError: it is another kind of package, broken, or too large.
    """
    try:
        with ZipFile(BytesIO(document)) as package:
            body = _body(package, name)
            if body.file_size > _LARGEST_PART:
                raise InputError(_too_large(name))
            parser = Safe.DefusedXMLParser(target=_Word(Layout(name)), forbid_dtd=True)
            with package.open(body) as part:
                while block := part.read(_BLOCK):
                    parser.feed(block)
            return str(parser.close())
    except (BadZipFile, ParseError, zlib.error, DefusedXmlException, EOFError) as fault:
        raise broken(name, ".docx", fault) from fault
    except (RuntimeError, NotImplementedError) as fault:  # a password, a packing nobody uses
        raise broken(name, ".docx", fault) from fault


def _body(package: ZipFile, name: str) -> ZipInfo:
    """Return the part that holds the text."""
    try:
        with package.open("_rels/.rels") as relations:
            found = [
                str(relation.get("Target")).lstrip("/")
                for relation in Safe.fromstring(relations.read(1 << 20)).iter(_RELATION)
                if str(relation.get("Type")).endswith("/officeDocument")
            ]
        (target,) = found or ("",)
        if not target.startswith("word/"):
            raise InputError(_another_package(name, target))
        return package.getinfo(target)
    except (KeyError, ValueError) as fault:
        raise InputError(_another_package(name, "")) from fault


class _Word:
    """Takes the elements of the body as the parser meets them."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._unread = 0
        self._is_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _plain(name)
        self._is_text = False
        if tag in _WITHDRAWN:
            self._unread += 1
        elif self._unread:
            pass
        elif tag == "tbl":
            self._layout.begin_table()
        elif tag == "tr":
            self._layout.begin_row()
        elif tag == "tc":
            self._layout.begin_cell()
        elif tag == "p":
            self._layout.end_line()
        elif tag == "gridSpan":
            values = [text for name, text in attributes.items() if name.endswith("}val")]
            self._layout.widen(_span(values[0] if values else None))
        else:
            self._is_text = tag == "t"

    def end(self, name: str) -> None:
        tag = _plain(name)
        self._is_text = False
        if tag in _WITHDRAWN:
            self._unread -= 1
        elif self._unread:
            pass
        elif tag == "tab":
            self._layout.write("\t")
        elif tag == "noBreakHyphen":
            self._layout.write("-")
        elif tag in ("p", "br", "cr"):
            self._layout.end_line()
        elif tag == "tr":
            self._layout.end_row()
        elif tag == "tbl":
            self._layout.end_table()

    def data(self, words: str) -> None:
        if self._is_text:
            self._layout.write(words)

    def close(self) -> str:
        return self._layout.text()


def _plain(name: str) -> str:
    return name.removeprefix(_WORD).removeprefix(_STRICT)


def broken(name: str, kind: str, fault: BaseException) -> InputError:
    """Return the sentence for a file that does not hold what its beginning promises."""
    why = str(fault).strip().splitlines()[0][:120] if str(fault).strip() else type(fault).__name__
    return InputError(
        Text(
            f"{name}: tệp {kind} hỏng, không đọc được ({why}); hãy mở và lưu lại, hoặc tải lại.",
            f"{name}: a broken {kind} file, not to be read ({why}); save it again, or fetch it"
            " again.",
        )
    )


def _too_large(name: str) -> Text:
    size = _LARGEST_PART >> 20
    return Text(
        f"{name}: bung ra hơn {size} MB, quá lớn so với một văn bản; không đọc.",
        f"{name}: unpacks to more than {size} MB, too large for a text; not read.",
    )


def _another_package(name: str, target: str) -> Text:
    if target.startswith("xl/"):
        return Text(
            f"{name}: là bảng tính; “geo extract” đọc văn bản, bảng tính hãy dùng “geo import”.",
            f'{name}: a spreadsheet; "geo extract" reads texts, for spreadsheets use "geo import".',
        )
    return Text(
        f"{name}: là tệp nén nhưng không phải văn bản Word (.docx); hãy lưu thành .docx, .pdf,"
        " .html hoặc .txt.",
        f"{name}: a package, but no Word document (.docx); save it as .docx, .pdf, .html or .txt.",
    )
