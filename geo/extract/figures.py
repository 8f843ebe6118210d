"""Statistics: how many clusters, how many hectares, how much capital a province or district has."""

from typing import Any

from geo.extract.facts import Gathered
from geo.extract.lines import Line
from geo.extract.quantities import Quantity
from geo.extract.quantities import number as amount
from geo.extract.story import Draft, Story
from geo.extract.subjects import Sentence, Thing
from geo.extract.verbs import Statement
from geo.text import fold

NATION = "Việt Nam"
_LISTED = 5
"""From this many on a count is a statistic even where the text names every one it counts."""

_UNITS = {"ha": "ha", "vnd_billion": "tỷ đồng", "usd_million": "triệu USD", "percent": "%"}
_COUNTED = {"CCN": "cụm", "KCN": "khu", "KKT": "khu"}
_JOBS = frozenset(["việc", "viec", "làm", "lam"])
_PEOPLE = {
    "project": "dự án",
    "secondary": "dự án",
    "investor": "nhà đầu tư",
    "worker": "lao động",
}
_FILL = frozenset(["lấp", "lap", "đầy", "đẩy"])


def statistics(
    number: int,
    line: Line,
    sentence: Sentence,
    told: list[Statement],
    gathered: Gathered,
    story: Story,
) -> list[Draft]:
    """Return the figures of a sentence that are of no single cluster, and those of no event."""
    found: list[Draft] = []
    for thing in sentence.things:
        if thing.unit == "mention" or thing.target:
            continue
        facts = gathered.of.get(thing)
        statement = next(
            (s for s in told if thing in s.things or set(thing.members) & set(s.things)), None
        )
        district = gathered.leads.get(thing) or _own_district(gathered, thing)
        if thing.name is None:
            if thing.count is not None and not _is_difference(line, thing):
                draft = _count(number, line, thing, statement, story)
                draft.give(district=district)
                found.append(draft)
            for quantity in facts.quantities if facts else ():
                if _counts(line, quantity):
                    draft = _amount(number, line, quantity, thing, statement, story)
                    draft.give(district=district)
                    found.append(draft)
        for quantity in facts.figures if facts else ():
            draft = _amount(number, line, quantity, thing, statement, story)
            if quantity.role in ("area_leased",) or quantity.measure == "percent":
                draft.give(cluster=thing.name)
            draft.give(district=district)
            found.append(draft)
    return found + _people(number, line, sentence, story) + _rules(number, line, sentence, story)


def of_cluster(
    number: int, line: Line, quantities: list[Quantity], thing: Thing, story: Story
) -> list[Draft]:
    """Return the figures that a sentence without a name adds to the cluster before it."""
    found = []
    for quantity in quantities:
        draft = _amount(number, line, quantity, thing, None, story)
        draft.give(cluster=thing.name, **story.where.get(fold(thing.name or ""), {}))
        found.append(draft)
    return found


def _rules(number: int, line: Line, sentence: Sentence, story: Story) -> list[Draft]:
    """Return the decision that issues the rules of managing clusters."""
    found = []
    for at, (end, decision) in line.decisions.items():
        said = {token.word for token in line.tokens[end : end + 8]}
        heads = any(t.unit == "mention" and end < t.first < end + 9 for t in sentence.things)
        if (
            "UBND" in decision
            and sentence.first <= at < sentence.last
            and heads
            and said & {"chế", "định"}
            and "quản" in said
        ):
            metric = "ccn_management_regulation_issued"
            found.append(_draft(number, line, at, end, metric, decision, "", story))
    return found


def _is_difference(line: Line, thing: Thing) -> bool:
    """Tell whether a count is only a difference: `giảm 3 cụm`."""
    return thing.first > 0 and line.role(thing.first - 1) == "area_minus"


def _own_district(gathered: Gathered, thing: Thing) -> str | None:
    facts = gathered.of.get(thing)
    names = [place.name for place in facts.places if place.level == "district"] if facts else []
    return names[0] if names and thing.name is None else None


