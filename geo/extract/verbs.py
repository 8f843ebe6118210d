"""Which verb of a sentence speaks of which of its clusters.

A verb may stand before its clusters (`thành lập CCN A`), after them (`CCN A đi vào hoạt động`), or
close what another word opened (`đưa CCN A, B ra khỏi quy hoạch`). `được` turns the first kind
round. A list after a colon, and items between semicolons, belong to the verb they began with.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.extract.facts import chain
from geo.extract.lexicon import Match, Verb
from geo.extract.lines import Line
from geo.extract.subjects import Sentence, Thing

_GAP = 14
_NEAR = 4
_WEAK = frozenset(
    [
        *("quy hoạch", "thêm", "bố trí", "hình thành", "duy trì", "tách", "có thêm", "lập"),
        *("tăng", "giảm", "nâng"),
    ]
)
_BACK = 9
_LABELS = frozenset(["thêm", "bổ sung", "bổ sung thêm"])
_CLAUSE = 40
_ARTICLE = 3  # tokens of `Điều 4.`


@dataclass(frozen=True, slots=True)
class Statement:
    """A verb with the things it speaks of and how sure it is; `carried` says from where."""

    verb: Match[Verb]
    kind: str
    certainty: str
    things: tuple[Thing, ...]


def statements(line: Line, sentence: Sentence) -> list[Statement]:
    """Return what a sentence says of its things, verb by verb."""
    if line.tokens[sentence.last - 1].text == "?":
        return []
    things = [thing for thing in sentence.things if not thing.target and thing.unit != "mention"]
    verbs = _verbs(line, sentence)
    openers = [verb for verb in verbs if verb.row.side == "opener"]
    tails = [verb for verb in verbs if verb.row.side == "tail"]
    working = [
        verb
        for verb in verbs
        if verb.row.side not in ("opener", "frame")
        or (verb.row.side == "opener" and verb.row.kind and not tails)
    ]
    working = [
        verb
        for verb in working
        if verb.row.side != "none"
        and not (verb.row.side == "tail" and verb.row.opens and not _opener(verb, openers))
        and not _is_scheduled(line, verb, sentence)
        and not _names_figure(line, verb)
    ]
    working = [verb for verb in working if not _is_revoked(line, verb, working)]
    boundaries = _boundaries(line, sentence, openers)
    found: list[Statement] = []
    before: tuple[Thing, ...] = ()
    for index, verb in enumerate(working):
        start = working[index - 1].last if index else sentence.first
        end = working[index + 1].first if index + 1 < len(working) else sentence.last
        if end < sentence.last and _takes_left(line, working[index + 1]):
            cut = max((b for b in boundaries if verb.last <= b < end), default=end)
            end = cut if any(verb.last <= t.first < cut for t in things) else end
        if _is_denied(line, verb, sentence):
            continue
        targets = _targets(line, verb, things, openers, boundaries, (start, end), before)
        if targets is None:
            continue
        if index + 1 < len(working) and len(targets) > 1:
            targets = _without_subject(line, working[index + 1], targets)
        certainty = _certainty(line, verb, start)
        if (
            certainty == "done"
            and not _heard_done(line, verb, start)
            and (line.is_timetable or _looks_ahead(line, sentence))
        ):
            certainty = "planned"
        kind = verb.row.kind
        if verb.row.if_proposed and certainty in ("proposed", "planned"):
            kind = verb.row.if_proposed
        if targets:
            before = targets
        found.append(Statement(verb, kind, certainty, targets))
    return found or _framed(verbs, things)


def _framed(verbs: Sequence[Match[Verb]], things: Sequence[Thing]) -> list[Statement]:
    """Return what a sentence says whose only verb is its frame: `Theo quy hoạch, …`."""
    named = tuple(thing for thing in things if thing.name is not None)
    for verb in verbs:
        if verb.row.side == "frame":
            behind = tuple(thing for thing in named if thing.first >= verb.last)
            if behind:
                return [Statement(verb, verb.row.kind, verb.row.certainty, behind)]
    return []


def _verbs(line: Line, sentence: Sentence) -> list[Match[Verb]]:
    """Return the verbs of a sentence; what begins inside a name is none (`Gia Khánh thành lập`)."""
    taken = [(t.first, t.last) for t in sentence.things if t.name is not None]
    taken += [(p.first, p.last) for p in sentence.places]
    found = []
    for verb in line.verbs:
        if not sentence.first <= verb.first < sentence.last or verb.row.side == "none":
            continue
        end = next((last for first, last in taken if first < verb.first < last), None)
        if end is None:
            found.append(verb)
        elif end < verb.last:
            behind = line.tables.verbs.at(line.tokens, end, plain=line.plain)
            found += [behind] if behind and behind.row.side != "none" else []
    return found


def _boundaries(line: Line, sentence: Sentence, openers: Sequence[Match[Verb]]) -> list[int]:
    marks = [
        at
        for at in range(sentence.first, sentence.last)
        if line.tokens[at].text == ";" or line.role(at) == "boundary"
    ]
    return sorted(marks + [verb.first for verb in openers])


def _is_denied(line: Line, verb: Match[Verb], sentence: Sentence) -> bool:
    """Tell whether the verb is negated, or stands under a condition."""
    for at in range(max(sentence.first, verb.first - 3), verb.first):
        if line.role(at) == "negation":
            return True
    begin = max(sentence.first, verb.first - _CLAUSE)
    return any(line.role(at) == "condition" for at in range(begin, verb.first))


def _is_passive(line: Line, verb: Match[Verb], start: int) -> bool:
    if verb.row.side == "before":
        return True
    return any(line.role(at) == "passive" for at in range(max(start, verb.first - 12), verb.first))


def _takes_left(line: Line, verb: Match[Verb]) -> bool:
    return (
        verb.row.side in ("before", "tail")
        or _governs_figure(line, verb)
        or _is_passive(line, verb, verb.first - 6)
    )


def _governs_figure(line: Line, verb: Match[Verb]) -> bool:
    """Tell whether a figure and no name is the verb's object: `mở rộng thêm 8 ha`."""
    if verb.row.kind not in ("expanded", "adjusted"):
        return False
    for at in range(verb.last, min(verb.last + _NEAR + 1, len(line.tokens))):
        if at in line.quantities:
            return line.quantities[at].measure == "ha"
        token = line.tokens[at]
        if not token.is_word or token.is_name or line.tables.heads.at(line.tokens, at):
            return False
    return False


