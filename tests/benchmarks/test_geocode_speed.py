"""Addresses per second beside `vietnamadminunits.parse_address` and a loop of geopy, in one run.

The loop asks a Nominatim on this machine that answers every address at once with one place, which
no real one does: the public one allows one question a second.
"""

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import perf_counter
from typing import Any

import pytest
from conftest import TODAY
from geopy.geocoders import Nominatim
from measured import Table

from geo.bulk import locate_many
from geo.dates import SWITCH
from geo.gazetteer import Gazetteer
from geo.geocode import GazetteerGeocoder
from geo.locator import Locator
from geo.vocabulary import Level

LAST_DAY = SWITCH - timedelta(days=1)
ADDRESSES = 100_000
ASKED = 2_000
TIMES_FASTER = 100
TIMES_FASTER_ALONE = 1


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


class Answering(BaseHTTPRequestHandler):
    """Nominatim's answer, whatever the question."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        place = {"lat": "21.2", "lon": "106.2", "display_name": "Bắc Giang", "place_id": 1}
        body = json.dumps([place]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def nominatim() -> Iterator[Nominatim]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        where = f"127.0.0.1:{server.server_port}"
        yield Nominatim(domain=where, scheme="http", user_agent="ccn-atlas-benchmark")
        server.shutdown()
        thread.join()


def rate(ask: Any, addresses: list[str]) -> float:
    """Return how many addresses a second are answered, one after another."""
    assert ask(addresses[0]) is not None
    started = perf_counter()
    for address in addresses:
        ask(address)
    return len(addresses) / (perf_counter() - started)


@pytest.mark.filterwarnings("ignore")
def test_addresses(
    benchmark: Any,
    gazetteer: Gazetteer,
    addresses: list[str],
    nominatim: Nominatim,
    table: Table,
) -> None:
    from vietnamadminunits import parse_address

    found = benchmark.pedantic(
        lambda: locate_many(Locator(gazetteer, LAST_DAY), addresses, on=LAST_DAY), rounds=5
    )
    assert (found["status"] == "found").all()
    geocoder = GazetteerGeocoder(gazetteer, today=TODAY)
    sample = addresses[:ASKED]
    parser = rate(lambda address: parse_address(address, mode="LEGACY"), sample)
    loop = rate(nominatim.geocode, sample)
    alone = rate(lambda address: geocoder.geocode(address, on=LAST_DAY), sample)
    many = ADDRESSES / benchmark.stats.stats.median
    in_table, one = f"addresses in a table of {ADDRESSES:,}", "addresses one by one"
    for what, ours, rival, name, least in (
        (in_table, many, parser, "vietnamadminunits", TIMES_FASTER),
        (in_table, many, loop, "geopy loop, server on this machine", TIMES_FASTER),
        (one, alone, parser, "vietnamadminunits", TIMES_FASTER_ALONE),
        (one, alone, loop, "geopy loop, server on this machine", TIMES_FASTER_ALONE),
    ):
        met = ours >= least * rival
        table.row(
            what, f"{ours:,.0f}/s", f"{rival:,.0f}/s: {name}", ours / rival, f"≥ {least} ×", met
        )
