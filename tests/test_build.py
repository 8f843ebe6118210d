"""The main job on the shipped record: what stands at the end, and again after a second time."""

import shutil
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest
from conftest import TODAY
from sqlalchemy import Connection, Engine, text

from geo.build import Built, build, load
from geo.database import transaction
from geo.dates import PLAN_END
from geo.errors import DataError, InputError, OutputError
from geo.frames import map_clusters, map_units
from geo.settings import Settings, data_folder
from geo.snapshots import refresh_snapshots
from geo.vocabulary import Level

CONTENT = text(
    """
    SELECT t.relname, (xpath('/row/c/text()', query_to_xml(format(
        'SELECT md5(string_agg(r::text, %L ORDER BY r::text)) AS c FROM atlas.%I AS r',
        '|', t.relname), FALSE, TRUE, '')))[1]::text
    FROM pg_class AS t
    WHERE t.relnamespace = 'atlas'::regnamespace AND t.relkind = 'r'
    """
)


def silent(_: object) -> nullcontext[None]:
    return nullcontext()


def contents(engine: Engine) -> dict[str, str]:
    with transaction(engine) as connection:
        return dict(connection.execute(CONTENT).all())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped data that a test may spoil."""
    return Path(shutil.copytree(data_folder(), tmp_path / "data"))


def replace_in(file: Path, old: str, new: str) -> None:
    found = file.read_text("utf-8")
    assert old in found
    file.write_text(found.replace(old, new, 1), "utf-8")


def test_the_record_holds_what_the_gazetteer_and_the_data_promise(built: Built) -> None:
    assert built.contents["provinces_before"] == 63
    assert built.contents["provinces_now"] == 34
    assert built.contents["districts_before"] == 696
    assert built.contents["communes_now"] == 3321
    assert built.contents["clusters"] >= 600
    assert built.changes.inserted > 40_000


def test_building_again_changes_nothing(
    built: Built, engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    with transaction(engine) as connection:  # another test may have made the record forget
        refresh_snapshots(connection, TODAY)
    before = contents(engine)
    again = build(settings, tmp_path, TODAY, silent)
    assert not again.changes
    assert again.contents == built.contents
    assert contents(engine) == before
    for first, second in zip(built.maps, again.maps, strict=True):
        assert first.read_bytes() == second.read_bytes()


@pytest.mark.usefixtures("built")
def test_once_the_plan_has_ended_it_is_shown_whole(settings: Settings, tmp_path: Path) -> None:
    late = build(settings, tmp_path, date(2031, 5, 1), silent)
    page = late.maps[0].read_text("utf-8")
    assert "01/01/2021" in page
    assert "2030-12-31" in page


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "clusters.csv",
            "bac-giang/yen-lu,Yên Lư,CCN,Bắc Giang,Yên Dũng,",
            "bac-giang/yen-lu,Yên Lư,CCN,Bắc Giang,Yên Dũn,",
            r'clusters.csv, line \d+, field district, value "Yên Dũn": .*Nearest: .*huyện Yên Dũng',
        ),
        (
            "clusters.csv",
            "bac-giang/yen-lu,Yên Lư,CCN,Bắc Giang,Yên Dũng,",
            "bac-giang/yen-lu,Yên Lư,CCN,Hà Tĩnh,Kỳ Anh,",
            r'field district, value "Kỳ Anh": .*huyện Kỳ Anh.*thị xã Kỳ Anh',
        ),
        ("events.csv", "/2030", "/2030-13", r"events.csv, line \d+, field period.*is no date"),
        (
            "events.csv",
            ",planned,planned,",
            ",planned,maybe,",
            "field modality, value .maybe.: must",
        ),
        ("events.csv", "bac-giang/yen-lu,exp", "bac-giang/yen-lo,exp", "no row has this key"),
        ("milestones.csv", "2023-03/2024-Q4", "2024-Q4/2023-03", "ends .* before it begins"),
        ("sources.csv", "source_id,", "source,", "the header must be"),
        ("indicator_values.csv", ",Hà Nội,", ",Hà Nộii,", "field unit, value .Hà Nộii."),
    ],
)
def test_a_row_that_cannot_be_loaded_stops_the_load_and_leaves_the_record_alone(
    engine: Engine, folder: Path, file: str, old: str, new: str, said: str
) -> None:
    before = contents(engine)
    replace_in(folder / file, old, new)
    with pytest.raises(InputError, match=said), transaction(engine) as connection:
        load(connection, folder, TODAY, silent)
    assert contents(engine) == before


def test_a_merger_into_itself_is_refused(connection: Connection, folder: Path) -> None:
    lines = (folder / "events.csv").read_text("utf-8").splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if ",merged," in line)
    cells = lines[place].split(",")
    cells[18] = cells[1]
    lines[place] = ",".join(cells)
    (folder / "events.csv").write_text("".join(lines), "utf-8")
    with pytest.raises(DataError, match=r"field absorbed_into, .* is the cluster itself"):
        load(connection, folder, TODAY, silent)


def test_a_row_taken_out_of_the_data_leaves_the_record(
    connection: Connection, folder: Path
) -> None:
    events = (folder / "events.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "events.csv").write_text("".join(events[:-1]), "utf-8")
    assert load(connection, folder, TODAY, silent).deleted >= 1
    assert connection.scalar(text("SELECT count(*) FROM atlas.event")) == len(events) - 2


def test_what_a_person_added_survives_a_load(connection: Connection) -> None:
    connection.exec_driver_sql(
        """
        WITH run AS (
            INSERT INTO atlas.import_run (dataset, sha256, counts) VALUES ('my list', '', '{}')
            RETURNING import_run_id
        )
        INSERT INTO atlas.cluster (key, name, name_key, zone_type, import_run_id)
        SELECT 'mine/one', 'Của tôi', 'cua toi', 'CCN', import_run_id FROM run
        """
    )
    assert not load(connection, data_folder(), TODAY, silent)
    mine = text("SELECT count(*) FROM atlas.cluster WHERE key = 'mine/one'")
    assert connection.scalar(mine) == 1


def test_every_cluster_has_a_source_a_place_and_is_there_once(connection: Connection) -> None:
    unsourced = text(
        """
        SELECT key FROM atlas.cluster AS c
        WHERE NOT EXISTS (SELECT FROM atlas.event AS e WHERE e.cluster_id = c.cluster_id)
          AND NOT EXISTS (SELECT FROM atlas.event_cluster AS e WHERE e.cluster_id = c.cluster_id)
          AND NOT EXISTS (SELECT FROM atlas.milestone AS m WHERE m.cluster_id = c.cluster_id)
        """
    )
    assert connection.scalars(unsourced).all() == []
    unplaced = text(
        "SELECT key FROM atlas.cluster LEFT JOIN atlas.cluster_site USING (cluster_id)"
        " WHERE point IS NULL"
    )
    assert connection.scalars(unplaced).all() == []
    twice = text(
        """
        SELECT array_agg(key) FROM planning.cluster_place JOIN atlas.cluster USING (cluster_id, key)
        GROUP BY name_key, cluster.zone_type, coalesce(province_before, province_now),
                 district_before
        HAVING count(*) > 1
        """
    )
    assert connection.scalars(twice).all() == []


def test_each_cluster_counts_once_at_each_level_and_time(connection: Connection) -> None:
    doubled = text(
        """
        SELECT m.cluster_id
        FROM atlas.cluster_site_unit AS m JOIN atlas.administrative_unit AS u USING (unit_id)
        JOIN atlas.cluster_site_unit AS n ON n.cluster_id = m.cluster_id AND n.unit_id > m.unit_id
        JOIN atlas.administrative_unit AS v ON v.unit_id = n.unit_id
        WHERE m.is_primary AND n.is_primary AND u.level = v.level AND u.valid && v.valid
        """
    )
    assert connection.scalars(doubled).all() == []


def test_the_old_and_the_new_units_stand_side_by_side(connection: Connection) -> None:
    found = text(
        """
        SELECT precision, district_before, province_before, province_now
        FROM planning.cluster_place WHERE key = 'bac-giang/yen-lu'
        """
    )
    assert connection.execute(found).one() == (
        "district",
        "huyện Yên Dũng",
        "Bắc Giang",
        "Bắc Ninh",
    )


def test_totals_are_the_same_in_both_systems(connection: Connection) -> None:
    today = TODAY
    period = {"from_date": today, "to_date": PLAN_END, "known_on": today, "level": Level.PROVINCE}
    now = map_units(connection, units_date=today, **period)  # type: ignore[arg-type]
    before = map_units(connection, units_date=date(2025, 6, 30), **period)  # type: ignore[arg-type]
    recorded = map_clusters(connection, from_date=today, to_date=PLAN_END, known_on=today)
    known = before[before["key"].notna()]
    assert len(now) == 34
    assert len(known) == 63
    assert now["clusters_n"].sum() == before["clusters_n"].sum() == len(recorded)
    only_new = recorded["old_address"].isna().sum()
    assert known["clusters_n"].sum() == len(recorded) - only_new
    assert now.geometry.is_valid.all()
    assert known.geometry.is_valid.all()


def test_the_seed_facts_are_told_right(connection: Connection) -> None:
    today = TODAY
    changes = map_clusters(connection, from_date=today, to_date=PLAN_END, known_on=today)
    told = changes.set_index("key")[["change", "area_to_ha", "certainty"]]
    for key in ("tan-hung", "tang-tien", "noi-hoang"):
        assert told.loc[f"bac-giang/{key}", "change"] == "merged"
        assert told.loc[f"bac-giang/{key}", "certainty"] == "proposed"
    for key in ("duc-thang", "trai-ba", "cau-go"):
        assert told.loc[f"bac-giang/{key}", "change"] == "removed"
    for key in ("yen-lu", "viet-tien", "thanh-van"):
        assert told.loc[f"bac-giang/{key}", "change"] == "expanded"
        assert told.loc[f"bac-giang/{key}", "area_to_ha"] == 75
        assert told.loc[f"bac-giang/{key}", "certainty"] == "planned"


def test_an_output_folder_that_cannot_be_written_is_refused_first(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")

    def unreachable(_: object) -> nullcontext[None]:
        raise AssertionError("work began")

    with pytest.raises(OutputError, match=r"Cannot write to .*choose another place"):
        build(settings, tmp_path / "file" / "maps", TODAY, unreachable)


def test_a_build_leaves_only_whole_maps_in_the_folder(built: Built) -> None:
    assert {file.name for file in built.maps[0].parent.iterdir()} == {
        file.name for file in built.maps
    }


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("events.csv", ",75,", ",1e400,", "field area_ha, value .1e400.: is no number"),
        ("events.csv", ",75,", ",1_0,", "field area_ha, value .1_0.: is no number"),
        ("clusters.csv", "2024-01-01,,,", "2024-01-01,106,,", "lon and lat go together"),
        ("clusters.csv", "2024-01-01,,,", "2024-01-01,2.35,48.85,", "is abroad"),
        (
            "clusters.csv",
            "An Phú,CCN,An Giang,An Phú,",
            "An Cư,CCN,An Giang,Tịnh Biên,",
            "if there",
        ),
        ("sources.csv", "\n", "\n\n", ""),
        ("events.csv", "bac-giang/", "bac-\0giang/", "NUL"),
    ],
)
def test_cells_that_would_do_harm_are_refused_and_blank_lines_are_not(
    engine: Engine, folder: Path, file: str, old: str, new: str, said: str
) -> None:
    replace_in(folder / file, old, new)
    with transaction(engine) as connection:
        if said:
            with pytest.raises(InputError, match=said):
                load(connection, folder, TODAY, silent)
        else:
            assert not load(connection, folder, TODAY, silent)


@pytest.mark.parametrize("file", ["administrative/aliases.csv", "events.csv"])
def test_a_missing_table_is_one_sentence(engine: Engine, folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(InputError, match="Cannot read the file"), transaction(engine) as connection:
        load(connection, folder, TODAY, silent)
