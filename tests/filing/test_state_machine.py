"""A state machine: everything that can happen to an agency's cases, in any order, with kills and faults between.

DuplicateAccepted is always on. After every act: no record has more applications at the office than the ledger has
attempts, none has two open ones, what the ledger is sure of is real, and nothing it once knew is forgotten. At the
end the faults stop, time passes, and the ledger must equal the office.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from loguru import logger

from mock_portal.desk.faults import DuplicateAccepted
from mock_portal.office.terms import Status
from portalbot.ledger.ledger import Attempt, Entry
from portalbot.rules.settle import Sureness
from portalbot.rules.states import CLICKED, State
from tests.filing.doubles import Killed, Points
from tests.filing.world import HOUR, LAG, World
from tests.support import edited

IDS = ("JH-001", "JH-002", "ZX-001", "ZX-002", "ZX-003")
LOST_ANSWERS = (
    "Error500AfterCommit", "DropAfterCommit", "RefusalAfterCommit", "RefusalAfterCommit@submit,code=1016",
    "SerialMissing", "SessionExpired@receipt",
)  # fmt: skip
FAULTS = (
    "AlreadyInWithoutApplication", "SecondClickFails", "UploadToastWithoutFile",
    "Error500@submit", "ConnectionRefused@submit", "Maintenance@submit", "Error500@applications",
    "SessionExpired@submit", "SessionExpired@form", "SessionExpired@list",
    "SessionExpired@applications", "Waf403@list,times=1", "Waf403@applications,times=1",
    "EmptyList@list,times=1", "EmptyList@applications,times=1",
    "TooManyRequestsAsEmptyTable@applications,times=1",
)  # fmt: skip
LAGS = tuple(f"ListLag{at},hours={hours}" for hours in (5, 1) for at in ("@*", "@list", "@applications"))
MOMENTS = (
    "before ledger attempts.open", "after ledger attempts.open", "before POST api/submit", "after POST api/submit",
    "before ledger attempts.note_serial", "after ledger attempts.note_serial",
    "before ledger attempts.note_answer", "after ledger attempts.note_answer", "after ledger attempts.note_verdict",
    "before ledger cases.move", "after ledger cases.move", "after GET api/applications",
)  # fmt: skip
STANDS = {
    State.SUBMITTED: Status.REVIEWING, State.REVIEWING: Status.REVIEWING, State.APPROVED: Status.APPROVED,
    State.CANCELLED: Status.APPROVED, State.REJECTED: Status.REJECTED, State.RETURNED: Status.RETURNED,
}  # fmt: skip
Kill = int | str | None
kills = some.one_of(some.none(), some.sampled_from(MOMENTS), some.integers(1, 200))


class Agency(RuleBasedStateMachine):
    """One agency, one office, and what may befall them."""

    def __init__(self, world: World, own_errors: list[str]) -> None:
        super().__init__()
        self.world = world
        self.office = world.office
        self.own_errors = own_errors
        self.known: set[str] = set()

    @initialize(lagging=some.booleans())
    def begin(self, lagging: bool) -> None:
        self.own_errors.clear()
        self.world.begin_again()
        self.known = set()
        self.office.faults.add(DuplicateAccepted())
        if lagging:
            self.office.faults.add(LAGS[0])
        for account in ("zhixing", "jinghua"):
            self._add_logins(account)

    def _add_logins(self, name: str) -> None:
        """Let the case file know a second name for a login, and a second login that sees the same records."""
        first = self.world.file.accounts[name]
        seeded = self.office.account(first.province, first.user_name)
        assert seeded
        more = {f"{name}_again": first.user_name, f"{name}_other": f"{name}-other"}
        self.office.add_account(first.province, f"{name}-other", "other", seeded.subjects)
        self.world.passwords |= {f"{name}_again": self.world.passwords[name], f"{name}_other": "other"}
        accounts = {key: first.model_copy(update={"name": key, "user_name": user}) for key, user in more.items()}
        self.world.file = self.world.file.model_copy(update={"accounts": {**self.world.file.accounts, **accounts}})

    def _run(self, command: Callable[[Kill], Points], kill: Kill) -> None:
        with suppress(Killed):
            command(kill)

    @rule(kill=kills)
    def submit(self, kill: Kill) -> None:
        self._run(self.world.submit, kill)

    @rule(times=some.integers(1, 3))
    def submit_to_its_end(self, times: int) -> None:
        """Submit, and again at once, as an impatient operator does while the list still lags."""
        for _ in range(times):
            self.world.submit()

    @rule(kill=kills)
    def look(self, kill: Kill) -> None:
        self._run(self.world.look, kill)

    @rule(hours=some.integers(1, 8))
    def hours_pass(self, hours: int) -> None:
        self.world.pass_time(HOUR * hours)

    @rule(days=some.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.world.pass_time(timedelta(days=days))

    @rule(fault=some.sampled_from(FAULTS))
    def something_fails(self, fault: str) -> None:
        self.office.faults.add(fault)

    @rule(fault=some.sampled_from(LOST_ANSWERS))
    def an_answer_gets_lost(self, fault: str) -> None:
        self.office.faults.add(fault)

    @rule(fault=some.sampled_from(LAGS))
    def lists_begin_to_lag(self, fault: str) -> None:
        self.office.faults.add(fault)

    @rule()
    def the_portal_recovers(self) -> None:
        self.office.faults.clear()
        self.office.faults.add(DuplicateAccepted())

    @precondition(lambda self: any(one.status is Status.REVIEWING for one in self.office.applications))
    @rule(data=some.data(), status=some.sampled_from([Status.APPROVED, Status.REJECTED, Status.RETURNED]))
    def a_review_ends(self, data: some.DataObject, status: Status) -> None:
        serials = [one.serial for one in self.office.applications if one.status is Status.REVIEWING]
        self.office.decide(data.draw(some.sampled_from(serials)), status.value, "审核意见")

    @precondition(lambda self: not {State.REJECTED, State.RETURNED}.isdisjoint(self.world.states().values()))
    @rule(data=some.data())
    def a_person_has_it_filed_again(self, data: some.DataObject) -> None:
        states = self.world.states()
        back = [case for case, state in states.items() if state in (State.REJECTED, State.RETURNED)]
        self.world.ledger.cases.move(data.draw(some.sampled_from(back)), State.READY, "resubmit")

    @rule(
        case=some.sampled_from(IDS),
        text=some.sampled_from(["网站已经关闭，不再提供任何服务", "因公司业务需要注销该网站备案"]),
    )
    def the_reason_is_edited(self, case: str, text: str) -> None:
        self._edit(case, lambda it: {"reason": {**it.reason.model_dump(), "text": text}})

    @rule(case=some.sampled_from(IDS[1:]))
    def the_site_name_is_edited(self, case: str) -> None:
        first = next(one for one in self.world.first_file.cases if one.id == case)
        self._edit(case, lambda it: {"site_name": "别的网站" if it.site_name == first.site_name else first.site_name})

    @rule(case=some.sampled_from(IDS), which=some.sampled_from(["", "_again", "_other"]))
    def the_account_is_edited(self, case: str, which: str) -> None:
        self._edit(case, lambda it: {"account": it.account.split("_")[0] + which})

    @rule(case=some.sampled_from(IDS), keep=some.booleans(), which=some.sampled_from(["", "_again", "_other"]))
    def a_second_id_is_written(self, case: str, keep: bool, which: str) -> None:
        """Enter a second id for a record, beside the first one or in its place, perhaps for another account."""
        it = next(one for one in self.world.first_file.cases if one.id == case)
        second = edited(it, id=case + "-B", account=it.account + which)
        others = [one for one in self.world.file.cases if one.id != second.id and (keep or one.id != case)]
        self.world.use(*others, second)

    def _edit(self, case: str, changes: Callable[[Any], dict[str, Any]]) -> None:
        self.world.use(*(edited(it, **changes(it)) if it.id == case else it for it in self.world.file.cases))

    @invariant()
    def every_rule_holds(self) -> None:
        """Check all rules on one reading of the ledger: it is read after every act."""
        entries = self.world.ledger.cases.all()
        attempts = [attempt for entry in entries for attempt in self.world.ledger.attempts.of(entry.id)]
        self.no_record_has_more_applications_than_attempts(attempts)
        self.no_record_has_two_open_applications()
        self.what_the_ledger_is_sure_of_is_real(entries, attempts)
        self.the_ledger_forgets_no_serial(entries, attempts)
        assert not self.own_errors, "an error of our own"

    def no_record_has_more_applications_than_attempts(self, attempts: list[Attempt]) -> None:
        made = Counter((one.number, one.kind.value) for one in self.office.applications)
        tried = Counter((one.number, one.kind) for one in attempts)
        assert all(made[record] <= tried[record] for record in made), (made, tried)

    def no_record_has_two_open_applications(self) -> None:
        standing = (Status.REVIEWING, Status.APPROVED)
        made = Counter((one.number, one.kind) for one in self.office.applications if one.status in standing)
        assert all(count == 1 for count in made.values()), f"filed twice: {made}"

    def what_the_ledger_is_sure_of_is_real(self, entries: list[Entry], attempts: list[Attempt]) -> None:
        real = {one.serial for one in self.office.applications}
        sure = {entry.serial for entry in entries if entry.serial and entry.state not in CLICKED}
        sure |= {attempt.serial for attempt in attempts if attempt.serial and attempt.verdict == Sureness.CONFIRMED}
        assert sure <= real

    def the_ledger_forgets_no_serial(self, entries: list[Entry], attempts: list[Attempt]) -> None:
        serials = [entry.serial for entry in entries] + [attempt.serial for attempt in attempts]
        found = {serial for serial in serials if serial}
        assert self.known <= found, f"forgotten: {self.known - found}"
        self.known = found

    def teardown(self) -> None:
        """Let the faults stop and time pass; then the ledger equals the office."""
        self.the_portal_recovers()
        mended = [one for one in self.world.first_file.cases if one.id in IDS]
        seconds = [one for one in self.world.file.cases if one.id not in IDS]
        self.world.use(*mended, *seconds)
        for turn in range(40):
            self.world.submit()
            if all(state in STANDS or state is State.BLOCKED for state in self.world.states().values()):
                break
            self.world.pass_time(LAG + HOUR if turn < 4 else timedelta(hours=25))
            self.world.look()  # at the accounts, too, that the file gives no case to any more
        self.world.look()
        self.every_rule_holds()
        self._ledger_equals_office()

    def _ledger_equals_office(self) -> None:
        real = {one.serial: one for one in self.office.applications}
        known = self.known
        closed = (Status.REJECTED, Status.RETURNED)
        lost = [one for one in real.values() if one.serial not in known and one.status not in closed]
        assert not lost, "applications at the office that the ledger does not know"
        for case in self.world.first_file.cases:
            of_record = [
                entry
                for entry in self.world.ledger.cases.all()
                if (entry.number, entry.kind) == (case.number, case.kind.value) and entry.state is not State.BLOCKED
            ]
            assert len(of_record) == 1, of_record
            entry = of_record[0]
            assert entry.state in STANDS, entry
            assert entry.serial and real[entry.serial].status is STANDS[entry.state], entry


@pytest.fixture
def own_errors() -> Iterator[list[str]]:
    """Collect what the clerk calls an error of our own."""
    found: list[str] = []
    logger.remove()
    number = logger.add(found.append, level="ERROR")
    yield found
    logger.remove(number)


def live_through(folder: Path, errors: list[str], histories: int, chance: int | None = None) -> None:
    """Live through so many histories of acts, kills and faults: always the same ones, or those of a seed."""
    world = World(folder, *IDS)

    class Lived(Agency):
        def __init__(self) -> None:
            super().__init__(world, errors)

    if chance is not None:
        seed(chance)(Lived)
    run_state_machine_as_test(
        Lived,
        settings=settings(
            derandomize=chance is None,
            database=None,
            deadline=None,
            max_examples=histories,
            stateful_step_count=20,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    world.ledger.close()


def test_whatever_happens_each_record_is_filed_once_and_known(quick_folder: Path, own_errors: list[str]) -> None:
    live_through(quick_folder, own_errors, 40)


@pytest.mark.storm
def test_in_histories_of_any_seed_each_record_is_filed_once_and_known(
    quick_folder: Path, own_errors: list[str], storm_seed: int
) -> None:
    live_through(quick_folder, own_errors, 100, storm_seed)


def test_a_serial_found_by_looking_is_not_forgotten_when_the_case_is_filed_again(quick_folder: Path) -> None:
    world = World(quick_folder, "JH-002")
    world.office.faults.add("DropAfterCommit")
    world.submit()
    world.office.decide(world.office.applications[0].serial, Status.REJECTED.value, "审核意见")
    world.look()
    world.ledger.cases.move("JH-002", State.READY, "resubmit")
    world.submit()
    serials = [attempt.serial for attempt in world.ledger.attempts.of("JH-002")]
    assert serials == [one.serial for one in world.office.applications] and len(serials) == 2
    world.ledger.close()
