"""The database of one data directory: where it lies, whose hand writes into it, what time it is, and its transactions.

In: queries of SQLAlchemy without a dialect; what is SQLite's own is in `sqlite.py`. Out: rows, and connections within
one transaction. What the database says of itself (full, locked, damaged) becomes a LedgerError that names the file
and the cure; an IntegrityError is left to whoever writes: only they know which promise would have been broken.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping
from sqlalchemy.exc import DatabaseError, IntegrityError

from portalbot.ledger import sqlite
from portalbot.ledger.identity import Identity
from portalbot.machine.plain_data import each_text

LEEWAY = timedelta(minutes=5)
"""So far may an instant of the ledger lie ahead of the clock: two machines, or a clock that was set by a little."""
WORDED = frozenset({"message", "words", "answer", "why", "plan", "title", "text", "error",
                    "closed_because", "lifted_why", "trouble"})  # fmt: skip
"""Columns whose texts people or portals wrote. JSON is cleaned value by value before it is one text (`cleaned`)."""


def utc_now() -> datetime:
    """Return the present instant by this machine's clock."""
    return datetime.now(UTC)


def instant(at: datetime) -> str:
    """Return an instant as the ledger writes it: UTC, to the microsecond, so that texts compare as times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class Database:
    """One database with its clock and hand. `who` is written into every event; `clock` gives the time."""

    def __init__(self, path: Path, *, who: str, clock: Callable[[], datetime] = utc_now) -> None:
        self.path = path
        self.who = who
        self.clock = clock
        self._engine = sqlite.open_database(path)
        self._clean: Callable[[str], str] = str
        self.identity = Identity(path, self.reading)
        with self.writing() as connection:
            self.identity.settle_id(connection)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
        self.identity.close()

    def now(self) -> str:
        """Return the present instant as the ledger writes it."""
        return instant(self.clock())

    def hand(self, by: str | None) -> str:
        """Return whose hand writes: this program's, or a named person's through it."""
        return f"{by} ({self.who})" if by else self.who

    # transactions

    def reading(self, query: Any) -> list[RowMapping]:
        """Return what a query finds; a reader waits for no writer. Raises LedgerError."""
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                return list(connection.execute(query).mappings())
        except DatabaseError as error:
            raise sqlite.refused(self.path, error, doing="read") from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open one transaction, committed at its end and undone by any error. Raises LedgerError, IntegrityError."""
        self.identity.check_place()
        try:
            with self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except DatabaseError as error:
            raise sqlite.refused(self.path, error, doing="written") from error

    @contextmanager
    def rewriting(self) -> Iterator[Connection]:
        """Write so that what is overwritten is gone from the file and its journal too, not only from the tables."""
        with self.writing() as connection:
            sqlite.overwrite_for_good(connection)
            yield connection
        sqlite.empty_journal(self._engine)

    def backup(self, file: Path) -> None:
        """Copy the ledger safely while it is in use; raises LedgerError when the file exists or cannot be written."""
        sqlite.backup_database(self._engine, file)

    # cleaning

    def keep_clean(self, clean: Callable[[str], str]) -> None:
        """Let every text in words pass `clean` on its way in: a portal may repeat a password in what it says.

        Identities, numbers and hashes do not: they must be found again as they are.
        """
        self._clean = clean
        sqlite.pass_values(self._engine, WORDED, clean)

    def cleaned(self, value: Any) -> Any:
        """Return plain data of JSON with each of its texts cleaned by itself: it stays the data that it is."""
        return each_text(value, self._clean)
