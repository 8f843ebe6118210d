"""Databases beside that of the record, on the tests' own server."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, NullPool, create_engine


def maintenance(server: Engine) -> Engine:
    """Return an engine that makes and drops databases and leaves no connection open.

    A database that somebody is connected to can be neither copied nor dropped.
    """
    url = server.url.set(database="postgres")
    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)


@contextmanager
def empty_database(server: Engine, name: str) -> Iterator[Engine]:
    """Yield an empty database of a name; dropped at the end."""
    own = maintenance(server)
    with own.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine = create_engine(server.url.set(database=name))
    try:
        yield engine
    finally:
        engine.dispose()
        with own.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
