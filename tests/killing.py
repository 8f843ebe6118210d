"""Loads of the real program, killed at any moment, they or their server; and what stands then."""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

import psycopg
from homes import take_away
from openpyxl import load_workbook
from program import GEO
from sqlalchemy import Connection, Text, cast, create_engine, func, inspect, literal, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by

from geo import watcher
from geo.checks import check
from geo.data_folders import DATABASE
from geo.extract.slips import COLUMNS
from geo.model import SCHEMA, Base
from geo.schema import EXTENSIONS
from geo.server import PrivateServer

Victim = Literal["program", "server"]
State = dict[str, object]
"""Rows of each table, and a digest of what they say; nothing at all where there are no tables."""

_SAYING = ("cluster", "cluster_site", "event", "milestone", "source", "citation")
"""Tables of which all is compared but the numbers that differ from one load to the next."""

_COMMITTING_S = 0.1
"""How long a commit is made to take before it is on the disk, so that it can be met."""

_PLAIN = "plain"
_PROVINCES = text(
    "SELECT jsonb_build_object('type', 'Feature',"
    " 'properties', jsonb_build_object('ten', u.name),"
    " 'geometry', ST_AsGeoJSON(ST_Translate(b.boundary, 0.01, 0))::jsonb)"
    " FROM atlas.administrative_unit AS u JOIN atlas.unit_boundary AS b USING (unit_id)"
    " WHERE u.level = 'province' AND upper_inf(u.valid)"
)


class Load(NamedTuple):
    """A command that writes to the record, and how many transactions it commits."""

    words: tuple[str, ...]
    commits: int = 1


@dataclass(frozen=True)
class Moment:
    """When to kill: after a share of the load's usual time, or so long into one of its commits."""

    share: float
    commit: int | None = None

    @classmethod
    def of(cls, load: Load) -> "Moment":
        """Return a moment of the whole time of a load; one in four is while it commits."""
        if random.random() < 0.25:  # noqa: S311
            return cls(random.random() * 1.2, random.randint(1, load.commits))  # noqa: S311
        return cls(random.random() * 1.05)  # noqa: S311


class Case(NamedTuple):
    """What was killed and when, how the load ended, and what it said."""

    load: str
    victim: Victim
    moment: Moment
    code: int
    said: str


