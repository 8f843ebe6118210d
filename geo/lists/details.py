"""What a cell says beside its own field: the day of a decision, the zone that absorbs a cluster."""

import re
from collections.abc import Sequence
from typing import Any

from geo.dates import Period
from geo.lists.blocks import Block
from geo.lists.days import period
from geo.lists.figures import CellFault
from geo.lists.groups import Group
from geo.lists.words import Standing
from geo.vocabulary import EventKind

_DECIDED = re.compile(
    r"(?:[\s,;(]*(?:ký\s+)?(?:ngày|dated)\s+|\s*[,;(]\s*)"
    r"([0-9]{1,2}\s*(?:[/.-]|tháng)\s*[0-9]{1,2}\s*(?:[/.-]|năm)\s*[0-9]{4})\)?",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:quyết\s+định|qđ|nghị\s+quyết)?\s*(?:số)?\s*:?\s*(?=[0-9])", re.IGNORECASE
)
_INTO = re.compile(
    r"(?:vào|thành|với|into)\s+((?:kcn|kkt|khu\s+(?:công\s+nghiệp|kinh\s+tế)|ccn|cụm)\b.+)",
    re.IGNORECASE,
)
_TELLING = (
    *("status", "area_now_ha", "planned_area_ha", "area_2030_ha", "decision_no"),
    *("established_on", "leased_ha", "fill_pct"),
)
"""Fields of which one that is filled in, and not 0, states a status; so does `statements.sql`."""


def split_decisions(block: Block, *, founds: bool) -> None:
    """Part the day of a decision from its number: `12/QĐ-UBND ngày 12/3/2021`.

    It is the day of the establishment where the decisions of the list are such as `founds`.
    """
    of = "established_on" if founds else "decided_on"
    said = block.columns["decision_no"]
    split = {text: _decision(text) for text in set(said) - {None}}
    stated = [split.get(text, (None, None)) for text in said]
    block.columns["decision_no"] = [number for number, _ in stated]
    if any(day for _, day in stated):
        given = block.columns.get(of) or [None] * len(block)
        both = zip(given, stated, strict=True)
        block.columns[of] = [day or one if founds else one or day for one, (_, day) in both]


def _decision(said: str) -> tuple[str, Period | None]:
    dated = _DECIDED.search(said)
    number = said[: dated.start()] + said[dated.end() :] if dated else said
    try:
        return _OPENING.sub("", number.strip(), count=1) or said, period(
            dated[1]
        ) if dated else None
    except CellFault:
        return said, None


def finish_status(block: Block, spans: Sequence[tuple[int, int, Group]]) -> None:
    """Complete what has become of each cluster: by its group, and by how certain the list is.

    Args:
        block: the rows.
        spans: first row, row after the last, and the group they stand in.
    """
    columns = block.columns
    if any(group.standing for _, _, group in spans):
        status = columns.setdefault("status", [None] * len(block))
        for first, last, group in spans:
            status[first:last] = [one or group.standing for one in status[first:last]]
    if "status" not in columns:
        return
    said = columns.setdefault("status_text", [None] * len(block))
    status = columns["status"]
    if "certainty" in columns:
        both = zip(status, columns["certainty"], strict=True)
        columns["status"] = status = [
            one._replace(modality=sure) if one and sure else one for one, sure in both
        ]
    into = {text: _absorbing(text) for text in set(said)}
    if any(into.values()) and any(map(_is_merger, status)):
        given: list[Any] = columns.get("absorbed_into") or [None] * len(block)
        columns["absorbed_into"] = [
            zone or (into[text] if _is_merger(one) else None)
            for zone, text, one in zip(given, said, status, strict=True)
        ]


def without_status(block: Block) -> int:
    """Return how many of the accepted rows say nothing from which a status follows."""
    telling = [block.columns[name] for name in _TELLING if name in block.columns]
    rows = zip(block.accepted, *telling, strict=True)
    return sum(accepted and not any(said) for accepted, *said in rows)


def _absorbing(text: str | None) -> str | None:
    found = _INTO.search(text or "")
    return found[1].strip(" .;") if found else None


def _is_merger(standing: Standing | None) -> bool:
    return standing is not None and standing.kind is EventKind.MERGED
