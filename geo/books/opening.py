"""Files of planners' lists, opened by what they hold, whatever their names end in."""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from tempfile import TemporaryDirectory
from typing import NamedTuple, Protocol

from geo import legacy
from geo.archives import LOCKED, Archive, open_archive, refused
from geo.backups.manifest import DUMP, MANIFEST
from geo.books.delimited import open_delimited
from geo.books.faults import fault
from geo.books.grid import Book, Grid
from geo.books.opendocument import ods_grids
from geo.books.spreadsheets import Workbook, XlsxGrid
from geo.errors import Text
from geo.files import nameless, no_file, reason

_SAMPLE = 2**20
_BLOCK = 2**20
_LOOK = 4096
_PEEK = 100
"""Rows of each sheet that are looked at when a file is opened."""

_OTHERS = (
    (b"%PDF", Text("một tệp PDF", "a PDF")),
    (b"{\\rtf", Text("một văn bản RTF", "an RTF document")),
    (b"\x89PNG", Text("một ảnh PNG", "a PNG picture")),
    (b"\xff\xd8\xff", Text("một ảnh JPEG", "a JPEG picture")),
    (b"GIF8", Text("một ảnh GIF", "a GIF picture")),
    (b"II*\0", Text("một ảnh TIFF", "a TIFF picture")),
    (b"MM\0*", Text("một ảnh TIFF", "a TIFF picture")),
    (b"Rar!", Text("một tệp nén RAR", "a RAR archive")),
    (b"7z\xbc\xaf", Text("một tệp nén 7z", "a 7z archive")),
    (b"\x1f\x8b", Text("một tệp nén GZIP", "a GZIP archive")),
    (b"BZh", Text("một tệp nén BZIP2", "a BZIP2 archive")),
    (b"\x09\x04\x06\0", Text("một bảng Excel trước 1993", "a sheet from before Excel 5")),
    (b"\x09\x02\x06\0", Text("một bảng Excel trước 1993", "a sheet from before Excel 5")),
    (b"\x09\x00\x04\0", Text("một bảng Excel trước 1993", "a sheet from before Excel 5")),
    (b"\0\0\x27\x0a", Text("một shapefile chưa nén", "a shapefile that is not zipped")),
    (b"\x7fELF", Text("một chương trình", "a program")),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_WORD = Text("một văn bản Word", "a Word document")
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{|\[\s*[\[{])")
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?"
    rb"<(?:!doctype html|!--|html|head|meta|body|table|div|style)\b",
    re.IGNORECASE,
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b", re.IGNORECASE)
_SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_EXPECTED = Text(
    "cần XLSX, XLS, ODS, CSV, GeoJSON, GeoPackage, shapefile nén (ZIP) hoặc GeoParquet; hãy lưu"
    " hoặc chép danh sách sang một dạng ấy",
    "expected XLSX, XLS, ODS, CSV, GeoJSON, GeoPackage, a zipped shapefile or GeoParquet; save or"
    " copy the list into one of these",
)
_BACKUP = Text(
    "một bản sao lưu do “geo db backup” ghi, không phải danh sách; hãy nạp lại bằng “geo db"
    " restore”.",
    'a backup made by "geo db backup", not a list; put it back with "geo db restore".',
)
_UNKNOWN = Text("một tệp không rõ loại", "a file of unknown kind")
_FEW_STRAY = 10
"""Characters to each control character in what is still text."""
_FEW_KINDS = 4
"""Different control characters in what is still text; bytes at random hold all of them."""

_MACROS = Text(
    "Tệp có macro; các giá trị được đọc, macro không hề chạy.",
    "The file has macros; its values are read, the macros are never run.",
)
_EMPTY = Text(
    "tệp rỗng, không có dòng nào; hãy kiểm tra lại tệp.",
    "the file is empty, without a single row; check the file.",
)


class _Told(Grid, Protocol):
    """A grid that tells what no row of it can say."""

    @property
    def notes(self) -> list[Text]:
        """What is to be told of it, as far as it was read."""


class _Opened(NamedTuple):
    """What a file turned out to be."""

    kind: str
    grids: Sequence[_Told]
    notes: Sequence[Text] = ()


class _Seen(NamedTuple):
    """What one reading of all bytes of a file tells."""

    sha256: str
    beginning: bytes
    lines: int


@contextmanager
def open_book(
    file: Path, *, encoding: str | None = None, delimiter: str | None = None
) -> Iterator[Book]:
    """Open a list file for reading; it is known by its content, whatever its name ends in.

    Nothing in it is run, fetched or unpacked to a place it names. Hidden sheets are left out and
    told of; where all are hidden they are kept.

    Args:
        file: a file on this machine.
        encoding: of text, one of `geo.legacy.ENCODINGS`; None to find it.
        delimiter: of text, one sign or `tab`; None to find it.

    Raises:
        InputError: there is no such file, or it cannot be read as a list: missing, unreadable, not
            a file, empty, locked by a password, damaged, too large when unpacked, of another kind.
    """
    file = Path(file)
    seen = _read_through(file)
    with ExitStack() as stack:
        opened = _opened(file, seen, stack, encoding, delimiter)
        rows = 0
        for grid in opened.grids:
            rows += sum(1 for _ in islice(grid.lines(), _PEEK))
        if not rows:
            raise fault(file, _EMPTY)
        notes = [*opened.notes, *(note for grid in opened.grids for note in grid.notes)]
        yield Book(file, opened.kind, seen.sha256, tuple(opened.grids), tuple(notes))


def _read_through(file: Path) -> _Seen:
    """Read all bytes of a file once.

    Raises:
        InputError: it is not there, not a file, empty, or cannot be read.
    """
    digest, beginning, lines = hashlib.sha256(), b"", 0
    try:
        kind = file.stat().st_mode
        if S_ISDIR(kind):
            raise fault(file, Text("là một thư mục, cần một tệp.", "is a folder; expected a file."))
        if not S_ISREG(kind):
            raise fault(
                file,
                Text(
                    "không phải một tệp thường; hãy chép danh sách ra một tệp.",
                    "is not an ordinary file; copy the list into one.",
                ),
            )
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK):
                beginning = beginning or block[:_SAMPLE]
                digest.update(block)
                lines += block.count(b"\n")
    except (FileNotFoundError, NotADirectoryError) as said:
        raise no_file(file) from said
    except (OSError, ValueError) as said:
        why = reason(said) if isinstance(said, OSError) else Text(str(said), str(said))
        raise fault(
            file,
            Text(
                f"không đọc được ({why.vi}); hãy kiểm tra quyền đọc tệp.",
                f"cannot be read ({why.en}); check that you may read it.",
            ),
        ) from said
    if not beginning.strip(b"\0\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise fault(file, _EMPTY)
    return _Seen(digest.hexdigest(), beginning, lines)


def _opened(
    file: Path, seen: _Seen, stack: ExitStack, encoding: str | None, delimiter: str | None
) -> _Opened:
    start = seen.beginning
    if start.startswith(b"PK"):
        return _unpacked(stack.enter_context(open_archive(file)), stack)
    if start.startswith(_COMPOUND):
        return _compound(file)
    if _HTML.match(start):
        return _page(file, encoding)
    if _XML.match(start):
        raise fault(file, _other(Text("một tệp XML", "an XML file")))
    for sign, what in _OTHERS:
        if start.startswith(sign):
            raise fault(file, _other(what))
    if start.startswith((b"SQLite format 3\0", b"PAR1")) or _JSON.match(start):
        return _features(file, start, stack)
    if _CONTROL.search(start[:_LOOK]) and not legacy.detect(start[:_LOOK]).startswith("utf-16"):
        raise fault(file, _control(start) or _other(_UNKNOWN))
    grid, notes = open_delimited(file, start, seen.lines, encoding, delimiter)
    return _Opened("csv", [grid], notes)


def _unpacked(archive: Archive, stack: ExitStack) -> _Opened:
    """Return what a ZIP file holds."""
    names = archive.names
    if "xl/workbook.bin" in names:
        raise fault(archive.file, _other(Text("một bảng XLSB", "an XLSB workbook")))
    if any(name.startswith("word/") for name in names):
        raise fault(archive.file, _other(_WORD))
    if "[Content_Types].xml" in names:
        return _workbook(archive)
    if "content.xml" in names:
        return _opendocument(archive)
    if any(name.lower().endswith(".shp") for name in names):
        return _shapes(archive, stack)
    if names == {DUMP, MANIFEST}:
        raise refused(archive.file, _BACKUP)
    raise fault(archive.file, _other(Text("một tệp nén ZIP khác", "another ZIP archive")))


def _workbook(archive: Archive) -> _Opened:
    book = Workbook.read(archive)
    shown, notes = _shown({sheet.name: sheet.hidden for sheet in book.sheets})
    grids = [XlsxGrid(book, sheet) for sheet in book.sheets if sheet.name in shown]
    return _Opened("xlsx", grids, [_MACROS, *notes] if book.has_macros else notes)


def _compound(file: Path) -> _Opened:
    """Return what a file of Office before 2007, or one locked by Office, holds."""
    from geo.books.workbooks97 import MACROS, STREAMS, compound_names, xls_grids

    names = compound_names(file)
    if "EncryptedPackage" in names:
        raise fault(file, LOCKED)
    if "WordDocument" in names:
        raise fault(file, _other(_WORD))
    if names.isdisjoint(STREAMS):
        raise fault(file, _other(Text("một tài liệu Office khác", "another Office document")))
    grids = xls_grids(file)
    shown, notes = _shown({str(grid.name): grid.hidden for grid in grids})
    kept = [grid for grid in grids if grid.name in shown]
    return _Opened("xls", kept, [_MACROS, *notes] if MACROS in names else notes)


def _opendocument(archive: Archive) -> _Opened:
    if archive.beginning("mimetype", len(_ODS)) != _ODS:
        raise fault(archive.file, _other(Text("một tài liệu ODF khác", "another ODF document")))
    grids = ods_grids(archive)
    shown, notes = _shown({str(grid.name): grid.hidden for grid in grids})
    return _Opened("ods", [grid for grid in grids if grid.name in shown], notes)


def _shown(hidden: Mapping[str, bool]) -> tuple[Collection[str], list[Text]]:
    """Return the sheets that are read, and what is to be told of those that are not."""
    left = [name for name, is_hidden in hidden.items() if is_hidden]
    if not left or len(left) == len(hidden):
        return hidden, []
    named = "”, “".join(left), '", "'.join(left)
    note = Text(
        f"Trang ẩn “{named[0]}” không được đọc; hãy cho hiện nếu cần.",
        f'The hidden sheet "{named[1]}" was not read; unhide it if it is needed.',
    )
    return [name for name in hidden if name not in left], [note]


def _features(file: Path, start: bytes, stack: ExitStack) -> _Opened:
    from geo.books.features import feature_layers

    if start.startswith(b"PAR1"):
        kind, form = "geoparquet", "Parquet"
    elif start.startswith(b"SQLite"):
        kind, form = "gpkg", "GPKG"
    else:
        kind, form = "geojson", "GeoJSON"
    return _Opened(kind, feature_layers(file, form, [file], stack.enter_context(nameless())))


def _shapes(archive: Archive, stack: ExitStack) -> _Opened:
    from geo.books.features import feature_layers

    tables = stack.enter_context(nameless())
    with TemporaryDirectory(prefix="geo-") as folder:
        parts = archive.unpack(_SHAPE_PARTS, Path(folder))
        shapes = [part for part in parts if part.suffix == ".shp"]
        return _Opened("shapefile", feature_layers(archive.file, "Shapes", shapes, tables))


def _page(file: Path, encoding: str | None) -> _Opened:
    from geo.books.webtables import web_tables

    note = Text(
        "Tệp thật ra là một trang HTML; các bảng trong đó được đọc.",
        "The file is really an HTML page; its tables are read.",
    )
    return _Opened("html", web_tables(file, encoding), [note])


def _control(start: bytes) -> Text | None:
    """Return the sentence for text with a sign in it that no text has; None if it is no text."""
    found = _CONTROL.findall(start[:_LOOK])
    if len(found) * _FEW_STRAY > len(start[:_LOOK]) or len(set(found)) > _FEW_KINDS:
        return None
    line, code = start[: start.index(found[0])].count(b"\n") + 1, found[0][0]
    return Text(
        f"dòng {line} có ký tự điều khiển (mã {code}) không thuộc văn bản; hãy xóa ký tự ấy rồi lưu"
        " lại.",
        f"line {line} holds a control character (code {code}), which is no text; delete it and save"
        " again.",
    )


def _other(what: Text) -> Text:
    return Text(
        f"đây là {what.vi}; {_EXPECTED.vi}.",
        f"the file is {what.en}; {_EXPECTED.en}.",
    )
