"""`geo schedule`, `history`, `conflicts`, `indicators`: time, as the sources tell it."""

from typing import Annotated

import typer

from geo.cli import completion, wording
from geo.cli.door import LANG, FormatOption, ProvinceOption, day, say, today
from geo.cli.reading import province_of, record, say_when_empty
from geo.printing import Format, print_json, print_line, print_rows

app = typer.Typer()

AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM-DD",
        help=say("Tính đến ngày; mặc định là hôm nay.", "As of this day; today by default."),
    ),
]


@app.command(
    help=say(
        "Tiến độ: mốc nào đã xong, đang trong hạn, quá hạn.",
        "Schedules: which milestones are done, due or overdue.",
    )
)
def schedule(
    as_of: AsOfOption = None,
    province: ProvinceOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Print the milestones as they stand on a day, the most overdue first."""
    on_date = day("--as-of", as_of) or today()
    from geo import timeline

    with record() as connection:
        where = province_of(connection, province, on_date)
        rows = timeline.schedule(connection, as_of=on_date, province=where)
    if style is Format.TABLE:
        print_rows(*wording.schedule_table(rows), style, LANG)
    else:
        print_rows(rows, wording.SCHEDULE, style, LANG)
    say_when_empty(rows)


@app.command(
    help=say(
        "Lịch sử một cụm: từng phát biểu và mốc, kèm nguồn.",
        "One cluster's life: statements and milestones, with sources.",
    )
)
def history(
    cluster: Annotated[
        str,
        typer.Argument(
            metavar=say("TÊN", "NAME"),
            autocompletion=completion.clusters,
            help=say(
                "Mã hoặc tên cụm, có thể thêm tỉnh: “Yên Lư, Bắc Giang”.",
                'Key or name of the cluster, also with its province: "Yên Lư, Bắc Giang".',
            ),
        ),
    ],
    style: FormatOption = Format.TABLE,
) -> None:
    """Print what one cluster is, and what was said of it; as CSV the statements only."""
    from geo import timeline
    from geo.gazetteer import Gazetteer

    on_date = today()
    with record() as connection:
        key = timeline.find_cluster(
            connection, lambda: Gazetteer.from_database(connection), cluster, today=on_date
        )
        life = timeline.history(connection, cluster=key, as_of=on_date)
    if style is Format.JSON:
        found = {"cluster": life.head, "events": life.events, "milestones": life.milestones}
        print_json(found)
    elif style is Format.CSV:
        columns = {"cluster": wording.SCHEDULE["cluster"], **wording.EVENTS}
        print_rows(life.events, columns, style, LANG)
    else:
        print_rows(*wording.head_table(life.head), style, LANG)
        print_line("")
        print_rows(*wording.events_table(life.events), style, LANG)
        if life.milestones:
            print_line("")
            milestones = wording.schedule_table(life.milestones, one_cluster=True)
            print_rows(*milestones, style, LANG)


@app.command(
    help=say(
        "Các nguồn nói khác nhau, kèm bên được ưu tiên.",
        "Sources that contradict each other, and the side preferred.",
    )
)
def conflicts(province: ProvinceOption = None, style: FormatOption = Format.TABLE) -> None:
    """Print contradicting statements side by side, with their sources."""
    from geo import timeline

    with record() as connection:
        rows = timeline.conflicts(connection, province=province_of(connection, province, today()))
    if style is Format.TABLE:
        print_rows(*wording.conflicts_table(rows), style, LANG)
    else:
        print_rows(rows, wording.CONFLICTS, style, LANG)
    say_when_empty(rows)


@app.command(
    help=say(
        "Mọi số liệu các nguồn nêu. Kèm tổng các cụm đang có trong dữ liệu nếu so được.",
        "Every figure the sources state. Beside what the clusters on record add up to.",
    )
)
def indicators(
    as_of: AsOfOption = None,
    province: ProvinceOption = None,
    indicator: Annotated[
        str | None,
        typer.Option(
            metavar=say("MÃ|TỪ", "KEY|WORDS"),
            help=say(
                "Chỉ những chỉ tiêu có mã hoặc tên như vậy: ccn_planned, “vốn”.",
                'Only indicators of this key or with these words: ccn_planned, "capital".',
            ),
        ),
    ] = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Print the figures of provinces and of the nation, and what is on record beside them."""
    on_date = day("--as-of", as_of) or today()
    from geo import timeline

    with record() as connection:
        where = province_of(connection, province, on_date)
        wanted = None if indicator is None else timeline.find_indicators(connection, indicator)
        rows = timeline.indicators(connection, as_of=on_date, province=where, indicators=wanted)
    if style is Format.TABLE:
        print_rows(*wording.indicators_table(rows), style, LANG)
    else:
        print_rows(rows, wording.INDICATORS, style, LANG)
    say_when_empty(rows)
