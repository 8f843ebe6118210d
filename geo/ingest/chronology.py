"""Rules on time: what is told against the course of a cluster's life, or of the calendar."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

from geo.dates import Period
from geo.errors import Text
from geo.ingest.dataset import Dataset, EventCells, MilestoneCells
from geo.ingest.rules import Oddity, Rule, days, last_day, precedes
from geo.units import Unit
from geo.vocabulary import EventKind, Level, Modality, Stage, label

YEARS = (1986, 2050)
"""Nobody planned clusters before Đổi mới, and no plan reaches beyond the vision to 2050."""

_FIRM = (Modality.DONE, Modality.DECIDED)

_AFTER = {
    EventKind.CONSTRUCTION: (EventKind.ESTABLISHED,),
    EventKind.OPERATING: (EventKind.ESTABLISHED, EventKind.CONSTRUCTION),
    EventKind.EXPANDED: (EventKind.ESTABLISHED,),
}
"""What must come before each kind of event."""


def untimely(data: Dataset) -> Iterator[Oddity]:
    """Yield what breaks a rule on time."""
    for rule in (_later_units, _kind_order, _early_exits, _stage_order, _far_dates, _done_later):
        yield from rule(data)


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
                vi=f"{days(said.period)}, mà {finest.full_name} có từ {start}",
                en=f"{days(said.period)}, but {finest.full_name} began on {start}",
            )
            yield Oddity("events", key, Rule.UNIT_LATER, detail)


def _depth(unit: Unit) -> int:
    return tuple(Level).index(unit.level)


def _kind_order(data: Dataset) -> Iterator[Oddity]:
    """Things over before what must come first: by the same source's dates, or by all sources'."""
    begun = _dated(data)
    for key, (cluster, said, (source, _)) in data.events.items():
        period = _by(said, data.published.get(source))
        for kind in _AFTER.get(EventKind(said.kind), ()) if said.modality in _FIRM else ():
            every = begun[cluster, kind]
            own = [told for told in every if told[0] == source]
            if _all_later(own, period) or _all_later(every, period):
                what, other = label(EventKind(said.kind)), label(kind)
                _, began = (own or every)[0]
                detail = Text(
                    vi=f"{what.vi} {days(period)}, {other.vi} {days(began)}",
                    en=f"{what.en} {days(period)}, {other.en} {days(began)}",
                )
                yield Oddity("events", key, Rule.KIND_ORDER, detail)


def _dated(data: Dataset) -> dict[tuple[str, str], list[tuple[str, Period]]]:
    """Return source and period of what is done or decided and has a day, by cluster and kind."""
    found: dict[tuple[str, str], list[tuple[str, Period]]] = defaultdict(list)
    for cluster, said, (source, _) in data.events.values():
        if said.modality in _FIRM and said.period is not None:
            found[cluster, said.kind].append((source, said.period))
    return found


def _by(said: EventCells, published: Period | None) -> Period | None:
    """Return when it was; what is reported as done, without a day, was so by that of its source."""
    if said.period is not None or published is None or said.modality != Modality.DONE:
        return said.period
    return Period(None, published.end)


def _all_later(told: Sequence[tuple[str, Period]], period: Period | None) -> bool:
    """Tell whether there are dates, and a period is over before all of them."""
    return bool(told) and all(precedes(period, span) for _, span in told)


def _early_exits(data: Dataset) -> Iterator[Oddity]:
    """Removals and mergers before the establishment, when no plan brings the cluster back."""
    begun = _dated(data)
    planned: dict[str, list[EventCells]] = defaultdict(list)
    for cluster, said, _ in data.events.values():
        if said.kind == EventKind.PLANNED and said.modality != Modality.PROPOSED:
            planned[cluster].append(said)
    for key, (cluster, said, _) in data.events.items():
        established = begun[cluster, EventKind.ESTABLISHED]
        if (
            said.kind in (EventKind.REMOVED, EventKind.MERGED)
            and said.modality in _FIRM
            and _all_later(established, said.period)
            and not any(_follows(plan, said.period) for plan in planned[cluster])
        ):
            detail = Text(
                vi=f"{label(EventKind(said.kind)).vi} {days(said.period)},"
                f" thành lập {days(established[0][1])}, không có quy hoạch nào ở giữa",
                en=f"{label(EventKind(said.kind)).en} {days(said.period)},"
                f" established {days(established[0][1])}, no plan between",
            )
            yield Oddity("events", key, Rule.EXIT_FIRST, detail)


def _follows(plan: EventCells, period: Period | None) -> bool:
    """Tell whether a plan begins, or was published, after a period."""
    begins = plan.period.start if plan.period and plan.period.start else plan.stated_on
    return begins is not None and precedes(period, Period(begins, None))


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
                if spans[early] and all(precedes(said.period, span) for span in spans[early]):
                    what, other = label(_STAGES[min(ranks)]), label(early)
                    detail = Text(
                        vi=f"{what.vi} {days(said.period)}, {other.vi} {days(spans[early][0])}",
                        en=f"{what.en} {days(said.period)}, {other.en} {days(spans[early][0])}",
                    )
                    yield Oddity("milestones", key, Rule.STAGE_ORDER, detail)


def _far_dates(data: Dataset) -> Iterator[Oddity]:
    """Dates of another age."""
    dated = [("sources", key, published) for key, published in data.published.items()]
    dated += (("events", key, said.period) for key, (_, said, _) in data.events.items())
    for key, (_, plan, _) in data.milestones.items():
        dated += (("milestones", key, period) for period in (plan.period, plan.actual))
    dated += (
        ("indicator_values", key, figure.period) for key, (*_, figure, _) in data.values.items()
    )
    first, last = YEARS
    for table, key, period in dated:
        bounds = (period.start, last_day(period)) if period else ()
        if not all(day is None or first <= day.year <= last for day in bounds):
            yield Oddity(table, key, Rule.FAR_DATE, Text(days(period), days(period)))


def _done_later(data: Dataset) -> Iterator[Oddity]:
    """What is reported as done, for a day after the report or still to come."""
    done: list[tuple[str, str, Period | None, str]] = []
    for key, (_, said, (source, _)) in data.events.items():
        if said.modality == Modality.DONE:
            done.append(("events", key, said.period, source))
    for key, (_, plan, (source, _)) in data.milestones.items():
        done.append(("milestones", key, plan.actual, source))
    for table, key, period, source in done:
        published = data.published.get(source)
        if precedes(published, period):
            detail = Text(
                vi=f"đã xong {days(period)}, nguồn đăng {days(published)}",
                en=f"done {days(period)}, source published {days(published)}",
            )
            yield Oddity(table, key, Rule.DONE_LATER, detail)
        elif period is not None and period.start is not None and period.start > data.read_on:
            detail = Text(
                vi=f"đã xong {days(period)}, mà ngày ấy chưa tới",
                en=f"done {days(period)}, a day still to come",
            )
            yield Oddity(table, key, Rule.DONE_LATER, detail)
