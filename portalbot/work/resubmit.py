"""Handing a rejected or returned case in again, corrected, as a new attempt that follows the old one."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from portalbot.cases.advisor import Advice
from portalbot.cases.casefile import Case
from portalbot.cases.changes import Change, changes
from portalbot.filing.plan import make_plan
from portalbot.rules.local_time import SHANGHAI
from portalbot.rules.states import State
from portalbot.rules.working_days import beyond, workdays_after
from portalbot.work.errors import NotDone
from portalbot.work.file import Filed, file
from portalbot.work.place import Place
from portalbot.work.plan import Read, approve, ask_the_advisor, keep_fitted
from portalbot.work.progress import note
from portalbot.work.run import Run

if TYPE_CHECKING:
    from pages.profile import Portal
    from portalbot.ledger.ledger import Entry, Ledger


@dataclass(frozen=True)
class Correction:
    """A case as it was handed in and as it stands corrected, with what differs and what the advisor says of it."""

    read: Read
    case: Case
    entry: "Entry"
    changes: tuple[Change, ...]
    advice: tuple[Advice, ...]


def corrected(asked: Read, case_id: str, cases: Path) -> Case:
    """Return a case as it stands in the file. Raises NotDone."""
    found = next((each for each in asked.file.cases if each.id == case_id), None)
    if found is None:
        raise NotDone(f"there is no case {case_id} in {cases}")
    return found


def compare(place: Place, asked: Read, case: Case) -> Correction:
    """Compare a case with what was filed of it. Raises NotDone where it cannot be handed in again."""
    entry = place.ledger.cases.one(case.id)
    portal = place.portals.of(asked.file.accounts[case.account].province, case.kind)
    last_day = may_be_handed_in_again(place.ledger, entry, portal, place.settings.attempts)
    if said := beyond([last_day] if last_day else []):
        place.tell(note(f"the last day for a corrected application, {said}", case=case.id))
    last = place.ledger.attempts.of(case.id)[-1:]
    found = changes(last[0].frozen if last else {}, case.model_dump(mode="json"), asked.file.files(case))
    advice = [each for each in ask_the_advisor(place, asked) if each.case == case.id] if found else []
    return Correction(asked, case, entry, tuple(found), tuple(advice))


def check_correction(correction: Correction, cases: Path, *, strict: bool) -> None:
    """Raise NotDone where nothing was corrected, or the advisor stops it."""
    if not correction.changes:
        cure = "correct what the portal named, then come again"
        raise NotDone(f"nothing in {cases} differs from what was filed", cure)
    if any(each.stops(strict=strict) for each in correction.advice):
        raise NotDone("not handed in: the advisor found an error")


def resubmit(place: Place, correction: Correction, run: Run) -> Filed:
    """Hand an approved correction in as a new attempt. Raises NoBrowser, LedgerError."""
    case, ledger = correction.case, place.ledger
    if correction.read.fitter:
        keep_fitted(place, correction.read.fitter, case.id)
    ledger.cases.move(case.id, State.READY, f"corrected, to be handed in again after {correction.entry.serial}")
    one = correction.read.file.model_copy(update={"cases": (case,)})
    made = make_plan(one, place.portals.of, ledger)
    approve(ledger, made.to_file, "\n".join(map(str, correction.changes)))
    return file(place, one, made, run)


def may_be_handed_in_again(ledger: "Ledger", entry: "Entry", portal: "Portal", most: int) -> date | None:
    """Return the last day for it (None: there is none); raises NotDone for its state, its tries (`most`), its days."""
    if entry.state not in (State.REJECTED, State.RETURNED):
        raise NotDone(f"{entry.id} is {entry.state}", "only a rejected or returned case is handed in again")
    if portal.origin != entry.portal:
        raise NotDone(f"{entry.id} was filed at {entry.portal}, this run is at {portal.origin}")
    made = len(ledger.attempts.of(entry.id))
    if made >= most:
        cure = f"PORTALBOT_ATTEMPTS={made + 1} allows another"
        raise NotDone(f"{entry.id} was handed in {made} times already", cure)
    if portal.resubmit_days is None:
        return None
    until = workdays_after(datetime.fromisoformat(entry.since).astimezone(SHANGHAI).date(), portal.resubmit_days)
    if ledger.clock().astimezone(SHANGHAI).date() > until:
        days = f"{portal.resubmit_days} working days"
        raise NotDone(f"the portal takes corrected applications within {days}, until {until}: ask the office")
    return until
