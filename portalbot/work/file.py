"""Filing what was planned and approved: each case at most once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portalbot.filing.account_worker import works_of
from portalbot.filing.plan import Plan
from portalbot.reporting.notify import Notifier
from portalbot.work.place import Place
from portalbot.work.run import Run, Served, serve

if TYPE_CHECKING:
    from portalbot.cases.casefile import CaseFile


@dataclass(frozen=True)
class Filed(Served):
    """What came of a plan; `notifier` has still to tell people (`after_sweep`)."""

    plan: Plan
    notifier: Notifier


def file(place: Place, cases: "CaseFile", made: Plan, run: Run) -> Filed:
    """Work a plan off: settle what is open, file what is approved. Raises NoBrowser, LedgerError."""

    def login(name: str) -> tuple[str, str]:
        return cases.accounts[name].user_name, cases.accounts[name].province

    notifier = Notifier.of(place.settings, place.ledger, practice=place.portals.practice)
    outcome = serve(place.settings, place.ledger, works_of(made.work, login), run)
    entries = [entry for case_id in made.ids for entry in place.ledger.cases.all(case_id=case_id)]
    return Filed(outcome, tuple(entries), made, notifier)
