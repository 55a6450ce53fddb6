"""A fleet in browsers: `python -m benchmarks.fleet` lives through weeks of the practice portal's clock.

    python -m benchmarks.fleet --accounts 20 --subjects 5 --days 28

The bot's own runner, sweeps and ledger; the office in this process, its clock moved hour by hour to the next moment
at which something is due. At the end every case must stand as the office holds it, and the cost is printed: sign-ins,
sweeps, seconds.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from loguru import logger
from pydantic import SecretStr

from benchmarks.fleets import FAMILIES, Lives, differing, enrol, mend
from mock_portal.web.server import Portal as PracticePortal
from portalbot.cases.casefile import CaseFile
from portalbot.cases.portals import Portals
from portalbot.evidence.store import Evidence
from portalbot.filing.account_worker import Outcome, Work, works_of
from portalbot.filing.plan import make_plan
from portalbot.filing.runner import Runner, Window
from portalbot.filing.sitting import SittingTools
from portalbot.following.sweep import sweep
from portalbot.ledger.ledger import Ledger
from portalbot.machine.people import People
from portalbot.machine.settings import AccountSecret, load_settings
from portalbot.rules.local_time import SHANGHAI
from portalbot.rules.states import State

CASES = Path(__file__).parent.parent / "examples" / "cases.toml"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Lived:
    """What became of a fleet: cases by state, what differs from the office, and what it cost."""

    states: Counter[State]
    differing: dict[str, Any]
    sign_ins: int
    looked_at: int
    arrivals: int
    applications: int
    seconds: float


class Fleet:
    """A fleet of accounts with the bot of one data directory, at a practice portal in this process."""

    def __init__(
        self,
        practice: PracticePortal,
        folder: Path,
        accounts: int,
        subjects: int,
        *,
        sites: int = 2,
        provinces: tuple[str, ...] = FAMILIES,
        workers: int = 2,
        runner: type[Runner] = Runner,
    ) -> None:
        self.office = practice.office
        self.portals = Portals(url=practice.url)
        fleet = enrol(self.office, accounts, subjects, provinces, sites)
        self.file = CaseFile(path=CASES, accounts=fleet.accounts, cases=fleet.cases)
        self.lives = Lives(practice.desk, seed=2026)
        self.ledger = Ledger(folder / "practice.db", who="fleet", clock=lambda: self.office.now.astimezone(UTC))
        self.workers = workers
        self.runner = runner
        secrets = {name: AccountSecret(password=SecretStr(word)) for name, word in fleet.passwords.items()}
        self.settings = load_settings(data_dir=folder, page_seconds=15, receipt_seconds=15, accounts=secrets)
        self.tools = SittingTools(
            ledger=self.ledger,
            evidence=Evidence(folder / "evidence"),
            people=People(present=False, seconds=1, say=lambda _words: None),
            receipt_seconds=15,
        )

    def serve(self, works: Sequence[Work]) -> Outcome:
        """Sit with accounts, in browsers."""
        if not works:
            return Outcome()
        workers = min(self.workers, len(works))
        runner = self.runner(self.settings, self.tools, workers=workers, window=Window(), stop=threading.Event())
        return runner.run(works)

    def submit(self) -> None:
        """File what is ready, as an operator who approves it."""
        self.file = mend(self.ledger, self.file)
        plan = make_plan(self.file, self.portals.of, self.ledger)
        for filing in plan.to_file:
            self.ledger.approvals.give(filing.case.id, filing.digest, "fleet")
        accounts = self.file.accounts
        self.serve(works_of(plan.work, lambda name: (accounts[name].user_name, accounts[name].province)))

    def live(self, days: float, hours: float = 1) -> Lived:
        """Let days pass, some hours at a time: filing each morning, sweeps of what is due; return what it came to."""
        began = time.monotonic()
        end = self.office.now + timedelta(days=days)
        looked_at = 0
        self.submit()
        while self.office.now < end:
            self.office.advance(hours=hours)
            self.lives.go_on()
            if self.office.now.astimezone(SHANGHAI).hour == 9:
                self.submit()
            looked_at += len(sweep(self.ledger, self.portals.of, self.serve).looked_at)
        sweep(self.ledger, self.portals.of, self.serve, everything=True)
        return Lived(
            Counter(entry.state for entry in self.ledger.cases.all()),
            differing(self.ledger, self.office),
            len(self.office.sign_ins),
            looked_at,
            len(self.office.arrivals),
            len(self.office.applications),
            time.monotonic() - began,
        )


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


def main() -> None:
    """Live with a fleet and print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=20)
    parser.add_argument("--subjects", type=int, default=5)
    parser.add_argument("--days", type=float, default=28)
    parser.add_argument("--hours", type=float, default=1, help="between two moments at which the service looks")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    logger.remove()
    with tempfile.TemporaryDirectory(prefix="portalbot-fleet-") as folder, PracticePortal() as practice:
        fleet = Fleet(practice, Path(folder), asked.accounts, asked.subjects, workers=asked.workers)
        lived = fleet.live(asked.days, asked.hours)
        fleet.ledger.close()
    states = ", ".join(f"{count} {state}" for state, count in lived.states.most_common())
    say(f"{lived.states.total()} cases after {asked.days:g} days: {states}")
    say(f"{lived.sign_ins} sign-ins for {lived.looked_at} accounts looked at and what was filed; "
        f"{lived.arrivals} submissions arrived, {lived.applications} applications")  # fmt: skip
    say(f"{lived.seconds:.0f} s; differing from the office: {lived.differing or 'none'}")
    raise SystemExit(1 if lived.differing else 0)


if __name__ == "__main__":
    main()
