"""Layers of boundaries on record: in the place of the computed ones, dropped again, and shown."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from layers_drawn import DAYS, SOURCE, Save, imported, proposed, silent
from sqlalchemy import Connection, text

from geo.build import load
from geo.changes import Span
from geo.dates import PLAN_END, SYSTEMS
from geo.documents import page
from geo.errors import InputError
from geo.ingest import outlines
from geo.ingest.outlines import Provenance
from geo.qgis.layers import groups
from geo.settings import data_folder
from geo.sheets import Look, Survey, national

TODAY = date(2026, 11, 22)

STATE = (
    "SELECT u.key, ST_AsText(u.centroid), u.centroid_method FROM atlas.administrative_unit AS u",
    "SELECT c.key, ST_AsText(s.point), s.method FROM atlas.cluster_site AS s"
    " JOIN atlas.cluster AS c USING (cluster_id)",
    "SELECT unit_id, approximate, method, ST_AsBinary(geometry) FROM planning.unit_boundary",
    "SELECT unit_id, ST_AsBinary(geometry) FROM planning.unit_outline",
)


def state(connection: Connection) -> list[set[Any]]:
    return [
        {
            tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
            for row in connection.execute(text(asked))
        }
        for asked in STATE
    ]


def boundaries(connection: Connection, level: str, on: date) -> Sequence[Any]:
    asked = text(
        "SELECT u.key, b.approximate, b.source, b.licence, b.method,"
        " ST_Covers(b.geometry, u.geometry) AS holds, ST_NPoints(b.geometry) AS corners,"
        " ST_NPoints(o.geometry) AS drawn"
        " FROM planning.unit AS u JOIN planning.unit_boundary AS b USING (unit_id)"
        " JOIN planning.unit_outline AS o USING (unit_id)"
        " WHERE u.level = :level AND u.valid @> CAST(:on AS date)"
    )
    return connection.execute(asked, {"level": level, "on": on}).all()


@pytest.mark.parametrize("name", ["63", "district", "commune"])
def test_a_layer_takes_the_place_of_the_computed_one_and_gives_it_back(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save, name: str
) -> None:
    before = state(connection)
    file = save(drawn[name])
    assert imported(connection, file, name)
    level, on = DAYS[name]
    found = boundaries(connection, level.value, on)
    assert len(found) == len(drawn[name])
    assert not any(row.approximate for row in found)
    assert {(row.source, row.licence) for row in found} == {(SOURCE.title, SOURCE.licence)}
    assert all(row.holds for row in found)
    assert all(row.drawn <= row.corners for row in found)
    after = state(connection)
    assert before[0] != after[0]
    assert before[1] != after[1]
    assert not imported(connection, file, name)
    assert not load(connection, data_folder(), TODAY, silent)
    assert state(connection) == after
    (layer,) = outlines.layers_on_record(connection)
    assert (layer["units"], layer["level"], layer["shown_on"]) == (len(found), level, on)
    outlines.drop(connection, [layer["boundary_layer_id"]], silent)
    assert state(connection) == before
    assert not load(connection, data_folder(), TODAY, silent)


def test_clusters_at_a_units_point_move_along(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    asked = text(
        "SELECT c.key, ST_X(s.point) AS lon, ST_X(u.centroid) AS unit_lon"
        " FROM atlas.cluster_site AS s JOIN atlas.cluster AS c USING (cluster_id)"
        " JOIN atlas.cluster_site_unit AS m USING (cluster_id)"
        " JOIN atlas.administrative_unit AS u USING (unit_id)"
        " WHERE s.precision = 'district' AND u.level = 'district' AND m.is_primary"
        " AND upper(u.valid) = '2025-07-01' AND s.method = u.centroid_method"
    )
    before = {row.key: row for row in connection.execute(asked) if row.lon == row.unit_lon}
    imported(connection, save(drawn["district"]), "district")
    after = {row.key: row for row in connection.execute(asked) if row.key in before}
    assert len(after) == len(before) > 200
    assert all(row.lon == row.unit_lon != before[key].lon for key, row in after.items())


def test_a_cluster_at_its_own_site_stays_and_is_told_when_it_lies_elsewhere(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    connection.execute(
        text(
            "UPDATE atlas.cluster_site SET precision = 'site', point = 'SRID=4326;POINT(105 21)'"
            " FROM atlas.cluster AS c WHERE c.cluster_id = cluster_site.cluster_id"
            " AND c.key = 'bac-giang/yen-lu'"
        )
    )
    found = proposed(connection, save(drawn["63"]), "63")
    outlines.write(connection, found, SOURCE, silent)
    (stray,) = outlines.sites_outside(connection, found)
    assert (stray["key"], stray["unit"]) == ("bac-giang/yen-lu", "tỉnh Bắc Giang")
    assert stray["km"] > 50


def test_former_communes_follow_the_ones_that_took_them_in(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    imported(connection, save(drawn["commune"]), "commune")
    apart = connection.scalar(
        text(
            "SELECT count(*) FROM atlas.administrative_unit AS u"
            " WHERE u.centroid_method = 'point of the commune that took it in' AND NOT EXISTS ("
            " SELECT FROM atlas.unit_succession AS s JOIN atlas.administrative_unit AS h"
            " ON h.unit_id = s.successor_id WHERE s.predecessor_id = u.unit_id"
            " AND h.centroid ~= u.centroid)"
        )
    )
    assert apart == 0


def test_the_last_file_counts_and_a_layer_without_units_is_gone(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    imported(connection, save(drawn["34"]), "34")
    imported(connection, save(drawn["63"], "63.geojson"), "63")
    assert [row["units"] for row in outlines.layers_on_record(connection)] == [63, 23]
    other = save(drawn["34"].to_crs(3405), "34.gpkg")
    imported(connection, other, "34", Provenance("Bản mới"))
    layers = outlines.layers_on_record(connection)
    assert [(row["title"], row["units"]) for row in layers] == [
        ("Bản mới", 34),
        (SOURCE.title, 52),
    ]


def test_a_record_of_another_version_is_refused(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    connection.execute(
        text("UPDATE atlas.import_run SET sha256 = 'x' WHERE dataset = 'administrative units'")
    )
    with pytest.raises(InputError, match="geo build"):
        imported(connection, save(drawn["34"]), "34")


# On maps


def told(connection: Connection) -> tuple[dict[str, str], str, str]:
    """Return what a map of the country says of each layer's boundaries, its note and sources."""
    from geo.maps.outlines import exactness

    survey = Survey.read(
        connection, Span(TODAY, PLAN_END, SYSTEMS["34"]), known_on=TODAY, districts=True
    )
    sheet = national(survey, Look(TODAY))
    words = {key: exactness(frame) for key, frame in sheet.units.items()}
    (note,) = (note.en for note in sheet.spec.notes if "point of their commune" in note.en)
    assert b"Tr\\u01b0\\u1eddng Sa" in page(sheet) or "Trường Sa".encode() in page(sheet)
    return words, note, sheet.spec.sources.en


