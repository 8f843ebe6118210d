"""Rows of the record made for a test: a cluster with what is said of it, a milestone, a figure."""

from collections.abc import Mapping, Sequence
from itertools import count

from sqlalchemy import Connection, insert, select

from geo.dates import Period
from geo.ingest.merge import daterange
from geo.model import Base

TABLES = {table.name: table for table in Base.metadata.sorted_tables}

_numbers = count()


def add(connection: Connection, table: str, /, **values: object) -> int:
    """Insert a row and return its id."""
    (key,) = TABLES[table].primary_key.columns
    return int(
        connection.execute(insert(TABLES[table]).values(**values).returning(key)).scalar_one()
    )


def cited(connection: Connection, published: str = "", **facts: object) -> int:
    """Return the citation of a new source."""
    source = add(
        connection,
        "source",
        key=f"test/{next(_numbers)}",
        title="Nguồn thử",
        published=daterange(Period.parse(published)),
        published_text=published or None,
        **facts,
    )
    return add(connection, "citation", source_id=source, place="p. 1")


def loaded(connection: Connection) -> int:
    """Return a load to belong to."""
    return add(connection, "import_run", dataset="test", sha256="", counts={})


def cluster(connection: Connection, *events: Mapping[str, object], **facts: object) -> int:
    """Return a new cluster; each event stands in a source of its own, dated `published`."""
    run, number = loaded(connection), next(_numbers)
    named = {"name": "Thử", "name_key": "thu", "zone_type": "CCN", **facts}
    made = add(connection, "cluster", key=f"test/{number}", import_run_id=run, **named)
    for place, told in enumerate(events):
        values = dict(told)
        published = str(values.pop("published", ""))
        when = Period.parse(published)
        add(
            connection,
            "event",
            key=f"test/{number}#{place}",
            cluster_id=made,
            stated_on=when.start if when else None,
            period=daterange(Period.parse(str(values.pop("period", "")))),
            citation_id=cited(connection, published),
            import_run_id=run,
            **values,
        )
    return made


def event(kind: str, modality: str, period: str = "", **facts: object) -> Mapping[str, object]:
    """Say what an event is."""
    return {"kind": kind, "modality": modality, "period": period, **facts}


def milestone(
    connection: Connection,
    period: str,
    actual: str = "",
    *events: Mapping[str, object],
    stages: Sequence[str] = ("construction",),
    published: str = "",
) -> int:
    """Return a new milestone, in a source of its own, of a new cluster with these events."""
    return add(
        connection,
        "milestone",
        key=f"test/{next(_numbers)}",
        cluster_id=cluster(connection, *events),
        stages=list(stages),
        period=daterange(Period.parse(period)),
        period_text=period,
        actual=daterange(Period.parse(actual)),
        citation_id=cited(connection, published),
        import_run_id=loaded(connection),
    )


def figure(
    connection: Connection,
    unit: int,
    indicator: str,
    value: float,
    period: str = "",
    *,
    published: str = "",
    **facts: object,
) -> str:
    """Return the key of a new figure of a unit, in a source of its own."""
    indicators = TABLES["indicator"]
    found = select(indicators.c.indicator_id).where(indicators.c.key == indicator)
    key = f"test/{next(_numbers)}"
    add(
        connection,
        "indicator_value",
        key=key,
        unit_id=unit,
        indicator_id=connection.execute(found).scalar_one(),
        period=daterange(Period.parse(period)),
        value=value,
        citation_id=cited(connection, published),
        import_run_id=loaded(connection),
        **{"modality": "planned", **facts},
    )
    return key
