"""The form, in a browser: read back what was filled, list what was uploaded, hear every refusal."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from mock_portal.desk.faults import UploadToastWithoutFile
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from pages import recognising
from pages.base import wording_at
from pages.ears import ears_of
from pages.errors import FormChanged, NotTaken, PageChanged, PortalError
from pages.home import Home
from pages.matching import exactly
from pages.readings import Entry
from pages.submission import SubmissionPage
from pages.terms import Kind, Material, Meaning, Reason
from tests.mock_portal.clerk import Clerk
from tests.support import MATERIALS, a_file, entry_of, green

SITE = "粤ICP备12345678号-1"
SUBJECT = "粤ICP备12345678号"
CREDENTIALS = {"account": "zhixing", "password": "Zhixing-2026"}
TEXT = "因公司业务调整，该网站已停止运营，不再提供服务"


def entry(kind: Kind, reason: Reason, text: str, **more: str) -> Entry:
    return entry_of(kind, SITE, "知行商城", text, reason, **more)


ENTRY = entry(Kind.SITE, Reason.STOPPED, TEXT)


@pytest.fixture
def form(home: Home) -> SubmissionPage:
    return home.records().cancel(SITE).confirm()


def fill_whole(form: SubmissionPage, what: Entry = ENTRY, **more: str) -> None:
    files = {material: (name, a_file(name)) for material, name in MATERIALS.items()}
    form.enter(what, files | {Material(material): (name, a_file()) for material, name in more.items()})


def attach(form: SubmissionPage, material: Material, name: str, data: bytes) -> None:
    """Hand in one file where the form has its place."""
    [field] = [each for each in form.words.fill if material in each.files]
    form._uploads.send(field, name, data)
    form._uploads.stay()


def listed(form: SubmissionPage) -> list[str]:
    """Return the names of the files that lie in the form."""
    return form.scope.locator(".el-upload-list__item:not(.el-list-leave-active)").all_inner_texts()


def field(form: SubmissionPage, label: str) -> Locator:
    part = recognising.field_of(form.scope, (label,), form.kits, form.outer)
    return recognising.control(form.page, form.outer, part, form.kits, label).box()


def test_the_form_says_whose_record_it_is(form: SubmissionPage) -> None:
    shown = form.shown()
    assert (shown.unit, shown.site, shown.number) == ("深圳市知行网络科技有限公司", "知行商城", SITE)


def test_a_filled_form_brings_a_serial(form: SubmissionPage, office: PracticeOffice) -> None:
    fill_whole(form)
    form.ready()
    assert office.arrivals == [], "a trial click sends nothing"
    answer = form.submit(8)
    assert answer.receipt and answer.serial == office.applications[0].serial
    assert form.portal.meaning_of(answer.words) is Meaning.ACCEPTED


@pytest.mark.parametrize(
    ("entry", "material"),
    [
        (entry(Kind.SITE, Reason.DOMAIN_CHANGED, TEXT, new_domain="zhixing.example"), Material.DOMAIN),
        (entry(Kind.SITE, Reason.WRONG_INFORMATION, TEXT, wrong="名称有误", right="名称应为知行"), None),
        (entry(Kind.SITE, Reason.DISSOLVED, TEXT), Material.DISSOLUTION),
        (entry(Kind.ACCESS, Reason.OTHER, TEXT), None),
    ],
)
def test_each_reason_has_its_own_fields_and_materials(
    form: SubmissionPage, office: PracticeOffice, entry: Entry, material: Material | None
) -> None:
    fill_whole(form, entry, **({material: "extra.pdf"} if material else {}))
    assert form.submit(8).serial
    reason = office.applications[0].reason
    told = [entry.values[f"reason.{name}"] for name in ("category", "new_domain", "wrong")]
    assert [str(reason.category), reason.new_domain, reason.wrong] == told
    assert len(office.applications[0].files) == len(MATERIALS) + (material is not None)


@pytest.mark.parametrize("reason", Reason)
def test_the_form_has_places_for_what_its_profile_says_and_for_nothing_else(
    form: SubmissionPage, reason: Reason
) -> None:
    more = {"域名变更": {"new_domain": "zhixing.example"}, "备案信息错误": {"wrong": "甲", "right": "乙"}}
    form.fill(entry(Kind.SITE, reason, TEXT, **more.get(reason, {})))
    known = form.portal.form.materials
    offered = [
        one for one, words in known.items() if form.scope.get_by_text(exactly(words)).filter(visible=True).count()
    ]
    assert offered == [one for one in known if reason in (form.portal.causes_of(one) or [reason])]


def test_a_material_without_a_place_is_said_and_nothing_is_sent(
    form: SubmissionPage, page: Page, office: PracticeOffice
) -> None:
    ears_of(page).patience = 1
    with pytest.raises(PageChanged, match="no field stands beside 公司注销证明"):
        fill_whole(form, ENTRY, **{Material.DISSOLUTION: "extra.pdf"})
    with pytest.raises(PageChanged, match="no place for 股东会决议"):
        fill_whole(form, ENTRY, **{Material.RESOLUTION: "extra.pdf"})
    assert office.arrivals == []


def test_a_reason_that_the_profile_has_no_word_for_is_not_entered(form: SubmissionPage) -> None:
    form.words = form.words.model_copy(update={"reasons": {}})
    with pytest.raises(PageChanged, match="注销原因: the profile has no word for 网站停止运营"):
        form.fill(ENTRY)


def test_an_upload_counts_when_the_portal_lists_it(form: SubmissionPage, page: Page, office: PracticeOffice) -> None:
    ears_of(page).patience = 2
    office.faults.add(UploadToastWithoutFile(step="upload"))
    with pytest.raises(PageChanged, match=r"营业执照副本 does not list licence\.pdf"):
        attach(form, Material.LICENCE, "licence.pdf", a_file())
    attach(form, Material.LICENCE, "licence.pdf", a_file())
    assert listed(form) == ["licence.pdf"]


@pytest.mark.parametrize("name", ["营业执照  副本.pdf", "\u3000营业执照.pdf", "营业执照\u00a0副本.pdf", " a   b .pdf"])
def test_a_file_is_listed_whatever_blanks_its_name_has(form: SubmissionPage, office: PracticeOffice, name: str) -> None:
    attach(form, Material.LICENCE, name, a_file())
    assert [" ".join(each.split()) for each in listed(form)] == [" ".join(name.split())]


def test_leftovers_are_removed(form: SubmissionPage, home: Home, office: PracticeOffice) -> None:
    attach(form, Material.LICENCE, "old.pdf", a_file())
    attach(form, Material.LICENCE, "older.pdf", a_file())
    again = home.records().cancel(SITE).confirm()
    assert sorted(listed(again)) == ["old.pdf", "older.pdf"], "the portal keeps what was uploaded before"
    fill_whole(again)
    assert again.submit(8).serial
    assert {file.name for file in office.applications[0].files} == set(MATERIALS.values())


@pytest.mark.parametrize(("drift", "said"), [("rename_button", "0 times"), ("visible_twin", "2 times")])
def test_what_is_not_there_once_is_a_changed_form(home: Home, office: PracticeOffice, drift: str, said: str) -> None:
    office.drifts.add(drift)
    home.page.reload()
    with pytest.raises(FormChanged, match=said):
        home.records().cancel(SITE).confirm().check()


def test_a_picture_shows_what_the_portal_says_unless_it_lies_over_what_was_filled_in(form: SubmissionPage) -> None:
    attach(form, Material.LICENCE, "licence.pdf", a_file())
    form.page.evaluate("async () => (await import('./kit.js')).toast('上传成功', 'success')")
    drawn = "[...document.querySelectorAll('.el-message')].some(each => getComputedStyle(each).opacity === '1')"
    form.page.wait_for_function(drawn)
    assert green(form.picture()) > 3000, "a receipt may be said in a green message"
    assert green(form.picture(uncovered=True)) < 2000, "the ticks of the list are small"


def test_a_question_is_asked_only_for_what_the_snapshot_does_not_show(form: SubmissionPage) -> None:
    seen, words = form.skeleton(), {need.key: exactly(wording_at(form.portal, need.key)) for need in form.needs()}
    asked = [need.key for need in form.needs() if not seen.has_once(need.role, words[need.key], ("",))]
    assert asked == [], "every need of the practice portal's form is told by one snapshot"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("licence.docx", a_file(), "5010"),
        ("licence.pdf", b"no pdf at all", "附件格式不符合规范"),
        ("x" * 97 + ".pdf", a_file(), "100个字符"),
        ("huge.pdf", b"%PDF-" + bytes(5 * 1024 * 1024), "5MB"),
    ],
)
def test_a_file_that_the_portal_does_not_take_is_refused(
    form: SubmissionPage, name: str, data: bytes, words: str
) -> None:
    with pytest.raises(NotTaken) as caught:
        attach(form, Material.LICENCE, name, data)
    assert words in caught.value.words or words == "5010"


def test_a_text_longer_than_the_field_takes_is_noticed(form: SubmissionPage) -> None:
    with pytest.raises(PageChanged, match="kept"):
        form.fill(entry(Kind.SITE, Reason.STOPPED, "长" * 230))


Setting = Callable[[PracticeOffice], object]


@pytest.mark.parametrize(
    ("setting", "code", "meaning"),
    [
        (lambda office: setattr(office, "maintenance", True), "901", Meaning.LATER),
        (lambda office: setattr(office, "closed_hours", True), "20", Meaning.LATER),
        (lambda office: setattr(office, "full", True), "15", Meaning.LATER),
    ],
)
def test_an_office_that_takes_nothing_now_means_later(
    form: SubmissionPage, office: PracticeOffice, setting: Setting, code: str, meaning: Meaning
) -> None:
    fill_whole(form)
    setting(office)
    answer = form.submit(8)
    assert f"[{code}]" in answer.words
    assert form.portal.meaning_of(answer.words) is meaning
    assert office.applications == []


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda form: form.scope.locator(".el-checkbox.is-checked").click(), "1105"),
        (lambda form: form._uploads.empty(next(each for each in form.words.fill if each.files)), "1104"),
        (lambda form: field(form, "原因说明").fill("太短"), "1102"),
        (lambda form: form.scope.locator(".el-radio").filter(has_text="注销主体").click(), "1101"),
        (lambda form: form._enter(form.words.fill[1], entry(Kind.SITE, Reason.WRONG_INFORMATION, TEXT)), "1103"),
    ],
)
def test_an_incomplete_form_is_not_accepted(
    form: SubmissionPage, office: PracticeOffice, spoil: Callable[[SubmissionPage], object], code: str
) -> None:
    fill_whole(form)
    spoil(form)
    answer = form.submit(8)
    assert f"[{code}]" in answer.words
    assert form.portal.meaning_of(answer.words) is Meaning.NOT_ACCEPTED
    assert office.applications == []


@pytest.mark.parametrize(
    ("ours", "before", "code", "meaning"),
    [
        (SITE, SITE, "1030", Meaning.ALREADY_IN),
        (SITE, SUBJECT, "1042", Meaning.NOT_ACCEPTED),
        (SITE, "粤ICP备12345678号-2", "1099", Meaning.NOT_ACCEPTED),
        (SUBJECT, SUBJECT, "1027", Meaning.ALREADY_IN),
        (SUBJECT, SITE, "1043", Meaning.NOT_ACCEPTED),
    ],
)
def test_an_application_that_came_in_meanwhile_is_said(
    home: Home, practice: PracticePortal, ours: str, before: str, code: str, meaning: Meaning
) -> None:
    form = home.records().cancel(ours).confirm()
    Clerk(desk=practice.desk).accepted(before)
    fill_whole(form, entry(Kind.SUBJECT if ours == SUBJECT else Kind.SITE, Reason.STOPPED, TEXT))
    answer = form.submit(8)
    assert f"[{code}]" in answer.words
    assert form.portal.meaning_of(answer.words) is meaning
    assert len(practice.office.applications) == 1


@pytest.mark.parametrize(("ours", "code"), [(SITE, "1050"), (SUBJECT, "1049")])
def test_a_record_that_ended_meanwhile_is_said(home: Home, practice: PracticePortal, ours: str, code: str) -> None:
    form = home.records().cancel(ours).confirm()
    kind = Kind.SUBJECT if ours == SUBJECT else Kind.SITE
    serial = Clerk(desk=practice.desk).accepted(ours)
    practice.office.decide(serial, "审核通过", "")
    practice.office.advance(hours=12)
    home.page.request.post(f"{home.portal.address}/guangdong/api/sign_in", data=CREDENTIALS)
    fill_whole(form, entry(kind, Reason.STOPPED, TEXT))
    answer = form.submit(8)
    assert f"[{code}]" in answer.words
    assert form.portal.meaning_of(answer.words) is Meaning.NOT_ACCEPTED
    assert len(practice.office.applications) == 1


def test_a_missing_button_leaves_nothing_at_the_office(
    form: SubmissionPage, page: Page, office: PracticeOffice
) -> None:
    page.set_default_timeout(1500)
    fill_whole(form)
    page.get_by_role("button", name="提交").evaluate_all("buttons => buttons.forEach(b => b.remove())")
    with pytest.raises(PortalError):
        form.ready()
    assert office.arrivals == []
