"""Names of clusters as lists write them: the kind of zone before, the address behind."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from geo.addresses import readings
from geo.lists.figures import is_clean
from geo.lists.words import word_in
from geo.text import clean, fold

_KIND = re.compile(
    r"(cụm\s+công\s+nghiệp|cụm\s+cn|ccn|cum\s+cong\s+nghiep|cum\s+cn|khu\s+công\s+nghiệp|khu\s+cn|kcn"
    r"|khu\s+cong\s+nghiep|khu\s+kinh\s+tế|khu\s+kinh\s+te|kkt)\b[\s.:-]*",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*\(([^()]+)\)\s*$")
_TYPES = r"xã|phường|thị trấn|huyện|thị xã|thành phố|quận|tỉnh|TT\.?|TP\.?|TX\.?|H\."
_BEHIND = re.compile(
    rf"\s*(?:[,;]|\s-|\stại|\sthuộc)\s*(?=(?i:{_TYPES})\s*[A-ZĐÀ-Ỹ])", re.IGNORECASE
)
_MARKED = re.compile(r"[(,;]| - | tại | thuộc ")
_COMBINING = re.compile("[\u0300-\u036f]+")
_NOT_ALNUM = re.compile("[^a-z0-9\n]+")


class Named(NamedTuple):
    """A name apart from what stands around it: kind of zone, address, and doubtful brackets.

    `aside` is an address by its types; `brackets` may be one, or belong to the name.
    """

    name: str
    zone_type: str | None = None
    aside: str | None = None
    brackets: str | None = None


def named(text: str) -> Named:
    """Tell the name in a cell from what stands around it."""
    zone_type = aside = brackets = None
    name = text
    kind = _KIND.match(text)
    if kind and kind.end() < len(text):
        word = word_in("zone_type", kind[1])
        zone_type, name = (word.value if word else None), text[kind.end() :]
    if _MARKED.search(name):
        inside = _BRACKETS.search(name)
        behind = _BEHIND.search(name, 1, inside.start() if inside else len(name))
        if inside and any(reading.unit_type for reading in readings(inside[1])):
            name, aside = name[: inside.start()].strip(), inside[1]
        elif behind:
            name, aside = name[: behind.start()].strip(), name[behind.end() :]
        elif inside and inside.start():
            brackets = inside[1]
    return Named(name, zone_type, aside, brackets)


def cleaned(texts: Sequence[str | None]) -> Sequence[str | None]:
    """Return texts in their clean form (`geo.text.clean`); empty ones are None."""
    joined = "\n".join(text or "" for text in texts).replace("\n", "\ue000")
    if is_clean(joined):
        return [text or None for text in texts]
    return [clean(text) or None if text else None for text in texts]


def folded(names: Sequence[str]) -> list[str]:
    """Return clean names in the form that compares them (`geo.text.fold`)."""
    joined = "\n".join(names).casefold().replace("đ", "d")
    bare = _COMBINING.sub("", unicodedata.normalize("NFD", joined))
    keys = [key.strip() for key in _NOT_ALNUM.sub(" ", bare).split("\n")]
    is_whole = len(keys) == len(names) and not any(map(unicodedata.combining, set(bare)))
    return keys if is_whole else [fold(name) for name in names]
