"""Figures of the units of one day restated for those of another: exactly, or refused, or marked.

Whole units that merged carry their totals along exactly: 63 provinces become 34. Where land was
split nobody knows which part of a figure went where: such a restatement is refused, unless areas
are given to apportion it by, and then the result says so. A ratio has no restatement of its own; it
is recomputed from its parts. Units go by key, never by code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from geo.errors import InputError, Text
from geo.gazetteer import Gazetteer, Unit
from geo.text import listed
from geo.units import UnitTables
from geo.vocabulary import Aggregation, Level, label

Number = int | float | Decimal

_NAMED = 4
_PLACES = 9


@dataclass(frozen=True)
class Restated:
    """A figure of a unit of the other day.

    Attributes:
        value: the figure.
        apportioned: whether a part of it was split by area, and is an estimate.
        lacking: keys of the units whose land belongs here too and for which no figure was given.
    """

    value: Decimal
    apportioned: bool
    lacking: tuple[str, ...] = ()


def areas_km2(tables: UnitTables) -> dict[str, float]:
    """Return the areas by key to apportion by; units without one are left out."""
    return {unit.key: unit.area_km2 for unit in tables.units if unit.area_km2 is not None}


def restate(
    values: Mapping[str, Number],
    gazetteer: Gazetteer,
    *,
    from_date: date,
    to_date: date,
    aggregation: Aggregation,
    level: Level | None = None,
    apportion_by: Mapping[str, float] | None = None,
) -> dict[str, Restated]:
    """Return the totals of the units of `from_date` for those of `to_date`, by key.

    Args:
        values: totals by unit key; all of one level.
        gazetteer: the units and what became of them.
        from_date: the day whose units the values are of.
        to_date: the day whose units are wanted.
        aggregation: how values of parts make that of the whole; only sums can be restated.
        level: the level wanted; default: that of the values.
        apportion_by: areas in km² by key. With them, what cannot be restated exactly is split in
            their proportion and marked; without them it is refused.

    Raises:
        InputError: no sum, a key that is no unit of `from_date`, levels mixed, a unit whose land
            went to several, or no area to apportion by.
    """
    if aggregation is not Aggregation.SUM:
        raise InputError(
            Text(
                "Tỷ lệ không cộng được qua các đơn vị; hãy cho tử số và mẫu số của nó.",
                "A ratio does not add up over units; give its numerator and its denominator.",
            )
        )
    units = [_unit(gazetteer, key, from_date) for key in values]
    levels = {unit.level for unit in units}
    if len(levels) > 1:
        vi, en = (
            listed(sorted(label(one).said(lang) for one in levels), lang) for lang in ("vi", "en")
        )
        raise InputError(
            Text(
                f"Các số liệu thuộc nhiều cấp ({vi}); hãy cho từng cấp riêng.",
                f"The figures are of several levels ({en}); give one level at a time.",
            )
        )
    sums: dict[str, Decimal] = {}
    estimated: set[str] = set()
    for unit in units:
        pieces = _pieces(gazetteer, unit, to_date, level or unit.level)
        if len(pieces) > 1:
            estimated |= pieces.keys()
        for key, part in _parts(unit, _exact(values[unit.key]), pieces, apportion_by).items():
            sums[key] = sums.get(key, Decimal(0)) + part
    lacking = _lacking(gazetteer, values, levels, from_date, to_date, level)
    return {
        key: Restated(value, key in estimated, tuple(lacking.get(key, ())))
        for key, value in sums.items()
    }


def restate_ratio(
    numerators: Mapping[str, Number],
    denominators: Mapping[str, Number],
    gazetteer: Gazetteer,
    *,
    from_date: date,
    to_date: date,
    scale: Number = 1,
    level: Level | None = None,
    apportion_by: Mapping[str, float] | None = None,
) -> dict[str, Restated]:
    """Return a ratio for the units of another day, recomputed from its restated parts.

    `scale` multiplies it: 1000 for ha per 1,000 km², 100 for per cent. Where the denominator is
    zero there is no ratio. Other arguments as in `restate`.

    Raises:
        InputError: as `restate`; or a unit has only one of the two parts.
    """
    alone = sorted(numerators.keys() ^ denominators.keys())
    if alone:
        keys = ", ".join(alone[:_NAMED])
        raise InputError(
            Text(
                f"Tỷ lệ cần cả tử số và mẫu số; thiếu một phần ở {keys}.",
                f"A ratio needs numerator and denominator; one of them is missing for {keys}.",
            )
        )
    over, under = (
        restate(
            parts,
            gazetteer,
            from_date=from_date,
            to_date=to_date,
            aggregation=Aggregation.SUM,
            level=level,
            apportion_by=apportion_by,
        )
        for parts in (numerators, denominators)
    )
    return {
        key: Restated(
            over[key].value / under[key].value * _exact(scale),
            over[key].apportioned,
            over[key].lacking,
        )
        for key in over
        if under[key].value
    }


def _unit(gazetteer: Gazetteer, key: str, on: date) -> Unit:
    try:
        unit = gazetteer[key]
    except KeyError as missing:
        raise InputError(
            Text(
                f"Không có đơn vị hành chính nào có khóa “{key}” (dạng province/24/2025-07-01).",
                f'No administrative unit has the key "{key}" (such as province/24/2025-07-01).',
            )
        ) from missing
    if on not in unit.valid:
        raise InputError(
            Text(
                f"{unit.path} ({key}) không phải đơn vị của ngày {on:%d/%m/%Y}.",
                f"{unit.path} ({key}) is no unit of {on}.",
            )
        )
    return unit


def _pieces(gazetteer: Gazetteer, unit: Unit, on: date, level: Level) -> dict[str, list[Unit]]:
    """Return by key the units that the land of a unit lies in on a day, with its pieces there."""
    end = unit.valid.end
    ended = end is not None and end <= on
    follow = gazetteer.successors if ended else gazetteer.predecessors
    found: dict[str, list[Unit]] = {}
    for piece in follow(unit, on=on):
        line = (piece, *gazetteer.ancestors(piece))
        above = next((one for one in line if one.level is level and on in one.valid), None)
        if above is not None:
            found.setdefault(above.key, []).append(piece)
            continue
        for part in gazetteer.at(level, on=on):
            if piece in gazetteer.ancestors(part):
                found.setdefault(part.key, []).append(part)
    if not found:
        raise InputError(
            Text(
                f"Không biết {unit.path} ứng với đơn vị cấp {label(level).vi} nào của ngày"
                f" {on:%d/%m/%Y}.",
                f"It is not known which {label(level).en} of {on} answers to {unit.path}.",
            )
        )
    return found


def _parts(
    unit: Unit,
    value: Decimal,
    pieces: Mapping[str, list[Unit]],
    areas: Mapping[str, float] | None,
) -> dict[str, Decimal]:
    """Return what of a unit's figure falls to each unit of the other day; the parts add up."""
    if len(pieces) == 1:
        return dict.fromkeys(pieces, value)
    if areas is None:
        raise InputError(
            Text(
                f"Không tính đổi chính xác được số liệu của {unit.path}: đất của đơn vị này thuộc"
                f" {len(pieces)} đơn vị; hãy cho phép chia theo diện tích.",
                f"The figure of {unit.path} cannot be restated exactly: its land lies in"
                f" {len(pieces)} units; allow it to be apportioned by area.",
            )
        )
    every = [piece for several in pieces.values() for piece in several]
    unmeasured = [piece.path for piece in every if not areas.get(piece.key)]
    if unmeasured:
        names = "; ".join(unmeasured[:_NAMED])
        raise InputError(
            Text(
                f"Không chia được số liệu của {unit.path}: không có diện tích của {names}.",
                f"The figure of {unit.path} cannot be apportioned: no area is known of {names}.",
            )
        )
    total = sum((_exact(areas[piece.key]) for piece in every), Decimal(0))
    parts = {
        key: round(
            value * sum((_exact(areas[piece.key]) for piece in several), Decimal(0)) / total,
            _PLACES,
        )
        for key, several in pieces.items()
    }
    *others, last = parts
    parts[last] = value - sum((parts[key] for key in others), Decimal(0))
    return parts


def _lacking(
    gazetteer: Gazetteer,
    values: Mapping[str, Number],
    levels: Iterable[Level],
    from_date: date,
    to_date: date,
    level: Level | None,
) -> dict[str, list[str]]:
    """Return, by key of the other day, the units that belong there too and have no figure."""
    found: dict[str, list[str]] = {}
    for given in levels:
        for unit in gazetteer.at(given, on=from_date):
            if unit.key not in values:
                for key in _pieces(gazetteer, unit, to_date, level or given):
                    found.setdefault(key, []).append(unit.key)
    return found


def _exact(value: Number) -> Decimal:
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
