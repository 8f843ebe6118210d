"""`geo extract`, `geo review`: from the text of a decision or an article to reviewed events."""

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli.door import LANG, FormatOption, ProvinceOption, day, say, today
from geo.cli.reading import record
from geo.errors import InputError, ServerError, Text
from geo.printing import Format, message, print_json, print_rows

if TYPE_CHECKING:
    from geo.extract.candidates import Candidate
    from geo.extract.documents import Document
    from geo.extract.review import Judgement
    from geo.gazetteer import Gazetteer

app = typer.Typer()


class Kind(StrEnum):
    """How candidates are given."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


_LONGEST_QUOTE = 70
_SHOWN = {
    "event": Text("sự kiện", "event"),
    "cluster": Text("cụm", "cluster"),
    "district": Text("huyện", "district"),
    "province": Text("tỉnh", "province"),
    "period": Text("thời gian", "period"),
    "area_ha": Text("ha", "ha"),
    "figure": Text("số liệu", "figure"),
    "certainty": Text("mức chắc chắn", "certainty"),
    "confidence": Text("độ tin", "confidence"),
    "quote": Text("trong văn bản", "in the text"),
}
"""Columns of candidates on the screen."""


@app.command(
    help=say(
        "Đọc một văn bản và đề xuất sự kiện. Tệp .txt, .html, .docx, .pdf; chưa ghi gì.",
        "Read a text and propose events. Of .txt, .html, .docx, .pdf; nothing is written.",
    )
)
def extract(
    file: Annotated[
        str,
        typer.Argument(
            metavar=say("TỆP|-", "FILE|-"),
            help=say("Tệp văn bản; “-” là đầu vào chuẩn.", 'The text; "-" is standard input.'),
        ),
    ],
    province: ProvinceOption = None,
    published: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help=say(
                "Ngày của văn bản, cho những ngày viết thiếu năm và cho đơn vị hành chính.",
                "Day of the text, for dates without a year and for administrative units.",
            ),
        ),
    ] = None,
    kind: Annotated[
        Kind | None,
        typer.Option(
            "--format",
            help=say(
                "Kiểu kết quả; có --out thì là xlsx.", "Form of the result; with --out, xlsx."
            ),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar=say("TỆP.xlsx", "FILE.xlsx"),
            help=say(
                "Ghi tệp để duyệt, rồi dùng “geo review”.",
                'Write a file to be reviewed, then use "geo review".',
            ),
        ),
    ] = None,
) -> None:
    """Print or write what the text seems to state."""
    if (kind is Kind.XLSX) != (out is not None) and not (out is not None and kind is None):
        raise InputError(
            Text(
                "--format xlsx đi cùng --out TỆP.xlsx; kiểu khác thì in ra màn hình.",
                "--format xlsx goes with --out FILE.xlsx; other forms are printed.",
            )
        )
    if out is not None:
        from geo.extract.workbook import require_workbook

        require_workbook(out)
    stated_on = day("--published", published)
    from geo.extract.reader import read_text
    from geo.gazetteer import Gazetteer
    from geo.ingest.units import read_units

    document = _document(file)
    stated_on = stated_on or document.letterhead.day
    gazetteer = Gazetteer.from_tables(read_units())
    candidates = read_text(
        document.text,
        gazetteer=gazetteer,
        province=_province(gazetteer, province, stated_on),
        published=stated_on,
    )
    for note in document.notes:
        message(note, LANG)
    if not candidates:
        _say_why_empty(document)
    if out is not None:
        _write(document, candidates, gazetteer, stated_on, out)
    else:
        _print(document, candidates, kind or Kind.TABLE)


def _document(file: str) -> "Document":
    from geo.extract.documents import read_file, read_stream

    return read_stream(sys.stdin.buffer) if file == "-" else read_file(Path(file))


def _province(gazetteer: "Gazetteer", name: str | None, on: date | None) -> str | None:
    """Return the name of the province asked for as the record writes it."""
    if name is None:
        return None
    from geo.timeline import find_province

    return find_province(gazetteer, name, on=on or today()).name


def _say_why_empty(document: "Document") -> None:
    from geo.extract.tongue import Tongue, tongue

    message(
        {
            Tongue.NONE: Text("Văn bản trống.", "The text is empty."),
            Tongue.OTHER: Text(
                "Không thấy sự kiện nào: văn bản có vẻ không phải tiếng Việt.",
                "No event was found: the text does not seem to be Vietnamese.",
            ),
            Tongue.VIETNAMESE: Text(
                "Không thấy sự kiện nào của cụm công nghiệp.",
                "No event of an industrial cluster was found.",
            ),
        }[tongue(document.text)],
        LANG,
    )


def _print(document: "Document", candidates: "list[Candidate]", kind: Kind) -> None:
    from geo.extract.slips import KINDS, WORDS, period_text

    if kind is Kind.TABLE:
        rows = []
        for candidate in candidates:
            said = candidate.as_json()
            figure = [said["metric"], said["value"], said["unit"]]
            said["figure"] = " ".join(str(part) for part in figure if part is not None) or None
            said["event"] = KINDS[candidate.event].said(LANG)
            said["period"] = period_text(candidate.date_start, candidate.date_end)
            if candidate.certainty is not None:
                said["certainty"] = WORDS["certainty"][candidate.certainty].said(LANG)
            quote = " ".join(candidate.quote.split())
            cut = len(quote) > _LONGEST_QUOTE
            said["quote"] = quote[:_LONGEST_QUOTE] + "…" if cut else quote
            rows.append({name: said[name] for name in _SHOWN})
        print_rows(rows, _SHOWN, Format.TABLE, LANG)
        return
    records = [_record(document, candidate) for candidate in candidates]
    if kind is Kind.JSON:
        print_json(records)
    else:
        names = _record_names(document)
        print_rows(records, {name: Text(name, name) for name in names}, Format.CSV, LANG)


def _record(document: "Document", candidate: "Candidate") -> dict[str, Any]:
    said = candidate.as_json() | {"page": document.page(candidate.start)}
    return {name: said[name] for name in _record_names(document)}


def _record_names(document: "Document") -> list[str]:
    """Return the fields of a candidate; those that only a review needs are left out."""
    from geo.extract.candidates import Candidate

    names = [name for name in Candidate.names() if name != "stage"]
    return [*names, "page"] if document.pages else names


def _write(
    document: "Document",
    candidates: "list[Candidate]",
    gazetteer: "Gazetteer",
    published: date | None,
    out: Path,
) -> None:
    from geo.extract.slips import Places, slips
    from geo.extract.workbook import write_workbook
    from geo.locator import Locator

    locator = Locator(gazetteer, today())
    try:
        with record() as connection:
            from geo.extract.review import indicators
            from geo.matching import KnownClusters

            known: KnownClusters | None = KnownClusters.from_database(connection)
            figures = list(indicators(connection))
            rows = slips(document, candidates, Places(locator, known, published))
    except ServerError as fault:
        message(
            Text(
                f"Chưa đối chiếu với cụm đã có: {fault.text.vi}",
                f"Not compared with the clusters on record: {fault.text.en}",
            ),
            LANG,
        )
        figures = []
        rows = slips(document, candidates, Places(locator, None, published))
    source = {
        "published": None if published is None else published.isoformat(),
        "decision_no": document.letterhead.number,
        "file": document.name,
        "sha256": document.sha256,
    }
    write_workbook(out, rows, source, figures, LANG)
    message(
        Text(
            f"Đã ghi {out} ({len(rows)} đề xuất); sửa và chọn “nhận”, rồi chạy: geo review {out}",
            f'Written: {out} ({len(rows)} candidates); edit, choose "accept", then: geo review'
            f" {out}",
        ),
        LANG,
    )


_ACCEPTED = {
    "row": Text("dòng", "row"),
    "event": Text("sự kiện", "event"),
    "name": Text("cụm, đơn vị", "cluster, unit"),
    "key": Text("mã", "code"),
    "is_new": Text("mới", "new"),
    "period": Text("thời gian", "period"),
}
"""Columns of what was accepted, on the screen."""


@app.command(
    help=say(
        "Ghi những đề xuất đã nhận trong tệp duyệt. Mặc định chỉ thử.",
        "Write the accepted candidates of a reviewed file. A trial by default.",
    )
)
def review(
    file: Annotated[
        Path,
        typer.Argument(
            metavar=say("TỆP.xlsx", "FILE.xlsx"),
            help=say("Tệp đề xuất đã duyệt.", "The reviewed file of candidates."),
        ),
    ],
    editor: Annotated[
        str | None,
        typer.Option(
            metavar=say("TÊN", "NAME"),
            help=say(
                "Người duyệt; mặc định theo trang “Nguồn”.", 'Reviewer; by default of "Source".'
            ),
        ),
    ] = None,
    commit: Annotated[
        bool, typer.Option("--commit", help=say("Ghi thật.", "Write for good."))
    ] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Tell what a review would write, or write it."""
    from geo.extract.review import judge, write
    from geo.extract.workbook import read_workbook
    from geo.snapshots import refresh_snapshots

    given = read_workbook(file)
    with record() as connection:
        judged = judge(connection, given, today=today(), editor=editor)
        judged.require_sound(file.name)
        with connection.begin_nested() as trial:
            made = write(connection, judged)
            if not commit:
                trial.rollback()
        if commit and made:
            refresh_snapshots(connection, today())
    print_rows(_accepted(judged), _ACCEPTED, style, LANG)
    counted = Text(
        f"{len(judged.accepted)} nhận, {judged.rejected} bỏ, {judged.later} để sau",
        f"{len(judged.accepted)} accepted, {judged.rejected} rejected, {judged.later} for later",
    )
    if not judged.accepted:
        told = Text(
            "chưa nhận đề xuất nào: hãy ghi “nhận” vào cột “Nhận?” của những dòng đúng, lưu lại rồi"
            " chạy lại.",
            'nothing is accepted yet: write "accept" in the column "Accept?" of the rows that are'
            " right, save, and run this again.",
        )
    elif commit:
        told = Text(f"đã ghi {made} dòng mới.", f"{made} new rows written.")
    else:
        told = Text(
            f"mới thử, sẽ ghi {made} dòng mới; thêm --commit để ghi.",
            f"a trial, {made} new rows would be written; add --commit to write them.",
        )
    message(Text(f"{counted.vi}; {told.vi}", f"{counted.en}; {told.en}"), LANG)


def _accepted(judged: "Judgement") -> list[dict[str, Any]]:
    from geo.extract.slips import KINDS

    return [
        {
            "row": accepted.row,
            "event": KINDS[accepted.event].said(LANG),
            "name": accepted.name,
            "key": accepted.key,
            "is_new": accepted.is_new,
            "period": None if accepted.period is None else str(accepted.period),
        }
        for accepted in judged.accepted
    ]
