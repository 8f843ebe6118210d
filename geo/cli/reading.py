"""What the commands that read the record share: the connection, the province, an empty answer."""

from collections.abc import Iterator, Sized
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from geo.cli.door import LANG, settings
from geo.errors import Text
from geo.printing import message

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo.units import Unit


@contextmanager
def record() -> "Iterator[Connection]":
    """Open the record, in one transaction.

    Raises:
        ServerError: no server, or a database that `geo build` has not brought to this version.
    """
    from geo.database import open_database, transaction
    from geo.schema import require_current

    with open_database(settings()) as engine, transaction(engine) as connection:
        require_current(connection)
        yield connection


def province_of(connection: "Connection", name: str | None, on: date) -> "Unit | None":
    """Return the province asked for, of either system; None where none was."""
    if name is None:
        return None
    from geo.gazetteer import Gazetteer
    from geo.timeline import find_province

    return find_province(Gazetteer.from_database(connection), name, on=on)


def say_when_empty(rows: Sized) -> None:
    """Say on standard error that nothing was found."""
    if len(rows) == 0:
        message(Text("Không có dòng nào.", "There are no rows."), LANG)
