"""The tables of `data/reading` as the grammar looks things up in them.

A phrase may stand in several tables. Within one table the longest phrase at a place wins and hides
what lies under it; that is how `theo quyết định thành lập` keeps its `thành lập` from counting.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from geo.extract.script import Script, Token, bare
from geo.settings import data_folder

Row = TypeVar("Row")


class Verb(NamedTuple):
    """A way to say that something happens to a cluster.

    Attributes:
        phrase: the words.
        kind: an event kind, `milestone`, `calling` (for investors); empty: it only opens or hides.
        side: where its clusters stand: `after`, `before`, `either`; `tail` closes what a word of
            the group `opens` has opened; `opener`; `none` hides shorter phrases.
        certainty: how sure the event is when nothing else says so.
        if_proposed: the kind it has when it is only proposed or planned.
        opens: the group of an opener, or the group that a tail needs.
    """

    phrase: str
    kind: str
    side: str
    certainty: str
    if_proposed: str
    opens: str


class Head(NamedTuple):
    """A noun that announces a cluster's name; `weak` ones only before a name or after a count."""

    phrase: str
    zone_type: str
    strength: str


class Measure(NamedTuple):
    """A unit of measure and its worth in hectares, billions of đồng, millions of dollars, %."""

    phrase: str
    measure: str
    factor: float


class Match(NamedTuple, Generic[Row]):
    """A phrase found: the first token, the one after the last, and the row."""

    first: int
    last: int
    row: Row


class Phrases(Generic[Row]):
    """Rows by their phrases, found in a list of tokens."""

    def __init__(self, rows: Iterable[tuple[str, Row]]) -> None:
        exact: dict[str, dict[tuple[str, ...], Row]] = {}
        plain: dict[str, dict[tuple[str, ...], Row]] = {}
        for phrase, row in rows:
            script = Script(phrase)
            words = tuple(token.key for token in script.tokens(0, len(script.text)))
            exact.setdefault(words[0], {})[words] = row
            folded = tuple(bare(word.text) for word in script.tokens(0, len(script.text)))
            plain.setdefault(folded[0], {}).setdefault(folded, row)
        self._exact = _longest_first(exact)
        self._plain = _longest_first(plain)

    def at(self, tokens: Sequence[Token], place: int, *, plain: bool = False) -> Match[Row] | None:
        """Return the longest phrase that begins at a token."""
        rows = (self._plain if plain else self._exact).get(tokens[place].key)
        if rows is None:
            return None
        for words, row in rows:
            size = len(words)
            if size == 1:
                return Match(place, place + 1, row)
            if place + size <= len(tokens) and all(
                tokens[place + step].key == words[step] for step in range(size - 1, 0, -1)
            ):
                return Match(place, place + size, row)
        return None

    def find(self, tokens: Sequence[Token], *, plain: bool = False) -> Iterator[Match[Row]]:
        """Yield the phrases of a list of tokens, left to right, none under another."""
        index = self._plain if plain else self._exact
        last = 0
        for place, token in enumerate(tokens):
            if place >= last and token.key in index:
                found = self.at(tokens, place, plain=plain)
                if found:
                    yield found
                    last = found.last


def _longest_first(
    index: dict[str, dict[tuple[str, ...], Row]],
) -> dict[str, list[tuple[tuple[str, ...], Row]]]:
    return {
        first: sorted(rows.items(), key=lambda item: -len(item[0])) for first, rows in index.items()
    }


class Lexicon(NamedTuple):
    """All tables."""

    heads: Phrases[Head]
    verbs: Phrases[Verb]
    words: Phrases[tuple[str, str]]
    measures: Phrases[Measure]
    qualifiers: Phrases[str]
    numerals: Phrases[int]
    stages: Phrases[str]
    columns: Phrases[str]
    types: Phrases[str]
    metrics: dict[str, dict[str, str]]


@cache
def lexicon(folder: Path | None = None) -> Lexicon:
    """Return the tables of a folder, by default those the program ships."""
    place = folder or data_folder() / "reading"
    table = {file.stem: _rows(file) for file in sorted(place.glob("*.csv"))}
    return Lexicon(
        Phrases((row["phrase"], Head(**row)) for row in table["heads"]),
        Phrases((row["phrase"], Verb(**row)) for row in table["verbs"]),
        Phrases((row["phrase"], (row["role"], row["value"])) for row in table["words"]),
        Phrases(
            (row["phrase"], Measure(row["phrase"], row["measure"], float(row["factor"])))
            for row in table["measures"]
        ),
        Phrases((row["phrase"], row["qualifier"]) for row in table["qualifiers"]),
        Phrases((row["phrase"], int(row["number"])) for row in table["numerals"]),
        Phrases((row["phrase"], row["stage"]) for row in table["stages"]),
        Phrases((row["phrase"], row["column"]) for row in table["columns"]),
        Phrases((row["phrase"], row["type"]) for row in table["types"]),
        {row["of"]: row for row in table["metrics"]},
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
