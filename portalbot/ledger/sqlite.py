"""Everything that is SQLite's own. Whoever takes another database for the ledger writes this file anew:

- opening: one file, shut to others, with SQLite's own files beside it; WAL, synchronous=FULL, foreign keys;
- transactions: BEGIN IMMEDIATE for whoever writes, none for whoever only reads, and how long a held file is waited for;
- the schema's version (`user_version`), and the migrations from one to the next;
- what is overwritten being gone from the file (`secure_delete`) and from its journal (a checkpoint);
- a copy made while the ledger is in use (SQLite's backup);
- the words of its errors, and what to do about each;
- values that reach the cursor by their places, under which `pass_values` finds their names.

The rest of the ledger is SQLAlchemy without a dialect, but for two things: the partial indexes in `tables.py` say
their condition once for each dialect, since SQLAlchemy has no common word for it; and `identity.py` holds a ledger to
be one file.
"""

import os
import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from itertools import cycle
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Engine, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from portalbot.ledger import tables as t
from portalbot.ledger.errors import DiskError, LedgerError, disk_error
from portalbot.machine.private_files import Foreign, check, make_folder, opened

VERSION = 5
BUSY_SECONDS = 15
_SAFE = "what was clicked is looked for at the portal first, and nothing is filed twice"
_OF_SQLITE = {
    "disk is full": "make room on this disk and run it again",
    "disk I/O error": "see what ails this disk, and run it again",
    "readonly database": "see that this user may write it and the disk is not read-only, and run it again",
    "database is locked": "end what else holds it (another portalbot, a copy under way), and run it again",
    "unable to open": "see that its folder is there and that this user may write it, and run it again",
}
"""What SQLite says of a disk, and what to do."""


def refused(path: Path, error: DatabaseError, *, doing: str) -> LedgerError:
    """Return what SQLite's refusal means; `doing`: what was tried, as `written`."""
    for said, cure in _OF_SQLITE.items():
        if said in str(error.orig):
            return DiskError(f"{path} cannot be {doing}: {error.orig}; {cure}: {_SAFE}")
    return LedgerError(f"{path} cannot be {doing}: {error.orig}; see that nothing else holds or has damaged the file")


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
        if disk := disk_error(error):
            raise disk from error
        raise LedgerError(f"{path}: {error.strerror}; choose a --data-dir that this user may write") from error
    except DatabaseError as error:
        raise refused(path, error, doing="opened") from error
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
        full = disk_error(error) or any(said in str(error) for said in _OF_SQLITE)
        kind, cure = (DiskError, "make room there, or choose") if full else (LedgerError, "choose")
        raise kind(f"{file} cannot be written: {error}; {cure} another place") from error


def overwrite_for_good(connection: Connection) -> None:
    """Let what this transaction overwrites be wiped in the file, not only let go of."""
    connection.exec_driver_sql("PRAGMA secure_delete=ON")


def empty_journal(engine: Engine) -> None:
    """Take everything over from the journal into the file, and empty it: old pages stand in it."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def pass_values(engine: Engine, columns: Collection[str], change: Callable[[str], str]) -> None:
    """Let each text that is written to columns of these names pass `change` on its way in."""

    def row(names: Sequence[str], values: Sequence[Any]) -> tuple[Any, ...]:
        named = zip(cycle(names), values, strict=False)  # several rows of one statement stand in a row
        return tuple(change(each) if name in columns and isinstance(each, str) else each for name, each in named)

    def changed(_c: Any, _cursor: Any, statement: str, parameters: Any, context: Any, _many: bool) -> Any:
        names = getattr(context.compiled, "positiontup", None) if context else None
        if names and not set(columns).isdisjoint(names):
            rows = isinstance(parameters, list)
            parameters = [row(names, each) for each in parameters] if rows else row(names, parameters)
        return statement, parameters

    event.listen(engine, "before_cursor_execute", changed, retval=True)


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":  # a reader waits for no writer
        connection.exec_driver_sql("BEGIN IMMEDIATE")
