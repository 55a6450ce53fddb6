"""Websites of those who hold a licence: the licence's number stands in place of a 备案号, and they are filed alike."""

from datetime import date
from pathlib import Path

import pytest

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.register import Site, Subject
from mock_portal.web.server import Portal as PracticePortal
from pages.profile import Portal
from pages.terms import Kind
from portalbot.cases.casefile import Account, Case
from portalbot.cases.portals import Portals
from portalbot.rules.states import State
from tests.support import Bot, edited

HOLDERS = {"广东": "粤B2-20090059", "安徽": "皖ICP证030173号", "四川": "川B1.B2-20090003"}


def holder(office: PracticeOffice, province: str) -> None:
    """Let somebody with a licence and two websites have an account in a province."""
    sites = tuple(Site(suffix, f"持证网站{suffix}", date(2019, 3, 12)) for suffix in ("5", "6"))
    subject = Subject(
        HOLDERS[province], "持证科技有限公司", "91440300708461136T", "陈知行", "01234X", "13800138000", sites
    )
    office.add_account(province, "holder", "Holder-2026", [subject])


def a_case(template: Case, province: str, suffix: str, kind: Kind) -> Case:
    client = {**template.client.model_dump(), "name": "持证科技有限公司"}
    number = HOLDERS[province] + (f"-{suffix}" if suffix else "")
    changes = {"id": f"H-{suffix or 0}", "account": "holder", "kind": kind, "number": number, "client": client}
    return edited(template, **changes, site_name=f"持证网站{suffix}" if suffix else "", sites=2)


@pytest.fixture
def licensed(tmp_path: Path, portal: Portal, practice: PracticePortal) -> Bot:
    bot = Bot(tmp_path, portal, Portals(url=practice.url))
    bot.passwords["holder"] = "Holder-2026"
    return bot


@pytest.mark.parametrize("province", HOLDERS)
def test_a_website_of_a_licences_holder_is_filed_and_the_next_one_waits_for_its_end(
    licensed: Bot, office: PracticeOffice, province: str
) -> None:
    holder(office, province)
    template = licensed.case("ZX-001")
    account = Account(name="holder", display="holder", province=province, user_name="holder")
    cases = [a_case(template, province, "5", Kind.SITE), a_case(template, province, "6", Kind.ACCESS)]
    licensed.use(*cases, accounts={"holder": account})
    licensed.submit("H-5", "H-6")
    assert (licensed.state("H-5"), licensed.state("H-6")) == (State.SUBMITTED, State.HELD), licensed.entry(
        "H-5"
    ).message
    assert [(one.number, str(one.kind)) for one in office.applications] == [(f"{HOLDERS[province]}-5", "注销网站")]


def test_the_whole_of_a_licences_holder_is_ended_by_the_bare_number(licensed: Bot, office: PracticeOffice) -> None:
    holder(office, "广东")
    account = Account(name="holder", display="holder", province="广东", user_name="holder")
    licensed.use(a_case(licensed.case("ZX-001"), "广东", "", Kind.SUBJECT), accounts={"holder": account})
    licensed.submit("H-0")
    assert licensed.state("H-0") is State.SUBMITTED, licensed.entry("H-0").message
    assert [one.number for one in office.applications] == ["粤B2-20090059"]
