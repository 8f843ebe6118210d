"""Values as people read them."""

from datetime import date

import pytest

from geo.printing import cell


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2024, 1, 31), "31/01/2024"),
        ("từ 2024-01-01 đến 2024-02-03.", "từ 01/01/2024 đến 03/02/2024."),
        (["2024-01-01", "x"], "01/01/2024; x"),
        ("https://a.vn/2024-08-10/b", "https://a.vn/2024-08-10/b"),
        ("province/24/2025-07-01", "province/24/2025-07-01"),
        ("danh-sach-2024-08-10.csv", "danh-sach-2024-08-10.csv"),
    ],
)
def test_days_are_those_of_the_language(value: object, said: str) -> None:
    assert cell(value, "vi") == said
    assert "/01/" not in cell(value, "en")
