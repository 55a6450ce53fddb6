"""The way in on real kits: CAPTCHAs that a person reads, notices over the page, what is missing named as what it is."""

import pytest
from playwright.sync_api import Page

from pages.catalogue import load_profile
from pages.ears import ears_of
from pages.errors import PageChanged, SignInRefused
from pages.profile import Portal
from pages.province_selector import ProvinceSelector
from tests.kits.portals.server import FOLDER, KitPortal
from tests.support import PASSWORDS


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(5000)
    ears_of(page).patience = 5
    return page


@pytest.fixture
def portal(site: KitPortal) -> Portal:
    return load_profile(FOLDER / site.site / "profile.toml").at(site.url)


def test_a_captcha_is_read_by_a_person_and_a_slip_may_be_mended_once(
    page: Page, portal: Portal, site: KitPortal
) -> None:
    asked: list[int] = []

    def read(picture: bytes) -> str:
        asked.append(len(picture))
        return "nono" if len(asked) == 1 else list(site.desk.captchas.open().values())[-1]

    login = ProvinceSelector.within(page, portal).open().choose("上海")
    login.sign_in("pujiang", PASSWORDS["pujiang"], read).records()
    assert len(asked) == 2 and min(asked) > 100
    assert [one.ok for one in site.office.sign_ins][-1]


@pytest.mark.parametrize("running", ["element", "antd"], indirect=True)
def test_a_picture_that_is_not_there_is_named_with_those_that_are(page: Page, portal: Portal) -> None:
    words = portal.sign_in.model_copy(update={"captcha_image": ("验证码图片",)})
    login = ProvinceSelector.within(page, portal.model_copy(update={"sign_in": words})).open().choose("上海")
    with pytest.raises(PageChanged, match=r"shows no picture 验证码图片 \(sign_in.captcha_image\)"):
        login.sign_in("pujiang", PASSWORDS["pujiang"], lambda _picture: "never")


def test_a_wrong_password_is_named_as_one(page: Page, portal: Portal) -> None:
    login = ProvinceSelector.within(page, portal).open().choose("广东")
    with pytest.raises(SignInRefused) as raised:
        login.sign_in("zhixing", "Zhixing-2025", lambda _picture: "never")
    assert raised.value.reason == "wrong_password"


@pytest.mark.parametrize("running", ["element", "cards", "layui"], indirect=True)
def test_a_notice_is_closed_before_it_covers_an_act(page: Page, portal: Portal, site: KitPortal) -> None:
    site.office.notice = "平台将于周日凌晨升级维护，请合理安排办理时间。"
    notice = {"there": "系统公告", "close": "我知道了"} if site.site == "element" else None
    told = portal.model_validate({**portal.model_dump(), "notices": [notice]}) if notice else portal
    login = ProvinceSelector.within(page, told).open().choose("广东")
    home = login.sign_in("zhixing", PASSWORDS["zhixing"], lambda _picture: "never")
    assert home.records().read_all().rows
    assert site.office.notice
