"""Figures stated beside what the clusters on record add up to."""

import json
from datetime import date
from decimal import Decimal

import pytest
from program import run_geo
from rows import TABLES, cluster, event, figure
from sqlalchemy import Connection, insert, text

from geo import timeline
from geo.build import Built
from geo.errors import InputError
from geo.settings import Settings

TODAY = date(2026, 11, 22)


@pytest.fixture
def province(connection: Connection) -> int:
    """A province with four clusters: at work, established, in the plan to 2030, to be removed."""
    unit = int(
        connection.execute(
            text("SELECT unit_id FROM atlas.administrative_unit WHERE key = 'province/24/-'")
        ).scalar_one()
    )
    connection.execute(text("TRUNCATE atlas.cluster_site_unit, atlas.indicator_value"))
    for events in (
        [event("established", "done", "2015", area_ha=30), event("operating", "done", "2018")],
        [event("established", "done", "2020", area_ha=50)],
        [event("planned", "planned", "2021/2030", area_ha=70)],
        [event("planned", "planned", "2021/2030"), event("removed", "planned", "/2030")],
    ):
        settle(connection, cluster(connection, *events), unit)
    settle(connection, cluster(connection, event("operating", "done"), zone_type="KCN"), unit)
    return unit


def settle(connection: Connection, made: int, unit: int) -> None:
    connection.execute(
        insert(TABLES["cluster_site"]).values(
            cluster_id=made,
            point="SRID=4326;POINT(106 21)",
            precision="province",
            method="test",
            address="",
            stated_on=date(2024, 1, 1),
        )
    )
    connection.execute(
        insert(TABLES["cluster_site_unit"]).values(cluster_id=made, unit_id=unit, is_primary=True)
    )


def check(
    connection: Connection, key: str, day: date = TODAY
) -> tuple[date | None, Decimal | None, int | None]:
    found = connection.execute(
        text(
            "SELECT compared_on, on_record, without_area FROM planning.indicator_check(:day)"
            " WHERE key = :key"
        ),
        {"day": day, "key": key},
    ).one()
    return found.compared_on, found.on_record, found.without_area


@pytest.mark.parametrize(
    ("indicator", "period", "modality", "expected"),
    [
        ("ccn_planned", "/2030", "planned", (date(2030, 12, 31), 3, None)),
        ("ccn_planned_ha", "/2030", "planned", (date(2030, 12, 31), 150, 0)),
        ("ccn_planned", "2026/", "planned", (TODAY, 4, None)),
        ("ccn_planned_ha", "2026/", "planned", (TODAY, 150, 1)),
        ("ccn_planned", "/2030", "done", (TODAY, 4, None)),
        ("ccn_established", "2016", "done", (date(2016, 12, 31), 1, None)),
        ("ccn_established", "2022-Q1", "done", (date(2022, 3, 31), 2, None)),
        ("ccn_existing_ha", "2022", "done", (date(2022, 12, 31), 80, 0)),
        ("ccn_operating", "2017", "done", (date(2017, 12, 31), 0, None)),
        ("ccn_operating_ha", "2019", "done", (date(2019, 12, 31), 30, 0)),
        ("ccn_operating", "", "done", (TODAY, 1, None)),
    ],
)
def test_a_figure_is_compared_on_its_own_day(
    connection: Connection,
    province: int,
    indicator: str,
    period: str,
    modality: str,
    expected: tuple[date, int, int | None],
) -> None:
    key = figure(connection, province, indicator, 44, period, modality=modality)
    assert check(connection, key) == expected


def test_a_figure_without_a_period_is_compared_on_the_day_of_its_source(
    connection: Connection, province: int
) -> None:
    dated = figure(
        connection, province, "ccn_established", 44, published="2016-05", modality="done"
    )
    assert check(connection, dated) == (date(2016, 5, 31), 1, None)
    assert check(connection, dated, date(2014, 1, 1)) == (date(2014, 1, 1), 0, None)


def test_areas_that_nobody_states_are_not_none(connection: Connection, province: int) -> None:
    connection.execute(text("UPDATE atlas.event SET area_ha = NULL"))
    key = figure(connection, province, "ccn_existing_ha", 44, "2022", modality="done")
    assert check(connection, key) == (date(2022, 12, 31), None, 2)


