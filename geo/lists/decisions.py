"""What a planner decided about single rows of a list: known cluster, new one, or left out."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from geo.errors import Text
from geo.text import fold


class Verdict(StrEnum):
    """What a row is to be taken for, whatever its name looks like."""

    KNOWN = "known"
    NEW = "new"
    SKIP = "skip"


class Decision(NamedTuple):
    """A verdict on one row, with the key of the cluster where it is a known one."""

    verdict: Verdict
    key: str | None = None

    def said(self, lang: str) -> str:
        """Return the words that `read_decision` reads as this decision."""
        words = WORDS[self.verdict].said(lang)
        return words if self.key is None else f"{words}: {self.key}"


Decisions = Mapping[tuple[str | None, int], Decision]
"""Decisions by sheet and line of the list, named and counted as in the original file."""

WORDS = {
    Verdict.KNOWN: Text("cụm đã có", "known cluster"),
    Verdict.NEW: Text("cụm mới", "new cluster"),
    Verdict.SKIP: Text("bỏ qua", "leave out"),
}
"""How a decision is written in a cell; the key of a known cluster follows after a colon."""

_VERDICTS = {fold(word): verdict for verdict, text in WORDS.items() for word in text}


def read_decision(text: str) -> Decision | None:
    """Return the decision that a cell states, in either language; None where it states none.

    Accents and case do not matter. A known cluster needs its key; the others have none.
    """
    words, _, key = text.partition(":")
    verdict = _VERDICTS.get(fold(words))
    if verdict is None or (verdict is Verdict.KNOWN) != bool(key.strip()):
        return None
    return Decision(verdict, key.strip() or None)
