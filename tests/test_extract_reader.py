"""Laws of the reading: quotes, Unicode forms, order, growth; and the parts beneath it."""

import csv
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.extract.candidates import Candidate
from geo.extract.lexicon import lexicon
from geo.extract.lines import lines
from geo.extract.quantities import number
from geo.extract.reader import read_text
from geo.extract.script import Script, bare
from geo.extract.times import times
from geo.gazetteer import Gazetteer
from geo.settings import data_folder
from geo.vocabulary import EventKind, Modality, Stage

PASSAGE = (
    "UBND tỉnh Hà Nam vừa ban hành Quyết định số 415/QĐ-UBND ngày 12/3/2022 thành lập CCN Thái Hà "
    "(huyện Lý Nhân), rộng 75 ha. Từ quý II/2022 đến quý IV/2023: thi công hạ tầng.\n"
    "Đến năm 2030, tỉnh có 29 cụm công nghiệp, 1.264 ha.\n"
    "Tên CCN | Huyện | Diện tích (ha)\nYên Lệnh | Duy Tiên | 69,09"
)
PIECES = [
    *PASSAGE.replace("\n", " \n ").split(" "),
    *[
        "CCN",
        "KCN",
        "cụm",
        "công",
        "nghiệp",
        "các",
        ",",
        ";",
        ":",
        ".",
        "(",
        ")",
        "|",
        "\n",
        "\t",
        "-",
        "“",
        "”",
        "75ha",
        "1.200",
        "%",
        "tỷ",
        "đồng",
        "từ",
        "lên",
        "xuống",
        "còn",
    ],
    *[
        "thành",
        "lập",
        "mở",
        "rộng",
        "sáp",
        "nhập",
        "vào",
        "đưa",
        "ra",
        "khỏi",
        "quy",
        "hoạch",
        "được",
        "lần",
        "lượt",
        "là",
        "huyện",
        "TP.",
        "xã",
    ],
]


def stated(candidates: list[Candidate]) -> list[dict[str, object]]:
    ignored = {"start", "end", "quote"}
    return [
        {key: value for key, value in one.as_json().items() if key not in ignored}
        for one in candidates
    ]


def assert_whole(text: str, found: list[Candidate]) -> None:
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.quote
        assert one.event in {*EventKind, "milestone", "statistic"}
        assert one.certainty in set(Modality)
        assert 0 < one.confidence <= 1
        assert set((one.stage or "").split("; ")) <= {"", *Stage}


@settings(max_examples=150)
@given(st.text(max_size=400))
@example("CCN \x00 (")
@example("thành lập CCN A" * 30)
@example("CCN Thi Sơn, huyện Lý Nhân:")
@example("1. 2. 3. CCN 4 ha 5 ha; ;;")
@example("năm 2020 - 2019 ngày 31/2/2024 quý 9/2024 999/999/9999")
def test_any_text_is_read_without_a_fault(gazetteer: Gazetteer, text: str) -> None:
    assert_whole(text, read_text(text, gazetteer=gazetteer))


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=70))
def test_any_order_of_the_words_is_read_without_a_fault(
    gazetteer: Gazetteer, words: list[str]
) -> None:
    text = " ".join(words)
    assert_whole(text, read_text(text, gazetteer=gazetteer))


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
@example(PASSAGE.split(" "))
def test_both_unicode_forms_give_the_same(gazetteer: Gazetteer, words: list[str]) -> None:
    composed = unicodedata.normalize("NFC", " ".join(words))
    apart = unicodedata.normalize("NFD", composed)
    found = read_text(apart, gazetteer=gazetteer)
    assert_whole(apart, found)
    assert stated_dates(found) == stated_dates(read_text(composed, gazetteer=gazetteer))


def stated_dates(found: list[Candidate]) -> list[dict[str, object]]:
    """What is stated, the words of its time composed."""
    return [
        {
            key: unicodedata.normalize("NFC", value) if isinstance(value, str) else value
            for key, value in one.items()
        }
        for one in stated(found)
    ]


@pytest.mark.parametrize(
    "other",
    [
        "Trời hôm nay nắng đẹp, giá vàng tăng 2%.",
        "Đội bóng của tỉnh thắng 3 - 1 trên sân nhà.",
        "Giao thông qua cầu Bến Mới thông suốt từ 6 giờ.",
    ],
)
def test_another_paragraph_changes_nothing(gazetteer: Gazetteer, other: str) -> None:
    alone = stated(read_text(PASSAGE, gazetteer=gazetteer))
    assert len(alone) == 5
    for text in (f"{other}\n\n{PASSAGE}", f"{PASSAGE}\n\n{other}"):
        assert stated(read_text(text, gazetteer=gazetteer)) == alone


def test_quotes_come_in_the_order_of_the_text(gazetteer: Gazetteer) -> None:
    starts = [one.start for one in read_text(PASSAGE, gazetteer=gazetteer)]
    assert starts == sorted(starts)


def test_a_given_province_fills_a_text_that_names_none(gazetteer: Gazetteer) -> None:
    text = "Thành lập CCN Hồng Phong, huyện Nam Sách."
    (bare_one,) = read_text(text, gazetteer=gazetteer)
    (given_one,) = read_text(text, gazetteer=gazetteer, province="Hải Dương")
    assert (bare_one.province, given_one.province) == (None, "Hải Dương")


def test_the_day_of_publication_completes_dates(gazetteer: Gazetteer) -> None:
    text = "Ngày 5/8, tỉnh Hà Nam thành lập CCN Hòa Mạc."
    (without,) = read_text(text, gazetteer=gazetteer)
    (with_day,) = read_text(text, gazetteer=gazetteer, published=date(2024, 8, 9))
    assert (without.date_start, with_day.date_start) == (None, "2024-08-05")
    assert with_day.date == "Ngày 5/8"


