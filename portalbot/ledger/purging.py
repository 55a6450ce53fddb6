"""Purging: taking personal data out of what is kept of a case that has ended; the ledger's facts stay.

What is personal in which text, the caller knows and says by functions (`evidence/purge.py`). Here is where such
texts stand, that all of them are rewritten in one transaction, and that what was overwritten is gone from the
file and its journal too.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from portalbot.ledger import tables as t
from portalbot.ledger.database import Database, instant
from portalbot.ledger.events import Events
from portalbot.rules.states import ENDED

Rewrite = Callable[[str], str]
"""Returns a text without what is personal in it."""
_ENDED = [state.value for state in ENDED]


class Purging:
    """The personal data of cases, and its end."""

    def __init__(self, database: Database, events: Events) -> None:
        self._database = database
        self._events = events

    def ended(self, older_than: timedelta, only: str | None = None) -> list[tuple[str, str]]:
        """Return the cases that ended longer ago, all or one, and since when (UTC), those first that ended first."""
        c = t.cases.c
        before = instant(self._database.clock() - older_than)
        query = select(c.id, c.since).where(c.state.in_(_ENDED), c.since <= before).order_by(c.since, c.id)
        rows = self._database.reading(query if only is None else query.where(c.id == only))
        return [(row["id"], row["since"]) for row in rows]

    def under_way(self, case_id: str) -> bool:
        """Say whether there is a case of an id that has not ended."""
        c = t.cases.c
        return bool(self._database.reading(select(c.id).where(c.id == case_id, c.state.not_in(_ENDED))))

    def rewrite(
        self, case_id: str, *, frozen: Rewrite, witnesses: Rewrite, plans: tuple[str, Rewrite], text: Rewrite
    ) -> None:
        """Rewrite what is kept of a case, and write the event of it. Raises LedgerError; may be run again.

        `frozen` and `witnesses`: JSON of its attempts. `plans`: words that every approved plan which names the case has
        in it (those of other cases too), and how such a plan is rewritten. `text`: messages and words.
        """
        with self._database.rewriting() as connection:
            self._attempts(connection, case_id, frozen, witnesses)
            self._plans(connection, *plans)
            for table, key in ((t.cases, t.cases.c.id), (t.events, t.events.c.case_id)):
                self._texts(connection, table, key == case_id, text)
            state = connection.execute(select(t.cases.c.state).where(t.cases.c.id == case_id)).scalar_one()
            self._events.write(connection, case_id, state, state, "evidence and personal data were purged")

    def _attempts(self, connection: Connection, case_id: str, frozen: Rewrite, witnesses: Rewrite) -> None:
        c = t.attempts.c
        query = select(c.id, c.frozen, c.witnesses).where(c.case_id == case_id)
        for row in list(connection.execute(query).mappings()):
            values = {"frozen": frozen(row["frozen"])}
            if row["witnesses"]:
                values["witnesses"] = witnesses(row["witnesses"])
            connection.execute(update(t.attempts).where(c.id == row["id"]).values(values))

    def _plans(self, connection: Connection, naming: str, rewrite: Rewrite) -> None:
        c = t.approvals.c
        query = select(c.id, c.plan).where(c.plan.contains(naming, autoescape=True))
        for row in list(connection.execute(query).mappings()):
            connection.execute(update(t.approvals).where(c.id == row["id"]).values(plan=rewrite(row["plan"])))

    def _texts(self, connection: Connection, table: Any, which: Any, rewrite: Rewrite) -> None:
        c = table.c
        for row in list(connection.execute(select(c.id, c.message, c.words).where(which)).mappings()):
            masked = {name: rewrite(row[name]) for name in ("message", "words")}
            if any(masked[name] != row[name] for name in masked):
                connection.execute(update(table).where(c.id == row["id"]).values(masked))
