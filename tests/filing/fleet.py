"""A fleet in this process: the service and its operator over simulated weeks, on page doubles at the real office.

The service is the real sweep on the real ledger; kills cut it off anywhere, and it begins anew with nothing but the
ledger. The operator files in the mornings what is ready, and hands rejected cases in again, corrected.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from pydantic import SecretStr

from benchmarks.fleets import Fleet, Lives, a_fault, a_new_years_office, enrol, mend
from mock_portal.desk.desk import Desk as OfficeDesk
from mock_portal.desk.faults import ListLag
from pages.catalogue import shipped
from pages.profile import Portal
from pages.terms import Kind
from portalbot.cases.casefile import CaseFile
from portalbot.filing.account_worker import Outcome, Work
from portalbot.following.sweep import Swept, sweep
from portalbot.machine.settings import Channel
from portalbot.reporting.notify import Notifier
from portalbot.reporting.notify.sending import Came, Result
from portalbot.rules.local_time import SHANGHAI
from portalbot.rules.states import Notice
from tests.filing.doubles import Killed, Points
from tests.filing.world import LAG, CutLedger, World
from tests.support import CASES

LOOKS_A_DAY = 3
LAGGING = "云南"
"""There the lists lag by five hours, and the profile says six."""
HOURS = "07:00-22:00"
REFUSING = 0.05
KILLED = 0.5
"""So many of the service's turns are to be cut off somewhere; those that have nothing to do end before."""


class FleetWorld(World):
    """Many accounts in several provinces, each with the profile of its own."""

    def __init__(self, folder: Path, accounts: int, subjects: int, seed: int) -> None:
        super().__init__(folder)
        self.office = a_new_years_office()
        self.desk = OfficeDesk(self.office)
        self.fleet: Fleet = enrol(self.office, accounts, subjects)
        self.passwords = dict(self.fleet.passwords)
        self.time = self.office.now.astimezone(UTC)
        self.file = CaseFile(path=CASES, accounts=self.fleet.accounts, cases=self.fleet.cases)
        self.lives = Lives(self.desk, seed)
        self.random = Random(seed)
        self.portals: dict[str, Portal] = {}
        self.kills = 0
        self.sweeps: list[Swept] = []
        self.received: list[tuple[str, str]] = []
        self.submitted_on: Counter[tuple[str, str]] = Counter()
        self.calm()

    def portal_of(self, province: str, _kind: Kind) -> Portal:
        if province not in self.portals:
            portal = shipped(f"practice/{province}").at("http://127.0.0.1:8800")
            pace = portal.pace.model_copy(update={"looks_a_day": LOOKS_A_DAY, "hours": HOURS})
            lag = LAG if province == LAGGING else timedelta()
            self.portals[province] = portal.model_copy(update={"pace": pace, "list_lag": lag})
        return self.portals[province]

    def day(self) -> str:
        """Return the date where the portals are."""
        return self.time.astimezone(SHANGHAI).date().isoformat()

    def serve(self, works: Sequence[Work], points: Points) -> Outcome:
        """Look at accounts, as the runner does."""
        self._serve(list(works), points)
        return self.outcome

    def tick(self) -> None:
        """Let the service make its turn, perhaps to be cut off somewhere in it."""
        points = Points(self.random.randrange(1, 60) if self.random.random() < KILLED else None)
        self.ledger.points = points
        fault = a_fault(self.random)
        if fault:
            self.office.faults.add(fault)
        try:
            swept = sweep(self.ledger, self.portal_of, lambda works: self.serve(works, points), self.tell)
            self.sweeps.append(swept)
        except Killed:
            self.kills += 1
            self.restart()
        self.ledger.points = Points()
        if fault:
            self.calm()

    def calm(self) -> None:
        """Let the passing faults end; the lists that lag go on lagging."""
        self.office.faults.clear()
        for name, account in self.fleet.accounts.items():
            if account.province == LAGGING:
                self.office.faults.add(ListLag(hours=5, account=name))

    def tell(self) -> str:
        """Send what people are to be told to a channel that hears of everything; a kill may strike in mid-sending."""
        channels = {"all": Channel(url=SecretStr("json://127.0.0.1/"), events=frozenset(Notice))}
        notifier = Notifier(self.ledger, channels, self.folder, practice=True, digest_at="09:00", send=self._receive)
        return notifier.after_sweep()

    def _receive(self, _url: str, title: str, text: str) -> Result:
        with self.ledger.points.around("send"):
            if self.random.random() < REFUSING:
                return Result(Came.REFUSED, "the receiver is out of order")
            self.received.append((title, text))
        return Result(Came.TAKEN)

    def restart(self) -> None:
        """Begin anew with nothing but what is on the disk."""
        self.ledger.close()
        self.ledger = CutLedger(self.folder / "practice.db", who="test", clock=lambda: self.time)

    def operate(self) -> None:
        """Be the operator for a moment: mend what came back, and file what is ready."""
        self.file = mend(self.ledger, self.file)
        before = len(self.office.sign_ins)
        if self.random.random() < 0.5:
            self.office.faults.add("DropAfterCommit")
        self.submit()
        self.calm()
        for sign_in in self.office.sign_ins[before:]:
            self.submitted_on[sign_in.account, self.day()] += 1

    def live(self, weeks: float) -> None:
        """Let weeks pass, hour by hour."""
        end = self.time + timedelta(weeks=weeks)
        while self.time < end:
            self.pass_time(timedelta(hours=1))
            self.lives.go_on()
            hour = self.time.astimezone(SHANGHAI).hour
            if hour == 9:
                self.operate()
            if 6 <= hour <= 22:
                self.tick()

    # what must hold

    def over_budget(self) -> dict[tuple[str, str], int]:
        """Return the accounts and days on which the portal saw more sign-ins than the budget and submits allow."""
        seen = Counter((one.account, one.time.date().isoformat()) for one in self.office.sign_ins)
        return {key: count for key, count in seen.items() if count > LOOKS_A_DAY + self.submitted_on[key]}

    def outside_hours(self) -> list[datetime]:
        """Return the sign-ins outside the portals' hours."""
        times = [one.time for one in self.office.sign_ins]
        return [each for each in times if not "07:00" <= each.strftime("%H:%M") < "22:00"]
