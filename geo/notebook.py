"""What a notebook asks for: the record, open for as long as the kernel lives, maps and tables.

`geo/__init__.py` hands these names on, so that `import geo` is all that a notebook has to write.
"""

import atexit
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

import folium
import pandas as pd
import psycopg
import psycopg.errors
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

from geo import answers
from geo.changes import Span
from geo.database import open_database, refusal, transaction
from geo.dates import PLAN_END, SYSTEMS, looking_from
from geo.errors import GeoError, InputError, Text
from geo.maps import Style, atlas_map
from geo.printing import cell
from geo.schema import require_current
from geo.settings import Settings
from geo.sheets import Look, read_answer, read_sheet
from geo.vocabulary import Level


class Atlas(Connection):
    """A connection that only reads, each statement on its own; made by `connect`."""

    def invalidate(self, exception: BaseException | None = None) -> None:
        """Drop a line that broke, or whose work was interrupted; the next statement has a new one.

        Otherwise SQLAlchemy would wait for a rollback, of which nobody at a notebook thinks.
        """
        super().invalidate(exception)
        self.rollback()


def connect() -> Atlas:
    """Return a connection to the record: that of GEO_DATABASE_URL, else of the private server.

    It stays open until it is closed, no variable keeps it any more, or its process ends, however it
    ends; then the private server stops, unless another uses it. It only reads (on the private
    server as the role of readers), and between two statements it holds no lock: `geo build` may
    run beside it.

    Raises:
        ServerError: no server, or a database that `geo build` has not brought to this version.
    """
    opened = ExitStack()
    with ExitStack() as failing:
        failing.callback(opened.close)
        settings = Settings.from_environment()
        engine = opened.enter_context(open_database(settings))
        with transaction(engine) as connection:
            require_current(connection)
        if settings.database_url is None:
            engine.dispose()
            engine = opened.enter_context(open_database(settings, as_reader=True))
        _listen(engine, opened)
        atlas = Atlas(engine)
        failing.pop_all()
    atexit.register(opened.close)
    return atlas


def draw_map(
    connection: Connection,
    province: str | None = None,
    *,
    as_of: date | None = None,
    to: date = PLAN_END,
    metric: str | None = None,
    style: Style = Style.BOTH,
) -> folium.Map:
    """Return the map that `geo map` draws, to be shown, saved, or added to.

    Args:
        connection: to the record.
        province: its old or new name; None for the country.
        as_of: the day from which one looks; None for today, after the plan for all of it.
        to: the day until which changes are shown, by the plans known on `as_of`.
        metric: the figure that units are shaded by first; None for the first one with data.
        style: what is drawn.

    Raises:
        InputError: no such province or figure, or no data of that figure.
    """
    day = as_of or looking_from(_today(), to)
    system, level = ("34", Level.PROVINCE) if province is None else ("63", Level.DISTRICT)
    look = Look(_today(), style, metric, lang=_lang())
    span = Span(day, to, SYSTEMS[system], level)
    return atlas_map(
        read_sheet(connection, span, look, known_on=as_of or _today(), province=province)
    )


def draw_clusters(
    connection: Connection,
    clusters: pd.DataFrame,
    *,
    as_of: date | None = None,
    to: date = PLAN_END,
) -> folium.Map:
    """Return the map of the clusters in an answer of `queries`, with their cards.

    Args:
        connection: to the record.
        clusters: the answer, or what was made of it; keys stand in its column `cluster`.
        as_of: the day from which one looks; None for today, after the plan for all of it.
        to: the day until which changes are shown, by the plans known on `as_of`.

    Raises:
        InputError: the answer is not about clusters.
    """
    day = as_of or looking_from(_today(), to)
    span, look = Span(day, to, SYSTEMS["34"]), Look(_today(), lang=_lang())
    return atlas_map(read_answer(connection, clusters, span, look, known_on=as_of or _today()))


