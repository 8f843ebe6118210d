"""What stands around a cluster: its units, area, capital, share let out.

A figure or a unit belongs to the thing named last before it; `lần lượt` deals figures out one by
one, `đều` and `mỗi cụm` give one to all.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.extract.lines import Line
from geo.extract.places import Place
from geo.extract.quantities import Quantity
from geo.extract.things import Sentence, Thing
from geo.vocabulary import Level

_JOINTS = frozenset([",", "và", "va", "cùng", "&", '"'])
_LEADS = frozenset(["ở", "tại", "riêng", "trên", "địa", "bàn", "o", "tai", "của", "thuộc"])
_FILL = frozenset(["lấp", "lap", "đầy", "đẩy"])
_IGNORED = frozenset(["area_other", "clean_land", "area_leased", "capital_other"])


@dataclass(slots=True)
class Facts:
    """What a sentence says of one thing; `own` figures that became no field of an event."""

    quantities: list[Quantity] = field(default_factory=list)
    figures: list[Quantity] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Gathered:
    """The facts of a sentence.

    Attributes:
        of: facts by thing.
        loose: quantities before any thing of the sentence.
        leads: by thing, the district in whose part of the sentence it stands.
        district, province: the last ones named as the subject of the sentence.
    """

    of: dict[Thing, Facts]
    loose: list[Quantity]
    loose_places: list[Place]
    leads: dict[Thing, str]


def gather(line: Line, sentence: Sentence) -> Gathered:
    """Return what a sentence says of each of its things."""
    things = [thing for thing in sentence.things if thing.unit != "mention" and not thing.target]
    found = Gathered(defaultdict(Facts), [], [], {})
    _deal_places(line, sentence, things, found)
    quantities = [
        line.quantities[at]
        for at in sorted(line.quantities)
        if sentence.first <= at < sentence.last
    ]
    index = 0
    while index < len(quantities):
        index += _deal(line, sentence, things, quantities, index, found)
    for thing, facts in found.of.items():
        if thing.name is not None:
            fields_of(line, facts)
    return found


def chain(line: Line, things: Sequence[Thing], thing: Thing) -> list[Thing]:
    """Return the clusters named in one breath up to this one, itself the last."""
    found = [thing]
    named = [other for other in things if other.name is not None]
    index = named.index(thing)
    while index > 0:
        before, after = named[index - 1], named[index]
        between = line.tokens[before.last : after.first]
        if not between or any(token.text.lower() not in _JOINTS for token in between):
            break
        found.insert(0, before)
        index -= 1
    return found


def _owner(things: Sequence[Thing], at: int) -> Thing | None:
    owner = None
    for thing in things:
        if thing.first <= at:
            owner = thing
    return owner


def _deal(
    line: Line,
    sentence: Sentence,
    things: Sequence[Thing],
    quantities: Sequence[Quantity],
    index: int,
    found: Gathered,
) -> int:
    """Give a quantity, or a dealt-out series of them, to what it belongs to; return how many."""
    here = quantities[index]
    owner = _owner(things, here.first)
    following = next((t for t in things if here.last <= t.first <= here.last + 2), None)
    if following is not None and following.name is None:
        joint = {token.word for token in line.tokens[here.last : following.first]}
        if joint <= {"cho", "của"} and joint:
            owner = following
    if owner is None:
        found.loose.append(here)
        return 1
    if owner.name is None:
        found.of[owner].quantities.append(here)
        return 1
    near = chain(line, things, owner)
    said = {
        line.role(at)
        for at in range(owner.last, here.first)
        if at in line.words and at not in line.whens
    }
    if len(near) > 1 and "in_turn" in said:
        series = [here]
        for other in quantities[index + 1 : index + len(near)]:
            if other.measure == here.measure:
                series.append(other)
        if len(series) == len(near):
            for thing, quantity in zip(near, series, strict=True):
                found.of[thing].quantities.append(quantity)
            return len(series)
    if len(near) > 1 and "each" in said and here.role != "sum":
        for thing in near:
            found.of[thing].quantities.append(here)
        return 1
    totals = here.role == "sum" or _is_total(line, here)
    totals = totals or bool(found.of[owner].figures)
    shared = totals and (len(near) > 1 or _is_shared(things, owner))
    if shared or here.role in ("clean_land", "area_leased"):
        found.of[owner].figures.append(here)
    else:
        found.of[owner].quantities.append(here)
    return 1


def _is_total(line: Line, here: Quantity) -> bool:
    """Tell whether the words before a figure begin with `tổng`."""
    keys = [token.word for token in line.tokens[max(0, here.first - 6) : here.first]]
    return any(key in ("tổng", "tong") for key in keys)


def _is_shared(things: Sequence[Thing], owner: Thing) -> bool:
    named = [thing for thing in things if thing.name is not None and thing.first <= owner.first]
    return len(named) > 1 and len({thing.run for thing in named}) < len(named)


def _deal_places(line: Line, sentence: Sentence, things: Sequence[Thing], found: Gathered) -> None:
    """Give each unit to the thing it follows; one that opens a part of a sentence leads it."""
    lead: Place | None = None
    leads = [place for place in sentence.places if _is_lead(line, sentence, place, things)]
    for place in sentence.places:
        if place in leads:
            continue
        owner = _owner(things, place.first)
        if owner is None:
            found.loose_places.append(place)
            continue
        if owner.name is None:
            found.of[owner].places.append(place)
            continue
        if not _is_near(line, owner, place):
            found.loose_places.append(place)
            continue
        near = chain(line, things, owner)
        alike = any(line.role(at) == "each" for at in range(owner.last, place.first))
        shares = len(near) > 1 and (alike or _shares(line, near))
        for thing in near if shares else [owner]:
            found.of[thing].places.append(place)
    for thing in things:
        lead = next((p for p in reversed(leads) if p.first < thing.first), None)
        if lead is not None and lead.level is Level.DISTRICT:
            found.leads[thing] = lead.name
    found.loose_places.extend(leads)


def _is_lead(line: Line, sentence: Sentence, place: Place, things: Sequence[Thing]) -> bool:
    at = place.first - 1
    while at >= sentence.first and line.tokens[at].word in _LEADS:
        at -= 1
    opens = at < sentence.first or line.tokens[at].text in ";:."
    inner = any(other.last == at for other in sentence.places)
    if not opens and not inner and line.tokens[at].text == ",":
        after = line.tokens[place.last].word if place.last < sentence.last else ""
        opens = (
            after in ("có", "gồm", "là", "thêm", "bổ")
            or line.text(place.last, place.last + 1) == ":"
            if place.last < sentence.last
            else False
        )
    if not opens:
        return False
    return any(thing.first >= place.last for thing in things)


def _is_near(line: Line, owner: Thing, place: Place) -> bool:
    """Tell whether a unit is the cluster's and not the seat of a company: `Công ty A (xã …)`."""
    company = False
    for at in range(owner.last, place.first):
        company = company or (at in line.words and line.words[at].row == ("not_name", "private"))
        if company and line.tokens[at].text == "(":
            return place.level is Level.PROVINCE
    return True


