"""Which accounts have something under way, and when each is to be looked at: the ledger put before `rules.polling`."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pages.errors import ProfileError
from pages.profile import Portal
from pages.terms import Kind
from portalbot.cases.portals import PortalOf
from portalbot.filing.account_worker import Work
from portalbot.ledger.database import LEEWAY
from portalbot.ledger.isolation import isolated
from portalbot.ledger.ledger import Entry, Ledger
from portalbot.ledger.rests import Rest
from portalbot.rules.local_time import local
from portalbot.rules.polling import Due, Glance, Stage, next_look
from portalbot.rules.states import AT_PORTAL, CLICKED, State

WATCHED = AT_PORTAL | CLICKED | {State.HELD}
"""What a look brings up to date."""
LOOKED_BACK = timedelta(days=3)
"""Looks of so many days decide about the budget and about the time after failed ones."""


@dataclass(frozen=True)
class ScheduledLook:
    """An account to be looked at: what has to be done, for which cases, and when."""

    work: Work
    cases: tuple[Entry, ...]
    due: Due


@dataclass(frozen=True)
class Schedule:
    """Every account with something under way, and what this run cannot reach: cases and accounts, each with why.

    `notes`: what in the ledger is left out of account, for people.
    """

    looks: tuple[ScheduledLook, ...]
    unreached: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def works(self) -> list[Work]:
        """Return what is to be done at all of them, due or not."""
        return [look.work for look in self.looks]

    def due(self, now: datetime) -> list[Work]:
        """Return what is to be done now."""
        return [look.work for look in self.looks if look.due.now(now)]

    def next(self) -> ScheduledLook | None:
        """Return the visit that is due first, if any ever is."""
        dated = [(look.due.at, look) for look in self.looks if look.due.at is not None]
        return min(dated, key=lambda pair: pair[0])[1] if dated else None


def schedule_under_way(ledger: Ledger, portal_of: PortalOf, watched: Collection[State] = WATCHED) -> Schedule:
    """Return one visit for each portal account that has a case in one of the watched states."""
    cases: dict[tuple[str, str], list[Entry]] = {}
    works: dict[tuple[str, str], Work] = {}
    unreached: dict[str, str] = {}
    for entry in ledger.cases.all(states=watched):
        with isolated(entry.id, unreached):
            try:
                portal = portal_of(entry.province, Kind(entry.kind))
            except ProfileError as error:
                unreached[entry.id] = "; ".join(map(str, error.problems))
                continue
            if portal.origin != entry.portal:
                unreached[entry.id] = f"it was filed at {entry.portal}, this run is at {portal.origin}"
                continue
            key = portal.name, entry.user_name
            cases.setdefault(key, []).append(entry)
            works.setdefault(key, Work(portal, entry.account, entry.user_name, entry.province))
    now = ledger.clock()
    glances: dict[tuple[str, str], list[Glance]] = {}
    notes = []
    for look in ledger.looks.since(now - LOOKED_BACK):
        if look.at > now + LEEWAY:
            when = local(look.at.isoformat())
            notes.append(f"a look at {look.user_name} was written down for {when}, which is to come: it counts as none")
            continue
        glances.setdefault((look.portal, look.user_name), []).append(Glance(look.at, look.complete is True))
    rests = {(rest.portal, rest.user_name): rest for rest in ledger.rests.in_force()}
    found = []
    for key, work in works.items():
        account = work.portal.origin, work.user_name
        with isolated(work.account, unreached):
            due = _due(work.portal, work.user_name, cases[key], glances.get(account, []), rests.get(account), now)
            found.append(ScheduledLook(work, tuple(cases[key]), due))
    return Schedule(tuple(found), unreached, tuple(notes))


def _due(
    portal: Portal, user_name: str, cases: list[Entry], glances: list[Glance], rest: Rest | None, now: datetime
) -> Due:
    return next_look(
        [_stage(entry) for entry in cases],
        glances,
        portal,
        user_name,
        now,
        rests=rest is not None,
        rests_until=datetime.fromisoformat(rest.until) if rest and rest.until else None,
    )


def _stage(entry: Entry) -> Stage:
    return Stage(
        entry.id,
        entry.state,
        datetime.fromisoformat(entry.since),
        date.fromisoformat(entry.due_on) if entry.due_on else None,
        datetime.fromisoformat(entry.verify_until) if entry.verify_until else None,
    )
