"""Which cluster of the record a name means: the same name in the same place, or else those alike.

Names are compared without accents, words for the kind of zone, hyphens, and with Roman numerals as
Arabic ones (II = 2). Names that differ by a numeral are of different clusters, and so are clusters
of one name in two districts. What is only alike is never taken for the same: a person decides.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import NamedTuple, Self

from sqlalchemy import Connection

from geo.database import named_query
from geo.text import fold
from geo.units import Unit
from geo.vocabulary import Level

ALIKE = 84
"""Per cent of likeness (rapidfuzz ratio) from which a name is shown as alike."""

_SAME_DISTRICT = 3
"""How near (`nearness`) places are that agree as far as they are stated, to a district or finer."""

_ROMAN = {
    **dict(zip(["i", "ii", "iii", "iv", "v", "vi"], "123456", strict=True)),
    **dict(
        zip(["vii", "viii", "ix", "x", "xi", "xii"], ["7", "8", "9", "10", "11", "12"], strict=True)
    ),
}
_KIND = re.compile(
    r"(?:(?:ccn|kcn|kkt|(?:cum|khu) (?:cong nghiep|cn)|cum|khu kinh te)\b ?)+(?=[a-z0-9])"
)
_LOOSE = re.compile(r"\b(?:lang nghe|tieu thu cong nghiep|ttcn|tap trung|da nghe|so)\b ?")
_LAST = re.compile(r"(?<= )(?:[ivx]+|0\d+)$")
_NUMERALS = re.compile(r"\d+")


class Place(NamedTuple):
    """The keys of the units something lies in, of both administrative systems, by level."""

    communes: frozenset[str]
    districts: frozenset[str]
    provinces: frozenset[str]


class Alike(NamedTuple):
    """A known cluster that may be meant; `score` is the likeness of the names, 0 to 100."""

    key: str
    name: str
    path: str
    score: int


class Match(NamedTuple):
    """The key of the cluster that is meant, or those that may be; neither: it is not on record."""

    key: str | None
    alike: tuple[Alike, ...]


class Known(NamedTuple):
    """A cluster of the record; `path` is its address as a source states it."""

    cluster_id: int
    key: str
    name: str
    name_key: str
    zone_type: str
    path: str
    place: Place


class Hits(NamedTuple):
    """Positions of known clusters of a name: sure by their place, likely, and possible."""

    sure: Sequence[int]
    likely: Sequence[int]
    possible: Sequence[int]


NO_HITS = Hits((), (), ())


def matching_key(name_key: str) -> str:
    """Return a folded name as it is compared: no word for the kind of zone, Arabic numerals."""
    key = _KIND.sub("", name_key, count=1) if name_key[:1] in "ck" else name_key
    found = _LAST.search(key)
    if found is None:
        return key
    numeral = found[0]
    return key[: found.start()] + (_ROMAN.get(numeral) or numeral.lstrip("0") or numeral)


def loose_key(key: str) -> str:
    """Return a matching key without the words that sources add or leave out (làng nghề, số)."""
    return _LOOSE.sub("", key).strip() or key


def is_alike(one: str, other: str) -> bool:
    """Tell whether two matching keys may be one name misspelt: alike, with the same numerals."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other) >= ALIKE and _NUMERALS.findall(one) == _NUMERALS.findall(other)


def place_of(units: Iterable[Unit]) -> Place:
    """Return the place that units make."""
    return _place(tuple((unit.level, unit.key) for unit in units))


def nearness(one: Place, other: Place) -> int:
    """Tell how two places agree: in a commune 4, a district 3, as far as stated 2, hardly 1, not 0.

    A shared district counts 2 where both name communes and none is shared.
    """
    if one.provinces.isdisjoint(other.provinces):
        return 0
    if not one.communes.isdisjoint(other.communes):
        return 4
    both = bool(one.communes and other.communes)
    if one.districts and other.districts:
        if one.districts.isdisjoint(other.districts):
            return 0
        return 2 if both else 3
    return 1 if both else 2


