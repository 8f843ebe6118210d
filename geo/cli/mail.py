"""`geo mail`: the draft of a mail with a map."""

from pathlib import Path
from typing import Annotated

import typer

from geo.cli import sheets
from geo.cli.choices import (
    AsOfOption,
    BreaksOption,
    FromOption,
    LevelOption,
    MetricOption,
    StyleOption,
    ToOption,
    UnitsOption,
    choices,
)
from geo.cli.door import LANG, ProvinceOption, say
from geo.errors import InputError, Text
from geo.files import require_file
from geo.printing import Steps, message

app = typer.Typer()


@app.command(
    help=say(
        "Soạn thư có bản đồ. Tệp .eml mở bằng phần mềm thư: ảnh trong thư, HTML đính kèm.",
        "Draft a mail with a map. An .eml: the picture in it, the HTML attached.",
    )
)
def mail(
    out: Annotated[
        Path | None,
        typer.Option(
            metavar=say("TỆP.eml", "FILE.eml"), help=say("Ghi vào tệp này.", "Write to this file.")
        ),
    ] = None,
    province: ProvinceOption = None,
    as_of: AsOfOption = None,
    from_day: FromOption = None,
    to_day: ToOption = None,
    units: UnitsOption = None,
    level: LevelOption = None,
    metric: MetricOption = None,
    breaks: BreaksOption = None,
    style: StyleOption = "both",
    pdf: Annotated[
        bool, typer.Option("--pdf", help=say("Đính kèm cả PDF.", "Attach a PDF too."))
    ] = False,
) -> None:
    """Write a draft with the map of the country or of a province."""
    chosen = choices(
        as_of=as_of,
        from_day=from_day,
        to_day=to_day,
        units=units,
        level=level,
        province=province,
        metric=metric,
        breaks=breaks,
        style=style,
        profile="mail",
    )
    file = out or Path(f"{chosen.stem}.eml")
    if file.suffix.lower() != ".eml":
        raise InputError(
            Text(f"“{file}”: thư phải là tệp .eml.", f'"{file}": a mail is an .eml file.')
        )
    require_file(file)
    kinds = ["html", "png", *(["pdf"] if pdf else [])]
    with Steps(1 + len(kinds), LANG) as steps:
        sheet = sheets.read(chosen, steps)
        parts = {kind: sheets.document(sheet, kind, steps) for kind in kinds}
    from geo.mail import LIMIT_BYTES, draft

    document = draft(sheet, parts["html"], png=parts["png"], pdf=parts.get("pdf"))
    sheets.write({file: document})
    sheets.tell_of_nothing(sheet)
    if len(document) > LIMIT_BYTES:
        _warn_of_size(LIMIT_BYTES // 1_000_000, pdf=pdf, part=province is not None)


def _warn_of_size(limit: int, *, pdf: bool, part: bool) -> None:
    """Say that a mail may not get through, and what makes it smaller."""
    ways = [Text("bỏ --pdf", "leave out --pdf")] if pdf else []
    ways += [] if part else [Text("chỉ vẽ một tỉnh", "draw one province")]
    ways = ways or [Text("gửi tệp bằng cách khác", "send the file another way")]
    vi, en = " hoặc ".join(way.vi for way in ways), " or ".join(way.en for way in ways)
    message(
        Text(
            f"Thư lớn hơn {limit} MB, nhiều hộp thư không nhận; hãy {vi}.",
            f"The mail is larger than {limit} MB, which many mailboxes refuse; {en}.",
        ),
        LANG,
    )