def _counts(line: Line, quantity: Quantity) -> bool:
    """Tell whether a figure of a group is one of its statistics."""
    if quantity.value is None or quantity.role in ("area_other", "capital_other", "area_from"):
        return False
    if quantity.measure != "percent":
        return line.role(quantity.first - 1) != "each" and line.role(quantity.first - 2) != "each"
    return bool(_FILL & _words_before(line, quantity.first))


def _words_before(line: Line, at: int) -> set[str]:
    return {token.word for token in line.tokens[max(0, at - 8) : at]}


def _metric(line: Line, of: list[str], column: str, zone: str | None) -> str:
    for key in of:
        name = line.tables.metrics.get(key, {}).get(column)
        if name:
            return name.replace("ccn_", "kcn_", 1) if zone == "KCN" else name
    return ""


def _keys(statement: Statement | None) -> list[str]:
    if statement is None:
        return [""]
    return [statement.verb.row.phrase, statement.kind, ""]


def _count(
    number: int, line: Line, thing: Thing, statement: Statement | None, story: Story
) -> Draft:
    of = [thing.unit] if thing.unit in ("project", "secondary") and statement is None else []
    metric = _metric(line, of + _keys(statement), "count", thing.zone_type)
    unit = _COUNTED.get(thing.zone_type or "", "cụm") if not of else "dự án"
    draft = _draft(number, line, thing.first, thing.last, metric, thing.count, unit, story)
    draft.group = thing
    draft.fields["zone_type"] = thing.zone_type
    return draft


def _amount(
    number: int,
    line: Line,
    quantity: Quantity,
    thing: Thing,
    statement: Statement | None,
    story: Story,
) -> Draft:
    if quantity.measure == "percent":
        metric = _metric(line, ["percent"], "count", thing.zone_type)
    else:
        column = "area" if quantity.measure == "ha" else "capital"
        metric = _metric(line, [quantity.role or "-", *_keys(statement)], column, thing.zone_type)
    unit = _UNITS[quantity.measure]
    draft = _draft(number, line, quantity.first, quantity.last, metric, quantity.value, unit, story)
    qualified = "capital_qualifier" if "capital" in metric else "area_qualifier"
    draft.fields[qualified] = quantity.qualifier
    draft.fields["zone_type"] = thing.zone_type
    return draft


def _draft(
    number: int,
    line: Line,
    first: int,
    last: int,
    metric: str,
    value: Any,
    unit: str,
    story: Story,
) -> Draft:
    fields: dict[str, Any] = {
        "metric": metric,
        "value": value,
        "unit": unit,
        "province": NATION if story.nation else story.province,
        "decision_no": story.decision,
        "_when": story.horizon,
    }
    start, end = line.tokens[first].start, line.tokens[last - 1].end
    return Draft("statistic", start, end, "figure", 0.8, "done", fields, line=number)


def _people(number: int, line: Line, sentence: Sentence, story: Story) -> list[Draft]:
    """Return counts of projects and investors in clusters."""
    if not sentence.things and not story.focus:
        return []
    found = []
    for at in range(sentence.first, sentence.last - 1):
        token = line.tokens[at]
        role = line.role(at + 1) if token.is_number else ""
        if role not in _PEOPLE:
            continue
        if role == "worker" and not _JOBS & _words_before(line, at + 2):
            continue
        count = amount(token.text)
        if count is None or not 3 <= count < (1_000_000 if role == "worker" else 10_000):
            continue
        last = line.words[at + 1].last
        after = line.tokens[last].text if last < sentence.last else ""
        if after == ":" or any(thing.first <= at < thing.last for thing in sentence.things):
            continue
        metric = _metric(line, [role], "count", "CCN")
        found.append(_draft(number, line, at, last, metric, count, _PEOPLE[role], story))
    return found


def is_redundant(draft: Draft) -> bool:
    """Tell whether a count only repeats the few clusters that the text names one by one."""
    group = draft.group
    return (
        group is not None
        and group.count is not None
        and group.count < _LISTED
        and len(group.members) >= group.count
    )
