from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.dates import Period

DAYS = st.none() | st.dates(date(1990, 1, 1), date(2050, 1, 1))
YEARS = st.integers(1990, 2050)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2021", date(2021, 1, 1), date(2022, 1, 1)),
        ("2021-Q1", date(2021, 1, 1), date(2021, 4, 1)),
        ("2021-Q4", date(2021, 10, 1), date(2022, 1, 1)),
        ("2021-12", date(2021, 12, 1), date(2022, 1, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
        ("2021-06-15", date(2021, 6, 15), date(2021, 6, 16)),
        ("2023-Q1/2024-Q4", date(2023, 1, 1), date(2025, 1, 1)),
        ("2025-Q1/2026-07", date(2025, 1, 1), date(2026, 8, 1)),
        ("/2030", None, date(2031, 1, 1)),
        ("2021/", date(2021, 1, 1), None),
    ],
)
def test_period_covers_the_days_its_text_names(
    text: str, start: date | None, end: date | None
) -> None:
    assert Period.parse(text) == Period(start, end)


def test_no_text_is_no_period() -> None:
    assert Period.parse("") is None


@pytest.mark.parametrize(
    "text",
    ["2021-Q5", "2021-Q0", "2021-13", "2021-02-31", "2021-2-3", "đến năm 2030", "/", "21", "0000",
     "2024/2021", "2021-06/2021-05", "2021 ", "2021/2022/2023"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Period.parse(text)


@given(YEARS, st.integers(1, 4))
def test_four_quarters_make_the_year(year: int, quarter: int) -> None:
    whole, part = Period.parse(f"{year}"), Period.parse(f"{year}-Q{quarter}")
    assert whole is not None
    assert part is not None
    assert part.start is not None
    assert part.end is not None
    assert part.start in whole
    assert part.end - timedelta(days=1) in whole
    following = Period.parse(f"{year}-Q{quarter + 1}" if quarter < 4 else f"{year + 1}-Q1")
    assert following is not None
    assert following.start == part.end


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)))
def test_a_day_lies_in_its_own_day_month_and_year_and_not_in_the_next(day: date) -> None:
    for text in (day.isoformat(), f"{day:%Y-%m}", f"{day:%Y}"):
        period = Period.parse(text)
        assert period is not None
        assert day in period
        assert period.end is not None
        assert period.end not in period


@given(YEARS, YEARS)
def test_a_span_runs_from_its_first_to_its_last_year(one: int, other: int) -> None:
    first, last = sorted((one, other))
    assert Period.parse(f"{first}/{last}") == Period(date(first, 1, 1), date(last + 1, 1, 1))


@given(DAYS, DAYS)
def test_a_period_is_named_so_that_it_is_read_again(one: date | None, other: date | None) -> None:
    first, last = one, other
    if one and other:
        first, last = min(one, other), max(one, other) + timedelta(days=1)
    period = Period(first, last)
    assert Period.parse(str(period)) == (period if first or last else None)


@pytest.mark.parametrize(
    "text", ["2021", "2021-Q3", "2021-06", "2021-06-15", "2021/2030", "/2030", "2021-Q2/", ""]
)
def test_a_period_is_named_as_shortly_as_it_can_be(text: str) -> None:
    assert str(Period.parse(text) or "") == text
