"""Files written whole: whoever opens one meets the old one or the new one, never a half."""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from errno import (
    EACCES,
    EBADF,
    EEXIST,
    EFBIG,
    EIO,
    EISDIR,
    EMFILE,
    ENAMETOOLONG,
    ENOENT,
    ENOSPC,
    ENOTDIR,
    EPERM,
    EROFS,
)
from gc import collect
from mmap import ACCESS_READ, mmap
from os import strerror
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from tempfile import NamedTemporaryFile, TemporaryFile, gettempdir
from traceback import clear_frames
from typing import IO

from geo.errors import InputError, OutputError, Text

_HALF = ".geo-"
_ABANDONED_S = 3600

_SAID = {
    strerror(number): vi
    for number, vi in {
        EACCES: "không có quyền",
        EPERM: "hệ thống không cho phép",
        ENOENT: "không có tệp hoặc thư mục này",
        ENOTDIR: "một phần của đường dẫn không phải là thư mục",
        EISDIR: "đây là một thư mục",
        EEXIST: "đã có tệp tên ấy",
        EROFS: "ổ đĩa chỉ đọc",
        ENOSPC: "ổ đĩa đã đầy",
        EFBIG: "tệp quá lớn",
        ENAMETOOLONG: "tên tệp quá dài",
        EMFILE: "mở quá nhiều tệp cùng lúc",
        EBADF: "luồng này đã bị đóng",
        EIO: "lỗi đọc, ghi của ổ đĩa",
    }.items()
}


def no_file(file: Path) -> InputError:
    """Return the sentence for a file to be read that is not there."""
    return InputError(
        Text(
            f"Không có tệp “{file}”; hãy kiểm tra lại tên và thư mục.",
            f'There is no file "{file}"; check its name and folder.',
        )
    )


def unreadable(file: Path, fault: OSError) -> InputError:
    """Return the sentence for a file that the system does not let us read."""
    why = reason(fault)
    return InputError(
        Text(
            f"Không đọc được tệp “{file}” ({why.vi}); hãy kiểm tra lại tên, thư mục và quyền đọc.",
            f'Cannot read the file "{file}" ({why.en}); check its name and folder, and that you may'
            " read it.",
        )
    )


def is_folder(path: Path) -> bool:
    """Tell whether a folder of that name is there.

    Raises:
        OutputError: a device or a pipe is there, which no file may replace; no file can have the
            name, or nobody may look there.
    """
    try:
        kind = path.stat().st_mode
        if not (S_ISDIR(kind) or S_ISREG(kind)):
            raise FileExistsError(EEXIST, strerror(EEXIST))
        return S_ISDIR(kind)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as fault:
        raise unwritable(path, fault) from fault


def require_file(file: Path) -> None:
    """Prove that a file can be written, before any work is done for it.

    Raises:
        OutputError: it is a folder, or no file can have the name; or as `require_writable`.
    """
    if is_folder(file):
        raise unwritable(file, IsADirectoryError(EISDIR, strerror(EISDIR)))
    require_writable(file.parent)


def require_writable(folder: Path) -> None:
    """Prove that files can be written in a folder, and clear halves that a killed run left there.

    Raises:
        OutputError: it does not exist, is no folder, or is not ours to write to.
    """
    try:
        with NamedTemporaryFile(dir=folder, prefix=_HALF):
            pass
        for half in folder.glob(f"{_HALF}*"):
            if half.stat().st_mtime < time.time() - _ABANDONED_S:
                half.unlink()
    except OSError as fault:
        raise unwritable(folder, fault) from fault


