"""The form, in a browser: read back what was filled, list what was uploaded, hear every refusal."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from mock_portal.desk.faults import UploadToastWithoutFile
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from pages.base import wording_at
from pages.errors import FormChanged, PageChanged, PortalError, Refused, Unavailable
from pages.form import FormPage
from pages.home import Home
from pages.matching import exactly
from pages.readings import Entry
from pages.terms import Kind, Material, Meaning, Reason
from tests.mock_portal.clerk import Clerk
from tests.support import MATERIALS, a_file, green

SITE = "粤ICP备12345678号-1"
SUBJECT = "粤ICP备12345678号"
CREDENTIALS = {"account": "zhixing", "password": "Zhixing-2026"}
TEXT = "因公司业务调整，该网站已停止运营，不再提供服务"


def entry(kind: Kind, reason: Reason, text: str, **more: str) -> Entry:
    return Entry(kind, SITE, "知行商城", text, reason, **more)  # type: ignore[arg-type]


ENTRY = entry(Kind.SITE, Reason.STOPPED, TEXT)


@pytest.fixture
def form(home: Home) -> FormPage:
    return home.records().cancel(SITE).confirm()


def fill_whole(form: FormPage, what: Entry = ENTRY) -> None:
    form.fill(what)
    for material, name in MATERIALS.items():
        form.attach(material, name, a_file(name))
    form.declare()


def test_the_form_says_whose_record_it_is(form: FormPage) -> None:
    shown = form.shown()
    assert (shown.unit, shown.site, shown.number) == ("深圳市知行网络科技有限公司", "知行商城", SITE)


def test_a_filled_form_brings_a_serial(form: FormPage, office: PracticeOffice) -> None:
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
    form: FormPage, office: PracticeOffice, entry: Entry, material: Material | None
) -> None:
    fill_whole(form, entry)
    if material:
        assert material in form.offered()
        form.attach(material, "extra.pdf", a_file())
    assert form.submit(8).serial
    reason = office.applications[0].reason
    assert (str(reason.category), reason.new_domain, reason.wrong) == (str(entry.reason), entry.new_domain, entry.wrong)


@pytest.mark.parametrize("reason", Reason)
def test_the_form_has_places_for_what_its_profile_says_and_for_nothing_else(form: FormPage, reason: Reason) -> None:
    more = {"域名变更": {"new_domain": "zhixing.example"}, "备案信息错误": {"wrong": "甲", "right": "乙"}}
    form.fill(entry(Kind.SITE, reason, TEXT, **more.get(reason, {})))
    known = form.portal.form.materials
    assert form.offered() == [one for one in known if reason in (form.portal.causes_of(one) or [reason])]


def test_a_material_without_a_place_is_said_and_nothing_is_sent(
    form: FormPage, page: Page, office: PracticeOffice
) -> None:
    page.set_default_timeout(1000)
    form.fill(ENTRY)
    with pytest.raises(PageChanged, match=r"no place for 公司注销证明; nearest on the page: 营业执照副本"):
        form.attach(Material.DISSOLUTION, "extra.pdf", a_file())
    with pytest.raises(Refused, match="no place for 股东会决议, only for 营业执照副本"):
        form.attach(Material.RESOLUTION, "extra.pdf", a_file())
    assert office.arrivals == [] and form.attached(Material.LICENCE) == []


@pytest.mark.parametrize("table", ["kinds", "reasons"])
def test_a_word_that_the_profile_has_not_is_a_refusal(form: FormPage, table: str) -> None:
    form.words = form.words.model_copy(update={table: {}})  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="no place for"):
        form.fill(ENTRY)


def test_an_upload_counts_when_the_portal_lists_it(form: FormPage, page: Page, office: PracticeOffice) -> None:
    page.set_default_timeout(2500)
    office.faults.add(UploadToastWithoutFile(step="upload"))
    with pytest.raises((PageChanged, Unavailable)):
        form.attach(Material.LICENCE, "licence.pdf", a_file())
    form.attach(Material.LICENCE, "licence.pdf", a_file())
    [attached] = form.attached(Material.LICENCE)
    assert (attached.name, attached.size) == ("licence.pdf", len(a_file()))


@pytest.mark.parametrize("name", ["营业执照  副本.pdf", "\u3000营业执照.pdf", "营业执照\u00a0副本.pdf", " a   b .pdf"])
def test_a_file_is_listed_whatever_blanks_its_name_has(form: FormPage, office: PracticeOffice, name: str) -> None:
    form.attach(Material.LICENCE, name, a_file())
    [attached] = form.attached(Material.LICENCE)
    assert (attached.name, attached.size) == (" ".join(name.split()), len(a_file()))


def test_leftovers_are_removed(form: FormPage, home: Home) -> None:
    form.attach(Material.LICENCE, "old.pdf", a_file())
    form.attach(Material.LICENCE, "older.pdf", a_file())
    again = home.records().cancel(SITE).confirm()
    assert len(again.attached(Material.LICENCE)) == 2, "the portal keeps what was uploaded before"
    again.clear()
    assert again.attached(Material.LICENCE) == []
    again.clear()


@pytest.mark.parametrize(("drift", "said"), [("rename_button", "0 times"), ("visible_twin", "2 times")])
def test_what_is_not_there_once_is_a_changed_form(home: Home, office: PracticeOffice, drift: str, said: str) -> None:
    office.drifts.add(drift)
    home.page.reload()
    with pytest.raises(FormChanged, match=said):
        home.records().cancel(SITE).confirm().check()


def test_a_picture_shows_what_the_portal_says_unless_it_lies_over_what_was_filled_in(form: FormPage) -> None:
    form.attach(Material.LICENCE, "licence.pdf", a_file())
    assert green(form.picture()) > 5000, "a receipt may be said in a green message"
    assert green(form.picture(uncovered=True)) < 500


def test_a_question_is_asked_only_for_what_the_snapshot_does_not_show(form: FormPage) -> None:
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
def test_a_file_that_the_portal_does_not_take_is_refused(form: FormPage, name: str, data: bytes, words: str) -> None:
    with pytest.raises(Refused) as caught:
        form.attach(Material.LICENCE, name, data)
    assert words in caught.value.words or words == "5010"


def test_a_text_longer_than_the_field_takes_is_noticed(form: FormPage) -> None:
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
    form: FormPage, office: PracticeOffice, setting: Setting, code: str, meaning: Meaning
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
        (lambda form: form.declaration.uncheck(), "1105"),
        (lambda form: form.remove_all(Material.IDENTITY), "1104"),
        (lambda form: form.text.fill("太短"), "1102"),
        (lambda form: form.fill(entry(Kind.SUBJECT, Reason.STOPPED, TEXT)), "1101"),
        (lambda form: form.fill(entry(Kind.SITE, Reason.WRONG_INFORMATION, TEXT)), "1103"),
    ],
)
def test_an_incomplete_form_is_not_accepted(
    form: FormPage, office: PracticeOffice, spoil: Callable[[FormPage], object], code: str
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


def test_a_missing_button_leaves_nothing_at_the_office(form: FormPage, page: Page, office: PracticeOffice) -> None:
    page.set_default_timeout(1500)
    fill_whole(form)
    page.get_by_role("button", name="提交").evaluate_all("buttons => buttons.forEach(b => b.remove())")
    with pytest.raises(PortalError):
        form.ready()
    assert office.arrivals == []
