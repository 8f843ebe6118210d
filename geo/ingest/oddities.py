"""Oddities: what a source says and yet looks wrong. It is kept, flagged and shown, never dropped.

Each rule reads the tables and yields the rows that break it. What cannot be true in any reading (an
impossible date, a merger into itself, a reference to nothing) is refused before, row by row.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import permutations, product
from typing import NamedTuple

from geo.dates import Period
from geo.errors import Text
from geo.ingest.dataset import Dataset, EventCells, MilestoneCells
from geo.text import number
from geo.units import Unit
from geo.vocabulary import EventKind, Level, Modality, Stage, ZoneType, label

AREA_HA = (Decimal(5), Decimal(75))
"""A cluster has 10 to 75 ha; in mountain districts and craft villages 5 ha will do."""

YEARS = (1986, 2050)
"""Nobody planned clusters before Đổi mới, and no plan reaches beyond the vision to 2050."""


class Rule(StrEnum):
    """What makes a row odd."""

    AREA = "area"
    EXPANSION_LIMIT = "expansion_limit"
    EXPANSION_SHRINKS = "expansion_shrinks"
    EXPANSION_ALONE = "expansion_alone"
    INDUSTRIAL_LAND = "industrial_land"
    LEASED_LAND = "leased_land"
    UNIT_LATER = "unit_later"
    KIND_ORDER = "kind_order"
    MERGER_CIRCLE = "merger_circle"
    STAGE_ORDER = "stage_order"
    FAR_DATE = "far_date"
    DECISION_FORM = "decision_form"
    STALE_CORRECTION = "stale_correction"


LABELS = {
    Rule.AREA: Text("diện tích ngoài 5–75 ha", "area outside 5–75 ha"),
    Rule.EXPANSION_LIMIT: Text("mở rộng quá 75 ha", "expansion above 75 ha"),
    Rule.EXPANSION_SHRINKS: Text("mở rộng mà nhỏ đi", "expansion that shrinks"),
    Rule.EXPANSION_ALONE: Text("chỉ có tin mở rộng", "nothing but an expansion"),
    Rule.INDUSTRIAL_LAND: Text("đất công nghiệp lớn hơn cụm", "industrial land above the area"),
    Rule.LEASED_LAND: Text("đất cho thuê lớn hơn đất công nghiệp", "more land let than there is"),
    Rule.UNIT_LATER: Text("đơn vị hành chính chưa có", "unit did not exist yet"),
    Rule.KIND_ORDER: Text("sự kiện ngược thứ tự", "events out of order"),
    Rule.MERGER_CIRCLE: Text("sáp nhập vòng tròn", "merger in a circle"),
    Rule.STAGE_ORDER: Text("tiến độ ngược thứ tự", "stages out of order"),
    Rule.FAR_DATE: Text("trước 1986 hoặc sau 2050", "before 1986 or after 2050"),
    Rule.DECISION_FORM: Text("số văn bản khác thường", "unusual decision number"),
    Rule.STALE_CORRECTION: Text("đính chính không còn khớp", "stale correction"),
}


class Oddity(NamedTuple):
    """A row, named by table and key as in the files of facts, with what is odd about it."""

    table: str
    key: str
    rule: Rule
    detail: Text


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
        if expands and after is None and before is not None and delta is not None:
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


def _later_units(data: Dataset) -> Iterator[Oddity]:
    """Events that were over before the unit began in which their cluster's address puts them."""
    for key, (cluster, said, _) in data.events.items():
        site, stated_on = data.sites[cluster]
        end = said.period.end if said.period else None
        stated = [unit for unit in site.units if stated_on in unit.valid]
        finest = max(stated, key=_depth, default=None)
        start = finest.valid.start if finest else None
        if finest is not None and start is not None and end is not None and end <= start:
            detail = Text(
                vi=f"{_days(said.period)}, mà {finest.full_name} có từ {start}",
                en=f"{_days(said.period)}, but {finest.full_name} began on {start}",
            )
            yield Oddity("events", key, Rule.UNIT_LATER, detail)


def _depth(unit: Unit) -> int:
    return tuple(Level).index(unit.level)


_COURSE = (EventKind.ESTABLISHED, EventKind.CONSTRUCTION, EventKind.OPERATING)


