"""A text with what was read from it marked, for a page; nothing in it is taken for markup."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from geo.errors import Text
from geo.extract.candidates import Candidate
from geo.extract.slips import KINDS, MILESTONE, STATISTIC

_LONGEST = 20_000
"""Characters of a text that is shown whole; of a longer one, the lines with something in them."""

_EVENT = "#ffe08a"
_COLOURS = {MILESTONE: "#bfe3c0", STATISTIC: "#cfe0f5"}
_BOX = (
    '<div style="white-space:pre-wrap;line-height:1.6;max-width:60em;color:#1f2a33;'
    'background:#fff;padding:.6em">{}</div>'
)


def highlighted(text: str, candidates: Sequence[Candidate], lang: str) -> str:
    """Return HTML of a text in which each quote is marked and numbered, from 0 as in a table.

    The mark tells on hovering what was read; quotes may overlap.
    """
    shown = "\n…\n".join(
        "".join(_stretches(text, start, end, candidates, lang))
        for start, end in _passages(text, candidates)
    )
    return _BOX.format(shown)


def _passages(text: str, candidates: Sequence[Candidate]) -> list[tuple[int, int]]:
    """Return what of a text is shown: all, or the lines that hold a quote."""
    if len(text) <= _LONGEST:
        return [(0, len(text))]
    found: list[tuple[int, int]] = []
    for candidate in sorted(candidates, key=lambda one: one.start):
        start, end = text.rfind("\n", 0, candidate.start) + 1, text.find("\n", candidate.end)
        end = len(text) if end < 0 else end
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _stretches(
    text: str, start: int, end: int, candidates: Sequence[Candidate], lang: str
) -> Iterator[str]:
    """Yield the HTML of a passage, from one beginning or end of a quote to the next."""
    inside = [
        (number, one)
        for number, one in enumerate(candidates)
        if start <= one.start and one.end <= end
    ]
    cuts = sorted({start, end, *(cut for _, one in inside for cut in (one.start, one.end))})
    for first, last in pairwise(cuts):
        words = escape(text[first:last])
        held = [(number, one) for number, one in inside if one.start <= first and last <= one.end]
        if held:
            said = escape("; ".join(f"{number}: {_told(one, lang)}" for number, one in held))
            colour = _COLOURS.get(held[0][1].event, _EVENT)
            words = f'<mark style="background:{colour}" title="{said}">{words}</mark>'
        yield words
        ending = ", ".join(str(number) for number, one in held if one.end == last)
        if ending:
            yield f"<sup>{ending}</sup>"


def _told(candidate: Candidate, lang: str) -> str:
    kind = KINDS.get(candidate.event, Text(candidate.event, candidate.event)).said(lang)
    what = candidate.cluster or candidate.metric
    return f"{kind}, {what}" if what else kind
