"""The main job: from nothing to a database that holds the record, and the first maps of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import folium
import pandas as pd
from sqlalchemy import Connection, text

from geo import frames
from geo.database import open_database, refresh_statistics, transaction, upgrade
from geo.dates import PLAN_END, SYSTEMS
from geo.errors import Text
from geo.files import require_writable, unwritable, write_whole
from geo.gazetteer import Gazetteer
from geo.ingest import boundaries, communes, territory, units
from geo.ingest.dataset import read_dataset
from geo.ingest.merge import Changes
from geo.ingest.record import Findings, findings, write_dataset
from geo.maps import MapSpec, change_choropleth, cluster_map
from geo.settings import Settings, data_folder
from geo.text import number
from geo.vocabulary import Level, ZoneType

Step = Callable[[Text], AbstractContextManager[None]]


@dataclass(frozen=True)
class Built:
    """What a build did: rows changed in the record, what it holds now, and the maps written.

    `findings` counts what was corrected and what looks odd.
    """

    changes: Changes
    findings: Findings
    contents: dict[str, int]
    maps: tuple[Path, ...]


def build(settings: Settings, out: Path, today: date, step: Step) -> Built:
    """Bring database, schema, gazetteer and data up to date, then write the maps into `out`.

    A second build changes nothing in the record. `today` is the day the maps look from; `step` is
    entered around each of the seven stages of the work.

    Raises:
        ServerError: no PostGIS, or the server refuses.
        InputError: a table of facts cannot be loaded; the record stays as it was.
        OutputError: `out` cannot be written; checked before anything else is done.
    """
    _make_writable(out)
    with ExitStack() as stack:
        with step(Text("Khởi động PostGIS", "Start PostGIS")):
            engine = stack.enter_context(open_database(settings))
            with transaction(engine) as connection:
                connection.execute(text("SELECT 1"))
        with step(Text("Lược đồ cơ sở dữ liệu", "Database schema")):
            upgrade(engine)
        with transaction(engine) as connection:
            changes = load(connection, data_folder(), step)
        with step(Text("Bản đồ", "Maps")), transaction(engine) as connection:
            maps = _write_maps(connection, out, today, settings.lang)
            contents = frames.contents(connection, on_date=today)
            found = findings(connection)
    return Built(changes, found, contents, maps)


def load(connection: Connection, folder: Path, step: Step) -> Changes:
    """Bring gazetteer and record to what `folder` says, in the caller's transaction."""
    # One load at a time: a second one waits here and then finds nothing to do.
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('ccn-atlas load'))"))
    administrative = folder / "administrative"
    digest = territory.fingerprint(administrative, units, communes, boundaries)
    with step(Text("Đơn vị hành chính", "Administrative units")):
        tables = None
        changes = Changes()
        if territory.is_written(connection, digest):
            gazetteer = Gazetteer.from_database(connection)
        else:
            tables = units.read_units(administrative)
            gazetteer = Gazetteer.from_tables(tables)
            changes += territory.write_units(connection, tables)
    with step(Text("Ranh giới gần đúng", "Approximate boundaries")):
        if tables is not None:
            polygons = boundaries.approximate_boundaries(tables)
            changes += territory.write_boundaries(connection, polygons)
    with step(Text("Đọc và kiểm tra dữ liệu", "Read and check the data")):
        data = read_dataset(folder, gazetteer)
    with step(Text("Ghi vào cơ sở dữ liệu", "Write to the database")):
        changes += write_dataset(connection, data)
        if tables is not None:
            changes += territory.prune_units(connection, tables)
            territory.record_run(connection, digest, tables)
        if changes:
            refresh_statistics(connection)
    return changes


def _write_maps(connection: Connection, out: Path, today: date, lang: str) -> tuple[Path, ...]:
    period = {"from_date": today, "to_date": PLAN_END}
    clusters = frames.cluster_changes(connection, **period)
    clusters = clusters[clusters["zone_type"] == ZoneType.CCN]
    stated = frames.stated_clusters(connection, to_date=PLAN_END)
    systems = {}
    for key, day in SYSTEMS.items():
        system = frames.unit_changes(connection, **period, units_date=day, level=Level.PROVINCE)
        remarks = [
            _comparison(on_record, stated.get(unit))
            for unit, on_record in zip(system["key"], system["clusters_n"], strict=True)
        ]
        system["stated"] = pd.Series(remarks, index=system.index, dtype=object)
        systems[key] = system
    cited = {(source["title"], source["url"]) for row in clusters["sources"] for source in row}
    sources = Text(
        f"{len(cited)} quyết định, báo cáo, bài báo; ghi ở từng cụm",
        f"{len(cited)} decisions, reports and articles; named with each cluster",
    )

    def spec(title: Text) -> MapSpec:
        return MapSpec(
            title=title,
            subtitle=Text("Cả nước", "Viet Nam"),
            as_of=today,
            target=PLAN_END,
            units=Text(
                "34 tỉnh, thành phố từ 01/7/2025; 63 tỉnh, thành phố trước đó",
                "34 provinces since 2025-07-01; 63 provinces before",
            ),
            sources=sources,
            made_on=today,
            notes=(
                Text(
                    "Chỉ gồm các cụm đã có trong cơ sở dữ liệu, chưa đủ danh mục của tỉnh.",
                    "Only the clusters on record; not yet every cluster of a province.",
                ),
                Text(
                    "Gồm cả cụm đã sáp nhập hoặc đã đưa ra khỏi quy hoạch trước ngày lập bản đồ;"
                    " cụm chưa biết diện tích không được tính vào số ha.",
                    "Clusters merged or removed before the day of the map are shown too; clusters"
                    " whose area is not known count in no ha figure.",
                ),
                Text(
                    "Ranh giới gần đúng, tính từ tâm các xã; vị trí cụm phần lớn là tâm xã, huyện.",
                    "Boundaries are approximate, computed from the communes' points; most clusters"
                    " stand at the point of their commune or district.",
                ),
            ),
            lang=lang,
        )

    change = change_choropleth(
        systems,
        spec(
            Text(
                "Thay đổi diện tích cụm công nghiệp đến năm 2030",
                "Change in the area of industrial clusters by 2030",
            )
        ),
    )
    marks = cluster_map(
        clusters,
        systems,
        spec(
            Text(
                "Cụm công nghiệp quy hoạch mới, mở rộng, sáp nhập, đưa ra khỏi quy hoạch đến 2030",
                "Industrial clusters planned, expanded, merged and removed by 2030",
            )
        ),
    )
    maps = {
        out / "thay-doi-dien-tich-2030.html": _document(change),
        out / "cum-cong-nghiep-2030.html": _document(marks),
    }
    write_whole(maps)
    return tuple(maps)


def _comparison(on_record: int, stated: float | None) -> Text | None:
    """Word how many clusters a province is said to plan and how many of them are on record."""
    if stated is None:
        return None
    return Text(
        f"quy hoạch nêu {number(stated, 'vi')} cụm, cơ sở dữ liệu có {on_record}",
        f"the plan states {number(stated, 'en')} clusters, {on_record} on record",
    )


def _make_writable(out: Path) -> None:
    """Make the output folder and prove that a file can be written there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise unwritable(out, fault) from fault
    require_writable(out)


def _document(drawing: folium.Map) -> bytes:
    return str(drawing.get_root().render()).encode()
