"""The ledger's book: one database with its clock and hand, and the pages beside the cases: approvals, account
rests, portals in quarantine.

A room of its own below `ledger.py`, which adds the cases. Writing is one transaction each; what the database says
of itself (full, locked, damaged) becomes a LedgerError that names the file and the cure.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, event, insert, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from portalbot import tables as t
from portalbot.database import LedgerError, backup_database, open_database
from portalbot.identity import Identity
from portalbot.plain_data import each_text

LEEWAY = timedelta(minutes=5)
"""So far may an instant of the ledger lie ahead of the clock: two machines, or a clock that was set by a little."""
WORDED = frozenset({"message", "words", "answer", "why", "plan", "title", "text", "error",
                    "closed_because", "lifted_why", "trouble"})  # fmt: skip
"""Columns whose texts people or portals wrote. JSON is cleaned value by value before it is one text (`cleaned`)."""


@dataclass(frozen=True)
class Rest:
    """Why an account is left alone, and until when (None: until a person releases it)."""

    account: str
    portal: str
    user_name: str
    reason: str
    words: str
    since: str
    until: str | None


@dataclass(frozen=True)
class Quarantine:
    """Why nothing is filed at a portal: which part of its pages has changed, and since when that is known."""

    portal: str
    profile: str
    part: str
    why: str
    since: str


class Book:
    """The database of one data directory. `who` is written into every event; `clock` gives UTC.

    `unread`: cases that could not be read when they were asked for, each with why.
    """

    def __init__(self, path: Path, *, who: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.path = path
        self.who = who
        self.clock = clock
        self._engine = open_database(path)
        self._clean: Callable[[str], str] = str
        self.unread: dict[str, str] = {}
        self.identity = Identity(path, self._read)
        with self._writing() as connection:
            self.identity.settle_id(connection)

    def keep_clean(self, clean: Callable[[str], str]) -> None:
        """Let every text in words pass `clean` on its way in: a portal may repeat a password in what it says.

        Identities, numbers and hashes do not: they must be found again as they are.
        """
        self._clean = clean

        def row(names: Sequence[str], values: Sequence[Any]) -> tuple[Any, ...]:
            named = zip(cycle(names), values, strict=False)  # several rows of one statement stand in a row
            return tuple(clean(each) if name in WORDED and isinstance(each, str) else each for name, each in named)

        def cleaned(_c: Any, _cursor: Any, statement: str, parameters: Any, context: Any, _many: bool) -> Any:
            names = getattr(context.compiled, "positiontup", None) if context else None
            if names and WORDED.intersection(names):
                rows = isinstance(parameters, list)
                parameters = [row(names, each) for each in parameters] if rows else row(names, parameters)
            return statement, parameters

        event.listen(self._engine, "before_cursor_execute", cleaned, retval=True)

    def cleaned(self, value: Any) -> Any:
        """Return plain data of JSON with each of its texts cleaned by itself: it stays the data that it is."""
        return each_text(value, self._clean)

    def doubts(self) -> list[str]:
        """Return what speaks against filing with this ledger, each with its cure; asked again where anything does."""
        if not self.identity.doubts():
            return []
        with self._writing() as connection:
            return self.identity.doubts(lambda query: connection.execute(query).mappings())

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
        self.identity.close()

    def now(self) -> str:
        """Return the present instant as the ledger writes it."""
        return self.clock().astimezone(UTC).isoformat(timespec="microseconds")

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        self.identity.check_place()
        try:
            with self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except DatabaseError as error:
            cure = "see that the disk has room and nothing else holds the file"
            raise LedgerError(f"{self.path} cannot be written: {error.orig}; {cure}") from error

    @contextmanager
    def rewriting(self) -> Iterator[Connection]:
        """Write so that what is overwritten is gone from the file and its journal too, not only from the tables."""
        with self._writing() as connection:
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
            yield connection
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def rows(self, query: Any) -> list[RowMapping]:
        """Return what a query finds; for rooms that work on the tables beside the ledger's own."""
        return self._read(query)

    def tell_of_case(self, connection: Connection, case_id: str, message: str) -> None:
        """Write an event of a case that changes nothing of its state."""
        state = connection.execute(select(t.cases.c.state).where(t.cases.c.id == case_id)).scalar_one()
        row = {"case_id": case_id, "at": self.now(), "before": state, "after": state, "by": self.who}
        connection.execute(insert(t.events).values(**row, message=message))

    def _read(self, query: Any) -> list[RowMapping]:
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return list(connection.execute(query).mappings())

    def backup(self, file: Path) -> None:
        """Copy the ledger safely while it is in use; raises LedgerError when the file exists or cannot be written."""
        backup_database(self._engine, file)

    def _tell(self, connection: Connection, notice: str, message: str, words: str = "", account: str = "") -> None:
        """Write an event that is about no single case (`states.Notice` has the notices)."""
        row = {"case_id": "", "at": self.now(), "before": "", "after": "", "by": self.who, "account": account}
        connection.execute(insert(t.events).values(**row, notice=notice, message=message, words=words))

    # approvals

    def approve(self, case_id: str, digest: str, plan: str) -> None:
        """Keep a person's approval of one case as it stands."""
        row = {"case_id": case_id, "digest": digest, "plan": plan, "by": self.who, "at": self.now(), "void": False}
        with self._writing() as connection:
            connection.execute(insert(t.approvals).values(row))

    def approved(self, case_id: str, digest: str) -> bool:
        """Say whether this very content was approved and the approval still holds."""
        c = t.approvals.c
        return bool(self._read(select(c.id).where(c.case_id == case_id, c.digest == digest, c.void.is_(False))))

    def approvals(self, case_id: str) -> list[RowMapping]:
        """Return who approved a case and when, oldest first; `void` ones were of another content."""
        c = t.approvals.c
        return self._read(select(c.by, c.at, c.void).where(c.case_id == case_id).order_by(c.id))

    # rests

    def rest(
        self, account: str, portal: str, user_name: str, reason: str, words: str, until: str | None = None
    ) -> None:
        """Let an account rest, with the portal's words, until an instant or until a person releases it."""
        row = {"portal": portal, "user_name": user_name, "account": account, "reason": reason, "words": words}
        row["since"] = self.now()
        with self._writing() as connection:
            connection.execute(insert(t.rests).values(**row, until=until))
            if until is None:
                self._tell(
                    connection, "person", f"the account rests ({reason}) until a person releases it", words, account
                )

    def resting(self, portal: str | None = None, user_name: str | None = None) -> list[Rest]:
        """Return the rests in force, all or of one portal account.

        A limited one that began in the future is none: the clock was wrong when it was written, or is now.
        """
        c = t.rests.c
        soon = (self.clock() + LEEWAY).astimezone(UTC).isoformat(timespec="microseconds")
        limited = (c.until > self.now()) & (c.since <= soon)
        query = select(t.rests).where(c.released_at.is_(None), c.until.is_(None) | limited)
        if portal is not None:
            query = query.where(c.portal == portal, c.user_name == user_name)
        names = Rest.__dataclass_fields__
        return [Rest(**{name: row[name] for name in names}) for row in self._read(query)]

    def pauses(self, portal: str, user_name: str, within: timedelta) -> int:
        """Count an account's rests of limited time that began within a while and were not released by a person."""
        c = t.rests.c
        since = (self.clock() - within).astimezone(UTC).isoformat(timespec="microseconds")
        query = select(c.id).where(c.portal == portal, c.user_name == user_name, c.until.is_not(None))
        return len(self._read(query.where(c.since >= since, c.released_at.is_(None))))

    def release(self, account: str) -> int:
        """End the rests of an account by a person's word; returns how many there were."""
        c = t.rests.c
        query = update(t.rests).where(c.account == account, c.released_at.is_(None))
        with self._writing() as connection:
            done = connection.execute(query.values(released_at=self.now(), released_by=self.who))
            return done.rowcount

    # quarantines

    def quarantine(self, portal: str, profile: str, part: str, why: str) -> None:
        """Let nothing be filed at a portal (origin and profile) until it was checked, or a person releases it."""
        if self.quarantined(portal, profile):
            return
        row = {"portal": portal, "profile": profile, "part": part, "why": why, "since": self.now(), "by": self.who}
        with self._writing() as connection:
            connection.execute(insert(t.quarantines).values(row))
            self._tell(connection, "portal_changed", f"{profile}: nothing is filed there: {why}")

    def quarantined(self, portal: str, profile: str) -> Quarantine | None:
        """Return the quarantine in force at a portal, if there is one."""
        c = t.quarantines.c
        query = select(t.quarantines).where(c.portal == portal, c.profile == profile, c.lifted_at.is_(None))
        names = Quarantine.__dataclass_fields__
        found = [Quarantine(**{name: row[name] for name in names}) for row in self._read(query)]
        return found[0] if found else None

    def quarantines(self) -> list[Quarantine]:
        """Return every quarantine in force."""
        names = Quarantine.__dataclass_fields__
        rows = self._read(select(t.quarantines).where(t.quarantines.c.lifted_at.is_(None)))
        return [Quarantine(**{name: row[name] for name in names}) for row in rows]

    def lift(self, profile: str, why: str, *, by: str, portal: str | None = None) -> int:
        """End the quarantines of a profile (at one origin, or at all); returns how many there were."""
        c = t.quarantines.c
        query = update(t.quarantines).where(c.profile == profile, c.lifted_at.is_(None))
        if portal is not None:
            query = query.where(c.portal == portal)
        with self._writing() as connection:
            return connection.execute(
                query.values(lifted_at=self.now(), lifted_by=f"{by} ({self.who})", lifted_why=why)
            ).rowcount

    # preparations

    def tick(self, case_id: str, item: str, *, by: str) -> None:
        """Write down that a person has seen to one item of a case's preparation."""
        row = {"case_id": case_id, "item": item, "at": self.now(), "by": f"{by} ({self.who})"}
        with self._writing() as connection:
            connection.execute(insert(t.ticks).values(row))

    def ticked(self, case_id: str) -> dict[str, RowMapping]:
        """Return the items of a case that were ticked, each with its first tick."""
        found: dict[str, RowMapping] = {}
        for row in self._read(select(t.ticks).where(t.ticks.c.case_id == case_id).order_by(t.ticks.c.id)):
            found.setdefault(row["item"], row)
        return found
