"""`geo qgis`: a project whose layers are what the database has, checked without QGIS itself.

What QGIS needs beyond plain XML was found by opening such projects in QGIS 3.22: layers known by
more than ten characters, a key for every view, and symbols, rules and labels as they are read here.
"""

import re
from io import BytesIO
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import quote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import psycopg
import pytest
from program import run_geo
from sqlalchemy import Connection, Engine, TextClause, text

from geo.build import Built
from geo.maps.classes import STATUS_SYMBOLS, SYMBOLS
from geo.qgis.project import project
from geo.server import PrivateServer
from geo.settings import Settings
from geo.vocabulary import Change, Status, label

VIEWS = {
    "cluster_to_2030": "cluster_id",
    "cluster_now": "cluster_id",
    "merger": "cluster_id",
    "removal": "cluster_id",
    "overdue": "milestone_id",
    "province_now": "unit_id",
    "province_before": "unit_id",
    "district_before": "unit_id",
}
UNITS = ("province_now", "province_before", "district_before")
SOURCE = re.compile(
    r"(?P<address>dbname=.+ sslmode='\w+') key='(?P<key>\w+)' estimatedmetadata=true srid=4326"
    r" type=(?P<type>\w+) checkPrimaryKeyUnicity='0'"
    r' table=(?P<table>"planning"\."\w+"|"\(.+\)") \(geometry\)(?: sql=(?P<where>.+))?',
    re.DOTALL,
)

