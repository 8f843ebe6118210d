"""Sums of a list: what its total rows and group rows state, against what its rows come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

Sums = Mapping[str, Decimal]

COUNT = "rows"
"""The number of rows, beside the fields that are summed."""

_FINEST = Decimal("0.005")
_ZERO = Decimal(0)


class Mismatch(NamedTuple):
    """A stated sum that the rows do not come to."""

    line: int
    field: str
    stated: Decimal
    found: Decimal


@dataclass
class _Group:
    """A part of the list: how its heading is numbered, what it stated and what its rows came to."""

    style: str
    line: int
    stated: Sums
    sums: dict[str, Decimal] = field(default_factory=dict)


class Totals:
    """Follows a list from row to row; groups stand inside groups by the style of their numerals."""

    def __init__(self) -> None:
        self._open = [_Group("", 0, {})]
        self._early: list[tuple[int, Sums]] = []

    def add(self, sums: Sums) -> None:
        """Take in the sums of rows, with their number under `COUNT`."""
        for group in self._open:
            for name, value in sums.items():
                group.sums[name] = group.sums.get(name, _ZERO) + value

    def begin(self, style: str, line: int, stated: Sums) -> list[Mismatch]:
        """Begin a group; return what the groups that end here got wrong."""
        found = self._close(style)
        self._open.append(_Group(style, line, stated))
        return found

    def total(self, line: int, stated: Sums, *, is_whole: bool) -> list[Mismatch]:
        """Check a total row: of the whole list, or of any group it may close.

        One above all rows is checked at the end.
        """
        if not self._open[0].sums:
            self._early.append((line, stated))
            return []
        if any(not _wrong(line, stated, group.sums) for group in self._open):
            return []
        return _wrong(line, stated, self._open[0 if is_whole else -1].sums)

    def end(self) -> list[Mismatch]:
        """Return what is wrong with the groups that are open and the totals above all rows."""
        found = [wrong for group in self._open[1:] for wrong in _wrong_group(group)]
        for line, stated in self._early:
            found += _wrong(line, stated, self._open[0].sums)
        return found

    def _close(self, style: str) -> list[Mismatch]:
        styles = [group.style for group in self._open]
        keep = styles.index(style, 1) if style in styles[1:] else len(styles)
        closed, self._open = self._open[keep:], self._open[:keep]
        return [wrong for group in closed for wrong in _wrong_group(group)]


def _wrong_group(group: _Group) -> list[Mismatch]:
    return _wrong(group.line, group.stated, group.sums)


def _wrong(line: int, stated: Sums, sums: Sums) -> list[Mismatch]:
    return [
        Mismatch(line, name, value, sums.get(name, _ZERO))
        for name, value in stated.items()
        if abs(sums.get(name, _ZERO) - value) > _slack(value)
    ]


def _slack(value: Decimal) -> Decimal:
    """Return how far a sum may lie from the stated one, which was rounded to its last digit."""
    exponent = value.as_tuple().exponent
    last = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else _ZERO
    return max(last / 2, _FINEST)