def test_maps_say_approximate_where_it_holds(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    words, note, sources = told(connection)
    assert words == dict.fromkeys(("34", "63", "district"), "approximate")
    assert note.startswith("Boundaries are approximate")
    assert "boundaries" not in sources
    imported(connection, save(drawn["34"]), "34")
    words, note, sources = told(connection)
    assert words == {"34": "", "63": "approximate.part", "district": "approximate"}
    assert note.startswith("Boundaries of 746 of ")
    assert sources.endswith("; boundaries: Bản đồ hành chính thử (CC BY 4.0)")
    imported(connection, save(drawn["63"], "63.geojson"), "63")
    districts = drawn["district"][~drawn["district"]["code"].isin(["498", "576"])]
    imported(connection, save(districts, "district.geojson"), "district")
    words, note, _ = told(connection)
    assert set(words.values()) == {""}
    assert note.startswith("Most clusters")


def test_the_qgis_project_says_so_too(
    connection: Connection, drawn: dict[str, gpd.GeoDataFrame], save: Save
) -> None:
    from geo.database import named_query
    from geo.qgis.layers import exactness

    def heading() -> str:
        exact = {
            view: exactness(*told) for view, *told in connection.execute(named_query("exactness"))
        }
        rates = dict.fromkeys(exact, np.array([1.0, 2.0]))
        return groups(rates, exact, "en")[-1].name

    assert heading() == "Administrative units (approximate boundaries)"
    imported(connection, save(drawn["34"]), "34")
    assert heading() == "Administrative units (boundaries approximate in part)"
    for name in ("63", "district"):
        imported(connection, save(drawn[name], f"{name}.geojson"), name)
    assert heading() == "Administrative units"
