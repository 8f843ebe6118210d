"""Which administrative unit each shape of a file shows, by its code, its name and its place.

Columns are told by their values: a column of codes or names is one whose values are units that lie
where the shapes lie. A code counts only if the name does not speak against it and the unit's point
is near, for codes are used again (24 was Bắc Giang, then Bắc Ninh) and other lists number otherwise
(VN-01 is Lai Châu, VN01 Hà Nội). Then come names, in the order of `Gazetteer.candidates`: inside
the parent that the file names, anywhere, inside the parent that the shape lies in. Among several
units of one name the one whose point the shape holds is meant, else the one in the parent, else the
nearest. Two shapes never become one unit unless they are parts that bear the same words.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz, process

from geo.addresses import LEVELS_OF_TYPE, readings
from geo.errors import InputError, Text
from geo.gazetteer import Gazetteer
from geo.ingest.positions import Positions
from geo.text import clean, fold
from geo.units import Unit
from geo.vocabulary import Level

ROLES = ("code", "name", "type", "parent")
"""What a column of a file can be."""

_DIGITS = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}
_CODE = re.compile(r"(?:vn)?[ ._-]?(\d+)(?:\.0)?", re.IGNORECASE)
_ENGLISH = re.compile(
    r"\s+(?:city|province|municipality|district|town|township|commune|ward)$", re.IGNORECASE
)
_FAR_AHEAD = 2.0
_TELLING = 0.2
_ALIKE = 60.0
_NEAREST = 3
_MOST_NAMES = 4
_NUMBERED = {Level.DISTRICT: "quận", Level.COMMUNE: "phường"}


class Evidence(StrEnum):
    """By what a shape was recognised, the surest first."""

    CODE = "code"
    NAME = "name"
    PLACE = "place"


class Claim(NamedTuple):
    """A shape that shows a unit; shapes are counted from 1, as they stand in the file."""

    unit: Unit
    shape: int
    evidence: Evidence


class Unrecognised(NamedTuple):
    """A shape that shows no unit: its words, why, and the nearest units."""

    shape: int
    words: str
    why: Text
    nearest: tuple[str, ...]


@dataclass(frozen=True)
class Recognition:
    """What the shapes of a layer are.

    Attributes:
        columns: the columns read, by role.
        claims: the shapes of each unit, by its key; several are parts of it.
        repeated: shapes that stand in the file again, and the shape they repeat.
        unrecognised: shapes that show no unit.
        lacking: units of the day that no shape shows.
    """

    columns: Mapping[str, tuple[str, ...]]
    claims: Mapping[str, tuple[Claim, ...]]
    repeated: tuple[tuple[int, int], ...]
    unrecognised: tuple[Unrecognised, ...]
    lacking: tuple[Unit, ...]


@dataclass
class Recogniser:
    """Recognises the shapes of one layer.

    Args:
        gazetteer: the units.
        level: their level.
        on: the day whose units the file shows.
        fields: the columns of the file, a row for each shape.
        positions: where these lie; of the units above those that units of the level lie in.
        given: columns by role, where the user names them.
    """

    gazetteer: Gazetteer
    level: Level
    on: date
    fields: pd.DataFrame
    positions: Positions
    given: Mapping[str, str] = field(default_factory=dict)

    def recognise(self) -> Recognition:
        """Return what the shapes are.

        Raises:
            InputError: a column that the user names is not there, or the day has no such units.
        """
        if not self._units:
            raise InputError(
                Text(
                    f"Ngày {self.on:%d/%m/%Y} không có đơn vị cấp {self.level}; hãy đổi --on.",
                    f"There are no units of level {self.level} on {self.on}; change --on.",
                )
            )
        self._require_columns()
        reasons: dict[int, Text] = {}
        repeated: list[tuple[int, int]] = []
        found = [self._recognised(shape) for shape in range(len(self.positions.shapes))]
        held = self._held(found, reasons, repeated)
        left = [self._left_over(shape, held) for shape in sorted(reasons)]
        held |= self._held([claim for claim in left if claim], reasons, repeated)
        for shape in sorted(reasons):
            key = self._part_of(shape, held)
            if key is not None:
                held[key] += (Claim(held[key][0].unit, shape + 1, Evidence.PLACE),)
                del reasons[shape]
        free = [unit for unit in self._units.values() if unit.key not in held]
        return Recognition(
            {role: names for role, names in self._columns.items() if names},
            held,
            tuple(repeated),
            tuple(
                Unrecognised(shape + 1, self._words(shape), why, self._nearest(shape, free))
                for shape, why in sorted(reasons.items())
            ),
            tuple(free),
        )

    def _held(
        self,
        found: Iterable[Claim | Text],
        reasons: dict[int, Text],
        repeated: list[tuple[int, int]],
    ) -> dict[str, tuple[Claim, ...]]:
        """Return the shapes of each unit among what was found, and put down why others show none.

        What was found stands in the order of the shapes, or holds claims only.
        """
        claims: dict[str, list[Claim]] = defaultdict(list)
        for shape, one in enumerate(found):
            if isinstance(one, Text):
                reasons[shape] = one
            elif self.positions.fits(one.shape - 1, one.unit):
                reasons.pop(one.shape - 1, None)
                claims[one.unit.key].append(one)
            else:
                path = one.unit.path
                reasons[one.shape - 1] = Text(
                    f"tên là {path}, nhưng đất đai không phải như ngày {self.on:%d/%m/%Y}",
                    f"the name is that of {path}, but not the land it had on {self.on}",
                )
        kept = {key: self._settled(made, reasons, repeated) for key, made in claims.items()}
        return {key: tuple(made) for key, made in kept.items() if made}

    def _left_over(self, shape: int, held: Mapping[str, tuple[Claim, ...]]) -> Claim | None:
        """Return the one unit that a shape may mean and that no other shape shows."""
        if self.positions.shapes[shape] is None:
            return None
        units = [
            unit
            for unit in self._candidates(shape)
            if unit.key not in held and self.positions.is_near(shape, unit)
        ]
        return Claim(units[0], shape + 1, Evidence.PLACE) if len(units) == 1 else None

    def _part_of(self, shape: int, held: Mapping[str, tuple[Claim, ...]]) -> str | None:
        """Return the unit of which a shape is a part far off, by the same words and code."""
        if self.positions.shapes[shape] is None:
            return None
        units = self._candidates(shape)
        if len(units) != 1 or units[0].key not in held:
            return None
        first = held[units[0].key][0].shape - 1
        apart = shapely.disjoint(self.positions.shapes[shape], self.positions.shapes[first])
        alike = all(texts[shape] == texts[first] for texts in self._telling)
        return units[0].key if alike and apart else None

    @cached_property
    def _telling(self) -> list[list[str]]:
        """Return the texts of the columns that say what a shape is."""
        return [self._texts[name] for names in self._columns.values() for name in names]

    # What a column says

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.gazetteer.at(self.level, on=self.on)}

    @cached_property
    def _texts(self) -> dict[str, list[str]]:
        return {
            str(name): [_text(value) for value in column]
            for name, column in self.fields.items()
            if column.dtype.kind not in "cMmf"
            or (column.dtype.kind == "f" and (column.dropna() % 1 == 0).all())
        }

    def _require_columns(self) -> None:
        for role, name in self.given.items():
            if name not in self._texts:
                there = ", ".join(self._texts) or "–"
                raise InputError(
                    Text(
                        f"--map “{name}={role}”: tệp không có cột “{name}”; có: {there}.",
                        f'--map "{name}={role}": the file has no column "{name}"; it has: {there}.',
                    )
                )

    @cached_property
    def _columns(self) -> dict[str, tuple[str, ...]]:
        """Return the columns by role: those the user names, else those whose values tell."""
        found: dict[str, tuple[str, ...]] = {
            role: (self.given[role],) for role in ROLES if role in self.given
        }
        left = [name for name in self._texts if (name,) not in found.values()]
        if "type" not in found:
            found["type"] = tuple(name for name in left if self._are_types(name))[:1]
        if "code" not in found:
            found["code"] = tuple(self._best(left, self._coded))[:1]
        if "name" not in found:
            found["name"] = tuple(self._best(left, self._named_by))[:_MOST_NAMES]
        if "parent" not in found:
            others = [name for name in left if name not in (*found["code"], *found["name"])]
            found["parent"] = tuple(self._best_parents(others))
        return found

    def _are_types(self, name: str) -> bool:
        words = {text.casefold() for text in self._texts[name] if text}
        return bool(words) and words <= LEVELS_OF_TYPE.keys()

    def _best(self, names: Iterable[str], units: Callable[[str], tuple[Unit, ...]]) -> list[str]:
        """Return the columns that name most units near their shapes, the best first."""
        told = {}
        for name in names:
            hits = {
                unit.key
                for shape, text in enumerate(self._texts[name])
                if text
                for unit in units(text)
                if self.positions.is_near(shape, unit)
            }
            told[name] = len(hits) / max(1, min(len(self.positions.shapes), len(self._units)))
        most = max(told.values(), default=0.0)
        wanted = [name for name in told if told[name] >= max(_TELLING, most / 2)]
        return sorted(wanted, key=lambda name: -told[name])

    def _best_parents(self, names: Iterable[str]) -> Iterator[str]:
        """Yield the column whose values most often name the unit above that the shape lies in."""
        told = {}
        for name in names:
            texts = self._texts[name]
            rows = [shape for shape, text in enumerate(texts) if text]
            agreeing = sum(
                any(one.key in self._around(shape) for one in self._parents_called(texts[shape]))
                for shape in rows
            )
            told[name] = agreeing / len(self.positions.shapes)
        best = max(told, key=lambda name: told[name], default=None)
        if best is not None and told[best] >= 0.5:
            yield best

    def _coded(self, text: str) -> tuple[Unit, ...]:
        """Return the unit of the level with a code: `24`, `VN24`, `24.0`, `24221` of a district."""
        match = _CODE.fullmatch(text)
        if match is None:
            return ()
        digits = _DIGITS[self.level]
        code = match[1] if len(match[1]) <= digits else match[1][-digits:]
        unit = self._units.get(code.zfill(digits))
        return () if unit is None else (unit,)

    def _named_by(self, text: str) -> tuple[Unit, ...]:
        return self._called(text, None)

    def _called(self, text: str, within: Unit | None) -> tuple[Unit, ...]:
        asked = (text, within.key if within else None)
        if asked not in self._remembered:
            self._remembered[asked] = self.gazetteer.candidates(
                text, on=self.on, within=within, level=self.level
            )
        return self._remembered[asked]

    @cached_property
    def _remembered(self) -> dict[tuple[str, str | None], tuple[Unit, ...]]:
        return {}

    @cached_property
    def _above(self) -> dict[str, Unit]:
        """Return the units that units of the level lie in, by key."""
        lines = (self.gazetteer.ancestors(unit)[:-1] for unit in self._units.values())
        return {unit.key: unit for line in lines for unit in line}

    def _around(self, shape: int) -> list[str]:
        """Return the units above that a shape lies in."""
        return [key for key in self.positions.holders(shape) if key in self._above]

    def _parents_called(self, text: str) -> tuple[Unit, ...]:
        if text not in self._parents_remembered:
            match = _CODE.fullmatch(text)
            found = tuple(
                unit
                for unit in self._above.values()
                if match and match[1].zfill(_DIGITS[unit.level]) == unit.code
            )
            for level in (Level.PROVINCE, Level.DISTRICT):
                found = found or tuple(
                    unit
                    for unit in self.gazetteer.candidates(text, on=self.on, level=level)
                    if unit.key in self._above
                )
            self._parents_remembered[text] = found
        return self._parents_remembered[text]

    @cached_property
    def _parents_remembered(self) -> dict[str, tuple[Unit, ...]]:
        return {}

    # What a shape shows

    def _recognised(self, shape: int) -> Claim | Text:
        """Return what a shape shows, or why it shows nothing."""
        if self.positions.shapes[shape] is None:
            return Text("không có hình đa giác", "it has no polygon")
        named = self._candidates(shape)
        by_code = {
            unit.key: unit
            for name in self._columns["code"]
            for unit in self._coded(self._texts[name][shape])
        }
        for unit in by_code.values():
            if self.positions.is_near(shape, unit) and not self._speaks_against(shape, unit, named):
                return Claim(unit, shape + 1, Evidence.CODE)
        near = [unit for unit in named if self.positions.is_near(shape, unit)]
        if len(near) == 1:
            return Claim(near[0], shape + 1, Evidence.NAME if len(named) == 1 else Evidence.PLACE)
        if near:
            return self._by_place(shape, near)
        if named:
            return Text(f"hình nằm xa {named[0].path}", f"the shape lies far from {named[0].path}")
        if by_code:
            told = next(iter(by_code.values())).path
            return Text(
                f"mã là của {told}, nhưng tên hoặc vị trí không phải",
                f"the code is that of {told}, but name or place are not",
            )
        return Text(
            f"không rõ là đơn vị nào ngày {self.on:%d/%m/%Y}", f"no unit of {self.on} is meant"
        )

    def _candidates(self, shape: int) -> tuple[Unit, ...]:
        """Return the units that the names of a shape may mean."""
        names = list(self._names(shape))
        stated = [
            unit
            for name in self._columns["parent"]
            for unit in self._parents_called(self._texts[name][shape])
        ]
        around = [self._above[key] for key in self._around(shape)]
        far: tuple[Unit, ...] = ()
        for parents in (stated, [None], around):
            for text in names:
                found = {unit.key: unit for one in parents for unit in self._called(text, one)}
                if any(self.positions.is_near(shape, unit) for unit in found.values()):
                    return tuple(found.values())
                far = far or tuple(found.values())
        return far

    def _names(self, shape: int) -> Iterator[str]:
        """Yield what a shape may be called, its full names first."""
        texts = [self._texts[name][shape] for name in self._columns["name"]]
        kinds = [self._texts[name][shape] for name in self._columns["type"]]
        texts = [text for text in texts if text]
        for text in texts:
            typed = any(reading.unit_type is not None for reading in readings(text))
            yield from (f"{kind} {text}" for kind in kinds if kind and not typed)
            if text.isdigit():  # Quận 8 is called 8
                yield f"{_NUMBERED.get(self.level, '')} {text}"
            yield text
        for text in texts:
            bare = _ENGLISH.sub("", text)
            yield from dict.fromkeys(reading.name for reading in readings(bare))

    def _speaks_against(self, shape: int, unit: Unit, named: Sequence[Unit]) -> bool:
        """Tell whether the names of a shape are those of other units."""
        if named:
            return unit not in named
        names = list(self._names(shape))
        return any(self.gazetteer.bears(text) for text in names)

    def _by_place(self, shape: int, units: Sequence[Unit]) -> Claim | Text:
        """Choose among units of one name: its point inside, in the parent, nearest by far."""
        around = self._around(shape)
        for chosen in (
            [unit for unit in units if self.positions.distance(shape, unit) == 0],
            [unit for unit in units if unit.parent is not None and unit.parent.key in around],
        ):
            if len(chosen) == 1:
                return Claim(chosen[0], shape + 1, Evidence.PLACE)
        (least, nearest), (following, _), *_ = self.positions.nearest(shape, units)
        if following > _FAR_AHEAD * least:
            return Claim(nearest, shape + 1, Evidence.PLACE)
        vi, en = (word.join(unit.path for unit in units) for word in (" hoặc ", " or "))
        return Text(f"có thể là {vi}", f"may be {en}")

    # Which shapes stay

    def _settled(
        self, made: list[Claim], reasons: dict[int, Text], repeated: list[tuple[int, int]]
    ) -> list[Claim]:
        """Return the shapes of a unit: one, or parts that bear the same words; the surest win."""
        if len(made) == 1:
            return made
        order = tuple(Evidence)
        best = min((claim.evidence for claim in made), key=order.index)
        kept: list[Claim] = []
        for claim in made:
            shape = self.positions.shapes[claim.shape - 1]
            same = next(
                (
                    one
                    for one in kept
                    if shapely.equals(shape, self.positions.shapes[one.shape - 1])
                ),
                None,
            )
            if same is not None:
                repeated.append((claim.shape, same.shape))
            elif claim.evidence is not best:
                reasons[claim.shape - 1] = self._taken(claim, "")
            else:
                kept.append(claim)
        parts = [self.positions.shapes[claim.shape - 1] for claim in kept]
        words = {self._words(claim.shape - 1) for claim in kept}
        together = shapely.area(shapely.union_all(shapely.make_valid(np.array(parts))))
        apart = together > 0.999 * sum(shapely.area(part) for part in parts)
        if len(kept) == 1 or (len(words) == 1 and apart):
            return kept
        for claim in kept:
            others = ", ".join(str(one.shape) for one in kept if one is not claim)
            reasons[claim.shape - 1] = self._taken(claim, others)
        return []

    def _taken(self, claim: Claim, others: str) -> Text:
        path = claim.unit.path
        if not others:
            return Text(f"{path} đã có hình chắc chắn hơn", f"{path} has a surer shape")
        return Text(
            f"cũng như hình {others}, muốn là {path}; chưa rõ hình nào đúng",
            f"like shape {others} it claims to be {path}; which one is right is not known",
        )

    def _words(self, shape: int) -> str:
        """Return how the file names a shape."""
        columns = (*self._columns["name"][:1], *self._columns["parent"])
        said = ", ".join(text for name in columns if (text := self._texts[name][shape]))
        if said:
            return said
        return ", ".join(text[shape] for text in self._texts.values() if text[shape])[:80]

    def _nearest(self, shape: int, free: Sequence[Unit]) -> tuple[str, ...]:
        """Return the units still free that a shape may show: by place, then by name."""
        found = [unit.path for unit in free if self.positions.distance(shape, unit) == 0]
        names = [fold(unit.name) for unit in free]
        for text in self._names(shape):
            bare = fold((*readings(text), (None, text))[0][1])
            alike = process.extract(
                bare, names, scorer=fuzz.ratio, limit=_NEAREST, score_cutoff=_ALIKE
            )
            found.extend(free[place].path for _, _, place in alike)
        return tuple(dict.fromkeys(found))[:_NEAREST]


def _text(value: object) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean(str(value))
