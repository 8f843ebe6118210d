"""The programs of a PostgreSQL with PostGIS: where systems put them, and how to get them."""

import os
import platform
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from geo.errors import ServerError, Text
from geo.watcher import said

OLDEST_MAJOR = 13

_PLACES = (
    "usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "usr/lib/postgresql*/bin",  # openSUSE
    "usr/libexec/postgresql*",  # Alpine
    "usr/pgsql-*/bin",  # PostgreSQL's own packages for Fedora and its kin
    "opt/homebrew/opt/postgresql*/bin",
    "usr/local/opt/postgresql*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Programs:
    """The server programs of one PostgreSQL.

    Attributes:
        bin_folder: folder of `initdb`, `postgres` and `psql`.
        major: major version, which the data folder is bound to.
        version: full version, as the program says it.
    """

    bin_folder: Path
    major: int
    version: str


class Client(NamedTuple):
    """A program that talks to servers, its major version and its full one."""

    file: Path
    major: int
    version: str


def find_programs(wanted_major: int | None = None, folders: Iterable[Path] = ()) -> Programs:
    """Return the newest PostgreSQL here that has PostGIS, or the one of `wanted_major`.

    Args:
        wanted_major: the major version that made an existing data folder.
        folders: where to look; if none are given, wherever systems put the programs.

    Raises:
        ServerError: none fits; says what to install, and how on this system.
    """
    majors, fit = {0}, []
    for folder in folders or _folders():
        major, version = _server_version(folder) or (0, "")
        if major >= OLDEST_MAJOR:
            majors.add(major)
            if wanted_major in (None, major) and _has_postgis(folder, major):
                fit.append(Programs(folder, major, version))
    if fit:
        return max(fit, key=lambda programs: programs.major)
    newest = max(majors)
    todo = _installation(wanted_major or newest)
    if wanted_major:
        vi = f"Máy này không có PostgreSQL {wanted_major} (bản đã tạo CSDL riêng) với PostGIS"
        en = f"PostgreSQL {wanted_major}, which made the private database, is not here with PostGIS"
        if newest > wanted_major:
            todo = Text(
                vi=f"{todo.vi} rồi “geo db upgrade” để chuyển sang PostgreSQL {newest}",
                en=f'{todo.en}, then "geo db upgrade" to go on with PostgreSQL {newest}',
            )
        todo = Text(
            vi=f"{todo.vi}; hoặc dời thư mục dữ liệu (`geo db status`) đi nơi khác rồi nạp lại một"
            " bản sao lưu (“geo db restore”)",
            en=f"{todo.en}; or move its data folder (`geo db status`) elsewhere and restore a"
            ' backup ("geo db restore")',
        )
    elif newest:
        vi = f"PostgreSQL {newest} ở máy này chưa có PostGIS"
        en = f"PostgreSQL {newest} is here without PostGIS"
    else:
        vi = f"Máy này chưa có PostgreSQL (từ bản {OLDEST_MAJOR}) với PostGIS"
        en = f"PostgreSQL ({OLDEST_MAJOR} or newer) with PostGIS is not installed"
    raise ServerError(
        Text(
            vi=f"{vi}: {todo.vi}; hoặc đặt GEO_DATABASE_URL trỏ tới một máy chủ PostGIS.",
            en=f"{en}: {todo.en}; or set GEO_DATABASE_URL to a PostGIS server.",
        )
    )


def find_clients(name: str, folders: Iterable[Path] = ()) -> list[Client]:
    """Return every program of that name here (`pg_dump`, say), the oldest version first.

    Args:
        name: of the program.
        folders: where to look; if none are given, wherever systems put the programs.
    """
    found = [
        Client(folder / name, *version)
        for folder in folders or _folders()
        if os.access(folder / name, os.X_OK) and (version := _version(folder / name))
    ]
    return sorted(found, key=lambda client: client.major)


def installing_client(major: int) -> Text:
    """Return what to do to have `pg_dump` and `pg_restore` of a version."""
    return Text(
        f"hãy cài công cụ PostgreSQL {major} (Debian, Ubuntu: apt-get install"
        f" postgresql-client-{major})",
        f"install the tools of PostgreSQL {major} (Debian, Ubuntu: apt-get install"
        f" postgresql-client-{major})",
    )


def _installation(major: int) -> Text:
    """Return what to do on this system to have PostgreSQL with PostGIS, of a version unless 0."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    kin = {release.get("ID"), *release.get("ID_LIKE", "").split()}
    sudo = "" if os.geteuid() == 0 else "sudo "
    if platform.system() == "Darwin":
        command = f"brew install postgresql@{major or 17} postgis"
    elif "debian" in kin:
        wanted = f"postgresql-{major}-postgis-3" if major else "postgresql postgresql-postgis"
        command = f"{sudo}apt-get update && {sudo}apt-get install -y {wanted}"
    elif "fedora" in kin:
        command = f"{sudo}dnf install -y postgresql-server postgis"
    else:
        wanted = f"PostgreSQL {major}" if major else "PostgreSQL"
        return Text(
            vi=f"hãy cài {wanted} và PostGIS bằng trình quản lý gói của hệ thống",
            en=f"install {wanted} and PostGIS with the system's package manager",
        )
    return Text(vi=f"hãy chạy `{command}`", en=f"run `{command}`")


def _folders() -> Iterator[Path]:
    """Yield the folders where the programs of a server may be."""
    if asked := said([shutil.which("pg_config") or "pg_config", "--bindir"]):
        yield Path(asked)
    for place in _PLACES:
        yield from Path("/").glob(place)
    yield from map(Path, os.get_exec_path())


def _server_version(folder: Path) -> tuple[int, str] | None:
    """Return major and full version of the server programs in a folder, None if they lack."""
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres", "psql")):
        return None
    return _version(folder / "postgres")


def _version(program: Path) -> tuple[int, str] | None:
    """Return major and full version of a program, None if it does not say."""
    found = re.search(r"\(PostgreSQL\) ((\d+)\S*)", said([program, "--version"]))
    return (int(found[2]), found[1]) if found else None


def _has_postgis(folder: Path, major: int) -> bool:
    """Return whether PostGIS is installed for the server programs in a folder."""
    asked = said([folder / "pg_config", "--sharedir"])
    usual = ("share/postgresql", "share", f"/usr/share/postgresql/{major}")
    shares = [asked] if asked else [folder.parent / place for place in usual]
    return any(Path(share, "extension", "postgis.control").exists() for share in shares)
