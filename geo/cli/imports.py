"""`geo import`: a planner's list compared with the record, handed back to be mended, taken in."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli import completion
from geo.cli.door import LANG, FormatOption, say, today
from geo.cli.findings import SHOWN, Found, print_found, told_problem, told_similar
from geo.cli.origin import LABELS, Asked, Understood, no_source, understood
from geo.cli.outcomes import (
    say_deleted,
    say_unstated,
    say_what_is_next,
    say_written,
    skipped_and_replaced,
    undecided,
)
from geo.cli.reading import record
from geo.errors import InputError, Text
from geo.files import require_file
from geo.printing import Format, Steps, message

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo.books.grid import Book
    from geo.contributions import Provenance
    from geo.dates import Period
    from geo.lists.marking import Marks, Told
    from geo.lists.mended import Mended
    from geo.lists.plan import Plan
    from geo.lists.reading import Reading

app = typer.Typer()


@app.command(
    "import",
    help=say(
        "So một danh sách cụm với dữ liệu; chỉ ghi khi có --commit."
        " Tệp XLSX, XLS, ODS, CSV, GeoJSON, GPKG, SHP, GeoParquet.",
        "Compare a list of clusters with the record; --commit writes."
        " XLSX, XLS, ODS, CSV, GeoJSON, GPKG, SHP, GeoParquet.",
    ),
)
def import_list(
    file: Annotated[
        Path, typer.Argument(metavar=say("TỆP", "FILE"), help=say("Tệp danh sách.", "The list."))
    ],
    sheet: Annotated[
        str | None,
        typer.Option(help=say("Trang tính, nếu có nhiều.", "The sheet, where there are several.")),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar=say("CỘT=TRƯỜNG", "COLUMN=FIELD"),
            help=say(
                "Đọc cột này là trường này (tên trường trong data/lists/fields.csv; - là không"
                " đọc); dùng được nhiều lần.",
                "Read this column as this field (of data/lists/fields.csv; - for none); may be"
                " repeated.",
            ),
        ),
    ] = None,
    province: Annotated[
        str | None,
        typer.Option(
            metavar=say("TÊN", "NAME"),
            autocompletion=completion.provinces,
            help=say("Tỉnh của những dòng không ghi tỉnh.", "Province of rows that name none."),
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help=say(
                "Địa chỉ theo đơn vị hành chính của ngày này; không ghi thì danh sách tự nói.",
                "Addresses are in the units of this day; without it the list tells.",
            ),
        ),
    ] = None,
    status: Annotated[
        str | None,
        typer.Option(
            metavar=say("TỪ", "WORD"),
            help=say(
                "Tình trạng của những dòng không ghi, như “đang hoạt động”.",
                'Status of rows that state none, such as "operating".',
            ),
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            metavar="utf-8|utf-16|tcvn3|vni|windows-1258",
            help=say(
                "Bảng mã của tệp CSV, nếu nhận nhầm.", "Encoding of a CSV file, if it was mistaken."
            ),
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            metavar=say("TÊN", "TITLE"),
            help=say(
                "Tên văn bản có danh sách này; cần khi ghi.",
                "Title of the document; needed to write.",
            ),
        ),
    ] = None,
    decision: Annotated[
        str | None,
        typer.Option(
            metavar=say("SỐ", "NO"), help=say("Số quyết định, công văn.", "Number of the decision.")
        ),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="YYYY-MM-DD",
            help=say("Ngày ban hành văn bản.", "Date of the document."),
        ),
    ] = None,
    url: Annotated[
        str | None, typer.Option(help=say("Địa chỉ văn bản trên mạng.", "Its address on the web."))
    ] = None,
    editor: Annotated[
        str | None,
        typer.Option(metavar=say("TÊN", "NAME"), help=say("Người nhập.", "Who takes it in.")),
    ] = None,
    fix: Annotated[
        Path | None,
        typer.Option(
            metavar=say("TỆP.xlsx", "FILE.xlsx"),
            help=say(
                "Ghi danh sách ra tệp này, có đánh dấu chỗ sai, để sửa rồi nhập lại.",
                "Write the list to this file with its problems marked, to be mended and read.",
            ),
        ),
    ] = None,
    skips: Annotated[
        bool,
        typer.Option(
            "--skip-bad-rows",
            help=say(
                "Ghi những dòng đúng, bỏ dòng sai và dòng chưa quyết định.",
                "Write the good rows, leave out the bad and the undecided.",
            ),
        ),
    ] = False,
    replaces: Annotated[
        bool,
        typer.Option(
            "--replace",
            help=say(
                "Xóa những điều nguồn này từng nói mà danh sách không còn nói.",
                "Delete what this source said before and the list no longer says.",
            ),
        ),
    ] = False,
    commit: Annotated[
        bool, typer.Option("--commit", help=say("Ghi vào cơ sở dữ liệu.", "Write to the record."))
    ] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Compare a list with the record; mark it, or take it in; say what to run next."""
    asked = Asked(source, decision, date, url, editor, province, on, status, tuple(mapping or ()))
    if fix is not None:
        _require_fix(fix, commit=commit)
    from geo.books.opening import open_book
    from geo.lists.mended import read_mended
    from geo.lists.plan import renew

    every = style is not Format.TABLE
    with (
        Steps(3 if commit else 2, LANG, lines=False) as steps,
        open_book(file, encoding=encoding) as opened,
    ):
        mended = read_mended(opened)
        asked = asked if mended is None else asked.or_kept(mended.source)
        if commit and not asked.source:
            raise no_source()
        for note in opened.notes if mended is None else ():
            message(note, LANG)
        book = opened if mended is None else mended.book
        work = _Work(asked, understood(asked), book, mended, steps)
        with record() as connection:
            plan, reading = work.compare(connection, sheet, every=every, replaces=replaces)
            blocked = plan.is_blocked and not skips
            found = _found(book.file.name, plan, reading, every=every or fix is not None)
            if commit and blocked:
                raise undecided(found)
            if plan.is_blocked and skips and replaces:
                raise skipped_and_replaced()
            if commit:
                with steps.step(Text("Cập nhật các bảng tính sẵn", "Renew what is kept")):
                    renew(connection, plan, today())
            else:
                connection.rollback()
        if fix is not None:
            work.mark(fix, found)
    print_found(found, style, work.label)
    if asked.status is None:
        say_unstated(reading.unstated)
    if commit:
        say_written(plan.changes)
        return
    say_deleted(plan.changes)
    given = {"--sheet": sheet, "--encoding": encoding}
    also = [word for name, value in given.items() if value for word in (name, value)]
    also += ["--skip-bad-rows"] * skips + ["--replace"] * replaces
    say_what_is_next(file, asked, fix, also, blocked=blocked, mended=mended is not None)
    if blocked:
        raise typer.Exit(InputError.exit_code)


