"""Changes of a case's state: the one place where a state is written, by the law of `states.ALLOWED`.

In: a case as it stands within a transaction, and the state that shall follow. Out: the case changed, and its event
written in the same transaction; or OneCase, and nothing.
"""

from typing import Any

from sqlalchemy import Connection, update

from portalbot.ledger import tables as t
from portalbot.ledger.database import Database
from portalbot.ledger.entry import Entry
from portalbot.ledger.errors import OneCase
from portalbot.ledger.events import Events
from portalbot.rules.states import NOTICE, Notice, State, allowed


class Changes:
    """Changes of states, each with its event."""

    def __init__(self, database: Database, events: Events) -> None:
        self._database = database
        self._events = events

    def make(
        self,
        connection: Connection,
        old: Entry,
        state: State,
        *,
        message: str = "",
        step: str = "",
        words: str = "",
        evidence: str | None = None,
        by: str | None = None,
        notice: Notice | None = None,
        **columns: Any,
    ) -> None:
        """Let a case come to a state (or stay in it with a new message); `columns`: what else of it is written.

        Raises OneCase for a change that is not allowed.
        """
        if state is not old.state and not allowed(old.state, state):
            raise OneCase(f"case {old.id} cannot change from {old.state} to {state}")
        now = self._database.now()
        values = {"state": state.value, "message": message, "words": words, "updated_at": now, **columns}
        if state is not old.state:
            values["since"] = self._database.now()
            notice = notice or NOTICE.get(state)
        connection.execute(update(t.cases).where(t.cases.c.id == old.id).values(values))
        told: dict[str, Any] = {"step": step, "words": words, "evidence": evidence, "by": by, "notice": notice}
        self._events.write(connection, old.id, old.state, state, message, **told)
