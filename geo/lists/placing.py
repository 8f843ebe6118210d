"""Names and places of a block of rows: told apart, read together, each distinct place once."""

from collections.abc import Sequence
from typing import Any

from geo.errors import Text
from geo.ingest.tables import LONGEST
from geo.lists.blocks import Block
from geo.lists.groups import Group
from geo.lists.naming import Named, folded, named
from geo.lists.problems import Ledger
from geo.lists.whereabouts import Where, Whereabouts
from geo.vocabulary import ZoneType

Span = tuple[int, int, Group]
"""First row, row after the last, and the group they stand in."""

_PLACES = (
    *("address", "commune", "district", "province", "commune_now", "province_now"),
    *("unit_codes", "units_on"),
)
_ELSEWHERE = ("address", "commune", "district", "commune_now", "group_district")
_NO_NAME = Text("thiếu tên cụm", "the name of the cluster is missing")
_LONG_NAME = Text(f"tên dài quá {LONGEST} ký tự", f"the name is longer than {LONGEST} characters")

_NO_LETTER = Text(
    "tên không có chữ Latinh hay số nào để nhận ra cụm",
    "the name has no Latin letter and no number to know the cluster by",
)


def name_rows(block: Block, texts: Sequence[str | None], ledger: Ledger) -> list[Named]:
    """Fill in `name` and `zone_type`; return what the cells with names say."""
    found = [named(text) if text else Named("") for text in texts]
    for position, one in enumerate(found):
        if not one.name or len(one.name) > LONGEST:
            block.accepted[position] = False
            told = _LONG_NAME if one.name else _NO_NAME
            ledger.tell(block.lines[position], "name", texts[position], told, refuses=True)
    given = block.columns.get("zone_type") or [None] * len(block)
    block.columns["name"] = [one.name for one in found]
    block.columns["zone_type"] = [
        stated or one.zone_type or ZoneType.CCN.value
        for stated, one in zip(given, found, strict=True)
    ]
    return found


def place_rows(
    block: Block,
    names: Sequence[Named],
    spans: Sequence[Span],
    whereabouts: Whereabouts,
    ledger: Ledger,
) -> None:
    """Fill in where the rows lie, and the key of their names; refuse those that lie nowhere."""
    wheres = _wheres(block, spans)
    for position, one in enumerate(names):
        if one.aside:
            wheres[position] = wheres[position]._replace(aside=one.aside)
        elif one.brackets:
            _read_brackets(block, position, one.brackets, wheres, whereabouts)
    block.columns["name_key"] = folded(block.columns["name"])
    _refuse_unnamable(block, ledger)
    distinct = dict.fromkeys(wheres)
    whereabouts.settle(distinct)
    found = {where: whereabouts[where] for where in distinct}
    block.site = [found[where].site for where in wheres]
    doubtful = {where for where in distinct if found[where].doubts}
    for position, where in enumerate(wheres) if doubtful else ():
        if where in doubtful:
            for doubt in found[where].doubts:
                line, known = block.lines[position], _field(block, doubt.field)
                ledger.tell(
                    line, known, doubt.value, doubt.text, doubt.nearest, refuses=doubt.refuses
                )
                block.accepted[position] &= not doubt.refuses


def _refuse_unnamable(block: Block, ledger: Ledger) -> None:
    """Refuse names without a key: any two of them would be taken for one cluster."""
    names, keys = block.columns["name"], block.columns["name_key"]
    for position, key in enumerate(keys) if "" in keys else ():
        if names[position] and not key:
            block.accepted[position] = False
            line = block.lines[position]
            ledger.tell(line, "name", names[position], _NO_LETTER, refuses=True)


def _field(block: Block, stated: str) -> str | None:
    """Return the field to mend: the one in doubt, else the one that holds what it would."""
    return next((name for name in (stated, *_PLACES, "name") if name in block.columns), None)


def stated_places(block: Block, spans: Sequence[Span]) -> set[Where]:
    """Return the distinct places that the cells of rows state."""
    return set(_wheres(block, spans))


def _wheres(block: Block, spans: Sequence[Span]) -> list[Where]:
    nothing: list[Any] = [None] * len(block)
    cells = [block.columns.get(name, nothing) for name in _PLACES]
    wheres: list[Where] = []
    for first, last, group in spans:
        tail = (group.commune, group.district, group.province, None)
        rows = zip(*(column[first:last] for column in cells), strict=True)
        wheres += [Where._make((*row, *tail)) for row in rows]
    return wheres


def _read_brackets(
    block: Block, position: int, brackets: str, wheres: list[Where], whereabouts: Whereabouts
) -> None:
    """Take untyped brackets of a name for its place where nothing else states one."""
    where = wheres[position]
    if any(getattr(where, name) for name in _ELSEWHERE):
        return
    with_it = where._replace(aside=brackets)
    if whereabouts.reads(with_it):
        wheres[position] = with_it
        name = block.columns["name"][position]
        block.columns["name"][position] = name[: name.rindex("(")].strip()
