"""Files that cannot be finished: the record is lost on the way, or the disk takes no more."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from geo.errors import OutputError, ServerError, Text
from geo.files import require_file, write_whole
from geo.layers.columns import Headings, chosen
from geo.layers.reading import Choice, Portion
from geo.layers.writing import write_portions

ENDINGS = (".csv", ".xlsx", ".geojson", ".parquet", ".kml", ".gpkg")
TODAY = date(2026, 11, 22)
NAMES = Choice(TODAY, TODAY, chosen(["name"]), Headings.FIELD)
ROW = Portion([("Đồng Đình",)], [None])


@contextmanager
def little_room() -> Iterator[None]:
    """Let no file of this process grow beyond a few bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_pipe_or_a_device_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "a.csv"
    os.mkfifo(pipe)
    (tmp_path / "null.csv").symlink_to("/dev/null")
    for file in (pipe, tmp_path / "null.csv"):
        with pytest.raises(OutputError, match="File exists"):
            require_file(file)
        with pytest.raises(OutputError, match="File exists"):
            write_whole({file: b"x"})
    assert pipe.is_fifo()
    assert Path("/dev/null").is_char_device()


def lost() -> Iterator[Portion]:
    yield ROW
    raise ServerError(Text("mất kết nối", "connection lost"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_record_lost_on_the_way_is_told_and_leaves_the_old_file(
    tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"a{ending}"
    file.write_text("cũ")
    with pytest.raises(ServerError, match="connection lost"):
        write_portions(lost(), {}, NAMES, file, "vi")
    assert file.read_text() == "cũ"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_disk_that_takes_no_more_is_told_and_leaves_the_old_file(
    tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"a{ending}"
    file.write_text("cũ")
    with pytest.raises(OutputError, match="Cannot write to"), little_room():
        write_portions([ROW], {}, NAMES, file, "vi")
    assert file.read_text() == "cũ"
    assert list(tmp_path.iterdir()) == [file]
