"""What the cells of a row say of its place: the names of units in them, by level.

An address is any mixture of `Thôn X, xã A, huyện B`, `A - B - tỉnh C`, `xã A và xã B huyện C`,
`TT. A, H. B`, with or without accents. Nothing is looked up here but whether a name with a hyphen
(Bà Rịa - Vũng Tàu) is one name.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from geo.addresses import LEVELS_OF_TYPE, readings
from geo.dates import Period
from geo.text import clean
from geo.vocabulary import Level

_TYPES = r"xã|phường|thị trấn|đặc khu|huyện|thị xã|thành phố|quận|tỉnh"
_BARE_TYPES = "xa|phuong|thi tran|dac khu|huyen|thi xa|thanh pho|quan|tinh"
_SHORT_TYPES = r"TP\.?|TX\.?|TT\.?|[HXPQ]\."
_BEFORE_TYPE = re.compile(
    rf"(?i:(?<!\bthị)(?<![,;])\s+)(?=(?i:{_TYPES}|{_SHORT_TYPES})\s*[A-ZĐÀ-Ỹ0-9])"
)
_BEFORE_BARE_TYPE = re.compile(
    rf"(?<!\bthi)(?<![,;])\s+(?=(?:{_BARE_TYPES})\s+\w|(?:{_SHORT_TYPES})\s*\w)", re.IGNORECASE
)
_SEPARATORS = re.compile(r"\s*[,;/+&\n|]\s*")
_AND = re.compile(r"\s+(?:và|and)\s+", re.IGNORECASE)
_HYPHEN = re.compile(r"\s*-\s*")
_FORMER = re.compile(
    r"\s*\((?:cũ|mới|trước đây|cu|moi|nay (?:là|thuộc)[^)]*|trước (?:là|thuộc)[^)]*)\)"
    r"|\s+(?:cũ|trước đây)(?=$|[,;])",
    re.IGNORECASE,
)
_LINK = r"(?:và|and|trên|thuộc|tại|ở|địa bàn|địa phận|khu vực)\s+"
_OPENING = re.compile(
    rf"(?:(?:^|(?<=[,;:-]))\s*(?:{_LINK})*|\s+(?:{_LINK})+)(?:(?:các|hai|ba|[234])\s+)?"
    rf"(?=(?:{_TYPES}|{_BARE_TYPES}|{_SHORT_TYPES})(?:\s|(?<=\.)))",
    re.IGNORECASE,
)
_DETAIL = re.compile(
    r"(?:thôn|xóm|ấp|bản|làng|buôn|bon|plei|plêi|sóc|phum|khóm|khu(?: phố| vực)?|kp|kv"
    r"|tổ(?: dân phố)?|tdp|tiểu khu|đường|phố|ngõ|quốc lộ|ql|tỉnh lộ|hương lộ|đt|tl|km|lô|số"
    r"|ccn|kcn|kkt|cụm|đội"
    r"|cánh đồng|núi|đồi|phía|giáp|gần|cạnh|hai bên|dọc|khối|cù lao|chợ|ngã ba|ngã tư|thon|xom|ap"
    r"|to|khom|duong)\b",
    re.IGNORECASE,
)
_COUNTRY = re.compile(r"(?:nước )?(?:việt nam|viet nam|vietnam)", re.IGNORECASE)


class Part(NamedTuple):
    """One name: its text with its type, and the levels that type allows, none where it has none."""

    text: str
    levels: tuple[Level, ...]

    @property
    def is_detail(self) -> bool:
        """Tell whether it is finer than any unit: a hamlet, a road."""
        return not self.levels and _DETAIL.match(self.text) is not None


class Where(NamedTuple):
    """What a row says of its place: its cells, the group it stands in, and its name's brackets."""

    address: str | None = None
    commune: str | None = None
    district: str | None = None
    province: str | None = None
    commune_now: str | None = None
    province_now: str | None = None
    unit_codes: str | None = None
    units_on: Period | None = None
    group_commune: str | None = None
    group_district: str | None = None
    group_province: str | None = None
    aside: str | None = None

    @property
    def field(self) -> str:
        """The field that states the finest part of the place."""
        return next(
            (name for name in ("commune", "address", "district", "commune_now") if self.of(name)),
            "name" if self.aside else "province",
        )

    def of(self, name: str) -> str | None:
        """Return the cell of a field."""
        value: str | None = getattr(self, name)
        return value


