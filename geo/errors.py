"""What goes wrong through no fault of the program, worded for the person who can mend it.

Every error says what was given, where, what was expected and what to do next, in Vietnamese and in
English. A mistake of the programmer is an ordinary Python exception and is not caught at the door.
"""

import os
from typing import NamedTuple


class Text(NamedTuple):
    """One wording in the two languages of the program."""

    vi: str
    en: str

    def said(self, lang: str) -> str:
        """Return the wording in `lang` (`vi` or `en`)."""
        return self.en if lang == "en" else self.vi


class GeoError(Exception):
    """A mistake or a lack that the user can mend; carries its wording and its exit code."""

    exit_code = 1

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback: the sentence, in GEO_LANG."""
        return [self.text.said(os.environ.get("GEO_LANG", "vi"))]


class InputError(GeoError):
    """What the user gave cannot be used: an option, a name, a date, a row of a file."""

    exit_code = 3


class UnknownPlace(InputError):  # noqa: N818 -- an answer, not a failure
    """No administrative unit bore the name on that date; `nearest` holds the closest names."""

    def __init__(self, name: str, text: Text, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.name = name
        self.nearest = nearest


class AmbiguousPlace(InputError):  # noqa: N818
    """Several administrative units answer to the name; `candidates` holds all of them."""

    def __init__(self, name: str, text: Text, candidates: tuple[str, ...]) -> None:
        super().__init__(text)
        self.name = name
        self.candidates = candidates


class DataError(InputError):
    """A row of a table of facts cannot be loaded; names file, line, field and value.

    Args:
        file: name of the table, as the user sees it.
        line: line in the file, counted from 1, the header being line 1.
        field: name of the column.
        value: what stands there.
        problem: what is wrong with it and what to do, in both languages.
    """

    def __init__(self, file: str, line: int, field: str, value: str, problem: Text) -> None:
        super().__init__(
            Text(
                vi=f"{file}, dòng {line}, cột {field}, giá trị “{value}”: {problem.vi}",
                en=f'{file}, line {line}, field {field}, value "{value}": {problem.en}',
            )
        )
        self.file, self.line, self.field, self.value, self.problem = (
            file,
            line,
            field,
            value,
            problem,
        )


class ServerError(GeoError):
    """The database server is missing, unreachable, too old, or refuses."""

    exit_code = 4


class OutputError(GeoError):
    """A result cannot be written where the user wants it."""

    exit_code = 5
