"""What holds for every history: properties of fold, changes and load, on histories drawn at random.

Each history is written into a record emptied of all others, and taken back.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from conftest import TODAY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, insert, select, text

from geo.dates import Period
from geo.gazetteer import Gazetteer
from geo.ingest.dataset import read_dataset
from geo.ingest.merge import daterange
from geo.ingest.record import write_dataset
from geo.model import AdministrativeUnit, Base
from geo.settings import data_folder
from geo.vocabulary import EventKind, Modality

TABLES = {table.name: table for table in Base.metadata.sorted_tables}

FOLD = text(
    """
    SELECT c.key, to_jsonb(f) - ARRAY['cluster_id', 'decided_by', 'area_by', 'merged_into_id']
           || jsonb_build_object('decided_by', d.key, 'area_by', a.key)
    FROM planning.cluster_on(:day, :known) AS f
    JOIN atlas.cluster AS c USING (cluster_id)
    LEFT JOIN atlas.event AS d ON d.event_id = f.decided_by
    LEFT JOIN atlas.event AS a ON a.event_id = f.area_by
    """
)
CHANGES = text("SELECT * FROM planning.cluster_change(:base, :target, :known) ORDER BY cluster_id")
UNITS = text("SELECT * FROM planning.unit_change(:base, :target, :units, :level, NULL, :known)")

ADDRESSES = (
    ("huyện Yên Dũng", "Bắc Giang"),
    ("huyện Quế Võ", "Bắc Ninh"),
    ("", "Bắc Giang"),
    ("", "Hà Nội"),
    ("", ""),
)
"""District of 2024 and province of 2025; the last is known by its province of today alone."""


class Told(NamedTuple):
    """A statement, as a history is made of them."""

    kind: str
    modality: str
    period: Period | None
    stated_on: date | None
    area_ha: int | None
    area_from_ha: int | None
    area_delta_ha: int | None


History = list[Told]

DAYS = st.dates(date(2012, 1, 1), date(2042, 12, 31))


@st.composite
def periods(draw: st.DrawFn, after: date) -> Period | None:
    """Draw a period that begins after a day, open at an end or none at all."""
    start = draw(st.dates(after + timedelta(1), date(2050, 1, 1)))
    end = start + timedelta(draw(st.sampled_from((1, 30, 365, 3650))))
    opened = draw(st.sampled_from(("neither", "neither", "start", "end", "both")))
    if opened == "both":
        return None
    return Period(None if opened == "start" else start, None if opened == "end" else end)


@st.composite
def tellings(draw: st.DrawFn, after: date = date(2011, 12, 31), *, dated: bool = False) -> Told:
    """Draw a statement whose period and source come after a day.

    `dated`: it can be told that they do, by its source or, of a thing done or decided, by its
    beginning.
    """
    stated = st.dates(after + timedelta(1), date(2045, 1, 1))
    figure = st.none() | st.integers(1, 75)
    modality = draw(st.sampled_from([modality.value for modality in Modality]))
    period = draw(periods(after))
    begun = modality in (Modality.DONE, Modality.DECIDED) and period is not None and period.start
    return Told(
        draw(st.sampled_from([kind.value for kind in EventKind])),
        modality,
        period,
        draw(stated if dated and not begun else st.none() | stated),
        draw(figure),
        draw(figure),
        draw(st.none() | st.sampled_from((-30, -5, 5, 20))),
    )


HISTORIES = st.lists(st.lists(tellings(), max_size=6), min_size=1, max_size=5)

drawn = settings(
    max_examples=100,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Record:
    """The emptied record, into which histories are written for the time of a block."""

    def __init__(self, connection: Connection, gazetteer: Gazetteer) -> None:
        self.connection = connection
        connection.execute(TABLES["cluster"].delete())
        self.run = self._add("import_run", dataset="test", sha256="", counts={})
        source = self._add("source", key="test", title="t")
        self.citation = self._add("citation", source_id=source, place="p")
        before = date(2025, 6, 30)
        now = gazetteer.resolve("Bắc Ninh", on=date(2025, 7, 1))
        self.sites = []
        for district, province in ADDRESSES:
            held = [now] if not province else []
            if province:
                top = gazetteer.resolve(province, on=before)
                held = list(dict.fromkeys((top, *gazetteer.successors(top, on=date(2025, 7, 1)))))
            if district:
                held.append(gazetteer.resolve(district, on=date(2024, 1, 1)))
            table = AdministrativeUnit.__table__
            ids = select(table.c.unit_id).where(table.c.key.in_([unit.key for unit in held]))
            self.sites.append(connection.scalars(ids).all())

    @contextmanager
    def holding(
        self, histories: list[History], order: random.Random | None = None
    ) -> Iterator[None]:
        """Write the histories, in a random order if asked to; take them back at the end."""
        work = self.connection.begin_nested()
        numbers = list(range(len(histories)))
        if order is not None:
            order.shuffle(numbers)
        clusters = {}
        for number in numbers:
            clusters[number] = self._add(
                "cluster",
                key=f"test/{number}",
                name="Thử",
                name_key="thu",
                zone_type="CCN",
                import_run_id=self.run,
            )
            self._place(clusters[number], number)
        events = [
            {
                **told._asdict(),
                "period": daterange(told.period),
                "key": f"test/{number}#{place}",
                "cluster_id": clusters[number],
                "citation_id": self.citation,
                "import_run_id": self.run,
            }
            for number in numbers
            for place, told in enumerate(histories[number])
        ]
        if order is not None:
            order.shuffle(events)
        if events:
            self.connection.execute(insert(TABLES["event"]), events)
        yield
        work.rollback()

    def on(self, day: date, known: date | None = None) -> dict[str, object]:
        """Return what each cluster is, by key, free of the numbers the database gave."""
        return dict(self.connection.execute(FOLD, {"day": day, "known": known}).all())

    def _place(self, cluster: int, number: int) -> None:
        units = self.sites[number % len(self.sites)]
        self._add(
            "cluster_site",
            cluster_id=cluster,
            point=func.ST_SetSRID(func.ST_Point(106, 21), 4326),
            precision="province",
            method="test",
            address="",
            stated_on=date(2024, 1, 1),
        )
        rows = [{"cluster_id": cluster, "unit_id": unit, "is_primary": True} for unit in units]
        self.connection.execute(insert(TABLES["cluster_site_unit"]), rows)

    def _add(self, table: str, **values: object) -> int:
        (key,) = TABLES[table].primary_key.columns
        adding = insert(TABLES[table]).values(**values).returning(key)
        return int(self.connection.execute(adding).scalar_one())


@pytest.fixture
def record(connection: Connection, gazetteer: Gazetteer) -> Record:
    return Record(connection, gazetteer)


@drawn
@given(histories=HISTORIES, days=st.tuples(DAYS, DAYS), seed=st.integers(0, 99))
def test_the_order_of_loading_never_matters(
    record: Record, histories: list[History], days: tuple[date, date], seed: int
) -> None:
    known, day = sorted(days)
    # Each statement has a rival that differs in nothing but its figure.
    for history in histories:
        history.extend([told._replace(area_ha=(told.area_ha or 0) + 1) for told in history])
    with record.holding(histories):
        one = record.on(known), record.on(day, known)
    with record.holding(histories, random.Random(seed)):  # noqa: S311
        other = record.on(known), record.on(day, known)
    assert one == other


@drawn
@given(
    histories=HISTORIES,
    day=DAYS,
    data=st.data(),
)
def test_a_status_never_depends_on_what_is_said_and_happens_later(
    record: Record, histories: list[History], day: date, data: st.DataObject
) -> None:
    with record.holding(histories):
        before = record.on(day)
    later = st.lists(tellings(day, dated=True), min_size=1, max_size=3)
    longer = [history + data.draw(later) for history in histories]
    with record.holding(longer):
        assert record.on(day) == before


@drawn
@given(
    histories=HISTORIES,
    days=st.tuples(DAYS, DAYS).filter(lambda days: days[0] != days[1]),
    known=DAYS,
    units=st.sampled_from((date(2024, 1, 1), date(2025, 6, 30), date(2025, 7, 1))),
    level=st.sampled_from(("province", "district")),
)
def test_changes_restate_exactly_in_the_units_of_any_day(
    record: Record,
    histories: list[History],
    days: tuple[date, date],
    known: date,
    units: date,
    level: str,
) -> None:
    base, target = sorted(days)
    with record.holding(histories):
        asked = {"base": base, "target": target, "known": known}
        changes = record.connection.execute(CHANGES, asked).all()
        rows = record.connection.execute(UNITS, asked | {"units": units, "level": level}).all()
        before, after = (record.on(day, min(day, known)) for day in (base, target))
    assert len(changes) == sum(row.clusters for row in rows) == len(histories)
    for row in rows:
        assert row.standing_from + row.new - row.merged - row.removed == row.standing_to
        assert row.standing_to == row.new + row.expanded + row.reduced + row.kept
        if row.area_from_ha is not None:
            # What nobody measured is null, and counts for nothing.
            grown = (row.new_ha or 0) + (row.expanded_ha or 0) - (row.reduced_ha or 0)
            left = (row.merged_ha or 0) + (row.removed_ha or 0)
            assert row.area_from_ha + grown - left == row.area_to_ha
            for kind in ("new", "expanded", "reduced", "merged", "removed"):
                area_ha = getattr(row, f"{kind}_ha")
                assert (area_ha is None) <= (getattr(row, kind) > 0)
                assert area_ha != 0 or getattr(row, kind) == 0
    # The same sums, taken from the two days themselves.
    assert sum(row.standing_from for row in rows) == sum(map(stands, before.values()))
    assert sum(row.standing_to for row in rows) == sum(map(stands, after.values()))
    measured = [
        one for one in changes if one.change and None not in (one.area_from_ha, one.area_to_ha)
    ]
    for side in ("area_from_ha", "area_to_ha"):
        assert sum(getattr(row, side) or 0 for row in rows) == sum(
            getattr(one, side) for one in measured
        )
    assert sum(row.without_area for row in rows) == len(
        [one for one in changes if one.change and one not in measured]
    )


@drawn
@given(histories=HISTORIES, days=st.lists(DAYS, min_size=3, max_size=3, unique=True), known=DAYS)
def test_one_span_begins_where_the_one_before_ended(
    record: Record, histories: list[History], days: list[date], known: date
) -> None:
    first, between, last = sorted(days)
    with record.holding(histories):
        one, other = (
            record.connection.execute(
                CHANGES, {"base": base, "target": target, "known": known}
            ).all()
            for base, target in ((first, between), (between, last))
        )
    assert [(row.stands, row.area_to_ha, row.status_to) for row in one] == [
        (row.stood, row.area_from_ha, row.status_from) for row in other
    ]


@drawn
@given(
    histories=HISTORIES,
    days=st.tuples(DAYS, DAYS).filter(lambda days: days[0] != days[1]),
    known=DAYS,
)
def test_each_change_is_what_its_areas_say(
    record: Record, histories: list[History], days: tuple[date, date], known: date
) -> None:
    base, target = sorted(days)
    asked = {"base": base, "target": target, "known": known}
    with record.holding(histories):
        changes = record.connection.execute(CHANGES, asked).all()
    for one in changes:
        assert one.stands == (one.change in ("new", "expanded", "reduced", "kept"))
        before, after = one.area_from_ha, one.area_to_ha
        if one.change == "new":
            assert (one.stood, before) == (False, 0)
        elif one.change in ("merged", "removed"):
            assert after == 0
            assert one.stood or before == 0
        elif one.change in (None, "planned", "gone"):
            assert (one.stood, before, after) == (False, 0, 0)
        else:
            assert one.stood
            if None not in (before, after):
                growth = {"kept": 0, "expanded": 1, "reduced": -1}[one.change]
                # An expansion whose figure says nothing new is an expansion by nothing.
                assert (after > before) - (after < before) in ({0, 1} if growth > 0 else {growth})


@settings(max_examples=3, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 99))
def test_loading_the_shipped_data_again_in_another_order_changes_nothing(
    connection: Connection, gazetteer: Gazetteer, seed: int
) -> None:
    data = read_dataset(data_folder(), gazetteer, TODAY)
    order = random.Random(seed)  # noqa: S311
    shuffled = replace(
        data,
        **{
            one.name: dict(order.sample(list(table.items()), len(table)))
            for one in fields(data)
            if isinstance(table := getattr(data, one.name), dict)
        },
    )
    work = connection.begin_nested()
    today = {"day": date(2026, 11, 22), "known": None}
    before = dict(connection.execute(FOLD, today).all())
    assert not write_dataset(connection, shuffled)
    connection.execute(TABLES["cluster"].delete())
    assert write_dataset(connection, shuffled).inserted > len(data.events)
    assert dict(connection.execute(FOLD, today).all()) == before
    assert not write_dataset(connection, data)
    work.rollback()


def stands(told: object) -> bool:
    """Tell whether a cluster is there: established, or said to be in the plan until it leaves."""
    assert isinstance(told, dict)
    if told["status"] == "planned":
        return bool(told["area_ha"] != 0)
    return told["status"] in ("established", "construction", "operating")
