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
from geo.extract.subjects import Sentence, Thing
from geo.vocabulary import Level

_JOINTS = frozenset([",", "và", "va", "cùng", "&", '"'])
_LEADS = frozenset(
    ["ở", "trong", "đó", "tại", "riêng", "trên", "địa", "bàn", "o", "tai", "của", "thuộc"]
)
_SITED = frozenset(["tại", "ở", "thuộc", "bàn", "tai", "o", "thuoc", "ban"])
_LABELS = frozenset(["điểm", "trí", "chỉ", "diem", "tri", "chi"])
_FORMER = frozenset(["trước", "cũ", "nay", "nguyên", "truoc", "cu", "nguyen"])
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
        index += _deal(line, things, quantities, index, found)
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
    former = _former(line, sentence)
    dealt: set[Place] = set()
    for index, place in enumerate(sentence.places):
        if place in leads or place in dealt:
            continue
        if place.level is not Level.DISTRICT and any(a < place.first < b for a, b in former):
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
        series = _series(line, sentence.places[index : index + len(near)])
        if 1 < len(near) == len(series):
            for thing, own in zip(near, series, strict=True):
                found.of[thing].places.append(own)
            dealt.update(series)
            continue
        shares = len(near) > 1 and (
            alike or _shares(line, near) or _closes_item(line, sentence, owner, place)
        )
        for thing in near if shares else [owner]:
            found.of[thing].places.append(place)
    for thing in things:
        lead = next((p for p in reversed(leads) if p.first < thing.first), None)
        if lead is not None and lead.level is Level.DISTRICT:
            found.leads[thing] = lead.name
    found.loose_places.extend(leads)
    named = [thing for thing in things if thing.name is not None]
    if len(named) == 1 and not any(p.level is Level.DISTRICT for p in found.of[named[0]].places):
        before = [place for place in found.loose_places if place.last <= named[0].first]
        sited = situated(line, sentence, before)
        found.of[named[0]].places += [p for p in sited if p.level is Level.COMMUNE]


def situated(line: Line, sentence: Sentence, places: Sequence[Place]) -> list[Place]:
    """Return the units that a sentence says something lies in: `tại xã A, huyện B`.

    A unit behind a comma goes with the one before it; the seat of a company is none.
    """
    found: list[Place] = []
    for place in places:
        at = place.first - 1
        before = line.tokens[at] if at >= sentence.first else None
        if before is None:
            continue
        private = any(
            line.words[word].row == ("not_name", "private")
            for word in range(sentence.first, place.first)
            if word in line.words
        )
        joined = bool(found) and found[-1].last in (at, place.first) and before.text != "("
        label = before.text == ":" and line.tokens[at - 1].word in _LABELS
        if not private and (joined or label or before.word in _SITED):
            found.append(place)
    return found


def units_of(places: Sequence[Place]) -> dict[str, str]:
    """Return the fields that some units fill: the district, and the communes joined by `; `."""
    districts = [place.name for place in places if place.level is Level.DISTRICT]
    communes = dict.fromkeys(place.name for place in places if place.level is Level.COMMUNE)
    fields = {"district": districts[0]} if districts else {}
    return fields | ({"commune": "; ".join(communes)} if communes else {})


def _former(line: Line, sentence: Sentence) -> list[tuple[int, int]]:
    """Return the brackets that say how units were called before or are called now."""
    found = []
    for at in range(sentence.first, sentence.last - 3):
        if line.tokens[at].text == "(" and line.tokens[at + 1].word in _FORMER:
            ends = (end for end in range(at, sentence.last) if line.tokens[end].text == ")")
            found.append((at, next(ends, sentence.last)))
    return found


def _series(line: Line, places: Sequence[Place]) -> list[Place]:
    """Return the districts that follow each other as a list: `các huyện A, B và C`."""
    found: list[Place] = []
    for place in places:
        if place.level is not Level.DISTRICT:
            break
        between = line.tokens[found[-1].last : place.first] if found else []
        if any(token.text.lower() not in _JOINTS for token in between):
            break
        found.append(place)
    return found


def _closes_item(line: Line, sentence: Sentence, owner: Thing, place: Place) -> bool:
    """Tell whether a district in brackets ends names joined by commas: `A, B (huyện C)`."""
    if place.level is not Level.DISTRICT or place.first != owner.last + 1:
        return False
    end = place.last
    for other in sentence.places:
        if other.level is Level.PROVINCE and other.first == end + 1:
            end = other.last
    return (
        line.tokens[owner.last].text == "(" and end < sentence.last and line.tokens[end].text == ")"
    )


def _is_lead(line: Line, sentence: Sentence, place: Place, things: Sequence[Thing]) -> bool:
    at = place.first - 1
    while at >= sentence.first and line.tokens[at].word in _LEADS:
        at -= 1
    opens = at < sentence.first or line.tokens[at].text in ";:."
    inner = any(other.last == at for other in sentence.places)
    if not opens and not inner and line.tokens[at].text == "," and place.last < sentence.last:
        opens = line.tokens[place.last].word in ("có", "gồm", "là", "thêm", "bổ", ":")
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
