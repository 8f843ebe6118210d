"""Units shaded by a figure: one classification, which a page and a picture of a sheet share."""

from typing import Any, NamedTuple

import numpy as np

from geo.maps import compact
from geo.maps.classes import Class, Ranks, Values, classify, counts, ranks
from geo.maps.metrics import METRICS, Metric, metric
from geo.maps.spec import Sheet


class Shade(NamedTuple):
    """A figure with its classes, and the value and class of each unit by layer.

    Attributes:
        metric: the figure.
        classes: from the largest loss to the largest gain, the same for every layer.
        values: by key of the layer one value for each of its units; NaN is no data.
        ranks: places of the values in `classes`, `NO_DATA` where there is no value.
    """

    metric: Metric
    classes: tuple[Class, ...]
    values: dict[str, Values]
    ranks: dict[str, Ranks]


def shading(sheet: Sheet) -> tuple[Shade, ...]:
    """Return the figures that some unit of the sheet has, that of its specification first.

    Classes are made of the values of all layers together, so that the layers compare.

    Raises:
        InputError: the specification names no known figure, or bounds that cannot be used.
    """
    first = metric(sheet.spec.metric)
    shades = []
    for one in (first, *(other for other in METRICS if other != first)):
        values = {key: one.values(frame) for key, frame in sheet.units.items()}
        together = np.concatenate([*values.values(), np.array([])])
        if np.isnan(together).all():
            continue
        bounds = sheet.spec.breaks.get(one.key, ())
        classes = classify(together, breaks=bounds, ramp=one.ramp)
        placed = {key: ranks(classes, part) for key, part in values.items()}
        shades.append(Shade(one, classes, values, placed))
    return tuple(shades)


def shade(sheet: Sheet) -> dict[str, Any] | None:
    """Return what the page needs to shade the units of a sheet, or None where nothing has data."""
    metrics = [
        {
            "key": one.metric.key,
            "unit": one.metric.unit,
            "decimals": one.metric.decimals,
            "ramp": one.metric.ramp,
            "classes": [list(each) for each in one.classes],
            "counts": [counts(one.classes, part) for part in one.values.values()],
            "values": [compact.numbers(part, 2) for part in one.values.values()],
            "ranks": [compact.numbers(part) for part in one.ranks.values()],
        }
        for one in shading(sheet)
    ]
    return {"metrics": metrics} if metrics else None
