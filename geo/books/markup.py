"""XML of spreadsheets, read piece by piece with bounds on what it may hold.

A spreadsheet comes from anywhere: XML that declares a document type, and with it entities, is
refused, as is XML nested or stretched beyond what any spreadsheet has.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.parsers import expat

from geo.archives import BOMB, Archive
from geo.books.faults import DAMAGED, fault
from geo.errors import Text

_LARGEST_PART = 2**25
_BLOCK = 2**18
_DEEPEST = 100
_LONGEST_TOKEN = 2**22

_DANGEROUS = Text(
    "tệp có khai báo thực thể XML, bảng tính không bao giờ có; vì an toàn tệp không được mở.",
    "the file declares XML entities, which no spreadsheet does; for safety it was not opened.",
)


class Forbidden(Exception):  # noqa: N818 -- what is forbidden, told within this room
    """XML holds what no spreadsheet has; carries the words for it."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class Markup:
    """XML read piece by piece; names come without prefixes.

    Args:
        start: called with each element's name and attributes.
        end: called with its name when it ends.
        text: called with text between.

    Attributes:
        fed: how many bytes were read.
    """

    def __init__(self, start: Start, end: End, text: Callable[[str], None]) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = 2**16
        self._start, self._end, self._depth = start, end, 0
        self.fed = 0
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
            self.fed += len(block)
            if self.fed - self._parser.CurrentByteIndex > _LONGEST_TOKEN:
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


def elements(archive: Archive, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the elements of a small member that is XML, each with its attributes.

    Raises:
        InputError: it is missing, damaged or large.
        Forbidden: it holds what no spreadsheet has.
        xml.parsers.expat.ExpatError: it is not well-formed.
    """
    if archive.size(name) > _LARGEST_PART:
        raise fault(archive.file, BOMB)
    found: list[tuple[str, dict[str, str]]] = []
    markup = Markup(lambda *element: found.append(element), ignore, ignore)
    with archive.member(name) as stream:
        for _ in markup.feed(stream):
            yield from found
            found.clear()


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
