"""`geo boundaries` as a user meets it: run as a program on the tests' own server."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from program import run_geo
from shapely.affinity import translate

from geo.build import Built
from geo.dates import SWITCH
from geo.gazetteer import Gazetteer
from geo.ingest.boundaries import approximate_boundaries
from geo.settings import Settings
from geo.units import UnitTables
from geo.vocabulary import Level

Run = Callable[..., subprocess.CompletedProcess[str]]
WORDS = ("--level", "province", "--on", "2025-07-01")


@pytest.fixture
def geo(built: Built, settings: Settings, tmp_path: Path) -> Iterator[Run]:
    """Run the command; what it imported is dropped again."""

    asked = list[tuple[str, ...]]()

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        asked.append(words)
        return run_geo(settings, "--lang", "en", "boundaries", *words, cwd=tmp_path)

    yield run
    if any("--commit" in words for words in asked):
        run("drop", "--all")


@pytest.fixture
def file(tables: UnitTables, gazetteer: Gazetteer, tmp_path: Path) -> Path:
    """A file of the provinces of today, with a slip and without Bắc Ninh."""
    computed = approximate_boundaries(tables).set_index("key").geometry
    units = [one for one in gazetteer.at(Level.PROVINCE, on=SWITCH) if one.name != "Bắc Ninh"]
    frame = gpd.GeoDataFrame(
        {"ten": ["Lai Cháo" if one.name == "Lai Châu" else one.name for one in units]},
        geometry=[translate(computed[one.key], 0.01, 0) for one in units],
        crs=4326,
    )
    saved = tmp_path / "tinh.geojson"
    frame.to_file(saved)
    return saved


def listed(geo: Run) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(geo("list", "--format", "json").stdout)
    return found


def test_a_dry_run_tells_and_writes_nothing(geo: Run, file: Path) -> None:
    told = geo("import", str(file), *WORDS)
    assert told.returncode == 0
    assert "Lai Cháo" in told.stdout
    assert "tỉnh Lai Châu" in told.stdout
    assert "33 shapes, 32 units" in told.stderr
    assert "  tỉnh Bắc Ninh" in told.stderr
    assert "Nothing was written" in told.stderr
    assert listed(geo) == []


def test_importing_listing_and_dropping(geo: Run, file: Path) -> None:
    words = ("import", str(file), *WORDS, "--source", "Bản đồ thử", "--licence", "CC BY 4.0")
    done = geo(*words, "--commit")
    assert (done.returncode, "Wrote the boundaries of 32 units" in done.stderr) == (0, True)
    assert "nothing changed" in geo(*words, "--commit").stderr
    (layer,) = listed(geo)
    assert (layer["title"], layer["units"], layer["file"]) == ("Bản đồ thử", 32, "tinh.geojson")
    assert "Bản đồ thử" in geo("list").stdout
    number = str(layer["boundary_layer_id"])
    refused = geo("drop", "999999")
    assert (refused.returncode, f"there are: {number}" in refused.stderr) == (3, True)
    assert "of 32 units" in geo("drop", number).stderr
    assert listed(geo) == []
    assert "None imported" in geo("list").stderr


def test_json_tells_all(geo: Run, file: Path) -> None:
    told = json.loads(geo("import", str(file), *WORDS, "--format", "json").stdout)
    assert (told["shapes"], told["units"], told["changes"]) == (33, 32, None)
    assert told["columns"] == {"name": ["ten"]}
    assert told["unrecognised"][0]["words"] == "Lai Cháo"
    assert told["lacking"] == ["tỉnh Lai Châu", "tỉnh Bắc Ninh"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*WORDS, "--commit"), "--source"),
        ((*WORDS, "--map", "ten"), 'expected the form "Column=name"'),
        ((*WORDS, "--map", "ten=colour"), "roles: code, name, type, parent"),
        ((*WORDS, "--map", "xyz=name"), 'no column "xyz"; it has: ten'),
        (("--level", "country", "--on", "2025-07-01"), "--level"),
        (("--level", "province", "--on", "2025"), "--on"),
        (("--level", "district", "--on", "2025-07-01"), "no units of level district"),
        ((*WORDS, "--crs", "EPSG:1"), "no such CRS"),
        ((*WORDS, "--layer", "x"), "no such layer; it has: tinh"),
    ],
)
def test_a_mistake_is_one_sentence(geo: Run, file: Path, words: tuple[str, ...], said: str) -> None:
    told = geo("import", str(file), *words)
    assert told.returncode == 3
    assert said in told.stderr
    assert "Traceback" not in told.stderr
    assert told.stdout == ""


def test_a_file_that_is_not_there_is_told(geo: Run) -> None:
    told = geo("import", "https://example.org/a.geojson", *WORDS)
    assert (told.returncode, "There is no file" in told.stderr) == (3, True)


def test_the_sources_to_fetch_from_are_listed(geo: Run) -> None:
    found = json.loads(geo("download", "--format", "json").stdout)
    assert {row["key"]: row["there"] for row in found}["hdx"] is False
    told = geo("download", "gadm")
    assert (told.returncode, "there are: hdx" in told.stderr) == (3, True)
