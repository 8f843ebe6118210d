"""Vietnamese writing: one form for comparing names, and the numbers people read.

The same name reaches us as NFC or NFD, with the tone on either vowel (Hòa, Hoà), with Đ (U+0110) or
Ð (U+00D0), hyphen or en dash, typewriter or curly apostrophe. Three keys compare names, strictest
first: `spelling_key`, `tone_key`, `fold`.
"""

import re
import unicodedata
from collections.abc import Iterable

_TONES = "\u0300\u0301\u0303\u0309\u0323"
LOOKALIKES = str.maketrans(
    {
        "Ð": "Đ",
        "ð": "đ",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "\u00a0": " ",
        "\u200b": None,
        "\ufeff": None,
    }
)
"""Letters and signs that look alike, each with the one that stands for them."""
_SPACES = re.compile(r"\s+")
_HYPHENS = re.compile(r"\s*-\s*")
_NOT_ALNUM = re.compile(r"[^a-z0-9]+")
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP = frozenset("|<>&\\`*_[]~")
_GUARD = "'"
_GUARDED = tuple("=+-@\t\r\n＝＋－＠" + _GUARD)
_DIGITS = re.compile(r"\d+")
_ALPHABET = str.maketrans(
    {"ă": "a{", "â": "a|", "đ": "d{", "ê": "e{", "ô": "o{", "ơ": "o|", "ư": "u{"}
)


def clean(text: str) -> str:
    """Return NFC text with look-alike letters, dashes, apostrophes and spaces made one."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(LOOKALIKES)).strip()


def writable(text: str) -> str:
    """Return text without what XML 1.0 cannot hold: controls, lone surrogates, U+FFFE, U+FFFF."""
    return _UNWRITABLE.sub("", text)


def guarded(text: str) -> str:
    """Return text that no spreadsheet runs as a formula, for a cell of CSV or XLSX.

    What opens with a sign of formulas, a tab or a line end gets an apostrophe in front, and so does
    what opens with an apostrophe, so that `unguarded` gives every text back.
    """
    return _GUARD + text if text.startswith(_GUARDED) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given; another opening apostrophe is the text's own."""
    bare = text.removeprefix(_GUARD)
    return bare if bare.startswith(_GUARDED) else text


def unmarked(text: str) -> str:
    """Return text that Markdown shows as it is, in one line."""
    line = " ".join(writable(text).split())
    return "".join(f"&#{ord(letter)};" if letter in _MARKUP else letter for letter in line)


def spelling_key(text: str) -> str:
    """Return a key equal for the same spelling: case, Unicode form and dashes apart."""
    return _HYPHENS.sub("-", clean(text).casefold())


def tone_key(text: str) -> str:
    """Return a key equal for the same word with its tone on either vowel (Hòa = Hoà)."""
    words = []
    for word in unicodedata.normalize("NFD", spelling_key(text)).split(" "):
        letters = [letter for letter in word if letter not in _TONES]
        words.append("".join(letters + sorted(letter for letter in word if letter in _TONES)))
    return " ".join(words)


def fold(text: str) -> str:
    """Return a key of bare ASCII words: no accents, no case, no punctuation (Đại Lâm = dai lam)."""
    letters = unicodedata.normalize("NFD", clean(text).casefold().replace("đ", "d"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_ALNUM.sub(" ", bare).strip()


def slug(text: str) -> str:
    """Return the folded text joined by hyphens, for identifiers and file names."""
    return fold(text).replace(" ", "-")


def order_key(text: str) -> tuple[str, str]:
    """Return a key that sorts names as a Vietnamese dictionary does, and numbers by their size.

    Đ follows D and Ơ follows Ô; tones decide only between names that are otherwise equal.
    """
    spelling = spelling_key(text)
    toneless = "".join(c for c in unicodedata.normalize("NFD", spelling) if c not in _TONES)
    letters = unicodedata.normalize("NFC", toneless).translate(_ALPHABET)
    return _DIGITS.sub(lambda found: found[0].zfill(9), letters), spelling


def listed(names: Iterable[str], lang: str) -> str:
    """Join names in one sentence: `A, B và C`, `A, B and C`."""
    *head, last = names
    word = "and" if lang == "en" else "và"
    return f"{', '.join(head)} {word} {last}" if head else last


def number(value: float, lang: str, decimals: int = 0) -> str:
    """Return a number as people write it: 1.234,5 in Vietnamese, 1,234.5 in English."""
    text = f"{value:z,.{decimals}f}"
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))
