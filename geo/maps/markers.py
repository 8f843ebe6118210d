"""Clusters as a page carries them: what to mark, and what the card of each has to tell."""

from collections.abc import Iterable, Sequence
from string import ascii_lowercase
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.maps import compact
from geo.maps.classes import STATUS_SYMBOLS, SYMBOLS
from geo.maps.spec import Sheet
from geo.text import order_key
from geo.vocabulary import Change, Status

_TEXTS = (
    "zone_type",
    "change",
    "status",
    "certainty",
    "area_qualifier",
    "merged_into",
    "precision",
    "decision_no",
)
_ADDRESSES = ("old_address", "new_address")
_AREAS = ("area_from_ha", "area_to_ha")
_HISTORY = {
    "texts": (
        "date",
        "kind",
        "modality",
        "area_qualifier",
        "decision_no",
        "absorbed_into",
        "place",
    ),
    "figures": ("area_ha", "area_from_ha", "area_delta_ha"),
}
_SCHEDULE = {
    "texts": ("stages", "period", "actual", "state", "place"),
    "figures": ("fill_target_pct", "slip_days"),
}
_SOURCE = ("title", "publisher", "published", "url")
BACKGROUND = tuple(
    str(change) for change in (Change.KEPT, Change.PLANNED, Change.GONE, Status.UNCONFIRMED)
)
_BUSY = 150
_AS_BEFORE = "="

Sources = dict[tuple[str, ...], int]


def marks(sheet: Sheet) -> dict[str, Any]:
    """Return the clusters of a sheet in the order of their names, ready for the page.

    Clusters that stay as they are, went before or are unconfirmed lie below the others, and start
    switched off where there are many of them and something else to see. A cluster without a point
    keeps its row, so that it is listed beside the map; one that lies in no unit of a layer has none
    there. A source is stored once, however many statements cite it.

    Raises:
        ValueError: the sheet has no clusters, or their coordinates have no reference system.
    """
    if sheet.clusters is None:
        raise ValueError("the sheet has no clusters to mark")
    clusters = _in_order(compact.in_degrees(sheet.clusters))
    sources: Sources = {}
    return {
        "n": len(clusters),
        "names": compact.alike(str(name) for name in clusters["name"]),
        "keys": _keys(clusters["key"]),
        "steps": compact.POINT_STEPS,
        "xy": compact.points(clusters.geometry),
        "texts": {name: compact.texts(clusters[name]) for name in _TEXTS},
        "addresses": {name: _parted(clusters[name]) for name in _ADDRESSES},
        "areas": {name: compact.numbers(clusters[name], 2) for name in _AREAS},
        "unit": {key: _places(clusters["units"], key, layer) for key, layer in sheet.units.items()},
        "symbols": {
            "change": [[code, *symbol] for code, symbol in SYMBOLS.items()],
            "status": [[code, *symbol] for code, symbol in STATUS_SYMBOLS.items()],
        },
        "background": list(BACKGROUND),
        "hidden": hidden(clusters["change"]),
        "history": _table(clusters["history"], sources, **_HISTORY),
        "schedule": _table(clusters["schedule"], sources, **_SCHEDULE),
        "sources": [list(facts) for facts in sources],
        "years": _years(clusters["years"], sheet.spec.years) if sheet.spec.years else None,
    }


def hidden(changes: pd.Series) -> list[str]:
    """Return the kinds of change that start switched off: background, where there is much of it."""
    behind = int(changes.isin(BACKGROUND).sum())
    return list(BACKGROUND) if behind > _BUSY and behind < len(changes) else []


def _parted(addresses: Iterable[Any]) -> list[compact.Column]:
    """Return addresses in two columns: the first part, and the rest, which many share."""
    heads, rests = [], []
    for address in addresses:
        text = _text(address)
        head, _, rest = (text or "").partition(", ")
        parted = bool(head and rest)
        heads.append(head if parted else text)
        rests.append(rest if parted else None)
    return [compact.texts(heads), compact.texts(rests)]


def _keys(keys: Iterable[Any]) -> dict[str, compact.Column]:
    """Return keys in two columns: up to the last slash, which many share, and after it."""
    parted = [str(key).rpartition("/") for key in keys]
    return {
        "heads": compact.texts(f"{head}{slash}" for head, slash, _ in parted),
        "tails": compact.alike(tail for _, _, tail in parted),
    }


def _in_order(clusters: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    keys = [order_key(str(name)) for name in clusters["name"]]
    return clusters.iloc[sorted(range(len(keys)), key=keys.__getitem__)]


def _places(units: Iterable[Any], key: str, layer: gpd.GeoDataFrame) -> str:
    """Return for each cluster its unit's place in a layer."""
    names = layer["key" if "key" in layer else "name"]
    places = {str(name): place for place, name in enumerate(names)}
    return compact.numbers(
        places.get(str(cell.get(key))) if isinstance(cell, dict) else None for cell in units
    )


def _table(
    column: Iterable[Any], sources: Sources, *, texts: Sequence[str], figures: Sequence[str]
) -> dict[str, Any] | None:
    """Return the rows of all clusters as columns with `n` rows each, or None without any row."""
    cells = [cell if isinstance(cell, list | tuple) else [] for cell in column]
    rows = [row for cell in cells for row in cell]
    if not rows:
        return None
    return {
        "n": compact.numbers(len(cell) for cell in cells),
        "texts": {name: compact.texts(_text(row.get(name)) for row in rows) for name in texts},
        "figures": {name: compact.numbers((row.get(name) for row in rows), 2) for name in figures},
        "source": compact.numbers(_cited(row, sources) for row in rows),
    }


def _cited(row: dict[str, Any], sources: Sources) -> int | None:
    facts = tuple(_text(row.get(field)) or "" for field in _SOURCE)
    return sources.setdefault(facts, len(sources)) if any(facts) else None


def _years(column: Iterable[Any], years: Sequence[int]) -> dict[str, Any]:
    """Return for each cluster one letter a year for its status, and its areas where they change."""
    letters = dict(zip(map(str, STATUS_SYMBOLS), ascii_lowercase, strict=False))
    blank = [(None, None)] * len(years)
    cells = [cell if isinstance(cell, list | tuple) else blank for cell in column]
    return {
        "years": list(years),
        "status": compact.texts(
            "".join(letters.get(str(status), "-") for status, _ in cell) for cell in cells
        ),
        "areas": compact.texts(_steps(area for _, area in cell) for cell in cells),
    }


def _steps(areas: Iterable[float | None]) -> str:
    """Return areas year by year, a sign where one is as it was, blank where it is unknown."""
    words: list[str] = []
    last = ""
    for word in compact.numbers(areas, 2).split(" "):
        words.append(_AS_BEFORE if words and word == last else word)
        last = word
    while words[1:] and words[-1] == _AS_BEFORE:
        words.pop()
    return " ".join(words)


def _text(value: Any) -> str | None:
    """Return a text, codes of a list parted by blanks, None for what is not stated."""
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return None if value is None or value is pd.NA or value != value or value == "" else str(value)
