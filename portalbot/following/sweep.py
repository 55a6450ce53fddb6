"""One sweep: look at the accounts that are due, tell what has come near or passed, and say when to come again.

A room between the commands and the runner, so that `poll`, the service and the tests of fleets do the very same. What
looks at accounts and what sends messages is given: a runner with browsers and apprise, or doubles.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pages.errors import ProfileError
from pages.terms import Kind
from portalbot.cases.portals import PortalOf
from portalbot.filing.account_worker import Outcome, Work
from portalbot.following import reminders
from portalbot.following.schedule import WATCHED, schedule_under_way
from portalbot.ledger.ledger import Entry, Ledger


@dataclass(frozen=True)
class Swept:
    """What a sweep did: the accounts that it looked at, what the run said, and when the next look is due (UTC).

    `unreached`: cases whose portal this run cannot reach, each with why; `trouble`: what kept messages from going out;
    `notes`: what of the ledger was left out of account.
    """

    looked_at: tuple[str, ...]
    outcome: Outcome
    unreached: dict[str, str]
    next_at: datetime | None
    next_why: str
    trouble: str = ""
    notes: tuple[str, ...] = ()


def sweep(
    ledger: Ledger,
    portal_of: PortalOf,
    serve: Callable[[Sequence[Work]], Outcome],
    tell: Callable[[], str] = lambda: "",
    *,
    everything: bool = False,
) -> Swept:
    """Look at what is due, or at `everything` under way; `serve` does the looking, `tell` sends the messages.

    `tell` returns what kept it from sending, or nothing.
    """
    before = schedule_under_way(ledger, portal_of)
    works = before.works if everything else before.due(ledger.clock())
    outcome = serve(works)

    def lag_of(entry: Entry) -> timedelta | None:
        try:
            return portal_of(entry.province, Kind(entry.kind)).list_lag
        except ProfileError:
            return None  # said already, as unreached

    reminders.tell(ledger, ledger.cases.all(states=WATCHED), lag_of, outcome.troubles)
    trouble = tell()
    following = schedule_under_way(ledger, portal_of).next()
    outcome.troubles |= ledger.unread
    return Swept(
        tuple(work.account for work in works),
        outcome,
        before.unreached,
        following.due.at if following else None,
        following.due.why if following else "",
        trouble,
        before.notes,
    )
