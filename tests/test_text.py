import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.text import clean, fold, listed, number, order_key, slug, spelling_key, tone_key

VIETNAMESE = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ "
    "AĐÂÊÔƠƯ-'0123456789",
    max_size=30,
)


@given(VIETNAMESE)
def test_unicode_form_and_case_make_no_difference(name: str) -> None:
    for key in (spelling_key, tone_key, fold):
        assert key(unicodedata.normalize("NFD", name)) == key(name)
        assert key(name.upper()) == key(name)
        assert key(name.replace("Đ", "Ð")) == key(name)


@given(VIETNAMESE)
def test_a_stricter_key_never_joins_what_a_looser_one_parts(name: str) -> None:
    assert tone_key(spelling_key(name)) == tone_key(name)
    assert fold(tone_key(name)) == fold(name)


@given(VIETNAMESE)
def test_keys_are_stable(name: str) -> None:
    for key in (clean, spelling_key, fold, slug):
        assert key(key(name)) == key(name)


@pytest.mark.parametrize(
    ("one", "other"), [("Hòa Bình", "Hoà Bình"), ("Thủy", "Thuỷ"), ("Khóa", "Khoá")]
)
def test_tone_placement_is_one_name_but_not_one_spelling(one: str, other: str) -> None:
    assert tone_key(one) == tone_key(other)
    assert spelling_key(one) != spelling_key(other)


@pytest.mark.parametrize(("one", "other"), [("Hòa", "Hóa"), ("Sơn", "Son"), ("Đông", "Dông")])
def test_another_tone_or_letter_is_another_name(one: str, other: str) -> None:
    assert tone_key(one) != tone_key(other)


def test_folding_leaves_bare_words() -> None:
    assert fold("  Đại  Lâm – Phượng Sơn (giai đoạn 2)") == "dai lam phuong son giai doan 2"
    assert fold("Cư M’gar") == fold("Cư M'gar") == "cu m gar"
    assert slug("Bà Rịa – Vũng Tàu") == "ba-ria-vung-tau"


def test_numbers_are_written_as_their_readers_write_them() -> None:
    assert number(1234.5, "vi", 1) == "1.234,5"
    assert number(1234.5, "en", 1) == "1,234.5"
    assert number(-0.4, "vi") == "0"


def test_names_sort_as_in_a_dictionary_and_numbers_by_size() -> None:
    ordered = ["An 2", "An 10", "Ân", "Da", "dài", "Dương", "Đa", "Ô", "Ở", "u", "Ư"]
    assert sorted(sorted(ordered), key=order_key) == ordered


def test_names_are_listed_in_a_sentence() -> None:
    assert listed(["A"], "vi") == "A"
    assert listed(["A", "B", "C"], "vi") == "A, B và C"
    assert listed(["A", "B"], "en") == "A and B"
