"""Notes on the facts, their time and their place in a source, in the language of the reader.

The record keeps them in Vietnamese. Their English stands beside the tables of facts, in
`english.csv`, and is looked up where they are shown. Maps carry both. A place that is told in the
words of the source has none: by those words it is found.
"""

import csv
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from geo.settings import data_folder

Cell = TypeVar("Cell", str, str | None)

COLUMNS = frozenset({"note", "period_text", "place"}) | {
    f"{side}_{name}" for side in ("preferred", "other") for name in ("period", "value")
}
"""Columns of answers that hold such a text."""


@cache
def english() -> Mapping[str, str]:
    """Return the English of each text that has one, by the Vietnamese."""
    with (data_folder() / "english.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["vi"]: row["en"] for row in csv.DictReader(stream)}


def noted(text: Cell, lang: str) -> Cell:
    """Return a note in a language; one without English, such as a planner's own, as it is."""
    return text if text is None or lang != "en" else english().get(text, text)
