"""Whether a text is Vietnamese: why nothing was found in it."""

import re
from enum import StrEnum

from geo.text import fold

_VIETNAMESE = re.compile(r"[ăâđêôơư\u1ea0-\u1ef9]", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_SHARE = 0.02
_TRADE = re.compile(r"\b(?:cum cong nghiep|khu cong nghiep|ccn|kcn|quy hoach|uy ban nhan dan)\b")
_SAMPLE = 100_000


class Tongue(StrEnum):
    """What a text is written in."""

    NONE = "none"
    OTHER = "other"
    VIETNAMESE = "vietnamese"


def tongue(text: str) -> Tongue:
    """Tell whether a text is Vietnamese, with its accents or without, by its beginning."""
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    if not letters:
        return Tongue.OTHER if sample.strip() else Tongue.NONE
    marked = len(_VIETNAMESE.findall(sample))
    if marked >= _SHARE * letters or _TRADE.search(fold(sample)):
        return Tongue.VIETNAMESE
    return Tongue.OTHER
