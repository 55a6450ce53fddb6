"""The ledger: what has happened to every case. It is the truth; whatever runs the work is only a messenger.

It holds one small thing a matter over one database: cases, attempts, events and the rest. A *record key* is (portal
origin, number, kind). A case id belongs to one record key for ever; one record key has at most one open attempt. Each
change is one transaction that also writes its event; changes that `states.ALLOWED` does not know are errors.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from portalbot.ledger.approvals import Approvals
from portalbot.ledger.artefacts import Artefacts
from portalbot.ledger.attempts import AlreadyOpen, Attempt, Attempts
from portalbot.ledger.cases import CaseIdReused, Cases
from portalbot.ledger.changes import Changes
from portalbot.ledger.database import Database, utc_now
from portalbot.ledger.entry import Entry
from portalbot.ledger.errors import LedgerError
from portalbot.ledger.events import Events
from portalbot.ledger.identity import Doubted, Identity
from portalbot.ledger.looks import Looks
from portalbot.ledger.outbox import Outbox
from portalbot.ledger.preparations import Preparations
from portalbot.ledger.purging import Purging
from portalbot.ledger.quarantines import Quarantines
from portalbot.ledger.rests import Rests
from portalbot.ledger.service import Service

__all__ = ["AlreadyOpen", "Attempt", "CaseIdReused", "Doubted", "Entry", "Ledger", "LedgerError"]


class Ledger:
    """The ledger of one data directory. `who` is written into every event; `clock` gives the time.

    Raises LedgerError where it cannot be opened.
    """

    def __init__(self, path: Path, *, who: str, clock: Callable[[], datetime] = utc_now) -> None:
        self.database = database = Database(path, who=who, clock=clock)
        self.events = Events(database)
        changes = Changes(database, self.events)
        self.attempts = Attempts(database, self.events, changes)
        self.approvals = Approvals(database)
        self.cases = Cases(database, self.events, changes, self.attempts, self.approvals)
        self.rests = Rests(database, self.events)
        self.quarantines = Quarantines(database, self.events)
        self.preparations = Preparations(database)
        self.looks = Looks(database)
        self.service = Service(database)
        self.artefacts = Artefacts(database)
        self.outbox = Outbox(database, self.events)
        self.purging = Purging(database, self.events)

    @property
    def path(self) -> Path:
        """Return where it lies."""
        return self.database.path

    @property
    def who(self) -> str:
        """Return whose hand writes into it."""
        return self.database.who

    @property
    def clock(self) -> Callable[[], datetime]:
        """Return what tells it the time."""
        return self.database.clock

    @property
    def identity(self) -> Identity:
        """Return what tells it from another one."""
        return self.database.identity

    @property
    def unread(self) -> dict[str, str]:
        """Return the cases that could not be read when they were asked for, each with why."""
        return self.cases.unread

    def now(self) -> str:
        """Return the present instant as the ledger writes it."""
        return self.database.now()

    def keep_clean(self, clean: Callable[[str], str]) -> None:
        """Let every text in words pass `clean` on its way in (`Database.keep_clean`)."""
        self.database.keep_clean(clean)

    def doubts(self) -> list[str]:
        """Return what speaks against filing with this ledger, each with its cure; asked again where anything does."""
        if not self.identity.doubts():
            return []
        with self.database.writing() as connection:
            return self.identity.doubts(connection)

    def accept(self, why: str, *, by: str) -> None:
        """Take this ledger for the right one from now on, by a person's word."""
        with self.database.writing() as connection:
            self.events.tell(connection, f"accepted by {by} as the right ledger: {why}")
        self.identity.accept()

    def backup(self, file: Path) -> None:
        """Copy the ledger safely while it is in use; raises LedgerError when the file exists or cannot be written."""
        self.database.backup(file)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
