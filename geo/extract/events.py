"""From the verbs of a sentence to events of clusters, with what is known around them."""

from collections.abc import Iterable, Sequence
from typing import Any

from geo.extract.facts import Facts, Gathered, fields_of, situated, units_of
from geo.extract.lines import Line
from geo.extract.places import Places
from geo.extract.quantities import Quantity
from geo.extract.story import Draft, Story, Topic
from geo.extract.subjects import Sentence, Thing
from geo.extract.times import When
from geo.extract.verbs import Statement
from geo.text import fold
from geo.vocabulary import Level

_SURE, _CARRIED, _ASSUMED = 0.9, 0.75, 0.55
_ON_THE_GROUND = frozenset(["construction", "operating", "milestone"])
"""Kinds of events that no decision makes."""

_NEAR = 8
_DISTRICTS = frozenset(["huyện", "quận", "thị xã", "thành phố"])
RESIZED = frozenset(["expanded", "adjusted", "planned"])
"""Kinds of events that an area before or a difference may go with."""

_EVENTS_WITH_SIZE = ("area_ha", "capital_vnd_billion", "capital_usd_million")


class Events:
    """Adds the events of one sentence after the other to a story."""

    def __init__(self, story: Story, places: Places) -> None:
        self._story, self._places = story, places

    def note(self, line: Line, sentence: Sentence, gathered: Gathered) -> None:
        """Remember the units of the clusters of a sentence."""
        for thing in sentence.things:
            if thing.name is not None:
                fields = self._fields(line, thing, gathered, ())
                units = {name: fields.get(name) for name in ("province", "district", "commune")}
                known = self._story.where.setdefault(fold(thing.name), units)
                for name, value in units.items():
                    known[name] = known[name] or value

    def add(
        self,
        number: int,
        line: Line,
        sentence: Sentence,
        told: list[Statement],
        gathered: Gathered,
    ) -> None:
        """Add what the verbs of a sentence tell of its clusters.

        Args:
            number: of the line in the text.
            line, sentence: where the words stand.
            told: the verbs with their things.
            gathered: figures and units of the things.
        """
        story = self._story
        covered: set[Thing] = set()
        for statement in told:
            things: Iterable[Thing] = statement.things
            if not statement.things:
                things = story.focus if _points_back(sentence) else ()
            for thing in things:
                if thing.name is None:
                    self._open_topic(number, statement, thing)
                else:
                    covered.add(thing)
                    verbs = [s.verb.first for s in told if thing in s.things]
                    self._event(number, line, sentence, statement, thing, gathered, verbs)
        for thing in sentence.things:
            if thing.name is None or thing.target or thing in covered:
                continue
            self._unspoken(number, line, sentence, thing, gathered)

    def _open_topic(self, number: int, statement: Statement, group: Thing) -> None:
        self._story.topic = Topic(
            statement.kind,
            statement.certainty,
            statement.verb.row.phrase,
            group,
            number,
            {},
        )

    def _event(
        self,
        number: int,
        line: Line,
        sentence: Sentence,
        statement: Statement,
        thing: Thing,
        gathered: Gathered,
        verbs: list[int],
    ) -> None:
        at = verbs.index(statement.verb.first) if statement.verb.first in verbs else 0
        begin = verbs[at] if at else 0
        end = verbs[at + 1] if at + 1 < len(verbs) else len(line.tokens)
        figures = [
            figure
            for figure in self._figures(sentence, thing, gathered)
            if begin <= figure.first < end
        ]
        fields = self._fields(line, thing, gathered, figures)
        fields |= self._shared(line, statement, thing, gathered, end)
        kind = statement.kind
        certainty = statement.certainty
        if kind == "calling":
            sized = any(name in fields for name in _EVENTS_WITH_SIZE)
            kind = "planned" if sized else "milestone"
            if kind == "milestone":
                fields["stage"] = "investment_call"
        if kind == "expanded" and _shrinks(fields):
            kind = "adjusted"
        if kind == "merged":
            fields["merged_into"] = _absorber(line, sentence, thing, statement.verb.first)
        if kind not in RESIZED:
            fields.pop("area_from_ha", None)
            fields.pop("area_delta_ha", None)
        if kind in ("merged", "removed"):
            for name in ("capital_vnd_billion", "capital_usd_million", "capital_qualifier"):
                fields.pop(name, None)
        own = thing in sentence.things
        if not own:
            known = self._story.where.get(fold(thing.name or ""), {})
            fields |= units_of(situated(line, sentence, gathered.loose_places))
            fields |= {name: unit for name, unit in known.items() if unit is not None}
        when = _when(line, sentence, statement.verb.first)
        if certainty == "done" and when is not None and when.is_after(self._story.day):
            certainty = "planned"
        start, end = _quote(line, statement.verb.first, statement.verb.last, thing, own)
        self._put(
            number,
            kind,
            certainty,
            thing,
            fields,
            (start, end),
            f"verb:{statement.verb.row.phrase}",
            _SURE if own else _CARRIED,
            when,
        )

    def _shared(
        self, line: Line, statement: Statement, thing: Thing, gathered: Gathered, end: int
    ) -> dict[str, Any]:
        """Return the share let out that a verb states of all clusters before it."""
        last = statement.things[-1] if statement.things else thing
        if last is thing or last not in gathered.of or last.first > statement.verb.first:
            return {}
        shares = [
            figure
            for figure in gathered.of[last].quantities
            if figure.measure == "percent" and statement.verb.first <= figure.first < end
        ]
        return fields_of(line, Facts(quantities=shares))

    def _figures(self, sentence: Sentence, thing: Thing, gathered: Gathered) -> Sequence[Quantity]:
        """Return the figures of a cluster; of one named before, those that nothing else claims."""
        if thing not in sentence.things:
            return gathered.loose
        return gathered.of[thing].quantities if thing in gathered.of else ()

    def _unspoken(
        self, number: int, line: Line, sentence: Sentence, thing: Thing, gathered: Gathered
    ) -> None:
        """Add a cluster that no verb of its sentence speaks of: the verb that holds, or none."""
        story = self._story
        facts = gathered.of.get(thing) or Facts()
        fields = self._fields(line, thing, gathered, facts.quantities)
        place = line.tokens[thing.first].start, line.tokens[thing.last - 1].end
        known = story.known(thing, fields.get("district"))
        topic = story.topic
        member = topic is not None and topic.group is not None and thing in topic.group.members
        awaited = member or (
            topic is not None and topic.is_open and not _is_told(topic, number, line, sentence)
        )
        if topic is not None and awaited and not (known and not member):
            if not member and topic.group is not None:
                topic.group.members.append(thing)
            kind = "planned" if topic.kind == "calling" else topic.kind
            topic.line = number
            if kind == "merged":
                fields["merged_into"] = _absorber(line, sentence, thing, thing.last)
            self._put(
                number,
                kind,
                topic.certainty,
                thing,
                fields | topic.given,
                place,
                f"list:{topic.rule}",
                _CARRIED,
                None,
            )
        elif known:
            known[-1].give(**fields)
        elif any(
            figure.measure == "ha" or figure.role == "capital_total" for figure in facts.quantities
        ) and any(name in fields for name in _EVENTS_WITH_SIZE):
            draft = self._put(
                number, "planned", "planned", thing, fields, place, "figures", _ASSUMED, None
            )
            draft.default = True

    def row(
        self,
        number: int,
        thing: Thing,
        fields: dict[str, Any],
        verb: tuple[str, str, str] | None,
        place: tuple[int, int],
    ) -> None:
        """Add the cluster of a table's row.

        Args:
            number: of the line in the text.
            thing: the cluster.
            fields: what the cells say.
            verb: kind, certainty and phrase, where a cell says what happens.
            place: of the row in the cleaned text.
        """
        topic = self._story.topic
        rule, confidence = "table", _CARRIED
        if verb is not None:
            kind, certainty, phrase = verb
            rule, confidence = f"table:{phrase}", _SURE
        elif topic is not None:
            kind, certainty, rule = topic.kind, topic.certainty, f"table:{topic.rule}"
            if topic.group is not None:
                topic.group.members.append(thing)
        else:
            kind, certainty, confidence = "planned", "planned", _ASSUMED
        if kind == "calling":
            kind = "planned"
        if kind == "planned" and fields.get("area_ha", 0) > fields.get("area_from_ha", 0) > 0:
            kind = "expanded"
        if kind in ("planned", "expanded", "adjusted") and fields.get("area_ha") == 0:
            kind = "removed"
            del fields["area_ha"]
        if kind in ("planned", "expanded") and _shrinks(fields):
            kind = "adjusted"
        self._put(number, kind, certainty, thing, fields, place, rule, confidence, None)

    def _put(
        self,
        number: int,
        kind: str,
        certainty: str,
        thing: Thing,
        fields: dict[str, Any],
        place: tuple[int, int],
        rule: str,
        confidence: float,
        when: When | None,
    ) -> Draft:
        """Add an event, or what it adds to the same event told before."""
        story = self._story
        stated = _dated(when, story, kind)
        for draft in story.known(thing, fields.get("district")):
            if draft.event == kind or draft.default:
                if draft.default:
                    draft.event, draft.certainty, draft.rule = kind, certainty, rule
                    draft.default = False
                if (draft.fields.get("cluster") or "").isupper():
                    draft.fields["cluster"] = thing.name
                draft.give(**fields, **stated)
                return draft
        draft = Draft(
            kind, *place, rule, confidence, certainty, fields, line=number, sentence=story.sentence
        )
        draft.give(
            cluster=thing.name,
            zone_type=thing.zone_type,
            province=fields.get("province") or story.province,
            decision_no=_decision(stated.get("_when"), story, kind),
            **stated,
        )
        story.tell(draft)
        return draft

    def _fields(
        self, line: Line, thing: Thing, gathered: Gathered, figures: Sequence[Quantity]
    ) -> dict[str, Any]:
        """Return the fields that some figures of a thing fill, and its units."""
        facts = gathered.of.get(thing) or Facts()
        fields = fields_of(line, Facts(quantities=list(figures)))
        communes = [p.name for p in facts.places if p.level is Level.COMMUNE]
        districts = [p.name for p in facts.places if p.level is Level.DISTRICT]
        provinces = [p.name for p in facts.places if p.level is Level.PROVINCE]
        district = districts[0] if districts else gathered.leads.get(thing) or self._story.district
        if district is None and _says_same_district(line, thing):
            before = self._story.focus[-1].name if self._story.focus else None
            district = self._story.where.get(fold(before or ""), {}).get("district")
        fields["province"] = provinces[0] if provinces else self._story.province
        if district is not None:
            fields["district"] = district
        if communes:
            fields["commune"] = "; ".join(dict.fromkeys(communes))
        elif self._story.commune and not districts:
            fields["commune"] = self._story.commune
        return fields


