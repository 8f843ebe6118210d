"""What the rules on oddities share: names and labels, what they find, and how periods compare."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from geo.dates import Period
from geo.errors import Text


class Rule(StrEnum):
    """What makes a row odd."""

    AREA = "area"
    AREA_SUM = "area_sum"
    EXPANSION_LIMIT = "expansion_limit"
    EXPANSION_SHRINKS = "expansion_shrinks"
    EXPANSION_ALONE = "expansion_alone"
    EXPANSION_TWICE = "expansion_twice"
    INDUSTRIAL_LAND = "industrial_land"
    LEASED_LAND = "leased_land"
    UNIT_LATER = "unit_later"
    KIND_ORDER = "kind_order"
    EXIT_FIRST = "exit_first"
    MERGER_CIRCLE = "merger_circle"
    ABSORBED_OTHERWISE = "absorbed_otherwise"
    STAGE_ORDER = "stage_order"
    FAR_DATE = "far_date"
    DONE_LATER = "done_later"
    DECISION_FORM = "decision_form"
    STALE_CORRECTION = "stale_correction"


LABELS = {
    Rule.AREA: Text("diện tích ngoài 5–75 ha", "area outside 5–75 ha"),
    Rule.AREA_SUM: Text("cộng diện tích không khớp", "areas that do not add up"),
    Rule.EXPANSION_LIMIT: Text("mở rộng quá 75 ha", "expansion above 75 ha"),
    Rule.EXPANSION_SHRINKS: Text("mở rộng mà nhỏ đi", "expansion that shrinks"),
    Rule.EXPANSION_ALONE: Text("chỉ có tin mở rộng", "nothing but an expansion"),
    Rule.EXPANSION_TWICE: Text("một lần mở rộng, hai nguồn kể", "one expansion told twice"),
    Rule.INDUSTRIAL_LAND: Text("đất công nghiệp lớn hơn cụm", "industrial land above the area"),
    Rule.LEASED_LAND: Text("đất cho thuê lớn hơn đất công nghiệp", "more land let than there is"),
    Rule.UNIT_LATER: Text("đơn vị hành chính chưa có", "unit did not exist yet"),
    Rule.KIND_ORDER: Text("sự kiện ngược thứ tự", "events out of order"),
    Rule.EXIT_FIRST: Text("đưa ra trước khi thành lập", "gone before it was established"),
    Rule.MERGER_CIRCLE: Text("sáp nhập vòng tròn", "merger in a circle"),
    Rule.ABSORBED_OTHERWISE: Text("nhập vào mà không sáp nhập", "absorbed without a merger"),
    Rule.STAGE_ORDER: Text("tiến độ ngược thứ tự", "stages out of order"),
    Rule.FAR_DATE: Text("trước 1986 hoặc sau 2050", "before 1986 or after 2050"),
    Rule.DONE_LATER: Text("đã xong mà sau ngày đăng", "done after it was reported"),
    Rule.DECISION_FORM: Text("số văn bản khác thường", "unusual decision number"),
    Rule.STALE_CORRECTION: Text("đính chính không còn khớp", "stale correction"),
}


class Oddity(NamedTuple):
    """A row, named by table and key as in the files of facts, with what is odd about it."""

    table: str
    key: str
    rule: Rule
    detail: Text


def precedes(one: Period | None, other: Period | None) -> bool:
    """Tell whether a period is over, for certain, before another begins."""
    if one is None or other is None or one.end is None or other.start is None:
        return False
    return one.end <= other.start


def overlap(one: Period | None, other: Period | None) -> bool:
    """Tell whether two periods may have a day in common; one that is not stated may be any day."""
    return not precedes(one, other) and not precedes(other, one)


def last_day(period: Period) -> date | None:
    """Return the last day of a period, None where it is open."""
    return None if period.end is None else period.end - timedelta(days=1)


def days(period: Period | None) -> str:
    """Write a period by its first and last day."""
    if period is None:
        return ""
    first, last = (day.isoformat() if day else "…" for day in (period.start, last_day(period)))
    return first if first == last else f"{first} – {last}"
