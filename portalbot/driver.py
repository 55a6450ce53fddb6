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

from pages.errors import FormChanged, PortalError, Refused, SignedOut, Throttled
from pages.form import FormPage
from pages.profile import Portal
from pages.readings import Answer
from pages.terms import Kind, Material, Meaning, RecordStatus, Step
from portalbot.ledger import Entry
from portalbot.settle import Do
from portalbot.sitting import Sitting
from portalbot.states import FILEABLE, State

if TYPE_CHECKING:
    from portalbot.casefile.model import Case


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
    entry = ledger.case(filing.case.id)
    if entry.state not in FILEABLE:
        return
    if not sitting.desk.dry_run and not ledger.approved(entry.id, filing.digest):
        ledger.move(entry.id, State.WAITING, "its content as it stands now was not approved", step=Step.LIST)
        return
    try:
        _judged(sitting, filing, entry)
    except Refused as refused:
        if refused.step != Step.LIST or sitting.whole:
            raise
        logger.info("the records were read before the last click, and may have moved on: {}", refused)
        sitting.look()
        _judged(sitting, filing, ledger.case(entry.id))


def _judged(sitting: Sitting, filing: Filing, entry: Entry) -> None:
    """Do what the look says of a case."""
    ledger = sitting.ledger
    verdict = sitting.judge_new(entry)
    match verdict.do:
        case Do.FILE:
            _go_through(sitting, filing)
        case Do.ADOPT if verdict.application:
            sitting.adopt(entry.id, verdict.application, verdict.why, origin="outside")
        case Do.ENDED:
            ledger.move(entry.id, State.CANCELLED, verdict.why, step=Step.LIST, origin="outside")
        case Do.HOLD:
            ledger.move(entry.id, State.HELD, verdict.why, step=Step.APPLICATIONS)
        case Do.REFUSE:
            ledger.move(entry.id, State.REFUSED, verdict.why, step=Step.LIST)
        case Do.NOTHING:
            ledger.move(entry.id, State.FAILED, verdict.why, step=Step.LIST)
        case _:
            ledger.move(entry.id, State.WAITING, verdict.why, step=Step.LIST)


def _go_through(sitting: Sitting, filing: Filing) -> None:
    case = filing.case
    if differs := _record_differs(sitting, case):
        sitting.ledger.move(case.id, State.WAITING, differs, step=Step.LIST)
        return
    started = time.monotonic()
    form = _open_form(sitting, case)
    if form is None:
        return
    _fill(sitting, filing, form)
    sitting.keep(form, Step.UPLOAD, case.id, uncovered=True)
    form.ready()
    sitting.at(Step.SUBMIT, case.id)
    if sitting.desk.dry_run:
        sitting.ledger.note(case.id, "rehearsed: everything was filled, nothing was submitted", step=Step.SUBMIT)
        return
    with sitting.to_the_end():
        answer = _click(sitting, filing, form)
        _conclude(sitting, case.id, answer, time.monotonic() - started)


def _open_form(sitting: Sitting, case: "Case") -> FormPage | None:
    home = sitting.at_home()
    sitting.at(Step.LIST, case.id)
    records = home.records()
    dialog = records.cancel(case.number)
    sitting.at(Step.DIALOG, case.id)
    sitting.keep(dialog, Step.DIALOG, case.id)
    sites = dialog.sites()
    if case.kind is Kind.SUBJECT and sites not in (None, case.sites):
        dialog.dismiss()
        why = f"the portal's window counts {sites} sites, the case {case.sites}"
        sitting.ledger.move(case.id, State.WAITING, why, step=Step.DIALOG)
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
        sitting.ledger.move(case.id, State.WAITING, differs, step=Step.FORM)
        return None
    return form


def _record_differs(sitting: Sitting, case: "Case") -> str:
    records = sitting.seen.records
    record = next(row for row in records if row.number == case.number)
    expected = case.client.name if case.kind is Kind.SUBJECT else case.site_name
    if record.site != expected:
        return f"the portal calls the record {record.site!r}, the case {expected!r}"
    if case.kind is not Kind.SUBJECT:
        return ""
    under = [row for row in records if row.number.startswith(case.number + "-")]
    live = [row for row in under if row.status is not RecordStatus.CANCELLED]
    if len(live) != case.sites:
        return f"the portal lists {len(live)} sites under this 主体, the case says {case.sites}"
    return ""


def _form_differs(case: "Case", form: FormPage) -> str:
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


