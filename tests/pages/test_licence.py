"""The pages of the licences' platform, each once in a browser: typed, saved, pledged, submitted."""

import pytest
from playwright.sync_api import Page, expect

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from pages.catalogue import shipped
from pages.ears import ears_of
from pages.errors import PageChanged, Refused, Unavailable
from pages.home import Home
from pages.matching import exactly
from pages.profile import Portal
from pages.province_selector import ProvinceSelector
from pages.readings import Entry
from pages.submission import SubmissionPage
from pages.terms import Kind, Material, RecordStatus, SiteState
from tests.conftest import no_captcha
from tests.support import a_file, entry_of

NUMBER = "粤B2-20090191"
TEXT = "已提前三十日公告，用户数据已导出并删除，余额已退还"


def entry(state: SiteState = SiteState.CLOSED, /, **changes: str) -> Entry:
    known = {"number": NUMBER, "site": "知行商城", "text": TEXT, "since": "2026-01-31", "business": "信息服务业务"}
    return entry_of(Kind.LICENCE, cause=state, **{**known, **changes})


FILES = {Material.LICENCE: "licence.pdf", Material.IDENTITY: "identity.jpg", Material.CLOSED: "application.pdf"}


@pytest.fixture
def portal(practice: PracticePortal) -> Portal:
    return shipped("practice/许可证").at(practice.url)


@pytest.fixture
def home(page: Page, portal: Portal) -> Home:
    login = ProvinceSelector.within(page, portal).open().choose("广东")
    return login.sign_in("zhixing_zx", "ZhixingZX-2026", no_captcha)


@pytest.fixture
def form(home: Home) -> SubmissionPage:
    return home.records().cancel(NUMBER).confirm()


def fill_whole(form: SubmissionPage, what: Entry) -> None:
    form.enter(what, {material: (name, a_file(name)) for material, name in FILES.items()}, lambda: None)


def test_the_platform_is_its_own_entrance_and_lists_the_licences(home: Home) -> None:
    rows = home.records().read_all().rows
    assert [(row.number, row.status) for row in rows] == [
        (NUMBER, RecordStatus.NORMAL), ("粤B2-20150382", RecordStatus.NORMAL), ("粤B2-20190777", RecordStatus.NORMAL),
    ]  # fmt: skip
    assert home.applications().read_all().rows == ()


def test_the_notice_may_be_dismissed(home: Home, office: PracticeOffice) -> None:
    dialog = home.records().cancel(NUMBER)
    assert "注销后不可恢复" in dialog.text() and dialog.sites() is None
    dialog.dismiss()
    assert home.records().read_all().total == 3


def test_a_licence_that_is_not_listed_is_refused_before_any_notice(home: Home) -> None:
    with pytest.raises(Refused, match="lists no record"):
        home.records().cancel("粤B2-20000000")


def test_the_form_says_who_holds_it_and_leaves_the_rest_to_be_typed(form: SubmissionPage) -> None:
    form.check()
    shown = form.shown()
    assert (shown.unit, shown.site, shown.number) == ("深圳市知行网络科技有限公司", None, None)


@pytest.mark.parametrize("state", SiteState)
def test_the_form_has_places_for_what_its_profile_says_and_for_nothing_else(
    form: SubmissionPage, state: SiteState
) -> None:
    form._enter(form.words.fill[2], entry(state))
    known = form.portal.form.materials
    labels = {one: form.scope.get_by_text(exactly(words)).filter(visible=True) for one, words in known.items()}
    offered = [one for one, label in labels.items() if label.count()]
    assert offered == [one for one in known if state in (form.portal.causes_of(one) or [state])]


def test_a_material_that_the_platform_has_no_place_for_is_said(form: SubmissionPage, office: PracticeOffice) -> None:
    files = {**FILES, Material.APPLICATION: "application.pdf"}
    with pytest.raises(PageChanged, match="no place for 注销申请书"):
        form.enter(entry(), {each: (name, a_file(name)) for each, name in files.items()}, lambda: None)
    assert office.arrivals == []


def test_saved_and_submitted_it_brings_a_serial(form: SubmissionPage, office: PracticeOffice) -> None:
    expect(form.submit_button).to_be_disabled()
    fill_whole(form, entry())
    form.ready()
    assert office.arrivals == [], "saving files nothing"
    answer = form.submit(8)
    [application] = office.applications
    assert (answer.serial, answer.receipt) == (application.serial, True)
    assert (application.number, application.reason.since) == (NUMBER, "2026-01-31")
    assert len(application.files) == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"site": "知行商店"}, "2001"),
        ({"number": "粤B2-20190777", "site": "知行直播"}, "2002"),
        ({"since": "2026-13-01"}, "2006"),
        ({"text": "短"}, "2005"),
    ],
)
def test_what_the_office_does_not_save_is_said_in_its_words(
    form: SubmissionPage, office: PracticeOffice, changes: dict[str, str], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        fill_whole(form, entry(**changes))
    assert office.arrivals == []


def test_a_missing_material_is_said_when_saving(form: SubmissionPage, office: PracticeOffice) -> None:
    with pytest.raises(Refused, match="材料不齐全"):
        form.enter(entry(), {Material.LICENCE: ("licence.pdf", a_file())}, lambda: None)
    assert office.arrivals == []


def test_a_pledge_that_the_profile_does_not_know_is_not_copied(form: SubmissionPage, office: PracticeOffice) -> None:
    form.scope.get_by_text("本单位承诺").evaluate("e => { e.textContent = '本单位自愿放弃一切权利。' }")
    ears_of(form.page).patience = 1
    with pytest.raises(PageChanged):
        fill_whole(form, entry())
    assert form.scope.locator("#pledge").input_value() == "" and office.arrivals == []


def test_a_save_that_says_nothing_is_no_save(form: SubmissionPage, office: PracticeOffice) -> None:
    ears_of(form.page).patience = 2
    office.faults.add("Error500@upload,after=3")
    with pytest.raises(Unavailable):
        fill_whole(form, entry())
    assert office.arrivals == []
