"""Opening the ledger's database: SQLite in WAL with synchronous=FULL; its versions, and copying it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Engine, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from portalbot import tables as t
from portalbot.private import Foreign, check, make_folder, opened

VERSION = 5
BUSY_SECONDS = 15


class LedgerError(Exception):
    """The ledger cannot be used as it is: says which file, why, and what to do."""


class OneCase(LedgerError):
    """What is wrong concerns one case alone: the others go on."""


def _keep_answers(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE attempts ADD COLUMN answer VARCHAR NOT NULL DEFAULT ''"))


def _keep_quarantines_and_ticks(connection: Connection) -> None:
    t.quarantines.create(connection)
    t.ticks.create(connection)


def _follow_to_the_end(connection: Connection) -> None:
    for column in ("since VARCHAR NOT NULL DEFAULT ''", "due_on VARCHAR", "verify_until VARCHAR"):
        connection.execute(text(f"ALTER TABLE cases ADD COLUMN {column}"))
    connection.execute(text("UPDATE cases SET since = updated_at"))
    connection.execute(text("ALTER TABLE attempts ADD COLUMN follows VARCHAR"))
    for column in ("account VARCHAR NOT NULL DEFAULT ''", "notice VARCHAR NOT NULL DEFAULT ''", "key VARCHAR"):
        connection.execute(text(f"ALTER TABLE events ADD COLUMN {column}"))
    next(index for index in t.events.indexes if index.name == "said_once").create(connection)
    for table in (t.looks, t.channels, t.messages, t.service, t.artefacts):
        table.create(connection)


def _know_itself(connection: Connection) -> None:
    t.identity.create(connection)
    for column in ("marker VARCHAR", "portal_at VARCHAR"):
        connection.execute(text(f"ALTER TABLE attempts ADD COLUMN {column}"))
    connection.execute(text("ALTER TABLE events ADD COLUMN portal_at VARCHAR"))


MIGRATIONS: dict[int, Callable[[Connection], None]] = {
    1: _keep_answers,
    2: _keep_quarantines_and_ticks,
    3: _follow_to_the_end,
    4: _know_itself,
}
"""From a version to the next: a function that changes the tables within one transaction."""


def open_database(path: Path) -> Engine:
    """Open (and make, or migrate) the ledger's database; raises LedgerError before anything else can happen."""
    try:
        make_folder(path.parent)
        for beside in ("-wal", "-shm", "-journal"):  # SQLite opens them by their names
            check(path.with_name(path.name + beside))
        os.close(opened(path, os.O_RDWR | os.O_CREAT))
        engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin_immediate)
        with engine.begin() as connection:
            version = int(connection.execute(text("PRAGMA user_version")).scalar_one())
            if version > VERSION:
                reason = f"it was written by a newer version (schema {version}, this one knows {VERSION})"
                raise LedgerError(f"{path}: {reason}; update portalbot")
            if version == 0:
                t.metadata.create_all(connection)
            for step in range(version, VERSION) if version else ():
                MIGRATIONS[step](connection)
            connection.execute(text(f"PRAGMA user_version = {VERSION}"))
    except Foreign as foreign:
        cure = "choose another --data-dir, or clear up this one"
        raise LedgerError(f"{foreign.filename}: {foreign.strerror}; {cure}") from foreign
    except OSError as error:
        raise LedgerError(f"{path}: {error.strerror}; choose a --data-dir that this user may write") from error
    except DatabaseError as error:
        raise LedgerError(f"{path}: {error.orig}; see that nothing else holds or has damaged the file") from error
    return engine


def backup_database(engine: Engine, file: Path) -> None:
    """Copy the database with SQLite's own backup, whole or not at all; raises LedgerError."""
    if file.exists():
        raise LedgerError(f"{file} is there already; name a new file")
    part = file.with_name(file.name + ".part")
    try:
        part.touch(mode=0o600)
        with closing(sqlite3.connect(part)) as target, engine.connect() as source:
            cast("sqlite3.Connection", source.connection.driver_connection).backup(target)
        part.replace(file)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise LedgerError(f"{file} cannot be written: {error}; choose another place") from error


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":  # a reader waits for no writer
        connection.exec_driver_sql("BEGIN IMMEDIATE")
