"""A text as the grammar reads it: cleaned letter by letter and cut into tokens.

Cleaning keeps track of where each character came from, so that a quote is always a piece of the
text as given: composed letters (NFC), one kind of hyphen, apostrophe, quotation mark and space.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from geo.text import LOOKALIKES, tone_key

_TOKEN = re.compile(r"\d+(?:(?: [.,] ?|[.,])\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[^\s]", re.UNICODE)
_CLUSTER_OF_MARKS = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+")
_QUOTES = dict.fromkeys(map(ord, "“”„«»″"), '"') | dict.fromkeys(
    map(ord, "\u2002\u2003\u2009\u202f\u3000\v\f"), " "
)
_FORMS = {key: value for key, value in LOOKALIKES.items() if value is not None} | _QUOTES
_DROPPED = re.compile("|".join(chr(key) for key, value in LOOKALIKES.items() if value is None))
_BROKEN = re.compile(
    r"(?<![^\W\d_])(?:(?:ngh|ng|nh|ch|gh|kh|ph|th|tr|[bcdđghklmnpqrstvx]) (?=[aăâeêioôơuưyà-ỹ])"
    r"|[Cc] (?=ụm)|(?:ngh|th|v|b|ti|ki|hi|di|li|mi|ni|chi|tri)?i (?=ệp\b|ệt\b|ện\b|ến\b|ều\b|ểu\b))"
)
"""A syllable that a scan has broken in two: letters that are none by themselves, and a space."""

_ACCENT = re.compile("[^\x00-\x7f]")
_LETTER = re.compile(r"[^\W\d_]")


class _Bare(dict[int, str]):
    """Each letter without its accents, in lower case, as one character."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        base = unicodedata.normalize("NFD", letter)[:1].lower()[:1] or letter
        found = "d" if base == "đ" else base
        self[code] = found
        return found


_BARE = _Bare()


def bare(text: str) -> str:
    """Return text of the same length without accents and case."""
    return text.translate(_BARE)


@lru_cache(maxsize=1 << 15)
def word_key(word: str) -> str:
    """Return the key under which the tables hold a word: case and place of the tone apart."""
    return tone_key(word)


class Token(NamedTuple):
    """A word, a number or one other sign, with its place in the cleaned text."""

    text: str
    key: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    @property
    def is_name(self) -> bool:
        """Tell whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def is_number(self) -> bool:
        """Tell whether it begins with a digit."""
        return "0" <= self.text[0] <= "9"

    @property
    def is_word(self) -> bool:
        """Tell whether it is made of letters."""
        return self.text[0].isalpha()


class Script:
    """The cleaned text, its tokens, and the way back to the source.

    Attributes:
        source: the text as given.
        text: the cleaned text.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        text, self._origins = _mended(*_composed(source))
        self.text = text.translate(_FORMS)

    def tokens(self, start: int, end: int) -> list[Token]:
        """Return the tokens between two places of the cleaned text.

        In a line without a single accent the keys have none either, as the tables know.
        """
        accented = _ACCENT.search(self.text, start, end) is not None
        found = []
        for match in _TOKEN.finditer(self.text, start, end):
            word = match[0]
            key = word_key(word) if accented else word.lower()
            found.append(Token(word, key, match.start(), match.end()))
        return found

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the source of a piece of the cleaned text."""
        if self._origins is None:
            return start, end
        return self._origins[start], self._origins[end]

    def is_unaccented(self, start: int, end: int) -> bool:
        """Tell whether a line has letters and none of them an accent."""
        return _ACCENT.search(self.text, start, end) is None and bool(
            _LETTER.search(self.text, start, end)
        )


def _mended(text: str, origins: list[int] | None) -> tuple[str, list[int] | None]:
    """Return the text with broken syllables joined; where each letter came from."""
    if not _BROKEN.search(text):
        return text, origins
    places = origins or list(range(len(text) + 1))
    pieces, kept, last = [], [], 0
    for match in _BROKEN.finditer(text):
        space = match.end() - 1
        pieces.append(text[last:space])
        kept += places[last:space]
        last = space + 1
    pieces.append(text[last:])
    return "".join(pieces), kept + places[last:]


def _composed(source: str) -> tuple[str, list[int] | None]:
    """Return the text composed and without invisible signs; where each letter came from."""
    if unicodedata.is_normalized("NFC", source) and not _DROPPED.search(source):
        return source, None
    pieces, origins = [], []
    for match in _CLUSTER_OF_MARKS.finditer(source):
        piece = _DROPPED.sub("", unicodedata.normalize("NFC", match[0]))
        pieces.append(piece)
        origins.extend([match.start()] * len(piece))
    origins.append(len(source))
    return "".join(pieces), origins
