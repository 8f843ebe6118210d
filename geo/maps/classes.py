"""Classes of a choropleth, and the symbols of a marker map.

Shades say how much, never merely that something is: zero has a class of its own, gains and losses
mirror each other so that the same darkness is the same amount, and what is unknown has no class.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from jenkspy import jenks_breaks

from geo.errors import InputError, Text
from geo.vocabulary import Change, Status

Values = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int64]

NO_DATA = -1
_MOST_BOUNDS = 4
_ZERO_COLOR = "#f4f1ea"
_RAMPS = {
    "gain": ("#d3ebe6", "#8fccc2", "#48a196", "#17706a", "#003f3b"),
    "loss": ("#f3e2bf", "#dfb96e", "#bd8230", "#8a5211", "#553005"),
    "count": ("#dbe7f3", "#a9c8e4", "#6a9fce", "#316fae", "#123f78"),
}


class Symbol(NamedTuple):
    """Colour and shape of a mark; either alone tells it from the others."""

    color: str
    shape: str


# Colours of Okabe and Ito, which people with any colour vision can tell apart; greys for the rest.
SYMBOLS: dict[str, Symbol] = {
    Change.NEW: Symbol("#0072b2", "circle"),
    Change.EXPANDED: Symbol("#009e73", "up"),
    Change.REDUCED: Symbol("#e69f00", "down"),
    Change.MERGED: Symbol("#cc79a7", "diamond"),
    Change.REMOVED: Symbol("#d55e00", "cross"),
    Change.KEPT: Symbol("#56708a", "square"),
    Change.PLANNED: Symbol("#56b4e9", "hexagon"),
    Change.GONE: Symbol("#7a6a5c", "bar"),
    Status.UNCONFIRMED: Symbol("#8b8b8b", "plus"),
}
STATUS_SYMBOLS: dict[str, Symbol] = {
    Status.PLANNED: Symbol("#0072b2", "circle"),
    Status.ESTABLISHED: Symbol("#56b4e9", "down"),
    Status.CONSTRUCTION: Symbol("#e69f00", "up"),
    Status.OPERATING: Symbol("#009e73", "square"),
    Status.MERGED: SYMBOLS[Change.MERGED],
    Status.REMOVED: SYMBOLS[Change.REMOVED],
    Status.UNCONFIRMED: SYMBOLS[Status.UNCONFIRMED],
}


class Class(NamedTuple):
    """A class of values: from `low` to `high`, the bound farther from zero belonging to it.

    What lies beyond the last bound has an end at infinity.
    """

    low: float
    high: float
    color: str

    def holds(self, values: Values) -> npt.NDArray[np.bool_]:
        """Tell which values fall into the class."""
        if self.low == self.high:
            held = values == self.low
        elif self.high <= 0:
            held = (values >= self.low) & (values < self.high)
        else:
            held = (values > self.low) & (values <= self.high)
        return np.asarray(held)


def classify(
    values: Values, *, k: int = 4, breaks: Sequence[float] = (), ramp: str = "gain"
) -> tuple[Class, ...]:
    """Return classes for values around zero, from the largest loss to the largest gain.

    Args:
        values: figures of all maps that are to be compared; NaN where unknown.
        k: number of classes on either side of zero when bounds are computed.
        breaks: upper bounds to use instead, positive and rising; larger amounts get one more class.
        ramp: colours of the positive side, `gain` or `count`.

    Raises:
        InputError: the bounds are not positive and rising, or there are more than four.
    """
    known = values[~np.isnan(values)]
    inner = _given(breaks) if len(breaks) else bounds(known, k=k)
    classes: list[Class] = []
    for sign, colors in ((-1, _RAMPS["loss"]), (1, _RAMPS[ramp])):
        largest = float(np.max(sign * known, initial=0.0))
        edges = [0.0, *inner, np.inf]
        shades = _shades(colors, len(inner) + 1)
        side = [
            Class(min(sign * low, sign * high), max(sign * low, sign * high), color)
            for (low, high), color in zip(pairwise(edges), shades, strict=True)
            if low < largest
        ]
        classes += side[::sign]
        if sign == -1 and (known == 0).any():
            classes.append(Class(0.0, 0.0, _ZERO_COLOR))
    return tuple(classes)


def bounds(values: Values, *, k: int = 4) -> list[float]:
    """Return the bounds between k classes of amounts, so that several maps can share them.

    Fisher-Jenks (jenkspy) over the square roots of the amounts, so that one very large figure does
    not leave all others in one class, rounded to two significant figures. Gains and losses count
    alike; zero and NaN do not count. Fewer different amounts give fewer bounds, one or none give
    none.
    """
    amounts = np.abs(values[~np.isnan(values) & (values != 0)])
    highest = np.sqrt(np.unique(amounts))
    if len(highest) > k:
        highest = np.array(jenks_breaks(np.sqrt(amounts), n_classes=k)[1:])
    return sorted({_rounded(float(root) ** 2) for root in highest[:-1]})


def ranks(classes: Sequence[Class], values: Values) -> Ranks:
    """Return each value's place in the classes, `NO_DATA` for NaN."""
    places = np.full(len(values), NO_DATA, dtype=np.int64)
    for place, one in enumerate(classes):
        places[one.holds(values)] = place
    return places


def _given(breaks: Sequence[float]) -> list[float]:
    inner = [float(bound) for bound in breaks]
    if len(inner) > _MOST_BOUNDS:
        raise InputError(
            Text(
                f"Có {len(inner)} mốc phân lớp; chỉ dùng được nhiều nhất {_MOST_BOUNDS} mốc.",
                f"There are {len(inner)} class bounds; at most {_MOST_BOUNDS} can be used.",
            )
        )
    if not all(np.isfinite(inner)) or inner[0] <= 0 or any(b <= a for a, b in pairwise(inner)):
        said = ", ".join(f"{bound:g}" for bound in inner)
        raise InputError(
            Text(
                f"Mốc phân lớp phải lớn hơn 0 và tăng dần, ví dụ 10, 50, 100; không phải {said}.",
                f"Class bounds must be positive and rising, such as 10, 50, 100; not {said}.",
            )
        )
    return inner


def _rounded(value: float) -> float:
    """Return a positive number with two significant figures."""
    return float(f"{value:.1e}")


def _shades(colors: Sequence[str], n: int) -> list[str]:
    """Pick n colours, light to dark, across the whole ramp; none is used twice."""
    if n == 1:
        return [colors[len(colors) // 2]]
    return [colors[round(i * (len(colors) - 1) / (n - 1))] for i in range(n)]
