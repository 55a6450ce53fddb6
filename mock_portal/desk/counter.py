"""What the desk does for an account that is signed in: its records, the form, the files, its applications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_portal.desk.calls import Reply, answer
from mock_portal.desk.visit import Visit
from mock_portal.office.register import Account, Row, rows_of
from mock_portal.office.rules import Refusal, Submission
from mock_portal.office.terms import (
    BASE_MATERIALS,
    FIELDS_BY_CATEGORY,
    MATERIALS_BY_CATEGORY,
    WEBSITE_KINDS,
    Category,
    Material,
    Standing,
)


def paged(visit: Visit, found: Sequence[Any]) -> tuple[Sequence[Any], dict[str, int]]:
    """Cut one page out of what was found; a size that is not offered means the smallest."""
    written = visit.call.text("size"), visit.call.text("page")
    size, page = (int(one) if one.isascii() and one.isdigit() else 0 for one in written)
    offered = visit.office.variant(visit.province).rules.page_sizes
    size = size if size in offered else offered[0]
    page = max(page, 1)
    return found[(page - 1) * size : page * size], {"total": len(found), "page": page, "size": size}


def _live_sites(visit: Visit, account: Account, row: Row) -> int:
    """Count the sites under a subject that are not cancelled yet."""
    sites = (Row(row.subject, site) for site in row.subject.sites)
    return sum(visit.office.standing(account.province, site) is not Standing.CANCELLED for site in sites)


def records(visit: Visit, account: Account) -> Reply:
    """List the account's records, of those that match the keyword one page."""
    office, keyword = visit.office, visit.call.text("q")
    found = [row for row in rows_of(account) if keyword in row.name or keyword in row.number]
    if office.variant(account.province).rules.vanishes:
        found = [one for one in found if office.standing(account.province, one, visit.lag) is not Standing.CANCELLED]
    chosen, pager = paged(visit, found)
    lines = []
    for row in chosen:
        standing = office.standing(account.province, row, visit.lag)
        offered = standing is Standing.NORMAL or (visit.doubles and standing is Standing.CANCELLING)
        lines.append(
            {
                "site": row.name,
                "number": row.number,
                "filed_on": row.filed_on.isoformat(),
                "status": visit.words.of(standing),
                "can_cancel": offered,
            }
        )
    return answer(params={"rows": lines, **pager})


def dialog(visit: Visit, account: Account) -> Reply:
    """Word the confirmation window for a record."""
    row = visit.office.row(account, visit.call.text("number"))
    words = visit.words
    key = "dialog.site" if row.site else "dialog.subject"
    text = words(key, site=row.name, number=row.number, n=_live_sites(visit, account, row))
    return answer(params={"title": words("dialog.title"), "text": text})


def form(visit: Visit, account: Account) -> Reply:
    """Give what the form shows, offers and asks for."""
    office, words = visit.office, visit.words
    row = office.row(account, visit.call.text("number"))
    return answer(
        params={
            "unit": row.subject.unit,
            "site": row.name,
            "number": row.number,
            "sites": _live_sites(visit, account, row),
            "kinds": words.list(WEBSITE_KINDS),
            "reasons": words.list(Category),
            "fields": {words.of(one): list(names) for one, names in FIELDS_BY_CATEGORY.items()},
            "materials": words.list(BASE_MATERIALS),
            "materials_by_reason": {words.of(one): words.list(these) for one, these in MATERIALS_BY_CATEGORY.items()},
            "materials_optional": words.list([Material.CLOSURE]),
            "drafts": _drafts(visit, account, row.number),
        }
    )


def _drafts(visit: Visit, account: Account, number: str) -> list[dict[str, Any]]:
    words = visit.words
    return [
        {"material": words.of(Material(one.material)), "name": one.name, "size": one.size}
        for one in visit.office.drafts(account, number)
    ]


def drafts(visit: Visit, account: Account) -> Reply:
    """List the files that lie ready for a number."""
    number = visit.office.row(account, visit.call.text("number")).number
    return answer(params={"drafts": _drafts(visit, account, number)})


def upload(visit: Visit, account: Account) -> Reply:
    """Take a file for a material, or refuse it."""
    office = visit.office
    material = visit.words.find(Material, visit.call.text("material"))
    if material is None:
        raise Refusal(5010, detail=visit.words("file.unknown_material"))
    if visit.call.file is None:
        raise Refusal(5010, detail=visit.words("file.missing"))
    name, data = visit.call.file
    office.attach(account, visit.call.text("number"), material, name, data, visit.keep)
    return answer(msg=visit.words("toast.uploaded"), params={"name": name, "size": len(data)})


def remove(visit: Visit, account: Account) -> Reply:
    """Take a file out of the draft."""
    office = visit.office
    material = visit.words.find(Material, visit.call.text("material"))
    if material is None:
        raise Refusal(1016)
    office.detach(account, visit.call.text("number"), material, str(visit.call.body.get("name", "")))
    return answer(msg=visit.words("toast.removed"))


def _lay_ready(visit: Visit, account: Account, number: str) -> None:
    """Make the files that came with a submission its draft, in place of any other; refuse one, refuse all."""
    if visit.call.files:
        _clear(visit, account, number)
    for word, name, data in visit.call.files:
        material = visit.words.find(Material, word)
        if material is None:
            raise Refusal(5010, detail=visit.words("file.unknown_material"))
        visit.office.attach(account, number, material, name, data, keep=True)


def _clear(visit: Visit, account: Account, number: str) -> None:
    for one in visit.office.drafts(account, number):
        visit.office.detach(account, number, Material(one.material), one.name)


def submit(visit: Visit, account: Account) -> Reply:
    """Hand the application in, with the files that come along or those that lie ready; answer with its serial."""
    call, office = visit.call, visit.office
    submission = Submission(
        number=call.text("number"),
        kind=visit.words.find(WEBSITE_KINDS, call.text("kind")),
        category=visit.words.find(Category, call.text("reason")),
        text=call.text("text"),
        new_domain=call.text("new_domain"),
        wrong=call.text("wrong"),
        right=call.text("right"),
        declared=call.body.get("declared") is True,
        extra={name: call.text(name) for name in office.variant(account.province).rules.extra_fields},
    )
    try:
        _lay_ready(visit, account, submission.number)
        serial = office.submit(account, submission, visit.doubles, visit.keep)
    finally:
        if call.files:
            _clear(visit, account, submission.number)
    visit.committed = visit.keep
    shown = office.variant(account.province).rules.serial_shown
    return answer(params={"serial": serial} if shown else {})


def applications(visit: Visit, account: Account) -> Reply:
    """List the account's applications, newest first, one page of them."""
    office = visit.office
    shown = reversed(office.applications_of(account))
    chosen, pager = paged(visit, [one for one in shown if one.submitted_at + visit.lag <= office.now])
    lines = [
        {
            "serial": one.serial,
            "number": one.number,
            "kind": visit.words.of(one.kind),
            "submitted_at": f"{one.submitted_at:%Y-%m-%d %H:%M}",
            "status": visit.words.of(one.status),
            "opinion": one.opinion,
        }
        for one in chosen
    ]
    return answer(params={"rows": lines, **pager})