def _says_same_district(line: Line, thing: Thing) -> bool:
    """Tell whether the words behind a cluster point to a district named before: `cùng huyện`."""
    tokens = line.tokens
    for at in range(thing.last, min(thing.last + _NEAR, len(tokens))):
        typed = line.tables.types.at(tokens, at, plain=line.plain)
        if typed is not None and typed.row in _DISTRICTS:
            after = tokens[typed.last].word if typed.last < len(tokens) else ""
            return tokens[at - 1].word in ("cùng", "cung") or after in ("này", "nay", "trên")
    return False


def _is_told(topic: Topic, number: int, line: Line, sentence: Sentence) -> bool:
    """Tell whether an earlier sentence of the line has listed those of a group without a count."""
    group = topic.group
    if group is None or group.count is not None or line.bullet or topic.line != number:
        return False
    return bool(group.members) and not set(group.members) & set(sentence.things)


def _points_back(sentence: Sentence) -> bool:
    """Tell whether a sentence without a name of its own speaks of the cluster before."""
    return not any(thing.name is not None for thing in sentence.things) and not any(
        thing.name is None and thing.unit != "mention" for thing in sentence.things
    )


def _shrinks(fields: dict[str, Any]) -> bool:
    before, after = fields.get("area_from_ha"), fields.get("area_ha")
    return before is not None and after is not None and after < before


