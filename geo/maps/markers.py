"""Clusters as a page carries them: what to mark, and what the card of each has to tell."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from math import isinf
from string import ascii_lowercase
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.maps import compact
from geo.maps.classes import STATUS_SYMBOLS, SYMBOLS
from geo.maps.clusters import State, drawable, listed
from geo.maps.spec import Sheet
from geo.maps.strays import unit_of
from geo.notes import english
from geo.text import order_key, slug
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
    "note",
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
        "note",
        "place",
    ),
    "figures": (
        "area_ha",
        "area_from_ha",
        "area_delta_ha",
        "industrial_ha",
        "fill_pct",
        "capital_vnd_billion",
    ),
}
_SCHEDULE = {
    "texts": ("stages", "period", "actual", "state", "place"),
    "figures": ("fill_target_pct", "slip_days"),
}
_DOUBTFUL = {"texts": ("name", "reason"), "figures": ()}
_NOTED = {"note", "reason", "period", "place"}
_PLAIN = re.compile("[ -~Đđ\u0300-\u036f]*")
_SOURCE = ("title", "publisher", "published", "url")
BACKGROUND = tuple(
    str(change) for change in (Change.KEPT, Change.PLANNED, Change.GONE, Status.UNCONFIRMED)
)
_BUSY = 150
_AS_BEFORE, _AS_FROM, _AS_TO = "=", "f", "t"

Sources = dict[tuple[str, ...], int]


def marks(sheet: Sheet) -> dict[str, Any]:
    """Return the clusters of a sheet in the order of their names, ready for the page.

    Clusters that stay as they are, went before or are unconfirmed lie below the others, and start
    switched off where there are many of them and something else to see. A cluster without a point
    keeps its row, so that it is listed beside the map; one that lies in no unit of a layer has none
    there. A source is stored once, however many statements cite it.

    Raises:
        InputError: the clusters are not such as can be drawn, or a figure is no finite number.
        ValueError: the sheet has no clusters, or their coordinates have no reference system.
    """
    if sheet.clusters is None:
        raise ValueError("the sheet has no clusters to mark")
    years = sheet.spec.years
    clusters = _in_order(drawable(sheet.clusters, years))
    areas = {name: compact.numbers(compact.figures(clusters, name), 2) for name in _AREAS}
    sources: Sources = {}
    texts = {name: compact.texts(_column(clusters, name)) for name in _TEXTS}
    tables = {
        "history": _table(clusters, "history", sources, **_HISTORY),
        "schedule": _table(clusters, "schedule", sources, **_SCHEDULE),
        "doubtful": _table(clusters, "doubtful", sources, **_DOUBTFUL),
    }
    return {
        "n": len(clusters),
        "names": compact.alike(str(name) for name in clusters["name"]),
        "keys": _keys(clusters),
        "steps": compact.POINT_STEPS,
        "xy": compact.points(clusters.geometry),
        "texts": texts,
        **tables,
        "english": _english(texts, *(table["texts"] for table in tables.values() if table)),
        "addresses": {name: _parted(clusters[name]) for name in _ADDRESSES},
        "areas": areas,
        "unit": {key: _places(clusters["units"], key, layer) for key, layer in sheet.units.items()},
        "symbols": {
            "change": [[code, *symbol] for code, symbol in SYMBOLS.items()],
            "status": [[code, *symbol] for code, symbol in STATUS_SYMBOLS.items()],
        },
        "background": list(BACKGROUND),
        "hidden": hidden(clusters["change"]),
        "sources": [list(facts) for facts in sources],
        "years": _years(clusters["years"], years, areas) if years else None,
    }


def hidden(changes: pd.Series) -> list[str]:
    """Return the kinds of change that start switched off: background, where there is much of it."""
    behind = int(changes.isin(BACKGROUND).sum())
    return list(BACKGROUND) if behind > _BUSY and behind < len(changes) else []


def _english(*tables: dict[str, compact.Column]) -> list[tuple[str, str]]:
    """Return the notes among the columns that have an English, each with it."""
    columns = (column for table in tables for name, column in table.items() if name in _NOTED)
    notes = dict.fromkeys(text for column in columns for text in column["texts"])
    return [(note, english()[note]) for note in notes if note in english()]


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


def _keys(clusters: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return keys in columns: up to the last slash, which many share, and after it.

    What follows is mostly the end of the name in bare words: `cut` tells how much of these to leave
    out. Where it is not, `cut` is blank and `own` has it.
    """
    parted = [str(key).rpartition("/") for key in clusters["key"]]
    cuts = [
        _cut(tail, str(name)) for (*_, tail), name in zip(parted, clusters["name"], strict=True)
    ]
    return {
        "heads": compact.texts(f"{head}{slash}" for head, slash, _ in parted),
        "cut": compact.texts(cuts),
        "own": [tail for (*_, tail), cut in zip(parted, cuts, strict=True) if cut is None],
    }


