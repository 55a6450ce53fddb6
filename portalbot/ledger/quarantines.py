"""Quarantines: at which portals nothing is filed, since their pages have changed."""

from dataclasses import dataclass

from sqlalchemy import insert, select, update

from portalbot.ledger import tables as t
from portalbot.ledger.database import Database
from portalbot.ledger.events import Events
from portalbot.rules.states import Notice


@dataclass(frozen=True)
class Quarantine:
    """Why nothing is filed at a portal: which part of its pages has changed, and since when that is known."""

    portal: str
    profile: str
    part: str
    why: str
    since: str


class Quarantines:
    """The quarantines of portals."""

    def __init__(self, database: Database, events: Events) -> None:
        self._database = database
        self._events = events

    def impose(self, portal: str, profile: str, part: str, why: str) -> None:
        """Let nothing be filed at a portal (origin and profile) until it was checked, or a person releases it."""
        if self.of(portal, profile):
            return
        row = {"portal": portal, "profile": profile, "part": part, "why": why}
        row |= {"since": self._database.now(), "by": self._database.who}
        with self._database.writing() as connection:
            connection.execute(insert(t.quarantines).values(row))
            self._events.tell(connection, f"{profile}: nothing is filed there: {why}", Notice.PORTAL_CHANGED)

    def of(self, portal: str, profile: str) -> Quarantine | None:
        """Return the quarantine in force at a portal, if there is one."""
        found = [each for each in self.in_force() if (each.portal, each.profile) == (portal, profile)]
        return found[0] if found else None

    def in_force(self) -> list[Quarantine]:
        """Return every quarantine in force."""
        names = Quarantine.__dataclass_fields__
        rows = self._database.reading(select(t.quarantines).where(t.quarantines.c.lifted_at.is_(None)))
        return [Quarantine(**{name: row[name] for name in names}) for row in rows]

    def lift(self, profile: str, why: str, *, by: str, portal: str | None = None) -> int:
        """End the quarantines of a profile (at one origin, or at all); returns how many there were."""
        c = t.quarantines.c
        query = update(t.quarantines).where(c.profile == profile, c.lifted_at.is_(None))
        if portal is not None:
            query = query.where(c.portal == portal)
        with self._database.writing() as connection:
            values = {"lifted_at": self._database.now(), "lifted_by": self._database.hand(by), "lifted_why": why}
            return connection.execute(query.values(values)).rowcount
