"""Checking a case file: everything that is wrong with it, and what would come back rejected. Nothing is filed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portalbot.work.errors import NotDone
from portalbot.work.place import Sources, catalogue_of, existing_ledgers, open_ledger, unguarded
from portalbot.work.progress import Tell, nobody

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from portalbot.cases.advisor import Advice
    from portalbot.cases.advisor.subjects import Known
    from portalbot.cases.casefile import CaseFile
    from portalbot.cases.fitting import Fitter
    from portalbot.cases.portals import PortalOf
    from portalbot.ledger.ledger import Ledger
    from portalbot.machine.settings import Settings

ANYWHERE = "http://127.0.0.1"
"""Nothing is looked at: with this address the practice portal's profiles will do where there is no other."""


@dataclass(frozen=True)
class Checked:
    """A file that can be used, and what is to be said of it.

    `fitter`: which copies were made to fit, where that was asked; `notes` about the file and the calendar; `weak`:
    accounts whose password cannot be guarded; `prepared`: by case, the items that were ticked, with who and when.
    """

    file: "CaseFile"
    advice: tuple["Advice", ...]
    fitter: "Fitter | None"
    notes: tuple[str, ...]
    weak: tuple[str, ...]
    prepared: Mapping[str, Mapping[str, "RowMapping"]]

    def stopped(self, *, strict: bool) -> set[str]:
        """Return the cases that may not be filed like this."""
        return {advice.case for advice in self.advice if advice.stops(strict=strict)}


def check(
    cases: Path,
    sources: Sources,
    *,
    fit: bool = False,
    online: bool = False,
    ticks: Sequence[tuple[str, str]] = (),
    by: str = "",
    tell: Tell = nobody,
) -> Checked:
    """Check a file, and tick preparations (case, item) as done by somebody. Raises CaseFileError, NotDone, LedgerError.

    `fit`: make copies that fit of what the portals would not take; `online`: ask the sites whether they still answer.
    """
    from portalbot.cases.advisor import advise
    from portalbot.cases.advisor.online import Asker
    from portalbot.cases.casefile import read_cases
    from portalbot.cases.fitting import Fitter
    from portalbot.cases.portals import Portals
    from portalbot.rules.local_time import today

    settings = sources.settings()
    catalogue = catalogue_of(settings)
    name = sources.profile or settings.profile
    here = Portals(catalogue, ANYWHERE, catalogue.load(name) if name else None)
    fitter = Fitter(settings.data_dir / "fitted") if fit else None
    file = read_cases(cases, here.described, today(), fitter, settings.material_folders)
    ledgers = [ledger for _, ledger in existing_ledgers(settings, tell)]
    found = advise(file, here.described, known_to(ledgers))
    if online:
        found += Asker().about_sites(file.cases)
    if ticks:
        _tick(settings, file, ticks, by.strip(), ledgers, tell)
        ledgers = [ledger for _, ledger in existing_ledgers(settings)]
    prepared = {
        case.id: {item: row for ledger in ledgers for item, row in ledger.preparations.ticked(case.id).items()}
        for case in file.cases
    }
    notes = (*file.notes, *_calendar(file, here.described))
    return Checked(file, tuple(found), fitter, notes, tuple(unguarded(settings, file.accounts)), prepared)


def check_only(file: "CaseFile", only: Collection[str]) -> None:
    """Raise NotDone where a case that alone is wanted is not in the file."""
    if unknown := set(only) - {case.id for case in file.cases}:
        raise NotDone(f"no case {', '.join(sorted(unknown))} in {file.path.name}", place="--only")


def known_to(ledgers: "Iterable[Ledger]") -> "list[Known]":
    """Return what the ledgers know of subjects' records."""
    from portalbot.cases.advisor.subjects import Known
    from portalbot.rules.states import State

    ended = (State.CANCELLED, State.WITHDRAWN)
    return [Known(entry.number, entry.kind, entry.state in ended) for ledger in ledgers for entry in ledger.cases.all()]


def _calendar(file: "CaseFile", portal_of: "PortalOf") -> list[str]:
    """Return what is to be said where a review that began today might end beyond the public calendar."""
    from portalbot.rules.local_time import today
    from portalbot.rules.working_days import beyond, workdays_after

    days = {portal_of(file.accounts[case.account].province, case.kind).review_days for case in file.cases}
    said = beyond(workdays_after(today(), each) for each in days)
    return [f"a review that begins today may last until {said}"] if said else []


def _tick(
    settings: "Settings",
    file: "CaseFile",
    ticks: Sequence[tuple[str, str]],
    by: str,
    ledgers: "Sequence[Ledger]",
    tell: Tell,
) -> None:
    from portalbot.cases.advisor.preparation import PREPARATION

    if not by:
        raise NotDone("--tick needs --by NAME")
    known = {case.id for case in file.cases}
    for case, item in ticks:
        if case not in known or item not in PREPARATION:
            cure = f"write CASE:ITEM with a case of the file and one of {', '.join(PREPARATION)}"
            raise NotDone(cure, place=f"--tick {case}:{item}")
    ledger = ledgers[0] if ledgers else open_ledger(settings, practice=False, tell=tell)
    for case, item in ticks:
        ledger.preparations.tick(case, item, by=by)
