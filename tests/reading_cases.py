"""Cases of reading: a text, and line by line what it states.

An expected line is `kind name | field=value | …`; a statistic is `statistic value | …`. Every event
must be expected and the figures of an expected one must all be named; statistics and milestones
count only where a case names some.
"""

from geo.extract.reader import read_text
from geo.gazetteer import Gazetteer

FIGURES = (
    "area_ha",
    "area_from_ha",
    "area_delta_ha",
    "merged_into",
    "capital_vnd_billion",
    "capital_usd_million",
    "decision_no",
    "fill_pct",
    "fill_target_pct",
)


def plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float | int) else str(value)


def parse(line: str) -> tuple[str, str, dict[str, str]]:
    head, *rest = (part.strip() for part in line.split("|"))
    kind, _, name = head.partition(" ")
    return kind, name, dict(part.split("=", 1) for part in rest)


def check(gazetteer: Gazetteer, text: str, expected: str) -> None:
    found = read_text(text, gazetteer=gazetteer)
    for candidate in found:
        assert text[candidate.start : candidate.end] == candidate.quote
    wanted = [parse(line) for line in expected.strip().splitlines() if line.strip()]
    optional = {"statistic", "milestone"} - {kind for kind, _, _ in wanted}
    free = [one for one in found if one.event not in optional]
    for kind, name, fields in wanted:
        hits = [
            one
            for one in free
            if one.event == kind
            and plain(one.value if kind == "statistic" else one.cluster) == name
            and all(plain(getattr(one, key)) == value for key, value in fields.items())
        ]
        assert hits, f"not read: {kind} {name} {fields}\n  among {told(free)}"
        if kind != "statistic":
            unnamed = {key: getattr(hits[0], key) for key in FIGURES if key not in fields}
            assert not {key: value for key, value in unnamed.items() if value is not None}
        free.remove(hits[0])
    assert not free, f"read without being there: {told(free)}"


def told(candidates: list) -> str:
    return "; ".join(
        " ".join(
            f"{name}={plain(value)}"
            for name, value in one.as_json().items()
            if value is not None and name not in ("start", "end", "confidence", "quote")
        )
        for one in candidates
    )
