"""Vietnamese text from before Unicode: known, decoded, and never mistaken."""

import unicodedata
from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import legacy
from geo.errors import InputError

SPOKEN = (
    "Cụm công nghiệp Hồng Lộc, xã Đại Lâm, huyện Lạng Giang, tỉnh Bắc Giang; Thủy Nguyên, Quế Võ"
)
IN_TCVN3 = (
    "Côm c«ng nghiÖp Hång Léc, x· §¹i L©m, huyÖn L¹ng Giang, tØnh B¾c Giang; Thñy Nguyªn, QuÕ Vâ"
)
IN_VNI = (
    "Cuïm coâng nghieäp Hoàng Loäc, xaõ Ñaïi Laâm, huyeän Laïng Giang, tænh Baéc Giang;"
    " Thuûy Nguyeân, Queá Voõ"
)
"""As typists of the time left it, seen in the Western code page."""

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = tuple(
    unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product("aăâeêioôơuưy", TONES)
)
SYLLABLES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(
            ("b", "ch", "d", "đ", "h", "kh", "l", "m", "nh", "ph", "s", "th", "tr", "v")
        ),
        st.sampled_from(VOWELS),
        st.sampled_from(("", "m", "n", "ng", "nh")),
    ),
)
TEXTS = st.lists(SYLLABLES, min_size=3, max_size=12).map(" ".join)

TCVN3_BYTES = {letter: bytes([byte]) for byte, letter in legacy._TCVN3.items()}
VNI_BYTES = {letter: pair.encode("latin-1") for pair, letter in legacy._VNI.items()}


def written(text: str, table: dict[str, bytes]) -> bytes:
    return b"".join(table[letter] if letter in table else letter.encode("ascii") for letter in text)


def alone(text: str) -> str:
    """Read a text that stands in a row of its own."""
    page = legacy.page_of_row([text])
    return text if page is None else legacy.read_in(text, page)


@pytest.mark.parametrize(
    ("seen", "page"), [(IN_TCVN3, "tcvn3"), (IN_VNI, "vni")], ids=["tcvn3", "vni"]
)
def test_text_of_the_time_is_known_and_read(seen: str, page: str) -> None:
    assert legacy.decode(seen.encode("latin-1")) == (SPOKEN, page)
    assert alone(seen) == SPOKEN


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("TØNH B¾C GIANG", "TỈNH BẮC GIANG"),
        ("QuyÕt ®Þnh 05/2013/Q§-UBND", "Quyết định 05/2013/QĐ-UBND"),
        ("“C«ng ty” – 5 ha", "“Công ty” – 5 ha"),
        ("Quèc lé", "Quốc lộ"),
        ("tèt", "tốt"),
        ("Ñoàng Nai", "Đồng Nai"),
        ("TÆNH BAÉC GIANG", "TỈNH BẮC GIANG"),
    ],
)
def test_words_of_old_fonts_become_unicode(seen: str, meant: str) -> None:
    assert alone(seen) == meant


@pytest.mark.parametrize(
    "text",
    [
        SPOKEN,
        "Hà Nam",
        "Krông Búk",
        "Café Häfele",
        "«ABC», 5 m², 1½, 30°, ±2 · ¥",
        "·",
        "½ ha",
        "Léc",
        "côm",
        "Ðông Hà",
        "Nguyễn §",
        "",
    ],
)
def test_text_that_may_be_meant_so_stays(text: str) -> None:
    assert alone(text) == text


def test_a_word_of_two_readings_follows_its_row() -> None:
    assert legacy.page_of("Léc") is None
    assert legacy.page_of_row(["Hång Léc", "Léc", 5, None]) == "tcvn3"
    assert legacy.read_in("Léc", "tcvn3") == "Lộc"
    assert legacy.page_of_row(["Hà", "Bắc"]) is None


@given(TEXTS)
def test_tcvn3_comes_back(text: str) -> None:
    data = written(text, TCVN3_BYTES)
    assert legacy.decode(data, "tcvn3") == (text, "tcvn3")


@given(TEXTS)
def test_vni_comes_back(text: str) -> None:
    assert legacy.decode(written(text, VNI_BYTES), "VNI-Windows") == (text, "vni")
    capitals = text.upper()
    assert legacy.decode(written(capitals, VNI_BYTES), "vni") == (capitals, "vni")


@given(TEXTS)
def test_unicode_is_never_taken_for_an_old_font(text: str) -> None:
    assert alone(text) == text
    assert legacy.decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
    ],
)
def test_unicode_is_known_in_all_its_forms(encoding: str, name: str) -> None:
    assert legacy.decode(f"{SPOKEN}\n".encode(encoding)) == (f"{SPOKEN}\n", name)


def test_windows_1258_is_known() -> None:
    data = (
        unicodedata.normalize("NFC", "tỉnh Bắc Giang, Đông Anh")
        .replace("ỉ", "i\u0309")
        .replace("ắ", "ă\u0301")
    )
    assert legacy.decode(data.encode("cp1258")) == ("tỉnh Bắc Giang, Đông Anh", "windows-1258")


def test_a_line_in_another_encoding_is_told_with_its_number() -> None:
    modern, old = f"{SPOKEN}\n".encode(), f"{IN_TCVN3}\n".encode("latin-1")
    with pytest.raises(InputError, match=r'"a\.csv", line 4: written in tcvn3 .* is utf-8'):
        legacy.decode(modern * 3 + old, where="a.csv")
    with pytest.raises(InputError, match=r'"a\.csv", line 5: written in utf-8 .* is tcvn3'):
        legacy.decode(old * 4 + modern, where="a.csv")


def test_utf_16_that_is_cut_off_is_told() -> None:
    with pytest.raises(InputError, match="cut off"):
        legacy.decode(SPOKEN.encode("utf-16")[:-1])


def test_an_unknown_encoding_is_told_with_those_known() -> None:
    with pytest.raises(InputError, match="expected one of utf-8, utf-16, tcvn3"):
        legacy.decode(b"a", "latin-9")


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with suppress(InputError):
        legacy.decode(data)
