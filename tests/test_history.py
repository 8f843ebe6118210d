"""The life of one cluster: which one is meant, and what is said of it."""

import csv
import io
import json
from datetime import date

import pytest
from program import run_geo
from rows import TABLES, cluster, event, loaded
from sqlalchemy import Connection, insert, text

from geo import timeline
from geo.build import Built
from geo.errors import InputError, UnknownPlace
from geo.gazetteer import Gazetteer
from geo.settings import Settings

TODAY = date(2026, 11, 22)


def find(connection: Connection, gazetteer: Gazetteer, words: str) -> str:
    return timeline.find_cluster(connection, lambda: gazetteer, words, today=TODAY)


@pytest.mark.parametrize(
    "words",
    [
        "bac-giang/yen-lu",
        "Bac-Giang/Yen-Lu",
        "Yên Lư",
        "YÊN LƯ",
        "yen lu",
        "CCN Yên Lư",
        "cum cong nghiep yen lu",
        "Cụm công nghiệp Yên Lư, huyện Yên Dũng, Bắc Giang",
        "Yên Lư, Bắc Giang",
        "Yên Lư, Bắc Ninh",
        "yen lu, bac giang",
        "Ye\u0302n Lư",
    ],
)
def test_a_cluster_is_found_by_key_or_name(
    connection: Connection, gazetteer: Gazetteer, words: str
) -> None:
    assert find(connection, gazetteer, words) == "bac-giang/yen-lu"


def test_every_cluster_is_found_by_its_key(connection: Connection, gazetteer: Gazetteer) -> None:
    for (key,) in connection.execute(text("SELECT key FROM atlas.cluster ORDER BY key LIMIT 40")):
        assert find(connection, gazetteer, key) == key


def test_an_alias_names_its_cluster(connection: Connection, gazetteer: Gazetteer) -> None:
    found = connection.execute(
        text(
            "SELECT c.key, a.alias, p.province_before FROM atlas.cluster_alias AS a"
            " JOIN atlas.cluster AS c USING (cluster_id)"
            " JOIN planning.cluster_place AS p USING (cluster_id)"
            " WHERE NOT EXISTS (SELECT FROM atlas.cluster AS o WHERE o.name_key = a.alias_key)"
            " ORDER BY a.alias LIMIT 10"
        )
    ).all()
    assert found
    for key, alias, province in found:
        province = province.partition(" – ")[0]
        assert find(connection, gazetteer, f"{alias}, {province}") == key


def test_several_of_one_name_are_all_told(connection: Connection, gazetteer: Gazetteer) -> None:
    with pytest.raises(InputError, match="any of 2 clusters") as refused:
        find(connection, gazetteer, "Tân Hưng, Bắc Giang")
    for key in ("bac-giang/kcn-tan-hung", "bac-giang/tan-hung"):
        assert key in refused.value.text.vi
        assert key in refused.value.text.en
    assert find(connection, gazetteer, "KCN Tân Hưng, Bắc Giang") == "bac-giang/kcn-tan-hung"


def test_accents_tell_apart_what_is_otherwise_alike(
    connection: Connection, gazetteer: Gazetteer
) -> None:
    for name in ("Đại Ấn Thử", "Đại An Thử"):
        cluster(connection, name=name, name_key="dai an thu")
    key = find(connection, gazetteer, "Đại Ấn Thử")
    found = connection.scalar(text("SELECT name FROM atlas.cluster WHERE key = :k"), {"k": key})
    assert found == "Đại Ấn Thử"
    with pytest.raises(InputError, match="any of 2"):
        find(connection, gazetteer, "dai an thu")


def test_no_such_name_is_answered_with_the_nearest(
    connection: Connection, gazetteer: Gazetteer
) -> None:
    with pytest.raises(InputError, match="bac-giang/yen-lu"):
        find(connection, gazetteer, "Yên Lưu Thị")
    with pytest.raises(InputError, match=r"no cluster .*bac-giang/yen-lu"):
        find(connection, gazetteer, "Yên Lư, Cà Mau")
    with pytest.raises(InputError, match=r"Nearest: bac-ninh/phong-khe .*Expected the key or name"):
        find(connection, gazetteer, "Khongcocum")
    with pytest.raises(InputError, match=r"Check the spelling\. Expected the key or name"):
        find(connection, gazetteer, "qqqq")
    with pytest.raises(InputError):
        find(connection, gazetteer, "  ")


def test_an_unknown_province_is_told(connection: Connection, gazetteer: Gazetteer) -> None:
    with pytest.raises(UnknownPlace, match="Bắc Gian"):
        find(connection, gazetteer, "Yên Lư, Bắc Gian")


def test_statements_stand_in_order_with_their_sources(connection: Connection) -> None:
    made = cluster(
        connection,
        event("expanded", "planned", "/2030", area_delta_ha=20),
        event("operating", "done", published="2022-03"),
        event("established", "done", "2018-05", area_ha=50, published="2019"),
        event("operating", "done"),
    )
    rows = connection.execute(
        text("SELECT * FROM planning.history WHERE cluster_id = :c"), {"c": made}
    ).all()
    assert [(row.kind, row.effective_on) for row in rows] == [
        ("operating", None),
        ("established", date(2018, 5, 1)),
        ("operating", date(2022, 3, 1)),
        ("expanded", date(2030, 12, 31)),
    ]
    assert {(row.title, row.place) for row in rows} == {("Nguồn thử", "p. 1")}


