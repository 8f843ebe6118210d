"""`import geo` as notebooks use it: light, open while its kernel lives, only reading, plain."""

import math
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from conftest import TODAY
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager
from sqlalchemy import Connection, Engine, text

import geo
from geo import watcher
from geo.errors import GeoError, InputError, ServerError
from geo.notebook import Atlas
from geo.questions import question
from geo.settings import Settings
from geo.watcher import USERS

PID = text("SELECT pg_backend_pid()")
CHANGES = ("DELETE FROM atlas.event WHERE false", "CREATE SCHEMA mine")
CLUSTERS = text("SELECT count(*) FROM planning.cluster_place")


@pytest.fixture
def ccn(engine: Engine, at_a_notebook: None) -> Iterator[Atlas]:
    with geo.connect() as atlas:
        yield atlas


def test_the_root_is_light_and_hands_on_what_it_names() -> None:
    code = (
        "import sys, geo; light = not {'sqlalchemy', 'pandas', 'geo.errors'} & set(sys.modules);"
        "from geo import *; print(light, sorted(set(geo.__all__) - set(dir())), dir(geo))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"True [] {sorted(geo.__all__)}\n"
    with pytest.raises(AttributeError, match="has no attribute 'conect'"):
        geo.conect  # noqa: B018


def test_every_statement_stands_alone_and_only_reads(ccn: Atlas, connection: Connection) -> None:
    clusters = ccn.scalar(CLUSTERS)
    assert (
        pd.read_sql("SELECT count(*) AS n FROM planning.cluster_place", ccn)["n"].item() == clusters
    )
    for statement in CHANGES:
        with pytest.raises(InputError, match="only reads"):
            ccn.execute(text(statement))
    ccn.exec_driver_sql("SET default_transaction_read_only = off")
    for statement in (*CHANGES, "SELECT count(*) FROM atlas.event"):
        with pytest.raises(InputError, match="only the schema planning"):
            ccn.execute(text(statement))
    held = text("SELECT state, xact_start FROM pg_stat_activity WHERE pid = :pid")
    assert connection.execute(held, {"pid": ccn.scalar(PID)}).one() == ("idle", None)
    assert ccn.scalar(CLUSTERS) == clusters


def test_a_broken_line_is_told_once_and_replaced(ccn: Atlas, connection: Connection) -> None:
    connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": ccn.scalar(PID)})
    with pytest.raises(ServerError, match="ended the work"):
        ccn.scalar(PID)
    assert ccn.scalar(CLUSTERS)
    with pytest.raises(InputError, match="only reads"):
        ccn.execute(text("DELETE FROM atlas.event WHERE false"))


def test_a_statement_can_be_interrupted(ccn: Atlas) -> None:
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    with pytest.raises(KeyboardInterrupt):
        ccn.execute(text("SELECT pg_sleep(60)"))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    assert ccn.scalar(CLUSTERS)


def test_a_database_never_built_is_refused(
    engine: Engine, at_a_notebook: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE DATABASE unbuilt")
        url = engine.url.set(database="unbuilt").render_as_string(hide_password=False)
        monkeypatch.setenv("GEO_DATABASE_URL", url)
        try:
            with pytest.raises(ServerError) as refused:
                geo.connect()
        finally:
            connection.exec_driver_sql("DROP DATABASE unbuilt")  # refused while anybody is there
    assert refused.value.text.vi.endswith("hãy chạy “geo build”.")


def test_what_is_closed_or_forgotten_leaves_the_server(
    engine: Engine, at_a_notebook: None, settings: Settings
) -> None:
    code = (
        "import gc, geo\n"
        "def wait(word): print(word, flush=True); input()\n"
        "ccn = geo.connect(); wait('open')\n"
        "ccn.close(); wait('closed')\n"
        "ccn = geo.connect(); wait('open')\n"
        "del ccn; gc.collect(); wait('forgotten')\n"
        "ccn = geo.connect(); wait('open')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin
        assert program.stdout
        for said in ("open", "closed", "open", "forgotten", "open"):
            assert program.stdout.readline() == f"{said}\n"
            users = watcher.holders(settings.home / USERS)
            assert (program.pid in users) == (said == "open")
            program.stdin.write("\n")
            program.stdin.flush()
        assert program.communicate() == ("", "")
    assert program.returncode == 0


@contextmanager
def kernel() -> Iterator[tuple[KernelManager, BlockingKernelClient]]:
    """A kernel of Jupyter's."""
    manager = KernelManager()
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client: BlockingKernelClient, code: str) -> list[dict[str, object]]:
    """Run code and return what comes of it to be shown."""
    shown: list[dict[str, object]] = []

    def keep(message: dict[str, object]) -> None:
        if message["msg_type"] in ("error", "stream", "execute_result", "display_data"):
            shown.append(message["content"])

    client.execute_interactive(code, output_hook=keep, timeout=60, store_history=False)
    return shown


def test_a_kernel_says_its_errors_in_a_sentence_and_leaves_nothing_behind(
    engine: Engine, at_a_notebook: None, settings: Settings
) -> None:
    before = watcher.holders(settings.home / USERS)
    with kernel() as (manager, client):
        assert run(client, "from datetime import date; import geo; ccn = geo.connect()") == []
        assert len(watcher.holders(settings.home / USERS)) == len(before) + 1
        (error,) = run(client, "geo.draw_map(ccn, 'Bắc Ning', as_of=date.today())")
        assert error["ename"] == "UnknownPlace"
        (sentence,) = error["traceback"]
        assert "Không có tỉnh, thành phố nào tên “Bắc Ning”" in sentence
        assert "Bắc Ninh" in sentence
        manager.restart_kernel(now=True)
        client.wait_for_ready(timeout=60)
        assert watcher.holders(settings.home / USERS) == before
        assert run(client, "import geo; ccn = geo.connect(); ccn.closed")[0]["data"] == {
            "text/plain": "False"
        }
    assert watcher.holders(settings.home / USERS) == before


def test_a_sentence_is_shown_in_the_language_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    error = GeoError(geo.errors.Text("Hỏng.", "Broken."))
    for lang, sentence in (("vi", "Hỏng."), ("en", "Broken."), ("", "Hỏng.")):
        monkeypatch.setenv("GEO_LANG", lang)
        assert error._render_traceback_() == [sentence]


def test_a_table_reads_well_and_leaves_empty_what_is_not_known(at_a_notebook: None) -> None:
    found = pd.DataFrame(
        {
            "name": ["<b>Yên Lư</b>", "Nội Hoàng", "Tân Hưng"],
            "status": ["operating", "planned", None],
            "area_ha": [1234.5, math.nan, 0.0],
            "own": [1, 2, 3],
        }
    )
    found.attrs["query"] = "near"
    table = geo.table(found, "name", "area_ha", "status", "own", most=2)
    assert repr(table).splitlines() == [
        "cụm | diện tích (ha) | tình trạng | own",
        "<b>Yên Lư</b> | 1.234,50 | đang hoạt động | 1",
        "Nội Hoàng |  | trong quy hoạch | 2",
        "… và 1 dòng nữa.",
    ]
    page = table._repr_html_()
    assert "<b>" not in page
    assert '<td style="text-align:left">&lt;b&gt;Yên Lư&lt;/b&gt;</td>' in page
    assert '<td style="text-align:right"></td>' in page
    assert repr(geo.table(found.head(0), "name")).splitlines() == ["cụm", "Không có dòng nào."]
    with pytest.raises(InputError) as refused:
        geo.table(found, "nam")
    assert refused.value.text.vi == ("Bảng không có cột “nam”; có: name, status, area_ha, own.")


def test_the_clusters_of_an_answer_are_drawn_and_no_others(ccn: Atlas, tmp_path: Path) -> None:
    found = geo.queries.mergers(ccn, as_of=TODAY, province="Bắc Ninh")
    assert len(found) > 1
    page = geo.draw_clusters(ccn, found, as_of=TODAY).get_root().render()
    assert f'"title":["{question("mergers").purpose.vi}"' in page
    assert f'"marks":{{"n":{len(found)},' in page
    assert f'"{found["name"].iloc[0]}"' in page
    units = geo.queries.changes_by_unit(ccn, as_of=TODAY)
    with pytest.raises(InputError, match='no column "cluster"'):
        geo.draw_clusters(ccn, units)
    assert geo.write(found, str(tmp_path / "a.xlsx")).stat().st_size > 5000