@dataclass(frozen=True)
class Table:
    """Rows as a notebook shows them: text ready to be read, by column, and which are numbers."""

    headings: list[str]
    rows: list[list[str]]
    numeric: list[bool]
    rest: str

    def __repr__(self) -> str:
        """Return the table for a terminal."""
        lines = [self.headings, *self.rows, [self.rest] if self.rest else []]
        return "\n".join(" | ".join(line) for line in lines if line)

    def _repr_html_(self) -> str:
        """Return the table for a page; nothing in it is taken for markup."""
        sides = ["right" if number else "left" for number in self.numeric]
        parts = [(_row("th", sides, self.headings), "thead")]
        parts += [("".join(_row("td", sides, row) for row in self.rows), "tbody")]
        body = "".join(f"<{part}>{rows}</{part}>" for rows, part in parts)
        return f"<table>{body}</table>" + (f"<p>{escape(self.rest)}</p>" if self.rest else "")


def table(frame: pd.DataFrame, *columns: str, most: int = 20) -> Table:
    """Return rows for reading: headings and codes in words, numbers as people write them.

    What is not known is an empty cell.

    Args:
        frame: an answer of `queries`, or what was made of it.
        columns: the columns to show; none for all.
        most: how many rows to show; how many more there are is said below.

    Raises:
        InputError: the frame has no such column; those it has are told.
    """
    lang = _lang()
    headings = answers.headings(frame)
    unknown = [name for name in columns if name not in headings]
    if unknown:
        raise InputError(
            Text(
                f"Bảng không có cột “{unknown[0]}”; có: {', '.join(headings)}.",
                f'The table has no column "{unknown[0]}"; it has: {", ".join(headings)}.',
            )
        )
    names = columns or tuple(answers.headings(frame, lang))
    rows = answers.worded(frame.head(most), lang)
    numeric = [all(isinstance(row[name], int | float | None) for row in rows) for name in names]
    rest = len(frame) - len(rows)
    said = Text(f"… và {rest} dòng nữa.", f"… and {rest} more rows.").said(lang)
    if not len(frame):
        said = Text("Không có dòng nào.", "There are no rows.").said(lang)
    return Table(
        [headings[name].said(lang) for name in names],
        [[cell(row[name], lang) for name in names] for row in rows],
        numeric,
        said if rest or not rows else "",
    )


def write(frame: pd.DataFrame, file: Path | str) -> Path:
    """Write rows with headings and codes in words, and return where.

    Args:
        frame: an answer of `queries`, or what was made of it.
        file: ends in .xlsx, .csv, .md, or .geojson (codes as they are).

    Raises:
        InputError: another ending, or GeoJSON of what has no place.
        OutputError: the file cannot be written.
    """
    answers.write(frame, Path(file), _lang())
    return Path(file)


def _today() -> date:
    return date.today()  # noqa: DTZ011 -- wherever the reader is


def _lang() -> str:
    return Settings.from_environment().lang


def _listen(engine: Engine, opened: ExitStack) -> None:
    """Make lines only read, refusals speak plainly, and the line that is given back leave."""

    def only_read(line: psycopg.Connection, _: object) -> None:
        line.autocommit = True
        line.execute("SET default_transaction_read_only = on")
        opened.callback(line.close)

    def leave(line: psycopg.Connection | None, _: object) -> None:
        if line is not None:  # None is a broken one, which another replaces
            opened.close()
            atexit.unregister(opened.close)

    def say(context: ExceptionContext) -> GeoError | None:
        if isinstance(context.original_exception, _BARRED):
            return InputError(_ONLY_READS)
        return refusal(context.original_exception, engine.url)

    event.listen(engine, "connect", only_read)
    event.listen(engine, "checkin", leave)
    event.listen(engine, "handle_error", say)


_BARRED = (psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.InsufficientPrivilege)
_ONLY_READS = Text(
    "Sổ tay chỉ đọc, và chỉ đọc lược đồ planning; muốn đổi số liệu, hãy sửa các bảng trong data/"
    " rồi chạy “geo build”.",
    "A notebook only reads, and only the schema planning; to change a fact, edit the tables in"
    ' data/ and run "geo build".',
)


def _row(tag: str, sides: Sequence[str], cells: Sequence[str]) -> str:
    written = (
        f'<{tag} style="text-align:{side}">{escape(text)}</{tag}>'
        for side, text in zip(sides, cells, strict=True)
    )
    return f"<tr>{''.join(written)}</tr>"
