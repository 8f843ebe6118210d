"""Write what was read into the record: in one transaction of the caller's, all of it or nothing.

The tables are merged in the order of their references; loading twice changes nothing, and rows that
came from elsewhere (another dataset, a person) are left alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, false, func, select, text
from sqlalchemy.sql.elements import ColumnElement

from geo.database import SQL
from geo.dates import Period
from geo.errors import Text
from geo.ingest.dataset import (
    ClusterCells,
    Dataset,
    EventCells,
    MilestoneCells,
    ValueCells,
)
from geo.ingest.merge import Changes, daterange, keys, merge, point
from geo.ingest.oddities import find_oddities
from geo.model import SCHEMA, Base
from geo.text import fold

DATASET = "ccn-atlas"

_Names = Sequence[str]
_Rows = Iterable[Sequence[Any]]


def write_dataset(connection: Connection, data: Dataset) -> Changes:
    """Bring the record to what the tables say; a run is recorded only if something changed."""
    run = _table("import_run")
    run_id = connection.execute(
        run.insert()
        .values(dataset=DATASET, sha256=data.sha256, counts=data.counts)
        .returning(run.c.import_run_id)
    ).scalar_one()
    changes = _Writing(connection, data, run_id).write()
    if not changes:
        connection.execute(run.delete().where(run.c.import_run_id == run_id))
    return changes


@dataclass(frozen=True)
class Findings:
    """How many corrections of the record were applied or are stale; how many oddities it has."""

    applied: int
    stale: int
    oddities: int

    @property
    def text(self) -> Text:
        """One line that says so, with the command that shows more."""
        return Text(
            vi=f"Đính chính: {self.applied} đã áp dụng, {self.stale} không còn khớp;"
            f" {self.oddities} điểm lạ trong dữ liệu, xem bằng “geo oddities”.",
            en=f"Corrections: {self.applied} applied, {self.stale} stale;"
            f' {self.oddities} oddities in the data, see them with "geo oddities".',
        )


def findings(connection: Connection) -> Findings:
    """Count what was corrected and what is flagged."""
    correction = _table("correction")
    applied, every = connection.execute(
        select(func.count().filter(correction.c.applied), func.count()).select_from(correction)
    ).one()
    flagged = connection.execute(select(func.count()).select_from(_table("oddity"))).scalar_one()
    return Findings(applied, every - applied, flagged)


class _Writing:
    """One load: the tables in the order of their references, natural keys turned into ids."""

    def __init__(self, connection: Connection, data: Dataset, run_id: int) -> None:
        self.connection, self.data, self.run_id = connection, data, run_id

    def write(self) -> Changes:
        """Write everything; return what changed."""
        data = self.data
        changes = self._sources()
        changes += self._own(
            "cluster",
            ("key", *ClusterCells._fields),
            ((key, *cells) for key, cells in data.clusters.items()),
            key=("key",),
        )
        self.cluster_ids = self._keys("cluster", "key")
        changes += self._sites()
        changes += self._events()
        changes += self._own(
            "cluster_alias",
            ("cluster_id", "alias", "alias_key", "citation_id"),
            (
                (self.cluster_ids[cluster], alias, fold(alias), self.citation_ids[citation])
                for cluster, alias, citation in data.aliases
            ),
            key=("cluster_id", "alias", "citation_id"),
        )
        changes += self._own(
            "milestone",
            ("key", "cluster_id", *MilestoneCells._fields, "citation_id"),
            (
                (key, self.cluster_ids[cluster], *_plain(cells), self.citation_ids[citation])
                for key, (cluster, cells, citation) in data.milestones.items()
            ),
            key=("key",),
        )
        changes += self._indicators()
        changes += self._own(
            "doubtful_pair",
            ("cluster_a_id", "cluster_b_id", "reason"),
            (
                (self.cluster_ids[one], self.cluster_ids[other], reason)
                for (one, other), reason in data.doubtful.items()
            ),
            key=("cluster_a_id", "cluster_b_id"),
        )
        changes += self._corrections()
        changes += self._oddities()
        pruned = self.connection.execute(text((SQL / "prune_sources.sql").read_text("utf-8")))
        return changes + Changes(deleted=len(pruned.all()))

    def _sources(self) -> Changes:
        cited = {source for source, _ in self.data.citations}
        changes = self._shared(
            "source",
            (
                "key",
                "title",
                "publisher",
                "published",
                "published_text",
                "url",
                "decision_no",
                "note",
            ),
            ((key, *cells) for key, cells in self.data.sources.items() if key in cited),
            key=("key",),
        )
        source_ids = self._keys("source", "key")
        changes += self._shared(
            "citation",
            ("source_id", "place"),
            ((source_ids[source], where) for source, where in self.data.citations),
            key=("source_id", "place"),
        )
        found = self._keys("citation", "source_id", "place")
        self.citation_ids = {
            (source, where): found[source_ids[source], where]
            for source, where in self.data.citations
        }
        return changes

    def _sites(self) -> Changes:
        unit_ids = self._keys("administrative_unit", "key")
        ours = [(self.cluster_ids[key], *placed) for key, placed in self.data.sites.items()]
        changes = self._merge(
            "cluster_site",
            ("cluster_id", "point", "precision", "method", "address", "stated_on"),
            [
                (cluster, point(p.lon, p.lat), p.precision, p.method, p.address, stated_on)
                for cluster, p, stated_on in ours
            ],
            key=("cluster_id",),
            owned=self._belongs("cluster_site", "cluster"),
        )
        return changes + self._merge(
            "cluster_site_unit",
            ("cluster_id", "unit_id", "is_primary"),
            [
                (cluster, unit_ids[unit.key], unit.key in p.primary)
                for cluster, p, _ in ours
                for unit in p.units
            ],
            key=("cluster_id", "unit_id"),
            owned=self._belongs("cluster_site_unit", "cluster"),
        )

    def _events(self) -> Changes:
        changes = self._own(
            "event",
            ("key", "cluster_id", *EventCells._fields, "citation_id"),
            (
                (key, self.cluster_ids[cluster], *_plain(cells), self.citation_ids[citation])
                for key, (cluster, cells, citation) in self.data.events.items()
            ),
            key=("key",),
        )
        event_ids = self._keys("event", "key")
        return changes + self._merge(
            "event_cluster",
            ("event_id", "cluster_id", "role"),
            (
                (event_ids[event], self.cluster_ids[cluster], role)
                for (event, cluster), role in self.data.roles.items()
            ),
            key=("event_id", "cluster_id"),
            owned=self._belongs("event_cluster", "event"),
        )

    def _indicators(self) -> Changes:
        changes = self._shared(
            "indicator",
            ("key", "label_vi", "label_en", "unit_of_measure", "zone_type", "aggregation"),
            ((key, *cells) for key, cells in self.data.indicators.items()),
            key=("key",),
        )
        indicator_ids = self._keys("indicator", "key")
        unit_ids = self._keys("administrative_unit", "key")
        return changes + self._own(
            "indicator_value",
            ("key", "unit_id", "indicator_id", *ValueCells._fields, "citation_id"),
            (
                (
                    key,
                    unit_ids[unit],
                    indicator_ids[indicator],
                    *_plain(cells),
                    self.citation_ids[citation],
                )
                for key, (unit, indicator, cells, citation) in self.data.values.items()
            ),
            key=("key",),
        )

    def _corrections(self) -> Changes:
        identity = ("table_name", "key", "field", "decided_on")
        return self._own(
            "correction",
            (*identity, "old_value", "new_value", "reason", "editor", "applied"),
            (
                (
                    *(made.table, made.key, made.field, made.decided_on),
                    *(made.old_value, made.new_value, made.reason, made.editor, judged.applied),
                )
                for judged in self.data.corrections
                for made in (judged.correction,)
            ),
            key=identity,
        )

    def _oddities(self) -> Changes:
        identity = ("table_name", "key", "rule")
        return self._own(
            "oddity",
            (*identity, "detail_vi", "detail_en"),
            (
                (odd.table, odd.key, odd.rule, odd.detail.vi, odd.detail.en)
                for odd in find_oddities(self.data)
            ),
            key=identity,
        )

    def _own(self, name: str, columns: _Names, rows: _Rows, *, key: _Names) -> Changes:
        """Merge a table whose rows each belong to a run of their dataset."""
        return self._merge(
            name,
            columns,
            rows,
            key=key,
            owned=_table(name).c.import_run_id.in_(self._runs()),
            import_run_id=self.run_id,
        )

    def _shared(self, name: str, columns: _Names, rows: _Rows, *, key: _Names) -> Changes:
        """Merge a table whose rows may serve several datasets: add and update, never delete."""
        return self._merge(name, columns, rows, key=key, owned=false())

    def _merge(
        self,
        name: str,
        columns: _Names,
        rows: _Rows,
        *,
        key: _Names,
        owned: ColumnElement[bool],
        **stamp: Any,
    ) -> Changes:
        table = _table(name)
        return merge(self.connection, table, columns, rows, key=key, owned=owned, stamp=stamp)

    def _belongs(self, name: str, owner: str) -> ColumnElement[bool]:
        """Select the rows that hang on a cluster or event of our dataset."""
        owners = _table(owner)
        (key,) = owners.primary_key.columns
        ours = select(key).where(owners.c.import_run_id.in_(self._runs()))
        return _table(name).c[key.name].in_(ours)

    def _runs(self) -> Select[tuple[int]]:
        run = _table("import_run")
        return select(run.c.import_run_id).where(run.c.dataset == DATASET)

    def _keys(self, name: str, *natural: str) -> dict[Any, int]:
        return keys(self.connection, _table(name), *natural)


def _plain(cells: Iterable[Any]) -> Iterable[Any]:
    """Write the periods among the cells as PostgreSQL reads them."""
    return (daterange(cell) if isinstance(cell, Period) else cell for cell in cells)


def _table(name: str) -> Table:
    return Base.metadata.tables[f"{SCHEMA}.{name}"]