def _shares(line: Line, near: Sequence[Thing]) -> bool:
    """Tell whether a unit after several clusters is that of all: they are joined by `và`."""
    joint = {token.text.lower() for token in line.tokens[near[-2].last : near[-1].first]}
    return bool(joint & {"và", "va", "cùng", "&"})


def fields_of(line: Line, facts: Facts) -> dict[str, Any]:
    """Return the fields of an event that a cluster's figures fill."""
    found: dict[str, Any] = {}
    for quantity in facts.quantities:
        if quantity.role in _IGNORED:
            if quantity.role == "area_leased":
                facts.figures.append(quantity)
            continue
        if quantity.measure == "ha":
            _area(line, quantity, found)
        elif quantity.measure == "percent":
            _share(line, quantity, found, facts)
        elif quantity.role in ("capital_registered", "capital_invested", "area_from"):
            continue
        elif quantity.role == "area_to" or f"capital_{quantity.measure}" not in found:
            found[f"capital_{quantity.measure}"] = quantity.value
            found["capital_qualifier"] = quantity.qualifier
    return found


def _area(line: Line, quantity: Quantity, found: dict[str, Any]) -> None:
    value = quantity.value
    if quantity.role == "area_from":
        found.setdefault("area_from_ha", value)
    elif quantity.role in ("area_delta", "area_minus"):
        sign = -1 if quantity.role == "area_minus" and value is not None else 1
        found.setdefault("area_delta_ha", None if value is None else sign * value)
    elif quantity.role == "area_to" or "area_ha" not in found:
        if quantity.role != "area_to" and _grows_by(line, quantity):
            found.setdefault("area_delta_ha", value)
            return
        found["area_ha"] = value
        found["area_qualifier"] = quantity.qualifier


def _grows_by(line: Line, quantity: Quantity) -> bool:
    """Tell whether a figure stands right after `mở rộng`: then it is what is added."""
    keys = [token.word for token in line.tokens[max(0, quantity.first - 2) : quantity.first]]
    return keys in (["mở", "rộng"], ["mo", "rong"])


def _share(line: Line, quantity: Quantity, found: dict[str, Any], facts: Facts) -> None:
    keys = [token.word for token in line.tokens[max(0, quantity.first - 8) : quantity.first]]
    if not _FILL & set(keys):
        return
    if "tỷ" in keys or "tỉ" in keys:
        facts.figures.append(quantity)
    found.setdefault("fill_pct", quantity.value)
