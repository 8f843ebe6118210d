"""Time as the sources tell it: schedules, the life of a cluster, contradictions, figures compared.

Rows are dictionaries, in the order and with the columns that the query of the same name in
`geo/sql/internal` says.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Connection, text

from geo.addresses import split_address
from geo.database import named_query
from geo.dates import SWITCH
from geo.errors import InputError, Text, UnknownPlace
from geo.gazetteer import Gazetteer
from geo.locator import LAST_DAY, Locator
from geo.text import fold, spelling_key, tone_key
from geo.units import Unit
from geo.vocabulary import Level

Row = dict[str, Any]

_NEAREST = 5
_ALIKE = 60.0
_TYPES = {
    "cum cong nghiep": "CCN",
    "cum cn": "CCN",
    "ccn": "CCN",
    "khu cong nghiep": "KCN",
    "khu cn": "KCN",
    "kcn": "KCN",
    "khu kinh te": "KKT",
    "kkt": "KKT",
}


@dataclass(frozen=True)
class Life:
    """One cluster: what it is on a day, what is said of it, and its schedule."""

    head: Row
    events: list[Row]
    milestones: list[Row]


def schedule(connection: Connection, *, as_of: date, province: Unit | None = None) -> list[Row]:
    """Return the milestones as they stand on a day, the most overdue first."""
    return _rows(connection, "schedule", as_of=as_of, province=_key(province), cluster=None)


def conflicts(connection: Connection, *, province: Unit | None = None) -> list[Row]:
    """Return the statements that contradict each other, the preferred side first."""
    return _rows(connection, "conflicts", province=_key(province))


def indicators(
    connection: Connection,
    *,
    as_of: date,
    province: Unit | None = None,
    indicators: Sequence[str] | None = None,
) -> list[Row]:
    """Return the figures of provinces and of the nation, with what is on record where it compares.

    `indicators` are the keys of those wanted; None: all.
    """
    return _rows(
        connection,
        "indicators",
        as_of=as_of,
        province=_key(province),
        indicators=None if indicators is None else list(indicators),
    )


def history(connection: Connection, *, cluster: str, as_of: date) -> Life:
    """Return the life of the cluster with this key; what it is, is said for `as_of`."""
    (head,) = _rows(connection, "cluster_head", cluster=cluster, as_of=as_of)
    events = _rows(connection, "history", cluster=cluster)
    milestones = _rows(connection, "schedule", as_of=as_of, province=None, cluster=cluster)
    return Life(head, events, milestones)


def find_province(gazetteer: Gazetteer, name: str, *, on: date) -> Unit:
    """Return the province of this name: of the system of `on`, else of the other one.

    Raises:
        UnknownPlace: neither system has it; carries the nearest names of both.
        AmbiguousPlace: several bear the name.
    """
    days = (on, LAST_DAY if on >= SWITCH else SWITCH)
    for day in days:
        found = gazetteer.candidates(name, on=day, level=Level.PROVINCE)
        if len(found) == 1:
            return found[0]
        if found:
            raise gazetteer.ambiguous(name, day, found)
    provinces = (unit.path for day in days for unit in gazetteer.at(Level.PROVINCE, on=day))
    nearest = _nearest(name, {path: (path,) for path in provinces})
    raise UnknownPlace(
        name,
        Text(
            f"Không có tỉnh, thành phố nào tên “{name}”, trước hay từ"
            f" {SWITCH:%d/%m/%Y}. {_nearest_words(nearest, 'vi')}",
            f'There is no province "{name}", before {SWITCH} or since.'
            f" {_nearest_words(nearest, 'en')}",
        ),
        tuple(nearest),
    )


def find_indicators(connection: Connection, words: str) -> list[str]:
    """Return the keys of the indicators that the words name.

    Args:
        connection: to the record.
        words: a key; or words, with or without accents, that keys or labels hold.

    Raises:
        InputError: none is named so; the nearest are told.
    """
    named: dict[str, tuple[str, ...]] = {
        key: (key, *labels) for key, *labels in connection.execute(_INDICATORS)
    }
    if words in named:
        return [words]
    wanted = fold(words)
    found = [key for key, names in named.items() if any(wanted in fold(name) for name in names)]
    if wanted and found:
        return found
    nearest = _nearest(words, named)
    raise InputError(
        Text(
            f"Không có chỉ tiêu nào có “{words}” trong mã hay tên. {_nearest_words(nearest, 'vi')}",
            f'No indicator has "{words}" in its key or name. {_nearest_words(nearest, "en")}',
        )
    )


def find_cluster(
    connection: Connection, gazetteer: Callable[[], Gazetteer], words: str, *, today: date
) -> str:
    """Return the key of the cluster that the words name.

    Args:
        connection: to the record.
        gazetteer: makes the gazetteer; called when the words name a unit.
        words: a key, or a name or alias, with or without accents and type (`CCN Yên Lư`); after a
            comma units of either system that hold it.
        today: the day whose units are tried first.

    Raises:
        InputError: none bears the name, the nearest are told; or several do, all are told.
        UnknownPlace: a unit after the comma is not known.
    """
    if connection.scalar(_KEY, {"key": spelling_key(words)}) is not None:
        return spelling_key(words)
    cluster, parts = split_address(words)
    if cluster is None:
        cluster, *parts = parts or [""]
    zone_type, name_key, spelling = name_parts(cluster)
    named = _rows(connection, "named_clusters", name_key=name_key, nearest=_NEAREST)
    found = [row for row in named if row["likeness"] == 1]
    if zone_type is not None:
        found = [row for row in found if row["zone_type"] == zone_type]
    if parts:
        locator = Locator(gazetteer(), today)
        outcome = locator.read(parts, None)
        if not outcome.units:
            raise locator.refusal(words, outcome)
        keys = {unit.key for unit in outcome.units}
        found = [row for row in found if keys & set(row["units"])]
    exact = [row for row in found if tone_key(row["spelling"]).endswith(spelling)]
    by_key = {row["cluster"]: row for row in exact or found}
    if len(by_key) == 1:
        return str(next(iter(by_key)))
    if by_key:
        raise _several(words, list(by_key.values()))
    raise _none(words, list({row["cluster"]: row for row in named}.values()))


def name_parts(words: str) -> tuple[str | None, str, str]:
    """Return type of zone, comparison key and accented spelling of a cluster's name."""
    folded = fold(words)
    for opening, zone_type in _TYPES.items():
        if folded.startswith(opening + " "):
            bare = " ".join(words.split()[len(opening.split()) :])
            return zone_type, folded.removeprefix(opening + " "), tone_key(bare)
    return None, folded, tone_key(words)


