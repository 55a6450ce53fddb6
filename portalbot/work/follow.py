"""What has become of the cases: one look at what is due, settling what is open, or going on as a service."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from loguru import logger

from pages.origins import origin_of
from portalbot.filing.account_worker import Outcome, Work
from portalbot.following import sweep as sweeps
from portalbot.following.schedule import schedule_under_way
from portalbot.following.service import Service
from portalbot.following.sweep import Swept
from portalbot.machine.locks import Held
from portalbot.reporting.notify import Notifier
from portalbot.rules.deadlines import REVIEWED
from portalbot.rules.states import CLICKED, NEEDS_PERSON
from portalbot.rules.working_days import beyond, known
from portalbot.work.errors import NotDone
from portalbot.work.run import Run, serve

if TYPE_CHECKING:
    import threading

    from portalbot.ledger.ledger import Entry
    from portalbot.work.place import Place

Running = Callable[[], AbstractContextManager[Run]]
"""Gives how sittings are run, and who is told, for one sweep."""


@dataclass(frozen=True)
class Looked:
    """What came of looking: the sweep, the cases as they stand, and words for people about days and channels."""

    swept: Swept
    entries: tuple["Entry", ...]
    notes: tuple[str, ...]

    def needs_somebody(self) -> bool:
        """Say whether something of it needs a person."""
        left = self.swept.outcome.left or self.swept.unreached
        return bool(left) or any(entry.state in NEEDS_PERSON for entry in self.entries)


def sweep(place: "Place", running: Running, *, everything: bool = False) -> Looked:
    """Look at the accounts that are due, or at all with something under way. Raises NoBrowser, LedgerError."""
    return _looked(place, _sweep(place, running, everything=everything))


def reconcile(place: "Place", running: Running) -> Looked:
    """Settle by looking what an interrupted run left open; files nothing. Raises NoBrowser, LedgerError."""
    open_ones = schedule_under_way(place.ledger, place.portals.of, CLICKED)
    outcome = _serve(place, running, open_ones.works)
    looked_at = tuple(each.account for each in open_ones.works)
    return _looked(place, Swept(looked_at, outcome, open_ones.unreached, None, ""))


def watch(place: "Place", running: Running, stop: "threading.Event") -> None:
    """Sweep whenever something is due, until the stop; settings and profiles are read again before each sweep.

    Raises NotDone where another service is at work here, and what ends a service.
    """
    said = ""

    def once() -> Swept:
        nonlocal said
        place.read_again()
        swept = _sweep(place, running)
        if (news := beyond_the_calendar(place.ledger.cases.all(states=REVIEWED))) and news != said:
            said = news
            logger.warning("{}", said)
        return swept

    try:
        Service(place.ledger, place.settings.data_dir, once, stop).run()
    except Held as held:
        raise NotDone(str(held)) from held


def beyond_the_calendar(entries: "Iterable[Entry]") -> str:
    """Return what is to be said where a review is due beyond the public calendar."""
    due = [(date.fromisoformat(each.due_on), each.id) for each in entries if each.state in REVIEWED and each.due_on]
    late = sorted((day, case_id) for day, case_id in due if not known(day))
    return f"{late[0][1]}: the day on which its review is due, {beyond([late[0][0]])}" if late else ""


def _serve(place: "Place", running: Running, works: Sequence[Work]) -> Outcome:
    if not works:
        return Outcome()
    with running() as run:
        return serve(place.settings, place.ledger, works, run)


def _sweep(place: "Place", running: Running, *, everything: bool = False) -> Swept:
    notifier = Notifier.of(place.settings, place.ledger, practice=place.portals.practice)
    return sweeps.sweep(
        place.ledger,
        place.portals.of,
        lambda works: _serve(place, running, works),
        notifier.after_sweep,
        everything=everything,
    )


def _looked(place: "Place", swept: Swept) -> Looked:
    url = place.sources.portal_url
    entries = place.ledger.cases.all(origin_of(url) if url else None)
    notes = filter(None, (*swept.notes, beyond_the_calendar(entries), swept.trouble))
    return Looked(swept, tuple(entries), tuple(notes))
