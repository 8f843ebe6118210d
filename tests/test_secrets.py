"""The password of the database is told to nobody: no message, file, row or list."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from own_atlas import own_atlas, spare_server  # noqa: F401
from program import run_geo
from sqlalchemy import create_engine, func, select, table, text
from sqlalchemy.engine import make_url

from geo.model import Base
from geo.settings import Settings

SECRET = "Mat-Khau-Rieng-7351"  # noqa: S105
LIST = "STT;Tên CCN;Huyện;Diện tích (ha)\n1;Đại Lâm II;Lạng Giang;35,5\n"
TEXT = "UBND tỉnh Bắc Giang thành lập cụm công nghiệp Bến Thử, huyện Lạng Giang, 49,5 ha.\n"

ADDRESSES = {
    "port": f"postgresql://geo:{SECRET}@127.0.0.1:1/none",
    "query": f"postgresql://geo@127.0.0.1:1/none?password={SECRET}",
    "host": f"postgresql://geo:{SECRET}@no-such-host.invalid/none",
    "form": f"postgresql//geo:{SECRET}@127.0.0.1/none",
    "sign": f"postgresql://geo:{SECRET}@1@127.0.0.1/none",
    "number": f"postgresql://geo:{SECRET}@127.0.0.1:port/none",
    "system": f"mysql://geo:{SECRET}@127.0.0.1/none",
    "option": f"postgresql://geo:{SECRET}@127.0.0.1:1/none?sslmode=x",
}
COMMANDS = (
    *("status", "conflicts", "oddities", "schedule", "indicators", "changes"),
    *("history Yên-Lư", "query mergers", "boundaries list", "db check", "db url", "db status"),
    *("db roles", "db psql -c select", "db backup b.dump", "db restore b.dump", "sql SELECT"),
    *("build --out .", "map --out m.html", "mail --out m.eml", "qgis q.qgz", "export e.gpkg"),
    *("template t.xlsx", "report --period 2026", "import a.csv", "db grant reader a"),
)


def holds(data: bytes, file: Path) -> bool:
    """Tell whether the secret stands in a file, packed or not."""
    if SECRET.encode() in data:
        return True
    if not zipfile.is_zipfile(file):
        return False
    with zipfile.ZipFile(file) as archive:
        return any(SECRET.encode() in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("words", COMMANDS)
def test_no_command_tells_it_where_nothing_answers(
    words: str, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(LIST, "utf-8")
    (tmp_path / "b.dump").write_text("x", "utf-8")
    unreached = replace(settings, database_url=ADDRESSES["port"])
    ended = run_geo(unreached, *words.split(), cwd=tmp_path)
    assert SECRET not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    assert not [
        file for file in tmp_path.rglob("*") if file.is_file() and holds(file.read_bytes(), file)
    ]


@pytest.mark.parametrize("fault", ADDRESSES)
def test_no_fault_of_the_address_tells_it(fault: str, settings: Settings) -> None:
    for words in (("status",), ("db", "url"), ("db", "psql", "-c", "SELECT 1")):
        ended = run_geo(replace(settings, database_url=ADDRESSES[fault]), *words)
        assert SECRET not in ended.stdout + ended.stderr


@pytest.fixture
def keyed(own_atlas: Settings) -> Settings:  # noqa: F811
    """A database that answers, by an address with a password."""
    url = make_url(own_atlas.database_url or "").set(password=SECRET)
    return replace(own_atlas, database_url=url.render_as_string(hide_password=False))


def test_nothing_that_is_made_holds_it(keyed: Settings, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(LIST, "utf-8")
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")

    def made(*words: str) -> None:
        ended = run_geo(keyed, *words, cwd=tmp_path)
        assert ended.returncode == 0, ended.stderr
        assert SECRET not in ended.stdout + ended.stderr

    made("status")
    made("db", "url")
    made("qgis", "q.qgz")
    made("map", "--province", "Bắc Giang", "--out", "m.html")
    made("export", "e.xlsx", "--province", "Bắc Giang")
    made("extract", "a.txt", "--out", "x.xlsx")
    made("import", "a.csv", "--province", "Bắc Giang", "--source", "Thử", "--commit")
    made("import", "a.csv", "--province", "Bắc Giang", "--fix", "f.xlsx")
    made("db", "backup", "b.dump")
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) > 7
    assert not [file for file in files if holds(file.read_bytes(), file)]
    engine = create_engine(str(keyed.database_url).replace("postgresql", "postgresql+psycopg", 1))
    with engine.connect() as connection:
        for kept in Base.metadata.tables.values():
            rows = table(kept.name, schema=kept.schema).alias("kept")
            said = select(func.count()).select_from(rows).where(text("kept::text LIKE :secret"))
            assert connection.scalar(said, {"secret": f"%{SECRET}%"}) == 0
    engine.dispose()


def test_the_list_of_processes_does_not_tell_it(keyed: Settings) -> None:
    ended = run_geo(keyed, "db", "psql", "-c", r"\! tr '\0' ' ' < /proc/$PPID/cmdline")
    assert "psql postgresql://" in ended.stdout
    assert SECRET not in ended.stdout
