"""The programs of PostgreSQL: found with PostGIS, or told how to be had."""

import os
from pathlib import Path

import pytest

from geo.errors import ServerError
from geo.programs import OLDEST_MAJOR, Programs, find_programs


def test_programs_are_found_with_postgis() -> None:
    programs = find_programs()
    assert programs.major >= OLDEST_MAJOR
    assert programs.version.startswith(str(programs.major))
    assert find_programs(programs.major) == programs
    assert os.access(programs.bin_folder / "initdb", os.X_OK)


def test_missing_programs_are_told_with_the_command_that_installs_them(tmp_path: Path) -> None:
    with pytest.raises(ServerError) as refused:
        find_programs(folders=[tmp_path])
    for text in refused.value.text:
        assert "GEO_DATABASE_URL" in text
    if Path("/etc/debian_version").exists():
        sudo = "" if os.geteuid() == 0 else "sudo "
        command = (
            f"`{sudo}apt-get update && {sudo}apt-get install -y postgresql postgresql-postgis`"
        )
        for text in refused.value.text:
            assert command in text


def test_data_of_a_version_that_is_gone_are_told() -> None:
    with pytest.raises(ServerError, match=r"PostgreSQL 9\d, which made the private database"):
        find_programs(97)


def test_programs_without_postgis_are_told(tmp_path: Path) -> None:
    bins, share = tmp_path / "bin", tmp_path / "share"
    bins.mkdir()
    for name, says in {
        "initdb": "",
        "psql": "",
        "postgres": "postgres (PostgreSQL) 14.9",
        "pg_config": str(share),
    }.items():
        bins.joinpath(name).write_text(f"#!/bin/sh\necho '{says}'\n")
        bins.joinpath(name).chmod(0o755)
    with pytest.raises(ServerError, match="PostgreSQL 14 is here without PostGIS"):
        find_programs(folders=[bins])
    share.joinpath("extension").mkdir(parents=True)
    share.joinpath("extension", "postgis.control").touch()
    assert find_programs(folders=[bins]) == Programs(bins, 14, "14.9")
