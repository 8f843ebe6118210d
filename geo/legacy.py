"""Vietnamese text from before Unicode: the code pages TCVN3 (ABC) and VNI, known and decoded.

Such text reaches us as bytes of a file, or as letters of Windows' Western code page in a cell whose
font (.VnTime, VNI-Times) drew them as Vietnamese ones. Which page it is tells itself: under one
reading the words are Vietnamese syllables, under the others they are not.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from io import BytesIO, TextIOWrapper
from itertools import product
from typing import IO

from geo.errors import InputError, Text

ENCODINGS = ("utf-8", "utf-16", "tcvn3", "vni", "windows-1258")
_ALIASES = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf16": "utf-16",
    "abc": "tcvn3",
    "tcvn-3": "tcvn3",
    "tcvn": "tcvn3",
    "vni-windows": "vni",
    "vniwin": "vni",
    "vni-win": "vni",
    "cp1258": "windows-1258",
    "1258": "windows-1258",
}
_CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "utf-16-le": "utf-16-le"}
_CODECS |= {"utf-16-be": "utf-16-be"}
_SAMPLE = 2**20

_WESTERN = {byte: bytes([byte]).decode("cp1252", "ignore") or None for byte in range(0x80, 0xA0)}

_TCVN3 = {
    first + place: letter
    for first, letters in (
        (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
        (0xB5, "àảãáạ"),
        (0xBB, "ằẳẵắ"),
        (0xC6, "ặầẩẫấậè"),
        (0xCE, "ẻẽéẹềểễếệìỉ"),
        (0xDC, "ĩíịò"),
        (0xE1, "ỏõóọồổỗốộờởỡớợù"),
        (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
    )
    for place, letter in enumerate(letters)
}

_TONES = "\u0301\u0300\u0309\u0303\u0323"
_VNI_LETTERS = dict(zip("íìæóòîñôöÍÌÆÓÒÎÑÔÖ", "íìỉĩịỵđơưÍÌỈĨỊỴĐƠƯ", strict=True))
_VNI = {
    f"{base}{mark}": unicodedata.normalize("NFC", f"{_VNI_LETTERS.get(base, base)}{hat}{tone}")
    for bases, hat, marks in (
        ("aeouyôö", "", "ùøûõï"),
        ("aeo", "\u0302", "áàåãäâ"),
        ("a", "\u0306", "éèúüëê"),
    )
    for small, tone in zip(marks, (*_TONES, ""), strict=False)
    for base, mark in product(bases + bases.upper(), (small, small.upper()))
} | _VNI_LETTERS
_VNI_MARKS = "".join(sorted({pair[1:] for pair in _VNI}))
_VNI_PARTS = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))
_VNI_STRAY = re.compile(rf"(?:{_VNI_PARTS.pattern})|([{_VNI_MARKS}])")

_TONELESS = str.maketrans(dict.fromkeys(_TONES))
_SYLLABLE = re.compile(
    r"(?:b|ch|c(?![eêiy])|d|đ|gh|gi|g(?![eê])|h|kh?|l|m|ngh|ng(?![eêi])|nh|n|ph?|qu|r|s|th?|tr|v|x)?"
    r"(?:oai|oay|oeo|oao|uôi|ươi|ươu|uyê|uya|uyu|uây|uêu|iêu|yêu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu"
    r"|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy])"
    r"(?:ch|c|m|ng|nh|n|p|t)?"
)
_OPEN = "\u0300\u0309\u0303"
"""Tones that no syllable bears whose end is a stop."""

_CAPITALS = re.compile(r"[A-ZĂÂÊÔƠƯĐ]+")
_WORD = re.compile(r"[A-Za-z\xa1-\xff]+")
_SHOUTED = re.compile(r"\b(?=[^a-z\s]*[A-Z][^a-z\s]*[A-Z])[^\Wa-z\d]+\b")

FOREIGN = re.compile("[¡-¿ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿ]")
"""Letters of the Western code page that Vietnamese does not have in Unicode."""

_WESTERN_ONLY = re.compile("[\x00-\xff‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]*")


def named(encoding: str) -> str:
    """Return the name in `ENCODINGS` of a code page as people call it.

    Raises:
        InputError: it is none of them.
    """
    word = encoding.strip().lower().replace("_", "-").replace(" ", "-")
    found = _ALIASES.get(word, word)
    if found not in ENCODINGS:
        raise InputError(
            Text(
                f"Bảng mã “{encoding}” không có; cần một trong: {', '.join(ENCODINGS)}.",
                f'There is no encoding "{encoding}"; expected one of {", ".join(ENCODINGS)}.',
            )
        )
    return found


def detect(sample: bytes) -> str:
    """Return the encoding of bytes from the beginning of a text, one that `lines` takes.

    Where lines of UTF-8 stand among others, the more frequent kind decides. Text without any letter
    beyond ASCII is `utf-8`; text that is Vietnamese in no code page is `windows-1258`.
    """
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if sample[:1] and sample[:400:2].count(0) > len(sample[:400]) // 8:
        return "utf-16-be"
    if sample[1:400:2].count(0) > len(sample[:400]) // 8:
        return "utf-16-le"
    lines = sample.splitlines()[: -1 if len(sample) >= _SAMPLE else None] or [sample]
    written = [line for line in lines if not line.isascii()]
    modern = sum(map(_is_utf8, written))
    if 2 * modern >= len(written):
        return "utf-8"
    text = b"\n".join(line for line in written if not _is_utf8(line)).decode("latin-1")
    words = Counter(_WORD.findall(text))
    high = {word: n for word, n in words.items() if not word.isascii()}
    return max(
        ("windows-1258", "tcvn3", "vni"),
        key=lambda page: sum(n for word, n in high.items() if _spells(word, page)),
    )


def decode(data: bytes, encoding: str | None = None, where: str = "") -> tuple[str, str]:
    """Return a text and the name of its encoding, given or found.

    Args:
        data: the bytes of a whole text.
        encoding: one of `ENCODINGS`, or another name of it; None to find it.
        where: name of the file, for the sentence of an error.

    Raises:
        InputError: no such encoding; or a line is not written in it; names the line.
    """
    page = detect(data[:_SAMPLE]) if encoding is None else named(encoding)
    text = "".join(lines(BytesIO(data), page, where))
    return text, "utf-16" if page.startswith("utf-16") else page


def lines(stream: IO[bytes], encoding: str, where: str = "") -> Iterator[str]:
    """Yield the lines of a text with their ends, in Unicode.

    Args:
        stream: the bytes, read from where it stands; it must be able to go back there.
        encoding: what `detect` or `named` gave.
        where: name of the file, for the sentence of an error.

    Raises:
        InputError: a line is not written in the encoding, or is endless; names the line.
    """
    start = stream.tell()
    codec = _CODECS.get(encoding)
    if codec is None:
        yield from _old_lines(stream, encoding, where)
        return
    reader = TextIOWrapper(stream, codec, newline="")
    try:
        yield from reader
    except UnicodeError as fault:
        reader.detach()
        stream.seek(start)
        raise _undecodable(stream, encoding, where) from fault
    reader.detach()


def _old_lines(stream: IO[bytes], encoding: str, where: str) -> Iterator[str]:
    reading = _PAGES[encoding]
    reader = TextIOWrapper(stream, "latin-1", newline="")
    for number, line in enumerate(reader, 1):
        if line.isascii():
            yield line
            continue
        if _is_utf8(line.encode("latin-1")):
            raise InputError(_mixed(where, number, encoding, "utf-8"))
        yield reading(line)
    reader.detach()


def page_of(text: str) -> str | None:
    """Return the code page, `tcvn3` or `vni`, that a text was clearly typed in; None if in none.

    Clearly: its letters are all of the Western code page, as Unicode they do not all spell
    Vietnamese, and in one of the two code pages they all do.
    """
    if text.isascii() or not _WESTERN_ONLY.fullmatch(text):
        return None
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if all(_spells(word, "unicode") for word in words):
        return None
    for page in ("tcvn3", "vni"):
        if all(_spells(word, page) for word in words):
            return page
    return None


def page_of_row(cells: Iterable[object]) -> str | None:
    """Return the code page, `tcvn3` or `vni`, that texts of one row were clearly typed in."""
    pages = Counter(page_of(cell) for cell in cells if isinstance(cell, str))
    del pages[None]
    return max(pages, key=pages.__getitem__, default=None)


def read_in(text: str, page: str) -> str:
    """Return text in Unicode if all its words are Vietnamese in a code page; else as it is.

    A word that would be Vietnamese under several readings is so read as those around it.
    """
    if text.isascii() or not _WESTERN_ONLY.fullmatch(text):
        return text
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return _PAGES[page](text) if all(_spells(word, page) for word in words) else text


def _from_tcvn3(text: str) -> str:
    """Return text of TCVN3, seen as Latin-1 or Windows-1252, in Unicode.

    Its fonts draw capitals with tones by the small letters: in words of capitals they become so.
    """
    return _SHOUTED.sub(lambda word: word[0].upper(), text.translate(_TCVN3_LETTERS))


def _from_vni(text: str) -> str:
    """Return text of VNI-Windows, seen as Latin-1 or Windows-1252, in Unicode."""
    return _VNI_PARTS.sub(lambda part: _VNI[part[0]], text.translate(_WESTERN))


def _from_1258(text: str) -> str:
    """Return text of Windows-1258, seen as Latin-1, in Unicode."""
    return unicodedata.normalize("NFC", text.encode("latin-1").decode("cp1258", "replace"))


_TCVN3_LETTERS = {**_WESTERN, **_TCVN3}
_PAGES: dict[str, Callable[[str], str]] = {
    "tcvn3": _from_tcvn3,
    "vni": _from_vni,
    "windows-1258": _from_1258,
}


@lru_cache(maxsize=2**16)
def _spells(word: str, page: str) -> bool:
    """Tell whether a word, seen in the Western code page, is Vietnamese when read in a code page.

    Signs that stand alone are no word: in Unicode they are as good as one.
    """
    if page == "unicode":
        if not any(letter.isascii() or letter.isalpha() for letter in word):
            return True
        return _is_syllable(word)
    if page == "vni" and any(stray[1] for stray in _VNI_STRAY.finditer(word)):
        return False
    read = _PAGES[page](word)
    return _is_syllable(read) or _CAPITALS.fullmatch(read) is not None


def _is_syllable(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word.lower())
    bare = unicodedata.normalize("NFC", letters.translate(_TONELESS))
    tones = [letter for letter in letters if letter in _TONES]
    if len(tones) > 1 or (tones and bare.endswith(("c", "ch", "p", "t")) and tones[0] in _OPEN):
        return False
    return _SYLLABLE.fullmatch(bare) is not None


def _is_utf8(line: bytes) -> bool:
    """Tell whether a line is UTF-8: the old code pages never look so by chance."""
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_halved(line: bytes) -> bool:
    """Tell whether a line is UTF-8 but for halves of signs, which some programs leave."""
    try:
        line.decode(errors="surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _undecodable(stream: IO[bytes], encoding: str, where: str) -> InputError:
    """Return the sentence for a text that is not in its encoding, with the first line of it."""
    if encoding.startswith("utf-16"):
        return InputError(
            Text(
                f"“{where}”: tệp UTF-16 bị cắt hoặc hỏng; hãy lưu lại tệp bằng UTF-8.",
                f'"{where}": the UTF-16 text is cut off or damaged; save the file again as UTF-8.',
            )
        )
    for number, line in enumerate(stream, 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            if _is_halved(line):
                return InputError(_halved(where, number))
            return InputError(_mixed(where, number, encoding, detect(line)))
    raise AssertionError(where)


def _halved(where: str, number: int) -> Text:
    file_vi, file_en = (f"“{where}”, ", f'"{where}", ') if where else ("", "")
    return Text(
        f"{file_vi}dòng {number}: có nửa ký tự (surrogate) không đọc được; hãy xóa hoặc gõ lại ký"
        " tự ấy.",
        f"{file_en}line {number}: half a sign (a surrogate), not to be read; delete it or type it"
        " anew.",
    )


def _mixed(where: str, number: int, encoding: str, other: str) -> Text:
    file_vi, file_en = (f"“{where}”, ", f'"{where}", ') if where else ("", "")
    return Text(
        f"{file_vi}dòng {number}: viết bằng {other}, còn tệp bằng {encoding}; hãy lưu lại cả tệp"
        " bằng một bảng mã (UTF-8), hoặc nêu bảng mã bằng --encoding.",
        f"{file_en}line {number}: written in {other} where the file is {encoding}; save the whole"
        " file in one encoding (UTF-8), or name it with --encoding.",
    )
