"""Each site, gone through by hand: a case can be filed at it, and what its office says is to be seen."""

from playwright.sync_api import expect

from mock_portal.office.register import Account, rows_of
from mock_portal.office.rules import Submission
from mock_portal.office.terms import Category, Kind
from tests.kits.portals.by_hand.person import ByHand, Wanted
from tests.kits.portals.server import KitPortal
from tests.support import PASSWORDS, SAMPLES

FILE = SAMPLES / "materials" / "zhixing" / "licence.pdf"
NUMBER = "粤ICP备12345678号-1"
SITE = Wanted(NUMBER)


def account_of(site: KitPortal, name: str) -> Account:
    """Return an account of 广东."""
    found = site.office.account("广东", name)
    assert found
    return found


def fill_in(person: ByHand, site: KitPortal, wanted: Wanted = SITE) -> None:
    """Come to the form for a record of zhixing's, and fill it in: nothing has been handed in by then."""
    person.sign_in("广东", "zhixing", PASSWORDS["zhixing"])
    person.records()
    person.open_form(wanted)
    person.fill(wanted, FILE)
    assert site.office.arrivals == [] and site.desk.sent == []


def test_a_person_files_one_case_and_the_office_has_it_once(person: ByHand, site: KitPortal) -> None:
    fill_in(person, site)
    person.submit()
    said = person.success()
    [application] = site.office.applications
    assert application.serial in said
    assert (application.number, application.kind, application.reason.text) == (NUMBER, Kind.SITE, SITE.text)
    assert [one.material for one in application.files] == ["营业执照副本", "法人身份证", "注销申请书"]
    assert len(site.office.arrivals) == 1
    [sent] = site.desk.sent
    assert person.besides.items() <= sent.items()


def test_a_wrong_password_is_refused_in_words(person: ByHand, site: KitPortal) -> None:
    person.sign_in("广东", "zhixing", "wrong")
    assert person.refused_sign_in() == site.office.variant("广东").words("code.1001", left=4)
    assert [one.ok for one in site.office.sign_ins] == [False]


def test_what_the_office_refuses_is_said_on_the_page(person: ByHand, site: KitPortal) -> None:
    fill_in(person, site)
    same = Submission(NUMBER, Kind.SITE, Category.STOPPED, SITE.text, declared=True)
    serial = site.office.submit(account_of(site, "zhixing"), same)
    person.submit()
    said = person.refusal()
    assert site.office.variant("广东").words("code.1030") in said and "1030" in said
    assert [one.serial for one in site.office.applications] == [serial]


def test_an_answer_that_does_not_come_is_told_as_trouble(person: ByHand, site: KitPortal) -> None:
    fill_in(person, site)
    site.office.faults.add("Error500AfterCommit@submit")
    person.submit()
    assert person.trouble()
    assert len(site.office.applications) == 1


def test_a_session_that_ended_leads_back_to_the_sign_in(person: ByHand, site: KitPortal) -> None:
    fill_in(person, site)
    site.office.faults.add("SessionExpired@submit")
    person.submit()
    expect(person.sign_in_again()).to_be_visible()
    assert site.office.applications == []


def test_the_records_are_the_offices_page_by_page(person: ByHand, site: KitPortal) -> None:
    person.sign_in("广东", "lingnan", PASSWORDS["lingnan"])
    person.records()
    assert person.numbers() == [row.number for row in rows_of(account_of(site, "lingnan"))]


def test_what_the_reviewer_wrote_can_be_read(person: ByHand, site: KitPortal) -> None:
    fill_in(person, site)
    person.submit()
    person.success()
    [application] = site.office.applications
    site.office.decide(application.serial, "审核不通过", "营业执照不清晰，请重新上传")
    assert person.opinion() == "营业执照不清晰，请重新上传"
