"""How addresses are written: type words and their short forms, parts from fine to coarse.

`H. Yên Dũng`, `TX Kỳ Anh`, `Q.1`, `P12`, `huyen Yen Dung`: a part may open with the type of its
unit, spelled out, shortened or without accents. The opening of some names looks like a type (Phường
Đúc of Huế), so that a part can have two readings.
"""

import re
from typing import NamedTuple

from geo.text import clean
from geo.vocabulary import Level

LEVELS_OF_TYPE: dict[str, tuple[Level, ...]] = {
    "nước": (Level.COUNTRY,),
    "tỉnh": (Level.PROVINCE,),
    "thành phố": (Level.PROVINCE, Level.DISTRICT),
    "huyện": (Level.DISTRICT,),
    "quận": (Level.DISTRICT,),
    "thị xã": (Level.DISTRICT,),
    "phường": (Level.COMMUNE,),
    "xã": (Level.COMMUNE,),
    "thị trấn": (Level.COMMUNE,),
    "đặc khu": (Level.COMMUNE,),
}
"""Levels whose units bear each type word."""

_UNACCENTED = {
    "tinh": "tỉnh",
    "thanh pho": "thành phố",
    "huyen": "huyện",
    "quan": "quận",
    "thi xa": "thị xã",
    "phuong": "phường",
    "xa": "xã",
    "thi tran": "thị trấn",
    "dac khu": "đặc khu",
}
_SHORT = {
    "t.p": "thành phố",
    "tp": "thành phố",
    "t.x": "thị xã",
    "tx": "thị xã",
    "t.t": "thị trấn",
    "tt": "thị trấn",
    "đk": "đặc khu",
    "t": "tỉnh",
    "h": "huyện",
    "q": "quận",
    "p": "phường",
    "x": "xã",
}
_WORDS = {word: word for word in LEVELS_OF_TYPE if word != "nước"} | _SHORT | _UNACCENTED

_TYPED = re.compile(
    rf"({'|'.join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True))})"
    r"(?:\s*\.\s*|\s+|(?=\d))(?=\S)",
    re.IGNORECASE,
)
_LEADING_ZEROS = re.compile(r"^0+(?=\d)")
_SEPARATORS = re.compile(r"\s*[,;]\s*|\s+-\s+(?=(?:[Tt]ỉnh|TỈNH|TP|[Tt]hành phố)\b)|\s*\n\s*")
_FORMER = re.compile(r"\s*\((?:cũ|mới|trước đây|cu|moi)\)|\s+(?:cũ|trước đây)$", re.IGNORECASE)
_COUNTRY = re.compile(r"(?:nước\s+)?(?:việt\s+nam|vietnam|viet\s+nam)", re.IGNORECASE)
_CLUSTER = re.compile(
    r"\b(?:(?:cụm|khu)\s+(?:công\s+nghiệp|cn)(?:\s+làng\s+nghề)?|cum cong nghiep|khu cong nghiep"
    r"|khu\s+kinh\s+tế|khu kinh te|ccn|kcn|kkt)\b",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    rf"\s+(?:thuộc|tại|ở|của)?\s*(?=(?:{'|'.join(LEVELS_OF_TYPE)})\s+[A-ZÀ-ỸĐ0-9])"
    r"|\s+(?:thuộc|tại|ở)\s+(?=[A-ZÀ-ỸĐ])|\s*\((?=[^)]*\))|\)"
)


class Reading(NamedTuple):
    """One way to read a part of an address: the type of its unit, if given, and the name."""

    unit_type: str | None
    name: str


def readings(part: str) -> tuple[Reading, ...]:
    """Return the ways to read a name, the one with a type first.

    A bare number is not a name: `Quận 1` and `P.1` are, `1` may be a house. A type word without its
    accents counts only where nothing else has any: Quan Hóa is no quận.
    """
    text = clean(part).strip(" .")
    found = []
    match = _TYPED.match(text)
    if match and (text.isascii() or match[1].lower() not in _UNACCENTED):
        name = _LEADING_ZEROS.sub("", text[match.end() :])
        found.append(Reading(_WORDS[match[1].lower()], name))
    if text and not text.isdigit():
        found.append(Reading(None, text))
    return tuple(found)


def split_address(address: str) -> tuple[str | None, list[str]]:
    """Return the words naming a cluster or zone, if any, and the parts of the address, fine first.

    `Cụm công nghiệp Yên Lư, huyện Yên Dũng, Bắc Giang` gives the cluster and two parts. The words
    for a former unit (`(cũ)`) and the country are left out.
    """
    pieces = _SEPARATORS.split(clean(address).strip(" .,;"))
    parts = [part for part in (_FORMER.sub("", piece).strip(" .") for piece in pieces) if part]
    if len(parts) > 1 and _COUNTRY.fullmatch(parts[-1]):
        parts.pop()
    for position, part in enumerate(parts):
        if _CLUSTER.search(part):
            cluster, *within = [piece for piece in _TRAILING.split(part) if piece.strip()]
            return cluster.strip(), [*(piece.strip() for piece in within), *parts[position + 1 :]]
    return None, parts


def has_type(part: str) -> bool:
    """Tell whether a part opens with the type of its unit, so that it cannot be a hamlet."""
    return any(reading.unit_type is not None for reading in readings(part))