class KnownClusters:
    """The clusters of the record by name, as they are looked up.

    Args:
        clusters: all of them.
        aliases: other names, with the position of the cluster that bears each.
    """

    def __init__(self, clusters: Sequence[Known], aliases: Iterable[tuple[int, str]]) -> None:
        self.clusters = clusters
        self.by_key = {known.key: position for position, known in enumerate(clusters)}
        self.spellings: dict[int, set[str]] = defaultdict(set)
        self._exact: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._loose: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._numbered: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._provinces: dict[tuple[str, str], dict[str, set[int]]] = defaultdict(dict)
        for position, known in enumerate(clusters):
            self._enter(position, known.name_key)
        for position, name in aliases:
            self._enter(position, fold(name))

    @classmethod
    def from_database(
        cls, connection: Connection, provinces: Collection[str] | None = None
    ) -> Self:
        """Read the clusters of the record, or only those of provinces, given by unit key."""
        wanted = None if provinces is None else list(provinces)
        clusters = []
        found = connection.execute(named_query("known_clusters"), {"provinces": wanted})
        for cluster_id, key, name, name_key, zone_type, path, levels, units in found:
            place = _place(tuple(zip(levels or (), units or (), strict=True)))
            clusters.append(Known(cluster_id, key, name, name_key, zone_type, path or "", place))
        positions = {known.cluster_id: position for position, known in enumerate(clusters)}
        aliases = connection.execute(named_query("known_aliases"))
        return cls(
            clusters,
            ((positions[cluster], alias) for cluster, alias in aliases if cluster in positions),
        )

    def match(self, name: str, zone_type: str, units: Sequence[Unit]) -> Match:
        """Return which cluster a name in a place means.

        Args:
            name: as a source has it, with or without the words for its kind.
            zone_type: CCN, KCN or KKT; clusters of other types are not considered.
            units: the units it lies in, of both systems, as of `geo.ingest.places.Site`.
        """
        place, key = place_of(units), matching_key(fold(name))
        hits = self.named(key, zone_type, place)
        chosen = hits.sure or hits.likely
        if len(chosen) == 1:
            return Match(self.clusters[chosen[0]].key, ())
        named = (*chosen, *hits.possible)
        alike = [(position, 100) for position in named] or self.alike([key], zone_type, [place])[0]
        return Match(None, self.likeliest(alike))

    def named(self, key: str, zone_type: str, place: Place) -> Hits:
        """Return the clusters that bear a name, given as matching key, by how near they lie."""
        if (key, zone_type) in self._exact:
            return self._sorted(self._exact[key, zone_type], place, best=4)
        if not self._loose:
            return NO_HITS
        loose = self._loose.get((loose_key(key), zone_type))
        return self._sorted(loose, place, best=2) if loose else NO_HITS

    def alike(
        self, keys: Sequence[str], zone_type: str, places: Sequence[Place]
    ) -> list[list[tuple[int, int]]]:
        """Return for each name, a matching key, the clusters with a similar one: position, score.

        They lie in the same district, or in the same province where either has no district.
        """
        from rapidfuzz import fuzz, process

        found: list[list[tuple[int, int]]] = [[] for _ in keys]
        groups: dict[str, list[int]] = defaultdict(list)
        for number, place in enumerate(places):
            for province in place.provinces:
                groups[province].append(number)
        for province, numbers in groups.items():
            names = self._provinces.get((province, zone_type))
            if not names:
                continue
            choices = list(names)
            scores = process.cdist(
                [keys[number] for number in numbers],
                choices,
                scorer=fuzz.ratio,
                score_cutoff=ALIKE,
                dtype="uint8",
            )
            for row, column in zip(*scores.nonzero(), strict=True):
                number, choice = numbers[row], choices[column]
                if _NUMERALS.findall(keys[number]) != _NUMERALS.findall(choice):
                    continue
                known = {position for position, _ in found[number]}
                found[number] += [
                    (position, int(scores[row, column]))
                    for position in sorted(names[choice] - known)
                    if nearness(places[number], self.clusters[position].place)
                ]
        return found

    def siblings(self, key: str, zone_type: str, place: Place) -> list[tuple[int, int]]:
        """Return the clusters of a commune or district whose name lacks the numeral of a name or
        has one more (Hố Nai, Hố Nai 3): position, score. They are mostly others, but not always.
        """
        from rapidfuzz import fuzz

        stem, _, numeral = key.rpartition(" ")
        found = (
            self._exact.get((stem, zone_type))
            if numeral.isdigit()
            else self._numbered.get((key, zone_type))
        )
        return [
            (position, int(fuzz.ratio(key, matching_key(self.clusters[position].name_key))))
            for position in found or ()
            if nearness(place, self.clusters[position].place) >= _SAME_DISTRICT
        ]

    def likeliest(self, alike: Iterable[tuple[int, int]]) -> tuple[Alike, ...]:
        """Return clusters that may be meant, the likeliest first."""
        ordered = sorted(alike, key=lambda one: (-one[1], self.clusters[one[0]].key))
        return tuple(
            Alike(known.key, known.name, known.path, score)
            for known, score in ((self.clusters[position], score) for position, score in ordered)
        )

    def is_spelling(self, position: int, name_key: str) -> bool:
        """Tell whether a folded name is the name or an alias of a cluster."""
        return name_key in self.spellings[position]

    def _enter(self, position: int, name_key: str) -> None:
        self.spellings[position].add(name_key)
        known, key = self.clusters[position], matching_key(name_key)
        stem, _, numeral = key.rpartition(" ")
        indexes = [(self._exact, key), (self._loose, loose_key(key))]
        for index, name in indexes + [(self._numbered, stem)] * numeral.isdigit():
            holders = index[name, known.zone_type]
            if position not in holders:
                holders.append(position)
        for province in known.place.provinces:
            self._provinces[province, known.zone_type].setdefault(key, set()).add(position)

    def _sorted(self, positions: Iterable[int], place: Place, best: int) -> Hits:
        found: dict[int, list[int]] = {4: [], 3: [], 2: [], 1: []}
        for position in positions:
            near = min(best, nearness(place, self.clusters[position].place))
            if near:
                found[near].append(position)
        return Hits(found[4] or found[3], found[2], found[1])


@cache
def _place(units: tuple[tuple[str, str], ...]) -> Place:
    by_level: dict[str, set[str]] = defaultdict(set)
    for level, key in units:
        by_level[level].add(key)
    return Place(
        frozenset(by_level[Level.COMMUNE]),
        frozenset(by_level[Level.DISTRICT]),
        frozenset(by_level[Level.PROVINCE]),
    )
