"""The old portal by its profile, in a browser: silence, native windows, frames, GBK, one post with everything."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from pages.catalogue import shipped
from pages.ears import ears_of
from pages.errors import FormChanged, PageChanged, Refused, SignedOut, SignInRefused, Unavailable
from pages.home import Home
from pages.profile import Portal
from pages.province_selector import ProvinceSelector
from pages.readings import Entry
from pages.submission import SubmissionPage
from pages.terms import Kind, Material, Reason, RecordStatus
from pages.walking import walk
from tests.conftest import no_captcha
from tests.mock_portal.clerk import Clerk
from tests.support import MATERIALS, a_file, entry_of

SUBJECT = "皖ICP备20170909号"
SITE = f"{SUBJECT}-1"
TEXT = "因公司业务调整，该网站已停止运营，不再提供服务"
ENTRY = entry_of(Kind.SITE, SITE, "壬丑在线", TEXT, Reason.STOPPED)


@pytest.fixture
def portal(practice: PracticePortal) -> Portal:
    return shipped("practice/安徽").at(practice.url)


@pytest.fixture
def selector(page: Page, portal: Portal) -> ProvinceSelector:
    return ProvinceSelector(page, page, portal).open()


@pytest.fixture
def home(selector: ProvinceSelector) -> Home:
    return selector.choose("安徽").sign_in("anhui", "Anhui-2026", no_captcha)


@pytest.fixture
def form(home: Home) -> SubmissionPage:
    return home.records().cancel(SITE).confirm()


def fill_whole(form: SubmissionPage, what: Entry = ENTRY, **more: str) -> None:
    files = {**MATERIALS, **{Material(material): name for material, name in more.items()}}
    form.enter(
        what,
        {material: (name, a_file(MATERIALS.get(material, "licence.pdf"))) for material, name in files.items()},
        lambda: None,
    )


def test_a_province_opens_a_window_of_its_own(selector: ProvinceSelector, page: Page) -> None:
    login = selector.choose("安徽")
    assert login.page is not page and "/anhui/" in login.page.url
    assert "jsessionid" in login.sign_in("anhui", "Anhui-2026", no_captcha).page.url


def test_a_page_that_is_not_ready_yet_is_asked_for_its_provinces_again(
    page: Page, portal: Portal, office: PracticeOffice
) -> None:
    office.faults.add("Slow@*,seconds=0.8")
    assert ProvinceSelector(page, page, portal).open().choose("安徽").is_here()


def test_a_wrong_password_is_read_from_the_native_window_and_tried_once(
    selector: ProvinceSelector, office: PracticeOffice
) -> None:
    with pytest.raises(SignInRefused) as caught:
        selector.choose("安徽").sign_in("anhui", "falsch", no_captcha)
    assert (caught.value.reason, "账号或密码错误" in caught.value.words) == ("wrong_password", True)
    assert len(office.sign_ins) == 1


@pytest.mark.parametrize("fault", ["", "Slow@*,seconds=0.4"], ids=["at once", "slowly"])
def test_an_announcement_at_arrival_is_no_complaint(
    selector: ProvinceSelector, office: PracticeOffice, fault: str
) -> None:
    office.notice = "今晚二十二点起系统升级"
    if fault:
        office.faults.add(fault)
    home = selector.choose("安徽").sign_in("anhui", "Anhui-2026", no_captcha)
    assert [row.number for row in home.records().read_all().rows] == [SUBJECT, SITE, f"{SUBJECT}-2"]


def test_the_lists_are_read_in_their_iframe_and_loaded_anew(home: Home, office: PracticeOffice) -> None:
    first = home.records().read_all()
    assert (first.total, first.complete) == (3, True)
    assert {row.status for row in first.rows} == {RecordStatus.NORMAL}
    assert home.applications().read_all().rows == ()
    assert home.records().search(f"{SUBJECT}-2")[0].site == "壬丑社区"


def test_a_form_that_is_sent_by_get_is_refused_unless_the_profile_names_it(home: Home, page: Page) -> None:
    form = home.records().cancel(SITE).confirm()
    form.check()
    sent = "button => { button.form.method = 'get'; return new URL(button.form.action).pathname; }"
    path = form.submit_button.evaluate(sent)
    with pytest.raises(FormChanged, match="sent by GET"):
        form.check()
    named = form.portal.form.model_copy(update={"sends": f"GET {path.rpartition(';')[0] or path}"})
    form.portal = form.portal.model_copy(update={"form": named})
    form.check()


def test_a_list_that_loads_slowly_is_not_read_from_the_old_one(home: Home, office: PracticeOffice) -> None:
    assert home.records().read_all().rows[1].status is RecordStatus.NORMAL
    clerk = Clerk(office, "anhui")
    clerk.prepare(SITE)
    assert clerk.hand_in(SITE).code == 0
    office.faults.add("Slow@select,seconds=1.5")
    assert home.records().read_all().rows[1].status is RecordStatus.CANCELLING
    assert [row.number for row in home.applications().read_all().rows] == [SITE]


def test_a_long_list_is_read_page_by_page_and_searched(
    selector: ProvinceSelector, office: PracticeOffice, practice: PracticePortal
) -> None:
    from mock_portal.office.seed import accounts

    agency = next(one for one in accounts() if one.name == "lingnan")
    office.add_account("安徽", "agency", "Agency-2026", agency.subjects[:10])
    home = selector.choose("安徽").sign_in("agency", "Agency-2026", no_captcha)
    read = home.records().read_all()
    assert read.complete and read.total == len(read.rows) > 20
    last = read.rows[-1].number
    assert last in home.records().cancel(last).text()


def test_the_question_is_kept_and_the_form_is_left_again(home: Home) -> None:
    dialog = home.records().cancel(SITE)
    assert SITE in dialog.text() and "注销后不可恢复" in dialog.text()
    dialog.dismiss()
    assert home.records().read_all().total == 3


def test_the_question_counts_the_sites_of_a_subject(home: Home) -> None:
    assert home.records().cancel(SUBJECT).sites() == 2


def test_without_a_choice_the_button_is_silent_and_that_is_noticed(home: Home, page: Page) -> None:
    records = home.records()
    ears_of(records.page).patience = 1.5
    with pytest.raises(PageChanged, match="did not ask 您确定要注销"):
        walk(records, records.portal.records.act["*"][1:], {})


def test_a_record_that_is_no_longer_in_force_is_refused_in_a_native_window(home: Home, office: PracticeOffice) -> None:
    clerk = Clerk(office, "anhui")
    clerk.prepare(SITE)
    assert clerk.hand_in(SITE).code == 0
    with pytest.raises(Refused, match="注销"):
        home.records().cancel(SITE)


def test_the_form_says_whose_record_it_is(form: SubmissionPage) -> None:
    shown = form.shown()
    assert (shown.unit, shown.site, shown.number) == ("安徽壬丑科技有限公司", "壬丑在线", SITE)
    form.check()


@pytest.mark.parametrize("name", ["营业执照  副本.pdf", "\u3000营业执照.pdf"])
def test_a_file_is_handed_in_whatever_blanks_its_name_has(
    form: SubmissionPage, office: PracticeOffice, name: str
) -> None:
    fill_whole(form, ENTRY, **{Material.LICENCE: name})
    assert form.submit(8).serial
    assert name.strip() in {file.name for file in office.applications[0].files}


def test_everything_goes_with_one_post_and_the_serial_is_heard(form: SubmissionPage, office: PracticeOffice) -> None:
    fill_whole(form)
    form.ready()
    assert office.arrivals == []
    answer = form.submit(8)
    [application] = office.applications
    assert (answer.serial, answer.receipt) == (application.serial, True)
    assert application.reason.text == TEXT
    assert {file.name for file in application.files} == set(MATERIALS.values())


@pytest.mark.parametrize(
    "entry",
    [
        entry_of(Kind.SITE, SITE, "壬丑在线", TEXT, Reason.DOMAIN_CHANGED, new_domain="renchou.example"),
        entry_of(Kind.ACCESS, SITE, "壬丑在线", TEXT, Reason.WRONG_INFORMATION, wrong="名称有误", right="应为壬丑"),
    ],
    ids=["域名变更", "备案信息错误"],
)
def test_each_reason_has_its_own_fields(form: SubmissionPage, office: PracticeOffice, entry: Entry) -> None:
    fill_whole(form, entry, **({Material.DOMAIN: "domain.pdf"} if entry.values["reason.new_domain"] else {}))
    form.submit(8)
    [application] = office.applications
    told = (entry.values["reason.new_domain"], entry.values["reason.wrong"])
    assert (application.reason.new_domain, application.reason.wrong) == told


def test_a_file_is_not_put_into_a_place_that_is_hidden(form: SubmissionPage, office: PracticeOffice) -> None:
    ears_of(form.page).patience = 1
    with pytest.raises(PageChanged, match="no field stands beside 公司注销证明"):
        fill_whole(form, ENTRY, **{Material.DISSOLUTION: "extra.pdf"})
    with pytest.raises(PageChanged, match="no place for 股东会决议"):
        fill_whole(form, ENTRY, **{Material.RESOLUTION: "extra.pdf"})
    assert office.arrivals == []


def test_what_the_old_character_set_has_not_is_refused_before_it_is_typed(form: SubmissionPage) -> None:
    with pytest.raises(Refused, match="𠮷"):
        form.fill(entry_of(Kind.SITE, SITE, "壬丑在线", TEXT + "𠮷", Reason.STOPPED))
    with pytest.raises(Refused, match=r"𠮷 in 执照𠮷\.pdf"):
        fill_whole(form, ENTRY, **{Material.LICENCE: "执照𠮷.pdf"})
    assert form.scope.get_by_label("原因说明").input_value() == ""


def test_a_refusal_is_read_from_the_native_window_with_its_code(form: SubmissionPage, office: PracticeOffice) -> None:
    form.fill(ENTRY)
    answer = form.submit(8)
    assert answer.words.startswith("[1104]") and "营业执照副本" in answer.words
    assert isinstance(answer.error, Refused) and office.applications == []


@pytest.mark.parametrize(
    ("fault", "error", "filed"),
    [
        ("Error500AfterCommit", Unavailable, 1),
        ("Maintenance@submit", Unavailable, 0),
        ("SessionExpired@submit", SignedOut, 0),
    ],
)
def test_what_comes_instead_of_an_answer_is_told_apart(
    form: SubmissionPage, office: PracticeOffice, fault: str, error: type[Exception], filed: int
) -> None:
    fill_whole(form)
    office.faults.add(fault)
    answer = form.submit(4)
    assert isinstance(answer.error, error), answer
    assert answer.serial is None and len(office.applications) == filed
    assert len(form.page.context.pages) == 2, "the window of the answer is closed again"


def test_a_session_that_is_lost_shows_the_sign_in_inside_the_frame(home: Home, office: PracticeOffice) -> None:
    office.faults.add("SessionExpired@list")
    with pytest.raises(SignedOut):
        home.records().read_all()


def test_a_native_window_that_nobody_expected_ends_the_act_with_its_words(home: Home, office: PracticeOffice) -> None:
    office.faults.add("Error500@list,times=5")
    with pytest.raises(Unavailable, match="系统异常"):
        home.records().read_all()


@pytest.mark.parametrize("spoil", [lambda page: page.get_by_role("button", name="提交").evaluate("e => e.remove()")])
def test_a_missing_button_is_seen_before_anything_is_entered(
    form: SubmissionPage, office: PracticeOffice, spoil: Callable[[object], object]
) -> None:
    spoil(form.scope)
    with pytest.raises(PageChanged, match=r"form\.submit"):
        form.check()
    assert office.arrivals == []


def test_the_form_is_closed_on_the_way_back_to_the_lists(form: SubmissionPage, portal: Portal) -> None:
    home = Home.within(form.page, portal)
    assert home.records().read_all().total == 3
