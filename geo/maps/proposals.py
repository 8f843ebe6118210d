"""How much of the change of a unit is only proposed: no plan or decision has taken it up yet."""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.maps.classes import Values
from geo.maps.compact import figures
from geo.maps.metrics import CHANGING
from geo.maps.spec import Sheet
from geo.maps.strays import unit_of
from geo.vocabulary import Modality

Counts = npt.NDArray[np.int64]


class Proposals(NamedTuple):
    """The proposed part of some kinds of change, one value for each unit of a layer.

    Attributes:
        n: clusters whose change is only proposed.
        of: clusters that change.
        ha: growth of the proposed ones, losses negative; 0 where no area of theirs is known.
        moved_ha: growth and loss of the proposed ones, neither cancelling the other.
        of_ha: growth and loss of all that change.
    """

    n: Counts
    of: Counts
    ha: Values
    moved_ha: Values
    of_ha: Values

    @property
    def mostly(self) -> npt.NDArray[np.bool_]:
        """Tell where half of the change or more is only proposed, by area where it is known."""
        half = np.where(self.of_ha > 0, 2 * self.moved_ha >= self.of_ha, 2 * self.n >= self.of)
        return np.asarray(half & (self.n > 0))


def proposals(sheet: Sheet, key: str, kinds: Collection[str] = CHANGING) -> Proposals:
    """Return how much of a layer's change is only proposed, as the clusters of the sheet say.

    A cluster that no unit of the layer holds counts in none; without clusters all is 0.

    Args:
        sheet: what is drawn.
        key: of the layer.
        kinds: the kinds of change looked at.

    Raises:
        InputError: an area is no finite number.
    """
    layer, clusters = sheet.units[key], sheet.clusters
    if clusters is None or clusters.empty:
        zeros = np.zeros(len(layer))
        none = zeros.astype(np.int64)
        return Proposals(none, none, zeros, zeros, zeros)
    keys = layer["key" if "key" in layer else "name"]
    index = {str(unit): place for place, unit in enumerate(keys)}
    held = [index.get(str(unit_of(cell, key)), -1) for cell in clusters["units"]]
    places = np.array(held, dtype=np.int64)
    counted = (places >= 0) & clusters["change"].astype(str).isin(kinds).to_numpy()
    proposed = counted & (clusters["certainty"] == Modality.PROPOSED).to_numpy()
    growth = np.nan_to_num(figures(clusters, "area_to_ha") - figures(clusters, "area_from_ha"))

    def count(which: npt.NDArray[np.bool_]) -> Counts:
        return np.bincount(places[which], minlength=len(layer))

    def total(which: npt.NDArray[np.bool_], hectares: Values) -> Values:
        sums = np.bincount(places[which], weights=hectares[which], minlength=len(layer))
        return sums.astype(float)

    return Proposals(
        count(proposed),
        count(counted),
        total(proposed, growth),
        total(proposed, np.abs(growth)),
        total(counted, np.abs(growth)),
    )
