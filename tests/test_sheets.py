"""Sheets of maps from PostGIS: what they show, what they say of it, and what they refuse."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from rows import TABLES, add, cluster, event, figure
from sqlalchemy import Connection, Engine, insert, text

from geo import captions, frames
from geo.changes import Span
from geo.database import transaction
from geo.dates import PLAN_END, SYSTEMS, Period
from geo.errors import InputError
from geo.gazetteer import Gazetteer
from geo.maps import Style, atlas_map
from geo.maps.markers import marks
from geo.maps.metrics import METRICS, metric
from geo.maps.strays import strays
from geo.sheets import Look, Survey, national, provincial, require_data, unplaced
from geo.timeline import find_province
from geo.vocabulary import Change, Level, Status

TODAY = date(2026, 11, 22)
SPAN = Span(TODAY, PLAN_END, SYSTEMS["34"])
LOOK = Look(TODAY)
EMPTY = "province/04/-"
"""Cao Bằng, which stood in both systems and has no cluster on record."""


@pytest.fixture(scope="module")
def survey(engine: Engine) -> Survey:
    """The shipped record, read once; nothing changes it."""
    with transaction(engine) as connection:
        return Survey.read(connection, SPAN, known_on=TODAY, districts=True)


def placed(connection: Connection, *events: object, unit: str = EMPTY) -> int:
    """A new cluster that counts in a unit."""
    made = cluster(connection, *events)  # type: ignore[arg-type]
    point = "SRID=4326;POINT(106.2 22.7)"
    facts = {"precision": "province", "method": "test", "address": "", "stated_on": TODAY}
    add(connection, "cluster_site", cluster_id=made, point=point, **facts)
    held = {"cluster_id": made, "unit_id": number(connection, unit), "is_primary": True}
    connection.execute(insert(TABLES["cluster_site_unit"]).values(held))
    return made


def number(connection: Connection, unit: str) -> int:
    found = text("SELECT unit_id FROM atlas.administrative_unit WHERE key = :key")
    return int(connection.execute(found, {"key": unit}).scalar_one())


def unit(connection: Connection, key: str = EMPTY, on: date = TODAY) -> gpd.GeoSeries:
    """The row of a province of today, from a day on."""
    found = frames.map_units(
        connection,
        from_date=on,
        to_date=PLAN_END,
        known_on=TODAY,
        units_date=SYSTEMS["34"],
        level=Level.PROVINCE,
    )
    return found.set_index("key").loc[key]


def described(connection: Connection, made: int) -> gpd.GeoSeries:
    """The row of a cluster, with the years 2021 to 2030."""
    key = connection.scalar(text(f"SELECT key FROM atlas.cluster WHERE cluster_id = {made}"))  # noqa: S608
    found = frames.map_clusters(
        connection, from_date=TODAY, to_date=PLAN_END, known_on=TODAY, years=range(2021, 2031)
    )
    return found.set_index("key").loc[key]


def test_clusters_and_units_tell_the_same_counts(survey: Survey) -> None:
    assert {key: len(frame) for key, frame in survey.units.items()} == {
        "34": 34,
        "63": 63,
        "district": 696,
    }
    for layer, frame in survey.units.items():
        held = survey.clusters["units"].map(lambda units, layer=layer: units[layer])
        for change in (*Change, Status.UNCONFIRMED):
            told = held[survey.clusters["change"] == change].value_counts()
            counted = frame.set_index("key")[f"{change}_n"]
            assert counted[counted > 0].to_dict() == told.to_dict()


def test_a_card_holds_what_the_history_and_the_schedule_hold(
    survey: Survey, connection: Connection
) -> None:
    rows = text(
        """
        SELECT c.key, (SELECT count(*) FROM atlas.event AS e WHERE e.cluster_id = c.cluster_id),
               (SELECT count(*) FROM atlas.milestone AS m WHERE m.cluster_id = c.cluster_id)
        FROM atlas.cluster AS c WHERE c.zone_type = 'CCN' ORDER BY c.key
        """
    )
    clusters = survey.clusters
    assert [tuple(row) for row in connection.execute(rows)] == list(
        zip(
            clusters["key"],
            clusters["history"].map(len),
            clusters["schedule"].map(len),
            strict=True,
        )
    )
    for told in clusters["history"]:
        for statement in told:
            assert (
                not statement["date"] or str(Period.parse(statement["date"])) == statement["date"]
            )


def test_years_say_nothing_before_anything_is_said_and_end_with_the_target(
    connection: Connection,
) -> None:
    made = placed(
        connection,
        event("planned", "planned", "2023/2030", area_ha=40, published="2023"),
        event("established", "done", "2025-03", area_ha=30, published="2025"),
    )
    row = described(connection, made)
    assert row["years"][:2] == [[None, None]] * 2
    assert row["years"][2:4] == [["planned", 40]] * 2
    assert row["years"][4] == ["established", 30]
    assert row["years"][-1] == ["established", row["area_to_ha"]]
    assert [told["date"] for told in row["history"]] == ["2023/2030", "2025-03"]
    assert row["units"] == {"34": EMPTY, "63": EMPTY, "district": None}


def test_a_change_whose_area_nobody_states_is_no_data_and_never_zero(
    connection: Connection,
) -> None:
    assert metric("new").values(gpd.GeoDataFrame([unit(connection)])).tolist() == pytest.approx(
        [np.nan], nan_ok=True
    )
    placed(connection, event("operating", "done", "2020", area_ha=20))
    assert unit(connection)["change_ha"] == 0
    placed(connection, event("planned", "planned", "/2030"))
    row = unit(connection)
    assert row["new_n"] == 1
    assert np.isnan(row["change_ha"])
    assert np.isnan(row["new_ha"])
    assert row["removed_ha"] == 0
    placed(connection, event("planned", "planned", "/2030", area_ha=15))
    assert unit(connection)["change_ha"] == 15


def test_fill_is_stated_or_made_of_at_least_half_of_the_clusters(
    connection: Connection,
) -> None:
    placed(connection, event("operating", "done", "2020", area_ha=10, fill_pct=100))
    placed(
        connection,
        event("operating", "done", "2020", area_ha=90, industrial_ha=30, leased_ha=15),
    )
    row = unit(connection)
    assert row["fill_pct"] == pytest.approx((10 * 100 + 30 * 50) / 40)
    assert row["fill_n"] == 2
    for _ in range(3):
        placed(connection, event("operating", "done", "2020", area_ha=10))
    assert np.isnan(unit(connection)["fill_pct"])
    province = number(connection, EMPTY)
    figure(connection, province, "ccn_fill_pct", 61, "2022", modality="done")
    figure(connection, province, "ccn_fill_pct", 65, "2024", modality="done")
    figure(connection, province, "ccn_fill_pct", 90, "2027", modality="done")
    figure(connection, province, "ccn_fill_pct", 95, "2025", modality="planned")
    row = unit(connection)
    assert row["fill_pct"] == 65
    assert row["fill_on"] == date(2024, 12, 31)
    assert np.isnan(row["fill_n"])


def test_capital_is_summed_over_the_clusters_whose_area_is_known(connection: Connection) -> None:
    placed(
        connection,
        event(
            "planned", "planned", "2020/2030", area_ha=50, capital_vnd_billion=300, published="2020"
        ),
        event("established", "done", "2024", area_ha=40, capital_vnd_billion=500, published="2024"),
        event(
            "expanded", "planned", "/2030", area_ha=60, capital_vnd_billion=900, published="2025"
        ),
    )
    placed(connection, event("established", "done", "2024", capital_vnd_billion=70))
    placed(
        connection,
        event("established", "done", "2019", area_ha=10, capital_vnd_billion=70, published="2019"),
        event("removed", "done", "2021", published="2021"),
    )
    row = unit(connection)
    assert (row["capital_vnd_billion"], row["capital_area_ha"], row["capital_n"]) == (500, 40, 1)
    assert metric("capital").values(gpd.GeoDataFrame([row])).tolist() == [12.5]


def test_the_country_opens_with_the_units_asked_for(connection: Connection) -> None:
    assert list(national(Survey.read(connection, SPAN, known_on=TODAY), LOOK).units) == ["34", "63"]
    before = Span(TODAY, PLAN_END, SYSTEMS["63"], Level.DISTRICT)
    sheet = national(Survey.read(connection, before, known_on=TODAY), LOOK)
    assert list(sheet.units) == ["district", "63", "34"]
    assert sheet.context is None
    assert len(sheet.clusters) == len(
        frames.map_clusters(connection, from_date=TODAY, to_date=PLAN_END, known_on=TODAY)
    )  # type: ignore[arg-type]
    assert list(sheet.spec.years) == list(range(2021, 2031))


@pytest.mark.parametrize(
    ("name", "layers", "around"),
    [
        ("Bắc Giang", {"34": 0, "63": 1, "district": 10}, 63),
        ("Bắc Ninh", {"34": 1, "63": 2, "district": 18}, 34),
        ("Hà Nội", {"34": 1, "63": 0, "district": 30}, 34),
    ],
)
def test_a_province_comes_with_its_districts_and_what_it_was_made_of(
    survey: Survey, gazetteer: Gazetteer, name: str, layers: dict[str, int], around: int
) -> None:
    province = find_province(gazetteer, name, on=SYSTEMS["34"])
    sheet = provincial(survey, LOOK, gazetteer, province)
    assert {key: len(frame) for key, frame in sheet.units.items()} == {
        key: n for key, n in layers.items() if n
    }
    assert sheet.context is not None
    assert len(sheet.context) == around
    system = "34" if layers["34"] else "63"
    (whole,) = sheet.units[system]["clusters_n"]
    assert sheet.clusters is not None
    assert len(sheet.clusters) == whole > 0
    assert sheet.units["district"]["clusters_n"].sum() <= whole
    assert name in sheet.spec.subtitle[0]
    told = [said for rows in sheet.clusters["history"] for said in rows]
    told += [said for rows in sheet.clusters["schedule"] for said in rows]
    sources = len({(said["title"], said["url"]) for said in told})
    assert sheet.spec.sources[0].startswith(f"{sources} ")


def test_the_old_and_the_new_province_of_one_name_are_told_apart(
    survey: Survey, gazetteer: Gazetteer
) -> None:
    old = find_province(gazetteer, "Bắc Ninh", on=SYSTEMS["63"])
    new = find_province(gazetteer, "Bắc Ninh", on=SYSTEMS["34"])
    before, now = (provincial(survey, LOOK, gazetteer, one) for one in (old, new))
    assert before.spec.subtitle == (
        "Tỉnh Bắc Ninh (trước 01/07/2025)",
        "Bắc Ninh (before 1 July 2025)",
    )
    assert now.spec.subtitle == ("Tỉnh Bắc Ninh (từ 01/07/2025)", "Bắc Ninh (since 1 July 2025)")
    assert before.clusters is not None
    assert now.clusters is not None
    assert set(before.clusters["key"]) < set(now.clusters["key"])


def test_the_provinces_of_a_system_share_out_every_cluster_and_the_same_classes(
    survey: Survey, gazetteer: Gazetteer
) -> None:
    breaks = survey.breaks()
    shared: list[str] = []
    for key in survey.units["34"]["key"]:
        sheet = provincial(survey, LOOK, gazetteer, gazetteer[key], breaks)
        assert sheet.clusters is not None
        shared += sheet.clusters["key"].tolist()
        assert sheet.spec.breaks == breaks
    known = survey.clusters["units"].map(lambda units: units["34"] is not None)
    assert sorted(shared) == survey.clusters.loc[known, "key"].tolist()
    assert set(breaks) == {one.key for one in METRICS}


def test_bounds_of_the_users_own_are_those_of_the_figure_chosen(survey: Survey) -> None:
    sheet = national(survey, Look(TODAY, metric="change", breaks=(10, 100)))
    assert sheet.spec.metric == "change"
    assert sheet.spec.breaks == {"change": (10, 100)}


def test_the_layer_that_opens_has_the_figure_chosen(
    connection: Connection, gazetteer: Gazetteer
) -> None:
    figure(connection, number(connection, EMPTY), "ccn_fill_pct", 61, "2022", modality="done")
    by_district = Span(TODAY, PLAN_END, SYSTEMS["63"], Level.DISTRICT)
    survey = Survey.read(connection, by_district, known_on=TODAY)
    assert next(iter(survey.units)) == "district"
    sheet = provincial(survey, Look(TODAY, metric="fill"), gazetteer, gazetteer[EMPTY])
    assert list(sheet.units) == ["34", "district"]
    assert sheet.units["34"]["stated"].iloc[0].vi == "lấp đầy do nguồn nêu (2022)"


def test_a_map_says_from_when_one_looks(connection: Connection) -> None:
    first, last = date(2021, 1, 1), date(2025, 12, 31)
    past = Span(first, last, SYSTEMS["63"])
    told = national(Survey.read(connection, past, known_on=TODAY), LOOK).spec
    assert told.title[1].endswith(", 2021-01-01 to 2025")
    assert (told.years[0], told.years[-1]) == (2021, 2025)
    seen = national(Survey.read(connection, past, known_on=first), LOOK).spec
    assert told.known_on == TODAY
    assert told.notes[-1][1].startswith("Clusters first spoken of within the span")
    assert seen.known_on is None
    assert seen.notes[1:] == told.notes[:-1]
    assert seen.notes[0][1].startswith("Seen from 2021-01-01: later days are told by plans")
    later = Span(date(2028, 1, 1), PLAN_END, SYSTEMS["63"])
    ahead = national(Survey.read(connection, later, known_on=later.from_date), LOOK).spec
    assert "what happens until then is not known" in ahead.notes[0][1]


def test_a_map_without_marks_knows_its_clusters_and_draws_none(
    survey: Survey, gazetteer: Gazetteer
) -> None:
    province = find_province(gazetteer, "Quảng Ninh", on=SYSTEMS["34"])
    sheet = provincial(survey, Look(TODAY, style=Style.CHOROPLETH), gazetteer, province)
    astray = strays(sheet, "district")
    assert sheet.clusters is not None
    assert 0 < len(astray) < len(sheet.clusters)
    counted = sheet.units["district"]["clusters_n"].sum()
    assert counted + len(astray) == len(sheet.clusters) == sheet.units["34"]["clusters_n"].sum()
    page = atlas_map(sheet).get_root().render()
    assert f"{len(astray)} cụm chưa rõ huyện" in page
    assert '"marks":null' in page


def test_every_cluster_counts_in_a_unit_or_among_the_strays(survey: Survey) -> None:
    for key, frame in survey.units.items():
        (astray,) = survey.strays[key]["clusters_n"] if len(survey.strays[key]) else (0,)
        assert frame["clusters_n"].sum() + astray == len(survey.clusters)
        assert astray == len(strays(national(survey, LOOK), key)) if key != "district" else True
    assert len(survey.maps("63")) == 63 + len(survey.strays["63"])


def test_clusters_of_no_province_have_a_map_of_their_own(survey: Survey) -> None:
    sheet = unplaced(survey, Look(TODAY, metric="rate", breaks=(1, 2)), "63")
    assert sheet.clusters is not None
    assert len(sheet.clusters) == survey.strays["63"]["clusters_n"].iloc[0]
    assert {units["63"] for units in sheet.clusters["units"]} == {None}
    assert sheet.spec.subtitle[0] == "Cụm chưa rõ tỉnh"
    assert "chưa rõ tỉnh trước 01/07/2025" in atlas_map(sheet).get_root().render()


def test_a_figure_that_a_province_lacks_is_said_on_its_map(
    survey: Survey, gazetteer: Gazetteer
) -> None:
    province = find_province(gazetteer, "Sơn La", on=SYSTEMS["34"])
    sheet = provincial(survey, Look(TODAY, metric="fill"), gazetteer, province)
    assert (
        sheet.spec.notes[0].vi == "Không có số liệu “Tỷ lệ lấp đầy đầu kỳ (%)” ở đây trong kỳ này."
    )
    assert "Không có số liệu" not in provincial(survey, LOOK, gazetteer, province).spec.notes[0].vi


def test_an_undated_figure_does_not_count_long_before_its_source(connection: Connection) -> None:
    placed(connection, event("operating", "done", "2001", area_ha=10))
    placed(connection, event("operating", "done", "", area_ha=10, fill_pct=80))
    province = number(connection, EMPTY)
    assert unit(connection)["fill_pct"] == 80
    assert pd.isna(unit(connection, on=date(2009, 1, 1))["fill_pct"])
    figure(connection, province, "ccn_fill_pct", 61, "", modality="done")
    assert unit(connection)["fill_pct"] == 61
    assert pd.isna(unit(connection, on=date(2009, 1, 1))["fill_pct"])


def test_a_unit_says_on_how_many_of_its_clusters_its_figures_rest(
    connection: Connection, gazetteer: Gazetteer
) -> None:
    placed(
        connection,
        event("operating", "done", "2020", area_ha=10, fill_pct=80, capital_vnd_billion=9),
    )
    placed(connection, event("operating", "done", "2020", area_ha=10))
    survey = Survey.read(connection, SPAN, known_on=TODAY, districts=True)
    sheet = provincial(survey, LOOK, gazetteer, gazetteer[EMPTY])
    said = sheet.units["34"]["stated"].iloc[0]
    assert said.vi == "lấp đầy: 1/2 cụm có số liệu; vốn đầu tư: 1/2 cụm có số liệu"


def test_the_caption_counts_the_units_of_each_layer(survey: Survey) -> None:
    rows = survey.units["63"]
    layers = {"district": rows.iloc[:38], "63": rows.iloc[:3], "34": rows.iloc[:1]}
    said = captions.units(layers, SYSTEMS)
    assert said.vi == (
        "38 đơn vị cấp huyện và 3 tỉnh, thành phố trước 01/07/2025; 1 tỉnh, thành phố từ 01/07/2025"
    )
    assert said.en == (
        "38 districts and 3 provinces before 1 July 2025; 1 province since 1 July 2025"
    )
    days = SYSTEMS | {"63": date(2021, 5, 1)}
    said = captions.units({"34": rows.iloc[:34], "63": rows, "district": rows.iloc[:1]}, days)
    assert said.en == (
        "34 provinces since 1 July 2025;"
        " 63 provinces and 1 district before 1 July 2025 (on 2021-05-01)"
    )


def test_every_province_can_be_drawn_even_without_a_cluster(
    survey: Survey, gazetteer: Gazetteer
) -> None:
    for style in Style:
        sheet = provincial(survey, Look(TODAY, style=style), gazetteer, gazetteer[EMPTY])
        assert "chưa có cụm nào" in sheet.spec.notes[0][0]
        assert "Cao Bằng" in atlas_map(sheet).get_root().render()


def test_nothing_to_show_is_refused(survey: Survey, gazetteer: Gazetteer) -> None:
    look = Look(TODAY, metric="fill")
    require_data(provincial(survey, look, gazetteer, gazetteer[EMPTY]), look)
    lam_dong = find_province(gazetteer, "Sơn La", on=SYSTEMS["34"])
    with pytest.raises(InputError, match='"fill" has no data here in this period; these have: new'):
        require_data(provincial(survey, look, gazetteer, lam_dong), look)
    require_data(national(survey, look), look)


def test_what_cannot_be_drawn_is_refused(connection: Connection) -> None:
    with pytest.raises(InputError, match="Nothing is on record for 1990-01-01; choose a day from"):
        Survey.read(connection, Span(date(1990, 1, 1), PLAN_END, SYSTEMS["34"]), known_on=TODAY)
    for level in (Level.DISTRICT, Level.COMMUNE):
        with pytest.raises(InputError, match=r"no outlines of the level .* use --units 63"):
            Survey.read(connection, Span(TODAY, PLAN_END, SYSTEMS["34"], level), known_on=TODAY)
    connection.exec_driver_sql("TRUNCATE atlas.cluster CASCADE")
    with pytest.raises(InputError, match='no cluster on record; run "geo build"'):
        Survey.read(connection, SPAN, known_on=TODAY)


def test_a_look_that_cannot_be_had_is_refused() -> None:
    with pytest.raises(InputError, match='no figure "area"; choose one of: rate, density'):
        Look(TODAY, metric="area")
    with pytest.raises(InputError, match="must be positive and rising"):
        Look(TODAY, metric="rate", breaks=(5, 2))


def test_a_cluster_without_a_place_stands_on_the_map_of_the_country(
    connection: Connection,
) -> None:
    made = cluster(connection, event("operating", "done", "2020", area_ha=20))
    row = described(connection, made)
    assert row["geometry"] is None
    assert row["units"] == {"34": None, "63": None, "district": None}
    sheet = national(Survey.read(connection, SPAN, known_on=TODAY), LOOK)
    assert row.name in set(sheet.clusters["key"])
    assert marks(sheet)["n"] == len(sheet.clusters)


def test_units_before_the_record_are_refused(connection: Connection) -> None:
    with pytest.raises(InputError, match="on record since 2008-08-01 only"):
        Survey.read(connection, Span(TODAY, PLAN_END, date(1800, 1, 1)), known_on=TODAY)
