"""Milestones: a time of a cluster's schedule with the stages that belong to it."""

from collections.abc import Sequence, Set
from typing import Any

from geo.extract.lines import Line
from geo.extract.story import Draft, Story
from geo.extract.subjects import Sentence, Thing
from geo.extract.times import When
from geo.text import fold

_BEFORE = 14
_AFTER = 6
_CLOSE = 3
_PREPARED = frozenset(["land_clearance", "legal_and_design", "investment_call", "relocation"])
_OBJECTS = {
    "completion": _PREPARED,
    "implementation": _PREPARED | {"construction", "wastewater"},
}
"""Stages that are done by `hoàn thành` or `thực hiện` when they stand right behind it."""

Stated = tuple[int, int, str]
"""A stage with the tokens that name it."""

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
    marks = [sentence.first + place for place, word in enumerate(words) if word.text == ";"]
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
        previous = max([previous, *(mark for mark in marks if mark < at)])
        ahead = line.is_timetable or when.is_after(story.day)
        inside = [
            (match.first + sentence.first, match.last + sentence.first, match.row)
            for match in stages
        ]
        if colon:
            mine = [stage for stage in inside if end < stage[0] < following]
        else:
            mine = [stage for stage in inside if max(previous, at - _BEFORE) <= stage[0] < at]
            if when.kind == "point" and not line.is_timetable:
                mine = [stage for stage in mine if stage[1] >= at - _CLOSE]
            elif not mine:
                limit = min(following, end + _AFTER)
                mine = [stage for stage in inside if end <= stage[0] < limit]
        if not mine or not _is_schedule(when, colon, ahead, {stage[2] for stage in mine}):
            continue
        spoken = tuple(
            verb.first
            for verb in line.verbs
            if verb.row.kind
            and any(stage[0] < verb.last and verb.first < stage[1] for stage in mine)
        )
        happened = when.kind in ("point", "beginning") and not ahead
        if spoken and not colon and happened:
            continue
        first = at if colon else min(at, mine[0][0])
        last = mine[-1][1] if colon else max(end, mine[-1][1])
        last = min(last, first + 40)
        named = _named(line, mine)
        for thing in things:
            fields: dict[str, Any] = {
                "cluster": thing.name,
                "zone_type": thing.zone_type,
                "stage": "; ".join(dict.fromkeys(stage[2] for stage in named)),
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
                    verbs=() if happened else spoken,
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


def _named(line: Line, stages: Sequence[Stated]) -> list[Stated]:
    """Return the stages that words name; `hoàn thành` and `thực hiện` only without an object."""
    specific = [stage for stage in stages if stage[0] >= line.label] or stages
    begun = {stage[0]: stage[2] for stage in specific}
    return [
        stage
        for stage in specific
        if begun.get(stage[1]) not in _OBJECTS.get(stage[2], frozenset())
    ]


def _is_schedule(when: When, colon: bool, ahead: bool, stages: Set[str]) -> bool:
    if when.kind == "point":
        return when.last is not None and (ahead or "completion" in stages)
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
