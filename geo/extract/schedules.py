"""Milestones: a time of a cluster's schedule with the stages that belong to it."""

from collections.abc import Sequence
from typing import Any

from geo.extract.lines import Line
from geo.extract.story import Draft, Story
from geo.extract.subjects import Sentence, Thing
from geo.extract.times import When
from geo.text import fold

_BEFORE = 14
_AFTER = 6
_CLOSE = 3
_ENDING = frozenset(
    ["completion", "construction", "land_clearance", "operation", "legal_and_design"]
)


def milestones(number: int, line: Line, sentence: Sentence, story: Story) -> list[Draft]:
    """Return the milestones of a sentence.

    Args:
        number: of the line in the text.
        line, sentence: where the words stand.
        story: what was told so far; its focus is what a sentence without a cluster speaks of.
    """
    found: list[Draft] = []
    words = line.tokens[sentence.first : sentence.last]
    stages = list(line.tables.stages.find(words, plain=line.plain))
    whens = sorted(at for at in line.whens if sentence.first <= at < sentence.last)
    for index, at in enumerate(whens):
        end, when = line.whens[at]
        things = _clusters(sentence, at, story)
        if not things:
            continue
        following = whens[index + 1] if index + 1 < len(whens) else sentence.last
        colon = end < sentence.last and line.tokens[end].text == ":"
        previous = line.whens[whens[index - 1]][0] if index else sentence.first
        previous = max([previous, *(t.last for t in sentence.things if t.last <= at)])
        inside = [
            (match.first + sentence.first, match.last + sentence.first, match.row)
            for match in stages
        ]
        if colon:
            mine = [stage for stage in inside if end < stage[0] < following]
        else:
            mine = [stage for stage in inside if max(previous, at - _BEFORE) <= stage[0] < at]
            if when.kind == "point":
                mine = [stage for stage in mine if stage[1] >= at - _CLOSE]
            elif not mine:
                limit = min(following, end + _AFTER)
                mine = [stage for stage in inside if end <= stage[0] < limit]
        if not mine or not _is_schedule(when, colon, [stage[2] for stage in mine]):
            continue
        spoken = tuple(
            verb.first
            for verb in line.verbs
            if verb.row.kind
            and any(stage[0] < verb.last and verb.first < stage[1] for stage in mine)
        )
        if spoken and not colon and when.kind in ("point", "beginning"):
            continue
        first = at if colon else min(at, mine[0][0])
        last = mine[-1][1] if colon else max(end, mine[-1][1])
        last = min(last, first + 40)
        for thing in things:
            fields: dict[str, Any] = {
                "cluster": thing.name,
                "zone_type": thing.zone_type,
                "stage": "; ".join(dict.fromkeys(stage[2] for stage in mine)),
                "fill_target_pct": _target(
                    line, *((end, following) if colon else (mine[0][0], at))
                ),
                "_when": when,
            }
            fields |= story.where.get(fold(thing.name or ""), {})
            found.append(
                Draft(
                    "milestone",
                    line.tokens[first].start,
                    line.tokens[last - 1].end,
                    "schedule" if colon else "time",
                    0.9 if thing in sentence.things else 0.8,
                    "planned",
                    fields,
                    line=number,
                    verbs=() if when.kind in ("point", "beginning") else spoken,
                )
            )
    return found


def _clusters(sentence: Sentence, at: int, story: Story) -> tuple[Thing, ...]:
    """Return the cluster a time goes with: the last one named before it."""
    named = [t for t in sentence.things if t.name is not None and not t.target and t.first < at]
    if named:
        last = named[-1]
        return tuple(t for t in named if t.run == last.run and last.first - t.last < 4) or (last,)
    if any(t.unit != "mention" and t.name is None for t in sentence.things):
        return ()
    return story.focus[-1:]


def _is_schedule(when: When, colon: bool, stages: Sequence[str]) -> bool:
    if when.kind == "point":
        return bool(set(stages) & {"completion"}) and when.last is not None
    if when.is_fine or colon:
        return True
    if when.kind == "span":
        return "implementation" not in stages or len(stages) > 1
    return when.kind == "deadline" and bool(_ENDING & set(stages))


def _target(line: Line, first: int, last: int) -> float | None:
    for at in range(first, last):
        quantity = line.quantities.get(at)
        if quantity is not None and quantity.measure == "percent":
            return quantity.value
    return None
