"""What a person decides about the ledger: a case that no look settles, which ledger is right, and copies of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portalbot.ledger.errors import LedgerError
from portalbot.machine.locks import Held, account_lock
from portalbot.rules.states import BEFORE, CLICKED, State
from portalbot.work.errors import NotDone, signed
from portalbot.work.place import existing_ledgers
from portalbot.work.progress import Tell, nobody

if TYPE_CHECKING:
    from portalbot.ledger.ledger import Ledger
    from portalbot.machine.settings import Settings


@dataclass(frozen=True)
class Decision:
    """What somebody knows of a case, and from where: accepted under a `serial`, nothing there, or not to be filed."""

    by: str
    why: str
    serial: str | None = None
    nothing_there: bool = False
    withdraw: bool = False

    @property
    def state(self) -> State:
        """Return the state that follows."""
        return State.SUBMITTED if self.serial else State.READY if self.nothing_there else State.WITHDRAWN


@dataclass(frozen=True)
class Settled:
    """What a decision changed; `before` is None for a case that this ledger has forgotten."""

    before: State | None
    after: State | None


def check_decision(decision: Decision) -> None:
    """Raise NotDone for one that says nothing, or two things at once."""
    said = [decision.serial is not None, decision.nothing_there, decision.withdraw]
    if said.count(True) != 1 or not decision.by.strip() or not decision.why.strip():
        raise NotDone("give exactly one of --serial N, --nothing-there, --withdraw, and --by and --why")


def settle(settings: "Settings", case: str, decision: Decision, tell: Tell = nobody) -> Settled:
    """Decide a case as a person who asked the office. Raises NotDone where there is nothing to decide; LedgerError."""
    check_decision(decision)
    by, why = decision.by.strip(), decision.why.strip()
    ledger = _ledger_of(settings, case, tell)
    lost = ledger.identity.unknown(case)
    if lost and not ledger.cases.all(case_id=case):
        ledger.attempts.settle_forgotten(case, lost, why, by=by)
        return Settled(None, None)
    entry = ledger.cases.one(case)
    _check_decidable(case, entry.state, decision.state, forgotten=bool(lost))
    try:
        with account_lock(settings.data_dir, entry.portal, entry.user_name):
            if lost:
                ledger.attempts.settle_forgotten(case, lost, why, by=by)
            serial = decision.serial.strip() if decision.serial else None
            ledger.cases.decide(case, decision.state, why, by=by, serial=serial)
    except Held as held:
        raise NotDone(str(held)) from held
    return Settled(entry.state, decision.state)


def _ledger_of(settings: "Settings", case: str, tell: Tell) -> "Ledger":
    for _, ledger in existing_ledgers(settings, tell):
        if ledger.cases.all(case_id=case) or ledger.identity.unknown(case):
            return ledger
    raise LedgerError(f"there is no case {case} in the ledger of {settings.data_dir}")


def _check_decidable(case: str, now: State, wanted: State, *, forgotten: bool) -> None:
    closed = {State.REJECTED, State.RETURNED}
    if now in CLICKED or (forgotten and now in BEFORE) or (now in BEFORE | closed and wanted == State.WITHDRAWN):
        return
    if now in BEFORE:
        raise NotDone(f"{case} is {now}: nothing of it was sent", "submit files it, --withdraw ends it")
    raise NotDone(f"{case} is {now}: it is settled, and what the portal says goes on deciding it")


def backup(settings: "Settings", file: Path, *, practice: bool, tell: Tell = nobody) -> None:
    """Copy a ledger safely, also while it is in use. Raises NotDone where there is none; LedgerError."""
    ledgers = dict(existing_ledgers(settings, tell))
    if practice not in ledgers:
        other = " (there is one of rehearsals: --practice)" if True in ledgers else ""
        raise NotDone(f"there is no ledger to copy{other}")
    ledgers[practice].backup(file)


def accept(settings: "Settings", *, by: str, why: str, tell: Tell = nobody) -> list[bool]:
    """Accept the ledgers of the data directory as the right ones; returns of each whether it is that of rehearsals."""
    who, reason = signed(by, why)
    ledgers = existing_ledgers(settings, tell)
    for _, ledger in ledgers:
        ledger.accept(reason, by=who)
    return [practice for practice, _ in ledgers]
