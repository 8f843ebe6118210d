"""What stands on a map besides its data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from geo.errors import Text

Words = Text | str


@dataclass(frozen=True)
class MapSpec:
    """Title, dates, units and sources of one map.

    Wordings are given in both languages (`Text`); a plain string stands for both.

    Attributes:
        title: what the map shows.
        subtitle: where, or for whom.
        as_of: the day the present figures speak of.
        target: the day they are compared with.
        units: administrative units used, such as "34 tỉnh, từ 01/7/2025".
        sources: where the figures come from, in one line.
        made_on: the day the map was made.
        notes: remarks to be read with the map.
        lang: language in which the map opens, `vi` or `en`; the reader can switch.
        breaks: class bounds by metric (`rate`, `change`, …), positive and rising, instead of
            computed ones; they hold for gains and, mirrored, for losses.
    """

    title: Words
    subtitle: Words
    as_of: date
    target: date
    units: Words
    sources: Words
    made_on: date
    notes: Sequence[Words] = ()
    lang: str = "vi"
    breaks: Mapping[str, Sequence[float]] = field(default_factory=dict)


def both(words: Words) -> list[str]:
    """Return a wording as `[Vietnamese, English]`."""
    return [words, words] if isinstance(words, str) else [words.vi, words.en]
