"""The figures of a report, each with how far it is known.

A figure that no source gives is empty, never 0; beside it stands of how many clusters it is known.
0 is said only where every cluster that could count is known not to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.captions import day
from geo.errors import Text
from geo.text import number

Row = Mapping[str, Any]

CLUSTERS = Text("cụm", "clusters")
HECTARES = Text("ha", "ha")
NOTHING = Text("", "")
_PERCENT = Text("%", "%")
_UNTOLD = Text("không nguồn nào nêu", "no source states any")


@dataclass(frozen=True)
class Line:
    """A line of the report; groups and headings have neither unit nor figure.

    `no` is the number as printed (`II`, `1`, `1.1`); `value` is None where nothing is known.
    """

    no: str
    item: Text
    unit: Text
    value: float | None
    note: Text

    @property
    def depth(self) -> int:
        """0 for a group, 1 for a line, 2 for a line below it."""
        return 0 if self.no.isalpha() else 1 + self.no.count(".")


@dataclass(frozen=True)
class Figures:
    """What the lines are made of: clusters at the end, events of the period, figures stated."""

    clusters: Sequence[Row]
    events: Sequence[Row]
    stated: Mapping[str, Row]

    def those(self, field: str, *words: str) -> list[Row]:
        """Return the clusters of which a field holds one of some words."""
        return [row for row in self.clusters if row[field] in words]

    def happened(self, *kinds: str) -> list[Row]:
        """Return the events of some kinds."""
        return [row for row in self.events if row["kind"] in kinds]

    def count(
        self,
        no: str,
        item: Text,
        rows: Sequence[Row],
        indicator: str = "",
        lack: Text = _UNTOLD,
    ) -> Line:
        """Return how many there are; that there are none is not known, `lack` says why."""
        note = NOTHING if rows else lack
        return Line(no, item, CLUSTERS, len(rows) or None, self._with_stated(note, indicator))

    def among(
        self,
        no: str,
        item: Text,
        base: Sequence[Row],
        field: str,
        words: Iterable[str],
        indicator: str = "",
    ) -> Line:
        """Return how many of some clusters are said to be so."""
        wanted = set(words)
        told = [row[field] for row in base if row[field] is not None]
        held = sum(value in wanted for value in told)
        is_known = held > 0 or (len(told) == len(base) and len(base) > 0)
        note = self._with_stated(_share(len(told), len(base)), indicator)
        return Line(no, item, CLUSTERS, held if is_known else None, note)

    def total(
        self, no: str, item: Text, unit: Text, rows: Sequence[Row], field: str, indicator: str = ""
    ) -> Line:
        """Return the sum of a figure over those clusters that have it."""
        told = [row[field] for row in rows if row[field] is not None]
        note = self._with_stated(_share(len(told), len(rows)), indicator)
        return Line(no, item, unit, round(sum(told), 4) if told else None, note)

    def only_stated(self, no: str, item: Text, indicator: str, why: Text) -> Line:
        """Return a figure that only sources on the whole unit give."""
        row = self.stated.get(indicator)
        value = None if row is None else row["value"]
        return Line(no, item, CLUSTERS, value, self._with_stated(why, indicator))

    def fill(self, no: str, item: Text, rows: Sequence[Row], indicator: str) -> Line:
        """Return the fill, weighted by industrial land, else by the area of the cluster."""
        told = [
            (row["fill_pct"], row["industrial_ha"] or row["area_ha"])
            for row in rows
            if row["fill_pct"] is not None and (row["industrial_ha"] or row["area_ha"])
        ]
        land = sum(weight for _, weight in told)
        value = round(sum(pct * weight for pct, weight in told) / land, 2) if told else None
        return Line(
            no, item, _PERCENT, value, self._with_stated(_share(len(told), len(rows)), indicator)
        )

    def _with_stated(self, note: Text, indicator: str) -> Text:
        """Return a note with the figure that a source states for the whole unit, and its day."""
        row = self.stated.get(indicator)
        if row is None:
            return note
        decimals = 0 if float(row["value"]).is_integer() else 2
        when = Text("", "")
        if row["on_date"] is not None:
            on = day(row["on_date"])
            when = Text(f", {on.vi}", f", {on.en}")
        said = Text(
            f"nguồn nêu: {number(row['value'], 'vi', decimals)} ({row['title']}{when.vi})",
            f"stated: {number(row['value'], 'en', decimals)} ({row['title']}{when.en})",
        )
        return _joined(note, said)


def _share(told: int, of: int) -> Text:
    if of == 0:
        return NOTHING
    return Text(f"{told}/{of} cụm có số liệu", f"known of {told} of {of} clusters")


def _joined(one: Text, other: Text) -> Text:
    if not one.vi:
        return other
    return Text(f"{one.vi}; {other.vi}", f"{one.en}; {other.en}")
