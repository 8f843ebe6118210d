"""What is fuzzed: each reader goes through a file to its end, or refuses it in one sentence."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from subprocess import CalledProcessError
from typing import IO, Any, NamedTuple

from geo import legacy
from geo.apart import MOST_MEMORY
from geo.backups.dumps import Position, Rows, undumped
from geo.backups.restoring import open_backup
from geo.books.opening import open_book
from geo.errors import InputError, ServerError
from geo.extract.documents import read_file
from geo.extract.reader import read_text
from geo.extract.workbook import read_workbook
from geo.gazetteer import Gazetteer
from geo.ingest.units import read_units
from geo.limits import spare_memory
from geo.lists.mended import read_mended
from geo.programs import find_clients
from geo.vectors import read_layers, require_readable


class Reader(NamedTuple):
    """How a file is read, and the kinds of sound files (`seeds`) that it reads."""

    read: Callable[[Path], object]
    kinds: tuple[str, ...]


def here(
    read: Callable[..., object], *words: str, onto: IO[bytes] | None = None, **_: object
) -> Any:
    """Return what `geo.apart.ask` does, without a process of its own."""
    numbers = () if onto is None else (str(onto.fileno()),)
    return json.loads(json.dumps(read(*numbers, *words)))


def tried(read: Callable[[Path], object], file: Path) -> None:
    """Read a file to its end, or see it refused in both languages."""
    try:
        read(file)
    except InputError as refused:
        if not (refused.text.vi and refused.text.en):
            raise AssertionError(refused) from refused


def book(file: Path) -> None:
    with open_book(file) as opened:
        for grid in opened.grids:
            assert isinstance(grid.merges, tuple)
            for _ in grid.lines():
                pass


def fixable(file: Path) -> None:
    with open_book(file) as opened:
        mended = read_mended(opened)
        for grid in () if mended is None else mended.book.grids:
            for _ in grid.lines():
                pass


def boundaries(file: Path) -> None:
    with suppress(InputError):
        require_readable(file)
    read_layers(file)


def pages(file: Path) -> None:
    data = file.read_bytes()
    for page in (None, *legacy.ENCODINGS):
        with suppress(InputError):
            legacy.decode(data, page)


def pdf(file: Path) -> None:
    from geo.extract.pages import pdf_pages

    with suppress(MemoryError), spare_memory(MOST_MEMORY):
        pdf_pages(file.read_bytes(), file.name)


def backups(file: Path) -> None:
    with suppress(ServerError), open_backup(file) as opened, opened.entries() as entries:
        drain(entries)


def dumps(file: Path) -> None:
    """Read a dump whose manifest vouches for it."""
    pg_restore = find_clients("pg_restore")[-1].file
    with (
        file.open("rb") as dump,
        suppress(CalledProcessError, ValueError),
        undumped(pg_restore, dump) as entries,
    ):
        drain(entries)


def drain(entries: Iterable[Rows | Position]) -> None:
    for entry in entries:
        for _ in entry.lines if isinstance(entry, Rows) else ():
            pass


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.from_tables(read_units())


def text(file: Path) -> None:
    read_text(read_file(file).text, gazetteer=gazetteer())


READERS = {
    "xlsx": Reader(book, ("xlsx", "xlsx-plain")),
    "xls": Reader(book, ("xls",)),
    "ods": Reader(book, ("ods",)),
    "csv": Reader(book, ("csv", "csv-quoted", "tcvn3", "vni", "html-list")),
    "features": Reader(book, ("geojson", "gpkg", "geoparquet", "shapefile", "zip")),
    "fixable": Reader(fixable, ("fixable",)),
    "review": Reader(read_workbook, ("review",)),
    "boundaries": Reader(boundaries, ("geojson", "gpkg", "geoparquet", "shapes", "kml")),
    "pages": Reader(pages, ("tcvn3", "vni", "csv-quoted", "txt")),
    "documents": Reader(read_file, ("txt", "html", "docx", "tcvn3")),
    "pdf": Reader(pdf, ("pdf",)),
    "backups": Reader(backups, ("backup",)),
    "dumps": Reader(dumps, ("dump",)),
    "text": Reader(text, ("txt", "html")),
}
