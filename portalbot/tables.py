"""The ledger's tables, and opening the database: SQLite in WAL with synchronous=FULL.

A room of its own beside `ledger.py`, because the schema and its versions change for other reasons than the
rules. Times are UTC in ISO 8601; JSON columns are text. The partial unique index `one_open_attempt` is what
keeps two open attempts for one record key out, whatever the program above believes.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Boolean,
    Column,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

VERSION = 3
BUSY_SECONDS = 15

metadata = MetaData()

cases = Table(
    "cases",
    metadata,
    Column("id", String, primary_key=True),
    Column("portal", String, nullable=False),
    Column("number", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("account", String, nullable=False),
    Column("user_name", String, nullable=False),
    Column("province", String, nullable=False),
    Column("client", String, nullable=False),
    Column("site_name", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("state", String, nullable=False),
    Column("message", String, nullable=False, default=""),
    Column("words", String, nullable=False, default=""),
    Column("serial", String),
    Column("origin", String, nullable=False, default="ours"),
    Column("seconds", Float),
    Column("updated_at", String, nullable=False),
    Index("cases_by_record", "portal", "number", "kind"),
    Index("cases_by_account", "portal", "user_name"),
    Index("cases_by_state", "state"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String, nullable=False, index=True),
    Column("portal", String, nullable=False),
    Column("user_name", String, nullable=False),
    Column("number", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("frozen", String, nullable=False),
    Column("baseline", String, nullable=False),
    Column("holder", String, nullable=False),
    Column("serial", String),
    Column("answer", String, nullable=False, default="", server_default=""),
    Column("verdict", String),
    Column("witnesses", String),
    Column("open", Boolean, nullable=False, default=True),
    Column("intent_at", String, nullable=False),
    Column("closed_at", String),
    Column("closed_because", String),
)
Index(
    "one_open_attempt", attempts.c.portal, attempts.c.number, attempts.c.kind, unique=True, sqlite_where=attempts.c.open
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String, nullable=False, index=True),
    Column("at", String, nullable=False),
    Column("before", String, nullable=False),
    Column("after", String, nullable=False),
    Column("step", String, nullable=False, default=""),
    Column("message", String, nullable=False, default=""),
    Column("words", String, nullable=False, default=""),
    Column("evidence", String),
    Column("by", String, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String, nullable=False, index=True),
    Column("digest", String, nullable=False),
    Column("plan", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    Column("void", Boolean, nullable=False, default=False),
)

rests = Table(
    "rests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", String, nullable=False),
    Column("user_name", String, nullable=False),
    Column("account", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("words", String, nullable=False),
    Column("since", String, nullable=False),
    Column("until", String),
    Column("released_at", String),
    Column("released_by", String),
    Index("rests_by_account", "portal", "user_name"),
)


quarantines = Table(
    "quarantines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", String, nullable=False),
    Column("profile", String, nullable=False),
    Column("part", String, nullable=False),
    Column("why", String, nullable=False),
    Column("since", String, nullable=False),
    Column("by", String, nullable=False),
    Column("lifted_at", String),
    Column("lifted_by", String),
    Column("lifted_why", String),
    Index("quarantines_by_portal", "portal", "profile"),
)


ticks = Table(
    "ticks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String, nullable=False, index=True),
    Column("item", String, nullable=False),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
)


class LedgerError(Exception):
    """The ledger cannot be used as it is: says which file, why, and what to do."""


def _keep_answers(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE attempts ADD COLUMN answer VARCHAR NOT NULL DEFAULT ''"))


def _keep_quarantines_and_ticks(connection: Connection) -> None:
    quarantines.create(connection)
    ticks.create(connection)


MIGRATIONS: dict[int, Callable[[Connection], None]] = {1: _keep_answers, 2: _keep_quarantines_and_ticks}
"""From a version to the next: a function that changes the tables within one transaction."""


def open_database(path: Path) -> Engine:
    """Open (and make, or migrate) the ledger's database; raises LedgerError before anything else can happen."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600, exist_ok=True)
        engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin_immediate)
        with engine.begin() as connection:
            version = int(connection.execute(text("PRAGMA user_version")).scalar_one())
            if version > VERSION:
                reason = f"it was written by a newer version (schema {version}, this one knows {VERSION})"
                raise LedgerError(f"{path}: {reason}; update portalbot")
            if version == 0:
                metadata.create_all(connection)
            for step in range(version, VERSION) if version else ():
                MIGRATIONS[step](connection)
            connection.execute(text(f"PRAGMA user_version = {VERSION}"))
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
            source.connection.driver_connection.backup(target)  # type: ignore[union-attr]
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
