"""Addresses per second beside `vietnamadminunits.parse_address`, in the same run.

Run with `pytest tests/benchmarks --benchmark-only`.
"""

import random
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest

from geo.bulk import locate_many
from geo.dates import SWITCH
from geo.gazetteer import Gazetteer
from geo.locator import Locator
from geo.vocabulary import Level

LAST_DAY = SWITCH - timedelta(days=1)
ADDRESSES = 100_000
PARSED = 2_000
TIMES_FASTER = 100


@pytest.fixture(scope="module")
def addresses(gazetteer: Gazetteer) -> list[str]:
    """Communes drawn at random, written `Xã …, Huyện …, Tỉnh …`."""
    communes = gazetteer.at(Level.COMMUNE, on=LAST_DAY)
    drawn = random.Random(2030).choices(communes, k=ADDRESSES)  # noqa: S311
    return [
        ", ".join(
            member.full_name[0].upper() + member.full_name[1:]
            for member in (commune, *gazetteer.ancestors(commune)[:-1])
        )
        for commune in drawn
    ]


@pytest.mark.filterwarnings("ignore")
def test_tables_go_a_hundred_times_faster_than_a_parser(
    benchmark: Any, gazetteer: Gazetteer, addresses: list[str]
) -> None:
    from vietnamadminunits import parse_address

    parse_address(addresses[0], mode="LEGACY")
    started = perf_counter()
    for address in addresses[:PARSED]:
        parse_address(address, mode="LEGACY")
    parser_rate = PARSED / (perf_counter() - started)

    table = benchmark.pedantic(
        lambda: locate_many(Locator(gazetteer, LAST_DAY), addresses, on=LAST_DAY), rounds=5
    )
    rate = ADDRESSES / benchmark.stats.stats.median
    benchmark.extra_info["times_faster"] = round(rate / parser_rate)
    assert (table["status"] == "found").all()
    assert rate >= TIMES_FASTER * parser_rate, f"{rate / parser_rate:.0f} times"
