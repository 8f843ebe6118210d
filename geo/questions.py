"""The planners' questions: what each file of `geo/sql/queries` asks, needs and answers.

Each file opens with comments that are read here:

    -- Purpose: Vietnamese. / English.
    -- Parameters:
    --   name: type = default  Vietnamese / English
    -- Columns:
    --   name  heading in Vietnamese / in English
    -- Rules: what the answer counts and leaves out
    -- Map: clusters

Purpose and rules may run over several lines. A parameter without a default is required, `none` is a
default of nothing; a column `geometry` is the place (EPSG:4326). `Map` says that the rows are
clusters, by their keys in the column `cluster`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import takewhile

from rapidfuzz import fuzz, process
from sqlalchemy import TextClause, text

from geo.database import SQL
from geo.errors import InputError, Text

FOLDER = SQL / "queries"
NOTHING = "none"
"""How a file writes the default of a parameter that may be left out."""

_PARAMETER = re.compile(r"(?P<name>\w+): (?P<kind>\w+)(?: = (?P<default>\S+))?  (?P<wording>.+)")
_COLUMN = re.compile(r"(?P<name>\w+)  (?P<wording>.+)")
_OPENING = re.compile(r"-- (?P<part>\w+): ?(?P<line>.*)")
_NEAREST = 4


class Kind(StrEnum):
    """What a parameter is, and how it is written on the command line."""

    DATE = "date"
    NUMBER = "number"
    INTEGER = "integer"
    NAME = "name"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    CLUSTER = "cluster"
    UNITS = "units"
    PRECISION = "precision"
    POINT = "point"
    GEOMETRY = "geometry"


@dataclass(frozen=True)
class Parameter:
    """A parameter of a question; `default` is as its file writes it, None where it is required."""

    name: str
    kind: Kind
    default: str | None
    meaning: Text


@dataclass(frozen=True)
class Question:
    """A named query.

    Attributes:
        name: of its file, and of its function in `geo.queries`.
        purpose: what it answers.
        parameters: in the order of the file.
        headings: columns of the answer with their wording; the place is not among them.
        is_placed: whether rows have a place (column `geometry`).
        draws_clusters: whether rows are clusters that a map can show.
        sql: the query, its parameters bound by name.
    """

    name: str
    purpose: Text
    parameters: tuple[Parameter, ...]
    headings: Mapping[str, Text]
    is_placed: bool
    draws_clusters: bool
    sql: TextClause

    def defaults(self) -> dict[str, str]:
        """Return the defaults that say something, by parameter, as the file writes them."""
        return {
            parameter.name: parameter.default
            for parameter in self.parameters
            if parameter.default not in (None, NOTHING)
        }

    def told(self, given: Mapping[str, str]) -> list[tuple[Text, str]]:
        """Return what was given, by the meaning of each parameter, in the order of the file."""
        return [
            (parameter.meaning, given[parameter.name])
            for parameter in self.parameters
            if parameter.name in given
        ]

    def parameter(self, name: str) -> Parameter:
        """Return a parameter by its name.

        Raises:
            InputError: there is none of that name; the nearest are told.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        if name in known:
            return known[name]
        asked = Text(f" của truy vấn {self.name}", f" of the query {self.name}")
        raise _unknown(Text("tham số", "parameter"), name, known, asked)


def names() -> tuple[str, ...]:
    """Return the names of all questions, in alphabetical order."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.sql")))


@cache
def question(name: str) -> Question:
    """Return the question of a name.

    Raises:
        InputError: there is none of that name; the nearest are told.
    """
    if name not in names():
        raise _unknown(Text("truy vấn", "query"), name, names(), Text("", ""))
    script = (FOLDER / f"{name}.sql").read_text("utf-8")
    header = list(takewhile(lambda line: line.startswith("--"), script.splitlines(keepends=True)))
    parts = _parts(header)
    headings = {read["name"]: _worded(read["wording"]) for read in _read(_COLUMN, parts["Columns"])}
    is_placed = headings.pop("geometry", None) is not None
    parameters = tuple(
        Parameter(read["name"], Kind(read["kind"]), read["default"], _worded(read["wording"]))
        for read in _read(_PARAMETER, parts["Parameters"])
    )
    purpose = _worded(" ".join(parts["Purpose"]))
    draws_clusters = parts.get("Map") == ["clusters"]
    sql = text(script.removeprefix("".join(header)))
    return Question(name, purpose, parameters, headings, is_placed, draws_clusters, sql)


def _parts(header: Iterable[str]) -> dict[str, list[str]]:
    """Return the lines of each part of the header."""
    parts: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in header:
        opening = _OPENING.fullmatch(line.rstrip())
        if opening is not None:
            lines = parts[opening["part"]] = [opening["line"]] if opening["line"] else []
        else:
            lines.append(line.removeprefix("--").strip())
    return parts


def _read(form: re.Pattern[str], lines: Iterable[str]) -> list[re.Match[str]]:
    """Return what the lines say.

    Raises:
        ValueError: a line is not of that form.
    """
    found = []
    for line in lines:
        match = form.fullmatch(line)
        if match is None:
            raise ValueError(f"not of the form {form.pattern}: {line}")
        found.append(match)
    return found


def _worded(wording: str) -> Text:
    vi, _, en = wording.partition(" / ")
    return Text(vi, en)


def _unknown(what: Text, name: str, known: Iterable[str], within: Text) -> InputError:
    listed = "; ".join(
        near for near, *_ in process.extract(name, list(known), scorer=fuzz.WRatio, limit=_NEAREST)
    )
    return InputError(
        Text(
            f"Không có {what.vi} “{name}”{within.vi}. Gần nhất: {listed}.",
            f'There is no {what.en} "{name}"{within.en}. Nearest: {listed}.',
        )
    )
