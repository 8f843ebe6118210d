"""Notes on the facts: Vietnamese in the record, English where it is asked for."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from geo import answers
from geo.cli import wording
from geo.notes import english, noted
from geo.questions import question

DATA = Path(__file__).parents[1] / "data"
TABLES = (
    *("sources", "clusters", "cluster_aliases", "doubtful_pairs"),
    *("events", "milestones", "indicator_values"),
)
_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"“.*?”|\b[A-Z]\w+(?: and [A-Z]\w+)+")
_ENGLISH = re.compile(
    r"\b(?:the|of|and|with|for|from|not|by|area|plan|stage|phase|year|cluster|zone|stated)\b"
)


def told(*columns: str) -> Iterator[str]:
    for table in TABLES:
        with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield from (row[name] for name in columns if row.get(name))


def says_something(text: str) -> bool:
    """Tell whether a text is more than numbers and names."""
    return any(word[0].islower() and word != "thôn" for word in _WORD.findall(text))


def test_every_note_has_an_english_and_no_english_is_left_over() -> None:
    texts = set(told("note", "period_text", "reason"))
    assert {text for text in texts if says_something(text)} - english().keys() == set()
    assert english().keys() - texts - set(told("place")) == set()


def test_no_note_is_written_in_english() -> None:
    texts = set(told("note", "period_text", "reason"))
    assert [text for text in texts if _ENGLISH.search(_QUOTED.sub("", text))] == []


def test_where_a_place_is_in_its_source_is_said_in_vietnamese() -> None:
    english_words = re.compile(r"\b(?:paragraphs?|captions?|headline|sentence|page title)$")
    assert [place for place in told("place") if english_words.search(place)] == []


def test_a_place_that_is_counted_in_its_source_has_an_english() -> None:
    counted = re.compile(r"(?:các )?(?:đoạn|câu|bảng|danh sách|mục|trang|tiêu đề|chú thích)\b")
    places = {place for place in told("place") if counted.match(place)}
    assert len(places) > 60
    assert places - english().keys() == set()


def test_the_english_of_a_note_says_the_same_figures() -> None:
    def figures(text: str, thousands: str, decimal: str) -> list[str]:
        plain = re.sub(rf"(?<=\d)\{thousands}(?=\d{{3}}(?!\d))", "", text)
        return sorted(re.findall(r"\d+\.\d+|\d{3,}", plain.replace(decimal, ".")))

    notes = {note for note in told("note", "reason") if note in english()}
    assert len(notes) > 600
    for note in notes:
        assert figures(note, ".", ",") == figures(english()[note], ",", "."), note


@pytest.mark.parametrize(
    ("text", "lang", "said"),
    [
        ("khởi công", "en", "start of works"),
        ("khởi công", "vi", "khởi công"),
        ("ghi chú của riêng ta", "en", "ghi chú của riêng ta"),
        (None, "en", None),
    ],
)
def test_a_note_is_told_in_a_language_if_it_has_any_in_that(
    text: str | None, lang: str, said: str | None
) -> None:
    assert noted(text, lang) == said


def test_answers_tell_notes_and_periods_in_the_language_asked_for() -> None:
    frame = pd.DataFrame({"note": ["khởi công", None], "place": ["đoạn hai", "“Yên Lư”"]})
    frame.attrs["query"] = question("history").name
    in_english, bare = answers.worded(frame, "en")
    assert in_english == {"note": "start of works", "place": "paragraph two"}
    assert bare == {"note": None, "place": "“Yên Lư”"}
    assert answers.worded(frame, "vi")[0]["note"] == "khởi công"


def test_days_that_contradict_each_other_are_told_in_english(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wording, "LANG", "en")
    modality = {"preferred_modality": "done", "other_modality": "done"}
    values = {"preferred_value": "cuối năm 2020", "other_value": "2021"}
    row = {"topic": "date", "subject": "operating", "province_before": "A", "province_now": "A"}
    ((said,), _) = wording.conflicts_table([row | modality | values])[:2]
    assert (said["preferred_value"], said["other_value"]) == ("end of 2020", "2021")
