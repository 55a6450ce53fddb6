"""Planning what is filed, and its approval: read the file, ask the advisor, sort the cases, approve each as it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portalbot.cases.advisor import Advice, advise
from portalbot.cases.casefile import Case, CaseFile, read_cases
from portalbot.cases.fitting import Fitter
from portalbot.evidence.store import Evidence
from portalbot.filing.driver import Filing
from portalbot.filing.plan import Plan, make_plan
from portalbot.rules.local_time import today
from portalbot.work.check import check_only, known_to
from portalbot.work.errors import NotDone
from portalbot.work.place import Place

if TYPE_CHECKING:
    from portalbot.ledger.ledger import Ledger


@dataclass(frozen=True)
class Read:
    """A case file as this run uses it, and the copies that were made to fit (None: not asked for)."""

    file: CaseFile
    fitter: Fitter | None

    def marked(self, ids: Collection[str]) -> list[str]:
        """Return a line for each of these cases whose row is hidden or struck out."""
        rows = [(case_id, self.file.marks[case_id]) for case_id in ids if case_id in self.file.marks]
        lines = [f"  {case_id}  {'; '.join(f'{where} is {mark}' for mark, where in marks)}" for case_id, marks in rows]
        return [f"Left out, {len(lines)} hidden or struck-out rows:", *lines] if lines else []


def read(place: Place, cases: Path, *, fit: bool = False, only: Collection[str] = ()) -> Read:
    """Read a case file by the rules of this run's portals. Raises CaseFileError; NotDone where `only` is not in it."""
    fitter = Fitter(place.settings.data_dir / "fitted") if fit else None
    file = read_cases(cases, place.portals.of, today(), fitter, place.settings.material_folders)
    check_only(file, only)
    return Read(file, fitter)


def ask_the_advisor(place: Place, asked: Read) -> list[Advice]:
    """Return what would come back rejected, by the rules and by what the ledger knows of the subjects."""
    return advise(asked.file, place.portals.of, known_to([place.ledger]))


def plan(
    place: Place,
    asked: Read,
    *,
    only: Collection[str] = (),
    account: str | None = None,
    limit: int | None = None,
    stopped: Collection[str] = (),
) -> Plan:
    """Enter the chosen cases in the ledger, and say what is to be done with each; `stopped` ones are not filed.

    Raises CaseIdReused and ProfileError. What was done to make files fit is kept as evidence of its case.
    """
    made = make_plan(
        asked.file, place.portals.of, place.ledger, only=only, account=account, limit=limit, stopped=stopped
    )
    if asked.fitter:
        keep_fitted(place, asked.fitter)
    return made


def check_count(made: Plan, expect: int | None) -> None:
    """Raise NotDone where not exactly so many cases are planned; None: however many."""
    if expect is not None and len(made.to_file) != expect:
        raise NotDone(f"--expect {expect}, but {len(made.to_file)} cases are planned", "nothing was filed")


def keep_fitted(place: Place, fitter: Fitter, only: str | None = None) -> None:
    """Keep what was done to a case's files as its evidence."""
    for case_id, said in fitter.done.items():
        if only in (None, case_id):
            evidence = Evidence.of(place.settings, place.ledger.artefacts.keep)
            evidence.keep(case_id, "fitted.txt", "\n".join(said).encode())


def unapproved(ledger: "Ledger", made: Plan) -> list[Filing]:
    """Return what is to be filed and has no approval for its very content."""
    return [filing for filing in made.to_file if not ledger.approvals.hold(filing.case.id, filing.digest)]


def to_be_approved(cases: Sequence[Case], left_out: Sequence[str] = ()) -> str:
    """Return what a person approves: every case that cannot be taken back, and lines about what is not filed."""
    lines = [
        f"  {case.id}  {case.kind}  {case.number}  {case.site_name or case.client.name}"
        f"  ({case.client.name}; authorised by {case.authorised.by} on {case.authorised.on})"
        for case in cases
    ]
    return "\n".join([f"To be filed, irreversibly (不可恢复), {len(cases)} cases:", *lines, *left_out])


def approve(ledger: "Ledger", filings: Sequence[Filing], text: str) -> None:
    """Write a person's approval of each filing down, with the text that was approved."""
    for filing in filings:
        ledger.approvals.give(filing.case.id, filing.digest, text)