def _cut(tail: str, name: str) -> int | None:
    """Return how many letters of the slug of a name come before the tail of its key.

    None where it does not end so, or where a script might make another slug of the name.
    """
    if not _PLAIN.fullmatch(unicodedata.normalize("NFD", name)):
        return None
    bare = slug(name)
    return len(bare) - len(tail) if tail and bare.endswith(tail) else None


def _in_order(clusters: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    keys = [order_key(str(name)) for name in clusters["name"]]
    return clusters.iloc[sorted(range(len(keys)), key=keys.__getitem__)]


def _places(units: Iterable[Any], key: str, layer: gpd.GeoDataFrame) -> str:
    """Return for each cluster its unit's place in a layer."""
    names = layer["key" if "key" in layer else "name"]
    places = {str(name): place for place, name in enumerate(names)}
    return compact.numbers(places.get(str(unit_of(cell, key))) for cell in units)


def _column(clusters: gpd.GeoDataFrame, name: str) -> Iterable[Any]:
    return clusters[name] if name in clusters else [None] * len(clusters)


def _table(
    clusters: gpd.GeoDataFrame,
    name: str,
    sources: Sources,
    *,
    texts: Sequence[str],
    figures: Sequence[str],
) -> dict[str, Any] | None:
    """Return the rows of all clusters as columns with `n` rows each, or None without any row.

    Figures that no row states are left out.

    Raises:
        InputError: a figure is infinite.
    """
    cells = [listed(cell) for cell in _column(clusters, name)]
    rows = [row for cell in cells for row in cell]
    if not rows:
        return None
    _require_finite(clusters, name, cells, figures)
    stated = {one: compact.numbers((row.get(one) for row in rows), 2) for one in figures}
    return {
        "n": compact.numbers(len(cell) for cell in cells),
        "texts": {one: compact.texts(_text(row.get(one)) for row in rows) for one in texts},
        "figures": {one: series for one, series in stated.items() if series.strip()},
        "source": compact.numbers(_cited(row, sources) for row in rows),
    }


def _require_finite(
    clusters: gpd.GeoDataFrame, name: str, cells: Sequence[list[Any]], figures: Sequence[str]
) -> None:
    for i, cell in enumerate(cells):
        for row in cell:
            for figure in figures:
                value = row.get(figure)
                if isinstance(value, float) and isinf(value):
                    named = compact.row_name(clusters, i)
                    raise compact.no_number(f"{name}.{figure}", named, value)


def _cited(row: dict[str, Any], sources: Sources) -> int | None:
    facts = tuple(_text(row.get(field)) or "" for field in _SOURCE)
    return sources.setdefault(facts, len(sources)) if any(facts) else None


def _years(
    column: Iterable[list[State]], years: Sequence[int], areas: dict[str, str]
) -> dict[str, Any]:
    """Return for each cluster one letter a year for its status, and its areas where they change."""
    letters = dict(zip(map(str, STATUS_SYMBOLS), ascii_lowercase, strict=False))
    cells = list(column)
    first, last = (areas[name].split(" ") for name in _AREAS)
    return {
        "years": list(years),
        "status": compact.texts(
            "".join(letters.get(str(status), "-") for status, _ in cell) for cell in cells
        ),
        "areas": compact.texts(
            _steps((area for _, area in cell), first[i], last[i]) for i, cell in enumerate(cells)
        ),
    }


def _steps(areas: Iterable[float | None], first: str, last: str) -> str:
    """Return areas year by year: a sign where one is as it was, or as on the first or the last day.

    Blank where it is unknown; what stays the same until the end is left out.
    """
    words: list[str] = []
    before = None
    for word in compact.numbers(areas, 2).split(" "):
        if word == before:
            words.append(_AS_BEFORE)
        else:
            words.append(word and {last: _AS_TO, first: _AS_FROM}.get(word, word))
        before = word
    while words[1:] and words[-1] == _AS_BEFORE:
        words.pop()
    return " ".join(words)


def _text(value: Any) -> str | None:
    """Return a text, codes of a list parted by blanks, None for what is not stated."""
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return None if value is None or value is pd.NA or value != value or value == "" else str(value)
