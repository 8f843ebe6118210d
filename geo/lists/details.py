"""What a cell says beside its own field: the day of a decision, the zone that absorbs a cluster."""

import re
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from geo.dates import Period
from geo.errors import Text
from geo.lists.blocks import Block
from geo.lists.days import period
from geo.lists.figures import CellFault
from geo.lists.groups import Group
from geo.lists.problems import Ledger
from geo.lists.words import Standing
from geo.text import fold
from geo.vocabulary import EventKind

_DECIDED = re.compile(
    r"(?:[\s,;(]*(?:ký\s+)?(?:ngày|dated)\s*|\s*[,;(]\s*|(?<=[^\W\d_])\s+|^)"
    r"([0-9]{1,2}\s*(?:[/.-]|tháng)\s*[0-9]{1,2}\s*(?:[/.-]|năm)\s*[0-9]{4})(?![0-9/])\)?",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:quyết\s+định|qđ|nghị\s+quyết)?\s*(?:số)?\s*:?\s*(?=[0-9])", re.IGNORECASE
)
_NONE_YET = re.compile(r"(?:chua|khong)\b|dang (?:trinh|cho|lap|lam|xin|hoan|tham|de)\b|0*$")
_FOUNDING = re.compile(r"\b(?:thanh lap|establish)")
_ALTERING = re.compile(r"\b(?:mo rong|dieu chinh|extension|expansion)\b")
_APPROVING = re.compile(r"\b(?:phe duyet|quy hoach|qh|chu truong|cong van|approv\w*)\b")
_INTO = re.compile(
    r"(?:vào|thành|với|into)\s+((?:kcn|kkt|khu\s+(?:công\s+nghiệp|kinh\s+tế)|ccn|cụm)\b.+)",
    re.IGNORECASE,
)
_NO_NUMBER = Text("không có số quyết định; để trống", "holds no number of a decision; left empty")
_TELLING = (
    *("status", "area_now_ha", "planned_area_ha", "area_2030_ha", "decision_no"),
    *("established_on", "leased_ha", "fill_pct"),
)
"""Fields of which one that is filled in, and not 0, states a status; so does `statements.sql`."""


class _Decision(NamedTuple):
    """What a cell says of a decision; `fault` why it says less than it seems to."""

    number: str | None = None
    day: Period | None = None
    fault: Text | None = None
    alters: bool = False


def what_decisions_do(title: str) -> Literal["found", "approve"] | None:
    """Tell by the title of their column what the decisions of a list do."""
    said = fold(title)
    if _FOUNDING.search(said) and not _ALTERING.search(said):
        return "found"
    return "approve" if _APPROVING.search(said) else None


def split_decisions(block: Block, ledger: Ledger, *, founds: bool) -> None:
    """Part the day of a decision from its number: `12/QĐ-UBND ngày 12/3/2021`.

    It is the day of the establishment where the decisions of the list found clusters (`founds`),
    but for one that says itself that it alters a cluster.
    """
    said = block.columns["decision_no"]
    split = {text: _decision(text) for text in set(said) - {None}}
    stated = [split.get(text, _Decision()) for text in said]
    block.columns["decision_no"] = [one.number for one in stated]
    for name, is_meant in (("established_on", founds), ("decided_on", not founds)):
        days = [one.day if is_meant != (founds and one.alters) else None for one in stated]
        if any(days):
            given = block.columns.get(name) or [None] * len(block)
            both = zip(given, days, strict=True)
            block.columns[name] = [day or one if founds else one or day for one, day in both]
    for line, text, one in zip(block.lines, said, stated, strict=True):
        if one.fault is not None:
            ledger.tell(line, "decision_no", text, one.fault, refuses=False)


def _decision(said: str) -> _Decision:
    folded = fold(said)
    if _NONE_YET.match(folded):
        return _Decision()
    dated = _DECIDED.search(said)
    number = (said[: dated.start()] + said[dated.end() :] if dated else said).strip()
    if opening := _OPENING.match(number):
        number = number[opening.end() :]
    try:
        day = period(dated[1]) if dated else None
    except CellFault as fault:
        return _Decision(said, fault=fault.text)
    alters = _ALTERING.search(folded) is not None and not _FOUNDING.search(folded)
    if any(sign.isdigit() for sign in number):
        return _Decision(number, day, alters=alters)
    return _Decision(None, day, None if day else _NO_NUMBER)


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
