"""What the words in a cell mean: status, kind of zone, wastewater, from `data/lists/words.csv`.

Words are compared without accents, case and punctuation. The codes of the vocabulary and their
labels in both languages are words too.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from geo.ingest.tables import read_rows
from geo.settings import data_folder
from geo.text import fold
from geo.vocabulary import (
    EventKind,
    Modality,
    Precision,
    Qualifier,
    Status,
    Wastewater,
    ZoneType,
    label,
)

_COLUMNS = ("word", "field", "value", "modality")
_SIMILAR = 55.0
_NEAREST = 3
_REMEMBERED = 10_000
_ABBREVIATED = re.compile(r"\bqh\b")
_VOCABULARY = {
    "status": EventKind,
    "certainty": Modality,
    "status_2030": Status,
    "zone_type": ZoneType,
    "wastewater": Wastewater,
    "area_qualifier": Qualifier,
    "precision": Precision,
}
_BUILT = (EventKind.ESTABLISHED, EventKind.CONSTRUCTION, EventKind.OPERATING)
_DONE = {*_BUILT, EventKind.MERGED, EventKind.REMOVED}


class Word(NamedTuple):
    """One spelling of what a field may hold; `modality` only for a status."""

    written: str
    value: str
    modality: Modality | None


class Standing(NamedTuple):
    """What a list says has become of a cluster.

    `unconfirmed` tells that it is known only from a plan whose period is over.
    """

    kind: EventKind
    modality: Modality
    unconfirmed: bool = False


@cache
def words(field: str) -> Mapping[str, Word]:
    """Return the words that cells of a field may hold, by their folded spelling."""
    found: dict[str, Word] = {}
    for name, word in _spellings():
        if name == field:
            found.setdefault(fold(word.written) or word.written, word)
    return found


@lru_cache(maxsize=_REMEMBERED)
def word_in(field: str, text: str) -> Word | None:
    """Return the word that a cell is; None where it is none."""
    return words(field).get(fold(text) or text)


def nearest_words(field: str, text: str) -> tuple[str, ...]:
    """Return the words of a field nearest to a text that is none of them, the nearest first."""
    known = words(field)
    hits = process.extract(
        fold(text), list(known), scorer=fuzz.ratio, limit=_NEAREST, score_cutoff=_SIMILAR
    )
    return tuple(known[key].written for key, _, _ in hits)


def standings(text: str) -> tuple[Standing, ...]:
    """Return what a text says of a cluster: one standing, several that differ, or none.

    A text that is no word is searched for phrases. Of those about what has been built the last one
    reached counts: `đã thành lập, đang hoạt động` is operating.
    """
    said = _ABBREVIATED.sub("quy hoach", fold(text))
    whole = word_in("status", said or text)
    if whole is not None:
        return (_standing(whole),)
    known = words("status")
    found = tuple(dict.fromkeys(_standing(known[hit]) for hit in _phrases().findall(said)))
    if found and all(one.kind in _BUILT and one.modality is Modality.DONE for one in found):
        return (max(found, key=lambda one: _BUILT.index(one.kind)),)
    return found


@cache
def _phrases() -> re.Pattern[str]:
    """Return what finds the longest phrases; a single word says too little inside a sentence."""
    several = sorted((key for key in words("status") if " " in key), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(several)})\b")


def _standing(word: Word) -> Standing:
    modality = word.modality or Modality.PLANNED
    if word.value == Status.UNCONFIRMED:
        return Standing(EventKind.PLANNED, modality, unconfirmed=True)
    return Standing(EventKind(word.value), modality)


def _spellings() -> Iterator[tuple[str, Word]]:
    for row in read_rows(data_folder() / "lists" / "words.csv", _COLUMNS):
        field, value = row.required("field"), row.required("value")
        modality = row.optional_word("modality", Modality)
        if (field, value) != ("status", Status.UNCONFIRMED):
            row.word("value", _VOCABULARY[field])
        yield field, Word(row.required("word"), value, Modality(modality) if modality else None)
    for status in Status:
        for written in (status, *label(status)):
            yield "status", Word(written, status, _modality(status))
    for field, vocabulary in _VOCABULARY.items():
        for code in vocabulary:
            for written in (code.value, *label(code)):
                is_event = field == "status"
                yield field, Word(written, code.value, _modality(code) if is_event else None)


def _modality(code: str) -> Modality:
    return Modality.DONE if code in _DONE else Modality.PLANNED