def test_no_statement_is_lost(connection: Connection) -> None:
    stated, shown, sourced = connection.execute(
        text(
            "SELECT (SELECT count(*) FROM atlas.event), count(*), count(title)"
            " FROM planning.history"
        )
    ).one()
    assert stated == shown == sourced > 1000


def test_a_merger_names_the_zone_or_says_it_in_the_words_of_the_source(
    connection: Connection,
) -> None:
    merged = event("merged", "decided", "2022", absorbed_into_text="khu bên cạnh")
    zone = cluster(connection, name="Vùng Lớn", name_key="vung lon", zone_type="KCN")
    bare, named = cluster(connection, merged), cluster(connection, merged)
    (event_id,) = connection.execute(
        text("SELECT event_id FROM atlas.event WHERE cluster_id = :c"), {"c": named}
    ).one()
    connection.execute(
        insert(TABLES["event_cluster"]).values(
            event_id=event_id, cluster_id=zone, role="absorbed_into"
        )
    )
    into = text("SELECT absorbed_into FROM planning.history WHERE cluster_id = :c")
    assert connection.scalar(into, {"c": bare}) == "khu bên cạnh"
    assert connection.scalar(into, {"c": named}) == "KCN Vùng Lớn"


def test_what_was_corrected_says_so(connection: Connection) -> None:
    def correct(table: str, key: str, field: str, old: str, new: str, **facts: object) -> None:
        connection.execute(
            insert(TABLES["correction"]).values(
                table_name=table,
                key=key,
                field=field,
                old_value=old,
                new_value=new,
                reason="misprint",
                editor="Lan",
                import_run_id=loaded(connection),
                **{"decided_on": date(2026, 1, 1), "applied": True, **facts},
            )
        )

    key = "bac-giang/phuong-son"
    told = timeline.history(connection, cluster=key, as_of=TODAY).events
    assert [row["corrections"] for row in told] == [None] * len(told)
    event_key = told[0]["event"]
    source = connection.scalar(
        text(
            "SELECT s.key FROM atlas.event AS e JOIN atlas.citation USING (citation_id)"
            " JOIN atlas.source AS s USING (source_id) WHERE e.key = :key"
        ),
        {"key": event_key},
    )
    correct("events", event_key, "area_ha", "", "57", decided_on=date(2026, 1, 2))
    correct("events", event_key, "area_ha", "57", "75", decided_on=date(2026, 1, 3))
    correct("events", event_key, "note", "x", "y", applied=False)
    correct("sources", str(source), "publisher", "Bao", "Báo")
    correct("milestones", f"{key}#milestone-1", "period", "2032", "2023")
    correct("clusters", key, "name", "Phương Sơn", "Phượng Sơn")
    life = timeline.history(connection, cluster=key, as_of=TODAY)
    assert life.events[0]["corrections"] == [
        "events.area_ha: ∅ → 57 (misprint; Lan, 2026-01-02)",
        "events.area_ha: 57 → 75 (misprint; Lan, 2026-01-03)",
        "sources.publisher: Bao → Báo (misprint; Lan, 2026-01-01)",
    ]
    assert [row["corrections"] for row in life.milestones if row["corrections"]] == [
        ["milestones.period: 2032 → 2023 (misprint; Lan, 2026-01-01)"]
    ]
    assert life.head["corrections"] == [
        "clusters.name: Phương Sơn → Phượng Sơn (misprint; Lan, 2026-01-01)"
    ]
    in_view = text("SELECT corrections FROM planning.history WHERE event_key = :key")
    assert connection.scalar(in_view, {"key": event_key}) == life.events[0]["corrections"]


def test_the_life_of_a_cluster(connection: Connection) -> None:
    life = timeline.history(connection, cluster="bac-giang/phuong-son", as_of=TODAY)
    assert life.head["name"] == "Phượng Sơn"
    assert "Bắc Giang" in life.head["old_address"]
    assert life.head["new_address"].endswith("Bắc Ninh")
    assert {"plan", "legal", "build", "wastewater", "certainty", "area_ha"} <= life.head.keys()
    assert life.events
    assert [row["slip_days"] for row in life.milestones] == [691, 418, 236]


def test_the_command(built: Built, settings: Settings) -> None:
    words = ("history", "Yên Lư, Bắc Giang")
    life = json.loads(run_geo(settings, *words, "--format", "json").stdout)
    assert life["cluster"]["cluster"] == "bac-giang/yen-lu"
    assert [row["decision_no"] for row in life["events"]] == ["145/QĐ-UBND", None]
    rows = list(csv.DictReader(io.StringIO(run_geo(settings, *words, "--format", "csv").stdout)))
    assert [row["event"] for row in rows] == [row["event"] for row in life["events"]]
    assert rows[0]["area_ha"] == "50.0"
    table = run_geo(settings, *words, "--lang", "en").stdout
    assert "huyện Yên Dũng, Bắc Giang" in table
    assert "145/QĐ-UBND" in table
    assert all(row["title"] in table for row in life["events"])
    of_capital = run_geo(settings, "history", "Xây Đá B", "--lang", "en").stdout
    assert "capital (VND billion): nearly 900" in of_capital
    assert "53.9 → 75" in of_capital
    assert "ready to receive tenants" in of_capital
    assert "sẵn sàng đón doanh nghiệp" in run_geo(settings, "history", "Xây Đá B").stdout
    refused = run_geo(settings, "history", "Tân Hưng", "--lang", "en")
    assert refused.returncode == 3
    assert "bac-giang/kcn-tan-hung" in refused.stderr
    assert "Traceback" not in refused.stderr
