"""The pages of the ledger about looking: every sign-in that was made to read an account, and the service's heartbeat.

A look is written down *before* the sign-in, so that a program that dies in the middle of every look still keeps to
the account's budget. What is due when follows from these pages and the cases alone (`polling.py`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from loguru import logger
from sqlalchemy import delete, insert, select, update

from portalbot import tables as t
from portalbot.book import Book


@dataclass(frozen=True)
class Looked:
    """One look at an account: when it began (UTC), and whether it was complete (None: nobody knows)."""

    portal: str
    user_name: str
    at: datetime
    complete: bool | None
    why: str


@dataclass(frozen=True)
class Beat:
    """How the service last reported: who it is, its sweeps, when it means to look next, and what troubles it."""

    host: str
    pid: int
    started_at: str
    beat_at: str
    sweep_began_at: str | None
    sweep_ended_at: str | None
    next_at: str | None
    trouble: str


class Looks(Book):
    """A book that also keeps looks and the service's heartbeat."""

    def begin_look(self, portal: str, user_name: str, account: str) -> int:
        """Write down that an account is about to be signed in to; returns the look's number."""
        row = {"portal": portal, "user_name": user_name, "account": account, "at": self.now(), "by": self.who}
        with self._writing() as connection:
            key = connection.execute(insert(t.looks).values(row)).inserted_primary_key
            return int(key[0]) if key else 0

    def end_look(self, number: int, *, complete: bool, why: str = "") -> None:
        """Write down what came of a look."""
        with self._writing() as connection:
            query = update(t.looks).where(t.looks.c.id == number)
            connection.execute(query.values(ended_at=self.now(), complete=complete, why=why))

    def looks_since(self, instant: datetime) -> list[Looked]:
        """Return the looks that began at an instant or later, oldest first."""
        c = t.looks.c
        begun = instant.astimezone(UTC).isoformat(timespec="microseconds")
        query = select(c.portal, c.user_name, c.at, c.complete, c.why).where(c.at >= begun).order_by(c.at, c.id)
        found = []
        for row in self._read(query):
            try:
                found.append(Looked(**{**row, "at": datetime.fromisoformat(row["at"])}))
            except ValueError:
                logger.warning(
                    "a look at {} cannot be read: it began {!r}; it counts as none", row["user_name"], row["at"]
                )
        return found

    def beat(self, **values: Any) -> None:
        """Write the service's heartbeat down; `values` are the columns that change, `started_at` begins anew."""
        with self._writing() as connection:
            row = {**values, "beat_at": self.now()}
            if "started_at" in values:
                connection.execute(delete(t.service))
                connection.execute(insert(t.service).values(row))
            else:
                connection.execute(update(t.service).values(row))

    def last_beat(self) -> Beat | None:
        """Return the service's last heartbeat; None where none ever ran."""
        names = Beat.__dataclass_fields__
        rows = self._read(select(t.service))
        return Beat(**{name: rows[0][name] for name in names}) if rows else None
