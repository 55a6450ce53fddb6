"""The contract of a profile, tried on the bundled practice portal: look at everything, file one case, see its end.

What is tried is invented: the first client of the practice portal's own register in the profile's province. Nothing of
it counts as a filing; it lives in a folder that is gone afterwards.
"""

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pages.errors import PortalError
from pages.profile import Portal
from pages.terms import PROVINCES, Kind, SiteState
from portalbot.browser import launch as browsers
from portalbot.cases.casefile import Account, Case, CaseFile
from portalbot.diagnostics import demo
from portalbot.diagnostics.doctor import Walk
from portalbot.evidence.store import Evidence
from portalbot.filing.account_worker import Work, works_of
from portalbot.filing.plan import make_plan
from portalbot.filing.runner import Runner, Window
from portalbot.filing.sitting import SignIn, SittingTools
from portalbot.ledger.ledger import Ledger
from portalbot.machine.leftovers import temporary
from portalbot.machine.people import People
from portalbot.machine.settings import AccountSecret, load_settings
from portalbot.rules.states import State

Line = tuple[bool, str]
"""What was tried, and whether it is as it should be."""


def rehearse(portal: Portal, wording: Path | None) -> Iterator[Line]:
    """Try a profile; `wording`: words that the practice portal is to speak instead of its own.

    Yields each thing that was tried. Raises NoBrowser, and ProfileError for a profile that may not be used here.
    """
    with temporary("rehearsal") as folder, demo.running(folder, wording) as practice:
        here = portal.model_copy(update={"practice": True}).at(practice.portal.url)
        yield from _rehearse(here, practice, folder)


def _rehearse(portal: Portal, practice: demo.Demo, folder: Path) -> Iterator[Line]:
    account, password, case = _invented(portal, practice)
    secret = AccountSecret.model_validate({"password": password})
    settings = load_settings(data_dir=folder / "data", page_seconds=15, accounts={account.name: secret})
    yield True, f"profile {portal.name}: {portal.dialect}, takes {'、'.join(portal.form.kinds)}"
    with (
        browsers.launched(executable=settings.browser, channel=settings.channel) as browser,
        browsers.guarded_page(browser, settings.page_seconds, portal) as tab,
    ):
        who = SignIn(portal, account.name, account.user_name, account.province, password)
        try:
            report = Walk(tab.page, portal, account.province, who).go()
        except PortalError as error:
            yield False, f"the walk ended: {error}"
            return
    yield not report.findings, f"looked at {', '.join(report.seen)}: {len(report.findings)} findings"
    for finding in report.findings:
        yield False, str(finding)
    if report.findings:
        return
    file = CaseFile(path=practice.cases, accounts={account.name: account}, cases=(case,))
    ledger = Ledger(settings.data_dir / "practice.db", who="rehearsal")
    tools = SittingTools(
        ledger=ledger,
        evidence=Evidence.of(settings),
        people=People(present=False, seconds=1, say=lambda _words: None),
        receipt_seconds=30,
    )

    def run(works: list[Work]) -> None:
        Runner(settings, tools, workers=1, window=Window(), stop=threading.Event()).run(works)

    plan = make_plan(file, lambda _province, _kind: portal, ledger)
    for filing in plan.to_file:
        ledger.approvals.give(filing.case.id, filing.digest, "rehearsal")
    works = works_of(plan.work, lambda _name: (account.user_name, account.province))
    run(works)
    entry = ledger.cases.one(case.id)
    taken = practice.portal.office.applications
    right = [application.serial for application in taken] == [entry.serial] and entry.state is State.SUBMITTED
    yield right, f"filed one case: {entry.state}, serial {entry.serial}, {len(taken)} at the office {entry.message}"
    if right:
        for _ in range(2):
            practice.let_days_pass(demo.MOST_DAYS)
            run([Work(portal, account.name, account.user_name, account.province)])
        entry = ledger.cases.one(case.id)
        yield entry.state is State.CANCELLED, f"followed to its end: {entry.state} {entry.words}"
    ledger.close()


def _invented(portal: Portal, practice: demo.Demo) -> tuple[Account, str, Case]:
    """Make a case out of the practice portal's register."""
    office = practice.portal.office
    licence = Kind.LICENCE in portal.form.kinds
    province = portal.province or next(iter(PROVINCES))
    known = next(one for one in office.accounts(practice.platform if licence else province) if not one.captcha)
    account = Account(name="rehearsal", display="rehearsal", province=province, user_name=known.name)
    owner: Any = known.licences[0] if licence else known.subjects[0]
    uscc, unit, person = owner.uscc, owner.unit, owner.legal_person
    what: dict[str, Any]
    if licence:
        state = SiteState(str(owner.state))
        plan = "已提前三十日公告，用户数据已导出并删除，余额已退还"
        site = {"site": state, "since": date(2026, 1, 31), "business": "信息服务业务", "plan": plan}
        what = {"kind": Kind.LICENCE, "number": owner.number, "site_name": owner.site, "licence": site}
        cause: Any = state
    else:
        site_row = owner.sites[0]
        text = "因公司业务调整，该网站已停止运营，不再提供服务"
        cause = next(iter(portal.form.model_dump()["reasons"]))
        number = f"{owner.number}-{site_row.suffix}"
        what = {"kind": Kind.SITE, "number": number, "site_name": site_row.name}
        what["reason"] = {"category": cause, "text": text}
    picture = "materials/zhixing/identity.jpg"
    materials = dict.fromkeys(portal.materials_for(cause), picture)
    responsible = {"role": "主体负责人", "name": person, "mobile": "13800138000", "last_six": "01234X"}
    client = {"name": unit, "uscc": uscc, "legal_person": person, "legal_person_last_six": "01234X"}
    case = Case.model_validate(
        {
            "id": "REHEARSAL",
            "account": account.name,
            "client": client,
            "responsible": [responsible],
            "materials": materials,
            "authorised": {"by": person, "on": date(2026, 2, 20)},
            **what,
        }
    )
    return account, known.password, case
