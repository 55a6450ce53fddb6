"""A small world for the protocol's tests: the real office, the bot's real ledger and rules, page doubles between."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import delete

from mock_portal.desk.desk import Desk as OfficeDesk
from mock_portal.desk.practice_office import PracticeOffice
from pages.catalogue import shipped
from pages.profile import Portal
from pages.session import Session
from pages.terms import Kind
from portalbot.browser.click_guard import Witness
from portalbot.cases.casefile import Account, Case, CaseFile
from portalbot.evidence.store import Evidence
from portalbot.filing.account_worker import AccountWorker, Work, works_of
from portalbot.filing.plan import make_plan
from portalbot.filing.sitting import SignIn, Sitting, SittingTools
from portalbot.following.schedule import schedule_under_way
from portalbot.ledger.ledger import Ledger
from portalbot.ledger.tables import identity, metadata
from portalbot.rules.states import CLICKED, State
from tests.filing.doubles import Points, Selector, Tab
from tests.support import PASSWORDS, Person, sample_cases

LAG = timedelta(hours=6)
HOUR = timedelta(hours=1)
WRITES = {
    "cases": ("register", "move", "note"),
    "attempts": ("open", "note_serial", "note_answer", "note_verdict"),
    "approvals": ("give",),
    "rests": ("begin",),
}


class CutLedger(Ledger):
    """The real ledger; each of its writes is a point before and a point after."""

    points: Points = Points()

    def __init__(self, path: Path, *, who: str, clock: Callable[[], datetime]) -> None:
        super().__init__(path, who=who, clock=clock)
        for matter, names in WRITES.items():
            for name in names:
                setattr(getattr(self, matter), name, self._cut(matter, name))

    def _cut(self, matter: str, name: str) -> Callable[..., Any]:
        def written(*arguments: Any, **named: Any) -> Any:
            held = getattr(self, matter)
            with self.points.around(f"ledger {matter}.{name}"):
                return getattr(type(held), name)(held, *arguments, **named)

        return written

    def forget(self) -> None:
        """Empty every table."""
        with self.database._engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                if table is not identity:
                    connection.execute(delete(table))
        for marker in self.path.with_suffix(".intents").glob("*"):
            marker.unlink()


class NoEvidence(Evidence):
    """Writes nothing: evidence is tested elsewhere, and takes time. `kept`: case, name and data of what would be."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.kept: list[tuple[str, str, bytes]] = []

    def keep_for(self, cases: Iterable[str], name: str, data: bytes, also: Iterable[str] = ()) -> list[str]:
        self.kept += [(case, name, data) for case in cases]
        return [name for _ in cases]


class _Guard:
    def __init__(self, tab: Tab, nothing_left: bool) -> None:
        self.tab = tab
        self.witnesses: tuple[Witness, ...] = ()
        self.nothing_left = nothing_left

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
        profile: str | Portal = "families/standard",
        office: PracticeOffice | None = None,
    ) -> None:
        self.folder = folder
        self.office = office or PracticeOffice()
        self.desk = OfficeDesk(self.office)
        portal = profile if isinstance(profile, Portal) else shipped(profile)
        self.portal: Portal = portal.at("http://127.0.0.1:8800").model_copy(update={"list_lag": lag})
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
        self.nothing_left = False
        self.person = Person()
        self.evidence = NoEvidence(self.folder / "evidence")
        self.tools_have: dict[str, Any] = {}
        self.renewed: list[Session | None] = []
        self.entered: list[tuple[str, Portal]] = []
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
    def opening(self, work: Work, points: Points, tools: SittingTools) -> Iterator[Sitting]:
        """Open a sitting on doubles."""
        tab = Tab(self.desk, work.portal, work.province, points)
        who = SignIn(work.portal, work.account, work.user_name, work.province, self.passwords[work.account])

        def entrance(page: Any, portal: Portal) -> Any:
            self.entered.append((page, portal))
            return Selector(tab)

        def renew(session: Session | None) -> Any:
            self.renewed.append(session)
            return f"page {len(self.renewed) + 1}"

        yield Sitting(
            cast(Any, "page 1"),
            who,
            tools,
            click_guard=lambda: _Guard(tab, self.nothing_left),
            blocked=lambda: tab.blocked,
            renew=renew,
            portal_clock=lambda: self.office.now_utc if self.tells_time else None,
            entrance=entrance,
        )

    def submit(self, kill_at: int | str | None = None) -> Points:
        """Run `submit --yes` in a process of its own, cut off at a point; raises Killed there."""
        self.ledger.points = points = Points(kill_at)
        plan = self.planned = make_plan(self.file, self.portal_of, self.ledger)
        for filing in plan.to_file:
            self.ledger.approvals.give(filing.case.id, filing.digest, "test")
        accounts = self.file.accounts
        works = works_of(plan.work, lambda name: (accounts[name].user_name, accounts[name].province))
        self._serve(works, points)
        return points

    def look(self, kill_at: int | str | None = None) -> Points:
        """Run `poll` (which is `reconcile` for what is open) in a process of its own."""
        self.ledger.points = points = Points(kill_at)
        self._serve(schedule_under_way(self.ledger, self.portal_of).works, points)
        return points

    def _serve(self, works: list[Work], points: Points) -> None:
        tools = SittingTools(
            ledger=self.ledger,
            evidence=self.evidence,
            people=self.person,
            receipt_seconds=1,
            **self.tools_have,
        )
        worker = AccountWorker(tools, self.folder, lambda name: name in self.passwords)
        for work in works:
            if not worker.must_rest(work):
                worker.serve(work, lambda it: self.opening(it, points, tools))
        self.outcome = worker.outcome

    def until_quiet(self, most: int = 12) -> None:
        """Run again and again until two runs in a row change nothing; time passes after every second run.

        Two runs without time between them are what an impatient operator does while the list still lags.
        """
        before: dict[str, Any] = {}
        same = 0
        for turn in range(most):
            self.submit()
            now = {entry.id: (entry.state, entry.serial) for entry in self.ledger.cases.all()}
            same = same + 1 if now == before else 0
            before = now
            if same and not any(entry.state in CLICKED | {State.READY} for entry in self.ledger.cases.all()):
                return
            if turn % 2:
                self.pass_time(LAG + HOUR)

    def states(self) -> dict[str, State]:
        """Return the cases' states."""
        return {entry.id: entry.state for entry in self.ledger.cases.all()}

    def check(self) -> None:
        """Say that no attempt made two applications, and that every application is known and every serial real."""
        real = {application.serial: application for application in self.office.applications}
        attempts = [attempt for case in self.ledger.cases.all() for attempt in self.ledger.attempts.of(case.id)]
        for number in {application.number for application in real.values()}:
            made = [application for application in real.values() if application.number == number]
            tries = [attempt for attempt in attempts if attempt.number == number]
            assert len(made) <= max(1, len([t for t in tries if t.serial in real] or tries[:1])), (number, made)
        known = {entry.serial for entry in self.ledger.cases.all() if entry.serial}
        known |= {attempt.serial for attempt in attempts if attempt.serial}
        unknown = [entry.id for entry in self.ledger.cases.all() if entry.state in CLICKED]
        assert set(real) <= known or unknown, "an application at the office is not in the ledger"
        sure = [entry for entry in self.ledger.cases.all() if entry.serial and entry.state not in CLICKED]
        assert all(entry.serial in real for entry in sure), "a serial of the ledger is not at the office"


Worlds = Callable[..., World]
"""Makes a world with the named sample cases; `World`'s options by name."""
