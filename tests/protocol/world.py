"""A small world for the protocol's tests: the real office, the bot's real ledger and rules, page doubles between."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import delete

from mock_portal.desk import Desk as OfficeDesk
from mock_portal.office import Office
from pages.catalogue import shipped
from pages.profile import Portal
from pages.terms import Kind
from portalbot.casefile import Account, Case, CaseFile
from portalbot.clerk import Clerk, Work, works_of
from portalbot.evidence import Evidence
from portalbot.ledger import Ledger
from portalbot.once import Witness
from portalbot.plan import make_plan
from portalbot.sitting import Desk, SignIn, Sitting
from portalbot.states import CLICKED, State
from portalbot.tables import identity, metadata
from portalbot.visits import visits_under_way
from tests.protocol.doubles import Points, Selector, Tab
from tests.support import PASSWORDS, Person, sample_cases

LAG = timedelta(hours=6)
HOUR = timedelta(hours=1)
WRITES = {
    "register", "move", "note", "open_attempt", "note_serial", "note_answer", "note_verdict", "approve", "rest",
}  # fmt: skip


class CutLedger(Ledger):
    """The real ledger; each of its writes is a point before and a point after."""

    points: Points = Points()

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in WRITES:
            return found

        def written(*arguments: Any, **named: Any) -> Any:
            with self.points.around(f"ledger {name}"):
                return found(*arguments, **named)

        return written

    def forget(self) -> None:
        """Empty every table."""
        with self._engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                if table is not identity:
                    connection.execute(delete(table))
        for marker in self.path.with_suffix(".intents").glob("*"):
            marker.unlink()


class NoEvidence(Evidence):
    """Keeps nothing: evidence is tested elsewhere, and takes time."""

    def keep_for(self, cases: Iterable[str], name: str, data: bytes, also: Iterable[str] = ()) -> list[str]:
        return [name for _ in cases]


class _Guard:
    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.witnesses: tuple[Witness, ...] = ()

    def __enter__(self) -> "_Guard":
        return self

    def __exit__(self, *_error: object) -> None:
        self.witnesses = (self.tab.witness,) if self.tab.witness else ()


class World:
    """One agency with one ledger, one office, and time that passes for both alike."""

    def __init__(
        self,
        folder: Path,
        *ids: str,
        lag: timedelta = LAG,
        samples: CaseFile | None = None,
        profile: str = "families/standard",
    ) -> None:
        self.folder = folder
        self.office = Office()
        self.desk = OfficeDesk(self.office)
        self.portal: Portal = shipped(profile).at("http://127.0.0.1:8800").model_copy(update={"list_lag": lag})
        file = samples or sample_cases(shipped().at("http://127.0.0.1:8800"))
        self.file = file.model_copy(update={"cases": tuple(case for case in file.cases if case.id in ids)})
        self.first_file = self.file
        self.ledger = CutLedger(self.folder / "practice.db", who="test", clock=lambda: self.time)
        self.begin_again()

    def begin_again(self) -> None:
        """Forget everything, as a new world: an empty ledger, the office's first morning."""
        self.office.reset()
        self.file = self.first_file
        self.time = datetime(2026, 3, 2, 1, tzinfo=UTC)
        self.passwords = dict(PASSWORDS)
        self.tells_time = True
        self.person = Person()
        self.ledger.points = Points()
        self.ledger.forget()

    def portal_of(self, _province: str, _kind: Kind) -> Portal:
        """Return the portal that every case of this world is filed at."""
        return self.portal

    def pass_time(self, step: timedelta) -> None:
        """Let time pass, for the office and for us."""
        self.time += step
        self.office.advance(hours=step / HOUR)

    def use(self, *cases: Case, accounts: Mapping[str, Account] | None = None) -> None:
        """Work with these cases from now on."""
        known = {**self.file.accounts, **(accounts or {})}
        self.file = self.file.model_copy(update={"cases": cases, "accounts": known})

    @contextmanager
    def opening(self, work: Work, points: Points, desk: Desk) -> Iterator[Sitting]:
        """Open a sitting on doubles."""
        tab = Tab(self.desk, work.portal, work.province, points)
        who = SignIn(work.portal, work.account, work.user_name, work.province, self.passwords[work.account])
        entrance = cast(Any, lambda _page, _portal: Selector(tab))
        yield Sitting(
            cast(Any, None),
            who,
            desk,
            once=lambda: _Guard(tab),
            blocked=lambda: tab.blocked,
            renew=lambda _session: cast(Any, None),
            portal_clock=lambda: self.office.now_utc if self.tells_time else None,
            entrance=entrance,
        )

    def submit(self, kill_at: int | str | None = None) -> Points:
        """Run `submit --yes` in a process of its own, cut off at a point; raises Killed there."""
        self.ledger.points = points = Points(kill_at)
        plan = self.planned = make_plan(self.file, self.portal_of, self.ledger)
        for filing in plan.to_file:
            self.ledger.approve(filing.case.id, filing.digest, "test")
        accounts = self.file.accounts
        works = works_of(plan.work, lambda name: (accounts[name].user_name, accounts[name].province))
        self._serve(works, points)
        return points

    def look(self, kill_at: int | str | None = None) -> Points:
        """Run `poll` (which is `reconcile` for what is open) in a process of its own."""
        self.ledger.points = points = Points(kill_at)
        self._serve(visits_under_way(self.ledger, self.portal_of).works, points)
        return points

    def _serve(self, works: list[Work], points: Points) -> None:
        desk = Desk(
            ledger=self.ledger,
            evidence=NoEvidence(self.folder / "evidence"),
            people=self.person,
            receipt_seconds=1,
        )
        clerk = Clerk(desk, self.folder, lambda name: name in self.passwords)
        for work in works:
            if not clerk.must_rest(work):
                clerk.serve(work, lambda it: self.opening(it, points, desk))
        self.outcome = clerk.outcome

    def until_quiet(self, most: int = 12) -> None:
        """Run again and again until two runs in a row change nothing; time passes after every second run.

        Two runs without time between them are what an impatient operator does while the list still lags.
        """
        before: dict[str, Any] = {}
        same = 0
        for turn in range(most):
            self.submit()
            now = {entry.id: (entry.state, entry.serial) for entry in self.ledger.cases()}
            same = same + 1 if now == before else 0
            before = now
            if same and not any(entry.state in CLICKED | {State.READY} for entry in self.ledger.cases()):
                return
            if turn % 2:
                self.pass_time(LAG + HOUR)

    def states(self) -> dict[str, State]:
        """Return the cases' states."""
        return {entry.id: entry.state for entry in self.ledger.cases()}

    def check(self) -> None:
        """Say that no attempt made two applications, and that every application is known and every serial real."""
        real = {application.serial: application for application in self.office.applications}
        attempts = [attempt for case in self.ledger.cases() for attempt in self.ledger.attempts(case.id)]
        for number in {application.number for application in real.values()}:
            made = [application for application in real.values() if application.number == number]
            tries = [attempt for attempt in attempts if attempt.number == number]
            assert len(made) <= max(1, len([t for t in tries if t.serial in real] or tries[:1])), (number, made)
        known = {entry.serial for entry in self.ledger.cases() if entry.serial}
        known |= {attempt.serial for attempt in attempts if attempt.serial}
        unknown = [entry.id for entry in self.ledger.cases() if entry.state in CLICKED]
        assert set(real) <= known or unknown, "an application at the office is not in the ledger"
        sure = [entry for entry in self.ledger.cases() if entry.serial and entry.state not in CLICKED]
        assert all(entry.serial in real for entry in sure), "a serial of the ledger is not at the office"