def test_a_candidate_survives_json(gazetteer: Gazetteer) -> None:
    for one in read_text(PASSAGE, gazetteer=gazetteer):
        assert Candidate(**one.as_json()) == one
        assert tuple(one.as_json()) == Candidate.names()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("75", 75),
        ("54,54", 54.54),
        ("1.108", 1108),
        ("3.382,66", 3382.66),
        ("1,234.5", 1234.5),
        ("27.5", 27.5),
        ("0.125", 0.125),
        ("34,365", 34.365),
        ("1.000.000", 1_000_000),
        ("54 ,5", 54.5),
        ("1.2.3,4.5", None),
        ("9" * 30, None),
    ],
)
def test_numbers(text: str, value: float | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("từ quý I/2025 đến quý IV/2026", "span", "2025-Q1", "2026-Q4"),
        ("từ quý II đến quý III/2025", "span", "2025-Q2", "2025-Q3"),
        ("từ tháng 3/2023 đến hết tháng 7/2026", "span", "2023-03", "2026-07"),
        ("giai đoạn 2021 - 2025", "span", "2021", "2025"),
        ("từ năm 2021 đến năm 2024", "span", "2021", "2024"),
        ("đến năm 2030", "deadline", None, "2030"),
        ("đến hết quý 1/2026", "deadline", None, "2026-Q1"),
        ("trước ngày 30/6/2025", "deadline", None, "2025-06-30"),
        ("từ tháng 5 năm 2021", "beginning", "2021-05", None),
        ("ngày 8 tháng 7 năm 2021", "point", "2021-07-08", "2021-07-08"),
        ("Ngày 27.7", "point", None, None),
        ("quý III-2024", "point", "2024-Q3", "2024-Q3"),
        ("cuối năm 2025", "point", "2025", "2025"),
        ("từ tháng 1/2024 - tháng 2/2025", "span", "2024-01", "2025-02"),
        ("den nam 2030", "deadline", None, "2030"),
    ],
)
def test_times(text: str, kind: str, first: str | None, last: str | None) -> None:
    plain = bare(text)
    (when,) = times(plain, 0, len(plain), None)
    assert (when.kind, when.first, when.last) == (kind, first, last)


@pytest.mark.parametrize("text", ["rộng 2020 ha", "vốn 2025 tỷ đồng", "1.2025", "số 12/2023/NĐ-CP"])
def test_no_time_is_seen_in_figures(text: str) -> None:
    assert not times(bare(text), 0, len(text), None)


def test_the_cleaned_text_leads_back_to_the_source() -> None:
    source = unicodedata.normalize("NFD", "Đông\u200b Phú – “Hòa”")
    script = Script(source)
    assert script.text == 'Đông Phú - "Hòa"'
    start = script.text.index("Phú")
    first, last = script.span(start, start + 3)
    assert unicodedata.normalize("NFC", source[first:last]) == "Phú"


@given(st.text(max_size=200))
def test_letters_without_accents_keep_their_places(text: str) -> None:
    assert len(bare(text)) == len(text)


@given(st.text(alphabet="ab .\n|-", max_size=200))
def test_lines_cover_all_words_once(text: str) -> None:
    seen = "".join(text[first:last] for first, last in lines(text))
    assert "".join(seen.split()) == "".join(text.split())


def test_a_text_without_line_ends_is_cut_at_sentences() -> None:
    text = "Tỉnh họp bàn. " * 4000
    pieces = list(lines(text))
    assert max(last - first for first, last in pieces) <= 6000
    assert all(text[first:last].strip().endswith(".") for first, last in pieces[:-1])


def test_a_name_in_the_next_piece_of_a_long_text_is_read(gazetteer: Gazetteer) -> None:
    text = "Tỉnh họp bàn nhiều việc. " * 600 + "Thành lập CCN Bãi Ngang."
    (found,) = read_text(text, gazetteer=gazetteer)
    assert (found.cluster, found.start) == ("Bãi Ngang", text.index("Thành lập"))


def tables() -> list[Path]:
    return sorted((data_folder() / "reading").glob("*.csv"))


@pytest.mark.parametrize("file", tables(), ids=lambda file: file.stem)
def test_no_phrase_stands_twice_in_a_table(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as rows:
        keys = [next(iter(row.values())) for row in csv.DictReader(rows)]
    assert len(keys) == len(set(keys))


def test_the_tables_use_the_words_of_the_vocabulary() -> None:
    with (data_folder() / "reading" / "verbs.csv").open(encoding="utf-8", newline="") as rows:
        verbs = list(csv.DictReader(rows))
    kinds = {"", "milestone", "calling", *EventKind}
    sides = {"after", "before", "either", "tail", "opener", "frame", "none"}
    openers = {row["opens"] for row in verbs if row["side"] == "opener"}
    for row in verbs:
        assert row["kind"] in kinds
        assert row["side"] in sides
        assert row["certainty"] in {"", *Modality}
        assert row["certainty"] or not row["kind"]
        assert row["if_proposed"] in kinds
        assert row["side"] != "tail" or row["opens"] in {"", *openers}
    with (data_folder() / "reading" / "stages.csv").open(encoding="utf-8", newline="") as rows:
        assert {row["stage"] for row in csv.DictReader(rows)} <= set(Stage)


def test_the_metrics_of_the_tables_are_indicators_or_named_as_one() -> None:
    with (data_folder() / "indicators.csv").open(encoding="utf-8", newline="") as rows:
        known = {row["indicator"] for row in csv.DictReader(rows)}
    used = {
        name
        for row in lexicon().metrics.values()
        for name in (row["count"], row["area"], row["capital"])
        if name
    }
    assert len(used & known) >= 24
    assert all(name.startswith("ccn_") for name in used)
