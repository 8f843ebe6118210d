"""PDF read in a process of its own, with bounds on its memory and time.

A PDF of a few hundred bytes can ask for more of both than any machine has: streams that unpack to
gigabytes, forms that draw each other without end.
"""

import json
import subprocess
import sys
from resource import RLIMIT_CPU, setrlimit

from geo.errors import InputError, Text
from geo.limits import spare_memory

MOST_MEMORY = 2 << 30
"""Bytes that reading a PDF may take; 2,500 pages of text take a quarter of it."""

_SECONDS, _SECONDS_A_MEGABYTE, _MOST_SECONDS = 120, 240, 1800
"""Processor time that reading a PDF may take, by its size; 2,500 pages take some five minutes."""


def pdf_pages(document: bytes, name: str) -> list[str]:
    """Return the text of each page of a PDF file, as `geo.extract.pages.pdf_pages` does.

    Raises:
        InputError: as that does, or reading takes too much memory or time.
    """
    command = (sys.executable, "-P", "-m", __name__, name, str(seconds(len(document))))
    ended = subprocess.run(  # noqa: S603 -- this program itself
        command, input=document, stdout=subprocess.PIPE, check=False
    )
    if ended.returncode < 0:
        raise InputError(too_much(name))
    ended.check_returncode()
    answer = json.loads(ended.stdout)
    if "refused" in answer:
        raise InputError(Text(*answer["refused"]))
    return list(answer["pages"])


def pages_within_bounds(document: bytes, name: str) -> list[str]:
    """Return what `pdf_pages` does, read in this process.

    Raises:
        InputError: as `geo.extract.pages.pdf_pages`, or reading takes too much memory.
    """
    from geo.extract import pages

    try:
        with spare_memory(MOST_MEMORY):
            return pages.pdf_pages(document, name)
    except MemoryError as fault:
        raise InputError(too_much(name)) from fault


def seconds(size: int) -> int:
    """Return how much processor time reading a PDF of so many bytes may take."""
    return min(_SECONDS + (size * _SECONDS_A_MEGABYTE >> 20), _MOST_SECONDS)


def too_much(name: str) -> Text:
    """Return the sentence for a PDF that takes too much memory or time."""
    memory = MOST_MEMORY >> 30
    return Text(
        f"{name}: đọc PDF này mất quá nhiều thời gian hoặc hơn {memory} GB bộ nhớ; hãy tách ra,"
        " hoặc in lại thành PDF khác rồi đọc.",
        f"{name}: reading this PDF takes too long or more than {memory} GB of memory; split it, or"
        " print it to another PDF and read that.",
    )


def main() -> None:
    """Answer with the pages of the PDF on standard input, or why it is refused, as JSON."""
    name, most = sys.argv[1:]
    setrlimit(RLIMIT_CPU, (int(most), int(most)))
    answer: dict[str, object]
    try:
        answer = {"pages": pages_within_bounds(sys.stdin.buffer.read(), name)}
    except InputError as fault:
        answer = {"refused": fault.text}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
