"""The ministry's page and the sign-in, in a browser."""

import pytest
from playwright.sync_api import Page, expect
from pydantic import TypeAdapter

from mock_portal.desk.faults import Error500, Maintenance
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from pages.ears import ears_of
from pages.errors import NoAnswer, NoWay, PageChanged, SignInRefused, Unavailable
from pages.finding import field_beside
from pages.profile import Portal
from pages.province_selector import ProvinceSelector
from pages.steps import Steps
from pages.terms import PROVINCES
from tests.conftest import no_captcha
from tests.mock_portal.clerk import Clerk


def shown_captcha(practice: PracticePortal) -> str:
    """Return what the CAPTCHA drawn last says, as a person reads it."""
    return list(practice.desk.captchas.open().values())[-1]


def test_every_province_has_an_entrance(selector: ProvinceSelector) -> None:
    links = selector.page.locator(".regions a").all_inner_texts()
    assert set(links) == set(PROVINCES)


@pytest.mark.parametrize("province", ["北京", "内蒙古", "新疆"])
def test_a_province_leads_to_its_own_sign_in(selector: ProvinceSelector, province: str) -> None:
    login = selector.choose(province)
    expect(login.page.locator("h1")).to_contain_text(province)


def test_a_portal_that_does_not_answer_is_unavailable(page: Page, portal: Portal) -> None:
    nobody = portal.at("http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        ProvinceSelector(page, page, nobody).open()


def test_a_ministry_page_without_its_heading_is_a_changed_page_with_its_neighbours(page: Page, portal: Portal) -> None:
    page.set_default_timeout(1500)
    words = portal.select.model_copy(update={"landmark": ("请选择省市",)})
    with pytest.raises(PageChanged) as caught:
        ProvinceSelector(page, page, portal.model_copy(update={"select": words})).open()
    assert "请选择省份" in str(caught.value)


def test_signing_in_leads_to_the_personal_centre(selector: ProvinceSelector, office: PracticeOffice) -> None:
    home = selector.choose("广东").sign_in("zhixing", "Zhixing-2026", no_captcha)
    assert home.is_here()
    assert [(entry.account, entry.ok) for entry in office.sign_ins] == [("zhixing", True)]


def test_a_wrong_password_is_tried_once_and_said_in_the_portals_words(
    selector: ProvinceSelector, office: PracticeOffice
) -> None:
    with pytest.raises(SignInRefused) as caught:
        selector.choose("广东").sign_in("zhixing", "wrong", no_captcha)
    assert caught.value.reason == "wrong_password"
    assert "账号或密码错误，您还可以尝试4次" in caught.value.words
    assert len(office.sign_ins) == 1


def test_a_locked_account_is_told_apart(selector: ProvinceSelector, practice: PracticePortal) -> None:
    somebody = Clerk(desk=practice.desk)
    for _ in range(5):
        somebody.sign_in("wrong")
    login = selector.choose("广东")
    with pytest.raises(SignInRefused) as caught:
        login.sign_in("zhixing", "Zhixing-2026", no_captcha)
    assert caught.value.reason == "locked"


def test_a_captcha_is_read_by_a_person(selector: ProvinceSelector, practice: PracticePortal) -> None:
    shown: list[bytes] = []

    def person(picture: bytes) -> str:
        shown.append(picture)
        return shown_captcha(practice)

    home = selector.choose("上海").sign_in("pujiang", "Pujiang-2026", person)
    assert home.is_here()
    assert shown[0].startswith(b"\x89PNG")


def test_a_misread_captcha_may_be_read_once_more(selector: ProvinceSelector, practice: PracticePortal) -> None:
    answers = iter(["0000", ""])

    def person(_picture: bytes) -> str:
        return next(answers) or shown_captcha(practice)

    assert selector.choose("上海").sign_in("pujiang", "Pujiang-2026", person).is_here()


def test_a_captcha_that_comes_after_the_button_was_pressed_costs_no_reading(
    selector: ProvinceSelector, office: PracticeOffice, practice: PracticePortal
) -> None:
    """The page asks for it when the account was typed, and may be answered late; a person may still slip once."""
    login = selector.choose("上海")
    office.faults.add("Slow@*,seconds=0.8")
    answers = iter(["0000", ""])
    shown: list[bytes] = []

    def person(picture: bytes) -> str:
        shown.append(picture)
        return next(answers) or shown_captcha(practice)

    assert login.sign_in("pujiang", "Pujiang-2026", person).is_here()
    assert len(shown) == len(set(shown)) == 2, "the second picture is another: the first is not good for anything"


def test_an_unanswered_captcha_signs_nobody_in(selector: ProvinceSelector, office: PracticeOffice) -> None:
    def nobody(_picture: bytes) -> str:
        raise NoAnswer("nobody there")

    with pytest.raises(NoAnswer):
        selector.choose("上海").sign_in("pujiang", "Pujiang-2026", nobody)
    assert office.sign_ins == []


@pytest.mark.parametrize("kind", ["slider", "click"])
def test_a_captcha_that_is_no_picture_is_left_to_a_person_with_nothing_typed(
    page: Page, portal: Portal, office: PracticeOffice, kind: str
) -> None:
    login = ProvinceSelector(page, page, portal.model_copy(update={"captcha": kind})).open().choose("广东")
    with pytest.raises(NoAnswer, match=kind):
        login.sign_in("zhixing", "Zhixing-2026", no_captcha)
    assert login.account.input_value() == "" and office.sign_ins == []


@pytest.mark.parametrize("fault", [Error500(step="sign_in"), Maintenance(step="sign_in")])
def test_an_office_out_of_order_is_unavailable_and_no_refusal(
    selector: ProvinceSelector, office: PracticeOffice, fault: Error500
) -> None:
    office.faults.add(fault)
    with pytest.raises(Unavailable):
        selector.choose("广东").sign_in("zhixing", "Zhixing-2026", no_captcha)


def test_by_night_the_portal_is_out_of_order_and_not_changed(
    page: Page, portal: Portal, office: PracticeOffice
) -> None:
    office.nights = (8, 18)
    page.set_default_timeout(500)
    with pytest.raises(Unavailable, match="系统正在维护中"):
        ProvinceSelector(page, page, portal).open()


def test_forgotten_password_and_account_are_working_pages(selector: ProvinceSelector, page: Page) -> None:
    selector.choose("广东")
    page.get_by_role("link", name="忘记密码").click()
    field_beside(page, ("账号",)).fill("zhixing")
    field_beside(page, ("证件号码后6位",)).fill("01234X")
    page.get_by_role("button", name="发送重置短信").click()
    page.get_by_text("重置短信已发送至 138****8000").wait_for()
    page.get_by_role("link", name="返回登录").click()
    page.get_by_role("link", name="找回账号").click()
    field_beside(page, ("统一社会信用代码",)).fill("91440300708461136T")
    page.get_by_role("button", name="查询账号").click()
    page.get_by_text("您的账号为").wait_for()


DRAWN_ANEW = """() => {
    const password = document.querySelector('input[type=password]');
    document.querySelector('button[type=submit]').addEventListener('focus', () => {
        const fresh = password.cloneNode(true);
        fresh.value = '';
        password.replaceWith(fresh);
    }, { once: true });
}"""


def test_a_sign_in_that_is_drawn_anew_after_typing_is_typed_again_and_sent_once(
    selector: ProvinceSelector, office: PracticeOffice
) -> None:
    login = selector.choose("广东")
    login.page.evaluate(DRAWN_ANEW)
    assert login.sign_in("zhixing", "Zhixing-2026", no_captcha).is_here()
    assert [entry.ok for entry in office.sign_ins] == [True]


def test_a_step_to_the_sign_in_that_does_not_go_is_named_though_the_sign_in_stands_there(
    page: Page, portal: Portal
) -> None:
    ears_of(page).patience = 1.5
    steps = TypeAdapter(Steps).validate_python(["短信登录"])
    lost = portal.model_copy(update={"sign_in": portal.sign_in.model_copy(update={"steps": steps})})
    with pytest.raises(NoWay, match="短信登录 is there 0 times"):
        ProvinceSelector(page, page, lost).open().choose("广东")
