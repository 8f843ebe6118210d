"""From a Vietnamese planning text to the candidates it states.

The text is cleaned (`script`), cut into lines (`lines`), and every line into sentences with their
clusters, groups and units (`things`). Verbs find their clusters (`verbs`), figures and units theirs
(`facts`). A `Story` carries along what later sentences leave unsaid.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from geo.extract.candidates import Candidate
from geo.extract.events import RESIZED, Events
from geo.extract.facts import Facts, Gathered, fields_of, gather, situated, units_of
from geo.extract.figures import is_redundant, of_cluster, statistics
from geo.extract.letterhead import letterhead
from geo.extract.lexicon import lexicon
from geo.extract.lines import Line, lines
from geo.extract.places import Places, places_of
from geo.extract.schedules import milestones
from geo.extract.script import Script, bare
from geo.extract.story import Draft, Story, Topic
from geo.extract.subjects import Sentence, Thing
from geo.extract.tables import Table, cells, read_row
from geo.extract.things import Scanner
from geo.extract.verbs import statements
from geo.gazetteer import Gazetteer
from geo.vocabulary import Level

__all__ = ["Candidate", "read_text"]

_FRAME = re.compile(r"/(?:CT|NĐ|TT|TTLT|QH)|-(?:CP|TTg)$|QH\d")
"""Decrees, circulars and laws, which decide on no single cluster."""

_DIGEST = 4
"""A text that names this many provinces is a digest: each line speaks for itself."""


def read_text(
    text: str, *, gazetteer: Gazetteer, province: str | None = None, published: date | None = None
) -> list[Candidate]:
    """Return the candidates a text states, in the order of the text.

    Args:
        text: the passage; offsets of the candidates count its characters.
        gazetteer: the administrative units of all times, which anchor the names of places.
        province: the province the text is about where it names none.
        published: the day the text appeared; completes dates written without their year.
    """
    return _Reading(text, places_of(gazetteer), province, published).candidates()


class _Reading:
    """One text being read."""

    def __init__(
        self, text: str, places: Places, province: str | None, published: date | None
    ) -> None:
        self._script = Script(text)
        self._places = places
        tables = lexicon()
        plain = bare(self._script.text)
        self._letterhead = letterhead(self._script.text)
        self._decided = self._letterhead.signed if self._letterhead.number else None
        published = published or self._letterhead.day
        self._lines = [
            Line(self._script, plain, start, end, tables, published)
            for start, end in lines(self._script.text)
        ]
        self._given = province
        self._provinces = [_provinces(line, places) for line in self._lines]
        counted = Counter(name for names in self._provinces for name in set(names))
        self._is_digest = len(counted) >= _DIGEST
        self._main = province or (next(iter(counted)) if len(counted) == 1 else None)
        self._story = Story(
            province=self._main,
            day=published,
            decision=self._letterhead.number,
            decided=self._decided,
        )
        self._in_timetable = self._in_parts = False
        self._scanner = Scanner(places)
        self._events = Events(self._story, places)
        self._table: Table | None = None
        self._ahead = 0
        self._decisions = len(
            {
                decision
                for line in self._lines
                for _, decision in line.decisions.values()
                if not _FRAME.search(decision)
            }
        )

    def candidates(self) -> list[Candidate]:
        """Read all lines and return what they state."""
        for number, line in enumerate(self._lines):
            self._enter(number)
            above = self._lines[max(0, number - 3) : number]
            titled = any(other.has_head for other in above)
            self._table = Table.of(line, self._table, titled)
            if self._table is not None:
                read_row(self._table, number, line, self._story, self._events, self._places)
                continue
            group = self._listed(number, line)
            for sentence in self._scanner.sentences(line, self._story.province, group):
                self._sentence(number, line, sentence)
            self._open_list(number, line)
        drafts = [draft for draft in self._story.drafts if not is_redundant(draft)]
        for draft in drafts:
            _finish(draft, self._script)
        return [draft.candidate(self._script) for draft in _once(drafts)]

    def _listed(self, number: int, line: Line) -> Thing | None:
        """Return the group whose members a list item may name without a head noun."""
        topic = self._story.topic
        if topic is None or not topic.is_open or number - topic.line > 1:
            return None
        above = self._lines[number - 1] if number else line
        opens = bool(above.tokens) and above.tokens[-1].text == ":"
        if (not line.bullet and not opens) or any(verb.row.kind for verb in line.verbs):
            return None
        if topic.group is None:
            topic.group = Thing(0, 0, "CCN")
        topic.line = number
        return topic.group

    def _open_list(self, number: int, line: Line) -> None:
        """Let a line that names no cluster say what happens to those of the list below it."""
        following = self._lines[number + 1] if number + 1 < len(self._lines) else None
        if following is None or not line.tokens or self._story.focus_line == number:
            return
        topic = self._story.topic
        if topic is not None and topic.line == number:
            return
        if line.tokens[-1].text != ":" and len(cells(following)) < 2:
            return
        verbs = [verb for verb in line.verbs if verb.row.kind and verb.row.side != "opener"]
        heads = line.has_head
        if verbs and (heads or line.tokens[-1].text == ":"):
            row = verbs[-1].row
            certainty = row.certainty
            self._story.topic = Topic(row.kind, certainty, row.phrase, None, number, {})

    def _enter(self, number: int) -> None:
        """Set the story to a new line: the province it names, else the one carried along."""
        names = self._provinces[number]
        story = self._story
        story.commune = None
        line = self._lines[number]
        if line.label:
            self._in_timetable = line.tokens[-1].text == ":"
        elif not line.bullet or line.bullet[0].isdigit():
            self._in_timetable = False
        line.is_timetable = bool(line.label) or self._in_timetable
        if line.opens:
            self._in_parts = True
            story.leave(keeps_topic=line.opens == "chapter")
        if names:
            if story.province != names[0]:
                story.district = story.commune = None
                if story.topic and story.topic.group is None:
                    story.topic = None
            story.province = names[0]
        elif self._is_digest:
            story.province = self._given
            story.district = story.commune = None
        elif story.province is None:
            story.province = self._main or self._first_province(number)
        if self._letterhead.number or (self._decisions > 1 and not line.bullet):
            story.decision, story.decided = self._letterhead.number, self._decided
        if self._is_digest:
            story.topic, story.decision, story.decided = None, None, None
            story.horizon = None
            story.focus = ()

    def _first_province(self, number: int) -> str | None:
        while self._ahead < len(self._provinces) and (
            self._ahead < number or not self._provinces[self._ahead]
        ):
            self._ahead += 1
        return self._provinces[self._ahead][0] if self._ahead < len(self._provinces) else None

    def _sentence(self, number: int, line: Line, sentence: Sentence) -> None:
        story = self._story
        story.sentence += 1
        self._set_scene(line, sentence)
        told = statements(line, sentence)
        gathered = gather(line, sentence)
        named = tuple(t for t in sentence.things if t.name is not None and not t.target)
        if all(statement.things for statement in told):
            self._follow_up(number, line, sentence, gathered)
        self._events.note(line, sentence, gathered)
        previous = story.focus
        if named:
            story.focus = named[-1:]
        marks = milestones(number, line, sentence, story)
        story.focus = previous
        scheduled = {verb for mark in marks for verb in mark.verbs}
        told = [statement for statement in told if statement.verb.first not in scheduled]
        self._events.add(number, line, sentence, told, gathered)
        if named:
            story.focus, story.focus_line = named[-1:], number
        elif any(t.name is None and t.unit != "mention" for t in sentence.things):
            story.focus = ()
        story.drafts.extend(marks)
        story.drafts.extend(statistics(number, line, sentence, told, gathered, story))

    def _set_scene(self, line: Line, sentence: Sentence) -> None:
        """Take from a sentence what later ones build on: places, decision, horizon."""
        story = self._story
        provinces = [p for p in sentence.places if p.level is Level.PROVINCE]
        if provinces:
            story.province = provinces[0].name
        story.nation = not provinces and any(
            line.role(at) == "nation" for at in range(sentence.first, sentence.last)
        )
        first = next((t.first for t in sentence.things if t.name is not None), sentence.last)
        for place in sentence.places:
            if place.first < first and place.level is Level.DISTRICT:
                story.district = place.name
                story.commune = None
        for place in sentence.places:
            if place.level is Level.COMMUNE and any(
                t.name is None and t.first == place.last for t in sentence.things
            ):
                story.commune = place.name
        for at, (_, when) in line.whens.items():
            if sentence.first <= at < sentence.last and when.kind == "deadline":
                story.horizon = when
        self._decide(line, sentence)

    def _decide(self, line: Line, sentence: Sentence) -> None:
        """Take the first decision of a sentence and its day: behind it, else before it."""
        story = self._story
        for at, (end, decision) in sorted(line.decisions.items()):
            if not sentence.first <= at < sentence.last or _FRAME.search(decision):
                continue
            if self._letterhead.number and (line.opens or not self._in_parts):
                continue
            days = [
                when
                for place, (_, when) in sorted(line.whens.items())
                if sentence.first <= place < at and when.kind == "point" and when.is_fine
            ]
            following = line.whens.get(end)
            story.decision, story.decided_in = decision, story.sentence
            story.decided = following[1] if following else days[-1] if days else None
            return

    def _follow_up(self, number: int, line: Line, sentence: Sentence, gathered: Gathered) -> None:
        """Add the figures of a sentence that names nothing to the cluster before it."""
        story = self._story
        if not story.focus:
            return
        if line.bullet and number - story.focus_line <= 2:
            story.focus_line = number
        sited = situated(line, sentence, gathered.loose_places)
        if number - story.focus_line > 2 or not (gathered.loose or sited):
            return
        if any(t.name is None and t.unit != "mention" for t in sentence.things):
            return
        facts = Facts(quantities=gathered.loose)
        units = units_of(sited)
        fields = fields_of(line, facts) | units
        for thing in story.focus:
            known = story.known(thing, None)
            latest = [draft for draft in known if draft.sentence == known[-1].sentence]
            for draft in latest[:-1]:
                kept = ("area_ha", "area_qualifier", *units)
                draft.give(**{key: fields.get(key) for key in kept})
            for draft in latest[-1:]:
                resized = draft.event in RESIZED
                mute = () if resized else ("area_from_ha", "area_delta_ha")
                draft.give(**{key: fields[key] for key in fields if key not in mute})
            story.drafts.extend(of_cluster(number, line, facts.figures, thing, story))


def _provinces(line: Line, places: Places) -> list[str]:
    """Return the provinces a line names, in order; towns called like one do not count."""
    found = []
    at = 0
    while at < len(line.tokens):
        token = line.tokens[at]
        if not token.is_name and token.word not in ("tỉnh", "thành", "tinh", "thanh"):
            at += 1
            continue
        typed = places.typed_at(line.tokens, at, line.tables, line.plain)
        if typed:
            found += [place.name for place in typed if place.level is Level.PROVINCE]
            at = typed[-1].last
            continue
        named = places.province_at(line.tokens, at)
        if named is not None:
            if not _is_within(line, at):
                found.append(named[1])
            at = named[0]
        else:
            at += 1
    return found


def _is_within(line: Line, at: int) -> bool:
    """Tell whether a name is the end of a cluster's or a smaller unit's."""
    before = line.tokens[at - 1] if at else None
    if before is None:
        return False
    if before.is_name and before.is_word and before.text not in ("UBND", "HĐND", "Tỉnh"):
        return line.role(at - 1) != "not_name" and not _ends_office(line, at)
    heads = line.tables.heads
    return (
        any(
            (found := heads.at(line.tokens, at - size, plain=line.plain)) is not None
            and found.last == at
            for size in (1, 2, 3)
            if at >= size
        )
        or line.tables.types.at(line.tokens, at - 1, plain=line.plain) is not None
        or (
            before.word
            in ("trấn", "xã", "huyện", "phường", "quận", "tran", "xa", "huyen", "phuong")
        )
    )


def _ends_office(line: Line, at: int) -> bool:
    return any(
        (found := line.words.get(at - size)) is not None
        and found.last == at
        and found.row[0] == "not_name"
        for size in (1, 2, 3, 4)
    )


def _once(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts in the order of the text, figures that are told twice only once."""
    seen = set()
    found = []
    for draft in sorted(drafts, key=lambda draft: draft.start):
        if draft.event == "statistic":
            fields = draft.fields
            key = (
                fields.get("province"),
                fields.get("district"),
                fields["value"],
                fields["metric"],
                fields.get("cluster"),
            )
            if key in seen:
                continue
            seen.add(key)
        found.append(draft)
    return found


def _finish(draft: Draft, script: Script) -> None:
    """Write the time of a draft into its fields."""
    when = draft.fields.pop("_when", None)
    if when is not None:
        start, end = script.span(when.start, when.end)
        draft.give(date=script.source[start:end], date_start=when.first, date_end=when.last)
