"""The events of the ledger: what has happened, to a case or to no single one, in the order in which it was written.

Nothing here opens a transaction: an event is written in the one that changes what it tells of.
"""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select

from portalbot.ledger import tables as t
from portalbot.ledger.database import Database
from portalbot.rules.states import Notice


class Events:
    """What has happened."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(
        self,
        connection: Connection,
        case_id: str,
        before: str,
        after: str,
        message: str,
        *,
        step: str = "",
        words: str = "",
        evidence: str | None = None,
        by: str | None = None,
        notice: Notice | None = None,
        key: str | None = None,
        portal_at: datetime | None = None,
    ) -> None:
        """Write an event of a case, whose states before and after it may be the same.

        Raises IntegrityError where one of the same `key` was told of the case before (`tables.said_once`).
        """
        row = {"case_id": case_id, "at": self._database.now(), "before": str(before), "after": str(after)}
        row |= {"step": step, "message": message, "words": words, "by": self._database.hand(by)}
        row |= {"notice": notice.value if notice else ""}
        at = portal_at.isoformat() if portal_at else None
        connection.execute(insert(t.events).values(**row, evidence=evidence, key=key, portal_at=at))

    def tell(
        self, connection: Connection, message: str, notice: Notice | None = None, words: str = "", account: str = ""
    ) -> None:
        """Write an event that is about no single case."""
        row = {"case_id": "", "at": self._database.now(), "before": "", "after": "", "by": self._database.who}
        row |= {"account": account, "notice": notice.value if notice else ""}
        connection.execute(insert(t.events).values(**row, message=message, words=words))

    def of(self, case_id: str) -> list[RowMapping]:
        """Return what happened to a case, oldest first."""
        return self._database.reading(select(t.events).where(t.events.c.case_id == case_id).order_by(t.events.c.id))

    def told(self, case_id: str, key: str) -> RowMapping | None:
        """Return the event of a key, if it was told."""
        c = t.events.c
        found = self._database.reading(select(t.events).where(c.case_id == case_id, c.key == key))
        return found[0] if found else None

    def happened_since(self, instant: str) -> int:
        """Count the events after an instant."""
        found = self._database.reading(select(func.count().label("n")).where(t.events.c.at > instant))
        return int(found[0]["n"])
