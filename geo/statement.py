"""The text of a statement of SQL: whether it may only read, and where in it a fault lies.

What is told here is a help for who wrote the statement; what holds it back is the server.
"""

import re
from collections.abc import Iterator

from geo.errors import InputError, Text
from geo.text import writable

READING = ("SELECT", "WITH", "VALUES", "TABLE", "EXPLAIN", "SHOW")
"""The words that a statement may begin with."""

_LONGEST = 1_000_000
"""Characters of a statement."""

_TOKEN = re.compile(
    r"(?P<quoted>[eE]'(?:[^'\\]|\\.|'')*'|'[^']*'|\"[^\"]*\""
    r"|\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$)"
    r"|(?P<blank>\s+|--[^\n]*)|(?P<comment>/\*)|(?P<end>;)|(?P<word>\w[\w$]*|.)",
    re.DOTALL,
)
_COMMENT = re.compile(r"/\*|\*/")


def read_statement(statement: str) -> tuple[str, str]:
    """Return a statement without its semicolons, and the word that it begins with.

    Raises:
        InputError: it is empty, too long, not one, or does not begin as one that reads.
    """
    if len(statement) > _LONGEST or writable(statement) != statement:
        raise InputError(
            Text(
                f"Câu lệnh SQL phải là văn bản không quá {_LONGEST} ký tự, không có ký tự điều"
                " khiển.",
                f"A statement of SQL is text of at most {_LONGEST} characters, none of them a"
                " control.",
            )
        )
    bare, first, ended = "", "", False
    for kind, token in _tokens(statement):
        meant = kind in ("quoted", "word")
        if meant and ended:
            raise InputError(
                Text(
                    "Mỗi lần chỉ chạy một câu lệnh SQL; hãy bỏ phần sau dấu “;”.",
                    "One statement of SQL at a time: leave out what follows the semicolon.",
                )
            )
        if meant and first in ("", "("):
            first = token.upper()
        ended = ended or (kind == "end" and first != "")
        bare += " " if kind == "end" else token
    if first not in READING:
        raise not_only_reading(first)
    return bare, first


def _tokens(statement: str) -> Iterator[tuple[str, str]]:
    """Yield the kinds and texts of the parts of a statement, as far as one must know them."""
    place = 0
    while found := _TOKEN.match(statement, place):
        end = found.end()
        if found.lastgroup == "comment":  # these may hold others
            depth = 1
            while depth and (edge := _COMMENT.search(statement, end)):
                depth += 1 if edge[0] == "/*" else -1
                end = edge.end()
            end = end if depth == 0 else len(statement)
        kind = "quoted" if found["quoted"] is not None else str(found.lastgroup)
        yield kind, statement[place:end]
        place = end


def place_in(statement: str, offset: int) -> Text:
    """Word a place in a statement, counted from 0; nothing where it lies outside."""
    if not 0 <= offset <= len(statement):
        return Text("", "")
    line = statement.count("\n", 0, offset) + 1
    column = offset - statement.rfind("\n", 0, offset)
    return Text(f", dòng {line}, cột {column}", f", line {line}, column {column}")


def not_only_reading(word: str) -> InputError:
    """Return the sentence for a statement that does not only read."""
    if word.startswith("\\"):
        return InputError(
            Text(
                "Các lệnh “\\…” là của psql; hãy dùng “geo db psql”.",
                'The commands "\\…" are those of psql; use "geo db psql".',
            )
        )
    listed = ", ".join(READING)
    found = Text(f" (ở đây là “{word}”)", f' (here it is "{word}")') if word else Text("", "")
    return InputError(
        Text(
            f"geo sql chỉ đọc: câu lệnh phải bắt đầu bằng {listed}{found.vi}, và không ghi gì.",
            f"geo sql only reads: a statement begins with {listed}{found.en} and writes nothing.",
        )
    )
