"""What a source says, added to the record: statements, milestones, figures, names; with its origin.

Everything is added in the caller's transaction and nothing is deleted. A row that the record holds
word for word is left alone, so that the same contribution made twice changes nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, false, func, select, update

from geo.database import write_alone
from geo.dates import Period
from geo.errors import InputError, Text
from geo.ingest.dataset import ClusterCells, EventCells, MilestoneCells, ValueCells
from geo.ingest.merge import Changes, daterange, keys, merge, point
from geo.ingest.places import Address, Site, place
from geo.model import SCHEMA, Base
from geo.roles import sign
from geo.text import fold, slug
from geo.vocabulary import Role

__all__ = [
    "Address",
    "ClusterCells",
    "EventCells",
    "MilestoneCells",
    "Provenance",
    "Rows",
    "Site",
    "ValueCells",
    "contribute",
    "new_key",
    "place",
]

_TITLE_LENGTH = 48
"""Letters of a title that go into the key of its source."""


@dataclass(frozen=True)
class Provenance:
    """Where rows come from and who brings them.

    Attributes:
        dataset: kind of contribution, as in `import_run`: `list` or `text`.
        title: of the source; with its decision and date it says which source it is, so that a file
            sent again after mending is of the same one.
        file: name of the file that was read.
        sha256: of the file's bytes.
        editor: person at work; without one the account of this machine.
        published: date of the source.
    """

    dataset: str
    title: str
    file: str
    sha256: str
    editor: str | None = None
    publisher: str | None = None
    published: Period | None = None
    url: str | None = None
    decision_no: str | None = None
    note: str | None = None

    @property
    def key(self) -> str:
        """The key of the source, the same for the same title, decision and date."""
        said = "\n".join((fold(self.title), self.decision_no or "", str(self.published or "")))
        digest = sha256(said.encode()).hexdigest()[:8]
        return f"{slug(self.title)[:_TITLE_LENGTH].strip('-')}-{digest}"

    @property
    def stated_on(self) -> date | None:
        """The first day of the source's date."""
        return None if self.published is None else self.published.start


@dataclass
class Rows:
    """What a source says; each row with the place in the source where it says so.

    Attributes:
        clusters: new clusters by key, with their site and the day whose units its address names;
            those on record already are left as they are.
        events: cluster key, cells, place.
        absorbed: the zone that a cluster goes into, by position in `events`.
        milestones: cluster key, cells, place.
        values: unit key, indicator, cells, place.
        aliases: cluster key, other name, place.
    """

    clusters: dict[str, tuple[ClusterCells, Site, date]] = field(default_factory=dict)
    events: list[tuple[str, EventCells, str]] = field(default_factory=list)
    absorbed: dict[int, str] = field(default_factory=dict)
    milestones: list[tuple[str, MilestoneCells, str]] = field(default_factory=list)
    values: list[tuple[str, str, ValueCells, str]] = field(default_factory=list)
    aliases: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def places(self) -> list[str]:
        """Every place in the source that a row names, once, in their order."""
        lists: tuple[Iterable[tuple[Any, ...]], ...] = (
            self.events,
            self.milestones,
            self.values,
            self.aliases,
        )
        return list(dict.fromkeys(row[-1] for rows in lists for row in rows))

    @property
    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return {
            "clusters": len(self.clusters),
            "aliases": len(self.aliases),
            "events": len(self.events),
            "milestones": len(self.milestones),
            "indicator_values": len(self.values),
        }


class Origin(NamedTuple):
    """The rows that say where a contribution comes from, by their ids."""

    source_id: int
    import_run_id: int
    changes: Changes


def contribute(
    connection: Connection,
    provenance: Provenance,
    rows: Rows,
    *,
    problems: Sequence[Mapping[str, Any]] = (),
) -> Changes:
    """Add rows to the record, alone and signed, in the caller's transaction; return what changed.

    A run is recorded, with the `problems` that kept other rows out, only if something changed.

    Raises:
        InputError: a row names a cluster, unit or indicator that is not on record.
    """
    write_alone(connection)
    sign(connection, provenance.editor)
    origin = begin(connection, provenance)
    changes = origin.changes + _Writing(connection, provenance, rows, origin).write()
    return end(connection, origin, changes, rows.counts, problems)


