"""Spreadsheets that are ZIP archives of XML, opened with bounds on what may come out of them.

A spreadsheet comes from anywhere. What an archive says of its size is checked before a byte of it
is unpacked; XML that declares a document type, and with it entities, is refused, as is XML nested
or stretched beyond what any spreadsheet has.
"""

import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO
from xml.parsers import expat

from geo.errors import Text
from geo.lists.faults import DAMAGED, fault

MOST_BYTES = 2**30
"""What an archive may hold when it is unpacked: more than Excel's million rows of ten columns."""

_FAIR_RATIO = 200
_FAIR_BYTES = 2**25
_MOST_FILES = 10_000
_LARGEST_PART = 2**25
_LONGEST_NAME = 60
_BLOCK = 2**18
_DEEPEST = 100
_LONGEST_TOKEN = 2**22
_ENCRYPTED = 0x1
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, EOFError, zlib.error)

BOMB = Text(
    f"tệp nén bung ra quá lớn (hơn {MOST_BYTES // 2**20} MB hoặc {_FAIR_RATIO} lần cỡ tệp), không"
    " phải một danh sách; tệp không được mở.",
    f"the archive unpacks to too much (over {MOST_BYTES // 2**20} MB or {_FAIR_RATIO} times its"
    " size) to be a list; it was not opened.",
)
_DANGEROUS = Text(
    "tệp có khai báo thực thể XML, bảng tính không bao giờ có; vì an toàn tệp không được mở.",
    "the file declares XML entities, which no spreadsheet does; for safety it was not opened.",
)
LOCKED = Text(
    "tệp được bảo vệ bằng mật khẩu; hãy mở bằng mật khẩu rồi lưu lại không có mật khẩu.",
    "the file is protected by a password; open it with the password and save it without one.",
)


class Forbidden(Exception):  # noqa: N818 -- what is forbidden, told within this room
    """XML holds what no spreadsheet has; carries the words for it."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Archive:
    """A ZIP file whose members can be read, none of them beyond what was announced.

    Args:
        file: the archive.
        opened: what `zipfile` knows of it.
    """

    def __init__(self, file: Path, opened: zipfile.ZipFile) -> None:
        self.file = file
        self._zip = opened
        self.names = frozenset(opened.namelist())

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        """Open a member for reading.

        Raises:
            InputError: it is missing or damaged.
        """
        try:
            opened = self._zip.open(name)
        except (KeyError, ValueError, OSError, RuntimeError, *_BROKEN) as said:
            raise fault(self.file, DAMAGED) from said
        try:
            with opened:
                yield opened
        except _BROKEN as said:
            raise fault(self.file, DAMAGED) from said

    def beginning(self, name: str, size: int) -> bytes:
        """Return the first bytes of a member; none if there is no such member.

        Raises:
            InputError: it is damaged.
        """
        if name not in self.names:
            return b""
        with self.member(name) as stream:
            return stream.read(size)

    def unpack(self, endings: Sequence[str], folder: Path) -> list[Path]:
        """Write the members of some endings into a folder, under names of ours; return the files.

        Those that differ by their ending alone stay so; the ending is in small letters.

        Raises:
            InputError: one is damaged.
        """
        stems: dict[str, int] = {}
        files = []
        for name in sorted(self.names):
            path = PurePosixPath(name)
            if path.suffix.lower() in endings and not path.name.startswith("."):
                stem = stems.setdefault(str(path.with_suffix("")), len(stems) + 1)
                files.append(folder / str(stem) / f"{_plain(path.stem)}{path.suffix.lower()}")
                files[-1].parent.mkdir(exist_ok=True)
                with self.member(name) as source, files[-1].open("wb") as copy:
                    shutil.copyfileobj(source, copy)
        return files

    def elements(self, name: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield the elements of a small member that is XML, each with its attributes.

        Raises:
            InputError: it is missing, damaged or large.
        """
        if name in self.names and self._zip.getinfo(name).file_size > _LARGEST_PART:
            raise fault(self.file, BOMB)
        found: list[tuple[str, dict[str, str]]] = []
        markup = Markup(lambda *element: found.append(element), ignore, ignore)
        with self.member(name) as stream:
            for _ in markup.feed(stream):
                yield from found
                found.clear()