def test_difference_and_share(connection: Connection, province: int) -> None:
    key = figure(connection, province, "ccn_planned", 44, "2026/")
    found = connection.execute(
        text(
            "SELECT stated, on_record, difference, share_pct, clusters"
            " FROM planning.indicator_check(:day) WHERE key = :key"
        ),
        {"day": TODAY, "key": key},
    ).one()
    assert tuple(found) == (44, 4, -40, Decimal("9.1"), 4)
    nothing = figure(connection, province, "ccn_planned", 0, "2026/")
    share = text("SELECT share_pct FROM planning.indicator_check(:day) WHERE key = :key")
    assert connection.scalar(share, {"day": TODAY, "key": nothing}) is None


@pytest.mark.parametrize(
    ("indicator", "value"),
    [("ccn_fill_pct", 60), ("ccn_registered_capital_vnd_billion", 900), ("kcn_planned", 5)],
)
def test_what_clusters_do_not_add_up_to_is_listed_as_stated(
    connection: Connection, province: int, indicator: str, value: float
) -> None:
    facts = {"modality": "done", "qualifier": "about", "note": "all of them"}
    key = figure(connection, province, indicator, value, "2022", **facts)
    (row,) = (row for row in timeline.indicators(connection, as_of=TODAY) if row["key"] == key)
    assert row["on_date"] == date(2022, 12, 31)
    assert row["stated"] == value
    assert {name: row[name] for name in facts} == facts
    compared = ("compared_on", "on_record", "without_area", "difference", "share_pct")
    assert {row[name] for name in compared} == {None}


@pytest.mark.parametrize(
    ("period", "published", "modality", "on_date", "compared_on"),
    [
        ("", "", "done", None, TODAY),
        ("", "2016-05", "done", date(2016, 5, 31), date(2016, 5, 31)),
        ("", "2027", "done", date(2027, 12, 31), TODAY),
        ("2027", "", "done", date(2027, 12, 31), TODAY),
        ("2027", "", "planned", date(2027, 12, 31), date(2027, 12, 31)),
        ("2026/", "", "planned", TODAY, TODAY),
        ("2028/", "", "planned", date(2028, 1, 1), date(2028, 1, 1)),
    ],
)
def test_the_day_of_a_figure_and_the_day_compared(
    connection: Connection,
    province: int,
    period: str,
    published: str,
    modality: str,
    on_date: date | None,
    compared_on: date,
) -> None:
    key = figure(
        connection, province, "ccn_planned", 44, period, published=published, modality=modality
    )
    (row,) = (row for row in timeline.indicators(connection, as_of=TODAY) if row["key"] == key)
    assert (row["on_date"], row["compared_on"]) == (on_date, compared_on)
    assert row["on_record"] is not None


def test_the_nation_takes_all_clusters(connection: Connection) -> None:
    country = connection.execute(
        text("SELECT unit_id FROM atlas.administrative_unit WHERE level = 'country'")
    ).scalar_one()
    key = figure(connection, country, "ccn_operating", 900, "2026/", modality="done")
    counted = connection.scalar(
        text(
            "SELECT count(*) FROM planning.cluster_on(:day) JOIN atlas.cluster USING (cluster_id)"
            " WHERE zone_type = 'CCN' AND status = 'operating'"
        ),
        {"day": TODAY},
    )
    assert check(connection, key)[1] == counted
    assert counted > 0


def test_every_comparable_figure_agrees_with_a_fold_of_its_own(connection: Connection) -> None:
    rows = connection.execute(
        text(
            "SELECT unit_id, compared_on, on_record FROM planning.indicator_check(:day) AS k"
            " JOIN atlas.indicator AS i USING (indicator_id)"
            " WHERE i.key = 'ccn_established' ORDER BY k.key"
        ),
        {"day": TODAY},
    ).all()
    assert len(rows) > 40
    counting = text(
        "SELECT count(*) FROM planning.cluster_on(:on, least(:on, :day)) AS k"
        " JOIN atlas.cluster AS c USING (cluster_id)"
        " JOIN atlas.cluster_site_unit AS m USING (cluster_id)"
        " WHERE c.zone_type = 'CCN' AND k.legal = 'established' AND m.is_primary"
        " AND m.unit_id = :unit"
    )
    for row in rows:
        parameters = {"on": row.compared_on, "day": TODAY, "unit": row.unit_id}
        assert connection.scalar(counting, parameters) == row.on_record


