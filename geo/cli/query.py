"""`geo query`: the planners' questions, answered on the screen or in a file."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli import completion
from geo.cli.door import LANG, say
from geo.cli.reading import record, say_when_empty
from geo.errors import InputError, Text
from geo.printing import Format, message, print_line, print_rows

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.questions import Question

app = typer.Typer()

_FILES_ONLY = ("publisher", "published", "url", "place")
"""Columns that would make a table on the screen too wide."""


class Kind(StrEnum):
    """How an answer is given."""

    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"
    MD = "md"


ParamOption = Annotated[
    list[str] | None,
    typer.Option(
        "--param",
        metavar=say("TÊN=GIÁ-TRỊ", "NAME=VALUE"),
        help=say(
            'Tham số của truy vấn, dùng được nhiều lần: --param province="Bắc Giang".',
            'A parameter of the query; may be repeated: --param province="Bắc Giang".',
        ),
    ),
]


@app.command(
    help=say(
        "Hai mươi câu hỏi của người làm quy hoạch. --list để xem tất cả.",
        "Twenty questions that planners ask. --list shows them all.",
    )
)
def query(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar=say("TÊN", "NAME"),
            autocompletion=completion.queries,
            help=say("Truy vấn, như mergers.", "The query, such as mergers."),
        ),
    ] = None,
    listed: Annotated[
        bool,
        typer.Option(
            "--list",
            help=say(
                "Liệt kê các truy vấn, hoặc tham số và cột của một truy vấn.",
                "List the queries, or the parameters and columns of one.",
            ),
        ),
    ] = False,
    param: ParamOption = None,
    kind: Annotated[
        Kind | None,
        typer.Option(
            "--format",
            help=say(
                "Kiểu kết quả; mặc định theo đuôi của --out, hoặc table.",
                "Form of the answer; by default as --out ends, else table.",
            ),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar=say("TỆP", "FILE"), help=say("Ghi vào tệp này.", "Write to this file.")
        ),
    ] = None,
) -> None:
    """Answer one question, or tell what can be asked."""
    from geo import questions

    if name is None and not listed:
        known = "; ".join(questions.names())
        raise InputError(
            Text(
                f"Cần tên một truy vấn: {known}; hoặc --list.",
                f"Name a query: {known}; or --list.",
            )
        )
    if name is None:
        _print_names()
    elif listed:
        _print_question(questions.question(name))
    else:
        _answer(questions.question(name), parameters(param), kind, out)


def parameters(given: list[str] | None) -> dict[str, str]:
    """Read `--param name=value`, as often as it was given.

    Raises:
        InputError: there is no name or no `=`, or a name comes twice.
    """
    read: dict[str, str] = {}
    for text in given or ():
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or name.strip() in read:
            raise InputError(
                Text(
                    f"--param “{text}”: cần dạng tên=giá trị, mỗi tên một lần.",
                    f'--param "{text}": expected name=value, each name once.',
                )
            )
        read[name.strip()] = value
    return read


def _answer(asked: "Question", given: dict[str, str], kind: Kind | None, out: Path | None) -> None:
    from geo import answers, queries

    chosen = _kind(kind, out)
    if out is not None:
        answers.require_writable(out)
    with record() as connection:
        frame = queries.ask(connection, asked.name, **given)
    if out is not None:
        answers.write(frame, out, LANG)
        message(
            Text(f"Đã ghi {out} ({len(frame)} dòng)", f"Written: {out} ({len(frame)} rows)"), LANG
        )
    else:
        _print(frame, chosen)
    say_when_empty(frame)


def _kind(kind: Kind | None, out: Path | None) -> Kind:
    """Return the form asked for, by `--format` or by the ending of the file.

    Raises:
        InputError: they speak against each other, or a workbook is to be printed.
    """
    ending = None if out is None else out.suffix.lower().removeprefix(".")
    if kind is None:
        return Kind(ending) if ending in list(Kind) else Kind.TABLE
    if out is None and kind is Kind.XLSX:
        raise InputError(
            Text("--format xlsx cần --out TỆP.xlsx.", "--format xlsx needs --out FILE.xlsx.")
        )
    if out is not None and ending != kind:
        raise InputError(
            Text(
                f"--format {kind} và “{out}” không khớp nhau; tên tệp phải có đuôi .{kind}.",
                f'--format {kind} and "{out}" do not agree; the name must end in .{kind}.',
            )
            if kind is not Kind.TABLE
            else Text(
                "--format table chỉ để in; với --out hãy chọn csv, xlsx, geojson hoặc md.",
                "--format table is for the screen; with --out choose csv, xlsx, geojson or md.",
            )
        )
    return kind


def _print(frame: "gpd.GeoDataFrame", kind: Kind) -> None:
    from geo import answers

    if kind is Kind.GEOJSON:
        print_line(answers.geojson(frame))
    elif kind is Kind.MD:
        print_line(answers.markdown(frame, LANG))
    elif kind is Kind.CSV:
        print_rows(answers.rows(frame), answers.headings(frame), Format.CSV, LANG)
    else:
        headings = answers.headings(frame, LANG)
        shown = {name: text for name, text in headings.items() if name not in _FILES_ONLY}
        print_rows(answers.worded(frame, LANG), shown, Format.TABLE, LANG)


def _print_names() -> None:
    from geo import questions

    rows = [
        {
            "name": asked.name,
            "purpose": asked.purpose.said(LANG),
            "parameters": [parameter.name for parameter in asked.parameters],
            "map": asked.draws_clusters,
        }
        for asked in map(questions.question, questions.names())
    ]
    print_rows(
        rows,
        {
            "name": Text("truy vấn", "query"),
            "purpose": Text("trả lời", "answers"),
            "parameters": Text("tham số", "parameters"),
            "map": Text("vẽ được", "can be drawn"),
        },
        Format.TABLE,
        LANG,
    )


def _print_question(asked: "Question") -> None:
    print_line(f"{asked.name}: {asked.purpose.said(LANG)}\n")
    required = say("bắt buộc", "required")
    print_rows(
        [
            {
                "name": parameter.name,
                "kind": parameter.kind.value,
                "default": required if parameter.default is None else parameter.default,
                "meaning": parameter.meaning.said(LANG),
            }
            for parameter in asked.parameters
        ],
        {
            "name": Text("tham số", "parameter"),
            "kind": Text("kiểu", "type"),
            "default": Text("mặc định", "default"),
            "meaning": Text("nghĩa", "meaning"),
        },
        Format.TABLE,
        LANG,
    )
    print_line("")
    print_rows(
        [{"name": name, "heading": text.said(LANG)} for name, text in asked.headings.items()],
        {"name": Text("cột", "column"), "heading": Text("tên cột", "heading")},
        Format.TABLE,
        LANG,
    )
