"""One case as the ledger has it, and how it is read: a row that no program of ours wrote is said, never guessed at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from pages.terms import Kind
from portalbot.ledger import tables as t
from portalbot.ledger.errors import OneCase
from portalbot.rules.states import State


class Unreadable(OneCase):
    """What the ledger has of a case cannot be read: says which case and column."""


@dataclass(frozen=True)
class Entry:
    """One case as the ledger has it."""

    id: str
    portal: str
    number: str
    kind: str
    account: str
    user_name: str
    province: str
    client: str
    site_name: str
    digest: str
    state: State
    message: str
    words: str
    serial: str | None
    origin: str
    seconds: float | None
    updated_at: str
    since: str
    due_on: str | None
    verify_until: str | None

    @classmethod
    def of(cls, row: RowMapping) -> "Entry":
        """Make an entry of a row. Raises Unreadable for one that no program of ours wrote."""
        for column, read in _READ.items():
            try:
                if row[column] is not None:
                    read(row[column])
            except (ValueError, TypeError) as error:
                cure = "restore a backup, or settle the case with the office's word"
                raise Unreadable(f"case {row['id']} cannot be read: {column} is {row[column]!r}; {cure}") from error
        return cls(**{**row, "state": State(row["state"])})

    @classmethod
    def within(cls, connection: Connection, case_id: str) -> "Entry":
        """Return a case as it stands within a transaction. Raises Unreadable, NoResultFound."""
        return cls.of(connection.execute(select(t.cases).where(t.cases.c.id == case_id)).mappings().one())


_READ: dict[str, Callable[[Any], object]] = {
    "state": State,
    "kind": Kind,
    "updated_at": datetime.fromisoformat,
    "since": datetime.fromisoformat,
    "due_on": date.fromisoformat,
    "verify_until": datetime.fromisoformat,
}
"""How a case's columns are read by whoever follows it."""
