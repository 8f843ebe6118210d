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
        text(
            "SELECT change, certainty FROM planning.cluster_change(:a, :b, :a)"
            " WHERE cluster_id = :c"
        ),
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


def test_a_proposal_counts_again_once_something_surer_brought_the_cluster_back(
    connection: Connection, history: History
) -> None:
    removed = event("removed", "done", "2021")
    proposed = event("expanded", "proposed", "/2030", area_ha=75)
    back = history(ESTABLISHED, removed, event("established", "done", "2024", area_ha=30), proposed)
    assert on(connection, back, TODAY) == ("established", 30)
    assert on(connection, back, END, TODAY) == ("established", 75)
    assert change(connection, back) == ("expanded", "proposed")
    gone = history(
        ESTABLISHED,
        removed,
        event("removed", "proposed", "/2029"),
        event("established", "proposed", "/2030"),
    )
    assert on(connection, gone, END, TODAY) == ("removed", 0)


def test_what_is_told_later_of_a_later_thing_implies_nothing_before(
    connection: Connection, history: History
) -> None:
    cluster = history(event("expanded", "done", "2024", area_from_ha=30))
    assert on(connection, cluster, date(1990, 1, 1)) == ("unconfirmed", 0)
    assert on(connection, cluster, TODAY) == ("established", 30)


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_phases_the_area_before_the_first_is_that_of_today(
    connection: Connection, history: History, turned: bool
) -> None:
    phases = [
        event("expanded", "planned", "/2028", area_from_ha=30, area_ha=40, published="2023"),
        event("expanded", "planned", "/2030", area_from_ha=40, area_ha=50, published="2023"),
    ]
    cluster = history(*(reversed(phases) if turned else phases))
    assert on(connection, cluster, TODAY) == ("established", 30)
    assert on(connection, cluster, END, TODAY) == ("established", 50)


def test_what_is_to_be_built_or_operated_is_planned(
    connection: Connection, history: History
) -> None:
    cluster = history(event("operating", "planned", "2028-12", area_ha=30))
    assert on(connection, cluster, TODAY) == ("planned", 0)
    assert on(connection, cluster, END, TODAY) == ("operating", 30)
    assert change(connection, cluster) == ("new", "planned")


def test_an_adjustment_to_come_says_that_a_cluster_stands_not_that_it_is_established(
    connection: Connection, history: History
) -> None:
    cluster = history(event("adjusted", "planned", "/2030", area_from_ha=72, area_ha=55))
    assert on(connection, cluster, TODAY) == ("planned", 72)
    assert change(connection, cluster) == ("reduced", "planned")


def test_a_plan_in_force_does_not_hide_what_a_cluster_has_until_it_is_removed(
    connection: Connection, history: History
) -> None:
    cluster = history(
        event("planned", "planned", "2021/2030", area_ha=50),
        event("removed", "planned", "/2029", area_ha=50),
    )
    assert on(connection, cluster, TODAY) == ("planned", 50)
    assert change(connection, cluster) == ("removed", "planned")


def test_a_difference_told_twice_is_added_once(connection: Connection, history: History) -> None:
    more = event("expanded", "planned", "/2030", area_delta_ha=20)
    again = event("expanded", "planned", "/2030", area_delta_ha=20, published="2024")
    total = event("expanded", "planned", "/2030", area_ha=70)
    for cluster in (history(ESTABLISHED, more, again), history(ESTABLISHED, total, again)):
        assert on(connection, cluster, END, TODAY) == ("established", 70)


def test_an_expansion_only_proposed_makes_nothing_smaller(
    connection: Connection, history: History
) -> None:
    cluster = history(ESTABLISHED, event("expanded", "proposed", "/2030", area_ha=40))
    assert on(connection, cluster, END, TODAY) == ("established", 50)
    assert change(connection, cluster)[0] != "reduced"


def test_a_report_of_building_does_not_end_the_plan_for_more(
    connection: Connection, history: History
) -> None:
    plan = event("planned", "decided", "2021/2030", area_ha=75)
    for reported, by_2030 in ((40, 75), (80, 80)):
        cluster = history(plan, event("construction", "done", "2025", area_ha=reported))
        assert on(connection, cluster, TODAY) == ("construction", reported)
        assert on(connection, cluster, END, TODAY) == ("construction", by_2030)


def test_differences_that_leave_nothing_leave_the_area_unknown(
    connection: Connection, history: History
) -> None:
    cluster = history(ESTABLISHED, event("adjusted", "done", "2022", area_delta_ha=-80))
    assert on(connection, cluster, TODAY) == ("established", None)


def test_a_plan_of_a_period_to_come_ends_with_that_period(
    connection: Connection, history: History
) -> None:
    cluster = history(event("planned", "planned", "2021/", area_ha=50, published="2020-11"))
    assert on(connection, cluster, TODAY) == ("planned", 0)


def test_legal_is_not_known_of_what_left_and_was_never_said_to_be_established(
    connection: Connection, history: History
) -> None:
    asked = text("SELECT legal FROM planning.cluster_on(:day) WHERE cluster_id = :c")
    left = event("removed", "decided", "2021")
    for cluster, legal in ((history(left), None), (history(ESTABLISHED, left), "revoked")):
        assert connection.scalar(asked, {"day": TODAY, "c": cluster}) == legal


def test_an_area_has_its_own_qualifier(connection: Connection, history: History) -> None:
    asked = text("SELECT area_qualifier FROM planning.cluster_on(:day) WHERE cluster_id = :c")
    about = {"area_qualifier": "about"}
    planned = history(event("planned", "planned", "2021/2030", area_ha=50, **about))
    expanded = history(event("expanded", "planned", "/2030", area_from_ha=30, area_ha=50, **about))
    grown = history(ESTABLISHED, event("expanded", "done", "2022", area_delta_ha=20, **about))
    found = [connection.scalar(asked, {"day": TODAY, "c": c}) for c in (planned, expanded, grown)]
    assert found == [None, None, "about"]


def test_spans_in_the_past_tell_what_was(connection: Connection, history: History) -> None:
    waiting = history(event("planned", "planned", "2021/2030", area_ha=70))
    built = history(
        event("planned", "planned", "2021/2030", area_ha=70),
        event("established", "done", "2024-05", area_ha=60),
    )
    asked = text(
        "SELECT change, area_to_ha FROM planning.cluster_change('2022-01-01', '2025-01-01', :k)"
        " WHERE cluster_id = :c"
    )
    found = [connection.execute(asked, {"k": TODAY, "c": c}).one() for c in (waiting, built)]
    assert [tuple(row) for row in found] == [("planned", 0), ("new", 60)]


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
