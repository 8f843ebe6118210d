"""A report as the record has it at the end of a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from geo.captions import day
from geo.database import named_query
from geo.errors import Text
from geo.reports.figures import Figures, Line, Row
from geo.reports.outline import INDICATORS, lines
from geo.reports.periods import ReportPeriod
from geo.units import Unit

_SCOPE = Text(
    "Chỉ gồm các cụm có trong cơ sở dữ liệu; “nguồn nêu” là số của cả đơn vị do một nguồn nêu.",
    "Only the clusters on record; “stated” is the figure of a source for the unit as a whole.",
)
_UNKNOWN = Text(
    "Ô trống: không nguồn nào nêu; “n/m cụm” cho biết số liệu có ở n trong m cụm.",
    "Empty: no source states it; “n of m clusters” tells of how many it is known.",
)


@dataclass(frozen=True)
class Report:
    """A report as it is to be printed.

    Attributes:
        period: the period reported on.
        place: the province or district, as people write it.
        as_of: the day its figures are of: the last of the period.
        known_on: the day from which one looked, not after `as_of`.
        lines: in the order of the form.
        sources: title, publisher, published, url, clusters.
    """

    period: ReportPeriod
    place: Text
    as_of: date
    known_on: date
    lines: Sequence[Line]
    sources: Sequence[Row]

    @property
    def is_ahead(self) -> bool:
        """Tell whether the period had not ended when one looked."""
        return self.known_on < self.as_of

    def remarks(self) -> list[Text]:
        """Return what is to be read with the figures."""
        seen = day(self.known_on)
        said = [_SCOPE, _UNKNOWN]
        if self.is_ahead:
            said.insert(
                0,
                Text(
                    f"Kỳ báo cáo chưa kết thúc: sau ngày {seen.vi}, số liệu là của quy hoạch và dự"
                    " kiến hiện biết.",
                    f"The period has not ended: after {seen.en} the figures are of plans as known"
                    " today.",
                ),
            )
        return said


def report(
    connection: Connection, period: ReportPeriod, within: Unit, place: Text, today: date
) -> Report:
    """Return the report of a unit, as the record has it at the end of the period.

    Args:
        connection: to the record.
        period: what is reported on; of a period that has not ended, by the plans known `today`.
        within: the province or district.
        place: its name as printed.
        today: the day from which one looks.
    """
    as_of, known_on = period.last_day, min(period.last_day, today)

    def rows(name: str, **parameters: object) -> list[Row]:
        found = connection.execute(named_query(name), {"within": within.key, **parameters})
        return [dict(row) for row in found.mappings()]

    figures = Figures(
        rows("report_clusters", as_of=as_of, known_on=known_on),
        rows("report_events", first_day=period.first_day, last_day=as_of, known_on=known_on),
        {
            row["indicator"]: row
            for row in rows("report_stated", as_of=known_on, indicators=INDICATORS)
        },
    )
    sources = rows("report_sources", known_on=known_on)
    return Report(period, place, as_of, known_on, lines(figures), sources)