def _fill(sitting: Sitting, filing: Filing, form: FormPage) -> None:
    form.fill(filing.case.entry(filing.portal.form.extra_fields))
    sitting.at(Step.UPLOAD, filing.case.id)
    form.clear()
    for material, (name, data) in filing.files.items():
        form.attach(material, name, data)
    form.declare()


def _click(sitting: Sitting, filing: Filing, form: FormPage) -> Answer:
    number = filing.case.number
    baseline = frozenset(row.serial for row in sitting.seen.applications if row.number == number)
    with sitting.clicking() as guard:
        attempt = sitting.ledger.open_attempt(
            filing.case.id,
            frozen=_frozen(filing, sitting.portal.digest),
            baseline=baseline,
            holder=holder(),
            portal_at=sitting.portal_clock(),
        )
        answer = form.submit(sitting.desk.receipt_seconds)
        if answer.serial:
            sitting.ledger.note_serial(attempt, answer.serial)
        _keep_receipt(sitting, filing.case.id, form, answer)
    sitting.ledger.note_answer(attempt, answer.words, [witness.as_dict() for witness in guard.witnesses])
    logger.info("clicked once; the portal answered {!r}", answer.words)
    return answer


def _frozen(filing: Filing, profile: str) -> dict[str, Any]:
    files = {
        material: {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for material, (name, data) in filing.files.items()
    }
    fields = filing.case.model_dump(mode="json")
    return {"digest": filing.digest, "fields": fields, "files": files, "profile": profile}


def _keep_receipt(sitting: Sitting, case_id: str, form: FormPage, answer: Answer) -> None:
    desk = sitting.desk
    desk.progress(sitting.who.account, case_id, Step.RECEIPT)
    desk.evidence.keep(case_id, "receipt.txt", answer.words.encode())
    try:
        html = form.snapshot()
        desk.evidence.keep(case_id, "receipt.html", html.encode())
        sitting.keep(form, Step.RECEIPT, case_id)
        if desk.print_pdf:
            desk.evidence.keep(case_id, "receipt.pdf", desk.print_pdf(html))
    except PortalError as error:
        logger.warning("the receipt's picture could not be kept: {}", error)


def _conclude(sitting: Sitting, case_id: str, answer: Answer, seconds: float) -> None:
    ledger = sitting.ledger
    if isinstance(answer.error, SignedOut):
        sitting.home = None
    try:
        sitting.look_after(answer.serial)
    except PortalError as error:
        ledger.move(case_id, State.UNKNOWN, f"clicked; then {error}", step=Step.RECEIPT, words=answer.words)
        raise
    attempt = ledger.open_attempt_of(case_id)
    if attempt is None:
        raise RuntimeError(f"the attempt of {case_id} is not open after its click")
    verdict = sitting.settle(ledger.case(case_id), attempt, holder_dead=False)
    if verdict.do is Do.STAY:
        _conclude_from_words(sitting, case_id, answer)
    elif verdict.do is Do.ADOPT:
        ledger.note_seconds(case_id, seconds)


def _conclude_from_words(sitting: Sitting, case_id: str, answer: Answer) -> None:
    """Nothing is to be seen: where the list does not lag, a refusal that the profile knows for one closes the attempt.

    Where it lags, even a refusal may hide an application: the attempt stays open, and the next look after the lag
    closes it (`Sitting.settle`). Everything else stays unknown.
    """
    ledger = sitting.ledger
    meaning = sitting.portal.meaning_of(answer.words) if answer.serial is None else None
    sure = not sitting.portal.list_lag
    if meaning is Meaning.NOT_ACCEPTED and sure:
        ledger.move(case_id, State.REFUSED, answer.words, step=Step.SUBMIT, words=answer.words)
    elif meaning is Meaning.LATER and sure:
        ledger.move(case_id, State.READY, answer.words, step=Step.SUBMIT, words=answer.words)
    else:
        said = answer.words or (answer.error.message if answer.error else "nothing")
        why = f"clicked; the portal said {said!r}, and shows no application yet"
        ledger.move(case_id, State.UNKNOWN, why, step=Step.RECEIPT, words=answer.words)
    if meaning is Meaning.LATER:
        raise Throttled("the portal takes nothing now", words=answer.words, step=Step.SUBMIT)


def holder() -> dict[str, Any]:
    """Return who holds an attempt: host, process, and since when that process runs (where the system tells)."""
    try:
        stat = Path(f"/proc/{os.getpid()}/stat").read_text(encoding="ascii")
        since = stat.rsplit(")", 1)[1].split()[19]
    except OSError:
        since = ""
    return {"host": socket.gethostname(), "pid": os.getpid(), "since": since}