def make_writable(folder: Path) -> None:
    """Make a folder where there is none, and prove that files can be written there.

    Raises:
        OutputError: it cannot be made, is no folder, or is not ours to write to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise unwritable(folder, fault) from fault
    require_writable(folder)


def write_whole(documents: Mapping[Path, bytes]) -> None:
    """Write several files; none is replaced before all are on the disk.

    They can be read by everybody, being made to be passed on.

    Raises:
        OutputError: one cannot be written; files of these names stay as they were.
    """
    halves: dict[Path, Path] = {}
    try:
        for file, document in documents.items():
            if is_folder(file):
                raise IsADirectoryError(EISDIR, strerror(EISDIR), str(file))
            with NamedTemporaryFile(dir=file.parent, prefix=_HALF, delete=False) as half:
                halves[file] = Path(half.name)
                half.write(document)
        for file, written in halves.items():
            written.chmod(0o644)
            written.replace(file)
    except OSError as fault:
        raise unwritable(Path(fault.filename or file), fault) from fault
    finally:
        for written in halves.values():
            with suppress(OSError):
                written.unlink(missing_ok=True)


@contextmanager
def whole(file: Path, mode: int = 0o644) -> Iterator[Path]:
    """Yield a path beside `file` to write to, of the same ending; it takes the place at the end.

    What the block leaves there is read by everybody, unless `mode` says otherwise. A block that
    fails leaves nothing, and `file` as it was.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        with NamedTemporaryFile(
            dir=file.parent, prefix=_HALF, suffix=file.suffix, delete=False
        ) as made:
            half = Path(made.name)
        try:
            yield half
            half.chmod(mode)
            half.replace(file)
        finally:
            half.unlink(missing_ok=True)
    except OSError as fault:
        raise unwritable(Path(fault.filename or file), fault) from fault


@contextmanager
def spooled() -> Iterator[None]:
    """Tell of a full folder for temporary files, where openpyxl keeps sheets that it writes.

    Raises:
        OutputError: that folder takes no more.
    """
    from lxml.etree import SerialisationError

    try:
        yield
    except SerialisationError as fault:
        told, sys.unraisablehook = sys.unraisablehook, lambda _: None
        clear_frames(fault.__traceback__)
        collect()  # openpyxl's writers close now, and fail again
        sys.unraisablehook = told
        raise _no_room(Path(gettempdir()), Text(str(fault), str(fault))) from fault


@contextmanager
def set_aside(folder: Path) -> Iterator[None]:
    """Tell of a full folder for temporary files, to which the block writes.

    Raises:
        OutputError: that folder takes no more.
    """
    try:
        yield
    except OSError as fault:
        raise _no_room(folder, reason(fault)) from fault


@contextmanager
def nameless() -> Iterator[IO[bytes]]:
    """Yield a temporary file of which nothing stays, however this process ends.

    Raises:
        OutputError: the folder for temporary files takes no more.
    """
    with ExitStack() as stack:
        with set_aside(Path(gettempdir())):
            made = stack.enter_context(TemporaryFile())
        yield made


def shared(file: IO[bytes]) -> mmap:
    """Return what a file holds, not read into memory until it is looked at."""
    return mmap(file.fileno(), 0, access=ACCESS_READ)


def _no_room(where: Path, why: Text) -> OutputError:
    return OutputError(
        Text(
            f"Không ghi được tệp tạm vào {where} ({why.vi}), có lẽ ổ đĩa đầy; hãy dọn bớt, hoặc"
            " đặt biến TMPDIR là một thư mục còn chỗ.",
            f"Cannot write temporary files to {where} ({why.en}), perhaps the disk is full; make"
            " room, or set TMPDIR to a folder that has some.",
        )
    )


def unwritable(where: Path, fault: OSError) -> OutputError:
    """Return the sentence for a file or folder that cannot be written."""
    why = reason(fault)
    return OutputError(
        Text(
            f"Không ghi được vào {where} ({why.vi}); hãy chọn nơi khác.",
            f"Cannot write to {where} ({why.en}); choose another place.",
        )
    )


def reason(fault: OSError) -> Text:
    """Return why the system refused; a rare reason stays in the system's own words."""
    said = strerror(fault.errno) if fault.errno else str(fault)
    return Text(_SAID.get(said, said), said)
