"""Groups of a list: what a row such as `I. Huyện Lạng Giang` states for the rows below it."""

from typing import NamedTuple

from geo.addresses import LEVELS_OF_TYPE, readings
from geo.lists.rows import Special
from geo.lists.whereabouts import Whereabouts
from geo.lists.words import Standing, standings
from geo.vocabulary import Level


class Group(NamedTuple):
    """What a group states; None where it states nothing of the kind."""

    commune: str | None = None
    district: str | None = None
    province: str | None = None
    standing: Standing | None = None


class Groups:
    """Follows the groups of a list; each ends where one of its style, or an outer one, begins.

    Args:
        whereabouts: tells which labels are places.
    """

    def __init__(self, whereabouts: Whereabouts) -> None:
        self._whereabouts = whereabouts
        self._open: list[tuple[str, Group]] = []

    @property
    def now(self) -> Group:
        """What all groups together state for a row; inner ones go before outer ones."""
        inner_first = [group for _, group in reversed(self._open)]
        return Group(
            next((group.commune for group in inner_first if group.commune), None),
            next((group.district for group in inner_first if group.district), None),
            next((group.province for group in inner_first if group.province), None),
            next((group.standing for group in inner_first if group.standing), None),
        )

    def begin(self, special: Special) -> None:
        """Begin the group of a row."""
        styles = [style for style, _ in self._open]
        if special.style in styles:
            del self._open[styles.index(special.style) :]
        self._open.append((special.style, self._stated(special.name)))

    def _stated(self, label: str) -> Group:
        unit_type = next((reading.unit_type for reading in readings(label)), None)
        levels = LEVELS_OF_TYPE.get(unit_type or "", ())
        if Level.COMMUNE in levels:
            return Group(commune=label)
        if Level.DISTRICT in levels and not self._whereabouts.is_only_province(label):
            return Group(district=label)
        if Level.PROVINCE in levels:
            return Group(province=label)
        found = standings(label)
        if len(found) == 1:
            return Group(standing=found[0])
        if self._whereabouts.is_only_province(label):
            return Group(province=label)
        return Group(district=label) if self._whereabouts.is_district(label) else Group()
