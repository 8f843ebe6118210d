"""How fast texts are read, and that twice the text takes about twice the time."""

from time import process_time

import pytest
from measured import Table
from pytest_benchmark.fixture import BenchmarkFixture

from geo.extract.reader import read_text
from geo.gazetteer import Gazetteer

KB_A_SECOND = 40
TIMES_FOR_TWICE = 3.5
PARAGRAPH = (
    "UBND tỉnh Hà Nam vừa ban hành Quyết định số 415/QĐ-UBND ngày 12/3/2022 thành lập CCN Thái Hà "
    "{n} "
    "(xã Bắc Lý, huyện Lý Nhân), rộng gần 75 ha, tổng vốn 812,5 tỷ đồng. Mở rộng CCN Kim Bình từ "
    "51,7 ha "
    "lên 73,46 ha; đưa CCN Hoàng Đông, thị xã Duy Tiên ra khỏi quy hoạch. Đến năm 2030, tỉnh có "
    "29 cụm.\n"
)
HOSTILE = {
    "one endless list": "CCN A{n} huyện Lý Nhân, ",
    "one endless sentence": "thành lập CCN Bình Lục {n} mở rộng 5 ha và ",
    "brackets": "(((((",
    "digits": "1.2,3.4/5-",
    "quarters": "từ quý I/2025 đến quý ",
    "capitals": "Hà Nam Ninh Bình Dương ",
    "cells": "a | b | {n} | ",
    "quotes": "“ CCN “ ",
}


def best(text: str, gazetteer: Gazetteer) -> float:
    times = []
    for _ in range(2):
        begun = process_time()
        read_text(text, gazetteer=gazetteer)
        times.append(process_time() - begun)
    return min(times)


def test_reading(benchmark: BenchmarkFixture, gazetteer: Gazetteer, table: Table) -> None:
    text = "".join(PARAGRAPH.format(n=n) for n in range(200))
    size = len(text.encode())
    benchmark.pedantic(read_text, (text,), {"gazetteer": gazetteer}, rounds=3, warmup_rounds=1)
    speed = size / benchmark.stats.stats.min / 1000
    table.row(
        "a text read", f"{speed:.0f} kB/s", "", None, f"> {KB_A_SECOND} kB/s", speed > KB_A_SECOND
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text(
    benchmark: BenchmarkFixture, gazetteer: Gazetteer, table: Table, name: str
) -> None:
    piece = HOSTILE[name]
    once = "".join(piece.format(n=n) for n in range(24_000 // len(piece)))
    read_text(once[:2000], gazetteer=gazetteer)
    short, long = best(once, gazetteer), best(once * 2, gazetteer)
    benchmark.pedantic(read_text, (once,), {"gazetteer": gazetteer}, rounds=1)
    table.row(
        f"a hostile text read: {name}, 48 kB",
        f"{long:.2f} s",
        f"{short:.2f} s: half of it",
        long / short,
        f"< {TIMES_FOR_TWICE}",
        long < TIMES_FOR_TWICE * short,
    )