def _absorber(line: Line, sentence: Sentence, thing: Thing, verb: int) -> str | None:
    """Return the zone that takes a cluster in, with its head noun, as the text names it.

    It is the first one behind the cluster, else the first one behind the verb.
    """
    zones = [other for other in sentence.things if other.target or other.unit == "mention"]
    own = thing in sentence.things
    behind = [zone for zone in zones if own and zone.first >= thing.last]
    for zone in behind or [zone for zone in zones if zone.first >= verb]:
        return line.text(zone.first, zone.last)
    return None


def _quote(line: Line, first: int, last: int, thing: Thing, own: bool) -> tuple[int, int]:
    """Return the words from the verb to the cluster, or only the cluster's where that is far."""
    tokens = line.tokens
    if not own:
        return tokens[first].start, tokens[last - 1].end
    begin, end = min(first, thing.first), max(last, thing.last)
    if end - begin > 45:
        begin, end = thing.first, thing.last
    return tokens[begin].start, tokens[end - 1].end


def _when(line: Line, sentence: Sentence, verb: int) -> When | None:
    """Return the time that a verb goes with: the nearest of its sentence, none behind a `;`."""
    whens = [
        (_parted(line, at, verb), abs(at - verb), when)
        for at, (_, when) in line.whens.items()
        if sentence.first <= at < sentence.last and not (at > verb and _parted(line, at, verb))
    ]
    return min(whens, key=lambda found: found[:2])[2] if whens else None


def _parted(line: Line, one: int, other: int) -> bool:
    """Tell whether a semicolon stands between two places."""
    begin, end = sorted((one, other))
    return any(token.text == ";" for token in line.tokens[begin:end])


def _dated(when: When | None, story: Story, kind: str) -> dict[str, Any]:
    """Return the date fields of an event: its own, else those of the decision or of the plan."""
    chosen = when
    if story.decided_in == story.sentence and kind not in _ON_THE_GROUND:
        chosen = story.decided or when
    if chosen is None and kind not in _ON_THE_GROUND:
        chosen = story.decided or (story.horizon if kind != "established" else None)
    if chosen is None:
        return {}
    return {"_when": chosen}


def _decision(when: When | None, story: Story, kind: str) -> str | None:
    """Return the number of the decision spoken of, unless the event is older than that."""
    signed = story.decided.first if story.decided else None
    older = (
        when is not None
        and when.kind == "point"
        and when.last is not None
        and signed is not None
        and when.last < signed[: len(when.last)]
    )
    return None if older or kind in _ON_THE_GROUND else story.decision
