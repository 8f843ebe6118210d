"""`geo map`: maps of the country, of provinces and of answers to queries, as pages and pictures."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli import sheets
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
from geo.cli.door import LANG, ProvinceOption, say
from geo.cli.query import ParamOption, parameters
from geo.cli.reading import record, say_when_empty
from geo.dates import SWITCH, looking_from
from geo.errors import InputError, Text
from geo.files import is_folder, make_writable, require_file, write_whole
from geo.printing import Steps, message
from geo.text import slug

if TYPE_CHECKING:
    from geo.maps.paper import Kind

app = typer.Typer()

_KINDS = ("html", *sheets.PICTURES)
_INDEX = "index.html"


@app.command(
    "map",
    help=say(
        "Vẽ bản đồ cả nước hay một tỉnh. Một tệp HTML mở ở đâu cũng được, và ảnh PNG, PDF, SVG.",
        "Draw a map of the country or of a province. One HTML file, and PNG, PDF, SVG.",
    ),
)
def draw(
    out: Annotated[
        Path | None,
        typer.Option(
            metavar=say("TỆP|THƯ-MỤC", "FILE|FOLDER"),
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
    query: Annotated[
        str | None,
        typer.Option(
            metavar=say("TÊN", "NAME"),
            help=say(
                "Chỉ vẽ các cụm mà truy vấn này trả lời (xem “geo query --list”).",
                'Only the clusters that this query answers with (see "geo query --list").',
            ),
        ),
    ] = None,
    param: ParamOption = None,
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
    of_the_map = {
        "--province": province,
        "--as-of": as_of,
        "--from": from_day,
        "--to": to_day,
        "--units": units,
        "--level": level,
        "--metric": metric,
        "--breaks": breaks,
        "--multiples": multiples or None,
        "--each-province": each_province or None,
    }
    _require_agreement(query, param, [name for name, given in of_the_map.items() if given])
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
        from geo.documents import tile_hosts

        tile_hosts(tiles)
    pictures = [
        kind for kind, wanted in zip(sheets.PICTURES, (png, pdf, svg), strict=True) if wanted
    ]
    _require_place(out, folder=each_province)
    if query is not None:
        files = _files(out, f"cum-cong-nghiep-{slug(query)}", pictures, multiples=False)
        _draw_answer(query, parameters(param), chosen, files, tiles)
    elif not each_province:
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


def _require_place(out: Path | None, *, folder: bool) -> None:
    """Refuse what is no place for a file, or the name of a file where many are to be written."""
    if out == Path("-"):
        raise InputError(
            Text(
                "--out “-”: bản đồ không in ra màn hình; hãy đặt tên tệp hoặc thư mục.",
                '--out "-": a map is not printed; give the name of a file or folder.',
            )
        )
    if folder and out is not None and out.suffix[1:].lower() in _KINDS and not is_folder(out):
        raise InputError(
            Text(
                f"--out “{out}”: --each-province ghi nhiều tệp; hãy đặt tên một thư mục.",
                f'--out "{out}": --each-province writes many files; give the name of a folder.',
            )
        )


def _files(
    out: Path | None, stem: str, pictures: "list[Kind]", *, multiples: bool
) -> dict[tuple[str, bool], Path]:
    """Return the files to write by kind and whether they hold small maps; their folder is there."""
    folder = Path() if out is None else out
    kinds: list[str] = ["html", *pictures]
    if out is not None and not is_folder(out) and out.suffix:
        kind = out.suffix[1:].lower()
        if kind not in _KINDS:
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
    if out is not None and folder != out:
        files[kinds[0], False] = out
    if multiples:
        small = [kind for kind in kinds if kind in sheets.PICTURES] or ["png"]
        files |= {(kind, True): folder / f"{stem}-theo-nam.{kind}" for kind in small}
    for file in files.values():
        require_file(file)
    return files


def _draw_one(chosen: Choices, files: dict[tuple[str, bool], Path], tiles: str | None) -> None:
    with Steps(1 + len(files), LANG) as steps:
        sheet = sheets.read(chosen, steps)
        documents = {
            file: sheets.document(sheet, kind, steps, tiles, multiples=multiples)
            for (kind, multiples), file in files.items()
        }
    sheets.write(documents)
    sheets.tell_of_nothing(sheet)


def _draw_answer(
    query: str,
    given: dict[str, str],
    chosen: Choices,
    files: dict[tuple[str, bool], Path],
    tiles: str | None,
) -> None:
    """Draw just the clusters that a query answers with, on the days that it is asked about."""
    from geo.questions import names, question

    if not question(query).draws_clusters:
        drawn = "; ".join(name for name in names() if question(name).draws_clusters)
        raise InputError(
            Text(
                f"--query {query}: kết quả không phải là các cụm, không vẽ được; vẽ được: {drawn}.",
                f"--query {query}: its answer is not clusters and cannot be drawn; these can:"
                f" {drawn}.",
            )
        )
    with Steps(1 + len(files), LANG) as steps:
        with steps.step(sheets.READING), record() as connection:
            from geo import queries
            from geo.changes import Span
            from geo.sheets import read_answer

            answer = queries.ask(connection, query, **given)
            asked: dict[str, str] = answer.attrs["asked"]
            known_on = date.fromisoformat(asked.get("as_of", str(chosen.known_on)))
            last = date.fromisoformat(asked.get("to", str(chosen.span.to_date)))
            span = Span(looking_from(known_on, last), last, chosen.span.units_date)
            sheet = read_answer(connection, answer, span, chosen.look, known_on=known_on)
        documents = {
            file: sheets.document(sheet, kind, steps, tiles) for (kind, _), file in files.items()
        }
    sheets.write(documents)
    say_when_empty(answer)


def _require_agreement(query: str | None, param: list[str] | None, others: list[str]) -> None:
    """Refuse parameters without a query, and what a map of an answer cannot take."""
    if query is None and param:
        raise InputError(
            Text(
                "--param là tham số của một truy vấn; hãy thêm --query.",
                "--param is a parameter of a query; add --query.",
            )
        )
    if query is not None and others:
        named = ", ".join(others)
        raise InputError(
            Text(
                f"--query chỉ vẽ các cụm của kết quả; hãy bỏ {named}, và nêu tỉnh, ngày bằng"
                " --param.",
                f"--query draws just the clusters of the answer; leave out {named}, and give"
                " province and days by --param.",
            )
        )


def _draw_each(
    chosen: Choices, out: Path | None, pictures: "list[Kind]", tiles: str | None
) -> None:
    """Draw a map of each province of the system chosen, and the index."""
    from geo.captions import UNPLACED
    from geo.documents import index, page
    from geo.gazetteer import Gazetteer
    from geo.sheets import Survey, lacks_figure, national, provincial, unplaced

    system = "34" if chosen.on >= SWITCH else "63"
    folder = out or Path(f"ban-do-{system}-tinh")
    make_writable(folder)
    with Steps(1, LANG) as steps, steps.step(sheets.READING), record() as connection:
        survey = Survey.read(connection, chosen.span, known_on=chosen.known_on, districts=True)
        gazetteer = Gazetteer.from_database(connection)
    rows, breaks = survey.maps(system), survey.breaks()
    documents, files, lacking = {}, [], []
    with Steps(len(rows), LANG, lines=False) as steps:
        for key, name in zip(rows["key"], rows["name"], strict=True):
            known = isinstance(key, str)
            said = Text(name, name) if known else UNPLACED
            with steps.step(said):
                sheet = (
                    provincial(survey, chosen.look, gazetteer, gazetteer[key], breaks)
                    if known
                    else unplaced(survey, chosen.look, system)
                )
                stem = slug(said.vi)
                files.append(f"{stem}.html")
                if known and lacks_figure(sheet.units, chosen.look):
                    lacking.append(said.vi)
                documents[folder / files[-1]] = page(sheet, tiles)
                for kind in pictures:
                    documents[folder / f"{stem}.{kind}"] = sheets.picture(sheet, kind)
    documents[folder / _INDEX] = index(rows, files, national(survey, chosen.look).spec)
    write_whole(documents)
    if lacking:
        figure, names = chosen.look.metric, ", ".join(lacking)
        message(
            Text(
                f"Không có số liệu “{figure}” ở {len(lacking)} tỉnh: {names}.",
                f'There are no data of "{figure}" in {len(lacking)} provinces: {names}.',
            ),
            LANG,
        )
    message(
        Text(
            f"Đã ghi {len(documents)} tệp vào {folder}; mở {folder / _INDEX} để xem.",
            f"{len(documents)} files written to {folder}; open {folder / _INDEX}.",
        ),
        LANG,
    )
