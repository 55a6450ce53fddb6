"""What the ledgers know: counts, what needs somebody now, the next deadlines; and whether the service is well."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from portalbot.following.service import health
from portalbot.rules.states import State
from portalbot.work import overview
from portalbot.work.errors import NotDone
from portalbot.work.overview import Urgent
from portalbot.work.place import existing_ledgers

if TYPE_CHECKING:
    from portalbot.ledger.ledger import Entry, Ledger
    from portalbot.ledger.service import Beat
    from portalbot.machine.settings import Settings

MOST_ROWS = 60
"""So many cases are listed without being asked for."""
Wanted = Callable[["Ledger"], "list[Entry]"]
"""Gives the cases of a ledger that were asked for."""


@dataclass(frozen=True)
class Standing:
    """How one ledger stands: its counts, the cases where they are listed (else None), and what is urgent."""

    ledger: "Ledger"
    practice: bool
    tally: Mapping[State, int]
    entries: "Sequence[Entry] | None"
    urgent: Urgent

    @property
    def total(self) -> int:
        """Return how many cases were asked for."""
        return len(self.entries) if self.entries is not None else sum(self.tally.values())


def wanted(account: str | None, portal: str | None, states: Collection[State], older_than: str | None) -> Wanted:
    """Return what chooses cases: of an account, a province or address, some states, older than `36h` or `3d`.

    Raises NotDone for an age that cannot be read.
    """
    age = _age(older_than) if older_than else None

    def chosen(ledger: "Ledger") -> "list[Entry]":
        before = (ledger.clock() - age).isoformat(timespec="microseconds") if age else None
        return [
            entry
            for entry in ledger.cases.all(states=states or None)
            if account in (None, entry.account)
            and (portal is None or portal == entry.province or portal in entry.portal)
            and (before is None or entry.since < before)
        ]

    return chosen


def _age(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+)\s*([hd])", text.strip())
    if not found:
        raise NotDone("write it like 36h or 3d", place=f"--older-than {text}")
    return timedelta(**{{"h": "hours", "d": "days"}[found[2]]: int(found[1])})


def standing(ledger: "Ledger", chosen: Wanted, *, practice: bool, listed: bool) -> Standing:
    """Return how a ledger stands; cases are listed where that is asked for, or there are few."""
    tally = ledger.cases.tally()
    if listed or sum(tally.values()) <= MOST_ROWS:
        entries = chosen(ledger)
        return Standing(ledger, practice, tally, entries, overview.urgent_of(entries))
    return Standing(ledger, practice, tally, None, overview.urgent_in(ledger, tally))


def case_of(ledgers: "Sequence[tuple[bool, Ledger]]", case: str) -> "list[tuple[bool, Ledger, Entry]]":
    """Return a case in each ledger that has it. Raises NotDone where none has, or it cannot be read."""
    found = [(practice, ledger, entry) for practice, ledger in ledgers for entry in ledger.cases.all(case_id=case)]
    if not found:
        unread = [why for _, ledger in ledgers for each, why in ledger.unread.items() if each == case]
        raise NotDone(unread[0] if unread else f"there is no case {case} in the ledger", attention=bool(unread))
    return found


def service_health(settings: "Settings") -> "tuple[list[str], Beat | None]":
    """Return what troubles the service (nothing: it is well), and its last heartbeat, if it ever ran."""
    beats = [(beat, ledger.now()) for _, ledger in existing_ledgers(settings) if (beat := ledger.service.last_beat())]
    beat, now = max(beats, key=lambda pair: pair[0].beat_at) if beats else (None, "")
    return health(beat, settings.data_dir, now), beat
