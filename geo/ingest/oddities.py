"""Oddities: what a source says and yet looks wrong. It is kept, flagged and shown, never dropped.

Each rule reads the tables and yields the rows that break it. What cannot be true in any reading (an
impossible date, a merger into itself, a reference to nothing) is refused before, row by row.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import permutations

from geo.errors import Text
from geo.ingest.chronology import untimely
from geo.ingest.dataset import Dataset, EventCells
from geo.ingest.rules import LABELS, Oddity, Rule, overlap
from geo.text import number
from geo.vocabulary import EventKind, ZoneType, label

__all__ = ["LABELS", "Oddity", "Rule", "find_oddities"]

AREA_HA = (Decimal(5), Decimal(75))
"""A cluster has 10 to 75 ha; in mountain districts and craft villages 5 ha will do."""

ROUNDING = Decimal("0.005")
"""Areas that differ by no more than this share of them are the same."""


def find_oddities(data: Dataset) -> list[Oddity]:
    """Return every oddity of the tables; one for each row and rule, however often it breaks it."""
    found: dict[tuple[str, str, Rule], Oddity] = {}
    for rule in _RULES:
        for odd in rule(data):
            known = found.setdefault(odd[:3], odd)
            if known is not odd:
                detail = Text(*map("; ".join, zip(known.detail, odd.detail, strict=True)))
                found[odd[:3]] = odd._replace(detail=detail)
    return [found[identity] for identity in sorted(found)]


def _areas(data: Dataset) -> Iterator[Oddity]:
    """Areas that the law does not know, or that contradict each other."""
    least, most = AREA_HA
    for key, (cluster, said, _) in data.events.items():
        before, after, delta = said.area_from_ha, said.area_ha, said.area_delta_ha
        expands = said.kind == EventKind.EXPANDED
        if before is not None and delta is not None:
            if after is not None and not _same(before + delta, after):
                vi, en = "{} thêm {} thành {} ha", "{} and {} added make {} ha"
                yield Oddity("events", key, Rule.AREA_SUM, _said(vi, en, before, delta, after))
            if expands and after is None:
                after = before + delta
        limited = data.clusters[cluster].zone_type == ZoneType.CCN
        if limited and after is not None and not least <= after <= most:
            vi, en = "{} ha, luật định {}–{} ha", "{} ha where the law has {}–{} ha"
            rule = Rule.EXPANSION_LIMIT if expands and after > most else Rule.AREA
            yield Oddity("events", key, rule, _said(vi, en, after, least, most))
        if expands and before is not None and after is not None and after < before:
            vi, en = "từ {} còn {} ha", "from {} down to {} ha"
            yield Oddity("events", key, Rule.EXPANSION_SHRINKS, _said(vi, en, before, after))
        elif expands and delta is not None and delta < 0:
            vi, en = "thêm {} ha", "{} ha added"
            yield Oddity("events", key, Rule.EXPANSION_SHRINKS, _said(vi, en, delta))
        yield from _land(key, said)


def _land(key: str, said: EventCells) -> Iterator[Oddity]:
    industrial = said.industrial_ha
    if industrial is None:
        return
    if said.area_ha is not None and industrial > said.area_ha:
        vi, en = "{} ha đất công nghiệp, cả cụm {} ha", "{} ha industrial land, cluster of {} ha"
        detail = _said(vi, en, industrial, said.area_ha)
        yield Oddity("events", key, Rule.INDUSTRIAL_LAND, detail)
    if said.leased_ha is not None and said.leased_ha > industrial:
        vi, en = "cho thuê {} trên {} ha", "{} let of {} ha"
        yield Oddity("events", key, Rule.LEASED_LAND, _said(vi, en, said.leased_ha, industrial))


def _lone_expansions(data: Dataset) -> Iterator[Oddity]:
    """Expansions of clusters of which nothing else is said."""
    spoken = {cluster for _, cluster in data.roles}
    spoken |= {cluster for cluster, _, _ in data.milestones.values()}
    spoken |= {c for c, said, _ in data.events.values() if said.kind != EventKind.EXPANDED}
    for key, (cluster, *_) in data.events.items():
        if cluster not in spoken:
            detail = Text(
                vi="không nguồn nào nói cụm đã được quy hoạch hay thành lập",
                en="no source says that the cluster was planned or established",
            )
            yield Oddity("events", key, Rule.EXPANSION_ALONE, detail)


def _repeated_expansions(data: Dataset) -> Iterator[Oddity]:
    """Added areas that another source tells too, as the same addition or as the total it makes."""
    told: dict[str, list[tuple[str, EventCells, str]]] = defaultdict(list)
    areas: dict[str, set[Decimal]] = defaultdict(set)
    for key, (cluster, said, (source, _)) in data.events.items():
        if said.kind == EventKind.EXPANDED:
            told[cluster].append((key, said, source))
        areas[cluster] |= {area for area in (said.area_ha, said.area_from_ha) if area is not None}
    for cluster, expansions in told.items():
        for (key, one, source), (other_key, other, other_source) in permutations(expansions, 2):
            delta, total = one.area_delta_ha, other.area_ha
            if delta is None or one.area_ha is not None or source == other_source:
                continue
            twice = other.area_delta_ha is not None and _same(delta, other.area_delta_ha)
            if total is not None:
                twice |= any(_same(total, area + delta) for area in areas[cluster])
            if twice and overlap(one.period, other.period):
                vi, en = "thêm {} ha, như ", "{} ha added, as in "
                detail = Text(*(text + other_key for text in _said(vi, en, delta)))
                yield Oddity("events", key, Rule.EXPANSION_TWICE, detail)


def _absorbed_otherwise(data: Dataset) -> Iterator[Oddity]:
    """Zones that take in a cluster of which it is not said that it is merged."""
    named = {event for event, _ in data.roles}
    for key, (_, said, _) in data.events.items():
        absorbed = key in named or said.absorbed_into_text is not None
        if absorbed and said.kind != EventKind.MERGED:
            kind = label(EventKind(said.kind))
            detail = Text(f"“{kind.vi}” mà có nơi nhập vào", f'"{kind.en}" into a zone')
            yield Oddity("events", key, Rule.ABSORBED_OTHERWISE, detail)


def _circles(data: Dataset) -> Iterator[Oddity]:
    """Mergers that lead back to the cluster merged."""
    into: dict[str, set[str]] = defaultdict(set)
    for event, absorbing in data.roles:
        into[data.events[event][0]].add(absorbing)
    for event, absorbing in data.roles:
        cluster = data.events[event][0]
        if cluster in _reached(absorbing, into):
            detail = Text(
                vi=f"{_named(data, absorbing)} rốt cuộc sáp nhập vào {_named(data, cluster)}",
                en=f"{_named(data, absorbing)} ends up in {_named(data, cluster)}",
            )
            yield Oddity("events", event, Rule.MERGER_CIRCLE, detail)


def _reached(start: str, into: dict[str, set[str]]) -> set[str]:
    """Return the clusters that mergers lead to from one."""
    reached, queue = set[str](), [start]
    while queue:
        fresh = into.get(queue.pop(), set()) - reached
        reached |= fresh
        queue += fresh
    return reached


def _named(data: Dataset, cluster: str) -> str:
    return f"{data.clusters[cluster].zone_type} {data.clusters[cluster].name}"


_DECISION = re.compile(r"\d+[A-Za-z]?/(\d{4}/)?[A-ZĐ][^\W\d_]*(&[^\W\d_]+)*(-[A-ZĐ][\w&]*)*")


def _decisions(data: Dataset) -> Iterator[Oddity]:
    """Numbers of decisions that do not say who issued them: 289 rather than 289/QĐ-UBND."""
    for key, (_, said, _) in data.events.items():
        for no in filter(None, (said.decision_no or "").split("; ")):
            if not _DECISION.fullmatch(no):
                detail = Text(
                    vi=f"“{no}”, thường viết như 289/QĐ-UBND",
                    en=f'"{no}", usually of the form 289/QĐ-UBND',
                )
                yield Oddity("events", key, Rule.DECISION_FORM, detail)


def _stale(data: Dataset) -> Iterator[Oddity]:
    """Corrections that found something else than what they correct."""
    for judged in data.corrections:
        made = judged.correction
        if not judged.applied:
            detail = Text(
                vi=f"{made.field}: cần “{made.old_value}” để sửa thành “{made.new_value}”,"
                f" nhưng đang là “{judged.found}”",
                en=f'{made.field}: expected "{made.old_value}" to become "{made.new_value}",'
                f' found "{judged.found}"',
            )
            yield Oddity(made.table, made.key, Rule.STALE_CORRECTION, detail)


_RULES: tuple[Callable[[Dataset], Iterable[Oddity]], ...] = (
    _areas,
    _lone_expansions,
    _repeated_expansions,
    _absorbed_otherwise,
    _circles,
    untimely,
    _decisions,
    _stale,
)


def _same(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= ROUNDING * max(abs(one), abs(other))


def _said(vi: str, en: str, *figures: Decimal) -> Text:
    """Put figures into a wording, as each language writes them."""
    return Text(
        vi.format(*(_figure(value, "vi") for value in figures)),
        en.format(*(_figure(value, "en") for value in figures)),
    )


def _figure(value: Decimal, lang: str) -> str:
    _, _, fraction = f"{value:f}".partition(".")
    return number(float(value), lang, len(fraction.rstrip("0")))
