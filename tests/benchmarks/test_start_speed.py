"""The cold start of the command, beside what Python takes to do nothing and to load geopandas."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from measured import Table
from program import GEO

ROUNDS = 9
HELP_BAR_S = 0.25
GEOPANDAS_SHARE = 0.3

NOTHING = (sys.executable, "-c", "pass")
GEOPANDAS = (sys.executable, "-c", "import geopandas")
HELP = (GEO, "--help")


def seconds(words: Sequence[str | Path]) -> float:
    started = perf_counter()
    subprocess.run(words, env=dict(os.environ), stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - started


def test_help_comes_at_once(benchmark: Any, table: Table) -> None:
    rounds = [[seconds(words) for words in (HELP, NOTHING, GEOPANDAS)] for _ in range(ROUNDS)]
    benchmark.pedantic(lambda: seconds(HELP), rounds=1)
    ours, nothing, geopandas = (min(times) for times in zip(*rounds, strict=True))
    said = f"{ours:.2f} s"
    met = ours <= HELP_BAR_S
    bar = f"≤ {HELP_BAR_S} s"
    table.row("`geo --help`", said, f"{nothing:.3f} s: `python -c pass`", ours / nothing, bar, met)
    table.row(
        "`geo --help`",
        said,
        f"{geopandas:.2f} s: `import geopandas`",
        ours / geopandas,
        f"≤ {GEOPANDAS_SHARE}",
        ours <= GEOPANDAS_SHARE * geopandas,
    )