@dataclass(frozen=True)
class _Work:
    """One list under way from the file to the record."""

    asked: Asked
    understood: Understood
    book: "Book"
    mended: "Mended | None"
    steps: Steps

    def compare(
        self, connection: "Connection", sheet: str | None, *, every: bool, replaces: bool
    ) -> "tuple[Plan, Reading]":
        """Take the list in; the transaction, and with it whether it stays, is the caller's.

        `every` keeps where each row lies.

        Raises:
            UnknownPlace: the province asked for is none; names the nearest.
        """
        from geo.gazetteer import Gazetteer
        from geo.lists.placed import PlacedReading
        from geo.lists.plan import take_in
        from geo.lists.reading import Reading
        from geo.timeline import find_province

        gazetteer = Gazetteer.from_database(connection)
        if self.asked.province is not None:
            find_province(gazetteer, self.asked.province, on=self.understood.on or today())
        total = max((grid.total or 0 for grid in self.book.grids), default=0) or None
        with self.steps.counted(
            Text("Đọc và so sánh (dòng)", "Read and compare (rows)"), total
        ) as at:
            reading = (PlacedReading if every else Reading)(
                self.book,
                gazetteer,
                today=today(),
                on=self.understood.on,
                province=self.asked.province,
                sheet=sheet,
                mapping=self.understood.mapping,
                progress=at,
            )
            plan = take_in(
                connection,
                reading,
                self._provenance(connection),
                decisions={} if self.mended is None else self.mended.decisions,
                status=self.understood.status,
                today=today(),
                replace=replaces,
            )
        return plan, reading

    def mark(self, file: Path, found: Found) -> None:
        """Write the list to a workbook, with what is wrong with it."""
        from geo.lists.marking import write_marked

        (grid,) = (one for one in self.book.grids if one.name == found.layout.sheet)
        name = Text("Ghi tệp để sửa (dòng)", "Write the file to mend (rows)")
        with self.steps.counted(name, grid.total) as at:
            write_marked(file, grid, self._marks(found), self._told(found), LANG, at)

    def label(self, field: str) -> str:
        """Word a field of the list; what the record says of 2030 has fields of its own."""
        from geo.lists.fields import fields as known

        name, of_2030, _ = field.partition("_2030")
        if field in known():
            return known()[field].label.said(LANG)
        said = known()[name].label.said(LANG) if name in known() else name
        return f"{said} (2030)" if of_2030 else said

    def _provenance(self, connection: "Connection") -> "Provenance":
        """Return where the list comes from; without a date that of the same source, else today."""
        from geo.contributions import Provenance

        title = self.asked.source or self.book.file.name
        return Provenance(
            dataset="list",
            title=title,
            file=self.book.file.name,
            sha256=self.book.sha256,
            editor=self.asked.editor,
            published=self.understood.published
            or _date_on_record(connection, title, self.asked.decision)
            or _as_of_today(),
            url=self.asked.url,
            decision_no=self.asked.decision,
        )

    def _marks(self, found: Found) -> "Marks":
        from geo.lists.marking import Marks, Remark, Similar

        marks = Marks(found.layout.lines)
        for problem in found.problems:
            marks.remarks.setdefault(problem.line, []).append(
                Remark(problem.cell, told_problem(problem), problem.refuses)
            )
        for item in found.items:
            if item.alike:
                marks.similar[item.line] = [
                    Similar(one.key, f"{one.key} = {told_similar(one.name, one.path, one.score)}")
                    for one in item.alike
                ]
        if self.mended is not None:
            marks.decisions = {line: one for (_, line), one in self.mended.decisions.items()}
        return marks

    def _told(self, found: Found) -> "list[Told]":
        from geo.lists.marking import Told

        asked = vars(self.asked) | {"map": "\n".join(self.asked.map)}
        return [
            *(Told(name, label, asked[name] or "") for name, label in LABELS.items()),
            *(
                Told(name, label, value or "", open=False)
                for name, label, value in (
                    ("file", Text("Tệp gốc", "Original file"), self.book.file.name),
                    ("sha256", Text("SHA-256", "SHA-256"), self.book.sha256),
                    ("sheet", Text("Trang tính của tệp gốc", "Its sheet"), found.layout.sheet),
                )
            ),
        ]


