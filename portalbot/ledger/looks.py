"""Looks: every sign-in that was made to read an account.

A look is written down *before* the sign-in, so that a program that dies in the middle of every look still keeps to
the account's budget. What is due when follows from the looks and the cases alone (`polling.py`).
"""

from dataclasses import dataclass
from datetime import datetime

from loguru import logger
from sqlalchemy import insert, select, update

from portalbot.ledger import tables as t
from portalbot.ledger.database import Database, instant


@dataclass(frozen=True)
class Looked:
    """One look at an account: when it began (UTC), and whether it was complete (None: nobody knows)."""

    portal: str
    user_name: str
    at: datetime
    complete: bool | None
    why: str


class Looks:
    """The looks at accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, portal: str, user_name: str, account: str) -> int:
        """Write down that an account is about to be signed in to; returns the look's number."""
        row = {"portal": portal, "user_name": user_name, "account": account}
        row |= {"at": self._database.now(), "by": self._database.who}
        with self._database.writing() as connection:
            key = connection.execute(insert(t.looks).values(row)).inserted_primary_key
            return int(key[0]) if key else 0

    def end(self, number: int, *, complete: bool, why: str = "") -> None:
        """Write down what came of a look."""
        with self._database.writing() as connection:
            query = update(t.looks).where(t.looks.c.id == number)
            connection.execute(query.values(ended_at=self._database.now(), complete=complete, why=why))

    def since(self, begun: datetime) -> list[Looked]:
        """Return the looks that began at an instant or later, oldest first."""
        c = t.looks.c
        query = select(c.portal, c.user_name, c.at, c.complete, c.why).where(c.at >= instant(begun))
        found = []
        for row in self._database.reading(query.order_by(c.at, c.id)):
            try:
                found.append(Looked(**{**row, "at": datetime.fromisoformat(row["at"])}))
            except ValueError:
                logger.warning(
                    "a look at {} cannot be read: it began {!r}; it counts as none", row["user_name"], row["at"]
                )
        return found
