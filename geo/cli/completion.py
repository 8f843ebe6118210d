"""What the Tab key offers: provinces, queries and clusters, from the shipped tables.

A shell splits at spaces, so names are offered with hyphens, as every command takes them, and
without accents unless one was typed (`bac-giang`, `Bắc-Giang`). No database is asked.
"""

import csv
import glob
from pathlib import Path

from geo.settings import data_folder
from geo.text import slug

_QUERIES = Path(__file__).parents[1] / "sql" / "queries"


def provinces(begun: str) -> list[str]:
    """Return the provinces, former and of today, that begin so."""
    names = _column("administrative/provinces.csv", "name")
    known = {slug(name) if begun.isascii() else name.replace(" ", "-") for name in names}
    return sorted(name for name in known if name.startswith(begun))


def clusters(begun: str) -> list[str]:
    """Return the keys of the shipped clusters that begin so."""
    return [key for key in _column("clusters.csv", "cluster_id") if key.startswith(begun)]


def queries(begun: str) -> list[str]:
    """Return the queries that begin so."""
    return sorted(file.stem for file in _QUERIES.glob(f"{glob.escape(begun)}*.sql"))


def _column(table: str, name: str) -> list[str]:
    with (data_folder() / table).open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]
