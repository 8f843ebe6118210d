"""What a text has told so far: the place it is about, the clusters in view, the verb that holds.

Facts are gathered as drafts, because later sentences add to them; in the end each becomes a
candidate.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from geo.extract.candidates import Candidate
from geo.extract.script import Script
from geo.extract.subjects import Thing
from geo.extract.times import When
from geo.text import fold


@dataclass(slots=True, eq=False)
class Draft:
    """A candidate in the making; `start` and `end` are places of the cleaned text."""

    event: str
    start: int
    end: int
    rule: str
    confidence: float
    certainty: str
    fields: dict[str, Any] = field(default_factory=dict)
    group: Thing | None = None
    line: int = -1
    default: bool = False
    sentence: int = -1
    verbs: tuple[int, ...] = ()

    def give(self, **values: Any) -> None:
        """Fill fields that are still empty."""
        for name, value in values.items():
            if value is not None and self.fields.get(name) is None:
                self.fields[name] = value

    @property
    def key(self) -> str:
        """The cluster it is about, for comparing."""
        return fold(self.fields.get("cluster") or "")

    def candidate(self, script: Script) -> Candidate:
        """Return the finished candidate, its quote cut from the source."""
        start, end = script.span(self.start, self.end)
        return Candidate(
            event=self.event,
            quote=script.source[start:end],
            start=start,
            end=end,
            rule=self.rule,
            confidence=round(self.confidence, 2),
            certainty=self.certainty,
            **self.fields,
        )


@dataclass(slots=True)
class Topic:
    """A verb that clusters named later fall under, and how many of them are still to come."""

    kind: str
    certainty: str
    rule: str
    group: Thing | None
    line: int
    given: dict[str, Any]

    @property
    def is_open(self) -> bool:
        """Tell whether clusters are still to come."""
        group = self.group
        return group is None or group.count is None or len(group.members) < group.count


@dataclass(slots=True)
class Story:
    """The state of the reading between two sentences.

    Attributes:
        province, district, commune: what the text is about here.
        focus: the clusters named last.
        topic: the verb that holds for clusters without one.
        horizon: a deadline of the plan spoken of (`đến năm 2030`).
        decision, decided: the decision that the text reports, and its day.
        decided_in: the sentence that names the decision.
        day: the text's own; what lies after it has not happened.
        nation: the sentence speaks of the whole country.
        where: the units of each cluster, by its folded name.
    """

    province: str | None = None
    district: str | None = None
    commune: str | None = None
    focus: tuple[Thing, ...] = ()
    focus_line: int = -1
    topic: Topic | None = None
    horizon: When | None = None
    decision: str | None = None
    decided: When | None = None
    decided_in: int = -1
    day: date | None = None
    nation: bool = False
    sentence: int = 0
    drafts: list[Draft] = field(default_factory=list)
    where: dict[str, dict[str, Any]] = field(default_factory=dict)
    _events: dict[str, list[Draft]] = field(default_factory=dict)

    def leave(self, *, keeps_topic: bool) -> None:
        """Forget what a part of the text was about; the province, and a chapter's verb, stay."""
        self.district = self.commune = None
        self.focus = ()
        if not keeps_topic:
            self.topic = self.horizon = None

    def tell(self, draft: Draft) -> None:
        """Add the event of a cluster."""
        self.drafts.append(draft)
        self._events.setdefault(draft.key, []).append(draft)

    def known(self, thing: Thing, district: str | None) -> list[Draft]:
        """Return the events of a cluster told so far."""
        return [
            draft
            for draft in self._events.get(fold(thing.name or ""), ())
            if draft.fields.get("zone_type") == thing.zone_type
            and _agree(draft.fields.get("district"), district)
        ]


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or fold(one) == fold(other)
