"""What the program believes a text states: a candidate, to be accepted by a person or not.

A candidate is an event, a milestone or a statistic with the words it was read from. A field the
text does not state is None, never a guess. Areas are in hectares, capital in billions of đồng or
millions of US dollars, shares in percent. Dates are ISO, as exact as the text: `2025`, `2025-Q3`,
`2025-07`, `2025-07-15`; `date` keeps the words of the text.
"""

from dataclasses import dataclass
from typing import Any

Value = str | float | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One statement read from a text.

    Attributes:
        cluster: the name without its head noun, spelled as the text spells it; None for the
            statistics of a place.
        zone_type: CCN, KCN or KKT.
        district, commune, province: bare names, as the text gives them or by its context; several
            communes are joined by `; `.
        event: an event kind of the vocabulary, `milestone` or `statistic`.
        date: the words of the text that tell when.
        date_start, date_end: first and last time named, ISO and only as exact as the text.
        area_ha: the area after the event, or the area stated.
        area_from_ha, area_delta_ha: the area before, and the difference where only that is stated.
        area_qualifier, capital_qualifier: the text's word (`hơn`, `khoảng`, `gần` …).
        merged_into: the zone that takes a merged cluster in, with its head noun.
        fill_pct, fill_target_pct: the share let out as a fact, and as an aim.
        metric, value, unit: of a statistic.
        stage: the stages of a milestone, joined by `; ` (words of `geo.vocabulary.Stage`).
        certainty: done, decided, planned or proposed (words of `geo.vocabulary.Modality`).
        quote: the words of the text that state it: `text[start:end]`.
        start, end: offsets of the quote in the text, in characters.
        rule: the row of the tables of `data/reading` that fired, and the shape of the sentence.
        confidence: from 0 to 1; below 0.5 something had to be carried far or fits badly.
    """

    event: str
    quote: str
    start: int
    end: int
    rule: str
    confidence: float
    certainty: str | None = None
    cluster: str | None = None
    zone_type: str | None = None
    district: str | None = None
    commune: str | None = None
    province: str | None = None
    date: str | None = None
    date_start: str | None = None
    date_end: str | None = None
    area_ha: float | None = None
    area_from_ha: float | None = None
    area_delta_ha: float | None = None
    area_qualifier: str | None = None
    merged_into: str | None = None
    capital_vnd_billion: float | None = None
    capital_usd_million: float | None = None
    capital_qualifier: str | None = None
    decision_no: str | None = None
    fill_pct: float | None = None
    fill_target_pct: float | None = None
    stage: str | None = None
    metric: str | None = None
    value: Value = None
    unit: str | None = None

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the field names in the order people read them: what, where, how much, evidence."""
        return _ORDER

    def as_json(self) -> dict[str, Any]:
        """Return every field, also the empty ones; whole numbers without a fraction."""
        return {name: _plain(getattr(self, name)) for name in _ORDER}


_ORDER = (
    "cluster",
    "zone_type",
    "district",
    "commune",
    "province",
    "event",
    "date",
    "date_start",
    "date_end",
    "area_ha",
    "area_from_ha",
    "area_delta_ha",
    "area_qualifier",
    "merged_into",
    "capital_vnd_billion",
    "capital_usd_million",
    "capital_qualifier",
    "decision_no",
    "fill_pct",
    "fill_target_pct",
    "stage",
    "metric",
    "value",
    "unit",
    "certainty",
    "quote",
    "start",
    "end",
    "rule",
    "confidence",
)


def _plain(value: Value) -> Value | int:
    return int(value) if isinstance(value, float) and value.is_integer() else value
