"""Rows of a list into the record: a block at a time by COPY, then one statement for each table."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from io import StringIO
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, TextClause, text
from sqlalchemy.exc import IntegrityError

from geo.contributions import Origin, Provenance
from geo.database import SQL
from geo.dates import SWITCH, Period
from geo.ingest.merge import Changes, daterange, point
from geo.ingest.places import Site
from geo.lists.matching import KNOWN, Claim, Rows
from geo.lists.words import Standing

FIGURES = (
    *("area_ha", "area_now_ha", "area_2030_ha", "planned_area_ha", "area_from_ha"),
    *("area_delta_ha", "area_qualifier", "industrial_ha", "leased_ha", "fill_pct", "wastewater"),
    *("capital_vnd_billion", "capital_usd_million", "decision_no", "decided_on", "established_on"),
    *("absorbed_into", "note"),
)
"""Fields of a list that go into statements as they are."""

_RESTATED = {"status", "certainty", "area_now_ha", "planned_area_ha", "area_2030_ha"}
"""Fields from which an export can be told from a planner's list."""

_IS_SUPERUSER = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
_NULL = "\\N"
_ESCAPED = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Writer:
    """Writes one list into the record, in the caller's transaction.

    Args:
        connection: of the caller.
        provenance: of the list.
        origin: its source and run.
        units: ids of administrative units by key.
        today: the day that counts as now.
        status: of rows that state none.
        decisions: what the decisions of the list do (`Reading.decisions`).
    """

    def __init__(
        self,
        connection: Connection,
        provenance: Provenance,
        origin: Origin,
        units: Mapping[str, int],
        today: date,
        status: Standing | None,
        *,
        decisions: str | None,
    ) -> None:
        self._connection, self._units, self._today = connection, units, today
        self._driver = cast(psycopg.Connection, connection.connection.driver_connection)
        self._values: dict[str, Any] = {
            "source": origin.source_id,
            "source_key": provenance.key,
            "run": origin.import_run_id,
            "stated_on": provenance.stated_on,
            "today": today,
            "kind": status and status.kind.value,
            "modality": status and status.modality.value,
            "decisions": decisions,
        }
        self.inserted = self.updated = self.deleted = 0
        self._may_defer = connection.scalar(_IS_SUPERUSER)
        self._driver.execute((SQL / "import" / "tables.sql").read_bytes())

    @property
    def changes(self) -> Changes:
        """The rows inserted, updated and deleted so far."""
        return Changes(self.inserted, self.updated, self.deleted)

    def stage_sites(self, first: int, sites: Sequence[Site]) -> None:
        """Bring the places of the list, numbered from `first`."""
        placed = StringIO()
        units = StringIO()
        for number, site in enumerate(sites, start=first):
            cells = (point(site.lon, site.lat), site.precision, site.method, site.address)
            stated_on = _spoken_on(site, self._today)
            placed.write("\t".join(map(_cell, (number, *cells, stated_on))) + "\n")
            for unit in site.units:
                primary = "t" if unit.key in site.primary else "f"
                units.write(f"{number}\t{self._units[unit.key]}\t{primary}\n")
        self._copy("COPY import_site FROM STDIN", placed.getvalue())
        self._copy("COPY import_site_unit FROM STDIN", units.getvalue())
        self._values["first"] = first
        if not self._run("hold_units").scalar():
            raise _dangling()

    def write(self, rows: str, has_known: bool) -> None:
        """Write a block, as `staged` words it."""
        self._run("clear")
        self._copy("COPY import_row FROM STDIN", rows)
        self._run("statements")
        self._run("restated")
        self._run("stated")
        if has_known:
            self._run("unchanged")
            self._run("before")
            self._run("news")
        with self._checked_in_sets():
            self._count("clusters")
            self._count("citations")
            self._run("places")
            self._count("sites")
            self._count("site_units")
            self._count("events")
        if has_known:
            made = self._run("changed_events").scalars().all()
            self.inserted += sum(made)
            self.updated += len(made) - sum(made)
            self._count("aliases")
        self._count("absorbed")
        self._run("items")

    def finish(self, *, replace: bool) -> None:
        """Tell changed from confirmed; with `replace`, drop what the list no longer states."""
        if replace:
            self.deleted += self._run("drop_events").rowcount
            self.deleted += self._run("drop_aliases").rowcount
            self.deleted += self._run("drop_clusters").rowcount
        self._run("compare")

    @contextmanager
    def _checked_in_sets(self) -> Iterator[None]:
        """Insert rows without looking up each of their references; those of the block, as a set.

        The ids come from the rows that the same statements join, made in this transaction or held
        in it (`hold_units`), and are looked for once (`dangling`): half the time of the server's
        own check of each row. Only a superuser may put that off, such as the owner of the private
        server; for others it runs.

        Raises:
            IntegrityError: an id is not on record.
        """
        if not self._may_defer:
            yield
            return
        self._connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        self._connection.execute(text("SET LOCAL session_replication_role = origin"))
        if self._run("dangling").scalar():
            raise _dangling()

    def _count(self, name: str) -> None:
        self.inserted += self._run(name).rowcount

    def _run(self, name: str) -> Any:
        script = _script(name)
        wanted = {
            key: value for key, value in self._values.items() if key in script.compile().params
        }
        return self._connection.execute(script, wanted)

    def _copy(self, copying: str, rows: str) -> None:
        with self._driver.cursor() as cursor, cursor.copy(copying.encode()) as copy:
            copy.write(rows)


