"""Accounts beside the owner's, on the tests' own server: they log in as people elsewhere would."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Engine, text

from geo import watcher
from geo.data_folders import DATABASE, serving_account
from geo.server import PrivateServer
from geo.settings import Settings


@contextmanager
def accounts(settings: Settings, engine: Engine, *names: str) -> Iterator[None]:
    """Make accounts that may log in to every database, and take them away again."""
    data = PrivateServer(settings.home).data_folder
    account, admitted = serving_account()
    before = {name: (data / name).read_text() for name in ("pg_ident.conf", "pg_hba.conf")}
    more = {
        "pg_ident.conf": [f'owner "{person}" {name}' for person in admitted for name in names],
        "pg_hba.conf": [f"local all {name} peer map=owner" for name in names],
    }
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in names:
            connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN")
        try:
            for file, lines in more.items():
                watcher.write(data / file, before[file] + "\n".join(lines) + "\n", account)
            connection.execute(text("SELECT pg_reload_conf()"))
            yield
        finally:
            for file, lines_before in before.items():
                watcher.write(data / file, lines_before, account)
            connection.execute(text("SELECT pg_reload_conf()"))
            for name in names:
                connection.exec_driver_sql(f"DROP OWNED BY {name}")
                connection.exec_driver_sql(f"DROP ROLE {name}")


def signed_in(settings: Settings, engine: Engine, name: str, database: str = DATABASE) -> Settings:
    """Return the settings of somebody who uses the tests' server as a server of their own."""
    url = engine.url.set(username=name, database=database).render_as_string(hide_password=False)
    return replace(settings, database_url=url.replace("+psycopg", ""), lang="en")
