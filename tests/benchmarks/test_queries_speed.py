"""How the planners' questions are answered over a crowd: by the index, and a frame in no time."""

from time import perf_counter
from typing import Any

import pytest
from readers import bound
from sqlalchemy import Connection, text

from geo import queries
from geo.questions import question


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("near", "ix_cluster_site_geography"),
        ("nearest_free", "ix_cluster_site_geography"),
        ("same_name", "ix_cluster_name_key"),
        ("same_name", "ix_cluster_alias_alias_key"),
        ("in_commune", "ix_cluster_site_unit_unit_id"),
        ("mergers", "ix_cluster_site_unit_unit_id"),
        ("mergers", "ix_event_precedence"),
        ("without_wastewater", "pk_cluster_snapshot"),
        ("history", "uq_cluster_key"),
    ],
)
def test_a_selective_question_goes_by_the_index(
    benchmark: Any, crowd: Connection, name: str, index: str
) -> None:
    explain = text(f"EXPLAIN {question(name).sql.text}")
    plan = benchmark.pedantic(
        lambda: [line for (line,) in crowd.execute(explain, bound(crowd, name))], rounds=1
    )
    assert any(index in line for line in plan), "\n".join(plan)
    whole = ("Seq Scan on event", "Seq Scan on cluster_site ", "Seq Scan on cluster_snapshot")
    assert not [line for line in plan if any(table in line for table in whole)], "\n".join(plan)


def test_a_frame_costs_little_more_than_its_query(benchmark: Any, crowd: Connection) -> None:
    asked = bound(crowd, "changes_by_cluster")
    started = perf_counter()
    rows = crowd.execute(question("changes_by_cluster").sql, asked).all()
    query_s = perf_counter() - started
    frame = benchmark.pedantic(
        lambda: queries.changes_by_cluster(crowd, province="Bắc Giang"), rounds=3, warmup_rounds=1
    )
    assert len(frame) == len(rows)
    assert benchmark.stats.stats.min <= query_s + 1
