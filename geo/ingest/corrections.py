"""Corrections: one cell of a table set right by a person, as long as it says what they saw.

A correction whose old value no longer stands is not applied and not an error: the table has moved
on, and somebody should look again. Several corrections of one cell follow each other by the day
they were decided on, each finding what the one before it left.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NoReturn

from geo.errors import GeoError, Text
from geo.ingest.tables import Row

KEYS = {
    "clusters": "cluster_id",
    "events": "event_id",
    "indicator_values": "value_id",
    "milestones": "milestone_id",
    "sources": "source_id",
}
"""The tables that can be corrected, and the column that tells their rows apart."""


@dataclass(frozen=True)
class Correction:
    """A row of the table of corrections; `origin` is that row, for what must be said of it."""

    table: str
    key: str
    field: str
    old_value: str
    new_value: str
    reason: str
    editor: str
    decided_on: date
    origin: Row

    @classmethod
    def read(cls, row: Row, columns: Mapping[str, Iterable[str]]) -> "Correction":
        """Read a row; `columns` are those of each table.

        Raises:
            DataError: no such table or field, one that cannot be corrected, or an empty cell.
        """
        table, field = row.required("table"), row.required("field")
        if table not in KEYS:
            listed = ", ".join(KEYS)
            row.refuse(
                "table", Text(vi=f"phải là một trong: {listed}", en=f"must be one of: {listed}")
            )
        fields = [name for name in columns[table] if name != KEYS[table]]
        if field not in fields:
            listed = ", ".join(fields)
            row.refuse(
                "field",
                Text(
                    vi=f"bảng {table} chỉ sửa được các cột: {listed}",
                    en=f"what can be corrected in {table} is: {listed}",
                ),
            )
        if row.cells["new_value"] == row.cells["old_value"]:
            row.refuse("new_value", Text(vi="giống giá trị cũ", en="is the same as the old value"))
        row.required("decided_on")
        return cls(
            table,
            row.required("key"),
            field,
            row.cells["old_value"],
            row.cells["new_value"],
            row.required("reason"),
            row.required("editor"),
            row.day("decided_on") or date.max,
            row,
        )


@dataclass(frozen=True)
class Judged:
    """A correction and what its cell held when its turn came."""

    correction: Correction
    found: str

    @property
    def applied(self) -> bool:
        """Tell whether the cell still held the old value."""
        return self.found == self.correction.old_value


@dataclass(frozen=True)
class CorrectedRow(Row):
    """A row with corrected cells; a fault in one of these is the fault of its correction."""

    origins: Mapping[str, Row]

    def refuse(self, field: str, problem: Text, cause: GeoError | None = None) -> NoReturn:
        """Refuse the cell where it was written: in the corrections, if it comes from there."""
        if field in self.origins:
            self.origins[field].refuse("new_value", problem, cause)
        super().refuse(field, problem, cause)


class Corrections:
    """The corrections of a folder; `judged` tells of each one met so far what became of it."""

    def __init__(self, rows: Iterable[Row], columns: Mapping[str, Iterable[str]]) -> None:
        self.judged: list[Judged] = []
        self._waiting: dict[str, dict[str, list[Correction]]] = {table: {} for table in KEYS}
        seen = set()
        for row in rows:
            correction = Correction.read(row, columns)
            cell = (correction.table, correction.key, correction.field, correction.decided_on)
            if cell in seen:
                row.refuse(
                    "decided_on",
                    Text(
                        vi="một dòng trước đã sửa ô này cùng ngày",
                        en="an earlier row corrects the same cell on that day",
                    ),
                )
            seen.add(cell)
            self._waiting[correction.table].setdefault(correction.key, []).append(correction)

    def applied_to(self, table: str, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield the rows of a table with their corrections applied.

        Raises:
            DataError: after the last row, if a correction names a row that is not there.
        """
        waiting = self._waiting.get(table, {})
        for row in rows:
            wanted = waiting.pop(row.cells[KEYS[table]], None) if waiting else None
            yield self._corrected(row, wanted) if wanted else row
        for corrections in waiting.values():
            corrections[0].origin.refuse(
                "key",
                Text(
                    vi=f"không có dòng nào của {table}.csv mang mã này",
                    en=f"no row of {table}.csv has this key",
                ),
            )

    def _corrected(self, row: Row, corrections: Iterable[Correction]) -> Row:
        cells, origins = dict(row.cells), dict[str, Row]()
        for correction in sorted(corrections, key=attrgetter("decided_on")):
            judged = Judged(correction, cells[correction.field])
            self.judged.append(judged)
            if judged.applied:
                cells[correction.field] = correction.new_value
                origins[correction.field] = correction.origin
        return CorrectedRow(row.file, row.line, cells, origins)
