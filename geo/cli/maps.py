"""`geo map`, `geo mail`: maps of the country or of provinces, as pages, pictures and mails."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli.choices import (
    AsOfOption,
    BreaksOption,
    Choices,
    FromOption,
    LevelOption,
    MetricOption,
    StyleOption,
    ToOption,
    UnitsOption,
    choices,
)
from geo.cli.door import LANG, ProvinceOption, say, settings
from geo.dates import SWITCH
from geo.errors import InputError, Text
from geo.files import is_folder, make_writable, require_file, write_whole
from geo.printing import Steps, message
from geo.text import number, slug

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo.maps import Sheet
    from geo.maps.paper import Kind

app = typer.Typer()

_PICTURES: "tuple[Kind, ...]" = ("png", "pdf", "svg")
_READING = Text("Đọc dữ liệu", "Read the record")
_INDEX = "index.html"


@app.command(
    "map",
    help=say(
        "Vẽ bản đồ cả nước hay một tỉnh: một tệp HTML mở ở đâu cũng được, và ảnh PNG, PDF, SVG.",
        "Draw a map of the country or of a province: one HTML file that opens anywhere, and PNG,"
        " PDF, SVG.",
    ),
)
def draw(
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE|FOLDER",
            help=say(
                "Ghi vào tệp (.html, .png, .pdf, .svg) hoặc thư mục này; mặc định: tại đây.",
                "Write to this file (.html, .png, .pdf, .svg) or folder; by default where you are.",
            ),
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
    profile: Annotated[
        str,
        typer.Option(
            metavar="file|mail",
            help=say(
                "mail: trang không có gì khiến cổng thư điện tử nghi ngờ.",
                "mail: nothing in the page that mail gateways suspect.",
            ),
        ),
    ] = "file",
    png: Annotated[bool, typer.Option("--png", help=say("Thêm PNG khổ A4.", "An A4 PNG too."))] = (
        False
    ),
    pdf: Annotated[bool, typer.Option("--pdf", help=say("Thêm PDF khổ A4.", "An A4 PDF too."))] = (
        False
    ),
    svg: Annotated[bool, typer.Option("--svg", help=say("Thêm SVG khổ A4.", "An A4 SVG too."))] = (
        False
    ),
    multiples: Annotated[
        bool,
        typer.Option(
            "--multiples",
            help=say(
                "Thêm một trang A4 gồm các bản đồ nhỏ theo năm.",
                "A page of small maps by year too.",
            ),
        ),
    ] = False,
    each_province: Annotated[
        bool,
        typer.Option(
            "--each-province",
            help=say(
                "Mỗi tỉnh một bản đồ, cùng ngưỡng màu, thêm mục lục, vào một thư mục.",
                "A map of every province, all with the same classes, and an index, in one folder.",
            ),
        ),
    ] = False,
    tiles: Annotated[
        str | None,
        typer.Option(
            metavar="https://HOST/{z}/{x}/{y}.png",
            help=say(
                "Thêm nền của máy chủ này; mỗi lần mở, bản đồ sẽ tải ảnh từ đó.",
                "Add base tiles of this server; the map fetches them whenever it is opened.",
            ),
        ),
    ] = None,
) -> None:
    """Draw one map, or one of each province."""
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
        profile=profile,
        each=each_province,
    )
    if tiles is not None:
        from geo.documents import tile_host

        tile_host(tiles)
    pictures = [kind for kind, wanted in zip(_PICTURES, (png, pdf, svg), strict=True) if wanted]
    if not each_province:
        _draw_one(chosen, _files(out, chosen.stem, pictures, multiples=multiples), tiles)
    elif province is None and not multiples:
        _draw_each(chosen, out, pictures, tiles)
    else:
        raise InputError(
            Text(
                "--each-province vẽ mọi tỉnh; hãy bỏ --province và --multiples.",
                "--each-province draws every province; leave out --province and --multiples.",
            )
        )


@app.command(
    help=say(
        "Soạn thư có bản đồ: tệp .eml mở bằng phần mềm thư, ảnh trong thư, HTML đính kèm.",
        "Draft a mail with a map: an .eml for your mail program, the picture in it, the HTML"
        " attached.",
    )
)
def mail(
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE.eml", help=say("Ghi vào tệp này.", "Write to this file.")),
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
        sheet = _sheet(chosen, steps)
        parts = {kind: _document(sheet, kind, steps) for kind in kinds}
    from geo.mail import LIMIT_BYTES, draft

    document = draft(sheet, parts["html"], png=parts["png"], pdf=parts.get("pdf"))
    _write({file: document})
    if len(document) > LIMIT_BYTES:
        limit = LIMIT_BYTES // 1_000_000
        message(
            Text(
                f"Thư lớn hơn {limit} MB, nhiều hộp thư không nhận; hãy bỏ --pdf, hoặc chỉ vẽ một"
                " tỉnh.",
                f"The mail is larger than {limit} MB, which many mailboxes refuse; leave out --pdf,"
                " or draw one province.",
            ),
            LANG,
        )


def _files(
    out: Path | None, stem: str, pictures: "list[Kind]", *, multiples: bool
) -> dict[tuple[str, bool], Path]:
    """Return the files to write by kind and whether they hold small maps; their folder is there."""
    folder = Path() if out is None else out
    kinds: list[str] = ["html", *pictures]
    if out is not None and not is_folder(out) and out.suffix:
        kind = out.suffix[1:].lower()
        if kind not in ("html", *_PICTURES):
            raise InputError(
                Text(
                    f"“{out}”: tên tệp phải có đuôi .html, .png, .pdf hoặc .svg.",
                    f'"{out}": the name must end in .html, .png, .pdf or .svg.',
                )
            )
        folder, stem = out.parent, out.stem
        kinds = [kind, *(one for one in pictures if one != kind)]
    else:
        make_writable(folder)
    files = {(kind, False): folder / f"{stem}.{kind}" for kind in kinds}
    if multiples:
        small = [kind for kind in kinds if kind in _PICTURES] or ["png"]
        files |= {(kind, True): folder / f"{stem}-theo-nam.{kind}" for kind in small}
    for file in files.values():
        require_file(file)
    return files


def _draw_one(chosen: Choices, files: dict[tuple[str, bool], Path], tiles: str | None) -> None:
    with Steps(1 + len(files), LANG) as steps:
        sheet = _sheet(chosen, steps)
        documents = {
            file: _document(sheet, kind, steps, tiles, multiples=multiples)
            for (kind, multiples), file in files.items()
        }
    _write(documents)


def _draw_each(
    chosen: Choices, out: Path | None, pictures: "list[Kind]", tiles: str | None
) -> None:
    """Draw a map of each province of the system chosen, and the index."""
    from geo.documents import index, page
    from geo.gazetteer import Gazetteer
    from geo.sheets import Survey, national, provincial

    system = "34" if chosen.on >= SWITCH else "63"
    folder = out or Path(f"ban-do-{system}-tinh")
    make_writable(folder)
    with Steps(1, LANG) as steps, steps.step(_READING), _record() as connection:
        survey = Survey.read(connection, chosen.span, known_on=chosen.known_on, districts=True)
        gazetteer = Gazetteer.from_database(connection)
    provinces = survey.units[system]
    stems = [slug(name) for name in provinces["name"]]
    breaks = survey.breaks()
    documents = {}
    with Steps(len(provinces), LANG, lines=False) as steps:
        for key, name, stem in zip(provinces["key"], provinces["name"], stems, strict=True):
            with steps.step(Text(name, name)):
                sheet = provincial(survey, chosen.look, gazetteer, gazetteer[key], breaks)
                documents[folder / f"{stem}.html"] = page(sheet, tiles)
                for kind in pictures:
                    documents[folder / f"{stem}.{kind}"] = _picture(sheet, kind)
    files = [f"{stem}.html" for stem in stems]
    spec = national(survey, chosen.look).spec
    write_whole(documents | {folder / _INDEX: index(provinces, files, spec)})
    message(
        Text(
            f"Đã ghi {len(documents)} tệp vào {folder}; mở {folder / _INDEX} để xem.",
            f"{len(documents)} files written to {folder}; open {folder / _INDEX}.",
        ),
        LANG,
    )


def _sheet(chosen: Choices, steps: Steps) -> "Sheet":
    """Read the sheet that was chosen.

    Raises:
        InputError: no such province, nothing there to be drawn.
    """
    with steps.step(_READING):
        from geo.gazetteer import Gazetteer
        from geo.sheets import Survey, national, provincial, require_data
        from geo.timeline import find_province

        with _record() as connection:
            if chosen.province is None:
                sheet = national(
                    Survey.read(connection, chosen.span, known_on=chosen.known_on), chosen.look
                )
            else:
                gazetteer = Gazetteer.from_database(connection)
                province = find_province(gazetteer, chosen.province, on=chosen.on)
                survey = Survey.read(
                    connection, chosen.span, known_on=chosen.known_on, districts=True
                )
                sheet = provincial(survey, chosen.look, gazetteer, province)
        require_data(sheet, chosen.look)
        return sheet


@contextmanager
def _record() -> Iterator["Connection"]:
    from geo.database import open_database, require_current, transaction

    with open_database(settings()) as engine, transaction(engine) as connection:
        require_current(connection)
        yield connection


def _document(
    sheet: "Sheet", kind: str, steps: Steps, tiles: str | None = None, *, multiples: bool = False
) -> bytes:
    what = Text("các năm, ", "years, ") if multiples else Text("", "")
    with steps.step(Text(f"Vẽ {what.vi}{kind.upper()}", f"Draw {what.en}{kind.upper()}")):
        from geo.documents import page

        for picture in _PICTURES:
            if kind == picture:
                return _picture(sheet, picture, multiples=multiples)
        return page(sheet, tiles)


def _picture(sheet: "Sheet", kind: "Kind", *, multiples: bool = False) -> bytes:
    from geo.maps import static

    return (static.multiples if multiples else static.picture)(sheet, kind)


def _write(documents: dict[Path, bytes]) -> None:
    """Write the files, then say where they are and how large."""
    write_whole(documents)
    for file, document in documents.items():
        size = {lang: number(len(document) / 1e6, lang, 2) for lang in ("vi", "en")}
        message(
            Text(f"Đã ghi {file} ({size['vi']} MB)", f"Written: {file} ({size['en']} MB)"), LANG
        )
