"""Rests: which accounts are left alone, why, and until when."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select, update

from portalbot.ledger import tables as t
from portalbot.ledger.database import LEEWAY, Database, instant
from portalbot.ledger.events import Events
from portalbot.rules.states import Notice


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


class Rests:
    """The rests of accounts."""

    def __init__(self, database: Database, events: Events) -> None:
        self._database = database
        self._events = events

    def begin(
        self, account: str, portal: str, user_name: str, reason: str, words: str, until: str | None = None
    ) -> None:
        """Let an account rest, with the portal's words, until an instant or until a person releases it."""
        row = {"portal": portal, "user_name": user_name, "account": account, "reason": reason, "words": words}
        row["since"] = self._database.now()
        with self._database.writing() as connection:
            connection.execute(insert(t.rests).values(**row, until=until))
            if until is None:
                message = f"the account rests ({reason}) until a person releases it"
                self._events.tell(connection, message, Notice.PERSON, words, account)

    def in_force(self, portal: str | None = None, user_name: str | None = None) -> list[Rest]:
        """Return the rests in force, all or of one portal account.

        A limited one that began in the future is none: the clock was wrong when it was written, or is now.
        """
        c = t.rests.c
        soon = instant(self._database.clock() + LEEWAY)
        limited = (c.until > self._database.now()) & (c.since <= soon)
        query = select(t.rests).where(c.released_at.is_(None), c.until.is_(None) | limited)
        if portal is not None:
            query = query.where(c.portal == portal, c.user_name == user_name)
        names = Rest.__dataclass_fields__
        return [Rest(**{name: row[name] for name in names}) for row in self._database.reading(query)]

    def pauses(self, portal: str, user_name: str, within: timedelta) -> int:
        """Count an account's rests of limited time that began within a while and were not released by a person."""
        c = t.rests.c
        since = instant(self._database.clock() - within)
        query = select(c.id).where(c.portal == portal, c.user_name == user_name, c.until.is_not(None))
        return len(self._database.reading(query.where(c.since >= since, c.released_at.is_(None))))

    def release(self, account: str) -> int:
        """End the rests of an account by a person's word; returns how many there were."""
        c = t.rests.c
        query = update(t.rests).where(c.account == account, c.released_at.is_(None))
        with self._database.writing() as connection:
            released = query.values(released_at=self._database.now(), released_by=self._database.who)
            return connection.execute(released).rowcount
