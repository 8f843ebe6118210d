"""Backups that are damaged, hostile or of another version, full disks, and kills at any moment.

`DRILL_MOMENTS` says how many moments are tried of each victim.
"""

import json
import os
import resource
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from homes import take_away
from killing import Drill, Load, Moment, Victim
from planners import GOOD, HEAD, xlsx
from program import GEO, run_geo
from sqlalchemy import text
from test_backup import held, working

from geo.backups.dumps import Rows
from geo.backups.manifest import DUMP, KIND, MANIFEST, Manifest
from geo.backups.restoring import open_backup
from geo.errors import InputError, OutputError, ServerError
from geo.settings import Settings

MOMENTS = int(os.environ.get("DRILL_MOMENTS", "1"))
VICTIMS: tuple[Victim, ...] = ("program", "server")


@pytest.fixture(scope="module")
def whole(spare_atlas: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the built record."""
    file = tmp_path_factory.mktemp("whole") / "a.zip"
    assert run_geo(spare_atlas, "db", "backup", str(file)).returncode == 0
    return file


def remade(whole: Path, file: Path, **changed: Any) -> Path:
    """Write a copy of a backup whose manifest says something else."""
    with zipfile.ZipFile(whole) as archive:
        told, dump = json.loads(archive.read(MANIFEST)), archive.read(DUMP)
    return packed(file, {DUMP: dump, MANIFEST: json.dumps(told | changed).encode()})


def packed(file: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, written in members.items():
            archive.writestr(name, written)
    return file


def cut(whole: Path, file: Path) -> Path:
    file.write_bytes(whole.read_bytes()[:-1000])
    return file


def flipped(whole: Path, file: Path) -> Path:
    written = bytearray(whole.read_bytes())
    written[len(written) // 2] ^= 1
    file.write_bytes(written)
    return file


def resealed(whole: Path, file: Path) -> Path:
    """Flip a byte of the dump in an archive that is sound in itself."""
    with zipfile.ZipFile(flipped(whole, file)) as archive:
        position = archive.getinfo(MANIFEST).header_offset
    with zipfile.ZipFile(whole) as archive:
        told, dump = archive.read(MANIFEST), bytearray(archive.read(DUMP))
    assert position > len(dump)
    dump[len(dump) // 2] ^= 1
    return packed(file, {DUMP: bytes(dump), MANIFEST: told})


def nested(whole: Path, file: Path) -> Path:
    return packed(file, {DUMP: b"", MANIFEST: b"[" * 2**19})


def huge(whole: Path, file: Path) -> Path:
    return packed(file, {DUMP: b"", MANIFEST: b" " * 2**21})


def swollen(whole: Path, file: Path) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(DUMP, b" " * 2**20)
        archive.writestr(MANIFEST, b"{}")
    return file


def with_more(whole: Path, file: Path) -> Path:
    shutil.copy(whole, file)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("../../etc/cron.d/geo", "* * * * *")
    return file


def a_list(whole: Path, file: Path) -> Path:
    file.write_text("Tên CCN,Huyện\nYên Lư,Yên Dũng\n", "utf-8")
    return file


def a_workbook(whole: Path, file: Path) -> Path:
    """Write a list whose archive unpacks to more than it is, as any workbook does."""
    return xlsx(file, HEAD, GOOD)


def nothing(whole: Path, file: Path) -> Path:
    return file


Spoiling = Callable[[Path, Path], Path]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (cut, "damaged or cut off"),
        (flipped, "damaged or cut off"),
        (resealed, "damaged or cut off"),
        (nested, "no backup made by"),
        (huge, "no backup made by"),
        (with_more, "names a path outside"),
        (a_list, "no backup made by"),
        (a_workbook, "choose a backup"),
        (swollen, "unpacks to too much"),
        (nothing, "there is no such file"),
        (lambda whole, file: whole.parent, "there is no such file"),
        (lambda whole, file: remade(whole, file, revision="9999"), "update ccn-atlas"),
        (lambda whole, file: remade(whole, file, kind="ccn-atlas backup 2"), "no backup made by"),
        (lambda whole, file: remade(whole, file, tables={"x": {"rows": "1"}}), "no backup made by"),
        (lambda whole, file: remade(whole, file, extensions={"x": "\x1b[2J"}), "no backup made by"),
        (lambda whole, file: remade(whole, file, pg_dump="99.1"), "postgresql-client-99"),
    ],
)
def test_a_file_that_cannot_be_restored_is_refused_in_one_sentence(
    whole: Path, tmp_path: Path, spoil: Spoiling, said: str
) -> None:
    with (
        pytest.raises((InputError, ServerError), match=said) as refused,
        open_backup(spoil(whole, tmp_path / "b.zip")),
    ):
        pass
    assert "\n" not in refused.value.text.vi


def test_rows_that_the_manifest_does_not_tell_of_are_not_restored(
    whole: Path, own_atlas: Settings, tmp_path: Path
) -> None:
    before = held(own_atlas)
    with zipfile.ZipFile(whole) as archive:
        tables = json.loads(archive.read(MANIFEST))["tables"]
    other = {"rows": tables["cluster"]["rows"], "sha256": "0" * 64}
    file = remade(whole, tmp_path / "b.zip", tables=tables | {"cluster": other})
    own = Settings(tmp_path / "home", own_atlas.database_url, "en")
    refused = run_geo(own, "--lang", "en", "db", "restore", str(file), "--replace")
    assert refused.returncode == 3
    assert "nothing was restored" in refused.stderr
    assert held(own_atlas) == before


def test_what_is_read_back_are_the_rows_as_they_were_written(
    whole: Path, spare_atlas: Settings
) -> None:
    copying = "COPY atlas.cluster TO STDOUT"
    with working(spare_atlas) as connection:
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(copying) as copy:
            written = b"".join(bytes(block) for block in copy)
    with open_backup(whole) as backup, backup.entries() as entries:
        found = {entry.table: b"".join(entry.lines) for entry in entries if isinstance(entry, Rows)}
    assert found["cluster"] == written
    assert found.keys() == backup.manifest.tables.keys()


def test_a_manifest_is_read_as_it_was_written(whole: Path) -> None:
    with open_backup(whole) as backup:
        told = backup.manifest
    assert Manifest.read(told.written()) == told
    assert json.loads(told.written())["kind"] == KIND


def test_a_disk_that_is_full_leaves_the_old_backup(
    whole: Path, spare_atlas: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "a.zip"
    shutil.copy(whole, file)
    kept = file.read_bytes()
    full = subprocess.run(
        [GEO, "--lang", "en", "db", "backup", file, "--overwrite"],
        env=os.environ | {"GEO_DATABASE_URL": str(spare_atlas.database_url)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2**19, 2**19)),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert full.returncode == OutputError.exit_code, full.stderr
    assert full.stderr.startswith("Cannot write to ")
    assert full.stderr.count("\n") == 1
    assert file.read_bytes() == kept
    assert list(tmp_path.iterdir()) == [file]


@pytest.fixture(scope="module")
def drill(whole: Path) -> Iterator[Drill]:
    """A home that was made by restoring a backup, and then changed."""
    home, folder = (Path(tempfile.mkdtemp(prefix=f"ccn-atlas-{one}-")) for one in ("test", "out"))
    home.chmod(0o711)
    drilled = Drill(home, folder)
    drilled.whole(Load(("db", "restore", str(whole))))
    with drilled.record() as connection:
        connection.execute(text("UPDATE atlas.cluster SET note = 'sửa'"))
        connection.commit()
    drilled.keep()
    drilled.come_back()
    yield drilled
    print(*drilled.told, sep="\n")
    deadline = time.monotonic() + 60
    while drilled.left_behind():  # pg_dump takes a moment to notice that nobody reads it any more
        assert time.monotonic() < deadline
        time.sleep(0.1)
    take_away(home)
    shutil.rmtree(folder)


def test_a_restore_that_is_killed_leaves_the_old_or_the_new(drill: Drill, whole: Path) -> None:
    load = Load(("db", "restore", str(whole), "--replace"))
    old = drill.state(checked=False)
    drill.whole(load)
    new = drill.state()
    assert new != old
    for number in range(MOMENTS * len(VICTIMS)):
        drill.come_back()
        case = drill.kill(load, VICTIMS[number % len(VICTIMS)], Moment.of(load))
        state = drill.state()
        assert state in (old, new), case
        assert case.code != 0 or state == new, case
    for made in (drill.home / "backups").glob("[!.]*.zip"):
        with open_backup(made):
            pass


def test_a_backup_that_is_killed_leaves_the_file_as_it_was(drill: Drill, whole: Path) -> None:
    file = drill.folder / "a.zip"
    shutil.copy(whole, file)
    load = Load(("db", "backup", str(file), "--overwrite"))
    drill.whole(load)
    for number in range(MOMENTS * len(VICTIMS)):
        drill.kill(load, VICTIMS[number % len(VICTIMS)], Moment.of(load))
        with open_backup(file):
            pass
