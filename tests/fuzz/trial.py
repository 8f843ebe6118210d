"""One reader given spoilt files until the time is over; dies of the first that it cannot stand."""

import os
import signal
import sys
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from random import Random
from resource import RLIMIT_AS, setrlimit
from time import monotonic, process_time

try:
    import atheris
except ImportError:
    atheris = None
from fuzz.damage import spoilt

_WATCHED = ("geo", "xlrd", "olefile", "pdfminer", "pdfplumber", "zipfile", "csv")
_LATE = ("geo.books.workbooks97", "geo.books.features", "geo.extract.markup", "geo.extract.pages")
"""Modules that are imported only where used, which is too late to be watched."""

with atheris.instrument_imports(_WATCHED) if atheris else nullcontext():
    from fuzz.readers import READERS, here, tried
    from fuzz.seeds import seed
    from geo import apart

    for late in _LATE:
        import_module(late)

_MOST_MEMORY = 4 << 30
_LONGEST_S = 30


class _Trial:
    """The files given so far."""

    def __init__(self, name: str, folder: Path, seconds: int) -> None:
        self._read = READERS[name].read
        self.file = folder / "a"
        self._end = monotonic() + seconds
        self.files, self.slowest = 0, 0.0

    def give(self, data: bytes) -> None:
        """Give the reader one file, in bounded time."""
        self.file.write_bytes(data)
        begun = process_time()
        signal.alarm(_LONGEST_S)
        tried(self._read, self.file)
        signal.alarm(0)
        self.files += 1
        self.slowest = max(self.slowest, process_time() - begun)

    def is_over(self) -> bool:
        return monotonic() > self._end


def guided(trial: _Trial, name: str, number: int) -> None:
    """Give files that coverage leads to; the process ends with it."""

    def one(data: bytes) -> None:
        if trial.is_over():
            tell(trial, name, "guided by coverage")
            os._exit(0)
        trial.give(data or b"x")

    def change(data: bytes, most: int, chance: int) -> bytes:
        dice = Random(chance)  # noqa: S311
        made = spoilt(data, dice) if dice.random() < 0.8 else atheris.Mutate(data, most)
        return made if len(made) <= most else made[:most]

    corpus = trial.file.parent / "seeds"
    corpus.mkdir()
    for kind in READERS[name].kinds:
        (corpus / kind).write_bytes(seed(kind))
    bounds = (
        f"-seed={number + 1}",
        "-max_len=1000000",
        "-rss_limit_mb=4096",
        "-verbosity=0",
        "-timeout=120",
    )
    prefix = f"-artifact_prefix={corpus.parent}/"
    atheris.Setup([sys.argv[0], *bounds, prefix, str(corpus)], one, custom_mutator=change)
    atheris.Fuzz()


def by_chance(trial: _Trial, name: str, number: int) -> None:
    """Give files that chance spoils, some of them several times over."""
    dice = Random(f"{name}-{number}")  # noqa: S311
    sound = [seed(kind) for kind in READERS[name].kinds]
    known = list(sound)
    while not trial.is_over():
        data = spoilt(dice.choice(known), dice)
        known[dice.randrange(len(known))] = data if dice.random() < 0.3 else dice.choice(sound)
        trial.give(data)
    tell(trial, name, "by chance")


def tell(trial: _Trial, name: str, how: str) -> None:
    (memory,) = (  # what `getrusage` tells begins with what the starting process held
        int(line.split()[1]) >> 10
        for line in Path("/proc/self/status").read_text("ascii").splitlines()
        if line.startswith("VmHWM")
    )
    print(
        f"{name}: {trial.files} files {how}, slowest {trial.slowest:.1f} s, at most {memory} MB",
        flush=True,
    )


def main() -> None:
    """Run one trial, as `fuzz.__main__` asks for it."""
    name, folder, seconds, number = sys.argv[1:]
    setrlimit(RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    apart.ask = here
    trial = _Trial(name, Path(folder), int(seconds))
    (guided if atheris else by_chance)(trial, name, int(number))


if __name__ == "__main__":
    main()
