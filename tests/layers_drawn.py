"""Layers of boundaries that might be real, saved as files, proposed and taken in."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from shapely.affinity import translate
from sqlalchemy import Connection

from geo.dates import SWITCH, SYSTEMS
from geo.gazetteer import Gazetteer
from geo.ingest import outlines
from geo.ingest.boundaries import approximate_boundaries
from geo.ingest.outlines import Asked, Proposal, Provenance
from geo.units import UnitTables
from geo.vocabulary import Level

BEFORE = SYSTEMS["63"]
SOURCE = Provenance("Bản đồ hành chính thử", "CC BY 4.0", "https://example.org/ban-do")
DAYS = {"34": (Level.PROVINCE, SWITCH), "63": (Level.PROVINCE, BEFORE)}
DAYS |= {"district": (Level.DISTRICT, BEFORE), "commune": (Level.COMMUNE, SWITCH)}

Save = Callable[..., Path]


@pytest.fixture(scope="session")
def drawn(tables: UnitTables, gazetteer: Gazetteer) -> dict[str, gpd.GeoDataFrame]:
    """Computed polygons, a little aside; communes as cells."""
    computed = approximate_boundaries(tables).set_index("key").geometry
    found = {}
    for name, (level, on) in DAYS.items():
        units = gazetteer.at(level, on=on)
        if level is Level.COMMUNE:
            points = shapely.multipoints([(unit.lon, unit.lat) for unit in units])
            cells = shapely.get_parts(shapely.voronoi_polygons(points, ordered=True))
            shapes = shapely.intersection(cells, shapely.buffer(shapely.get_parts(points), 0.2))
        else:
            shapes = [translate(computed[unit.key], 0.01, 0.01) for unit in units]
        found[name] = gpd.GeoDataFrame(
            {
                "code": [unit.code for unit in units],
                "name": [gazetteer.official_name(unit, on)[1] for unit in units],
                "full_name": [gazetteer.name_on(unit, on) for unit in units],
                "parent": [unit.parent.name if unit.parent else "" for unit in units],
            },
            geometry=list(shapes),
            crs=4326,
        )
    return found


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Writes a layer to a file in the form its ending names."""

    def saved(frame: gpd.GeoDataFrame, name: str = "ranh gioi.geojson", **more: Any) -> Path:
        file = tmp_path / name
        frame.to_file(file, **more)
        return file

    return saved


def silent(_: object) -> nullcontext[None]:
    return nullcontext()


def proposed(connection: Connection, file: Path, name: str, **more: Any) -> Proposal:
    level, on = DAYS[name]
    return outlines.propose(connection, Asked(file, level, **{"on": on, **more}), silent)


def imported(connection: Connection, file: Path, name: str, source: Provenance = SOURCE) -> Any:
    return outlines.write(connection, proposed(connection, file, name), source, silent)
