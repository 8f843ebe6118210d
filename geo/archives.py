"""ZIP archives from anywhere, opened with bounds on what may come out of them.

What an archive says of its size is checked before a byte of it is unpacked, and no member gives
more than it said; names in it are never used as paths.
"""

import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from geo.errors import InputError, Text
from geo.files import set_aside

ZIP = b"PK\x03\x04"
"""How ZIP files that hold anything begin."""

MOST_BYTES = 2**30
"""What an archive may hold when it is unpacked: more than Excel's million rows of ten columns."""

_FAIR_RATIO = 200
_FAIR_BYTES = 2**25
_MOST_FILES = 10_000
_LONGEST_NAME = 60
_ENCRYPTED = 0x1
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, EOFError, zlib.error)

BOMB = Text(
    f"tệp bung ra quá lớn (hơn {MOST_BYTES // 2**20} MB hoặc {_FAIR_RATIO} lần cỡ tệp); tệp không"
    " được mở.",
    f"the file unpacks to too much (over {MOST_BYTES // 2**20} MB or {_FAIR_RATIO} times its size);"
    " it was not opened.",
)
DAMAGED = Text(
    "tệp bị hỏng hoặc bị cắt; hãy chép, tải về hoặc lưu lại, hay dùng một bản khác.",
    "the file is damaged or cut off; copy, download or save it again, or take another copy.",
)
LOCKED = Text(
    "tệp được bảo vệ bằng mật khẩu; hãy mở bằng mật khẩu rồi lưu lại không có mật khẩu.",
    "the file is protected by a password; open it with the password and save it without one.",
)


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

    def size(self, name: str) -> int:
        """Return how large a member is; 0 if there is no such member."""
        return self._zip.getinfo(name).file_size if name in self.names else 0

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        """Open a member for reading.

        Raises:
            InputError: it is missing or damaged.
        """
        try:
            opened = self._zip.open(name)
        except (KeyError, ValueError, OSError, RuntimeError, *_BROKEN) as said:
            raise refused(self.file, DAMAGED) from said
        try:
            with opened:
                yield opened
        except _BROKEN as said:
            raise refused(self.file, DAMAGED) from said

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
            OutputError: the folder for temporary files, where theirs must be, is full.
        """
        stems: dict[str, int] = {}
        files = []
        for name in sorted(self.names):
            path = PurePosixPath(name)
            if path.suffix.lower() in endings and not path.name.startswith("."):
                stem = stems.setdefault(str(path.with_suffix("")), len(stems) + 1)
                files.append(folder / str(stem) / f"{_plain(path.stem)}{path.suffix.lower()}")
                with self.member(name) as source, set_aside(folder):
                    files[-1].parent.mkdir(exist_ok=True)
                    with files[-1].open("wb") as copy:
                        shutil.copyfileobj(source, copy)
        return files


@contextmanager
def open_archive(file: Path, most: int = MOST_BYTES) -> Iterator[Archive]:
    """Open a ZIP file after a look at what it announces, which may be `most` bytes when unpacked.

    Raises:
        InputError: it is damaged or encrypted, announces too much, or names a path outside.
    """
    try:
        opened = zipfile.ZipFile(file)
    except (ValueError, OSError, RuntimeError, *_BROKEN) as said:
        raise refused(file, DAMAGED) from said
    with opened:
        _require_fair(file, opened.infolist(), most)
        yield Archive(file, opened)


def _require_fair(file: Path, members: list[zipfile.ZipInfo], most: int) -> None:
    total = sum(member.file_size for member in members)
    packed = file.stat().st_size
    if len(members) > _MOST_FILES or total > most or total > max(_FAIR_BYTES, _FAIR_RATIO * packed):
        raise refused(file, BOMB)
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or "\0" in member.orig_filename:
            raise refused(
                file,
                Text(
                    f"tệp nén có đường dẫn ra ngoài (“{member.filename}”); tệp không được mở.",
                    f'the archive names a path outside it ("{member.filename}"); not opened.',
                ),
            )
        if member.flag_bits & _ENCRYPTED:
            raise refused(file, LOCKED)
        if member.compress_type not in _PACKED:
            raise refused(file, DAMAGED)


def refused(file: Path, text: Text) -> InputError:
    """Return the refusal of a file; `text` is what is wrong, what was expected, what to do."""
    return InputError(Text(f"“{file}”: {text.vi}", f'"{file}": {text.en}'))


def _plain(stem: str) -> str:
    """Return a member's name as one that a file can have anywhere."""
    return re.sub(r"[^\w. -]", "_", stem)[:_LONGEST_NAME] or "_"
