"""Units shaded by a figure: one classification, which a page and a picture of a sheet share."""

from collections.abc import Sequence
from math import floor, inf, isfinite
from typing import Any, NamedTuple

import numpy as np

from geo.maps import compact
from geo.maps.classes import NO_DATA, Class, Ranks, Values, classify, ranks
from geo.maps.metrics import METRICS, Metric, metric
from geo.maps.proposals import Proposals, proposals
from geo.maps.spec import Sheet

UNCLASSED = -2
"""The place of a unit that its layer has nothing to compare with."""
_MOST_DECIMALS = 6

Ends = tuple[float, float]


class Shade(NamedTuple):
    """A figure with its classes, and the value and class of each unit by layer.

    Attributes:
        metric: the figure.
        classes: from the largest loss to the largest gain, the same for every layer.
        ends: from where to where each class goes as a legend says it, rounded for that; a class
            without bounds, which holds one amount, goes from there to there.
        decimals: how many of them the ends have at most.
        values: by key of the layer one value for each of its units; NaN is no data.
        ranks: places of the values in `classes`, `NO_DATA` where there is no value, `UNCLASSED` in
            a layer of one unit.
        proposed: by key of the layer how much of the changes is only proposed; of a figure that
            tells of no changes nothing.
    """

    metric: Metric
    classes: tuple[Class, ...]
    ends: tuple[Ends, ...]
    decimals: int
    values: dict[str, Values]
    ranks: dict[str, Ranks]
    proposed: dict[str, Proposals]


def shading(sheet: Sheet) -> tuple[Shade, ...]:
    """Return the figures that some unit of the sheet has, that of its specification first.

    Classes are made of the values of all layers together, so that the layers compare; but for those
    of one unit, whose total would stand beside its own parts.

    Raises:
        InputError: the specification names no known figure, or bounds that cannot be used.
    """
    first = metric(sheet.spec.metric)
    shades = []
    for one in (first, *(other for other in METRICS if other != first)):
        values = {key: one.values(frame) for key, frame in sheet.units.items()}
        if np.isnan(np.concatenate([*values.values(), np.array([])])).all():
            continue
        compared = [part for part in values.values() if len(part) > 1]
        together = np.concatenate([*compared, np.array([])])
        bounds = sheet.spec.breaks.get(one.key, ())
        classes = classify(together, breaks=bounds, ramp=one.ramp)
        ends, decimals = _ends(one, classes, together)
        placed = {key: _places(classes, part) for key, part in values.items()}
        proposed = {key: proposals(sheet, key, one.kinds) for key in values if one.kinds}
        shades.append(Shade(one, classes, ends, decimals, values, placed, proposed))
    return tuple(shades)


def shade(sheet: Sheet) -> dict[str, Any] | None:
    """Return what the page needs to shade the units of a sheet, or None where nothing has data."""
    metrics = [
        {
            "key": one.metric.key,
            "unit": one.metric.unit,
            "decimals": one.metric.decimals,
            "ramp": one.metric.ramp,
            "digits": one.decimals,
            "classes": [
                [*(end if isfinite(end) else None for end in ends), each.color]
                for ends, each in zip(one.ends, one.classes, strict=True)
            ],
            "values": [compact.numbers(part, 2) for part in one.values.values()],
            "ranks": [compact.numbers(part) for part in one.ranks.values()],
            "proposed": [
                [compact.numbers(part.n), compact.numbers(part.of), compact.numbers(part.mostly)]
                for part in one.proposed.values()
            ],
        }
        for one in shading(sheet)
    ]
    return {"metrics": metrics} if metrics else None


def _places(classes: Sequence[Class], values: Values) -> Ranks:
    if len(values) == 1:
        return np.where(np.isnan(values), NO_DATA, UNCLASSED)
    return ranks(classes, values)


def _ends(metric: Metric, classes: Sequence[Class], values: Values) -> tuple[tuple[Ends, ...], int]:
    """Return the ends of classes, and with how many decimals no two of them read alike.

    A bound between two classes is not rounded. Counts go from one whole number to another.

    Args:
        metric: the figure.
        classes: its classes.
        values: what they were made of.
    """
    exact = [_exact(one, values) for one in classes]
    if metric.ramp == "count" and metric.decimals == 0:
        return tuple(_whole(*pair) for pair in exact), 0
    shared = {end for one in classes for end in one[:2] if isfinite(end)}
    for decimals in range(metric.decimals, _MOST_DECIMALS + 1):
        ends = tuple((round(low, decimals), round(high, decimals)) for low, high in exact)
        told = all(round(end, decimals) or not end for pair in exact for end in pair)
        kept = all(round(bound, decimals) == bound for bound in shared)
        if told and kept and len({*ends}) == len(ends):
            break
    return ends, decimals


def _exact(one: Class, values: Values) -> Ends:
    """Return the ends of a class, or the amount it holds where no bound parts it from others."""
    if {one.low, one.high} in ({0.0, inf}, {-inf, 0.0}):
        (amount,) = np.unique(values[one.holds(values)])
        return float(amount), float(amount)
    return one.low, one.high


def _whole(low: float, high: float) -> Ends:
    """Return from which whole number to which other one a class of counts goes."""
    if low == high or not isfinite(high):
        return float(floor(low)), high
    return float(min(floor(low) + 1, floor(high))), float(floor(high))