@contextmanager
def open_archive(file: Path) -> Iterator[Archive]:
    """Open a ZIP file after a look at what it announces.

    Raises:
        InputError: it is damaged or encrypted, announces too much, or names a path outside.
    """
    try:
        opened = zipfile.ZipFile(file)
    except (ValueError, OSError, RuntimeError, *_BROKEN) as said:
        raise fault(file, DAMAGED) from said
    with opened:
        _require_fair(file, opened.infolist())
        yield Archive(file, opened)


def _require_fair(file: Path, members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    packed = file.stat().st_size
    if (
        len(members) > _MOST_FILES
        or total > MOST_BYTES
        or total > max(_FAIR_BYTES, _FAIR_RATIO * packed)
    ):
        raise fault(file, BOMB)
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or "\0" in member.orig_filename:
            raise fault(
                file,
                Text(
                    f"tệp nén có đường dẫn ra ngoài (“{member.filename}”); tệp không được mở.",
                    f'the archive names a path outside it ("{member.filename}"); not opened.',
                ),
            )
        if member.flag_bits & _ENCRYPTED:
            raise fault(file, LOCKED)
        if member.compress_type not in _PACKED:
            raise fault(file, DAMAGED)


def _plain(stem: str) -> str:
    """Return a member's name as one that a file can have anywhere."""
    return re.sub(r"[^\w. -]", "_", stem)[:_LONGEST_NAME] or "_"


Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class Markup:
    """XML read piece by piece; names come without prefixes.

    Args:
        start: called with each element's name and attributes.
        end: called with its name when it ends.
        text: called with text between.
    """

    def __init__(self, start: Start, end: End, text: Callable[[str], None]) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = 2**16
        self._start, self._end, self._depth, self._fed = start, end, 0, 0
        self._parser.StartElementHandler = self._opened
        self._parser.EndElementHandler = self._closed
        self._parser.CharacterDataHandler = text
        self._parser.StartDoctypeDeclHandler = _forbid
        self._parser.EntityDeclHandler = _forbid

    def feed(self, stream: IO[bytes]) -> Iterator[None]:
        """Read a stream to its end, stopping after each block for what came of it.

        Raises:
            Forbidden: it holds what no spreadsheet has.
            xml.parsers.expat.ExpatError: it is not well-formed.
        """
        while block := stream.read(_BLOCK):
            self._parser.Parse(block, False)
            self._fed += len(block)
            if self._fed - self._parser.CurrentByteIndex > _LONGEST_TOKEN:
                raise Forbidden(DAMAGED)
            yield
        self._parser.Parse(b"", True)
        yield

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Forbidden(DAMAGED)
        if ":" in name:
            name = name.rpartition(":")[2]
        self._start(name, attributes)

    def _closed(self, name: str) -> None:
        self._depth -= 1
        self._end(name.rpartition(":")[2] if ":" in name else name)


def ignore(*_: object) -> None:
    """Do nothing with a part of XML."""


def _forbid(*_: object) -> None:
    raise Forbidden(_DANGEROUS)


@contextmanager
def told(
    file: Path, sheet: str | None = None, where: Callable[[], tuple[int, int]] | None = None
) -> Iterator[None]:
    """Turn what reading XML raises into the refusal of a file.

    Args:
        file: the file.
        sheet: the sheet that is read.
        where: tells the row and the column that are being read.

    Raises:
        InputError: the XML is not well-formed, or holds what is forbidden.
    """
    try:
        yield
    except (Forbidden, expat.ExpatError, ValueError, LookupError, OverflowError) as said:
        text = said.text if isinstance(said, Forbidden) else DAMAGED
        line, column = where() if where else (0, -1)
        raise fault(
            file,
            text,
            sheet=sheet,
            line=line or None,
            column=column if column >= 0 else None,
        ) from said
