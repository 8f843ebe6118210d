"""The fields of a list and how their columns are headed, from `data/lists/fields.csv`.

Headings are compared without accents, case and punctuation; `cụm công nghiệp` is `CCN`,
`đến năm 2030` is `đến 2030`, and a unit at the end of a heading is told apart from its name.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from geo.errors import Text
from geo.ingest.tables import read_rows
from geo.settings import data_folder
from geo.text import clean, fold, spelling_key

LEFT_OUT = "-"
"""What `--map` gives in place of a field to leave a column out."""

_FIELD_COLUMNS = ("field", "label_vi", "label_en", "kind", "unit", "aliases")
_UNKEPT = "unkept"
_SIMILAR = 55.0
_NEAREST = 3
_MINOR = {"cac", "cua", "duoc", "the", "of", "neu", "co", "in"}
_YEAR = re.compile(r"\b(?:(?:het|cuoi|cuoi nam|het nam|nam) )+(?=(?:19|20)\d\d\b)")
_ZEROS = re.compile(r"\b0+(?=\d)")
_FOOTNOTE = re.compile(r"\s*(?:\(\d{1,2}\)|\[\d{1,2}\])\s*$")
_NAMES = (
    (re.compile(r"\bcum (?:cong nghiep|cn)\b"), "ccn"),
    (re.compile(r"\bkhu (?:cong nghiep|cn)\b"), "kcn"),
    (re.compile(r"\bcong nghiep\b"), "cn"),
    (re.compile(r"\bquy hoach\b"), "qh"),
    (re.compile(r"\bdien tich\b"), "dt"),
    (re.compile(r"\bquyet dinh\b"), "qd"),
)
_SUPERSCRIPTS = str.maketrans("²³", "23")
_UNIT_WORDS = {"don vi", "don vi tinh", "dvt", "unit"}

UNITS = {
    "ha": ("ha", "1"),
    "hecta": ("ha", "1"),
    "hec ta": ("ha", "1"),
    "hectare": ("ha", "1"),
    "hectares": ("ha", "1"),
    "m2": ("ha", "0.0001"),
    "1000 m2": ("ha", "0.1"),
    "nghin m2": ("ha", "0.1"),
    "km2": ("ha", "100"),
    "ty dong": ("tỷ đồng", "1"),
    "ti dong": ("tỷ đồng", "1"),
    "ty vnd": ("tỷ đồng", "1"),
    "ty": ("tỷ đồng", "1"),
    "ti": ("tỷ đồng", "1"),
    "vnd billion": ("tỷ đồng", "1"),
    "billion vnd": ("tỷ đồng", "1"),
    "vnd bn": ("tỷ đồng", "1"),
    "trieu dong": ("tỷ đồng", "0.001"),
    "tr dong": ("tỷ đồng", "0.001"),
    "trd": ("tỷ đồng", "0.001"),
    "trieu vnd": ("tỷ đồng", "0.001"),
    "vnd million": ("tỷ đồng", "0.001"),
    "million vnd": ("tỷ đồng", "0.001"),
    "nghin dong": ("tỷ đồng", "0.000001"),
    "ngan dong": ("tỷ đồng", "0.000001"),
    "1000 dong": ("tỷ đồng", "0.000001"),
    "dong": ("tỷ đồng", "0.000000001"),
    "vnd": ("tỷ đồng", "0.000000001"),
    "trieu usd": ("triệu USD", "1"),
    "tr usd": ("triệu USD", "1"),
    "trieu do la": ("triệu USD", "1"),
    "usd million": ("triệu USD", "1"),
    "million usd": ("triệu USD", "1"),
    "ty usd": ("triệu USD", "1000"),
    "nghin usd": ("triệu USD", "0.001"),
    "usd": ("triệu USD", "0.000001"),
    "pct": ("%", "1"),
    "phan tram": ("%", "1"),
    "percent": ("%", "1"),
    "do": ("degree", "1"),
    "degree": ("degree", "1"),
}
"""Units as people write them, folded: the unit of the record and how many of it one is."""

_CAPITAL = {"tỷ đồng": "capital_vnd_billion", "triệu USD": "capital_usd_million"}


class Field(NamedTuple):
    """A field of a list: how it is headed, what its cells hold and in which unit."""

    name: str
    label: Text
    kind: str
    unit: str
    aliases: tuple[str, ...]


class Heading(NamedTuple):
    """A heading told apart: its key, and the unit it gives (as in `UNITS`), if any."""

    key: str
    unit: str | None


class Known(NamedTuple):
    """What a heading stands for: the field, None where the record has no place for it."""

    field: str | None
    is_english: bool


@cache
def fields() -> Mapping[str, Field]:
    """Return the fields in the order of a list."""
    rows = read_rows(data_folder() / "lists" / "fields.csv", _FIELD_COLUMNS)
    return {
        row.required("field"): Field(
            row.required("field"),
            Text(row.required("label_vi"), row.required("label_en")),
            row.required("kind"),
            row.cells["unit"],
            tuple(row.several("aliases")),
        )
        for row in rows
    }


def heading(text: str) -> Heading:
    """Tell the name in a heading from its unit: `Diện tích (m²)` is `dien tich` in m2."""
    bare = _FOOTNOTE.sub("", clean(text).translate(_SUPERSCRIPTS))
    if "%" in bare:
        return Heading(_key(fold(bare)), "pct")
    words = fold(bare).split(" ")
    for size in (3, 2, 1):
        unit = " ".join(words[-size:])
        if len(words) > size and unit in UNITS:
            rest = words[:-size]
            for extra in (3, 2, 1):
                if " ".join(rest[-extra:]) in _UNIT_WORDS:
                    rest = rest[:-extra]
            return Heading(_key(" ".join(rest)), unit)
    return Heading(_key(" ".join(words)), None)


def unit_in(text: str) -> str | None:
    """Return the unit that a text is, alone or after `Đơn vị tính:`; None where it is none."""
    folded = fold(text.translate(_SUPERSCRIPTS))
    for word in sorted(_UNIT_WORDS, key=len, reverse=True):
        if folded.startswith(f"{word} "):
            folded = folded.removeprefix(f"{word} ")
            break
    if folded in UNITS:
        return folded
    return "pct" if text.strip(" ()[]") == "%" else None


def field_of(text: str) -> Known | None:
    """Return what a heading stands for; None where no alias is like it."""
    told = heading(text)
    found = _by_heading().get(told.key) or _by_heading().get(spelling_key(text))
    return found and found._replace(field=by_unit(found.field, told.unit))


def by_unit(field: str | None, unit: str | None) -> str | None:
    """Return the field that a unit shows is meant: capital in its currency, an area for a status.

    Any other field is returned as it is.
    """
    if field == "status" and unit is not None and UNITS[unit][0] == "ha":
        return "area_now_ha"
    if field in _CAPITAL.values() and unit is not None:
        return _CAPITAL.get(UNITS[unit][0], field)
    return field


def nearest_fields(text: str) -> tuple[str, ...]:
    """Return the headings nearest to one that is not known, each with its field."""
    hits = process.extract(
        heading(text).key, list(_by_heading()), scorer=fuzz.ratio, limit=12, score_cutoff=_SIMILAR
    )
    names = (_by_heading()[key].field for key, _, _ in hits)
    found = dict.fromkeys(name for name in names if name is not None)
    return tuple(f"{fields()[name].label.vi} = {name}" for name in found)[:_NEAREST]


def _key(folded: str) -> str:
    text = _ZEROS.sub("", _YEAR.sub("", folded))
    for written, short in _NAMES:
        text = written.sub(short, text)
    return " ".join(word for word in text.split(" ") if word not in _MINOR) or text


@cache
def _by_heading() -> Mapping[str, Known]:
    found: dict[str, Known] = {}
    for field in fields().values():
        name = None if field.name == _UNKEPT else field.name
        english = {field.name, field.label.en, *(text for text in field.aliases if text.isascii())}
        for text in (field.name, *field.label, *field.aliases):
            known = Known(name, text in english and len(text) > 3)
            for key in (heading(text).key, spelling_key(text)):
                found.setdefault(key, known)
    found.pop("", None)
    return found