def test_all_figures_are_there_and_those_of_the_kinds_compared_compared(
    connection: Connection,
) -> None:
    rows = timeline.indicators(connection, as_of=TODAY)
    listed = connection.scalars(text("SELECT key FROM atlas.indicator_value")).all()
    assert sorted(row["key"] for row in rows) == sorted(listed)
    assert len(listed) > 700
    held = connection.scalar(
        text(
            "SELECT count(*) FROM atlas.indicator_value JOIN atlas.indicator AS i"
            " USING (indicator_id) WHERE i.key IN ('ccn_planned', 'ccn_planned_ha',"
            " 'ccn_established', 'ccn_established_ha', 'ccn_operating', 'ccn_operating_ha',"
            " 'ccn_existing', 'ccn_existing_ha')"
        )
    )
    assert sum(row["compared_on"] is not None for row in rows) == held > 300
    assert {row["indicator"] for row in rows if row["on_record"] is None} >= {"ccn_fill_pct"}


def test_the_command(built: Built, settings: Settings) -> None:
    words = ("indicators", "--as-of", "2026-11-22", "--province", "Thanh Hóa")
    rows = json.loads(run_geo(settings, *words, "--format", "json").stdout)
    (row,) = (row for row in rows if row["key"] == "thanh-hoa#ccn_established-3")
    assert row["stated"] == 44
    assert row["on_record"] + -row["difference"] == 44
    assert 0 < row["on_record"] < 44
    table = run_geo(settings, *words, "--lang", "en").stdout
    heading = table.splitlines()[0]
    assert heading.index("stated") < heading.index("on record")
    assert "Clusters established to date" in table
    assert "about 7,526" in table
    assert "of the 38 established clusters" in table
    assert "trong 38 cụm đã thành lập" in run_geo(settings, *words).stdout
    undated = run_geo(settings, *words[:3], "--province", "Bắc Ninh", "--lang", "en").stdout
    assert "not known (compared on 2026-11-22)" in undated
    of_both = json.loads(
        run_geo(settings, "indicators", "--province", "Bắc Ninh", "--format", "json").stdout
    )
    assert {"tỉnh Bắc Ninh", "tỉnh Bắc Giang", "huyện Lục Nam, tỉnh Bắc Giang"} <= {
        row["unit"] for row in of_both
    }


def test_indicators_are_found_by_key_or_by_words(connection: Connection) -> None:
    def found(words: str) -> list[str]:
        return timeline.find_indicators(connection, words)

    assert found("ccn_planned") == ["ccn_planned"]
    capital = found("vốn đầu tư")
    assert set(found("VON DAU TU")) == set(capital) > {"ccn_registered_capital_vnd_billion"}
    assert set(found("capital")) >= {"ccn_registered_capital_usd_million"}
    assert found("secondary_projects") == ["ccn_secondary_projects", "ccn_with_secondary_projects"]
    with pytest.raises(InputError, match="Nearest: ccn_jobs"):
        found("ccn_jobz")
    for nothing in ("qqqqq", "", "  "):
        with pytest.raises(InputError, match="No indicator"):
            found(nothing)


def test_one_indicator_can_be_asked_for(built: Built, settings: Settings) -> None:
    words = ("indicators", "--format", "json", "--indicator")
    rows = json.loads(run_geo(settings, *words, "đang thực hiện đầu tư").stdout)
    assert {row["indicator"].partition("_invested")[0] for row in rows} == {"ccn_being"}
    assert 44 in [row["stated"] for row in rows if row["indicator"] == "ccn_being_invested"]
    refused = run_geo(settings, *words, "qqqqq")
    assert refused.returncode == 3
    assert "qqqqq" in refused.stderr