def _without_subject(line: Line, verb: Match[Verb], things: tuple[Thing, ...]) -> tuple[Thing, ...]:
    """Leave out the thing that the next verb and its figure speak of: `…, CCN C tăng 5 ha`."""
    last = things[-1]
    if _governs_figure(line, verb) and 0 <= verb.first - last.last <= 2:
        return things[:-1]
    return things


def _targets(
    line: Line,
    verb: Match[Verb],
    things: Sequence[Thing],
    openers: Sequence[Match[Verb]],
    boundaries: Sequence[int],
    limits: tuple[int, int],
    before: tuple[Thing, ...],
) -> tuple[Thing, ...] | None:
    """Return the things a verb speaks of; empty: of what was spoken of before; None: of none."""
    start, end = limits
    cut = max((b for b in boundaries if start <= b < verb.first), default=start)
    if any(t.last <= verb.first and t.first >= cut for t in things):
        start = cut
    left = _closest(line, [t for t in things if start <= t.first < verb.first])
    governs = _governs_figure(line, verb)
    if governs and len(left) > 1 and left[-1].name is not None:
        left = tuple(t for t in chain(line, things, left[-1]) if t in left)
    right = tuple(t for t in things if verb.last <= t.first < end)
    side = verb.row.side
    if side == "tail":
        return _tail(line, verb, things, openers, limits, right)
    if side == "opener":
        return right if right and right[0].first - verb.last <= _NEAR - 1 else None
    if side == "after" and right and not _reaches(line, verb, right[0]):
        right = ()
    if side == "after":
        passive = left and _is_passive(line, verb, left[-1].last)
        chosen = left if passive else right
        if not chosen and not passive and verb.row.phrase not in _WEAK:
            chosen = left
        if not chosen and verb.row.phrase in _WEAK:
            near = governs and left and verb.first - left[-1].last <= _NEAR
            return left[-1:] if near else None
        return chosen or (before[-1:] if governs else None)
    if side == "either" and right and _follows(line, verb, right[0], alone=not left):
        return right
    if side == "before" and not left and right and _opens_list(line, verb):
        return right
    if left:
        return left
    if side == "either" and right and _reaches(line, verb, right[0]):
        return right
    return before


def _closest(line: Line, left: Sequence[Thing]) -> tuple[Thing, ...]:
    """Return the things before a verb; of two groups apart by a comma only the second."""
    if len(left) > 1 and left[-1].name is None and left[-2].name is None:
        between = line.tokens[left[-2].last : left[-1].first]
        if any(token.text == "," for token in between):
            return (left[-1],)
    return tuple(left)


