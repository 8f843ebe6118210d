"""Slips: what a person sees of a candidate and may change before it is accepted.

A slip is a row of plain cells, named as in `COLUMNS`, whether it stands in a spreadsheet or in a
notebook. Until a person has written `nhận` in it, it is no part of the record.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from geo.errors import InputError, Text
from geo.extract.candidates import Candidate
from geo.extract.documents import Document
from geo.locator import Locator, Placement
from geo.matching import Alike, Known, KnownClusters, matching_key
from geo.text import fold, writable
from geo.units import Unit
from geo.vocabulary import EventKind, Level, Modality, Qualifier, Stage, ZoneType, label


class Verdict(StrEnum):
    """What a person decided about a candidate."""

    ACCEPT = "accept"
    REJECT = "reject"
    LATER = "later"


VERDICTS = {
    Verdict.ACCEPT: Text("nhận", "accept"),
    Verdict.REJECT: Text("bỏ", "reject"),
    Verdict.LATER: Text("để sau", "later"),
}
NEW = Text("cụm mới", "new cluster")
"""In the place of a code: the cluster is not on record yet."""

MILESTONE, STATISTIC = "milestone", "statistic"
KINDS = {kind.value: label(kind) for kind in EventKind} | {
    MILESTONE: Text("mốc tiến độ", "milestone"),
    STATISTIC: Text("số liệu chung", "figure"),
}

COLUMNS: Mapping[str, Text] = {
    "accept": Text("Nhận?", "Accept?"),
    "quote": Text("Câu trong văn bản", "Quote"),
    "event": Text("Sự kiện", "Event"),
    "certainty": Text("Mức chắc chắn", "Certainty"),
    "cluster": Text("Tên cụm trong văn bản", "Cluster in the text"),
    "code": Text("Mã cụm", "Code of the cluster"),
    "nearest": Text("Cụm đã có, gần giống", "Clusters on record, alike"),
    "zone_type": Text("Loại", "Type"),
    "commune": Text("Xã", "Commune"),
    "district": Text("Huyện", "District"),
    "province": Text("Tỉnh", "Province"),
    "unit": Text("Đơn vị hành chính tìm thấy", "Administrative unit found"),
    "period": Text("Thời gian", "Period"),
    "date": Text("Thời gian, theo lời văn", "Period in words"),
    "area_ha": Text("Diện tích (ha)", "Area (ha)"),
    "area_from_ha": Text("Diện tích trước đó (ha)", "Area before (ha)"),
    "area_delta_ha": Text("Tăng, giảm (ha)", "Difference (ha)"),
    "area_qualifier": Text("Diện tích: hơn, gần", "Area: how exact"),
    "capital_vnd_billion": Text("Vốn (tỷ đồng)", "Capital (VND billion)"),
    "capital_usd_million": Text("Vốn (triệu USD)", "Capital (USD million)"),
    "capital_qualifier": Text("Vốn: hơn, gần", "Capital: how exact"),
    "decision_no": Text("Số quyết định", "Decision no."),
    "fill_pct": Text("Lấp đầy (%)", "Fill (%)"),
    "merged_into": Text("Sáp nhập vào", "Merged into"),
    "stage": Text("Giai đoạn của mốc", "Stages of the milestone"),
    "fill_target_pct": Text("Lấp đầy đến hạn (%)", "Fill aimed at (%)"),
    "metric": Text("Chỉ tiêu", "Indicator"),
    "value": Text("Giá trị", "Value"),
    "note": Text("Ghi chú", "Note"),
    "place": Text("Chỗ trong văn bản", "Place in the text"),
    "page": Text("Trang", "Page"),
    "start": Text("Từ ký tự", "From character"),
    "end": Text("Đến ký tự", "To character"),
    "rule": Text("Quy tắc", "Rule"),
    "confidence": Text("Độ tin", "Confidence"),
}
"""Columns of a slip with their headings."""

FIXED = frozenset({"quote", "nearest", "unit", "page", "start", "end", "rule", "confidence"})
"""Columns that say what the program read; changes in them mean nothing."""

WORDS: Mapping[str, Mapping[str, Text]] = {
    "accept": {verdict.value: text for verdict, text in VERDICTS.items()},
    "event": KINDS,
    "certainty": {word.value: label(word) for word in Modality},
    "zone_type": {word.value: Text(word.value, word.value) for word in ZoneType},
    "area_qualifier": {word.value: label(word) for word in Qualifier},
    "capital_qualifier": {word.value: label(word) for word in Qualifier},
    "stage": {word.value: label(word) for word in Stage},
}
"""Columns that hold words of a vocabulary, with their wording."""

PLACE_WORDS = 12
"""Words of a text that name an event; sentences of a source are not kept."""

_MOST_ALIKE = 8
"""Clusters that are shown as alike."""

_QUALIFIERS = {
    "hon": Qualifier.MORE_THAN,
    "tren": Qualifier.MORE_THAN,
    "gan": Qualifier.NEARLY,
    "khoang": Qualifier.ABOUT,
    "xap xi": Qualifier.ABOUT,
    "chung": Qualifier.ABOUT,
    "uoc": Qualifier.ABOUT,
}
_CLAUSE = re.compile(r"[;:.!?]\s|\n")

Cells = dict[str, Any]


@dataclass(frozen=True)
class Places:
    """Finds what candidates name: their units, and the clusters on record.

    `known` is None where there is no record to look in.
    """

    locator: Locator
    known: KnownClusters | None
    published: date | None = None

    def placed(self, cells: Mapping[str, Any]) -> tuple[Placement, ...]:
        """Return where a slip's cluster lies, a placement for each commune named.

        Raises:
            UnknownPlace: a name is no unit's, with the nearest ones.
            AmbiguousPlace: a name is that of several units.
        """
        outer = [str(cells[name]) for name in ("district", "province") if cells.get(name)]
        inner = [part.strip() for part in str(cells.get("commune") or "").split(";")]
        addresses = [", ".join([part, *outer]) for part in inner if part] or [", ".join(outer)]
        return tuple(
            self.locator.locate(address, on=self.published) for address in addresses if address
        )

    def provinces(self, cells: Mapping[str, Any]) -> tuple[Placement, ...]:
        """Return where the province of a slip lies, none where it cannot be told."""
        return self._told({"province": cells.get("province")})

    def lines(self, placements: Iterable[Placement]) -> tuple[Unit, ...]:
        """Return the units of placements with all they lie in, of both systems."""
        found = {
            unit.key: unit
            for placed in placements
            for unit in (placed.unit, *placed.former, *placed.today)
        }
        return tuple(found.values())

    def filled(self, cells: Cells) -> Cells:
        """Return what a slip's place tells: its units, its cluster or those that are alike."""
        placements = self._told(cells)
        found: Cells = {"unit": "; ".join(placed.path for placed in placements) or None}
        name = cells["cluster"]
        if cells["event"] == STATISTIC or not name or self.known is None:
            return found
        near: Sequence[Alike | Known] = self._namesakes(str(name), self.known)
        if placements:
            zone = str(cells["zone_type"] or ZoneType.CCN)
            match = self.known.match(str(name), zone, self.lines(placements))
            found["code"], near = match.key, match.alike
        listed = "; ".join(f"{one.key} ({one.name}, {one.path})" for one in near[:_MOST_ALIKE])
        return found | {"nearest": listed or None}

    def _namesakes(self, name: str, known: KnownClusters) -> list[Known]:
        """Return the clusters of a name, wherever they lie."""
        key = matching_key(fold(name))
        return [one for one in known.clusters if matching_key(one.name_key) == key]

    def _told(self, cells: Mapping[str, Any]) -> tuple[Placement, ...]:
        try:
            return self.placed(cells)
        except InputError:
            return ()


