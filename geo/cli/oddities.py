"""`geo oddities`: what looks wrong in what the sources say."""

from typing import Annotated

import typer

from geo.cli.door import LANG, FormatOption, ProvinceOption, say, today
from geo.cli.reading import province_of, record, say_when_empty
from geo.errors import InputError, Text
from geo.notes import noted
from geo.printing import Format, print_rows

app = typer.Typer()

HEADINGS = {
    "rule": Text("mã", "rule"),
    "what": Text("điểm lạ", "what"),
    "table_name": Text("bảng", "table"),
    "key": Text("dòng", "row"),
    "cluster": Text("cụm", "cluster"),
    "province_before": Text("tỉnh trước 01/07/2025", "province before 2025-07-01"),
    "province_now": Text("tỉnh hiện nay", "province now"),
    "detail": Text("chi tiết", "detail"),
    "source": Text("nguồn", "source"),
    "published": Text("ngày đăng", "published"),
    "url": Text("địa chỉ trang", "address"),
    "place": Text("chỗ trong nguồn", "place in the source"),
}
"""What is printed of an oddity; a table leaves out what would make it too wide."""

TABLE = ("rule", "cluster", "province_before", "detail", "source", "place")


@app.command(
    help=say(
        "Liệt kê những điểm lạ mà nguồn nêu. Chúng vẫn giữ nguyên trong cơ sở dữ liệu.",
        "List what sources say and looks wrong. It is kept as it is said.",
    )
)
def oddities(
    province: ProvinceOption = None,
    rule: Annotated[
        str | None,
        typer.Option(
            metavar=say("MÃ", "CODE"),
            help=say("Chỉ một loại (cột “mã”).", "One rule only (the first column)."),
        ),
    ] = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Print the oddities on record, those of one rule or one province if asked."""
    from geo.database import named_query
    from geo.ingest.oddities import LABELS, Rule

    if rule is not None and rule not in list(Rule):
        listed = ", ".join(Rule)
        raise InputError(
            Text(
                f"--rule “{rule}”: phải là một trong: {listed}.",
                f'--rule "{rule}": must be one of: {listed}.',
            )
        )
    with record() as connection:
        where = province_of(connection, province, today())
        asked = {"rule": rule, "province": None if where is None else where.key}
        found = connection.execute(named_query("oddities"), asked).mappings().all()
    rows = [
        {
            **row,
            "what": LABELS[Rule(row["rule"])].said(LANG),
            "detail": row[f"detail_{LANG}"],
            "place": noted(row["place"], LANG),
        }
        for row in found
    ]
    shown = TABLE if style is Format.TABLE else HEADINGS
    print_rows(rows, {name: HEADINGS[name] for name in shown}, style, LANG)
    say_when_empty(rows)
