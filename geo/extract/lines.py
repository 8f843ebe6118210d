"""A line of a text with all that can be told of it without knowing what it is about."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from geo.extract.lexicon import Lexicon, Match, Verb
from geo.extract.quantities import Quantity, quantities
from geo.extract.script import Script, Token, bare
from geo.extract.times import DECISION, When, times

_BULLET = re.compile(
    r"[ ]*(?:[-+•*·–▪●✓]+|\(?(?:\d{1,3}|[a-zđ]|[IVX]{1,5})(?:[.)]|\.\d{1,2}\.?)(?=\s))[ ]*"
)
_ABBREVIATIONS = frozenset(
    ["tp", "tx", "tt", "h", "p", "q", "x", "t", "ts", "ths", "ks", "pgs", "gs", "st", "tr", "vd"]
)
_ENDS = frozenset(".!?…")
_LINE = re.compile(r"[^\n]+")
_FIRST = re.compile(r"\S")
_CELLS = re.compile(r"[|\t]")
_LONGEST = 6000
_LONGEST_LABEL = 9
_ARTICLE = re.compile(r"dieu \d|phu luc\b")
_CHAPTER = re.compile(r"[IVX]+[.)]")
_OPEN_END = re.compile(r"[.:;!?…|]\s*$")


class Line:
    """A paragraph, list item or row.

    Attributes:
        tokens: its words, numbers and signs, without the bullet.
        plain: it has no accents, and is compared without them.
        bullet: its number or dash, empty without one.
        words, verbs: phrases of the tables, by place.
        quantities, whens, decisions: by the place of their first token.
        sentences: first token and the one after the last, of every sentence.
        opens: it begins a part of the text: `article` (`Điều 2.`, `Phụ lục`), `chapter` (`II.`),
            or empty.
        label: tokens of the words that make it a timetable (`Tiến độ:`), 0 without them.
        is_timetable: it says when something shall be done, by its own label or one above it.
    """

    def __init__(
        self, script: Script, plain: str, start: int, end: int, tables: Lexicon, day: date | None
    ) -> None:
        self.script, self.start, self.end = script, start, end
        bullet = _BULLET.match(script.text, start, end)
        self.bullet = bullet[0].strip() if bullet else ""
        start = bullet.end() if bullet else start
        self.tokens = tokens = script.tokens(start, end)
        self.plain = script.is_unaccented(start, end)
        self.tables = tables
        self.words = {found.first: found for found in tables.words.find(tokens, plain=self.plain)}
        self.verbs: list[Match[Verb]] = list(tables.verbs.find(tokens, plain=self.plain))
        self._starts = [token.start for token in tokens]
        self.decisions = dict(self._decisions())
        self.whens: dict[int, tuple[int, When]] = {}
        for when in times(plain, start, end, day):
            first, last = self.place(when.start), self.place(when.end)
            if not any(first <= place < last for place in self.decisions):
                self.whens[first] = last, when
        self.quantities: dict[int, Quantity] = {
            found.first: found
            for found in quantities(tokens, tuple(self.words.values()), tables, self.plain)
        }
        self.sentences = list(self._sentences())
        self.opens = self._opens()
        self.label = self._label()
        self.is_timetable = self.label > 0

    @cached_property
    def is_shouted(self) -> bool:
        """Tell whether the line is written in capitals, so that they tell no name."""
        words = [token.text for token in self.tokens if token.is_word]
        return len(words) > 3 and all(word.isupper() for word in words)

    def place(self, offset: int) -> int:
        """Return the first token that begins at or after an offset of the cleaned text."""
        return bisect_left(self._starts, offset)

    def role(self, place: int) -> str:
        """Return what the word at a place is for, empty where the tables do not know it."""
        found = self.words.get(place)
        return found.row[0] if found else ""

    def text(self, first: int, last: int) -> str:
        """Return the cleaned text of some tokens."""
        return self.script.text[self.tokens[first].start : self.tokens[last - 1].end]

    def spelled(self, first: int, last: int) -> str:
        """Return some tokens as the source spells them, composed, with single spaces."""
        start, end = self.script.span(self.tokens[first].start, self.tokens[last - 1].end)
        return " ".join(unicodedata.normalize("NFC", self.script.source[start:end]).split())

    @cached_property
    def has_head(self) -> bool:
        """Tell whether the line speaks of clusters or zones at all."""
        return any(True for _ in self.tables.heads.find(self.tokens, plain=self.plain))

    def _decisions(self) -> Iterator[tuple[int, tuple[int, str]]]:
        if not self.tokens:
            return
        for match in DECISION.finditer(self.script.text, self.tokens[0].start, self.end):
            number = match[0].replace(" ", "")
            yield self.place(match.start()), (self.place(match.end()), number)

    def _opens(self) -> str:
        if len(self.tokens) > 1 and _ARTICLE.match(plain_words(self.tokens[:2])):
            return "article"
        return "chapter" if _CHAPTER.fullmatch(self.bullet) else ""

    def _label(self) -> int:
        if plain_words(self.tokens[:2]) != "tien do":
            return 0
        return next(
            (at for at, token in enumerate(self.tokens[:_LONGEST_LABEL]) if token.text == ":"), 0
        )

    def _sentences(self) -> Iterator[tuple[int, int]]:
        first = 0
        for place, token in enumerate(self.tokens):
            if token.text in _ENDS and self._ends_here(place):
                yield first, place + 1
                first = place + 1
        if first < len(self.tokens):
            yield first, len(self.tokens)

    def _ends_here(self, place: int) -> bool:
        if place + 1 == len(self.tokens):
            return True
        if place == 0:
            return False
        before, here, after = self.tokens[place - 1 : place + 2]
        if after.start == here.end:
            return False
        if here.text == "." and before.word in _ABBREVIATIONS and before.end == here.start:
            return False
        return after.is_name or after.is_number or after.text in '"(-+•*'


def plain_words(tokens: Sequence[Token]) -> str:
    """Return some tokens without accents and case, with a space between."""
    return bare(" ".join(token.text for token in tokens))


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the lines of a cleaned text.

    A sentence broken in two is joined again; what is longer than any paragraph is cut, so that the
    work grows with the length of the text and not faster.
    """
    first: int | None = None
    last = 0
    for match in _LINE.finditer(text):
        begin, end = match.span()
        if first is not None and not _is_continued(text, first, last, begin, end):
            yield from _pieces(text, first, last)
            first = None
        if first is None and not match[0].isspace():
            first = begin
        last = end
    if first is not None:
        yield from _pieces(text, first, last)


def _is_continued(text: str, first: int, last: int, begin: int, end: int) -> bool:
    """Tell whether a line goes on with the sentence of the one before."""
    letter = _FIRST.search(text, begin, min(end, begin + 40))
    return (
        last + 1 == begin
        and letter is not None
        and letter[0].islower()
        and not _BULLET.match(text, begin, end)
        and not _OPEN_END.search(text, max(first, last - 4), last)
        and not _CELLS.search(text, begin, end)
    )


def _pieces(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    while last - first > _LONGEST:
        cut = text.rfind(". ", first, first + _LONGEST)
        cut = first + _LONGEST if cut < 0 else cut + 1
        yield first, cut
        first = cut
    if first < last:
        yield first, last
