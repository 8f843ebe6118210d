"""Open sources of boundaries, as `data/administrative/boundary_sources.csv` lists them."""

import shlex
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from geo.downloads import Download
from geo.errors import InputError, Text
from geo.ingest.tables import read_rows
from geo.settings import data_folder
from geo.vocabulary import Level

COLUMNS = ("source", "level", "shown_on", "title", "licence", "page", "url", "file", "hosts")


class BoundarySource(NamedTuple):
    """A file of boundaries that can be fetched; what its name is, whose it is, on which terms."""

    key: str
    level: str
    shown_on: date
    title: str
    licence: str
    page: str
    download: Download

    def command(self, file: Path) -> str:
        """Return the command that imports the fetched file."""
        words = (
            *("geo", "boundaries", "import", str(file), "--level", self.level),
            *("--on", self.shown_on.isoformat(), "--source", self.title),
            *("--licence", self.licence, "--url", self.page),
        )
        return shlex.join(words)


def read_sources(folder: Path | None = None) -> list[BoundarySource]:
    """Return the sources that are listed.

    Raises:
        DataError: a row is incomplete, or its level or day is none.
        InputError: the table is missing or has another header.
    """
    folder = folder or data_folder() / "administrative"
    found = []
    for row in read_rows(folder / "boundary_sources.csv", (*COLUMNS, "sha256")):
        row.required("shown_on")
        found.append(
            BoundarySource(
                row.required("source"),
                row.word("level", Level),
                row.day("shown_on") or date.min,
                row.required("title"),
                row.required("licence"),
                row.required("page"),
                Download(
                    row.required("url"),
                    Path(row.required("file")).name,
                    frozenset(row.several("hosts")),
                    row.optional("sha256"),
                ),
            )
        )
    return found


def find_source(sources: Sequence[BoundarySource], key: str) -> BoundarySource:
    """Return the source of a key.

    Raises:
        InputError: none is called so; names those that there are.
    """
    for source in sources:
        if source.key == key:
            return source
    listed = ", ".join(source.key for source in sources)
    raise InputError(
        Text(f"Không có nguồn “{key}”; có: {listed}.", f'No source "{key}"; there are: {listed}.')
    )
