"""What a list may say and still be doubtful: odd areas, rows twice, names that are alike."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import compress

from geo.books.grid import Value
from geo.errors import Text
from geo.ingest.places import Site
from geo.lists.blocks import Block
from geo.lists.columns import UNUSUAL, is_unusual, qualifier
from geo.lists.figures import DecimalSign
from geo.lists.problems import Ledger
from geo.lists.seen import Seen
from geo.matching import is_alike, matching_key
from geo.vocabulary import Precision, ZoneType

AREAS = ("area_ha", "area_now_ha", "planned_area_ha", "area_2030_ha")
"""Areas of a whole cluster."""

_LOW = 0xFFFFFFFF
_COMPARED = 5_000
"""Rows of a list that are compared by name; the country has some two thousand clusters."""


def check_areas(block: Block, name: str, ledger: Ledger) -> None:
    """Warn of areas that clusters do not have."""
    zone_types, values = block.columns["zone_type"], block.columns[name]
    odd = {value for value in set(values) if value is not None and is_unusual(value)}
    for position, value in enumerate(values) if odd else ():
        if value in odd and zone_types[position] == ZoneType.CCN:
            line = block.lines[position]
            ledger.tell(line, name, float(value), UNUSUAL, refuses=False)


def add_qualifiers(block: Block, cells: Sequence[Value], sign: DecimalSign) -> None:
    """Fill in how exactly the cells of an area state it, where nothing says so yet."""
    distinct = {cell for cell in set(cells) if isinstance(cell, str) and not cell[:1].isdigit()}
    said = {value: qualifier(value, sign) for value in distinct}
    if any(said.values()):
        given = block.columns.get("area_qualifier") or [None] * len(block)
        both = zip(given, cells, strict=True)
        block.columns["area_qualifier"] = [
            one or (said.get(cell) if isinstance(cell, str) else None) for one, cell in both
        ]


class Doubles:
    """Finds rows that stand in a list twice; remembers two numbers of each, however long."""

    def __init__(self) -> None:
        self._seen = Seen()

    def check(self, block: Block, ledger: Ledger) -> None:
        """Refuse rows that say what an earlier one says; warn of those with other figures, or with
        another spelling of the name: one key may stand for names that differ by accents or signs.
        Rows that are refused already are left out of account.
        """
        columns = block.columns
        taken = [position for position, accepted in enumerate(block.accepted) if accepted]
        rest = [values for name, values in columns.items() if name not in ("name", "name_key")]
        rest.append([name.casefold() for name in columns["name"]])
        keys = zip(columns["name_key"], columns["zone_type"], block.site, strict=True)
        lines = zip(block.lines, zip(*rest, strict=True), strict=True)
        said = [line << 32 | hash(row) & _LOW for line, row in compress(lines, block.accepted)]
        firsts = self._seen.first(map(hash, compress(keys, block.accepted)), said)
        for position, first, own in zip(taken, firsts, said, strict=True):
            if first != own:
                is_same = (first ^ own) & _LOW == 0
                block.accepted[position] = not is_same
                told = _again(first >> 32) if is_same else _other_figures(first >> 32)
                line, name = block.lines[position], columns["name"][position]
                ledger.tell(line, "name", name, told, refuses=is_same)


class Similar:
    """Finds names that are hardly different and stand at one place: a slip of the pen, mostly."""

    def __init__(self) -> None:
        self._lines: dict[int, dict[str, int]] = defaultdict(dict)
        self._rows = 0

    def check(self, block: Block, sites: Sequence[Site], ledger: Ledger) -> None:
        """Warn of names of one commune or district that are like an earlier one.

        Only among as many rows as people write: long lists would have all of their names compared.
        """
        self._rows += len(block)
        keys = block.columns["name_key"]
        for row, (name_key, site) in enumerate(zip(keys, block.site, strict=True)):
            if self._rows > _COMPARED:
                return
            if not block.accepted[row] or sites[site].precision is Precision.PROVINCE:
                continue
            key, lines = matching_key(name_key), self._lines[site]
            if key in lines:
                continue
            line, name = block.lines[row], block.columns["name"][row]
            for other, earlier in lines.items():
                if is_alike(key, other):
                    ledger.tell(line, "name", name, _similar(earlier), refuses=False)
            lines[key] = line


def _again(line: int) -> Text:
    return Text(
        f"trùng hoàn toàn với dòng {line}; hãy xóa một dòng",
        f"says the same as row {line}; delete one of them",
    )


def _other_figures(line: int) -> Text:
    return Text(
        f"cùng tên (không kể dấu) và địa điểm với dòng {line}, cách viết hoặc số liệu khác; cả hai"
        " được lấy cho một cụm; nếu là hai cụm, hãy ghi tên cho khác",
        f"has the name (but for accents) and place of row {line}, spelt otherwise or with other"
        " figures; both are taken for one cluster; if there are two, name them apart",
    )


def _similar(line: int) -> Text:
    return Text(
        f"gần giống tên ở dòng {line}, cùng địa điểm; được lấy là hai cụm; nếu là một, hãy viết một"
        " tên",
        f"is like the name of row {line} at the same place; they are taken for two clusters; if"
        " they are one, spell it one way",
    )
