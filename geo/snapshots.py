"""Keeping what the fold says of a day, so that the views of `planning` need not work it out.

What is kept is a matter of speed alone: triggers forget what a change of the record touches, and
the views work out what is missing.
"""

from datetime import date
from functools import cache

import psycopg.sql
from sqlalchemy import Connection, TextClause, text

from geo.database import SQL, run
from geo.model import Base, ClusterDigest, ClusterSnapshot, ConflictSnapshot, TotalSnapshot

_KEPT = (ClusterSnapshot, ClusterDigest, ConflictSnapshot, TotalSnapshot)
_SOURCES = (
    *("cluster", "cluster_site", "cluster_site_unit", "event", "event_cluster", "milestone"),
    *("citation", "source", "administrative_unit", "unit_name"),
)


def refresh_snapshots(connection: Connection, today: date) -> bool:
    """Keep what clusters are and will be as seen on `today`; tell if anything was missing.

    Whoever writes to the record waits until the caller's transaction ends, and this for them: what
    is kept of a cluster that somebody is changing would be of the cluster before.
    """
    lacking = _script("lacking")
    if not connection.scalar(lacking, {"today": today}):
        return False
    locking = psycopg.sql.SQL("LOCK TABLE {} IN SHARE MODE")
    run(connection, locking.format(_tables(_SOURCES)))
    for name in ("stale", "present", "ahead", "digest", "totals"):
        script = _script(name)
        connection.execute(script, {"today": today} if ":today" in script.text else {})
        run(connection, psycopg.sql.SQL("ANALYZE {}").format(_tables(_names())))
    return True


def forget_snapshots(connection: Connection) -> None:
    """Keep nothing: the rules of the fold are not those by which it was kept."""
    run(connection, psycopg.sql.SQL("TRUNCATE {}").format(_tables(_names())))


@cache
def _script(name: str) -> TextClause:
    return text((SQL / "snapshot" / f"{name}.sql").read_text("utf-8"))


def _names() -> tuple[str, ...]:
    return tuple(kept.__tablename__ for kept in _KEPT)


def _tables(names: tuple[str, ...]) -> psycopg.sql.Composed:
    schema = Base.metadata.schema or "public"
    return psycopg.sql.SQL(", ").join(psycopg.sql.Identifier(schema, name) for name in names)
