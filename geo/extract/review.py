"""What a person accepted of a text, written to the record: all of it or nothing.

Accepted rows become events, milestones and figures of their source, each with the few words that
name it as its place. A cluster is that of the code in the row, else the one on record that surely
bears the name in that place; anything less sure needs the person's decision.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from rapidfuzz import process
from sqlalchemy import Connection, select

from geo.contributions import (
    Address,
    ClusterCells,
    EventCells,
    MilestoneCells,
    Provenance,
    Rows,
    ValueCells,
    contribute,
    new_key,
    place,
)
from geo.database import write_alone
from geo.dates import Period, PeriodError
from geo.errors import InputError, Text
from geo.extract.cells import Problem, Slip
from geo.extract.slips import MILESTONE, NEW, STATISTIC, Places, Verdict, levels
from geo.extract.workbook import SOURCE, Review
from geo.gazetteer import Gazetteer
from geo.locator import Locator, Placement
from geo.matching import KnownClusters, matching_key
from geo.model import SCHEMA, Base
from geo.text import fold
from geo.units import Unit
from geo.vocabulary import Level, ZoneType

_NEAR = 5
_NATION = "viet nam"


@dataclass(frozen=True)
class Accepted:
    """One accepted row as it goes into the record.

    `key` is that of its cluster, or of the unit a figure is of; `is_new` tells that the cluster was
    not on record.
    """

    row: int
    event: str
    key: str
    name: str
    period: Period | None
    is_new: bool = False


@dataclass
class Judgement:
    """A review judged: what would be written, what cannot be, and how the rest was decided."""

    provenance: Provenance | None = None
    rows: Rows = field(default_factory=Rows)
    accepted: list[Accepted] = field(default_factory=list)
    rejected: int = 0
    later: int = 0
    problems: list[Problem] = field(default_factory=list)

    def require_sound(self, name: str) -> None:
        """Refuse a review with problems.

        Raises:
            InputError: a row or the sheet of the source cannot be used; each with a number.
        """
        if self.problems:
            told = [problem.said for problem in self.problems]
            raise InputError(
                Text(
                    f"{name}: chưa ghi gì, có {len(told)} chỗ cần sửa.\n{_numbered(told, 'vi')}",
                    f"{name}: nothing was written, {len(told)} things are to be mended.\n"
                    f"{_numbered(told, 'en')}",
                )
            )


def judge(
    connection: Connection,
    review: Review,
    *,
    today: date,
    editor: str | None = None,
) -> Judgement:
    """Return what a review would write, in the caller's transaction.

    One load runs at a time: a second waits here, so that what is new to this review is so still
    when it is written.

    Args:
        connection: to the record, in which clusters, units and indicators are looked up.
        review: the workbook as it came back.
        today: the day that counts as now.
        editor: who reviewed; None for whom the workbook names.

    Raises:
        InputError: the sheet of the source lacks its title or has no such date.
    """
    write_alone(connection)
    return _Judging(connection, review, today).judged(editor)


def write(connection: Connection, judgement: Judgement) -> int:
    """Write what was judged, in the caller's transaction; return how many rows are new.

    What the record holds already word for word is left alone: the same review twice changes
    nothing.

    Raises:
        InputError: a row names what is no longer on record.
    """
    if judgement.provenance is None or not judgement.accepted:
        return 0
    return contribute(connection, judgement.provenance, judgement.rows).inserted


def indicators(connection: Connection) -> tuple[str, ...]:
    """Return the keys that figures may have."""
    indicator = Base.metadata.tables[f"{SCHEMA}.indicator"]
    found = connection.scalars(select(indicator.c.key).order_by(indicator.c.key))
    return tuple(found)


class _Judging:
    """Goes through the rows of one review."""

    def __init__(self, connection: Connection, review: Review, today: date) -> None:
        self._connection, self._review = connection, review
        self._gazetteer = Gazetteer.from_database(connection)
        self._known = KnownClusters.from_database(connection)
        self._indicators = indicators(connection)
        self._published = self._read_published()
        stated_on = None if self._published is None else self._published.start
        self._places = Places(Locator(self._gazetteer, today), self._known, stated_on)
        self._result = Judgement()
        self._made: dict[tuple[str, str, str], str] = {}

    def judged(self, editor: str | None) -> Judgement:
        result = self._result
        for number, cells in self._review.slips:
            slip = Slip(number, cells, result.problems.append)
            verdict = slip.word("accept")
            if verdict == Verdict.ACCEPT:
                kind = slip.kind
                if kind == STATISTIC:
                    self._accept_figure(slip)
                elif kind is not None:
                    self._accept_event(slip, kind)
            elif verdict == Verdict.REJECT:
                result.rejected += 1
            else:
                result.later += 1
        if result.accepted and not result.problems:
            result.provenance = self._provenance(editor)
        return result

    def _accept_event(self, slip: Slip, kind: str) -> None:
        told = len(self._result.problems)
        where, period = slip.place(), slip.period("period")
        if kind == MILESTONE:
            cells: EventCells | MilestoneCells | None = self._milestone(slip, period)
        else:
            cells = self._event(slip, kind, period)
        found = self._cluster(slip)
        if found is None or cells is None or len(self._result.problems) > told:
            return
        cluster, is_new = found
        rows = self._result.rows
        if isinstance(cells, MilestoneCells):
            rows.milestones.append((cluster, cells, where))
        else:
            into = self._absorbing(slip, cluster)
            if into is not None:
                rows.absorbed[len(rows.events)] = into
            rows.events.append((cluster, cells, where))
        name = slip.text("cluster") or ""
        if not is_new and not self._is_spelling(cluster, name):
            rows.aliases.append((cluster, name, where))
        self._result.accepted.append(Accepted(slip.row, kind, cluster, name, period, is_new))

    def _event(self, slip: Slip, kind: str, period: Period | None) -> EventCells | None:
        modality = slip.word("certainty")
        if modality is None and not slip.text("certainty"):
            slip.refuse(
                "certainty",
                "cần chọn: đã thực hiện, đã quyết định, theo quy hoạch hay dự kiến",
                "choose: done, decided, planned or proposed",
            )
        delta = slip.number("area_delta_ha")
        if delta == 0:
            slip.refuse("area_delta_ha", "phải khác 0", "must not be zero")
        return EventCells(
            kind=kind,
            modality=modality or "",
            period=period,
            period_text=slip.text("date") or slip.text("period"),
            stated_on=None if self._published is None else self._published.start,
            area_ha=slip.positive("area_ha"),
            area_from_ha=slip.positive("area_from_ha"),
            area_delta_ha=delta,
            area_qualifier=slip.word("area_qualifier"),
            capital_vnd_billion=slip.positive("capital_vnd_billion"),
            capital_usd_million=slip.positive("capital_usd_million"),
            capital_qualifier=slip.word("capital_qualifier"),
            decision_no=slip.text("decision_no"),
            fill_pct=slip.share("fill_pct"),
            industrial_ha=None,
            leased_ha=None,
            wastewater=None,
            absorbed_into_text=slip.text("merged_into"),
            note=slip.text("note"),
        )

    def _milestone(self, slip: Slip, period: Period | None) -> MilestoneCells | None:
        stages = slip.several("stage")
        if not stages and not slip.text("stage"):
            slip.refuse("stage", "mốc tiến độ cần giai đoạn", "a milestone needs its stages")
        return MilestoneCells(
            stages=stages,
            period=period,
            period_text=slip.text("date") or slip.text("period"),
            fill_target_pct=slip.share("fill_target_pct"),
            actual=None,
            note=slip.text("note"),
        )

    def _accept_figure(self, slip: Slip) -> None:
        told = len(self._result.problems)
        where, period = slip.place(), slip.period("period")
        metric = slip.text("metric")
        if metric not in self._indicators:
            near = process.extract(metric or "ccn", self._indicators, limit=_NEAR)
            listed = ", ".join(str(key) for key, *_ in near)
            slip.refuse(
                "metric",
                f"không có chỉ tiêu “{metric or ''}”; gần nhất: {listed}",
                f'there is no indicator "{metric or ""}"; nearest: {listed}',
            )
        value = slip.number("value")
        if value is None and not slip.text("value"):
            slip.refuse("value", "không được để trống", "must not be empty")
        unit = self._unit(slip)
        modality = slip.word("certainty")
        if unit is None or value is None or len(self._result.problems) > told:
            return
        cells = ValueCells(
            period=period,
            period_text=slip.text("date") or slip.text("period"),
            value=Decimal(value),
            qualifier=slip.word("area_qualifier"),
            modality=modality or "done",
            note=slip.text("note"),
        )
        self._result.rows.values.append((unit.key, str(metric), cells, where))
        self._result.accepted.append(
            Accepted(slip.row, STATISTIC, unit.key, unit.full_name, period)
        )

    def _unit(self, slip: Slip) -> Unit | None:
        """Return the unit that a figure is of."""
        if fold(slip.text("province") or "") == _NATION:
            on = self._places.published or self._places.locator.today
            return self._gazetteer.at(Level.COUNTRY, on=on)[0]
        placements = self._placed(slip)
        if len(placements) == 1:
            return placements[0].unit
        if placements:
            slip.refuse("commune", "số liệu chỉ của một đơn vị", "a figure is of one unit")
        return None

    def _placed(self, slip: Slip) -> tuple[Placement, ...]:
        try:
            placements = self._places.placed(slip.cells)
        except InputError as fault:
            slip.refuse("province", fault.text.vi, fault.text.en)
            return ()
        if not placements:
            slip.refuse("province", "cần tỉnh", "expected a province")
        unread = [(found, part) for found in placements for part in found.unmatched]
        for found, part in unread:
            column = "district" if part == slip.text("district") else "commune"
            said = self._gazetteer.unknown(part, found.vintage, found.unit).text
            slip.refuse(column, said.vi, said.en)
        return () if unread else placements

    def _cluster(self, slip: Slip) -> tuple[str, bool] | None:
        """Return the cluster a row is of, and whether it is new; None where that is not told."""
        name, zone = slip.text("cluster"), slip.word("zone_type") or ZoneType.CCN.value
        code = slip.text("code")
        if name is None:
            slip.refuse("cluster", "cần tên cụm", "expected the name of the cluster")
            return None
        is_new = code is not None and fold(code) in (fold(NEW.vi), fold(NEW.en))
        if code is not None and not is_new:
            if code in self._known.by_key:
                return code, False
            near = process.extract(code, list(self._known.by_key), limit=_NEAR)
            listed = ", ".join(str(key) for key, *_ in near)
            slip.refuse(
                "code",
                f"không có cụm mã “{code}”; gần nhất: {listed}; hoặc ghi “{NEW.vi}”",
                f'there is no cluster "{code}"; nearest: {listed}; or write "{NEW.en}"',
            )
            return None
        placements = self._placed(slip)
        if not placements:
            return None
        match = self._known.match(name, zone, self._places.lines(placements))
        if match.key is not None:
            return match.key, False
        if is_new:
            return self._new(slip, name, zone, placements)
        if match.alike:
            listed = "; ".join(f"{near.key} ({near.path})" for near in match.alike[:_NEAR])
            slip.refuse(
                "code",
                f"chưa rõ là cụm nào: {listed}; hãy ghi mã, hoặc “{NEW.vi}”",
                f'not clear which cluster: {listed}; write its code, or "{NEW.en}"',
            )
        else:
            slip.refuse(
                "code",
                f"chưa có cụm “{name}” ở đó; ghi mã của cụm đã có, hoặc “{NEW.vi}”",
                f'there is no cluster "{name}" there; write the code of one on record, or'
                f' "{NEW.en}"',
            )
        return None

    def _new(
        self, slip: Slip, name: str, zone: str, placements: Sequence[Placement]
    ) -> tuple[str, bool] | None:
        """Return the key of a cluster that is not on record, and put it there."""
        communes, districts, provinces = (
            levels(placements, level) for level in (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)
        )
        if not (communes or districts) or len(provinces) != 1:
            slip.refuse(
                "district",
                "cụm mới cần huyện hoặc xã, trong một tỉnh",
                "a new cluster needs its district or commune, in one province",
            )
            return None
        identity = (matching_key(fold(name)), zone, (communes or districts)[0].key)
        if identity not in self._made:
            rows = self._result.rows
            key = new_key(name, provinces[0].name, {*self._known.by_key, *rows.clusters})
            address = Address(provinces[0], districts, communes)
            rows.clusters[key] = (
                ClusterCells(name, fold(name), zone, None),
                place(self._gazetteer, address),
                placements[0].vintage,
            )
            self._made[identity] = key
        return self._made[identity], True

    def _absorbing(self, slip: Slip, cluster: str) -> str | None:
        """Return the zone on record that a cluster goes into, if it surely is one."""
        into = slip.text("merged_into")
        if into is None:
            return None
        units = self._places.lines(self._places.provinces(slip.cells))
        for zone in ZoneType:
            found = self._known.match(into, zone, units).key
            if found is not None and found != cluster:
                return found
        return None

    def _is_spelling(self, cluster: str, name: str) -> bool:
        position = self._known.by_key.get(cluster)
        if position is None:
            return True
        keys = {matching_key(spelling) for spelling in self._known.spellings[position]}
        return matching_key(fold(name)) in keys

    def _read_published(self) -> Period | None:
        said = self._review.source["published"]
        try:
            return Period.parse(str(said or ""))
        except PeriodError as fault:
            heading = SOURCE["published"]
            raise InputError(
                Text(
                    f"{self._review.name}, trang “Nguồn”, “{heading.vi}”: {fault.text.vi}.",
                    f'{self._review.name}, sheet "Source", "{heading.en}": {fault.text.en}.',
                )
            ) from fault

    def _provenance(self, editor: str | None) -> Provenance:
        """Return what the source is.

        Raises:
            InputError: it has no title, or nothing says which file was read.
        """
        source = {name: _said(value) for name, value in self._review.source.items()}
        for name in ("title", "file", "sha256"):
            if source[name] is None:
                raise InputError(
                    Text(
                        f"{self._review.name}, trang “Nguồn”: cần “{SOURCE[name].vi}”.",
                        f'{self._review.name}, sheet "Source": expected "{SOURCE[name].en}".',
                    )
                )
        return Provenance(
            dataset="text",
            title=str(source["title"]),
            file=str(source["file"]),
            sha256=str(source["sha256"]),
            editor=editor or source["editor"],
            publisher=source["publisher"],
            published=self._published,
            url=source["url"],
            decision_no=source["decision_no"],
            note=source["note"],
        )


def _said(value: Any) -> str | None:
    return None if value is None else str(value).strip() or None


def _numbered(told: Iterable[Text], lang: str) -> str:
    return "\n".join(f"{number}. {text.said(lang)}" for number, text in enumerate(told, 1))