SUMMARY = """
    SELECT count(*), count(DISTINCT %s), min(pg_typeof(%s)::text), count(geometry),
           count(DISTINCT ST_SRID(geometry)), min(ST_SRID(geometry)),
           min(GeometryType(geometry)), max(GeometryType(geometry))
    FROM %s
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("qgis")


@pytest.fixture(scope="module")
def said(engine: Engine, settings: Settings, folder: Path) -> CompletedProcess[str]:
    """What the command says that writes the project; the server stays up."""
    return run_geo(settings, "qgis", "dự án.qgz", cwd=folder)


@pytest.fixture(scope="module")
def document(said: CompletedProcess[str], folder: Path) -> Element:
    assert said.returncode == 0, said.stderr
    return read(folder / "dự án.qgz")


def read(file: Path | BytesIO) -> Element:
    with ZipFile(file) as archive:
        (name,) = archive.namelist()
        assert name.endswith(".qgs")
        return ElementTree.fromstring(archive.read(name))  # noqa: S314 -- we wrote it


def layers(document: Element) -> dict[str, Element]:
    found = {value(one, "id"): one for one in document.iterfind("projectlayers/maplayer")}
    return {key.removeprefix("ccn_atlas_"): one for key, one in found.items()}


def value(element: Element, path: str) -> str:
    return element.findtext(path) or ""


def source(layer: Element) -> dict[str, str]:
    found = SOURCE.fullmatch(value(layer, "datasource"))
    assert found, value(layer, "datasource")
    return {name: part or "" for name, part in found.groupdict().items()}


def rows(layer: Element) -> str:
    """Return the rows of a layer as SQL has them."""
    table, where = source(layer)["table"], source(layer)["where"]
    relation = f"{table[1:-1]} AS q" if table.startswith('"(') else table
    return f"{relation} WHERE {where}" if where else relation


def asked(*words: str) -> TextClause:
    return text(" ".join(words))


def test_the_layers_are_the_views_and_the_islands_in_groups(document: Element) -> None:
    tree = {
        group.get("name"): [one.get("id") for one in group]
        for group in document.iterfind("layer-tree-group/layer-tree-group")
    }
    assert list(tree) == [
        "Biển đảo",
        "Cụm công nghiệp",
        "Cần theo dõi",
        "Đơn vị hành chính (ranh giới gần đúng)",
    ]
    ids = [one for group in tree.values() for one in group]
    assert ids == [value(one, "id") for one in document.iterfind("projectlayers/maplayer")]
    assert ids == [one.get("id") for one in document.iterfind("layerorder/layer")]
    assert set(layers(document)) == {*VIEWS, "islands"}
    # QGIS takes no shorter ones: it makes others up, and the tree leads nowhere.
    assert all(len(one or "") > 10 for one in ids)
    for name, key in VIEWS.items():
        assert source(layers(document)[name])["table"] == f'"planning"."{name}"'
        assert source(layers(document)[name])["key"] == key


@pytest.mark.parametrize("name", [*VIEWS, "islands"])
def test_a_layer_opens_as_it_is_told_to_qgis(document: Element, name: str) -> None:
    layer = layers(document)[name]
    told = source(layer)
    with psycopg.connect(told["address"]) as line:
        found = line.execute(SUMMARY % (told["key"], told["key"], rows(layer))).fetchone()
        typed = line.execute(
            "SELECT type, srid FROM geometry_columns"
            " WHERE f_table_schema = 'planning' AND f_table_name = %s",
            [name],
        ).fetchall()
    assert found
    total, keys, key_type, placed, *srids, least, most = found
    assert total == keys >= placed > 0
    assert srids == [1, 4326]
    assert least == most == told["type"].upper()
    assert key_type in ("bigint", "integer")
    assert typed == ([] if name == "islands" else [(told["type"].upper(), 4326)])
    assert layer.get("wkbType") == told["type"]
    assert value(layer, "srs/spatialrefsys/authid") == "EPSG:4326"


@pytest.mark.parametrize("name", VIEWS)
def test_every_column_that_is_named_is_one_of_the_view(
    document: Element, connection: Connection, name: str
) -> None:
    columns = set(connection.execute(asked("SELECT * FROM", f"planning.{name}")).keys())
    layer = layers(document)[name]
    expressions = [
        source(layer)["where"],
        value(layer, "previewExpression"),
        *(one.get("filter", "") for one in layer.iter("rule")),
        *(one.get("value", "") for one in layer.iter("Option") if one.get("name") == "expression"),
        *(one.get("fieldName", "") for one in layer.iter("text-style")),
        *(one.get("attr", "") for one in layer.iter("renderer-v2")),
    ]
    named = {column for one in expressions for column in re.findall(r'"(\w+)"', one)}
    assert named
    assert named <= columns
    shown = [one.get("field") for one in layer.iterfind("aliases/alias")]
    assert {*shown, "geometry"} == columns
    assert shown == [one.get("name") for one in layer.iterfind("fieldConfiguration/field")]


def categories(layer: Element) -> tuple[str, dict[str, Element]]:
    (renderer,) = [
        one for one in layer.iter("renderer-v2") if one.get("type") == "categorizedSymbol"
    ]
    symbols = {one.get("name"): one for one in renderer.iterfind("symbols/symbol")}
    return renderer.get("attr", ""), {
        one.get("value", ""): symbols[one.get("symbol")]
        for one in renderer.iterfind("categories/category")
    }


@pytest.mark.parametrize("name", ["cluster_to_2030", "cluster_now", "merger", "removal", "overdue"])
def test_every_row_has_a_mark(document: Element, connection: Connection, name: str) -> None:
    layer = layers(document)[name]
    column, found = categories(layer)
    held = connection.scalars(asked("SELECT DISTINCT", column, "FROM", rows(layer)))
    assert set(held) <= set(found)


def test_marks_have_our_colours_shapes_and_words(document: Element) -> None:
    for name, symbols, words in (
        ("cluster_to_2030", SYMBOLS, [*Change, Status.UNCONFIRMED]),
        ("cluster_now", STATUS_SYMBOLS, list(Status)),
    ):
        layer = layers(document)[name]
        _, found = categories(layer)
        assert set(found) == {word.value for word in words}
        looks = set()
        for word in words:
            drawn = {
                one.get("name"): one.get("value") for one in found[word].iterfind("layer/Option/*")
            }
            color = symbols[word].color
            rgb = ",".join(str(int(color[place : place + 2], 16)) for place in (1, 3, 5))
            assert drawn["color"] == f"{rgb},255"
            looks.add((drawn["name"], drawn["angle"]))
        assert len(looks) == len(words)
        labels = [one.get("label") for one in layer.iter("category")]
        assert sorted(map(str, labels)) == sorted(label(word).vi for word in words)


@pytest.mark.parametrize("name", UNITS)
def test_every_unit_is_in_one_class(document: Element, connection: Connection, name: str) -> None:
    layer = layers(document)[name]
    rules = [one.get("filter", "") for one in layer.iter("rule") if one.get("filter")]
    symbols = {one.get("name") for one in layer.iterfind("renderer-v2/symbols/symbol")}
    assert {one.get("symbol") for one in layer.iter("rule") if one.get("filter")} == symbols
    held = " + ".join(f"coalesce(({rule})::integer, 0)" for rule in rules)
    found = connection.execute(
        asked(
            "SELECT min(held), max(held), count(*), count(rate), count(*) FILTER (WHERE unknown)",
            f"FROM (SELECT {held} AS held, change_ha / area_km2 AS rate, {rules[-1]} AS unknown",
            f"FROM {rows(layer)}) AS classed",
        )
    ).one()
    least, most, total, known, without = found
    assert least == most == 1
    assert without == total - known > 0
    # What is loaded later, and is beyond all that is there now, has a class too.
    beyond = [rule.replace('"change_ha" / "area_km2" * 1000', "-1e12") for rule in rules]
    assert connection.scalar(asked("SELECT", beyond[-2])) is True
    assert layer.find(".//symbol/layer/Option/Option[@value='f_diagonal']") is not None


def test_the_whole_country_with_its_islands_is_in_view(document: Element) -> None:
    seen = document.find("ProjectViewSettings/DefaultViewExtent")
    assert seen is not None
    west, south, east, north = (
        float(seen.get(side, "nan")) for side in ("xmin", "ymin", "xmax", "ymax")
    )
    layer = layers(document)["islands"]
    with psycopg.connect(source(layer)["address"]) as line:
        placed = line.execute(
            " ".join(("SELECT name, ST_X(geometry), ST_Y(geometry) FROM", rows(layer)))
        ).fetchall()
    assert [name for name, _, _ in placed if name] == [
        "Quần đảo Hoàng Sa\n(Đà Nẵng, Việt Nam)",
        "Quần đảo Trường Sa\n(Khánh Hòa, Việt Nam)",
    ]
    assert all(west < lon < east and south < lat < north for _, lon, lat in placed)
    assert value(document, "projectCrs/spatialrefsys/authid") == "EPSG:4326"


def test_boundaries_are_called_approximate(document: Element) -> None:
    for name in UNITS:
        notes = layers(document)[name].find("userNotes")
        assert notes is not None
        assert "Ranh giới gần đúng" in notes.get("value", "")


def test_codes_are_worded_in_tables(document: Element) -> None:
    field = layers(document)["cluster_now"].find("fieldConfiguration/field[@name='status']")
    assert field is not None
    worded = {
        one.get("name"): one.get("value") for one in field.iterfind(".//Option[@type='QString']")
    }
    assert worded["đang hoạt động"] == "operating"
    assert set(worded.values()) == {word.value for word in Status}


def test_headings_are_what_the_comments_of_columns_begin_with(connection: Connection) -> None:
    for column, comment in (
        ("area_ha", "Diện tích (ha); 0: chưa có. / Area (ha); 0: there is none."),
        ("name", f"{'Tên ' * 20}. / Name."),
        ("key", "Mã."),
    ):
        told = asked("COMMENT ON COLUMN", f"planning.cluster_now.{column} IS", f"'{comment}'")
        connection.execute(told)
    for lang, name, area in (("vi", "", "Diện tích (ha)"), ("en", "Name", "Area (ha)")):
        layer = layers(read(BytesIO(project(connection, lang))))["cluster_now"]
        shown = {one.get("field"): one.get("name") for one in layer.iterfind("aliases/alias")}
        assert (shown["key"], shown["name"], shown["area_ha"]) == ("Mã", name, area)


def test_on_the_private_server_qgis_only_reads(
    document: Element, said: CompletedProcess[str], home: Path
) -> None:
    told = source(layers(document)["cluster_now"])
    with psycopg.connect(told["address"]) as line:
        assert line.info.user == "ccn_atlas_reader"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            line.execute("SELECT FROM atlas.cluster")
    assert "geo db start" in said.stderr
    assert PrivateServer(home).socket_folder.as_posix() in told["address"]


def test_the_same_database_gives_the_same_bytes(
    document: Element, connection: Connection, folder: Path
) -> None:
    once = project(connection, "vi", "ccn_atlas_reader")
    assert once == (folder / "dự án.qgz").read_bytes()
    assert once != project(connection, "en", "ccn_atlas_reader")


def test_no_password_is_written_and_an_odd_path_is_told_as_it_is(
    built: Built, home: Path, tmp_path: Path
) -> None:
    odd = tmp_path / "O'Neil_thưmục"
    odd.symlink_to(PrivateServer(home).socket_folder)
    url = f"postgresql://geo:s3cret@/ccn_atlas?host={quote(str(odd))}&port=5432"
    elsewhere = Settings(tmp_path / "home", url, "vi")
    found = run_geo(elsewhere, "qgis", "x.qgz", "--lang", "en", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert "no password" in found.stderr
    with ZipFile(tmp_path / "x.qgz") as archive:
        written = archive.read(archive.namelist()[0]).decode()
    assert "s3cret" not in written
    assert "Industrial clusters" in written
    told = source(layers(read(tmp_path / "x.qgz"))["cluster_now"])
    with psycopg.connect(told["address"]) as line:
        assert line.info.user == "geo"


def test_a_socket_that_qgis_cannot_reach_is_refused(
    built: Built, home: Path, tmp_path: Path
) -> None:
    odd = tmp_path / "a b"
    odd.symlink_to(PrivateServer(home).socket_folder)
    url = f"postgresql://geo@/ccn_atlas?host={quote(str(odd))}&port=5432"
    found = run_geo(Settings(tmp_path, url, "vi"), "qgis", cwd=tmp_path)
    assert found.returncode == 3
    assert "a b" in found.stderr
    assert not list(tmp_path.glob("*.qgz"))


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["x.qgs"], 3, ".qgz"),
        (["nowhere/x.qgz"], 5, "nowhere"),
        ([".qgz"], 3, ".qgz"),
    ],
)
def test_a_file_that_cannot_be_is_refused(
    built: Built, settings: Settings, tmp_path: Path, words: list[str], code: int, told: str
) -> None:
    found = run_geo(settings, "qgis", *words, cwd=tmp_path)
    assert found.returncode == code
    assert told in found.stderr
    assert "Traceback" not in found.stderr
    assert list(tmp_path.iterdir()) == []
