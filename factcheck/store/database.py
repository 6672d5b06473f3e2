"""The database file of a workspace: connect, migrate, read and write in transactions.

SQLite in WAL mode: readers never wait, one writer at a time, a second waits for `BUSY_SECONDS`. Every connection is
opened for one `with` block and closed after it, so that threads and processes may use one workspace at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from filelock import FileLock
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from factcheck.errors import BadInput, WorkspaceBusy
from factcheck.store import guard, seal

BUSY_SECONDS = 60
"""How long a writer waits for another; an ingest commits per document, so this is ample."""

HEAD = "0016"
"""The newest migration; a test holds it against the migrations folder."""

HEADS = "factcheck_heads"
"""Where a connection keeps the heads of the chains that it has added to."""

_WRITES = "factcheck_writes"
_WHO = "factcheck_who"
_SIGNED_IN = "factcheck_signed_in"


def open_engine(path: Path) -> tuple[Engine, bool]:
    """Open the database at ``path``, making it where it is missing, and bring its tables up to date.

    Returns:
        The engine, and whether tables were made or changed.

    Raises:
        BadInput: the file is no database, or one of a newer version of the tool.
    """
    url = URL.create("sqlite", database=str(path))  # as text, a folder's "?" or "%" would be taken for part of the URL
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    try:
        with FileLock(path.with_suffix(".lock")):  # SQLite does not wait for another that turns WAL mode on
            return engine, migrate(engine)
    except (DatabaseError, UnicodeDecodeError) as error:  # SQLite quotes damaged names as they are
        reason = error.orig if isinstance(error, DatabaseError) else error
        raise BadInput(f"{path} cannot be opened as a database: {reason}. Choose another workspace.") from error


@contextmanager
def reading(engine: Engine, who: str = "", is_signed_in: bool = False) -> Iterator[Connection]:
    """A connection that sees one state of the database throughout; ``who`` looks."""
    options = {_WHO: who, _SIGNED_IN: is_signed_in}
    with (
        seal.connected(_folder(engine)),
        engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def writing(engine: Engine, who: str = "", is_signed_in: bool = False) -> Iterator[Connection]:
    """A connection whose changes all land or, after an error, none; ``who`` makes them, for the decision log.

    The write lock is taken at the start (``BEGIN IMMEDIATE``): what was read inside is still so when it is written.

    Raises:
        WorkspaceBusy: another program has been writing for all of `BUSY_SECONDS`.
    """
    options = {_WRITES: True, _WHO: who, _SIGNED_IN: is_signed_in}
    with seal.connected(_folder(engine)), engine.connect().execution_options(**options) as connection:
        try:
            transaction = connection.begin()
        except OperationalError as error:
            raise WorkspaceBusy(
                f"Another program has been writing to the workspace for {BUSY_SECONDS} seconds ({error.orig}). "
                "Wait until it is done, and try again."
            ) from error
        with transaction:
            yield connection
            _count_write(connection)


def who_works(connection: Connection) -> str:
    """For whom a connection was opened, to read or to write; "" where nobody said."""
    return str(connection.get_execution_options().get(_WHO, ""))


def count_writes(connection: Connection) -> int:
    """How many times the database was written to: where the number is the same, so is what it holds."""
    return int(connection.exec_driver_sql("SELECT value FROM workspace_state WHERE name = 'writes'").scalar() or 0)


def has_signed_in(connection: Connection) -> bool:
    """Whether that person proved who they are; else the name is taken on trust."""
    return bool(connection.get_execution_options().get(_SIGNED_IN, False))


def migrate(engine: Engine) -> bool:
    """Run the migrations that the database lacks, in one transaction.

    The digests of rows are compared before and made anew after; what did not match is kept for `verify` to name.

    Returns:
        Whether there was anything to do.
    """
    found = current_revision(engine)
    if found == HEAD:
        return False
    if found is not None and found > HEAD:
        raise BadInput(f"The workspace was written by a newer version of the tool (tables {found}). Update the tool.")
    from alembic import command  # here, because it takes a third of a second that most runs need not spend
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    from factcheck.store import found as found_rows

    with writing(engine, "migration") as connection:
        raw = cast(sqlite3.Connection, connection.connection.driver_connection)
        faults = list(guard.compare(raw)) if guard.is_laid(raw) else []
        guard.lift(raw)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        found_rows.enter_found(connection)
        found_rows.keep_faults(connection, faults)
        guard.lay(raw)
    return True


def current_revision(engine: Engine) -> str | None:
    """The newest migration that the database has; None where it is empty."""
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _folder(engine: Engine) -> Path:
    return Path(str(engine.url.database)).parent


def _count_write(connection: Connection) -> None:
    count = "INSERT INTO workspace_state VALUES ('writes', 1) ON CONFLICT DO UPDATE SET value = value + 1"
    connection.exec_driver_sql(count)


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    guard.connect(connection)
    connection.isolation_level = None  # SQLAlchemy says BEGIN, so that tables too are rolled back
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
