"""Dumps: written by `pg_dump`, and read as the rows of tables through `pg_restore`.

Of the script that `pg_restore` makes of a dump only the rows are read, and where the sequences
stand. Whatever else is in it is passed over and never sent to a server.
"""

import os
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import takewhile
from pathlib import Path
from subprocess import PIPE, CalledProcessError, Popen
from tempfile import TemporaryFile
from threading import Thread
from typing import IO, NamedTuple, cast

from geo.backups.manifest import Content

_SCHEMAS = ("--schema=atlas", "--schema=planning")
_COPY = re.compile(rb"COPY atlas\.(\S+) \((.+)\) FROM stdin;\n")
_SETVAL = re.compile(rb"SELECT pg_catalog\.setval\('atlas\.(\S+)', (\d{1,19}), (true|false)\);\n")
_LONGEST = 2**28
_END = b"\\.\n"
_BLOCK = 2**20
_VERSION_TABLE = "alembic_version"


class Rows(NamedTuple):
    """Rows of a table, each a line as COPY writes it; they come while they are asked for."""

    table: str
    columns: tuple[str, ...]
    lines: Iterator[bytes]


class Position(NamedTuple):
    """Where a sequence stands, and whether it gave that number already."""

    sequence: str
    value: int
    given: bool


class Tally:
    """Rows counted and summed up while they pass."""

    def __init__(self) -> None:
        self.rows = 0
        self._digest = sha256()

    def over(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the same lines."""
        for line in lines:
            self.rows += 1
            self._digest.update(line)
            yield line

    @property
    def content(self) -> Content:
        """What has passed."""
        return Content(self.rows, self._digest.hexdigest())


@contextmanager
def dumped(
    pg_dump: Path, url: str, snapshot: str, environment: Mapping[str, str]
) -> Iterator[IO[bytes]]:
    """Yield the dump of the record as of an exported snapshot of its database, from its beginning.

    Args:
        pg_dump: the program, as old as the server or newer.
        url: without a password, which is in the environment if anywhere.
        snapshot: as `pg_export_snapshot` returned it; its transaction must be open.
        environment: of the program.

    Raises:
        CalledProcessError: it failed; carries what it said.
    """
    words = ["--format=custom", *_SCHEMAS, "--no-owner", "--no-privileges", "--no-password"]
    bounds = [f"--snapshot={snapshot}", "--encoding=UTF8", "--lock-wait-timeout=120000"]
    with _run([str(pg_dump), *words, *bounds, f"--dbname={url}"], environment) as dump:
        yield dump


@contextmanager
def undumped(pg_restore: Path, dump: IO[bytes]) -> Iterator[Iterator[Rows | Position]]:
    """Yield the rows of the tables of the record in a dump, and where their sequences stand.

    The rows of one table must be taken before the next is asked for; those left are passed over.

    Raises:
        CalledProcessError: the dump cannot be read; carries what was said.
        ValueError: it holds a line that no row can be.
    """
    with _run([str(pg_restore), "--data-only", "--file=-"], {"PATH": os.defpath}, dump) as script:
        yield _entries(_lines(script))


def _entries(script: Iterator[bytes]) -> Iterator[Rows | Position]:
    for line in script:
        if copy := _COPY.fullmatch(line):
            lines = takewhile(_END.__ne__, script)
            table = _plain(copy[1])
            if table != _VERSION_TABLE:
                yield Rows(table, tuple(map(_plain, copy[2].split(b", "))), lines)
            for _ in lines:
                pass
        elif at := _SETVAL.fullmatch(line):
            yield Position(_plain(at[1]), int(at[2]), at[3] == b"true")


def _plain(name: bytes) -> str:
    """Return a name without the quotes that a reserved word has."""
    return name.decode().strip('"')


def _lines(script: IO[bytes]) -> Iterator[bytes]:
    while line := script.readline(_LONGEST):
        if len(line) == _LONGEST:
            raise ValueError(_LONGEST)
        yield line


@contextmanager
def _run(
    words: Sequence[str], environment: Mapping[str, str], given: IO[bytes] | None = None
) -> Iterator[IO[bytes]]:
    """Run a program; yield what it prints. It is ended if the block fails."""
    with (
        TemporaryFile() as said,
        Popen(  # noqa: S603 -- PostgreSQL's own programs
            words, stdin=PIPE, stdout=PIPE, stderr=said, env={**environment, "LC_MESSAGES": "C"}
        ) as program,
    ):
        output = cast("IO[bytes]", program.stdout)
        feeding = Thread(target=_feed, args=(given, program.stdin))
        feeding.start()
        is_taken = False
        try:
            yield output
            is_taken = True
        finally:
            if not is_taken:
                program.kill()
            output.close()
            ended = program.wait()
            feeding.join()
        if ended:
            said.seek(0)
            messages = said.read(_BLOCK).decode(errors="replace")
            raise CalledProcessError(ended, words[0], stderr=messages)


def _feed(given: IO[bytes] | None, program: IO[bytes]) -> None:
    """Give a program all that it is to read; it may end before."""
    with suppress(OSError, zipfile.BadZipFile), program:
        if given is not None:
            shutil.copyfileobj(given, program, _BLOCK)
