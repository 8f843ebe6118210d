from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Connection, false, select, true

from geo.ingest.merge import Changes, keys, merge
from geo.model import Indicator

TABLE = Indicator.__table__
COLUMNS = ("key", "label_vi", "label_en", "unit_of_measure", "zone_type", "aggregation")

rows = st.dictionaries(
    st.text("abc", min_size=1, max_size=2),
    st.tuples(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
        st.just("label"),
        st.sampled_from(["ha", "%"]),
        st.sampled_from([None, "CCN", "KCN"]),
        st.sampled_from(["sum", "ratio", "none"]),
    ),
    max_size=6,
)


def held(connection: Connection) -> dict[str, tuple[object, ...]]:
    found = connection.execute(select(*(TABLE.c[name] for name in COLUMNS)))
    return {row[0]: tuple(row[1:]) for row in found}


@given(before=rows, after=rows)
@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_merge_brings_the_table_to_the_wanted_rows_and_counts_what_it_did(
    connection: Connection,
    before: dict[str, tuple[object, ...]],
    after: dict[str, tuple[object, ...]],
) -> None:
    connection.exec_driver_sql("TRUNCATE atlas.indicator CASCADE")
    for wanted in (before, after):
        standing = held(connection)
        changes = merge(
            connection,
            TABLE,  # type: ignore[arg-type]
            COLUMNS,
            ((key, *cells) for key, cells in wanted.items()),
            key=("key",),
            owned=true(),
        )
        assert held(connection) == wanted
        assert changes == Changes(
            inserted=len(wanted.keys() - standing.keys()),
            updated=sum(cells != standing[key] for key, cells in wanted.items() if key in standing),
            deleted=len(standing.keys() - wanted.keys()),
        )


def test_rows_that_are_not_owned_stay(connection: Connection) -> None:
    standing = held(connection)
    row = ("fresh", "mới", "fresh", "ha", None, "sum")
    changes = merge(connection, TABLE, COLUMNS, [row], key=("key",), owned=false())  # type: ignore[arg-type]
    assert changes == Changes(inserted=1)
    assert held(connection) == standing | {"fresh": row[1:]}
    assert set(keys(connection, TABLE, "key")) == {*standing, "fresh"}  # type: ignore[arg-type]
