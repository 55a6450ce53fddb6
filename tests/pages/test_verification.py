"""The ministry's page of the SMS check, with a person beside it who moves the slider by mouse."""

import time

import pytest
from playwright.sync_api import Page

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.register import Person
from mock_portal.web.server import Portal as PracticePortal
from pages.catalogue import shipped
from pages.errors import NoAnswer, Unavailable
from pages.profile import Portal
from pages.terms import Verified
from pages.verification import VerificationPage
from tests.mock_portal.clerk import Clerk

DONE = "您的短信核验已全部完成,该请求将提交管局审核"


@pytest.fixture
def portal(practice: PracticePortal) -> Portal:
    return shipped("practice/河南").at(practice.url)


@pytest.fixture
def people(practice: PracticePortal) -> tuple[Person, Person]:
    """File the whole subject in 河南, let the codes go out, and return the two persons who get one."""
    clerk = Clerk(account="henan", desk=practice.desk)
    subject = practice.office.accounts("河南")[0].subjects[0]
    clerk.accepted(subject.number)
    practice.office.advance(minutes=8)
    assert subject.sites[0].person
    return subject.person, subject.sites[0].person


def code_of(office: PracticeOffice, person: Person) -> str:
    return [one.code for one in office.verifications.messages if one.mobile == person.mobile][-1]


def drag(page: VerificationPage, *, to: float = 1.0) -> None:
    """Move the slider as a person does, so far of its way."""
    page.page.get_by_role("slider", disabled=False).wait_for()
    box = page.slider.bounding_box()
    assert box
    mouse, middle = page.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + 20, middle)
    mouse.down()
    mouse.move(box["x"] + 20 + (box["width"] - 44) * to, middle, steps=15)
    mouse.up()


def test_two_persons_enter_their_codes(
    page: Page, portal: Portal, office: PracticeOffice, people: tuple[Person, Person]
) -> None:
    head, keeper = people
    check = VerificationPage(page, portal).open()
    assert check.unmet() == []

    check.fill("000000", head.mobile, head.last_six)
    assert not check.slider_done()
    with pytest.raises(NoAnswer, match="nobody has moved"):
        check.submit()
    drag(check)
    check.wait_for_slider(5)
    assert check.submit() == ("您的短信核验失败,请输入正确的信息", Verified.WRONG)
    assert check.slider.get_attribute("aria-valuenow") == "0"

    old = code_of(office, head)
    office.faults.add("Delay@verify,seconds=0.5")
    assert check.resend(head.mobile, head.last_six) == ("短信验证码已重新发送", Verified.SENT)
    assert code_of(office, head) != old
    check.open()
    check.fill(code_of(office, head), head.mobile, head.last_six.lower())
    drag(check)
    check.wait_for_slider(5)
    assert check.submit() == ("您的短信核验完成,请等待其他核验人进行短信核验", Verified.WAIT_OTHERS)

    check.open()
    check.fill(code_of(office, keeper), keeper.mobile, keeper.last_six)
    drag(check)
    check.wait_for_slider(5)
    assert check.submit() == (DONE, Verified.DONE)
    assert [one.status for one in office.applications] == ["审核中"]
    assert {piece.name for piece in check.skeleton().named("button")} == {"提交核验", "重新发送"}


def test_a_slider_that_nobody_moves_to_its_end_is_no_answer_in_time(
    page: Page, portal: Portal, office: PracticeOffice, people: tuple[Person, Person]
) -> None:
    head, _ = people
    check = VerificationPage(page, portal).open()
    check.fill(code_of(office, head), head.mobile, head.last_six)
    drag(check, to=0.8)
    for key in ("ArrowRight", "End"):
        check.slider.press(key)
    check.page.evaluate(
        "() => document.querySelector('.slider-handle').dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}))"
    )
    begun = time.monotonic()
    with pytest.raises(NoAnswer, match=r"0\.4 seconds"):
        check.wait_for_slider(0.4)
    assert time.monotonic() - begun < 5
    assert not check.slider_done()
    assert office.verifications.all[0].wrong == 0


def test_a_ministry_that_is_out_of_order_says_so_and_nothing_was_taken(
    page: Page, portal: Portal, office: PracticeOffice, people: tuple[Person, Person]
) -> None:
    head, _ = people
    check = VerificationPage(page, portal).open()
    office.faults.add("Error500@verify")
    with pytest.raises(Unavailable, match="系统异常"):
        check.resend(head.mobile, head.last_six)
    assert len(office.verifications.messages) == 2