def begin(connection: Connection, provenance: Provenance) -> Origin:
    """Enter the source, and a run for what comes of it.

    Of a source on record, what this contribution leaves empty stays as it was.
    """
    cells = {
        "title": provenance.title,
        "publisher": provenance.publisher,
        "published": daterange(provenance.published),
        "published_text": str(provenance.published) if provenance.published else None,
        "url": provenance.url,
        "decision_no": provenance.decision_no,
        "note": provenance.note,
    }
    source, run = _table("source"), _table("import_run")
    kept = connection.execute(
        select(*(source.c[name] for name in cells)).where(source.c.key == provenance.key)
    ).one_or_none()
    if kept is not None:
        cells = {
            name: getattr(kept, name) if cell is None else cell for name, cell in cells.items()
        }
    changes = _add(
        connection, "source", ("key", *cells), [(provenance.key, *cells.values())], ("key",)
    )
    source_id = connection.execute(
        select(source.c.source_id).where(source.c.key == provenance.key)
    ).scalar_one()
    run_id = connection.execute(
        run.insert()
        .values(
            dataset=provenance.dataset,
            sha256=provenance.sha256,
            counts={},
            file=provenance.file,
            editor=provenance.editor,
            source_id=source_id,
        )
        .returning(run.c.import_run_id)
    ).scalar_one()
    return Origin(source_id, run_id, changes)


def end(
    connection: Connection,
    origin: Origin,
    changes: Changes,
    counts: Mapping[str, int],
    problems: Sequence[Mapping[str, Any]],
) -> Changes:
    """Say in the run what came of it, or take it back where nothing did; return the changes.

    A source of which the record holds nothing is taken back too.
    """
    run, source, citation = _table("import_run"), _table("source"), _table("citation")
    this = run.c.import_run_id == origin.import_run_id
    cited = connection.scalar(
        select(func.count()).where(citation.c.source_id == origin.source_id).limit(1)
    )
    if changes == origin.changes and not cited:
        connection.execute(run.delete().where(this))
        connection.execute(source.delete().where(source.c.source_id == origin.source_id))
        return Changes()
    if not changes:
        connection.execute(run.delete().where(this))
        return changes
    said = {"counts": dict(counts), "problems": [dict(problem) for problem in problems] or None}
    connection.execute(update(run).where(this).values(**said))
    return changes


def new_key(name: str, province: str, taken: Collection[str]) -> str:
    """Return a key for a cluster that is not on record: `bac-giang/dai-lam-2`.

    Args:
        name: the cluster's name, without the words for its kind.
        province: name of the province it lies in, of the old system where it has one.
        taken: keys of other clusters.
    """
    key = f"{slug(province)}/{slug(name)}"
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}-{number}"
    return free