def _date_on_record(connection: "Connection", title: str, decision: str | None) -> "Period | None":
    """Return the date of the source of that title and decision that came last."""
    from sqlalchemy import select

    from geo.dates import Period
    from geo.model import Source

    found = connection.scalar(
        select(Source.published)
        .where(Source.title == title, Source.decision_no.is_not_distinct_from(decision))
        .order_by(Source.source_id.desc())
        .limit(1)
    )
    return None if found is None else Period(found.lower, found.upper)


def _as_of_today() -> "Period":
    """Return this day as the date of a list that has none, and say so."""
    from geo.dates import Period

    day = today()
    message(
        Text(
            f"Không có --date: coi là danh sách của hôm nay, {day:%d/%m/%Y}; văn bản cũ hơn thì"
            " thêm --date NGÀY-BAN-HÀNH.",
            f"No --date: taken for a list of today, {day}; add --date DAY if it is older.",
        ),
        LANG,
    )
    return Period(day, day + timedelta(days=1))


def _found(file: str, plan: "Plan", reading: "Reading", *, every: bool) -> Found:
    """Collect what was found while the record is open; without `every` what is shown of it."""
    from geo.lists.placed import PlacedReading

    if every:
        items = list(plan.items())
    else:
        items = [item for action in plan.counts for item in plan.items(action, SHOWN)]
    return Found(
        file,
        reading.layout,
        reading.headings,
        reading.skipped,
        {str(action): rows for action, rows in plan.counts.items()},
        items,
        reading.problems,
        list(plan.missing()),
        reading.places if isinstance(reading, PlacedReading) else {},
    )


def _require_fix(fix: Path, *, commit: bool) -> None:
    """Refuse a file for mending that could not be written, or that nobody would mend."""
    if commit:
        raise InputError(
            Text(
                "--fix để sửa trước khi ghi, --commit để ghi ngay; hãy chỉ dùng một.",
                "--fix is for mending before writing, --commit writes now; use one of them.",
            )
        )
    if fix.suffix.lower() != ".xlsx":
        raise InputError(
            Text(
                f"--fix “{fix}”: tên tệp phải có đuôi .xlsx.", f'--fix "{fix}": must end in .xlsx.'
            )
        )
    require_file(fix)
