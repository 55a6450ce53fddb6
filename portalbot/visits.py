"""Which accounts have something under way, and when each is to be looked at: the ledger put before `polling`."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pages.errors import ProfileError
from pages.profile import Portal
from pages.terms import Kind
from portalbot.apart import apart
from portalbot.book import LEEWAY, Rest
from portalbot.clerk import Work
from portalbot.clock import local
from portalbot.ledger import Entry, Ledger
from portalbot.polling import Due, Glance, Stage, next_look
from portalbot.portals import PortalOf
from portalbot.states import AT_PORTAL, CLICKED, State

WATCHED = AT_PORTAL | CLICKED | {State.HELD}
"""What a look brings up to date."""
LOOKED_BACK = timedelta(days=3)
"""Looks of so many days decide about the budget and about the time after failed ones."""


@dataclass(frozen=True)
class Visit:
    """An account to be looked at: what has to be done, for which cases, and when."""

    work: Work
    cases: tuple[Entry, ...]
    due: Due


@dataclass(frozen=True)
class Visits:
    """Every account with something under way, and what this run cannot reach: cases and accounts, each with why.

    `notes`: what in the ledger is left out of account, for people.
    """

    visits: tuple[Visit, ...]
    unreached: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def works(self) -> list[Work]:
        """Return what is to be done at all of them, due or not."""
        return [visit.work for visit in self.visits]

    def due(self, now: datetime) -> list[Work]:
        """Return what is to be done now."""
        return [visit.work for visit in self.visits if visit.due.now(now)]

    def next(self) -> Visit | None:
        """Return the visit that is due first, if any ever is."""
        dated = [(visit.due.at, visit) for visit in self.visits if visit.due.at is not None]
        return min(dated, key=lambda pair: pair[0])[1] if dated else None


def visits_under_way(ledger: Ledger, portal_of: PortalOf, watched: Collection[State] = WATCHED) -> Visits:
    """Return one visit for each portal account that has a case in one of the watched states."""
    cases: dict[tuple[str, str], list[Entry]] = {}
    works: dict[tuple[str, str], Work] = {}
    unreached: dict[str, str] = {}
    for entry in ledger.cases(states=watched):
        with apart(entry.id, unreached):
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
    for look in ledger.looks_since(now - LOOKED_BACK):
        if look.at > now + LEEWAY:
            when = local(look.at.isoformat())
            notes.append(f"a look at {look.user_name} was written down for {when}, which is to come: it counts as none")
            continue
        glances.setdefault((look.portal, look.user_name), []).append(Glance(look.at, look.complete is True))
    rests = {(rest.portal, rest.user_name): rest for rest in ledger.resting()}
    found = []
    for key, work in works.items():
        account = work.portal.origin, work.user_name
        with apart(work.account, unreached):
            due = _due(work.portal, work.user_name, cases[key], glances.get(account, []), rests.get(account), now)
            found.append(Visit(work, tuple(cases[key]), due))
    return Visits(tuple(found), unreached, tuple(notes))


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
