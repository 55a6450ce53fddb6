"""The journey of one case through the pages, to its serial number.

The procedure, as the README tells it: judge the look · compare with the plan · open and compare the confirmation
window and the form · fill, attach, read back · try the click · INTENT · one click · the serial to the ledger at
once · evidence · read back · settle by what was read. Before INTENT any error leaves nothing at the portal; after
it nothing is concluded from an error. The look is renewed after each click, so that the next case of the sitting
is judged by what the portal showed last; where the application is seen under its serial, 我的申请 alone is read again.
"""

import hashlib
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loguru import logger

from pages.errors import FormChanged, Refused
from pages.profile import Portal
from pages.readings import Answer
from pages.submission import SubmissionPage
from pages.terms import Kind, Material, RecordStatus, Step
from portalbot.filing.receipt import keep_receipt
from portalbot.filing.sitting import Sitting
from portalbot.rules.states import FILEABLE, State

if TYPE_CHECKING:
    from portalbot.cases.casefile.model import Case


REHEARSED = "rehearsed: everything was filled, nothing was submitted"


@dataclass(frozen=True)
class Filing:
    """A case to be filed: the case, its portal, the very bytes of its files, and the digest to be approved."""

    case: "Case"
    portal: Portal
    files: dict[Material, tuple[str, bytes]]
    digest: str


def file(sitting: Sitting, filing: Filing) -> None:
    """File one approved case, or write down why not; a case that is past filing is left as it is.

    Raises PortalError when the portal stood in the way (nothing is at the portal unless the ledger says INTENT or
    UNKNOWN), and Stopped before INTENT.
    """
    ledger = sitting.ledger
    entry = ledger.cases.one(filing.case.id)
    if entry.state not in FILEABLE:
        return
    if not sitting.tools.dry_run and not ledger.approvals.hold(entry.id, filing.digest):
        ledger.cases.move(entry.id, State.WAITING, "its content as it stands now was not approved", step=Step.LIST)
        return
    try:
        if sitting.may_file(entry):
            _go_through(sitting, filing)
    except Refused as refused:
        if refused.step != Step.LIST or sitting.whole:
            raise
        logger.info("the records were read before the last click, and may have moved on: {}", refused)
        sitting.look()
        if sitting.may_file(ledger.cases.one(entry.id)):
            _go_through(sitting, filing)


def _go_through(sitting: Sitting, filing: Filing) -> None:
    case = filing.case
    if differs := _record_differs(sitting, case):
        sitting.ledger.cases.move(case.id, State.WAITING, differs, step=Step.LIST)
        return
    started = time.monotonic()
    form = _open_form(sitting, case)
    if form is None:
        return
    _fill(sitting, filing, form)
    sitting.keep(form, Step.UPLOAD, case.id, uncovered=True)
    form.ready()
    sitting.at(Step.SUBMIT, case.id)
    if sitting.tools.dry_run:
        sitting.tools.rehearsed.append(case.id)
        if sitting.ledger.cases.one(case.id).state in (State.FAILED, State.WAITING):  # what hindered is so no more
            sitting.ledger.cases.move(case.id, State.READY, REHEARSED, step=Step.SUBMIT)
        else:
            sitting.ledger.cases.note(case.id, REHEARSED, step=Step.SUBMIT)
        return
    with sitting.to_the_end():
        answer, nothing_left = _click(sitting, filing, form)
        sitting.conclude(case.id, answer, time.monotonic() - started, nothing_left=nothing_left)


