"""Wordings, numbers and dates in the language of a picture, as the script of a page words them."""

import re
from collections.abc import Mapping
from datetime import date
from math import isinf

from geo.errors import Text
from geo.maps.choropleth import Shade
from geo.maps.metrics import Metric
from geo.maps.spec import MapSpec, Words, both
from geo.maps.words import all_words
from geo.text import number

# What only a picture says; the rest of the wordings it shares with a page.
_WORDS = {
    "north": Text("B", "N"),
    "projection": Text("Hệ tọa độ VN-2000, UTM múi 48", "VN-2000, UTM zone 48N"),
    "year": Text("Cuối năm {year}", "End of {year}"),
    "clusters": Text("{n} cụm", "{n} clusters"),
    "counted": Text("số cụm", "clusters"),
    "counted.units": Text("số {level}", "{level}s"),
    "sizes": Text("diện tích {small} và {large} ha", "area of {small} and {large} ha"),
    "stacked": Text("nhiều cụm cùng điểm hoặc sát nhau", "several at or near one point"),
    "left_out": Text("{kind} (không vẽ)", "{kind} (not drawn)"),
    "statuses": Text("Số cụm cuối năm, theo tình trạng", "Clusters at the end of a year, by state"),
    "unplaced": Text(
        "{n} cụm chưa có vị trí nên không vẽ được.",
        "Clusters whose place is not known, and so not drawn: {n}.",
    ),
    "outside": Text("{n} cụm nằm ngoài khung", "clusters outside the frame: {n}"),
}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_SLOT = re.compile(r"\{(\w+)\}")


class Speech:
    """What is worded or written by language.

    Args:
        lang: `vi` or `en`.
    """

    def __init__(self, lang: str) -> None:
        self.lang = "en" if lang == "en" else "vi"
        self._words = all_words() | {f"picture.{key}": both(text) for key, text in _WORDS.items()}

    def pick(self, words: Words) -> str:
        """Return a wording of the data in this language."""
        return both(words)[self.lang == "en"]

    def say(self, key: str, **values: object) -> str:
        """Return one of the map's own wordings, its slots filled."""
        return _filled(self._words[key][self.lang == "en"], values)

    def days(self, spec: MapSpec) -> str:
        """Return the days a map speaks of, and from which day where that is another."""
        first, last = self.date(spec.as_of), self.date(spec.target)
        if spec.known_on is not None:
            return self.say("span", first=first, last=last, known=self.date(spec.known_on))
        return f"{self.say('as_of', date=first)}, {self.say('target', date=last)}"

    def fill(self, words: Words, **values: object) -> str:
        """Return a wording in this language, its slots filled."""
        return _filled(self.pick(words), values)

    def number(self, value: float, decimals: int = 2) -> str:
        """Return a number with at most so many decimals."""
        text = number(value, self.lang, decimals)
        return text.rstrip("0").rstrip(".,") if decimals else text

    def signed(self, value: float, decimals: int = 2) -> str:
        """Return a change with its sign."""
        text = self.number(abs(value), decimals)
        return f"+{text}" if value > 0 else f"−{text}" if value < 0 else text

    def date(self, day: date) -> str:
        """Return a day: 31/12/2030, 31 Dec 2030."""
        if self.lang == "vi":
            return f"{day:%d/%m/%Y}"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def figure(self, metric: Metric, value: float) -> str:
        """Return a figure of one unit, with the unit of measure."""
        write = self.number if metric.ramp == "count" else self.signed
        return f"{write(value, metric.decimals)} {self.say(metric.unit)}"

    def bounds(self, shade: Shade, place: int) -> str:
        """Return from where to where a class of a figure goes."""
        low, high = shade.ends[place]
        counts = shade.metric.ramp == "count"
        if low == high == 0:
            return "0" if counts else f"0 ({self.say('nochange')})"
        write = self.number if counts else self.signed
        if isinf(high):
            return self.say("over", low=write(low, shade.decimals))
        if isinf(low):
            return self.say("under", high=write(high, shade.decimals))
        first, last = write(low, shade.decimals), write(high, shade.decimals)
        if low == high:
            return first
        if counts and shade.metric.decimals == 0:
            return f"{first} – {last}"
        return self.say("range", low=first, high=last)


def _filled(text: str, values: Mapping[str, object]) -> str:
    return _SLOT.sub(lambda slot: str(values.get(slot[1], slot[0])), text)
