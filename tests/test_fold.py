"""Rules of the fold, each on a history small enough to judge by eye."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from sqlalchemy import Connection, insert, text

from geo.dates import Period
from geo.ingest.merge import daterange
from geo.model import Base

TABLES = {table.name: table for table in Base.metadata.sorted_tables}
TODAY = date(2026, 11, 22)
END = date(2030, 12, 31)

Told = Mapping[str, object]
History = Callable[..., int]


@pytest.fixture
def history(connection: Connection) -> History:
    """Make a cluster of the events given; returns its id."""
    numbers = count()

    def add(table: str, **values: object) -> int:
        (key,) = TABLES[table].primary_key.columns
        adding = insert(TABLES[table]).values(**values).returning(key)
        return int(connection.execute(adding).scalar_one())

    run = add("import_run", dataset="test", sha256="", counts={})

    def make(*events: Told) -> int:
        number = next(numbers)
        cluster = add(
            "cluster",
            key=f"test/{number}",
            name="Thử",
            name_key="thu",
            zone_type="CCN",
            import_run_id=run,
        )
        for place, told in enumerate(events):
            facts = dict(told)
            published = Period.parse(str(facts.pop("published", "")))
            source = add("source", key=f"test/{number}/{place}", title="t")
            citation = add("citation", source_id=source, place="p")
            add(
                "event",
                key=f"test/{number}#{place}",
                cluster_id=cluster,
                stated_on=published.start if published else None,
                period=daterange(Period.parse(str(facts.pop("period", "")))),
                citation_id=citation,
                import_run_id=run,
                **facts,
            )
        return cluster

    return make


def on(
    connection: Connection, cluster: int, day: date, known: date | None = None
) -> tuple[str, Decimal | None]:
    found = connection.execute(
        text("SELECT status, area_ha FROM planning.cluster_on(:day, :known) WHERE cluster_id = :c"),
        {"day": day, "known": known, "c": cluster},
    ).one()
    return found.status, found.area_ha


def change(connection: Connection, cluster: int) -> tuple[str | None, str | None]:
    found = connection.execute(
        text("SELECT change, certainty FROM planning.cluster_change(:a, :b) WHERE cluster_id = :c"),
        {"a": TODAY, "b": END, "c": cluster},
    ).one()
    return found.change, found.certainty


def event(kind: str, modality: str, period: str = "", **facts: object) -> Told:
    return {"kind": kind, "modality": modality, "period": period, **facts}


ESTABLISHED = event("established", "done", "2018-05", area_ha=50)
OPERATING = event("operating", "done", "2020")


def test_a_cluster_lives_from_plan_to_operation(connection: Connection, history: History) -> None:
    cluster = history(event("planned", "planned", "2015/2020", area_ha=60), ESTABLISHED, OPERATING)
    assert on(connection, cluster, date(2014, 1, 1)) == ("unconfirmed", 0)
    assert on(connection, cluster, date(2016, 1, 1)) == ("planned", 0)
    assert on(connection, cluster, date(2018, 6, 1)) == ("established", 50)
    assert on(connection, cluster, TODAY) == ("operating", 50)
    assert change(connection, cluster)[0] == "kept"


def test_a_plan_in_force_makes_a_cluster_new_by_its_end(
    connection: Connection, history: History
) -> None:
    cluster = history(event("planned", "planned", "2021/2030", area_ha=70))
    assert on(connection, cluster, TODAY) == ("planned", 0)
    assert on(connection, cluster, END, TODAY) == ("planned", 70)
    assert change(connection, cluster) == ("new", "planned")


def test_a_plan_that_ran_out_without_a_word_is_unconfirmed(
    connection: Connection, history: History
) -> None:
    cluster = history(event("planned", "planned", "2011/2020", area_ha=70))
    assert on(connection, cluster, TODAY) == ("unconfirmed", 0)
    assert change(connection, cluster)[0] is None


def test_a_statement_without_a_year_counts_from_its_source(
    connection: Connection, history: History
) -> None:
    cluster = history(event("operating", "done", published="2022-03-10", area_ha=20))
    assert on(connection, cluster, date(2022, 3, 9)) == ("unconfirmed", 0)
    assert on(connection, cluster, date(2022, 3, 10)) == ("operating", 20)


def test_by_2030_is_a_deadline_and_not_a_date(connection: Connection, history: History) -> None:
    cluster = history(ESTABLISHED, event("merged", "planned", "/2030"))
    assert on(connection, cluster, TODAY) == ("established", 50)
    assert on(connection, cluster, date(2030, 12, 30), TODAY) == ("established", 50)
    assert on(connection, cluster, END, TODAY) == ("merged", 0)
    assert change(connection, cluster) == ("merged", "planned")


def test_a_deadline_that_passed_without_a_report_is_overdue_and_not_done(
    connection: Connection, history: History
) -> None:
    cluster = history(ESTABLISHED, event("removed", "planned", "/2025", published="2021"))
    assert on(connection, cluster, date(2025, 12, 31), date(2021, 6, 1)) == ("removed", 0)
    assert on(connection, cluster, TODAY) == ("established", 50)
    assert change(connection, cluster)[0] == "kept"


def test_a_total_replaces_and_a_difference_adds(connection: Connection, history: History) -> None:
    total = history(ESTABLISHED, event("expanded", "planned", "/2030", area_ha=75))
    added = history(ESTABLISHED, event("expanded", "planned", "/2030", area_delta_ha=20))
    for cluster, area in ((total, 75), (added, 70)):
        assert on(connection, cluster, TODAY) == ("established", 50)
        assert on(connection, cluster, END, TODAY) == ("established", area)
        assert change(connection, cluster) == ("expanded", "planned")


def test_an_expansion_says_that_the_cluster_is_there(
    connection: Connection, history: History
) -> None:
    known = history(event("expanded", "planned", "/2030", area_from_ha=49, area_ha=74.1))
    unknown = history(event("expanded", "planned", "/2030", area_ha=75))
    assert on(connection, known, TODAY) == ("established", 49)
    assert on(connection, unknown, TODAY) == ("established", None)
    assert change(connection, known)[0] == change(connection, unknown)[0] == "expanded"


def test_the_area_of_a_removed_cluster_is_what_it_had(
    connection: Connection, history: History
) -> None:
    cluster = history(event("removed", "proposed", "/2030", area_ha=20))
    assert on(connection, cluster, TODAY) == ("planned", 20)
    assert on(connection, cluster, END, TODAY) == ("removed", 0)


def test_removed_then_taken_up_again(connection: Connection, history: History) -> None:
    cluster = history(
        ESTABLISHED,
        event("removed", "decided", "2021"),
        event("established", "decided", "2024", area_ha=30),
    )
    assert on(connection, cluster, date(2022, 1, 1)) == ("removed", 0)
    assert on(connection, cluster, TODAY) == ("established", 30)


def test_a_proposal_does_not_undo_what_was_done(connection: Connection, history: History) -> None:
    cluster = history(
        ESTABLISHED,
        event("removed", "done", "2021"),
        event("planned", "proposed", "2022/2030", area_ha=75),
    )
    assert on(connection, cluster, TODAY) == ("removed", 0)


def test_of_two_statements_for_one_day_the_surer_wins(
    connection: Connection, history: History
) -> None:
    cluster = history(
        event("established", "decided", "2023-01-05", area_ha=40, published="2023-02"),
        event("established", "done", "2023-01-05", area_ha=41.5, published="2023-01"),
    )
    assert on(connection, cluster, TODAY) == ("established", Decimal("41.5"))


def test_the_order_of_loading_does_not_matter(connection: Connection, history: History) -> None:
    events = [
        event("planned", "planned", "2011/2020", area_ha=60),
        ESTABLISHED,
        event("expanded", "planned", "/2030", area_ha=75),
    ]
    one, other = history(*events), history(*reversed(events))
    for day, known in ((date(2016, 1, 1), None), (TODAY, None), (END, TODAY)):
        assert on(connection, one, day, known) == on(connection, other, day, known)