def _kind_order(data: Dataset) -> Iterator[Oddity]:
    """Things done that one source dates against the course of a cluster's life."""
    stories: dict[tuple[str, str], list[tuple[str, EventCells]]] = defaultdict(list)
    for key, (cluster, said, (source, _)) in data.events.items():
        if said.kind in _COURSE and said.modality in (Modality.DONE, Modality.DECIDED):
            stories[cluster, source].append((key, said))
    for story in stories.values():
        for (key, late), (_, early) in permutations(story, 2):
            later = _COURSE.index(EventKind(late.kind)) > _COURSE.index(EventKind(early.kind))
            if later and _precedes(late.period, early.period):
                what, other = label(EventKind(late.kind)), label(EventKind(early.kind))
                detail = Text(
                    vi=f"{what.vi} {_days(late.period)}, {other.vi} {_days(early.period)}",
                    en=f"{what.en} {_days(late.period)}, {other.en} {_days(early.period)}",
                )
                yield Oddity("events", key, Rule.KIND_ORDER, detail)


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


_STAGES = (
    Stage.LEGAL_AND_DESIGN,
    Stage.LAND_CLEARANCE,
    Stage.CONSTRUCTION,
    Stage.COMPLETION,
    Stage.OPERATION,
)
"""The stages that follow one another; the rest may stand anywhere."""


def _stage_order(data: Dataset) -> Iterator[Oddity]:
    """Spans over before a stage begins that must come first, all of it, in the same source."""
    plans: dict[tuple[str, str], dict[str, MilestoneCells]] = defaultdict(dict)
    for key, (cluster, said, (source, _)) in data.milestones.items():
        plans[cluster, source][key] = said
    for plan in plans.values():
        spans: dict[Stage, list[Period | None]] = defaultdict(list)
        for said, stage in product(plan.values(), _STAGES):
            if stage in said.stages:
                spans[stage].append(said.period)
        for key, said in plan.items():
            ranks = [n for n, stage in enumerate(_STAGES) if stage in said.stages]
            for early in _STAGES[: min(ranks, default=0)]:
                if spans[early] and all(_precedes(said.period, span) for span in spans[early]):
                    what, other = label(_STAGES[min(ranks)]), label(early)
                    detail = Text(
                        vi=f"{what.vi} {_days(said.period)}, {other.vi} {_days(spans[early][0])}",
                        en=f"{what.en} {_days(said.period)}, {other.en} {_days(spans[early][0])}",
                    )
                    yield Oddity("milestones", key, Rule.STAGE_ORDER, detail)


def _far_dates(data: Dataset) -> Iterator[Oddity]:
    """Dates of another age."""
    dated: list[tuple[str, str, Period | None]] = []
    dated += (("events", key, said.period) for key, (_, said, _) in data.events.items())
    for key, (_, plan, _) in data.milestones.items():
        dated += (("milestones", key, period) for period in (plan.period, plan.actual))
    dated += (
        ("indicator_values", key, figure.period) for key, (*_, figure, _) in data.values.items()
    )
    first, last = YEARS
    for table, key, period in dated:
        bounds = (period.start, _last_day(period)) if period else ()
        if not all(day is None or first <= day.year <= last for day in bounds):
            yield Oddity(table, key, Rule.FAR_DATE, Text(_days(period), _days(period)))


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
    _later_units,
    _kind_order,
    _circles,
    _stage_order,
    _far_dates,
    _decisions,
    _stale,
)


def _precedes(one: Period | None, other: Period | None) -> bool:
    """Tell whether a period is over, for certain, before another begins."""
    if one is None or other is None or one.end is None or other.start is None:
        return False
    return one.end <= other.start


def _last_day(period: Period) -> date | None:
    return None if period.end is None else period.end - timedelta(days=1)


def _days(period: Period | None) -> str:
    """Write a period by its first and last day."""
    if period is None:
        return ""
    first, last = (day.isoformat() if day else "…" for day in (period.start, _last_day(period)))
    return first if first == last else f"{first} – {last}"


def _said(vi: str, en: str, *figures: Decimal) -> Text:
    """Put figures into a wording, as each language writes them."""
    return Text(
        vi.format(*(_figure(value, "vi") for value in figures)),
        en.format(*(_figure(value, "en") for value in figures)),
    )


def _figure(value: Decimal, lang: str) -> str:
    _, _, fraction = f"{value:f}".partition(".")
    return number(float(value), lang, len(fraction.rstrip("0")))
