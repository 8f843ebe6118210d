"""PDF read in a process of its own: streams may unpack to gigabytes, forms draw each other."""

import sys

from geo import apart
from geo.apart import MOST_MEMORY, Bounds
from geo.errors import Text

_SECONDS, _SECONDS_A_MEGABYTE, _MOST_SECONDS = 120, 240, 1800
"""Processor time that reading a PDF may take, by its size.

2,500 pages take some five minutes, and a quarter of the memory.
"""


def pdf_pages(document: bytes, name: str) -> list[str]:
    """Return the text of each page of a PDF file, as `geo.extract.pages.pdf_pages` does.

    Raises:
        InputError: as that does, or reading takes too much memory or time.
    """
    bounds = Bounds(MOST_MEMORY, seconds(len(document)))
    pages = apart.ask(_read, name, too_much=_too_much(name), bounds=bounds, document=document)
    return list(pages)


def seconds(size: int) -> int:
    """Return how much processor time reading a PDF of so many bytes may take."""
    return min(_SECONDS + (size * _SECONDS_A_MEGABYTE >> 20), _MOST_SECONDS)


def _too_much(name: str) -> Text:
    memory = MOST_MEMORY >> 30
    return Text(
        f"{name}: đọc PDF này mất quá nhiều thời gian hoặc hơn {memory} GB bộ nhớ; hãy tách ra,"
        " hoặc in lại thành PDF khác rồi đọc.",
        f"{name}: reading this PDF takes too long or more than {memory} GB of memory; split it, or"
        " print it to another PDF and read that.",
    )


def _read(name: str) -> list[str]:
    from geo.extract import pages

    return pages.pdf_pages(sys.stdin.buffer.read(), name)