class Stated(NamedTuple):
    """The names of a row by level.

    `bare` ones have no type and may be of any level, or of none; `beside` are districts that the
    address names beside those of a column of their own; `is_old` tells the system of units where
    the list keeps both apart.
    """

    province: str | None
    districts: tuple[str, ...]
    communes: tuple[str, ...]
    bare: tuple[str, ...]
    beside: tuple[str, ...]
    field: str
    is_old: bool | None


def gather(where: Where, parts: Callable[[str | None], list[Part]]) -> Stated:
    """Gather the names of a row by level; `parts` splits a cell.

    The units of today count only where no former ones are given, brackets where nothing else is.
    """
    communes: list[str] = []
    districts: list[str] = []
    bare: list[str] = []
    beside: list[str] = []
    province, commune, address = where.province, where.commune, where.address
    is_now = commune is None and where.commune_now is not None
    if is_now:
        commune, address = where.commune_now, None
        province = province if where.district else where.province_now or province
    elif not (address or commune or where.district):
        address = where.aside
    province = province or where.province_now
    cells = ((where.district, districts), (commune, communes))
    for cell, usual in cells:
        for part in parts(cell):
            if part.levels == (Level.PROVINCE,):
                province = province or part.text
            elif part.levels == (Level.COMMUNE,):
                communes.append(part.text)
            elif part.levels:
                (beside if where.district and usual is communes else districts).append(part.text)
            elif not part.is_detail:
                usual.append(part.text)
    has_commune, has_district = bool(communes), bool(districts)
    for part in parts(address):
        if part.levels == (Level.PROVINCE,):
            province = province or part.text
        elif part.levels == (Level.COMMUNE,):
            if not has_commune:
                bare = bare if communes else []
                communes.append(part.text)
        elif part.levels:
            (beside if has_district else districts).append(part.text)
        elif not part.is_detail:
            bare.append(part.text)
    return Stated(
        province or where.group_province,
        tuple(districts),
        tuple(communes),
        tuple(bare),
        tuple(beside),
        where.field,
        where.province is not None and not is_now if where.province_now or is_now else None,
    )


def split(text: str, is_name: Callable[[str], bool]) -> list[Part]:
    """Return the names in a cell, as they stand; `is_name` tells names that hold a hyphen.

    A type of several (`các xã A, B và C`, `xã A, B`) is that of the first; the others have none.
    """
    whole = clean(text).strip(" .,;")
    if not _SEPARATORS.search(whole) and is_name(whole):
        return [_part(whole)]
    plain = _FORMER.sub("", whole).replace("(", ", ").replace(")", ", ").replace(":", " ")
    before = _BEFORE_BARE_TYPE if plain.isascii() else _BEFORE_TYPE
    pieces: list[str] = []
    for piece in _SEPARATORS.split(before.sub(", ", _OPENING.sub(", ", plain))):
        pieces += _apart(piece.strip(" ."), is_name)
    names = (piece.strip(" .") for piece in pieces)
    return [_part(name) for name in names if name and not _COUNTRY.fullmatch(name)]


def _apart(piece: str, is_name: Callable[[str], bool]) -> list[str]:
    """Return the names between hyphens and the word `và`, those together that are one name."""
    if ("-" not in piece and not _AND.search(piece)) or is_name(piece):
        return [piece]
    names: list[str] = []
    for name in _HYPHEN.split(piece):
        if names and is_name(f"{names[-1]} - {name}"):
            names[-1] = f"{names[-1]} - {name}"
        else:
            names.append(name)
    return [name for joined in names for name in _apart_words(joined, is_name)]


def _apart_words(piece: str, is_name: Callable[[str], bool]) -> list[str]:
    return [piece] if is_name(piece) else _AND.split(piece)


def _part(text: str) -> Part:
    for reading in readings(text):
        if reading.unit_type is not None:
            return Part(text, LEVELS_OF_TYPE[reading.unit_type])
    return Part(text, ())