@dataclass
class Drill:
    """A home of its own, in which loads are killed."""

    home: Path
    folder: Path
    usual: dict[Load, float] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = PrivateServer(self.home)
        self.temporary = self.folder / "temporary"
        self.temporary.mkdir(exist_ok=True)

    def start(self, words: Sequence[str]) -> "subprocess.Popen[str]":
        """Start a command, with its messages in a file."""
        outside = {name: said for name, said in os.environ.items() if not name.startswith("GEO_")}
        with (self.folder / "messages").open("w") as messages:
            return subprocess.Popen(
                [GEO, *words],
                cwd=self.folder,
                env=outside
                | {"GEO_HOME": str(self.home), "GEO_LANG": "en", "TMPDIR": str(self.temporary)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=messages,
                text=True,
            )

    def run(self, words: Sequence[str]) -> None:
        """Run a command to its end."""
        assert self.start(words).wait(timeout=300) == 0, self.said()

    def whole(self, load: Load) -> None:
        """Run a load to its end, and learn how long it takes."""
        began = time.monotonic()
        self.run(load.words)
        self.usual[load] = time.monotonic() - began

    def said(self) -> str:
        """Return the messages of the last command."""
        return (self.folder / "messages").read_text("utf-8")

    def kill(self, load: Load, victim: Victim, moment: Moment) -> Case:
        """Start a load and kill it or its server; what it then says must be one sentence."""
        began = time.monotonic()
        running = self.start(load.words)
        if moment.commit is None:
            time.sleep(moment.share * self.usual[load])
        else:
            self._meet_commit(running, moment.commit)
            time.sleep(moment.share * _COMMITTING_S)
        if victim == "program":
            running.kill()
        else:
            self._kill_server(running)
        code = running.wait(timeout=300)
        if code == 0:  # too late
            self.usual[load] = min(self.usual[load], time.monotonic() - began)
        case = Case(load.words[0], victim, moment, code, self.said())
        assert code in ({0, -signal.SIGKILL} if victim == "program" else {0, 4}), case
        assert "Traceback" not in case.said, case
        self.told.append(f"{case}")
        return case

    def _kill_server(self, running: "subprocess.Popen[str]") -> None:
        """Kill the server's first process, those that serve a connection, or all of them."""
        data = self.server.data_folder
        while (first := watcher.server_pid(data)) is None:
            if running.poll() is not None:
                return  # it ended, and its server with it
            time.sleep(0.005)
        children = list(_children(first))
        serving = [pid for pid in children if DATABASE in " ".join(watcher.command(pid) or ())]
        for pid in random.choice([[first], serving or [first], [first, *children]]):  # noqa: S311
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _meet_commit(self, running: "subprocess.Popen[str]", wanted: int) -> None:
        """Wait until the load commits for the time that is wanted, or has ended."""
        met = set[object]()
        while running.poll() is None and len(met) < wanted:
            with suppress(psycopg.Error), self._looking() as look:
                while running.poll() is None and len(met) < wanted:
                    met |= look()
                    time.sleep(0.002)
            time.sleep(0.01)

    @contextmanager
    def _looking(self) -> Iterator[Callable[[], set[object]]]:
        """Look at the commits under way, on a connection that does not keep the server up."""
        with psycopg.connect(
            host=str(self.server.socket_folder), user="geo", dbname="postgres", autocommit=True
        ) as connection:
            yield lambda: set(
                connection.execute(
                    "SELECT xact_start FROM pg_stat_activity WHERE datname = %s"
                    " AND state = 'active' AND query = 'COMMIT'",
                    (DATABASE,),
                ).fetchall()
            )

    @contextmanager
    def record(self) -> Iterator[Connection]:
        """Open the database, as the next user would."""
        with self.server.use() as url:
            engine = create_engine(url)
            with engine.connect() as connection:
                yield connection
            engine.dispose()

    def state(self, *, checked: bool = True) -> State:
        """Return what the database holds and, unless told otherwise, see to it that it is sound."""
        with self.record() as connection:
            tables = set(inspect(connection).get_table_names(schema=SCHEMA))
            found: State = {
                table.name: connection.scalar(select(func.count()).select_from(table))
                for table in Base.metadata.sorted_tables
                if table.name in tables
            }
            for table in (Base.metadata.tables[f"{SCHEMA}.{name}"] for name in _SAYING):
                if table.name in tables:
                    said = [one for one in table.columns if not one.name.endswith("_id")]
                    row = func.md5(cast(func.row(*said), Text))
                    digest = func.md5(func.string_agg(row, aggregate_order_by(literal(","), row)))
                    found[f"what {table.name} says"] = connection.scalar(select(digest))
            if checked and found.get("administrative_unit"):
                broken = {one.rule: one.examples for one in check(connection) if one.faults}
                assert broken == {}
            return found

    def forget(self) -> None:
        """Leave nothing of the home: the next build begins with making a server."""
        assert self.left_behind() == []
        take_away(self.home)
        self.home.mkdir(mode=0o711)

    def empty(self) -> None:
        """Make the database as it is before the first build."""
        self._replace(f"CREATE DATABASE {DATABASE} TEMPLATE template0")

    @contextmanager
    def bare(self) -> Iterator[Connection]:
        """Open a database that holds the extensions alone, to be filled."""
        self.empty()
        with self.server.use() as url:
            engine = create_engine(url)
            with engine.begin() as connection:
                for extension in EXTENSIONS:
                    connection.exec_driver_sql(f"CREATE EXTENSION {extension}")
                yield connection
            engine.dispose()

    def keep(self) -> None:
        """Keep the database as it is, to come back to."""
        with self._maintenance() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {_PLAIN}")
            connection.execute(f"CREATE DATABASE {_PLAIN} TEMPLATE {DATABASE} STRATEGY FILE_COPY")

    def come_back(self) -> None:
        """Make the database as it was kept."""
        self._replace(f"CREATE DATABASE {DATABASE} TEMPLATE {_PLAIN} STRATEGY FILE_COPY")

    def _replace(self, making: str) -> None:
        with self._maintenance() as connection:
            connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
            connection.execute(making)
            # What is committed is on the disk only when this has passed.
            delay = round(_COMMITTING_S * 1_000_000)
            connection.execute(f"ALTER ROLE geo SET commit_delay = {delay}")
            connection.execute("ALTER ROLE geo SET commit_siblings = 0")

    @contextmanager
    def _maintenance(self) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
        with (
            self.server.use(),
            psycopg.connect(
                host=str(self.server.socket_folder), user="geo", dbname="postgres", autocommit=True
            ) as connection,
        ):
            yield connection

    def left_behind(self) -> list[object]:
        """Return what is left of the server and of the loads: users, a process, a socket, files."""
        users = self.server.release().users
        pid, socket = watcher.server_pid(self.server.data_folder), self.server.socket_folder
        found = [pid, socket if socket.exists() else None, *self.temporary.iterdir()]
        return [*users, *filter(None, found)]


def a_list(folder: Path, rows: int) -> Load:
    """Return the import of a list of new clusters."""
    lines = [f"Cụm thử {number},Lạng Giang,Bắc Giang,5" for number in range(rows)]
    (folder / "a.csv").write_text("\n".join(["Tên CCN,Huyện,Tỉnh,Diện tích (ha)", *lines]), "utf-8")
    source = ("--source", "Danh mục thử", "--decision", "1/QĐ-UBND", "--date", "15/3/2024")
    return Load(("import", "a.csv", *source, "--commit"))


def a_review(folder: Path, sentences: int, run: Callable[[Sequence[str]], object]) -> Load:
    """Return the review of a decision on new clusters, all accepted; `run` extracts them."""
    (folder / "a.txt").write_text(
        "\n".join(
            "Ngày 15/3/2024, UBND tỉnh Bắc Giang quyết định thành lập cụm công nghiệp Bến Thử"
            f" {number}, xã Đại Lâm, huyện Lạng Giang với diện tích 49,5 ha."
            for number in range(1, sentences + 1)
        ),
        "utf-8",
    )
    run(("extract", "a.txt", "--out", "a.xlsx"))
    book = load_workbook(folder / "a.xlsx")
    sheet, source, *_ = book.worksheets
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for name, said in (("accept", "nhận"), ("code", "cụm mới")):
            (column,) = (columns[text] for text in COLUMNS[name] if text in columns)
            sheet.cell(row, column, said)
    source["B1"] = "Quyết định thử"
    book.save(folder / "a.xlsx")
    return Load(("review", "a.xlsx", "--commit"))


def boundaries(drill: Drill) -> Load:
    """Return the import of boundaries of all provinces of today."""
    with drill.record() as connection:
        shapes = list(connection.scalars(_PROVINCES))
    (drill.folder / "tinh.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": shapes}), "utf-8"
    )
    what = ("tinh.geojson", "--level", "province", "--on", "2025-07-01", "--source", "Bản đồ thử")
    return Load(("boundaries", "import", *what, "--commit"))


def _children(first: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            parent = entry.joinpath("stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == first:
                yield int(entry.name)
