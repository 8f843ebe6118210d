"""From candidates to the record: matched, decided by a person, written whole or not at all."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from conftest import TODAY
from sqlalchemy import Connection, Engine, text

import geo
from geo.errors import InputError
from geo.extract.candidates import Candidate
from geo.extract.documents import Document
from geo.extract.highlight import highlighted
from geo.extract.review import Judgement, indicators, judge, write
from geo.extract.slips import COLUMNS, PLACE_WORDS, Cells, Places, period_text, slips
from geo.extract.workbook import Review, read_workbook, write_workbook
from geo.gazetteer import Gazetteer
from geo.locator import Locator
from geo.matching import KnownClusters

BODY = (
    "Tỉnh quyết định thành lập cụm công nghiệp Yên Lư, huyện Yên Dũng, diện tích 49,5 ha.\n"
    "CCN Bến Thử, xã Đại Lâm, huyện Lạng Giang rộng hơn 20 ha được đưa vào quy hoạch.\n"
    "Toàn tỉnh có 44 CCN & <b>5</b> khu.\n"
)
TEXT = Document("thu.txt", BODY, "0" * 64)
PUBLISHED = date(2024, 1, 5)
TESTED = {"cluster": "Bến Thử", "zone_type": "CCN", "province": "Bắc Giang"}
LAND = {"commune": "Đại Lâm", "district": "Lạng Giang"}


def read(quote: str, event: str, **facts: object) -> Candidate:
    start = BODY.index(quote)
    said = {"rule": "thử", "confidence": 0.9, "certainty": "decided"} | facts
    return Candidate(event=event, quote=quote, start=start, end=start + len(quote), **said)


FOUND = [
    read(
        "thành lập cụm công nghiệp Yên Lư, huyện Yên Dũng, diện tích 49,5 ha",
        "established",
        cluster="Yên Lư",
        zone_type="CCN",
        province="Bắc Giang",
        district="Yên Dũng",
        date="năm 2023",
        date_start="2023",
        area_ha=49.5,
    ),
    read(
        "CCN Bến Thử, xã Đại Lâm, huyện Lạng Giang rộng hơn 20 ha được đưa vào quy hoạch",
        "planned",
        **TESTED | LAND,
        area_ha=20.0,
        area_qualifier="hơn",
        date_end="2030",
        certainty="planned",
    ),
    read(
        "CCN Bến Thử",
        "milestone",
        **TESTED | LAND,
        stage="land_clearance; construction",
        date_start="2024-Q3",
        date_end="2025-Q4",
    ),
    read(
        "Toàn tỉnh có 44 CCN",
        "statistic",
        province="Bắc Giang",
        metric="ccn_existing",
        value=44.0,
        unit="cụm",
    ),
]


@pytest.fixture
def places(connection: Connection, gazetteer: Gazetteer) -> Places:
    known = KnownClusters.from_database(connection)
    return Places(Locator(gazetteer, TODAY), known, PUBLISHED)


@pytest.fixture
def rows(places: Places) -> list[Cells]:
    return slips(TEXT, FOUND, places)


def review(rows: Iterable[Cells], **source: object) -> Review:
    told = dict.fromkeys(("publisher", "url", "decision_no", "note", "editor"))
    told |= {"title": "Quyết định thử", "published": "2024-01-05", "file": "thu.txt"}
    return Review("thu.xlsx", told | {"sha256": "0" * 64} | source, [*enumerate(rows, 2)])


def accepted(rows: Iterable[Cells], **changes: object) -> list[Cells]:
    return [row | {"accept": "nhận"} | changes for row in rows]


def judged(connection: Connection, rows: Iterable[Cells], **source: object) -> Judgement:
    return judge(connection, review(rows, **source), today=TODAY)


def told(connection: Connection, row: Cells) -> str:
    """The one problem of a row, as it is said."""
    result = judged(connection, [row])
    (problem,) = result.problems
    assert result.accepted == []
    with pytest.raises(InputError, match="nothing was written"):
        result.require_sound("thu.xlsx")
    return problem.said.vi


def test_a_slip_names_the_cluster_and_the_unit_that_are_meant(rows: list[Cells]) -> None:
    known, new, stage, figure = rows
    assert (known["code"], known["unit"]) == (
        "bac-giang/yen-lu",
        "huyện Yên Dũng, tỉnh Bắc Giang",
    )
    assert (new["code"], new["area_qualifier"], new["period"]) == (None, "more_than", "/2030")
    assert stage["period"] == "2024-Q3/2025-Q4"
    assert figure["code"] is None
    assert {row["accept"] for row in rows} == {"later"}
    for row in rows:
        assert len(row["place"].split()) <= PLACE_WORDS
        assert len(row["place"]) < len(row["quote"]) or len(row["quote"].split()) < PLACE_WORDS


def test_namesakes_are_shown_where_no_place_is_told(places: Places) -> None:
    (row,) = slips(TEXT, [read("CCN Bến Thử", "removed", cluster="Yên Lư")], places)
    assert (row["code"], row["unit"]) == (None, None)
    assert row["nearest"].startswith("bac-giang/yen-lu (Yên Lư, ")


def test_without_a_record_slips_have_no_codes(gazetteer: Gazetteer) -> None:
    unmatched = slips(TEXT, FOUND, Places(Locator(gazetteer, TODAY), None, PUBLISHED))
    assert [row["code"] for row in unmatched] == [None] * 4
    assert unmatched[0]["unit"] == "huyện Yên Dũng, tỉnh Bắc Giang"


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        (None, None, None),
        ("2023", None, "2023"),
        (None, "2030", "/2030"),
        ("2024-Q3", "2025", "2024-Q3/2025"),
        ("2024", "2024", "2024"),
    ],
)
def test_dates_become_a_period(start: str | None, end: str | None, period: str | None) -> None:
    assert period_text(start, end) == period


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_workbook_comes_back_as_it_was_given(
    lang: str, rows: list[Cells], tmp_path: Path, connection: Connection
) -> None:
    file = tmp_path / "a.xlsx"
    rows[0] |= {"note": "=1+1", "decision_no": "0123"}
    write_workbook(file, rows, {"file": "thu.txt", "sha256": "1"}, indicators(connection), lang)
    found = read_workbook(file)
    assert found.source["file"] == "thu.txt"
    assert [number for number, _ in found.slips] == [2, 3, 4, 5]
    first = found.slips[0][1]
    assert (first["note"], first["decision_no"], first["area_ha"]) == ("=1+1", "0123", 49.5)
    assert judged(connection, accepted(row for _, row in found.slips[:1])).problems == []
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert sheet.max_column == len(COLUMNS)
    listed = [rule.sqref for rule in sheet.data_validations.dataValidation]
    assert "A2:A5" in map(str, listed)


def test_a_workbook_that_is_none_is_refused(tmp_path: Path) -> None:
    text_file, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    text_file.write_text("a")
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a"])
    book.save(other)
    for file in (text_file, other):
        with pytest.raises(InputError, match="no workbook of candidates"):
            read_workbook(file)
    with pytest.raises(InputError, match="There is no file"):
        read_workbook(tmp_path / "c.xlsx")


def test_only_what_is_accepted_is_written_and_only_once(
    connection: Connection, rows: list[Cells]
) -> None:
    rows[1]["code"] = rows[2]["code"] = "Cụm mới"
    rows[3]["accept"] = "bỏ"
    first = judged(connection, [*accepted(rows[:2]), *rows[2:]])
    assert (len(first.accepted), first.rejected, first.later) == (2, 1, 1)
    assert write(connection, first)
    said = connection.execute(
        text(
            "SELECT e.kind, e.area_ha, e.area_qualifier, e.stated_on, c.place, s.title"
            " FROM planning.statement AS e JOIN planning.citation AS c USING (citation_id)"
            " JOIN planning.source AS s USING (source_id) JOIN planning.cluster AS k"
            " USING (cluster_id) WHERE k.key = 'bac-giang/ben-thu'"
        )
    ).all()
    assert [tuple(row)[:4] for row in said] == [("planned", 20, "more_than", PUBLISHED)]
    assert said[0].place.startswith("CCN Bến Thử, xã Đại Lâm")
    assert said[0].title == "Quyết định thử"
    assert write(connection, judged(connection, accepted(rows[:2]))) == 0
    later = judged(connection, accepted(rows))
    assert [one.is_new for one in later.accepted] == [False] * 4
    assert write(connection, later)
    assert write(connection, judged(connection, accepted(reversed(rows)))) == 0
    stages = connection.scalars(
        text(
            "SELECT m.stages FROM planning.milestone AS m JOIN planning.cluster AS k"
            " USING (cluster_id) WHERE k.key = 'bac-giang/ben-thu'"
        )
    ).all()
    assert stages == [["land_clearance", "construction"]]


def test_who_reviewed_is_kept(connection: Connection, rows: list[Cells]) -> None:
    one = judge(connection, review(accepted(rows[:1]), editor="Bình"), today=TODAY, editor="Lan")
    assert one.provenance is not None
    assert one.provenance.editor == "Lan"
    assert judged(connection, accepted(rows[:1]), editor="Bình").provenance.editor == "Bình"


def test_nothing_accepted_writes_nothing(connection: Connection, rows: list[Cells]) -> None:
    assert write(connection, judged(connection, rows, title=None)) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"accept": "có"}, "“Nhận?”: “có” không có"),
        ({"event": "xây"}, "“Sự kiện”: “xây” không có"),
        ({"event": None}, "“Sự kiện”: cần một trong"),
        ({"certainty": None}, "“Mức chắc chắn”: cần chọn"),
        ({"period": "quý 3"}, "“Thời gian”: “quý 3” không phải"),
        ({"period": "0024"}, "“Thời gian”: năm phải"),
        ({"area_ha": "1.108"}, "“Diện tích (ha)”: không phải là số"),
        ({"area_ha": -3}, "“Diện tích (ha)”: phải lớn hơn 0"),
        ({"area_delta_ha": 0}, "“Tăng, giảm (ha)”: phải khác 0"),
        ({"fill_pct": 130}, "“Lấp đầy (%)”: phải từ 0 đến 100"),
        ({"cluster": None}, "“Tên cụm trong văn bản”: cần tên"),
        ({"code": "bac-giang/yen-luu"}, "gần nhất: bac-giang/yen-lu"),
        ({"cluster": "Không Có", "code": None}, "“Mã cụm”: chưa có cụm “Không Có”"),
        (
            {"code": None, "district": "Yên Dũngg"},
            "“Huyện”: Không có đơn vị hành chính “Yên Dũngg” trong tỉnh",
        ),
        ({"code": None, "province": "Bắc Giangg"}, "“Tỉnh”: "),
        ({"code": None, "commune": "Yên Lưu"}, "“Xã”: Không có đơn vị"),
        ({"place": None}, "“Chỗ trong văn bản”: cần vài chữ"),
        ({"place": "chữ " * 13}, "“Chỗ trong văn bản”: tối đa"),
        ({"note": "x" * 501}, "“Ghi chú”: tối đa"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(
    change: Cells, said: str, connection: Connection, rows: list[Cells]
) -> None:
    problem = told(connection, accepted(rows[:1])[0] | change)
    assert problem.startswith("dòng 2, cột “")
    assert said in problem


def test_a_new_cluster_needs_a_district_or_commune(
    connection: Connection, rows: list[Cells]
) -> None:
    nowhere = rows[1] | {"accept": "nhận", "code": "cụm mới", "district": None, "commune": None}
    assert "cụm mới cần huyện hoặc xã" in told(connection, nowhere)


def test_a_name_that_is_only_alike_needs_a_decision(
    connection: Connection, rows: list[Cells]
) -> None:
    alike = accepted(rows[:1], cluster="Yên Lưu", code=None)[0]
    assert "chưa rõ là cụm nào: bac-giang/yen-lu" in told(connection, alike)
    chosen = judged(connection, [alike | {"code": "bac-giang/yen-lu"}])
    assert chosen.problems == []
    assert [alias[:2] for alias in chosen.rows.aliases] == [("bac-giang/yen-lu", "Yên Lưu")]


def test_a_figure_needs_an_indicator_a_value_and_one_unit(
    connection: Connection, rows: list[Cells]
) -> None:
    figure = rows[3] | {"accept": "nhận"}
    assert "gần nhất: ccn_" in told(connection, figure | {"metric": "ccn_planed"})
    assert "“Giá trị”: không được để trống" in told(connection, figure | {"value": None})
    assert "“Giá trị”: không phải là số" in told(connection, figure | {"value": "12/QĐ"})
    assert "cần tỉnh" in told(connection, figure | {"province": None})
    nation = judged(connection, [figure | {"province": "Việt Nam"}])
    assert nation.rows.values[0][0].startswith("country/VN")


def test_the_source_must_be_named(connection: Connection, rows: list[Cells]) -> None:
    for lack in ("title", "file", "sha256"):
        with pytest.raises(InputError, match="Source"):
            judged(connection, accepted(rows[:1]), **{lack: None})
    with pytest.raises(InputError, match="Published"):
        judged(connection, rows, published="hôm qua")


def test_all_problems_are_told_with_numbers(connection: Connection, rows: list[Cells]) -> None:
    result = judged(connection, accepted(rows, area_ha="nhiều", period="?"))
    with pytest.raises(InputError) as refused:
        result.require_sound("thu.xlsx")
    lines = refused.value.text.vi.splitlines()
    assert lines[0] == f"thu.xlsx: chưa ghi gì, có {len(lines) - 1} chỗ cần sửa."
    assert [line.split(". ")[0] for line in lines[1:]] == [str(n) for n in range(1, len(lines))]
    assert {line.split(",")[0][-6:] for line in lines[1:]} >= {"dòng 2", "dòng 5"}


def test_a_zone_that_takes_a_cluster_in_is_found(connection: Connection, rows: list[Cells]) -> None:
    (zone,) = connection.execute(
        text(
            "SELECT key, name FROM planning.cluster_place WHERE zone_type = 'KCN'"
            " AND province_before = 'Bắc Giang' ORDER BY key LIMIT 1"
        )
    ).all()
    merged = accepted(rows[:1], event="merged", merged_into=f"khu công nghiệp {zone.name}")
    result = judged(connection, merged)
    assert result.rows.absorbed == {0: zone.key}
    unknown = judged(connection, accepted(rows[:1], event="merged", merged_into="KCN Không Có"))
    assert unknown.rows.absorbed == {}
    assert unknown.rows.events[0][1].absorbed_into_text == "KCN Không Có"


def test_quotes_are_marked_and_nothing_is_taken_for_markup() -> None:
    page = highlighted(BODY, FOUND, "vi")
    assert "44 CCN</mark><sup>3</sup> &amp; &lt;b&gt;5&lt;/b&gt; khu" in page
    assert "<b>" not in page
    assert ">CCN Bến Thử</mark><sup>2</sup><mark" in page
    hostile = "<script>alert(1)</script>"
    candidate = Candidate(
        event="planned", quote=hostile, start=0, end=25, rule="", confidence=1, cluster='"><img>'
    )
    marked = highlighted(hostile * 2000, [candidate], "vi")
    assert "<script" not in marked
    assert "<img" not in marked


def test_of_a_long_text_only_the_lines_with_something_in_them_are_shown() -> None:
    filler = "Không có gì ở đây.\n" * 2000
    shifted = [
        Candidate(
            **(one.as_json() | {"start": one.start + len(filler), "end": one.end + len(filler)})
        )
        for one in FOUND[:2]
    ]
    page = highlighted(filler + BODY + filler, shifted, "vi")
    assert "Không có gì" not in page
    assert page.count("<mark") == 2


NEWS = "Tỉnh Bắc Giang quyết định thành lập CCN Bến Thử, huyện Lạng Giang, diện tích 20 ha."
KNOWN = text("SELECT count(*) FROM planning.cluster WHERE key = 'bac-giang/ben-thu'")


def test_in_a_notebook_what_is_accepted_counts_in_a_trial_and_then_no_more(
    engine: Engine, at_a_notebook: None, tmp_path: Path
) -> None:
    file = tmp_path / "tin.txt"
    file.write_text(NEWS, "utf-8")
    with geo.connect() as ccn:
        passage = geo.read_text(ccn, file, published=PUBLISHED)
        assert passage.slips["event"].tolist() == ["thành lập"]
        assert geo.read_text(ccn, NEWS).slips["area_ha"].tolist() == [20]
        assert "<mark" in passage._repr_html_()
        rows = passage.slips.assign(accept="nhận", code="cụm mới")
        with pytest.raises(TypeError, match="titel"):
            passage.reviewed(rows, title="Tin thử", titel="")
        decided = passage.reviewed(rows, title="Tin thử", editor="Lan")
        assert geo.accept(decided)["cluster"].tolist() == ["bac-giang/ben-thu"]
        with geo.trial(decided) as tried:
            assert tried.scalar(KNOWN) == 1
            assert ccn.scalar(KNOWN) == 0
        assert ccn.scalar(KNOWN) == 0
        with pytest.raises(InputError, match="row 0, column"):
            geo.accept(passage.reviewed(rows.assign(code=None), title="Tin thử"))
