"""The private server, with real processes: started, shared, stopped, killed, refused."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from geo import server, watcher
from geo.data_folders import serving_account
from geo.errors import OutputError, ServerError
from geo.server import PrivateServer

SECONDS = 20.0  # what a slow machine may take; nothing here is timed

STAY_UNTIL_TOLD = """
    with PrivateServer(home).use():
        print("in", flush=True)
        sys.stdin.readline()
"""


reads_proc = pytest.mark.skipif(not Path("/proc/net").exists(), reason="reads Linux's /proc")


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder that every user can enter, so that root's data lie in the home as well."""
    with tempfile.TemporaryDirectory(prefix="geo-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def example(folder: Path) -> Iterator[PrivateServer]:
    """A server that has been set up and stopped, to be copied."""
    private = PrivateServer(folder / "example")
    with private.use():
        pass
    eventually(lambda: not private.home.joinpath("socket").exists())
    yield private
    remove(private)


@pytest.fixture
def homes(folder: Path) -> Iterator[Callable[[str], Path]]:
    """Names homes never used before, and leaves nothing of them behind."""
    made: list[PrivateServer] = []

    def home(name: str) -> Path:
        made.append(PrivateServer(folder / name))
        return made[-1].home

    yield home
    for private in made:
        remove(private)
        eventually(lambda home=private.home: vanishes(home))


@pytest.fixture
def new_home(homes: Callable[[str], Path]) -> Path:
    """A home never used before."""
    return homes("new home")


@pytest.fixture
def home(homes: Callable[[str], Path], example: PrivateServer) -> Path:
    """A home whose server has been set up."""
    private = PrivateServer(homes("home"))
    private.home.mkdir(mode=0o711)
    subprocess.run(["cp", "-a", example.data_folder, private.data_folder], check=True)
    return private.home


@pytest.fixture
def bystander() -> Iterator[int]:
    """The id of a process of the account that servers run as, which is none."""
    account, _ = serving_account()
    with subprocess.Popen(["sleep", "60"], user=account and account[0]) as process:
        yield process.pid
        process.kill()


def vanishes(home: Path) -> bool:
    """Delete a home, into which a process on its way out may still be writing."""
    shutil.rmtree(home, ignore_errors=True)
    return not home.exists()


def remove(private: PrivateServer) -> None:
    """Stop a server, whoever uses it, and delete its folders outside the home."""
    data, sockets = private.data_folder, private.socket_folder
    private.home.joinpath(watcher.STAY).unlink(missing_ok=True)
    if private.home.is_dir():
        eventually(lambda: watcher.stop_if_unused(private.home, data, sockets))
        eventually(lambda: not watcher.is_watched(private.home))
    if data.parent != private.home:
        shutil.rmtree(data.parent, ignore_errors=True)


def eventually(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def start(script: str, home: Path) -> subprocess.Popen[str]:
    """Run a script in a process of its own, with `home` at hand."""
    head = (
        "import os, sys, psycopg\nfrom pathlib import Path\nfrom geo.server import PrivateServer\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", f"{head}home = Path(sys.argv[1])\n{textwrap.dedent(script)}", home],
        cwd="/",  # not the checkout: the installed program is what is tested
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def enter(home: Path) -> subprocess.Popen[str]:
    """Return a process that is using the server, until it is told a line, or killed."""
    process = start(STAY_UNTIL_TOLD, home)
    assert process.stdout
    assert process.stdout.readline() == "in\n"
    return process


def end(process: subprocess.Popen[str], signal_number: int | None = None) -> None:
    if signal_number is not None:
        process.send_signal(signal_number)
    process.communicate("\n", timeout=SECONDS)


def visit(url: str) -> int:
    """Count the visits so far and add one."""
    with psycopg.connect(url.replace("+psycopg", "")) as line:
        line.execute("CREATE TABLE IF NOT EXISTS visit ()")
        row = line.execute("SELECT count(*) FROM visit").fetchone()
        line.execute("INSERT INTO visit DEFAULT VALUES")
    assert row
    return int(row[0])


def is_up(home: Path) -> bool:
    return PrivateServer(home).status().running


def server_pid(home: Path) -> int:
    pid = watcher.server_pid(PrivateServer(home).data_folder)
    assert pid is not None
    return pid


def watcher_pid(home: Path) -> int | None:
    for folder in Path("/proc").glob("[0-9]*"):
        words = watcher.command(int(folder.name)) or []
        if watcher.is_watcher(words, home):
            return int(folder.name)
    return None


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_first_use_sets_up_a_utf8_database_for_the_role(new_home: Path) -> None:
    home = new_home
    assert PrivateServer(home).made_by is None
    with (
        PrivateServer(home).use() as url,
        psycopg.connect(url.replace("+psycopg", "")) as line,
    ):
        found = line.execute(
            "SELECT current_user, current_database(), pg_encoding_to_char(encoding), "
            "current_setting('timezone'), current_setting('fsync') "
            "FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert found == ("geo", "ccn_atlas", "UTF8", "UTC", "on")
    assert PrivateServer(home).made_by is not None
    assert not list(PrivateServer(home).data_folder.parent.glob("initdb-*"))


def test_later_uses_find_the_same_data_and_the_server_stops_between_them(home: Path) -> None:
    for before in range(2):
        with PrivateServer(home).use() as url:
            assert visit(url) == before
            assert is_up(home)
        eventually(lambda: not is_up(home))
    eventually(lambda: not PrivateServer(home).socket_folder.exists())


def test_processes_share_it_and_the_last_one_stops_it(home: Path) -> None:
    one, two = enter(home), enter(home)
    pid = server_pid(home)
    end(one)
    with PrivateServer(home).use() as url:
        visit(url)
        end(two)
        assert server_pid(home) == pid
    eventually(lambda: watcher.command(pid) is None)


def test_first_starts_at_once_make_one_database(new_home: Path) -> None:
    processes = [start(STAY_UNTIL_TOLD, new_home) for _ in range(4)]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "in\n"
    with PrivateServer(new_home).use() as url:
        visit(url)
    for process in processes:
        end(process)
    assert [process.returncode for process in processes] == [0] * 4
    with PrivateServer(new_home).use() as url:
        assert visit(url) == 1


def test_two_homes_never_meet(homes: Callable[[str], Path]) -> None:
    one, two = PrivateServer(homes("một nhà")), PrivateServer(homes("hai, nhà"))
    with one.use() as first, two.use() as second:
        assert visit(first) == 0
        assert visit(second) == 0
        assert server_pid(one.home) != server_pid(two.home)
        assert one.socket_folder != two.socket_folder


def test_several_spellings_of_a_path_are_one_home(home: Path) -> None:
    with PrivateServer(home).use() as url:
        link = home.parent / "link"
        link.symlink_to(home)
        assert PrivateServer(link / ".." / "link").url == url


@reads_proc
def test_nobody_else_reaches_it(home: Path) -> None:
    private = PrivateServer(home)
    with private.use():
        assert mode(private.data_folder) == 0o700
        assert mode(private.socket_folder) == 0o700
        assert {mode(path) for path in private.home.iterdir() if path.is_file()} == {0o600}
        descriptors = Path("/proc", str(server_pid(home)), "fd").iterdir()
        sockets = {d.readlink().name[8:-1] for d in descriptors if "socket:" in str(d.readlink())}
        for family in ("tcp", "tcp6", "udp", "udp6"):
            lines = Path("/proc/net", family).read_text().splitlines()[1:]
            assert not sockets & {line.split()[9] for line in lines}
        with pytest.raises(psycopg.OperationalError, match="pg_hba"):
            psycopg.connect(f"host={private.socket_folder} user=postgres dbname=postgres")


def test_a_home_of_an_older_version_admits_readers_at_its_next_start(home: Path) -> None:
    private = PrivateServer(home)
    account, _ = serving_account()
    watcher.write(private.data_folder / "pg_hba.conf", "local all geo peer map=owner\n", account)
    with private.use() as url:
        with psycopg.connect(url.replace("+psycopg", "")) as line:
            line.execute("CREATE ROLE ccn_atlas_reader LOGIN")
        reading = private.reader_url.replace("+psycopg", "")
        with psycopg.connect(reading) as line:
            assert line.execute("SELECT session_user").fetchone() == ("ccn_atlas_reader",)
        with pytest.raises(psycopg.OperationalError, match="pg_hba"):
            psycopg.connect(reading.replace("/ccn_atlas?", "/postgres?"))


@reads_proc
def test_a_greedy_statement_ends_and_not_the_server(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_memory", lambda: 2**30)
    with (
        PrivateServer(home).use() as url,
        psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as line,
    ):
        with pytest.raises(psycopg.errors.OutOfMemory):
            line.execute(
                "SELECT array_agg(repeat('x', 1000000) || n) FROM generate_series(1, 2000) AS n"
            )
        assert line.execute("SELECT 1").fetchone() == (1,)


def test_a_socket_folder_of_another_kind_is_refused(home: Path) -> None:
    private = PrivateServer(home)
    private.socket_folder.mkdir()
    os.chown(private.socket_folder, *(serving_account()[0] or (-1, -1)))
    private.socket_folder.chmod(0o755)
    with pytest.raises(ServerError, match=str(private.socket_folder)), private.use():
        pass
    assert not is_up(home)


def test_a_long_path_gets_a_short_socket(homes: Callable[[str], Path]) -> None:
    private = PrivateServer(homes("long " * 25))
    with private.use() as url:
        assert visit(url) == 0
        assert len(os.fsencode(watcher.socket_file(private.socket_folder))) <= 100
        assert mode(private.socket_folder) == 0o700
    eventually(lambda: not private.socket_folder.exists())


@pytest.mark.parametrize("name", ["Application Support", "hai,nhà", "a\\b"])
def test_a_path_that_no_address_can_hold_gets_a_short_socket(
    homes: Callable[[str], Path], name: str
) -> None:
    folder = PrivateServer(homes(name)).socket_folder
    assert folder.name.startswith("ccn-atlas-")
    assert PrivateServer(homes("một-nhà")).socket_folder.name == "socket"
    assert not set(str(folder)) & set(", \\")


def test_a_killed_server_comes_back_with_its_data(home: Path) -> None:
    with PrivateServer(home).use() as url:
        visit(url)
        os.kill(server_pid(home), signal.SIGKILL)
        eventually(lambda: not is_up(home))
        with PrivateServer(home).use() as again:
            assert visit(again) == 1


def test_nothing_is_left_of_a_killed_server(home: Path) -> None:
    private = PrivateServer(home)
    with private.use():
        os.kill(server_pid(home), signal.SIGKILL)
        eventually(lambda: not is_up(home))
    assert private.release().stopped
    assert not private.socket_folder.exists()


def test_it_waits_for_the_orphans_of_a_killed_server(home: Path) -> None:
    busy = start(
        """
        with PrivateServer(home).use() as url:
            with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as line:
                print(line.info.backend_pid, flush=True)
                try:
                    line.execute("SET statement_timeout = 1500")
                    # Nothing in this loop looks whether the server still lives.
                    line.execute("DO 'BEGIN LOOP END LOOP; END'")
                except psycopg.Error:
                    pass
        """,
        home,
    )
    assert busy.stdout
    orphan = int(busy.stdout.readline())
    time.sleep(0.2)
    os.kill(server_pid(home), signal.SIGKILL)
    eventually(lambda: not is_up(home))
    assert watcher.command(orphan) is not None
    with PrivateServer(home).use() as url:
        assert watcher.command(orphan) is None
        visit(url)
    end(busy)


def test_a_process_id_left_behind_may_belong_to_another_program(home: Path, bystander: int) -> None:
    private = PrivateServer(home)
    left = f"{bystander}\n{private.data_folder}\n1700000000\n5432\n\n\n0 0\nready   \n"
    watcher.write(private.data_folder / "postmaster.pid", left, serving_account()[0])
    with private.use() as url:
        assert visit(url) == 0
    assert watcher.command(bystander)


def test_a_killed_user_does_not_keep_it_up(home: Path) -> None:
    end(enter(home), signal.SIGKILL)
    eventually(lambda: not is_up(home))


@reads_proc
def test_a_killed_watcher_is_replaced_by_the_next_user(home: Path) -> None:
    user = enter(home)
    eventually(lambda: watcher_pid(home) is not None)
    killed = watcher_pid(home)
    assert killed
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: not watcher.is_watched(home))
    end(user, signal.SIGKILL)
    assert is_up(home)
    end(enter(home), signal.SIGKILL)
    eventually(lambda: not is_up(home))


def test_a_server_that_is_just_starting_reads_its_files_whole(home: Path) -> None:
    private = PrivateServer(home)
    with private.use():
        file, account = private.data_folder / "pg_ident.conf", serving_account()[0]
        said = file.read_text()
        with ThreadPoolExecutor(1) as pool:
            written = pool.submit(lambda: [watcher.write(file, said, account) for _ in range(40)])
            found = set()
            while not written.done():
                found.add(file.read_text())
        assert written.result()
    assert said
    assert found == {said}


def test_a_half_made_folder_is_never_used(new_home: Path) -> None:
    home = new_home
    process = start(STAY_UNTIL_TOLD, home)
    eventually(lambda: any(PrivateServer(home).data_folder.parent.glob("initdb-*/postgres/base")))
    end(process, signal.SIGKILL)
    # Its initdb lives on for a moment, and would write into what the next start clears.
    area = str(PrivateServer(home).data_folder.parent / "initdb-")
    eventually(
        lambda: (
            not any(
                area in " ".join(watcher.command(int(folder.name)) or [])
                for folder in Path("/proc").glob("[0-9]*")
            )
        )
    )
    assert PrivateServer(home).made_by is None
    with PrivateServer(home).use() as url:
        assert visit(url) == 0
    assert not list(PrivateServer(home).data_folder.parent.glob("initdb-*"))


def test_kept_it_stays_until_released(home: Path) -> None:
    private = PrivateServer(home)
    private.keep()
    assert private.status().kept
    pid = server_pid(home)
    with private.use():
        pass
    eventually(lambda: not watcher.is_watched(home))
    assert server_pid(home) == pid
    assert private.release() == server.Release(stopped=True, users=())
    assert not is_up(home)
    assert not private.status().kept


def test_released_while_in_use_it_stops_after_the_last_user(home: Path) -> None:
    private = PrivateServer(home)
    private.keep()
    eventually(lambda: not watcher.is_watched(home))
    user = enter(home)
    assert private.release() == server.Release(stopped=False, users=(user.pid,))
    assert is_up(home)
    end(user, signal.SIGKILL)
    eventually(lambda: not is_up(home))


def test_status_starts_nothing(new_home: Path) -> None:
    home = new_home
    status = PrivateServer(home).status()
    assert (status.running, status.kept) == (False, False)
    assert status.version
    assert not home.exists()


def test_psql_counts_as_a_user(home: Path) -> None:
    become = """
        words, environment = PrivateServer(home).psql(["--no-psqlrc", "--csv", "--tuples-only"])
        os.execvpe(words[0], words, environment)
    """
    psql = start(become, home)
    assert psql.stdin
    assert psql.stdout
    psql.stdin.write("SELECT current_user || '@' || current_database();\n")
    psql.stdin.flush()
    assert psql.stdout.readline() == "geo@ccn_atlas\n"
    assert PrivateServer(home).release() == server.Release(stopped=False, users=(psql.pid,))
    end(psql)
    eventually(lambda: not is_up(home))


def test_a_file_in_the_way_of_the_home_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    for home in (blocked, blocked / "home"):
        with pytest.raises(OutputError, match="Not a directory") as refused:
            PrivateServer(home).use().__enter__()
        assert str(blocked) in refused.value.text.vi


def test_a_start_that_fails_says_why_and_leaves_nothing_running(home: Path) -> None:
    private = PrivateServer(home)
    shutil.rmtree(private.data_folder / "global")
    with pytest.raises(ServerError, match=r"global/pg_control.*server\.log"), private.use():
        pass
    assert watcher.server_pid(private.data_folder) is None
