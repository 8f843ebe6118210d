"""Rows of a list that are no clusters: groups, totals, repeated headings, numbering, footers."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from geo.addresses import readings
from geo.books.grid import Value
from geo.lists.fields import fields
from geo.lists.figures import is_nothing
from geo.lists.headings import Table, is_numbering, words_of
from geo.lists.words import standings
from geo.text import fold

GROUP, TOTAL, HEADING, NUMBERING, FOOTER, BLANK = (
    "group",
    "total",
    "heading",
    "numbering",
    "footer",
    "blank",
)

_SUSPECT = re.compile(
    r"(?:tổng|cộng|toàn|cả |total|sum|sub|ghi|nguồn|chú|note|source|lưu|nơi|người|ký|tm\.|kt\.|ủy"
    r"|ubnd|huyện|quận|thị|thành|tỉnh|xã|phường|đặc|địa bàn|tp|tx|tt|[hqpx]\.|các|danh|nhóm|phần"
    r"|mục|giai|quy hoạch|đã|đang|chưa|dự|đề|[IVXLC]+\s*[.)/-]|[A-Z]\s*[.)/-]"
    r"|[\[(]?\s*(?:[0-9]{1,2}|[A-Z])\s*[\])]?\s*(?:=|$)"
    r"|tong|cong|toan|huyen|quan|thi |thanh|tinh|xa |phuong|cac|nguon"
    r"|(?:cụm|ccn|cum)\b[^A-ZĐÀ-Ỹ]*$)",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:(?:tong|cong)(?: (?:cong|so|tat ca|toan tinh|chung|dien tich|(?:so )?(?:cum|ccn)\b.*))*"
    r"|toan (?:tinh|thanh pho|huyen)|ca tinh|(?:sub|grand )?total|sum)(?: (?:[0-9]+.*|[a-z]|[ivx]+"
    r"|(?:huyen|thi xa|thanh pho|quan|tinh|muc|nhom|phan|dia ban|tp|tx)\b.*))?"
)
_FOOTER = re.compile(
    r"(?:ghi chu|nguon|chu thich|luu y|noi nhan|nguoi lap|tm|kt|uy ban nhan dan|ky ten|note|notes"
    r"|source|chu tich|giam doc|ky thay|pho giam doc|ngay [0-9]+ thang)\b"
)
_NUMERAL = re.compile(
    r"(?P<roman>[IVX]{1,5})|(?P<letter>[A-Za-zĐđ])|(?P<arabic>[0-9]+(?:\.[0-9]+)*)"
)
_NUMBERED = re.compile(
    r"(?:(?P<roman>[IVX]{1,5})|(?P<letter>[A-ZĐ])|(?P<arabic>[0-9]+(?:\.[0-9]+)*))\s*[.)/:-]\s*(?=\D)"
)
_FIGURE = re.compile(r"[0-9.,%\s()+-]+(?:ha|m2)?", re.IGNORECASE)
_COUNT = re.compile(r"([0-9]+)\s*(?:cụm|ccn|cum)\b", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*(?:[:(,-]\s*(?:gồm\s+|có\s+)?[0-9]+\s*(?:cụm|ccn|cum|kcn)\b.*|\([^)]*\)|:)\s*$",
    re.IGNORECASE,
)
_WHOLE = ("tong", "toan", "ca tinh", "total", "grand")
_CLUSTER = re.compile(r"(?:ccn|kcn|kkt|cụm|khu|cum)\b", re.IGNORECASE)


class Special(NamedTuple):
    """A row that is no cluster: what it is, its label, the style of its numbering."""

    kind: str
    label: str = ""
    style: str = ""

    @property
    def clusters(self) -> int | None:
        """The number of clusters that the label states (`12 cụm`)."""
        found = _COUNT.search(self.label)
        return int(found[1]) if found else None

    @property
    def is_whole(self) -> bool:
        """Tell whether a total is of the whole list, by its words."""
        return fold(self.label).startswith(_WHOLE)

    @property
    def name(self) -> str:
        """The label without a number of clusters after it."""
        return _TAIL.sub("", self.label).strip()


class Judge:
    """Tells clusters from other rows of one table, in the order of the rows."""

    def __init__(self, table: Table) -> None:
        self._repeats = {_trimmed(row) for row in table.repeats}
        self._name = table.fields["name"].cell
        self._no = table.fields["no"].cell if "no" in table.fields else None
        self._texts = [
            column.cell
            for column in table.columns
            if column.cell not in (self._name, self._no)
            and column.field is not None
            and column.field in fields()
            and fields()[column.field].kind in ("text", "word", "period")
        ]
        self._is_over = False

    def specials(
        self, rows: Sequence[Sequence[Value]], names: Sequence[str | None]
    ) -> dict[int, Special]:
        """Return the rows that are no clusters, by position.

        Args:
            rows: cells of the rows.
            names: their cells in the column of names, clean.
        """
        found = {}
        no, only = self._no, self._name + 1
        suspect = _SUSPECT.match
        for position, (row, name) in enumerate(zip(rows, names, strict=True)):
            if (
                name is None
                or len(row) <= only
                or suspect(name)
                or (no is not None and not (no < len(row) and _is_number(row[no])))
            ):
                special = self._judge(row)
                if special is not None:
                    found[position] = special
        return found

    def _judge(self, row: Sequence[Value]) -> Special | None:
        words = words_of(row)
        filled = [text for text in words if text and not is_nothing(text)]
        if not filled:
            return Special(BLANK)
        if _trimmed(words) in self._repeats:
            return Special(HEADING)
        if is_numbering(words) and not any(len(text) > 4 and "=" not in text for text in filled):
            return Special(NUMBERING)
        numeral = words[self._no] if self._no is not None and self._no < len(words) else ""
        style = _style(_NUMERAL.fullmatch(numeral.strip(" .)(")))
        label = next((text for text in filled if not _FIGURE.fullmatch(text)), "")
        if style and label == numeral:
            label = next(
                (text for text in filled if text != numeral and not _FIGURE.fullmatch(text)), ""
            )
        if any(_TOTAL.fullmatch(fold(text)) for text in (numeral, label) if text):
            self._is_over = True
            return Special(TOTAL, label)
        if _FOOTER.match(fold(label)) and style != "arabic":
            self._is_over = True
            return Special(FOOTER, label)
        has_data = any(
            words[cell] and not is_nothing(words[cell])
            for cell in self._texts
            if cell < len(words)
            if words[cell] != label
        )
        if has_data or not label:
            return None
        return self._group(label, style, has_figures=len(filled) > (2 if numeral else 1))

    def _group(self, label: str, style: str, *, has_figures: bool) -> Special | None:
        """Return the group that a label alone in its row begins; None where it is a cluster."""
        numbered = _NUMBERED.match(label)
        if numbered and not style:
            style = _style(numbered)
        text = label[numbered.end() :].strip() if numbered else label
        unit_type = next((reading.unit_type for reading in readings(text)), None)
        is_cluster = _CLUSTER.match(text) is not None and not _says_status(text)
        if unit_type is None or (unit_type in ("xã", "phường", "thị trấn") and style == "arabic"):
            if style == "arabic" or (is_cluster and has_figures):
                return None
            if not style and (has_figures or self._no is None) and not _says_status(text):
                return None
            if not style and self._is_over:
                return Special(FOOTER, label)
        self._is_over = False
        return Special(GROUP, text, style or ("unit" if unit_type else "words"))


def _says_status(text: str) -> bool:
    """Tell whether a label speaks of clusters in a state, and not of one cluster."""
    folded = fold(text)
    return bool(standings(text)) or folded.startswith(("cac ", "danh muc", "nhom "))


def _style(numeral: re.Match[str] | None) -> str:
    return (numeral.lastgroup or "") if numeral else ""


def _is_number(value: Value) -> bool:
    if isinstance(value, str):
        return value.strip(" .)(").isdigit()
    return isinstance(value, int | float)


def _trimmed(words: Sequence[str]) -> tuple[str, ...]:
    end = len(words)
    while end and not words[end - 1]:
        end -= 1
    return tuple(words[:end])
