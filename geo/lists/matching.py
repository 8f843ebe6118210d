"""Rows of a list to clusters of the record: known, new, or a question for the planner.

A row is taken for a known cluster by its code, or by name and place. Where the place does not
settle it, the rest of the list is heard first: a cluster that another row surely means is not meant
by this one. What then remains doubtful is left to a person.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zlib import crc32

from geo.dates import SYSTEMS
from geo.errors import Text
from geo.ingest.places import Site
from geo.lists.decisions import Decision, Decisions, Verdict
from geo.lists.reading import Block
from geo.lists.seen import Seen
from geo.matching import Alike, KnownClusters, Place, matching_key, place_of
from geo.text import fold, slug
from geo.units import Unit
from geo.vocabulary import Level

ADDED, KNOWN, DOUBTFUL, REFUSED, SKIPPED = "added", "known", "doubtful", "refused", "skipped"

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")
_ZONES = ("KCN", "CCN", "KKT")
_LOW = 0xFFFFFFFF


class Claim(NamedTuple):
    """What a row is taken for.

    `key` names the cluster, `cluster_id` too where it is on record. `repeat` counts the rows before
    this one that mean the same cluster. `alias` is the row's name where the cluster goes by others.
    """

    action: str
    key: str | None = None
    cluster_id: int | None = None
    repeat: int = 0
    alias: str | None = None
    alike: tuple[Alike, ...] = ()


@dataclass
class Rows:
    """Rows of a list with what each is taken for; `numbers` count the rows from the first."""

    sheet: str | None
    numbers: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    site: list[int] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)


class _New(NamedTuple):
    """A row that means no known cluster; `number` counts the rows from the first."""

    number: int
    key: str
    zone_type: str
    code: str | None
    site: int


class _Waiting(NamedTuple):
    """A row that waits for the end of the list, with the clusters it may mean."""

    number: int
    line: int
    cells: dict[str, Any]
    site: int
    likely: tuple[int, ...]
    alike: tuple[tuple[int, int], ...]


class Matcher:
    """Takes the rows of one list, block by block, for clusters.

    Args:
        known: the clusters of the record.
        sites: the places of the list, growing as it is read.
        decisions: what a person decided of single rows.
        warn: told what is odd about a row: its line, its name, and the words.
    """

    def __init__(
        self,
        known: KnownClusters,
        sites: Sequence[Site],
        decisions: Decisions,
        warn: Callable[[int, str, Text], None],
    ) -> None:
        self._known, self._sites, self._decisions = known, sites, decisions
        self._warn = warn
        self._places: list[Place] = []
        self._prefixes: list[str] = []
        self._new, self._made = Seen(), Seen()
        self._renamed: dict[int, str] = {}
        self._namesakes: Counter[str] = Counter()
        self._rows_of: Counter[str] = Counter()
        self._heard: dict[int, tuple[int, str, int]] = {}
        self._waiting: list[_Waiting] = []
        self._sheet: str | None = None
        self._count = 0

    def take(self, block: Block) -> Rows:
        """Return the rows of a block that can be told at once; the others wait."""
        self._sheet = block.sheet
        self._place_sites()
        names, types = block.columns["name"], block.columns["zone_type"]
        keys = [matching_key(key or "") for key in block.columns["name_key"]]
        codes = block.columns.get("code") or [None] * len(block)
        claims: list[Claim | None] = []
        unmatched: dict[str, list[int]] = defaultdict(list)
        waiting: dict[int, tuple[int, ...]] = {}
        siblings: dict[int, tuple[Alike, ...]] = {}
        refused, skipped = Claim(REFUSED), Claim(SKIPPED)
        for row, (accepted, key, zone_type, code, site) in enumerate(
            zip(block.accepted, keys, types, codes, block.site, strict=True)
        ):
            decision = self._decisions.get((block.sheet, block.lines[row]))
            if not accepted:
                skips = decision is not None and decision.verdict is Verdict.SKIP
                claims.append(skipped if skips else refused)
                continue
            if decision is not None:
                claims.append(self._decided(decision, names[row]))
                continue
            position = self._known.by_key.get(code) if code else None
            if position is None:
                hits = self._known.named(key, zone_type, self._places[site])
                if len(hits.sure) == 1:
                    position = hits.sure[0]
                elif hits.sure:
                    several = self._known.likeliest((one, 100) for one in hits.sure)
                    claims.append(Claim(DOUBTFUL, alike=several))
                    continue
                elif hits.likely or hits.possible:
                    waiting[row] = (*hits.likely, *(-1 - one for one in hits.possible))
                else:
                    unmatched[zone_type].append(row)
                    some = self._known.siblings(key, zone_type, self._places[site])
                    if some:
                        siblings[row] = self._known.likeliest(some)
            if position is not None:
                claims.append(self._known_row(position, names[row], block.lines[row], site))
            else:
                claims.append(None)
        alike = self._alike(block, keys, unmatched)
        rows = Rows(block.sheet, columns={name: [] for name in block.columns})
        chosen = [row for row in range(len(block)) if row not in waiting and row not in alike]
        for row in range(len(block)) if len(chosen) < len(block) else ():
            if row in waiting or row in alike:
                self._wait(block, row, waiting.get(row, ()), alike.get(row, ()))
        new = self._new_claims(
            _New(self._count + row, keys[row], types[row], codes[row], block.site[row])
            for row in chosen
            if claims[row] is None
        )
        rows.claims = [claims[row] or next(new) for row in chosen]
        for place, row in enumerate(chosen) if siblings else ():
            if row in siblings and rows.claims[place].repeat == 0:
                rows.claims[place] = rows.claims[place]._replace(alike=siblings[row])
                self._warn(block.lines[row], names[row], _sibling(siblings[row]))
        rows.numbers = [self._count + row for row in chosen]
        if len(chosen) == len(block):
            rows.lines, rows.columns, rows.site = block.lines, block.columns, block.site
        else:
            rows.lines = [block.lines[row] for row in chosen]
            rows.site = [block.site[row] for row in chosen]
            rows.columns = {
                name: [values[row] for row in chosen] for name, values in block.columns.items()
            }
        self._count += len(block)
        return rows

    def settle(self) -> Rows:
        """Return the rows that waited, now that every other row has been heard."""
        rows = Rows(self._sheet, columns=defaultdict(list))
        free = {
            waiting.number: [one for one in waiting.likely if not self._is_claimed(one)]
            for waiting in self._waiting
        }
        names = dict.fromkeys(name for waiting in self._waiting for name in waiting.cells)
        wanted = Counter(one for likely in free.values() for one in likely if one >= 0)
        for waiting in self._waiting:
            likely = free[waiting.number]
            sure = [one for one in likely if one >= 0]
            name, zone_type = waiting.cells["name"], waiting.cells["zone_type"]
            alike = [(one if one >= 0 else -1 - one, 100) for one in likely] or [
                (one, score) for one, score in waiting.alike if not self._is_claimed(one)
            ]
            if len(sure) == 1 and wanted[sure[0]] == 1:
                claim = self._known_row(sure[0], name, waiting.line, waiting.site)
            elif alike:
                claim = Claim(DOUBTFUL, alike=self._known.likeliest(alike))
            else:
                key = matching_key(waiting.cells["name_key"])
                code = waiting.cells.get("code")
                new = _New(waiting.number, key, zone_type, code, waiting.site)
                (claim,) = self._new_claims([new])
            rows.numbers.append(waiting.number)
            rows.lines.append(waiting.line)
            rows.site.append(waiting.site)
            rows.claims.append(claim)
            for column in names:  # a block has only the columns that its rows fill
                rows.columns[column].append(waiting.cells.get(column))
        self._waiting = []
        return rows

    def absorbing(self, name: str, site: int) -> int | None:
        """Return the id of the one known zone that a name of what absorbs a cluster means."""
        key = matching_key(fold(name))
        kind = fold(name).partition(" ")[0].upper()
        for zone_type in (kind,) if kind in _ZONES else _ZONES:
            hits = self._known.named(key, zone_type, self._places[site])
            chosen = hits.sure or hits.likely
            if len(chosen) == 1:
                return self._known.clusters[chosen[0]].cluster_id
        return None

    def _place_sites(self) -> None:
        if not self._places:
            self._places.append(place_of(()))
            self._prefixes.append("viet-nam")
        # The last one is that of rows without a place: position -1.
        nowhere, prefix = self._places.pop(), self._prefixes.pop()
        for site in self._sites[len(self._places) :]:
            self._places.append(place_of(site.units))
            self._prefixes.append(_province(site))
        self._places.append(nowhere)
        self._prefixes.append(prefix)

    def _decided(self, decision: Decision, name: str) -> Claim | None:
        """Return what a person took a row for; None for a new cluster."""
        if decision.verdict is Verdict.SKIP:
            return Claim(SKIPPED)
        if decision.verdict is Verdict.NEW:
            return None
        position = self._known.by_key.get(decision.key or "")
        if position is None:
            return Claim(DOUBTFUL, key=decision.key)
        return self._known_claim(position, name)

    def _known_claim(self, position: int, name: str) -> Claim:
        known = self._known.clusters[position]
        repeat = self._rows_of[known.key]
        self._rows_of[known.key] += 1
        heard = repeat or self._known.is_spelling(position, fold(name))
        return Claim(KNOWN, known.key, known.cluster_id, repeat, None if heard else name)

    def _known_row(self, position: int, name: str, line: int, site: int) -> Claim:
        """Return the claim of a row that means a known cluster; where an earlier row does so by
        another name or at another place, a person decides: one figure would hide the other.
        """
        first, *said = self._heard.setdefault(position, (line, fold(name), site))
        if said == [fold(name), site]:
            return self._known_claim(position, name)
        known = self._known.clusters[position]
        self._warn(line, name, _same_cluster(known.name, known.key, first))
        return Claim(DOUBTFUL, alike=self._known.likeliest([(position, 100)]))

    def _new_claims(self, rows: Iterable[_New]) -> Iterator[Claim]:
        """Yield for each row the new cluster it means, which an earlier row may have meant before.

        A cluster is named after its province and name, or by the code of its first row. Beside the
        hash of its name and place stands a second one of its name: what shares both by chance, one
        list in 10^17 of a million rows, counts as the same.
        """
        rows = list(rows)
        values = [row.number << 32 | crc32(row.key.encode()) for row in rows]
        firsts = self._new.first((hash(row[1:3] + row[4:]) for row in rows), values)
        plain = [f"{self._prefixes[row.site]}/{row.key.replace(' ', '-')}" for row in rows]
        wanted = [
            row.code if row.code and _KEY.fullmatch(row.code) else made
            for row, made in zip(rows, plain, strict=True)
        ]
        owners = self._made.first(map(hash, wanted), (row.number for row in rows))
        told = zip(rows, values, firsts, plain, wanted, owners, strict=True)
        for row, value, first, made, want, owner in told:
            if first != value and (first ^ value) & _LOW == 0:
                key = self._renamed.get(first >> 32) or made
                self._rows_of[key] += 1
                yield Claim(ADDED, key, None, self._rows_of[key])
                continue
            key = want
            if owner != row.number or want in self._known.by_key:
                is_other = want != made and self._is_free(made, row.number)
                key = made if is_other else self._free(made, row.number)
            if key != made:
                self._renamed[row.number] = key
            yield Claim(ADDED, key)

    def _free(self, made: str, number: int) -> str:
        """Return the key of a cluster whose province has another one of its name."""
        while True:
            self._namesakes[made] += 1
            key = f"{made}-{self._namesakes[made] + 1}"
            if self._is_free(key, number):
                return key

    def _is_free(self, key: str, number: int) -> bool:
        return key not in self._known.by_key and self._made.first([hash(key)], [number]) == [number]

    def _alike(
        self, block: Block, keys: Sequence[str], unmatched: dict[str, list[int]]
    ) -> dict[int, tuple[tuple[int, int], ...]]:
        found = {}
        for zone_type, numbers in unmatched.items():
            alike = self._known.alike(
                [keys[row] for row in numbers],
                zone_type,
                [self._places[block.site[row]] for row in numbers],
            )
            found.update(
                {row: tuple(some) for row, some in zip(numbers, alike, strict=True) if some}
            )
        return found

    def _wait(
        self,
        block: Block,
        row: int,
        likely: tuple[int, ...],
        alike: tuple[tuple[int, int], ...],
    ) -> None:
        cells = {name: values[row] for name, values in block.columns.items()}
        self._waiting.append(
            _Waiting(self._count + row, block.lines[row], cells, block.site[row], likely, alike)
        )

    def _is_claimed(self, position: int) -> bool:
        known = self._known.clusters[position if position >= 0 else -1 - position]
        return self._rows_of[known.key] > 0


def _sibling(alike: Sequence[Alike]) -> Text:
    some = "; ".join(f"{one.name} ({one.key})" for one in alike)
    return Text(
        f"được thêm là cụm khác với {some} cùng nơi; nếu là một, hãy chọn cụm ấy trong tệp --fix",
        f"is added beside {some} at the same place; if they are one, choose it in the file of"
        " --fix",
    )


def _same_cluster(name: str, key: str, line: int) -> Text:
    return Text(
        f"có thể là cụm {name} ({key}) mà dòng {line} đã nói tới; hãy chọn cụm ấy, “cụm mới”"
        " hoặc “bỏ qua” trong tệp --fix",
        f"may be {name} ({key}), of which row {line} speaks already; choose that cluster,"
        ' "new cluster" or "leave out" in the file of --fix',
    )


def _province(site: Site) -> str:
    """Return the province that goes into a key, of the old system where it has one."""
    return slug(provinces_of(site)[0].name)


def provinces_of(site: Site) -> list[Unit]:
    """Return the provinces that count for a site: of the old system, where it has one."""
    provinces = [
        unit for unit in site.units if unit.level is Level.PROVINCE and unit.key in site.primary
    ]
    return [unit for unit in provinces if SYSTEMS["63"] in unit.valid] or provinces