def _open_form(sitting: Sitting, case: "Case") -> SubmissionPage | None:
    home = sitting.at_home()
    sitting.at(Step.LIST, case.id)
    records = home.records()
    dialog = records.cancel(case.number, case.kind, case.cause)
    sitting.at(Step.DIALOG, case.id)
    sitting.keep(dialog, Step.DIALOG, case.id)
    sites = dialog.sites()
    if case.kind is Kind.SUBJECT and sites not in (None, case.sites):
        dialog.dismiss()
        why = f"the portal's window counts {sites} sites, the case {case.sites}"
        sitting.ledger.cases.move(case.id, State.WAITING, why, step=Step.DIALOG)
        return None
    form = dialog.confirm()
    sitting.at(Step.FORM, case.id)
    try:
        form.check()
    except FormChanged:
        sitting.keep_wrong(form, Step.FORM, case.id)
        raise
    if differs := _form_differs(case, form):
        sitting.keep_wrong(form, Step.FORM, case.id)
        sitting.ledger.cases.move(case.id, State.WAITING, differs, step=Step.FORM)
        return None
    return form


def _record_differs(sitting: Sitting, case: "Case") -> str:
    records = sitting.seen.records
    record = next(row for row in records if row.number == case.number)
    expected = case.client.name if case.kind is Kind.SUBJECT else case.site_name
    if record.site not in ("", expected):
        return f"the portal calls the record {record.site!r}, the case {expected!r}"
    if case.kind is not Kind.SUBJECT:
        return ""
    under = [row for row in records if row.number.startswith(case.number + "-")]
    live = [row for row in under if row.status is not RecordStatus.CANCELLED]
    if len(live) != case.sites:
        return f"the portal lists {len(live)} sites under this 主体, the case says {case.sites}"
    return ""


def _form_differs(case: "Case", form: SubmissionPage) -> str:
    shown = form.shown()
    pairs: list[tuple[str, str | None, str]] = [
        ("备案号", shown.number, case.number),
        ("主办单位名称", shown.unit, case.client.name),
    ]
    if case.kind is not Kind.SUBJECT:
        pairs.append(("网站名称", shown.site, case.site_name))
    differing = [
        f"{name}: the form says {found!r}, the case {asked!r}"
        for name, found, asked in pairs
        if found not in (None, asked)
    ]
    return "; ".join(differing)


def _fill(sitting: Sitting, filing: Filing, form: SubmissionPage) -> None:
    form.enter(filing.case.entry(), filing.files, lambda: sitting.at(Step.UPLOAD, filing.case.id))


def _click(sitting: Sitting, filing: Filing, form: SubmissionPage) -> tuple[Answer, bool]:
    """Click once; return what came, and whether it is certain that nothing left this machine since INTENT."""
    number = filing.case.number
    baseline = frozenset(row.serial for row in sitting.seen.applications if row.number == number)
    with sitting.clicking() as guard:
        attempt = sitting.ledger.attempts.open(
            filing.case.id,
            frozen=_frozen(filing, sitting.portal.digest),
            baseline=baseline,
            holder=holder(),
            portal_at=sitting.portal_clock(),
        )
        answer = form.submit(sitting.tools.receipt_seconds)
        if answer.serial:
            sitting.ledger.attempts.note_serial(attempt, answer.serial)
        keep_receipt(sitting, filing.case.id, form, answer)
    sitting.ledger.attempts.note_answer(attempt, answer.words, [witness.as_dict() for witness in guard.witnesses])
    logger.info("clicked once; the portal answered {!r}", answer.words)
    return answer, guard.nothing_left


def _frozen(filing: Filing, profile: str) -> dict[str, Any]:
    files = {
        material: {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for material, (name, data) in filing.files.items()
    }
    fields = filing.case.model_dump(mode="json")
    return {"digest": filing.digest, "fields": fields, "files": files, "profile": profile}


def holder() -> dict[str, Any]:
    """Return who holds an attempt: host, process, and since when that process runs (where the system tells)."""
    try:
        stat = Path(f"/proc/{os.getpid()}/stat").read_text(encoding="ascii")
        since = stat.rsplit(")", 1)[1].split()[19]
    except OSError:
        since = ""
    return {"host": socket.gethostname(), "pid": os.getpid(), "since": since}
