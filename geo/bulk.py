"""Addresses by the hundred thousand: the answers of `Locator`, from dictionaries.

An address of two or three parts walks down a tree of the units of its day:
province, district, commune. A part that a branch has not met is looked up once, by its exact
spelling, else as `Locator` would; whatever is not one answer that way is read by `Locator` itself.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.addresses import has_type
from geo.dates import SWITCH
from geo.locator import LAST_DAY, Locator
from geo.text import spelling_key
from geo.units import Unit
from geo.vocabulary import Level

FOUND, PARTIAL, AMBIGUOUS, UNKNOWN = "found", "partial", "ambiguous", "unknown"
COLUMNS = (
    *("status", "key", "path", "precision", "lon", "lat", "vintage", "province_today"),
    *("cluster", "unmatched", "candidates"),
)

Row = tuple[object, ...]


def locate_many(
    locator: Locator, addresses: Iterable[str], *, on: date | None = None
) -> pd.DataFrame:
    """Return where each address lies, one row for each, in their order.

    Args:
        locator: reads what the tree cannot.
        addresses: parts from fine to coarse; a Series keeps its index.
        on: the date the addresses speak of; without it today's units are tried, then those before
            2025-07-01.

    Returns:
        `status` is found, partial (finer parts were not read and stand in `unmatched`), ambiguous
        (the paths stand in `candidates`) or unknown. The last two have no unit and no point.
        `key`, `path` and `precision` name the unit, `lon` and `lat` its point (EPSG:4326),
        `vintage` the day it was read with, `province_today` the province the land is in now,
        `cluster` the words naming a cluster.
    """
    series = addresses if isinstance(addresses, pd.Series) else pd.Series(list(addresses))
    codes, unique = pd.factorize(series.to_numpy(dtype=object), use_na_sentinel=False)
    table = _Table(locator, is_dated=on is not None)
    first = on or locator.today
    here = _Branch.root(table, first)
    before = here if first < SWITCH else _Branch.root(table, LAST_DAY)
    found = np.empty(len(unique), dtype=np.int64)
    for position, address in enumerate(unique):
        parts = address.split(", ") if isinstance(address, str) else []
        branch = (before if len(parts) == 3 else here) if len(parts) in (2, 3) else None
        for part in reversed(parts):
            if branch is None:
                break
            branch = branch[part]
        found[position] = table.read(address, on) if branch is None else branch.row
    return table.frame(found[codes], series.index)


class _Table:
    """The distinct answers met so far."""

    def __init__(self, locator: Locator, *, is_dated: bool) -> None:
        self.locator = locator
        self._is_dated = is_dated
        self._rows: list[Row] = []
        self._provinces: dict[str, str] = {}

    def add(
        self,
        unit: Unit,
        path: str,
        day: date,
        cluster: str | None = None,
        unmatched: tuple[str, ...] = (),
    ) -> int:
        """Keep an answer and return its position."""
        self._rows.append(
            (
                PARTIAL if unmatched else FOUND,
                unit.key,
                path,
                str(unit.level),
                unit.lon,
                unit.lat,
                day,
                self._province_today(unit),
                cluster,
                "; ".join(unmatched) or None,
                None,
            )
        )
        return len(self._rows) - 1

    def is_doubtful(self, unit: Unit, part: str) -> bool:
        """Tell whether a bare name of no date, a commune's today, may be a former unit's."""
        is_new = unit.level is Level.COMMUNE and unit.valid.end is None
        return is_new and not self._is_dated and not has_type(part)

    def read(self, address: object, on: date | None) -> int:
        """Read an address as a single one is read; keep the answer or the refusal."""
        cluster, parts = self.locator.parts(address) if isinstance(address, str) else (None, [])
        outcome = self.locator.read(parts, on)
        if len(outcome.units) == 1:
            (unit,) = outcome.units
            path = self.locator.gazetteer.path_on(unit, outcome.on)
            return self.add(unit, path, outcome.on, cluster, outcome.unmatched)
        paths = "; ".join(sorted(unit.path for unit in outcome.units)) or None
        status = AMBIGUOUS if outcome.units else UNKNOWN
        nothing = (None, None, None, np.nan, np.nan, None, None)
        self._rows.append((status, *nothing, cluster, outcome.refused or None, paths))
        return len(self._rows) - 1

    def frame(self, positions: npt.NDArray[np.int64], index: "pd.Index[Any]") -> pd.DataFrame:
        """Return the answers at the positions."""
        columns = {}
        for number, name in enumerate(COLUMNS):
            kind = np.float64 if name in ("lon", "lat") else object
            values = np.array([row[number] for row in self._rows], dtype=kind)
            columns[name] = values[positions]
        return pd.DataFrame(columns, index=index, copy=False)

    def _province_today(self, unit: Unit) -> str | None:
        province = unit
        while province.level is not Level.PROVINCE and province.parent is not None:
            province = province.parent
        if province.key not in self._provinces:
            now = max(self.locator.today, SWITCH)
            heirs = self.locator.gazetteer.successors(province, on=now)
            self._provinces[province.key] = "; ".join(heir.full_name for heir in heirs)
        return self._provinces[province.key]


class _Branch(dict[str, "_Branch | None"]):
    """The units inside one, by the spellings met; None where a spelling is not one unit."""

    __slots__ = ("_children", "_day", "_exact", "_path", "_table", "_unit", "row")

    def __init__(
        self,
        table: _Table,
        day: date,
        unit: Unit | None,
        path: str,
        children: dict[str | None, list[Unit]],
    ) -> None:
        super().__init__()
        self._table, self._day, self._unit, self._path = table, day, unit, path
        self._children = children
        self._exact: dict[str, Unit | None] | None = None
        self.row = -1 if unit is None else table.add(unit, path, day)

    @classmethod
    def root(cls, table: _Table, day: date) -> Self:
        """Return the tree of a day."""
        children: dict[str | None, list[Unit]] = defaultdict(list)
        for unit in table.locator.gazetteer:
            if day in unit.valid and unit.parent is not None:
                outer = unit.parent.key if unit.parent.level is not Level.COUNTRY else None
                children[outer].append(unit)
        return cls(table, day, None, "", children)

    def __missing__(self, part: str) -> "_Branch | None":
        exact = self._spelled()
        unit = exact.get(part.casefold()) or exact.get(spelling_key(part))
        if unit is None:
            found = self._found(part)
            unit = found[0] if len(found) == 1 else None
        branch = None
        if unit is not None and not self._table.is_doubtful(unit, part):
            gazetteer = self._table.locator.gazetteer
            name = gazetteer.name_on(unit, self._day)
            path = f"{name}, {self._path}" if self._path else name
            if unit.parent is not self._unit and unit.level is not Level.PROVINCE:
                path = gazetteer.path_on(unit, self._day)
            branch = _Branch(self._table, self._day, unit, path, self._children)
        self[part] = branch
        return branch

    def _found(self, part: str) -> tuple[Unit, ...]:
        locator = self._table.locator
        if self._unit is None:
            return locator.find(part, self._day, None, Level.PROVINCE)
        return locator.inside(part, self._day, (self._unit,))

    def _spelled(self) -> dict[str, Unit | None]:
        """Return the children by exact official spelling; None where two share it.

        A name without accents may be another one's short form, so these are left out.
        """
        if self._exact is None:
            exact: dict[str, Unit | None] = {}
            gazetteer = self._table.locator.gazetteer
            for child in self._children.get(self._unit.key if self._unit else None, ()):
                unit_type, name = gazetteer.official_name(child, self._day)
                bare = spelling_key(name)
                for written in (bare, f"{unit_type} {bare}"):
                    exact[written] = None if written in exact else child
            self._exact = {
                written: child
                for written, child in exact.items()
                if not written.isascii() and not written.isdigit()
            }
        return self._exact
