"""What a sentence speaks of: a cluster by its name, or some that only a count stands for."""

from dataclasses import dataclass, field

from geo.extract.places import Place


@dataclass(slots=True, eq=False)
class Thing:
    """A cluster by name, or a group of clusters that only a count stands for.

    Attributes:
        first, last: its tokens, the head noun among them when it is its own.
        name: None for a group.
        count: how many a group says it is; None for `các cụm …`.
        run: clusters named in one breath have the same number; a group and its members too.
        unit: what a group counts: `cluster`, `project`, `secondary`, `investor`.
        target: it is what another is merged into or turned into.
    """

    first: int
    last: int
    zone_type: str | None
    name: str | None = None
    count: int | None = None
    run: int = 0
    unit: str = "cluster"
    target: bool = False
    members: list["Thing"] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Sentence:
    """The things and places of a sentence, in order; `listed` when names follow an opening."""

    first: int
    last: int
    things: list[Thing]
    places: list[Place]
