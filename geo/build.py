"""The main job: from nothing to a database that holds the record, and the first map of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, text

from geo import frames
from geo.changes import Span
from geo.database import open_database, refresh_statistics, transaction, write_alone
from geo.dates import PLAN_END, SYSTEMS, looking_from
from geo.documents import page
from geo.errors import Text
from geo.files import make_writable, write_whole
from geo.gazetteer import Gazetteer
from geo.ingest import boundaries, communes, territory, units
from geo.ingest.dataset import read_dataset
from geo.ingest.merge import Changes
from geo.ingest.record import Findings, findings, write_dataset
from geo.roles import admit_reader, sign
from geo.schema import upgrade
from geo.settings import Settings, data_folder
from geo.sheets import Look, Survey, national
from geo.snapshots import forget_snapshots, refresh_snapshots

Step = Callable[[Text], AbstractContextManager[None]]


@dataclass(frozen=True)
class Built:
    """What a build did: rows changed in the record, what it holds now, and the files written.

    `findings` counts what was corrected and what looks odd.
    """

    changes: Changes
    findings: Findings
    contents: dict[str, int]
    maps: tuple[Path, ...]


def build(settings: Settings, out: Path, today: date, step: Step, *, anew: bool = False) -> Built:
    """Bring database, schema, gazetteer and data up to date, then write the map into `out`.

    A second build changes nothing in the record. `today` is the day record and map look from;
    `step` is entered around each of the seven stages of the work; `anew` as in `load`.

    Raises:
        ServerError: no PostGIS, or the server refuses.
        InputError: a table of facts cannot be loaded; the record stays as it was.
        OutputError: `out` cannot be written; checked before anything else is done.
    """
    make_writable(out)
    with ExitStack() as stack:
        with step(Text("Khởi động PostGIS", "Start PostGIS")):
            engine = stack.enter_context(open_database(settings))
            with transaction(engine) as connection:
                connection.execute(text("SELECT 1"))
        with step(Text("Lược đồ cơ sở dữ liệu", "Database schema")):
            upgrade(engine)
            if settings.database_url is None:
                with transaction(engine) as connection:
                    admit_reader(connection)
        with transaction(engine) as connection:
            changes = load(connection, data_folder(), today, step, anew=anew)
        with step(Text("Bản đồ", "Map")), transaction(engine) as connection:
            maps = _write_map(connection, out, today, settings.lang)
            contents = frames.contents(connection, on_date=today)
            found = findings(connection)
    return Built(changes, found, contents, maps)


def load(
    connection: Connection, folder: Path, today: date, step: Step, *, anew: bool = False
) -> Changes:
    """Bring gazetteer and record to what `folder` says, in the caller's transaction.

    What clusters are and will be is kept as seen on `today`, the day the facts are read on.
    `anew` compares the units with their tables though they were written from these very tables, and
    works out anew what is kept of the fold: it mends a database that was damaged.
    """
    write_alone(connection)  # a second load waits here and then finds nothing to do
    sign(connection)
    if anew:
        forget_snapshots(connection)
    administrative = folder / "administrative"
    digest = territory.fingerprint(administrative, units, communes, boundaries)
    with step(Text("Đơn vị hành chính", "Administrative units")):
        tables = None
        changes = Changes()
        if not anew and territory.is_written(connection, digest):
            gazetteer = Gazetteer.from_database(connection)
        else:
            tables = territory.settled(connection, units.read_units(administrative))
            gazetteer = Gazetteer.from_tables(tables)
            changes += territory.write_units(connection, tables)
    with step(Text("Ranh giới gần đúng", "Approximate boundaries")):
        if tables is not None:
            polygons = boundaries.approximate_boundaries(tables)
            changes += territory.write_boundaries(connection, polygons)
    with step(Text("Đọc và kiểm tra dữ liệu", "Read and check the data")):
        data = read_dataset(folder, gazetteer, today)
    with step(Text("Ghi vào cơ sở dữ liệu", "Write to the database")):
        changes += write_dataset(connection, data)
        if tables is not None:
            changes += territory.prune_units(connection, tables)
            territory.record_run(connection, digest, tables)
        if changes:
            refresh_statistics(connection)
        refresh_snapshots(connection, today)
    return changes


def _write_map(connection: Connection, out: Path, today: date, lang: str) -> tuple[Path, ...]:
    span = Span(looking_from(today, PLAN_END), PLAN_END, SYSTEMS["34"])
    survey = Survey.read(connection, span, known_on=today)
    maps = {out / "cum-cong-nghiep-2030.html": page(national(survey, Look(today, lang=lang)))}
    write_whole(maps)
    return tuple(maps)