def _several(words: str, rows: Sequence[Row]) -> InputError:
    names = "; ".join(_worded(row) for row in rows)
    return InputError(
        Text(
            f"“{words}” có thể là {len(rows)} cụm: {names}. Hãy ghi mã, hoặc thêm"
            " loại (CCN, KCN) hay tỉnh.",
            f'"{words}" may be any of {len(rows)} clusters: {names}. Give the key, or add the'
            " type (CCN, KCN) or the province.",
        )
    )


def _none(words: str, nearest: Sequence[Row]) -> InputError:
    names = [_worded(row) for row in nearest]
    return InputError(
        Text(
            f"Không có cụm nào tên “{words}”. {_nearest_words(names, 'vi')} Cần mã hoặc tên cụm, có"
            " thể thêm huyện, tỉnh, như “Yên Lư, Bắc Giang”.",
            f'There is no cluster "{words}". {_nearest_words(names, "en")} Expected the key or name'
            ' of a cluster, also with its district or province, such as "Yên Lư, Bắc Giang".',
        )
    )


def _nearest(words: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the keys of `names` of which one name is most like the words, the nearest first."""
    wanted = fold(words)
    likeness = {
        key: max(fuzz.partial_ratio(wanted, fold(name)) for name in known)
        for key, known in names.items()
    }
    ranked = sorted(likeness, key=lambda key: -likeness[key])
    return [key for key in ranked if likeness[key] >= _ALIKE][:_NEAREST]


def _nearest_words(names: Sequence[str], lang: str) -> str:
    if not names:
        return Text("Hãy xem lại cách viết.", "Check the spelling.").said(lang)
    return f"{Text('Gần nhất', 'Nearest').said(lang)}: {'; '.join(names)}."


def _worded(row: Row) -> str:
    place = f", {row['place']}" if row["place"] else ""
    return f"{row['cluster']} ({row['zone_type']} {row['name']}{place})"


def _key(unit: Unit | None) -> str | None:
    return None if unit is None else unit.key


def _rows(connection: Connection, name: str, **parameters: object) -> list[Row]:
    return [dict(row) for row in connection.execute(named_query(name), parameters).mappings()]


_KEY = text("SELECT 1 FROM planning.cluster WHERE key = :key")
_INDICATORS = text("SELECT key, label_vi, label_en FROM planning.indicator ORDER BY key")