class _Writing:
    """One contribution: the tables in the order of their references."""

    def __init__(
        self, connection: Connection, provenance: Provenance, rows: Rows, origin: Origin
    ) -> None:
        self.connection, self.provenance, self.rows = connection, provenance, rows
        self.source_id, self.run_id, _ = origin

    def write(self) -> Changes:
        """Write everything; return what changed."""
        rows = self.rows
        changes = self._add(
            "citation",
            ("source_id", "place"),
            [(self.source_id, where) for where in rows.places],
            key=("source_id", "place"),
        )
        citation = _table("citation")
        found = self.connection.execute(
            select(citation.c.citation_id, citation.c.place).where(
                citation.c.source_id == self.source_id
            )
        )
        self.citations = {row.place: row.citation_id for row in found}
        changes += self._clusters()
        self.clusters = keys(self.connection, _table("cluster"), "key")
        self.units = keys(self.connection, _table("administrative_unit"), "key")
        self.indicators = keys(self.connection, _table("indicator"), "key")
        return changes + self._sites() + self._events() + self._others()

    def _clusters(self) -> Changes:
        known = keys(self.connection, _table("cluster"), "key")
        self.new = {key: row for key, row in self.rows.clusters.items() if key not in known}
        return self._stamped(
            "cluster",
            ("key", *ClusterCells._fields),
            [(key, *cells) for key, (cells, _, _) in self.new.items()],
        )

    def _sites(self) -> Changes:
        placed = [(self.clusters[key], *row[1:]) for key, row in self.new.items()]
        changes = self._add(
            "cluster_site",
            ("cluster_id", "point", "precision", "method", "address", "stated_on"),
            [
                (cluster, point(s.lon, s.lat), s.precision, s.method, s.address, stated_on)
                for cluster, s, stated_on in placed
            ],
            key=("cluster_id",),
        )
        return changes + self._add(
            "cluster_site_unit",
            ("cluster_id", "unit_id", "is_primary"),
            [
                (cluster, self._id(self.units, unit.key), unit.key in site.primary)
                for cluster, site, _ in placed
                for unit in site.units
            ],
            key=("cluster_id", "unit_id"),
        )

    def _events(self) -> Changes:
        numbered = [
            (self._key(cluster, cells.kind, cells, where), cluster, cells, where)
            for cluster, cells, where in self.rows.events
        ]
        changes = self._stamped(
            "event",
            ("key", "cluster_id", *EventCells._fields, "citation_id"),
            [
                (key, self._id(self.clusters, cluster), *_plain(cells), self.citations[where])
                for key, cluster, cells, where in numbered
            ],
        )
        events = keys(self.connection, _table("event"), "key") if self.rows.absorbed else {}
        return changes + self._add(
            "event_cluster",
            ("event_id", "cluster_id", "role"),
            [
                (events[numbered[number][0]], self._id(self.clusters, zone), Role.ABSORBED_INTO)
                for number, zone in self.rows.absorbed.items()
            ],
            key=("event_id", "cluster_id"),
        )

    def _others(self) -> Changes:
        changes = self._stamped(
            "milestone",
            ("key", "cluster_id", *MilestoneCells._fields, "citation_id"),
            [
                (
                    self._key(cluster, "milestone", cells, where),
                    self._id(self.clusters, cluster),
                    *_plain(cells),
                    self.citations[where],
                )
                for cluster, cells, where in self.rows.milestones
            ],
        )
        changes += self._stamped(
            "indicator_value",
            ("key", "unit_id", "indicator_id", *ValueCells._fields, "citation_id"),
            [
                (
                    self._key(unit, indicator, cells, where),
                    self._id(self.units, unit),
                    self._id(self.indicators, indicator),
                    *_plain(cells),
                    self.citations[where],
                )
                for unit, indicator, cells, where in self.rows.values
            ],
        )
        return changes + self._stamped(
            "cluster_alias",
            ("cluster_id", "alias", "alias_key", "citation_id"),
            [
                (self._id(self.clusters, cluster), alias, fold(alias), self.citations[where])
                for cluster, alias, where in self.rows.aliases
            ],
            key=("cluster_id", "alias", "citation_id"),
        )

    def _key(self, subject: str, what: str, cells: Iterable[Any], where: str) -> str:
        """Return a key that the same row has every time, and no other row."""
        said = "\n".join(map(str, (*cells, where)))
        digest = sha256(said.encode()).hexdigest()[:8]
        return f"{subject}#{what}@{self.provenance.key}-{digest}"

    def _id(self, ids: Mapping[str, int], key: str) -> int:
        if key not in ids:
            raise InputError(
                Text(
                    vi=f"“{key}” không có trong cơ sở dữ liệu; hãy chọn cụm, đơn vị hoặc chỉ tiêu"
                    " đã có.",
                    en=f'"{key}" is not on record; choose a cluster, unit or indicator that is.',
                )
            )
        return ids[key]

    def _stamped(
        self,
        name: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        key: Sequence[str] = ("key",),
    ) -> Changes:
        stamp = {"import_run_id": self.run_id}
        return _add(self.connection, name, columns, rows, key, stamp)

    def _add(
        self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], key: Sequence[str]
    ) -> Changes:
        return _add(self.connection, name, columns, rows, key)


def _add(
    connection: Connection,
    name: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    key: Sequence[str],
    stamp: Mapping[str, Any] | None = None,
) -> Changes:
    """Add rows of a table; one with the same key becomes what it says."""
    if not rows:
        return Changes()
    table = _table(name)
    once = list({tuple(row[columns.index(part)] for part in key): row for row in rows}.values())
    return merge(connection, table, columns, once, key=key, owned=false(), stamp=stamp or {})


def _plain(cells: Iterable[Any]) -> Iterable[Any]:
    return (daterange(cell) if isinstance(cell, Period) else cell for cell in cells)


def _table(name: str) -> Table:
    return Base.metadata.tables[f"{SCHEMA}.{name}"]