def slips(document: Document, candidates: Iterable[Candidate], places: Places) -> list[Cells]:
    """Return a slip for each candidate, with the cluster and units that it seems to name."""
    return [_slip(document, candidate, places) for candidate in candidates]


def _slip(document: Document, candidate: Candidate, places: Places) -> Cells:
    said = candidate.as_json()
    cells: Cells = {name: said.get(name) for name in COLUMNS}
    notes = []
    for name in ("area_qualifier", "capital_qualifier"):
        if cells[name]:
            word = _QUALIFIERS.get(fold(str(cells[name])))
            if word is None:
                notes.append(str(cells[name]))
            cells[name] = None if word is None else word.value
    page = document.page(candidate.start)
    cells |= {
        "accept": Verdict.LATER.value,
        "period": period_text(candidate.date_start, candidate.date_end),
        "note": "; ".join(notes) or None,
        "page": page,
        "place": _place(candidate.quote, page),
    }
    return cells | places.filled(cells)


def period_text(start: str | None, end: str | None) -> str | None:
    """Return a candidate's dates as the record writes periods: `2024-Q3/2025`, `/2030`."""
    if not start:
        return f"/{end}" if end else None
    return start if not end or end == start else f"{start}/{end}"


def _place(quote: str, page: int | None) -> str:
    """Return where it stands: the first words of the quote, never a whole sentence."""
    clause = _CLAUSE.split(writable(quote).strip(), maxsplit=1)[0]
    words = clause.split()
    kept = " ".join(words[: PLACE_WORDS - 2])
    if len(words) > PLACE_WORDS - 2:
        kept += " …"
    return kept if page is None else f"tr. {page}: {kept}"


def word_of(column: str, text: str) -> str | None:
    """Return the word of a vocabulary that a cell holds: itself, or its label in any language."""
    words = WORDS[column]
    for word, wording in words.items():
        if fold(text) in (fold(word), fold(wording.vi), fold(wording.en)):
            return word
    return None


def shown(column: str, value: Any, lang: str) -> Any:
    """Return a cell as people read it."""
    if column not in WORDS or not value:
        return value
    parts = (part.strip() for part in str(value).split(";"))
    words = WORDS[column]
    return "; ".join(words[part].said(lang) if part in words else part for part in parts)


def levels(placements: Sequence[Placement], level: Level) -> tuple[Unit, ...]:
    """Return the units of a level that placements name or lie in, each once."""
    found: dict[str, Unit] = {}
    for placement in placements:
        unit: Unit | None = placement.unit
        while unit is not None:
            if unit.level is level:
                found[unit.key] = unit
            unit = unit.parent
    return tuple(found.values())
