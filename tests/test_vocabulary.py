import inspect
from enum import StrEnum

import pytest

from geo import vocabulary
from geo.errors import Text
from geo.vocabulary import Aggregation, Change, Status, label

WORDS = [
    word
    for _, words in inspect.getmembers(vocabulary, inspect.isclass)
    if issubclass(words, StrEnum) and words not in (StrEnum, Aggregation)
    for word in words
]


@pytest.mark.parametrize("word", WORDS, ids=repr)
def test_every_word_has_a_label_in_both_languages(word: StrEnum) -> None:
    assert isinstance(label(word), Text)
    assert all(label(word))


def test_words_spelt_alike_keep_their_own_labels() -> None:
    assert Status.MERGED == Change.MERGED
    assert label(Status.MERGED) != label(Change.MERGED)
