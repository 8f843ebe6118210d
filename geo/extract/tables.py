"""Tables inside a text: rows of cells between `|` or tabs, below a heading row or without one.

A heading tells what a column holds (`data/reading/columns.csv`); without one the cells themselves
do: the first name, then units, then a figure in hectares. What happens to the clusters of a row
says its own cell, else the line above the table. A row with one cell only opens a part: a district
or another verb.
"""

import re
from dataclasses import dataclass
from typing import Any

from geo.extract.events import Events
from geo.extract.lines import Line
from geo.extract.places import Places
from geo.extract.quantities import number
from geo.extract.story import Draft, Story, Topic
from geo.extract.subjects import Thing
from geo.text import fold
from geo.vocabulary import Level

_RULE = re.compile(r"[\s|:+=_-]+")
_NUMBERING = re.compile(r"\(?\d{1,3}\)?[.)]?|[IVX]{1,5}\.?|[a-zđ][.)]?")
_HEAD = re.compile(
    r"^(?:các\s+)?(?:cụm\s+công\s+nghiệp|cụm\s+cn|ccn|khu\s+công\s+nghiệp|kcn)\s*:?\s*",
    re.IGNORECASE,
)
_ZONE = re.compile(r"^(?:khu\s+công\s+nghiệp|kcn)\b", re.IGNORECASE)
_TOTAL = frozenset(["tong", "tong cong", "cong", "tong so", "toan tinh", "tong cong toan tinh"])
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PARTS = re.compile(r"\s*(?:[;,/]|\s+và\s+|\s+-\s+)\s*")
_TYPE = re.compile(
    r"^(?:các\s+)?(?:xã|phường|thị\s+trấn|tt\.?|huyện|h\.|thị\s+xã|tx\.?|thành\s+phố|tp\.?|quận|tỉnh)"
    r"\s*(?=[A-ZÀ-ỸĐ])",
    re.IGNORECASE,
)
_HECTARES = {"m2": 0.0001, "m²": 0.0001}
_CAPITAL = {"triệu đồng": 0.001, "triệu usd": 0.0, "nghìn tỷ": 1000.0}
_AREAS = {"area": "area_ha", "area_from": "area_from_ha", "area_to": "area_ha"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its place in the cleaned text and its words."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Table:
    """The table that the lines read last are rows of.

    Attributes:
        columns: what each column holds; empty before a row told.
        headings: the words above them.
        titled: its title or headings speak of clusters.
    """

    columns: list[str]
    headings: list[str]
    titled: bool = False

    @classmethod
    def of(cls, line: Line, before: "Table | None", titled: bool) -> "Table | None":
        """Return the table that a line is a row of, or None.

        Args:
            line: the line.
            before: the table that the line above is a row of.
            titled: whether clusters were spoken of above the table.
        """
        if len(cells(line)) < 2 and not (before and _RULE.fullmatch(_whole(line))):
            return None
        return before or cls([], [], titled)


def _whole(line: Line) -> str:
    return line.script.text[line.start : line.end]


def cells(line: Line) -> list[Cell]:
    """Return the cells of a line; one when it is no row."""
    text = _whole(line)
    sign = "|" if "|" in text else "\t"
    if sign not in text:
        return [Cell(line.start, line.end, text.strip())]
    found = []
    start = line.start
    for piece in text.split(sign):
        inner = piece.strip()
        begin = start + len(piece) - len(piece.lstrip())
        found.append(Cell(begin, begin + len(inner), inner))
        start += len(piece) + 1
    if sign == "|":
        found = found[not found[0].text :]
        found = found[: len(found) - (not found[-1].text and len(found) > 1)]
    return found


def read_row(
    table: Table, index: int, line: Line, story: Story, events: Events, places: Places
) -> None:
    """Read a row: a heading, a part's title, or a cluster.

    Args:
        table: what is known of the table; a heading row adds to it.
        index: number of the line in the text.
        line: the row.
        story: what was told so far.
        events: where the cluster of the row goes.
        places: the gazetteer's units.
    """
    row = cells(line)
    if _RULE.fullmatch(_whole(line)):
        return
    known = [_column(line, cell) for cell in row]
    if sum(bool(name) for name in known) >= 2 and not any(
        _NUMBER.fullmatch(cell.text) and len(cell.text) > 2 for cell in row
    ):
        table.columns, table.headings = known, [cell.text for cell in row]
        table.titled = table.titled or line.has_head
        return
    filled = [
        cell
        for place, cell in enumerate(row)
        if cell.text and not (place == 0 and _NUMBERING.fullmatch(cell.text))
    ]
    if not filled or all(_NUMBERING.fullmatch(cell.text) for cell in row):
        return
    if fold(filled[0].text) in _TOTAL:
        return
    if len(filled) == 1:
        _part(index, line, filled[0], story, places)
        return
    if not table.titled and story.topic is None and not line.has_head:
        return
    columns = table.columns or _guess(line, row, story, places)
    _cluster(columns, table.headings, index, line, row, story, events, places)


def _column(line: Line, cell: Cell) -> str:
    """Return what a heading cell says its column holds."""
    text = re.sub(r"\([^)]*\)", " ", cell.text).strip()
    first, last = line.place(cell.start), line.place(cell.start + len(text))
    if first >= last or not text or not text[0].isalpha():
        return ""
    found = line.tables.columns.at(line.tokens, first, plain=line.plain)
    return found.row if found and (found.last >= last or found.last - found.first > 1) else ""


def _guess(line: Line, row: list[Cell], story: Story, places: Places) -> list[str]:
    """Return what the cells of a row without headings hold."""
    found: list[str] = []
    for cell in row:
        if _NUMBERING.fullmatch(cell.text) and not found:
            found.append("number")
        elif "name" not in found and cell.text[:1].isalpha():
            found.append("name")
        elif _NUMBER.match(cell.text):
            sized = "area" not in found and any(
                figure.measure == "ha" and cell.start <= line.tokens[at].start < cell.end
                for at, figure in line.quantities.items()
            )
            found.append("area" if sized else "other")
        elif cell.text and _level(line, cell, story, places) is Level.DISTRICT:
            found.append("district" if "district" not in found else "other")
        elif cell.text and _level(line, cell, story, places) is Level.COMMUNE:
            found.append("commune" if "commune" not in found else "other")
        else:
            found.append("status" if cell.text else "other")
    return found


def _level(line: Line, cell: Cell, story: Story, places: Places) -> Level | None:
    at = line.place(cell.start)
    if at >= len(line.tokens):
        return None
    typed = places.typed_at(line.tokens, at, line.tables, line.plain)
    if typed:
        return typed[0].level
    return places.level_of(_PARTS.split(cell.text)[0], story.province)


def _part(index: int, line: Line, cell: Cell, story: Story, places: Places) -> None:
    """Read a row that opens a part: a district, or what happens to the clusters below."""
    first = line.place(cell.start)
    level = _level(line, cell, story, places)
    if level is Level.DISTRICT:
        story.district = _TYPE.sub("", cell.text).strip(" :")
    for verb in line.verbs:
        if verb.first >= first and verb.row.kind:
            story.topic = Topic(verb.row.kind, verb.row.certainty, verb.row.phrase, None, index, {})
            return


def _cluster(
    columns: list[str],
    headings: list[str],
    index: int,
    line: Line,
    row: list[Cell],
    story: Story,
    events: Events,
    places: Places,
) -> None:
    """Add the cluster of a row."""
    fields: dict[str, Any] = {"province": story.province}
    if story.district:
        fields["district"] = story.district
    named: Cell | None = None
    verb: tuple[str, str, str] | None = None
    for position, (column, cell) in enumerate(zip(columns, row, strict=False)):
        if not cell.text:
            continue
        heading = headings[position].lower() if position < len(headings) else ""
        if column == "name":
            named = cell
        elif column == "district":
            fields["district"] = _TYPE.sub("", cell.text).strip()
        elif column == "commune":
            fields["commune"] = _communes(cell.text)
        elif column == "address":
            _address(line, cell, fields, story, places)
        elif column in _AREAS:
            fields[_AREAS[column]] = _figure(cell.text, heading, _HECTARES)
        elif column == "area_delta":
            fields["area_delta_ha"] = _figure(cell.text, heading, _HECTARES)
        elif column == "capital":
            fields["capital_vnd_billion"] = _figure(cell.text, heading, _CAPITAL)
        elif column == "fill":
            fields["fill_pct"] = _figure(cell.text, heading, {})
        elif column == "decision":
            at = line.place(cell.start)
            fields["decision_no"] = line.decisions[at][1] if at in line.decisions else None
        elif column == "status":
            verb = _verb(line, cell) or verb
    if named is None or not named.text[:1].isalpha():
        return
    name = _HEAD.sub("", named.text).strip(' "')
    if not name or fold(name) in _TOTAL:
        return
    first, last = line.place(named.start), line.place(named.end)
    zone = "KCN" if _ZONE.match(named.text) else "CCN"
    thing = Thing(first, max(last, first + 1), zone, name)
    fields = {key: value for key, value in fields.items() if value is not None}
    story.where.setdefault(
        fold(name), {key: fields.get(key) for key in ("province", "district", "commune")}
    )
    events.row(index, thing, fields, verb, (row[0].start, row[-1].end))
    story.focus, story.focus_line = (thing,), index
    story.drafts.extend(_schedule(index, line, columns, row, thing, story))


def _communes(text: str) -> str | None:
    names = (_TYPE.sub("", part).strip() for part in _PARTS.split(text))
    return "; ".join(name for name in names if name) or None


def _address(line: Line, cell: Cell, fields: dict[str, Any], story: Story, places: Places) -> None:
    """Fill commune and district from a cell that holds both."""
    communes: list[str] = []
    holder: Level | None = None
    for part in _PARTS.split(cell.text):
        name = _TYPE.sub("", part).strip()
        at = line.place(cell.start + cell.text.index(part)) if part else len(line.tokens)
        if not name or at >= len(line.tokens):
            continue
        typed = places.typed_at(line.tokens, at, line.tables, line.plain)
        level = typed[0].level if typed else places.level_of(name, story.province) or holder
        if level is Level.COMMUNE:
            communes.append(name)
        elif level is Level.DISTRICT:
            fields["district"] = name
        holder = level
    if communes:
        fields["commune"] = "; ".join(communes)


def _figure(text: str, heading: str, factors: dict[str, float]) -> float | None:
    """Return the one figure of a cell in the unit of the program; None for two."""
    found = _NUMBER.findall(text)
    if len(found) != 1:
        return None
    value = number(found[0])
    factor = next(
        (factor for unit, factor in factors.items() if unit in heading or unit in text.lower()), 1.0
    )
    return round(value * factor, 9) if value is not None and factor else None


def _verb(line: Line, cell: Cell) -> tuple[str, str, str] | None:
    """Return kind, certainty and phrase of the verb in a cell."""
    first, last = line.place(cell.start), line.place(cell.end)
    for match in line.verbs:
        if first <= match.first < last and match.row.kind:
            if any(line.role(at) == "negation" for at in range(first, match.first)):
                return None
            return match.row.kind, match.row.certainty, match.row.phrase
    return None


def _schedule(
    index: int, line: Line, columns: list[str], row: list[Cell], thing: Thing, story: Story
) -> list[Draft]:
    """Return the milestones of a row's schedule cell."""
    found = []
    for column, cell in zip(columns, row, strict=False):
        if column != "schedule":
            continue
        first, last = line.place(cell.start), line.place(cell.end)
        for at, (end, when) in line.whens.items():
            if first <= at < last:
                fields: dict[str, Any] = {
                    "cluster": thing.name,
                    "zone_type": thing.zone_type,
                    "stage": "implementation",
                    "_when": when,
                    **story.where[fold(thing.name or "")],
                }
                start, stop = line.tokens[at].start, line.tokens[end - 1].end
                found.append(
                    Draft("milestone", start, stop, "table", 0.8, "planned", fields, line=index)
                )
    return found