def _tail(
    line: Line,
    verb: Match[Verb],
    things: Sequence[Thing],
    openers: Sequence[Match[Verb]],
    limits: tuple[int, int],
    right: tuple[Thing, ...],
) -> tuple[Thing, ...] | None:
    """Return the things between a closing verb and what opened it."""
    wanted = verb.row.opens
    opener = _opener(verb, openers)
    if opener is None and wanted:
        return None
    if opener is None:
        between = tuple(t for t in things if limits[0] <= t.first < verb.first)
        return between or right or None
    between = tuple(t for t in things if opener.last <= t.first < verb.first)
    ahead = tuple(t for t in things if limits[0] <= t.first < opener.first)
    if between and between[0].first - opener.last > _GAP:
        between = ()
    if between:
        return between
    follows = right and right[0].first - verb.last <= _NEAR and not _is_cut(line, verb, right[0])
    turned = bool(ahead) and (_is_passive(line, opener, limits[0]) or not follows)
    return (ahead if turned else right) or ahead or None


def _follows(line: Line, verb: Match[Verb], thing: Thing, *, alone: bool) -> bool:
    """Tell whether a thing stands right behind a verb; not past a comma if one stands before."""
    return thing.first - verb.last <= _NEAR and (alone or not _is_cut(line, verb, thing))


def _is_cut(line: Line, verb: Match[Verb], thing: Thing) -> bool:
    return any(token.text in ";," for token in line.tokens[verb.last : thing.first])


def _opener(verb: Match[Verb], openers: Sequence[Match[Verb]]) -> Match[Verb] | None:
    """Return the last word before a closing verb that may have opened it."""
    wanted = verb.row.opens
    for opener in reversed(openers):
        if opener.last <= verb.first and (not wanted or opener.row.opens == wanted):
            return opener
    return None


def _is_revoked(line: Line, verb: Match[Verb], verbs: Sequence[Match[Verb]]) -> bool:
    """Tell whether a founding is only named as what is revoked or changed.

    `bãi bỏ Quyết định số 82/QĐ-UBND … thành lập CCN A` revokes; it founds nothing.
    """
    index = verbs.index(verb)
    if verb.row.kind != "established" or not index:
        return False
    before = verbs[index - 1]
    decided = any(before.last <= at < verb.first for at in line.decisions)
    return (
        before.row.kind in ("removed", "adjusted")
        and before.row.side != "before"
        and (decided or verb.first == before.last)
    )


def _names_figure(line: Line, verb: Match[Verb]) -> bool:
    """Tell whether a verb only says what a figure adds: `(bổ sung 35 ha)`."""
    return verb.row.phrase in _LABELS and verb.last in line.quantities


def _is_scheduled(line: Line, verb: Match[Verb], sentence: Sentence) -> bool:
    """Tell whether a verb stands in a schedule: after a time and a colon."""
    return any(
        sentence.first <= at < verb.first
        and when.is_fine
        and end < verb.first
        and line.tokens[end].text == ":"
        for at, (end, when) in line.whens.items()
    )


def _reaches(line: Line, verb: Match[Verb], thing: Thing) -> bool:
    gap = range(verb.last, thing.first)
    if any(line.tokens[at].text == ":" for at in gap):
        return True
    if verb.row.phrase in _WEAK:
        return len(gap) <= _NEAR
    if any(at in line.decisions for at in gap):
        return len(gap) <= 2 * _GAP
    return len(gap) <= _GAP and not any(line.tokens[at].text == ";" for at in gap)


def _opens_list(line: Line, verb: Match[Verb]) -> bool:
    at = verb.last
    return at < len(line.tokens) and (line.tokens[at].text == ":" or line.role(at) == "opening")


def _heard_done(line: Line, verb: Match[Verb], start: int) -> bool:
    """Tell whether a word before a verb says that it has happened."""
    return any(
        line.role(at) == "certainty" and line.words[at].row[1] == "done"
        for at in range(max(start, verb.first - _BACK), verb.first)
    )


def _looks_ahead(line: Line, sentence: Sentence) -> bool:
    """Tell whether a sentence opens with the year until which something is to be done.

    `Tính đến hết năm 2024` looks back.
    """
    return any(
        sentence.first <= at < sentence.first + 2 * _NEAR
        and not (at > sentence.first and line.tokens[at - 1].word in ("tính", "tinh"))
        and when.kind == "deadline"
        and when.last is not None
        and not when.is_fine
        for at, (_, when) in line.whens.items()
    )


def _certainty(line: Line, verb: Match[Verb], start: int) -> str:
    """Return how sure a verb is by the words before it; proposals outweigh the rest.

    A merger is mostly told of a plan; the article that begins with it orders it.
    """
    heard = {
        line.words[at].row[1]
        for at in range(max(start, verb.first - _BACK), verb.first)
        if line.role(at) == "certainty"
    }
    for word in ("proposed", "planned", "decided", "done"):
        if word in heard:
            return word
    is_ordered = verb.row.kind == "merged" and line.opens == "article" and verb.first == _ARTICLE
    return "decided" if is_ordered else verb.row.certainty
