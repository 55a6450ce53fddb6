"""The whole way on the bundled practice portal: the sample cases filed, and followed to their end."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portalbot.cases.casefile import read_cases
from portalbot.cases.portals import Portals
from portalbot.diagnostics import demo as practice
from portalbot.filing.account_worker import works_of
from portalbot.filing.plan import make_plan
from portalbot.following.schedule import schedule_under_way
from portalbot.machine.settings import load_settings
from portalbot.rules.local_time import today
from portalbot.rules.states import NEEDS_PERSON, State
from portalbot.work.overview import counts
from portalbot.work.place import open_ledger
from portalbot.work.progress import Tell, nobody, note
from portalbot.work.run import Run, serve

if TYPE_CHECKING:
    from portalbot.ledger.ledger import Entry
    from portalbot.machine.settings import Settings

DAYS_BETWEEN_LOOKS = 2


@dataclass(frozen=True)
class Shown:
    """How the demonstration ended: the cases as they stand, accounts that were left alone, whether it was stopped."""

    entries: tuple["Entry", ...]
    left: Mapping[str, str]
    stopped: bool

    def all_cancelled(self) -> bool:
        """Say whether every case came to its end."""
        return all(entry.state is State.CANCELLED for entry in self.entries)


def demonstrate(
    folder: Path,
    ready: "Callable[[Settings], None]",
    running: "Callable[[Settings, int], AbstractContextManager[Run]]",
    tell: Tell = nobody,
) -> Shown:
    """File the sample cases in a folder, let the portal's days pass, and follow them to their end.

    `ready` is called with the settings before a browser is needed; `running` gives how sittings are run, by the
    settings and the number of cases. Raises NoBrowser, LedgerError.
    """
    with practice.running(folder) as portal_here:
        settings = load_settings(portal_here.passwords, data_dir=folder / "data")
        ready(settings)
        portals = Portals(url=portal_here.portal.url)
        file = read_cases(portal_here.cases, portals.of, today())
        ledger = open_ledger(settings, practice=portals.practice, tell=tell)
        tell(note(f"Practice portal at {portals.url}; filing {len(file.cases)} sample cases …"))
        days = 0
        left: dict[str, str] = {}
        while True:
            plan = make_plan(file, portals.of, ledger)
            for filing in plan.to_file:
                ledger.approvals.give(filing.case.id, filing.digest, "demo")
            works = works_of(plan.work, lambda name: (file.accounts[name].user_name, file.accounts[name].province))
            covered = {(work.portal.name, work.user_name) for work in works}
            looks = schedule_under_way(ledger, portals.of).works
            works += [work for work in looks if (work.portal.name, work.user_name) not in covered]
            with running(settings, len(plan.to_file)) as run:
                outcome = serve(settings, ledger, works, run)
            left |= outcome.left_alone
            entries = ledger.cases.all()
            tell(note(f"  day {days:>2} at the portal: {counts(entries)}"))
            open_ones = [entry for entry in entries if entry.state is not State.CANCELLED]
            done = not open_ones or all(entry.state in NEEDS_PERSON for entry in open_ones)
            if done or outcome.stopped or left or days >= practice.MOST_DAYS:
                break
            portal_here.let_days_pass(DAYS_BETWEEN_LOOKS)
            days += DAYS_BETWEEN_LOOKS
        ledger.close()
    return Shown(tuple(entries), left, outcome.stopped)