def _dangling() -> IntegrityError:
    said = psycopg.errors.ForeignKeyViolation("a row of the list refers to none of the record")
    return IntegrityError(None, None, said)


def staged(rows: Rows, absorbing: Callable[[str, int], int | None]) -> str:
    """Return rows as COPY reads them into `import_row`."""
    columns, claims = rows.columns, rows.claims
    size = len(rows)
    empty = [_NULL] * size
    where = "dòng " if rows.sheet is None else f"trang tính “{rows.sheet}”, dòng "
    standings: list[Standing | None] = columns.get("status") or [None] * size
    absorbed = columns.get("absorbed_into") or [None] * size
    texts = [
        list(map(str, rows.numbers)),
        [_cell(rows.sheet)] * size,
        list(map(str, rows.lines)),
        [f"{_cell(where)}{line}" for line in rows.lines],
        [claim.action for claim in claims],
        [claim.key or _NULL for claim in claims],
        [_NULL if claim.cluster_id is None else str(claim.cluster_id) for claim in claims],
        [str(claim.repeat) for claim in claims],
        _cells(columns["name"]),
        _cells(columns["name_key"]),
        _cells(columns["zone_type"]),
        [_cell(claim.alias) for claim in claims],
        [_alike(claim) for claim in claims],
        [
            _NULL if name is None else _cell(absorbing(name, site))
            for name, site in zip(absorbed, rows.site, strict=True)
        ],
        list(map(str, rows.site)),
        *(_cells(columns[name]) if name in columns else empty for name in ("lon", "lat")),
        [_NULL if standing is None else standing.kind for standing in standings],
        [_NULL if standing is None else standing.modality for standing in standings],
        ["t" if standing is not None and standing.unconfirmed else "f" for standing in standings],
        _cells(columns["certainty"]) if "certainty" in columns else ["?"] * size,
        ["t" if "planned_area_ha" in columns else "f"] * size,
        _restated(columns, size),
        _cells(columns["status_2030"]) if "status_2030" in columns else empty,
        *(_cells(columns[name]) if name in columns else empty for name in FIGURES),
    ]
    return "\n".join(map("\t".join, zip(*texts, strict=True))) + "\n" if size else ""


def _restated(columns: Mapping[str, Sequence[Any]], size: int) -> list[str]:
    """Tell the rows that an export wrote: they have a code, and all that it says of a cluster."""
    codes = columns.get("code")
    if codes is None or not columns.keys() >= _RESTATED:
        return ["f"] * size
    return ["t" if code else "f" for code in codes]


def has_known(rows: Rows) -> bool:
    """Tell whether any row is of a cluster on record."""
    return any(claim.action == KNOWN for claim in rows.claims)


def _cells(values: Sequence[Any]) -> list[str]:
    said = "".join([value for value in values if isinstance(value, str)])
    if _ESCAPED.search(said):
        return [_cell(value) for value in values]
    return [value if isinstance(value, str) else _cell(value) for value in values]


def _cell(value: Any) -> str:
    if value is None:
        return _NULL
    if isinstance(value, str):
        return value if value.isalnum() else value.translate(_ESCAPES)
    if isinstance(value, Decimal | int | float):
        return str(value)
    return str(daterange(value) if isinstance(value, Period) else value)


def _alike(claim: Claim) -> str:
    if not claim.alike:
        return _NULL
    return _cell(json.dumps([list(one) for one in claim.alike], ensure_ascii=False))


def _spoken_on(site: Site, today: date) -> date:
    """Return the day that the list gives for an address, else one on which its finest unit stood:
    today, else its last, else its first.
    """
    if site.stated_on is not None:
        return site.stated_on
    valid = site.units[0].valid
    if today in valid:
        return today
    last = valid.end and date.fromordinal(valid.end.toordinal() - 1)
    return last or valid.start or SWITCH


@cache
def _script(name: str) -> TextClause:
    return text((SQL / "import" / f"{name}.sql").read_text("utf-8"))
