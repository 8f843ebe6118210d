"""Texts in a notebook: read, shown with what was found in them, reviewed by code, written.

As in a workbook of candidates nothing counts until it is accepted; `trial` shows a map with it
before anything is written for good.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from geo.database import open_database, transaction
from geo.extract.candidates import Candidate
from geo.extract.documents import Document, read_file
from geo.extract.highlight import highlighted
from geo.extract.reader import read_text as candidates_of
from geo.extract.review import judge, write
from geo.extract.slips import COLUMNS, Places, shown, slips
from geo.extract.workbook import SOURCE, Review
from geo.gazetteer import Gazetteer
from geo.locator import Locator
from geo.matching import KnownClusters
from geo.schema import require_current
from geo.settings import Settings
from geo.snapshots import refresh_snapshots
from geo.timeline import find_province


@dataclass(frozen=True)
class Passage:
    """A text and what the program believes it states.

    Attributes:
        document: the text.
        candidates: what was read, in the order of the text.
        slips: a row for each candidate with the cluster and unit that it seems to name, in words,
            and a column `accept` to decide in (nhận, bỏ, để sau); all of it may be changed.
        published: day of the text.
    """

    document: Document
    candidates: list[Candidate]
    slips: pd.DataFrame
    published: date | None

    def __repr__(self) -> str:
        """Return how much was read."""
        return f"{self.document.name}: {len(self.candidates)}"

    def _repr_html_(self) -> str:
        """Return the text with its quotes marked; nothing in it is taken for markup."""
        return highlighted(self.document.text, self.candidates, _settings().lang)

    def reviewed(self, rows: pd.DataFrame, *, title: str, **source: str) -> Review:
        """Return a review: what was decided about the rows, and what the source is.

        Args:
            rows: `slips`, with what a person decided.
            title: of the source.
            source: publisher, published, url, decision_no, note and editor, where they are known.

        Raises:
            TypeError: the source has no such word.
        """
        unknown = set(source) - set(SOURCE)
        if unknown:
            raise TypeError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(SOURCE)}")
        told: dict[str, Any] = dict.fromkeys(SOURCE) | {
            "published": None if self.published is None else self.published.isoformat(),
            "file": self.document.name,
            "sha256": self.document.sha256,
        }
        plain = rows.astype(object).where(rows.notna(), None)
        decided = zip(rows.index, plain.to_dict("records"), strict=True)
        return Review(
            self.document.name,
            told | source | {"title": title},
            [
                (int(number), {str(name): cell for name, cell in row.items()})
                for number, row in decided
            ],
        )


def read_text(
    connection: Connection,
    text: str | Path,
    *,
    province: str | None = None,
    published: date | None = None,
) -> Passage:
    """Read a text and return what it seems to state; nothing is written.

    Args:
        connection: to the record, in which the clusters that are meant are looked up.
        text: the text itself, or the path of a file: .txt, .html, .docx, .pdf.
        province: the province it is about, by its old or new name, where it names none.
        published: its day.

    Raises:
        InputError: no such file, nothing in it that can be read, or no such province.
    """
    if isinstance(text, Path):
        document = read_file(text)
    else:
        document = Document("văn bản", text, sha256(text.encode()).hexdigest())
    gazetteer = Gazetteer.from_database(connection)
    on = published or _today()
    named = None if province is None else find_province(gazetteer, province, on=on).name
    found = candidates_of(document.text, gazetteer=gazetteer, province=named, published=published)
    known = KnownClusters.from_database(connection)
    places = Places(Locator(gazetteer, _today()), known, published)
    lang = _settings().lang
    worded = [
        {name: shown(name, cell, lang) for name, cell in cells.items()}
        for cells in slips(document, found, places)
    ]
    rows = pd.DataFrame(worded, columns=[*COLUMNS], dtype=object)
    return Passage(document, found, rows, published)


def accept(review: Review, *, commit: bool = False) -> pd.DataFrame:
    """Write what was accepted, or only tell what would be written; return the accepted rows.

    Args:
        review: of `Passage.reviewed`, or of `geo.extract.workbook.read_workbook`.
        commit: write for good.

    Raises:
        InputError: a row cannot be used; all that is wrong is told, and nothing is written.
        ServerError: no server, or the account may not write.
    """
    with _accepting(review, commit=commit) as (_, rows):
        return rows


@contextmanager
def trial(review: Review) -> Iterator[Connection]:
    """Yield a connection on which the accepted rows count, until the block ends.

    Nobody else sees them; while the block lasts, others who want to write wait.

    Raises:
        InputError: as `accept` does.
    """
    with _accepting(review, commit=False) as (connection, _):
        yield connection


@contextmanager
def _accepting(review: Review, *, commit: bool) -> Iterator[tuple[Connection, pd.DataFrame]]:
    today = _today()
    with open_database(_settings()) as engine, transaction(engine) as connection:
        require_current(connection)
        judged = judge(connection, review, today=today)
        judged.require_sound(review.name)
        with connection.begin_nested() as kept:
            made = write(connection, judged)
            if commit and made:
                refresh_snapshots(connection, today)
            rows = pd.DataFrame(
                [(one.row, one.event, one.name, one.key, one.is_new) for one in judged.accepted],
                columns=["row", "kind", "name", "cluster", "is_new"],
            )
            yield connection, rows
            if not commit:
                kept.rollback()


def _settings() -> Settings:
    return Settings.from_environment()


def _today() -> date:
    return date.today()  # noqa: DTZ011 -- wherever the reader is
