"""What a long list has met so far, in sixteen bytes a row."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


class Seen:
    """Remembers numbers of 64 bits, each with the value it first came with.

    Keys are remembered by their hash, which Python salts anew in each run: that any two of a
    million share one has a chance of one in forty million. Whoever asks must tell the user what
    was taken for the same, so that no such error stays hidden.
    """

    def __init__(self) -> None:
        self._runs: list[tuple[Numbers, Numbers]] = []

    def first(self, numbers: Iterable[int], values: Iterable[int]) -> list[int]:
        """Return for each number the value it first came with, here or before; remember it."""
        kept, at, back = np.unique(
            np.fromiter(numbers, np.int64), return_index=True, return_inverse=True
        )
        found = np.fromiter(values, np.int64)[at]
        is_new = np.ones(len(kept), dtype=bool)
        for known, firsts in self._runs:
            places = np.minimum(np.searchsorted(known, kept), len(known) - 1)
            is_known = known[places] == kept
            found[is_known] = firsts[places[is_known]]
            is_new &= ~is_known
        if is_new.any():
            self._keep(kept[is_new], found[is_new])
        firsts_of_all: list[int] = found[back].tolist()
        return firsts_of_all

    def _keep(self, numbers: Numbers, values: Numbers) -> None:
        """Add a sorted run; those before it that are not much longer become one with it."""
        while self._runs and len(self._runs[-1][0]) < 2 * len(numbers):
            others, theirs = self._runs.pop()
            both = np.concatenate((others, numbers))
            order = np.argsort(both, kind="stable")
            numbers, values = both[order], np.concatenate((theirs, values))[order]
        self._runs.append((numbers, values))
