"""Preparations: which items of a case's preparation a person has seen to."""

from sqlalchemy import RowMapping, insert, select

from portalbot.ledger import tables as t
from portalbot.ledger.database import Database


class Preparations:
    """The preparations of cases, item by item."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tick(self, case_id: str, item: str, *, by: str) -> None:
        """Write down that a person has seen to one item of a case's preparation."""
        row = {"case_id": case_id, "item": item, "at": self._database.now(), "by": self._database.hand(by)}
        with self._database.writing() as connection:
            connection.execute(insert(t.ticks).values(row))

    def ticked(self, case_id: str) -> dict[str, RowMapping]:
        """Return the items of a case that were ticked, each with its first tick."""
        found: dict[str, RowMapping] = {}
        query = select(t.ticks).where(t.ticks.c.case_id == case_id).order_by(t.ticks.c.id)
        for row in self._database.reading(query):
            found.setdefault(row["item"], row)
        return found
