"""Approvals: which content of a case a person has agreed to file, and whether that still holds."""

from sqlalchemy import Connection, RowMapping, insert, select, update

from portalbot.ledger import tables as t
from portalbot.ledger.database import Database


class Approvals:
    """The approvals of cases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, case_id: str, digest: str, plan: str) -> None:
        """Keep a person's approval of one case as it stands."""
        row = {"case_id": case_id, "digest": digest, "plan": plan, "void": False}
        row |= {"by": self._database.who, "at": self._database.now()}
        with self._database.writing() as connection:
            connection.execute(insert(t.approvals).values(row))

    def hold(self, case_id: str, digest: str) -> bool:
        """Say whether this very content was approved and the approval still holds."""
        c = t.approvals.c
        query = select(c.id).where(c.case_id == case_id, c.digest == digest, c.void.is_(False))
        return bool(self._database.reading(query))

    def of(self, case_id: str) -> list[RowMapping]:
        """Return who approved a case and when, oldest first; `void` ones were of another content."""
        c = t.approvals.c
        return self._database.reading(select(c.by, c.at, c.void).where(c.case_id == case_id).order_by(c.id))

    def void(self, connection: Connection, case_id: str) -> None:
        """Let no approval of a case hold any more; within the transaction that changes its content."""
        connection.execute(update(t.approvals).where(t.approvals.c.case_id == case_id).values(void=True))
