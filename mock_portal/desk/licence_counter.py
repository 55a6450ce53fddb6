"""What the platform's desk does for an account that is signed in: its licences, the one form, its applications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mock_portal.desk.calls import Reply, answer
from mock_portal.desk.counter import paged
from mock_portal.desk.visit import Visit
from mock_portal.office.applications import LICENCE_DRAFT
from mock_portal.office.licences import LicenceForm
from mock_portal.office.register import Account
from mock_portal.office.rules import Refusal
from mock_portal.office.terms import BASE_PAPERS, PAPERS_BY_STATE, Paper

_FIELDS = ("site", "number", "state", "since", "business", "text")
_EMPTY = dict.fromkeys((*_FIELDS, "pledge"), "")


def forgot(visit: Visit) -> Reply:
    """Send a link to the phone on file, or refuse (1005)."""
    found = visit.office.account(visit.province, visit.call.text("account"))
    uscc = visit.call.text("uscc").upper()
    if found is None or uscc not in {one.uscc for one in found.licences}:
        raise Refusal(1005)
    return answer(msg=visit.words("forgot.sent"))


def records(visit: Visit, account: Account) -> Reply:
    """List the account's licences, of those that match the keyword one page."""
    keyword = visit.call.text("q")
    chosen, pager = paged(visit, [one for one in account.licences if keyword in one.site or keyword in one.number])
    lines = [
        {
            "site": one.site,
            "number": one.number,
            "issued_on": one.issued_on.isoformat(),
            "status": visit.words.of(visit.office.licence_standing(one, visit.lag)),
        }
        for one in chosen
    ]
    return answer(params={"rows": lines, **pager})


def notice(visit: Visit, _account: Account) -> Reply:
    """Word what must be known and agreed to before the form."""
    return answer(params={"title": visit.words("notice.title"), "text": visit.words("notice.text")})


def form(visit: Visit, account: Account) -> Reply:
    """Give what the form shows, offers and asks for, and what was put aside."""
    words, licences = visit.words, visit.office.licences
    kept = _form(visit, {**_EMPTY, **licences.kept(account).fields})
    return answer(
        params={
            "unit": account.title,
            "uscc": account.licences[0].uscc if account.licences else "",
            "states": words.list(PAPERS_BY_STATE),
            "materials": words.list(BASE_PAPERS),
            "materials_by_reason": {words.of(one): words.list(these) for one, these in PAPERS_BY_STATE.items()},
            "materials_optional": words.list([Paper.RESOLUTION]),
            "drafts": _drafts(visit, account),
            "kept": kept.fields,
            "saved": licences.is_saved(account, kept),
        }
    )


def _drafts(visit: Visit, account: Account) -> list[dict[str, Any]]:
    return [
        {"material": visit.words.of(Paper(one.material)), "name": one.name, "size": one.size}
        for one in visit.office.drafts(account, LICENCE_DRAFT)
    ]


def drafts(visit: Visit, account: Account) -> Reply:
    """List the files that lie ready for the form."""
    if visit.call.text("number") != LICENCE_DRAFT:
        raise Refusal(1016)
    return answer(params={"drafts": _drafts(visit, account)})


def upload(visit: Visit, account: Account) -> Reply:
    """Take a file for a material, or refuse it."""
    paper = visit.words.find(Paper, visit.call.text("material"))
    if paper is None:
        raise Refusal(5010, detail=visit.words("file.unknown_material"))
    if visit.call.file is None:
        raise Refusal(5010, detail=visit.words("file.missing"))
    name, data = visit.call.file
    visit.office.attach(account, visit.call.text("number"), paper, name, data, visit.keep)
    return answer(msg=visit.words("toast.uploaded"), params={"name": name, "size": len(data)})


def remove(visit: Visit, account: Account) -> Reply:
    """Take a file out of the draft."""
    paper = visit.words.find(Paper, visit.call.text("material"))
    if paper is None:
        raise Refusal(1016)
    visit.office.detach(account, visit.call.text("number"), paper, str(visit.call.body.get("name", "")))
    return answer(msg=visit.words("toast.removed"))


def _form(visit: Visit, fields: Mapping[str, str]) -> LicenceForm:
    return LicenceForm(fields, visit.words.find(PAPERS_BY_STATE, fields["state"]))


def _filled_in(visit: Visit) -> LicenceForm:
    """Read the form; the pledge alone keeps its blanks, since its words are compared exactly."""
    pledge = visit.call.body.get("pledge", "")
    fields = {name: visit.call.text(name) for name in _FIELDS}
    return _form(visit, {**fields, "pledge": pledge if isinstance(pledge, str) else ""})


def stash(visit: Visit, account: Account) -> Reply:
    """Put the form aside unchecked."""
    if visit.keep:
        visit.office.licences.stash(account, _filled_in(visit))
    return answer(msg=visit.words("toast.stashed"))


def save(visit: Visit, account: Account) -> Reply:
    """Check the form and save it."""
    visit.office.licences.save(account, _filled_in(visit), visit.doubles, visit.keep)
    return answer(msg=visit.words("toast.saved"))


def submit(visit: Visit, account: Account) -> Reply:
    """Hand the application in, and answer with its serial."""
    serial = visit.office.licences.submit(account, _filled_in(visit), visit.doubles, visit.keep)
    visit.committed = visit.keep
    return answer(params={"serial": serial})
